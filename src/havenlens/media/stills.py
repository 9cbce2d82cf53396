"""Write frames as picture files: exactly as they are, or small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError
from havenlens.services.files import write_whole
from havenlens.services.ports import Picture

PNG, JPEG = ".png", ".jpg"
_JPEG_QUALITY = 90


def encoded(picture: Picture, suffix: str) -> bytes:
    """Give a picture as the bytes of a PNG (without loss) or JPEG file, without any metadata."""
    return _encode(_rows(picture), suffix)


def thumbnail(picture: Picture, width: int) -> bytes:
    """Give a picture as a small JPEG of at most ``width`` columns, averaged so that nothing flickers."""
    from havenlens.media.opencv import cv2  # noqa: PLC0415 - slow to import

    rows = _rows(picture)
    if picture.width > width:
        height = max(1, round(picture.height * width / picture.width))
        rows = np.asarray(cv2.resize(rows, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return _encode(rows, JPEG)


def write_still(picture: Picture, out: Path) -> None:
    """Write a picture to a file that ends in .png or .jpg, whole or not at all."""
    suffix = out.suffix.lower().replace(".jpeg", JPEG)
    if suffix not in {PNG, JPEG}:
        raise StudyError("media.no_picture_format", path=out)
    write_whole(out, encoded(picture, suffix))


def _rows(picture: Picture) -> NDArray[np.uint8]:
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride // 4, 4)
    return np.ascontiguousarray(pixels[:, : picture.width, :3])


def _encode(rows: NDArray[np.uint8], suffix: str) -> bytes:
    from havenlens.media.opencv import cv2  # noqa: PLC0415 - slow to import

    options = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY] if suffix == JPEG else []
    _, content = cv2.imencode(suffix, rows, options)
    return bytes(content)
