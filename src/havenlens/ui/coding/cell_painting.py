"""Paint the events table as the style sheet would, at a fraction of its time.

The sheet's rules for ``QTableView::item`` are written again here: Qt matches them anew for every cell, and
asks for the index, the flags and the painter's option of each, which takes longer than everything else that
happens between a key press and the picture of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QModelIndex, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QCursor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QStaticText
from PyQt6.QtWidgets import QStyleOptionViewItem, QTableView

from havenlens.domain.events import Event
from havenlens.ui.models.events import CODE, EventsModel
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Radius

_PAD, _RING, _LINE, _GAP = 8, 2, 1, 3
"""Pixels left and right of a cell, of the ring around the current one, of the line under it, around parts."""
_KEPT_TEXTS = 1000
"""How many laid out texts are kept; a screen shows a few hundred."""


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of the table in one theme."""

    ground: QColor
    behind: QColor
    border: QColor
    text: QColor
    disabled: QColor
    line: QColor
    hovered: QColor
    selected: QColor
    ring: QColor


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is the same for all cells of one painting; ``columns`` are (column, left, width) in pixels."""

    model: EventsModel
    columns: list[tuple[int, int, int]]
    current: QModelIndex
    hovered: QModelIndex
    enabled: bool

    @property
    def sides(self) -> tuple[int, int]:
        """Give where the first column begins, and how wide all are."""
        _, left, _ = self.columns[0]
        _, last, width = self.columns[-1]
        return left, last + width - left


class RowsPainter:
    """Draws ground, lines, swatches and texts of rows, with colours and texts made ready once."""

    def __init__(self, table: QTableView) -> None:
        self._table = table
        self._inks: Inks | None = None
        self._palette = -1
        self._font = QFont()
        self._metrics = QFontMetrics(self._font)
        self._swatch = 0, 0
        self._texts: dict[tuple[str, int], tuple[QStaticText, int]] = {}

    def paint(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem) -> None:
        """Paint an area of the viewport, all of it: nothing behind it is painted before."""
        table, model = self._table, self._table.model()
        inks = self._inks_of(option)
        painter.fillRect(area, inks.ground)
        first = table.rowAt(area.top())
        columns = self._columns(area)
        if isinstance(model, EventsModel) and first >= 0 and columns:
            last = table.rowAt(area.bottom())
            sight = _Sight(model, columns, self._current(), self._hovered(), table.isEnabled())
            for row in range(first, (last if last >= 0 else model.rowCount() - 1) + 1):
                self._paint_row(painter, row, sight, inks)
        self._paint_corners(painter, area, inks)

    def _columns(self, area: QRect) -> list[tuple[int, int, int]]:
        """List the columns in an area from left to right."""
        table, top = self._table, self._table.horizontalHeader()
        assert top is not None
        found = []
        for place in range(top.count()):
            column = top.logicalIndex(place)
            left, width = table.columnViewportPosition(column), table.columnWidth(column)
            if width and left <= area.right() and left + width > area.left():
                found.append((column, left, width))
        return found

    def _current(self) -> QModelIndex:
        """Give the cell that has the ring: the current one, while the table is listened to."""
        room = self._table.viewport()
        focused = self._table.hasFocus() or (room is not None and room.hasFocus())
        return self._table.currentIndex() if focused else QModelIndex()

    def _hovered(self) -> QModelIndex:
        room = self._table.viewport()
        if room is None or not room.underMouse() or not self._table.isEnabled():
            return QModelIndex()
        return self._table.indexAt(room.mapFromGlobal(QCursor.pos()))

    def _paint_row(self, painter: QPainter, row: int, sight: _Sight, inks: Inks) -> None:
        table, model, selection = self._table, sight.model, self._table.selectionModel()
        top, height, (left, width) = table.rowViewportPosition(row), table.rowHeight(row), sight.sides
        selected = selection is not None and selection.isSelected(model.index(row, 0))
        hovered = sight.hovered.column() if sight.hovered.row() == row else -1
        if selected:
            painter.fillRect(left, top, width, height, inks.selected)
        painter.fillRect(left, top + height - _LINE, width, _LINE, inks.line)
        event, pen = model.event_at(row), inks.text if sight.enabled else inks.disabled
        blank = model.cells.blank_columns(event) if not selected else frozenset()
        ringed = sight.current.column() if sight.current.row() == row else -1
        painter.setPen(pen)
        for column, x, wide in sight.columns:
            room = QRect(x + _PAD + _GAP, top, wide - 2 * (_PAD + _GAP), height - _LINE)
            if column == hovered and not selected:
                painter.fillRect(x, top, wide, height - _LINE, inks.hovered)
            if column == ringed:
                _paint_ring(painter, QRect(x, top, wide, height), inks.ring)
                room = room.adjusted(0, _RING, 0, _LINE - _RING)
            if column == CODE:
                room = self._paint_swatch(painter, room, model.colour_of(event))
            if column in blank:
                painter.setPen(model.question_colour)
                self._write(painter, room, event, column, model)
                painter.setPen(pen)
            else:
                self._write(painter, room, event, column, model)

    def _write(self, painter: QPainter, room: QRect, event: Event, column: int, model: EventsModel) -> None:
        """Lay a text out once, cut to the room it has: most cells of a painting were there before."""
        text = model.cells.text(event, column)
        if not text:
            return
        found = self._texts.get((text, room.width()))
        if found is None:
            if len(self._texts) >= _KEPT_TEXTS:
                self._texts.clear()
            made = QStaticText(self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()))
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.prepare(font=self._font)
            found = self._texts[text, room.width()] = made, round(made.size().height())
        written, high = found
        painter.drawStaticText(room.left(), room.top() + (room.height() - high) // 2, written)

    def _paint_swatch(self, painter: QPainter, room: QRect, colour: QColor) -> QRect:
        """Paint a code's colour at the left end; give the room that is left for the text."""
        wide, high = self._swatch
        painter.fillRect(room.left(), room.top() + (room.height() - high) // 2, wide, high, colour)
        return room.adjusted(wide + 2 * _GAP, 0, 0, 0)

    def _paint_corners(self, painter: QPainter, area: QRect, inks: Inks) -> None:
        """Let the table's rounded frame go on where it crosses the corners of its viewport."""
        table, room = self._table, self._table.viewport()
        assert room is not None
        frame = QRectF(table.rect().translated(-room.pos()))
        edge = Radius.CARD
        inside = frame.adjusted(edge, edge, -edge, -edge)
        near = QRectF(area)
        if near.bottom() <= inside.bottom() or (
            near.left() >= inside.left() and near.right() <= inside.right()
        ):
            return
        card, corners = QPainterPath(), QPainterPath()
        card.addRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), edge - 0.5, edge - 0.5)
        corners.addRect(frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area.intersected(QRect(area.left(), round(inside.bottom()), area.width(), edge)))
        painter.fillPath(corners.subtracted(card), inks.behind)
        painter.strokePath(card, QPen(inks.ring if table.hasFocus() else inks.border, 1))

    def _inks_of(self, option: QStyleOptionViewItem) -> Inks:
        key = option.palette.cacheKey()
        if option.font != self._font:
            self._font, self._metrics = QFont(option.font), QFontMetrics(option.fontMetrics)
            self._texts.clear()
        if self._inks is None or key != self._palette:
            tokens = current_look().tokens
            self._inks = Inks(
                ground=QColor(tokens.surface),
                behind=QColor(tokens.background),
                border=QColor(tokens.border),
                text=QColor(tokens.text),
                disabled=QColor(tokens.disabled),
                line=QColor(tokens.raised),
                hovered=QColor(tokens.raised),
                selected=QColor(tokens.accent_wash),
                ring=QColor(tokens.accent),
            )
            self._palette = key
        self._swatch = option.decorationSize.width(), option.decorationSize.height()
        return self._inks


def _paint_ring(painter: QPainter, rect: QRect, ink: QColor) -> None:
    painter.fillRect(rect.left(), rect.top(), rect.width(), _RING, ink)
    painter.fillRect(rect.left(), rect.bottom() - _RING + 1, rect.width(), _RING, ink)
    painter.fillRect(rect.left(), rect.top(), _RING, rect.height(), ink)
    painter.fillRect(rect.right() - _RING + 1, rect.top(), _RING, rect.height(), ink)
