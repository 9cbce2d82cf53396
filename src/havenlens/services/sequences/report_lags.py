"""Tables on what follows what, on where the time goes, and on who is answered."""

from __future__ import annotations

from collections.abc import Iterator

from havenlens.domain.codebook import Scheme
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.lags import LagCell, LagTable
from havenlens.services.sequences.budgets import BudgetResults
from havenlens.services.sequences.naming import code_name, event_name, window_names
from havenlens.services.sequences.report_figures import (
    DASH,
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

MOST_LAGS = 15
_Z, _P = 1.96, 0.05


def lag_tables_of(found: SchemeResults) -> Iterator[ReportTable]:
    """Give contingencies in windows, and the transitions that are more frequent than by chance."""
    rows, scheme = [], found.counted.scheme
    names = window_names([one.recipe for one in found.windows], scheme)
    for one in found.windows:
        table = one.table
        name = names[one.recipe.id]
        counts = [str(cell) for cell in (table.a, table.b, table.c, table.d)]
        shown = figure(table.z_shown), figure(table.p, 3)
        rows.append((name, *counts, figure(table.expected, 1), *shown, coefficient(one.pooled_q)))
    if rows:
        columns = ("", "a", "b", "c", "d", tr("expected"), "z", "p", tr("Yule's Q"))
        reasons = [
            f"{names[one.recipe.id]}: {why.sentence}" for one in found.windows for why in one.table.reasons
        ]
        warned = notes_of([one.pooled_q for one in found.windows])
        notes = (say("sequences.note_bins"), *dict.fromkeys(reasons), *warned)
        yield ReportTable(tr("What follows within a window"), columns, tuple(rows), notes)
    if found.lags is not None:
        for lag, lags in found.lags.tables.items():
            yield _lags(lag, lags, scheme)


def _lags(lag: int, table: LagTable, scheme: Scheme) -> ReportTable:
    cells = sorted(filter(_beyond_chance, table.cells()), key=lambda c: (c.p is not None, -abs(c.z or 0)))
    rows = tuple(
        (
            f"{event_name(scheme, cell.given)} → {event_name(scheme, cell.target)}",
            str(cell.count),
            figure(cell.expected, 1),
            figure(cell.share),
            figure(cell.z_shown),
            figure(cell.p, 3),
            figure(cell.q),
        )
        for cell in cells[:MOST_LAGS]
    )
    heading = tr("What comes {lag} later").format(lag=lag) if lag > 1 else tr("What comes next")
    columns = ("", tr("n"), tr("expected"), tr("share"), "z", "p", tr("Yule's Q"))
    notes = [
        say("sequences.note_lags", n=table.n, shown=len(rows), found=len(cells), cells=len(table.codes) ** 2)
    ]
    return ReportTable(heading, columns, rows, tuple(notes))


def _beyond_chance(cell: LagCell) -> bool:
    """Tell whether a transition may be shown: its residual can be read, or the permutation was made."""
    if cell.z_shown is not None:
        return abs(cell.z_shown) >= _Z
    return cell.p is not None and cell.p < _P


def budget_tables(found: SchemeResults) -> Iterator[ReportTable]:
    """Give rates and times of codes, and which states hold together."""
    budget = found.budget
    if budget is None:
        return
    counts: dict[str, tuple[int, int]] = {}
    for row in budget.people:
        n, time = counts.get(row.code, (0, 0))
        counts[row.code] = (n + row.count, time + row.time)
    rows = []
    for code, rate in budget.rates.items():
        n, time = counts[code]
        share = budget.shares.get(code)
        spent = DASH if share is None else figure(time / SECOND, 1)
        of_time = DASH if share is None else coefficient(share)
        rows.append((code_name(found.counted.scheme, code), str(n), coefficient(rate), spent, of_time))
    columns = ("", tr("n"), tr("a minute"), tr("seconds"), tr("share of time"))
    notes = (
        say("sequences.note_budget"),
        *notes_of([*budget.rates.values(), *budget.shares.values()]),
    )
    yield ReportTable(tr("Time budget"), columns, tuple(rows), notes)
    yield from _parts(budget, found.counted.scheme)
    held = [pair for pair in budget.together if pair.time]
    held.sort(key=lambda pair: -pair.time)
    if held:
        pairs = tuple(
            (
                " + ".join(
                    f"{person} · {code_name(found.counted.scheme, code)}"
                    for person, code in (pair.one, pair.other)
                ),
                figure(pair.time / SECOND, 1),
                figure(pair.expected / SECOND, 1),
                figure(pair.ratio),
            )
            for pair in held[:MOST_LAGS]
        )
        heads = ("", tr("seconds"), tr("expected"), tr("ratio"))
        yield ReportTable(tr("States at the same time"), heads, pairs)


def _parts(budget: BudgetResults, scheme: Scheme) -> Iterator[ReportTable]:
    """Give how often and how long each code was shown in each part, where observations are cut."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for row in budget.people:
        if row.period:
            n, time = counts.get((row.code, row.period), (0, 0))
            counts[row.code, row.period] = (n + row.count, time + row.time)
    rows = tuple(
        (
            code_name(scheme, code),
            period,
            *_spent(counts.get((code, period), (0, 0)), part.rates[code], part.shares.get(code)),
        )
        for code in budget.rates
        for period, part in budget.parts.items()
    )
    if rows:
        columns = ("", tr("part"), tr("n"), tr("a minute"), tr("seconds"), tr("share of time"))
        yield ReportTable(tr("Time budget by parts of the observations"), columns, rows)


def _spent(
    counted: tuple[int, int], rate: Coefficient, share: Coefficient | None
) -> tuple[str, str, str, str]:
    n, time = counted
    if share is None:
        return str(n), coefficient(rate), DASH, DASH
    return str(n), coefficient(rate), figure(time / SECOND, 1), coefficient(share)


def equity_tables(found: SchemeResults) -> Iterator[ReportTable]:
    """Give who asked and who was answered; rates on few bids are left out."""
    for one in found.equity:
        rows = tuple(
            (
                row.person,
                str(row.n_bids),
                DASH if row.suppressed else with_interval(row.share_answered, row.answered_interval),
                str(row.n_responses),
                figure(row.share_of_bids),
                figure(row.share_of_responses),
            )
            for row in one.whole.rows()
        )
        if not rows:
            continue
        columns = (
            "",
            tr("bids"),
            tr("answered"),
            tr("responses"),
            tr("share of bids"),
            tr("of responses"),
        )
        notes = [
            say("sequences.note_equity", least=one.whole.least),
            say(
                "sequences.note_gini",
                bids=figure(one.whole.gini_of_bids),
                responses=figure(one.whole.gini_of_responses),
            ),
        ]
        if one.whole.n_to_nobody:
            notes.append(say("sequences.note_to_nobody", n=one.whole.n_to_nobody))
        heading = recipe_heading(tr("Who asks, and who is answered"), one.recipe.id, len(found.equity) > 1)
        yield ReportTable(heading, columns, rows, tuple(notes))
