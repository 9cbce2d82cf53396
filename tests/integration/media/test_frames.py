"""A frame asked for by number is that frame, whatever was asked for before."""

from __future__ import annotations

import random
import sys
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.media.library import VideoLibrary
from havenlens.services.ports import Cancelled
from tests.integration.media.conftest import WITH_PICTURE, number_in

_FRAME_BYTES = 320 * 180 * 3 // 2


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


_asked = st.tuples(st.integers(0, 74), st.sampled_from([-1, 0, 1]), st.integers(0, 30))
"""A frame, and how often the source may look ahead from there in which direction."""


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(_asked, min_size=1, max_size=12), room=st.integers(0, 30))
def test_no_order_and_no_cache_size_gives_another_frame(film_of, order, room):
    library = VideoLibrary(frame_bytes=room * _FRAME_BYTES)
    with closing(library.open_frames(film_of("many B-frames").path)) as frames:
        for number, direction, ahead in order:
            assert number_in(frames.picture(number)) == number
            for _ in range(ahead if direction else 0):
                frames.look_ahead(number, direction)
            assert all(number_in(frames.picture(n)) == n for n in range(75) if frames.holds(n))


def test_the_frames_kept_stay_within_the_bytes_allowed(film_of):
    library = VideoLibrary(4 * _FRAME_BYTES)
    with closing(library.open_frames(film_of("mkv").path)) as frames:
        for number in [*range(30), *reversed(range(30))]:
            frames.picture(number)
            while frames.look_ahead(number, 1):
                assert frames.held_bytes <= 4 * _FRAME_BYTES


def test_sources_in_use_share_the_bytes_allowed(film_of):
    library = VideoLibrary(20 * _FRAME_BYTES)
    path = film_of("mkv").path
    with closing(library.open_frames(path)) as one, closing(library.open_frames(path)) as other:
        one.picture(0)
        alone = one.most
        assert 10 < alone <= 20
        other.picture(0)
        assert (one.most, other.most) == (alone // 2, alone // 2)
        other.let_go()
        assert one.most == alone
        assert not other.holds(0)


def test_what_a_decoder_has_in_flight_counts_and_most_of_the_room_is_for_frames_kept(film_of):
    path, most = film_of("mkv").path, []
    for room in (12, 300, 600):
        with closing(VideoLibrary(room * _FRAME_BYTES).open_frames(path)) as frames:
            frames.picture(0)
            most.append(frames.most)
    in_flight = (most[2] - most[1]) - most[1]
    assert 10 < in_flight < 24
    assert 4 < most[0] <= 8


def test_frames_let_go_are_decoded_anew_also_where_the_file_was_closed(film_of, library):
    film = film_of("25 a second")
    with closing(library.open_frames(film.path)) as frames:
        assert number_in(frames.picture(30)) == film.numbers[30]
        frames.let_go()
        assert (frames.held_bytes, frames.holds(30)) == (0, False)
        assert number_in(frames.picture(31)) == film.numbers[31]
        assert number_in(frames.picture(2)) == film.numbers[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open from going away")
def test_a_file_that_went_away_is_told_when_a_frame_is_asked_for_not_when_frames_are_let_go(
    film_of, library, tmp_path
):
    path = tmp_path / "gone.mp4"
    path.write_bytes(film_of("25 a second").path.read_bytes())
    with closing(library.open_frames(path)) as frames:
        frames.picture(30)
        path.unlink()
        frames.let_go()
        with pytest.raises(StudyError, match="There is no file"):
            frames.picture(30)


@pytest.mark.parametrize(("direction", "reach"), [(1, 15), (-1, 25)])
def test_looking_ahead_decodes_what_steps_will_want(direction, reach, film_of):
    library = VideoLibrary(60 * _FRAME_BYTES)
    with closing(library.open_frames(film_of("many B-frames").path)) as frames:
        frames.picture(37)
        while frames.look_ahead(37, direction):
            pass
        ahead = range(37, 37 + reach * direction, direction)
        assert all(frames.holds(n) for n in ahead)
        assert frames.holds(37 - 4 * direction)
        assert (
            frames.holds(37 - 12) is True
        )  # going back is slow to decode, so it is there before it is wanted
        assert number_in(frames.picture(37 + 14 * direction)) == 37 + 14 * direction


def test_stepping_back_decodes_a_group_once_not_once_a_step(film_of, library):
    with closing(library.open_frames(film_of("many B-frames").path)) as frames:
        frames.picture(39)
        frames.picture(10)
        frames.picture(9)
        assert all(frames.holds(n) for n in range(10))


def test_a_person_can_stop_a_long_way_to_a_frame(film_of, library):
    def stop(_done, _total):
        raise Cancelled

    with closing(library.open_frames(film_of("many B-frames").path)) as frames:
        with pytest.raises(Cancelled):
            frames.picture(39, stop)
        assert number_in(frames.picture(39)) == 39


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
