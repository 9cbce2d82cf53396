"""Write frames as picture files: exactly as they are, or small."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from havenlens.domain.masks import Mask
from havenlens.domain.problems import StudyError
from havenlens.services.files import write_whole
from havenlens.services.ports import Picture

PNG, JPEG = ".png", ".jpg"
_JPEG_QUANTIZER = 3
"""From 1, the best, to 31."""


def encoded(picture: Picture, suffix: str) -> bytes:
    """Give a picture as the bytes of a PNG (without loss) or JPEG file, without any metadata."""
    return _encode(_rows(picture), suffix)


def thumbnail(picture: Picture, width: int) -> bytes:
    """Give a picture as a small JPEG of at most ``width`` columns, averaged so that nothing flickers."""
    if picture.width <= width:
        return encoded(picture, JPEG)
    height = max(1, round(picture.height * width / picture.width))
    small = _frame(_rows(picture)).reformat(width, height, "bgr24", interpolation=Interpolation.AREA)
    return _jpeg(small)


def write_still(picture: Picture, out: Path, masks: Sequence[Mask] = (), end: int | None = None) -> None:
    """Write a picture to a file that ends in .png or .jpg, whole or not at all.

    What masks hide until the next frame, which begins at ``end``, is hidden.
    """
    suffix = out.suffix.lower().replace(".jpeg", JPEG)
    if suffix not in {PNG, JPEG}:
        raise StudyError("media.no_picture_format", path=out)
    if not masks:
        write_whole(out, encoded(picture, suffix))
        return
    from havenlens.media.masking import Masking  # noqa: PLC0415 - only where somebody is hidden

    frame = _frame(_rows(picture)).reformat(format="yuv420p")
    Masking(masks).paint(frame, picture.at, picture.at + 1 if end is None else end)
    hidden = np.asarray(frame.reformat(format="bgr24").to_ndarray(), dtype=np.uint8)
    write_whole(out, _encode(hidden, suffix))


def _rows(picture: Picture) -> NDArray[np.uint8]:
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride // 4, 4)
    return np.ascontiguousarray(pixels[:, : picture.width, :3])


def _encode(rows: NDArray[np.uint8], suffix: str) -> bytes:
    if suffix == JPEG:
        return _jpeg(_frame(rows))
    from havenlens.media.opencv import cv2  # noqa: PLC0415 - slow to import

    _, content = cv2.imencode(suffix, rows)
    return bytes(content)


def _frame(rows: NDArray[np.uint8]) -> VideoFrame:
    return VideoFrame.from_ndarray(rows, format="bgr24")


def _jpeg(frame: VideoFrame) -> bytes:
    """Encode with FFmpeg, which is loaded already: OpenCV takes 30 MB of memory by being loaded."""
    encoder = VideoCodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.qmin = encoder.qmax = _JPEG_QUANTIZER
    encoder.flags |= Flags.bitexact  # or it writes down its own name
    shown = frame.reformat(
        format="yuvj420p", dst_colorspace=Colorspace.ITU601, dst_color_range=ColorRange.JPEG
    )
    shown.pts = 0
    return b"".join(bytes(packet) for packet in (*encoder.encode(shown), *encoder.encode(None)))
