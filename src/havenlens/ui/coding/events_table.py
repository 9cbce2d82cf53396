"""How the table of events looks and what may be done in it."""

from __future__ import annotations

from PyQt6.QtCore import QItemSelectionModel, Qt
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from havenlens.domain.time import Micros
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import tr

_WIDTHS = (114, 114, 168, 88, 88, 160, 120, 90)


def dress_table(table: QTableView) -> None:
    """Make a table of events: whole rows, several at once, sorted by any column, edited by double click."""
    vertical, horizontal = dress_rows(table, tr("Events"), several=True)
    table.setEditTriggers(
        QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
    )
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    table.setWordWrap(False)
    vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    vertical.setDefaultSectionSize(current_look().metrics.table_row)
    horizontal.setStretchLastSection(True)
    horizontal.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    horizontal.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    table.setSortingEnabled(True)
    for column, width in enumerate(_WIDTHS):
        table.setColumnWidth(column, width)


def edit_onset(table: QTableView, _at: Micros) -> None:
    """Edit the current event in its cells, beginning with the onset; Tab goes on to the next cell."""
    index, model = table.currentIndex(), table.model()
    if not index.isValid() or model is None or table.state() == QAbstractItemView.State.EditingState:
        return
    cell = model.index(index.row(), 0)
    if model.flags(cell) & Qt.ItemFlag.ItemIsEditable:
        selection = table.selectionModel()
        assert selection is not None
        selection.setCurrentIndex(cell, QItemSelectionModel.SelectionFlag.NoUpdate)
        table.scrollTo(cell)
        table.edit(cell)
