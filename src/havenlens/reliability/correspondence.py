"""Agreement of numbers in their own unit: Lin's concordance with Bland and Altman's limits, and Finn's r."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import Resampled
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import normal_quantile, student
from havenlens.reliability import cautions
from havenlens.reliability.meansquares import mean_squares
from havenlens.reliability.pooling import Resampling, over_units, redrawn
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]


def ccc(
    ratings: Ratings,
    *,
    limits: float = 1.96,
    level: float = 0.95,
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Lin's concordance correlation, with bias and limits of agreement of two raters in the detail.

    ``2 s₁₂ / (s₁² + s₂² + (x̄₁ − x̄₂)²)`` with moments divided by n; more than two raters: sums over all
    pairs, Barnhart, H. X., Haber, M., & Song, J. (2002), Biometrics 58, 1020-1027. The interval is that of
    atanh with the variance of Lin, L. I.-K. (1989), Biometrics 45, 255-268, as corrected in Biometrics 56,
    324-325 (2000); for more than two raters only by ``resampling``. Limits: mean ± ``limits`` SD of first
    minus second, Bland, J. M., & Altman, D. G. (1986), Lancet 327, 307-310.

    A rater who is always one point higher: r is 1, concordance is 2·2 / (2 + 2 + 1) = .8.

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> found = ccc(ratings_of_numbers([(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]))
    >>> round(found.estimate, 4), found.detail["bias"], found.detail["sd"]
    (0.8, -1.0, 0.0)
    """
    kept, n_dropped = ratings.complete()
    n, k = kept.values.shape
    params = {"ccc": "population moments, Lin 1989", "loa": f"mean ± {limits:g} SD, first minus second"}
    common: dict[str, Any] = {"n_units": n, "n_raters": k, "params": {**params, "conf": level}}
    why = cautions.incomparable(ratings, n) or cautions.unnamed(ratings)
    if why is not None:
        return Coefficient.not_defined("ccc", why, **common)
    values = kept.values - kept.values.mean()
    crossed = (values[:, :, None] * values[:, None, :]).reshape(n, -1)
    components = np.concatenate([np.ones((n, 1)), values, crossed], axis=1)
    detail = _bland_altman(kept.values, limits, level) if k == 2 else {}
    estimate = float(_concordance(components.sum(axis=0)[None], k)[0])
    if not math.isfinite(estimate):
        return Coefficient.not_defined("ccc", Problem("agreement.no_variance"), **common, detail=detail)
    interval, se = _lin(values, estimate, level) if k == 2 else (None, None)
    warnings = (*cautions.dropped(n_dropped, len(ratings.units)), *cautions.scarce_units(n))
    found = Coefficient(
        "ccc",
        estimate,
        **common,
        interval=interval,
        se=se,
        warnings=warnings,
        detail={"ccc": estimate, **detail},
    )
    if resampling is None:
        return found
    again = over_units(kept, components, lambda sums: _concordance(sums, k), resampling)
    return redrawn(found, kept, resampling, again)


