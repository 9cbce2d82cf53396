"""Moves that fit a partner's state, the turn after them, coupled ratings, and shares of acts, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

from havenlens.domain.codebook import Scheme
from havenlens.domain.recipes import (
    CountByCode,
    ModifierShare,
    Move,
    PerTargetShare,
    RatePerMinute,
    Recipe,
    Selector,
)
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.acts import Act, CodedActs
from havenlens.sequences.budget import was_seen
from havenlens.sequences.buffering import MatchSummary, MoveRow, Turn, match_by_state
from havenlens.sequences.shares import MinuteRate, Ratio, Share, parts_of_rate
from havenlens.services.charts.page import seconds_in_words
from havenlens.services.recipes_in_words import recipe_in_words
from havenlens.services.results.sheet import (
    DASH,
    Analysis,
    Cell,
    Column,
    Field,
    Occurrence,
    Per,
    Row,
    Sheet,
    count,
    count_column,
    decimal,
    in_order,
    in_percent,
    interval_column,
    occurrence,
    of_column,
    over_observations,
    resampled_column,
    seconds,
    share_column,
    share_of,
    text,
    text_column,
)
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.naming import code_name, counted_name, dimension_name, turn_name
from havenlens.services.sequences.partners import CouplingResults, MatchResults, ObservedMoves
from havenlens.services.sequences.shares import ShareResults, shares_of
from havenlens.services.tables import Kind
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


def partner_sheet(
    matches: Sequence[MatchResults],
    couplings: Sequence[CouplingResults],
    scheme: Scheme,
    per: Per,
    level: float,
) -> Sheet:
    """Give the shares of moves that fit, the time to the turn, and how ratings move together."""
    columns = (
        of_column(per),
        text_column(tr("What"), "what"),
        count_column(tr("n"), "n", say("sheet.n_partner")),
        share_column(tr("Fits the state"), "fitting", say("sheet.wilson")),
        share_column(tr("Fits no state"), "counter", say("sheet.wilson")),
        interval_column(tr("Time to the turn"), "time_to_turn_s", say("sheet.time_to_turn")),
        interval_column(tr("Coupling (r)"), "r", say("sheet.coupling")),
        resampled_column(tr("Fits, by observations"), "fitting"),
    )
    rows = [row for found in matches for row in _match_rows(found, scheme, per, level)]
    if per is Per.STUDY:
        rows += [row for found in couplings for row in _coupling_rows(found, scheme)]
    return Sheet(Analysis.PARTNERS, per, columns, tuple(rows))


def _match_rows(found: MatchResults, scheme: Scheme, per: Per, level: float) -> Iterator[Row]:
    if per is Per.STUDY:
        for state, part in found.states.items():
            cells = _match_cells(tr("All"), _in_state(scheme, state), part, level, found.pooled[state])
            yield Row(f"{found.recipe.id} {state}", cells, partial(_moves, found.observations, state, ""))
        for name, moves in found.turns.items():
            for move, one in moves.items():
                cells = _turn_cells(tr("All"), Move(move), one.n_units, over_observations(one, "seconds"))
                yield Row(f"{name} {move}", cells, partial(_turns, found.observations, name, Move(move)))
    elif per is Per.OBSERVATION:
        for each in found.observations:
            yield from _observed_rows(found, each, scheme, level)
    else:
        for state, people in found.movers.items():
            for person, part in people.items():
                cells = _match_cells(person, _in_state(scheme, state), part, level, None)
                behind = partial(_moves, found.observations, state, person)
                yield Row(f"{found.recipe.id} {state} {person}", cells, behind, person=person)


def _observed_rows(found: MatchResults, each: ObservedMoves, scheme: Scheme, level: float) -> Iterator[Row]:
    place = each.coding.name
    for state, part in match_by_state(each.moves, found.recipe).items():
        cells = _match_cells(place, _in_state(scheme, state), part, level, None)
        yield Row(f"{place} {found.recipe.id} {state}", cells, partial(_moves, [each], state, ""), place)
    for name, moves in found.turns.items():
        for move in map(Move, moves):
            times = [at for turn in each.turns[name] if (at := turn.after(move)) is not None]
            middle = seconds(median(times) if times else None)
            cell = Cell(middle.words, (*middle.values, None, None))
            cells = _turn_cells(place, move, len(times), cell)
            yield Row(f"{place} {name} {move}", cells, partial(_turns, [each], name, move), place)


def _in_state(scheme: Scheme, state: str) -> str:
    return say("sheet.in_state", state=code_name(scheme, state))


_NO_SHARE = Cell(DASH, (None,) * 5)
_NO_INTERVAL = Cell(DASH, (None,) * 3)


def _match_cells(
    name: str, what: str, part: MatchSummary, level: float, pooled: Coefficient | None
) -> tuple[Cell, ...]:
    return (
        text(name),
        text(what),
        count(part.n_moves),
        share_of(part.n_matched, part.n_moves, level),
        share_of(part.n_counter, part.n_moves, level),
        _NO_INTERVAL,
        _NO_INTERVAL,
        over_observations(pooled),
    )


def _turn_cells(name: str, move: Move, n: int, found: Cell) -> tuple[Cell, ...]:
    return (
        text(name),
        text(turn_name(move)),
        count(n),
        _NO_SHARE,
        _NO_SHARE,
        found,
        _NO_INTERVAL,
        _NO_INTERVAL,
    )


def _coupling_rows(found: CouplingResults, scheme: Scheme) -> Iterator[Row]:
    x, y = (dimension_name(scheme, name) for name in (found.recipe.x, found.recipe.y))
    for lag, one in found.lags.items():
        what = say("sheet.coupled" if lag == 0 else "sheet.coupled_later", x=x, y=y, lag=lag)
        r = over_observations(one, "number")
        cells = (text(tr("All")), text(what), count(one.n_units), _NO_SHARE, _NO_SHARE, _NO_INTERVAL)
        yield Row(f"{found.recipe.id} {lag}", (*cells, r, _NO_INTERVAL))


def _moves(found: Iterable[ObservedMoves], state: str, mover: str) -> Sequence[Occurrence]:
    return in_order(
        occurrence(one.coding, row.act, _fits(row))
        for one in found
        for row in one.moves
        if row.state == state and mover in ("", row.act.actor)
    )


def _fits(row: MoveRow) -> str:
    if row.matched:
        return say("sheet.fits")
    return say("sheet.fits_none" if row.counter else "sheet.fits_other")


def _turns(found: Iterable[ObservedMoves], name: str, move: Move) -> Sequence[Occurrence]:
    return in_order(
        occurrence(one.coding, turn.act, say("sheet.turned", seconds=_after(turn, move)))
        for one in found
        for turn in one.turns[name]
        if turn.act is not None
    )


def _after(turn: Turn, move: Move) -> str:
    return seconds_in_words(turn.after(move) or 0)


# --- shares and ratios ------------------------------------------------------------------------------


def share_sheet(found: Sequence[ShareResults], counted: Counted, options: SequenceOptions, per: Per) -> Sheet:
    """Give every recipe of counts: shares, ratios, rates and counts."""
    value = interval_column(tr("Value"), "value", say("sheet.value"))
    columns = (
        of_column(per),
        text_column(tr("What"), "what"),
        text_column(tr("Part"), "part"),
        count_column(tr("n"), "n"),
        Column(tr("Of or for"), (Field("of", Kind.NUMBER, say("sheet.of_or_for")),), say("sheet.of_or_for")),
        value,
        text_column(tr("Unit"), "unit"),
        interval_column(tr("By observations"), "over_observations", say("sheet.bootstrap")),
    )
    if per is Per.STUDY:
        rows = list(_share_rows(tr("All"), "", found, counted.with_acts, options.level))
    else:
        rows = []
        for coding in counted.with_acts:
            own = shares_of(replace(counted, codings=(coding,)), options)
            rows += _share_rows(coding.name, coding.name, own, [coding], options.level)
    return Sheet(Analysis.SHARES, per, columns, tuple(rows))


def _share_rows(
    of: str, place: str, found: Iterable[ShareResults], codings: Sequence[CodedObservation], level: float
) -> Iterator[Row]:
    for one in found:
        scheme = codings[0].scheme
        what = one.recipe.id.replace("_", " ")
        told = recipe_in_words(one.recipe, scheme)
        for name, part in one.parts.items():
            pooled = _NO_INTERVAL if place else over_observations(one.pooled.get(name))
            shown = tr("All") if name == "all" else counted_name(one.recipe, name, scheme)
            cells = (text(of), Cell(what, (what,), told), text(shown), *_part_cells(part, level), pooled)
            behind = partial(_counted_acts, codings, one.recipe, name)
            yield Row(f"{of} {one.recipe.id} {name}", cells, behind, place)


def _part_cells(part: Share | Ratio | MinuteRate | int, level: float) -> tuple[Cell, ...]:
    if isinstance(part, int):
        return count(part), Cell(DASH, (None,)), _NO_INTERVAL, text(tr("count"))
    if isinstance(part, Share):
        ends = part.interval(level)
        low, high = (None, None) if ends is None else (ends.low, ends.high)
        words = DASH if part.value is None else in_percent(part.value, ends)
        cell = Cell(words, (part.value, low, high))
        return count(part.part), Cell(str(part.whole), (part.whole,)), cell, text(tr("share"))
    why = part.undefined if isinstance(part, Ratio) else None
    value = Cell(decimal(part.value).words, (part.value, None, None), why.sentence if why else "")
    if isinstance(part, Ratio):
        return (
            count(part.numerator),
            Cell(str(part.denominator), (part.denominator,)),
            value,
            text(tr("ratio")),
        )
    time = seconds(part.time)
    return count(part.count), time, value, text(tr("per minute"))


def _counted_acts(codings: Iterable[CodedObservation], recipe: Recipe, part: str) -> Sequence[Occurrence]:
    """Give the acts that a part of a recipe counts: what stands on top, or all that it is about."""
    selector: Any = getattr(recipe, "numerator", None) or getattr(recipe, "events", None)
    if not isinstance(selector, Selector):
        return ()
    return in_order(
        occurrence(coding, act)
        for coding in codings
        if coding.acts is not None
        for act in coding.acts.select(selector)
        if part == "all" or _belongs(coding.acts, act, recipe, part)
    )


def _belongs(coding: CodedActs, act: Act, recipe: Recipe, part: str) -> bool:
    match recipe:
        case RatePerMinute():
            return was_seen(coding, act) and part in parts_of_rate(coding.scheme, act, recipe)
        case PerTargetShare():
            return act.target == part
        case CountByCode():
            return act.code == part
        case ModifierShare():
            value = act.modifiers.get(recipe.modifier)
            return part in value if isinstance(value, tuple) else value == part
    return act.actor == part
