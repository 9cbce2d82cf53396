"""The sample videos in a sixteenth of their pixels: the same frames at the same times, and the same sound.

Whoever waits for a picture waits for all of its pixels, and hundreds of tests of the window look at none.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import pytest
from av.video.frame import PictureType

from havenlens.app.demo import building
from havenlens.media.library import VideoLibrary
from havenlens.services.shipped import shipped

WIDTH, HEIGHT = 320, 180


def small_demo(folder: Path) -> Path:
    """Build the demo study with small videos in a folder; give its file."""
    _copy_small(shipped("sample_videos"), folder / "samples")
    with building_from(folder / "samples"):
        return building.build_demo_study(folder / "study", VideoLibrary())


@contextmanager
def building_from(samples: Path) -> Iterator[None]:
    """Build demo studies from other samples inside the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "shipped", {"sample_videos": samples}.__getitem__)
        yield


def _copy_small(samples: Path, folder: Path) -> None:
    shutil.copytree(samples, folder, ignore=shutil.ignore_patterns("*.mp4", "*.py", "__pycache__"))
    for video in samples.glob("*.mp4"):
        _shrink(video, folder / video.name)


def _shrink(video: Path, small: Path) -> None:
    with av.open(str(video)) as source, av.open(str(small), "w") as made:
        seen, heard = source.streams.video[0], source.streams.audio[0]
        seen.thread_type = "AUTO"
        picture = made.add_stream("libx264", seen.average_rate, options={"preset": "ultrafast", "crf": "30"})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.time_base = picture.codec_context.time_base = seen.time_base
        sound = made.add_stream_from_template(heard)
        for packet in source.demux(seen, heard):
            if packet.stream is seen:
                for frame in _reduced(packet):
                    made.mux(picture.encode(frame))
            elif packet.pts is not None and _end_us(packet) <= source.duration:
                packet.stream = sound
                made.mux(packet)
        made.mux(picture.encode(None))


def _reduced(packet: Any) -> Iterator[av.VideoFrame]:
    for frame in packet.decode():
        small = frame.reformat(width=WIDTH, height=HEIGHT, interpolation="FAST_BILINEAR")
        small.pict_type = PictureType.I if frame.key_frame else PictureType.NONE
        yield small


def _end_us(packet: Any) -> int:
    return round((packet.pts + packet.duration) * packet.time_base * 1_000_000)
