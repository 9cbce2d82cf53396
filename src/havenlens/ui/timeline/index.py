"""Spans in the order of their starts, of which those in a window are found without a walk through all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from havenlens.domain.time import Span

K = TypeVar("K", bound=Hashable)
N = TypeVar("N", np.int16, np.int32, np.int64)

NEVER = 2**62
"""Stands for the end of an open span, in microseconds."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[K]):
    """One span under its key, with the number of its look and the sub-row it lies in."""

    key: K
    span: Span
    mark: int = 0
    lane: int = 0


class SpanIndex(Generic[K]):
    """Columns ``starts``, ``ends``, ``marks`` and ``lanes``, one row an entry, sorted by start.

    ``reach`` is the latest end so far, by which a bisection skips everything that is over before a window.
    """

    @classmethod
    def of_columns(
        cls,
        keys: Sequence[K],
        spans: tuple[NDArray[np.int64], NDArray[np.int64]],
        marks: ArrayLike,
        lanes: ArrayLike,
    ) -> SpanIndex[K]:
        """Make the index of many spans at once, given as starts and ends, without an `Entry` for each."""
        index, (starts, ends) = cls(), spans
        order = np.argsort(starts, kind="stable")
        index.keys = [keys[place] for place in order.tolist()]
        index.starts, index.ends = starts[order], ends[order]
        index.marks = np.asarray(marks, np.int32)[order]
        index.lanes = np.asarray(lanes, np.int16)[order]
        index.reach = np.maximum.accumulate(index.ends)
        return index

    def __init__(self, entries: Iterable[Entry[K]] = ()) -> None:
        ordered = sorted(entries, key=_start)
        self.keys: list[K] = [entry.key for entry in ordered]
        self.starts: NDArray[np.int64] = np.array([e.span.start for e in ordered], dtype=np.int64)
        self.ends: NDArray[np.int64] = np.array([_end(e.span) for e in ordered], dtype=np.int64)
        self.marks: NDArray[np.int32] = np.array([e.mark for e in ordered], dtype=np.int32)
        self.lanes: NDArray[np.int16] = np.array([e.lane for e in ordered], dtype=np.int16)
        self.reach: NDArray[np.int64] = np.maximum.accumulate(self.ends)

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, entry: Entry[K]) -> None:
        """Put one entry in its place."""
        row = int(np.searchsorted(self.starts, entry.span.start, side="right"))
        self.keys.insert(row, entry.key)
        end = _end(entry.span)
        self.starts = _with(self.starts, row, entry.span.start)
        self.ends = _with(self.ends, row, end)
        self.marks = _with(self.marks, row, entry.mark)
        self.lanes = _with(self.lanes, row, entry.lane)
        reached = end if row == 0 else max(end, int(self.reach[row - 1]))
        self.reach = _with(self.reach, row, reached)
        np.maximum(self.reach[row:], reached, out=self.reach[row:])

    def remove(self, key: K, span: Span) -> None:
        """Take one entry out; an unknown one raises KeyError."""
        row = self.row(key, span)
        del self.keys[row]
        self.starts = np.delete(self.starts, row)
        self.ends = np.delete(self.ends, row)
        self.marks = np.delete(self.marks, row)
        self.lanes = np.delete(self.lanes, row)
        self.reach = np.maximum.accumulate(self.ends)

    def row(self, key: K, span: Span) -> int:
        """Give the row of an entry; an unknown one raises KeyError."""
        low = int(np.searchsorted(self.starts, span.start, side="left"))
        high = int(np.searchsorted(self.starts, span.start, side="right"))
        for row in range(low, high):
            if self.keys[row] == key:
                return row
        raise KeyError(key)

    def touching(self, start: int, end: int) -> NDArray[np.intp]:
        """Give the rows of what starts before ``end`` and is not over before ``start`` (microseconds)."""
        low = int(np.searchsorted(self.reach, start, side="left"))
        high = int(np.searchsorted(self.starts, end, side="left"))
        if low >= high:
            return np.empty(0, dtype=np.intp)
        return np.flatnonzero(self.ends[low:high] >= start) + low


def _with(column: NDArray[N], row: int, value: int) -> NDArray[N]:
    """Put one value into a column: what `numpy.insert` does for any shape, at a key press's pace."""
    grown = np.empty(column.size + 1, column.dtype)
    grown[:row], grown[row], grown[row + 1 :] = column[:row], value, column[row:]
    return grown


def _start(entry: Entry[K]) -> int:
    return entry.span.start


def _end(span: Span) -> int:
    return NEVER if span.end is None else span.end


def columns_of(spans: Sequence[Span]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the starts and ends of spans in microseconds; an open one never ends."""
    size = len(spans)
    starts = np.fromiter(map(attrgetter("start"), spans), np.int64, size)
    ends = [NEVER if end is None else end for end in map(attrgetter("end"), spans)]
    return starts, np.asarray(ends, np.int64)
