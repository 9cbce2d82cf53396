"""Paint what moves on a timeline: open states, the selection, a dragged edge and the playhead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi
from operator import attrgetter
from uuid import UUID

from PyQt6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

from havenlens.domain.codebook import Kind
from havenlens.domain.time import Micros, Span
from havenlens.ui.theme.tokens import FOCUS_WIDTH, Radius
from havenlens.ui.timeline.dragging import Drag, label_of
from havenlens.ui.timeline.geometry import Box
from havenlens.ui.timeline.marks import RING_AIR, bar_colours, ring_pixmap
from havenlens.ui.timeline.model import TimelineItem
from havenlens.ui.timeline.painting import RULED, thread_path
from havenlens.ui.timeline.track_painting import has_room, is_crowded, paint_bar_text
from havenlens.ui.timeline.view import View

FADE = 28.0
"""How many pixels an open state takes to fade at its right end."""

_INSIDE = (Radius.CARD, Radius.CARD, -Radius.CARD, -Radius.CARD)
"""What lies so far from the edges touches no frame."""

_RING, _THREAD = 4, 5
"""How many pixels the ring around a mark, and a thread with its hollow end, reach beyond their paths."""

PLAYHEAD_REACH = 9
"""How many pixels to each side of the playhead its handle takes."""


@dataclass(frozen=True, slots=True)
class Moving:
    """What is not in the static picture: playhead, pulse (0 to 1), selection, hover, a drag, a rubber band.

    ``selected`` is the event that is looked at, ``chosen`` are all that are selected. ``marked`` is the
    stretch between in and out, or the one that loops.
    """

    playhead: Micros
    pulse: float = 0.0
    selected: UUID | None = None
    hovered: UUID | None = None
    drag: Drag | None = None
    focused: bool = False
    chosen: frozenset[UUID] = frozenset()
    band: QRectF | None = None
    marked: Span | None = None


def paint_moving(painter: QPainter, view: View, moving: Moving, area: QRect) -> None:
    """Paint what lies in an area over the static picture; the painter is clipped to it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if moving.marked is not None:
        _paint_marked(painter, view, moving.marked)
    painter.save()
    painter.setClipRect(view.lanes_area, Qt.ClipOperation.IntersectClip)
    for item in view.scene.open_items():
        _paint_open(painter, view, item, moving)
    hovered = view.scene.get(moving.hovered)
    if hovered is not None and moving.hovered != moving.selected:
        _paint_ring(painter, view, hovered, moving.playhead, view.look.tokens.outline, 1.2)
    for item in chosen_in_sight(view, moving):
        if item.id != moving.selected:
            _paint_ring(painter, view, item, moving.playhead, view.look.tokens.text, 1.6)
    selected = view.scene.get(moving.selected)
    if selected is not None and _is_near(view, selected, moving.playhead, area):
        _paint_selection(painter, view, selected, moving.playhead)
    if moving.drag is not None:
        _paint_drag(painter, view, moving.drag, moving.playhead)
    if moving.band is not None:
        _paint_band(painter, view, moving.band)
    painter.restore()
    _paint_playhead(painter, view, moving.playhead, area)
    if not QRect(0, 0, view.width, view.height).adjusted(*_INSIDE).contains(area):
        _paint_frame(painter, view, focused=moving.focused)


def _paint_marked(painter: QPainter, view: View, marked: Span) -> None:
    """Wash the stretch between in and out; one that has only begun reaches a little to the right."""
    left = max(view.scale.x_of(marked.start), view.scale.left)
    right = left + FADE if marked.end is None else min(view.scale.x_of(marked.end), view.right)
    if right < view.scale.left or left > view.right:
        return
    wash = QColor(view.look.tokens.accent)
    wash.setAlphaF(0.14)
    painter.fillRect(QRectF(left, 0, max(1.0, right - left), view.height), wash)
    painter.setPen(QPen(QColor(view.look.tokens.accent), 1))
    edges = (marked.start,) if marked.end is None else (marked.start, marked.end)
    for at in edges:
        x = view.scale.x_of(at)
        if view.scale.left <= x <= view.right:
            painter.drawLine(QLineF(x, 0, x, view.height))


def chosen_in_sight(view: View, moving: Moving) -> Iterator[TimelineItem]:
    """Give the selected events that are seen, of tracks where single events are drawn."""
    if len(moving.chosen) < 2:
        return
    start, end = int(view.scale.start), int(view.scale.end) + 1
    for key, index in view.scene.rows.items():
        if is_crowded(view, key):
            continue
        for place in index.touching(start, end).tolist():
            item = view.scene.get(index.keys[place]) if index.keys[place] in moving.chosen else None
            if item is not None:
                yield item


def open_box(view: View, item: TimelineItem, playhead: Micros) -> Box | None:
    """Give where an item is drawn, an open state with its fading end."""
    box = view.box(item, playhead)
    if box is None or not item.is_open:
        return box
    return Box(box.left, box.top, max(box.right, box.left + FADE), box.bottom)


