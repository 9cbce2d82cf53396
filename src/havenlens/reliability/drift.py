"""Severity and drift: how far each coder lies from the master or from the others, and where it is going."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import student, wilson
from havenlens.reliability import cautions
from havenlens.reliability.mixed import reml

Array = NDArray[np.float64]
Levels = NDArray[np.intp]

Reference = Literal["master", "others", "consensus"]

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Deviations:
    """Signed deviations of scores from what they are held against, each with its rater, day and cluster.

    ``rater`` and ``cluster`` are numbers into ``raters`` and 0, 1, …; ``days`` are days from any origin, NaN
    where unknown. Scores of one cluster (video, observation) are not taken as independent.
    """

    raters: tuple[str, ...]
    rater: Levels
    values: Array
    days: Array
    cluster: Levels

    def of(self, place: int) -> Deviations:
        """Give one rater's own."""
        own = self.rater == place
        cluster = np.unique(self.cluster[own], return_inverse=True)[1].astype(np.intp)
        return Deviations(
            (self.raters[place],), np.zeros_like(cluster), self.values[own], self.days[own], cluster
        )


def deviations(
    raters: Sequence[str],
    units: Sequence[str],
    scores: Sequence[float],
    *,
    masters: Sequence[float] | None = None,
    days: Sequence[float] | None = None,
    clusters: Sequence[str] | None = None,
    reference: Reference = "others",
) -> Deviations:
    """Hold each score against the master's, the mean of the other raters of its unit, or of all of them.

    All sequences have one entry a score; ``clusters`` are the units unless given. Scores without anything to
    be held against are left out. ``consensus`` counts a rater's own score too, and so is less severe.

    >>> found = deviations(["A", "B", "C"], ["1", "1", "1"], [5, 3, 4])
    >>> found.values.tolist()
    [1.5, -1.5, 0.0]
    """
    given = np.asarray(scores, dtype=np.float64)
    names, rater = np.unique(np.asarray(raters, dtype=str), return_inverse=True)
    unit = np.unique(np.asarray(units, dtype=str), return_inverse=True)[1]
    cluster = np.asarray(units if clusters is None else clusters, dtype=str)
    when = np.full(given.size, np.nan) if days is None else np.asarray(days, dtype=np.float64)
    if reference == "master":
        against = np.full(given.size, np.nan) if masters is None else np.asarray(masters, dtype=np.float64)
    else:
        scored = ~np.isnan(given)
        sums = np.bincount(unit, weights=np.where(scored, given, 0.0))[unit]
        often = np.bincount(unit, weights=scored.astype(np.float64))[unit]
        without_own = (sums - given) / np.where(often > 1, often - 1, np.nan)
        against = without_own if reference == "others" else np.where(often > 1, sums / often, np.nan)
    apart = given - against
    kept = ~np.isnan(apart)
    groups = np.unique(cluster[kept], return_inverse=True)[1].astype(np.intp)
    return Deviations(tuple(names.tolist()), rater[kept].astype(np.intp), apart[kept], when[kept], groups)


def severity(found: Deviations, *, tolerance: float = 1, level: float = 0.95) -> dict[str, Coefficient]:
    """Give each rater's mean signed deviation, above 0 where the rater scores higher.

    The standard error is robust to scores of one cluster being alike: ``√(G/(G−1) Σ_g(Σd − m)²)/n``, t with
    G − 1 df. Liang, K.-Y., & Zeger, S. L. (1986), Biometrika 73, 13-22. The detail has the share exact and
    within the tolerance and the mean size.

    >>> found = deviations(["A"] * 3 + ["B"] * 3, list("123123"), [4, 5, 6, 3, 4, 5])
    >>> [each.estimate for each in severity(found).values()]
    [1.0, -1.0]
    """
    return {name: _severity(found.of(place), tolerance, level) for place, name in enumerate(found.raters)}


def drift(found: Deviations, *, per: float = 30, level: float = 0.95) -> dict[str, Coefficient]:
    """Give the slope of each rater's deviations against time, in points for each ``per`` days.

    Least squares with a sandwich error over clusters, (X'X)⁻¹ Σ X_g'e_g e_g'X_g (X'X)⁻¹ · G/(G−1) ·
    (n−1)/(n−2), and t with G − 1 df: Cameron, A. C., & Miller, D. L. (2015), Journal of Human Resources 50,
    317-372. The detail has t, p and the deviation expected on the first and the last day.

    >>> found = deviations(["A"] * 4, list("1234"), [4, 5, 5, 6], masters=[4, 4, 4, 4],
    ...                    days=[0, 30, 60, 90], reference="master")
    >>> round(drift(found)["A"].estimate, 3)
    0.6
    """
    return {name: _slope(found.of(place), per, level) for place, name in enumerate(found.raters)}


