"""Write one frame as a PNG file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from av import CodecContext, VideoFrame

from havenlens.services.files import write_whole
from havenlens.services.ports import Picture


def png(picture: Picture) -> bytes:
    """Give a picture as the bytes of a PNG file, without loss and without any metadata."""
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride // 4, 4)
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(pixels[:, : picture.width]), format="bgra")
    encoder = CodecContext.create("png", "w")
    encoder.width, encoder.height = picture.width, picture.height
    encoder.pix_fmt = "rgb24"
    encoder.time_base = Fraction(1, 1)
    packets = [*encoder.encode(frame.reformat(format="rgb24")), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def write_still(picture: Picture, out: Path) -> None:
    """Write a picture to a PNG file, whole or not at all."""
    write_whole(out, png(picture))
