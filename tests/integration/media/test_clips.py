"""A clip holds exactly the frames and the sound of its span, and nothing else."""

from __future__ import annotations

import os
import sys
from contextlib import closing

import av
import numpy as np
import pytest

from havenlens.domain.problems import StudyError
from havenlens.services.ports import Cancelled
from tests.integration.media.conftest import WITH_PICTURE, number_in
from tests.support.videos import RATE, sound

_START, _END = 413_000, 1_207_000


def _frames_of(library, path) -> list[tuple[int, int]]:
    """Read a clip's frames: time within the file (not from its first frame) and painted number."""
    with av.open(str(path)) as container:
        start = container.start_time
    with closing(library.open_frames(path)) as frames:
        pictures = [frames.picture(n) for n in range(len(frames.times))]
    return [(picture.at + start, number_in(picture)) for picture in pictures]


@pytest.mark.parametrize("name", WITH_PICTURE)
def test_a_clip_has_just_the_frames_that_begin_in_its_span(name, film_of, library, tmp_path):
    film, out = film_of(name), tmp_path / "clip.mp4"
    library.clip(film.path, _START, _END, out)
    times = library.times(film.path).times
    wanted = [(at - _START, n) for at, n in zip(times, film.numbers, strict=True) if _START <= at < _END]
    assert _frames_of(library, out) == wanted


@pytest.mark.parametrize(("start", "end", "numbers"), [(0, 40_000, [0]), (40_000, 120_000, [1, 2])])
def test_the_end_is_not_in_the_clip(start, end, numbers, film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    library.clip(film_of("25 a second").path, start, end, out)
    assert [number for _, number in _frames_of(library, out)] == numbers


def test_nothing_of_the_rest_is_hidden_in_the_file(film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    library.clip(film_of("many B-frames").path, 1_000_000, 2_000_000, out)
    with av.open(str(out)) as container:
        packets = [p for p in container.demux(video=0) if p.size]
        assert len(packets) == 25 == container.streams.video[0].frames
        assert not any(packet.is_discard for packet in packets)
        assert container.duration == 1_000_000


@pytest.mark.parametrize("name", ["25 a second", "mkv", "plain sound", "variable, mp4"])
def test_the_sound_is_that_of_the_span_to_the_sample(name, film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    library.clip(film_of(name).path, _START, _END, out)
    first, count = round(_START * RATE / 1e6), round((_END - _START) * RATE / 1e6)
    with av.open(str(out)) as container:
        stream = container.streams.audio[0]
        assert (stream.start_time, stream.duration) == (0, count)
        heard = np.concatenate([f.to_ndarray()[0] for f in container.decode(stream)])[:count]
    likeness = {lag: np.corrcoef(heard, sound(first + lag, count))[0, 1] for lag in range(-30, 31)}
    assert max(likeness, key=likeness.get) == 0
    assert likeness[0] > 0.98


def test_where_the_sound_has_ended_there_is_silence(library, tmp_path, film_of):
    film, out = film_of("variable, mp4"), tmp_path / "clip.mp4"
    library.clip(film.path, 2_900_000, 3_400_000, out)
    with av.open(str(out)) as container:
        heard = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
    assert np.abs(heard[:4000]).max() > 0.05
    assert np.abs(heard[9000:]).max() < 0.01


def test_a_clip_plays_everywhere_and_says_nothing_of_its_origin(film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    library.clip(film_of("turned by 90").path, 0, 1_000_000, out)
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(out)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.pix_fmt, audio.codec_context.name) == (
            "h264",
            "yuv420p",
            "aac",
        )
        assert (video.width, video.height) == (180, 320)
        assert not {"title", "encoder", "creation_time", "location", "comment"} & set(container.metadata)


@pytest.mark.parametrize(
    ("name", "height", "size"),
    [("25 a second", 720, (320, 180)), ("25 a second", 101, (180, 100)), ("turned by 270", 160, (90, 160))],
)
def test_a_clip_is_made_smaller_but_never_larger_and_always_even(
    name, height, size, film_of, library, tmp_path
):
    out = tmp_path / "clip.mp4"
    library.clip(film_of(name).path, 0, 400_000, out, height=height)
    facts = library.facts(out)
    assert (facts.width, facts.height, facts.rotation) == (*size, 0)
    assert [number for _, number in _frames_of(library, out)] == list(range(10))


def test_a_silent_video_gives_a_silent_clip(film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    library.clip(film_of("no sound").path, 0, 400_000, out)
    assert library.facts(out).audio is None


@pytest.mark.parametrize("copies", [True, False])
def test_a_person_can_stop_it_and_nothing_half_done_is_left(copies, film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    out.write_bytes(b"an older clip")

    def stop(done: int, total: int) -> None:
        assert total == 75
        if done == 20:
            raise Cancelled

    with pytest.raises(Cancelled):
        library.clip(film_of("25 a second").path, 0, 3_000_000, out, stop, copies=copies)
    assert [p.name for p in tmp_path.iterdir()] == ["clip.mp4"]
    assert out.read_bytes() == b"an older clip"


def test_progress_counts_frames(film_of, library, tmp_path):
    told: list[tuple[int, int]] = []
    path = film_of("25 a second").path
    library.clip(path, 0, 400_000, tmp_path / "clip.mp4", lambda *step: told.append(step))
    assert told == [(n, 10) for n in range(11)]


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (1_000_000, 1_000_000, "The clip would end at 00:00:01.000, not after its start at 00:00:01.000;"),
        (-1_000, 1_000_000, "-00:00:00.001 lies outside "),
        (0, 3_000_001, "which runs from 00:00:00.000 to 00:00:03.000."),
        (10_000, 30_000, "begins between 00:00:00.010 and 00:00:00.030; choose a longer span."),
    ],
)
def test_a_span_that_cannot_be_cut(start, end, sentence, film_of, library, tmp_path):
    with pytest.raises(StudyError) as caught:
        library.clip(film_of("25 a second").path, start, end, tmp_path / "clip.mp4")
    assert sentence in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_clip_never_replaces_its_video(film_of, library, tmp_path):
    path = tmp_path / "lesson.mp4"
    path.write_bytes(film_of("25 a second").path.read_bytes())
    with pytest.raises(StudyError, match=r"lesson\.mp4 is the video itself"):
        library.clip(path, 0, 1_000_000, path)
    assert library.facts(path).n_frames == 75


def test_a_clip_is_not_written_into_a_folder_that_is_not_there(film_of, library, tmp_path):
    with pytest.raises(StudyError, match=r"there is no folder .*none; make it first\."):
        library.clip(film_of("mkv").path, 0, 1_000_000, tmp_path / "none" / "clip.mp4")


@pytest.mark.skipif(os.name == "nt", reason="only POSIX limits the size of files")
@pytest.mark.parametrize("copies", [True, False])
def test_a_full_disk_leaves_nothing_half_done(copies, film_of, library, tmp_path, monkeypatch):
    import resource

    # Python does not notice when a file that it compiles into takes only half of it.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, hard))
    try:
        with pytest.raises(StudyError, match="cannot be written, because the disk is full"):
            library.clip(film_of("25 a second").path, 0, 3_000_000, tmp_path / "clip.mp4", copies=copies)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
