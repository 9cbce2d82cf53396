"""Which code follows which: events at lags 1, 2, … in their order, with or without pauses between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import DRAWS, SEED, cluster_bootstrap
from havenlens.inference.coefficient import Coefficient
from havenlens.inference.ipf import proportional_fits
from havenlens.sequences.acts import Act, CodedActs
from havenlens.sequences.contingency import small_table
from havenlens.sequences.permutation import PERMUTATIONS, Progress, chain_null, lag_shifts, mid_p
from havenlens.sequences.pooling import few_observations
from havenlens.sequences.residuals import (
    adjusted_residuals,
    expected_counts,
    odds_parts,
    q_of_sums,
    too_small,
    yules_q,
)

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import Selector

PAUSE = "pause"
"""The name under which a stretch without any event stands among the codes."""

Array = NDArray[np.float64]
Stream = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class LagCell:
    """One cell of a lag table: how often ``target`` comes so many events after ``given``.

    ``share`` is that of all that comes after ``given``. ``z``, ``q`` and ``odds_ratio`` are None where they
    have no value; ``z_shown`` is None as well where too little is expected, and ``p`` is then that of the
    permutation, where one was asked for and could be made. ``reason`` says why z is not shown.
    """

    given: str
    target: str
    count: int
    expected: float
    share: float | None
    z: float | None
    z_shown: float | None
    p: float | None
    q: float | None
    odds_ratio: float | None
    reason: Problem | None

    def as_json(self) -> dict[str, Any]:
        """Give the cell as plain values, unrounded."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**found, "reason": None if self.reason is None else self.reason.sentence}


@dataclass(frozen=True)
class LagTable:
    """How often each code (column) comes ``lag`` events after each (row), pooled over observations.

    ``structural`` marks what cannot happen; what was coded so all the same is left out, and counted in
    ``n_impossible``. ``p`` is NaN where no permutation was needed or none was made.
    """

    codes: tuple[str, ...]
    lag: int
    observed: NDArray[np.int64]
    structural: NDArray[np.bool_]
    p: Array
    permutations: int
    n_impossible: int = 0

    @property
    def n(self) -> int:
        """Give the number of transitions."""
        return int(self.observed.sum())

    @cached_property
    def _counts(self) -> Array:
        return self.observed.astype(np.float64)

    @cached_property
    def expected(self) -> Array:
        """Give what the totals alone would lead to."""
        return expected_counts(self._counts, self.structural)

    @cached_property
    def residuals(self) -> Array:
        """Give the adjusted residuals; NaN where there is none."""
        return adjusted_residuals(self._counts, self.structural)

    @cached_property
    def small(self) -> NDArray[np.bool_]:
        """Mark the cells whose residual is not to be read as a normal deviate."""
        return too_small(self.expected, self.n)

    @cached_property
    def shares(self) -> Array:
        """Give the share of each code among all that comes after a code; NaN where nothing does."""
        rows = self._counts.sum(axis=1, keepdims=True)
        return np.where(rows > 0, self._counts / np.where(rows > 0, rows, 1.0), np.nan)

    @cached_property
    def _odds(self) -> tuple[Array, Array]:
        return odds_parts(self._counts, self.structural)

    def occurs(self, code: str) -> bool:
        """Tell whether a code stands before or after anything."""
        place = self.codes.index(code)
        return bool(self.observed[place].any() or self.observed[:, place].any())

    def cell(self, given: str, target: str) -> LagCell:
        """Give one cell with everything that can be said about it."""
        i, j = self.codes.index(given), self.codes.index(target)
        ahead, behind = (float(part[i, j]) for part in self._odds)
        z, share, p = (_or_none(part[i, j]) for part in (self.residuals, self.shares, self.p))
        forbidden = bool(self.structural[i, j])
        return LagCell(
            given=given,
            target=target,
            count=int(self.observed[i, j]),
            expected=float(self.expected[i, j]),
            share=share,
            z=None if forbidden else z,
            z_shown=None if forbidden or self.small[i, j] else z,
            p=p,
            q=None if forbidden else _or_none(float(yules_q(np.array(ahead), np.array(behind)))),
            odds_ratio=None if forbidden or behind <= 0 else ahead / behind,
            reason=self._reason(i, j, z, p),
        )

    def _reason(self, i: int, j: int, z: float | None, p: float | None) -> Problem | None:
        if self.structural[i, j]:
            return Problem("sequences.cannot_follow", {"given": self.codes[i], "target": self.codes[j]})
        if z is None:
            return Problem("sequences.no_residual", {"given": self.codes[i], "target": self.codes[j]})
        return small_table(float(self.expected[i, j]), self.n, p) if self.small[i, j] else None

    def cells(self) -> tuple[LagCell, ...]:
        """Give every cell, row by row."""
        return tuple(self.cell(given, target) for given in self.codes for target in self.codes)

    def transitions(self, least: int = 1) -> tuple[LagCell, ...]:
        """Give the cells of a diagram: those that occur at least so often, the most frequent first."""
        found = [cell for cell in self.cells() if cell.count >= least]
        return tuple(sorted(found, key=lambda cell: -cell.count))

    def as_json(self) -> dict[str, Any]:
        """Give the table as plain values; None where there is no value."""
        return {
            "lag": self.lag,
            "codes": list(self.codes),
            "n": self.n,
            "n_impossible": self.n_impossible,
            "permutations": self.permutations,
            "observed": self.observed.tolist(),
            "cells": [cell.as_json() for cell in self.cells() if cell.count or cell.z is not None],
        }


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def by_code(act: Act) -> str:
    """Name an act by its code."""
    return act.code


