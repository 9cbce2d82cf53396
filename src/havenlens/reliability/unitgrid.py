"""Time units: what a coder's category is in each, and how units of two coders meet within a tolerance."""

from __future__ import annotations

from typing import Literal

import numpy as np

from havenlens.reliability.tables import Array
from havenlens.reliability.tracks import NOWHERE, Lane, Places, Times, distinct, running

Sampling = Literal["start", "midpoint", "majority", "boris"]

SAMPLINGS = {
    "start": "state at start of unit",
    "midpoint": "state at middle of unit",
    "majority": "state for most of unit",
}
"""What results call each way of giving a unit its code."""

EXACT = "exact, on the boundaries"


def in_units(lane: Lane, unit: int, sampling: Sampling) -> Lane:
    """Turn a lane from microseconds to whole units of ``unit`` microseconds, counted from its first cut.

    A unit's category is that at its ``start``, its ``midpoint``, or the one that holds for most of it
    (``majority``; of two that hold as long, the one that came first).
    """
    if sampling == "majority":
        return _by_majority(lane, unit)
    since = lane.cuts - lane.cuts[0]
    # Unit i is looked at at i·unit, or half a unit later; count the looks before each cut.
    looks: Times = -(-since // unit) if sampling == "start" else -((unit - 2 * since) // (2 * unit))
    looks = np.maximum(looks, 0)
    kept = np.diff(looks) > 0
    return Lane(np.concatenate([looks[:1], looks[1:][kept]]), lane.first[kept], lane.second[kept])


def _by_majority(lane: Lane, unit: int) -> Lane:
    begin, end = int(lane.cuts[0]), int(lane.cuts[-1])
    units = -(-(end - begin) // unit)
    if not units:
        return Lane(lane.cuts[:1], lane.first, lane.second)
    grid = begin + unit * np.arange(units + 1, dtype=np.int64)
    whole = np.searchsorted(lane.cuts, grid[:-1], side="right") - 1
    # Only in units in which something changes is there anything to weigh.
    since = lane.cuts[1:-1] - begin
    busy = distinct(since[since % unit > 0] // unit)
    cuts = distinct(np.concatenate([lane.cuts, np.minimum(grid[busy], end), np.minimum(grid[busy + 1], end)]))
    own = (cuts[:-1] - begin) // unit
    inside = np.zeros(units, dtype=bool)
    inside[busy] = True
    inside = inside[own]
    stretch = np.searchsorted(lane.cuts, cuts[:-1][inside], side="right") - 1
    place, length = np.searchsorted(busy, own[inside]), np.diff(cuts)[inside]
    sides = []
    for categories in (lane.first, lane.second):
        chosen = categories[whole]
        chosen[busy] = _most(place, categories[stretch], length, busy.size)
        sides.append(chosen)
    changes = np.flatnonzero((np.diff(sides[0]) != 0) | (np.diff(sides[1]) != 0)) + 1
    starts = np.concatenate([[0], changes])
    return Lane(np.append(starts, units).astype(np.int64), sides[0][starts], sides[1][starts])


def _most(unit: Times, categories: Places, length: Times, units: int) -> Places:
    """Give the category that holds longest in each unit; stretches are in time order."""
    width = int(categories.max(initial=0)) + 2
    cell = unit * width + categories + 1
    time = np.bincount(cell, length, units * width).reshape(units, width)
    # Written backwards, so that the first of several is what stays.
    came = np.full(units * width, cell.size)
    came[cell[::-1]] = np.arange(cell.size)[::-1]
    longest = time == time.max(axis=1, keepdims=True)
    best: Places = np.where(longest, came.reshape(units, width), cell.size).argmin(axis=1) - 1
    return best


def meetings(lane: Lane, size: int, tolerance: int = 0) -> Array:
    """Count how the coders' categories meet: 2 × size × size, led by the first coder, then by the second.

    With a ``tolerance`` (in the lane's own measure) time of one coder with category a is tallied as (a, a)
    where the other has a anywhere within it on either side, else as (a, what the other has then). Rows are
    the first coder's categories in both. Time away is neither tallied nor looked at.
    """
    if tolerance == 0:
        kept = lane.first != NOWHERE
        cells = lane.first[kept] * size + lane.second[kept]
        table = np.bincount(cells, np.diff(lane.cuts)[kept], size * size).reshape(size, size)
        return np.stack([table, table])
    first_led = _led(lane.cuts, lane.first, lane.second, size, tolerance)
    second_led = _led(lane.cuts, lane.second, lane.first, size, tolerance)
    return np.stack([first_led, second_led.T])


def _led(cuts: Times, lead: Places, other: Places, size: int, tolerance: int) -> Array:
    """Tally the lead's time; rows are the lead's categories."""
    seen = other != NOWHERE
    begins, ends = cuts[:-1][seen] - tolerance, cuts[1:][seen] + tolerance
    low, high = cuts[0], cuts[-1]
    fine = distinct(np.concatenate([cuts, np.clip(begins, low, high), np.clip(ends, low, high)]))
    near = running(begins, ends, other[seen].astype(np.int64), fine, size)
    at = np.searchsorted(cuts, fine[:-1], side="right") - 1
    mine, theirs = lead[at], other[at]
    kept = mine != NOWHERE
    rows = np.flatnonzero(kept)
    met = np.where(near[rows, mine[kept]], mine[kept], theirs[kept])
    lasting = np.diff(fine)[kept].astype(np.float64)
    table = np.bincount(mine[kept] * size + met, lasting, size * size).astype(np.float64)
    return table.reshape(size, size)
