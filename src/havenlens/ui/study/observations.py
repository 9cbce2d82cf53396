"""The observations of a study as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QModelIndex, QObject, Qt

from havenlens.domain.observation import Observation
from havenlens.domain.time import SECOND, Micros, clock, short_clock
from havenlens.services.files import counted
from havenlens.services.overview import Overview
from havenlens.ui.widgets.found_rows import FoundRowsModel, Root
from havenlens.words.catalogue import ntr, tr

DATE, LENGTH, VIDEO, CODINGS = 2, 3, 5, 6
_FIXED = 7

_FIGURES = (LENGTH, CODINGS)
"""The columns of length and of how many codings there are."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ObservationsModel(FoundRowsModel):
    """One row an observation: name, title, date, length, people, video, codings, then its variables."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Observation] = ()
        self._there: Mapping[UUID, bool] = {}
        self._codings: Mapping[UUID, Sequence[object]] = {}
        self._variables: Sequence[str] = ()

    def show_overview(self, overview: Overview) -> None:
        """Show what is in a study; of new videos it is not known yet whether they are there."""
        self.beginResetModel()
        self._all, self._codings = overview.observations, overview.codings
        self._variables = overview.variables
        names = {person.id: person.pseudonym for person in overview.people}
        self._take([self._told(one, names) for one in self._all])
        self.endResetModel()

    def show_videos(self, there: Mapping[UUID, bool]) -> None:
        """Show which videos are there, once that has been found out."""
        self._there = there
        self._write(VIDEO, [self._video(one) for one in self._all])

    def observation(self, row: int) -> Observation:
        """Give the observation of a row."""
        return self._all[self.place(row)]

    def row_of(self, observation: UUID | None) -> int | None:
        """Give the row of an observation, or None where it is not shown."""
        place = next((n for n, one in enumerate(self._all) if one.id == observation), None)
        return None if place is None else self.row(place)

    def is_missing(self, observation: Observation) -> bool:
        """Tell whether the video of an observation is known not to be where it should be."""
        return bool(observation.files) and self._there.get(observation.id) is False

    def columnCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else _FIXED + len(self._variables)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _FIGURES:
            return _RIGHT
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
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in _FIGURES:
            return _RIGHT
        return super().data(index, role)

    def _told(self, one: Observation, names: Mapping[UUID, str]) -> tuple[str, ...]:
        codings = len(self._codings.get(one.id, ()))
        values = (one.variables.get(name) for name in self._variables)
        return (
            one.name,
            one.title,
            one.filmed_on.isoformat() if one.filmed_on else "",
            _length(one.duration) if one.duration else "",
            ", ".join(names[person] for person in one.participants if person in names),
            self._video(one),
            ntr("{n} coding", "{n} codings", codings) if codings else "",
            *("" if value is None else str(value) for value in values),
        )

    def _video(self, one: Observation) -> str:
        if not one.files:
            return tr("none")
        known = self._there.get(one.id)
        return "" if known is None else tr("found") if known else tr("missing")

    def _value(self, place: int, column: int) -> Any:
        one = self._all[place]
        if column == DATE:
            return one.filmed_on
        if column == LENGTH:
            return one.duration or None
        if column == CODINGS:
            return len(self._codings.get(one.id, ())) or None
        if column >= _FIXED:
            value = one.variables.get(self._variables[column - _FIXED])
            return counted(value) if isinstance(value, str) else value
        return super()._value(place, column)


def _length(value: Micros) -> str:
    """Write a length, from an hour on with its hours."""
    return short_clock(value) if value < 3600 * SECOND else clock(value).split(".")[0].lstrip("0")
