"""Decide which frames may be shown after playing has been started from a certain frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from havenlens.domain.time import SECOND, Micros

_PATIENCE = 0.5
"""Seconds to wait for the wanted frame after the first one that is too early."""
_OVERSHOT = 400_000
"""From here on, a first frame is too late to be the one that was meant; in microseconds."""
_ROUNDING = 1_000
_BACK = (Micros(0), Micros(1 * SECOND), Micros(4 * SECOND), Micros(12 * SECOND))
"""How far before the wanted frame to start, attempt by attempt.

MPEG transport streams have no index, and a seek in them ends at some key frame, often a later one.
"""


class Verdict(Enum):
    """What to do with a frame that comes out of the player."""

    SHOW = auto()
    HOLD_BACK = auto()
    START_EARLIER = auto()


@dataclass
class Gate:
    """Lets no frame through that would take the picture back, or far ahead of, the frame play goes on from.

    ``wanted`` is that frame's presentation time; ``seeks`` is False where the file already stands there.
    """

    wanted: Micros
    seeks: bool = True
    attempt: int = 0
    _is_open: bool = False
    _first_early: float | None = None
    _refused: int | None = None

    @property
    def start(self) -> Micros:
        """Give the time to seek to in this attempt."""
        return Micros(max(0, self.wanted - _BACK[self.attempt]))

    @property
    def is_open(self) -> bool:
        """Tell whether the wanted frame has been reached."""
        return self._is_open

    def judge(self, presentation: int, now: float) -> Verdict:
        """Decide about a frame by its presentation time; ``now`` is any clock that runs in seconds."""
        if self._is_open:
            return Verdict.SHOW
        if presentation < self.wanted - _ROUNDING:
            if self._first_early is None:
                self._first_early = now
            if now - self._first_early < _PATIENCE + _BACK[self.attempt] / SECOND:
                return Verdict.HOLD_BACK
        elif (
            presentation == self._refused
        ):  # it was on its way already when the file was told to start earlier
            return Verdict.HOLD_BACK
        elif presentation > self.wanted + _OVERSHOT and self._first_early is None and self.try_earlier():
            self._refused = presentation
            return Verdict.START_EARLIER
        self._is_open = True
        return Verdict.SHOW

    def try_earlier(self) -> bool:
        """Go on to the next attempt; False where starting earlier is not possible any more."""
        if self._is_open or not self.seeks or self.attempt + 1 == len(_BACK) or self.start == 0:
            return False
        self.attempt += 1
        self._first_early = None
        return True
