"""Mean squares of complete tables, and what intraclass correlations and their F tests are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.coefficient import Interval

Array = NDArray[np.float64]

ZERO = 1e-12
"""What lies below this share of the variation is rounding."""


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of a complete units × raters table: between units and raters, residual, within units."""

    n: int
    k: int
    rows: float
    columns: float
    error: float
    within: float


class Squares(NamedTuple):
    """Mean squares of many tables at once."""

    n: Array
    k: int
    rows: Array
    columns: Array
    error: Array
    within: Array


@dataclass(frozen=True, slots=True)
class FTest:
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
        0.0 if part <= ZERO * total else float(part) for part in (rows, columns, residual, within)
    )
    return MeanSquares(
        n, k, rows / (n - 1), columns / (k - 1), residual / ((n - 1) * (k - 1)), within / (n * (k - 1))
    )


def estimate_of(ms: MeanSquares, form: str) -> float | None:
    """Give the ICC of one set of mean squares; None where its denominator is not above 0."""
    parts = (np.asarray(part) for part in (ms.rows, ms.columns, ms.error, ms.within))
    value = float(values_of(Squares(np.asarray(float(ms.n)), ms.k, *parts), form))
    return value if np.isfinite(value) else None


def values_of(ms: Squares, form: str) -> Array:
    """Give the ICC of every set of mean squares; NaN where its denominator is not above 0."""
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
    largest = np.maximum(np.maximum(ms.rows, ms.columns), np.maximum(ms.error, ms.within))
    usable = room > ZERO * largest
    return np.where(usable, (ms.rows - noise) / np.where(usable, room, 1.0), np.nan)


def _agreement_noise(ms: MeanSquares, rho: float, *, average: bool) -> tuple[float, float]:
    """Give a·MSC + b·MSE at a correlation ``rho``, and its Satterthwaite degrees of freedom (0 for none)."""
    each = 1 if average else ms.k
    a = each * rho / (ms.n * (1 - rho))
    b = 1 + each * rho * (ms.n - 1) / (ms.n * (1 - rho))
    raters, error = a * ms.columns, b * ms.error
    parts = raters**2 / (ms.k - 1) + error**2 / ((ms.n - 1) * (ms.k - 1))
    return raters + error, (raters + error) ** 2 / parts if parts else 0.0


def f_test(ms: MeanSquares, form: str, r0: float) -> FTest | None:
    """Test that the ICC is ``r0``; None where there is no error to divide by."""
    df1 = float(ms.n - 1)
    scale = (1 - r0) / (1 + (ms.k - 1) * r0) if form.endswith("1)") else 1 - r0
    if form in {"ICC(1)", "ICC(k)"}:
        return FTest(ms.rows / ms.within * scale, df1, float(ms.n * (ms.k - 1))) if ms.within else None
    if not ms.error:
        return None
    df2 = float((ms.n - 1) * (ms.k - 1))
    if form.startswith("ICC(C"):
        return FTest(ms.rows / ms.error * scale, df1, df2)
    noise, df2 = _agreement_noise(ms, r0, average=form == "ICC(A,k)")
    return FTest(ms.rows / noise, df1, df2)


def interval_of(ms: MeanSquares, form: str, level: float) -> Interval | None:
    """Give the F interval of one form; None where it cannot be worked out."""
    if form.startswith("ICC(A"):
        return stepped(agreement_interval(ms, level), float(ms.k) if form == "ICC(A,k)" else 1.0)
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


def agreement_interval(ms: MeanSquares, level: float, *, average: bool = False) -> Interval | None:
    """Give the interval of ICC(A,1); with ``average`` that of ICC(A,k) as R irr has it.

    irr puts ICC(A,k) into the constants that belong to ICC(A,1), which is wider than stepping up.
    """
    estimate = estimate_of(ms, "ICC(A,k)" if average else "ICC(A,1)")
    if estimate is None or estimate >= 1:
        return None
    _, df2 = _agreement_noise(ms, estimate, average=False)
    if df2 <= ZERO:
        return None
    df1 = float(ms.n - 1)
    upper, lower = _f(level, df1, df2), _f(level, df2, df1)
    both = ms.columns - ms.error
    if not average:
        both = ms.k * ms.columns + (ms.k * ms.n - ms.k - ms.n) * ms.error
    low = ms.n * (ms.rows - upper * ms.error) / (upper * both + ms.n * ms.rows)
    high = ms.n * (lower * ms.rows - ms.error) / (both + ms.n * lower * ms.rows)
    return Interval(low, high, level, "F, Satterthwaite") if low <= high else None


def _f(level: float, df1: float, df2: float) -> float:
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    return float(special.fdtri(df1, df2, (1 + level) / 2))


def detail_of(ms: MeanSquares, test: FTest | None) -> dict[str, Any]:
    """Give the mean squares and the test under the names used in results."""
    return {
        "ms_rows": ms.rows,
        "ms_columns": ms.columns,
        "ms_error": ms.error,
        "ms_within": ms.within,
        **named_test(test),
    }


def named_test(test: FTest | None) -> dict[str, float | None]:
    """Give a test with its p value under the names used in results."""
    if test is None:
        return {"F": None, "df1": None, "df2": None, "p": None}
    from scipy import special  # noqa: PLC0415 - late, as above

    p = float(special.fdtrc(test.df1, test.df2, test.f)) if test.f >= 0 else 1.0
    return {"F": test.f, "df1": test.df1, "df2": test.df2, "p": p}


def stepped(interval: Interval | None, k: float) -> Interval | None:
    """Step an interval of a single score up to that of a mean of ``k``; None where that has no lower end."""
    if interval is None or k == 1:
        return interval
    if 1 + (k - 1) * interval.low <= 0:
        return None
    low, high = (k * end / (1 + (k - 1) * end) for end in (interval.low, interval.high))
    return Interval(low, high, interval.level, f"{interval.method}, stepped up")
