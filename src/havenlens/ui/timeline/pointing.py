"""What the mouse is on, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from havenlens.domain.time import Micros, Span, clock, in_seconds
from havenlens.ui.timeline.geometry import TRANSCRIPT, Box, Part, part_at
from havenlens.ui.timeline.model import TimelineItem
from havenlens.ui.timeline.view import View
from havenlens.words.catalogue import tr

_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Hit:
    """An item under the mouse, and which part of it."""

    item: TimelineItem
    part: Part


def item_under(view: View, x: float, y: float, now: Micros) -> Hit | None:
    """Find what is drawn at a pixel: points before bars, and of two bars that touch the one on this side."""
    row = view.layout.row_at(y - view.offset)
    if row is None or row.key not in view.scene.rows or x < view.layout.sizes.gutter:
        return None
    index, reach = view.scene.rows[row.key], view.layout.sizes.mark * 2 * view.scale.us_per_px
    at = view.scale.start + (x - view.scale.left) * view.scale.us_per_px
    best: tuple[tuple[bool, bool, float], Hit] | None = None
    for place in index.touching(int(at - reach), int(at + reach) + 1)[-_LOOKED_AT:].tolist():
        item = view.scene.get(index.keys[place])
        box = None if item is None else view.box(item, now)
        if item is None or box is None:
            continue
        part = part_at(box, item.kind, x, y, open_ended=item.is_open)
        if part is not None:
            rank = _rank(box, part, x)
            if best is None or rank <= best[0]:
                best = rank, Hit(item, part)
    return None if best is None else best[1]


def items_in(view: View, area: Box, now: Micros) -> list[TimelineItem]:
    """List what is drawn inside or partly inside a rectangle of pixels, by onset."""
    start = view.scale.start + (area.left - view.scale.left) * view.scale.us_per_px
    end = view.scale.start + (area.right - view.scale.left) * view.scale.us_per_px
    reach = view.layout.sizes.mark * view.scale.us_per_px
    found = []
    for row in view.layout.rows:
        top, bottom = row.top + view.offset, row.bottom + view.offset
        if row.key not in view.scene.rows or bottom < area.top or top > area.bottom:
            continue
        index = view.scene.rows[row.key]
        for place in index.touching(int(start - reach), int(end + reach) + 1).tolist():
            item = view.scene.get(index.keys[place])
            box = None if item is None else view.box(item, now)
            if item is not None and box is not None and _meet(box, area):
                found.append(item)
    return sorted(found, key=lambda item: item.span)


def track_under(view: View, y: float) -> str:
    """Give the key of the track at a height, empty where there is none."""
    row = view.layout.row_at(y - view.offset) if y >= view.layout.sizes.ruler else None
    return row.key if row is not None and row.key in view.scene.tracks else ""


def _meet(one: Box, other: Box) -> bool:
    across = one.left <= other.right and other.left <= one.right
    return across and one.top <= other.bottom and other.top <= one.bottom


def _rank(box: Box, part: Part, x: float) -> tuple[bool, bool, float]:
    middle = (box.left + box.right) / 2
    return part is not Part.POINT, not box.left <= x < box.right, abs(x - middle)


def tip_at(view: View, x: float, y: float, now: Micros) -> str:
    """Say what is at a pixel, as rich text; empty where there is nothing to say."""
    hit = item_under(view, x, y, now)
    if hit is not None:
        return item_tip(hit.item, now)
    row = view.layout.row_at(y - view.offset) if y >= view.layout.sizes.ruler else None
    if row is None:
        return ""
    if x < view.layout.sizes.gutter:
        track = view.scene.tracks.get(row.key)
        return "" if track is None else f"<p>{escape(track.label)}</p>"
    if row.key == TRANSCRIPT:
        at = view.scale.time_at(x)
        for line in view.scene.transcript:
            if line.span.covers(at):
                who = f"<b>{escape(line.speaker)}</b><br>" if line.speaker else ""
                return f"<p>{who}{escape(line.text)}</p>"
    return ""


def item_tip(item: TimelineItem, now: Micros) -> str:
    """Say what an event is, who shows it to whom, and when, as rich text."""
    people = escape(" → ".join(person for person in (item.who, item.whom) if person))
    lines = [f"<b>{escape(item.name)}</b> ({escape(item.letter)})", people, _times(item.span, now)]
    lines += [escape(tr(_FLAGS[flag.value])) for flag in sorted(item.flags)]
    return f"<p style='white-space:pre'>{'<br>'.join(line for line in lines if line)}</p>"


_FLAGS = {"unsure": "unsure", "off_camera": "off camera", "discuss": "to discuss"}


def _times(span: Span, now: Micros) -> str:
    if span.is_instant:
        return clock(span.start)
    if span.end is None:
        length = in_seconds(max(0, now - span.start))
        return tr("{start}, open {seconds} s").format(start=clock(span.start), seconds=f"{length:.1f}")
    seconds = f"{in_seconds(span.length):.1f}"
    return tr("{start} to {end}, {seconds} s").format(
        start=clock(span.start), end=clock(span.end), seconds=seconds
    )
