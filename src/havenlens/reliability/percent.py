"""Share of units on which raters agree: exactly, or within k points."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import normal, wilson
from havenlens.reliability import cautions
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]

_ROUNDING = 1e-9
"""Scores like 0.1 + 0.2 and 0.3 are the same score."""


def percent(ratings: Ratings, level: float = 0.95) -> Coefficient:
    """Give the share of units with exactly the same score, as a share of 1.

    With more than two raters the estimate is the mean over the pairs of raters of each unit; how often all
    of them agree is in the detail. Units with fewer than two scores are left out. Fleiss, J. L. (1971),
    Psychological Bulletin 76, 378-382, for the mean over pairs.

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> found = percent(ratings_of_numbers([(1, 1), (2, 3), (4, 4), (5, 5)]))
    >>> found.estimate, found.detail["all_raters_agree_pct"]
    (0.75, 75.0)
    """
    return _within(ratings, 0.0, level, "percent")


def within_k(ratings: Ratings, k: float = 1, level: float = 0.95) -> Coefficient:
    """Give the share of units whose scores are at most ``k`` points apart.

    With more than two raters the estimate is the mean over pairs, and the detail says how often all scores
    of a unit lie within ``k``. ValueError for codes that are names. Certification rules such as "80% within
    one" use it with two columns, master and candidate.

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> found = within_k(ratings_of_numbers([(1, 1), (2, 3), (4, 6), (5, 5)]))
    >>> found.estimate, found.detail["bias"]
    (0.75, 0.75)
    """
    if ratings.nominal:
        raise ValueError("codes that are names have no distance")
    return _within(ratings, float(k), level, "within_k")


def _within(ratings: Ratings, k: float, level: float, method: str) -> Coefficient:
    scored = ratings.present.sum(axis=1)
    usable = ratings.values[scored >= 2]
    n, raters = usable.shape[0], len(ratings.raters)
    params: dict[str, Any] = {"conf": level} | ({"k": k} if method == "within_k" else {})
    why = cautions.incomparable(ratings, n, least=1)
    if why is not None:
        return Coefficient.not_defined(method, why, n_units=n, n_raters=raters, params=params)
    shares = _share_of_pairs(usable, k)
    estimate = float(shares.mean())
    spread = np.nanmax(usable, axis=1) - np.nanmin(usable, axis=1)
    together = 100 * float((spread <= k + _ROUNDING).mean())
    name = "all_raters_agree_pct" if k == 0 else f"all_within_{k:g}_pct"
    detail: dict[str, Any] = {name: together, "mean_pairwise_pct": 100 * estimate}
    if raters == 2 and not ratings.nominal:
        difference = usable[:, 1] - usable[:, 0]
        detail |= {"bias": float(difference.mean()), "mean_abs_deviation": float(np.abs(difference).mean())}
    se, interval = _uncertainty(shares, raters, level)
    warnings = [
        *cautions.dropped(int((scored < 2).sum()), ratings.values.shape[0]),
        *cautions.scarce_units(n),
    ]
    return Coefficient(
        method, estimate, n, raters, params, interval, se, warnings=tuple(warnings), detail=detail
    )


def _share_of_pairs(values: Array, k: float) -> Array:
    """Give each unit's share of pairs of raters within ``k``; every row has two scores or more."""
    agreeing = np.zeros(values.shape[0])
    pairs = np.zeros(values.shape[0])
    for first in range(values.shape[1]):
        apart = np.abs(values[:, first + 1 :] - values[:, first : first + 1])
        agreeing += (apart <= k + _ROUNDING).sum(axis=1)
        pairs += (~np.isnan(apart)).sum(axis=1)
    return agreeing / pairs


def _uncertainty(shares: Array, raters: int, level: float) -> tuple[float | None, Interval | None]:
    n, estimate = shares.size, float(shares.mean())
    if raters == 2:
        return float(np.sqrt(estimate * (1 - estimate) / n)), wilson(float(shares.sum()), n, level)
    if n < 2:
        return None, None
    se = float(shares.std(ddof=1) / np.sqrt(n))
    wide = normal(estimate, se, level)
    clipped = replace(wide, low=max(0.0, wide.low), high=min(1.0, wide.high), method="normal over units")
    return se, clipped
