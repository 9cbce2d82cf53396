"""Variance components by restricted maximum likelihood, for crossed and nested random effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Levels = NDArray[np.intp]

_EXACT = 1e-12
"""A residual below this share of the variation is rounding, and no residual."""

_AT_ZERO = 1e-4
_RESTARTS = 4
_STEPS = 6


@dataclass(frozen=True, slots=True)
class Mixed:
    """Components of variance in the order of the effects, the residual, and where REML stood.

    ``on_the_edge`` names the places of effects whose component is 0 because it may not be negative.
    """

    components: tuple[float, ...]
    residual: float
    loglik: float
    mean: float
    converged: bool
    on_the_edge: tuple[int, ...]


def reml(scores: Array, effects: Sequence[Levels]) -> Mixed | None:
    """Estimate ``y = mean + one random effect for each list of levels + residual``; None without a residual.

    ``effects`` hold each score's level, 0, 1, … without gaps. The criterion is profiled over the mean and
    the residual variance, so that only the ratios θ = σ/σₑ ≥ 0 are searched: Bates, D., Mächler, M.,
    Bolker, B., & Walker, S. (2015), Journal of Statistical Software 67(1), 1-48, eq. 34 and 42. ``loglik``
    is the restricted log likelihood with its constant.

    One factor, balanced: REML is the analysis of variance as long as that is not negative.

    >>> found = reml(np.array([1.0, 2, 5, 6, 3, 4]), [np.array([0, 0, 1, 1, 2, 2])])
    >>> round(found.components[0], 4), round(found.residual, 4)
    (3.75, 0.5)
    """
    spread = scores - scores.mean()
    if not _leaves_a_residual(spread, effects):
        return None
    scale = float(spread.std())
    criterion = _Criterion(spread / scale, effects)
    theta, converged = _smallest(criterion)
    theta = _refined(criterion, theta)
    value, residual, mean = criterion.profile(theta)
    n = scores.size
    edge = tuple(int(place) for place in np.flatnonzero(theta < _AT_ZERO))
    theta = np.where(theta < _AT_ZERO, 0.0, theta)
    return Mixed(
        tuple(float(part) for part in theta**2 * residual * scale**2),
        residual * scale**2,
        -(value + 2 * (n - 1) * float(np.log(scale))) / 2,
        mean * scale + float(scores.mean()),
        converged,
        edge,
    )


class _Criterion:
    """The profiled REML deviance and its slope, worked out in blocks.

    The effects nested in one of them (teacher: teacher, cycle in teacher, teacher × rater) make the variances
    block by block; only the other effects tie the blocks together. The effect that leaves the least work is
    taken, so that all matrices are small.
    """

    def __init__(self, y: Array, effects: Sequence[Levels]) -> None:
        self.n, self.n_effects = y.size, len(effects)
        sizes = [int(levels.max()) + 1 for levels in effects]
        group = min(range(len(effects)), key=lambda place: _work(effects, sizes, place))
        self.inside = [place for place in range(len(effects)) if _nested(effects[place], effects[group])]
        self.others = [place for place in range(len(effects)) if place not in self.inside]
        ends = np.cumsum([0, *(sizes[place] for place in self.others)])
        self.parts = [slice(first, end) for first, end in pairwise(ends.tolist())]
        self.columns = int(ends[-1])
        often = np.bincount(effects[group])
        order = np.argsort(effects[group], kind="stable")
        rows = effects[group][order]
        places = np.arange(y.size) - np.repeat(np.cumsum(often) - often, often)
        shape = (often.size, int(often.max()))
        self.right = np.zeros((*shape, self.columns + 2))
        for part, place in zip(self.parts, self.others, strict=True):
            self.right[rows, places, part.start + effects[place][order]] = 1.0
        self.right[rows, places, -2], self.right[rows, places, -1] = 1.0, y[order]
        self.alike = []
        for place in self.inside:
            levels = np.full(shape, -1)
            levels[rows, places] = effects[place][order]
            same = (levels[:, :, None] == levels[:, None, :]) & (levels >= 0)[:, :, None]
            self.alike.append(same.astype(np.float64))

    def _solve(self, theta: Array) -> _Solved:
        blocks = np.zeros((*self.right.shape[:2], self.right.shape[1]))
        for same, place in zip(self.alike, self.inside, strict=True):
            blocks += theta[place] ** 2 * same
        diagonal = np.arange(blocks.shape[1])
        blocks[:, diagonal, diagonal] += 1.0
        logs = float(np.linalg.slogdet(blocks)[1].sum())
        inverse = np.asarray(np.linalg.inv(blocks), dtype=np.float64)
        weighted = inverse @ self.right
        width = self.columns + 2
        products = self.right.reshape(-1, width).T @ weighted.reshape(-1, width)
        scales = np.ones(width)
        for part, place in zip(self.parts, self.others, strict=True):
            scales[part] = theta[place]
        system = products * scales[:, None] * scales[None, :]
        system[np.arange(self.columns), np.arange(self.columns)] += 1.0
        factor = np.asarray(np.linalg.cholesky(system), dtype=np.float64)
        return _Solved(inverse, weighted, products, scales, factor, logs)

    def profile(self, theta: Array) -> tuple[float, float, float]:
        """Give the deviance, the residual variance and the mean at ``theta``."""
        return self._read(self._solve(theta))

    def _read(self, solved: _Solved) -> tuple[float, float, float]:
        factor, df = solved.factor, self.n - 1
        diagonal = np.diag(factor)
        residual = float(diagonal[-1] ** 2) / df
        logs = 2 * float(np.log(diagonal[:-1]).sum()) + solved.logs
        value = float(logs + df * (1 + np.log(2 * np.pi * residual)))
        return value, residual, float(factor[-1, -2] / factor[-2, -2])

    def slopes(self, theta: Array) -> tuple[float, Array]:
        """Give the deviance and its derivatives by θ² (not by θ, which would vanish at 0)."""
        solved = self._solve(theta)
        value, residual, _ = self._read(solved)
        back = np.linalg.inv(solved.factor[:-1, :-1]) * solved.scales[None, :-1]
        mixed = solved.factor[-1, :-1]
        across = back @ solved.products[:-1]
        traces = np.diag(solved.products) - (across**2).sum(axis=0)
        pulls = solved.products[:, -1] - across.T @ mixed
        slope = np.empty(self.n_effects)
        for part, place in zip(self.parts, self.others, strict=True):
            slope[place] = traces[part].sum() - (pulls[part] ** 2).sum() / residual
        tied = solved.weighted[:, :, :-1] @ back.T
        left = solved.inverse - tied @ tied.transpose(0, 2, 1)
        pulled = solved.weighted[:, :, -1] - tied @ mixed
        for same, place in zip(self.alike, self.inside, strict=True):
            drawn = float((pulled * (same @ pulled[:, :, None])[:, :, 0]).sum())
            slope[place] = float((left * same).sum()) - drawn / residual
        return value, slope


class _Solved(NamedTuple):
    """The inverse of each block, the right sides weighted by it, and the factor of what ties blocks."""

    inverse: Array
    weighted: Array
    products: Array
    scales: Array
    factor: Array
    logs: float


def _nested(levels: Levels, outer: Levels) -> bool:
    """Tell whether each level lies within one level of another effect."""
    first = np.full(int(levels.max()) + 1, -1)
    first[levels] = outer
    return bool((first[levels] == outer).all())


def _work(effects: Sequence[Levels], sizes: Sequence[int], group: int) -> float:
    """Reckon the work of taking the blocks of one effect: those of the blocks and of what ties them."""
    largest = float(np.bincount(effects[group]).max())
    tied = sum(
        size for size, levels in zip(sizes, effects, strict=True) if not _nested(levels, effects[group])
    )
    return float(
        sizes[group] * largest**2 * (largest + tied + 2) + sizes[group] * largest * tied**2 + tied**3
    )


def _smallest(criterion: _Criterion) -> tuple[Array, bool]:
    """Find the θ with the smallest deviance; a stop at 0 is left again where the slope leads away from it."""
    from scipy import optimize  # noqa: PLC0415 - late, as above

    def by_theta(theta: Array) -> tuple[float, Array]:
        value, slope = criterion.slopes(theta)
        return value, 2 * theta * slope

    theta = np.full(criterion.n_effects, 0.7)
    bounds = [(0.0, None)] * theta.size
    converged = False
    for _ in range(_RESTARTS):
        found = optimize.minimize(
            by_theta,
            theta,
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"ftol": 1e-14, "gtol": 1e-7, "maxiter": 300},
        )
        theta = np.asarray(found.x)
        slope = criterion.slopes(theta)[1]
        stuck = (theta < _AT_ZERO) & (slope < -1e-6)
        converged = bool(found.success) or float(np.abs(2 * theta * slope).max()) < 1e-3
        if not stuck.any():
            break
        theta = np.where(stuck, 0.1, theta)
    return theta, converged


def refined(scores: Array, effects: Sequence[Levels], theta: Array) -> Array:
    """Go from a θ near the smallest deviance to the smallest deviance, as exactly as numbers allow."""
    return _refined(_Criterion(scores, effects), theta)


def _refined(criterion: _Criterion, theta: Array) -> Array:
    """Take Newton's steps while they make the slope smaller: a deviance is flat long before it is lowest."""

    def slope(at: Array) -> Array:
        return 2 * at * criterion.slopes(at)[1]

    free = np.flatnonzero(theta >= _AT_ZERO)
    here = slope(theta)[free]
    for _ in range(_STEPS):
        if not free.size or not np.abs(here).max() > 0:
            break
        moves = np.zeros((free.size, theta.size))
        moves[np.arange(free.size), free] = 1e-5 * theta[free]
        apart = [(slope(theta + move) - slope(theta - move))[free] / (2 * move.sum()) for move in moves]
        try:
            step = np.linalg.solve(np.array(apart).T, here)
        except np.linalg.LinAlgError:
            break
        tried = theta.copy()
        tried[free] -= step
        if tried[free].min() <= 0:
            break
        there = slope(tried)[free]
        if not np.abs(there).max() < np.abs(here).max():
            break
        theta, here = tried, there
    return theta


def _leaves_a_residual(spread: Array, effects: Sequence[Levels]) -> bool:
    """Tell whether the effects, taken as fixed, leave anything of the scores."""
    total = float(spread @ spread)
    if total == 0:
        return False
    left = spread.copy()
    # Sweeping out means in turn comes as near to the least squares fit as asked, and needs no matrix.
    for _ in range(200):
        before = float(left @ left)
        for levels in effects:
            means = np.bincount(levels, weights=left) / np.bincount(levels)
            left = left - means[levels]
        now = float(left @ left)
        if now <= _EXACT * total:
            return False
        if before - now <= 1e-6 * now:
            return True
    return True
