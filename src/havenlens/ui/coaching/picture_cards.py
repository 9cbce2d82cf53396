"""Paint the rows of a list as cards, each with a picture, under headings."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from PyQt6.QtCore import QModelIndex, QObject, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import FOCUS_WIDTH, Radius, Space

_Role = Qt.ItemDataRole
_HEADING = 28
_Shown = TypeVar("_Shown")


class PictureCards(QStyledItemDelegate, Generic[_Shown]):
    """Paints what a row's `UserRole` holds, where that is of a ``kind``, and any other row as a heading.

    ``picture`` is the size of the pictures, in pixels of the usual text size.
    """

    def __init__(self, kind: type[_Shown], picture: tuple[int, int], parent: QObject) -> None:
        super().__init__(parent)
        self._kind, self._picture = kind, picture

    @abstractmethod
    def picture_of(self, one: _Shown) -> QImage | None:
        """Give a card's picture, or None while it is being made."""

    @abstractmethod
    def paint_words(self, painter: QPainter, look: Look, rect: QRect, left: int, index: QModelIndex) -> None:
        """Write what stands beside the picture, which ends at ``left``, in a row's rectangle."""

    def paint_edge(self, painter: QPainter, look: Look, shape: QPainterPath, one: _Shown) -> None:
        """Draw around the picture where something is to be told by that."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        is_card = isinstance(index.data(_Role.UserRole), self._kind)
        return QSize(200, current_look().metrics.px(self._picture[1] + 2 * Space.S if is_card else _HEADING))

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if painter is None:
            return
        look, one = current_look(), index.data(_Role.UserRole)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if isinstance(one, self._kind):
            self._paint_ground(painter, look, option)
            left = self._paint_picture(painter, look, option.rect, one)
            self.paint_words(painter, look, option.rect, left, index)
        else:
            painter.setFont(look.font(look.metrics.label, QFont.Weight.DemiBold))
            painter.setPen(QColor(look.tokens.secondary))
            room = option.rect.adjusted(Space.S, 0, -Space.S, -2)
            words = str(index.data(_Role.DisplayRole))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words)
        painter.restore()

    def _paint_ground(self, painter: QPainter, look: Look, option: QStyleOptionViewItem) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), Radius.CONTROL, Radius.CONTROL)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillPath(path, QColor(look.tokens.accent_wash))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillPath(path, QColor(look.tokens.raised))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(look.tokens.accent), FOCUS_WIDTH))
            painter.drawPath(path)

    def _paint_picture(self, painter: QPainter, look: Look, rect: QRect, one: _Shown) -> int:
        """Paint the picture to fill its place; give where it ends."""
        width, height = (look.metrics.px(edge) for edge in self._picture)
        box = QRectF(rect.left() + Space.S, rect.center().y() - height / 2 + 0.5, width, height)
        shape = QPainterPath()
        shape.addRoundedRect(box, Radius.KEY, Radius.KEY)
        painter.fillPath(shape, QColor(look.tokens.stage))
        picture = self.picture_of(one)
        if picture is not None and not picture.isNull():
            painter.save()
            painter.setClipPath(shape)
            size = picture.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            left, top = box.center().x() - size.width() / 2, box.center().y() - size.height() / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), picture)
            painter.restore()
        self.paint_edge(painter, look, shape, one)
        return rect.left() + Space.S + width
