"""Test videos, each drawn once in a session."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from havenlens.media.library import VideoLibrary
from havenlens.services.ports import Picture
from tests.support.videos import Film, Recipe, cut_by_copying, make, read_number

RECIPES = {
    "25 a second": Recipe(),
    "29.97 a second": Recipe(fps=Fraction(30000, 1001), seconds=2),
    "60 a second": Recipe(fps=Fraction(60), seconds=2),
    "no B-frames": Recipe(b_frames=0, seconds=2),
    "many B-frames": Recipe(b_frames=5, gop=40, x264="b-adapt=0:b-pyramid=normal"),
    "open groups": Recipe(b_frames=3, x264="open-gop=1:b-adapt=0"),
    "mkv": Recipe(container="mkv"),
    "variable, mp4": Recipe(seed=3),
    "variable, mkv": Recipe(seed=4, container="mkv"),
    "starts at 2 s, mp4": Recipe(start=2, seconds=2),
    "starts at 2 s, mkv": Recipe(start=2, seconds=2, container="mkv"),
    "starts at 2 s, silent": Recipe(start=2, seconds=2, sound=False),
    "picture after sound, mp4": Recipe(picture_after_sound=0.5, seconds=2),
    "picture after sound, mkv": Recipe(picture_after_sound=0.5, seconds=2, container="mkv"),
    "turned by 90": Recipe(rotation=90, size=(180, 320), seconds=2),
    "turned by 180": Recipe(rotation=180, seconds=2),
    "turned by 270": Recipe(rotation=270, size=(180, 320), seconds=2),
    "mirrored": Recipe(mirrored=True, seconds=2),
    "oblong pixels": Recipe(pixel_shape=Fraction(4, 3), seconds=2),
    "no sound": Recipe(sound=False, seconds=2),
    "plain sound": Recipe(container="mkv", sound_codec="pcm_s16le", seconds=2),
    "sound only": Recipe(picture=False, seconds=2),
    "ready to stream": Recipe(faststart=True),
    "avi": Recipe(container="avi", codec="mpeg4", sound_codec="pcm_s16le", seconds=2),
    "transport stream": Recipe(container="ts", seconds=2),
}
CUT = {"cut by copying": "25 a second", "cut by copying, variable": "variable, mp4"}
WITH_PICTURE = [name for name in (*RECIPES, *CUT) if name != "sound only"]
WITH_TIMES = [name for name in WITH_PICTURE if name not in {"transport stream", "avi"}]

FilmOf = Callable[[str], Film]


@pytest.fixture(scope="session")
def film_of(tmp_path_factory) -> FilmOf:
    """Give a test video by name; the shape of the file is in its name."""
    folder = tmp_path_factory.mktemp("films")
    made: dict[str, Film] = {}

    def give(name: str) -> Film:
        if name not in made:
            plain = name.replace(" ", "-").replace(",", "")
            if name in CUT:
                whole = give(CUT[name])
                at = whole.times_us[whole.numbers.index(27)]
                made[name] = cut_by_copying(whole, at, folder / f"{plain}.mp4")
            else:
                made[name] = make(folder / f"{plain}.{RECIPES[name].container}", RECIPES[name])
        return made[name]

    return give


@pytest.fixture(scope="session")
def library() -> VideoLibrary:
    return VideoLibrary()


def pixels(picture: Picture) -> np.ndarray:
    """Give a picture as an array of height × width × 4 bytes."""
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride // 4, 4)
    return rows[:, : picture.width]


def number_in(picture: Picture) -> int:
    return read_number(pixels(picture))
