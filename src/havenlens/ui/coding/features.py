"""Everything a coder can do in the Code workspace, one feature a line."""

from __future__ import annotations

from havenlens.ui.coding.choosing import Choosing
from havenlens.ui.coding.desk import Feature
from havenlens.ui.coding.marking import Marking
from havenlens.ui.coding.watching import Watching

FEATURES: tuple[type[Feature], ...] = (
    Watching,
    Marking,
    Choosing,
)
"""In this order they hear a key and Escape, and their keys stand in the help overlay."""
