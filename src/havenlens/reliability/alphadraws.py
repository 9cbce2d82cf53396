"""How far Krippendorff's alpha would spread: by units, by single pairs, or by a formula."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.bootstrap import NOTHING, Resampled
from havenlens.inference.coefficient import Interval
from havenlens.reliability.distances import Disagreement, Units, mid_ranks
from havenlens.reliability.pooling import Resampling, over_units
from havenlens.reliability.tally import Tally
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]

_ZERO = 1e-12
_NONE = np.zeros(0)
_DIFFERENT = 20_000
"""More different deviations of pairs are not drawn."""

_AT_ONCE = 2**22
_CATEGORIES = 512


class Parts(NamedTuple):
    """Alpha of the whole, and what is needed to resample it: of a tally, or of single numbers."""

    whole: Disagreement
    units: Units | None
    tally: Tally | None = None
    kept: Ratings | None = None
    distance: Array | None = None


def units_drawn(parts: Parts, resampling: Resampling) -> tuple[Resampled, Array]:
    """Resample units or clusters and work both disagreements out again; give the draws' values too."""
    if parts.units is None:
        return NOTHING, _NONE
    read, components, seen = parts.units.read, parts.units.components, list[Array]()

    def alpha(sums: Array) -> Array:
        seen.append(read(sums).alpha)
        return seen[-1]

    if parts.tally is not None:
        found = parts.tally.resampled(components, alpha, resampling)
    elif parts.kept is not None and parts.kept.clusters:
        found = over_units(parts.kept, components, alpha, resampling)
    else:
        # So many scores differ that hardly any units are alike.
        found = resampling.of(components, alpha)
    if resampling.kind == "jackknife" or not seen:
        return found, _NONE
    # The draws come first; BCa then leaves out one unit after the other.
    drawn = np.concatenate(seen)[: found.draws]
    return found, drawn[np.isfinite(drawn)]


def pairs_drawn(parts: Parts, measurement: str, resampling: Resampling) -> tuple[Resampled, Array]:
    """Draw single pairs' deviations with the expected disagreement held fixed; give the draws' values too.

    Each of the m(m − 1)/2 pairs of every unit takes the deviation of some pair drawn at random:
    ``α = 1 − Σ 2 δ² / ((m − 1) n De)``. Krippendorff, K. (2004), Content Analysis, 2nd ed., pp. 237-238.
    """
    deviation, often, scores = _deviations(parts, measurement)
    values, place = np.unique(deviation, return_inverse=True)
    if values.size > _DIFFERENT or not often.sum():
        return NOTHING, _NONE
    shares = np.bincount(place.reshape(-1), weights=often) / often.sum()
    generator = np.random.default_rng(resampling.seed)
    observed = np.zeros(resampling.draws)
    step = max(1, _AT_ONCE // values.size)
    for size in np.unique(scores):
        slots = round(float(often[scores == size].sum()))
        for at in range(0, resampling.draws, step):
            part = slice(at, min(at + step, resampling.draws))
            counts = generator.multinomial(slots, shares, size=part.stop - part.start)
            observed[part] += 2 * (counts @ values) / (size - 1)
    drawn = 1 - observed / float(parts.whole.n_pairable * parts.whole.expected)
    se = float(drawn.std(ddof=1)) if drawn.size > 1 else 0.0
    if se <= _ZERO:
        return Resampled(None, None, drawn.size, 0), drawn
    level = resampling.level
    low, high = np.quantile(drawn, ((1 - level) / 2, (1 + level) / 2))
    name = "Krippendorff and Hayes's bootstrap of pairs, percentile"
    return Resampled(Interval(float(low), float(high), level, name), se, drawn.size, 0), drawn


def linearised_se(tally: Tally | None, distance: Array | None) -> float | None:
    """Give the standard error of alpha in Gwet's framework; None without categories.

    Gwet, K. L. (2014), Handbook of Inter-Rater Reliability, 4th ed.; with the mean number of scores r̄,
    unit i's agreement is ``Σ_c r_ic (r*_ic − 1) / (r̄ (r_i − 1))``, corrected for its share of the scores.
    """
    if tally is None or distance is None or tally.n < 2 or not distance.max(initial=0) > 0:
        return None
    if tally.size > _CATEGORIES:
        return None
    weights = 1 - (distance + distance.T) / (2 * distance.max())
    counts, n = tally.counts, tally.n
    given = tally.given
    mean = float(tally.sums(given)) / n
    more = (given - mean) / mean
    raw = np.einsum("ij,ij->i", counts, counts @ weights - 1) / (mean * (given - 1))
    observed = float(tally.sums(raw)) / n
    shares = tally.sums(counts) / (n * mean)
    expected = float(shares @ weights @ shares)
    room = 1 - expected
    if room <= _ZERO:
        return None
    alpha = (observed - expected) / room
    by_chance = counts @ (weights @ shares) / mean - expected * more
    # Observed agreement as alpha takes it, with its correction for few scores.
    corrected = observed + (1 - observed) / (n * mean)
    apart = (raw - corrected * more - expected) / room
    linear = apart - 2 * (1 - alpha) * (by_chance - expected) / room
    se = float(np.sqrt(float(tally.often @ (linear - alpha) ** 2) / (n * tally.degrees)))
    return se if se > _ZERO else 0.0


def _deviations(parts: Parts, measurement: str) -> tuple[Array, Array, Array]:
    """Give the squared deviation of each pair, how many units have it, and their number of scores."""
    if parts.tally is not None and parts.distance is not None:
        values, often = parts.tally.numbers.astype(np.float64), parts.tally.often.astype(np.float64)
        values[parts.tally.numbers < 0] = np.nan
    elif parts.kept is not None and measurement in {"interval", "ordinal"}:
        values, often = parts.kept.values, np.ones(len(parts.kept.units))
        values = mid_ranks(values) if measurement == "ordinal" else values
    else:
        return _NONE, _NONE, _NONE
    given = (~np.isnan(values)).sum(axis=1)
    found = []
    for first, second in combinations(range(values.shape[1]), 2):
        one, other = values[:, first], values[:, second]
        both = ~np.isnan(one) & ~np.isnan(other)
        if parts.distance is not None:
            squared = parts.distance[one[both].astype(np.intp), other[both].astype(np.intp)]
        else:
            squared = (one[both] - other[both]) ** 2
        found.append((squared, often[both], given[both]))
    squared, counted, scores = (np.concatenate(each) for each in zip(*found, strict=True))
    return squared, counted, scores
