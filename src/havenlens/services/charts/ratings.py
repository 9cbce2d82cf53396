"""Scores of dimensions by cycle: every single rating, the range, and what is provisional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from havenlens.services.charts.model import (
    BODY,
    Axis,
    Chart,
    Disc,
    Drawing,
    Ink,
    Label,
    Line,
    Moment,
    Trace,
    shortened,
    table_of,
    text_width,
    wrapped,
)
from havenlens.services.charts.page import (
    USUAL_WIDTH,
    begin,
    draft_note,
    empty_chart,
    finish,
    gutter,
)
from havenlens.words.reports import number
from havenlens.words.sentences import say

_DOT, _LEAST_ROW = 3.5, 64.0


@dataclass(frozen=True, slots=True)
class RatedCycle:
    """What was rated in one cycle: a score of each coding that counts, or the reasons why there is none."""

    scores: tuple[float, ...] = ()
    reasons: tuple[str, ...] = ()
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class RatedDimension:
    """One dimension over the cycles; ``provisional`` where too few of them have a score."""

    name: str
    cycles: tuple[RatedCycle, ...]
    provisional: bool = False
    lower_better: bool = False

    @property
    def scores(self) -> tuple[float, ...]:
        """List every score."""
        return tuple(score for cycle in self.cycles for score in cycle.scores)


@dataclass(frozen=True, slots=True)
class _Row:
    """One dimension's place in the picture."""

    dimension: RatedDimension
    labels: Sequence[str]
    axis: Axis
    columns: Axis

    def x_of(self, place: int) -> float:
        return self.columns(place + 0.5)


def ratings_chart(
    dimensions: Sequence[RatedDimension],
    cycles: Sequence[str],
    scale: tuple[float, float],
    *,
    title: str = "",
    rule: str = "",
    draft: str = "",
    width: float = USUAL_WIDTH,
) -> Chart:
    """Draw a row for each dimension: single scores as points, their range as a bar, the mean as a stroke.

    ``cycles`` are the labels of the columns, ``scale`` the lowest and the highest score that may be given.
    The overall mean stands on the right, with a diamond where it is provisional.
    """
    title = title or say("chart.ratings")
    if not cycles or not any(each.cycles for each in dimensions):
        return empty_chart("ratings", title, say("chart.no_ratings"), width, draft_note(draft))
    drawing, top = begin(title, width, say("chart.ratings_about"))
    names = [each.name for each in dimensions]
    names += [say("chart.lower_better") for each in dimensions if each.lower_better]
    left = max(60.0, gutter(names, drawing.width, BODY, strong=True, most=0.3)) + 22
    side = max(text_width(_overall(each)) for each in dimensions) + 26
    columns = Axis(0, len(cycles), left, drawing.width - min(side, drawing.width * 0.3))
    y = top
    for dimension in dimensions:
        axis = Axis(scale[0], scale[1], y + _LEAST_ROW - 8, y + 8)
        _draw_row(drawing, _Row(dimension, cycles, axis, columns), y)
        y += _LEAST_ROW + 10
    every = _every(cycles, columns)
    for place, label in list(enumerate(cycles))[::every]:
        room = (columns.last - columns.first) / len(cycles) * every
        words = shortened(label, room - 4)
        drawing.add(Label((columns(place + 0.5), y + 6), words, Ink.SECONDARY, anchor="middle"))
    y += 12
    provisional = any(each.provisional for each in dimensions)
    n = sum(len(each.scores) for each in dimensions)
    notes = [
        say("chart.ratings_note", n=n, low=f"{scale[0]:g}", high=f"{scale[1]:g}"),
        say("chart.ratings_provisional") if provisional else "",
        rule,
        draft_note(draft),
    ]
    summary = table_of(_in_words(each, cycles) for each in dimensions)
    return finish(drawing, y, ("ratings", title, summary), notes)


def _every(cycles: Sequence[str], columns: Axis) -> int:
    """Give which labels of columns are written so that they do not run into each other."""
    room = (columns.last - columns.first) / len(cycles)
    widest = min(90.0, max(text_width(label) for label in cycles) + 6)
    return max(1, ceil(widest / max(room, 1.0)))


