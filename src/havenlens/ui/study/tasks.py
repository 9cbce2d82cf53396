"""All work as a table: who codes what until when, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor

from havenlens.services.assignments import Task
from havenlens.services.double_coding import told_purpose
from havenlens.services.working_time import shown_time
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import ntr, tr

Root = QModelIndex()
DUE, MISSING = 5, 7
_NUMBERS = (6, MISSING, 8)


class TasksModel(QAbstractTableModel):
    """One row a task: coder, observation, scheme, purpose, status, due, content, missing, time, note."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: Sequence[Task] = ()
        self._coders: Mapping[UUID, str] = {}
        self._schemes: Mapping[UUID, str] = {}
        self._missing: Mapping[UUID, int] = {}
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
        self.endResetModel()

    def show_missing(self, missing: Mapping[UUID, int]) -> None:
        """Show how much is missing from each coding, once it has been counted."""
        self._missing = missing
        if self._tasks:
            last = self.index(len(self._tasks) - 1, MISSING)
            self.dataChanged.emit(self.index(0, MISSING), last)

    def task(self, row: int) -> Task:
        """Give the task of a row."""
        return self._tasks[row]

    def rowCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else len(self._tasks)

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
        task, column = self._tasks[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ForegroundRole and column == DUE and self._late(task):
            return QColor(current_look().tokens.danger)
        if role == Qt.ItemDataRole.ToolTipRole:
            return task.note if column == 9 else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._words(task)[column]

    def _late(self, task: Task) -> bool:
        return task.assignment is not None and task.assignment.is_late(self._today)

    def _words(self, task: Task) -> tuple[str, ...]:
        due = "" if task.due_on is None else task.due_on.isoformat()
        late = tr("late")
        missing = None if task.coding is None else self._missing.get(task.coding.id)
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
            tr(task.status.value).replace("_", " "),
            f"{due} · {late}" if self._late(task) else due,
            content,
            "" if missing is None else str(missing),
            shown_time(task.active),
            task.note.replace("\n", " "),
        )


def _side(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
