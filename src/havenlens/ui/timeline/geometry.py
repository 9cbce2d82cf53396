"""Where things are on a timeline: time to pixels and back, the ruler, the rows, and what lies under a point.

Knows no Qt. Lengths are pixels, times microseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import heappop, heappush
from math import ceil

from havenlens.domain.codebook import Kind
from havenlens.domain.time import SECOND, Micros, Span

FINEST = 250.0
"""The closest zoom, in microseconds a pixel: a frame of 25 a second is 160 pixels wide."""

MAX_LANES = 4
"""How many sub-rows a track may have; what overlaps more shares the last one."""

EDGE_REACH = 4.0
"""How near to the edge of a bar the mouse takes hold of it."""

_FINE_STEPS = (SECOND // 10, SECOND // 5, SECOND // 2)
_STEPS = (
    *_FINE_STEPS,
    *(
        s * SECOND
        for s in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 43200, 86400)
    ),
)
_IN_FIVE = {*_FINE_STEPS, *(s * SECOND for s in (1, 5, 10, 300, 600))}
_IN_THREE = {s * SECOND for s in (15, 30, 1800, 21600)}


@dataclass(frozen=True, slots=True)
class TimeScale:
    """The stretch of time that is shown: ``start`` stands at pixel ``left``, and ``width`` pixels follow.

    The observation begins at ``first`` and lasts ``duration``.
    """

    duration: int
    left: float
    width: float
    start: float = 0.0
    us_per_px: float = 1000.0
    first: int = 0

    @classmethod
    def fitted(cls, duration: int, left: float, width: float, first: int = 0) -> TimeScale:
        """Show all of an observation."""
        width = max(1.0, width)
        return cls(duration, left, width, float(first), max(FINEST, duration / width), first)

    @property
    def last(self) -> int:
        """Give when the observation ends."""
        return self.first + self.duration

    @property
    def span(self) -> float:
        """Give how much time is shown."""
        return self.width * self.us_per_px

    @property
    def end(self) -> float:
        """Give the time at the right end."""
        return self.start + self.span

    @property
    def is_whole(self) -> bool:
        """Tell whether all of the observation is shown."""
        return self.span >= self.duration * (1 - 1e-9)

    def x_of(self, at: float) -> float:
        """Give the pixel of a time, which may lie outside of what is shown."""
        return self.left + (at - self.start) / self.us_per_px

    def time_at(self, x: float) -> Micros:
        """Give the time under a pixel, inside the observation."""
        at = round(self.start + (x - self.left) * self.us_per_px)
        return Micros(min(max(at, self.first), self.last))

    def zoomed(self, factor: float, x: float) -> TimeScale:
        """Zoom in (factor above 1) or out, so that the time under pixel ``x`` stays there if it can."""
        widest = max(FINEST, self.duration / self.width)
        us_per_px = min(max(self.us_per_px / factor, FINEST), widest)
        held = self.start + (x - self.left) * self.us_per_px
        start = held - (x - self.left) * us_per_px
        return replace(self, start=start, us_per_px=us_per_px).clamped()

    def panned(self, pixels: float) -> TimeScale:
        """Move what is shown to later times by some pixels."""
        return replace(self, start=self.start + pixels * self.us_per_px).clamped()

    def starting(self, at: float) -> TimeScale:
        """Move what is shown so that a time stands at the left end, if it can."""
        return replace(self, start=at).clamped()

    def showing(self, span: Span, share: float = 0.8) -> TimeScale:
        """Zoom so that a span takes some share of the width, and put it in the middle."""
        end = self.last if span.end is None else span.end
        widest = max(FINEST, self.duration / self.width)
        us_per_px = min(max((end - span.start) / (share * self.width), FINEST), widest)
        middle = (span.start + end) / 2
        return replace(self, start=middle - self.width * us_per_px / 2, us_per_px=us_per_px).clamped()

    def resized(self, left: float, width: float) -> TimeScale:
        """Fit into another width: all stays all, otherwise the zoom and the left end are kept."""
        if self.is_whole:
            return TimeScale.fitted(self.duration, left, width, self.first)
        return replace(self, left=left, width=max(1.0, width)).clamped()

    def over(self, film: Span) -> TimeScale:
        """Show what lies over another stretch of time: all stays all, otherwise what is shown is kept."""
        if self.is_whole:
            return TimeScale.fitted(film.length, self.left, self.width, film.start)
        return replace(self, duration=film.length, first=film.start).clamped()

    def clamped(self) -> TimeScale:
        """Keep inside the observation."""
        us_per_px = min(self.us_per_px, max(FINEST, self.duration / self.width))
        latest = max(float(self.first), self.last - self.width * us_per_px)
        return replace(self, start=min(max(self.start, self.first), latest), us_per_px=us_per_px)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line on the ruler; a label marks a long one."""

    at: int
    x: float
    label: str = ""


