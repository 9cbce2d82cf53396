"""Where the time goes, what holds together, and who is answered, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import product

from havenlens.domain.codebook import Scheme
from havenlens.domain.time import SECOND
from havenlens.sequences.acts import Act, CodedActs
from havenlens.sequences.budget import BudgetRow, CoOccurrence, was_seen
from havenlens.sequences.equity import Equity, EquityRow
from havenlens.services.charts.page import percent, seconds_in_words
from havenlens.services.results.bids import what_came
from havenlens.services.results.sheet import (
    DASH,
    Analysis,
    Cell,
    Column,
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
    number_column,
    occurrence,
    of_column,
    over_observations,
    seconds,
    text,
    text_column,
)
from havenlens.services.sequences.bids import BidResults
from havenlens.services.sequences.budgets import BudgetResults, ObservedBudget, PartBudget
from havenlens.services.sequences.equity import EquityResults
from havenlens.words.catalogue import tr
from havenlens.words.reports import with_decimals
from havenlens.words.sentences import say

_MINUTE = 60 * SECOND


# --- time budget ------------------------------------------------------------------------------------


def time_sheet(found: BudgetResults, scheme: Scheme, per: Per) -> Sheet:
    """Give how often each code starts and how long it holds, on the time that could be observed.

    Where observations are cut into parts, there is a row for each part.
    """
    columns = (
        of_column(per),
        *((text_column(tr("Who"), "who"),) if per is Per.OBSERVATION else ()),
        text_column(tr("Code"), "code"),
        *((text_column(tr("Part"), "period", say("sheet.part_from_1")),) if found.parts else ()),
        count_column(tr("Starts"), "n_starts"),
        interval_column(tr("Per minute"), "rate_per_minute", say("sheet.rate")),
        number_column(tr("Time"), "time_s", say("sheet.time")),
        interval_column(tr("Share of time"), "share_of_time", say("sheet.share_of_time")),
        number_column(tr("Mean length"), "mean_duration_s"),
    )
    if per is Per.STUDY:
        rows = list(_code_rows(found, scheme))
    elif per is Per.PARTICIPANT:
        rows = [_budget_row(row, scheme, found, "") for row in found.people]
    else:
        rows = [
            _budget_row(row, scheme, found, one.coding.name) for one in found.observations for row in one.rows
        ]
    notes = (say("sheet.parts", n=len(found.parts)),) if found.parts else ()
    return Sheet(Analysis.TIME, per, columns, tuple(rows), notes)


def _code_rows(found: BudgetResults, scheme: Scheme) -> Iterator[Row]:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for row in found.people:
        n, time = sums.get((row.code, row.period), (0, 0))
        sums[row.code, row.period] = (n + row.count, time + row.time)
    parts = found.parts or {"": PartBudget(found.rates, found.shares)}
    for code in found.rates:
        for period, part in parts.items():
            starts, time = sums.get((code, period), (0, 0))
            lasts = code in part.shares
            cells = (
                text(tr("All")),
                text(scheme.code_by_id[code].name),
                *((text(period),) if period else ()),
                count(starts),
                over_observations(part.rates[code], "number"),
                seconds(time if lasts else None),
                over_observations(part.shares.get(code)),
                seconds(time / starts if lasts and starts else None),
            )
            yield Row(f"{code} {period}".rstrip(), cells, partial(_acts, found, code, period=period))


def _budget_row(row: BudgetRow, scheme: Scheme, found: BudgetResults, place: str) -> Row:
    rate, share = row.rate, row.share
    who = (text(place), text(row.person)) if place else (text(row.person),)
    cells = (
        *who,
        text(scheme.code_by_id[row.code].name),
        *((text(row.period),) if row.period else ()),
        count(row.count),
        Cell(decimal(rate).words, (rate, None, None)),
        seconds(row.time if row.lasts else None),
        Cell(DASH if share is None else percent(share), (share, None, None)),
        seconds(row.mean_duration),
    )
    behind = partial(_acts, found, row.code, row.person, place, row.period)
    return Row(f"{place} {row.person} {row.code} {row.period}".rstrip(), cells, behind, place, row.person)


def _acts(
    found: BudgetResults, code: str, person: str = "", place: str = "", period: str = ""
) -> Sequence[Occurrence]:
    return in_order(
        occurrence(one.coding, act, _length(one.coding.acts, act))
        for one in found.observations
        if one.coding.acts is not None and place in ("", one.coding.name)
        for act in one.coding.acts.acts
        if act.code == code and person in ("", act.actor) and was_seen(one.coding.acts, act)
        if period in ("", one.period_at(act.onset))
    )


def _length(acts: CodedActs, act: Act) -> str:
    """Say how long a state lasts; nothing of a moment."""
    if act.code not in acts.states:
        return ""
    return say("sheet.lasts", seconds=seconds_in_words(acts.ends(act) - act.onset))


# --- at the same time -------------------------------------------------------------------------------


def together_sheet(found: BudgetResults, scheme: Scheme, per: Per) -> Sheet:
    """Give how long two states hold together, beside how long they would by chance."""
    columns = (
        of_column(per),
        text_column(tr("One"), "one"),
        text_column(tr("The other"), "other"),
        number_column(tr("Together"), "together_s"),
        number_column(tr("Expected"), "expected_s", say("sheet.expected_together")),
        number_column(tr("Ratio"), "ratio", say("sheet.ratio")),
    )
    if per is Per.STUDY:
        rows = [_pair_row("", pair, scheme, found.observations) for pair in found.together]
    else:
        rows = [
            _pair_row(one.coding.name, pair, scheme, [one])
            for one in found.observations
            for pair in one.together
        ]
    return Sheet(Analysis.TOGETHER, per, columns, tuple(rows))


def _pair_row(place: str, pair: CoOccurrence, scheme: Scheme, observations: Sequence[ObservedBudget]) -> Row:
    one, other = (
        say("sheet.persons_state", who=who, code=scheme.code_by_id[code].name)
        for who, code in (pair.one, pair.other)
    )
    cells = (
        text(place or tr("All")),
        text(one),
        text(other),
        seconds(pair.time),
        seconds(pair.expected),
        decimal(pair.ratio),
    )
    behind = partial(_both, observations, pair.one, pair.other)
    return Row(f"{place} {pair.one} {pair.other}", cells, behind, place)


def _both(
    observations: Iterable[ObservedBudget], one: tuple[str, str], other: tuple[str, str]
) -> Sequence[Occurrence]:
    """Give where two states begin to hold together."""
    found = []
    for place in observations:
        acts = place.coding.acts
        if acts is None:
            continue
        first = [act for act in acts.acts if (act.actor, act.code) == one]
        second = [act for act in acts.acts if (act.actor, act.code) == other] if first else []
        for act, each in product(second, first):
            together = _overlap(acts, act, each)
            if together is not None:
                found.append(occurrence(place.coding, act, *together))
    return in_order(found)


def _overlap(acts: CodedActs, one: Act, other: Act) -> tuple[str, int] | None:
    """Say how long two states hold together, and from when; None where they do not."""
    start = max(one.onset, other.onset)
    long = min(acts.ends(one), acts.ends(other)) - start
    return (say("sheet.both", seconds=seconds_in_words(long)), start) if long > 0 else None


# --- equity -----------------------------------------------------------------------------------------


def equity_sheet(found: EquityResults, bids: BidResults, per: Per, level: float) -> Sheet:
    """Give each person's share of bids and of responses; rates only from enough bids on."""
    people = (text_column(tr("Who"), "who"),) if per is Per.OBSERVATION else ()
    columns: tuple[Column, ...] = (
        of_column(per if per is Per.OBSERVATION else Per.PARTICIPANT),
        *people,
        count_column(tr("Bids"), "n_bids"),
        count_column(tr("Responses"), "n_responses", say("sheet.responses")),
        interval_column(tr("Answered"), "share_answered", say("sheet.wilson")),
        interval_column(tr("Sensitively"), "share_sensitive", say("sheet.sensitive")),
        number_column(tr("Median latency"), "median_latency_s"),
        number_column(tr("Share of bids"), "share_of_all_bids"),
        number_column(tr("Share of responses"), "share_of_all_responses"),
        number_column(tr("Difference"), "responses_minus_bids", say("sheet.beyond")),
    )
    rows: list[Row] = []
    if per is Per.OBSERVATION:
        for one in found.observations:
            rows += _people_rows(one.equity, bids, one.coding.name, level)
    else:
        rows += _people_rows(found.whole, bids, "", level)
    whole = found.whole
    notes = (
        say("sheet.equity_least", least=whole.least),
        say("sheet.gini", bids=_index(whole.gini_of_bids), responses=_index(whole.gini_of_responses)),
    )
    return Sheet(Analysis.EQUITY, per, columns, tuple(rows), notes)


