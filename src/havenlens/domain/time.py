"""Times and spans of an observation, in whole microseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from typing import NewType

Micros = NewType("Micros", int)
"""Whole microseconds of observation time."""

SECOND = 1_000_000
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:[.,](\d{1,6}))?")


def seconds(value: float | str) -> Micros:
    """Turn seconds as written in a file into microseconds, rounding half to even.

    >>> seconds(15.8), seconds("0.04")
    (15800000, 40000)
    """
    return Micros(round(float(value) * SECOND))


def in_seconds(value: int) -> float:
    """Give microseconds as seconds, for people and for tables.

    >>> in_seconds(Micros(15_800_000))
    15.8
    """
    return value / SECOND


def clock(value: int) -> str:
    """Write a time as ``HH:MM:SS.mmm``; a time before zero gets a minus sign.

    >>> clock(Micros(62_440_000)), clock(Micros(-1_500_000))
    ('00:01:02.440', '-00:00:01.500')
    """
    sign, millis = ("-" if value < 0 else ""), abs(value) // 1000
    hours, rest = divmod(millis, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{sign}{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def short_clock(value: int) -> str:
    """Write a time as ``M:SS`` for documents that people read.

    >>> short_clock(Micros(69_000_000)), short_clock(Micros(-1_500_000))
    ('1:09', '-0:01')
    """
    minutes, rest = divmod(abs(value) // SECOND, 60)
    return f"{'-' if value < 0 else ''}{minutes}:{rest:02d}"


def parse_clock(text: str) -> Micros:
    """Read ``HH:MM:SS.mmm``, ``MM:SS.mmm`` or plain seconds; raise ValueError for anything else.

    >>> parse_clock("00:01:02.345"), parse_clock("62.345"), parse_clock("1:02,345")
    (62345000, 62345000, 62345000)
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    hours, minutes, whole, fraction = match.groups()
    if minutes is not None and (len(whole) > 2 or int(whole) > 59):
        raise ValueError(text)
    if hours is not None and int(minutes) > 59:
        raise ValueError(text)
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole)
    return Micros(total * SECOND + int((fraction or "").ljust(6, "0")))


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time ``[start, end)``; equal ends are an instant, no end is still open.

    Spans sort by their start, then by their end; an open one comes last.
    """

    start: Micros
    end: Micros | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            message = f"a span cannot end ({self.end}) before it starts ({self.start})"
            raise ValueError(message)

    def __lt__(self, other: Span) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, float]:
        return (self.start, inf if self.end is None else self.end)

    def __bool__(self) -> bool:
        raise TypeError("a span has no truth value: ask is_open, is_instant or covers")

    @classmethod
    def instant(cls, at: Micros) -> Span:
        """Make the span of a point event."""
        return cls(at, at)

    @property
    def is_open(self) -> bool:
        """Tell whether the end is not known yet."""
        return self.end is None

    @property
    def is_instant(self) -> bool:
        """Tell whether the span is a single moment."""
        return self.end == self.start

    @property
    def length(self) -> Micros:
        """Give the length in microseconds; an open span has none and raises ValueError."""
        if self.end is None:
            raise ValueError("an open span has no length")
        return Micros(self.end - self.start)

    def covers(self, at: int) -> bool:
        """Tell whether a moment lies in the span; an instant covers its own moment.

        >>> Span(Micros(0), Micros(10)).covers(10), Span.instant(Micros(5)).covers(5)
        (False, True)
        """
        if self.is_instant:
            return at == self.start
        return self.start <= at and (self.end is None or at < self.end)

    def overlaps(self, other: Span) -> bool:
        """Tell whether two spans share any time; touching ends do not."""
        if self.is_instant:
            return other.covers(self.start)
        if other.is_instant:
            return self.covers(other.start)
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def shifted(self, by: int) -> Span:
        """Give the span moved by some microseconds."""
        return Span(Micros(self.start + by), None if self.end is None else Micros(self.end + by))


@dataclass(frozen=True, slots=True)
class TimeBase:
    """How the clock of one recording maps to observation time.

    ``observation = offset + presentation × (1 + rate_ppm / 10⁶)``, where presentation time counts from the
    start of the container.
    """

    offset: Micros = Micros(0)
    rate_ppm: float = 0.0

    def to_observation(self, presentation: int) -> Micros:
        """Turn microseconds since the container's start into observation time."""
        return Micros(self.offset + round(presentation * (1 + self.rate_ppm / 1e6)))

    def to_presentation(self, at: int) -> Micros:
        """Turn observation time into microseconds since the container's start."""
        return Micros(round((at - self.offset) / (1 + self.rate_ppm / 1e6)))
