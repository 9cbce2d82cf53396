"""A still is exactly one frame, upright, whole or not at all."""

from __future__ import annotations

import av
import numpy as np
import pytest

from havenlens.domain.problems import StudyError
from tests.support.videos import read_number


def _read(path) -> np.ndarray:
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


@pytest.mark.parametrize("name", ["25 a second", "variable, mp4", "turned by 90", "cut by copying"])
def test_a_still_is_the_frame_asked_for(name, film_of, library, tmp_path):
    film = film_of(name)
    out = tmp_path / "still.png"
    for number in (0, 17, len(film.numbers) - 1):
        library.still(film.path, number, out)
        picture = _read(out)
        assert read_number(picture) == film.numbers[number]
        assert picture.shape == (film.recipe.size[1], film.recipe.size[0], 3)
    assert out.read_bytes().startswith(b"\x89PNG")


def test_colours_are_those_of_the_video(film_of, library, tmp_path):
    library.still(film_of("25 a second").path, 0, tmp_path / "still.png")
    left, right = _read(tmp_path / "still.png")[150, [20, 300]].astype(int)
    assert np.abs(left - (200, 60, 60)).max() < 12
    assert np.abs(right - (60, 60, 60)).max() < 12


def test_the_frame_on_the_screen_at_a_time(film_of, library):
    film = film_of("picture after sound, mp4")
    asked = {0: 0, 499_999: 0, 500_000: 0, 539_999: 0, 540_000: 1, 2_500_000: 49}
    assert {at: library.frame_at(film.path, at) for at in asked} == asked


@pytest.mark.parametrize("at", [-1, 3_000_001])
def test_a_time_outside(at, film_of, library):
    path = film_of("25 a second").path
    with pytest.raises(StudyError, match=r"lies outside .* which runs from 00:00:00\.000 to 00:00:03\.000\."):
        library.frame_at(path, at)


def test_a_still_is_not_written_into_a_folder_that_is_not_there(film_of, library, tmp_path):
    out = tmp_path / "none" / "still.png"
    with pytest.raises(StudyError, match=r"cannot be written, because there is no folder"):
        library.still(film_of("mkv").path, 0, out)


def test_a_still_never_replaces_its_video(film_of, library, tmp_path):
    path = tmp_path / "lesson.mp4"
    path.write_bytes(film_of("25 a second").path.read_bytes())
    with pytest.raises(StudyError, match=r"lesson\.mp4 is the video itself; choose another name"):
        library.still(path, 0, path)
    assert library.facts(path).n_frames == 75
