"""Agreement beyond chance over observations: tables add up, and whole observations are resampled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.inference.bootstrap import (
    DRAWS,
    NOTHING,
    SEED,
    Kind,
    Resampled,
    Statistic,
    cluster_bootstrap,
    resample_counts,
)
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.tables import Parts
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are made by resampling: level, number of resamples (0 for none), seed and kind.

    ``given`` are draws made elsewhere (draws × observations: how often each was drawn), in the order of the
    observations' names.
    """

    level: float = 0.95
    draws: int = DRAWS
    seed: int = SEED
    kind: Kind = "percentile"
    given: NDArray[np.int64] | None = field(default=None, compare=False, repr=False)

    def counts(self, observations: int) -> NDArray[np.int64] | None:
        """Draw the resamples once for all coefficients of the same observations; None where none is due."""
        if observations < 2 or not self.draws or self.kind == "jackknife":
            return None
        return _counts(observations, self.draws, self.seed)

    def as_params(self) -> dict[str, Any]:
        """Give the settings under the names used in results."""
        return {
            "conf": self.level,
            "bootstrap": self.draws,
            "seed": self.seed,
            "interval": self.kind,
        }

    def of(
        self,
        components: Array,
        statistic: Statistic,
        counts: NDArray[np.int64] | None = None,
        alike: NDArray[np.int64] | None = None,
    ) -> Resampled:
        """Resample components as `cluster_bootstrap` does; nothing where no resamples are asked for.

        A spread of nothing in every resample is no spread seen, and gives no interval.
        """
        if not self.draws:
            return NOTHING
        if self.given is not None:
            counts = self._given_for(components.shape[0] if alike is None else int(alike.sum()), alike)
        found = cluster_bootstrap(
            components,
            statistic,
            counts,
            self.level,
            draws=self.draws,
            seed=self.seed,
            kind=self.kind,
            alike=alike,
        )
        if found.se is not None and found.se < _NO_SPREAD:
            return found._replace(interval=None, se=None)
        return found

    def _given_for(self, n: int, alike: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """Check that draws made elsewhere are draws of these observations."""
        assert self.given is not None
        if alike is not None or self.given.shape[1] != n:
            raise StudyError("agreement.given_draws", drawn=self.given.shape[1], n=n)
        return self.given


@lru_cache(maxsize=2)
def _counts(observations: int, draws: int, seed: int) -> NDArray[np.int64]:
    """Draw resamples, and keep the latest: groups of codes and people mostly share their observations."""
    counts = resample_counts(observations, draws, seed)
    counts.flags.writeable = False
    return counts


DEFAULT = Resampling()

_NO_SPREAD = 1e-12


def over_units(ratings: Ratings, per_unit: Array, statistic: Statistic, resampling: Resampling) -> Resampled:
    """Resample what each unit adds (units × …): whole clusters where units belong to some, else units.

    Units that add the same are drawn together, which is the same draw and far quicker.
    """
    flat = per_unit.reshape(per_unit.shape[0], -1)
    shape = per_unit.shape[1:]
    if ratings.clusters:
        names, place = np.unique(np.asarray(ratings.clusters), return_inverse=True)
        sums = np.zeros((names.size, flat.shape[1]))
        np.add.at(sums, place, flat)
        return resampling.of(sums.reshape(-1, *shape), statistic)
    distinct, often = np.unique(flat, axis=0, return_counts=True)
    if distinct.shape[0] > flat.shape[0] / 2:
        return resampling.of(per_unit, statistic)
    return resampling.of(distinct.reshape(-1, *shape), statistic, alike=often)


def redrawn(
    found: Coefficient, ratings: Ratings, resampling: Resampling, resampled: Resampled
) -> Coefficient:
    """Give a result with the interval of resampled units in place of its own."""
    params = {**found.params, **resampling.as_params()}
    again = replace(found, params=params, interval=resampled.interval, se=resampled.se)
    return again.warned(cautions.redrawn(resampled, len(set(ratings.clusters))))


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
            "po": _finite(found.observed),
            "pe": _finite(found.expected),
            **detail,
            "n_observations": observations,
        },
    }
    if why is None and not np.isfinite(found.kappa):
        why = Problem("agreement.chance_is_full")
    if why is not None:
        return Coefficient.not_defined(method, why, **common)
    resampled = resampling.of(tables, lambda sums: parts(sums).kappa, counts)
    return Coefficient(
        method,
        float(found.kappa),
        **common,
        interval=resampled.interval,
        se=resampled.se,
        warnings=tuple(cautions.resampling(resampled, observations)),
    )


def _finite(value: Array) -> float | None:
    """Give a number; None where 0/0 leaves none."""
    return float(value) if np.isfinite(value) else None
