"""Tables on chains, on partners' moves, and on shares and rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from havenlens.domain.codebook import Scheme
from havenlens.domain.recipes import Move
from havenlens.services.sequences.chains import ChainResults
from havenlens.services.sequences.naming import code_name, counted_name, dimension_name, turn_name
from havenlens.services.sequences.partners import MatchResults
from havenlens.services.sequences.report_figures import (
    ReportTable,
    coefficient,
    figure,
    notes_of,
    recipe_heading,
    with_interval,
)
from havenlens.services.sequences.results import SchemeResults
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


def chain_tables(found: SchemeResults) -> Iterator[ReportTable]:
    """Give the tables on chains of steps."""
    for chains in found.chains:
        yield _chains(chains, several=len(found.chains) > 1)
        if chains.whole.stages:
            yield _stages(chains, several=len(found.chains) > 1)


def _chains(found: ChainResults, *, several: bool) -> ReportTable:
    whole = found.whole
    plain = whole.as_json()
    row = (
        tr("all"),
        str(whole.n_chains),
        str(whole.n_cut_off),
        with_interval(whole.share_complete, whole.complete_interval()),
        figure(plain["completeness_score"]),
        str(whole.n_breaks),
        figure(plain["total_s"]),
    )
    columns = (
        "",
        tr("chains"),
        tr("cut off"),
        tr("complete"),
        tr("steps reached"),
        tr("breaks"),
        tr("median s"),
    )
    furthest = Counter(whole.furthest)
    steps = ", ".join(
        f"{step.name} {furthest[step.name]}" for step in found.recipe.steps if furthest[step.name]
    )
    notes = [say("sequences.note_furthest", steps=steps)] if steps else []
    heading = recipe_heading(tr("Chains of steps"), found.recipe.id, several)
    return ReportTable(heading, columns, (row,), (*notes, *notes_of(list(found.pooled.values()))))


def _stages(found: ChainResults, *, several: bool) -> ReportTable:
    times = found.whole.as_json()["step_durations_s"]
    counts = Counter(name for name, _ in found.whole.stages)
    rows = tuple(
        (name.replace("_to_", " → "), str(counts[name]), figure(time)) for name, time in times.items()
    )
    heading = recipe_heading(tr("Time between steps"), found.recipe.id, several)
    return ReportTable(heading, ("", tr("n"), tr("median s")), rows)


def partner_tables(found: SchemeResults) -> Iterator[ReportTable]:
    """Give the tables on moves that fit the other's state, turns, and coupled ratings."""
    for matches in found.matches:
        yield _matches(found.counted.scheme, matches)
        rows = [
            (_turn(name, move, several=len(matches.turns) > 1), str(one.n_units), coefficient(one))
            for name, moves in matches.turns.items()
            for move, one in moves.items()
        ]
        if rows:
            each = [one for moves in matches.turns.values() for one in moves.values()]
            columns = ("", tr("turns"), tr("median s"))
            yield ReportTable(tr("Time to turn"), columns, tuple(rows), notes_of(each))
    for coupling in found.couplings:
        rows = [
            (tr("lag {lag}").format(lag=lag), str(one.n_units), coefficient(one))
            for lag, one in coupling.lags.items()
        ]
        heading = tr("Ratings that move together: {x} and {y}").format(
            x=dimension_name(found.counted.scheme, coupling.recipe.x),
            y=dimension_name(found.counted.scheme, coupling.recipe.y),
        )
        columns = ("", tr("pairs"), tr("r within persons"))
        yield ReportTable(heading, columns, tuple(rows), notes_of(list(coupling.lags.values())))


def _turn(recipe: str, move: str, *, several: bool) -> str:
    return recipe_heading(turn_name(Move(move)), recipe, several)


def _matches(scheme: Scheme, found: MatchResults) -> ReportTable:
    rows = []
    for code, part in found.states.items():
        state = code_name(scheme, code)
        cells = (str(part.n_moves), with_interval(part.share_matched, part.matched_interval()))
        rows.append((state, *cells, figure(part.share_counter)))
        rows += [
            (f"  {state}, {person}", str(one.n_moves), figure(one.share_matched), figure(one.share_counter))
            for person, one in found.movers[code].items()
        ]
    columns = ("", tr("moves"), tr("fit the state"), tr("fit no state"))
    heading = tr("Moves while the other is in a state")
    return ReportTable(heading, columns, tuple(rows), notes_of(list(found.pooled.values())))


def share_tables(found: SchemeResults) -> Iterator[ReportTable]:
    """Give the tables on shares, ratios, rates and counts that a scheme asks for."""
    for shares in found.shares:
        rows, why = [], list[str]()
        for name, plain in shares.plain().items():
            pooled = shares.pooled.get(name)
            value = plain.get("share", plain.get("ratio", plain.get("rate_per_minute")))
            n = plain.get("n", plain.get("n_numerator", 0))
            of = plain.get("of", plain.get("n_denominator", plain.get("minutes", "")))
            whole = f"{of:.1f} min" if isinstance(of, float) else str(of)
            shown = figure(value) if pooled is None else coefficient(pooled)
            told = tr("all") if name == "all" else counted_name(shares.recipe, name, found.counted.scheme)
            rows.append((told, str(n), whole, shown))
            why += [plain["undefined"]] if plain.get("undefined") else []
        if rows:
            heading = shares.recipe.id.replace("_", " ").capitalize()
            columns = ("", tr("n"), tr("of"), tr("value"))
            notes = (*why, *notes_of(list(shares.pooled.values())))
            yield ReportTable(heading, columns, tuple(rows), notes)
