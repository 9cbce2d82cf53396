"""A frame asked for by number is that frame, whatever was asked for before."""

from __future__ import annotations

import random
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.media.library import VideoLibrary
from tests.integration.media.conftest import WITH_PICTURE, number_in

_PICTURE_BYTES = 320 * 180 * 4


@pytest.mark.parametrize("name", WITH_PICTURE)
def test_forwards_backwards_and_anywhere_the_frame_is_the_one_asked_for(name, film_of, library):
    film = film_of(name)
    count = len(film.numbers)
    order = [*range(count), *reversed(range(count)), *random.Random(1).choices(range(count), k=40)]
    with closing(library.open_frames(film.path)) as frames:
        assert [number_in(frames.picture(n)) for n in order] == [film.numbers[n] for n in order]
        assert frames.picture(count - 1).at == frames.times.time_of(count - 1)


@pytest.mark.parametrize("name", ["turned by 90", "turned by 270", "oblong pixels", "25 a second"])
def test_pictures_are_upright_and_have_square_pixels(name, film_of, library):
    film = film_of(name)
    with closing(library.open_frames(film.path)) as frames:
        picture = frames.picture(0)
    assert (picture.width, picture.height) == film.recipe.size
    assert len(picture.pixels) == picture.stride * picture.height


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 74), min_size=1, max_size=12), room=st.integers(0, 9))
def test_no_order_and_no_cache_size_gives_another_frame(film_of, order, room):
    library = VideoLibrary(cache_bytes=room * _PICTURE_BYTES)
    with closing(library.open_frames(film_of("many B-frames").path)) as frames:
        assert [number_in(frames.picture(n)) for n in order] == order


def test_the_pictures_kept_stay_within_the_bytes_allowed(film_of):
    with closing(VideoLibrary(4 * _PICTURE_BYTES).open_frames(film_of("mkv").path)) as frames:
        for number in [*range(30), *reversed(range(30))]:
            frames.picture(number)
            assert len(frames._kept) <= 4


def test_a_frame_shown_before_is_given_again_without_decoding(film_of, library):
    with closing(library.open_frames(film_of("mkv").path)) as frames:
        assert frames.picture(10) is frames.picture(10)


def test_stepping_back_decodes_a_group_once_not_once_a_step(film_of, library):
    with closing(library.open_frames(film_of("many B-frames").path)) as frames:
        frames.picture(39)
        frames.picture(38)
        assert set(range(38)) <= set(frames._kept)


@pytest.mark.parametrize("number", [-1, 75, 10_000])
def test_a_frame_that_is_not_there(number, film_of, library):
    path = film_of("25 a second").path
    with closing(library.open_frames(path)) as frames, pytest.raises(StudyError) as caught:
        frames.picture(number)
    assert str(caught.value) == f"{path} has no frame {number}; its frames are 0 to 74."


def test_a_damaged_frame_is_named_and_the_others_stay_readable(film_of, library, tmp_path):
    data = bytearray(film_of("no B-frames").path.read_bytes())
    middle = data.index(b"mdat") + 4 + (len(data) - data.index(b"mdat")) // 3
    data[middle : middle + 1500] = bytes(1500)
    path = tmp_path / "damaged.mp4"
    path.write_bytes(data)
    readable, damaged = [], []
    with closing(library.open_frames(path)) as frames:
        for number in range(len(frames.times)):
            try:
                frames.picture(number)
                readable.append(number)
            except StudyError as error:
                damaged.append(str(error))
    assert readable[0] == 0
    assert readable[-1] == 49
    assert all(sentence.startswith(f"{path} is damaged at 00:00:0") for sentence in damaged)
