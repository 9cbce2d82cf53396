"""How long bids wait for a first response: the share still without one, over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from havenlens.services.charts.model import (
    LABEL,
    Axis,
    Chart,
    Colour,
    Disc,
    Drawing,
    Ink,
    Label,
    Line,
    Moment,
    Point,
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
    percent,
    seconds_in_words,
)
from havenlens.words.reports import number
from havenlens.words.sentences import say

if TYPE_CHECKING:  # both begin with NumPy, which is slow to import
    from havenlens.sequences.latency import LatencyCurve, Step, Waits

MOST_GROUPS = 4
_HEIGHT, _MOST_HITS, _NEAR = 220.0, 400, 1.5
_STYLES: tuple[tuple[Colour, tuple[float, ...]], ...] = (
    (Ink.ACCENT, ()),
    (Ink.WARNING, (9, 4)),
    (Ink.TEXT, (2.5, 3)),
    (Ink.GOOD, (11, 3, 2.5, 3)),
)


@dataclass(frozen=True, slots=True)
class LatencyGroup:
    """The bids of one group: their curve, the waits it was made of, and where each bid can be seen.

    ``moments`` stand in the order of the waits; fewer of them, or None, where there is no video.
    """

    name: str
    curve: LatencyCurve
    waited: Waits
    moments: Sequence[Moment | None] = ()

    def first_moments(self) -> dict[int, Moment]:
        """Give for each wait that an answer ended where the first bid that waited so long can be seen."""
        found: dict[int, Moment] = {}
        if self.moments:
            waited = zip(self.waited.time.tolist(), self.waited.answered.tolist(), self.moments, strict=False)
            for at, answered, moment in waited:
                if answered and moment:
                    found.setdefault(at, moment)
        return found

    @property
    def last(self) -> int:
        """Give the longest wait."""
        return max(self.waited.time.tolist(), default=0)

    def watched_at(self, time: int) -> int:
        """Give how many bids still wait, and are watched, at a time."""
        return sum(each >= time for each in self.waited.time.tolist())


@dataclass(frozen=True, slots=True)
class _Plot:
    """The two axes, and how a group's line is drawn."""

    x: Axis
    y: Axis
    group: LatencyGroup
    ink: Colour
    dashes: tuple[float, ...]

    def at(self, time: float, share: float) -> Point:
        return self.x(time), self.y(share)


def latency_chart(
    groups: Sequence[LatencyGroup],
    window: int | None = None,
    *,
    title: str = "",
    rule: str = "",
    draft: str = "",
    width: float = USUAL_WIDTH,
) -> Chart:
    """Draw up to four groups' curves with their bands, medians, what was cut off and how many still wait.

    ``window`` (microseconds) is the recipe's, drawn as a dashed line; ``draft`` names a scheme that is one.
    """
    title = title or say("chart.latency")
    shown = [group for group in groups if group.curve.n_bids][:MOST_GROUPS]
    if not shown:
        return empty_chart("latency", title, say("chart.no_bids"), width, draft_note(draft))
    drawing, top = begin(title, width, say("chart.latency_about"))
    last = max([group.last for group in shown] + ([window] if window else []))
    right = gutter([g.name for g in shown], drawing.width, most=0.22) if len(shown) > 1 else 16.0
    left = max(46.0, gutter([g.name for g in shown], drawing.width, most=0.22))
    top += 16
    x = Axis(0, max(1_000_000, last), left, drawing.width - right)
    y = Axis(0, 1, top + _HEIGHT, top)
    plots = [_Plot(x, y, g, *_STYLES[n]) for n, g in enumerate(shown)]
    ticks = _draw_axes(drawing, x, y, window)
    for plot in plots:
        _draw_band(drawing, plot, 0.2 if len(plots) == 1 else 0.1)
    for plot in plots:
        _draw_curve(drawing, plot)
    for place, plot in enumerate(plots):
        _draw_median(drawing, plot, place)
    if len(plots) > 1:
        _draw_names(drawing, plots)
    for plot in plots:
        _draw_hits(drawing, plot)
    below = _draw_at_risk(drawing, plots, ticks, top + _HEIGHT + 42)
    below = _draw_legend(drawing, plots, below + 10)
    left_out = len([group for group in groups if group.curve.n_bids]) - len(shown)
    notes = [
        say("chart.latency_note", level=percent(shown[0].curve.level)),
        say("chart.groups_left_out", n=left_out, shown=len(shown)) if left_out else "",
        rule,
        draft_note(draft),
    ]
    summary = table_of((group.name, _in_words(group)) for group in shown)
    return finish(drawing, below, ("latency", title, summary), notes)


