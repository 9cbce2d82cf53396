"""Tables of a report, and numbers as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.words.catalogue import tr

DASH, MINUS = "–", "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of ready words; the first column names the rows, the others are numbers unless ``texts``."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    texts: tuple[int, ...] = (0,)


def figure(value: float | None, digits: int = 2) -> str:
    """Write a number with a true minus.

    >>> figure(-0.054), figure(None), figure(-0.001)
    ('−0.05', '–', '0.00')
    """
    if value is None:
        return DASH
    text = f"{abs(value):.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text) != 0 else text


def between(interval: Interval | None) -> str:
    """Write an interval in brackets; a dash where there is none.

    >>> between(Interval(0.25, 0.8, 0.95, "Wilson"))
    '[0.25, 0.80]'
    """
    return DASH if interval is None else f"[{figure(interval.low)}, {figure(interval.high)}]"


def with_interval(value: float | None, interval: Interval | None) -> str:
    """Write a value, and its interval where it has one."""
    return figure(value) if interval is None or value is None else f"{figure(value)} {between(interval)}"


def coefficient(found: Coefficient) -> str:
    """Write a coefficient with its interval."""
    return with_interval(found.estimate, found.interval)


def seconds(time: float | None) -> str:
    """Write microseconds as seconds."""
    return figure(None if time is None else time / SECOND)


def notes_of(found: Sequence[Coefficient]) -> tuple[str, ...]:
    """Say once why values are missing, and what to beware of."""
    problems = [one.undefined for one in found if one.undefined] + [w for one in found for w in one.warnings]
    return tuple(dict.fromkeys(problem.sentence for problem in problems))


def recipe_heading(heading: str, recipe: str, several: bool) -> str:
    """Name a table, with the recipe where several tables have the same heading."""
    return tr("{heading} ({recipe})").format(heading=heading, recipe=recipe) if several else heading
