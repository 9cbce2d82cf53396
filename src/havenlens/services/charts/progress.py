"""A teacher's own cycles beside one another: single points and each cycle's range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from havenlens.services.charts.model import (
    BODY,
    HEADING,
    Axis,
    Chart,
    Disc,
    Drawing,
    Ink,
    Label,
    Line,
    Moment,
    table_of,
)
from havenlens.services.feedback import CyclePoint, FeedbackProgress
from havenlens.words.reports import number
from havenlens.words.sentences import say

_WIDTH, _LEFT, _RIGHT = 640.0, 88.0, 16.0
_ROW, _GAP, _TOP = 88.0, 48.0, 72.0


def progress_chart(
    progress: FeedbackProgress, teacher: str, moments: Mapping[int, Moment] | None = None
) -> Chart:
    """Draw bids answered, seconds to a first response, scores and tried steps by cycle.

    ``moments`` are where each cycle's video begins, so that its points lead there.
    """
    rows = [_answered, _seconds] + ([_scores] if progress.dimension else [])
    height = _TOP + len(rows) * (_ROW + _GAP) + (44 if progress.provisional else 20)
    drawing = Drawing(_WIDTH, height)
    drawing.add(Label((0, 18), say("chart.progress", teacher=teacher), Ink.TEXT, HEADING, strong=True))
    places = _places(progress.cycles)
    for n, row in enumerate(rows):
        row(drawing, progress, places, _TOP + n * (_ROW + _GAP), moments or {})
    below = _TOP + len(rows) * (_ROW + _GAP) - _GAP + 32
    for cycle in progress.cycles:
        name = say("report.cycle", number=cycle.number)
        drawing.add(Label((places[cycle.number], below), name, Ink.SECONDARY, BODY, "middle"))
        drawing.add(Label((places[cycle.number], below + 22), _tried(cycle), Ink.TEXT, BODY, "middle"))
    drawing.add(Label((0, below + 22), say("chart.step_tried"), Ink.SECONDARY, BODY))
    note = say("chart.provisional") if progress.provisional else ""
    if note:
        drawing.add(Label((0, below + 46), note, Ink.SECONDARY))
    summary = table_of(_in_words(cycle) for cycle in progress.cycles)
    return drawing.finished("progress", say("chart.progress", teacher=teacher), summary, note)


def _places(cycles: Sequence[CyclePoint]) -> dict[int, float]:
    axis = Axis(0, max(1, len(cycles)), _LEFT, _WIDTH - _RIGHT)
    return {cycle.number: axis(n + 0.5) for n, cycle in enumerate(cycles)}


def _frame(drawing: Drawing, top: float, name: str, ticks: Mapping[float, str]) -> None:
    drawing.add(Label((0, top - 16), name, Ink.TEXT, BODY, strong=True))
    for y, words in ticks.items():
        drawing.add(Line((_LEFT, y), (_WIDTH - _RIGHT, y)))
        drawing.add(Label((_LEFT - 8, y + 4), words, Ink.SECONDARY, anchor="end"))


def _answered(
    drawing: Drawing,
    progress: FeedbackProgress,
    places: Mapping[int, float],
    top: float,
    moments: Mapping[int, Moment],
) -> None:
    axis = Axis(0, 1, top + _ROW, top)
    _frame(drawing, top, say("chart.answered"), {axis(0): "0 %", axis(0.5): "50 %", axis(1): "100 %"})
    for cycle in progress.cycles:
        x = places[cycle.number]
        if not cycle.n_bids:
            drawing.add(Label((x, top + _ROW / 2), "–", Ink.SECONDARY, BODY, "middle"))
            continue
        y = axis(cycle.n_answered / cycle.n_bids)
        part = say("report.part_of", part=cycle.n_answered, n=cycle.n_bids)
        drawing.add(Disc((x, y), 5), Label((x + 10, y + 4), part, Ink.TEXT))
        _say(drawing, x, y, f"{say('report.cycle', number=cycle.number)}: {part}", moments.get(cycle.number))


def _seconds(
    drawing: Drawing,
    progress: FeedbackProgress,
    places: Mapping[int, float],
    top: float,
    moments: Mapping[int, Moment],
) -> None:
    longest = max(
        (s for cycle in progress.cycles for s in cycle.first_responses_s), default=progress.window_s
    )
    axis = Axis(0, max(1.0, longest), top + _ROW, top)
    ticks = {axis(tick): f"{tick:g} s" for tick in axis.ticks(3)}
    _frame(drawing, top, say("chart.first_response"), ticks)
    for cycle in progress.cycles:
        _points(drawing, axis, places[cycle.number], cycle.number, cycle.first_responses_s, " s", moments)


def _scores(
    drawing: Drawing,
    progress: FeedbackProgress,
    places: Mapping[int, float],
    top: float,
    moments: Mapping[int, Moment],
) -> None:
    axis = Axis(progress.lowest, progress.highest, top + _ROW, top)
    middle = (progress.lowest + progress.highest) / 2
    ticks = {axis(tick): f"{tick:g}" for tick in (progress.lowest, middle, progress.highest)}
    _frame(drawing, top, progress.dimension, ticks)
    for cycle in progress.cycles:
        _points(drawing, axis, places[cycle.number], cycle.number, cycle.scores, "", moments)


def _points(
    drawing: Drawing,
    axis: Axis,
    x: float,
    cycle: int,
    values: Sequence[float],
    unit: str,
    moments: Mapping[int, Moment],
) -> None:
    """Draw every value, the range of the cycle, and its median as a short stroke."""
    if not values:
        drawing.add(Label((x, axis((axis.low + axis.high) / 2) + 4), "–", Ink.SECONDARY, BODY, "middle"))
        return
    middle = median(values)
    drawing.add(Line((x, axis(min(values))), (x, axis(max(values))), Ink.MUTED, 1.5))
    drawing.add(*(Disc((x, axis(value)), 3.5, Ink.SURFACE, Ink.ACCENT) for value in values))
    drawing.add(Line((x - 9, axis(middle)), (x + 9, axis(middle)), Ink.ACCENT, 2.5))
    words = f"{number(middle)}{unit}"
    drawing.add(Label((x + 14, axis(middle) + 4), words, Ink.TEXT))
    low, high = number(min(values)), number(max(values))
    spread = say("chart.range", middle=words, low=low, high=f"{high}{unit}", n=len(values))
    _say(drawing, x, axis(middle), f"{say('report.cycle', number=cycle)}: {spread}", moments.get(cycle))


def _say(drawing: Drawing, x: float, y: float, words: str, moment: Moment | None) -> None:
    drawing.hit(x - 9, y - 9, 18, 18, words, moment)


def _tried(cycle: CyclePoint) -> str:
    signs = {True: say("chart.yes"), False: say("chart.no"), None: "?"}
    return " ".join(signs[step] for step in cycle.steps) or "–"


def _in_words(cycle: CyclePoint) -> tuple[str, ...]:
    seconds = cycle.median_response_s
    return (
        say("report.cycle", number=cycle.number),
        say("report.part_of", part=cycle.n_answered, n=cycle.n_bids) if cycle.n_bids else "",
        "" if seconds is None else say("report.seconds", seconds=number(seconds)),
        _tried(cycle),
    )
