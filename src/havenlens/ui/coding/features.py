"""Everything a coder can do in the Code workspace, one feature a line."""

from __future__ import annotations

from havenlens.ui.coding.bid_threads import BidThreads
from havenlens.ui.coding.choosing import Choosing
from havenlens.ui.coding.codebook_notes import CodebookNotes
from havenlens.ui.coding.copying import Copying
from havenlens.ui.coding.desk import Feature
from havenlens.ui.coding.detaching import Detaching
from havenlens.ui.coding.drill import Drilling
from havenlens.ui.coding.editing import Editing
from havenlens.ui.coding.filmstrip import Filmstrip
from havenlens.ui.coding.finding import Finding
from havenlens.ui.coding.flagging import Flagging
from havenlens.ui.coding.history import EventHistory
from havenlens.ui.coding.jumping import Jumping
from havenlens.ui.coding.linking import Linking
from havenlens.ui.coding.looping import Looping
from havenlens.ui.coding.marked_span import MarkedSpan
from havenlens.ui.coding.marking import Marking
from havenlens.ui.coding.other_schemes import OtherSchemes
from havenlens.ui.coding.overview import Overview
from havenlens.ui.coding.passes import Passes
from havenlens.ui.coding.pausing import Pausing
from havenlens.ui.coding.picturing import Picturing
from havenlens.ui.coding.preferences import Holding, Liking
from havenlens.ui.coding.presence import OffCamera
from havenlens.ui.coding.rating import Rating
from havenlens.ui.coding.sampling import TimeSampling
from havenlens.ui.coding.shifting import Shifting
from havenlens.ui.coding.sound import Sound
from havenlens.ui.coding.submitting import Submitting
from havenlens.ui.coding.syncing import Syncing
from havenlens.ui.coding.timing import Timing
from havenlens.ui.coding.transcript import TranscriptFeature
from havenlens.ui.coding.viewing import Viewing
from havenlens.ui.coding.walking import Walking
from havenlens.ui.coding.watching import Watching

FEATURES: tuple[type[Feature], ...] = (
    Timing,
    Holding,
    Walking,
    TimeSampling,
    Marking,
    MarkedSpan,
    Rating,
    Watching,
    Choosing,
    Editing,
    Copying,
    Shifting,
    Finding,
    EventHistory,
    BidThreads,
    Flagging,
    Linking,
    OffCamera,
    Passes,
    CodebookNotes,
    Sound,
    Overview,
    Filmstrip,
    OtherSchemes,
    TranscriptFeature,
    Liking,
    Submitting,
    Pausing,
    Drilling,
    Jumping,
    Picturing,
    Viewing,
    Syncing,
    Detaching,
    Looping,
)
"""In this order they hear a key and Escape, and their keys stand in the help overlay."""
