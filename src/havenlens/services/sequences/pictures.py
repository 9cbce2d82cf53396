"""The pictures of a report on sequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from havenlens.domain.codebook import Dimension, Direction
from havenlens.services.charts.budget import budget_chart
from havenlens.services.charts.equity import equity_chart
from havenlens.services.charts.latency import LatencyGroup, latency_chart
from havenlens.services.charts.model import Chart
from havenlens.services.charts.raster import raster_chart
from havenlens.services.charts.ratings import RatedCycle, RatedDimension, ratings_chart
from havenlens.services.charts.signs import signs_of
from havenlens.services.charts.transitions import transition_chart
from havenlens.services.rating_words import reason_text
from havenlens.services.sequences.naming import event_signs, named_period
from havenlens.services.sequences.ratings import RatedPeriod, RatingResults
from havenlens.services.sequences.results import SchemeResults
from havenlens.words.catalogue import tr

MOST_RASTERS = 3
"""A picture of every event is drawn for so many observations at most."""

MOST_PEOPLE = 30
"""So many people fit in a picture that has a row for each."""


def scheme_charts(found: SchemeResults, rule: str) -> tuple[Chart, ...]:
    """Draw what one scheme gives: events, waits, transitions, time, and who is answered."""
    return tuple(_charts(found, rule))


def _charts(found: SchemeResults, rule: str) -> Iterator[Chart]:
    scheme = found.counted.scheme
    signs, draft = signs_of(scheme), scheme.ref if scheme.status == "draft" else ""
    yield from _rasters(found, rule)
    for each in found.bids:
        if each.curve.n_bids:
            group = LatencyGroup(tr("all"), each.curve, each.waited)
            yield latency_chart([group], each.recipe.window, rule=rule, draft=draft)
    if found.lags is not None:
        for table in found.lags.tables.values():
            yield transition_chart(table, event_signs(scheme, table.codes), rule=rule, draft=draft)
    if found.budget is not None:
        rows_of_states = [named_period(row) for row in found.budget.people if row.lasts]
        people = {row.person for row in rows_of_states}
        if rows_of_states and len(people) <= MOST_PEOPLE:
            yield budget_chart(rows_of_states, signs, rule=rule, draft=draft)
    for one in found.equity:
        if one.whole.people and len(one.whole.people) <= MOST_PEOPLE:
            yield equity_chart(one.whole, rule=rule, draft=draft)


def _rasters(found: SchemeResults, rule: str) -> Iterator[Chart]:
    codings = found.counted.with_acts
    if len(codings) > MOST_RASTERS:
        return
    bids = {one.coding.name: one.rows for each in found.bids[:1] for one in each.observations}
    for coding in codings:
        if coding.acts is not None and coding.acts.acts:
            rows = bids.get(coding.name, ())
            yield raster_chart(coding.acts, rows, observation=coding.observation.id, rule=rule)


def rating_charts(found: RatingResults, rule: str) -> tuple[Chart, ...]:
    """Draw each teacher's ratings over the coaching cycles."""
    scale = found.counted.scheme.scale
    if scale is None:
        return ()
    drawn = []
    for teacher in found.teachers:
        own = [one for one in found.periods if one.teacher == teacher and not one.apart]
        cycles = sorted({one.cycle for one in own if one.cycle is not None})
        dimensions = [
            _dimension(dimension, own, cycles, found.least) for dimension in found.counted.scheme.dimensions
        ]
        if cycles:
            title = f"{found.counted.name}: {teacher}"
            ends = (float(scale.minimum), float(scale.maximum))
            names = [f"{tr('cycle')} {cycle}" for cycle in cycles]
            drawn.append(ratings_chart(dimensions, names, ends, title=title, rule=rule))
    return tuple(drawn)


def _dimension(
    dimension: Dimension, own: Sequence[RatedPeriod], cycles: Sequence[int], least: int
) -> RatedDimension:
    rated = [one for one in own if one.dimension == dimension.id]
    in_cycles = [[one for one in rated if one.cycle == cycle] for cycle in cycles]
    scores = [one for one in rated if one.score is not None]
    return RatedDimension(
        dimension.name,
        tuple(
            RatedCycle(
                tuple(float(one.score) for one in each if one.score is not None),
                tuple(dict.fromkeys(reason_text(one.reason) for one in each if one.reason)),
            )
            for each in in_cycles
        ),
        provisional=len(scores) < least,
        lower_better=dimension.direction is Direction.LOWER_BETTER,
    )
