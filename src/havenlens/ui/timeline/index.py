"""Spans in the order of their starts, of which those in a window are found without a walk through all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from havenlens.domain.time import Span

K = TypeVar("K", bound=Hashable)

NEVER = 2**62
"""Stands for the end of an open span, in microseconds."""
_SPARE = 64
"""Room that a column gets for more values, beyond an eighth of its length."""
_BOTH: tuple[Literal["left", "right"], ...] = ("left", "right")


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
        starts, ends = starts[order], ends[order]
        reach = np.maximum.accumulate(ends)
        index._fill(
            starts, ends, np.asarray(marks, np.int32)[order], np.asarray(lanes, np.int16)[order], reach
        )
        return index

    def __init__(self, entries: Iterable[Entry[K]] = ()) -> None:
        ordered = sorted(entries, key=_start)
        self.keys: list[K] = [entry.key for entry in ordered]
        ends = np.array([_end(e.span) for e in ordered], dtype=np.int64)
        self._fill(
            np.array([e.span.start for e in ordered], dtype=np.int64),
            ends,
            np.array([e.mark for e in ordered], dtype=np.int32),
            np.array([e.lane for e in ordered], dtype=np.int16),
            np.maximum.accumulate(ends),
        )

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, entry: Entry[K]) -> None:
        """Put one entry in its place."""
        start, end = entry.span.start, _end(entry.span)
        row, size = int(self.starts.searchsorted(start, "right")), len(self.keys)
        reached = end if row == 0 else max(end, int(self.reach[row - 1]))
        self.keys.insert(row, entry.key)
        new = (start, end, entry.mark, entry.lane, reached)
        self._show([column.put(row, size, value) for column, value in zip(self._columns, new, strict=True)])
        if row < size and self.reach[row + 1] < reached:
            np.maximum(self.reach[row:], reached, out=self.reach[row:])

    def remove(self, key: K, span: Span) -> None:
        """Take one entry out; an unknown one raises KeyError."""
        row, size = self.row(key, span), len(self.keys)
        del self.keys[row]
        self._show([column.take(row, size) for column in self._columns])
        end, before = _end(span), int(self.reach[row - 1]) if row else -NEVER
        if row < size - 1 and end > before and end > self.ends[row]:
            np.maximum.accumulate(self.ends[row:], out=self.reach[row:])
            np.maximum(self.reach[row:], before, out=self.reach[row:])

    def _fill(self, *columns: NDArray[Any]) -> None:
        self._columns = [_Column(column) for column in columns]
        self._show(columns)

    def _show(self, columns: Sequence[NDArray[Any]]) -> None:
        self.starts: NDArray[np.int64]
        self.ends: NDArray[np.int64]
        self.marks: NDArray[np.int32]
        self.lanes: NDArray[np.int16]
        self.reach: NDArray[np.int64]
        self.starts, self.ends, self.marks, self.lanes, self.reach = columns

    def row(self, key: K, span: Span) -> int:
        """Give the row of an entry; an unknown one raises KeyError."""
        low, high = (int(self.starts.searchsorted(span.start, side)) for side in _BOTH)
        for row in range(low, high):
            if self.keys[row] == key:
                return row
        raise KeyError(key)

    def touching(self, start: int, end: int) -> NDArray[np.intp]:
        """Give the rows of what starts before ``end`` and is not over before ``start`` (microseconds)."""
        low = int(self.reach.searchsorted(start))
        high = int(self.starts.searchsorted(end))
        if low >= high:
            return np.empty(0, dtype=np.intp)
        return (self.ends[low:high] >= start).nonzero()[0] + low


class _Column:
    """One column, in memory with room at the end: a change moves what lies behind it, and copies nothing.

    New memory for each of five columns would take a key press longer than everything else done here.
    """

    def __init__(self, values: NDArray[Any]) -> None:
        self._room = values

    def put(self, row: int, size: int, value: int) -> NDArray[Any]:
        """Give the column with one more value."""
        room = before = self._room
        if size == room.size:
            room = self._room = np.empty(size + size // 8 + _SPARE, room.dtype)
            room[:size] = before
        if row < size:  # NumPy would copy what overlaps to another place first
            memory = room.data
            memory[row + 1 : size + 1] = memory[row:size]
        room[row] = value
        return room[: size + 1]

    def take(self, row: int, size: int) -> NDArray[Any]:
        """Give the column with one value less."""
        room = self._room
        if row + 1 < size:
            memory = room.data
            memory[row : size - 1] = memory[row + 1 : size]
        return room[: size - 1]


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
