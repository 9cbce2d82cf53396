"""Paint the cells of the events table as the style sheet would, at a fraction of its time.

The sheet's rules for ``QTableView::item`` are written again here: Qt matches them anew for every cell, which
takes longer than everything else that happens between a key press and the picture of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QModelIndex, QRect, Qt
from PyQt6.QtGui import QColor, QPainter, QPalette
from PyQt6.QtWidgets import QStyle, QStyleOptionViewItem

from havenlens.ui.models.events import CODE, MODIFIERS, WHOM
from havenlens.ui.theme.look import current_look

_State = QStyle.StateFlag
_PAD, _RING, _LINE, _GAP = 8, 2, 1, 3
"""Pixels left and right of a cell, of the ring around the current one, of the line under it, around parts."""
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


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

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one cell into its rectangle."""
        inks, state, rect = self._inks_of(option.palette), option.state, option.rect
        selected, enabled = bool(state & _State.State_Selected), bool(state & _State.State_Enabled)
        if selected:
            painter.fillRect(rect, inks.selected)
        elif state & _State.State_MouseOver and enabled:
            painter.fillRect(rect, inks.hovered)
        if state & _State.State_HasFocus:
            _paint_ring(painter, rect, inks.ring)
            room = rect.adjusted(_PAD + _GAP, _RING, -_PAD - _GAP, -_RING)
        else:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), _LINE, inks.line)
            room = rect.adjusted(_PAD + _GAP, 0, -_PAD - _GAP, -_LINE)
        column = index.column()
        if column == CODE:
            room = _paint_swatch(painter, room, option, index.data(Qt.ItemDataRole.DecorationRole))
        text = index.data()
        if not text:
            return
        pen = inks.text if enabled else inks.disabled
        if not selected and column in (CODE, WHOM, MODIFIERS):
            pen = index.data(Qt.ItemDataRole.ForegroundRole) or pen
        painter.setPen(pen)
        painter.drawText(
            room, _FLAGS, option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        )

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
