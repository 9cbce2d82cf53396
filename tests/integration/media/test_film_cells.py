"""Filmstrips and waveforms: the frames are the right ones, and what is kept is whole or made anew."""

from __future__ import annotations

import numpy as np
import pytest

from havenlens.domain.time import SECOND, Micros, Span, TimeBase
from havenlens.media.library import VideoLibrary
from havenlens.services.disk_cache import DiskCache
from havenlens.services.filmstrips import CELLS, Batch, Filmstrips, batches_between, cell_length, level_for
from havenlens.services.ports import Cancelled, no_progress
from havenlens.services.waveforms import BIN_US, FilePart, recording_waveform
from tests.support.videos import read_number

NAME = "many B-frames"
"""Three seconds with a key frame every 1.6 seconds."""


def number_in(picture: bytes) -> int:
    from havenlens.media.opencv import cv2

    rows = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_UNCHANGED)
    return read_number(np.dstack([rows, rows[..., :1]]))


def part(path, base=None, key="abc"):
    return FilePart(path, base or TimeBase(), key)


class Counting(VideoLibrary):
    """A library that counts what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def waveform(self, *values, **named):
        self.asked += 1
        return super().waveform(*values, **named)

    def film_cells(self, *values, **named):
        self.asked += 1
        return super().film_cells(*values, **named)


def test_a_cell_shows_its_first_key_frame_or_the_frame_it_begins_with(film_of):
    made = film_of(NAME)
    spans = [
        Span(Micros(a), Micros(b)) for a, b in ((0, 400_000), (500_000, 900_000), (1_500_000, 2_500_000))
    ]
    pictures = VideoLibrary().film_cells(made.path, spans, 240)
    shown = [number_in(picture) for picture in pictures]
    assert shown[0] == 0
    assert made.times_us[shown[1]] <= 500_000 < made.times_us[shown[1] + 1]
    assert shown[2] == 40, "the key frame lies inside"


def test_there_is_no_picture_outside_of_the_film_and_none_of_sound_alone(film_of):
    made = film_of(NAME)
    late = [Span(Micros(60 * SECOND), Micros(61 * SECOND))]
    assert VideoLibrary().film_cells(made.path, late, 96) == (b"",)
    assert VideoLibrary().film_cells(film_of("sound only").path, late * 2, 96) == (b"", b"")


def test_a_filmstrip_stands_on_observation_time_and_is_read_once(film_of, tmp_path):
    made, library, cache = film_of(NAME), Counting(), DiskCache(tmp_path / "cache")
    strips = Filmstrips(library, cache, [part(made.path, TimeBase(Micros(SECOND)))])
    pictures = strips.batch(Batch(1, 0), no_progress)  # half a second each
    assert [bool(picture) for picture in pictures] == [False, False, *[True] * 6]
    assert (
        Filmstrips(library, cache, [part(made.path, TimeBase(Micros(SECOND)))]).batch(
            Batch(1, 0), no_progress
        )
        == pictures
    )
    assert library.asked == 1


def test_a_broken_cache_is_made_anew(film_of, tmp_path):
    made, library, cache = film_of(NAME), Counting(), DiskCache(tmp_path / "cache")
    whole = recording_waveform(library, cache, [part(made.path)])
    kept = next((tmp_path / "cache").iterdir())
    for content in (b"", kept.read_bytes()[:-3], b"x" + kept.read_bytes()):
        kept.write_bytes(content)
        assert recording_waveform(library, cache, [part(made.path)]) == whole
    assert library.asked == 4
    assert recording_waveform(library, cache, [part(made.path)]) == whole
    assert library.asked == 4


def test_a_cancelled_waveform_leaves_nothing_behind(film_of, tmp_path):
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        recording_waveform(VideoLibrary(), DiskCache(tmp_path / "c"), [part(film_of(NAME).path)], stop)
    assert not (tmp_path / "c").exists()


def test_where_nothing_can_be_kept_it_is_computed_all_the_same(film_of, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    found = recording_waveform(VideoLibrary(), DiskCache(tmp_path / "cache"), [part(film_of(NAME).path)])
    assert found.peaks


def test_files_one_after_another_are_one_waveform(film_of, tmp_path):
    made, cache = film_of(NAME), DiskCache(tmp_path)
    one = recording_waveform(VideoLibrary(), cache, [part(made.path)])
    both = recording_waveform(
        VideoLibrary(), cache, [part(made.path), part(made.path, TimeBase(Micros(10 * SECOND)))]
    )
    second = 10 * SECOND // BIN_US
    assert both.peaks[: len(one.peaks)] == one.peaks
    assert both.peaks[second:] == one.peaks
    assert not any(both.peaks[len(one.peaks) : second])


@pytest.mark.parametrize("us_per_px", [100, 3_000, 53_600, 900_000, 9_000_000])
def test_cells_are_about_as_wide_as_a_picture_at_any_zoom(us_per_px):
    level = level_for(us_per_px, 80)
    assert level == 0 or 50 <= cell_length(level) / us_per_px <= 120
    found = batches_between(level, 0, 1400 * us_per_px)
    assert found[0].cells[0].start == 0
    assert found[-1].cells[-1].end >= 1400 * us_per_px
    assert all(len(batch.cells) == CELLS for batch in found)
