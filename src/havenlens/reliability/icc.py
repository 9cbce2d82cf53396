"""Intraclass correlations: the six that differ, under both families of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.inference.bootstrap import NOTHING, Resampled
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.reliability import cautions
from havenlens.reliability.icc_incomplete import (
    components,
    one_way,
    one_way_interval,
    profile_interval,
    statistic,
    two_way,
)
from havenlens.reliability.meansquares import (
    ZERO,
    FTest,
    Squares,
    agreement_interval,
    detail_of,
    estimate_of,
    f_test,
    interval_of,
    mean_squares,
    named_test,
    stepped,
    values_of,
)
from havenlens.reliability.pooling import Resampling, over_units
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]

Average = Literal["raters", "harmonic"]
"""What the k of ICC(·,k) is where cells are missing: all raters, or the harmonic mean of scores a unit."""

ANOVA, EBEL, REML = "ANOVA", "one-way ANOVA, Ebel k0", "REML"

FORMS: Mapping[str, str] = {
    "ICC(1)": "ICC(1,1)",
    "ICC(k)": "ICC(1,k)",
    "ICC(A,1)": "ICC(2,1)",
    "ICC(A,k)": "ICC(2,k)",
    "ICC(C,1)": "ICC(3,1)",
    "ICC(C,k)": "ICC(3,k)",
}
"""McGraw and Wong's name of each form, and Shrout and Fleiss's."""


class _Given(NamedTuple):
    """What every estimator is given."""

    ratings: Ratings
    form: str
    level: float
    r0: float
    average: Average


class _Found(NamedTuple):
    """What an estimator found: a value or why there is none, and how it is resampled."""

    estimate: float | Problem
    interval: Interval | None
    detail: dict[str, Any]
    resample: Callable[[Resampling], Resampled] | None


def icc(
    ratings: Ratings,
    form: str,
    *,
    level: float = 0.95,
    r0: float = 0.0,
    listwise: bool = False,
    average: Average = "raters",
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give one intraclass correlation with its F interval and the F test against ``r0``.

    ``form`` is a name of McGraw, K. O., & Wong, S. P. (1996), Psychological Methods 1, 30-46, or of Shrout,
    P. E., & Fleiss, J. L. (1979), Psychological Bulletin 86, 420-428. ICC(1), ICC(k): raters differ from unit
    to unit; ICC(A,·): the same raters, absolute agreement; ICC(C,·): the same raters, consistency; 1: one
    rater's score; k: the mean of all. The interval of ICC(A,k) is that of ICC(A,1) stepped up; R irr's
    other convention is in the detail. Where cells are missing, ICC(1) and ICC(k) come from the one-way
    analysis with k0 of Ebel, R. L. (1951), Psychometrika 16, 407-424, and the others from REML;
    ``average`` says whether the mean is that of all raters or of as many as a unit has (harmonic mean).
    ``listwise`` leaves out units with a missing score instead. With ``resampling`` the interval comes from
    units, or clusters, drawn with replacement. StudyError for an unknown form.

    Shrout and Fleiss print .17, .29, .71 and .44, .62, .91 for their Table 2:

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> judges = ratings_of_numbers([(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8),
    ...                              (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)])
    >>> [round(icc(judges, form).estimate, 2) for form in ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)")]
    [0.17, 0.29, 0.71]
    >>> [round(icc(judges, form).estimate, 2) for form in ("ICC(1,k)", "ICC(2,k)", "ICC(3,k)")]
    [0.44, 0.62, 0.91]
    """
    name = _named(form)
    kept, n_dropped = ratings.complete() if listwise else (_scored(ratings), 0)
    n = len(kept.units)
    estimator = _estimator(kept, name)
    params = {"mcgraw_wong": name, "shrout_fleiss": FORMS[name], "r0": r0, "conf": level}
    params |= {"estimator": estimator, "listwise": listwise}
    params |= {"average": average} if estimator == REML else {}
    common: dict[str, Any] = {"n_units": n, "n_raters": len(kept.raters), "params": params}
    compared = int((kept.present.sum(axis=1) >= 2).sum())
    why = cautions.incomparable(kept if kept.raters else ratings, compared)
    if why is None and name not in {"ICC(1)", "ICC(k)"}:
        why = cautions.unnamed(kept)
    if why is not None:
        return Coefficient.not_defined("icc", why, **common)
    warnings = (
        *cautions.dropped(n_dropped, len(ratings.units)),
        *cautions.gaps(kept, estimator),
        *cautions.narrow_scale(kept),
        *_share_of_one(kept),
        *cautions.scarce_units(n),
    )
    given = _Given(kept, name, level, r0, average)
    found = {ANOVA: _complete, EBEL: _one_way, REML: _two_way}[estimator](given)
    if isinstance(found.estimate, Problem):
        return Coefficient.not_defined(
            "icc", found.estimate, **common, detail=found.detail, warnings=warnings
        )
    interval, se = found.interval, None
    if resampling is not None:
        params |= resampling.as_params()
        # Without any residual every resample gives the same, and there is nothing to resample.
        resampled = found.resample(resampling) if found.resample else NOTHING
        interval, se = resampled.interval, resampled.se
        warnings += tuple(cautions.redrawn(resampled, len(set(kept.clusters))))
    if interval is None:
        warnings += tuple(each for each in [Problem("agreement.no_interval")] if each not in warnings)
    return Coefficient(
        "icc", found.estimate, **common, interval=interval, se=se, warnings=warnings, detail=found.detail
    )