@dataclass(frozen=True, slots=True)
class Period:
    """One rater in one period ``[start, end)`` of days: mean deviation and share within the tolerance."""

    rater: str
    start: float
    end: float
    mean: Coefficient
    within: Coefficient


def by_period(
    found: Deviations, edges: Sequence[float], *, tolerance: float = 1, level: float = 0.95
) -> tuple[Period, ...]:
    """Give each rater's agreement in each period between two edges (days), half open and never empty."""
    periods = []
    for place, name in enumerate(found.raters):
        own = found.of(place)
        for start, end in pairwise(edges):
            inside = (own.days >= start) & (own.days < end)
            if not inside.any():
                continue
            cluster = np.unique(own.cluster[inside], return_inverse=True)[1].astype(np.intp)
            part = Deviations(own.raters, own.rater[inside], own.values[inside], own.days[inside], cluster)
            mean = _severity(part, tolerance, level)
            periods.append(Period(name, start, end, mean, _share_within(part, tolerance, level)))
    return tuple(periods)


def rater_by_period(found: Deviations, edges: Sequence[float]) -> Coefficient:
    """Give the REML variance of raters who change differently from period to period, in points squared.

    Deviations = mean + rater + period + rater × period + residual. The detail has all components.
    """
    placed = np.searchsorted(np.asarray(edges, dtype=np.float64), found.days, side="right") - 1
    inside = (placed >= 0) & (placed < len(edges) - 1) & ~np.isnan(found.days)
    rater, period = found.rater[inside], placed[inside].astype(np.intp)
    pair = rater * len(edges) + period
    effects = [np.unique(each, return_inverse=True)[1].astype(np.intp) for each in (rater, period, pair)]
    counts = [int(each.max(initial=-1)) + 1 for each in effects]
    common: dict[str, Any] = {"n_units": int(inside.sum()), "n_raters": counts[0]}
    common["params"] = {"estimator": "REML, components >= 0", "edges": list(edges)}
    enough = min(counts[:2]) >= 2 and max(counts[:2]) < counts[2] < inside.sum()
    fitted = reml(found.values[inside], effects) if enough else None
    if fitted is None:
        return Coefficient.not_defined("rater_by_period", Problem("drift.too_few_periods"), **common)
    names = ("var_rater", "var_period", "var_rater_period")
    detail = dict(zip(names, fitted.components, strict=True))
    detail |= {"var_resid": fitted.residual, "reml_loglik": fitted.loglik}
    return Coefficient("rater_by_period", fitted.components[2], **common, detail=detail)


@dataclass(frozen=True, slots=True)
class Chart:
    """A control chart in the order of its values: what is plotted, its limits, and where it first signals.

    A CUSUM has ``upper`` and ``lower`` sums, both from 0 up, in standard deviations; an EWMA has the same
    line twice. ``signals`` are the places beyond a limit.
    """

    kind: str
    upper: tuple[float, ...]
    lower: tuple[float, ...]
    upper_limit: tuple[float, ...]
    lower_limit: tuple[float, ...]
    signals: tuple[int, ...]


def cusum(
    values: Sequence[float], *, sd: float, target: float = 0.0, slack: float = 0.5, limit: float = 5.0
) -> Chart:
    """Add up what deviates by more than ``slack`` SD to either side, and signal beyond ``limit`` SD.

    ``C⁺ = max(0, C⁺ + z − k)``, ``C⁻ = max(0, C⁻ − z − k)``: Page, E. S. (1954), Biometrika 41, 100-115. The
    defaults find a lasting shift of one SD in about ten values. ValueError for an SD that is not above 0.

    >>> chart = cusum([0.0, 2.0, 2.0, 2.0, 2.0], sd=1)
    >>> chart.upper, chart.signals
    ((0.0, 1.5, 3.0, 4.5, 6.0), (4,))
    """
    _positive(sd)
    upper, lower = [0.0], [0.0]
    for value in values:
        z = (value - target) / sd
        upper.append(max(0.0, upper[-1] + z - slack))
        lower.append(max(0.0, lower[-1] - z - slack))
    high, low = tuple(upper[1:]), tuple(lower[1:])
    beyond = tuple(place for place in range(len(high)) if max(high[place], low[place]) > limit)
    limits = (limit,) * len(high)
    return Chart("CUSUM", high, low, limits, limits, beyond)