def _draw_axes(drawing: Drawing, x: Axis, y: Axis, window: int | None) -> tuple[int, ...]:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = y(share)
        drawing.add(Line((x.first, at), (x.last, at), Ink.MUTED if share in (0, 0.5) else Ink.GRID))
        drawing.add(Label((x.first - 8, at + 4), percent(share), anchor="end"))
    most = max(2, int((x.last - x.first) / 60))
    ticks = Axis(0, x.high / 1_000_000, x.first, x.last).ticks(most)
    for tick in ticks:
        at = x(tick * 1_000_000)
        drawing.add(Line((at, y.first), (at, y.first + 4), Ink.MUTED))
        drawing.add(Label((at, y.first + 18), seconds_in_words(tick * 1_000_000), anchor="middle"))
    if window:
        at, words = x(window), say("chart.window", seconds=seconds_in_words(window))
        drawing.add(Line((at, y.first), (at, y.last - 4), Ink.SECONDARY, 1.0, dashed=True))
        half = text_width(words) / 2
        middle = min(max(at, x.first + half), drawing.width - half)
        drawing.add(Label((middle, y.last - 8), words, anchor="middle"))
    return tuple(round(tick * 1_000_000) for tick in ticks)


def _corners(plot: _Plot) -> tuple[Point, ...]:
    points, share = [plot.at(0, 1)], 1.0
    for step in plot.group.curve.steps:
        points += [plot.at(step.time, share), plot.at(step.time, step.unanswered)]
        share = step.unanswered
    return (*points, plot.at(plot.group.last, share))


def _draw_band(drawing: Drawing, plot: _Plot, opacity: float) -> None:
    steps = plot.group.curve.steps
    ends = [*(step.time for step in steps[1:]), plot.group.last][: len(steps)]
    upper, lower = [], []
    for step, until in zip(steps, ends, strict=True):
        if step.interval is None:
            continue
        for time in (step.time, until):
            upper.append(plot.at(time, step.interval.high))
            lower.append(plot.at(time, step.interval.low))
    if upper:
        ground = (*upper, *reversed(lower))
        drawing.add(Trace(ground, None, plot.ink, opacity=opacity))


def _draw_curve(drawing: Drawing, plot: _Plot) -> None:
    drawing.add(Trace(_corners(plot), plot.ink, dashes=plot.dashes))
    waited, before = plot.group.waited, -_NEAR
    cut_off = [t for t, a in zip(waited.time.tolist(), waited.answered.tolist(), strict=True) if not a]
    for time in sorted(set(cut_off)):
        x, y = plot.at(time, plot.group.curve.unanswered_at(time))
        if x - before >= _NEAR:
            drawing.add(Line((x, y - 5), (x, y + 5), plot.ink, 1.5))
            before = x


def _draw_median(drawing: Drawing, plot: _Plot, place: int) -> None:
    """Mark the median on the line of one half, its interval as a bar below, one group under the other."""
    curve = plot.group.curve
    if curve.median is None:
        return
    x, y = plot.at(curve.median, 0.5)
    low, high = curve.median_interval
    bar = y + 10 + 8 * place
    start, end = plot.x(low or 0), plot.x(plot.group.last if high is None else high)
    drawing.add(
        Line((start, bar), (end, bar), plot.ink, 1.25, dashed=high is None),
        Line((start, bar - 3), (start, bar + 3), plot.ink, 1.25),
        Line((x, y), (x, bar), plot.ink, 1.0),
        Disc((x, y), 4.5, Ink.SURFACE, plot.ink, 2.0),
    )
    if high is not None:
        drawing.add(Line((end, bar - 3), (end, bar + 3), plot.ink, 1.25))
    words = f"{plot.group.name}: {_median(plot.group)}" if plot.group.name else _median(plot.group)
    drawing.hit(start, bar - 4, max(2.0, end - start), 8, words)
    drawing.hit(x - 5, y - 5, 10, 10, words)


