"""What intraclass correlations rest on where cells are missing: Ebel's one-way analysis and two-way REML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.coefficient import Interval
from havenlens.reliability.mixed import refined

Array = NDArray[np.float64]

_EXACT = 1e-12
_NO_MORE = 1e-9
_AT_ZERO = 1e-6


@dataclass(frozen=True, slots=True)
class OneWay:
    """The one-way analysis of variance of units with unequal numbers of scores."""

    counts: Array
    means: Array
    between: float
    within: float

    @property
    def k0(self) -> float:
        """Give Ebel's average number of scores: (N − Σnᵢ²/N) / (n − 1)."""
        total = self.counts.sum()
        return float((total - (self.counts**2).sum() / total) / (self.counts.size - 1))

    @property
    def df(self) -> tuple[float, float]:
        """Give the degrees of freedom between and within units."""
        return float(self.counts.size - 1), float(self.counts.sum() - self.counts.size)

    def ratio(self, variance: float) -> float:
        """Give the F that tests a ratio of variances (units to rest), exact with unequal numbers.

        Wald, A. (1940), Annals of Mathematical Statistics 11, 96-100: means weighted by n/(1 + nγ).
        """
        weights = self.counts / (1 + self.counts * variance)
        centre = (weights @ self.means) / weights.sum()
        return float(weights @ (self.means - centre) ** 2) / (self.counts.size - 1) / self.within


def one_way(values: Array) -> OneWay:
    """Split the variation of scores (units × raters, NaN missing); every unit has a score."""
    present = ~np.isnan(values)
    scores = np.where(present, values, 0.0)
    counts = present.sum(axis=1).astype(np.float64)
    grand = scores.sum() / counts.sum()
    scores = np.where(present, values - grand, 0.0)
    means = scores.sum(axis=1) / counts
    between = float(counts @ means**2)
    within = float((np.where(present, scores - means[:, None], 0.0) ** 2).sum())
    total = between + within
    between, within = (0.0 if part <= _EXACT * total else part for part in (between, within))
    n, cells = counts.size, counts.sum()
    return OneWay(counts, means, float(between / (n - 1)), float(within / (cells - n)))


