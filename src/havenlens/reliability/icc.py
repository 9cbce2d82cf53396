"""Intraclass correlations: the six that differ, under both families of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.reliability import cautions
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]

FORMS: Mapping[str, str] = {
    "ICC(1)": "ICC(1,1)",
    "ICC(k)": "ICC(1,k)",
    "ICC(A,1)": "ICC(2,1)",
    "ICC(A,k)": "ICC(2,k)",
    "ICC(C,1)": "ICC(3,1)",
    "ICC(C,k)": "ICC(3,k)",
}
"""McGraw and Wong's name of each form, and Shrout and Fleiss's."""

_ZERO = 1e-12


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of a complete units × raters table: between units and raters, residual, within units."""

    n: int
    k: int
    rows: float
    columns: float
    error: float
    within: float


@dataclass(frozen=True, slots=True)
class _Test:
    """An F test with its degrees of freedom."""

    f: float
    df1: float
    df2: float


def mean_squares(values: Array) -> MeanSquares:
    """Split the variation of complete scores (units × raters) as a two-way analysis of variance does."""
    n, k = values.shape
    centred = values - values.mean()
    unit_means, rater_means = centred.mean(axis=1), centred.mean(axis=0)
    total, rows, columns = (centred**2).sum(), k * (unit_means**2).sum(), n * (rater_means**2).sum()
    residual = ((centred - unit_means[:, None] - rater_means[None, :]) ** 2).sum()
    within = ((centred - unit_means[:, None]) ** 2).sum()
    # What is left of a sum of squares by rounding alone is none.
    rows, columns, residual, within = (
        0.0 if part <= _ZERO * total else float(part) for part in (rows, columns, residual, within)
    )
    return MeanSquares(
        n, k, rows / (n - 1), columns / (k - 1), residual / ((n - 1) * (k - 1)), within / (n * (k - 1))
    )


def icc(ratings: Ratings, form: str, *, level: float = 0.95, r0: float = 0.0) -> Coefficient:
    """Give one intraclass correlation with its F interval and the F test against ``r0``.

    ``form`` is a name of McGraw, K. O., & Wong, S. P. (1996), Psychological Methods 1, 30-46, or of Shrout,
    P. E., & Fleiss, J. L. (1979), Psychological Bulletin 86, 420-428. ICC(1), ICC(k): raters differ from unit
    to unit; ICC(A,·): the same raters, absolute agreement; ICC(C,·): the same raters, consistency; 1: one
    rater's score; k: the mean of all. The interval of ICC(A,k) is that of ICC(A,1) stepped up. Units with a
    missing score are left out, with a warning. StudyError for an unknown form.

    Shrout and Fleiss print .17, .29, .71 and .44, .62, .91 for their Table 2:

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> judges = ratings_of_numbers([(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8),
    ...                              (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)])
    >>> [round(icc(judges, form).estimate, 2) for form in ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)")]
    [0.17, 0.29, 0.71]
    >>> [round(icc(judges, form).estimate, 2) for form in ("ICC(1,k)", "ICC(2,k)", "ICC(3,k)")]
    [0.44, 0.62, 0.91]
    """
    name = next((mine for mine, theirs in FORMS.items() if form in {mine, theirs}), None)
    if name is None:
        known = ", ".join([*FORMS, *FORMS.values()])
        raise StudyError("agreement.unknown_form", form=form, known=known)
    params = {"mcgraw_wong": name, "shrout_fleiss": FORMS[name], "r0": r0, "conf": level}
    kept, n_dropped = ratings.complete()
    n = len(kept.units)
    common: dict[str, Any] = {"n_units": n, "n_raters": len(ratings.raters), "params": params}
    why = cautions.incomparable(ratings, n)
    if why is not None:
        return Coefficient.not_defined("icc", why, **common)
    squares = mean_squares(kept.values)
    warnings = [
        *cautions.dropped(n_dropped, len(ratings.units)),
        *cautions.narrow_scale(kept),
        *_share_of_one(kept),
        *cautions.scarce_units(n),
    ]
    estimate = _estimate(squares, name)
    if estimate is None:
        flat = squares.within == 0 and squares.rows == 0
        code = "agreement.no_variance" if flat else "agreement.no_variance_between"
        return Coefficient.not_defined(
            "icc", Problem(code), **common, detail=_detail(squares, None), warnings=tuple(warnings)
        )
    test = _test(squares, name, r0)
    interval = _interval(squares, name, level)
    if interval is None:
        warnings.append(Problem("agreement.no_interval"))
    return Coefficient(
        "icc",
        estimate,
        **common,
        interval=interval,
        warnings=tuple(warnings),
        detail=_detail(squares, test),
    )


def iccs(ratings: Ratings, *, level: float = 0.95, r0: float = 0.0) -> tuple[Coefficient, ...]:
    """Give all six forms, in the order of `FORMS`."""
    return tuple(icc(ratings, form, level=level, r0=r0) for form in FORMS)


