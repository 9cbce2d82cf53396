"""Correlation and rank order: Pearson, Spearman and Kendall's W, as a second look beside an ICC."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import Resampled
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import normal_quantile
from havenlens.reliability import cautions
from havenlens.reliability.meansquares import mean_squares
from havenlens.reliability.pooling import Resampling, over_units, redrawn
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]

_PERFECT = 1 - 1e-12
_FEW = 256


def pearson(ratings: Ratings, *, level: float = 0.95, resampling: Resampling | None = None) -> Coefficient:
    """Give Pearson's r of two raters, or the mean over pairs of raters by Fisher's z.

    Each pair is compared on the units both scored. Two raters: z interval, ``tanh(atanh r ± z/√(n − 3))``,
    Fisher, R. A. (1921), Metron 1, 3-32. Correlation is blind to a coder who is always two points higher.

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> found = pearson(ratings_of_numbers([(1, 3), (2, 4), (3, 5), (4, 6), (5, 6)]))
    >>> round(found.estimate, 4)
    0.9701
    """
    pairs = list(combinations(range(len(ratings.raters)), 2))

    def resampled(how: Resampling) -> Resampled:
        return over_units(ratings, _moments(ratings.values, pairs), _mean_correlation, how)

    return _correlation(ratings, "pearson", lambda x, y: (x, y), level, resampling, resampled)


def spearman(ratings: Ratings, *, level: float = 0.95, resampling: Resampling | None = None) -> Coefficient:
    """Give Spearman's rank correlation of two raters, or the mean over pairs of raters by Fisher's z.

    Pearson's r of mid-ranks, so that ties are treated alike. Two raters: z interval with variance
    ``(1 + r²/2)/(n − 3)``, Bonett, D. G., & Wright, T. A. (2000), Psychometrika 65, 23-28.

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> spearman(ratings_of_numbers([(1, 10), (2, 20), (3, 40), (4, 80), (5, 160)])).estimate
    1.0
    """
    pairs = list(combinations(range(len(ratings.raters)), 2))

    def ranked(x: Array, y: Array) -> tuple[Array, Array]:
        one = np.ones((1, x.size))
        return _midranks(x, one)[0], _midranks(y, one)[0]

    def of_weights(rows: Array) -> Callable[[Array], Array]:
        return lambda weights: _mean_over_pairs(
            np.stack([_rank_correlation(rows[:, list(pair)], weights) for pair in pairs], axis=1)
        )

    def resampled(how: Resampling) -> Resampled:
        return _over_rows(ratings, of_weights, how)

    return _correlation(ratings, "spearman", ranked, level, resampling, resampled)


def kendall_w(ratings: Ratings, *, level: float = 0.95, resampling: Resampling | None = None) -> Coefficient:
    """Give Kendall's coefficient of concordance of k raters, corrected for ties, with its χ² test.

    ``W = 12 Σ(Rᵢ − R̄)² / (k²(n³ − n) − k ΣTⱼ)``, Rᵢ the sum of unit i's ranks, Tⱼ = Σ(t³ − t) over rater j's
    ties; χ² = k(n − 1)W with n − 1 df. Kendall, M. G., & Babington Smith, B. (1939), Annals of Mathematical
    Statistics 10, 275-287. Units with a missing score are left out. The detail holds Robinson's A,
    Robinson, W. S. (1957), American Sociological Review 22, 17-25, and the mean correlations.

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> found = kendall_w(ratings_of_numbers([(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8),
    ...                                       (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]))
    >>> round(found.estimate, 3), round(found.detail["kendall_p"], 4)
    (0.887, 0.0033)
    """
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    kept, n_dropped = ratings.complete()
    n, k = kept.values.shape
    common: dict[str, Any] = {"n_units": n, "n_raters": k, "params": {"ties": "corrected", "conf": level}}
    why = cautions.incomparable(ratings, n) or cautions.unnamed(ratings)
    if why is not None:
        return Coefficient.not_defined("kendall_w", why, **common)
    value = float(_concordance(kept.values, np.ones((1, n)))[0])
    if not math.isfinite(value):
        return Coefficient.not_defined("kendall_w", Problem("agreement.no_variance"), **common)
    chi2 = k * (n - 1) * value
    detail: dict[str, Any] = {
        "kendall_W": value,
        "kendall_chi2": chi2,
        "df": n - 1,
        "kendall_p": float(special.chdtrc(n - 1, chi2)),
        "mean_pearson": pearson(kept).estimate,
        "mean_spearman": spearman(kept).estimate,
        "mean_rank_correlation": (k * value - 1) / (k - 1),
        "robinson_A": _robinson(kept.values),
    }
    found = Coefficient(
        "kendall_w",
        value,
        **common,
        warnings=(*cautions.dropped(n_dropped, len(ratings.units)), *cautions.scarce_units(n)),
        detail=detail,
    )
    if resampling is None:
        return found
    return redrawn(
        found,
        ratings,
        resampling,
        _over_rows(kept, lambda rows: lambda weights: _concordance(rows, weights), resampling),
    )


def _correlation(
    ratings: Ratings,
    method: str,
    transform: Callable[[Array, Array], tuple[Array, Array]],
    level: float,
    resampling: Resampling | None,
    resampled: Callable[[Resampling], Resampled],
) -> Coefficient:
    k, present = len(ratings.raters), ratings.present
    compared = int((present.sum(axis=1) >= 2).sum())
    common: dict[str, Any] = {"n_units": compared, "n_raters": k, "params": {"conf": level}}
    why = cautions.incomparable(ratings, compared) or cautions.unnamed(ratings)
    values: dict[str, float | None] = {}
    numbers: list[tuple[float, int]] = []
    for one, other in combinations(range(k), 2):
        both = present[:, one] & present[:, other]
        x, y = (ratings.values[both, place] for place in (one, other))
        found = _r(*transform(x, y)) if x.size > 1 else None
        values[f"{ratings.raters[one]} × {ratings.raters[other]}"] = found
        if found is not None:
            numbers.append((found, x.size))
    if why is None and len(numbers) < len(values):
        pair = next(name for name, value in values.items() if value is None)
        why = Problem("agreement.no_correlation", {"pair": pair})
    if why is not None:
        return Coefficient.not_defined(method, why, **common, detail={"pairs": values})
    each = np.array([value for value, _ in numbers])
    estimate = float(_mean_over_pairs(each[None])[0])
    averaged = "Fisher z" if np.abs(each).max() < _PERFECT else "arithmetic, as one pair is perfect"
    params = common["params"] | ({"average": averaged} if k > 2 else {})
    detail = {f"mean_{method}": estimate, "mean_plain": float(each.mean()), "pairs": values}
    interval, se = _by_fisher(*numbers[0], level, ranks=method == "spearman") if k == 2 else (None, None)
    result = Coefficient(
        method,
        estimate,
        **(common | {"params": params}),
        interval=interval,
        se=se,
        warnings=tuple(cautions.scarce_units(compared)),
        detail=detail,
    )
    return result if resampling is None else redrawn(result, ratings, resampling, resampled(resampling))


def _r(x: Array, y: Array) -> float | None:
    x, y = x - x.mean(), y - y.mean()
    room = float(x @ x) * float(y @ y)
    return None if room <= 0 else min(1.0, max(-1.0, float(x @ y) / math.sqrt(room)))


def _by_fisher(r: float, n: int, level: float, *, ranks: bool) -> tuple[Interval | None, float | None]:
    if n <= 3 or abs(r) >= _PERFECT:
        return None, None
    spread = math.sqrt((1 + r * r / 2 if ranks else 1.0) / (n - 3))
    reach, z = normal_quantile(level) * spread, math.atanh(r)
    return Interval(math.tanh(z - reach), math.tanh(z + reach), level, "Fisher z"), spread * (1 - r * r)


def _mean_over_pairs(each: Array) -> Array:
    """Average correlations (… × pairs) over Fisher's z; plainly where one is perfect and z infinite."""
    perfect = np.abs(each) >= _PERFECT
    safe = np.where(perfect, 0.0, each)
    by_z: Array = np.tanh(np.arctanh(safe).mean(axis=-1))
    return np.where(perfect.any(axis=-1), each.mean(axis=-1), by_z)


def _moments(values: Array, pairs: list[tuple[int, int]]) -> Array:
    """Give what each unit adds to the moments of each pair: units × pairs × 6."""
    centred = values - np.nanmean(values)
    parts = []
    for one, other in pairs:
        x, y = centred[:, one], centred[:, other]
        both = ~np.isnan(x + y)
        x, y = np.where(both, x, 0.0), np.where(both, y, 0.0)
        parts.append(np.stack([both.astype(np.float64), x, y, x * x, y * y, x * y], axis=1))
    return np.stack(parts, axis=1)


def _mean_correlation(sums: Array) -> Array:
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        across, own, other = xy - x * y / n, xx - x * x / n, yy - y * y / n
        room = own * other
        flat = (own <= 1e-12 * xx) | (other <= 1e-12 * yy)
        each = np.where(flat, np.nan, across / np.sqrt(np.where(room > 0, room, np.nan)))
    return _mean_over_pairs(np.clip(each, -1.0, 1.0))


def _midranks(values: Array, weights: Array) -> Array:
    """Rank values (rows) where each counts as often as its weight (draws × rows); ties share their mean."""
    often, place = _often(values, weights)
    return np.asarray((np.cumsum(often, axis=1) - often / 2 + 0.5)[:, place])


def _often(values: Array, weights: Array) -> tuple[Array, NDArray[np.intp]]:
    """Add up the weights (draws × rows) of equal values, ascending; and give each row's place among them."""
    distinct, place = np.unique(values, return_inverse=True)
    place = place.reshape(-1).astype(np.intp)
    if distinct.size <= _FEW:
        members = np.zeros((values.size, distinct.size))
        members[np.arange(values.size), place] = 1.0
        return np.asarray(weights @ members), place
    # A table of rows by values would not fit where many thousand differ.
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(distinct.size))
    return np.asarray(np.add.reduceat(weights[:, order], starts, axis=1)), place


