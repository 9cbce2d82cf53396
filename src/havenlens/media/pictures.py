"""Turn decoded frames into upright pictures in display format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from threading import local
from typing import Any, cast

import numpy as np
from av.buffer import Buffer
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

_UNSPECIFIED = 2
_SD_LINES = 576

Pixels = NDArray[np.uint32]
"""Rows of pixels, 32 bits each: blue, green, red, unused in memory."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """How the coded picture has to be turned: rows and columns swapped first, then flipped."""

    swapped: bool = False
    flipped_x: bool = False
    flipped_y: bool = False

    @classmethod
    def of(cls, frame: VideoFrame) -> Orientation:
        """Read the display matrix that a file puts beside its frames; without one a frame is upright.

        The matrix takes a pixel from (x, y) to (ax + cy, bx + dy). Cameras write quarter turns; whatever
        else there is counts as the nearest quarter turn.
        """
        try:
            beside = cast("Mapping[Type, Buffer]", frame.side_data)
            matrix = np.frombuffer(bytes(beside[Type.DISPLAYMATRIX]), np.int32)
        except KeyError:
            return cls()
        except ValueError:  # PyAV knows no name for another kind of side data of this file
            return cls.turned(-frame.rotation)
        a, b, c, d = (int(matrix[place]) for place in (0, 1, 3, 4))
        if abs(b) > abs(a):
            return cls(swapped=True, flipped_x=c < 0, flipped_y=b < 0)
        return cls(flipped_x=a < 0, flipped_y=d < 0)

    @classmethod
    def turned(cls, degrees: int) -> Orientation:
        """Give the orientation of a picture that has to be turned clockwise."""
        turns = degrees // 90 % 4
        return cls(turns % 2 == 1, flipped_x=turns in {1, 2}, flipped_y=turns in {2, 3})

    @property
    def rotation(self) -> int:
        """Give the degrees clockwise by which a player turns the coded picture (after any mirroring)."""
        if self.swapped:
            return 270 if self.flipped_y else 90
        return 180 if self.flipped_y else 0

    def turn(self, pixels: Pixels) -> Pixels:
        """Turn rows of pixels upright."""
        if self == Orientation():
            return np.ascontiguousarray(pixels)
        from havenlens.media.opencv import cv2  # noqa: PLC0415 - slow to import, and few films are turned

        colours = np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, 4)
        turned = cv2.transpose(colours) if self.swapped else colours
        if self.flipped_x or self.flipped_y:
            turned = cv2.flip(turned, -1 if self.flipped_x and self.flipped_y else int(self.flipped_x))
        return np.ascontiguousarray(turned, np.uint8).view(np.uint32)[..., 0]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a film's frames are shown: orientation, and upright width and height in square pixels."""

    orientation: Orientation
    width: int
    height: int

    @classmethod
    def of(cls, frame: VideoFrame, pixel_shape: Fraction | None) -> Shape:
        """Work out the shape from the first frame and the width of a pixel in units of its height."""
        orientation = Orientation.of(frame)
        width = round(frame.width * pixel_shape) if pixel_shape else frame.width
        wide, high = width, frame.height
        return cls(orientation, *((high, wide) if orientation.swapped else (wide, high)))

    def within(self, height: int | None) -> Shape:
        """Shrink to at most a height, and to an even width and height, as H.264 with 4:2:0 needs them."""
        scale = min(1.0, height / self.height) if height else 1.0
        return Shape(self.orientation, _even(self.width * scale), _even(self.height * scale))


def _even(length: float) -> int:
    return max(2, 2 * round((length - 0.5) / 2))


class Painter:
    """Converts the frames of one film; keeps the scalers between frames.

    Upright pixels may be asked for on any thread: each has a scaler of its own.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._own = local()
        self._code = VideoReformatter()

    @property
    def _pixels(self) -> VideoReformatter:
        made: VideoReformatter | None = getattr(self._own, "pixels", None)
        if made is None:
            made = self._own.pixels = VideoReformatter()
        return made

    def upright(self, frame: VideoFrame) -> Pixels:
        """Give a frame's pixels (height × width), upright and in square pixels."""
        shape = self.shape
        width, height = shape.width, shape.height
        if shape.orientation.swapped:
            width, height = height, width
        shown = self._pixels.reformat(
            frame,
            width=width,
            height=height,
            format="bgra",
            src_colorspace=_colours(frame),
            dst_color_range=ColorRange.JPEG,
            interpolation=_scaling(frame, height),
        )
        # The scaler's own memory, which lives as long as the pixels: a copy would take 8 MB at 1080p.
        plane: Any = shown.planes[0]
        rows: Pixels = np.frombuffer(plane, np.uint32).reshape(plane.height, plane.line_size // 4)
        return shape.orientation.turn(rows[:, :width])

    def smaller(self, frame: VideoFrame) -> VideoFrame:
        """Give a frame in this shape, but turned as it was coded: 8 bits, 4:2:0, in its own colours."""
        shape, colours = self.shape, _colours(frame)
        wide, high = shape.width, shape.height
        if shape.orientation.swapped:
            wide, high = high, wide
        name = frame.format.name
        small = self._code.reformat(
            frame,
            width=wide,
            height=high,
            format="bgra" if frame.format.is_rgb else "yuvj420p" if name.startswith("yuvj") else "yuv420p",
            src_color_range=frame.color_range,
            dst_color_range=frame.color_range,
            interpolation=_scaling(frame, high),
            threads=1,  # it is soon done, and others decode meanwhile
        )
        if colours is not None:  # a small frame would be taken for standard definition
            small.colorspace = colours
        return small

    def encodable(self, frame: VideoFrame) -> VideoFrame:
        """Give a frame upright and in square pixels as an encoder wants it: 4:2:0, BT.709."""
        if self.shape.orientation != Orientation():
            pixels = self.upright(frame)
            frame = VideoFrame.from_ndarray(pixels.view(np.uint8).reshape(*pixels.shape, 4), format="bgra")
        return self._code.reformat(
            frame,
            width=self.shape.width,
            height=self.shape.height,
            format="yuv420p",
            src_colorspace=_colours(frame),
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=_scaling(frame, self.shape.height),
        )


def _scaling(frame: VideoFrame, height: int) -> Interpolation:
    return Interpolation.AREA if height < frame.height else Interpolation.BICUBIC


def _colours(frame: VideoFrame) -> int | None:
    """Take high definition for BT.709 where the file does not say, as players do."""
    unsaid = frame.colorspace == _UNSPECIFIED and not frame.format.is_rgb
    return Colorspace.ITU709 if unsaid and frame.height > _SD_LINES else None
