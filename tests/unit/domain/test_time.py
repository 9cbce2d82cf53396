"""Microseconds, clocks, half-open spans and time bases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.time import (
    Span,
    TimeBase,
    clock,
    in_seconds,
    parse_clock,
    seconds,
    short_clock,
)

moments = st.integers(-(10**7), 10**7)
HOURS = 100 * 3600 * 1_000_000


@st.composite
def spans(draw):
    start = draw(moments)
    return Span(start, draw(st.none() | st.integers(start, 10**7)))


@given(st.integers(0, HOURS))
def test_a_clock_is_read_back_to_the_millisecond(value):
    assert parse_clock(clock(value)) == value // 1000 * 1000


@given(st.integers(0, HOURS))
def test_seconds_of_a_table_are_read_back_exactly(value):
    assert seconds(in_seconds(value)) == seconds(str(in_seconds(value))) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("2700.5", 2_700_500_000),
        ("75:30", 4_530_000_000),
        ("1:02:03", 3_723_000_000),
        ("1:59:59", 7_199_000_000),
        (" 00:00:00,040 ", 40_000),
        ("1.000001", 1_000_001),
    ],
)
def test_a_time_may_be_written_in_several_ways(text, value):
    assert parse_clock(text) == value


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "1:60", "1:60:00", "1:2:3:4", "1:002", "1.", ".5", "1.0000001", "1e3"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_clock(text)


def test_times_before_zero_get_a_minus_sign():
    assert clock(-62_440_000) == "-00:01:02.440"
    assert short_clock(-62_440_000) == "-1:02"


def test_a_span_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Span(10, 9)


def test_a_span_has_no_truth_value():
    with pytest.raises(TypeError, match="no truth value"):
        bool(Span(0, 1))


def test_instants_and_open_spans_are_told_apart():
    instant, still_open = Span.instant(5), Span(5, None)
    assert (instant.is_instant, instant.is_open, instant.length) == (True, False, 0)
    assert (still_open.is_instant, still_open.is_open) == (False, True)
    with pytest.raises(ValueError, match="no length"):
        _ = still_open.length
    assert still_open.shifted(-5) == Span(0, None)
    assert Span(5, 9).shifted(2) == Span(7, 11)


def test_spans_sort_by_start_then_end_and_an_open_one_comes_last():
    assert sorted([Span(1, None), Span(1, 3), Span(0, None), Span(1, 1)]) == [
        Span(0, None),
        Span(1, 1),
        Span(1, 3),
        Span(1, None),
    ]


@given(spans(), spans())
def test_overlap_is_mutual(one, other):
    assert one.overlaps(other) == other.overlaps(one)


@given(spans(), moments)
def test_a_span_covers_what_an_instant_there_overlaps(span, at):
    assert span.covers(at) == span.overlaps(Span.instant(at))


@given(moments, st.integers(1, 100), st.integers(1, 100))
def test_touching_spans_share_nothing(start, first, second):
    one, other = Span(start, start + first), Span(start + first, start + first + second)
    assert not one.overlaps(other)
    assert [one.covers(start + first), other.covers(start + first)] == [False, True]


@given(st.integers(0, HOURS), st.integers(-HOURS, HOURS), st.floats(-500, 500))
def test_a_time_base_leads_back_to_the_same_frame(presentation, offset, ppm):
    base = TimeBase(offset, ppm)
    assert abs(base.to_presentation(base.to_observation(presentation)) - presentation) <= 1


@given(st.integers(0, HOURS), st.integers(-HOURS, HOURS))
def test_without_drift_a_time_base_is_exact(presentation, offset):
    base = TimeBase(offset)
    assert base.to_observation(presentation) == presentation + offset
    assert base.to_presentation(presentation + offset) == presentation


def test_drift_stretches_the_recordings_clock():
    assert TimeBase(1_000, 100.0).to_observation(10_000_000) == 10_002_000
