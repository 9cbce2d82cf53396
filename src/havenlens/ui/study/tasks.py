"""All work as a table: who codes what until when, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor

from havenlens.domain.observation import CodingStatus
from havenlens.services.assignments import Task
from havenlens.services.double_coding import told_purpose
from havenlens.services.submitting import told_status
from havenlens.services.working_time import shown_time
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.found_rows import FoundRowsModel, Root
from havenlens.words.catalogue import ntr, tr

DUE, MISSING, NOTE = 5, 7, 9
_NUMBERS = (6, MISSING, 8)
_STATUSES = tuple(CodingStatus)


class TasksModel(FoundRowsModel):
    """One row a task: coder, observation, scheme, purpose, status, due, content, missing, time, note."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: Sequence[Task] = ()
        self._coders: Mapping[UUID, str] = {}
        self._schemes: Mapping[UUID, str] = {}
        self._missing: Mapping[UUID, int] = {}
        self._whose: UUID | None = None
        self._leads = True
        self._today = date.today()  # noqa: DTZ011 - due days are days where the coder is

    def show_tasks(
        self,
        tasks: Sequence[Task],
        coders: Mapping[UUID, str],
        schemes: Mapping[UUID, str],
        *,
        leads: bool = True,
    ) -> None:
        """Show other tasks; only leads are told what is coded for reliability."""
        self.beginResetModel()
        self._leads = leads
        self._tasks, self._coders, self._schemes = tasks, coders, schemes
        self._today = date.today()  # noqa: DTZ011
        self._take([self._told(task) for task in tasks])
        self.endResetModel()

    def show_missing(self, missing: Mapping[UUID, int]) -> None:
        """Show how much is missing from each coding, once it has been counted."""
        self._missing = missing
        self._write(MISSING, [self._told_missing(task) for task in self._tasks])

    def show_work_of(self, coder: UUID | None) -> None:
        """Show the work of one coder, or of everybody."""
        self._whose = coder
        self._reset()

    def task(self, row: int) -> Task:
        """Give the task of a row."""
        return self._tasks[self.place(row)]

    def row_of(self, key: object) -> int | None:
        """Give the row of the task with a key, or None where it is not shown."""
        place = next((n for n, task in enumerate(self._tasks) if key_of(task) == key), None)
        return None if place is None else self.row(place)

    def _is_wanted(self, place: int) -> bool:
        return self._whose is None or self._tasks[place].coder == self._whose

    def columnCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else 10

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            tr("Coder"),
            tr("Observation"),
            tr("Scheme"),
            tr("Purpose"),
            tr("Status"),
            tr("Due"),
            tr("Coded"),
            tr("Missing"),
            tr("Active time"),
            tr("Note"),
        )[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == DUE:
            return QColor(current_look().tokens.danger) if self._late(self.task(index.row())) else None
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == NOTE:
            return self.task(index.row()).note
        return super().data(index, role)

    def _value(self, place: int, column: int) -> Any:
        task = self._tasks[place]
        match column:
            case 4:
                return _STATUSES.index(task.status)
            case 5:
                return task.due_on
            case 6:
                return task.events or task.ratings or None
            case 7:
                return None if task.coding is None else self._missing.get(task.coding.id)
            case 8:
                return task.active or None
        return super()._value(place, column)

    def _late(self, task: Task) -> bool:
        return task.assignment is not None and task.assignment.is_late(self._today)

    def _told(self, task: Task) -> tuple[str, ...]:
        due = "" if task.due_on is None else task.due_on.isoformat()
        late = tr("late")
        attempt = task.coding.attempt if task.coding is not None else 1
        told = told_purpose(task.purpose, leads=self._leads)
        purpose = tr(told.value) + (f" ({attempt})" if attempt > 1 else "")
        content = ""
        if task.ratings:
            content = ntr("{n} rating", "{n} ratings", task.ratings)
        elif task.coding is not None:
            content = ntr("{n} event", "{n} events", task.events)
        return (
            self._coders[task.coder],
            f"{task.observation.name}  {task.observation.title}".strip(),
            self._schemes[task.scheme],
            purpose,
            told_status(task.status),
            f"{due} · {late}" if self._late(task) else due,
            content,
            self._told_missing(task),
            shown_time(task.active),
            task.note.replace("\n", " "),
        )

    def _told_missing(self, task: Task) -> str:
        missing = None if task.coding is None else self._missing.get(task.coding.id)
        return "" if missing is None else str(missing)


def key_of(task: Task) -> object:
    """Give what a task is known by when the work was read again."""
    return task.assignment.id if task.assignment is not None else task.coding and task.coding.id


def _side(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
