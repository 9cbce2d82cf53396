"""How long bids wait for an answer: the curve of those still unanswered, with what was cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.coefficient import Interval
from havenlens.inference.intervals import normal_quantile
from havenlens.sequences.acts import CodedActs
from havenlens.sequences.bids import BidRow, bid_rows

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import ResponseWindow

_METHOD = "Greenwood, log-log"


class Waits(NamedTuple):
    """How long each bid was watched (microseconds), and whether it was answered then or cut off."""

    time: NDArray[np.int64]
    answered: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Step:
    """One drop of the curve: at ``time`` microseconds, ``answered`` of ``at_risk`` bids.

    ``unanswered`` is the share still without an answer after it; ``interval`` is None where that share is 0.
    """

    time: int
    at_risk: int
    answered: int
    unanswered: float
    se: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class LatencyCurve:
    """Kaplan and Meier's curve of bids that wait, and its median in microseconds.

    ``median`` is None where fewer than half were answered before they were cut off; the ends of its interval
    are None likewise.
    """

    n_bids: int
    n_answered: int
    steps: tuple[Step, ...]
    median: int | None
    median_interval: tuple[int | None, int | None]
    level: float

    def unanswered_at(self, time: int) -> float:
        """Give the share still without an answer after some microseconds."""
        return next((step.unanswered for step in reversed(self.steps) if step.time <= time), 1.0)

    def as_json(self) -> dict[str, Any]:
        """Give the curve as plain values, times in seconds."""
        low, high = self.median_interval
        return {
            "n_bids": self.n_bids,
            "n_answered": self.n_answered,
            "n_censored": self.n_bids - self.n_answered,
            "median_s": _seconds(self.median),
            "median_ci_s": [_seconds(low), _seconds(high)],
            "level": self.level,
            "steps": [
                {
                    "time_s": step.time / 1_000_000,
                    "at_risk": step.at_risk,
                    "answered": step.answered,
                    "unanswered": step.unanswered,
                    "se": step.se,
                    "ci": None if step.interval is None else [step.interval.low, step.interval.high],
                }
                for step in self.steps
            ],
        }


def _seconds(value: int | None) -> float | None:
    return None if value is None else value / 1_000_000


def waits(coding: CodedActs, recipe: ResponseWindow, reach: int | None = None) -> Waits:
    """Watch every bid of a coding until its first answer, for ``reach`` microseconds at most.

    Where no reach is given it is the widest window of the recipe. A bid is cut off at the reach or at the end
    of the coded time, whichever comes first; a linked answer beyond the reach counts as cut off there,
    because only linked answers are looked for so far away.
    """
    widest = max((recipe.window, *recipe.sweep)) if reach is None else reach
    return waits_of(bid_rows(coding, recipe, widest), widest, coding.end)


def waits_of(rows: Iterable[BidRow], reach: int, end: int) -> Waits:
    """Give the waits of rows that were made with a window of ``reach`` in coded time that ends at ``end``.

    Nobody knows how long a withheld bid waited: it has none.
    """
    time, answered = [], []
    for row in rows:
        if row.withheld:
            continue
        first, last = row.latency, max(0, min(reach, end - row.at))
        seen = first is not None and first <= reach
        time.append(first if seen and first is not None else last)
        answered.append(seen)
    return Waits(np.array(time, dtype=np.int64), np.array(answered, dtype=np.bool_))


def pool_waits(parts: Sequence[Waits]) -> Waits:
    """Put the waits of several codings together."""
    if not parts:
        return Waits(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_))
    return Waits(np.concatenate([p.time for p in parts]), np.concatenate([p.answered for p in parts]))


def latency_curve(waited: Waits, level: float = 0.95) -> LatencyCurve:
    """Give the share of bids still unanswered over time.

    ``S(t) = Π (1 − d/n)`` over the times of answers up to t, with d answered of n still watched; what is cut
    off at a time is still watched at it. Kaplan, E. L., & Meier, P. (1958), Journal of the American
    Statistical Association 53, 457-481. The interval is ``S^exp(±z·σ/|ln S|)`` with Greenwood's
    ``σ² = Σ d/(n(n−d))``; Kalbfleisch, J. D., & Prentice, R. L. (1980), The Statistical Analysis of Failure
    Time Data, p. 15. The median is the first time at which S is at most one half; its interval holds the
    times at which the curve's interval covers one half: Brookmeyer, R., & Crowley, J. (1982), Biometrics 38,
    29-41.

    The 21 patients with 6-MP of Freireich, E. J., et al. (1963), Blood 21, 699-716 (weeks of remission):

    >>> relapsed, well = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    >>> curve = latency_curve(Waits(np.array(relapsed + well), np.arange(21) < 9))
    >>> [(step.time, step.at_risk, round(step.unanswered, 3)) for step in curve.steps]
    ... # doctest: +NORMALIZE_WHITESPACE
    [(6, 21, 0.857), (7, 17, 0.807), (10, 15, 0.753), (13, 12, 0.69), (16, 11, 0.627), (22, 7, 0.538),
     (23, 6, 0.448)]
    >>> last = curve.steps[-1]
    >>> round(last.se, 4), round(last.interval.low, 3), round(last.interval.high, 3)
    (0.1346, 0.188, 0.68)
    >>> curve.median, curve.median_interval
    (23, (13, None))
    """
    order = np.sort(waited.time)
    times, answered = np.unique(waited.time[waited.answered], return_counts=True)
    at_risk = order.size - np.searchsorted(order, times)
    left = np.cumprod(1 - answered / np.maximum(at_risk, 1))
    some = at_risk > answered
    parts = np.divide(answered, at_risk * (at_risk - answered), out=np.zeros(times.size), where=some)
    sigma = np.sqrt(np.cumsum(parts))
    steps = tuple(
        Step(int(t), int(n), int(d), float(s), float(s * e), _interval(float(s), float(e), level))
        for t, n, d, s, e in zip(times, at_risk, answered, left, sigma, strict=True)
    )
    return LatencyCurve(
        n_bids=int(order.size),
        n_answered=int(waited.answered.sum()),
        steps=steps,
        median=_first([(step.time, step.unanswered) for step in steps]),
        median_interval=(
            # Where nobody waits any more there is no interval, but it would begin at 0.
            _first([(step.time, 0.0 if step.interval is None else step.interval.low) for step in steps]),
            _first([(step.time, step.interval.high) for step in steps if step.interval is not None]),
        ),
        level=level,
    )


def _interval(left: float, sigma: float, level: float) -> Interval | None:
    if not 0 < left < 1:
        return None
    reach = float(np.exp(normal_quantile(level) * sigma / abs(np.log(left))))
    return Interval(left**reach, left ** (1 / reach), level, _METHOD)


def _first(curve: Iterable[tuple[int, float]]) -> int | None:
    """Give the first time at which a curve is at most one half, as far as rounding can tell."""
    return next((time for time, value in curve if value <= 0.5 + 1e-12), None)
