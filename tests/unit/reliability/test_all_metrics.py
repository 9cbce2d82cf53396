"""Every metric × every property that it must have, in one table."""

import json
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.time import SECOND
from havenlens.reliability.alignment import alignment_kappa
from havenlens.reliability.alpha import krippendorff
from havenlens.reliability.chance import light, scott
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.concordance import kendall_w, pearson, spearman
from havenlens.reliability.continua import continua_of
from havenlens.reliability.correspondence import ccc, finn
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.gamma import gamma
from havenlens.reliability.hollerein import holle_rein
from havenlens.reliability.icc import FORMS, icc
from havenlens.reliability.kappa import cohen, table_of, weighted_kappa
from havenlens.reliability.overlap import overlap_ratio
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import pooled
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.unitizing import unitizing_alpha
from havenlens.reliability.units import ratings_of_codes, ratings_of_numbers

SCALE = tuple(range(1, 8))
CODES = ("bid", "answer", "relief")
QUICK = Resampling(draws=0)

RATING_METRICS = {
    "percent": percent,
    "within_k": within_k,
    "cohen": cohen,
    "weighted_kappa linear": partial(weighted_kappa, weights="linear"),
    "weighted_kappa quadratic": partial(weighted_kappa, weights="quadratic"),
    "scott": scott,
    "light": partial(light, resampling=QUICK),
    "krippendorff ordinal": partial(krippendorff, level_of_measurement="ordinal", resampling=QUICK),
    **{f"icc {form}": partial(icc, form=form) for form in FORMS},
    "pearson": pearson,
    "spearman": spearman,
    "kendall_w": kendall_w,
    "ccc": ccc,
    "finn": finn,
}
GAP_METRICS = RATING_METRICS | {f"icc {form}": partial(icc, form=form, listwise=True) for form in FORMS}
ALWAYS_DEFINED = {percent, within_k, finn}
NOMINAL_METRICS = {"percent": percent, "cohen": cohen}
TABLE_METRICS = {name: RATING_METRICS[name] for name in RATING_METRICS if "kappa" in name or name == "cohen"}


def _events(metric, codes=CODES, **options):
    return lambda codings: metric(codings, codes, resampling=QUICK, **options).pooled


def _on_continua(metric, **options):
    """Compare the same double codings by a statistic of two or more coders."""
    return lambda codings, codes, *, resampling: metric(
        continua_of(codings, codes), codes, resampling=resampling, **options
    )


EVENT_METRICS = {
    "time_unit_kappa": time_unit_kappa,
    "time_unit_kappa unit": partial(time_unit_kappa, unit=SECOND),
    "time_unit_kappa sets": partial(time_unit_kappa, exclusive=False),
    "time_unit_kappa exhaustive": partial(time_unit_kappa, exhaustive=True),
    "event_kappa": event_kappa,
    "event_kappa 0.5 s": partial(event_kappa, tolerance=SECOND // 2),
    "event_kappa overlap": partial(event_kappa, by="overlap"),
    "event_kappa either": partial(event_kappa, by="onset or overlap", share_of="shorter"),
    "time_unit_kappa unit tolerance": partial(time_unit_kappa, unit=SECOND, tolerance=2),
    "time_unit_kappa majority": partial(time_unit_kappa, unit=SECOND, sampling="majority"),
    "time_unit_kappa tolerance": partial(time_unit_kappa, tolerance=SECOND),
    "time_unit_kappa boris": partial(time_unit_kappa, unit=SECOND, sampling="boris"),
    "overlap_ratio": overlap_ratio,
    "holle_rein": holle_rein,
    "holle_rein .51": partial(holle_rein, overlap_threshold=0.51),
    "unitizing_alpha 2016": _on_continua(unitizing_alpha),
    "unitizing_alpha 2004": _on_continua(unitizing_alpha, version="Krippendorff 2004"),
    "gamma": _on_continua(gamma, precision=10.0, samples=2),
    "alignment_kappa": alignment_kappa,
    "alignment_kappa 2 s": partial(alignment_kappa, tolerance=2 * SECOND),
}

scores = st.sampled_from(SCALE)
cells = st.one_of(scores, st.none())
tables_of_scores = st.lists(st.tuples(scores, scores), min_size=2, max_size=25)
tables_with_gaps = st.lists(st.tuples(cells, cells), min_size=0, max_size=25)
quick = settings(max_examples=15, deadline=None)

rating_metric = pytest.mark.parametrize("metric", RATING_METRICS.values(), ids=RATING_METRICS)
event_metric = pytest.mark.parametrize("metric", EVENT_METRICS.values(), ids=EVENT_METRICS)


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


def mapped(coding, change):
    return replace(
        coding,
        first=[change(event) for event in coding.first],
        second=[change(event) for event in coding.second],
    )


def ratings(rows):
    return ratings_of_numbers(rows, ("R1", "R2"), scale=SCALE)


# --- scores -------------------------------------------------------------------------------------------


@rating_metric
@given(rows=tables_with_gaps)
@quick
def test_scores_any_table_gives_a_value_up_to_1_or_a_reason(metric, rows):
    found = metric(ratings(rows))
    assert (found.estimate is None) != (found.undefined is None)
    if found.estimate is not None:
        assert found.estimate <= 1 + 1e-12
    if found.interval is not None:
        assert found.interval.low <= found.interval.high
    assert json.dumps(found.as_json(), allow_nan=False)
    assert all(warning.sentence for warning in found.warnings)


@rating_metric
@given(rows=tables_of_scores)
@quick
def test_scores_coder_order_changes_nothing(metric, rows):
    assert same(metric(ratings([row[::-1] for row in rows])), metric(ratings(rows)))


@rating_metric
@given(rows=tables_of_scores, data=st.data())
@quick
def test_scores_unit_order_changes_nothing(metric, rows, data):
    assert same(metric(ratings(data.draw(st.permutations(rows)))), metric(ratings(rows)))


@rating_metric
@given(rows=tables_of_scores)
@quick
def test_scores_turning_the_scale_round_changes_nothing(metric, rows):
    turned = [tuple(8 - score for score in row) for row in rows]
    assert same(metric(ratings(turned)), metric(ratings(rows)))


@pytest.mark.parametrize("metric", GAP_METRICS.values(), ids=GAP_METRICS)
@given(rows=tables_of_scores)
@quick
def test_scores_units_with_a_gap_change_nothing(metric, rows):
    assert same(metric(ratings([*rows, (3, None), (None, None)])), metric(ratings(rows)))


@rating_metric
@given(column=st.lists(scores, min_size=2, max_size=20))
@quick
def test_scores_identical_codings_give_1(metric, column):
    found = metric(ratings([(score, score) for score in column]))
    if len(set(column)) > 1 or metric in ALWAYS_DEFINED:
        assert found.estimate == pytest.approx(1)
    else:
        assert found.undefined is not None


@pytest.mark.parametrize("metric", NOMINAL_METRICS.values(), ids=NOMINAL_METRICS)
@given(
    rows=st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), min_size=2, max_size=20),
    names=st.permutations(["x", "y", "z"]),
)
@quick
def test_scores_code_names_change_nothing(metric, rows, names):
    renamed = dict(zip(CODES, names, strict=True))
    others = [tuple(renamed[code] for code in row) for row in rows]
    assert same(metric(ratings_of_codes(others)), metric(ratings_of_codes(rows)))


