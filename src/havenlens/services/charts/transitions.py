"""What follows what: codes on a circle, joined by arrows where one comes after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, Literal

from havenlens.services.charts.model import (
    BODY,
    LABEL,
    Arrow,
    Box,
    Chart,
    Drawing,
    Ink,
    Label,
    Moment,
    Point,
    shortened,
    table_of,
    text_width,
)
from havenlens.services.charts.page import (
    USUAL_WIDTH,
    begin,
    draft_note,
    empty_chart,
    finish,
    percent,
)
from havenlens.services.charts.signs import CodeSign, draw_disc, draw_legend, sign_of
from havenlens.services.charts.transition_table import draw_table, transition_in_words
from havenlens.words.sentences import say

if TYPE_CHECKING:  # begins with NumPy, which is slow to import
    from havenlens.sequences.lags import LagCell, LagTable

Weight = Literal["z", "share"]

MOST_NODES, MOST_ARROWS = 12, 40
_NODE, _Z, _P = 15.0, 1.96, 0.05
_THIN, _THICK, _FEW = 1.25, 6.0, 16
_READABLE = 165.0
"""The radius below which arrows of many codes run into each other."""


@dataclass(frozen=True)
class _Diagram:
    """The circle, its nodes in order, and what arrows mean."""

    table: LagTable
    signs: Mapping[str, CodeSign]
    codes: tuple[str, ...]
    middle: Point
    radius: float
    weight: Weight
    moments: Mapping[tuple[str, str], Moment]
    thick: float

    def angle(self, code: str) -> float:
        return 2 * pi * self.codes.index(code) / len(self.codes) - pi / 2

    def place(self, code: str, out: float = 0.0, turn: float = 0.0) -> Point:
        """Give a node's middle, or a point further out beside it."""
        angle, far = self.angle(code) + turn, self.radius + out
        return self.middle[0] + far * cos(angle), self.middle[1] + far * sin(angle)


def transition_chart(
    table: LagTable,
    signs: Mapping[str, CodeSign],
    *,
    weight: Weight = "z",
    everything: bool = False,
    moments: Mapping[tuple[str, str], Moment] | None = None,
    title: str = "",
    rule: str = "",
    draft: str = "",
    width: float = USUAL_WIDTH,
) -> Chart:
    """Draw codes on a circle with an arrow where one follows another more often than by chance.

    An arrow says the conditional probability and n; it is as wide as the adjusted residual, or as the
    probability, and dashed where fewer than 5 were expected. ``everything`` draws every transition;
    ``moments`` lead from a pair of codes to where it can be seen. More than 12 codes become a table.
    """
    title = title or say("chart.transitions")
    codes = _met(table)
    if not codes:
        return empty_chart("transitions", title, say("chart.no_transitions"), width, draft_note(draft))
    names = (title, _summary(table, signs, codes))
    if len(codes) > MOST_NODES:
        return draw_table(table, codes, signs, moments or {}, names, (rule, draft_note(draft)), width)
    drawing, top = begin(title, width, _about(table.lag, everything=everything))
    found = [sign_of(signs, code) for code in codes]
    radius, named = _radius(drawing.width, found)
    middle = (drawing.width / 2, top + radius + _NODE + 50)
    cells = _chosen(table, codes, everything=everything)
    shown = cells[:MOST_ARROWS]
    thick = _THICK if len(shown) <= _FEW else _THICK * 0.65
    diagram = _Diagram(table, signs, codes, middle, radius, weight, moments or {}, thick)
    loops = {cell.given for cell in shown if cell.given == cell.target}
    boxes = _name_boxes(diagram, loops) if named else {}
    _draw_arrows(drawing, diagram, shown, boxes)
    _draw_nodes(drawing, diagram, boxes)
    notes = [
        say("chart.transitions_note", n=table.n, weight=say(f"chart.weight_{weight}")),
        say("chart.dashed_note") if any(cell.z_shown is None for cell in shown) else "",
        say("chart.arrows_left_out", n=len(cells) - len(shown)) if len(cells) > len(shown) else "",
        "" if shown else say("chart.nothing_beyond_chance"),
        rule,
        draft_note(draft),
    ]
    bottom = middle[1] + radius + _NODE + 50
    bottom = bottom if named else draw_legend(drawing, found, 1, bottom, drawing.width)
    return finish(drawing, bottom, ("transitions", *names), notes)


