"""Every metric × every property that it must have: the table is tests/support/all_metrics.py."""

import json
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.deviation import onset_offset
from havenlens.reliability.icc import FORMS, icc
from havenlens.reliability.kappa import table_of
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import pooled
from havenlens.reliability.units import ratings_of_codes, ratings_of_numbers
from havenlens.services.plain_agreement import KNOWN
from tests.support.all_metrics import (
    EVENT_METRICS,
    EXCEPTIONS,
    NOMINAL_METRICS,
    QUICK,
    RATING_METRICS,
    TABLE_METRICS,
    held,
)

SCALE = tuple(range(1, 8))
CODES = ("bid", "answer", "relief")

GAP_METRICS = RATING_METRICS | {f"icc {form}": partial(icc, form=form, listwise=True) for form in FORMS}
ALWAYS_DEFINED = {"percent", "within_k", "finn", "certification", "brennan_prediger", "gwet_ac1", "gwet_ac2"}


def _events(metric, codes=CODES):
    return lambda codings: metric(codings, codes, resampling=QUICK).pooled


scores = st.sampled_from(SCALE)
cells = st.one_of(scores, st.none())
tables_of_scores = st.lists(st.tuples(scores, scores), min_size=2, max_size=25)
tables_with_gaps = st.lists(st.tuples(cells, cells), min_size=0, max_size=25)
quick = settings(max_examples=9, deadline=None)


LOWEST = {
    **dict.fromkeys(("percent", "within_k", "certification", "kappa_acc", "kendall_w", "overlap_ratio"), 0.0),
    **dict.fromkeys(
        ("cohen", "pearson", "spearman", "ccc", "scott", "fleiss", "conger", "time_unit_kappa"), -1.0
    ),
}


def metrics(law, table, names=None):
    """Try a law on each method that it holds for."""
    chosen = held(law, table if names is None else names)
    return pytest.mark.parametrize(("name", "metric"), [(name, table[name]) for name in chosen], ids=chosen)


@st.composite
def codings(draw, length=30):
    """Draw two coders' codings of one observation: states that do not overlap, for one or two people."""

    def one(actor):
        cuts = sorted(draw(st.sets(st.integers(0, 4 * length), max_size=8)))
        return [
            TimedEvent(start * SECOND // 4, end * SECOND // 4, draw(st.sampled_from(CODES)), actor)
            for start, end in pairwise(cuts)
            if draw(st.booleans())
        ]

    actors = draw(st.sampled_from([("ADA",), ("ADA", "LEO")]))
    first, second = ([event for actor in actors for event in one(actor)] for _ in range(2))
    return DoubleCoding(first, second, 0, length * SECOND, actors)


several = st.lists(codings(), min_size=1, max_size=3)


def same(found, wanted):
    """Tell whether two results say the same: the same value, or no value in both."""
    if found.estimate is None or wanted.estimate is None:
        return found.estimate is wanted.estimate
    return found.estimate == pytest.approx(wanted.estimate, abs=1e-9)


def swapped(found):
    return [part.swapped() for part in found]


def mapped(coding, change):
    return replace(
        coding,
        first=[change(event) for event in coding.first],
        second=[change(event) for event in coding.second],
    )


def ratings(rows):
    return ratings_of_numbers(rows, ("R1", "R2"), scale=SCALE)


def is_in_range(name, found):
    assert (found.estimate is None) != (found.undefined is None)
    assert json.dumps(found.as_json(), allow_nan=False)
    assert all(warning.sentence for warning in found.warnings)
    if found.interval is not None:
        assert found.interval.low <= found.interval.high
    if found.estimate is not None and ("range", name) not in EXCEPTIONS:
        assert LOWEST.get(name, -np.inf) - 1e-12 <= found.estimate <= 1 + 1e-12


def test_the_table_holds_every_method():
    assert {name.split()[0] for name in (*RATING_METRICS, *EVENT_METRICS)} == set(KNOWN)


def test_an_exception_is_about_a_method_of_the_table_and_has_a_reason():
    for (_, name), why in EXCEPTIONS.items():
        assert name in RATING_METRICS or name in EVENT_METRICS
        assert why


# --- scores -------------------------------------------------------------------------------------------


@metrics("any", RATING_METRICS)
@given(rows=tables_with_gaps)
@quick
def test_scores_any_table_gives_a_value_in_range_or_a_reason(name, metric, rows):
    is_in_range(name, metric(ratings(rows)))


@metrics("coder order", RATING_METRICS)
@given(rows=tables_of_scores)
@quick
def test_scores_coder_order_changes_nothing(name, metric, rows):
    assert same(metric(ratings([row[::-1] for row in rows])), metric(ratings(rows)))


@metrics("unit order", RATING_METRICS)
@given(rows=tables_of_scores, data=st.data())
@quick
def test_scores_unit_order_changes_nothing(name, metric, rows, data):
    assert same(metric(ratings(data.draw(st.permutations(rows)))), metric(ratings(rows)))


@metrics("turned scale", RATING_METRICS)
@given(rows=tables_of_scores)
@quick
def test_scores_turning_the_scale_round_changes_nothing(name, metric, rows):
    turned = [tuple(8 - score for score in row) for row in rows]
    assert same(metric(ratings(turned)), metric(ratings(rows)))


@metrics("gaps", GAP_METRICS)
@given(rows=tables_of_scores)
@quick
def test_scores_units_with_a_gap_change_nothing(name, metric, rows):
    assert same(metric(ratings([*rows, (3, None), (None, None)])), metric(ratings(rows)))


@metrics("identical", RATING_METRICS)
@given(column=st.lists(scores, min_size=2, max_size=20))
@quick
def test_scores_identical_codings_give_1(name, metric, column):
    found = metric(ratings([(score, score) for score in column]))
    if len(set(column)) > 1 or name in ALWAYS_DEFINED:
        assert found.estimate == pytest.approx(1)
    else:
        assert found.undefined is not None


@metrics("code names", RATING_METRICS, NOMINAL_METRICS)
@given(
    rows=st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), min_size=2, max_size=20),
    names=st.permutations(["x", "y", "z"]),
)
@quick
def test_scores_code_names_change_nothing(name, metric, rows, names):
    renamed = dict(zip(CODES, names, strict=True))
    others = [tuple(renamed[code] for code in row) for row in rows]
    assert same(metric(ratings_of_codes(others)), metric(ratings_of_codes(rows)))


