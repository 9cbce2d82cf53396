"""A column of fields at the side, which scrolls up and down only."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QScrollArea, QWidget

from havenlens.ui.theme.look import current_look


def side_column(inside: QWidget, least: int) -> QScrollArea:
    """Put a column into an area as wide as it needs, at least so many pixels at the usual size of text.

    In another language its words may need more, and what is cut off at the right cannot be scrolled to.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    bar = area.verticalScrollBar()
    room = 0 if bar is None else bar.sizeHint().width()
    area.setFixedWidth(max(current_look().metrics.px(least), inside.minimumSizeHint().width() + room))
    return area
