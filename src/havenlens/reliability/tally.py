"""Units with the same scores counted together, which is all that most coefficients need."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.bootstrap import Resampled, Statistic
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import Confusion
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]
Numbers = NDArray[np.intp]

_COUNTED = 2**16
"""Up to so many possible rows they are counted at their places; beyond, they are sorted."""

_INTEGER = 2**62

_FEW = 2000
"""Of so few units it does not pay to look for those that are alike, unless they can be counted."""


@dataclass(frozen=True)
class Tally:
    """Distinct rows of category numbers (rows × raters, −1 missing), and how many units have each.

    ``place`` says which row each unit has, where clusters are to be added up; ``scores`` are the numbers
    that the categories stand for, None for names. ``n_left_out`` units had too few scores.
    """

    numbers: Numbers
    often: NDArray[np.int64]
    categories: tuple[str, ...]
    scores: tuple[float, ...] | None
    raters: tuple[str, ...]
    n_left_out: int = 0
    n_missing: int = 0
    place: Numbers | None = None
    clusters: tuple[str, ...] = ()
    of_table: bool = False

    @cached_property
    def given(self) -> Array:
        """Give how many scores each row has."""
        found: Array = self.counts @ np.ones(self.size)
        return found

    @cached_property
    def n(self) -> int:
        """Give the number of units."""
        return int(self.often.sum())

    @property
    def size(self) -> int:
        """Give the number of categories."""
        return len(self.categories)

    @cached_property
    def counts(self) -> Array:
        """Give how often each category comes up in each row: rows × categories."""
        rows = self.often.size
        width = self.size + 1
        at = np.arange(rows)[:, None] * width + self.numbers + 1
        counted = np.bincount(at.ravel(), minlength=rows * width).reshape(rows, width)
        return counted[:, 1:].astype(np.float64)

    def sums(self, components: Array) -> Array:
        """Add what each row holds over all units."""
        flat = components.reshape(self.often.size, math.prod(components.shape[1:]))
        added: Array = (self.often.astype(np.float64) @ flat).reshape(components.shape[1:])
        return added

    def resampled(self, components: Array, statistic: Statistic, resampling: Resampling) -> Resampled:
        """Resample units, or the clusters they belong to; ``components`` are what each row adds."""
        if self.place is None:
            return resampling.of(components, statistic, alike=self.often)
        names, cluster = np.unique(np.asarray(self.clusters), return_inverse=True)
        pairs, often = np.unique(cluster * self.often.size + self.place, return_counts=True)
        sums = np.zeros((names.size, *components.shape[1:]))
        weighted = components[pairs % self.often.size] * often.reshape(-1, *[1] * (components.ndim - 1))
        np.add.at(sums, pairs // self.often.size, weighted)
        return resampling.of(sums, statistic)

    @property
    def degrees(self) -> int:
        """Give what variances are divided by beside n: n − 1, but n for a table, as in Gwet's formulas."""
        return self.n if self.of_table else self.n - 1

    @property
    def cluster_names(self) -> tuple[str, ...]:
        """Give what units belong to, each once; nothing where units themselves are drawn."""
        return tuple(dict.fromkeys(self.clusters))


def tally_of(data: Ratings | Confusion, least: int = 1, *, ordered: bool = True) -> Tally:
    """Count units with at least ``least`` scores by their rows.

    Where it does not matter who gave a score (``ordered`` False), rows are sorted, so that fewer differ.
    A table is taken cell by cell; its counts are rounded to whole units.
    """
    if isinstance(data, Confusion):
        first, second = np.nonzero(data.matrix)
        often = np.rint(data.matrix[first, second]).astype(np.int64)
        pairs = np.stack([first, second], axis=1)
        kept = often > 0
        return Tally(pairs[kept], often[kept], data.codes, None, ("rater 1", "rater 2"), of_table=True)
    names, scores = data.declared()
    numbers = data.category_numbers()
    scored = (numbers >= 0) @ np.ones(numbers.shape[1])
    keep = scored >= least
    n_missing = int(numbers.size - scored.sum())
    clusters = data.clusters
    if not keep.all():
        numbers = numbers[keep]
        clusters = tuple(np.asarray(clusters)[keep].tolist()) if clusters else ()
    rows, often, place = _distinct(numbers, len(names), ordered=ordered, placed=bool(clusters))
    return Tally(
        rows,
        often,
        names,
        None if data.nominal else scores,
        data.raters,
        int(keep.size - keep.sum()),
        n_missing,
        place,
        clusters,
    )


def _distinct(
    numbers: Numbers, size: int, *, ordered: bool, placed: bool
) -> tuple[Numbers, NDArray[np.int64], Numbers | None]:
    units, raters = numbers.shape
    base = size + 1
    possible = base**raters
    if possible > _COUNTED and units <= _FEW:
        return numbers, np.ones(units, dtype=np.int64), np.arange(units) if placed else None
    if not ordered and possible > _COUNTED:
        numbers = np.sort(numbers, axis=1)
    if possible >= _INTEGER:
        rows, inverse, often = np.unique(numbers, axis=0, return_inverse=True, return_counts=True)
        return rows, often.astype(np.int64), inverse.reshape(-1) if placed else None
    powers = np.array([base**place for place in range(raters)], dtype=np.int64)
    codes = np.full(units, powers.sum(), dtype=np.int64)
    for column, power in enumerate(powers):
        codes += numbers[:, column] * power
    place = None
    if possible <= _COUNTED:
        counted = np.bincount(codes, minlength=1)
        found = np.flatnonzero(counted)
        often = counted[found]
        place = np.searchsorted(found, codes) if placed else None
        if not ordered:
            # Far fewer rows than units are left to be sorted.
            rows = np.sort((found[:, None] // powers) % base, axis=1)
            found, alike = np.unique(rows @ powers, return_inverse=True)
            often = np.bincount(alike, weights=often).astype(np.int64)
            place = None if place is None else alike[place]
    elif placed:
        found, place, often = np.unique(codes, return_inverse=True, return_counts=True)
    else:
        found, often = np.unique(codes, return_counts=True)
    rows = (found[:, None] // powers) % base - 1
    return rows.astype(np.intp), often.astype(np.int64), place