def open_area(view: View, item: TimelineItem, before: Micros, at: Micros) -> QRect:
    """Give what changes of an open state while the playhead moves: its end, and its name until that fits."""
    boxes = [box for moment in (before, at) if (box := open_box(view, item, moment)) is not None]
    if not boxes:
        return QRect()
    shortest = min(boxes, key=attrgetter("right"))
    whole = has_room(view, _written_on(_bar_of(view, shortest)), item.letter, item.name)
    left = max(0.0, (shortest.right - FADE if whole else shortest.left) - 2)
    right = min(float(view.width), max(box.right for box in boxes) + _RING)
    top, height = round(shortest.top), round(shortest.bottom - shortest.top)
    return QRect(round(left), top, max(0, round(right - left) + 1), height).adjusted(0, -_RING, 0, _RING)


def area_of(view: View, item_ids: Iterable[UUID], playhead: Micros, *, with_neighbours: bool = True) -> QRect:
    """Give the rectangle that some events take, threads, rings and fading ends included.

    On a crowded track one more event changes how all its neighbours look; a ring around one does not.
    """
    area, reach = QRect(), round(FADE) + 3
    for item_id in item_ids:
        item = view.scene.get(item_id)
        box = None if item is None else open_box(view, item, playhead)
        row = None if item is None else view.layout.row(item.track)
        if item is None or box is None or row is None:
            continue
        if with_neighbours and is_crowded(view, item.track):
            gutter = view.layout.sizes.gutter
            area = area.united(QRect(gutter, row.top + view.offset, view.width - gutter, row.height))
        left, right = max(-40.0, box.left), min(view.width + 40.0, box.right)
        drawn = QRect(round(left), round(box.top), round(right - left), round(box.bottom - box.top))
        # No further up and down than the ring: the rows above and below are not painted again.
        area = area.united(drawn.adjusted(-reach, -_RING, reach, _RING))
        for thread in view.scene.threads.of(item.id):
            path = thread_path(view, thread)[0]
            if not path.isEmpty():
                area = area.united(
                    path.boundingRect().toAlignedRect().adjusted(-_THREAD, -_THREAD, _THREAD, _THREAD)
                )
    return area


def _is_near(view: View, item: TimelineItem, playhead: Micros, area: QRect) -> bool:
    """Tell whether an item's ring or threads may reach into an area."""
    box = open_box(view, item, playhead)
    if box is None or next(view.scene.threads.of(item.id), None) is not None:
        return True
    return (
        box.left - _RING <= area.right() + 1
        and box.right + _RING >= area.left()
        and box.top - _RING <= area.bottom() + 1
        and box.bottom + _RING >= area.top()
    )


def _paint_open(painter: QPainter, view: View, item: TimelineItem, moving: Moving) -> None:
    box = open_box(view, item, moving.playhead)
    if box is None or box.right < view.layout.sizes.gutter or box.left > view.width:
        return
    tokens = view.look.tokens
    bar = _bar_of(view, box)
    fill, line, ink = bar_colours(item.colour, tokens)
    solid, clear = QColor(fill), QColor(fill)
    clear.setAlphaF(0.12)
    fade = QLinearGradient(bar.right() - FADE, 0, bar.right(), 0)
    fade.setColorAt(0, solid)
    fade.setColorAt(1, clear)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fade)
    painter.drawRoundedRect(bar, 3, 3)
    edge = QColor(line)
    edge.setAlphaF(0.35 + 0.65 * (0.5 + 0.5 * cos(2 * pi * moving.pulse)))
    painter.setPen(QPen(edge, 2))
    painter.drawLine(QLineF(bar.right() - 1, bar.top(), bar.right() - 1, bar.bottom()))
    painter.setPen(QColor(ink))
    paint_bar_text(painter, view, _written_on(bar), item.letter, item.name)


def _bar_of(view: View, box: Box) -> QRectF:
    left = max(box.left, -20.0)
    return QRectF(left, box.top + 0.5, box.right - left, view.layout.sizes.mark - 1)


def _written_on(bar: QRectF) -> QRectF:
    """Give the part of an open state's bar that is solid enough to write on."""
    return bar.adjusted(0, 0, -FADE * 0.6, 0)


def _paint_selection(painter: QPainter, view: View, item: TimelineItem, playhead: Micros) -> None:
    tokens = view.look.tokens
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for thread in view.scene.threads.of(item.id):
        path, end = thread_path(view, thread)
        pen = QPen(QColor(tokens.accent if end is None else tokens.warning), 2.5)
        if thread.by_rule:
            pen.setDashPattern(RULED)
        painter.setPen(pen)
        painter.drawPath(path)
    _paint_ring(painter, view, item, playhead, tokens.text, 2.0)


