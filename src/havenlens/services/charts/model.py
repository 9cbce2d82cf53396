"""A picture of results as frozen shapes, in units of one screen pixel at the usual size.

What a shape means is said by its ink, so that each theme and the printed page choose their own colours; a
scheme's colours are given as they are. A place that can be hovered, chosen or read out is a `Hit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import floor, log10
from typing import Literal
from unicodedata import category, east_asian_width
from uuid import UUID

from havenlens.domain.time import Micros

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

LABEL, BODY, HEADING = 11.0, 12.5, 14.0
"""Sizes of letters."""


class Ink(StrEnum):
    """What a stroke or a ground means."""

    TEXT = "text"
    SECONDARY = "secondary"
    GRID = "grid"
    SURFACE = "surface"
    ACCENT = "accent"
    WASH = "wash"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"
    MUTED = "muted"


Colour = Ink | str
"""An ink, or ``#RRGGBB`` of a scheme."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight stroke."""

    start: Point
    end: Point
    ink: Colour = Ink.GRID
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its left top corner."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour | None = None
    stroke: Colour | None = None
    radius: float = 0.0
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle by its centre; without a fill it is a ring."""

    centre: Point
    radius: float
    fill: Colour | None = Ink.ACCENT
    stroke: Colour | None = None
    width: float = 1.5


@dataclass(frozen=True, slots=True)
class Trace:
    """A line through points, or the ground that they enclose where it has a fill."""

    points: tuple[Point, ...]
    stroke: Colour | None = Ink.ACCENT
    fill: Colour | None = None
    width: float = 2.0
    dashed: bool = False
    dashes: tuple[float, ...] = ()
    """Lengths of strokes and gaps in turn, where lines have to be told apart."""
    opacity: float = 1.0
    """Of the ground, so that grounds can lie on each other."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A bent stroke with a head, from one point by another to a third."""

    start: Point
    by: Point
    end: Point
    ink: Colour = Ink.SECONDARY
    width: float = 1.5
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A line of words; ``at`` is on its base line, ``turned`` counts degrees clockwise."""

    at: Point
    text: str
    ink: Colour = Ink.SECONDARY
    size: float = LABEL
    anchor: Anchor = "start"
    strong: bool = False
    turned: float = 0.0


Shape = Line | Box | Disc | Trace | Arrow | Label


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in a study's videos something can be seen."""

    observation: UUID
    at: Micros
    end: Micros | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A part of the picture that says something when it is hovered, and may lead to a moment."""

    x: float
    y: float
    width: float
    height: float
    text: str
    moment: Moment | None = None

    def covers(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole picture: ``name`` is for files, ``summary`` says in words what it shows."""

    name: str
    title: str
    summary: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    hits: tuple[Hit, ...] = ()
    note: str = ""

    def hit_at(self, x: float, y: float) -> Hit | None:
        """Find the topmost hit at a point; None where there is none."""
        return next((hit for hit in reversed(self.hits) if hit.covers(x, y)), None)


@dataclass
class Drawing:
    """Collects the shapes of a chart while it is drawn."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Put shapes on top of what is there."""
        self.shapes += shapes

    def hit(
        self, x: float, y: float, width: float, height: float, text: str, moment: Moment | None = None
    ) -> None:
        """Let a part of the picture say something; what is small gets a few pixels around it."""
        dx, dy = max(0.0, (_SMALLEST - width) / 2), max(0.0, (_SMALLEST - height) / 2)
        self.hits.append(Hit(x - dx, y - dy, width + 2 * dx, height + 2 * dy, text, moment))

    def finished(self, name: str, title: str, summary: str, note: str = "") -> Chart:
        """Freeze the picture."""
        return Chart(
            name, title, summary, self.width, self.height, tuple(self.shapes), tuple(self.hits), note
        )


_SMALLEST = 8.0
"""Pixels a side that a pointer hits with ease."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Places numbers between two ends of a picture; ``low`` may stand right of or below ``high``."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        """Give where a number stands.

        >>> Axis(0, 10, 100, 200)(5)
        150.0
        """
        span = self.high - self.low
        return self.first + (self.last - self.first) * ((value - self.low) / span if span else 0.0)

    def ticks(self, most: int = 6) -> tuple[float, ...]:
        """Give round numbers within the axis, at most so many and one.

        >>> Axis(0, 88, 0, 400).ticks(5)
        (0.0, 20.0, 40.0, 60.0, 80.0)
        """
        span = self.high - self.low
        if span <= 0:
            return (self.low,)
        power = 10.0 ** _floor_log(span / most)
        step = next(power * n for n in (1, 2, 5, 10) if span / (power * n) <= most)
        start = -(-self.low // step)
        found, n = [], start
        while n * step <= self.high + step * 1e-9:
            found.append(round(n * step, 10) + 0.0)
            n += 1
        return tuple(found)


def _floor_log(value: float) -> int:
    return floor(log10(value))


def table_of(rows: Iterable[Sequence[str]]) -> str:
    """Say rows in words, for whom the picture is read out: cells by commas, rows by semicolons.

    >>> table_of([("cycle 1", "3 of 5"), ("cycle 2", "4 of 5")])
    'cycle 1, 3 of 5; cycle 2, 4 of 5'
    """
    return "; ".join(", ".join(cell for cell in row if cell) for row in rows)


_EMS = {
    **dict.fromkeys("ijlI.,:;·!'|’ \u00a0", 0.285),
    **dict.fromkeys('ftr()[]/"“”„-', 0.39),
    **dict.fromkeys("mwMW%@—…→", 0.9),
}
"""Widths of letters in ems, where they are not those of their kind; a little more than in Inter."""


def text_width(text: str, size: float = LABEL, *, strong: bool = False) -> float:
    """Estimate how wide a line of words is, rather too wide than too narrow.

    >>> text_width("iiii", 10) < text_width("nnnn", 10) < text_width("WWWW", 10)
    True
    """
    return sum(_em(letter) for letter in text) * size * (1.06 if strong else 1.0)


def _em(letter: str) -> float:
    known = _EMS.get(letter)
    if known is not None:
        return known
    if category(letter) in ("Mn", "Cf"):
        return 0.0
    if east_asian_width(letter) in ("W", "F"):
        return 1.0
    return 0.72 if letter.isupper() else 0.62


def shortened(text: str, width: float, size: float = LABEL, *, strong: bool = False) -> str:
    """Cut words to a width, with an ellipsis where something is left out.

    >>> shortened("Nähe", 100), shortened("Unterstützungssuche", 60)
    ('Nähe', 'Unterstü…')
    """
    if text_width(text, size, strong=strong) <= width:
        return text
    cut = text
    while cut and text_width(cut + "…", size, strong=strong) > width:
        cut = cut[:-1]
    return cut.rstrip() + "…" if cut else ""


def wrapped(text: str, width: float, size: float = LABEL, *, strong: bool = False) -> tuple[str, ...]:
    """Break words at plain spaces into lines of a width; a word that is wider is cut.

    >>> wrapped("one two three", 50)
    ('one two', 'three')
    """
    lines: list[str] = []
    # An equals sign stays with what stands on both sides of it.
    for word in filter(None, text.replace(" = ", "\u00a0=\u00a0").split(" ")):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, strong=strong) <= width:
            lines[-1] = longer
        else:
            lines.append(shortened(word, width, size, strong=strong))
    return tuple(lines)
