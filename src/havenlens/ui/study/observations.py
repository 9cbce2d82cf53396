"""The observations of a study as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from havenlens.domain.observation import Observation
from havenlens.domain.time import short_clock
from havenlens.words.catalogue import ntr, tr

Root = QModelIndex()


class ObservationsModel(QAbstractTableModel):
    """One row an observation: name, title, date, length, people, video, codings, then its variables."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Observation] = ()
        self._names: Mapping[UUID, str] = {}
        self._video: Mapping[UUID, str] = {}
        self._codings: Mapping[UUID, int] = {}
        self._variables: Sequence[str] = ()

    def show_rows(
        self,
        rows: Sequence[Observation],
        names: Mapping[UUID, str],
        video: Mapping[UUID, str],
        codings: Mapping[UUID, int],
        variables: Sequence[str],
    ) -> None:
        """Show other rows; ``video`` says of each observation how its video is."""
        self.beginResetModel()
        self._rows, self._names, self._video = rows, names, video
        self._codings, self._variables = codings, variables
        self.endResetModel()

    def observation(self, row: int) -> Observation:
        """Give the observation of a row."""
        return self._rows[row]

    def rowCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else 7 + len(self._variables)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        fixed = (
            tr("Name"),
            tr("Title"),
            tr("Filmed on"),
            tr("Length"),
            tr("People"),
            tr("Video"),
            tr("Codings"),
        )
        return (*fixed, *(name.replace("_", " ").capitalize() for name in self._variables))[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row, column = self._rows[index.row()], index.column()
        if column >= 7:
            value = row.variables.get(self._variables[column - 7])
            return "" if value is None else str(value)
        people = ", ".join(self._names[person] for person in row.participants if person in self._names)
        codings = self._codings.get(row.id, 0)
        return (
            row.name,
            row.title,
            row.filmed_on.isoformat() if row.filmed_on else "",
            short_clock(row.duration) if row.duration else "",
            people,
            self._video.get(row.id, ""),
            ntr("{n} coding", "{n} codings", codings) if codings else "",
        )[column]
