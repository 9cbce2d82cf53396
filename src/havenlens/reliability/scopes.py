"""The scopes beside a pooled value: each person, and the means over observations and codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.reliability.cautions import FEW_UNITS, HIDDEN_BY
from havenlens.reliability.codings import Agreement, DoubleCoding
from havenlens.reliability.tables import Array

Metric = Callable[[Sequence[DoubleCoding]], Agreement]
"""An event coefficient with its codes and parameters filled in."""

OBSERVATIONS = "observations"
CODES = "codes"


class Cells(NamedTuple):
    """What adds up (rows × anything), with the observation and the person that each row is of."""

    values: Array
    observation: NDArray[np.intp]
    actor: NDArray[np.intp]
    n_observations: int
    actors: tuple[str, ...]

    @classmethod
    def of(cls, values: Array, observation: Sequence[int], actor: Sequence[str], n_observations: int) -> Self:
        """Make cells from rows with their observation's number and their person's name."""
        names = tuple(sorted(set(actor)))
        place = {name: index for index, name in enumerate(names)}
        who = np.array([place[name] for name in actor], dtype=np.intp)
        return cls(values, np.array(observation, dtype=np.intp), who, n_observations, names)

    def by_observation(self) -> Array:
        """Add rows of the same observation: observations × anything."""
        if np.array_equal(self.observation, np.arange(self.n_observations)):
            return self.values
        sums = np.zeros((self.n_observations, *self.values.shape[1:]))
        np.add.at(sums, self.observation, self.values)
        return sums

    def of_actor(self, name: str) -> Array:
        """Give one person's rows added by observation, only for the observations that person is in."""
        rows = np.flatnonzero(self.actor == self.actors.index(name))
        places, number = np.unique(self.observation[rows], return_inverse=True)
        if places.size == rows.size:
            return self.values[rows]
        sums = np.zeros((places.size, *self.values.shape[1:]))
        np.add.at(sums, number, self.values[rows])
        return sums

    def per_actor(
        self, overall: Coefficient, work: Callable[..., Coefficient], *beside: Cells
    ) -> dict[str, Coefficient]:
        """Give each person's own coefficient; ``work`` takes its rows, and those of cells ``beside``.

        Of one person alone the ``overall`` coefficient is the person's too.
        """
        if len(self.actors) == 1:
            return {self.actors[0]: overall}
        return {
            name: work(self.of_actor(name), *(each.of_actor(name) for each in beside)) for name in self.actors
        }

    def with_values(self, values: Array) -> Self:
        """Give the same rows with other values."""
        return self._replace(values=values)


def observation_names(codings: Sequence[DoubleCoding]) -> tuple[str, ...]:
    """Name observations; those without a name, or with another's, by their number from 1."""
    names = [coding.name for coding in codings]
    distinct = len(set(names)) == len(names) and "" not in names
    return tuple(names) if distinct else tuple(str(place + 1) for place in range(len(names)))


def mean_of(
    method: str, over: str, values: Mapping[str, float | None], *, level: float = 0.95, sampled: bool = False
) -> Coefficient:
    """Give the plain mean of the parts' own values, each counting the same however much it holds.

    Parts without a value are left out, with a warning. Where the parts are a sample (``sampled``:
    observations) the mean has the interval ``m ± t(n−1) s/√n``; codes are no sample, so theirs has none.

    >>> found = mean_of("event_kappa", "codes", {"bid": 0.75, "relief": 0.25, "comfort": None})
    >>> found.estimate, found.n_units, found.warnings[0].values
    (0.5, 2, {'n': 1, 'all': 3})
    """
    own = np.array([value for value in values.values() if value is not None])
    params = {"averaged_over": over, "conf": level}
    detail = {"values": dict(values)}
    if not own.size:
        why = Problem("agreement.no_part_has_a_value")
        return Coefficient.not_defined(method, why, params=params, detail=detail)
    without = len(values) - own.size
    told = [Problem("agreement.parts_without_value", {"n": without, "all": len(values)})] if without else []
    mean, se, interval = float(own.mean()), None, None
    if sampled and own.size > 1:
        spread = float(own.std(ddof=1)) / own.size**0.5
        if spread > 0:
            from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

            reach = float(special.stdtrit(own.size - 1, (1 + level) / 2)) * spread
            se, interval = spread, Interval(mean - reach, mean + reach, level, "t over observations")
    return Coefficient(
        method,
        mean,
        n_units=int(own.size),
        n_raters=2,
        params=params,
        interval=interval,
        se=se,
        warnings=tuple(told),
        detail=detail,
    )


def averages(
    method: str,
    observations: Mapping[str, float | None],
    per_code: Mapping[str, Coefficient],
    *,
    level: float = 0.95,
) -> dict[str, Coefficient]:
    """Give the means over observations and over codes, which stand beside a pooled value."""
    codes = {code: found.estimate for code, found in per_code.items()}
    return {
        OBSERVATIONS: mean_of(method, OBSERVATIONS, observations, level=level, sampled=True),
        CODES: mean_of(method, CODES, codes, level=level),
    }


def hidden_people(overall: Coefficient, per_actor: Mapping[str, Coefficient]) -> Iterator[Problem]:
    """Warn where the pooled value hides a person of whom enough was seen and who is far worse."""
    values = {
        actor: found.estimate
        for actor, found in per_actor.items()
        if found.estimate is not None and found.n_units >= FEW_UNITS
    }
    worst = min(values, key=lambda actor: values[actor], default=None)
    if worst is not None and overall.estimate is not None and values[worst] <= overall.estimate - HIDDEN_BY:
        told = {"pooled": f"{overall.estimate:.2f}", "actor": worst, "value": f"{values[worst]:.2f}"}
        yield Problem("agreement.hides_a_person", told)


def values_by_name(names: Sequence[str], values: Array) -> dict[str, float | None]:
    """Name one value each, None where it is not finite."""
    finite = np.isfinite(values)
    return {
        name: float(value) if is_one else None
        for name, value, is_one in zip(names, values, finite, strict=True)
    }


def scopes(metric: Metric, codings: Sequence[DoubleCoding], *, level: float = 0.95) -> Agreement:
    """Apply any event coefficient to the whole, to each person and to each observation by itself.

    For coefficients that do not give the scopes themselves; ``metric`` has its codes and parameters filled in
    and is applied once more for each person and each observation.
    """
    whole = metric(codings)
    actors = sorted({event.actor for one in codings for event in (*one.first, *one.second)})
    people = {actor: metric([only(one, actor) for one in codings if _has(one, actor)]) for actor in actors}
    names = observation_names(codings)
    apart = {name: metric([one]).pooled.estimate for name, one in zip(names, codings, strict=True)}
    return whole._replace(
        per_actor={actor: found.pooled for actor, found in people.items()},
        averaged=averages(whole.pooled.method, apart, whole.per_code, level=level),
    )


def only(coding: DoubleCoding, actor: str) -> DoubleCoding:
    """Give an observation with one person's events."""
    first, second = (
        [event for event in events if event.actor == actor] for events in (coding.first, coding.second)
    )
    return replace(coding, first=first, second=second, actors=(actor,))


def _has(coding: DoubleCoding, actor: str) -> bool:
    named = coding.actors is not None and actor in coding.actors
    return named or any(event.actor == actor for event in (*coding.first, *coding.second))
