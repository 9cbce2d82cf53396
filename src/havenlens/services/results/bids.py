"""Bids and their latencies as tables: over the study, by observation and by seeker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from havenlens.domain.codebook import Scheme
from havenlens.domain.time import SECOND, Micros
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.bids import BidRow, BidSummary, bid_rows
from havenlens.sequences.latency import LatencyCurve, Waits, latency_curve, pool_waits, waits_of
from havenlens.sequences.suppression import is_of_person
from havenlens.services.charts.latency import LatencyGroup
from havenlens.services.charts.model import Moment
from havenlens.services.charts.page import percent, seconds_in_words
from havenlens.services.results.sheet import (
    DASH,
    Analysis,
    Cell,
    Occurrence,
    Per,
    Row,
    Sheet,
    count,
    count_column,
    in_order,
    interval_column,
    number_column,
    occurrence,
    of_column,
    over_observations,
    resampled_column,
    seconds,
    share,
    share_column,
    suppressed,
    text,
)
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.bids import BidResults
from havenlens.services.sequences.naming import code_name, part_name
from havenlens.words.catalogue import tr
from havenlens.words.reports import to_a_tenth
from havenlens.words.sentences import say

Chosen = Callable[[BidRow], bool]
WINDOWS = (3, 5, 10, 20)
"""Seconds within which answers are looked for when nobody says otherwise."""


def everything(_row: object) -> bool:
    """Choose every bid."""
    return True


def made_by(person: str, row: BidRow) -> bool:
    """Choose the bids of one person."""
    return row.seeker == person


def of_part(split: str, value: str, row: BidRow) -> bool:
    """Choose the bids of one part of a split."""
    match split:
        case "seeker":
            found: object = row.seeker
        case "provider":
            found = row.provider
        case "code":
            found = row.bid.code
        case _:
            found = row.modifiers[split]
    if isinstance(found, tuple):
        found = ", ".join(map(str, found))
    return ("" if found is None else str(found)) == value


@dataclass(frozen=True, slots=True)
class Unit:
    """What one row counts: its name, and which bids of which observations belong to it."""

    key: str
    name: str
    chosen: Chosen = everything
    place: str = ""
    person: str = ""

    @property
    def of_person(self) -> bool:
        """Tell whether it counts the bids of a single person."""
        split, _, value = self.key.partition(" ")
        return bool(self.person) or is_of_person(split, value)


def bid_units(found: BidResults, per: Per, *, split: bool) -> list[Unit]:
    """List what rows stand for, the whole first; ``split`` adds the parts by need, form and partner."""
    if per is Per.OBSERVATION:
        return [
            Unit(f"place {one.coding.name}", one.coding.name, place=one.coding.name)
            for one in found.observations
        ]
    if per is Per.PARTICIPANT:
        return [Unit(f"person {name}", name, partial(made_by, name), person=name) for name in found.people]
    units = [Unit("all", tr("All bids"))]
    if split:
        units += [
            Unit(f"{kind} {value}", part_name(found, kind, value), partial(of_part, kind, value))
            for kind, parts in found.by.items()
            for value in parts
        ]
    return units


def bids_of_unit(found: BidResults, unit: Unit) -> Iterable[tuple[CodedObservation, BidRow]]:
    """Give the bids that a row counts."""
    for one in found.observations:
        if not unit.place or one.coding.name == unit.place:
            yield from ((one.coding, row) for row in one.rows if unit.chosen(row))


def moments_of_unit(found: BidResults, unit: Unit) -> Sequence[Occurrence]:
    """Give the moment of each bid that a row counts, with what came of it."""
    return in_order(
        occurrence(coding, row.bid, what_came(coding.scheme, row), row.at)
        for coding, row in bids_of_unit(found, unit)
    )


def what_came(scheme: Scheme, row: BidRow) -> str:
    """Say what became of a bid."""
    if row.latency is None:
        return say("sheet.cut_off" if row.censored else "sheet.unanswered")
    answer = row.answers[0]
    name = code_name(scheme, answer.code)
    return say("sheet.answered", seconds=seconds_in_words(row.latency), code=name, who=answer.actor)


# --- bids -------------------------------------------------------------------------------------------


def bid_sheet(found: BidResults, per: Per, level: float) -> Sheet:
    """Count bids, answers and sensitive answers, with Wilson's intervals.

    A person with fewer bids than the scheme asks for gets no rates.
    """
    within = seconds_in_words(found.recipe.window)
    columns = (
        of_column(per),
        count_column(tr("Bids"), "n_bids"),
        count_column(tr("Cut off"), "n_censored", say("sheet.censored")),
        share_column(say("sheet.answered_within", seconds=within), "answered", say("sheet.wilson")),
        share_column(tr("Sensitively"), "sensitive", say("sheet.sensitive")),
        number_column(tr("Median latency"), "median_latency_s", say("sheet.median_latency")),
        resampled_column(tr("Answered, by observations"), "answered"),
    )
    rows = [
        Row(
            unit.key,
            _unit_cells(found, unit, level),
            partial(moments_of_unit, found, unit),
            unit.place,
            unit.person,
        )
        for unit in bid_units(found, per, split=True)
    ]
    if per is Per.STUDY:
        rows += [
            Row(
                f"window {window}",
                _bid_cells(say("sheet.swept", seconds=seconds_in_words(window)), part, level, None),
            )
            for window, part in found.sweep.items()
        ]
    return Sheet(Analysis.BIDS, per, columns, tuple(rows))


def _unit_cells(found: BidResults, unit: Unit, level: float) -> tuple[Cell, ...]:
    part = _summary(found, unit)
    cells = _bid_cells(unit.name, part, level, _pooled(found, unit))
    few = unit.of_person and found.is_few(part)
    return suppressed(cells, 3, found.least) if few else cells


def _summary(found: BidResults, unit: Unit) -> BidSummary:
    if unit.key == "all":
        return found.whole
    if unit.place:
        return next(one.summary for one in found.observations if one.coding.name == unit.place)
    if unit.person:
        return found.people[unit.person]
    split, _, value = unit.key.partition(" ")
    return found.by[split][value]


def _pooled(found: BidResults, unit: Unit) -> Coefficient | None:
    if unit.key == "all":
        return found.pooled["share_answered"]
    return found.person_shares[unit.person]["share_answered"] if unit.person else None


def _bid_cells(name: str, part: BidSummary, level: float, pooled: Coefficient | None) -> tuple[Cell, ...]:
    return (
        text(name),
        count(part.n_bids),
        count(part.n_censored),
        share(part.n_answered, part.n_in_denominator, part.answered_interval(level)),
        share(part.n_sensitive, part.n_in_denominator, part.sensitive_interval(level)),
        seconds(part.median_latency),
        over_observations(pooled),
    )


# --- latency ----------------------------------------------------------------------------------------


def latency_sheet(found: BidResults, per: Per, level: float) -> Sheet:
    """Give the median wait by Kaplan and Meier's curve, and the shares answered by some seconds.

    A person with fewer bids than the scheme asks for gets no rates.
    """
    columns = (
        of_column(per),
        count_column(tr("Bids"), "n_bids"),
        count_column(tr("Answered"), "n_answered", say("sheet.answered_at_all")),
        count_column(tr("Cut off"), "n_cut_off", say("sheet.waits_cut_off")),
        interval_column(tr("Median wait"), "median_wait_s", say("sheet.median_wait")),
        *(
            number_column(
                say("sheet.by_seconds", seconds=seconds_in_words(k * SECOND)),
                f"answered_by_{k}s",
                say("sheet.by_seconds_tip"),
            )
            for k in WINDOWS
        ),
    )
    rows, watched = [], Watched(found)
    for unit in bid_units(found, per, split=True):
        group = watched.group(unit, level)
        cells: tuple[Cell, ...] = (text(unit.name), *_latency_cells(group.curve, group.waited))
        if unit.of_person and group.curve.n_bids < found.least:
            cells = suppressed(cells, 2, found.least)
        behind = partial(moments_of_unit, found, unit)
        rows.append(Row(unit.key, cells, behind, unit.place, unit.person))
    return Sheet(Analysis.LATENCY, per, columns, tuple(rows))


class Watched:
    """The bids of a study, each with its answers in the widest window that the recipe looks at."""

    def __init__(self, found: BidResults) -> None:
        recipe = found.recipe
        self._widest = max((recipe.window, *recipe.sweep))
        self._rows: dict[str, tuple[CodedObservation, int, Sequence[BidRow]]] = {}
        for one in found.observations:
            acts = one.coding.acts
            if acts is not None:
                same = self._widest == recipe.window
                wide = one.rows if same else bid_rows(acts, recipe, self._widest)
                self._rows[one.coding.name] = (one.coding, acts.end, wide)

    def group(self, unit: Unit, level: float) -> LatencyGroup:
        """Watch the bids of a row until their first answer."""
        parts, moments = [], list[Moment | None]()
        places = [unit.place] if unit.place else list(self._rows)
        for coding, end, rows in (self._rows[place] for place in places if place in self._rows):
            own = [row for row in rows if unit.chosen(row)]
            if own:
                parts.append(waits_of(own, self._widest, end))
                moments += [Moment(coding.observation.id, Micros(row.bid.onset)) for row in own]
        waited = pool_waits(parts)
        return LatencyGroup(unit.name, latency_curve(waited, level), waited, tuple(moments))


def _latency_cells(curve: LatencyCurve, waited: Waits) -> tuple[Cell, ...]:
    longest = max(waited.time.tolist(), default=0)
    return (
        count(curve.n_bids),
        count(curve.n_answered),
        count(curve.n_bids - curve.n_answered),
        _median(curve),
        *(_by(curve, k * SECOND, longest) for k in WINDOWS),
    )


def _median(curve: LatencyCurve) -> Cell:
    low, high = curve.median_interval
    values = tuple(None if one is None else one / SECOND for one in (curve.median, low, high))
    if curve.median is None:
        return Cell(DASH, values, say("chart.no_median"))
    middle, first = seconds_in_words(curve.median), to_a_tenth((low or 0) / SECOND)
    if high is None:
        return Cell(say("sheet.open_interval", value=middle, low=first), values)
    last = to_a_tenth(high / SECOND)
    return Cell(say("chart.share_interval", share=middle, low=first, high=last), values)


def _by(curve: LatencyCurve, at: int, longest: int) -> Cell:
    answered = 1 - curve.unanswered_at(at)
    if not curve.n_bids or (longest < at and answered < 1):
        return Cell(DASH, (None,), say("sheet.nobody_watched"))
    return Cell(percent(answered), (answered,))
