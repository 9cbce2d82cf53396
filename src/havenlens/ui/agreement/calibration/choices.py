"""Boxes that choose among values of the study; Qt finds ids by identity, people mean the value."""

from __future__ import annotations

from typing import Any

from PyQt6.QtWidgets import QComboBox


def choose(box: QComboBox, value: Any) -> None:
    """Choose the line that stands for a value, or the first one."""
    lines = range(box.count())
    box.setCurrentIndex(next((line for line in lines if box.itemData(line) == value), 0))
