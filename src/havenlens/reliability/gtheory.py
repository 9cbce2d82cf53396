"""Generalizability theory: how far scores carry over other coders and occasions, and how many are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.inference.bootstrap import Resampled
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.reliability import cautions
from havenlens.reliability.gdesigns import Design, Effect, LongScores, design, likely_design
from havenlens.reliability.gvariance import REML, Analogous, Components, refitted, variance_components
from havenlens.reliability.meansquares import interval_of, mean_squares, stepped
from havenlens.reliability.pooling import DEFAULT, Resampling

Array = NDArray[np.float64]

Which = Literal["Erho2", "Phi"]
"""Eρ², for ranking objects, or Φ, for their level."""

Negative = Literal["kept", "zero"]

JACKKNIFE = Resampling(kind="jackknife")


@dataclass(frozen=True, slots=True)
class DStudy:
    """What a decision study with given numbers of conditions can expect; None where there is no value.

    ``erho2`` is for relative decisions (error variance ``var_rel``), ``phi`` for absolute ones (``var_abs``),
    ``phi_lambda`` for decisions at a cut score.
    """

    object: str
    sizes: Mapping[str, float]
    fixed: tuple[str, ...]
    var_tau: float
    var_rel: float
    var_abs: float
    erho2: float | None
    phi: float | None
    phi_lambda: float | None = None

    @property
    def sem(self) -> tuple[float | None, float | None]:
        """Give the standard errors of measurement, relative and absolute; None of a negative variance."""
        return _root(self.var_rel), _root(self.var_abs)

    @property
    def scores(self) -> float:
        """Give how many scores each object gets."""
        return float(np.prod(list(self.sizes.values()))) if self.sizes else 1.0


def dstudy(
    found: Components,
    of: str,
    sizes: Mapping[str, float] | None = None,
    *,
    fixed: Iterable[str] = (),
    cut: float | None = None,
    negative: Negative = "kept",
) -> DStudy:
    """Work out Eρ² = τ/(τ + δ) and Φ = τ/(τ + Δ) for n' conditions of each facet (those seen unless given).

    δ sums the effects with the object ``of``, each over the product of its n'; Δ adds the other effects.
    A ``fixed`` facet's interactions with the object belong to τ, and its own effect to nothing. With a cut
    score λ, Φ(λ) = [τ + (X̄ − λ)² − v(X̄)] / [that + Δ], v(X̄) the error variance of the mean of the data at
    hand. ``negative`` components count as they are or as 0. Brennan, R. L. (2001), Generalizability Theory,
    ch. 2-4; StudyError for a facet the design does not have and for n' below 1.
    """
    own, asked = found.design.main(of), dict(found.sizes)
    for facet, size in (sizes or {}).items():
        found.design.main(facet)
        if not size >= 1:
            raise StudyError("agreement.too_few_conditions", facet=facet, n=size)
        asked[facet] = float(size)
    held = tuple(fixed)
    for facet in held:
        found.design.main(facet)
    facets = [facet for facet in found.design.facets if facet not in own.indices]
    chosen = {facet: asked[facet] for facet in facets}
    values = np.array([list(found.values.values())])
    tau, relative, absolute = (
        float(part[0]) for part in _split(found.design, own, chosen, held, values, negative)
    )
    at_cut = None
    if cut is not None:
        seen = {facet: found.sizes[facet] for facet in facets}
        parts = (float(part[0]) for part in _split(found.design, own, seen, held, values, negative))
        seen_tau, seen_relative, seen_absolute = parts
        error = (seen_tau + seen_relative) / found.sizes[of] + seen_absolute - seen_relative
        signal = tau + (found.mean - cut) ** 2 - error
        at_cut = _share(signal, absolute)
    return DStudy(
        of, chosen, held, tau, relative, absolute, _share(tau, relative), _share(tau, absolute), at_cut
    )


def smallest_designs(
    found: Components,
    of: str,
    at_most: Mapping[str, int],
    *,
    target: float = 0.80,
    which: Which = "Phi",
    fixed: Iterable[str] = (),
    negative: Negative = "kept",
) -> tuple[DStudy, ...]:
    """Give every design that reaches the target and of which no facet can be made smaller, cheapest first.

    ``at_most`` says up to how many conditions of which facets are tried; others stay as they were seen.
    """
    held = tuple(fixed)
    free = [facet for facet in at_most if facet not in held]
    reached: list[tuple[tuple[int, ...], DStudy]] = []
    for tried in product(*(range(1, at_most[facet] + 1) for facet in free)):
        if any(all(a <= b for a, b in zip(smaller, tried, strict=True)) for smaller, _ in reached):
            continue
        study = dstudy(found, of, dict(zip(free, tried, strict=True)), fixed=held, negative=negative)
        value = study.phi if which == "Phi" else study.erho2
        if value is not None and value >= target:
            reached.append((tried, study))
    return tuple(study for _, study in sorted(reached, key=lambda each: (each[1].scores, each[0])))


def gtheory(
    scores: LongScores,
    text: str | None = None,
    *,
    of: str | None = None,
    estimator: str = "auto",
    sizes: Mapping[str, float] | None = None,
    fixed: Iterable[str] = (),
    cut: float | None = None,
    which: Which = "Erho2",
    negative: Negative = "kept",
    level: float = 0.95,
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Eρ² or Φ with the components of variance and the decision study in the detail.

    ``text`` is the design ("p x (r:o)"; guessed from the labels unless given), ``of`` the object of
    measurement (its first facet unless given). See `variance_components` and `dstudy`. Interval: for one
    crossed, complete facet Feldt, L. S. (1965), Psychometrika 30, 357-370, which is that of ICC(C,k), and for
    Φ that of ICC(A,k); else objects are drawn with replacement, or left out one at a time with REML.

    Brennan (2001), Synthetic Data Set 4, p x (r:t): Table 3.2 has .55 and .46.

    >>> from havenlens.reliability.gvariance import Components, EMS
    >>> values = dict(zip(["p", "t", "r:t", "pt", "pr:t,e"], [.4731, .3252, .6475, .5596, 2.3802]))
    >>> found = Components(design("p x (r:t)"), EMS, values, (), (), {"p": 10, "t": 3, "r": 4}, 0, 120, True)
    >>> study = dstudy(found, "p")
    >>> round(study.erho2, 2), round(study.phi, 2)
    (0.55, 0.46)
    """
    plan = design(text) if text is not None else likely_design(scores)
    facet = of or next(each for each in plan.facets if not plan.nests[each])
    own, held = plan.main(facet), tuple(fixed)
    params: dict[str, Any] = {"design": plan.text, "object": facet, "fixed": list(held), "conf": level}
    params |= {"coefficient": which, "negative": negative, "estimator": estimator}
    found = variance_components(scores, plan, of=facet, estimator=estimator)
    n_objects = int(scores.levels_of(own.indices).max(initial=-1)) + 1
    common: dict[str, Any] = {"n_units": n_objects, "n_raters": _n_raters(scores, plan, own)}
    if isinstance(found, Problem):
        return Coefficient.not_defined("gtheory", found, **common, params=params)
    params["estimator"] = found.estimator
    study = dstudy(found, facet, sizes, fixed=held, cut=cut, negative=negative)
    params |= {f"n_{name}": size for name, size in study.sizes.items()}
    detail = _told(found, study)
    value = study.erho2 if which == "Erho2" else study.phi
    warnings = tuple(_cautions(found, scores))
    if value is None:
        why = Problem("agreement.no_true_variance", {"object": facet})
        return Coefficient.not_defined(
            "gtheory", why, **common, params=params, detail=detail, warnings=warnings
        )
    interval, se = None, None
    if resampling is None and _one_facet(found, own, held):
        interval = _feldt(scores, own, study, which, level)
    else:
        default = JACKKNIFE if found.estimator == REML else DEFAULT
        how = resampling or Resampling(level, default.draws, default.seed, default.kind)
        again = _redrawn(scores, found, own, study, which, negative, how)
        interval, se, params = again.interval, again.se, params | how.as_params()
        warnings += tuple(cautions.resampling(again, n_objects))
    return Coefficient(
        "gtheory", value, **common, params=params, interval=interval, se=se, warnings=warnings, detail=detail
    )


