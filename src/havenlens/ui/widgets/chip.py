"""Chips: people to choose from, and short facts in the top bar."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import FOCUS_WIDTH, Radius
from havenlens.words.catalogue import tr

_WIDEST = 280
"""How wide a chip is at most, in pixels at the usual size of text."""


class Chip(QAbstractButton):
    """A pill with a name and maybe the key that chooses it; checkable unless it only tells something.

    A long name ends in an ellipsis, and is said whole on hovering.
    """

    def __init__(
        self, text: str, key: str = "", parent: QWidget | None = None, *, checkable: bool = True
    ) -> None:
        super().__init__(parent)
        self._key = key
        self.setText(text)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if checkable else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if checkable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        if key:
            self.setAccessibleDescription(tr("Key {key}").format(key=key))

    @property
    def key(self) -> str:
        """Give the key that is shown on the chip."""
        return self._key

    def sizeHint(self) -> QSize:
        look = current_look()
        pad, gap = look.metrics.px(11), look.metrics.px(6)
        fonts = (self._name_font(look, strong=strong) for strong in (True, False))  # either may be the wider
        width = 2 * pad + max(QFontMetricsF(font).horizontalAdvance(self.text()) for font in fonts)
        if self._key:
            width += gap + self._cap_width(look) - look.metrics.px(4)
        return QSize(min(round(width), look.metrics.px(_WIDEST)), look.metrics.px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent | None) -> bool:
        """Say a name whole that has no room."""
        if (
            isinstance(event, QHelpEvent)
            and event.type() == QEvent.Type.ToolTip
            and not self.toolTip()
            and self.width() >= current_look().metrics.px(_WIDEST)
        ):
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, look)
        tokens, chosen = look.tokens, self.isCheckable() and self.isChecked()
        ink = tokens.accent if chosen else (tokens.text if self.isCheckable() else tokens.secondary)
        painter.setPen(QColor(ink if self.isEnabled() else tokens.disabled))
        painter.setFont(self._name_font(look, strong=chosen))
        pad = look.metrics.px(11)
        room = QRectF(pad, 0, self.width() - 2 * pad, self.height())
        if self._key:
            cap = self._cap_width(look)
            right = self.width() - look.metrics.px(7)
            self._paint_cap(painter, QRectF(right - cap, 0, cap, self.height()), look)
            room.setRight(right - cap - look.metrics.px(6))
        side = Qt.AlignmentFlag.AlignLeft if self._key else Qt.AlignmentFlag.AlignHCenter
        words = QFontMetricsF(painter.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width() + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | side, words)

    def _paint_ground(self, painter: QPainter, look: Look) -> None:
        tokens, chosen = look.tokens, self.isCheckable() and self.isChecked()
        fill = tokens.accent_wash if chosen else (tokens.raised if self.isCheckable() else tokens.surface)
        edge, width = (tokens.accent, 1.5) if chosen else (tokens.border, 1.0)
        if self.underMouse() and self.isEnabled() and self.isCheckable() and not chosen:
            edge = tokens.outline
        if self.hasFocus():
            edge, width = tokens.accent, float(FOCUS_WIDTH)
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(fill))
        inset = width / 2
        shape = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)

    def _paint_cap(self, painter: QPainter, column: QRectF, look: Look) -> None:
        painter.save()
        font = self._cap_font(look)
        height = QFontMetricsF(font).height() + 2
        cap = QRectF(0, 0, column.width(), height)
        cap.moveCenter(QPointF(column.center().x(), column.center().y()))
        painter.setPen(QPen(QColor(look.tokens.border), 1))
        painter.setBrush(QColor(look.tokens.surface))
        painter.drawRoundedRect(cap, Radius.KEY, Radius.KEY)
        painter.setPen(QColor(look.tokens.secondary))
        painter.setFont(font)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.restore()

    def _cap_width(self, look: Look) -> float:
        return QFontMetricsF(self._cap_font(look)).horizontalAdvance(self._key) + look.metrics.px(8)

    @staticmethod
    def _cap_font(look: Look) -> QFont:
        return look.font(look.metrics.label * 0.9, QFont.Weight.DemiBold)

    @staticmethod
    def _name_font(look: Look, *, strong: bool) -> QFont:
        return look.font(look.metrics.body, QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
