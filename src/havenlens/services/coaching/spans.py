"""Where a clip begins and ends: on a frame, inside the video, and of a length that can be watched."""

from __future__ import annotations

from havenlens.domain.coaching import LONGEST_CLIP, SHORTEST_CLIP
from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import Problem
from havenlens.domain.time import Micros, Span, in_seconds
from havenlens.words.reports import number


def snapped(span: Span, times: FrameTimes | None) -> Span:
    """Move both ends to where a frame begins, the end behind the last frame that lies in the span.

    >>> times = FrameTimes((0, 40_000, 80_000, 120_000))
    >>> snapped(Span(Micros(50_000), Micros(90_000)), times)
    Span(start=40000, end=120000)
    """
    if times is None or span.end is None or not len(times):
        return span
    first = times.shown_at(span.start)
    last = max(first, times.shown_at(span.end - 1))
    return Span(times.time_of(first), times.end_of(last))


def begun_at(span: Span, at: Micros) -> Span | None:
    """Let a span begin with the frame that begins at a time; None where nothing of it would be left."""
    return None if span.end is None or at >= span.end else Span(at, span.end)


def ended_with(span: Span, at: Micros, times: FrameTimes | None) -> Span | None:
    """Let a span end behind the frame on the screen at a time; None where nothing of it would be left."""
    end = at if times is None else times.end_of(times.shown_at(at))
    return None if end <= span.start else Span(span.start, end)


def stretched(span: Span, last: Micros | None) -> Span:
    """Give a span the shortest length a clip should have, alike on both sides, and no more than the longest.

    ``last`` is the end of the video, where it is known.

    >>> stretched(Span(Micros(1_000_000), Micros(5_000_000)), None)
    Span(start=0, end=20000000)
    """
    assert span.end is not None
    limit = span.end if last is None else last
    start, end = max(0, int(span.start)), min(int(span.end), int(limit))
    missing = SHORTEST_CLIP - (end - start)
    if missing > 0:
        start, end = start - missing // 2, end + missing - missing // 2
        if start < 0:
            start, end = 0, end - start
        if last is not None and end > last:
            start, end = max(0, start - (end - last)), int(last)
    return Span(Micros(start), Micros(min(end, start + LONGEST_CLIP)))


def length_note(span: Span) -> Problem | None:
    """Say gently that a clip is shorter or longer than people watch well; None where it is not."""
    if span.end is None:
        return None
    values = {"seconds": number(in_seconds(span.length))}
    if span.length < SHORTEST_CLIP:
        return Problem("cycle.short_clip", {**values, "least": SHORTEST_CLIP // 1_000_000})
    if span.length > LONGEST_CLIP:
        return Problem("cycle.long_clip", {**values, "most": LONGEST_CLIP // 1_000_000})
    return None


def shared(one: Span, other: Span) -> float:
    """Give how much of the shorter of two spans lies in the other, from 0 to 1."""
    assert one.end is not None
    assert other.end is not None
    both = min(one.end, other.end) - max(one.start, other.start)
    return max(0.0, both / max(1, min(one.length, other.length)))
