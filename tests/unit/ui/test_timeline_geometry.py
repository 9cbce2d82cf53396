"""Time and pixels, the ruler, sub-rows and what is under the mouse."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.codebook import Kind
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.ui.timeline.geometry import (
    CYCLES,
    FINEST,
    MAX_LANES,
    SOUND,
    TRANSCRIPT,
    Box,
    Part,
    RowSizes,
    TimeScale,
    item_box,
    lay_out,
    part_at,
    ruler_step,
    ruler_ticks,
    stack,
)

DURATIONS = st.integers(SECOND, 12 * 3600 * SECOND)
BEGINNINGS = st.integers(-3600 * SECOND, 3600 * SECOND)
WIDTHS = st.integers(80, 4000)
SHARES = st.floats(0, 1)


@st.composite
def scales(draw: st.DrawFn) -> TimeScale:
    scale = TimeScale.fitted(draw(DURATIONS), 150, draw(WIDTHS), draw(BEGINNINGS))
    return scale.zoomed(draw(st.floats(1, 1e5)), 150 + draw(SHARES) * scale.width)


@given(scales(), SHARES)
def test_a_pixel_s_time_is_drawn_on_that_pixel(scale: TimeScale, share: float):
    x = scale.left + share * scale.width
    at = scale.time_at(x)
    assert scale.first <= at <= scale.last
    if at < scale.last:
        assert scale.x_of(at) == pytest.approx(x, abs=1 / scale.us_per_px + 1e-3)


@given(scales(), st.floats(0.01, 100), SHARES)
def test_zooming_holds_the_time_under_the_cursor_or_stops_at_an_end(
    scale: TimeScale, factor: float, share: float
):
    x = scale.left + share * scale.width
    zoomed = scale.zoomed(factor, x)
    held = scale.start + (x - scale.left) * scale.us_per_px
    at_an_end = zoomed.start <= zoomed.first + 1e-3 or zoomed.end >= zoomed.last - 1e-3
    assert at_an_end or zoomed.x_of(held) == pytest.approx(x, abs=0.01)


@given(scales(), st.floats(-1e5, 1e5), st.floats(0.001, 1000))
def test_what_is_shown_stays_inside_the_observation(scale: TimeScale, pixels: float, factor: float):
    for moved in (scale.panned(pixels), scale.zoomed(factor, scale.left), scale.resized(150, 640)):
        assert moved.start >= moved.first
        assert moved.us_per_px >= FINEST
        assert moved.end <= moved.first + max(moved.duration, moved.width * FINEST) + 1


def test_all_of_an_observation_stays_in_sight_when_the_window_grows():
    scale = TimeScale.fitted(75 * SECOND, 150, 800)
    assert scale.is_whole
    assert scale.resized(150, 1600).is_whole
    assert not scale.zoomed(2, 300).resized(150, 1200).is_whole


def test_a_span_is_shown_large_and_in_the_middle():
    scale = TimeScale.fitted(600 * SECOND, 100, 1000).showing(
        Span(Micros(100 * SECOND), Micros(140 * SECOND))
    )
    assert scale.x_of(120 * SECOND) == pytest.approx(600)
    assert scale.x_of(140 * SECOND) - scale.x_of(100 * SECOND) == pytest.approx(800)


@given(scales(), st.floats(20, 120))
def test_ruler_labels_never_overlap_and_ticks_ascend(scale: TimeScale, label_width: float):
    ticks = ruler_ticks(scale, label_width)
    labelled = [tick.x for tick in ticks if tick.label]
    assert all(after - before >= label_width - 1e-6 for before, after in pairwise(labelled))
    assert all(before.at < after.at for before, after in pairwise(ticks))
    assert all(scale.left - 1 <= tick.x <= scale.left + scale.width + 1 for tick in ticks)


@given(scales(), st.floats(20, 120))
def test_a_ruler_s_labels_differ(scale: TimeScale, label_width: float):
    labels = [tick.label for tick in ruler_ticks(scale, label_width) if tick.label]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("us_per_px", "seconds"), [(1000, 0.1), (10_000, 0.5), (62_500, 5), (1_000_000, 60), (10_000_000, 600)]
)
def test_ruler_steps_are_round(us_per_px: float, seconds: float):
    assert ruler_step(us_per_px, 50) == seconds * SECOND


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 20))).map(
        lambda pair: Span(Micros(pair[0]), None if pair[1] is None else Micros(pair[0] + pair[1]))
    ),
    max_size=20,
)


@given(SPANS)
def test_what_overlaps_lies_in_different_sub_rows(spans: list[Span]):
    lanes = stack(spans, limit=99)
    for one, (first, lane) in enumerate(zip(spans, lanes, strict=True)):
        for other in range(one):
            if lane == lanes[other]:
                assert not first.overlaps(spans[other])


@given(SPANS)
def test_a_track_has_no_more_sub_rows_than_it_needs_or_may_have(spans: list[Span]):
    lanes = stack(spans)
    deepest = max((sum(1 for s in spans if s.covers(span.start)) for span in spans), default=0)
    assert max(lanes, default=-1) < max(1, min(deepest, MAX_LANES)) or not spans


def test_rows_lie_under_each_other_without_gaps():
    layout = lay_out((SOUND, TRANSCRIPT, CYCLES), (("a", 1), ("b", 3)), RowSizes())
    assert [row.key for row in layout.rows] == [SOUND, TRANSCRIPT, CYCLES, "a", "b"]
    assert all(above.bottom == below.top for above, below in pairwise(layout.rows))
    assert layout.row("b").height == 26 + 2 * 20
    assert layout.row_at(layout.row("a").top).key == "a"
    assert layout.row_at(layout.height) is None


def test_an_open_state_reaches_to_the_playhead_and_is_never_too_narrow_to_see():
    scale = TimeScale.fitted(100 * SECOND, 0, 1000)
    state = Span(Micros(10 * SECOND), None)
    assert item_box(state, Kind.STATE, 13, scale, 30 * SECOND, 17).right == pytest.approx(300)
    assert item_box(state, Kind.STATE, 13, scale, 0, 17).right == pytest.approx(117)


@pytest.mark.parametrize(
    ("x", "part"),
    [(96, Part.START), (102, Part.START), (150, Part.BODY), (198, Part.END), (203, Part.END), (210, None)],
)
def test_the_parts_of_a_bar(x: float, part: Part | None):
    assert part_at(Box(100, 0, 200, 17), Kind.STATE, x, 8) is part


def test_a_narrow_bar_keeps_a_middle_and_an_open_one_has_no_end_to_drag():
    assert part_at(Box(100, 0, 104, 17), Kind.STATE, 102, 8) is Part.BODY
    assert part_at(Box(100, 0, 200, 17), Kind.STATE, 199, 8, open_ended=True) is Part.BODY
    assert part_at(Box(100, 0, 117, 17), Kind.POINT, 118, 8) is None
    assert part_at(Box(100, 0, 117, 17), Kind.POINT, 110, 8) is Part.POINT
