"""Krippendorff's alpha in parts: what units add, and how sums of them give disagreement."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.reliability.tally import Tally

Array = NDArray[np.float64]
Measurement = Literal["nominal", "ordinal", "interval", "ratio"]

_MANY_PAIRS = 2**22
_FEW = 32


class Disagreement(NamedTuple):
    """Observed and expected disagreement, alpha (NaN where there is no variation), and pairable scores."""

    observed: Array
    expected: Array
    alpha: Array
    n_pairable: Array


class Units(NamedTuple):
    """What each row of scores adds (rows × …), and how sums of that are read."""

    components: Array
    read: Callable[[Array], Disagreement]


def by_distance(tally: Tally, distance: Array) -> Units:
    """Take categories with fixed squared distances (q × q): nominal, ratio, or a matrix of one's own."""
    distance = (distance + distance.T) / 2
    counts = tally.counts
    given = tally.given
    if tally.size <= _FEW:
        apart = np.einsum("ij,ij->i", counts @ distance, counts) / (given - 1)
    else:
        apart = 2 * _between_raters(tally, distance) / (given - 1)

    def read(sums: Array) -> Disagreement:
        totals = sums[..., 1:]
        expected = ((totals @ distance) * totals).sum(axis=-1)
        return _alpha(sums[..., 0], expected, totals.sum(axis=-1))

    return Units(np.column_stack([apart, counts]), read)


def _between_raters(tally: Tally, distance: Array) -> Array:
    """Add the squared distances of all pairs of scores in each row."""
    apart = np.zeros(tally.often.size)
    for first, second in combinations(range(tally.numbers.shape[1]), 2):
        one, other = tally.numbers[:, first], tally.numbers[:, second]
        both = (one >= 0) & (other >= 0)
        apart[both] += distance[one[both], other[both]]
    return apart


def by_rank(tally: Tally) -> Units:
    """Take categories in their order: their distance depends on how often those between them were given.

    ``δ_cl = (Σ_{g=c..l} n_g − (n_c + n_l)/2)²`` is the squared difference of mid-ranks.
    """
    counts = tally.counts
    given = tally.given
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(tally.size)
    pairs[:, diagonal, diagonal] -= counts
    pairs /= (given - 1)[:, None, None]

    def read(sums: Array) -> Disagreement:
        totals = sums.sum(axis=-1)
        ranks = np.cumsum(totals, axis=-1) - totals / 2
        squared = (ranks[..., :, None] - ranks[..., None, :]) ** 2
        expected = (totals[..., :, None] * totals[..., None, :] * squared).sum(axis=(-2, -1))
        return _alpha((sums * squared).sum(axis=(-2, -1)), expected, totals.sum(axis=-1))

    return Units(pairs, read)


def by_moments(values: Array) -> Units:
    """Take scores as numbers (rows × raters, NaN missing), however many differ: sums and squares are enough.

    ``Σ_pairs (x − y)² = 2 m Σ (x − mean)²`` within a unit of m scores, and the same over all of them.
    """
    present = ~np.isnan(values)
    given = present.sum(axis=1).astype(np.float64)
    # Around their mean, so that no precision is lost where numbers are large.
    centred = np.where(present, values, 0.0)
    total = given.sum()
    centred = np.where(present, values - centred.sum() / total, 0.0) if total else centred
    sums = centred.sum(axis=1)
    own = np.where(present, centred - (sums / given)[:, None], 0.0)
    within = np.einsum("ij,ij->i", own, own)
    squares = np.einsum("ij,ij->i", centred, centred)
    components = np.stack([2 * given / (given - 1) * within, given, sums, squares], axis=1)

    def read(added: Array) -> Disagreement:
        apart, n, first, second = np.moveaxis(added, -1, 0)
        return _alpha(apart, 2 * np.maximum(n * second - first**2, 0), n)

    return Units(components, read)