def _draw_row(drawing: Drawing, row: _Row, y: float) -> None:
    axis, columns, dimension = row.axis, row.columns, row.dimension
    room = columns.first - 34
    lines = _name_lines(dimension.name, room)
    at = y + 40 - 8 * (len(lines) + dimension.lower_better)
    for n, line in enumerate(lines):
        drawing.add(Label((0, at + 16 * n), line, Ink.TEXT, BODY, strong=True))
    if dimension.lower_better:
        words = shortened(say("chart.lower_better"), room)
        drawing.add(Label((0, at + 16 * len(lines)), words, Ink.SECONDARY))
    middle = (axis.low + axis.high) / 2
    for value in (axis.low, middle, axis.high):
        drawing.add(Line((columns.first, axis(value)), (columns.last, axis(value))))
        drawing.add(Label((columns.first - 8, axis(value) + 4), number(value), anchor="end"))
    for place, cycle in enumerate(dimension.cycles[: len(row.labels)]):
        _draw_cycle(drawing, row, place, cycle)
    x, words = columns.last + 10, _overall(dimension)
    if dimension.provisional:
        _draw_diamond(drawing, x + 5, y + 28)
        x += 14
    drawing.add(Label((x, y + 32), shortened(words, drawing.width - x), Ink.TEXT))


def _name_lines(name: str, room: float) -> tuple[str, ...]:
    """Break a name into three lines at most."""
    lines = wrapped(name, room, BODY, strong=True)
    if len(lines) <= 3:
        return lines
    return (*lines[:2], shortened(" ".join(lines[2:]), room, BODY, strong=True))


def _draw_diamond(drawing: Drawing, x: float, y: float) -> None:
    corners = ((x - 5, y), (x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y))
    drawing.add(Trace(corners, Ink.WARNING, width=1.5))


def _draw_cycle(drawing: Drawing, row: _Row, place: int, cycle: RatedCycle) -> None:
    axis, x = row.axis, row.x_of(place)
    words = f"{row.dimension.name}, {row.labels[place]}: {_cycle_in_words(cycle)}"
    if not cycle.scores:
        drawing.add(Label((x, axis((axis.low + axis.high) / 2) + 4), "–", Ink.SECONDARY, BODY, "middle"))
        drawing.hit(x - 9, axis.last, 18, axis.first - axis.last, words, cycle.moment)
        return
    low, high = axis(min(cycle.scores)), axis(max(cycle.scores))
    mean = axis(sum(cycle.scores) / len(cycle.scores))
    reach = min(8.0, (row.columns.last - row.columns.first) / len(row.labels) / 2 - 1)
    drawing.add(Line((x, low), (x, high), Ink.MUTED, 2.0))
    if len(cycle.scores) > 1:
        drawing.add(Line((x - reach, mean), (x + reach, mean), Ink.ACCENT, 2.5))
    for score, n in sorted({score: cycle.scores.count(score) for score in cycle.scores}.items()):
        size = _DOT + min(2.0, n - 1)
        drawing.add(Disc((x, axis(score)), size, Ink.SURFACE, Ink.ACCENT))
    drawing.hit(x - 9, high - 6, 18, low - high + 12, words, cycle.moment)


def _cycle_in_words(cycle: RatedCycle) -> str:
    if not cycle.scores:
        return say("chart.no_score", why=", ".join(cycle.reasons)) if cycle.reasons else "–"
    if len(cycle.scores) == 1:
        return number(cycle.scores[0])
    low, high = number(min(cycle.scores)), number(max(cycle.scores))
    mean = number(sum(cycle.scores) / len(cycle.scores))
    return say("chart.mean_range", mean=mean, low=low, high=high, n=len(cycle.scores))


def _overall(dimension: RatedDimension) -> str:
    """Give the mean over cycles, each of which counts once."""
    means = [sum(cycle.scores) / len(cycle.scores) for cycle in dimension.cycles if cycle.scores]
    if not means:
        return "–"
    mean, scores = number(sum(means) / len(means)), dimension.scores
    if len(scores) == 1:
        return say("chart.mean_one", mean=mean)
    return say(
        "chart.mean_range", mean=mean, low=number(min(scores)), high=number(max(scores)), n=len(scores)
    )


def _in_words(dimension: RatedDimension, labels: Sequence[str]) -> tuple[str, ...]:
    parts = (f"{label} {_cycle_in_words(c)}" for label, c in zip(labels, dimension.cycles, strict=False))
    mark = say("chart.provisional_mark") if dimension.provisional else ""
    return (dimension.name, *parts, say("chart.overall", value=_overall(dimension)), mark)