def ruler_step(us_per_px: float, label_width: float) -> int:
    """Choose the distance between labels in microseconds: round, and wide enough for them.

    >>> ruler_step(62_500, 50) / SECOND
    5.0
    """
    needed = us_per_px * label_width
    for step in _STEPS:
        if step >= needed:
            return step
    return _STEPS[-1] * ceil(needed / _STEPS[-1])


def ruler_ticks(scale: TimeScale, label_width: float) -> list[Tick]:
    """Give the ticks of what is shown, with labels that keep ``label_width`` pixels from each other."""
    step = ruler_step(scale.us_per_px, label_width)
    parts = 5 if step in _IN_FIVE else 3 if step in _IN_THREE else 4
    small = step // parts
    first, last = ceil(scale.start / small), int(min(scale.end, scale.last) // small)
    long = scale.duration >= 3600 * SECOND
    return [
        Tick(
            at := number * small,
            scale.x_of(at),
            "" if number % parts else ruler_label(at, step, hours=long),
        )
        for number in range(first, last + 1)
    ]


def ruler_label(at: int, step: int, *, hours: bool = False) -> str:
    """Write a ruler's time: minutes and seconds, tenths where the step is finer than a second.

    >>> ruler_label(75_000_000, 5_000_000), ruler_label(75_200_000, 200_000), ruler_label(0, 1, hours=True)
    ('1:15', '1:15.2', '0:00:00.0')
    >>> ruler_label(-5_000_000, 5_000_000)
    '−0:05'
    """
    if at < 0:
        return "−" + ruler_label(-at, step, hours=hours)
    minutes, rest = divmod(at, 60 * SECOND)
    tail = f"{rest // SECOND:02d}" if step >= SECOND else f"{rest // SECOND:02d}.{rest // 100_000 % 10}"
    return f"{minutes // 60}:{minutes % 60:02d}:{tail}" if hours else f"{minutes}:{tail}"


def stack(spans: Sequence[Span], limit: int = MAX_LANES) -> list[int]:
    """Give each span a sub-row so that what overlaps lies in different ones, as few as needed up to a limit.

    Instants at the same time count as overlapping.
    """
    lanes = [0] * len(spans)
    free: list[int] = []
    busy: list[tuple[float, int]] = []
    used = 0
    for place in sorted(range(len(spans)), key=lambda index: spans[index].start):
        span = spans[place]
        while busy and busy[0][0] <= span.start:
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
        else:
            lane, used = used, used + 1
        lanes[place] = min(lane, limit - 1)
        heappush(busy, (_occupied_until(span), lane))
    return lanes


def free_lane(taken: Iterable[int], limit: int = MAX_LANES) -> int:
    """Give the first sub-row that is not taken, the last one where all are.

    >>> free_lane([0, 2]), free_lane([0, 1, 2, 3])
    (1, 3)
    """
    used = set(taken)
    return next((lane for lane in range(limit) if lane not in used), limit - 1)


def _occupied_until(span: Span) -> float:
    if span.end is None:
        return float("inf")
    return max(span.end, span.start + 1)


@dataclass(frozen=True, slots=True)
class RowSizes:
    """Heights of the parts of a timeline, and the width of the labels' column."""

    ruler: int = 26
    sound: int = 34
    text: int = 26
    track: int = 26
    lane: int = 20
    mark: int = 17
    gutter: int = 132
    margin: int = 14


@dataclass(frozen=True, slots=True)
class Row:
    """A row's place from the top of the rows; ``key`` is a track's key or one of the names below."""

    key: str
    top: int
    height: int
    lanes: int = 1

    @property
    def bottom(self) -> int:
        """Give where the next row begins."""
        return self.top + self.height

    def centre(self, lane: int, sizes: RowSizes) -> float:
        """Give the middle of a sub-row."""
        return self.top + sizes.track / 2 + min(lane, self.lanes - 1) * sizes.lane


SOUND, TRANSCRIPT, CYCLES = "·sound", "·transcript", "·cycles"


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows from top to bottom, in pixels below the ruler."""

    rows: tuple[Row, ...]
    sizes: RowSizes

    @property
    def height(self) -> int:
        """Give the height of all rows together."""
        return self.rows[-1].bottom if self.rows else 0

    def row(self, key: str) -> Row | None:
        """Give a row by its key."""
        for row in self.rows:
            if row.key == key:
                return row
        return None

    def row_at(self, y: float) -> Row | None:
        """Give the row at a height."""
        return next((row for row in self.rows if row.top <= y < row.bottom), None)


def lay_out(
    above: Iterable[str], lanes: Iterable[tuple[str, int]], sizes: RowSizes, texts: int = 1
) -> Layout:
    """Put rows under each other: sound, transcript and cycles as named, then tracks with their sub-rows.

    ``texts`` is how many sub-rows the transcript has.
    """
    rows: list[Row] = []
    top = 0
    for key in above:
        count = texts if key == TRANSCRIPT else 1
        height = sizes.sound if key == SOUND else sizes.text + (count - 1) * sizes.lane
        rows.append(Row(key, top, height, count))
        top = rows[-1].bottom
    for key, count in lanes:
        rows.append(Row(key, top, sizes.track + (count - 1) * sizes.lane, count))
        top = rows[-1].bottom
    return Layout(tuple(rows), sizes)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float, reach: float = 0.0) -> bool:
        """Tell whether a point lies in the rectangle or within reach of its left and right side."""
        return self.left - reach <= x <= self.right + reach and self.top <= y <= self.bottom

    def moved(self, down: float) -> Box:
        """Give the rectangle further down."""
        return Box(self.left, self.top + down, self.right, self.bottom + down)


def item_box(span: Span, kind: Kind, centre: float, scale: TimeScale, now: int, mark: int) -> Box:
    """Give where an event is drawn; an open state reaches to ``now`` and is never narrower than a mark."""
    left, half = scale.x_of(span.start), mark / 2
    if kind is Kind.POINT:
        return Box(left - half, centre - half, left + half, centre + half)
    end = max(now, span.start) if span.end is None else span.end
    least = float(mark) if span.end is None else 2.0
    return Box(left, centre - half, max(scale.x_of(end), left + least), centre + half)


class Part(StrEnum):
    """Which part of an event the mouse is on."""

    POINT = "point"
    BODY = "body"
    START = "start"
    END = "end"


def part_at(box: Box, kind: Kind, x: float, y: float, *, open_ended: bool = False) -> Part | None:
    """Tell which part of an event is at a pixel, or None; a narrow bar keeps a middle to be selected by."""
    if kind is Kind.POINT:
        return Part.POINT if box.holds(x, y) else None
    width = box.right - box.left
    outside, inside = EDGE_REACH, min(EDGE_REACH, width / 4)
    if not box.holds(x, y, outside):
        return None
    if x <= box.left + inside:
        return Part.START
    if x >= box.right - inside:
        return Part.BODY if open_ended else Part.END
    return Part.BODY
