"""Thumbnails, stills as JPEG, and what importing OpenCV leaves behind."""

import os
import subprocess
import sys

import cv2
import numpy as np
import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.services.shipped import shipped


@pytest.fixture(scope="module")
def scene():
    return shipped("sample_videos") / "01_classroom_bid_answered.mp4"


def test_a_thumbnail_is_a_small_jpeg_of_the_same_shape(scene):
    content = VideoLibrary().thumbnail(scene, Micros(24_040_000), 320)
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (180, 320, 3)
    assert len(content) < 40_000


def test_a_thumbnail_is_never_larger_than_the_video(scene):
    content = VideoLibrary().thumbnail(scene, Micros(0), 4000)
    assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR).shape == (720, 1280, 3)


def test_a_still_as_jpeg_shows_what_the_png_shows(scene, tmp_path):
    library = VideoLibrary()
    library.still(scene, 601, tmp_path / "a.png")
    library.still(scene, 601, tmp_path / "a.jpg")
    exact, small = (cv2.imread(str(tmp_path / name)).astype(int) for name in ("a.png", "a.jpg"))
    assert np.abs(exact - small).mean() < 3
    assert (tmp_path / "a.jpg").stat().st_size < (tmp_path / "a.png").stat().st_size / 2


def test_another_suffix_is_refused_and_nothing_is_written(scene, tmp_path):
    with pytest.raises(StudyError, match=r"must end in \.png or \.jpg"):
        VideoLibrary().still(scene, 0, tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", [None, "/somewhere/qt6"])
def test_importing_opencv_leaves_qt_s_paths_as_they_were(before):
    names = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
    env = {name: value for name, value in os.environ.items() if name not in names}
    if before is not None:
        env |= dict.fromkeys(names, before)
    code = f"import os, havenlens.media.opencv; print([os.environ.get(n) for n in {names!r}])"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr([before, before])


def test_a_clip_never_takes_the_place_of_another_kind_of_file(scene, tmp_path):
    study = tmp_path / "mine.havenlens"
    study.write_bytes(b"precious")
    with pytest.raises(StudyError, match=r"must end in \.mp4"):
        VideoLibrary().clip(scene, Micros(0), Micros(1_000_000), study)
    assert study.read_bytes() == b"precious"
