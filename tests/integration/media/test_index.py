"""The index knows every shown frame and when it is shown."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.integration.media.conftest import WITH_PICTURE, WITH_TIMES


@pytest.mark.parametrize("name", WITH_TIMES)
def test_every_frame_has_the_time_at_which_a_player_shows_it(name, film_of, library):
    film = film_of(name)
    assert list(library.times(film.path).times) == film.times_us


@pytest.mark.parametrize("name", WITH_PICTURE)
def test_there_are_as_many_times_as_frames_are_shown(name, film_of, library):
    film = film_of(name)
    times = list(library.times(film.path).times)
    assert len(times) == len(film.numbers)
    assert times == sorted(set(times))


def test_a_container_without_presentation_stamps_is_indexed_by_decoding(film_of, library):
    times = library.times(film_of("avi").path).times
    assert [after - before for before, after in pairwise(times)] == [40_000] * 49


def test_an_index_is_read_again_when_the_file_has_changed(film_of, library, tmp_path):
    path = tmp_path / "lesson.mp4"
    path.write_bytes(film_of("25 a second").path.read_bytes())
    assert len(library.times(path)) == 75
    path.write_bytes(film_of("60 a second").path.read_bytes())
    assert len(library.times(path)) == 120
