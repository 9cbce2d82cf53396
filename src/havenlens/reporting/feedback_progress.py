"""A teacher's own cycles as small drawings: single points, never a line, each also said in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from havenlens.reporting.feedback_moments import View
from havenlens.services.feedback import CyclePoint, FeedbackProgress
from havenlens.words.reports import number
from havenlens.words.sentences import say

WIDTH, HEIGHT = 180, 104
_LEFT, _RIGHT, _TOP, _BOTTOM = 6, 6, 18, 20
_INK, _SECONDARY, _ACCENT, _LINE = "#1A232E", "#5B6878", "#1F6F8B", "#D8DEE6"
_TEXT = 10
_LETTER = 5.6
"""Width of a letter at that size, a little on the wide side."""

_FEWEST_PLACES = 3
_CEILINGS_S = (5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)
_MARK = 3.4


def progress_view(progress: FeedbackProgress) -> View:
    """Resolve the picture over the cycles: panels with a title, an SVG drawing and the same in words."""
    cycles = progress.cycles
    panels = []
    if any(each.n_bids for each in cycles):
        panels.append(_bids(progress))
    if any(each.first_responses_s for each in cycles):
        panels.append(_responses(cycles))
    if any(each.steps for each in cycles):
        panels.append(_steps(cycles))
    if progress.dimension and any(each.scores for each in cycles):
        panels.append(_scores(progress))
    singles = any(len(each.first_responses_s) > 1 or len(each.scores) > 1 for each in cycles)
    notes = [
        say("report.progress_note"),
        say("report.progress_singles") if singles else "",
        say("report.provisional") if progress.provisional else "",
    ]
    return {
        "title": say("report.progress"),
        "panels": panels,
        "note": " ".join(note for note in notes if note),
    }


# --- what each panel shows --------------------------------------------------------------------------


def _bids(progress: FeedbackProgress) -> View:
    cycles = progress.cycles
    drawing = _Drawing(len(cycles), (0, 1), top=say("report.chart_all"))
    texts = [f"{each.n_answered}/{each.n_bids}" if each.n_bids else "" for each in cycles]
    shown = drawing.fitting(texts)
    for place, each in enumerate(cycles):
        if each.n_bids:
            share = each.n_answered / each.n_bids
            drawing.dot(place, share, filled=True)
            drawing.beside(place, share, shown[place])
    said = [
        say("report.chart_bids", cycle=each.number, part=each.n_answered, n=each.n_bids)
        if each.n_bids
        else _unknown(each)
        for each in cycles
    ]
    return _panel(say("report.progress_bids", window=number(progress.window_s)), drawing, cycles, said)


def _responses(cycles: Sequence[CyclePoint]) -> View:
    longest = max(max(each.first_responses_s, default=0) for each in cycles)
    ceiling = next((s for s in _CEILINGS_S if s >= longest), longest)
    drawing = _Drawing(len(cycles), (0, ceiling), top=say("report.seconds", seconds=number(ceiling)))
    _spread(drawing, [(each.first_responses_s, each.median_response_s) for each in cycles])
    said = [_said_range(each, each.first_responses_s, each.median_response_s, _in_seconds) for each in cycles]
    return _panel(say("report.progress_responses"), drawing, cycles, said)


def _scores(progress: FeedbackProgress) -> View:
    cycles = progress.cycles
    drawing = _Drawing(
        len(cycles), (progress.lowest, progress.highest), number(progress.highest), number(progress.lowest)
    )
    means = [sum(each.scores) / len(each.scores) if each.scores else None for each in cycles]
    _spread(drawing, [(each.scores, mean) for each, mean in zip(cycles, means, strict=True)])
    said = [_said_range(each, each.scores, mean, number) for each, mean in zip(cycles, means, strict=True)]
    return _panel(say("report.progress_scores", dimension=progress.dimension), drawing, cycles, said)


def _steps(cycles: Sequence[CyclePoint]) -> View:
    highest = max(len(each.steps) for each in cycles)
    drawing = _Drawing(len(cycles), (0, max(highest + 1, 4)))
    for place, each in enumerate(cycles):
        for row, tried in enumerate(each.steps):
            drawing.dot(place, row + 0.6, filled=tried is True, open_question=tried is None)
    kinds = {tried for each in cycles for tried in each.steps}
    names = ((True, "chart_tried"), (False, "chart_not_tried"), (None, "chart_open"))
    drawing.legend([(kind, say(f"report.{name}")) for kind, name in names if kind in kinds])
    said = [_said_steps(each) for each in cycles]
    return _panel(say("report.progress_steps"), drawing, cycles, said)


def _spread(drawing: _Drawing, cycles: Sequence[tuple[tuple[float, ...], float | None]]) -> None:
    """Draw each cycle's single values, the range they span, and their middle."""
    shown = drawing.fitting(["" if middle is None else number(middle) for _, middle in cycles], beside=True)
    for place, (points, middle) in enumerate(cycles):
        if middle is None:
            continue
        drawing.span(place, min(points), max(points))
        drawing.bar(place, middle)
        for value, n in sorted(Counter(points).items()):
            for copy in range(n):
                drawing.dot(place, value, small=True, shift=(copy - (n - 1) / 2) * 4.6)
        drawing.right_of(place, middle, max(points), shown[place])


