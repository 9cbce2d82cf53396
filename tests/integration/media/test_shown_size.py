"""Frames that are kept as large as they are shown are the same frames, and more of them fit."""

from __future__ import annotations

from contextlib import closing

import av
import numpy as np
import pytest
from av.video.reformatter import VideoReformatter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from havenlens.media.library import VideoLibrary
from havenlens.media.pictures import Painter, Shape
from tests.integration.media.conftest import number_in

_FRAME_BYTES = 320 * 180 * 3 // 2


def _finish(frames, number, direction=1):
    while frames.look_ahead(number, direction):
        pass


@pytest.mark.parametrize("name", ["turned by 90", "oblong pixels", "open groups"])
def test_a_glimpse_is_the_frame_as_large_as_it_is_shown_and_a_picture_the_whole_frame(name, film_of):
    film = film_of(name)
    wide, high = film.recipe.size
    with closing(VideoLibrary().open_frames(film.path)) as frames:
        frames.fit(wide // 2, high // 2)
        whole = frames.picture(20)
        assert (whole.width, whole.height, whole.full_size) == (wide, high, None)
        _finish(frames, 20)
        small = frames.glimpse(12)
        assert (small.width, small.height, small.full_size) == (wide // 2, high // 2, (wide, high))
        assert (number_in(small), small.at) == (film.numbers[12], frames.times.time_of(12))
        assert frames.picture(12).width == wide


def test_a_small_frame_has_the_colours_of_the_whole_one():
    chance = np.random.default_rng(3)
    coarse = np.repeat(np.repeat(chance.integers(16, 235, (9, 16, 3), np.uint8), 80, 0), 80, 1)
    source = av.VideoFrame.from_ndarray(coarse, format="rgb24")
    shape = Shape.of(source, None)
    half = Painter(Shape(shape.orientation, 640, 360))
    for layout in ("yuv420p", "yuvj420p", "yuv420p10le", "yuv444p", "gbrp"):
        frame = VideoReformatter().reformat(source, format=layout)
        expected = Painter(shape).upright(frame).view(np.uint8).reshape(720, 1280, 4)[40::80, 40::80, :3]
        small = half.upright(half.smaller(frame)).view(np.uint8).reshape(360, 640, 4)[20::40, 20::40, :3]
        assert np.abs(expected.astype(int) - small).max() <= 4, layout


_asked = st.tuples(st.integers(0, 74), st.sampled_from([-1, 1]), st.integers(0, 30), st.integers(0, 20))
"""A frame, which way it goes on from there, and how often it is looked ahead and sharpened."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(_asked, min_size=1, max_size=8), room=st.integers(0, 40), rests=st.booleans())
def test_whatever_is_asked_for_and_shown_the_frame_is_that_frame(film_of, order, room, rests):
    library = VideoLibrary(frame_bytes=room * _FRAME_BYTES)
    with closing(library.open_frames(film_of("many B-frames").path)) as frames:
        frames.fit(160, 90)
        for number, direction, ahead, sharper in order:
            held = frames.holds(number)
            assert number_in(frames.glimpse(number) if held else frames.picture(number)) == number
            for _ in range(ahead):
                frames.look_ahead(number, direction, rests=rests)
            if any(not frames.sharpen(number) for _ in range(sharper)) and frames.holds(number, full=True):
                assert frames.picture(number).width == 320
            assert all(number_in(frames.glimpse(n)) == n for n in range(75) if frames.holds(n))


@pytest.mark.parametrize("direction", [1, -1])
def test_steps_never_wait_for_a_frame_once_it_was_looked_ahead_for_a_while(direction, film_of):
    per_step = 12  # frames decoded between two steps, as thirty steps a second leave time for
    library = VideoLibrary(40 * _FRAME_BYTES)
    with closing(library.open_frames(film_of("many B-frames").path)) as frames:
        frames.fit(80, 45)
        number = 4 if direction > 0 else 70
        frames.picture(number)
        for _ in range(60):
            frames.look_ahead(number, direction)
        for _ in range(66):
            number += direction
            assert frames.holds(number), number
            for _ in range(per_step):
                frames.look_ahead(number, direction, rests=False)
            assert frames.held_bytes <= 40 * _FRAME_BYTES


def test_more_frames_fit_where_they_are_shown_small_and_none_is_shown_coarser_than_before(film_of):
    library = VideoLibrary(30 * _FRAME_BYTES)
    with closing(library.open_frames(film_of("25 a second").path)) as frames:
        frames.picture(30)
        whole = frames.most
        frames.fit(160, 90)
        assert frames.most > 2 * whole
        frames.picture(30)
        _finish(frames, 30)
        held = {n for n in range(75) if frames.holds(n)}
        frames.fit(150, 84)
        assert {n for n in range(75) if frames.holds(n)} == held
        frames.fit(240, 135)
        assert len({n for n in range(75) if frames.holds(n)}) < whole
        frames.fit(320, 180)
        assert frames.most == whole
        assert frames.picture(30).width == 320
