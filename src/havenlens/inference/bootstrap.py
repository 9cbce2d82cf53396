"""Seeded cluster bootstrap and jackknife over countable components, without a loop over the resamples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.coefficient import Interval

Array = NDArray[np.float64]
Statistic = Callable[[Array], Array]
"""Takes draws × what was added up, gives one value a draw; NaN where there is none."""

Kind = Literal["percentile", "bca", "jackknife"]

DRAWS = 2000
SEED = 2026

_AT_ONCE = 2**22
"""How many numbers are held at a time: counts of resamples, or sums of components."""

_MANY = 5000


class Resampled(NamedTuple):
    """What resampling found; ``n_undefined`` resamples had no value and were left out."""

    interval: Interval | None
    se: float | None
    draws: int
    n_undefined: int


NOTHING = Resampled(None, None, 0, 0)


def resample_counts(
    clusters: int, draws: int = DRAWS, seed: int = SEED, alike: NDArray[Any] | None = None
) -> NDArray[np.int64]:
    """Draw how often each cluster comes up in each resample: draws × clusters.

    ``alike`` says how many units each row stands for, where units that are the same were counted together;
    every row sums to the number of units.
    """
    return np.concatenate(list(_drawn(clusters, draws, seed, alike)))


def _drawn(clusters: int, draws: int, seed: int, alike: NDArray[Any] | None) -> Iterator[NDArray[np.int64]]:
    """Draw as many resamples at a time as fit in a little memory; how many that is changes no number."""
    if alike is None and clusters <= min(_MANY, _AT_ONCE // draws):
        yield _drawn_before(clusters, draws, seed)
        return
    generator = np.random.default_rng(seed)
    often = np.ones(clusters, dtype=np.int64) if alike is None else alike
    n, shares = int(often.sum()), often / often.sum()
    step = max(1, _AT_ONCE // clusters)
    for at in range(0, draws, step):
        size = min(step, draws - at)
        if alike is None and clusters > _MANY:
            # A multinomial draw takes its time for each cluster; counting random places is quicker.
            places = (np.bincount(generator.integers(n, size=n), minlength=n) for _ in range(size))
            yield np.stack(list(places))
        else:
            yield generator.multinomial(n, shares, size=size)


@lru_cache(maxsize=1)
def _drawn_before(clusters: int, draws: int, seed: int) -> NDArray[np.int64]:
    """Draw resamples that fit in memory at once; the next statistic of the same clusters takes the same."""
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=draws)
    drawn.flags.writeable = False
    return drawn


def cluster_bootstrap(
    components: Array,
    statistic: Statistic,
    counts: NDArray[Any] | None = None,
    level: float = 0.95,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    kind: Kind = "percentile",
    alike: NDArray[Any] | None = None,
) -> Resampled:
    """Resample whole clusters and give the interval and the standard deviation of the statistic.

    ``components`` is clusters × anything that adds up (a table, sums, counts); ``statistic`` takes draws ×
    anything and gives one value a draw, NaN where it has none. ``counts`` replaces the seeded draws.
    ``alike`` says how many clusters each row stands for, where rows that are the same were counted together.
    The percentile interval takes type-7 quantiles; ``bca`` corrects them for bias and for a spread that
    changes with the value; ``jackknife`` leaves out one cluster at a time and draws nothing. Efron, B., &
    Tibshirani, R. (1993), An Introduction to the Bootstrap, ch. 11, 13 and 14.

    Their law school example (n = 15, Table 3.1) has the jackknife standard error .1425 (p. 148):

    >>> score = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594]
    >>> grade = [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96]
    >>> x, y = np.array(score, float), np.array(grade)
    >>> def correlation(sums):
    ...     n, sx, sy, sxx, syy, sxy = np.moveaxis(sums, -1, 0)
    ...     return (sxy - sx * sy / n) / np.sqrt((sxx - sx**2 / n) * (syy - sy**2 / n))
    >>> parts = np.stack([np.ones(15), x, y, x * x, y * y, x * y], axis=1)
    >>> round(cluster_bootstrap(parts, correlation, kind="jackknife").se, 3)
    0.143
    """
    clusters = components.shape[0] if alike is None else int(alike.sum())
    if clusters < 2:
        return NOTHING
    if kind == "jackknife":
        return _jackknife(components, statistic, level, alike)
    drawn = _drawn(components.shape[0], draws, seed, alike) if counts is None else [counts]
    values = np.concatenate([_values(part, components, statistic) for part in drawn])
    kept = values[np.isfinite(values)]
    n_undefined = int(values.size - kept.size)
    if kept.size < 2 or n_undefined > values.size / 2:
        return Resampled(None, None, int(values.size), n_undefined)
    shares = ((1 - level) / 2, (1 + level) / 2)
    if kind == "bca":
        corrected = _corrected(shares, kept, components, statistic, alike)
        if corrected is None:
            return Resampled(None, float(kept.std(ddof=1)), int(values.size), n_undefined)
        shares = corrected
    low, high = np.quantile(kept, shares)
    interval = Interval(float(low), float(high), level, f"cluster bootstrap, {_NAMES[kind]}")
    return Resampled(interval, float(kept.std(ddof=1)), int(values.size), n_undefined)


_NAMES = {"percentile": "percentile", "bca": "BCa"}


def _values(drawn: NDArray[Any], components: Array, statistic: Statistic) -> Array:
    """Work the statistic out for every resample, as many at a time as fit in a little memory."""
    flat = components.reshape(components.shape[0], -1)
    step = max(1, _AT_ONCE // max(1, flat.shape[1]))
    parts = [
        statistic((drawn[at : at + step].astype(np.float64) @ flat).reshape(-1, *components.shape[1:]))
        for at in range(0, drawn.shape[0], step)
    ]
    return np.concatenate(parts)


def _influence(
    components: Array, statistic: Statistic, alike: NDArray[Any] | None
) -> tuple[Array, Array, float] | None:
    """Give how far each left-out value lies below their mean, how often it counts, and the estimate."""
    often = np.ones(components.shape[0]) if alike is None else alike.astype(np.float64)
    weighted = components * often.reshape(-1, *[1] * (components.ndim - 1))
    total = weighted.sum(axis=0)
    values = statistic(total - components)
    estimate = float(statistic(total[None])[0])
    if not np.isfinite(values).all() or not np.isfinite(estimate):
        return None
    return (often @ values) / often.sum() - values, often, estimate


def _jackknife(
    components: Array, statistic: Statistic, level: float, alike: NDArray[Any] | None
) -> Resampled:
    found = _influence(components, statistic, alike)
    if found is None:
        return Resampled(None, None, components.shape[0], 1)
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    apart, often, estimate = found
    n = float(often.sum())
    se = float(np.sqrt((n - 1) / n * (often @ apart**2)))
    reach = float(special.stdtrit(n - 1, (1 + level) / 2)) * se
    return Resampled(Interval(estimate - reach, estimate + reach, level, "jackknife, t"), se, int(n), 0)


def _corrected(
    shares: tuple[float, float],
    kept: Array,
    components: Array,
    statistic: Statistic,
    alike: NDArray[Any] | None,
) -> tuple[float, float] | None:
    """Move the two quantiles by bias correction and acceleration; None where they cannot be had."""
    found = _influence(components, statistic, alike)
    if found is None:
        return None
    from scipy import special  # noqa: PLC0415 - late, as above

    apart, often, estimate = found
    spread = float(often @ apart**2)
    # Resamples that hit the estimate exactly are half below and half above it.
    below = float(((kept < estimate).sum() + (kept == estimate).sum() / 2) / kept.size)
    if spread <= 0 or not 0 < below < 1:
        return None
    acceleration = float(often @ apart**3) / (6 * spread**1.5)
    bias = float(special.ndtri(below))
    moved = []
    for share in shares:
        z = bias + float(special.ndtri(share))
        moved.append(float(special.ndtr(bias + z / (1 - acceleration * z))))
    return moved[0], moved[1]
