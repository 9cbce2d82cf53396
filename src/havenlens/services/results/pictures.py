"""The pictures that belong to a table of results and to the row that is chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from havenlens.domain.codebook import Direction
from havenlens.domain.time import Micros
from havenlens.sequences.budget import BudgetRow
from havenlens.sequences.equity import Equity
from havenlens.sequences.lags import LagTable
from havenlens.services.charts.budget import budget_chart
from havenlens.services.charts.equity import equity_chart
from havenlens.services.charts.latency import LatencyGroup, latency_chart
from havenlens.services.charts.model import Chart, Moment
from havenlens.services.charts.raster import raster_chart
from havenlens.services.charts.ratings import RatedCycle, RatedDimension, ratings_chart
from havenlens.services.charts.signs import signs_of
from havenlens.services.charts.transitions import MOST_NODES, transition_chart
from havenlens.services.rating_words import reason_text
from havenlens.services.results.asking import Found, picked
from havenlens.services.results.bids import Unit, Watched, bid_units
from havenlens.services.results.follows import first_moments, order_told
from havenlens.services.results.ratings import in_means
from havenlens.services.results.sheet import Analysis, Occurrence, Per, Row
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.bids import BidResults
from havenlens.services.sequences.budgets import ObservedBudget
from havenlens.services.sequences.gathering import SequenceOptions
from havenlens.services.sequences.naming import event_signs, named_period, period_name
from havenlens.services.sequences.ratings import RatedPeriod, RatingResults
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_Z, _P = 1.96, 0.05

MakeChart = Callable[[float], Chart]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its name; it is drawn for a width when it is shown."""

    key: str
    name: str
    make: MakeChart


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind a row: the first moments, how many there are in all, and the pictures."""

    moments: tuple[Occurrence, ...]
    n: int
    pictures: tuple[Picture, ...]


def behind_row(found: Found, row: Row, most: int) -> Behind:
    """Look for the moments behind a row, and for the pictures that suit it."""
    moments = list(row.behind())
    place = row.place or next((one.place for one in moments), "")
    return Behind(tuple(moments[:most]), len(moments), tuple(pictures_of(found, row, place)))


def pictures_of(found: Found, row: Row | None, place: str = "") -> list[Picture]:
    """List the pictures of what was found, the one that suits the chosen row best first.

    ``place`` is the observation that is drawn first where each has a picture.
    """
    if found.sheet is None or found.scheme is None:
        return []
    match found.sheet.analysis:
        case Analysis.LATENCY:
            return list(_latency(found, row))
        case Analysis.FOLLOWS:
            return list(_transitions(found, row))
        case Analysis.TIME:
            return list(_budgets(found, row))
        case Analysis.TOGETHER:
            return _rasters(found, place)
        case Analysis.EQUITY:
            return list(_equity(found, row))
        case Analysis.RATINGS:
            return list(_ratings(found, row))
    return _rasters(found, place)


# --- rasters ----------------------------------------------------------------------------------------


def _rasters(found: Found, wanted: str) -> list[Picture]:
    assert found.scheme is not None
    codings = [one for one in found.scheme.counted.with_acts if one.acts is not None and one.acts.acts]
    bids = found.bids(found.request.recipe)
    chosen = sorted(codings, key=lambda one: one.name != wanted)
    return [Picture(f"raster {one.name}", one.name, partial(_raster, found, one, bids)) for one in chosen]


def _raster(found: Found, coding: CodedObservation, bids: BidResults | None, width: float) -> Chart:
    assert coding.acts is not None
    observed = () if bids is None else bids.observations
    rows = next((one.rows for one in observed if one.coding is coding), ())
    place, rule = coding.observation.id, found.rule.sentence
    return raster_chart(coding.acts, rows, observation=place, rule=rule, width=width)


# --- latency ----------------------------------------------------------------------------------------


def _latency(found: Found, row: Row | None) -> Iterator[Picture]:
    bids = found.bids(found.request.recipe)
    if bids is None or found.results is None or found.sheet is None:
        return
    level, watched = found.results.options.level, found.watched(bids)
    whole = bid_units(bids, Per.STUDY, split=True)
    units = bid_units(bids, found.sheet.per, split=True)
    chosen = next((unit for unit in units if row is not None and unit.key == row.key), whole[0])
    shown = [whole[0]] if chosen.key == "all" else [chosen, whole[0]]
    groups = _enough(bids, shown, [watched.group(unit, level) for unit in shown])
    yield Picture("latency", tr("Beside all"), partial(_curves, found, bids, groups))
    splits = dict.fromkeys(unit.key.partition(" ")[0] for unit in whole[1:])
    for split in splits:
        parts = [unit for unit in whole if unit.key.partition(" ")[0] == split]
        name = say("sheet.by_split", split=parts[0].name.partition(":")[0])
        yield Picture(f"latency {split}", name, partial(_parts, found, bids, watched, parts))


def _parts(found: Found, bids: BidResults, watched: Watched, units: Sequence[Unit], width: float) -> Chart:
    level = 0.95 if found.results is None else found.results.options.level
    named = [replace(unit, name=unit.name.partition(": ")[2]) for unit in units]
    groups = _enough(bids, units, [watched.group(unit, level) for unit in named])
    largest = sorted(groups, key=lambda group: -group.curve.n_bids)
    return _curves(found, bids, largest, width)


def _enough(bids: BidResults, units: Sequence[Unit], groups: Sequence[LatencyGroup]) -> list[LatencyGroup]:
    """Leave out the curves of people with fewer bids than a rate needs."""
    return [
        group
        for unit, group in zip(units, groups, strict=True)
        if not unit.of_person or group.curve.n_bids >= bids.least
    ]


def _curves(found: Found, bids: BidResults, groups: Sequence[LatencyGroup], width: float) -> Chart:
    rule, window = found.rule.sentence, bids.recipe.window
    return latency_chart(groups, window, rule=rule, draft=found.draft, width=width)


# --- what follows what ------------------------------------------------------------------------------


def _transitions(found: Found, row: Row | None) -> Iterator[Picture]:
    assert found.scheme is not None
    place = row.place if row is not None else ""
    tables = found.tables or {}
    lags, _ = tables.get(place) or next(iter(tables.values()), (None, ()))
    if lags is None:
        return
    codings = [one for one in found.scheme.counted.with_acts if place in ("", one.name)]
    for table in lags.tables.values():
        options = SequenceOptions() if found.results is None else found.results.options
        draw = partial(_transition, found, table, place, first_moments(codings, table.lag, options))
        met = table.observed.any(axis=0) | table.observed.any(axis=1)
        if int(met.sum()) > MOST_NODES:
            yield Picture(f"table {place}", tr("As a table"), partial(draw, True))
            continue
        beyond = Picture(f"chance {place}", tr("Beyond chance"), partial(draw, False))
        whole = Picture(f"all {place}", tr("Everything"), partial(draw, True))
        some = any((cell.z_shown or 0) >= _Z or (cell.p or 1) < _P for cell in table.cells())
        yield from (beyond, whole) if some else (whole, beyond)


def _transition(
    found: Found,
    table: LagTable,
    place: str,
    moments: Mapping[tuple[str, str], Moment],
    everything: bool,
    width: float,
) -> Chart:
    assert found.scheme is not None
    return transition_chart(
        table,
        event_signs(found.scheme.counted.scheme, table.codes),
        everything=everything,
        moments=moments,
        title=say("sheet.follows_in", place=place) if place else "",
        rule=_order_and_rule(found),
        draft=found.draft,
        width=width,
    )


def _order_and_rule(found: Found) -> str:
    told = [] if found.results is None else order_told(found.results.options)
    return " ".join((*told, found.rule.sentence))


# --- time budget ------------------------------------------------------------------------------------


def _budgets(found: Found, row: Row | None) -> Iterator[Picture]:
    assert found.scheme is not None
    budget = found.scheme.budget
    if budget is None:
        return
    # Looked for here, in the background: drawing a picture must not look through all of a study.
    starts = dict(_first_starts(budget.observations))
    study = Picture("budget", tr("All observations"), partial(_budget, found, budget.people, starts))
    single = [
        Picture(
            f"budget {one.coding.name}",
            one.coding.name,
            partial(_budget_in, found, one),
        )
        for one in budget.observations
        if one.rows
    ]
    wanted = row.place if row is not None else ""
    first = [one for one in single if one.name == wanted]
    yield from [*first, study, *(one for one in single if one not in first)]


def _budget_in(found: Found, one: ObservedBudget, width: float) -> Chart:
    title = say("sheet.time_in", place=one.coding.name)
    return _budget(found, one.rows, dict(_first_starts([one])), width, title=title, lengths=_lengths(one))


def _budget(
    found: Found,
    rows: Sequence[BudgetRow],
    starts: Mapping[tuple[str, str, str], Moment],
    width: float,
    *,
    title: str = "",
    lengths: Mapping[str, int] | None = None,
) -> Chart:
    assert found.scheme is not None
    return budget_chart(
        [named_period(row) for row in rows],
        signs_of(found.scheme.counted.scheme),
        lengths=lengths,
        moments=starts,
        title=title,
        rule=found.rule.sentence,
        draft=found.draft,
        width=width,
    )


def _lengths(one: ObservedBudget) -> dict[str, int]:
    """Give how long each part of an observation is, under the name people call it by."""
    acts = one.coding.acts
    whole = (("", 0, 0),) if acts is None else (("", acts.start, acts.end),)
    return {period_name(name): end - start for name, start, end in one.periods or whole}


def _first_starts(observed: Iterable[ObservedBudget]) -> Iterator[tuple[tuple[str, str, str], Moment]]:
    seen: set[tuple[str, str, str]] = set()
    for one in observed:
        for act in () if one.coding.acts is None else one.coding.acts.acts:
            key = act.actor, act.code, one.period_at(act.onset)
            if key not in seen:
                seen.add(key)
                named = act.actor, act.code, period_name(key[2])
                yield named, Moment(one.coding.observation.id, Micros(act.onset))


# --- equity -----------------------------------------------------------------------------------------


def _equity(found: Found, row: Row | None) -> Iterator[Picture]:
    assert found.scheme is not None
    equity = picked(found.scheme.equity, found.request.recipe)
    if equity is None:
        return
    bids = found.bids(equity.recipe.builds_on)
    study = Picture("equity", tr("All observations"), partial(_shares, found, equity.whole, bids, ""))
    single = [
        Picture(
            f"equity {one.coding.name}",
            one.coding.name,
            partial(_shares, found, one.equity, bids, one.coding.name),
        )
        for one in equity.observations
    ]
    wanted = row.place if row is not None else ""
    first = [one for one in single if one.name == wanted]
    yield from [*first, study, *(one for one in single if one not in first)]


def _shares(found: Found, equity: Equity, bids: BidResults | None, place: str, width: float) -> Chart:
    moments: dict[str, Moment] = {}
    for one in () if bids is None else bids.observations:
        if place in ("", one.coding.name):
            for row in one.rows:
                moments.setdefault(row.seeker, Moment(one.coding.observation.id, Micros(row.bid.onset)))
    title = say("sheet.equity_in", place=place) if place else ""
    return equity_chart(
        equity, moments=moments, title=title, rule=found.rule.sentence, draft=found.draft, width=width
    )


# --- ratings ----------------------------------------------------------------------------------------


def _ratings(found: Found, row: Row | None) -> Iterator[Picture]:
    ratings = found.ratings
    if ratings is None or ratings.counted.scheme.scale is None:
        return
    if row is not None and row.place:
        own = [one for one in ratings.periods if one.coding.name == row.place]
        yield Picture(f"ratings {row.place}", row.place, partial(_rated, found, own, row.place, _by_period))
    elif row is not None and row.person:
        own = [one for one in ratings.periods if one.teacher == row.person and not one.apart]
        yield Picture(f"ratings {row.person}", row.person, partial(_rated, found, own, row.person, _by_cycle))
    else:
        own = in_means(ratings.periods)
        by = _by_cycle if any(one.cycle is not None for one in own) else _by_period
        yield Picture("ratings", tr("All"), partial(_rated, found, own, "", by))


def _by_period(one: RatedPeriod) -> tuple[int, str]:
    return one.ordinal, str(one.ordinal)


def _by_cycle(one: RatedPeriod) -> tuple[int, str]:
    return (0, "–") if one.cycle is None else (one.cycle, say("report.cycle", number=one.cycle))


def _rated(
    found: Found,
    periods: Sequence[RatedPeriod],
    of: str,
    by: Callable[[RatedPeriod], tuple[int, str]],
    width: float,
) -> Chart:
    ratings = found.ratings
    assert ratings is not None
    scheme = ratings.counted.scheme
    assert scheme.scale is not None
    columns = sorted({by(one) for one in periods})
    scores = _scores(ratings, of)
    rows = [
        RatedDimension(
            dimension.name,
            tuple(_cell([one for one in own if by(one) == column]) for column in columns),
            provisional=dimension.id in scores,
            lower_better=dimension.direction is Direction.LOWER_BETTER,
        )
        for dimension in scheme.dimensions
        if (own := [one for one in periods if one.dimension == dimension.id])
    ]
    return ratings_chart(
        rows,
        [label for _, label in columns],
        (scheme.scale.minimum, scheme.scale.maximum),
        title=say("sheet.ratings_of", of=of) if of else "",
        rule=found.rule.sentence,
        draft=found.draft,
        width=width,
    )


def _scores(ratings: RatingResults, of: str) -> frozenset[str]:
    """Name the dimensions of an observation or a teacher that rest on too few periods."""
    scores = ratings.observations.get(of) or ratings.teachers.get(of)
    if scores is None:
        return frozenset()
    return frozenset(name for name, one in scores.dimensions.items() if one.provisional)


def _cell(periods: Sequence[RatedPeriod]) -> RatedCycle:
    scores = tuple(float(one.score) for one in periods if one.score is not None)
    reasons = tuple(dict.fromkeys(reason_text(one.reason) for one in periods if one.reason))
    seen = next((one for one in periods if one.span is not None), None)
    at = None if seen is None or seen.span is None else seen.span.start
    moment = None if seen is None or at is None else Moment(seen.coding.observation.id, at)
    return RatedCycle(scores, reasons, moment)