def ewma(
    values: Sequence[float], *, sd: float, target: float = 0.0, weight: float = 0.2, width: float = 3.0
) -> Chart:
    """Smooth deviations, ``E = λx + (1 − λ)E``, and signal beyond ``target ± L·SD·√(λ/(2−λ)·(1−(1−λ)²ⁱ))``.

    Roberts, S. W. (1959), Technometrics 1, 239-250; λ is ``weight``, L ``width``. ValueError for an SD that
    is not above 0.

    >>> chart = ewma([0.0, 1.0, 1.0], sd=1, weight=0.5)
    >>> chart.upper, round(chart.upper_limit[0], 2)
    ((0.0, 0.5, 0.75), 1.5)
    """
    _positive(sd)
    line, at = [], target
    for value in values:
        at = weight * value + (1 - weight) * at
        line.append(at)
    reach = [
        width * sd * math.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * place)))
        for place in range(1, len(line) + 1)
    ]
    high, low = tuple(target + each for each in reach), tuple(target - each for each in reach)
    beyond = tuple(place for place, each in enumerate(line) if not low[place] <= each <= high[place])
    return Chart("EWMA", tuple(line), tuple(line), high, low, beyond)


def _positive(sd: float) -> None:
    if not sd > 0:
        raise ValueError("a chart needs a standard deviation above 0")


def _severity(own: Deviations, tolerance: float, level: float) -> Coefficient:
    n = own.values.size
    params = {"tolerance": tolerance, "conf": level}
    if not n:
        return Coefficient.not_defined("severity", Problem("agreement.no_units"), params=params)
    mean, sizes = float(own.values.mean()), np.abs(own.values)
    sums = np.bincount(own.cluster, weights=own.values - mean)
    groups = sums.size
    se = float(np.sqrt(groups / (groups - 1) * (sums @ sums)) / n) if groups > 1 else None
    detail = {
        "n": n,
        "n_clusters": groups,
        "sd": float(own.values.std(ddof=1)) if n > 1 else None,
        "exact": float((sizes <= _ROUNDING).mean()),
        "within": float((sizes <= tolerance + _ROUNDING).mean()),
        "mean_abs_deviation": float(sizes.mean()),
    }
    return Coefficient(
        "severity",
        mean,
        n_units=n,
        n_raters=1,
        params=params,
        interval=_robust(mean, se, groups, level),
        se=se,
        warnings=tuple(cautions.scarce_units(groups)),
        detail=detail,
    )


def _share_within(own: Deviations, tolerance: float, level: float) -> Coefficient:
    near = np.abs(own.values) <= tolerance + _ROUNDING
    share, n = float(near.mean()), near.size
    return Coefficient(
        "within_k",
        share,
        n_units=n,
        n_raters=2,
        params={"k": tolerance, "conf": level},
        interval=wilson(float(near.sum()), n, level),
        se=math.sqrt(share * (1 - share) / n),
    )


def _slope(own: Deviations, per: float, level: float) -> Coefficient:
    dated = ~np.isnan(own.days)
    y, days = own.values[dated], own.days[dated]
    cluster = np.unique(own.cluster[dated], return_inverse=True)[1]
    n, groups = y.size, int(cluster.max(initial=-1)) + 1
    common: dict[str, Any] = {"n_units": n, "n_raters": 1, "params": {"per_days": per, "conf": level}}
    if groups < 3 or float(np.ptp(days)) == 0:
        return Coefficient.not_defined("drift", Problem("drift.too_few_days", {"n": groups}), **common)
    when = (days - days.mean()) / per
    room = float(when @ when)
    slope = float(when @ y) / room
    left = y - y.mean() - slope * when
    # Time is centred, so the sandwich of the slope needs the scores' share in it only.
    pulls = np.bincount(cluster, weights=when * left)
    variance = float(pulls @ pulls) / room**2 * groups / (groups - 1) * (n - 1) / (n - 2)
    se = math.sqrt(variance) if variance > 1e-20 else None
    ends = [float(y.mean() + slope * (at - days.mean()) / per) for at in (days.min(), days.max())]
    detail: Mapping[str, Any] = {
        "slope_per_day": slope / per,
        "first_day": float(days.min()),
        "last_day": float(days.max()),
        "expected_first": ends[0],
        "expected_last": ends[1],
        "n_clusters": groups,
        **_tested(slope, se, groups),
    }
    return Coefficient(
        "drift",
        slope,
        **common,
        interval=_robust(slope, se, groups, level),
        se=se,
        warnings=tuple(cautions.scarce_units(groups)),
        detail=detail,
    )


def _robust(estimate: float, se: float | None, groups: int, level: float) -> Interval | None:
    return student(estimate, se, groups - 1, level) if se else None


def _tested(slope: float, se: float | None, groups: int) -> dict[str, float | None]:
    if not se:
        return {"t": None, "p": None}
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    return {"t": slope / se, "p": float(2 * special.stdtr(groups - 1, -abs(slope / se)))}