def _rank_correlation(pair: Array, weights: Array) -> Array:
    """Give Spearman's correlation of two columns for every set of weights (draws × rows)."""
    both = ~np.isnan(pair).any(axis=1)
    weights = weights[:, both]
    ranks = [_midranks(column, weights) for column in pair[both].T]
    n = weights.sum(axis=1)
    sums = np.stack([(weights * part).sum(axis=1) for part in _products(*ranks)], axis=1)
    return _mean_correlation(np.concatenate([n[:, None], sums], axis=1)[:, None, :])


def _products(x: Array, y: Array) -> tuple[Array, ...]:
    return x, y, x * x, y * y, x * y


def _concordance(rows: Array, weights: Array) -> Array:
    """Give Kendall's W for every set of weights (draws × rows); NaN where every rater ties all units."""
    k, n = rows.shape[1], weights.sum(axis=1)
    total, ties = np.zeros(weights.shape), np.zeros(weights.shape[0])
    for column in rows.T:
        total += _midranks(column, weights)
        often, _ = _often(column, weights)
        ties += (often**3 - often).sum(axis=1)
    spread = (weights * (total - (k * (n + 1) / 2)[:, None]) ** 2).sum(axis=1)
    room = k * k * (n**3 - n) - k * ties
    return np.where(room > 0, 12 * spread / np.where(room > 0, room, 1.0), np.nan)


def _robinson(values: Array) -> float | None:
    """Give Robinson's A: the share of the variation, raters' levels taken out, that is between units."""
    squares = mean_squares(values)
    between = squares.rows * (squares.n - 1)
    rest = squares.error * (squares.n - 1) * (squares.k - 1)
    return between / (between + rest) if between + rest > 0 else None


def _over_rows(
    ratings: Ratings, of_weights: Callable[[Array], Callable[[Array], Array]], resampling: Resampling
) -> Resampled:
    """Resample units for a statistic of ranks: what adds up is how often each distinct row comes up."""
    filled = np.where(ratings.present, ratings.values, np.inf)
    distinct, place, often = np.unique(filled, axis=0, return_inverse=True, return_counts=True)
    rows = np.where(np.isinf(distinct), np.nan, distinct)
    statistic = of_weights(rows)
    if not ratings.clusters:
        return resampling.of(np.eye(rows.shape[0]), statistic, alike=often)
    names, cluster = np.unique(np.asarray(ratings.clusters), return_inverse=True)
    counts = np.zeros((names.size, rows.shape[0]))
    np.add.at(counts, (cluster, place.ravel()), 1.0)
    return resampling.of(counts, statistic)
