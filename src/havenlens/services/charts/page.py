"""What pictures of results have in common: title, note, what an empty one says, how values are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from havenlens.domain.time import SECOND, short_clock
from havenlens.services.charts.model import (
    BODY,
    HEADING,
    LABEL,
    Chart,
    Drawing,
    Ink,
    Label,
    Line,
    text_width,
    wrapped,
)
from havenlens.words.reports import number
from havenlens.words.sentences import say

USUAL_WIDTH, LEAST_WIDTH = 760.0, 360.0
"""Pixels: as wide as a page of print takes, and the narrowest in which names still stand beside numbers."""

_FIRM = "\u00a0"
"""Keeps a number and its unit on one line."""

_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)


def begin(title: str, width: float, about: str = "") -> tuple[Drawing, float]:
    """Start a picture with its title, and a line about it; give where there is room below."""
    drawing = Drawing(max(LEAST_WIDTH, width), 0)
    y = 0.0
    for line in wrapped(title, drawing.width, HEADING, strong=True):
        y += 19
        drawing.add(Label((0, y), line, Ink.TEXT, HEADING, strong=True))
    for line in wrapped(about, drawing.width, BODY):
        y += 17
        drawing.add(Label((0, y), line, Ink.SECONDARY, BODY))
    return drawing, y + 16


def finish(drawing: Drawing, y: float, words: tuple[str, str, str], notes: Iterable[str]) -> Chart:
    """Close a picture with its notes below ``y``; ``words`` are its name, title and summary."""
    note = " ".join(each for each in notes if each)
    at = y + 6
    for line in wrapped(note, drawing.width):
        at += 16
        drawing.add(Label((0, at), line, Ink.SECONDARY))
    drawing.height = max(drawing.height, at + 8)
    return drawing.finished(*words, note)


def empty_chart(name: str, title: str, why: str, width: float, *notes: str) -> Chart:
    """Draw a picture that says why there is nothing in it."""
    drawing, y = begin(title, width)
    drawing.add(Line((0, y), (drawing.width, y)))
    y += 12
    for line in wrapped(why, drawing.width, BODY):
        y += 18
        drawing.add(Label((0, y), line, Ink.SECONDARY, BODY))
    return finish(drawing, y + 8, (name, title, why), notes)


def draft_note(ref: str) -> str:
    """Say that the scheme behind the numbers is a draft; nothing where no scheme is named."""
    return say("chart.draft", scheme=ref) if ref else ""


def gutter(
    names: Iterable[str], width: float, size: float = LABEL, *, strong: bool = False, most: float = 0.34
) -> float:
    """Give how much room names need on the left, at most a share of the picture."""
    widest = max((text_width(name, size, strong=strong) for name in names), default=0.0)
    return min(widest + 12, width * most)


def percent(share: float) -> str:
    r"""Write a share as whole per cent.

    >>> percent(0.426)
    '43\xa0%'
    """
    return say("chart.percent", value=round(share * 100)).replace(" ", _FIRM)


def seconds_in_words(time: float, written: Callable[[float], str] = number) -> str:
    r"""Write microseconds as seconds.

    >>> seconds_in_words(2_500_000), seconds_in_words(2_000_000), seconds_in_words(2_000_000, "{:.1f}".format)
    ('2.5\xa0s', '2\xa0s', '2.0\xa0s')
    """
    return say("report.seconds", seconds=written(time / SECOND)).replace(" ", _FIRM)


def moment_in_words(time: int) -> str:
    """Write a moment with tenths of a second.

    >>> moment_in_words(25_000_000), moment_in_words(61_450_000)
    ('0:25.0', '1:01.4')
    """
    return say("report.decimal", whole=short_clock(time), tenths=abs(time) % SECOND * 10 // SECOND)


def time_ticks(start: int, end: int, most: int) -> tuple[int, ...]:
    """Give round moments between two, at most so many and one, in microseconds.

    >>> time_ticks(0, 88_000_000, 5)
    (0, 30000000, 60000000)
    """
    span = max(1, end - start)
    step = next((s * SECOND for s in _STEPS_S if span / (s * SECOND) <= most), _STEPS_S[-1] * SECOND)
    while span / step > most:
        step *= 2
    first = -(-start // step) * step
    return tuple(range(first, end + 1, step))
