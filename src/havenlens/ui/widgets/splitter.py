"""Panes beside or above each other that a person can resize."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QSplitter, QWidget

from havenlens.ui.theme.tokens import Space


def splitter(orientation: Qt.Orientation, *parts: QWidget, sizes: tuple[int, ...]) -> QSplitter:
    """Put panes in a row or a column; ``sizes`` are their shares, none of them can be closed."""
    made = QSplitter(orientation)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(Space.S)
    for place, part in enumerate(parts):
        made.addWidget(part)
        made.setStretchFactor(place, sizes[place])
    made.setSizes(list(sizes))
    return made