@pytest.mark.parametrize("metric", TABLE_METRICS.values(), ids=TABLE_METRICS)
@given(parts=st.lists(tables_of_scores, min_size=1, max_size=4))
@quick
def test_scores_pooling_the_parts_gives_the_whole(metric, parts):
    whole = metric(ratings([row for part in parts for row in part]))
    added = pooled([table_of(ratings(part)) for part in parts])
    assert same(metric(added, scores=SCALE) if metric is not cohen else metric(added), whole)


# --- events in time -----------------------------------------------------------------------------------


@event_metric
@given(found=several)
@quick
def test_events_any_codings_give_a_value_up_to_1_or_a_reason(metric, found):
    result = metric(found, CODES, resampling=Resampling(draws=50))
    for one in (result.pooled, *result.per_code.values()):
        assert (one.estimate is None) != (one.undefined is None)
        if one.estimate is not None:
            assert one.estimate <= 1 + 1e-12
        assert json.dumps(one.as_json(), allow_nan=False)


@event_metric
@given(found=several)
@quick
def test_events_coder_order_changes_nothing(metric, found):
    if getattr(metric, "func", metric) is alignment_kappa:
        return  # of several cheapest alignments the order decides; its own tests say what holds
    one, other = (
        metric(each, CODES, resampling=QUICK) for each in (found, [part.swapped() for part in found])
    )
    assert same(one.pooled, other.pooled)
    for code in CODES:
        assert same(one.per_code[code], other.per_code[code])


@event_metric
@given(found=several, data=st.data())
@quick
def test_events_order_of_events_and_observations_changes_nothing(metric, found, data):
    mixed = [
        replace(
            part,
            first=data.draw(st.permutations(list(part.first))),
            second=data.draw(st.permutations(list(part.second))),
        )
        for part in data.draw(st.permutations(found))
    ]
    assert same(_events(metric)(mixed), _events(metric)(found))


@event_metric
@given(found=several, names=st.permutations(["x", "y", "z"]))
@quick
def test_events_code_names_change_nothing(metric, found, names):
    renamed = dict(zip(CODES, names, strict=True))
    others = [mapped(part, lambda event: event._replace(code=renamed[event.code])) for part in found]
    assert same(_events(metric, sorted(names))(others), _events(metric)(found))


@event_metric
@given(found=several, by=st.integers(-(10**10), 10**10))
@quick
def test_events_a_time_shift_changes_nothing(metric, found, by):
    def later(event):
        return event._replace(onset=event.onset + by, offset=event.offset + by)

    moved = [replace(mapped(part, later), start=part.start + by, end=part.end + by) for part in found]
    assert same(_events(metric)(moved), _events(metric)(found))


@event_metric
@given(found=several)
@quick
def test_events_identical_codings_give_1(metric, found):
    result = _events(metric)([replace(part, second=part.first) for part in found])
    assert result.estimate is None or result.estimate == pytest.approx(1)
    used = {event.code for part in found for event in part.first}
    # A state can begin and end between two units' starts; then nobody has seen it.
    if len(used) > 1 and "unit" not in getattr(metric, "keywords", {}):
        assert result.estimate is not None


@event_metric
@given(found=several)
@quick
def test_events_pooling_the_parts_gives_the_whole(metric, found):
    options = getattr(metric, "keywords", {})
    if options.get("exclusive") is False or options.get("sampling") == "boris":
        return  # the sets of codes that occur differ from part to part
    whole = metric(found, CODES, resampling=QUICK).table
    parts = pooled([metric([part], CODES, resampling=QUICK).table for part in found])
    assert whole.codes == parts.codes
    assert np.allclose(whole.matrix, parts.matrix)
