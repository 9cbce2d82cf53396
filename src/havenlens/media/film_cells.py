"""Small pictures of many moments of a video, with as little decoding as they need."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from havenlens.domain.time import Span
from havenlens.media.decoder import Decoder
from havenlens.media.index import FrameIndex
from havenlens.media.pictures import Painter
from havenlens.media.stills import JPEG, encoded
from havenlens.services.ports import Picture, Progress


def film_cells(
    path: Path, index: FrameIndex, cells: Sequence[Span], height: int, progress: Progress
) -> tuple[bytes, ...]:
    """Give a frame of each cell as a JPEG of at most ``height`` rows; times count from the container's start.

    It is the first key frame that begins in the cell, which costs one frame's decoding; where none does, the
    frame that is on the screen as the cell begins. Empty where the video has no frame or it is damaged.
    """
    painter = Painter(index.shape.within(height))
    found = []
    with closing(Decoder(path, index)) as decoder:
        for done, cell in enumerate(cells):
            progress(done, len(cells))
            found.append(_cell(decoder, painter, index, cell))
    progress(len(cells), len(cells))
    return tuple(found)


def _cell(decoder: Decoder, painter: Painter, index: FrameIndex, cell: Span) -> bytes:
    number = _frame_of(index, cell)
    if number is None:
        return b""
    frame = next(decoder.frames(number), None)
    if frame is None:
        return b""
    pixels = painter.upright(frame[1])
    high, wide = pixels.shape
    rows = np.ascontiguousarray(pixels).tobytes()
    return encoded(Picture(number, index.times.time_of(number), wide, high, wide * 4, rows), JPEG)


def _frame_of(index: FrameIndex, cell: Span) -> int | None:
    times = index.times.times
    end = cell.start if cell.end is None else cell.end
    if end <= times[0] or cell.start >= index.end:
        return None
    first = bisect_left(times, cell.start)
    if first < len(times):
        key = bisect_left(index.keys, index.stamps[first])
        if key < len(index.keys):
            number = bisect_left(index.stamps, index.keys[key])
            if number < len(times) and times[number] < end and index.stamps[number] == index.keys[key]:
                return number
    return index.times.shown_at(cell.start)