def iccs(
    ratings: Ratings,
    *,
    level: float = 0.95,
    r0: float = 0.0,
    listwise: bool = False,
    average: Average = "raters",
    resampling: Resampling | None = None,
) -> tuple[Coefficient, ...]:
    """Give all six forms, in the order of `FORMS`."""
    options: dict[str, Any] = {"level": level, "r0": r0, "listwise": listwise, "average": average}
    return tuple(icc(ratings, form, **options, resampling=resampling) for form in FORMS)


def _named(form: str) -> str:
    name = next((mine for mine, theirs in FORMS.items() if form in {mine, theirs}), None)
    if name is None:
        known = ", ".join([*FORMS, *FORMS.values()])
        raise StudyError("agreement.unknown_form", form=form, known=known)
    return name


def _scored(ratings: Ratings) -> Ratings:
    """Give the units and the raters that have a score at all."""
    kept = ratings.kept(np.asarray(ratings.present.any(axis=1)))
    return kept.only(*np.flatnonzero(kept.present.any(axis=0)).tolist())


def _estimator(ratings: Ratings, form: str) -> str:
    if ratings.present.all():
        return ANOVA
    return EBEL if form in {"ICC(1)", "ICC(k)"} else REML


def _complete(given: _Given) -> _Found:
    squares, form = mean_squares(given.ratings.values), given.form
    estimate = estimate_of(squares, form)
    if estimate is None:
        flat = squares.within == 0 and squares.rows == 0
        why = Problem("agreement.no_variance" if flat else "agreement.no_variance_between")
        return _Found(why, None, detail_of(squares, None), None)
    test = f_test(squares, form, given.r0)
    detail = detail_of(squares, test)
    if form == "ICC(A,k)" and (other := agreement_interval(squares, given.level, average=True)) is not None:
        share = f"{100 * given.level:g}"
        detail |= {f"ci{share}_lo_irr": other.low, f"ci{share}_hi_irr": other.high}
    return _Found(estimate, interval_of(squares, form, given.level), detail, partial(_resampled, given))


def _one_way(given: _Given) -> _Found:
    parts = one_way(given.ratings.values)
    detail: dict[str, Any] = {"k0": parts.k0, "ms_rows": parts.between, "ms_within": parts.within}
    room = parts.between + (parts.k0 - 1) * parts.within
    if not parts.within and not parts.between:
        return _Found(Problem("agreement.no_variance"), None, detail, None)
    if min(room, parts.between) <= ZERO * max(parts.between, parts.within):
        return _Found(Problem("agreement.no_variance_between"), None, detail, None)
    single = (parts.between - parts.within) / room
    mean = (parts.between - parts.within) / parts.between
    detail |= {"ICC(1)": single, "ICC(k)": mean}
    test = None
    if parts.within:
        test = FTest(parts.ratio(given.r0 / (1 - given.r0)), *parts.df)
        if given.form == "ICC(k)":
            test = FTest(parts.ratio(given.r0 / (parts.k0 * (1 - given.r0))), *parts.df)
    interval = one_way_interval(parts, given.level)
    if given.form == "ICC(k)":
        interval = stepped(interval, parts.k0)
    estimate = single if given.form == "ICC(1)" else mean
    return _Found(estimate, interval, detail | named_test(test), partial(_resampled_one_way, given))