# --- the same in words ------------------------------------------------------------------------------


def _panel(title: str, drawing: _Drawing, cycles: Sequence[CyclePoint], said: Sequence[str]) -> View:
    drawing.numbers([str(each.number) for each in cycles])
    return {
        "title": title,
        "svg": drawing.svg(),
        "said": "\n".join(said),
        "alt": f"{title}: {'; '.join(said)}.",
    }


def _unknown(each: CyclePoint) -> str:
    return say("report.chart_none", cycle=each.number)


def _in_seconds(value: float) -> str:
    return say("report.seconds", seconds=number(value))


def _said_range(
    each: CyclePoint, points: Sequence[float], middle: float | None, shown: Callable[[float], str]
) -> str:
    if middle is None:
        return _unknown(each)
    if len(points) == 1:
        return say("report.chart_one", cycle=each.number, value=shown(middle))
    ends = {"low": shown(min(points)), "high": shown(max(points))}
    return say("report.chart_range", cycle=each.number, value=shown(middle), n=len(points), **ends)


def _said_steps(each: CyclePoint) -> str:
    if not each.steps:
        return _unknown(each)
    tried, asked_not = each.steps.count(True), each.steps.count(None)
    counts = {"cycle": each.number, "part": tried, "n": len(each.steps)}
    return (
        say("report.chart_unasked", open=asked_not, **counts)
        if asked_not
        else say("report.chart_steps", **counts)
    )


# --- drawing ----------------------------------------------------------------------------------------


