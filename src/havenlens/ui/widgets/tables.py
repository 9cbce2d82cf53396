"""Tables of whole rows without a grid, as they look everywhere in the program."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView


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
