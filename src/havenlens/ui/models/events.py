"""The events of a coding as a table that inserts, moves and removes exactly the rows that change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor

from havenlens.domain.codebook import Scheme
from havenlens.domain.event_filter import EventFilter
from havenlens.domain.events import Changes, Event
from havenlens.domain.queries import EventSeries
from havenlens.ui.models.event_cells import (
    ANSWER_TO,
    CODE,
    COLUMNS,
    COMMENT,
    FLAGS,
    MODIFIERS,
    OFFSET,
    ONSET,
    WHO,
    WHOM,
    EventCells,
    heading,
)
from havenlens.ui.models.sorted_events import SortedEvents

__all__ = [
    "ANSWER_TO",
    "CODE",
    "COMMENT",
    "FLAGS",
    "MODIFIERS",
    "OFFSET",
    "ONSET",
    "WHO",
    "WHOM",
    "Edit",
    "EventColours",
    "EventId",
    "EventsModel",
]

Root = QModelIndex()
EventId = Qt.ItemDataRole.UserRole
_DISPLAY, _EDIT, _ID, _DECORATION, _FOREGROUND, _TIP = (
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        EventId,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.ToolTipRole,
    )
)
_ANSWERED = frozenset((_DISPLAY, _EDIT, _ID, _DECORATION, _FOREGROUND, _TIP))
_NO_FLAGS = Qt.ItemFlag.NoItemFlags
_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _FLAGS | Qt.ItemFlag.ItemIsEditable
_MANY = 300
"""From so many changes at once on, the table is made anew instead of row by row."""
Edit = Callable[[Event, str, Any], bool]
"""Asks for one value of an event to be changed; tells whether it was.