def by_actor(act: Act) -> str:
    """Name an act by who acts and its code, where it matters who follows whom: ``DANA.soft_space``."""
    return f"{act.actor}.{act.code}"


class Step(NamedTuple):
    """One event in the order in which events are counted: its name, when it begins, and the act behind it.

    A pause has no act.
    """

    name: str
    onset: int
    act: Act | None


def steps_of(
    coding: CodedActs,
    acts: Iterable[Act],
    pause: int | None = None,
    *,
    many: bool = True,
    name: Callable[[Act], str] = by_code,
) -> Iterator[Step]:
    """Give acts, which are in order of onset, with the pauses between them, as `stream_of` counts them."""
    reached = coding.start
    for act in acts:
        yield from _pauses(reached, act.onset, pause, many=many)
        yield Step(name(act), act.onset, act)
        until = coding.ends(act) if act.code in coding.states else act.onset
        reached = max(reached, until)
    yield from _pauses(reached, coding.end, pause, many=many)


def _pauses(reached: int, until: int, pause: int | None, *, many: bool) -> Iterator[Step]:
    n = 0 if pause is None else max(0, until - reached) // pause
    for place in range(n if many else min(n, 1)):
        yield Step(PAUSE, reached + place * (pause or 0), None)


def stream_of(
    coding: CodedActs,
    events: Selector,
    codes: Sequence[str],
    pause: int | None = None,
    *,
    many: bool = True,
    name: Callable[[Act], str] = by_code,
) -> Stream:
    """Give a coding's events in order of onset, as places in ``codes``; what is not among them is left out.

    With ``pause`` (microseconds) a stretch in which none of these events holds becomes ``pause`` events, one
    for each whole pause it lasts, or a single one without ``many``: the event lag method with contiguous or
    noncontiguous pauses. ``codes`` then has `PAUSE`. ``name`` says what an event is called in ``codes``.
    """
    places = {code: place for place, code in enumerate(codes)}
    acts = [(act, places[called]) for act in coding.select(events) if (called := name(act)) in places]
    if pause is None:
        return np.array([place for _, place in acts], dtype=np.intp)
    if PAUSE not in places:
        raise ValueError(f"with pauses, {PAUSE!r} has to be among the codes")
    steps = steps_of(coding, (act for act, _ in acts), pause, many=many, name=name)
    return np.array([places[step.name] for step in steps], dtype=np.intp)


