"""The files of a recording, one after another, as one row of frames in observation time."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from havenlens.domain.frames import FrameTimes, one_after_another
from havenlens.domain.time import Micros, TimeBase
from havenlens.services.ports import FrameSource, MediaLibrary, Picture, Progress, no_progress

_EDGE = 12
"""How many frames before the end of a file the next one is made ready."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a recording, and how its clock maps to observation time."""

    path: Path
    base: TimeBase = field(default_factory=TimeBase)


def part_at(parts: Sequence[Part], at: Micros) -> int:
    """Find the file that an observation time lies in, going by where files begin."""
    begun = [place for place, part in enumerate(parts) if part.base.to_observation(0) <= at]
    return begun[-1] if begun else 0


class Reel:
    """Every frame of a recording by one number, whichever file it lies in.

    Where a file begins before the one before it has ended, the earlier one gives way, so that times ascend.
    """

    def __init__(self, parts: Sequence[Part], sources: Sequence[FrameSource]) -> None:
        self.parts = tuple(parts)
        self._sources = tuple(sources)
        rows = [_observed(part.base, source) for part, source in zip(parts, sources, strict=True)]
        kept = one_after_another(rows)
        self._firsts = (0, *accumulate(len(row) for row in kept))
        self._current = 0
        self.times = FrameTimes(kept[0] if len(kept) == 1 else array("q", (at for row in kept for at in row)))

    @classmethod
    def open(cls, library: MediaLibrary, parts: Sequence[Part], progress: Progress = no_progress) -> Reel:
        """Open and index every file; raise `StudyError` where one cannot be read."""
        with ExitStack() as stack:
            sources = []
            for part in parts:
                sources.append(library.open_frames(part.path, progress))
                stack.callback(sources[-1].close)
            reel = cls(parts, sources)
            stack.pop_all()
        return reel

    @property
    def last(self) -> int:
        """Give the number of the last frame."""
        return len(self.times) - 1

    def part_of(self, number: int) -> int:
        """Tell in which file a frame lies, counted from 0."""
        return min(bisect_right(self._firsts, number), len(self.parts)) - 1

    def first_of(self, part: int) -> int:
        """Give the number of a file's first frame."""
        return self._firsts[part]

    def presentation(self, number: int) -> Micros:
        """Give a frame's time on the clock of its own file, from the container's start."""
        part = self.part_of(number)
        return self._sources[part].times.time_of(number - self._firsts[part])

    def number_in(self, part: int, presentation: int) -> int:
        """Give the frame of a file whose time on that file's clock is nearest."""
        local = self._sources[part].times.nearest(presentation)
        return min(self._firsts[part] + local, self._firsts[part + 1] - 1)

    def picture(self, number: int, progress: Progress = no_progress) -> Picture:
        """Decode a frame; its number and time are those of the recording."""
        part = self.part_of(number)
        self._enter(part)
        picture = self._sources[part].picture(number - self._firsts[part], progress)
        return replace(picture, number=number, at=self.times.time_of(number))

    def glimpse(self, number: int) -> Picture:
        """Give the picture of a frame that is held, no larger than it is shown; KeyError for any other.

        Any thread may ask, while another one decodes.
        """
        part = self.part_of(number)
        picture = self._sources[part].glimpse(number - self._firsts[part])
        return replace(picture, number=number, at=self.times.time_of(number))

    def holds(self, number: int, *, full: bool = False) -> bool:
        """Tell whether a frame's picture, or its picture in ``full`` size, needs no decoding."""
        part = self.part_of(number)
        return self._sources[part].holds(number - self._firsts[part], full=full)

    def fit(self, width: int, height: int) -> None:
        """Keep frames no larger than they are shown: in so many pixels."""
        for source in self._sources:
            source.fit(width, height)

    def sharpen(self, number: int) -> bool:
        """Decode one more frame on the way to one in full size; False where that is as near as can be."""
        part = self.part_of(number)
        return self._sources[part].sharpen(number - self._firsts[part])

    def look_ahead(self, number: int, direction: int, *, rests: bool = True) -> bool:
        """Decode one more frame that steps from here will want; False where nothing is left to do.

        Where nobody ``rests`` there, only what steps in the same direction will want. Near the edge of a
        file, the nearest frames of the next one are wanted, too.
        """
        part = self.part_of(number)
        if min(number - self._firsts[part], self._firsts[part + 1] - number) > _EDGE * 4:
            self._leave_others(part)
        if self._sources[part].look_ahead(number - self._firsts[part], direction, rests=rests):
            return True
        beyond = self._firsts[part + 1] if direction > 0 else self._firsts[part] - 1
        if not 0 <= beyond <= self.last or abs(beyond - number) > _EDGE or self.holds(beyond):
            return False
        after = self.part_of(beyond)
        self._sources[after].picture(beyond - self._firsts[after])
        return True

    def _enter(self, part: int) -> None:
        if part != self._current and abs(part - self._current) > 1:
            self._leave_others(part)
        self._current = part

    def _leave_others(self, part: int) -> None:
        """Let only one file keep frames, so that it has all the room there is."""
        for place, source in enumerate(self._sources):
            if place != part:
                source.let_go()

    def let_go(self) -> None:
        """Drop the frames of every file; they are decoded anew when they are asked for."""
        for source in self._sources:
            source.let_go()

    def close(self) -> None:
        """Let go of every file."""
        for source in self._sources:
            source.close()


def _observed(base: TimeBase, source: FrameSource) -> Sequence[int]:
    if base == TimeBase():
        return source.times.times
    return array("q", (base.to_observation(at) for at in source.times.times))
