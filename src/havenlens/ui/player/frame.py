"""A frame as it is shown: an image, and its place in the recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PyQt6.QtCore import QSize
from PyQt6.QtGui import QImage

from havenlens.services.ports import Picture
from havenlens.ui.player.playhead import Position


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture in display format and its place in the recording.

    ``full_size`` is the frame's own size where the picture is smaller; ``is_again`` tells that the same frame
    has been shown before in that way.
    """

    image: QImage
    position: Position
    full_size: QSize | None = None
    is_again: bool = False

    @property
    def size(self) -> QSize:
        """Give the frame's own size."""
        return self.full_size or self.image.size()


def frame_of(picture: Picture) -> Frame:
    """Make a frame of a picture; a place in sound has no image."""
    position = Position(picture.at, picture.number)
    if not picture.width:
        return Frame(QImage(), position)
    image = image_of(picture.pixels, picture.width, picture.height, picture.stride)
    return Frame(image, position, None if picture.full_size is None else QSize(*picture.full_size))


def image_of(pixels: bytes | memoryview, width: int, height: int, stride: int) -> QImage:
    """Make an image of 32-bit pixels; it has memory of its own, which is filled without Python's lock."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    memory: Any = image.bits()
    memory.setsize(image.sizeInBytes())
    rows = np.frombuffer(memory, np.uint8).reshape(height, image.bytesPerLine())
    np.copyto(rows, np.frombuffer(pixels, np.uint8).reshape(height, stride)[:, : 4 * width])
    return image
