"""A study as a whole: what observations add up to, with intervals that resample whole observations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import DRAWS, SEED, cluster_bootstrap
from havenlens.inference.coefficient import Coefficient, Interval

FEW_OBSERVATIONS = 10
"""With fewer observations than this, an interval over them is likely too narrow."""

_STEPS = 512
"""How many times a median is looked for among at most, when it is resampled."""

Array = NDArray[np.float64]
Part = TypeVar("Part")


def by_person(parts: Iterable[Mapping[str, Part]]) -> dict[str, list[Part]]:
    """Collect what each person has in each observation, by name, to pool it person by person.

    >>> by_person([{"LEO": 1, "ADA": 2}, {"ADA": 3}])
    {'ADA': [2, 3], 'LEO': [1]}
    """
    found: dict[str, list[Part]] = {}
    for part in parts:
        for name, one in part.items():
            found.setdefault(name, []).append(one)
    return dict(sorted(found.items()))


def pooled_share(
    method: str,
    parts: Sequence[tuple[float, float]],
    level: float = 0.95,
    *,
    scale: float = 1.0,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Coefficient:
    """Give ``scale · Σ part / Σ whole`` over observations, with an interval that resamples observations.

    For shares (bids answered of bids) and rates (acts for each minute). Bids of one observation hang
    together: Wilson's interval, which takes them as independent, would be too narrow here.

    >>> found = pooled_share("share_answered", [(5, 5), (3, 5), (4, 10)])
    >>> found.estimate, found.n_units, round(found.interval.low, 2), found.interval.high
    (0.6, 20, 0.4, 1.0)
    """
    table = np.array(parts, dtype=np.float64).reshape(-1, 2)
    table = table[table[:, 1] > 0]
    return _pooled(
        method, table, lambda sums: _ratio(sums, scale), int(table[:, 1].sum()), level, draws, seed
    )


def pooled_median(
    method: str,
    parts: Sequence[Sequence[float]],
    level: float = 0.95,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Coefficient:
    """Give the median of all values of all observations, with an interval that resamples observations.

    For the interval values are looked for among at most 512 quantiles, so that a large study takes no longer.

    >>> pooled_median("latency", [[1.0, 2.0], [3.0], []], draws=200).estimate
    2.0
    """
    filled = [np.asarray(part, dtype=np.float64) for part in parts if len(part)]
    if not filled:
        return Coefficient.not_defined(method, Problem("sequences.nothing_to_pool"), n_raters=1)
    whole = np.concatenate(filled)
    places = np.unique(whole)
    if places.size > _STEPS:
        places = np.unique(np.quantile(whole, np.linspace(0, 1, _STEPS), method="inverted_cdf"))
    table = np.zeros((len(filled), places.size))
    for row, part in zip(table, filled, strict=True):
        np.add.at(row, np.searchsorted(places, part).clip(max=places.size - 1), 1)
    found = _pooled(method, table, lambda sums: _middle(sums, places), int(whole.size), level, draws, seed)
    return Coefficient(
        method,
        float(np.median(whole)),
        **{
            name: getattr(found, name)
            for name in ("n_units", "n_raters", "interval", "se", "warnings", "detail")
        },
    )


def _pooled(
    method: str,
    table: Array,
    statistic: Callable[[Array], Array],
    n: int,
    level: float,
    draws: int,
    seed: int,
) -> Coefficient:
    about: dict[str, Any] = {"n_units": n, "n_raters": 1, "detail": {"n_observations": table.shape[0]}}
    if n == 0:
        return Coefficient.not_defined(method, Problem("sequences.nothing_to_pool"), **about)
    again = cluster_bootstrap(table, statistic, level=level, draws=draws, seed=seed)
    interval = again.interval
    if interval is not None and interval.low == interval.high:
        interval = None
    return Coefficient(
        method,
        float(statistic(table.sum(axis=0)[None])[0]),
        interval=interval,
        se=None if interval is None else again.se,
        warnings=few_observations(table.shape[0], interval),
        **about,
    )


def few_observations(n: int, interval: Interval | None) -> tuple[Problem, ...]:
    """Warn of an interval that rests on few observations; without one there is nothing to warn of."""
    few = interval is not None and n < FEW_OBSERVATIONS
    return (Problem("sequences.few_observations", {"n": n}),) if few else ()


def _ratio(sums: Array, scale: float) -> Array:
    some = sums[..., 1] > 0
    return np.where(some, scale * sums[..., 0] / np.where(some, sums[..., 1], 1.0), np.nan)


def _middle(sums: Array, places: Array) -> Array:
    """Give the median of values that were counted: the mean of the middle two of an even number."""
    heaped = np.cumsum(sums, axis=-1)
    total = heaped[..., -1:]
    low = places[(heaped >= total / 2 - 1e-9).argmax(axis=-1)]
    high = places[(heaped >= total / 2 + 1 - 1e-9).argmax(axis=-1)]
    middle = places[(heaped >= (total + 1) / 2 - 1e-9).argmax(axis=-1)]
    return np.asarray(np.where(total[..., 0] % 2 == 1, middle, (low + high) / 2), dtype=np.float64)
