"""The overview's columns against a plain walk through all events, and the transcript's sub-rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.time import Micros, Span
from havenlens.ui.timeline.geometry import TRANSCRIPT, RowSizes
from havenlens.ui.timeline.index import Entry, SpanIndex
from havenlens.ui.timeline.model import TimelineContent, TranscriptItem
from havenlens.ui.timeline.scene import TEXT_LANES, TimelineScene
from havenlens.ui.timeline.summary import columns_of, density, gaps

DURATION = 60
SPANS = st.builds(
    lambda start, length: Span(Micros(start), Micros(min(start + length, DURATION))),
    st.integers(0, DURATION - 1),
    st.integers(1, 20),
)


@given(st.lists(SPANS, max_size=12))
def test_gaps_are_exactly_the_moments_that_nothing_covers(spans):
    row = SpanIndex([Entry(n, span) for n, span in enumerate(spans)])
    bare = {at for start, end in gaps(row, DURATION).tolist() for at in range(start, end)}
    assert bare == {at for at in range(DURATION) if not any(span.covers(at) for span in spans)}


def test_an_observation_that_begins_before_zero_is_summed_up_from_there():
    row = SpanIndex([Entry(0, Span(Micros(-5), Micros(3)))])
    bare = gaps(row, 30, first=-10)
    assert bare.tolist() == [[-10, -5], [3, 20]]
    assert columns_of(bare, 30, 6, first=-10).tolist() == [True, False, True, True, True, True]
    shares = density([np.array([-10, -6, 19])], 30, 3, first=-10)
    assert (shares > 0).tolist() == [True, False, True]


def test_an_open_state_covers_everything_after_it():
    row = SpanIndex([Entry(0, Span(Micros(10), None))])
    assert gaps(row, DURATION).tolist() == [[0, 10]]


@given(st.lists(st.tuples(st.integers(0, 59), st.integers(1, 60)), max_size=8), st.integers(1, 90))
def test_a_column_is_marked_where_a_stretch_lies_in_it(pairs, columns):
    stretches = np.array([(a, min(60, a + b)) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    marked = columns_of(stretches, DURATION, columns).tolist()
    assert len(marked) == columns
    for column in range(columns):
        left, right = column * DURATION / columns, (column + 1) * DURATION / columns
        if any(start < right - 1e-9 and end > left + 1e-9 for start, end in stretches.tolist()):
            assert marked[column]
    assert any(marked) == bool(len(stretches))


def test_density_grows_with_the_count_and_is_nothing_where_nothing_is():
    shares = density([np.array([0, 1, 2, 30]), np.array([30, 31, 32, 33])], DURATION, 6)
    assert shares[0] > 0
    assert shares[3] == 1
    assert shares[[1, 2, 4, 5]].tolist() == [0, 0, 0, 0]


def said(*spans):
    return tuple(TranscriptItem(Span(Micros(a), Micros(b)), "words") for a, b in spans)


def test_lines_said_at_once_lie_under_each_other_and_the_row_is_as_high_as_it_must_be():
    scene = TimelineScene(TimelineContent(Micros(DURATION), transcript=said((0, 10), (5, 15), (20, 30))))
    assert scene.text_rows.lanes.tolist() == [0, 1, 0]
    assert scene.text_room == [20, DURATION, DURATION]
    sizes = RowSizes()
    assert scene.layout(sizes).row(TRANSCRIPT).height == sizes.text + sizes.lane
    scene.set_transcript(said((0, 10), (20, 30)))
    assert scene.layout(sizes).row(TRANSCRIPT).height == sizes.text
    scene.set_transcript(())
    assert scene.layout(sizes).row(TRANSCRIPT) is None


@given(st.lists(SPANS, max_size=12))
def test_a_transcript_never_has_more_sub_rows_than_fit(spans):
    lines = tuple(TranscriptItem(span, "words") for span in spans)
    scene = TimelineScene(TimelineContent(Micros(DURATION), transcript=lines))
    assert scene.text_rows.lanes.max(initial=0) < TEXT_LANES
