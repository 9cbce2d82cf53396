"""Partner buffering over a study: moves that fit the other's state, the turn after them, coupled ratings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from havenlens.domain.recipes import IntervalCorrelation, LatencyRecipe, MatchInState
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.buffering import (
    MatchSummary,
    MoveRow,
    Rated,
    Turn,
    coupling,
    match_by_state,
    moves_of,
    rated,
    summarise_moves,
    turns_of,
)
from havenlens.sequences.pooling import pooled_median
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.resampling import share

_APART = 1_000_000
"""Between the intervals of two observations, so that no lag reaches from one into the other."""


@dataclass(frozen=True, slots=True)
class ObservedMoves:
    """The moves of one observation, and the turns after them by recipe."""

    coding: CodedObservation
    moves: tuple[MoveRow, ...]
    turns: Mapping[str, tuple[Turn, ...]]


@dataclass(frozen=True, slots=True)
class MatchResults:
    """Moves in each state over a study; ``movers`` counts by who made them."""

    recipe: MatchInState
    observations: tuple[ObservedMoves, ...]
    states: Mapping[str, MatchSummary]
    movers: Mapping[str, Mapping[str, MatchSummary]]
    pooled: Mapping[str, Coefficient]
    turns: Mapping[str, Mapping[str, Coefficient]]

    def plain(self) -> dict[str, Any]:
        """Give the results as plain values, times in seconds."""
        return {
            "n_observations": len(self.observations),
            "by_state": {
                state: {**part.as_json(), "over_observations": self.pooled[state].as_json()}
                for state, part in self.states.items()
            },
            "by_mover": {
                state: {person: part.as_json() for person, part in people.items()}
                for state, people in self.movers.items()
            },
            **{
                f"{name}_s": {move: one.as_json() for move, one in moves.items()}
                for name, moves in self.turns.items()
            },
        }


@dataclass(frozen=True, slots=True)
class CouplingResults:
    """How two ratings move together over intervals, within persons, at each lag."""

    recipe: IntervalCorrelation
    lags: Mapping[int, Coefficient]

    def plain(self) -> dict[str, Any]:
        """Give a coefficient for each lag."""
        return {f"lag{lag}": one.as_json() for lag, one in self.lags.items()}


def all_matches(counted: Counted, options: SequenceOptions) -> tuple[MatchResults, ...]:
    """Work out every recipe of moves in a state, with the turns that build on it."""
    return tuple(_matches(recipe, counted, options) for recipe in counted.of_kind(MatchInState))


def _matches(recipe: MatchInState, counted: Counted, options: SequenceOptions) -> MatchResults:
    turning = [each for each in counted.of_kind(LatencyRecipe) if each.builds_on == recipe.id]
    found = []
    for coding in counted.with_acts:
        assert coding.acts is not None
        moves = moves_of(coding.acts, recipe)
        turns = {each.id: turns_of(coding.acts, each, moves) for each in turning}
        found.append(ObservedMoves(coding, moves, turns))
    each = [match_by_state(one.moves, recipe) for one in found]
    every = [move for one in found for move in one.moves]
    return MatchResults(
        recipe=recipe,
        observations=tuple(found),
        states=match_by_state(every, recipe),
        movers={
            fit.state: _by_mover(move for move in every if move.state == fit.state) for fit in recipe.fits
        },
        pooled={
            fit.state: share(
                "share_matched",
                [(one[fit.state].n_matched, one[fit.state].n_moves) for one in each],
                options,
            )
            for fit in recipe.fits
        },
        turns={each.id: _turns(each, found, options) for each in turning},
    )


def _by_mover(moves: Iterable[MoveRow]) -> dict[str, MatchSummary]:
    people: dict[str, list[MoveRow]] = {}
    for move in moves:
        people.setdefault(move.act.actor, []).append(move)
    return {person: summarise_moves(own) for person, own in sorted(people.items())}


def _turns(
    recipe: LatencyRecipe, found: Iterable[ObservedMoves], options: SequenceOptions
) -> dict[str, Coefficient]:
    each = [one.turns[recipe.id] for one in found]
    return {
        move.value: pooled_median(
            f"{recipe.id}_s",
            [[at / SECOND for turn in turns if (at := turn.after(move)) is not None] for turns in each],
            options.level,
            draws=options.draws,
            seed=options.seed,
        )
        for move in recipe.use
    }


def all_couplings(counted: Counted, options: SequenceOptions) -> tuple[CouplingResults, ...]:
    """Correlate rated intervals within persons; one person's observations belong together."""
    found = []
    for recipe in counted.of_kind(IntervalCorrelation):
        people = [rated(rows, recipe) for rows in _intervals(counted).values()]
        if people:
            found.append(CouplingResults(recipe, _lags(people, recipe, options)))
    return tuple(found)


def _lags(
    people: list[Rated], recipe: IntervalCorrelation, options: SequenceOptions
) -> dict[int, Coefficient]:
    return {
        lag: coupling(
            people,
            lag,
            within_person=recipe.within_person,
            level=options.level,
            draws=options.draws,
            seed=options.seed,
        )
        for lag in recipe.lags
    }


def _intervals(counted: Counted) -> dict[str, list[tuple[int, Mapping[str, float | None]]]]:
    people: dict[str, list[tuple[int, Mapping[str, float | None]]]] = {}
    for place, coding in enumerate(counted.codings):
        for person, rows in coding.ratings.intervals.items():
            own = people.setdefault(person, [])
            own += [(number + place * _APART, scores) for number, scores in rows]
    return people