The part is named as in `PARTS`; times and comments come as they were typed, other values as they are.
"""

PARTS = ("onset", "offset", "code", "actor", "target", "modifiers", "comment", "flags", "link")
"""What each column shows of an event."""

Ascending = Qt.SortOrder.AscendingOrder


@dataclass(frozen=True, slots=True)
class EventColours:
    """The colours a table of events needs: of its codes, and of what is still to be answered."""

    codes: Mapping[str, str]
    question: str


class EventsModel(QAbstractTableModel):
    """The events that pass a filter, in the order of a column; in time order until somebody sorts.

    One change costs one row: nothing is sorted or filtered again for it. `set_filter` resets the model.
    """

    def __init__(
        self,
        scheme: Scheme,
        events: EventSeries,
        names: Mapping[UUID, str],
        edit: Edit,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._scheme, self._names, self._edit, self._series = scheme, names, edit, events
        self._events = events.by_id()
        self._cells = EventCells(scheme, names, self._events)
        self._colours = EventColours({code.id: code.colour for code in scheme.codes}, "#A8690F")
        self._inks: dict[str, QColor] = {}
        self._editable: frozenset[int] = frozenset((ONSET, OFFSET, COMMENT))
        self._filter, self._order = EventFilter(), Ascending
        self._rows = SortedEvents(self._cells)
        self._rows.arrange(events)

    # What is shown

    def use_colours(self, colours: EventColours) -> None:
        """Draw with the colours of the theme."""
        self._colours, self._inks = colours, {}
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def use_letters(self, scheme: Scheme) -> None:
        """Name codes with the letters that they have for this coder."""
        self._cells.use_letters(scheme)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, CODE), self.index(self.rowCount() - 1, CODE))

    def allow_editing(self, columns: Collection[int]) -> None:
        """Say which columns may be edited in the cell; at first these are the times and the comment."""
        self._editable = frozenset(columns)

    @property
    def filter(self) -> EventFilter:
        """Give what the events that are shown fulfil."""
        return self._filter

    def set_filter(self, wanted: EventFilter) -> None:
        """Show only the events that fulfil something; the model is reset, so choose a row again after it."""
        if wanted == self._filter:
            return
        matches = None if wanted.is_empty else wanted.matches(self._scheme, self._names)
        self.beginResetModel()
        self._filter = wanted
        self._rows.filter_by(matches, self._series)
        self.endResetModel()

    def let_go(self, events: EventSeries) -> None:
        """Show another series in place of the one before, which is no longer needed."""
        self.beginResetModel()
        self._series = events
        self._events.clear()
        self._events.update(events.by_id())
        self._rows.arrange(events)
        self.endResetModel()

    def total(self) -> int:
        """Count the events of the coding, those that the filter hides among them."""
        return len(self._events)

    def shown(self) -> tuple[Event, ...]:
        """List the events that are shown, from the first row to the last."""
        shown = self._rows.shown
        return tuple(shown if self._order == Ascending else reversed(shown))

    def event_at(self, row: int) -> Event:
        """Give the event of a row."""
        return self._rows.shown[self._turned(row)]

    def row_of(self, event_id: UUID | None) -> int | None:
        """Give the row of an event, or None where it is not in the table or the filter hides it."""
        event = None if event_id is None else self._events.get(event_id)
        place = None if event is None else self._rows.place_of(event)
        return None if place is None else self._turned(place)

    def apply(self, changes: Changes) -> None:
        """Show changes that have been written; very many at once reset the model."""
        if len(changes.added) + len(changes.removed) + len(changes.replaced) > _MANY:
            self.beginResetModel()
            self._events.clear()
            self._events.update((event.id, event) for event in self._series)
            self._rows.arrange(self._series)
            self.endResetModel()
            return
        for event in changes.removed:
            self._remove(event)
        for before, after in changes.replaced:
            self._replace(before, after)
        for event in changes.added:
            self._events[event.id] = event
            self._insert(event)
        moved = [before.id for before, after in changes.replaced if before.span.start != after.span.start]
        self._renew_answers_to((*moved, *(event.id for event in (*changes.removed, *changes.added))))

    # What is painted

    @property
    def cells(self) -> EventCells:
        """Give what stands in the cells."""
        return self._cells

    @property
    def question_colour(self) -> QColor:
        """Give the colour of what is still to be answered."""
        return QColor(self._colours.question)

    def colour_of(self, event: Event) -> QColor:
        """Give the colour that an event's code has in the table."""
        known = self._inks.get(event.code)
        if known is None:
            colour = self._colours.codes.get(event.code) or self._scheme.code_by_id[event.code].colour
            known = self._inks[event.code] = QColor(colour)
        return known

    # Qt

    def rowCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return heading(section)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        # Asked for every cell at every painting: joining flags takes longer than choosing joined ones.
        if not index.isValid():
            return _NO_FLAGS
        return _EDITABLE if index.column() in self._editable else _FLAGS

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED:
            return None
        event, column = self._rows.shown[self._turned(index.row())], index.column()
        if role == _DISPLAY:
            return self._cells.text(event, column)
        if role == _EDIT:
            return self._cells.value(event, column)
        if role == _ID:
            return event.id
        if role == _TIP:
            return self._cells.tip(event, column) or None
        if role == _DECORATION:
            return self.colour_of(event) if column == CODE else None
        return self.question_colour if column in self._cells.blank_columns(event) else None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        column = index.column()
        typed = column in (ONSET, OFFSET, COMMENT)
        return self._edit(self.event_at(index.row()), PARTS[column], str(value) if typed else value)

    def sort(self, column: int, order: Qt.SortOrder = Ascending) -> None:
        """Sort by a column; events that are equal in it stay in time order."""
        if not 0 <= column < len(COLUMNS) or (column, order) == (self._rows.column, self._order):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self.event_at(index.row()), index.column()) for index in before]
        self._order = order
        if column != self._rows.column:
            self._rows.sort_by(column, self._series)
        after = [
            QModelIndex() if (row := self.row_of(event.id)) is None else self.index(row, place)
            for event, place in kept
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # Inside

    def _turned(self, row: int) -> int:
        """Turn a row into a place in ascending order, or a place into a row."""
        return row if self._order == Ascending else len(self._rows) - 1 - row

    def _insert(self, event: Event) -> None:
        if not self._rows.passes(event):
            return
        place = self._rows.place_for(event)
        row = place if self._order == Ascending else len(self._rows) - place
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows.insert(place, event)
        self.endInsertRows()

    def _remove(self, event: Event) -> None:
        known = self._events.get(event.id)
        place = None if known is None else self._rows.place_of(known)
        if place is not None:
            self._take_out(place)
        self._events.pop(event.id, None)

    def _take_out(self, place: int) -> None:
        row = self._turned(place)
        self.beginRemoveRows(QModelIndex(), row, row)
        self._rows.take_out(place)
        self.endRemoveRows()

    def _replace(self, before: Event, after: Event) -> None:
        known = self._events.get(before.id)
        if known is None:
            return
        place = self._rows.place_of(known)
        self._events[after.id] = after
        if place is None:
            self._insert(after)
        elif not self._rows.passes(after):
            self._take_out(place)
        else:
            self._move(place, after)

    def _move(self, place: int, after: Event) -> None:
        """Put an event where it belongs now, and show it as it is now."""
        goal = self._rows.goal_of(place, after)
        if goal != place:
            row, target = self._turned(place), self._turned(goal)
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target + (target > row))
        self._rows.move(place, goal, after)
        if goal != place:
            self.endMoveRows()
        self._renew(goal)

    def _renew(self, place: int) -> None:
        row = self._turned(place)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _renew_answers_to(self, bids: Iterable[UUID]) -> None:
        """Show again what answers an event that came, went or moved: its cell names the bid's time."""
        for bid in bids:
            for answer in self._series.linked_to(bid):
                known = self._events.get(answer.id)
                place = None if known is None else self._rows.place_of(known)
                if place is None:
                    continue
                if self._rows.column == ANSWER_TO:
                    self._move(place, self._rows.shown[place])
                else:
                    self._renew(place)
