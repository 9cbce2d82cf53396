"""Seeded cluster bootstrap over countable components, without a loop over the resamples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.coefficient import Interval

Array = NDArray[np.float64]

DRAWS = 2000
SEED = 2026


class Resampled(NamedTuple):
    """What resampling found; ``n_undefined`` resamples had no value and were left out."""

    interval: Interval | None
    se: float | None
    draws: int
    n_undefined: int


def resample_counts(clusters: int, draws: int = DRAWS, seed: int = SEED) -> NDArray[np.int64]:
    """Draw how often each cluster comes up in each resample: draws × clusters, every row sums to clusters."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=draws)


def cluster_bootstrap(
    components: Array,
    statistic: Callable[[Array], Array],
    counts: NDArray[Any] | None = None,
    level: float = 0.95,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Resampled:
    """Resample whole clusters and give the percentile interval (type 7) and the standard deviation.

    ``components`` is clusters × anything that adds up (a table, sums, counts); ``statistic`` takes draws ×
    anything and gives one value a draw, NaN where it has none. ``counts`` replaces the seeded draws.
    Efron, B., & Tibshirani, R. (1993), An Introduction to the Bootstrap, ch. 13.
    """
    clusters = components.shape[0]
    if clusters < 2:
        return Resampled(None, None, 0, 0)
    drawn = resample_counts(clusters, draws, seed) if counts is None else counts
    sums = drawn.astype(np.float64) @ components.reshape(clusters, -1)
    values = statistic(sums.reshape(-1, *components.shape[1:]))
    kept = values[np.isfinite(values)]
    n_undefined = int(values.size - kept.size)
    if kept.size < 2 or n_undefined > values.size / 2:
        return Resampled(None, None, int(values.size), n_undefined)
    low, high = np.quantile(kept, [(1 - level) / 2, (1 + level) / 2])
    interval = Interval(float(low), float(high), level, "cluster bootstrap, percentile")
    return Resampled(interval, float(kept.std(ddof=1)), int(values.size), n_undefined)
