"""Certification: a candidate's scores against the master codes, judged by rules that are data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import wilson
from havenlens.reliability import cautions
from havenlens.reliability.kappa import weighted_kappa
from havenlens.reliability.units import Ratings, ratings_of_numbers

Array = NDArray[np.float64]

Measure = Literal["within", "exact", "bias", "mean_abs_deviation", "kappa"]
Scope = Literal["overall", "segment", "dimension"]
Missing = Literal["left_out", "missed"]

_ROUNDING = 1e-9

SCALE = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class MasterScore:
    """One score to judge: where it was given, the master's and the candidate's (None where there is none)."""

    segment: str
    dimension: str
    master: float | str | None
    candidate: float | str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition: a measure, overall or in each segment or dimension, at least or at most so much.

    ``within`` is the share at most the tolerance away, ``exact`` the share without deviation, ``bias`` the
    size of the mean signed deviation. ``enough`` is the share of segments or dimensions that must meet it.
    """

    measure: Measure = "within"
    scope: Scope = "overall"
    at_least: float | None = None
    at_most: float | None = None
    enough: float = 1.0


EIGHTY_WITHIN_ONE = (Rule(at_least=0.80),)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule is met, by what figure, and why; ``failing`` names the segments or dimensions below."""

    rule: Rule
    passed: bool
    value: float | None
    reason: Problem
    failing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """The result of a certification: passed, the share with its intervals, every verdict and every part."""

    passed: bool
    share: Coefficient
    verdicts: tuple[Verdict, ...]
    per_segment: dict[str, float]
    per_dimension: dict[str, float]
    kappa: Coefficient


def certify(
    scores: Sequence[MasterScore],
    rules: Sequence[Rule] = EIGHTY_WITHIN_ONE,
    *,
    tolerance: float = 1,
    scale: Sequence[float] = SCALE,
    missing: Missing = "left_out",
    level: float = 0.95,
) -> Certificate:
    """Judge a candidate by the share of scores at most ``tolerance`` from the master's, and by further rules.

    ``missing`` says whether a score that the candidate did not give is left out or counts as not within.
    The share has Wilson's interval, and the exact binomial one in its detail: Clopper, C. J., & Pearson,
    E. S. (1934), Biometrika 26, 404-413. The kappa has quadratic weights on the declared ``scale``. A rule
    about something that has no value is not met. StudyError for a score off the scale or that is no number.

    >>> given = [(4, 4), (5, 6), (3, 3), (2, 4), (6, 5)]
    >>> scores = [MasterScore("A", f"D{number}", *pair) for number, pair in enumerate(given)]
    >>> found = certify(scores)
    >>> found.passed, found.share.estimate
    (True, 0.8)
    """
    names = [f"{score.segment} · {score.dimension}" for score in scores]
    cells = [(score.master, score.candidate) for score in scores]
    everything = ratings_of_numbers(cells, ("master", "candidate"), names, scale)
    has_master, given = everything.present[:, 0], everything.present[:, 1]
    judged = has_master & given if missing == "left_out" else has_master
    ratings = everything.kept(np.asarray(judged))
    segments, dimensions = (
        tuple(np.asarray(labels, dtype=object)[judged].tolist())
        for labels in ([each.segment for each in scores], [each.dimension for each in scores])
    )
    deviations = ratings.values[:, 1] - ratings.values[:, 0]
    # NaN, a score that was not given, is within nothing.
    measures = {name: _measured(deviations, name, tolerance) for name in ("within", "exact")}
    kappa = weighted_kappa(ratings, "quadratic")
    parts = {"segment": segments, "dimension": dimensions}
    verdicts = tuple(_judge(rule, ratings, parts, tolerance) for rule in rules)
    passed = bool(verdicts) and deviations.size > 0 and all(verdict.passed for verdict in verdicts)
    per_segment, per_dimension = (_by(labels, measures["within"]) for labels in (segments, dimensions))
    share = _share(measures, deviations, passed, tolerance, level)
    told = {
        "per_segment": per_segment,
        "per_dimension": per_dimension,
        f"wkappa_quadratic_{scale[0]:g}to{scale[-1]:g}": kappa.estimate,
        "rules": [_as_told(verdict) for verdict in verdicts],
    }
    left_out = int((has_master & ~given).sum()) if missing == "left_out" else 0
    warnings = cautions.dropped(left_out, int(has_master.sum()))
    return Certificate(
        passed, _with(share, told).warned(warnings), verdicts, per_segment, per_dimension, kappa
    )


def certification(
    scores: Sequence[MasterScore],
    *,
    tolerance: float = 1,
    criterion: float = 0.8,
    rules: Sequence[Rule] | None = None,
    scale: Sequence[float] = SCALE,
    missing: Missing = "left_out",
    level: float = 0.95,
) -> Coefficient:
    """Give `certify`'s share with everything else in its detail; without ``rules`` the share decides alone.

    >>> scores = [MasterScore("A", "D1", 4, 4), MasterScore("B", "D1", 2, 4)]
    >>> certification(scores).detail["per_segment"]
    {'A': 1.0, 'B': 0.0}
    """
    own = (Rule(at_least=criterion),) if rules is None else tuple(rules)
    found = certify(scores, own, tolerance=tolerance, scale=scale, missing=missing, level=level)
    return _with(found.share, {}, criterion=criterion, missing=missing)


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> Interval | None:
    """Give the exact binomial interval of a share; None where there is nothing to count.

    >>> found = clopper_pearson(8, 10)
    >>> round(found.low, 4), round(found.high, 4)
    (0.4439, 0.9748)
    """
    if n <= 0:
        return None
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    tail = (1 - level) / 2
    low = float(special.betaincinv(successes, n - successes + 1, tail)) if successes else 0.0
    high = float(special.betaincinv(successes + 1, n - successes, 1 - tail)) if successes < n else 1.0
    return Interval(low, high, level, "exact binomial (Clopper-Pearson)")


def _measured(deviations: Array, measure: Measure, tolerance: float) -> Array:
    """Give what each score adds to a measure that is a mean."""
    if measure == "bias":
        return deviations
    if measure == "mean_abs_deviation":
        return np.abs(deviations)
    return (np.abs(deviations) <= (tolerance if measure == "within" else 0) + _ROUNDING).astype(np.float64)


def _value(rule: Rule, ratings: Ratings, tolerance: float) -> float | None:
    """Give the figure a rule is about; None where there is none."""
    if rule.measure == "kappa":
        return weighted_kappa(ratings, "quadratic").estimate
    parts = _measured(ratings.values[:, 1] - ratings.values[:, 0], rule.measure, tolerance)
    parts = parts[~np.isnan(parts)]
    if not parts.size:
        return None
    mean = float(parts.mean())
    return abs(mean) if rule.measure == "bias" else mean


def _met(rule: Rule, value: float | None) -> bool:
    if value is None:
        return False
    enough = rule.at_least is None or value >= rule.at_least - _ROUNDING
    return enough and (rule.at_most is None or value <= rule.at_most + _ROUNDING)


def _judge(rule: Rule, ratings: Ratings, parts: dict[str, tuple[str, ...]], tolerance: float) -> Verdict:
    if rule.scope == "overall":
        value = _value(rule, ratings, tolerance)
        if value is None:
            return Verdict(rule, passed=False, value=None, reason=Problem("certification.no_value"))
        passed = _met(rule, value)
        told = {"value": f"{value:.2f}", "wanted": _wanted(rule)}
        code = "certification.met" if passed else "certification.missed"
        return Verdict(rule, passed, value, Problem(code, told))
    labels = np.asarray(parts[rule.scope], dtype=object)
    names = tuple(dict.fromkeys(parts[rule.scope]))
    met = [_met(rule, _value(rule, ratings.kept(np.asarray(labels == name)), tolerance)) for name in names]
    failing = tuple(name for name, is_met in zip(names, met, strict=True) if not is_met)
    if not names:
        return Verdict(rule, passed=False, value=None, reason=Problem("certification.no_value"))
    share = sum(met) / len(met)
    told_of_parts: dict[str, Any] = {"met": sum(met), "n": len(met), "wanted": _wanted(rule)}
    if not failing:
        return Verdict(rule, passed=True, value=share, reason=Problem("certification.all_met", told_of_parts))
    passed = share >= rule.enough - _ROUNDING
    told_of_parts |= {"needed": math.ceil(rule.enough * len(met) - _ROUNDING), "failing": ", ".join(failing)}
    code = "certification.enough_met" if passed else "certification.too_few_met"
    return Verdict(rule, passed, share, Problem(code, told_of_parts), failing)


def _wanted(rule: Rule) -> str:
    ends = []
    if rule.at_least is not None:
        ends.append(f"≥ {rule.at_least:g}")
    if rule.at_most is not None:
        ends.append(f"≤ {rule.at_most:g}")
    return " ".join(ends)


def _by(labels: tuple[str, ...], values: Array) -> dict[str, float]:
    given = np.asarray(labels, dtype=object)
    return {name: float(values[given == name].mean()) for name in dict.fromkeys(labels)}


def _share(
    measures: dict[str, Array], deviations: Array, passed: bool, tolerance: float, level: float
) -> Coefficient:
    """Give the share within the tolerance as a result of its own."""
    n = deviations.size
    params = {"tolerance": tolerance, "conf": level}
    if not n:
        return Coefficient.not_defined("certification", Problem("agreement.no_units"), params=params)
    within, given = measures["within"], deviations[~np.isnan(deviations)]
    exact = clopper_pearson(int(within.sum()), n, level)
    detail = {
        "n": n,
        "exact": float(measures["exact"].mean()),
        f"within_{tolerance:g}": float(within.mean()),
        "mean_signed_deviation": float(given.mean()) if given.size else None,
        "mean_abs_deviation": float(np.abs(given).mean()) if given.size else None,
        "passed": passed,
        "ci_exact_binomial": None if exact is None else [exact.low, exact.high],
    }
    share = float(within.mean())
    return Coefficient(
        "certification",
        share,
        n_units=n,
        n_raters=2,
        params=params,
        interval=wilson(float(within.sum()), n, level),
        se=math.sqrt(share * (1 - share) / n),
        warnings=tuple(cautions.scarce_units(n)),
        detail=detail,
    )


def _with(found: Coefficient, detail: dict[str, Any], **params: Any) -> Coefficient:
    """Give a result with more details and parameters."""
    return replace(found, detail={**found.detail, **detail}, params={**found.params, **params})


def _as_told(verdict: Verdict) -> dict[str, Any]:
    rule = verdict.rule
    return {
        "measure": rule.measure,
        "scope": rule.scope,
        "at_least": rule.at_least,
        "at_most": rule.at_most,
        "enough": rule.enough,
        "value": verdict.value,
        "passed": verdict.passed,
        "reason": verdict.reason.sentence,
        "failing": list(verdict.failing),
    }