def one_way_interval(found: OneWay, level: float) -> Interval | None:
    """Give Wald's interval of ICC(1): the ratios of variances whose F is not unusual; None without a rest."""
    if not found.within:
        return None
    from scipy import optimize, special  # noqa: PLC0415 - late, so that starting does not wait for it

    df1, df2 = found.df
    lowest = -1 / float(found.counts.max())
    ends = []
    for share in ((1 + level) / 2, (1 - level) / 2):
        limit = float(special.fdtri(df1, df2, share))
        low, high = lowest * (1 - 1e-9), 1.0
        while found.ratio(high) > limit:
            high *= 4
        if found.ratio(low) <= limit:
            return None
        gamma = float(optimize.brentq(lambda at, limit=limit: found.ratio(at) - limit, low, high))
        ends.append(gamma / (1 + gamma))
    return Interval(ends[0], ends[1], level, "F, exact with unequal numbers (Wald)")


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Components of variance of ``y = mean + unit + rater + residual``; ``sums`` is what they came from."""

    unit: float
    rater: float
    residual: float
    loglik: float | None
    sums: Array
    raters: int


def two_way(values: Array) -> TwoWay | None:
    """Estimate the components by REML, or exactly where units and raters leave no residual.

    None where nothing varies, and where units and raters are so entangled that they leave nothing over
    whatever the scores are. Every unit and every rater has a score.
    """
    present = ~np.isnan(values)
    spread = values - values[present].mean()
    scale = float(np.sqrt((spread[present] ** 2).mean()))
    if scale == 0:
        return None
    raters = values.shape[1]
    parts = components(spread / scale)
    sums = parts.sum(axis=0)
    exact, df = _without_residual(spread / scale)
    if df <= 0:
        return None
    if exact is not None:
        unit, rater = exact
        return TwoWay(unit * scale**2, rater * scale**2, 0.0, None, sums, raters)
    theta = _smallest(_Sums(sums[None], raters), np.array([[0.7, 0.7]]))
    theta = np.where(theta < _AT_ZERO, 0.0, theta)
    if np.isfinite(_Sums(sums[None], raters).deviance(theta)[0]).all() and theta.max() < _RUNAWAY:
        places = [place.astype(np.intp) for place in np.nonzero(np.asarray(present))]
        theta = refined(spread[present] / scale, places, theta[0])[None]
    criterion, residual = _Sums(sums[None], raters).deviance(theta)
    unit, rater = (theta[0] ** 2 * residual[0]).tolist()
    loglik = -(float(criterion[0]) + 2 * (present.sum() - 1) * np.log(scale)) / 2
    return TwoWay(
        unit * scale**2, rater * scale**2, float(residual[0]) * scale**2, float(loglik), sums, raters
    )


def components(values: Array) -> Array:
    """Give what each unit adds to the REML criterion, so that resamples of units need only sums.

    For each number of scores s a unit can have: a count, its mask crossed with itself, its mask times its
    sum, and its squared sum; and for all units its scores by rater and their squares.
    """
    present = ~np.isnan(values)
    scores = np.where(present, values, 0.0)
    n, k = values.shape
    mask = present.astype(np.float64)
    counts, sums = present.sum(axis=1), scores.sum(axis=1)
    own = np.concatenate(
        [
            np.ones((n, 1)),
            (mask[:, :, None] * mask[:, None, :]).reshape(n, k * k),
            mask * sums[:, None],
            (sums**2)[:, None],
        ],
        axis=1,
    )
    by_size = np.zeros((n, k, own.shape[1]))
    scored = np.flatnonzero(counts > 0)
    by_size[scored, counts[scored] - 1] = own[scored]
    return np.concatenate([by_size.reshape(n, -1), scores, (scores**2).sum(axis=1)[:, None]], axis=1)


def statistic(raters: int, *, absolute: bool, k: float) -> Callable[[Array], Array]:
    """Give the function that turns sums of components (draws × …) into ICCs; NaN where there is none."""

    def iccs(sums: Array) -> Array:
        parts = _Sums(sums, raters)
        theta = _smallest(parts, np.full((sums.shape[0], 2), 0.7))
        unit, rater = theta[:, 0] ** 2, theta[:, 1] ** 2 * absolute
        usable = np.isfinite(parts.deviance(theta)[0]) & (theta.max(axis=1) < _RUNAWAY)
        return np.where(usable, unit / (unit + (rater + 1) / k), np.nan)

    return iccs


def profile_interval(found: TwoWay, level: float, *, absolute: bool) -> Interval | None:
    """Give the values of the single-score ICC that the REML profile likelihood does not rule out.

    Those whose smallest deviance lies within the χ² quantile (1 df) of the best. Components cannot be
    negative, so the interval does not go below 0.
    """
    if found.residual <= 0:
        return None
    from scipy import optimize, special  # noqa: PLC0415 - late, as above

    tried = _Sums(np.repeat(found.sums[None], _TRIED, axis=0), found.raters)
    estimate = found.unit / (found.unit + found.residual + (found.rater if absolute else 0.0))
    widest = 10 + 3 * float(np.sqrt(found.rater / found.residual))

    def deviances(rho: float, raters: Array) -> Array:
        units = rho * (1 + (raters**2 if absolute else 0.0)) / (1 - rho)
        return tried.deviance(np.stack([np.sqrt(units) * np.ones(_TRIED), raters], axis=1))[0]

    def least(rho: float) -> float:
        low, high, smallest = 0.0, widest, np.inf
        for _ in range(3):
            grid = np.linspace(low, high, _TRIED)
            values = deviances(rho, grid)
            best = int(values.argmin())
            smallest = min(smallest, float(values[best]))
            low, high = grid[max(0, best - 1)], grid[min(_TRIED - 1, best + 1)]
        return smallest

    limit = least(estimate) + float(special.chdtri(1.0, 1 - level))
    if least(0.0) <= limit:
        low = 0.0
    else:
        low = float(optimize.brentq(lambda rho: least(rho) - limit, 0.0, estimate, xtol=1e-6))
    top = 1 - 1e-9
    if estimate >= top or least(top) <= limit:
        return None
    high = float(optimize.brentq(lambda rho: least(rho) - limit, estimate, top, xtol=1e-6))
    return Interval(low, high, level, "REML profile likelihood")


_TRIED = 40
"""How many θ of raters are tried at once where the profile is searched."""

_RUNAWAY = 1e4
"""A resample whose θ passes this has no residual of its own."""


class _Sums:
    """Summed components, and the REML deviance of many draws at once."""

    def __init__(self, sums: Array, raters: int) -> None:
        k = raters
        width = k * k + k + 2
        by_size = sums[:, : k * width].reshape(-1, k, width)
        self.raters, self.sizes = k, np.arange(1.0, k + 1)
        self.often = by_size[:, :, 0]
        self.crossed = by_size[:, :, 1 : 1 + k * k].reshape(-1, k, k, k)
        self.pulled = by_size[:, :, 1 + k * k : 1 + k * k + k]
        self.squared = by_size[:, :, -1]
        self.scores, self.squares = sums[:, k * width : -1], sums[:, -1]
        self.per_rater = np.einsum("dsjj->dj", self.crossed)
        self.n = self.often @ self.sizes

    def deviance(self, theta: Array) -> tuple[Array, Array]:
        """Give each draw's deviance (inf where it has none) and residual variance at θ of unit and rater."""
        unit, rater = theta[:, 0] ** 2, theta[:, 1]
        weights = unit[:, None] / (1 + unit[:, None] * self.sizes)
        crossed = -np.einsum("ds,dsij->dij", weights, self.crossed)
        places = np.arange(self.raters)
        crossed[:, places, places] += self.per_rater
        sized = weights * self.sizes
        ones = self.per_rater - np.einsum("ds,dsjj->dj", sized, self.crossed)
        pulled = self.scores - np.einsum("ds,dsj->dj", weights, self.pulled)
        n = self.n - (sized * self.sizes * self.often).sum(axis=1)
        total = self.scores.sum(axis=1) - (weights * self.pulled.sum(axis=2)).sum(axis=1)
        squares = self.squares - (weights * self.squared).sum(axis=1)
        system = crossed * (rater**2)[:, None, None]
        system[:, places, places] += 1.0
        right = np.stack([ones, pulled], axis=2) * rater[:, None, None]
        solved = np.linalg.solve(system, right)
        inner = np.einsum("dki,dkj->dij", right, solved)
        information = n - inner[:, 0, 0]
        mixed = total - inner[:, 0, 1]
        left = squares - inner[:, 1, 1] - mixed**2 / information
        with np.errstate(divide="ignore", invalid="ignore"):
            residual = left / (self.n - 1)
            logs = np.linalg.slogdet(system)[1] + (self.often * np.log1p(unit[:, None] * self.sizes)).sum(1)
            value = logs + np.log(information) + (self.n - 1) * (1 + np.log(2 * np.pi * residual))
        return np.where((residual > 0) & np.isfinite(value), value, np.inf), residual


