"""The events of a coding as a table that inserts, moves and removes exactly the rows that change."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Changes, Event, Flag
from havenlens.domain.problems import StudyError
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, clock, in_seconds, parse_clock
from havenlens.words.catalogue import tr

Root = QModelIndex()
EventId = Qt.ItemDataRole.UserRole
Edit = Callable[[Event, str, Any], bool]
"""Asks for one value of an event to be changed (onset, offset or comment); tells whether it was."""

ONSET, OFFSET, CODE, WHO, WHOM, MODIFIERS, COMMENT, ANSWER_TO = range(8)


@dataclass(frozen=True, slots=True)
class EventColours:
    """The colours a table of events needs: of its codes, and of what is still to be answered."""

    codes: Mapping[str, str]
    question: str


class EventsModel(QAbstractTableModel):
    """The events in time order; columns onset, offset, code, who, to whom, modifiers, comment, answer to."""

    def __init__(
        self,
        scheme: Scheme,
        events: EventSeries,
        names: Mapping[UUID, str],
        edit: Edit,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._scheme, self._names, self._edit = scheme, names, edit
        self._events = {event.id: event for event in events}
        self._order = [_key(event) for event in events]
        self._colours = EventColours({code.id: code.colour for code in scheme.codes}, "#A8690F")

    def use_colours(self, colours: EventColours) -> None:
        """Draw with the colours of the theme."""
        self._colours = colours
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else 8

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (
                tr("Onset"),
                tr("Offset"),
                tr("Code"),
                tr("Who"),
                tr("To whom"),
                tr("Modifiers"),
                tr("Comment"),
                tr("Answer to"),
            )[section]
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        editable = (ONSET, OFFSET, COMMENT)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in editable else flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        event = self.event_at(index.row())
        if role == EventId:
            return event.id
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(event, index.column(), editing=role == Qt.ItemDataRole.EditRole)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == CODE:
            return QColor(self._colours.codes[event.code])
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == MODIFIERS and self._missing(event):
            return QColor(self._colours.question)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == CODE:
            return self._scheme.code_by_id[event.code].definition
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        event, column = self.event_at(index.row()), index.column()
        if column == COMMENT:
            return self._edit(event, "comment", str(value))
        return self._edit(event, "onset" if column == ONSET else "offset", str(value))

    def event_at(self, row: int) -> Event:
        """Give the event of a row."""
        return self._events[UUID(bytes=self._order[row][1])]

    def row_of(self, event_id: UUID) -> int | None:
        """Give the row of an event, or None where it is not in the table."""
        event = self._events.get(event_id)
        return None if event is None else bisect_left(self._order, _key(event))

    def apply(self, changes: Changes) -> None:
        """Show changes that have been written."""
        for event in changes.removed:
            self._remove(event)
        for before, after in changes.replaced:
            self._replace(before, after)
        for event in changes.added:
            row = bisect_left(self._order, _key(event))
            self.beginInsertRows(QModelIndex(), row, row)
            self._order.insert(row, _key(event))
            self._events[event.id] = event
            self.endInsertRows()

    def _remove(self, event: Event) -> None:
        row = self.row_of(event.id)
        if row is None:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._order[row]
        del self._events[event.id]
        self.endRemoveRows()

    def _replace(self, before: Event, after: Event) -> None:
        row = self.row_of(before.id)
        if row is None:
            return
        rest = (
            [*self._order[:row], *self._order[row + 1 :]] if before.span.start != after.span.start else None
        )
        if rest is not None:
            target = bisect_left(rest, _key(after))
            moved = target != row
            if moved:
                below = target + 1 if target > row else target
                self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), below)
            rest.insert(target, _key(after))
            self._order = rest
            self._events[after.id] = after
            if moved:
                self.endMoveRows()
            row = target
        self._events[after.id] = after
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def _text(self, event: Event, column: int, *, editing: bool) -> str:
        match column:
            case 0:
                return clock(event.span.start)
            case 1:
                return self._offset(event, editing=editing)
            case 2:
                code = self._scheme.code_by_id[event.code]
                return f"{code.name}  {code.key}"
            case 3:
                return self._names[event.actor]
            case 4:
                return "" if event.target is None else self._names[event.target]
            case 5:
                return self._modifiers(event)
            case 6:
                return event.comment
        return self._answer_to(event)

    @staticmethod
    def _offset(event: Event, *, editing: bool) -> str:
        if event.span.is_instant:
            return ""
        if event.span.end is None:
            return "" if editing else tr("open")
        return clock(event.span.end)

    def _missing(self, event: Event) -> bool:
        modifiers = self._scheme.modifiers_of(event.code)
        return any(m.required and m.id not in event.modifiers for m in modifiers)

    def _modifiers(self, event: Event) -> str:
        parts = []
        for modifier in self._scheme.modifiers_of(event.code):
            chosen = event.modifiers.get(modifier.id)
            if chosen is not None:
                parts.append(chosen)
            elif modifier.required:
                parts.append(f"{modifier.name}?")
        flags = {Flag.UNSURE: tr("unsure"), Flag.OFF_CAMERA: tr("off camera"), Flag.DISCUSS: tr("discuss")}
        return " · ".join([*parts, *(flags[flag] for flag in Flag if flag in event.flags)])

    def _answer_to(self, event: Event) -> str:
        bid = self._events.get(event.link) if event.link else None
        if bid is None:
            return ""
        seconds = in_seconds(event.span.start - bid.span.start)
        return f"↳ {clock(bid.span.start)}  {seconds:.1f} s"


def read_time(text: str) -> Micros:
    """Read a time a person typed; raise `StudyError` with how to write it."""
    try:
        return parse_clock(text)
    except ValueError as error:
        raise StudyError("media.bad_time", text=text) from error


def _key(event: Event) -> tuple[int, bytes]:
    return (event.span.start, event.id.bytes)
