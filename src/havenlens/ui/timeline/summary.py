"""A whole observation in a few hundred columns: how much is coded where, and what is not. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from havenlens.ui.timeline.density import Floats
from havenlens.ui.timeline.index import SpanIndex

Ints = NDArray[np.int64]


def density(rows: Iterable[Ints], duration: int, columns: int, first: int = 0) -> Floats:
    """Give how many events begin in each column, on a scale that grows with the logarithm, 0 to 1."""
    counts = np.zeros(columns)
    for starts in rows:
        places = np.clip((starts - first) * columns // max(1, duration), 0, columns - 1)
        counts += np.bincount(places, minlength=columns)
    shares: Floats = np.log1p(counts) / np.log1p(max(1.0, counts.max(initial=0.0)))
    return shares


def gaps(row: SpanIndex, duration: int, first: int = 0) -> Ints:  # type: ignore[type-arg]  # keys are not looked at
    """List the stretches of an observation that no event of a row covers, one a row: start and end.

    >>> from havenlens.domain.time import Micros, Span
    >>> from havenlens.ui.timeline.index import Entry
    >>> spans = Span(Micros(2), Micros(5)), Span(Micros(4), Micros(8))
    >>> gaps(SpanIndex([Entry(n, span) for n, span in enumerate(spans)]), 10).tolist()
    [[0, 2], [8, 10]]
    """
    last = first + duration
    begins = np.append(np.clip(row.starts, first, last), last)
    covered = np.insert(np.clip(row.reach, first, last), 0, first)
    bare = begins > covered
    found: Ints = np.stack([covered[bare], begins[bare]], axis=1).astype(np.int64)
    return found


def columns_of(stretches: Ints, duration: int, columns: int, first: int = 0) -> NDArray[np.bool_]:
    """Tell for each column whether a stretch lies in it; the shortest one still marks a column."""
    starts, ends = stretches[:, 0] - first, stretches[:, 1] - first
    begins = np.clip(starts * columns // max(1, duration), 0, columns - 1)
    last = np.clip(np.maximum(begins + 1, -(-ends * columns // max(1, duration))), 1, columns)
    begun = np.bincount(begins, minlength=columns + 1) - np.bincount(last, minlength=columns + 1)
    marked: NDArray[np.bool_] = np.cumsum(begun)[:columns] > 0
    return marked
