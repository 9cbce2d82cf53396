"""A small copy has the frames of its original, number by number and time by time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from havenlens.media.library import VideoLibrary
from havenlens.services.ports import Cancelled
from tests.support.videos import Recipe, make, read_number

PLAIN = Recipe(seconds=1.0, size=(1024, 576))
KINDS = {
    "variable": replace(PLAIN, seed=4),
    "variable, matroska": replace(PLAIN, seed=4, container="mkv"),
    "picture after sound": replace(PLAIN, picture_after_sound=0.7),
    "no sound": replace(PLAIN, sound=False),
    "turned": replace(PLAIN, rotation=90),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_frame_has_the_number_and_the_time_of_the_original(tmp_path, kind):
    film = make(tmp_path / f"film.{KINDS[kind].container}", KINDS[kind])
    library, out = VideoLibrary(), tmp_path / "cache" / "small.mp4"
    library.proxy(film.path, out)
    with closing(library.open_frames(out)) as frames:
        assert list(frames.times.times) == film.times_us
        for number in (0, 7, len(film.times_us) - 1):
            picture = frames.picture(number)
            rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride // 4, 4)
            assert read_number(rows[:, : picture.width]) == number
            assert max(picture.height, picture.width) < 1024
            assert picture.height <= 540


def test_a_copy_that_was_stopped_leaves_nothing(tmp_path):
    film = make(tmp_path / "film.mp4", PLAIN)

    def stop(done: int, _total: int) -> None:
        if done > 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        VideoLibrary().proxy(film.path, tmp_path / "cache" / "small.mp4", stop)
    assert list((tmp_path / "cache").iterdir()) == []