def _index(value: float | None) -> str:
    return DASH if value is None else with_decimals(value, 2)


def _people_rows(equity: Equity, bids: BidResults, place: str, level: float) -> Iterator[Row]:
    for row in equity.rows(level):
        first = (text(place), text(row.person)) if place else (text(row.person),)
        behind = partial(_bids_of, bids, row.person, place)
        key = f"{place} {row.person}"
        yield Row(key, (*first, *_equity_cells(row, equity.least)), behind, place, row.person)


def _equity_cells(row: EquityRow, least: int) -> tuple[Cell, ...]:
    few = say("sheet.few", least=least) if row.suppressed else ""
    rates = (
        (row.share_answered, row.answered_interval),
        (row.share_sensitive, row.sensitive_interval),
    )
    shown = (
        Cell(DASH, (None, None, None), few)
        if value is None
        else Cell(in_percent(value, ends), (value, *((ends.low, ends.high) if ends else (None, None))))
        for value, ends in rates
    )
    shares = (row.share_of_bids, row.share_of_responses, row.beyond_bids)
    return (
        count(row.n_bids),
        count(row.n_responses),
        *shown,
        Cell(DASH, (None,), few) if row.suppressed else seconds(row.median_latency),
        *map(_points, shares),
    )


def _points(value: float | None) -> Cell:
    return Cell(DASH if value is None else percent(value).replace("-", "−"), (value,))


def _bids_of(found: BidResults, person: str, place: str) -> Sequence[Occurrence]:
    return in_order(_bids(found, person, place))


def _bids(found: BidResults, person: str, place: str) -> Iterable[Occurrence]:
    for one in found.observations:
        if place in ("", one.coding.name):
            for row in one.rows:
                if row.seeker == person:
                    yield occurrence(one.coding, row.bid, what_came(one.coding.scheme, row), row.at)
