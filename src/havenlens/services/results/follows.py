"""What follows what as a table: codes at lags of events, and the scheme's windows of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from havenlens.domain.codebook import Scheme
from havenlens.domain.time import Micros
from havenlens.sequences.lags import PAUSE, LagCell, LagTable, Step, by_actor, by_code, steps_of
from havenlens.services.charts.model import Moment
from havenlens.services.charts.page import percent, seconds_in_words
from havenlens.services.ports import Progress, no_progress
from havenlens.services.recipes_in_words import selected
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
    decimal,
    in_order,
    number_column,
    occurrence,
    of_column,
    text,
    text_column,
)
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.lags import LagResults, WindowResults, all_windows, lags_of
from havenlens.services.sequences.naming import event_name
from havenlens.words.catalogue import tr
from havenlens.words.reports import probability, to_a_hundredth
from havenlens.words.sentences import say

Tables = Mapping[str, tuple[LagResults | None, Sequence[WindowResults]]]
"""What was found by observation; the study as a whole has no name."""


def tables_by_place(counted: Counted, options: SequenceOptions, progress: Progress = no_progress) -> Tables:
    """Count transitions in each observation on its own."""
    found = {}
    for done, coding in enumerate(counted.with_acts):
        progress(done, len(counted.with_acts))
        one = replace(counted, codings=(coding,))
        found[coding.name] = (lags_of(one, options), all_windows(one, options))
    return found


def follow_sheet(found: Tables, counted: Counted, per: Per, options: SequenceOptions) -> Sheet:
    """List what follows what, the strongest first: z where it may be read, else p of the permutation."""
    columns = (
        of_column(per),
        text_column(tr("After"), "given"),
        text_column(tr("Comes"), "target"),
        text_column(tr("When"), "when"),
        count_column(tr("n"), "n"),
        number_column(tr("Expected"), "expected", say("sheet.expected")),
        number_column(tr("Share"), "share", say("sheet.share_after")),
        number_column(tr("z"), "z", say("sheet.z")),
        number_column(tr("p"), "p", say("sheet.p")),
        number_column(tr("Yule's Q"), "yules_q"),
        number_column(tr("Odds ratio"), "odds_ratio"),
    )
    rows: list[Row] = []
    for place, (lags, windows) in found.items():
        codings = [one for one in counted.with_acts if not place or one.name == place]
        rows += [_window_row(one, counted.scheme, codings, place) for one in windows]
        for table in [] if lags is None else lags.tables.values():
            rows += _lag_rows(table, counted.scheme, _Order(codings, table.lag, options), place)
    tables = [table for lags, _ in found.values() if lags is not None for table in lags.tables.values()]
    drawn = {say("sheet.permuted", n=table.permutations) for table in tables if table.permutations}
    impossible = sum(table.n_impossible for table in tables)
    paused = any(PAUSE in table.codes and table.occurs(PAUSE) for table in tables)
    notes = [*order_told(options, paused=paused), *sorted(drawn)]
    if impossible:
        notes.append(say("sheet.impossible", n=impossible))
    return Sheet(Analysis.FOLLOWS, per, columns, tuple(rows), tuple(notes))


def order_told(options: SequenceOptions, *, paused: bool = True) -> list[str]:
    """Say what is unlike the usual order of events: pauses (whether there are any), who acts, no repeats."""
    told = []
    if options.pause is not None:
        words = "sheet.pauses" if paused else "sheet.no_pauses"
        told.append(say(words, seconds=seconds_in_words(options.pause, to_a_hundredth)))
    if options.by_person:
        told.append(say("sheet.by_person"))
    if options.no_repeats:
        told.append(say("sheet.no_repeats"))
    return told


def _window_row(found: WindowResults, scheme: Scheme, codings: Sequence[CodedObservation], place: str) -> Row:
    recipe, table = found.recipe, found.table
    after = table.a / (table.a + table.b) if table.a + table.b else None
    reach, unit = seconds_in_words(recipe.window), seconds_in_words(recipe.unit)
    when = say("sheet.within_bins", seconds=reach, bin=unit)
    why = "\n".join(reason.sentence for reason in table.reasons)
    cells = (
        text(place or tr("All")),
        text(selected(recipe.given, scheme)),
        text(selected(recipe.target, scheme)),
        text(when),
        count(table.a),
        *_statistics(table.expected, after, table.z_shown, table.p, why),
        decimal(table.q),
        decimal(table.odds_ratio),
    )
    return Row(f"{place} {recipe.id}", cells, partial(_window_moments, codings, found), place)


def _lag_rows(table: LagTable, scheme: Scheme, order: _Order, place: str) -> Iterator[Row]:
    cells = [cell for cell in table.cells() if cell.count]
    for cell in sorted(cells, key=lambda cell: (cell.z_shown is None, -abs(cell.z or 0.0), -cell.count)):
        shown = (
            text(place or tr("All")),
            text(event_name(scheme, cell.given)),
            text(event_name(scheme, cell.target)),
            text(tr("next") if table.lag == 1 else say("sheet.later", lag=table.lag)),
            count(cell.count),
            *_statistics(cell.expected, cell.share, cell.z_shown, cell.p, _why(cell)),
            decimal(cell.q),
            decimal(cell.odds_ratio),
        )
        key = f"{place} {table.lag} {cell.given} {cell.target}"
        yield Row(key, shown, partial(_pairs, order, cell.given, cell.target), place)


def _why(cell: LagCell) -> str:
    return "" if cell.reason is None else cell.reason.sentence


def _statistics(
    expected: float, after: float | None, z: float | None, p: float | None, why: str
) -> tuple[Cell, ...]:
    return (
        decimal(expected),
        Cell(DASH if after is None else percent(after), (after,)),
        decimal(z, tip=why),
        Cell(DASH if p is None else probability(p), (p,)),
    )


# --- moments ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Order:
    """The events of observations in the order in which they are counted, so many apart."""

    codings: Sequence[CodedObservation]
    lag: int
    options: SequenceOptions

    def pairs(self) -> Iterator[tuple[CodedObservation, Step, Step]]:
        """Give every two events of which one comes so many after the other."""
        name = by_actor if self.options.by_person else by_code
        for coding in self.codings:
            if coding.acts is None:
                continue
            steps = list(steps_of(coding.acts, coding.acts.acts, self.options.pause, name=name))
            for one, other in zip(steps, steps[self.lag :], strict=False):
                yield coding, one, other


def _pairs(order: _Order, given: str, target: str) -> Sequence[Occurrence]:
    return in_order(
        _occurrence(coding, one, _then(coding.scheme, one, other))
        for coding, one, other in order.pairs()
        if (one.name, other.name) == (given, target)
    )


def _occurrence(coding: CodedObservation, step: Step, then: str) -> Occurrence:
    if step.act is not None:
        return occurrence(coding, step.act, then)
    what = event_name(coding.scheme, step.name)
    return Occurrence(coding.coding.id, coding.observation.id, coding.name, step.onset, DASH, what, then)


def _then(scheme: Scheme, one: Step, other: Step) -> str:
    after = seconds_in_words(other.onset - one.onset)
    if other.act is None:
        return say("sheet.then_pause", seconds=after, pause=event_name(scheme, other.name))
    code = event_name(scheme, other.act.code)
    return say("sheet.then", code=code, who=other.act.actor, seconds=after)


def _window_moments(codings: Iterable[CodedObservation], found: WindowResults) -> Sequence[Occurrence]:
    recipe, moments = found.recipe, []
    for coding in codings:
        if coding.acts is None:
            continue
        targets = coding.acts.select(recipe.target)
        for given in coding.acts.select(recipe.given):
            late = given.onset + recipe.window
            first = next((act for act in targets if given.onset <= act.onset <= late), None)
            if first is not None:
                one, other = (Step(act.code, act.onset, act) for act in (given, first))
                moments.append(_occurrence(coding, one, _then(coding.scheme, one, other)))
    return in_order(moments)


def first_moments(
    codings: Sequence[CodedObservation], lag: int, options: SequenceOptions
) -> dict[tuple[str, str], Moment]:
    """Give for each two events the first moment at which one comes after the other."""
    found: dict[tuple[str, str], Moment] = {}
    for coding, one, other in _Order(codings, lag, options).pairs():
        found.setdefault((one.name, other.name), Moment(coding.observation.id, Micros(one.onset)))
    return found
