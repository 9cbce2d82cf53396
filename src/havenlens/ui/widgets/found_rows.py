"""Rows of a table that can be sorted by each column and narrowed to those that hold some words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from havenlens.services.files import counted

Root = QModelIndex()
OWN_ORDER = -1
"""The column by which nothing is sorted: rows stand as they came."""


class FoundRowsModel(QAbstractTableModel):
    """Subclasses give the cells of all rows to `_take`, and say by what a column is sorted.

    Cells are written once and not whenever they are painted, so that thousands of rows are sorted and found
    as quickly as twenty. A place is where a row stands among all, a row where it is shown now.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells: list[tuple[str, ...]] = []
        self._texts: list[str] = []
        self._shown: list[int] = []
        self._rows: dict[int, int] = {}
        self._words: list[str] = []
        self._sorted: tuple[int, bool] = (OWN_ORDER, False)

    # --- what subclasses say ------------------------------------------------------------------------

    def _value(self, place: int, column: int) -> Any:
        """Give what a row is sorted by in a column: as people count, or a value; None comes last."""
        return counted(self._cells[place][column]) if self._cells[place][column] else None

    def _is_wanted(self, _place: int) -> bool:
        """Tell whether a row is to be shown at all, whatever words are looked for."""
        return True

    # --- all rows -----------------------------------------------------------------------------------

    def _take(self, cells: Sequence[tuple[str, ...]]) -> None:
        """Show other rows, between `beginResetModel` and `endResetModel`."""
        self._cells = list(cells)
        self._texts = ["\n".join(row).casefold() for row in self._cells]
        self._lay_out()

    def _write(self, column: int, words: Sequence[str]) -> None:
        """Write a whole column anew; rows that are sorted by it, or no longer fit, move."""
        for place, word in enumerate(words):
            cells = self._cells[place]
            self._cells[place] = (*cells[:column], word, *cells[column + 1 :])
        self._texts = ["\n".join(row).casefold() for row in self._cells]
        if self._words:
            self._reset()
        elif self._sorted[0] == column:
            self.sort(
                column, Qt.SortOrder.DescendingOrder if self._sorted[1] else Qt.SortOrder.AscendingOrder
            )
        elif self._shown:
            self.dataChanged.emit(self.index(0, column), self.index(len(self._shown) - 1, column))

    def place(self, row: int) -> int:
        """Give the place of the row that is shown there."""
        return self._shown[row]

    def row(self, place: int) -> int | None:
        """Give where a row is shown, or None where it is not."""
        return self._rows.get(place)

    @property
    def count(self) -> int:
        """Count the rows that could be found: all that are wanted."""
        return sum(map(self._is_wanted, range(len(self._cells))))

    def letters_in(self, column: int) -> Callable[[int], int]:
        """Give what counts the letters that a row shows in a column."""

        def letters(row: int) -> int:
            return len(self._cells[self._shown[row]][column])

        return letters

    # --- finding and sorting ------------------------------------------------------------------------

    def find(self, words: str) -> None:
        """Show only rows in which each of some words stands, or begins, anywhere; all rows without any."""
        self._words = words.casefold().split()
        self._reset()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, or by none with `OWN_ORDER`; what has no value comes last either way."""
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder)
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        places = [self._shown[one.row()] for one in held]
        self._lay_out()
        moved = [self.index(self._rows[at], one.column()) for at, one in zip(places, held, strict=True)]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    @property
    def sorted_by(self) -> tuple[int, bool]:
        """Give the column that rows are sorted by, and whether from the last to the first."""
        return self._sorted

    def _reset(self) -> None:
        self.beginResetModel()
        self._lay_out()
        self.endResetModel()

    def _lay_out(self) -> None:
        column, backwards = self._sorted
        places = [
            place
            for place, text in enumerate(self._texts)
            if self._is_wanted(place) and all(word in text for word in self._words)
        ]
        if 0 <= column < self.columnCount():
            values = {place: self._value(place, column) for place in places}
            known = [place for place in places if values[place] is not None]
            known.sort(key=values.__getitem__, reverse=backwards)
            places = known + [place for place in places if values[place] is None]
        self._shown = places
        self._rows = {place: row for row, place in enumerate(places)}

    # --- Qt -----------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex = Root) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None  # hovering says whole what is cut
        return self._cells[self._shown[index.row()]][index.column()]