def _paint_ring(
    painter: QPainter, view: View, item: TimelineItem, playhead: Micros, colour: str, width: float
) -> None:
    box = open_box(view, item, playhead)
    if box is None:
        return
    left, right = max(box.left, -20.0), min(box.right, view.width + 20.0)
    if item.kind is Kind.POINT:
        shape, size = view.scene.tracks[item.track].shape, round(box.bottom - box.top)
        picture = ring_pixmap(shape, size, colour, width, view.density)
        painter.drawPixmap(QPointF(left - RING_AIR, box.top - RING_AIR), picture)
        return
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = QRectF(QPointF(left, box.top), QPointF(right, box.bottom))
    painter.drawRoundedRect(ring.adjusted(-1.5, -1.0, 1.5, 1.0), 4, 4)


def _paint_drag(painter: QPainter, view: View, drag: Drag, playhead: Micros) -> None:
    ghosts = [box for item in drag.ghosts() if (box := view.box(item, playhead)) is not None]
    if not ghosts:
        return
    tokens, box = view.look.tokens, ghosts[0]
    wash = QColor(tokens.accent)
    wash.setAlphaF(0.25)
    painter.setPen(QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(wash)
    for ghost in ghosts:
        width, height = max(ghost.right - ghost.left, 2.0), ghost.bottom - ghost.top + 2
        painter.drawRoundedRect(QRectF(ghost.left, ghost.top - 1, width, height), 3, 3)
    at = drag.at if drag.magnet is None else drag.magnet
    x = round(view.scale.x_of(at)) + 0.5
    # A thin line shows where it goes; a thick one, that it holds on to something.
    painter.setPen(QPen(QColor(tokens.accent), 1 if drag.magnet is None else 2.5))
    painter.drawLine(QLineF(x, view.layout.sizes.ruler, x, view.height))
    if drag.magnet is not None:
        painter.setBrush(QColor(tokens.accent))
        top = view.layout.sizes.ruler + 5.0
        corners = ((-5, 0), (0, -5), (5, 0), (0, 5))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, top + dy) for dx, dy in corners]))
    _paint_tag(painter, view, label_of(drag, view), box, x)


def _paint_tag(painter: QPainter, view: View, text: str, box: Box, x: float) -> None:
    tokens = view.look.tokens
    painter.setFont(view.lettering.strong)
    width = view.lettering.strong_metrics.horizontalAdvance(text) + 12
    height = view.look.metrics.px(20)
    place = x + 6 if x + 6 + width < view.width else x - 6 - width
    place = max(place, view.layout.sizes.gutter + 2.0)
    above = box.top - height - 4
    top = above if above > view.layout.sizes.ruler else box.bottom + 4
    tag = QRectF(place, min(top, view.height - height - 2.0), width, height)
    painter.setPen(QPen(QColor(tokens.accent), 1))
    painter.setBrush(QColor(tokens.surface))
    painter.drawRoundedRect(tag, 4, 4)
    painter.setPen(QColor(tokens.text))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def _paint_band(painter: QPainter, view: View, band: QRectF) -> None:
    wash = QColor(view.look.tokens.accent)
    wash.setAlphaF(0.14)
    painter.setPen(QPen(QColor(view.look.tokens.accent), 1))
    painter.setBrush(wash)
    painter.drawRect(band)


def _paint_playhead(painter: QPainter, view: View, at: Micros, area: QRect) -> None:
    x, ruler = round(view.scale.x_of(at)) + 0.5, view.layout.sizes.ruler
    if not view.layout.sizes.gutter <= x <= view.width:
        return
    if not area.left() - PLAYHEAD_REACH <= x <= area.right() + PLAYHEAD_REACH:
        return
    colour = QColor(view.look.tokens.danger)
    painter.setPen(QPen(colour, 1.6))
    painter.drawLine(QLineF(x, ruler - 4, x, view.height))
    if area.top() > ruler:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    top = ruler - 11.0
    corners = [(-6, 0), (6, 0), (6, 4), (0, 11), (-6, 4)]
    painter.drawPolygon(QPolygonF([QPointF(x + dx, top + dy) for dx, dy in corners]))


def _paint_frame(painter: QPainter, view: View, *, focused: bool) -> None:
    tokens, width = view.look.tokens, FOCUS_WIDTH if focused else 1
    card, corners = _frame(view.width, view.height, width)
    painter.fillPath(corners, QColor(tokens.background))
    painter.strokePath(card, QPen(QColor(tokens.accent if focused else tokens.border), width))


@lru_cache(maxsize=8)
def _frame(width: int, height: int, line: int) -> tuple[QPainterPath, QPainterPath]:
    """Give the outline of a card and the corners outside of it; each playing frame asks for them."""
    whole, inset = QRectF(0, 0, width, height), line / 2
    card = QPainterPath()
    card.addRoundedRect(whole.adjusted(inset, inset, -inset, -inset), Radius.CARD, Radius.CARD)
    corners = QPainterPath()
    corners.addRect(whole)
    return card, corners.subtracted(card)
