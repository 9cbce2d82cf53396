"""Choose an entry of a list by the value behind it."""

from __future__ import annotations

from PyQt6.QtWidgets import QComboBox


def place_of(box: QComboBox, value: object) -> int:
    """Find the entry with an equal value, or -1; Qt's own `findData` takes equal ids for different ones."""
    return next((place for place in range(box.count()) if box.itemData(place) == value), -1)
