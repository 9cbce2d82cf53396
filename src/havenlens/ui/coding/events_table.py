"""How the table of events looks and what may be done in it."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from havenlens.domain.time import Micros
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr

_WIDTHS = (114, 114, 168, 88, 88, 160, 100)


def dress_table(table: QTableView) -> None:
    """Make a table of events: whole rows, several at once, edited in the cell by double click."""
    table.setAccessibleName(tr("Events"))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(
        QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
    )
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    vertical, horizontal = table.verticalHeader(), table.horizontalHeader()
    assert vertical is not None
    assert horizontal is not None
    vertical.hide()
    vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    vertical.setDefaultSectionSize(current_look().metrics.table_row)
    horizontal.setHighlightSections(False)
    horizontal.setStretchLastSection(True)
    horizontal.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate(_WIDTHS):
        table.setColumnWidth(column, width)


def edit_onset(table: QTableView, _at: Micros) -> None:
    """Edit the onset of the current event in its cell."""
    index, model = table.currentIndex(), table.model()
    if index.isValid() and model is not None:
        table.edit(model.index(index.row(), 0))