def _radius(width: float, signs: Sequence[CodeSign]) -> tuple[float, bool]:
    """Give the circle's radius, and whether names have room around it or are better read in a legend."""
    room = max(text_width(sign.name, BODY) for sign in signs) + 24
    beside = min(width / 2 - room - _NODE, 200.0)
    letters_tell = len({sign.letter for sign in signs}) == len(signs)
    if beside < _READABLE and letters_tell:
        return min(width / 2 - _NODE - 36, 200.0), False
    return max(84.0, min(width / 2 - min(room, width * 0.24) - _NODE, 200.0)), True


def _about(lag: int, *, everything: bool) -> str:
    if lag == 1:
        return say("chart.all_next" if everything else "chart.often_next")
    return say("chart.all_later" if everything else "chart.often_later", lag=lag)


def _met(table: LagTable) -> tuple[str, ...]:
    """List the codes that follow or are followed."""
    follows, leads = table.observed.sum(axis=0).tolist(), table.observed.sum(axis=1).tolist()
    return tuple(code for code, a, b in zip(table.codes, follows, leads, strict=True) if a or b)


def _chosen(table: LagTable, codes: Iterable[str], *, everything: bool) -> list[LagCell]:
    """Choose what is drawn, the strongest first; what is dashed comes after what is not."""
    met = set(codes)
    cells = [c for c in table.cells() if c.count and c.given in met and c.target in met]
    if not everything:
        cells = [cell for cell in cells if _beyond_chance(cell)]
    return sorted(cells, key=lambda cell: (cell.z_shown is None, -abs(cell.z or 0.0), -cell.count))


def _beyond_chance(cell: LagCell) -> bool:
    if cell.z_shown is not None:
        return cell.z_shown >= _Z
    ahead = cell.z is not None and cell.z > 0
    return ahead and (cell.count > 1 if cell.p is None else cell.p < _P)


# --- nodes and names --------------------------------------------------------------------------------

Room = tuple[float, float, float, float]


def _name_boxes(diagram: _Diagram, loops: set[str]) -> dict[str, Room]:
    """Place each name outside the circle, beyond the loop where the code follows itself."""
    found = {}
    for code in diagram.codes:
        out = _NODE + (32 if code in loops else 6)
        x, y = diagram.place(code, out)
        angle = diagram.angle(code)
        name = sign_of(diagram.signs, code).name
        side = cos(angle)
        edge = 0.0 if side < 0 else 2 * diagram.middle[0]
        most = 2 * min(x, 2 * diagram.middle[0] - x) if abs(side) < 0.3 else abs(edge - x)
        wide = text_width(shortened(name, max(20.0, most), BODY), BODY)
        left = x - wide / 2 if abs(side) < 0.3 else (x if side > 0 else x - wide)
        up = y - 8 + 8 * sin(angle)
        found[code] = (left, up, wide, 16.0)
    return found


def _draw_nodes(drawing: Drawing, diagram: _Diagram, boxes: Mapping[str, Room]) -> None:
    for code in diagram.codes:
        sign = sign_of(diagram.signs, code)
        draw_disc(drawing, *diagram.place(code), sign, _NODE)
        x, y = diagram.place(code)
        if code not in boxes:
            drawing.hit(x - _NODE, y - _NODE, 2 * _NODE, 2 * _NODE, sign.name)
            continue
        left, top, wide, _ = boxes[code]
        name = shortened(sign.name, wide + 0.5, BODY)
        drawing.add(Label((left, top + 12), name, Ink.TEXT, BODY))
        if name != sign.name:
            drawing.hit(left, top, wide, 16, sign.name)


# --- arrows -----------------------------------------------------------------------------------------


