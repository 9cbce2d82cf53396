"""The waveform shows how loud it is, when."""

from __future__ import annotations

import numpy as np
import pytest

from havenlens.domain.problems import StudyError
from havenlens.services.ports import Cancelled, Waveform
from tests.support.videos import RATE, sound


def test_peaks_are_those_of_the_sound(film_of, library):
    found = library.waveform(film_of("plain sound").path, bin_us=20_000)
    samples = np.abs(sound(0, 2 * RATE)).reshape(100, 960).max(axis=1)
    assert found.bin_us == 20_000
    assert np.abs(np.frombuffer(found.peaks, np.uint8) - samples * 255.0).max() <= 1.0


@pytest.mark.parametrize("bin_us", [7_000, 33_333, 1_000_000])
def test_bins_of_any_length_cover_the_sound(bin_us, film_of, library):
    peaks = library.waveform(film_of("plain sound").path, bin_us).peaks
    assert len(peaks) == (2 * RATE - 1) * 1_000_000 // (RATE * bin_us) + 1
    assert max(peaks) == round(float(np.abs(sound(0, 2 * RATE)).max()) * 255)


def test_sound_alone_has_a_waveform_and_a_silent_video_an_empty_one(film_of, library):
    assert len(library.waveform(film_of("sound only").path).peaks) == pytest.approx(100, abs=2)
    assert library.waveform(film_of("no sound").path) == Waveform(20_000, b"")


def test_progress_runs_to_the_end(film_of, library):
    told: list[tuple[int, int]] = []
    library.waveform(film_of("mkv").path, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_person_can_stop_it(film_of, library):
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        library.waveform(film_of("mkv").path, progress=stop)


def test_a_missing_file(library, tmp_path):
    with pytest.raises(StudyError, match="There is no file"):
        library.waveform(tmp_path / "no.mp4")