def _root(variance: float) -> float | None:
    return float(np.sqrt(variance)) if variance >= 0 else None


def _share(signal: float, noise: float) -> float | None:
    return signal / (signal + noise) if signal + noise > 1e-12 * (abs(signal) + abs(noise)) else None


def _split(
    plan: Design,
    own: Effect,
    sizes: Mapping[str, float],
    fixed: tuple[str, ...],
    values: Array,
    negative: Negative,
) -> tuple[Array, Array, Array]:
    """Sum components (… × effects) into universe score, relative and absolute error variance."""
    if negative == "zero":
        values = np.maximum(values, 0.0)
    tau, relative, absolute = (np.zeros(values.shape[0]) for _ in range(3))
    for place, effect in enumerate(plan.effects):
        others = effect.indices - own.indices
        part = values[:, place] / float(np.prod([sizes[facet] for facet in others]))
        with_object = own.indices <= effect.indices
        if with_object and others.issubset(fixed):
            tau += part
        elif with_object:
            relative += part
            absolute += part
        elif not others.issubset(fixed):
            absolute += part
    return tau, relative, absolute


def _redrawn(
    scores: LongScores,
    found: Components,
    own: Effect,
    study: DStudy,
    which: Which,
    negative: Negative,
    how: Resampling,
) -> Resampled:
    plan = found.design

    def coefficient(values: Array) -> Array:
        tau, relative, absolute = _split(plan, own, study.sizes, study.fixed, values, negative)
        room = tau + (relative if which == "Erho2" else absolute)
        return np.where(room > 0, tau / np.where(room > 0, room, 1.0), np.nan)

    if found.estimator == REML:
        n, fit = refitted(scores, plan, study.object)
        return how.of(np.eye(n), lambda weights: coefficient(fit(weights)))
    levels = [scores.levels_of(effect.indices) for effect in plan.effects]
    analogous = Analogous(scores, plan, study.object, levels)
    return how.of(analogous.parts, lambda sums: coefficient(analogous.components(sums)))