def _share_of_one(ratings: Ratings) -> list[Problem]:
    scores, counts = np.unique(ratings.values, return_counts=True)
    share = counts.max() / counts.sum()
    if share < cautions.LITTLE_VARIANCE:
        return []
    told = {"share": f"{100 * share:.0f}%", "category": f"{scores[counts.argmax()]:g}"}
    return [Problem("agreement.little_variance", told)]


def _estimate(ms: MeanSquares, form: str) -> float | None:
    noise = ms.within if form in {"ICC(1)", "ICC(k)"} else ms.error
    raters = (ms.columns - ms.error) / ms.n
    room = {
        "ICC(1)": ms.rows + (ms.k - 1) * ms.within,
        "ICC(k)": ms.rows,
        "ICC(A,1)": ms.rows + (ms.k - 1) * ms.error + ms.k * raters,
        "ICC(A,k)": ms.rows + raters,
        "ICC(C,1)": ms.rows + (ms.k - 1) * ms.error,
        "ICC(C,k)": ms.rows,
    }[form]
    largest = max(ms.rows, ms.columns, ms.error, ms.within)
    return (ms.rows - noise) / room if room > _ZERO * largest else None


def _agreement_noise(ms: MeanSquares, rho: float, *, average: bool) -> tuple[float, float]:
    """Give a·MSC + b·MSE at a correlation ``rho``, and its Satterthwaite degrees of freedom (0 for none)."""
    each = 1 if average else ms.k
    a = each * rho / (ms.n * (1 - rho))
    b = 1 + each * rho * (ms.n - 1) / (ms.n * (1 - rho))
    raters, error = a * ms.columns, b * ms.error
    parts = raters**2 / (ms.k - 1) + error**2 / ((ms.n - 1) * (ms.k - 1))
    return raters + error, (raters + error) ** 2 / parts if parts else 0.0


def _test(ms: MeanSquares, form: str, r0: float) -> _Test | None:
    df1 = float(ms.n - 1)
    scale = (1 - r0) / (1 + (ms.k - 1) * r0) if form.endswith("1)") else 1 - r0
    if form in {"ICC(1)", "ICC(k)"}:
        return _Test(ms.rows / ms.within * scale, df1, float(ms.n * (ms.k - 1))) if ms.within else None
    if not ms.error:
        return None
    df2 = float((ms.n - 1) * (ms.k - 1))
    if form.startswith("ICC(C"):
        return _Test(ms.rows / ms.error * scale, df1, df2)
    noise, df2 = _agreement_noise(ms, r0, average=form == "ICC(A,k)")
    return _Test(ms.rows / noise, df1, df2)


def _interval(ms: MeanSquares, form: str, level: float) -> Interval | None:
    if form.startswith("ICC(A"):
        single = _agreement_interval(ms, level)
        if single is None or form == "ICC(A,1)":
            return single
        if 1 + (ms.k - 1) * single.low <= 0:
            return None  # stepped up, the lower end would be minus infinity
        low, high = (ms.k * end / (1 + (ms.k - 1) * end) for end in (single.low, single.high))
        return Interval(low, high, level, "F, stepped up from ICC(A,1)")
    noise, df2 = ms.within, float(ms.n * (ms.k - 1))
    if form.startswith("ICC(C"):
        noise, df2 = ms.error, float((ms.n - 1) * (ms.k - 1))
    if not noise:
        return None
    df1, ratio = float(ms.n - 1), ms.rows / noise
    low, high = ratio / _f(level, df1, df2), ratio * _f(level, df2, df1)
    if form.endswith("k)"):
        ends = (1 - 1 / low, 1 - 1 / high) if low > 0 else (0.0, 0.0)
        return Interval(*ends, level, "F") if low > 0 else None
    return Interval((low - 1) / (low + ms.k - 1), (high - 1) / (high + ms.k - 1), level, "F")


def _agreement_interval(ms: MeanSquares, level: float) -> Interval | None:
    estimate = _estimate(ms, "ICC(A,1)")
    if estimate is None or estimate >= 1:
        return None
    _, df2 = _agreement_noise(ms, estimate, average=False)
    df1, both = float(ms.n - 1), ms.k * ms.columns + (ms.k * ms.n - ms.k - ms.n) * ms.error
    if df2 <= _ZERO:
        return None
    upper, lower = _f(level, df1, df2), _f(level, df2, df1)
    low = ms.n * (ms.rows - upper * ms.error) / (upper * both + ms.n * ms.rows)
    high = ms.n * (lower * ms.rows - ms.error) / (both + ms.n * lower * ms.rows)
    return Interval(low, high, level, "F, Satterthwaite") if low <= high else None


def _f(level: float, df1: float, df2: float) -> float:
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    return float(special.fdtri(df1, df2, (1 + level) / 2))


def _detail(ms: MeanSquares, test: _Test | None) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "ms_rows": ms.rows,
        "ms_columns": ms.columns,
        "ms_error": ms.error,
        "ms_within": ms.within,
    }
    if test is None:
        return detail | {"F": None, "df1": None, "df2": None, "p": None}
    from scipy import special  # noqa: PLC0415 - late, as above

    p = float(special.fdtrc(test.df1, test.df2, test.f)) if test.f >= 0 else 1.0
    return detail | {"F": test.f, "df1": test.df1, "df2": test.df2, "p": p}
