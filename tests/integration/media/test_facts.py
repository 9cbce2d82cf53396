"""What is said about a video, and about files that are none."""

from __future__ import annotations

import os
import wave
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from havenlens.domain.problems import StudyError
from havenlens.media.stills import PNG, encoded
from havenlens.services.ports import AudioFacts, Cancelled, Picture


def _sentence(library, path: Path) -> str:
    with pytest.raises(StudyError) as caught:
        library.facts(path)
    with pytest.raises(StudyError) as again:
        library.open_frames(path)
    assert str(again.value) == str(caught.value)
    return str(caught.value)


def test_facts_of_a_plain_video(film_of, library):
    film = film_of("25 a second")
    facts = library.facts(film.path)
    assert (facts.path, facts.size) == (film.path, film.path.stat().st_size)
    assert (facts.width, facts.height, facts.rotation) == (320, 180, 0)
    assert (facts.fps_nominal, facts.variable_frame_rate) == (25.0, False)
    assert (facts.n_frames, facts.start, facts.duration) == (75, 0, 3_000_000)
    assert facts.audio == AudioFacts("aac", 48_000, 1, 0)


@pytest.mark.parametrize(
    ("name", "size", "rotation"),
    [
        ("turned by 90", (180, 320), 90),
        ("turned by 180", (320, 180), 180),
        ("turned by 270", (180, 320), 270),
        ("oblong pixels", (320, 180), 0),
    ],
)
def test_size_is_that_of_the_upright_picture(name, size, rotation, film_of, library):
    facts = library.facts(film_of(name).path)
    assert ((facts.width, facts.height), facts.rotation) == (size, rotation)


@pytest.mark.parametrize(
    ("name", "rate", "variable"),
    [
        ("29.97 a second", 30000 / 1001, False),
        ("60 a second", 60.0, False),
        ("mkv", 25.0, False),
        ("variable, mp4", 19.535, True),
        ("variable, mkv", 15.825, True),
    ],
)
def test_frame_rate_is_known_to_be_constant_or_not(name, rate, variable, film_of, library):
    facts = library.facts(film_of(name).path)
    assert facts.variable_frame_rate is variable
    assert facts.fps_nominal == pytest.approx(rate)


def test_times_count_from_the_start_of_the_container(film_of, library):
    facts = library.facts(film_of("picture after sound, mp4").path)
    assert facts.audio is not None
    assert (facts.start, facts.audio.start, facts.duration) == (500_000, 0, 2_500_000)


def test_a_video_without_sound_has_no_audio(film_of, library):
    assert library.facts(film_of("no sound").path).audio is None


def test_the_fingerprint_stays_with_the_content_not_with_the_name(film_of, library, tmp_path):
    film = film_of("25 a second")
    moved, other = tmp_path / "moved.mp4", film_of("no sound")
    moved.write_bytes(film.path.read_bytes())
    assert library.facts(moved).fingerprint == library.facts(film.path).fingerprint
    assert library.facts(other.path).fingerprint != library.facts(film.path).fingerprint


def test_a_person_can_stop_the_reading(film_of, library, tmp_path):
    path = tmp_path / "fresh.mp4"
    path.write_bytes(film_of("25 a second").path.read_bytes())

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        library.facts(path, stop)


def test_progress_ends_at_the_size_of_the_file(film_of, library, tmp_path):
    path = tmp_path / "fresh.mp4"
    path.write_bytes(film_of("25 a second").path.read_bytes())
    told: list[tuple[int, int]] = []
    library.facts(path, lambda done, total: told.append((done, total)))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_a_missing_file(library, tmp_path):
    path = tmp_path / "no.mp4"
    assert _sentence(library, path) == f"There is no file {path}; check the name, or point to the file again."
    inside = path / "x.mp4"
    path.touch()
    assert _sentence(library, inside).startswith(f"There is no file {inside};")


def test_an_empty_file(library, tmp_path):
    path = tmp_path / "empty.mp4"
    path.touch()
    assert _sentence(library, path) == f"{path} is empty (0 bytes); copy it again from the camera."


def test_a_folder(library, tmp_path):
    assert _sentence(library, tmp_path) == f"{tmp_path} is a folder; name the video file in it."


@pytest.mark.skipif(os.name == "nt", reason="a link to itself needs a POSIX file system")
def test_a_file_that_cannot_be_read(library, tmp_path):
    path = tmp_path / "loop.mp4"
    path.symlink_to(path)
    assert (
        _sentence(library, path) == f"{path} cannot be read; ask whoever keeps it for the right to read it."
    )


@pytest.mark.parametrize("name", ["notes.txt", "notes.mp4", "notes"])
def test_a_text_file(name, library, tmp_path):
    path = tmp_path / name
    path.write_text("Maya looked at her teacher.\n" * 200)
    assert _sentence(library, path) == f"{path} is no video that can be read; export it as MP4, MOV or MKV."


def test_random_bytes(library, tmp_path):
    path = tmp_path / "noise.mp4"
    path.write_bytes(zlib.compress(b"noise" * 5000) * 50)
    assert "is no video that can be read" in _sentence(library, path)


@pytest.mark.parametrize("name", ["photo.png", "photo.mp4"])
def test_a_still_picture(name, film_of, library, tmp_path):
    path = tmp_path / name
    with closing(library.open_frames(film_of("mkv").path)) as frames:
        path.write_bytes(encoded(frames.picture(0), PNG))
    assert _sentence(library, path) == f"{path} is a still picture, not a video; choose the video file."


def test_sound_without_picture_has_places_and_no_frames(film_of, library, tmp_path):
    facts = library.facts(film_of("sound only").path)
    assert (facts.n_frames, facts.width, facts.height, facts.fps_nominal) == (0, 0, 0, 0.0)
    assert facts.audio is not None
    assert abs(facts.duration - 2_000_000) < 50_000
    spoken = tmp_path / "spoken.wav"
    with wave.open(str(spoken), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(16000))
    assert library.facts(spoken).duration == 1_000_000
    with closing(library.open_frames(spoken)) as places:
        assert list(places.times.times) == list(range(0, 1_000_000, 20_000))
        assert not places.has_pictures
        assert places.picture(7) == Picture(7, 140_000, 0, 0, 0, b"")
        with pytest.raises(StudyError, match="has no frame 50; its frames are 0 to 49"):
            places.picture(50)
    for wanted in (lambda: library.thumbnail(spoken, 0, 100), lambda: library.times(spoken)):
        with pytest.raises(StudyError, match="has sound but no picture"):
            wanted()


@pytest.mark.parametrize("name", ["25 a second", "ready to stream", "mkv", "variable, mkv"])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.97])
def test_a_video_that_breaks_off(name, kept, film_of, library, tmp_path):
    whole = film_of(name).path
    path = tmp_path / f"cut{whole.suffix}"
    data = whole.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert _sentence(library, path) == f"{path} breaks off before its end; copy it again from the camera."


def test_a_name_that_looks_like_an_address_is_still_a_file(film_of, library, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "concat_1.mp4" if os.name == "nt" else "concat:1.mp4"
    Path(name).write_bytes(film_of("25 a second").path.read_bytes())
    assert library.facts(Path(name)).n_frames == 75
