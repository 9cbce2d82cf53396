"""Tables of whole rows without a grid, as they look everywhere in the program."""

from __future__ import annotations

from collections.abc import Collection
from heapq import nlargest

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.found_rows import FoundRowsModel

_WIDEST = 240
"""How wide a column of names is at first, in pixels at the usual size of text."""
_MEASURED = 3
"""How many of the longest words of a column are measured: letters are not equally wide."""


def dress_rows(table: QTableView, name: str, *, several: bool = False) -> tuple[QHeaderView, QHeaderView]:
    """Let rows be chosen whole, one or several, and Tab leave the table; give the headers: side, top."""
    modes = QAbstractItemView.SelectionMode
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    side, top = table.verticalHeader(), table.horizontalHeader()
    assert side is not None
    assert top is not None
    side.hide()
    top.setHighlightSections(False)
    top.setTextElideMode(Qt.TextElideMode.ElideRight)
    return side, top


def fit_columns(table: QTableView, model: FoundRowsModel, *, names: Collection[int] = ()) -> None:
    """Make columns as wide as their longest words, whichever rows are in sight.

    Those of ``names`` are so up to a limit: one long name would push the others out of sight.
    Qt would ask for the size of every cell, which among thousands of rows takes a second.
    """
    top = table.horizontalHeader()
    assert top is not None
    widest = max(current_look().metrics.px(_WIDEST), table.width() // 4)
    for column in range(model.columnCount()):
        longest = nlargest(_MEASURED, range(model.rowCount()), key=model.letters_in(column))
        sizes = [table.sizeHintForIndex(model.index(row, column)).width() for row in longest]
        wide = max([top.sectionSizeHint(column), *sizes]) + 1
        top.resizeSection(column, min(wide, widest) if column in names else wide)
