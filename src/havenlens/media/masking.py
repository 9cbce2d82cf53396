"""Burn masks into frames before they are encoded, so that nothing under them is in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Any
from uuid import UUID

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from havenlens.domain.masks import Box, Mask, MaskStyle
from havenlens.domain.time import SECOND

Plane = NDArray[np.uint8]

BLOCK = 16
"""Rows and columns that H.264 codes at once: a block is hidden as a whole, so no edge blurs into the mask."""

_MARGIN = 4
"""Pixels hidden around a box at least: as far as the decoder smooths the edges of blocks."""

_SOLID = (0, 128, 128)
"""Darker than black. Small errors of coding then give the same black on every screen."""

_HOLD = SECOND // 2
"""How long a cell keeps its colour: values of many frames would tell more together than each by itself."""

_LAST = {MaskStyle.BLUR: 0, MaskStyle.PIXELATE: 1, MaskStyle.SOLID: 2}
"""What hides more is painted over what hides less."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Whole blocks of a picture: from left and top up to right and below, in pixels."""

    left: int
    top: int
    right: int
    below: int

    @classmethod
    def of(cls, box: Box, width: int, height: int) -> Patch:
        """Round a box outwards to blocks of a picture, with a margin.

        >>> Patch.of(Box(0.5, 0.5, 0.25, 0.25), 320, 180)
        Patch(left=144, top=80, right=256, below=144)
        """
        return cls(
            max(0, floor((box.x * width - _MARGIN) / BLOCK) * BLOCK),
            max(0, floor((box.y * height - _MARGIN) / BLOCK) * BLOCK),
            min(width, ceil((box.right * width + _MARGIN) / BLOCK) * BLOCK),
            min(height, ceil((box.bottom * height + _MARGIN) / BLOCK) * BLOCK),
        )

    def cells(self, most: int) -> tuple[list[int], list[int]]:
        """Give the rows and the columns at which cells begin and end: whole blocks, at most so many a side.

        >>> Patch(144, 80, 256, 144).cells(3)
        ([80, 96, 112, 144], [144, 176, 208, 256])
        """
        return _edges(self.top, self.below, most), _edges(self.left, self.right, most)


def _edges(first: int, last: int, most: int) -> list[int]:
    blocks = ceil((last - first) / BLOCK)
    parts = min(most, blocks)
    return [*(first + BLOCK * (blocks * part // parts) for part in range(parts)), last]


@dataclass(frozen=True, slots=True)
class _Held:
    """The colours of a mask's cells, plane by plane, and until when they stay."""

    until: int
    values: tuple[Plane, ...]


class Masking:
    """Paints masks, on the clock of the recording, into the frames of one clip in their order."""

    def __init__(self, masks: Iterable[Mask]) -> None:
        self._masks = sorted(masks, key=lambda mask: _LAST[mask.style])
        self._held: dict[UUID, _Held] = {}

    def paint(self, frame: VideoFrame, start: int, end: int) -> None:
        """Hide what is to be hidden while an upright 4:2:0 frame is on the screen, from start to end."""
        planes: list[Plane] = []
        for mask in self._masks:
            box = mask.box_during(start, end)
            if box is None:
                continue
            planes = planes or planes_of(frame)
            patch = Patch.of(box, frame.width, frame.height)
            if mask.style is MaskStyle.SOLID:
                _fill(planes, patch)
            elif mask.style is MaskStyle.PIXELATE:
                self._pixelate(planes, patch, mask, start)
            else:
                _blur(planes, patch, mask.cells)

    def _pixelate(self, planes: list[Plane], patch: Patch, mask: Mask, at: int) -> None:
        rows, columns = patch.cells(mask.cells)
        held = self._held.get(mask.id)
        shape = (len(rows) - 1, len(columns) - 1)
        if held is None or at >= held.until or held.values[0].shape != shape:
            held = self._held[mask.id] = _Held(at + _HOLD, _means(planes, rows, columns))
        for place, (plane, values) in enumerate(zip(planes, held.values, strict=True)):
            high, wide = ([b - a for a, b in pairwise(_coarser(e, place))] for e in (rows, columns))
            _part(plane, patch, place)[:] = np.repeat(np.repeat(values, high, 0), wide, 1)


def planes_of(frame: VideoFrame) -> list[Plane]:
    """Give brightness and both colours of a 4:2:0 frame as arrays that can be painted on."""
    found = []
    for plane in frame.planes:
        memory: Any = plane
        rows = np.frombuffer(memory, np.uint8).reshape(plane.height, plane.line_size)
        found.append(rows[:, : plane.width])
    return found


def _coarser(edges: list[int], place: int) -> list[int]:
    """Give edges in pixels of a plane: colours have half as many rows and columns as brightness."""
    return edges if place == 0 else [edge // 2 for edge in edges]


def _part(plane: Plane, patch: Patch, place: int) -> Plane:
    left, top, right, below = _coarser([patch.left, patch.top, patch.right, patch.below], place)
    return plane[top:below, left:right]


def _fill(planes: list[Plane], patch: Patch) -> None:
    for place, plane in enumerate(planes):
        _part(plane, patch, place)[:] = _SOLID[place]


def _means(planes: list[Plane], rows: list[int], columns: list[int]) -> tuple[Plane, ...]:
    """Give the mean of every cell in every plane."""
    found = []
    for place, plane in enumerate(planes):
        high, wide = _coarser(rows, place), _coarser(columns, place)
        part = plane[high[0] : high[-1], wide[0] : wide[-1]].astype(np.int64)
        sums = np.add.reduceat(part, [edge - high[0] for edge in high[:-1]], axis=0)
        sums = np.add.reduceat(sums, [edge - wide[0] for edge in wide[:-1]], axis=1)
        found.append(np.round(sums / np.outer(np.diff(high), np.diff(wide))).astype(np.uint8))
    return tuple(found)


def _blur(planes: list[Plane], patch: Patch, cells: int) -> None:
    """Draw a picture that knows no more than the means of a few cells."""
    from havenlens.media.opencv import cv2  # noqa: PLC0415 - slow to import, and few masks blur

    rows, columns = patch.cells(cells)
    for place, (plane, means) in enumerate(zip(planes, _means(planes, rows, columns), strict=True)):
        part = _part(plane, patch, place)
        part[:] = cv2.resize(means, part.shape[::-1], interpolation=cv2.INTER_LINEAR)
