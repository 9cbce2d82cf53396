"""Gamma: agreement on where units lie and what they are, after aligning all coders' units at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions, continua
from havenlens.reliability.codings import Agreement
from havenlens.reliability.continua import Continuum
from havenlens.reliability.gamma_alignment import (
    EMPTY,
    BestAlignment,
    Dissimilarity,
    Numbers,
    Units,
    best_alignments,
)
from havenlens.reliability.gamma_sampling import Sampler, fingerprint, sampler_of
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.tables import MISSED, Array, Confusion

METHOD = "gamma"
PRECISION = 0.01
SAMPLES = 30
MOST = 20_000

Progress = Callable[[int, int], None]
"""Told how many random continua are done and how many there are to be; may raise to stop."""

_TOGETHER = 50
"""How many random continua are aligned in one go."""

_CODINGS = 1000
"""Of how many random continua agreement on codes is worked out, which varies less than disorder."""

_ZERO = 1e-12


class _Observed(NamedTuple):
    """One continuum in numbers: its units, its best alignment, and its disorder of coding."""

    units: tuple[Units, ...]
    best: BestAlignment
    coding: Array

    @property
    def mean_units(self) -> float:
        """Give the mean number of units of a coder."""
        return sum(own.size for own in self.units) / len(self.units)


def gamma(
    given: Sequence[Continuum],
    codes: Sequence[str],
    *,
    dissimilarity: Dissimilarity | None = None,
    precision: float = PRECISION,
    samples: int = SAMPLES,
    most: int = MOST,
    resampling: Resampling = DEFAULT,
    progress: Progress | None = None,
) -> Agreement:
    """Give gamma of two or more coders, pooled over continua, and gamma-k for each code.

    ``1 − observed / expected disorder`` of the best alignments (`best_alignments`). Expected is the mean over
    random continua like the given one (`Sampler`): at least ``samples`` for each continuum, and as many as it
    takes to know the pooled chance to within ``precision`` of itself at the level of the interval, ``most``
    at most. The random continua follow from the seed and from where the units lie, so that the order of
    coders, codes and continua changes nothing. Several continua are pooled by the disorder they add; the
    interval resamples observations. Events without an extent are left out. Mathet, Y., Widlöcher, A., &
    Métivier, J.-P. (2015), Computational Linguistics 41, 437-479. The detail has ``disorder`` and
    ``expected_disorder``, and the experimental ``gamma_cat`` and ``gamma_k``: agreement on codes among
    aligned units, weighted by nearness; Mathet, Y. (2017), Computational Linguistics 43, 661-681. The table
    counts aligned units of every two coders.

    >>> from havenlens.reliability.codings import TimedEvent
    >>> one = [TimedEvent(1, 5, "a"), TimedEvent(6, 10, "b"), TimedEvent(11, 15, "a")]
    >>> two = [TimedEvent(2, 6, "a"), TimedEvent(7, 11, "b"), TimedEvent(12, 16, "a")]
    >>> found = gamma([Continuum({"1": one, "2": two}, 0, 16)], "ab", precision=0.1).pooled
    >>> found.detail["disorder"], 0.8 < found.estimate < 0.95
    (0.0625, True)
    """
    how = dissimilarity or Dissimilarity()
    kept = continua.extents(given, codes)
    maker = _Maker(kept.continua, tuple(codes), how, precision, resampling)
    why = continua.incomparable(kept.continua)
    maker = maker._replace(continua=tuple(one for one in kept.continua if any(one.units.values())))
    observed = [_observed(one, codes, how) for one in maker.continua if len(one.units) > 1]
    if why is not None:
        return maker.without(why, observed)
    effort = _Effort(precision, samples, most)
    chances = _chances(observed, how, len(codes), effort, resampling, progress)
    found = maker.agreement(observed, chances)
    return found._replace(pooled=found.pooled.warned(kept.warnings()))


class _Effort(NamedTuple):
    """How well chance is to be known: relative precision, random continua at least, and at most."""

    precision: float
    samples: int
    most: int


class _Chance:
    """The random continua of one continuum so far: disorder and disorder of coding of each."""

    def __init__(self, observed: _Observed, size: int, seed: int) -> None:
        self.sampler: Sampler = sampler_of(observed.units, size)
        self.weight = observed.mean_units
        self._generator = np.random.default_rng([seed, fingerprint(observed.units)])
        self._size = size
        self._disorders: list[float] = []
        self._codings: list[Array] = []

    @property
    def n(self) -> int:
        """Give how many random continua there are."""
        return len(self._disorders)

    def draw(self, n: int, how: Dissimilarity) -> None:
        """Draw and align so many more."""
        many = [self.sampler.draw(self._generator) for _ in range(n)]
        for units, best in zip(many, best_alignments(many, how, self._size), strict=True):
            self._disorders.append(best.disorder)
            if len(self._codings) < _CODINGS:
                self._codings.append(_coding(units, best.members, how, self._size))

    def disorder(self) -> tuple[float, float]:
        """Give the mean disorder and the variance of that mean."""
        values = np.array(self._disorders)
        return float(values.mean()), float(values.var() / values.size)

    def coding(self) -> Array:
        """Give the mean disorder of coding, overall and of each code; NaN where it never had one."""
        values = np.array(self._codings)
        known = values[:, 1] > 0
        shares = np.divide(values[:, 0], values[:, 1], out=np.zeros_like(values[:, 0]), where=known)
        n_known = known.sum(axis=0)
        mean: Array = np.where(n_known > 0, shares.sum(axis=0) / np.maximum(n_known, 1), np.nan)
        return mean


def _chances(
    observed: Sequence[_Observed],
    how: Dissimilarity,
    size: int,
    effort: _Effort,
    resampling: Resampling,
    progress: Progress | None,
) -> list[_Chance]:
    """Draw random continua for each continuum until the pooled chance is known well enough."""
    chances = [_Chance(one, size, resampling.seed) for one in observed]
    wanted = max(1, effort.samples)
    while True:
        for place, chance in enumerate(chances):
            while chance.n < wanted:
                if progress is not None:
                    progress(place * wanted + chance.n, wanted * len(chances))
                chance.draw(min(_TOGETHER, wanted - chance.n), how)
        required = ceil(wanted * (_reached(chances, resampling.level) / effort.precision) ** 2)
        if required <= wanted or wanted >= effort.most:
            break
        wanted = min(required, effort.most)
    if progress is not None:
        progress(wanted * len(chances), wanted * len(chances))
    return chances


def _reached(chances: Sequence[_Chance], level: float) -> float:
    """Give how far the pooled expected disorder may be off, as a share of itself."""
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    found = [(chance.weight, *chance.disorder()) for chance in chances]
    mean = sum(weight * value for weight, value, _ in found)
    spread = sum(weight**2 * variance for weight, _, variance in found) ** 0.5
    return float(special.ndtri((1 + level) / 2)) * spread / mean if mean > 0 else 0.0


def _coding(units: Sequence[Units], members: Numbers, how: Dissimilarity, size: int) -> Array:
    """Sum disorder of codes and weights of aligned pairs: 2 × (1 + codes), all pairs and those with a code.

    A pair weighs the more, the nearer it is in place, ``max(0, 1 − alpha · place)``, and the fewer units are
    in its alignment.
    """
    found = np.zeros((2, 1 + size))
    there = members != EMPTY
    share = 1 / np.maximum(1, there.sum(axis=1) - 1)
    kinds = how.table(size) * how.delta_empty
    for one, two in combinations(range(len(units)), 2):
        both = there[:, one] & there[:, two]
        first, second = members[both, one], members[both, two]
        own, other = units[one], units[two]
        apart = np.abs(own.onset[first] - other.onset[second]) + np.abs(
            own.offset[first] - other.offset[second]
        )
        lengths = own.offset[first] - own.onset[first] + other.offset[second] - other.onset[second]
        place = (apart / lengths) ** 2 * how.delta_empty
        weights = share[both] * np.maximum(0.0, 1 - how.alpha * place)
        code, code2 = own.code[first], other.code[second]
        disorder = weights * kinds[code, code2]
        found[:, 0] += disorder.sum(), weights.sum()
        differ = code != code2
        for row, values in enumerate((disorder, weights)):
            found[row, 1:] += np.bincount(code, values, size)
            found[row, 1:] += np.bincount(code2[differ], values[differ], size)
    return found


def _observed(one: Continuum, codes: Sequence[str], how: Dissimilarity) -> _Observed:
    """Align what the coders of one continuum did; times count from its start."""
    place = {code: index for index, code in enumerate(codes)}
    units = tuple(
        Units(
            np.array([unit.onset - one.start for unit in own], dtype=np.float64),
            np.array([unit.end - one.start for unit in own], dtype=np.float64),
            np.array([place[unit.code] for unit in own], dtype=np.intp),
        )
        for own in one.units.values()
    )
    # Where several alignments are best, which one is found must not depend on the order of coders.
    order = sorted(range(len(units)), key=lambda at: (units[at].onset.tolist(), units[at].offset.tolist()))
    best = best_alignments([[units[at] for at in order]], how, len(codes))[0]
    best = best._replace(members=best.members[:, np.argsort(order)])
    return _Observed(units, best, _coding(units, best.members, how, len(codes)))


class _Maker(NamedTuple):
    """What all coefficients of one call share."""

    continua: tuple[Continuum, ...]
    codes: tuple[str, ...]
    how: Dissimilarity
    precision: float
    resampling: Resampling

    def without(self, why: Problem, observed: Sequence[_Observed]) -> Agreement:
        """Say why there is no value."""
        per_code = {code: self.coefficient(self._why_no_code(code) or why, {}, code) for code in self.codes}
        return Agreement(self.coefficient(why, {}), per_code, self._table(observed))

    def agreement(self, observed: Sequence[_Observed], chances: Sequence[_Chance]) -> Agreement:
        """Give the pooled value and each code's."""
        components = np.array(
            [self._components(one, chance) for one, chance in zip(observed, chances, strict=True)]
        )
        together = continua.by_observation(self.continua, components)
        values = _gammas(together.sum(axis=0))
        table = self._table(observed)
        per_code = {
            code: self.coefficient(
                self._why_no_code(code),
                {"experimental": True},
                code,
                (together, 2 + index),
                values[2 + index],
            )
            for index, code in enumerate(self.codes)
        }
        reached = _reached(chances, self.resampling.level)
        detail = {
            **self.detail(together, values),
            "n_samples": sum(chance.n for chance in chances),
            "precision_reached": reached,
            **table.as_detail(),
        }
        overall = self.coefficient(None, detail, None, (together, 0), values[0])
        warnings = list(cautions.hidden(overall, per_code))
        if reached > self.precision:
            told = {"n": detail["n_samples"], "reached": f"{reached:.1%}", "wanted": f"{self.precision:.1%}"}
            warnings.append(Problem("agreement.chance_not_precise", told))
        return Agreement(
            overall.warned(warnings),
            per_code,
            table,
            per_actor=self._per_actor(components),
            averaged=continua.averaged(self.continua, overall, _gammas(together)[:, 0], per_code),
        )

    def _per_actor(self, components: Array) -> dict[str, Coefficient]:
        """Give each person's own gamma."""
        found = {}
        for actor, places in continua.of_people(self.continua).items():
            own = self._replace(continua=tuple(self.continua[place] for place in places))
            together = continua.by_observation(own.continua, components[places])
            values = _gammas(together.sum(axis=0))
            why = continua.incomparable(own.continua)
            detail = own.detail(together, values)
            found[actor] = own.coefficient(why, detail, None, (together, 0), values[0])
        return found

    def _components(self, one: _Observed, chance: _Chance) -> Array:
        """Give observed and expected disorder of one continuum as they add up: 3 × (gamma, cat, each code).

        The last row is the mean number of units, or the weight of the pairs whose codes were compared.
        """
        weights = np.concatenate([[one.mean_units], one.coding[1]])
        observed = np.concatenate([[one.best.disorder * one.mean_units], one.coding[0]])
        by_chance = np.concatenate([[chance.disorder()[0]], np.nan_to_num(chance.coding())]) * weights
        return np.stack([observed, by_chance, weights])

    def detail(self, together: Array, values: Array) -> dict[str, Any]:
        observed, expected, weight = together.sum(axis=0)[:, 0]
        return {
            "gamma": _plain(values[0]),
            "disorder": float(observed / weight),
            "expected_disorder": float(expected / weight),
            "gamma_cat": _plain(values[1]),
            "gamma_k": {code: _plain(value) for code, value in zip(self.codes, values[2:], strict=True)},
            "experimental": ["gamma_cat", "gamma_k"],
            "values": [_plain(value) for value in _gammas(together)[:, 0]],
        }

    def coefficient(
        self,
        why: Problem | None,
        detail: Mapping[str, Any],
        code: str | None = None,
        drawn: tuple[Array, int] | None = None,
        estimate: float = np.nan,
    ) -> Coefficient:
        observations = 0 if drawn is None else drawn[0].shape[0]
        common: dict[str, Any] = {
            "n_units": continua.n_units(self.continua, lambda unit: code is None or unit.code == code),
            "n_raters": continua.n_coders(self.continua),
            "params": {
                **self.how.as_params(),
                "sampler": "statistical continuum",
                "precision": self.precision,
                **self.resampling.as_params(),
            },
            "detail": {**detail, "n_observations": observations},
        }
        if why is None and not np.isfinite(estimate):
            why = Problem("agreement.chance_is_full")
        if why is not None or drawn is None:
            return Coefficient.not_defined(METHOD, why or Problem("agreement.no_events"), **common)
        components, index = drawn
        resampled = self.resampling.of(components, lambda sums: _gammas(sums)[..., index])
        return Coefficient(
            METHOD,
            float(estimate),
            **common,
            interval=resampled.interval,
            se=resampled.se,
            warnings=tuple(cautions.resampling(resampled, observations)),
        )

    def _why_no_code(self, code: str) -> Problem | None:
        """Say why a code has no gamma-k: nobody used it, or there is no other."""
        used = {unit.code for one in self.continua for own in one.units.values() for unit in own}
        if code not in used:
            return Problem("agreement.code_unused", {"label": code})
        return Problem("agreement.one_code", {"label": code}) if len(used) == 1 else None

    def _table(self, observed: Sequence[_Observed]) -> Confusion:
        """Count aligned units of every two coders; what one of them does not have is missed."""
        size = len(self.codes)
        table = Confusion.empty((*self.codes, MISSED))
        for one in observed:
            members = one.best.members
            codes = np.stack(
                [
                    np.where(there, np.append(own.code, size)[place], size)
                    for own, place, there in zip(one.units, members.T, (members != EMPTY).T, strict=True)
                ]
            )
            for first, second in combinations(codes, 2):
                seen = (first != size) | (second != size)
                table.matrix[:] += Confusion.of_pairs(table.codes, first[seen], second[seen]).matrix
        return table


def _gammas(sums: Array) -> Array:
    """Work out ``1 − observed / expected`` from sums (… × 3 × values); NaN where nothing is expected."""
    observed, expected = sums[..., 0, :], sums[..., 1, :]
    known = expected > _ZERO
    found: Array = np.where(known, 1 - observed / np.where(known, expected, 1.0), np.nan)
    return found


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
