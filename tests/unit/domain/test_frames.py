"""Which frame is on the screen when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.frames import FrameTimes
from havenlens.domain.time import Micros, Span

films = st.lists(st.integers(0, 10**6), min_size=1, max_size=40, unique=True).map(
    lambda times: FrameTimes(tuple(sorted(times)))
)


@given(films, st.data())
def test_a_frame_is_on_the_screen_from_its_time_until_the_next(film, data):
    number = data.draw(st.integers(0, len(film) - 1))
    start, end = film.time_of(number), film.end_of(number)
    assert film.shown_at(start) == film.nearest(start) == number
    if end > start:
        assert film.shown_at(data.draw(st.integers(start, end - 1))) == number


@given(films, st.integers(-10, 10**6 + 10))
def test_no_frame_is_nearer_than_the_nearest(film, at):
    best = min(abs(time - at) for time in film.times)
    assert abs(film.time_of(film.nearest(at)) - at) == best


def test_of_two_equally_near_frames_the_earlier_is_taken():
    assert FrameTimes((0, 40)).nearest(20) == 0


def test_before_the_first_frame_the_first_is_shown():
    assert FrameTimes((40_000, 80_000)).shown_at(0) == 0


def test_the_last_frame_lasts_as_long_as_the_one_before():
    assert FrameTimes((0, 40, 90)).end_of(2) == 140
    assert FrameTimes((7,)).end_of(0) == 7


@given(films.filter(lambda film: len(film) > 1), st.data())
def test_a_snapped_span_holds_whole_frames_and_all_that_was_seen(film, data):
    first, last = film.time_of(0), film.end_of(len(film) - 1)
    start = data.draw(st.integers(first, last - 1))
    span = Span(Micros(start), Micros(data.draw(st.integers(start + 1, last))))
    snapped = film.snapped(span)
    ends = {film.end_of(number) for number in range(len(film))}
    assert snapped.start in film.times
    assert snapped.end in ends
    assert snapped.start <= span.start < span.end <= snapped.end
    assert film.snapped(snapped) == snapped
