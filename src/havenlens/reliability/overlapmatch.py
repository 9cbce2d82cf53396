"""Match the events of two coders by how much of them overlaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from havenlens.reliability.codings import Pair, TimedEvent
from havenlens.reliability.tables import Array

THRESHOLD = 0.60


def overlap_matching(
    first: Sequence[TimedEvent], second: Sequence[TimedEvent], threshold: float = THRESHOLD
) -> tuple[Pair, ...]:
    """Match events of the same person one to one, those that overlap most first.

    Overlap is what two events share, divided by the longer of the two; instants overlap wholly at the same
    time, and nothing else. Pairs are taken by falling overlap; of equal ones the one whose second event comes
    first, then whose first event does. Events without a partner at ``threshold`` or above are missed. Pairs
    come in time order.

    >>> one = [TimedEvent(0, 1000, "A"), TimedEvent(2000, 3000, "B")]
    >>> two = [TimedEvent(100, 1000, "A"), TimedEvent(2500, 3000, "B")]
    >>> [(pair.first and pair.first.code, pair.second and pair.second.code)
    ...  for pair in overlap_matching(one, two, 0.6)]
    [('A', 'A'), ('B', None), (None, 'B')]
    """
    rows, columns = (sorted(events, key=_order) for events in (first, second))
    places, partners, overlaps = _overlapping(rows, columns, threshold)
    taken_rows: set[int] = set()
    taken_columns: set[int] = set()
    pairs = []
    for at in np.lexsort((places, partners, -overlaps)).tolist():
        row, column = int(places[at]), int(partners[at])
        if row not in taken_rows and column not in taken_columns:
            taken_rows.add(row)
            taken_columns.add(column)
            pairs.append(Pair(rows[row], columns[column]))
    pairs += [Pair(event, None) for row, event in enumerate(rows) if row not in taken_rows]
    pairs += [Pair(None, event) for column, event in enumerate(columns) if column not in taken_columns]
    pairs.sort(key=lambda pair: (pair.onset, pair.first is None))
    return tuple(pairs)


def _order(event: TimedEvent) -> tuple[int, int, str, str]:
    return event.onset, event.end, event.code, event.actor


def _overlapping(
    rows: Sequence[TimedEvent], columns: Sequence[TimedEvent], threshold: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """Give the places of events, in time order, that overlap by at least a threshold, and by how much."""
    none = np.empty(0, dtype=np.intp)
    if not rows or not columns:
        return none, none, np.empty(0)
    people = {actor: number for number, actor in enumerate({event.actor for event in (*rows, *columns)})}
    start, end, person = _arrays(rows, people)
    start2, end2, person2 = _arrays(columns, people)
    # What shares time with an event begins before that ends, and no earlier before it than the longest lasts.
    low = np.searchsorted(start2, start - int((end2 - start2).max()), side="left")
    high = np.searchsorted(start2, end, side="right")
    counts = high - low
    row = np.repeat(np.arange(start.size), counts)
    column = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
    shared = np.minimum(end[row], end2[column]) - np.maximum(start[row], start2[column])
    longer = np.maximum(end[row] - start[row], end2[column] - start2[column])
    overlap = np.where(longer > 0, shared / np.maximum(longer, 1), (shared == 0).astype(np.float64))
    kept = (overlap >= threshold) & (overlap > 0) & (person[row] == person2[column])
    return row[kept], column[kept], overlap[kept]


def _arrays(
    events: Sequence[TimedEvent], people: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    found = np.array([(event.onset, event.end, people[event.actor]) for event in events], dtype=np.int64)
    return found[:, 0], found[:, 1], found[:, 2]
