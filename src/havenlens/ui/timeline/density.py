"""Many events in few pixels: pictures of what lies where, computed by column. Knows no Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from havenlens.services.ports import Waveform
from havenlens.ui.timeline.geometry import TimeScale

BIN = 3
"""Columns a bar of counted points takes: two of colour, one of air."""

Pixels = NDArray[np.uint32]
Floats = NDArray[np.float64]


def state_columns(
    starts: NDArray[np.int64], ends: NDArray[np.int64], colours: Pixels, scale: TimeScale, columns: int
) -> Pixels:
    """Colour each pixel column by the last state that begins before its right side, if it lasts into it.

    ``starts`` ascend and the states do not overlap; ``colours`` is theirs. Gives ``(columns,)`` as ARGB.
    """
    edges = scale.start + np.arange(columns + 1) * scale.us_per_px
    last = np.searchsorted(starts, edges[1:], side="left") - 1
    there = (last >= 0) & (ends[np.maximum(last, 0)] > edges[:-1])
    columns_of_colour: Pixels = np.where(there, colours[np.maximum(last, 0)], 0).astype(np.uint32)
    return columns_of_colour


def point_columns(
    starts: NDArray[np.int64],
    marks: NDArray[np.int32],
    colours: Pixels,
    scale: TimeScale,
    columns: int,
    height: int,
) -> Pixels:
    """Draw points as bars whose height tells how many there are and whose colour is the most frequent one's.

    ``colours`` is indexed by mark. Gives ``(height, columns)`` as ARGB, bars centred; the height grows with
    the logarithm of the count.
    """
    bins, kinds = max(1, columns // BIN), len(colours)
    place = ((starts - scale.start) / (scale.us_per_px * BIN)).astype(np.int64)
    inside = (place >= 0) & (place < bins)
    flat = np.bincount(place[inside] * kinds + marks[inside], minlength=bins * kinds).reshape(bins, kinds)
    count = flat.sum(axis=1)
    tallest = max(1, int(count.max()))
    heights = np.where(count > 0, 6 + (height - 6) * np.log1p(count) / np.log1p(tallest), 0.0)
    return bars(heights, height, colours[flat.argmax(axis=1)])


def sound_columns(waveform: Waveform, scale: TimeScale, left: int, width: int) -> Floats:
    """Give the loudest peak under each bar, 0 to 1, for bars of `BIN` pixels from pixel ``left`` on.

    Silence inside the recording is 0; what lies outside of it is negative.
    """
    peaks = np.frombuffer(waveform.peaks, dtype=np.uint8)
    lefts = left + np.arange(max(1, width // BIN) + 1) * BIN
    edges = np.floor((scale.start + (lefts - scale.left) * scale.us_per_px) / waveform.bin_us).astype(
        np.int64
    )
    there = (edges[1:] > 0) & (edges[:-1] < peaks.size)
    if not peaks.size:
        return np.full(len(lefts) - 1, -1.0)
    loudest = np.maximum.reduceat(peaks, np.clip(edges, 0, peaks.size - 1))[:-1] / 255
    found: Floats = np.where(there, loudest, -1.0)
    return found


def bars(heights: Floats, height: int, colours: Pixels | int) -> Pixels:
    """Draw bars centred in ``height`` pixels, two of colour and one of air each; gives ``(height, columns)``.

    ``colours`` is one for all or one a bar; a height of 0 or less draws nothing.
    """
    away = np.abs(np.arange(height) + 0.5 - height / 2)
    filled = np.where(away[:, None] <= heights[None, :] / 2, np.asarray(colours, dtype=np.uint32), 0)
    picture = np.zeros((height, len(heights) * BIN), dtype=np.uint32)
    for column in range(BIN - 1):
        picture[:, column::BIN] = filled
    return picture
