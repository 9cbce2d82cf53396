"""Qt's frame times and our index are on the same clock: both count from the container's start."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QImage
from PyQt6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink

from havenlens.domain.frames import FrameTimes
from havenlens.media.library import VideoLibrary
from tests.support.videos import Recipe, cut_by_copying, make, read_number

_FILMS = {
    "starts at 2 s, mp4": Recipe(seconds=0.9, start=2.0),
    "starts at 2 s, mkv": Recipe(seconds=0.9, start=2.0, container="mkv", sound_codec="pcm_s16le"),
    "picture after sound, mp4": Recipe(seconds=0.9, picture_after_sound=0.3),
    "picture after sound, mkv": Recipe(
        seconds=0.9, picture_after_sound=0.3, container="mkv", sound_codec="pcm_s16le"
    ),
    "variable frame rate": Recipe(seconds=0.9, seed=5),
}


class _Watcher:
    """Notes the time and the painted number of every frame that Qt shows."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    def note(self, frame: QVideoFrame) -> None:
        if not frame.isValid() or frame.startTime() < 0:
            return
        image = frame.toImage().convertToFormat(QImage.Format.Format_RGB32)
        bits = image.constBits()
        assert bits is not None
        rows = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8)
        picture = rows.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()]
        self.seen.append((frame.startTime(), read_number(picture)))


def _watch(path: Path, qtbot) -> list[tuple[int, int]]:
    watcher, sink, player = _Watcher(), QVideoSink(), QMediaPlayer()
    sink.videoFrameChanged.connect(watcher.note)
    player.setVideoSink(sink)
    player.setSource(QUrl.fromLocalFile(str(path)))
    player.play()
    qtbot.waitUntil(lambda: player.mediaStatus() == QMediaPlayer.MediaStatus.EndOfMedia, timeout=20_000)
    player.stop()
    sink.videoFrameChanged.disconnect(watcher.note)
    return watcher.seen


@pytest.mark.parametrize("name", _FILMS)
def test_a_frame_shown_by_qt_is_the_frame_of_the_index_at_its_time(name, tmp_path, qtbot):
    film = make(tmp_path / f"film.{_FILMS[name].container}", _FILMS[name])
    times = VideoLibrary().open_frames(film.path).times
    seen = _watch(film.path, qtbot)
    assert len(seen) >= 5
    assert [_frame(times, at) for at, _ in seen] == [(number, True) for _, number in seen]


def test_with_priming_in_matroska_the_clocks_differ_by_one_constant(tmp_path, qtbot):
    """Qt 6.11 brings an FFmpeg that lets a Matroska file begin with the encoder's run-up of its sound.

    PyAV 18 lets it begin with the first sound that is played, as both do in MP4. Whoever takes a time from
    Qt has to line up its first frame with frame 0.
    """
    film = make(tmp_path / "film.mkv", Recipe(seconds=0.9, container="mkv"))
    times = VideoLibrary().open_frames(film.path).times
    seen = _watch(film.path, qtbot)
    assert len(seen) >= 5
    ahead = seen[0][0] - times.time_of(seen[0][1])
    assert 0 <= ahead <= 22_000
    assert [_frame(times, at - ahead) for at, _ in seen] == [(number, True) for _, number in seen]


def test_frames_hidden_by_an_edit_list_are_hidden_in_both(tmp_path, qtbot):
    whole = make(tmp_path / "whole.mp4", Recipe(seconds=1.9))
    film = cut_by_copying(whole, 1_010_000, tmp_path / "cut.mp4")
    times = VideoLibrary().open_frames(film.path).times
    seen = _watch(film.path, qtbot)
    assert len(seen) >= 5
    assert [_frame(times, at) for at, _ in seen] == [(film.numbers.index(number), True) for _, number in seen]


def _frame(times: FrameTimes, at: int) -> tuple[int, bool]:
    """Give the frame of a time, and whether it begins at just that time."""
    number = times.nearest(at)
    return number, abs(at - times.time_of(number)) <= 1
