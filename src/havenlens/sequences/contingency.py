"""Whether something follows within a window: bins of time, given or not, hit or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import DRAWS, SEED, cluster_bootstrap
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.acts import CodedActs
from havenlens.sequences.permutation import PERMUTATIONS, circular_shifts, mid_p
from havenlens.sequences.pooling import few_observations
from havenlens.sequences.residuals import (
    LEAST_EXPECTED,
    LEAST_TALLIES,
    adjusted_residuals,
    expected_counts,
    q_of_sums,
    too_small,
    yules_q,
)

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import LagSequential

Array = NDArray[np.float64]


class BinSeries(NamedTuple):
    """One observation in bins: after something given, hit by a target, and bins since the last given onset.

    ``since`` counts around the end of the observation, as the shifts of the permutation do.
    """

    given: NDArray[np.bool_]
    target: NDArray[np.bool_]
    since: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Contingency:
    """The two-by-two table of bins, and what it holds beyond its totals.

    ``z``, ``q`` and ``odds_ratio`` are None where they have no value, for the ``reasons`` given. ``small``
    tells that z is not to be read as a normal deviate; ``p`` is then that of the permutation (None where
    none was asked for).
    """

    a: int
    b: int
    c: int
    d: int
    expected: float
    z: float | None
    q: float | None
    odds_ratio: float | None
    small: bool
    p: float | None
    permutations: int
    reasons: tuple[Problem, ...]

    @property
    def n(self) -> int:
        """Give the number of bins."""
        return self.a + self.b + self.c + self.d

    @property
    def z_shown(self) -> float | None:
        """Give z where it may be read."""
        return None if self.small else self.z

    def as_json(self) -> dict[str, Any]:
        """Give the table as plain values, unrounded; z is given also where it should not be read."""
        return {
            "a": self.a,
            "b": self.b,
            "c": self.c,
            "d": self.d,
            "n": self.n,
            "expected": self.expected,
            "allison_liker_z": self.z,
            "yules_q": self.q,
            "odds_ratio": self.odds_ratio,
            "z_hidden": self.small,
            "permutation_p": self.p,
            "permutations": self.permutations,
            "reasons": [reason.sentence for reason in self.reasons],
        }


def bin_series(coding: CodedActs, recipe: LagSequential) -> BinSeries:
    """Cut a coding into bins of ``recipe.unit``; a rest at the end that fills no bin is left out.

    A bin is given when its centre lies in the closed window ``[0, recipe.window]`` after a given onset, hit
    when a target starts in it.
    """
    given = np.array([act.onset for act in coding.select(recipe.given)], dtype=np.int64)
    target = np.array([act.onset for act in coding.select(recipe.target)], dtype=np.int64)
    length = coding.end - coding.start
    return bin_onsets(given - coding.start, target - coding.start, length, recipe.window, recipe.unit)


def bin_onsets(
    given: NDArray[np.int64], target: NDArray[np.int64], end: int, window: int, unit: int
) -> BinSeries:
    """Cut onsets in order (microseconds) into bins.

    >>> found = bin_onsets(np.array([500]), np.array([2500]), 4000, 1500, 1000)
    >>> found.given.tolist(), found.target.tolist(), found.since.tolist()
    ([True, True, False, False], [False, False, True, False], [0, 1, 2, 3])
    """
    n = end // unit
    hit = np.zeros(n, dtype=np.bool_)
    places = target // unit
    hit[places[(places >= 0) & (places < n)]] = True
    if given.size == 0:
        return BinSeries(np.zeros(n, dtype=np.bool_), hit, np.zeros(n, dtype=np.int64))
    # Twice the times, so that the centre of a bin of odd length is a whole number as well.
    centres = 2 * unit * np.arange(n, dtype=np.int64) + unit
    before = np.searchsorted(2 * given, centres, side="right") - 1
    since = centres - 2 * given[before]
    since[before < 0] += 2 * unit * n
    return BinSeries((before >= 0) & (since <= 2 * window), hit, np.clip(since // (2 * unit), 0, n))


def fourfold_of(series: BinSeries) -> Array:
    """Count the bins: given and hit, given alone, hit alone, neither."""
    both = int((series.given & series.target).sum())
    given, target = int(series.given.sum()), int(series.target.sum())
    return np.array([both, given - both, target - both, series.given.size - given - target + both], float)


def contingency(
    series: Sequence[BinSeries],
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    *,
    always: bool = False,
) -> Contingency:
    """Put observations together and say whether the target follows what is given more often than by chance.

    ``z = (a − e) / √(e (1 − (a + c)/N)(1 − (a + b)/N))`` with ``e = (a + b)(a + c)/N``, and Yule's Q: see
    `residuals`. Where e is below 5 or N below 30 the p of shifts in a circle (`permutation`) is worked out
    instead, elsewhere only with ``always``.

    >>> given, target = np.zeros(75, bool), np.zeros(75, bool)
    >>> given[:24], target[:4] = True, True
    >>> found = contingency([BinSeries(given, target, np.arange(75))])
    >>> (found.a, found.b, found.c, found.d), found.expected, round(found.z, 3), found.q, found.small
    ((4, 20, 0, 51), 1.28, 2.996, 1.0, True)
    """
    cells = sum((fourfold_of(part) for part in series), np.zeros(4))
    table = cells.reshape(2, 2)
    expected, z = expected_counts(table)[0, 0], adjusted_residuals(table)[0, 0]
    ahead, behind = table[0, 0] * table[1, 1], table[0, 1] * table[1, 0]
    q = float(yules_q(np.array(ahead), np.array(behind)))
    small = bool(too_small(np.array(expected), table.sum()))
    varies = bool(np.isfinite(z))
    p, drawn = None, 0
    if varies and permutations > 0 and (small or always):
        shifted = circular_shifts(series, permutations, seed)
        p, drawn = float(mid_p(np.array(shifted.observed), shifted.null)), shifted.null.size
    a, b, c, d = (int(cell) for cell in cells)
    return Contingency(
        *(a, b, c, d),
        expected=float(expected),
        z=float(z) if varies else None,
        q=q if np.isfinite(q) else None,
        odds_ratio=float(ahead / behind) if behind > 0 else None,
        small=small,
        p=p,
        permutations=drawn,
        reasons=tuple(_reasons(table, float(expected), p, small=small, no_odds=behind <= 0)),
    )


def _reasons(table: Array, expected: float, p: float | None, *, small: bool, no_odds: bool) -> list[Problem]:
    total = float(table.sum())
    if total == 0:
        return [Problem("sequences.no_bins")]
    found = []
    if table[0].sum() in (0, total):
        found.append(Problem("sequences.given_constant"))
    if table[:, 0].sum() in (0, total):
        found.append(Problem("sequences.hit_constant"))
    if found:
        return found
    small_one = [small_table(expected, total, p)] if small else []
    return small_one + ([Problem("sequences.no_odds")] if no_odds else [])


def small_table(expected: float, total: float, p: float | None) -> Problem:
    """Say why a residual is hidden, and whether the p of a permutation stands in its place."""
    values = {
        "expected": f"{expected:.1f}",
        "n": int(total),
        "least": int(LEAST_EXPECTED),
        "tallies": LEAST_TALLIES,
    }
    return Problem("sequences.small_table" if p is not None else "sequences.small_table_alone", values)


def pooled_q(
    series: Sequence[BinSeries], level: float = 0.95, *, draws: int = DRAWS, seed: int = SEED
) -> Coefficient:
    """Give Yule's Q over a study with an interval that resamples whole observations."""
    parts = np.array([fourfold_of(part) for part in series]).reshape(-1, 4)
    n = int(parts.sum())
    given: dict[str, Any] = {"n_units": n, "n_raters": 1, "detail": {"n_observations": len(series)}}
    estimate = float(q_of_sums(parts.sum(axis=0)[None])[0])
    if not np.isfinite(estimate):
        return Coefficient.not_defined("yules_q", Problem("sequences.no_q"), **given)
    again = cluster_bootstrap(parts, q_of_sums, level=level, draws=draws, seed=seed)
    few = few_observations(len(series), again.interval)
    return Coefficient("yules_q", estimate, interval=again.interval, se=again.se, warnings=few, **given)
