"""The rows of a list of moments, for a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from havenlens.domain.time import clock, in_seconds
from havenlens.services.disagreements import Disagreement
from havenlens.ui.agreement.kinds import SIGNS, kind_name
from havenlens.ui.theme.icons import icon
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr

Roles = Qt.ItemDataRole
KIND, PLACE, AT, LENGTH, FIRST, SECOND, SAID, LISTED = range(8)


class MomentsModel(QAbstractTableModel):
    """One row a moment; ``number`` gives its number on the list for the meeting, 0 where it is not on it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Disagreement, ...] = ()
        self._places: Mapping[UUID, str] = {}
        self._coders = ("", "")
        self._number: Callable[[Disagreement], int] = _on_no_list

    def show_rows(
        self,
        rows: Sequence[Disagreement],
        places: Mapping[UUID, str],
        coders: tuple[str, str],
        number: Callable[[Disagreement], int],
    ) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows, self._places, self._coders, self._number = tuple(rows), places, coders, number
        self.endResetModel()

    def row(self, place: int) -> Disagreement | None:
        """Give a row's moment."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def refresh(self) -> None:
        """Look the numbers on the list up again."""
        if self._rows:
            last = self.index(len(self._rows) - 1, LISTED)
            self.dataChanged.emit(self.index(0, KIND), last)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 8

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Roles.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Roles.TextAlignmentRole and section != LENGTH:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role == Roles.ToolTipRole and section == LISTED:
            return tr("Its number on the list for the meeting")
        if role != Roles.DisplayRole:
            return None
        first, second = self._coders
        heads = (tr("Kind"), tr("Observation"), tr("Time"), tr("Seconds"), first, second)
        return (*heads, tr("What"), tr("List"))[section]

    def data(self, index: QModelIndex, role: int = Roles.DisplayRole) -> Any:
        one = self.row(index.row())
        if one is None:
            return None
        column = index.column()
        if role == Roles.DisplayRole:
            return self._text(one, column)
        if role == Roles.DecorationRole and column == KIND:
            name, tint = SIGNS[one.kind]
            return icon(name, tint=tint)
        if role in (Roles.ToolTipRole, Roles.AccessibleTextRole):
            return (
                f"{kind_name(one.kind)}: {one.said.sentence}" if column == KIND else self._text(one, column)
            )
        if role == Roles.FontRole and column in (AT, LENGTH):
            return current_look().font(current_look().metrics.body, tabular=True)
        if role == Roles.TextAlignmentRole and column == LENGTH:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, one: Disagreement, column: int) -> str:
        match column:
            case 0:
                return kind_name(one.kind)
            case 1:
                return self._places.get(one.observation, "")
            case 2:
                return clock(one.at)
            case 3:
                return f"{in_seconds(one.span.length):.1f}"
            case 4 | 5:
                return one.labels[column - FIRST]
            case 6:
                return one.said.sentence
        number = self._number(one)
        return tr("no. {n}").format(n=number) if number else ""


def _on_no_list(_one: Disagreement) -> int:
    return 0
