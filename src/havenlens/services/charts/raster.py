"""One observation's events over time: who did what when, which bids were answered, who was off camera."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.time import Micros, short_clock
from havenlens.services.charts.lanes import LEVEL, Block, Lane, Mark, blocks_of
from havenlens.services.charts.model import (
    BODY,
    Axis,
    Box,
    Chart,
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
)
from havenlens.services.charts.page import (
    USUAL_WIDTH,
    begin,
    draft_note,
    empty_chart,
    finish,
    gutter,
    moment_in_words,
    seconds_in_words,
    time_ticks,
)
from havenlens.services.charts.signs import DISC, draw_bar, draw_disc, draw_legend, sign_of, signs_of
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.sequences.acts import Act, CodedActs
    from havenlens.sequences.bids import BidRow

_MOST_SHAPES, _BIN, _RING = 3_500, 4.0, 3.5


@dataclass(frozen=True)
class _Raster:
    """What all parts of the picture need."""

    coding: CodedActs
    bids: Mapping[Hashable, BidRow]
    names: Mapping[str, str]
    observation: UUID | None
    axis: Axis

    def name(self, person: str | None) -> str:
        return "" if person is None else self.names.get(person, person)

    def moment(self, start: float, end: float | None = None) -> Moment | None:
        if self.observation is None:
            return None
        return Moment(self.observation, Micros(int(start)), None if end is None else Micros(int(end)))

    def words(self, act: Act, code: str) -> str:
        at = moment_in_words(act.onset)
        if act.code in self.coding.states:
            at = say("report.span", start=at, end=moment_in_words(self.coding.ends(act)))
        kind = "chart.event_to" if act.target else "chart.event"
        said = say(kind, code=code, who=self.name(act.actor), target=self.name(act.target), at=at)
        row = self.bids.get(act.id)
        if row is None:
            return said
        if row.latency is not None:
            return say("chart.event_answered", event=said, seconds=seconds_in_words(row.latency))
        return say("chart.event_cut_off" if row.censored else "chart.event_unanswered", event=said)


def raster_chart(
    coding: CodedActs,
    bids: Sequence[BidRow] = (),
    *,
    observation: UUID | None = None,
    names: Mapping[str, str] | None = None,
    span: tuple[int, int] | None = None,
    rule: str = "",
    width: float = USUAL_WIDTH,
) -> Chart:
    """Draw a lane for each participant and code group, bids joined to their first answer.

    ``names`` are what people are called, in the order they stand; ``span`` (microseconds) draws a part only.
    Where it would take more than some 4,000 shapes, events are counted in bins, and the note says so.
    """
    title = say("chart.raster", observation=coding.observation)
    draft = draft_note(coding.scheme.ref) if coding.scheme.status == "draft" else ""
    start, end = span or (0, coding.end)
    acts = [a for a in coding.acts if a.onset <= end and max(a.onset, _over(coding, a)) >= start]
    if not acts:
        return empty_chart("raster", title, say("chart.no_events"), width, draft)
    people = [*(names or {}), *(who for who in coding.people if who not in (names or {}))]
    signs = signs_of(coding.scheme)
    drawing, top = begin(title, width)
    shown_names = [(names or {}).get(who, who) for who in people]
    groups = [sign.group_name for sign in signs.values()]
    left = max(gutter(shown_names, drawing.width, BODY, strong=True), gutter(groups, drawing.width) + 8)
    axis = Axis(start, end, left + DISC + 1, drawing.width - DISC - 14)
    raster = _Raster(coding, {row.bid.id: row for row in bids}, names or {}, observation, axis)
    shapes = 3 * len(acts) + 2 * len(bids)
    binned = shapes > _MOST_SHAPES
    missed = frozenset(row.bid.id for row in bids if not row.answers)
    blocks = blocks_of(acts, signs, people, axis, top, missed, binned=binned)
    bottom = blocks[-1].bottom
    _draw_time(drawing, raster, top, bottom)
    for block in blocks:
        _draw_ground(drawing, raster, block, left)
    if binned:
        notes = [_draw_bins(drawing, raster, blocks)]
    else:
        _draw_threads(drawing, raster, blocks)
        _draw_marks(drawing, raster, blocks)
        notes = []
    used = set() if binned else {act.code for act in acts}
    y = draw_legend(drawing, [s for s in signs.values() if s.id in used], 1, bottom + 34, drawing.width)
    y = _draw_keys(drawing, raster, y, [] if binned else bids)
    notes += [_count_note(acts, bids), rule, draft]
    summary = _in_words(raster, blocks)
    return finish(drawing, y, ("raster", title, summary), notes)


def _over(coding: CodedActs, act: Act) -> int:
    return coding.ends(act) if act.code in coding.states else act.onset


def _draw_time(drawing: Drawing, raster: _Raster, top: float, bottom: float) -> None:
    axis = raster.axis
    most = max(2, int((axis.last - axis.first) / 64))
    for at in time_ticks(int(axis.low), int(axis.high), most):
        x, words = axis(at), short_clock(at)
        drawing.add(Line((x, top), (x, bottom + 4)))
        half = text_width(words) / 2
        drawing.add(Label((min(x, drawing.width - half), bottom + 18), words, Ink.SECONDARY, anchor="middle"))


def _draw_ground(drawing: Drawing, raster: _Raster, block: Block, left: float) -> None:
    first = block.lanes[0].top
    name = shortened(raster.name(block.person), left, BODY, strong=True)
    drawing.add(Line((0, block.top), (drawing.width, block.top)))
    drawing.add(Label((0, first - 6), name, Ink.TEXT, BODY, strong=True))
    for lane in block.lanes:
        group = shortened(lane.group, left - 12)
        drawing.add(Label((8, lane.top + 2 + LEVEL / 2 + 4), group, Ink.SECONDARY))
    axis = raster.axis
    for start, end in raster.coding.away.get(block.person, ()):
        begins, ends = max(start, axis.low), min(end, axis.high)
        if ends <= begins:
            continue
        x, width = axis(begins), axis(ends) - axis(begins)
        drawing.add(Box(x, first, width, block.bottom - first, Ink.MUTED, None, 2, hatched=True))
        words = say(
            "chart.off_camera_span",
            who=raster.name(block.person),
            start=moment_in_words(start),
            end=moment_in_words(end),
        )
        drawing.hit(x, first, width, block.bottom - first, words, raster.moment(start, end))


def _draw_marks(drawing: Drawing, raster: _Raster, blocks: Iterable[Block]) -> None:
    for lane in (lane for block in blocks for lane in block.lanes):
        for mark in sorted(lane.marks, key=lambda mark: not mark.sign.lasts):
            y, act = lane.y_of(mark), mark.act
            words = raster.words(act, mark.sign.name)
            if mark.sign.lasts:
                draw_bar(drawing, mark.x, y - 7.5, mark.width, 15, mark.sign, mark.sign.name)
                place = raster.moment(act.onset, raster.coding.ends(act))
                drawing.hit(mark.x, y - 7.5, mark.width, 15, words, place)
                continue
            if mark.small:
                row = raster.bids.get(act.id)
                hollow = row is not None and not row.answers
                fill = Ink.SURFACE if hollow else mark.sign.colour
                drawing.add(Disc((mark.x, y), 2.5, fill, Ink.TEXT if hollow else Ink.SECONDARY, 1.0))
            else:
                draw_disc(drawing, mark.x, y, mark.sign)
            drawing.hit(mark.x - DISC, y - DISC, 2 * DISC, 2 * DISC, words, raster.moment(act.onset))


def _draw_threads(drawing: Drawing, raster: _Raster, blocks: Iterable[Block]) -> None:
    """Join each bid with its first answer by a curve; a bid without one ends in a hollow ring."""
    places: dict[Hashable, tuple[Lane, Mark]] = {
        mark.act.id: (lane, mark) for block in blocks for lane in block.lanes for mark in lane.marks
    }
    for row in raster.bids.values():
        if row.bid.id not in places:
            continue
        lane, mark = places[row.bid.id]
        x, y = mark.x + mark.width, lane.y_of(mark)
        if not row.answers and not mark.small:
            edge = x + (0 if mark.sign.lasts else DISC)
            drawing.add(Line((edge, y), (edge + 4, y), Ink.TEXT, 1.5, dashed=row.censored))
            if not row.censored:
                drawing.add(Disc((edge + 4 + _RING, y), _RING, None, Ink.TEXT))
        elif row.answers and row.answers[0].id in places:
            other, answer = places[row.answers[0].id]
            end = (answer.x, other.y_of(answer))
            drawing.add(Trace(_curve((mark.x, y), end), Ink.TEXT, width=1.25))


def _curve(start: Point, end: Point) -> tuple[Point, ...]:
    """Give a curve that leaves and arrives upright; within one row it bows upwards."""
    (x1, y1), (x2, y2) = start, end
    bow = 11.0 if abs(y1 - y2) < 1 else 0.0
    found = []
    for step in range(13):
        t = step / 12
        ease = 3 * t * t - 2 * t**3
        found.append((x1 + (x2 - x1) * ease, y1 + (y2 - y1) * t - bow * 4 * t * (1 - t)))
    return tuple(found)


def _draw_bins(drawing: Drawing, raster: _Raster, blocks: Sequence[Block]) -> str:
    """Count the events of each lane in bins, the fuller the higher; say how wide a bin is."""
    axis = raster.axis
    lanes = [lane for block in blocks for lane in block.lanes]
    columns = max(20, min(int((axis.last - axis.first) / _BIN), 3_000 // max(1, len(lanes))))
    wide = (axis.high - axis.low) / columns
    signs = signs_of(raster.coding.scheme)
    counted: list[dict[int, list[Act]]] = []
    for lane in lanes:
        bins: dict[int, list[Act]] = {}
        for act in lane.acts:
            place = min(columns - 1, max(0, int((act.onset - axis.low) / wide)))
            bins.setdefault(place, []).append(act)
        counted.append(bins)
    most = max(len(acts) for bins in counted for acts in bins.values())
    for lane, bins in zip(lanes, counted, strict=True):
        for place, acts in sorted(bins.items()):
            x, width = axis(axis.low + place * wide), (axis.last - axis.first) / columns
            height = 3 + 14 * len(acts) / most
            drawing.add(Box(x, lane.top + 20 - height, max(1.0, width - 0.5), height, Ink.ACCENT))
            codes = Counter(sign_of(signs, act.code).name for act in acts)
            words = say(
                "chart.bin",
                n=len(acts),
                start=moment_in_words(acts[0].onset),
                codes=", ".join(f"{name} {n}" for name, n in codes.items()),
            )
            drawing.hit(x, lane.top + 3, width, LEVEL, words, raster.moment(acts[0].onset))
    return say("chart.binned", seconds=seconds_in_words(wide), most=most)


def _draw_keys(drawing: Drawing, raster: _Raster, y: float, bids: Sequence[BidRow]) -> float:
    """Say what a ring, a stub and a hatched ground mean, where they occur."""
    keys = []
    if any(not row.answers and not row.censored for row in bids):
        keys.append(say("chart.unanswered"))
    if any(row.censored for row in bids):
        keys.append(say("chart.cut_off"))
    if any(raster.coding.away.get(person) for person in raster.coding.people):
        keys.append(say("chart.off_camera"))
    x, y = 1.0, y + 12 if keys else y + 2
    for words in keys:
        if x > 1 and x + 24 + text_width(words) > drawing.width:
            x, y = 1.0, y + 20
        if words == say("chart.off_camera"):
            drawing.add(Box(x, y - 7, 18, 14, Ink.MUTED, None, 2, hatched=True))
        else:
            drawing.add(Line((x + 2, y), (x + 8, y), Ink.TEXT, 1.5, dashed=words == say("chart.cut_off")))
        if words == say("chart.unanswered"):
            drawing.add(Disc((x + 12, y), _RING, None, Ink.TEXT))
        drawing.add(Label((x + 24, y + 4), shortened(words, drawing.width - x - 24), Ink.TEXT))
        x += 24 + text_width(words) + 16
    return y + 10 if keys else y


def _count_note(acts: Sequence[Act], bids: Sequence[BidRow]) -> str:
    if not bids:
        return say("chart.n_events", n=len(acts))
    answered = sum(bool(row.answers) for row in bids)
    cut_off = sum(row.censored for row in bids)
    return say("chart.n_bids", n=len(acts), bids=len(bids), answered=answered, cut_off=cut_off)


def _in_words(raster: _Raster, blocks: Iterable[Block]) -> str:
    signs = signs_of(raster.coding.scheme)
    rows = []
    for block in blocks:
        counts = Counter(sign_of(signs, act.code).name for lane in block.lanes for act in lane.acts)
        rows.append((raster.name(block.person), *(f"{name} {n}" for name, n in counts.items())))
    return table_of(rows)
