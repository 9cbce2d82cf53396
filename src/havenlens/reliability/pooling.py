"""Agreement beyond chance over observations: tables add up, and whole observations are resampled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import DRAWS, SEED, Resampled, cluster_bootstrap, resample_counts
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.kappa import Parts

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals over observations are made: level, number of resamples (0 for none) and seed."""

    level: float = 0.95
    draws: int = DRAWS
    seed: int = SEED

    def counts(self, observations: int) -> NDArray[np.int64] | None:
        """Draw the resamples once for all coefficients of the same observations; None where none is due."""
        if observations < 2 or not self.draws:
            return None
        return resample_counts(observations, self.draws, self.seed)

    def as_params(self) -> dict[str, Any]:
        """Give the settings under the names used in results."""
        return {"conf": self.level, "bootstrap": self.draws, "seed": self.seed}


DEFAULT = Resampling()


def beyond_chance(
    method: str,
    tables: Array,
    parts: Callable[[Array], Parts],
    why: Problem | None,
    *,
    n_units: int,
    params: Mapping[str, Any],
    detail: Mapping[str, Any],
    resampling: Resampling,
    counts: NDArray[np.int64] | None,
) -> Coefficient:
    """Give the coefficient of the sum of tables (observations × q × q) with its bootstrap interval.

    ``why`` says beforehand that there is no value; ``counts`` are the draws of `Resampling.counts`.
    """
    found, observations = parts(tables.sum(axis=0)), tables.shape[0]
    common: dict[str, Any] = {
        "n_units": n_units,
        "n_raters": 2,
        "params": {**params, **resampling.as_params()},
        "detail": {
            "po": float(found.observed),
            "pe": float(found.expected),
            **detail,
            "n_observations": observations,
        },
    }
    if why is None and not np.isfinite(found.kappa):
        why = Problem("agreement.chance_is_full")
    if why is not None:
        return Coefficient.not_defined(method, why, **common)
    resampled = Resampled(None, None, 0, 0)
    if counts is not None:
        resampled = cluster_bootstrap(tables, lambda sums: parts(sums).kappa, counts, resampling.level)
    if resampled.se is not None and resampled.se < 1e-12:
        # Every resample gave the same value: that is no spread seen, not a value known exactly.
        resampled = resampled._replace(interval=None, se=None)
    return Coefficient(
        method,
        float(found.kappa),
        **common,
        interval=resampled.interval,
        se=resampled.se,
        warnings=tuple(cautions.resampling(resampled, observations)),
    )