@dataclass
class _Drawing:
    """A plot of a few places beside each other, written as SVG piece by piece; values grow upwards."""

    n: int
    scale: tuple[float, float]
    top: str = ""
    bottom: str = ""

    def __post_init__(self) -> None:
        self.pieces: list[str] = []
        self._line(_LEFT, self._y(self.scale[0]), WIDTH - _RIGHT, self._y(self.scale[0]), _SECONDARY, 0.8)
        if self.top:
            high = self._y(self.scale[1])
            self._line(_LEFT, high, WIDTH - _RIGHT, high, _LINE, 0.8)
            self._text(_LEFT, high - 4, self.top, _SECONDARY)
        if self.bottom:
            self._text(_LEFT, self._y(self.scale[0]) - 4, self.bottom, _SECONDARY)

    @property
    def _step(self) -> float:
        return (WIDTH - _LEFT - _RIGHT - 20) / max(self.n, _FEWEST_PLACES)

    def _x(self, place: int) -> float:
        return _LEFT + 20 + (place + 0.5) * self._step

    def _y(self, value: float) -> float:
        low, high = self.scale
        room = HEIGHT - _TOP - _BOTTOM
        return HEIGHT - _BOTTOM - room * (value - low) / (high - low)

    def fitting(self, texts: Sequence[str], *, beside: bool = False) -> list[str]:
        """Keep the texts where all of them have room, else only the last."""
        room = self._step - (14 if beside else 4)
        if all(len(text) * _LETTER <= room for text in texts):
            return list(texts)
        last = max((i for i, text in enumerate(texts) if text), default=-1)
        return [text if i == last else "" for i, text in enumerate(texts)]

    def dot(
        self,
        place: int,
        value: float,
        *,
        filled: bool = False,
        small: bool = False,
        open_question: bool = False,
        shift: float = 0,
    ) -> None:
        """Draw a point: filled, hollow, or dashed where the answer is open."""
        self._circle(self._x(place) + shift, self._y(value), 2.1 if small else _MARK, filled, open_question)

    def span(self, place: int, low: float, high: float) -> None:
        """Draw the range of a place's values."""
        self._line(self._x(place), self._y(low), self._x(place), self._y(high), _SECONDARY, 0.7)

    def bar(self, place: int, value: float) -> None:
        """Mark the middle of a place's values."""
        self._line(self._x(place) - 6, self._y(value), self._x(place) + 6, self._y(value), _ACCENT, 2.2)

    def beside(self, place: int, value: float, text: str) -> None:
        """Write above a point, or below it where the top is near."""
        below = self._y(value) - _TOP < _TEXT
        self._text(self._x(place), self._y(value) + (14 if below else -7), text, _INK, "middle")

    def right_of(self, place: int, value: float, highest: float, text: str) -> None:
        """Write to the right of a mark, or above all of its place's points where the edge is near."""
        if self._x(place) + 9 + len(text) * _LETTER <= WIDTH:
            self._text(self._x(place) + 9, self._y(value) + 3.5, text, _INK)
        else:
            self._text(WIDTH - 2, max(self._y(highest) - 7, _TOP - 4), text, _INK, "end")

    def numbers(self, texts: Sequence[str]) -> None:
        """Write the cycles' numbers below."""
        for place, text in enumerate(texts):
            self._text(self._x(place), HEIGHT - 6, text, _SECONDARY, "middle")

    def legend(self, entries: Sequence[tuple[bool | None, str]]) -> None:
        """Say at the top what the points mean, in as many lines as that takes."""
        x, y = float(_LEFT + 4), 10.0
        for kind, text in entries:
            wide = 16 + len(text) * _LETTER
            if x > _LEFT + 4 and x + wide > WIDTH:
                x, y = _LEFT + 4, y + 14
            self._circle(x, y - 3.5, _MARK, kind is True, kind is None)
            self._text(x + 8, y, text, _SECONDARY)
            x += wide + 6

    def svg(self) -> str:
        """Give the whole drawing."""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        font = f'font-family="Inter, sans-serif" font-size="{_TEXT}"'
        return f"{head} {font}>{''.join(self.pieces)}</svg>"

    def _line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> None:
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.pieces.append(f'<line {ends} stroke="{colour}" stroke-width="{width}"/>')

    def _circle(self, x: float, y: float, radius: float, filled: bool, dashed: bool) -> None:
        paint = f'fill="{_ACCENT}"' if filled else 'fill="#FFFFFF"'
        dashes = ' stroke-dasharray="1.6 1.6"' if dashed else ""
        circle = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius}"'
        self.pieces.append(f'<circle {circle} {paint} stroke="{_ACCENT}" stroke-width="1.1"{dashes}/>')

    def _text(self, x: float, y: float, text: str, colour: str, anchor: str = "start") -> None:
        if text:
            place = f'x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"'
            self.pieces.append(f"<text {place}>{escape(text)}</text>")
