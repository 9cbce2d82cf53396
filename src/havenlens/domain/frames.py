"""The presentation times of a video's frames, and which frame is on the screen at a moment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from havenlens.domain.time import Micros, Span


def one_after_another(rows: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """Give the frames' times of files that follow each other; where two overlap, the earlier gives way.

    >>> one_after_another([(0, 40, 80), (80, 120)])
    [(0, 40), (80, 120)]
    """
    return [row[: bisect_left(row, after[0])] for row, after in pairwise(rows)] + list(rows[-1:])


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """Every frame's presentation time in microseconds, counted from the container's start, ascending."""

    times: Sequence[int]

    def __len__(self) -> int:
        return len(self.times)

    def time_of(self, number: int) -> Micros:
        """Give the time of a frame, counted from 0."""
        return Micros(self.times[number])

    def shown_at(self, at: int) -> int:
        """Give the frame on the screen at a time: the last one that has begun, or the first one before that.

        >>> FrameTimes((0, 40_000, 80_000)).shown_at(79_999)
        1
        """
        return max(0, bisect_right(self.times, at) - 1)

    def nearest(self, at: int) -> int:
        """Give the frame whose time is nearest; the earlier one where two are equally near."""
        right = min(bisect_left(self.times, at), len(self.times) - 1)
        left = max(0, right - 1)
        return left if at - self.times[left] <= self.times[right] - at else right

    def snap(self, at: int) -> Micros:
        """Give the time of the nearest frame; a time before the first or after the last one stays.

        >>> times = FrameTimes((0, 40_000, 80_000))
        >>> times.snap(50_000), times.snap(-1), times.snap(120_000)
        (40000, -1, 120000)
        """
        inside = self.times[0] <= at < self.end_of(len(self.times) - 1)
        return self.time_of(self.nearest(at)) if inside else Micros(at)

    def end_of(self, number: int) -> Micros:
        """Give the time at which a frame leaves the screen; the last one lasts as long as the one before."""
        if number + 1 < len(self.times):
            return Micros(self.times[number + 1])
        last = self.times[-1]
        return Micros(last + (last - self.times[-2] if len(self.times) > 1 else 0))

    def snapped(self, span: Span) -> Span:
        """Give the span of the frames that are on the screen during a span, each of them whole.

        A span that begins and ends with frames stays as it is; an open one ends with the last frame.

        >>> FrameTimes((0, 40_000, 80_000)).snapped(Span(Micros(50_000), Micros(80_000)))
        Span(start=40000, end=80000)
        """
        first = self.shown_at(span.start)
        last = len(self) - 1 if span.end is None else max(first, self.shown_at(span.end - 1))
        return Span(self.time_of(first), self.end_of(last))
