"""How one partner meets the other's state: moves that fit it, the turn after them, coupled ratings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.bootstrap import DRAWS, SEED, cluster_bootstrap
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import wilson
from havenlens.sequences.acts import Act, CodedActs

if TYPE_CHECKING:  # recipes take a while to define, and only types need them
    from havenlens.domain.recipes import IntervalCorrelation, LatencyRecipe, MatchInState, Move

FEW_INTERVALS = 8
"""Fewer pairs of intervals than this are flagged."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move of somebody towards a person who is in a state, and whether it fits that state."""

    act: Act
    person: str
    state: str
    matched: bool
    counter: bool


@dataclass(frozen=True, slots=True)
class MatchSummary:
    """Counts of moves in a state, which add up over observations."""

    n_moves: int
    n_matched: int
    n_counter: int

    def __add__(self, other: MatchSummary) -> MatchSummary:
        return MatchSummary(
            self.n_moves + other.n_moves,
            self.n_matched + other.n_matched,
            self.n_counter + other.n_counter,
        )

    @property
    def share_matched(self) -> float | None:
        """Give the share of moves that fit the state; None without moves."""
        return self.n_matched / self.n_moves if self.n_moves else None

    @property
    def share_counter(self) -> float | None:
        """Give the share of moves that fit no state."""
        return self.n_counter / self.n_moves if self.n_moves else None

    def matched_interval(self, level: float = 0.95) -> Interval | None:
        """Give Wilson's interval of the share that fits."""
        return wilson(self.n_matched, self.n_moves, level)

    def as_json(self) -> dict[str, Any]:
        """Give the summary as plain values, unrounded."""
        return {
            "n_moves": self.n_moves,
            "n_matched": self.n_matched,
            "share_matched": self.share_matched,
            "n_counter": self.n_counter,
            "share_counter": self.share_counter,
        }


def moves_of(coding: CodedActs, recipe: MatchInState) -> tuple[MoveRow, ...]:
    """Give every move that starts in the half-open span of somebody's state, in time order.

    A move counts when somebody else makes it, towards the person in the state or towards nobody.
    """
    fits = {fit.state: {code.id for code in coding.scheme.selected(fit.moves)} for fit in recipe.fits}
    counter = {code.id for code in coding.scheme.selected(recipe.counter)}
    lasting = [act for act in coding.acts if act.code in fits]
    found = [
        MoveRow(act, state.actor, state.code, act.code in fits[state.code], act.code in counter)
        for act in coding.select(recipe.moves)
        for state in lasting
        if act.actor != state.actor and act.target in (None, state.actor) and coding.lasts(state, act.onset)
    ]
    return tuple(found)


def summarise_moves(rows: Iterable[MoveRow]) -> MatchSummary:
    """Count moves.

    >>> summarise_moves([]).share_matched is None
    True
    """
    found = list(rows)
    return MatchSummary(len(found), sum(row.matched for row in found), sum(row.counter for row in found))


def match_by_state(rows: Sequence[MoveRow], recipe: MatchInState) -> dict[str, MatchSummary]:
    """Count moves for each state of a recipe, in the recipe's order."""
    return {fit.state: summarise_moves(row for row in rows if row.state == fit.state) for fit in recipe.fits}


@dataclass(frozen=True, slots=True)
class Turn:
    """The fitting moves towards one person since that person's last turn, and the turn, if it came."""

    person: str
    moves: tuple[Act, ...]
    act: Act | None

    def after(self, move: Move) -> int | None:
        """Give the microseconds from the first or the last fitting move to the turn."""
        from havenlens.domain.recipes import Move  # noqa: PLC0415 - late, as recipes are slow to define

        if self.act is None:
            return None
        since = self.moves[0] if move is Move.FIRST_MATCHED else self.moves[-1]
        return self.act.onset - since.onset


def turns_of(coding: CodedActs, recipe: LatencyRecipe, rows: Sequence[MoveRow]) -> tuple[Turn, ...]:
    """Give each turn of a person after fitting moves; ``rows`` come from `moves_of`.

    A turn is an act of ``recipe.to`` by the person. Fitting moves between two turns belong to the second;
    those after the last one make a turn that did not come. Turns without a fitting move before are left out.
    """
    matched: dict[str, list[Act]] = {}
    for row in rows:
        if row.matched:
            matched.setdefault(row.person, []).append(row.act)
    found = []
    for person in sorted(matched):
        waiting = matched[person]
        for turn in coding.select(recipe.to):
            before = tuple(act for act in waiting if act.onset <= turn.onset)
            if turn.actor == person and before:
                found.append(Turn(person, before, turn))
                waiting = waiting[len(before) :]
        if waiting:
            found.append(Turn(person, tuple(waiting), None))
    return tuple(sorted(found, key=lambda one: (one.moves[0].onset, one.person)))