def _smallest(sums: _Sums, theta: Array, rounds: int = 60) -> Array:
    """Find each draw's θ with the smallest deviance, by Newton steps on all draws at once.

    The deviance is even in θ, so 0 needs no bound: the sign is dropped in the end. Curvatures are taken as
    positive, which leads away from a saddle, and a step that does not help is halved.
    """
    value = sums.deviance(theta)[0]
    reach = np.ones(value.size)
    for _ in range(rounds):
        slope, curve = _curvature(sums, theta, value)
        roots, directions = np.linalg.eigh(curve)
        along = np.einsum("dji,dj->di", directions, slope) / np.maximum(np.abs(roots), 1e-6)
        step = -np.einsum("dij,dj->di", directions, along)
        longest = np.abs(step).max(axis=1)
        limit = reach * np.maximum(1.0, np.abs(theta).max(axis=1))
        step *= np.minimum(1.0, limit / np.maximum(longest, 1e-300))[:, None]
        tried = np.abs(theta + step)
        found = sums.deviance(tried)[0]
        better = found <= value
        theta = np.where(better[:, None], tried, theta)
        done = (np.abs(step).max(axis=1) < _NO_MORE) | (~better & (longest < 1e-6)) | ~np.isfinite(value)
        value = np.where(better, found, value)
        reach = np.where(better, np.minimum(1.0, 2 * reach), np.minimum(reach, longest) / 4)
        if (done | (theta.max(axis=1) > _RUNAWAY)).all():
            break
    return theta


def _curvature(sums: _Sums, theta: Array, value: Array) -> tuple[Array, Array]:
    """Give the slope and the curvature of every draw's deviance by differences."""
    h = 2e-4 * np.maximum(1.0, theta)

    def moved(unit: float, rater: float) -> Array:
        return sums.deviance(theta + h * np.array([unit, rater]))[0]

    with np.errstate(invalid="ignore"):
        ahead, behind = (np.stack([moved(sign, 0), moved(0, sign)], axis=1) for sign in (1, -1))
        slope = (ahead - behind) / (2 * h)
        curve = np.empty((value.size, 2, 2))
        second = (ahead - 2 * value[:, None] + behind) / h**2
        both = (moved(1, 1) - moved(1, -1) - moved(-1, 1) + moved(-1, -1)) / (4 * h[:, 0] * h[:, 1])
    curve[:, 0, 0], curve[:, 1, 1] = second[:, 0], second[:, 1]
    curve[:, 0, 1] = curve[:, 1, 0] = both
    usable = np.asarray(np.isfinite(curve).all(axis=(1, 2)) & np.isfinite(slope).all(axis=1))
    return np.where(usable[:, None], slope, 0.0), np.where(usable[:, None, None], curve, np.eye(2))


def _without_residual(spread: Array) -> tuple[tuple[float, float] | None, int]:
    """Give the variances of units and raters where these say everything, and the residual's df.

    It is the limit of REML for a residual that goes to 0: the variances of the effects themselves.
    """
    present = ~np.isnan(spread)
    n, k = spread.shape
    units, raters = np.nonzero(np.asarray(present))
    scores, filled, mask = spread[present], np.where(present, spread, 0.0), present.astype(np.float64)
    # Raters less their units' means: a k × k system is all that is needed.
    counts, sums = mask.sum(axis=1), filled.sum(axis=1)
    system = np.diag(mask.sum(axis=0)) - (mask / counts[:, None]).T @ mask
    right = filled.sum(axis=0) - mask.T @ (sums / counts)
    effects, _, rank, _ = np.linalg.lstsq(system, right, rcond=1e-9)
    own = (sums - mask @ effects) / counts
    left = np.asarray(scores) - own[units] - effects[raters]
    df = int(scores.size - n - rank)
    if float(left @ left) > _EXACT * float(scores @ scores):
        return None, df
    return (float(own.var(ddof=1)) if n > 1 else 0.0, float(effects.var(ddof=1)) if k > 1 else 0.0), df