def finn(
    ratings: Ratings,
    *,
    levels: int | None = None,
    model: Literal["oneway", "twoway"] = "twoway",
    level: float = 0.95,
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Finn's r: how much smaller the raters' variance is than that of scores at random.

    ``1 − MS / ((L² − 1)/12)`` with MS within units (one-way) or the residual (two-way) and L ``levels``,
    those of the declared scale unless given. Finn, R. H. (1970), Educational and Psychological Measurement
    30, 71-76. The interval takes MS as a χ²; it is kept for comparison with older studies. Units with a
    missing score are left out.

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> found = finn(ratings_of_numbers([(1, 2), (4, 4), (6, 5), (3, 3)]), levels=6, model="oneway")
    >>> round(found.estimate, 4)
    0.9143
    """
    kept, n_dropped = ratings.complete()
    n, k = kept.values.shape
    points = len(ratings.scale) if levels is None else levels
    common: dict[str, Any] = {
        "n_units": n,
        "n_raters": k,
        "params": {"levels": points, "model": model, "conf": level},
    }
    why = cautions.incomparable(ratings, n) or (cautions.unnamed(ratings) if model == "twoway" else None)
    if why is None and points < 2:
        why = Problem("agreement.no_scale")
    if why is not None:
        return Coefficient.not_defined("finn", why, **common)
    squares, by_chance = mean_squares(kept.values), (points**2 - 1) / 12
    one_way, two_way = 1 - squares.within / by_chance, 1 - squares.error / by_chance
    detail = {
        "finn_oneway": one_way,
        "finn_twoway": two_way,
        "ms_within": squares.within,
        "ms_error": squares.error,
    }
    noise, df = (squares.within, n * (k - 1)) if model == "oneway" else (squares.error, (n - 1) * (k - 1))
    interval = _chi_square(noise, df, by_chance, level)
    warnings = (*cautions.dropped(n_dropped, len(ratings.units)), *cautions.scarce_units(n))
    estimate = one_way if model == "oneway" else two_way
    found = Coefficient("finn", estimate, **common, interval=interval, warnings=warnings, detail=detail)
    if resampling is None:
        return found
    return redrawn(found, kept, resampling, _finns(kept, by_chance, model, resampling))


def _finns(kept: Ratings, by_chance: float, model: str, resampling: Resampling) -> Resampled:
    """Resample the units: their sums are all that the mean squares need."""
    values = kept.values - kept.values.mean()
    n, k = values.shape
    parts = np.column_stack([np.ones(n), values, values.sum(axis=1) ** 2, (values**2).sum(axis=1)])

    def statistic(sums: Array) -> Array:
        units, columns, squared, total = sums[:, 0], sums[:, 1:-2], sums[:, -2], sums[:, -1]
        left, df = total - squared / k, units * (k - 1)
        if model == "twoway":
            left = left - ((columns**2).sum(axis=1) - columns.sum(axis=1) ** 2 / k) / units
            # A cluster of one unit drawn every time leaves no residual to measure.
            df = np.where(units > 1, (units - 1) * (k - 1), np.nan)
        found: Array = 1 - left / df / by_chance
        return found

    return over_units(kept, parts, statistic, resampling)


def _concordance(sums: Array, k: int) -> Array:
    n, means = sums[:, 0], sums[:, 1 : k + 1] / sums[:, :1]
    moments = sums[:, k + 1 :].reshape(-1, k, k) / n[:, None, None] - means[:, :, None] * means[:, None, :]
    variances = np.einsum("djj->d", moments)
    shared = moments.sum(axis=(1, 2)) - variances
    apart = ((means[:, :, None] - means[:, None, :]) ** 2).sum(axis=(1, 2)) / 2
    room = (k - 1) * variances + apart
    largest = np.abs(sums[:, k + 1 :]).max(axis=1) / n
    usable = room > 1e-12 * largest
    return np.where(usable, shared / np.where(usable, room, 1.0), np.nan)


def _lin(values: Array, estimate: float, level: float) -> tuple[Interval | None, float | None]:
    n = values.shape[0]
    means, spreads = values.mean(axis=0), values.std(axis=0)
    if n < 3 or spreads.min() <= 0 or abs(estimate) >= 1 - 1e-12:
        return None, None
    r = float(((values - means).prod(axis=1)).mean() / spreads.prod())
    if abs(r) < 1e-12:
        return None, None
    shift = float((means[0] - means[1]) ** 2 / spreads.prod())
    square = estimate**2
    variance = (1 - r * r) * square * (1 - square) / (r * r)
    variance += 2 * estimate**3 * (1 - estimate) * shift / r - square**2 * shift**2 / (2 * r * r)
    if variance <= 0:
        return None, None
    se = math.sqrt(variance / (n - 2))
    z, reach = math.atanh(estimate), normal_quantile(level) * se / (1 - square)
    return Interval(math.tanh(z - reach), math.tanh(z + reach), level, "Fisher z, Lin"), se


def _bland_altman(values: Array, limits: float, level: float) -> dict[str, Any]:
    apart = values[:, 0] - values[:, 1]
    n, bias, sd = apart.size, float(apart.mean()), float(apart.std(ddof=1))
    low, high = bias - limits * sd, bias + limits * sd
    spread = sd * math.sqrt(1 / n + limits**2 / (2 * (n - 1)))
    ends = {
        "bias_ci": student(bias, sd / math.sqrt(n), n - 1, level),
        "loa_low_ci": student(low, spread, n - 1, level),
        "loa_high_ci": student(high, spread, n - 1, level),
    }
    detail: dict[str, Any] = {"bias": bias, "sd": sd, "loa_low": low, "loa_high": high}
    return detail | {name: [interval.low, interval.high] for name, interval in ends.items()}


def _chi_square(noise: float, df: int, by_chance: float, level: float) -> Interval | None:
    if noise <= 0:
        return None
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    least, most = (float(special.chdtri(df, share)) for share in ((1 + level) / 2, (1 - level) / 2))
    return Interval(
        1 - noise * df / least / by_chance, 1 - noise * df / most / by_chance, level, "chi-square"
    )