def _draw_arrows(
    drawing: Drawing, diagram: _Diagram, cells: Sequence[LagCell], boxes: Mapping[str, Room]
) -> None:
    """Draw arrows, the strongest on top, then their numbers where there is room for them."""
    arrows = [(cell, _arrow(diagram, cell)) for cell in cells]
    drawing.add(*(arrow for _, arrow in reversed(arrows)))
    taken: list[Room] = list(boxes.values())
    for code in diagram.codes:
        x, y = diagram.place(code)
        taken.append((x - _NODE, y - _NODE, 2 * _NODE, 2 * _NODE))
    for cell, arrow in arrows:
        words = transition_in_words(cell, diagram.signs)
        moment = diagram.moments.get((cell.given, cell.target))
        label = _label(cell)
        wide = text_width(label) + 6
        free = _room_on(arrow, wide, taken, drawing.width)
        if free is None:
            x, y = _on(arrow, 0.5)
            drawing.hit(x - 8, y - 8, 16, 16, words, moment)
            continue
        taken.append(free)
        left, top, _, high = free
        drawing.add(Box(left, top, wide, high, Ink.SURFACE, None, 3))
        drawing.add(Label((left + wide / 2, top + 11), label, Ink.TEXT, LABEL, "middle"))
        drawing.hit(left, top, wide, high, words, moment)


def _label(cell: LagCell) -> str:
    if cell.z_shown is None or cell.share is None:
        return say("chart.arrow_count", n=cell.count)
    return say("chart.arrow_share", share=percent(cell.share), n=cell.count)


def _arrow(diagram: _Diagram, cell: LagCell) -> Arrow:
    dashed = cell.z_shown is None
    strength = _strength(diagram, cell)
    wide = _THIN if dashed else _THIN + (diagram.thick - _THIN) * strength
    ink = Ink.MUTED if dashed else (Ink.ACCENT if (cell.z_shown or 0) >= _Z else Ink.SECONDARY)
    if cell.given == cell.target:
        spread = (_NODE + 1) / diagram.radius * 0.75
        start = diagram.place(cell.given, _NODE * 0.7, -spread)
        end = diagram.place(cell.given, _NODE * 0.7 + 3, spread)
        return Arrow(start, diagram.place(cell.given, _NODE + 44), end, ink, min(wide, 3.5), dashed)
    (x1, y1), (x2, y2) = diagram.place(cell.given), diagram.place(cell.target)
    far = hypot(x2 - x1, y2 - y1)
    # Bent to the left of its way, so that there and back stay apart.
    bend = 0.16 * far
    by = ((x1 + x2) / 2 + bend * (y2 - y1) / far, (y1 + y2) / 2 - bend * (x2 - x1) / far)
    return Arrow(_away((x1, y1), by, _NODE + 2), by, _away((x2, y2), by, _NODE + 4), ink, wide, dashed)


def _strength(diagram: _Diagram, cell: LagCell) -> float:
    if diagram.weight == "share":
        return min(1.0, cell.share or 0.0)
    return min(1.0, abs(cell.z_shown or 0.0) / 8)


def _away(point: Point, towards: Point, far: float) -> Point:
    """Go some way from a point towards another one."""
    (x, y), (to_x, to_y) = point, towards
    whole = hypot(to_x - x, to_y - y) or 1.0
    return x + (to_x - x) * far / whole, y + (to_y - y) * far / whole


def _on(arrow: Arrow, t: float) -> Point:
    """Give a point on an arrow's curve, from 0 at its start to 1 at its head."""
    (x1, y1), (x2, y2), (x3, y3) = arrow.start, arrow.by, arrow.end
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return a * x1 + b * x2 + c * x3, a * y1 + b * y2 + c * y3


def _room_on(arrow: Arrow, wide: float, taken: Sequence[Room], width: float) -> Room | None:
    """Find a place on an arrow where its number hides no other; None where there is none."""
    for t in (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75):
        x, y = _on(arrow, t)
        room = (min(max(0.0, x - wide / 2), width - wide), y - 7.5, wide, 15.0)
        if not any(_meet(room, other) for other in taken):
            return room
    return None


def _meet(one: Room, other: Room) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _summary(table: LagTable, signs: Mapping[str, CodeSign], codes: Iterable[str]) -> str:
    chosen = _chosen(table, codes, everything=False)
    if not chosen:
        return say("chart.nothing_beyond_chance")
    return table_of((transition_in_words(cell, signs),) for cell in chosen[:MOST_ARROWS])
