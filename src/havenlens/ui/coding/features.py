"""Everything a coder can do in the Code workspace, one feature a line."""

from __future__ import annotations

from havenlens.ui.coding.choosing import Choosing
from havenlens.ui.coding.desk import Feature
from havenlens.ui.coding.flagging import Flagging
from havenlens.ui.coding.linking import Linking
from havenlens.ui.coding.marked_span import MarkedSpan
from havenlens.ui.coding.marking import Marking
from havenlens.ui.coding.passes import Passes
from havenlens.ui.coding.presence import OffCamera
from havenlens.ui.coding.sampling import TimeSampling
from havenlens.ui.coding.walking import Walking
from havenlens.ui.coding.watching import Watching

FEATURES: tuple[type[Feature], ...] = (
    Walking,
    TimeSampling,
    MarkedSpan,
    Watching,
    Marking,
    Choosing,
    Flagging,
    Linking,
    OffCamera,
    Passes,
)
"""In this order they hear a key and Escape, and their keys stand in the help overlay."""