def _median(group: LatencyGroup) -> str:
    curve = group.curve
    if curve.median is None:
        return say("chart.no_median")
    low, high = curve.median_interval
    if low is None and high is None:
        return say("chart.median", seconds=seconds_in_words(curve.median))
    middle = seconds_in_words(curve.median)
    if high is None:
        return say("chart.median_open", seconds=middle, low=seconds_in_words(low or 0))
    start = number((low or 0) / 1_000_000)
    return say("chart.median_interval", seconds=middle, low=start, high=seconds_in_words(high))


def _draw_names(drawing: Drawing, plots: Sequence[_Plot]) -> None:
    """Name each line at its end, apart from each other."""
    ends = sorted(plots, key=lambda plot: _corners(plot)[-1][1])
    places: list[float] = []
    for plot in ends:
        wanted = _corners(plot)[-1][1] + 4
        places.append(max(wanted, places[-1] + 14) if places else wanted)
    over = max(0.0, places[-1] - (plots[0].y.first + 4))
    places = [place - over for place in places]
    for n in range(len(places) - 2, -1, -1):
        places[n] = min(places[n], places[n + 1] - 14)
    for plot, place in zip(ends, places, strict=True):
        x = plot.x.last + 6
        name = shortened(plot.group.name, drawing.width - x, strong=True)
        drawing.add(Label((x, place), name, plot.ink, LABEL, strong=True))


def _draw_hits(drawing: Drawing, plot: _Plot) -> None:
    steps, name = plot.group.curve.steps, plot.group.name
    moments = plot.group.first_moments()
    every = 1 + len(steps) // _MOST_HITS
    for step in steps[::every]:
        x, y = plot.at(step.time, step.unanswered)
        words = _step_in_words(step)
        moment = moments.get(step.time)
        drawing.hit(x - 5, y - 5, 10, 10, f"{name}: {words}" if name else words, moment)


def _step_in_words(step: Step) -> str:
    values = {
        "seconds": seconds_in_words(step.time),
        "answered": step.answered,
        "n": step.at_risk,
        "share": percent(step.unanswered),
    }
    if step.interval is None:
        return say("chart.step", **values)
    low, high = percent(step.interval.low), percent(step.interval.high)
    return say("chart.step_interval", **values, low=low, high=high)


def _draw_at_risk(drawing: Drawing, plots: Sequence[_Plot], ticks: Sequence[int], top: float) -> float:
    """Write under the axis how many bids of each group still wait and are watched."""
    words = shortened(say("chart.still_watched"), drawing.width)
    drawing.add(Label((0, top), words, Ink.SECONDARY))
    y = top
    for plot in plots:
        y += 17
        name = shortened(plot.group.name, plot.x.first - 16)
        drawing.add(Label((0, y), name, plot.ink, strong=True))
        for tick in ticks:
            n = str(plot.group.watched_at(tick))
            drawing.add(Label((plot.x(tick), y), n, Ink.TEXT, anchor="middle"))
    return y


def _draw_legend(drawing: Drawing, plots: Sequence[_Plot], y: float) -> float:
    for plot in plots:
        y += 18
        drawing.add(Trace(((0, y - 4), (34, y - 4)), plot.ink, dashes=plot.dashes))
        words = _in_words(plot.group)
        lines = wrapped(f"{plot.group.name}: {words}" if plot.group.name else words, drawing.width - 42)
        for n, line in enumerate(lines):
            y += 15 if n else 0
            drawing.add(Label((42, y), line, Ink.TEXT))
    return y


def _in_words(group: LatencyGroup) -> str:
    curve = group.curve
    values = {"n": curve.n_bids, "answered": curve.n_answered, "cut_off": curve.n_bids - curve.n_answered}
    return say("chart.curve", **values, median=_median(group))