def squared_distances(measurement: Measurement, scores: Array, totals: Array | None = None) -> Array:
    """Give the squared distances of categories; ordinal ones need the pairable ``totals`` of each.

    >>> squared_distances("ratio", np.array([0.0, 1.0, 3.0])).tolist()
    [[0.0, 1.0, 1.0], [1.0, 0.0, 0.25], [1.0, 0.25, 0.0]]
    """
    if measurement == "nominal":
        return 1.0 - np.eye(scores.size)
    if measurement == "ordinal":
        assert totals is not None
        scores = np.cumsum(totals) - totals / 2
    apart = scores[:, None] - scores[None, :]
    if measurement == "ratio":
        together = scores[:, None] + scores[None, :]
        apart = np.divide(apart, together, out=np.zeros_like(apart), where=together != 0)
    squared: Array = np.square(apart)
    return squared


def mid_ranks(values: Array) -> Array:
    """Give every score the middle of the ranks that equal scores share; NaN stays missing."""
    present = ~np.isnan(values)
    _, place, often = np.unique(values[present], return_inverse=True, return_counts=True)
    ranks = np.full(values.shape, np.nan)
    ranks[present] = (np.cumsum(often) - often / 2)[place.reshape(-1)]
    return ranks


def by_single_unit(values: Array) -> Units:
    """Take the order of many different scores: each unit stands for itself, and ranks are made anew."""
    present = ~np.isnan(values)
    place = np.zeros(values.shape, dtype=np.intp)
    found, inverse = np.unique(values[present], return_inverse=True)
    place[present] = inverse.reshape(-1)

    def read(often: Array) -> Disagreement:
        parts = [_ranked(each, place, present, found.size) for each in np.atleast_2d(often)]
        added = np.stack(parts).reshape(*often.shape[:-1], 4)
        apart, n, first, second = np.moveaxis(added, -1, 0)
        return _alpha(apart, 2 * np.maximum(n * second - first**2, 0), n)

    return Units(np.eye(values.shape[0]), read)


def _ranked(often: Array, place: NDArray[np.intp], present: NDArray[np.bool_], size: int) -> Array:
    each = present * often[:, None]
    totals = np.bincount(place.ravel(), weights=each.ravel(), minlength=size)
    ranks = np.cumsum(totals) - totals / 2
    values = np.where(present, ranks[place], np.nan)
    added: Array = often @ by_moments(values).components
    return added


def pair_sums(values: Array, measurement: Literal["nominal", "ratio"]) -> Disagreement:
    """Give the disagreement of many different numbers, pair by pair, in little memory."""
    squared = _ratio if measurement == "ratio" else _unequal
    present = ~np.isnan(values)
    given = present.sum(axis=1)
    apart = np.zeros(values.shape[0])
    for first in range(values.shape[1]):
        for second in range(first + 1, values.shape[1]):
            both = present[:, first] & present[:, second]
            apart[both] += squared(values[both, first], values[both, second])
    observed = float((2 * apart / (given - 1)).sum())
    numbers, often = np.unique(values[present], return_counts=True)
    step = max(1, _MANY_PAIRS // max(1, numbers.size))
    expected = 0.0
    for at in range(0, numbers.size, step):
        part = slice(at, at + step)
        expected += float(often[part] @ squared(numbers[part, None], numbers[None, :]) @ often)
    return _alpha(np.asarray(observed), np.asarray(expected), np.asarray(float(given.sum())))


def _ratio(one: Array, other: Array) -> Array:
    together = one + other
    squared: Array = np.divide(one - other, together, out=np.zeros_like(together), where=together != 0) ** 2
    return squared


def _unequal(one: Array, other: Array) -> Array:
    unequal: Array = np.not_equal(one, other).astype(np.float64)
    return unequal


def _alpha(apart: Array, by_chance: Array, n: Array) -> Disagreement:
    """Give alpha of the sums of squared distances within units and over all pairs of scores."""
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = apart / n
        expected = by_chance / (n * (n - 1))
        alpha = np.where(expected > 0, 1 - observed / expected, np.nan)
    return Disagreement(observed, expected, alpha, n)
