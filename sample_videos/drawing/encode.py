"""Write frames and sound into an MP4 file."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QImage

from drawing.script import FPS, HEIGHT, WIDTH
from drawing.sound import RATE

KEY_FRAME_EVERY = 50
AUDIO_CHUNK = 1024


def pixels(image: QImage) -> NDArray[np.uint8]:
    """Give the pixels of an image as rows of blue, green, red and filler."""
    data = image.constBits()
    assert data is not None
    raw = data.asstring(image.sizeInBytes())
    return np.frombuffer(raw, dtype=np.uint8).reshape(HEIGHT, WIDTH, 4)


def _video_frame(image: QImage, index: int) -> av.VideoFrame:
    """Turn an image into a frame in the colours of HD video."""
    frame = av.VideoFrame.from_ndarray(pixels(image), format="bgra")
    frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
    frame.pts = index
    frame.time_base = Fraction(1, FPS)
    return frame


def write(file: Path, images: Iterable[QImage], sound: NDArray[np.float64], *, crf: int) -> None:
    """Write the film, picture and sound beginning together at 0."""
    with av.open(str(file), "w", options={"movflags": "faststart"}) as out:
        video = out.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.time_base = Fraction(1, FPS)
        video.codec_context.color_primaries = video.codec_context.color_trc = 1
        video.codec_context.colorspace = 1
        video.codec_context.gop_size = KEY_FRAME_EVERY
        video.codec_context.thread_count = 2
        video.options = {"crf": str(crf), "preset": "medium", "tune": "animation", "profile": "high"}
        audio = out.add_stream("aac", rate=RATE)
        audio.codec_context.layout = "mono"
        audio.codec_context.bit_rate = 64_000
        samples = np.clip(sound, -1, 1).astype(np.float32)
        done = 0
        for index, image in enumerate(images):
            out.mux(video.encode(_video_frame(image, index)))
            goal = round((index + 1) * RATE / FPS)
            while done < min(goal, len(samples)):
                part = samples[done : done + AUDIO_CHUNK]
                frame = av.AudioFrame.from_ndarray(part[None, :], format="fltp", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = RATE, done, Fraction(1, RATE)
                out.mux(audio.encode(frame))
                done += len(part)
        out.mux(video.encode(None))
        out.mux(audio.encode(None))