def turn_seconds(turns: Iterable[Turn], recipe: LatencyRecipe) -> dict[str, float | None]:
    """Give the median seconds to the turns that came, for each way of counting that the recipe uses."""
    came = [turn for turn in turns if turn.act is not None]
    times = {move: [at for turn in came if (at := turn.after(move)) is not None] for move in recipe.use}
    return {move.value: median(found) / 1_000_000 if found else None for move, found in times.items()}


class Rated(NamedTuple):
    """One person's ratings in successive intervals: the number of each, and both scores (NaN is missing)."""

    ordinal: NDArray[np.int64]
    x: Array
    y: Array


def rated(rows: Iterable[tuple[int, Mapping[str, float | None]]], recipe: IntervalCorrelation) -> Rated:
    """Take one person's two dimensions out of rows of ``(number of the interval, scores by dimension)``."""
    found = sorted(rows, key=lambda row: row[0])
    x, y = ([_number(scores.get(name)) for _, scores in found] for name in (recipe.x, recipe.y))
    return Rated(np.array([number for number, _ in found], dtype=np.int64), np.array(x), np.array(y))


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def coupling(
    people: Sequence[Rated],
    lag: int = 0,
    *,
    within_person: bool = True,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Coefficient:
    """Correlate two ratings over intervals, y ``lag`` intervals after x, within persons.

    ``r = Σ (x − x̄_p)(y − ȳ_p) / √(Σ (x − x̄_p)² Σ (y − ȳ_p)²)`` over all pairs of all people, with the means
    of each person's own pairs, so that differences between people play no part; without ``within_person``
    the means are those of everybody. Bland, J. M., & Altman, D. G. (1995), BMJ 310, 446. A person's intervals
    follow each other and are not independent: the interval resamples people, and there is none with fewer
    than two.

    >>> falling = Rated(np.arange(3), np.array([2.0, 6, 7]), np.array([5.0, 4, 2]))
    >>> round(coupling([falling]).estimate, 3)
    -0.866
    """
    params = {"lag": lag, "within_person": within_person}
    pairs = [_pairs(person, lag) for person in people]
    pairs = [pair for pair in pairs if pair.shape[0]]
    n = sum(pair.shape[0] for pair in pairs)
    detail = {"n_pairs": n, "n_people": len(pairs)}
    given: dict[str, Any] = {"n_units": n, "n_raters": 1, "params": params, "detail": detail}
    if n < 3:
        return Coefficient.not_defined(_METHOD, Problem("sequences.few_pairs", {"n": n}), **given)
    middle = np.concatenate(pairs).mean(axis=0)
    parts = np.stack([_products(pair - (pair.mean(axis=0) if within_person else middle)) for pair in pairs])
    estimate = float(_correlation(parts.sum(axis=0)[None])[0])
    if not np.isfinite(estimate):
        return Coefficient.not_defined(_METHOD, Problem("sequences.no_spread"), **given)
    again = cluster_bootstrap(parts, _correlation, level=level, draws=draws, seed=seed)
    few = (Problem("sequences.few_intervals", {"n": n, "least": FEW_INTERVALS}),)
    return Coefficient(
        _METHOD,
        estimate,
        interval=again.interval,
        se=again.se,
        warnings=few if n < FEW_INTERVALS else (),
        **given,
    )


def couplings(people: Sequence[Rated], recipe: IntervalCorrelation) -> dict[int, Coefficient]:
    """Correlate at each lag of a recipe."""
    return {lag: coupling(people, lag, within_person=recipe.within_person) for lag in recipe.lags}


_METHOD = "interval_correlation"


def _pairs(person: Rated, lag: int) -> Array:
    """Give the person's pairs of scores whose intervals lie exactly ``lag`` apart, as rows of x and y."""
    later = {int(number): place for place, number in enumerate(person.ordinal)}
    found = [
        (person.x[place], person.y[later[int(number) + lag]])
        for place, number in enumerate(person.ordinal)
        if int(number) + lag in later
    ]
    both = np.array(found, dtype=np.float64).reshape(-1, 2)
    return both[np.isfinite(both).all(axis=1)]


def _products(centred: Array) -> Array:
    x, y = centred.T
    return np.array([x @ y, x @ x, y @ y])


def _correlation(sums: Array) -> Array:
    spread = np.sqrt(sums[..., 1] * sums[..., 2])
    some = spread > 1e-12
    return np.where(some, sums[..., 0] / np.where(some, spread, 1.0), np.nan)
