"""Which videos are there, asked without waiting for more than has to be."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.services.ports import Cancelled
from havenlens.services.video_files import videos_there


def test_each_video_is_told_to_be_there_or_not(tmp_path):
    (tmp_path / "a.mp4").touch()
    there, gone = uuid4(), uuid4()
    found = videos_there({there: tmp_path / "a.mp4", gone: tmp_path / "b.mp4"})
    assert found == {there: True, gone: False}


def test_of_a_folder_that_is_gone_no_file_is_asked_for():
    asked: list[Path] = []

    def exists(path: Path) -> bool:
        asked.append(path)
        return False

    videos = {uuid4(): Path("/share/films") / f"{number}.mp4" for number in range(50)}
    assert not any(videos_there(videos, exists=exists).values())
    assert asked == [Path("/share/films")]


def test_it_stops_when_nobody_waits_any_more(tmp_path):
    asked: list[Path] = []

    def exists(path: Path) -> bool:
        asked.append(path)
        return True

    def progress(done: int, total: int) -> None:
        assert total == 50
        if done == 2:
            raise Cancelled

    videos = {uuid4(): tmp_path / f"{number}.mp4" for number in range(50)}
    with pytest.raises(Cancelled):
        videos_there(videos, progress, exists)
    assert len(asked) == 3
