"""Two recorders of one occasion are put in step by what they heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.view_fitting import Match, fit_time_base
from havenlens.media.library import VideoLibrary
from havenlens.services.ports import Cancelled
from tests.support.sounds import heard, occasion, write_sound
from tests.support.videos import Recipe, make

LENGTH = 50.0


@pytest.fixture(scope="module")
def whole():
    return occasion(LENGTH + 10)


@pytest.fixture(scope="module")
def first(whole, tmp_path_factory) -> Path:
    return write_sound(tmp_path_factory.mktemp("sound") / "first.m4a", heard(whole, 4.0, LENGTH, seed=1))


def fitted(found):
    return fit_time_base([Match(here, there) for here, there in found.pairs])


@pytest.mark.parametrize(
    ("start", "seconds", "ppm"),
    [(6.5, 40.0, 0.0), (1.25, 45.0, 80.0), (4.0, 50.0, -120.0), (30.0, 12.0, 0.0)],
    ids=["later", "earlier, with drift", "at once, with drift", "much shorter"],
)
def test_offset_and_drift_are_found(first, whole, tmp_path, start, seconds, ppm):
    second = write_sound(tmp_path / "second.m4a", heard(whole, start, seconds, ppm, seed=2))
    base = fitted(VideoLibrary().sound_matches(first, second))
    assert base.offset == pytest.approx((start - 4.0) * 1e6, abs=5_000)
    assert base.rate_ppm == pytest.approx(ppm, abs=4)


def test_it_makes_no_difference_which_one_is_longer(first, whole, tmp_path):
    longer = write_sound(tmp_path / "longer.m4a", heard(whole, 0.0, LENGTH + 9, seed=3))
    found = VideoLibrary().sound_matches(first, longer)
    assert fitted(found).offset == pytest.approx(-4e6, abs=5_000)
    assert found.tried >= 8


def test_sounds_of_different_occasions_are_refused(first, tmp_path):
    other = write_sound(tmp_path / "other.m4a", heard(occasion(30, seed=99), 0.0, 30.0))
    with pytest.raises(StudyError) as refused:
        VideoLibrary().sound_matches(first, other)
    assert refused.value.problem.sentence.startswith(f"The sound of {other} does not match")


def test_a_file_without_sound_is_refused(first, tmp_path):
    silent = make(tmp_path / "silent.mp4", Recipe(seconds=1, sound=False)).path
    with pytest.raises(StudyError) as refused:
        VideoLibrary().sound_matches(first, silent)
    assert refused.value.problem.sentence.startswith(f"{silent} has no sound to compare")


def test_listening_shows_progress_and_stops_when_asked_to(first):
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done > total // 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        VideoLibrary().sound_matches(first, first, stop)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
