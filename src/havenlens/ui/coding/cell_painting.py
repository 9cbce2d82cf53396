"""Paint the cells of the events table as the style sheet would, at a fraction of its time.

The sheet's rules for ``QTableView::item`` are written again here: Qt matches them anew for every cell, which
takes longer than everything else that happens between a key press and the picture of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QModelIndex, QRect, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QPalette, QStaticText
from PyQt6.QtWidgets import QStyle, QStyleOptionViewItem

from havenlens.ui.models.events import CODE, MODIFIERS, WHOM
from havenlens.ui.theme.look import current_look

_SELECTED, _ENABLED, _HOVERED, _FOCUSED = (
    flag.value
    for flag in (
        QStyle.StateFlag.State_Selected,
        QStyle.StateFlag.State_Enabled,
        QStyle.StateFlag.State_MouseOver,
        QStyle.StateFlag.State_HasFocus,
    )
)
"""As plain numbers: joining and comparing flags takes longer than drawing a cell."""
_DECORATION, _FOREGROUND = int(Qt.ItemDataRole.DecorationRole), int(Qt.ItemDataRole.ForegroundRole)
_PAD, _RING, _LINE, _GAP = 8, 2, 1, 3
"""Pixels left and right of a cell, of the ring around the current one, of the line under it, around parts."""
_KEPT_TEXTS = 1000
"""How many laid out texts are kept; a screen shows a few hundred."""


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of the cells in one theme."""

    text: QColor
    disabled: QColor
    line: QColor
    hovered: QColor
    selected: QColor
    ring: QColor


class CellPainter:
    """Draws ground, line, swatch and text of a cell, with colours looked up once for each theme."""

    def __init__(self) -> None:
        self._inks: Inks | None = None
        self._palette = -1
        self._font = QFont()
        self._texts: dict[tuple[str, int], QStaticText] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one cell into its rectangle."""
        inks, rect = self._inks_of(option.palette), option.rect
        state: Any = option.state.value
        selected, enabled = state & _SELECTED, state & _ENABLED
        if selected:
            painter.fillRect(rect, inks.selected)
        elif state & _HOVERED and enabled:
            painter.fillRect(rect, inks.hovered)
        if state & _FOCUSED:
            _paint_ring(painter, rect, inks.ring)
            room = rect.adjusted(_PAD + _GAP, _RING, -_PAD - _GAP, -_RING)
        else:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), _LINE, inks.line)
            room = rect.adjusted(_PAD + _GAP, 0, -_PAD - _GAP, -_LINE)
        column, model = index.column(), index.model()
        assert model is not None
        if column == CODE:
            room = _paint_swatch(painter, room, option, model.data(index, _DECORATION))
        text = model.data(index)
        if not text:
            return
        pen = inks.text if enabled else inks.disabled
        if not selected and column in (CODE, WHOM, MODIFIERS):
            pen = model.data(index, _FOREGROUND) or pen
        painter.setPen(pen)
        written = self._written(text, room.width(), option)
        top = room.top() + (room.height() - round(written.size().height())) // 2
        painter.drawStaticText(room.left(), top, written)

    def _written(self, text: str, room: int, option: QStyleOptionViewItem) -> QStaticText:
        """Lay a text out once, cut to the room it has: most cells of a painting were there before."""
        if option.font != self._font:
            self._font = QFont(option.font)
            self._texts.clear()
        found = self._texts.get((text, room))
        if found is None:
            if len(self._texts) >= _KEPT_TEXTS:
                self._texts.clear()
            found = QStaticText(option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self._font)
            self._texts[text, room] = found
        return found

    def _inks_of(self, palette: QPalette) -> Inks:
        key = palette.cacheKey()
        if self._inks is None or key != self._palette:
            tokens = current_look().tokens
            self._inks = Inks(
                text=QColor(tokens.text),
                disabled=QColor(tokens.disabled),
                line=QColor(tokens.raised),
                hovered=QColor(tokens.raised),
                selected=QColor(tokens.accent_wash),
                ring=QColor(tokens.accent),
            )
            self._palette = key
        return self._inks


def _paint_ring(painter: QPainter, rect: QRect, ink: QColor) -> None:
    painter.fillRect(rect.left(), rect.top(), rect.width(), _RING, ink)
    painter.fillRect(rect.left(), rect.bottom() - _RING + 1, rect.width(), _RING, ink)
    painter.fillRect(rect.left(), rect.top(), _RING, rect.height(), ink)
    painter.fillRect(rect.right() - _RING + 1, rect.top(), _RING, rect.height(), ink)


def _paint_swatch(painter: QPainter, room: QRect, option: QStyleOptionViewItem, colour: QColor) -> QRect:
    """Paint a code's colour at the left end; give the room that is left for the text."""
    size = option.decorationSize
    top = room.top() + (room.height() - size.height()) // 2
    painter.fillRect(QRect(room.left(), top, size.width(), size.height()), colour)
    return room.adjusted(size.width() + 2 * _GAP, 0, 0, 0)