def _two_way(given: _Given) -> _Found:
    parts = two_way(given.ratings.values)
    if parts is None:
        varies = np.unique(given.ratings.values[given.ratings.present]).size > 1
        return _Found(Problem("agreement.no_overlap" if varies else "agreement.no_variance"), None, {}, None)
    counts = given.ratings.present.sum(axis=1)
    harmonic = float(counts.size / (1 / counts).sum())
    k = float(len(given.ratings.raters)) if given.average == "raters" else harmonic
    detail: dict[str, Any] = {
        "var_unit": parts.unit,
        "var_rater": parts.rater,
        "var_resid": parts.residual,
        "reml_loglik": parts.loglik,
        "k": k,
        "k_harmonic": harmonic,
        **named_test(None),
    }
    if not parts.unit + parts.residual:
        return _Found(Problem("agreement.no_variance_between"), None, detail, None)
    for kind, noise in (("A", parts.rater + parts.residual), ("C", parts.residual)):
        detail[f"ICC({kind},1)"] = parts.unit / (parts.unit + noise)
        detail[f"ICC({kind},k)"] = parts.unit / (parts.unit + noise / k)
    absolute = given.form.startswith("ICC(A")
    interval = profile_interval(parts, given.level, absolute=absolute)
    steps = k if given.form.endswith("k)") else 1.0
    resample = None
    if parts.residual:
        centre = float(given.ratings.values[given.ratings.present].mean())
        scale = float(np.sqrt(parts.residual))
        units = components((given.ratings.values - centre) / scale)
        iccs_of = statistic(len(given.ratings.raters), absolute=absolute, k=steps)
        resample = partial(over_units, given.ratings, units, iccs_of)
    return _Found(detail[given.form], stepped(interval, steps), detail, resample)


def _resampled(given: _Given, resampling: Resampling) -> Resampled:
    """Resample the units of a complete table: their sums are all that mean squares need."""
    values = given.ratings.values - given.ratings.values.mean()
    sums = values.sum(axis=1)
    ones = np.ones(values.shape[0])
    parts = np.column_stack([ones, values, sums**2, (values**2).sum(axis=1)])
    k = values.shape[1]

    def statistic(summed: Array) -> Array:
        n, columns, squared, all_squares = summed[:, 0], summed[:, 1:-2], summed[:, -2], summed[:, -1]
        centre = columns.sum(axis=1) ** 2 / (n * k)
        total = all_squares - centre
        rows, raters = squared / k - centre, (columns**2).sum(axis=1) / n - centre
        kept = (rows, raters, total - rows - raters, total - rows)
        rows, raters, error, within = (np.where(part <= ZERO * total, 0.0, part) for part in kept)
        squares = Squares(
            n, k, rows / (n - 1), raters / (k - 1), error / ((n - 1) * (k - 1)), within / (n * (k - 1))
        )
        return values_of(squares, given.form)

    with np.errstate(invalid="ignore", divide="ignore"):
        return over_units(given.ratings, parts, statistic, resampling)


def _resampled_one_way(given: _Given, resampling: Resampling) -> Resampled:
    values = given.ratings.values - np.nanmean(given.ratings.values)
    counts = given.ratings.present.sum(axis=1).astype(np.float64)
    sums = np.nansum(values, axis=1)
    columns = (np.ones(counts.size), counts, counts**2, sums, sums**2 / counts, np.nansum(values**2, axis=1))

    def statistic(summed: Array) -> Array:
        n, cells, squared, total, means, squares = np.moveaxis(summed, -1, 0)
        between = (means - total**2 / cells) / (n - 1)
        within = np.maximum(squares - means, 0.0) / (cells - n)
        k0 = (cells - squared / cells) / (n - 1)
        room = between + (k0 - 1) * within if given.form == "ICC(1)" else between
        found = np.where(room > 0, (between - within) / room, np.nan)
        return np.where(cells > n, found, np.nan)

    with np.errstate(invalid="ignore", divide="ignore"):
        return over_units(given.ratings, np.column_stack(columns), statistic, resampling)


def _share_of_one(ratings: Ratings) -> list[Problem]:
    scores, counts = np.unique(ratings.values[ratings.present], return_counts=True)
    share = counts.max() / counts.sum()
    if share < cautions.LITTLE_VARIANCE:
        return []
    told = {"share": f"{100 * share:.0f}%", "category": f"{scores[counts.argmax()]:g}"}
    return [Problem("agreement.little_variance", told)]
