"""Many shares over the same observations at once: whole observations are drawn once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import resample_counts
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.sequences.pooling import few_observations
from havenlens.services.sequences.gathering import SequenceOptions

Parts = Sequence[tuple[float, float]]
"""What each observation adds: a part and a whole; both are 0 where it has nothing to count."""

_AT_ONCE = 2**22
_METHOD = "cluster bootstrap, percentile"


def share(method: str, parts: Parts, options: SequenceOptions, scale: float = 1.0) -> Coefficient:
    """Give ``scale · Σ part / Σ whole`` over observations, with an interval that resamples observations."""
    return shares({"": (method, parts)}, options, scale)[""]


def shares(
    asked: Mapping[str, tuple[str, Parts]],
    options: SequenceOptions,
    scale: float = 1.0,
    counts: Mapping[str, int] | None = None,
) -> dict[str, Coefficient]:
    """Give several shares or rates over the same observations, one for each name.

    Each has the name of its method, and a pair for every observation, also where there is nothing to count:
    all observations are drawn, those without anything as well. That a resample has nothing to count leaves it
    out; where that is so in more than half of them there is no interval. ``counts`` says on how many
    cases each rests, where its wholes are no counts but times.
    """
    if not asked:
        return {}
    table = np.array([parts for _, parts in asked.values()], dtype=np.float64)  # shares × observations × 2
    drawn = _drawn_sums(table, options)
    found = {}
    for place, (name, (method, _)) in enumerate(asked.items()):
        one = _one(method, table[place], None if drawn is None else drawn[place], options, scale)
        found[name] = one if counts is None else replace(one, n_units=counts[name])
    return found


def _drawn_sums(table: NDArray[np.float64], options: SequenceOptions) -> NDArray[np.float64] | None:
    """Add up what each resample draws: shares × draws × 2; None where there is nothing to draw from."""
    n = table.shape[1]
    if n < 2 or options.draws < 2:
        return None
    counts = _counts(n, options.draws, options.seed)
    flat = np.ascontiguousarray(table.transpose(1, 0, 2).reshape(n, -1))
    step = max(1, _AT_ONCE // n)
    sums = [counts[at : at + step].astype(np.float64) @ flat for at in range(0, counts.shape[0], step)]
    return np.concatenate(sums).reshape(-1, table.shape[0], 2).transpose(1, 0, 2)


@lru_cache(maxsize=2)
def _counts(n: int, draws: int, seed: int) -> NDArray[np.integer[Any]]:
    """Draw how often each observation comes up; kept, as every recipe resamples the same observations."""
    counts = resample_counts(n, draws, seed)
    return counts.astype(np.uint8) if counts.max() < 256 else counts


def _one(
    method: str,
    table: NDArray[np.float64],
    drawn: NDArray[np.float64] | None,
    options: SequenceOptions,
    scale: float,
) -> Coefficient:
    whole, n = table.sum(axis=0), int((table[:, 1] > 0).sum())
    about: dict[str, Any] = {"n_units": int(whole[1]), "n_raters": 1, "detail": {"n_observations": n}}
    if whole[1] <= 0:
        return Coefficient.not_defined(method, Problem("sequences.nothing_to_pool"), **about)
    interval, se = (None, None) if drawn is None or n < 2 else _interval(drawn, options, scale)
    return Coefficient(
        method,
        scale * float(whole[0] / whole[1]),
        interval=interval,
        se=se,
        warnings=few_observations(n, interval),
        **about,
    )


def _interval(
    drawn: NDArray[np.float64], options: SequenceOptions, scale: float
) -> tuple[Interval | None, float | None]:
    known = drawn[drawn[:, 1] > 0]
    if known.shape[0] < max(2, drawn.shape[0] / 2):
        return None, None
    values = scale * known[:, 0] / known[:, 1]
    low, high = np.quantile(values, [(1 - options.level) / 2, (1 + options.level) / 2])
    if low == high:
        return None, None
    return Interval(float(low), float(high), options.level, _METHOD), float(values.std(ddof=1))