def lag_table(
    streams: Sequence[Stream],
    codes: Sequence[str],
    lag: int = 1,
    *,
    structural: NDArray[np.bool_] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    always: bool = False,
    progress: Progress | None = None,
) -> LagTable:
    """Count which code comes ``lag`` events after which, within each stream, and add the streams up.

    Expected counts, adjusted residuals, odds ratio and Yule's Q: see `residuals`. Where a residual is not to
    be read (fewer than 5 expected, or fewer than 30 in all), the p of shifts in a circle is worked out; with
    ``always`` everywhere. A code that cannot follow itself, or another, has a structural zero (at lag 1 only;
    ValueError elsewhere).

    >>> stream = np.array([0, 1, 0, 1, 0, 2, 0, 1])
    >>> table = lag_table([stream], ["bid", "answer", "look"], permutations=0)
    >>> table.observed.tolist(), table.n
    ([[0, 3, 1], [2, 0, 0], [1, 0, 0]], 7)
    """
    if structural is not None and lag != 1:
        raise ValueError("what cannot follow at once may follow later")
    k = len(codes)
    zeros = np.zeros((k, k), dtype=np.bool_) if structural is None else structural
    counted = sum((_pairs(stream, k, lag) for stream in streams), np.zeros((k, k), dtype=np.int64))
    observed = np.where(zeros, 0, counted)
    dropped = int(counted[zeros].sum())
    table = LagTable(tuple(codes), lag, observed, zeros, np.full((k, k), np.nan), 0, dropped)
    needed = np.isfinite(table.residuals) & ~zeros & (table.small | always)
    if permutations <= 0 or not needed.any():
        return table
    if zeros.any():
        drawn = chain_null(streams, table.expected, permutations, seed, progress).reshape(-1, k, k)
        p = np.where(needed, _around_zeros(table, drawn), np.nan)
        return replace(table, p=p, permutations=permutations)
    shifted = lag_shifts(streams, k, lag, permutations, seed, progress)
    if shifted.null.shape[0] == 0:
        return table
    p = np.where(needed, mid_p(shifted.observed, shifted.null).reshape(k, k), np.nan)
    return replace(table, p=p, permutations=shifted.null.shape[0])


def _pairs(stream: Stream, k: int, lag: int) -> NDArray[np.int64]:
    return np.bincount(stream[:-lag] * k + stream[lag:], minlength=k * k).reshape(k, k)


def _around_zeros(table: LagTable, null: NDArray[np.int32]) -> Array:
    """Compare residuals instead of counts, because the totals of streams drawn anew are not the same."""
    drawn = null.astype(np.float64)
    chance = _scaled(drawn, proportional_fits(drawn, table.structural))
    found = _scaled(table.observed.astype(np.float64), table.expected)
    # Rounding keeps values equal that are equal but for the last digits.
    return mid_p(found.round(9), chance.round(9))


def _scaled(counts: Array, expected: Array) -> Array:
    some = expected > 0
    return np.where(some, (counts - expected) / np.sqrt(np.where(some, expected, 1.0)), 0.0)


def lag_tables(
    streams: Sequence[Stream],
    codes: Sequence[str],
    lags: Iterable[int] = (1,),
    *,
    structural: NDArray[np.bool_] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> dict[int, LagTable]:
    """Give a table for each lag; what cannot follow at once may come later, so zeros count at lag 1 only."""
    asked = tuple(lags)
    return {
        lag: lag_table(
            streams,
            codes,
            lag,
            structural=structural if lag == 1 else None,
            permutations=permutations,
            seed=seed,
            progress=None if progress is None else _part(progress, place, len(asked)),
        )
        for place, lag in enumerate(asked)
    }


def _part(progress: Progress, place: int, parts: int) -> Progress:
    """Give one of several equal parts of a piece of work the progress of the whole."""

    def tell(done: int, total: int) -> None:
        progress(place * total + done, parts * total)

    return tell


def no_repeats(codes: Sequence[str]) -> NDArray[np.bool_]:
    """Mark that no code can follow itself; a pause can."""
    return np.diag(np.array([code != PAUSE for code in codes], dtype=np.bool_))


def pooled_cell_q(
    streams: Sequence[Stream],
    codes: Sequence[str],
    given: str,
    target: str,
    lag: int = 1,
    level: float = 0.95,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Coefficient:
    """Give one cell's Yule's Q over a study with an interval that resamples whole observations."""
    k, i, j = len(codes), list(codes).index(given), list(codes).index(target)
    parts = np.array([_four(_pairs(stream, k, lag), i, j) for stream in streams]).reshape(-1, 4)
    params = {"given": given, "target": target, "lag": lag}
    about: dict[str, Any] = {"n_units": int(parts.sum()), "n_raters": 1, "params": params}
    estimate = _or_none(float(q_of_sums(parts.sum(axis=0)[None])[0]))
    if estimate is None:
        return Coefficient.not_defined("yules_q", Problem("sequences.no_q"), **about)
    again = cluster_bootstrap(parts, q_of_sums, level=level, draws=draws, seed=seed)
    few = few_observations(len(streams), again.interval)
    return Coefficient("yules_q", estimate, interval=again.interval, se=again.se, warnings=few, **about)


def _four(table: NDArray[np.int64], i: int, j: int) -> Array:
    a, row, column = int(table[i, j]), int(table[i].sum()), int(table[:, j].sum())
    return np.array([a, row - a, column - a, int(table.sum()) - row - column + a], dtype=np.float64)
