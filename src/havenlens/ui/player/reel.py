"""The files of a recording, one after another, as one row of frames in observation time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from pathlib import Path

from havenlens.domain.frames import FrameTimes
from havenlens.domain.time import Micros, TimeBase
from havenlens.services.ports import FrameSource, MediaLibrary, Picture


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a recording, and how its clock maps to observation time."""

    path: Path
    base: TimeBase = field(default_factory=TimeBase)


class Reel:
    """Every frame of a recording by one number, whichever file it lies in.

    Where a file begins before the one before it has ended, the earlier one gives way, so that times ascend.
    """

    def __init__(self, parts: Sequence[Part], sources: Sequence[FrameSource]) -> None:
        self.parts = tuple(parts)
        self._sources = tuple(sources)
        rows = [_observed(part.base, source) for part, source in zip(parts, sources, strict=True)]
        kept = [row[: bisect_left(row, after[0])] for row, after in pairwise(rows)] + rows[-1:]
        self._firsts = (0, *accumulate(len(row) for row in kept))
        self.times = FrameTimes(kept[0] if len(kept) == 1 else tuple(at for row in kept for at in row))

    @classmethod
    def open(cls, library: MediaLibrary, parts: Sequence[Part]) -> Reel:
        """Open and index every file; raise `StudyError` where one cannot be read."""
        with ExitStack() as stack:
            sources = []
            for part in parts:
                sources.append(library.open_frames(part.path))
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

    def picture(self, number: int) -> Picture:
        """Decode a frame; its number and time are those of the recording."""
        part = self.part_of(number)
        picture = self._sources[part].picture(number - self._firsts[part])
        return replace(picture, number=number, at=self.times.time_of(number))

    def close(self) -> None:
        """Let go of every file."""
        for source in self._sources:
            source.close()


def _observed(base: TimeBase, source: FrameSource) -> Sequence[int]:
    if base == TimeBase():
        return source.times.times
    return tuple(base.to_observation(at) for at in source.times.times)
