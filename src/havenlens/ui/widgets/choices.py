"""Lists to choose from: an entry by the value behind it, and how wide they have to be."""

from __future__ import annotations

from PyQt6.QtWidgets import QComboBox

_LEAST = 8
"""How many letters a list shows at least."""


def let_shrink(box: QComboBox) -> None:
    """Let a list be narrower than its longest entry; opened, it shows all of them."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LEAST)


def place_of(box: QComboBox, value: object) -> int:
    """Find the entry with an equal value, or -1; Qt's own `findData` takes equal ids for different ones."""
    return next((place for place in range(box.count()) if box.itemData(place) == value), -1)