@metrics("pooling", RATING_METRICS, TABLE_METRICS)
@given(parts=st.lists(tables_of_scores, min_size=1, max_size=4))
@quick
def test_scores_pooling_the_parts_gives_the_whole(name, metric, parts):
    whole = metric(ratings([row for part in parts for row in part]))
    assert same(metric(pooled([table_of(ratings(part)) for part in parts])), whole)


# --- events in time -----------------------------------------------------------------------------------


@metrics("any", EVENT_METRICS)
@given(found=several)
@quick
def test_events_any_codings_give_a_value_in_range_or_a_reason(name, metric, found):
    result = metric(found, CODES, resampling=Resampling(draws=50))
    for one in (result.pooled, *result.per_code.values()):
        is_in_range(name, one)


@metrics("coder order", EVENT_METRICS)
@given(found=several)
@quick
def test_events_coder_order_changes_nothing(name, metric, found):
    one, other = (metric(each, CODES, resampling=QUICK) for each in (found, swapped(found)))
    assert same(one.pooled, other.pooled)
    for code in CODES:
        assert same(one.per_code[code], other.per_code[code])


@given(found=several)
@quick
def test_events_deviations_of_coders_changed_over_have_the_other_sign(found):
    one, other = (onset_offset(each, CODES, resampling=QUICK).pooled for each in (found, swapped(found)))
    if one.estimate is None:
        assert other.estimate is None
    else:
        assert other.estimate == pytest.approx(-one.estimate)


@metrics("unit order", EVENT_METRICS)
@given(found=several, data=st.data())
@quick
def test_events_order_of_events_and_observations_changes_nothing(name, metric, found, data):
    mixed = [
        replace(
            part,
            first=data.draw(st.permutations(list(part.first))),
            second=data.draw(st.permutations(list(part.second))),
        )
        for part in data.draw(st.permutations(found))
    ]
    assert same(_events(metric)(mixed), _events(metric)(found))


@metrics("code names", EVENT_METRICS)
@given(found=several, names=st.permutations(["x", "y", "z"]))
@quick
def test_events_code_names_change_nothing(name, metric, found, names):
    renamed = dict(zip(CODES, names, strict=True))
    others = [mapped(part, lambda event: event._replace(code=renamed[event.code])) for part in found]
    assert same(_events(metric, sorted(names))(others), _events(metric)(found))


@metrics("time shift", EVENT_METRICS)
@given(found=several, by=st.integers(-(10**10), 10**10))
@quick
def test_events_a_time_shift_changes_nothing(name, metric, found, by):
    def later(event):
        return event._replace(onset=event.onset + by, offset=event.offset + by)

    moved = [replace(mapped(part, later), start=part.start + by, end=part.end + by) for part in found]
    assert same(_events(metric)(moved), _events(metric)(found))


@metrics("identical", EVENT_METRICS)
@given(found=several)
@quick
def test_events_identical_codings_give_1(name, metric, found):
    result = _events(metric)([replace(part, second=part.first) for part in found])
    assert result.estimate is None or result.estimate == pytest.approx(1)
    used = {event.code for part in found for event in part.first}
    if len(used) > 1 and ("defined", name) not in EXCEPTIONS:
        assert result.estimate is not None


@metrics("pooling", EVENT_METRICS)
@given(found=several)
@quick
def test_events_pooling_the_parts_gives_the_whole(name, metric, found):
    whole = metric(found, CODES, resampling=QUICK).table
    parts = pooled([metric([part], CODES, resampling=QUICK).table for part in found])
    assert whole.codes == parts.codes
    assert np.allclose(whole.matrix, parts.matrix)