def _one_facet(found: Components, own: Effect, fixed: tuple[str, ...]) -> bool:
    crossed = len(found.design.facets) == 2 and not any(found.design.nests.values())
    return crossed and found.balanced and not fixed and len(own.indices) == 1 and found.estimator != REML


def _feldt(scores: LongScores, own: Effect, study: DStudy, which: Which, level: float) -> Interval | None:
    """Give the F interval of one crossed facet, stepped to the number of conditions asked for."""
    (facet,) = study.sizes
    units, raters = scores.levels_of(own.indices), scores.levels_of([facet])
    table = np.zeros((int(units.max()) + 1, int(raters.max()) + 1))
    table[units, raters] = scores.scores
    form = "ICC(C,1)" if which == "Erho2" else "ICC(A,1)"
    interval = stepped(interval_of(mean_squares(table), form, level), study.sizes[facet])
    if interval is None:
        return None
    name = "Feldt F" if which == "Erho2" else "F, Satterthwaite, as ICC(A,k)"
    return Interval(interval.low, interval.high, level, name)


def _n_raters(scores: LongScores, plan: Design, own: Effect) -> int:
    """Give the number of coders: the levels of the facet so called, else of the first that is no object."""
    facets = [facet for facet in plan.facets if facet not in own.indices]
    named = [facet for facet in facets if facet in {"r", "rater", "coder"}]
    facet = (named or facets or list(plan.facets))[0]
    known = [each for each in plan.main(facet).indices if each in scores.facets]
    return int(scores.levels_of(known).max(initial=-1)) + 1


def _told(found: Components, study: DStudy) -> dict[str, Any]:
    relative, absolute = study.sem
    total = sum(max(0.0, value) for value in found.values.values())
    return {
        **found.values,
        "estimator": found.estimator,
        "negative": list(found.negative),
        "percent": {label: 100 * max(0.0, value) / total for label, value in found.values.items()},
        "anova": [
            {"effect": each.label, "df": each.df, "ss": each.ss, "ms": each.ms} for each in found.sources
        ],
        "reml_loglik": found.loglik,
        "n_scores": found.n,
        "balanced": found.balanced,
        "mean": found.mean,
        "sizes": dict(study.sizes),
        "var_tau": study.var_tau,
        "var_rel": study.var_rel,
        "var_abs": study.var_abs,
        "sem_rel": relative,
        "sem_abs": absolute,
        "Erho2": study.erho2,
        "Phi": study.phi,
        "Phi_lambda": study.phi_lambda,
    }


def _cautions(found: Components, scores: LongScores) -> Iterable[Problem]:
    if scores.n_missing:
        yield Problem("agreement.scores_missing", {"missing": scores.n_missing})
    if found.negative:
        code = "agreement.component_at_zero" if found.estimator == REML else "agreement.negative_component"
        yield Problem(code, {"effects": ", ".join(found.negative)})
