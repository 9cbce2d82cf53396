"""Turn frames that another decoder gave into pictures in display format, just as our own are."""

from __future__ import annotations

from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from havenlens.media.pictures import Orientation, Painter, Shape
from havenlens.services.ports import RawFrame

_COLOURS = {"bt601": 5, "bt709": 1, "bt2020": 9, "": 2}
_FULL, _LIMITED = 2, 1


class RawPainter:
    """Makes pictures from planes of pixels; the work is done without holding up other threads."""

    def __init__(self) -> None:
        self._frame: VideoFrame | None = None
        self._painter: Painter | None = None

    def pixels(self, raw: RawFrame) -> tuple[memoryview, int, int]:
        """Give rows of 32-bit pixels (blue, green, red, unused), upright, with width and height."""
        turned = Orientation.turned(raw.rotation)
        wide, high = raw.size
        shape = Shape(turned, *((high, wide) if turned.swapped else (wide, high)))
        if self._painter is None or self._painter.shape != shape:
            self._painter = Painter(shape)
        pixels = self._painter.upright(self._copied(raw))
        return pixels.view(np.uint8).reshape(-1).data, shape.width, shape.height

    def _copied(self, raw: RawFrame) -> VideoFrame:
        width, height = raw.size
        frame = self._frame
        if frame is None or (frame.width, frame.height, frame.format.name) != (width, height, raw.layout):
            frame = self._frame = VideoFrame(width, height, raw.layout)
        for plane, (content, stride) in zip(frame.planes, raw.planes, strict=True):
            wide = min(stride, plane.line_size)
            source = _rows(content, stride, plane.height)
            np.copyto(_rows(plane, plane.line_size, plane.height)[:, :wide], source[:, :wide])
        frame.colorspace = _COLOURS[raw.colours]
        frame.color_range = _FULL if raw.full_range else _LIMITED
        return frame


def _rows(content: Any, stride: int, height: int) -> NDArray[np.uint8]:
    """See memory as rows of bytes."""
    seen: NDArray[np.uint8] = np.frombuffer(content, np.uint8, stride * height)
    return seen.reshape(height, stride)
