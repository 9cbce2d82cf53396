"""Clips begin and end on frames, inside the video, at a length that can be watched."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.coaching import LONGEST_CLIP, SHORTEST_CLIP
from havenlens.domain.frames import FrameTimes
from havenlens.domain.time import Micros, Span, seconds
from havenlens.services.coaching.spans import begun_at, ended_with, length_note, shared, snapped, stretched

STEPS = st.lists(st.integers(1_000, 90_000), min_size=2, max_size=60)


@given(STEPS, st.integers(0, 4_000_000), st.integers(1, 4_000_000))
def test_a_snapped_span_begins_and_ends_where_frames_do(steps, start, length):
    times = FrameTimes([0, *accumulate(steps)])
    span = snapped(Span(Micros(start), Micros(start + length)), times)
    ends = {times.end_of(number) for number in range(len(times))}
    assert span.start in times.times
    assert span.end in ends
    assert snapped(span, times) == span


@given(STEPS, st.integers(0, 3_000_000))
def test_the_frame_on_the_screen_is_the_last_one_of_a_span_that_ends_with_it(steps, at):
    times = FrameTimes([0, *accumulate(steps)])
    span = ended_with(Span(Micros(0), Micros(10_000_000)), Micros(at), times)
    assert span is not None
    assert times.shown_at(span.end - 1) == times.shown_at(at)


def test_nothing_is_left_of_a_span_that_begins_at_its_end_or_ends_before_it_begins():
    span = Span(seconds(10), seconds(20))
    assert begun_at(span, seconds(20)) is None
    assert begun_at(span, seconds(19.96)) == Span(seconds(19.96), seconds(20))
    times = FrameTimes(range(0, 30_000_000, 40_000))
    assert ended_with(span, seconds(9.92), times) is None
    assert ended_with(span, seconds(10), times) == Span(seconds(10), seconds(10.04))


@given(st.integers(0, 300_000_000), st.integers(0, 200_000_000), st.integers(30_000_000, 400_000_000))
def test_a_stretched_span_lies_in_the_video_and_has_a_good_length(start, length, last):
    start = min(start, last)
    span = stretched(Span(Micros(start), Micros(start + length)), Micros(last))
    assert 0 <= span.start < span.end <= last
    assert SHORTEST_CLIP <= span.end - span.start <= LONGEST_CLIP


def test_the_note_on_the_length_is_gentle_and_only_there_where_it_should_be():
    assert length_note(Span(seconds(0), seconds(20))) is None
    assert length_note(Span(seconds(0), seconds(120))) is None
    short, long = length_note(Span(seconds(0), seconds(19.5))), length_note(Span(seconds(0), seconds(121)))
    assert short is not None
    assert short.sentence == "19.5 s is short; from 20 s on there is something to see."
    assert long is not None
    assert long.sentence == "121 s is long; up to 120 s is watched to the end."


def test_what_two_spans_share_is_a_part_of_the_shorter():
    one = Span(seconds(0), seconds(10))
    assert shared(one, Span(seconds(5), seconds(105))) == 0.5
    assert shared(one, Span(seconds(10), seconds(20))) == 0
