"""Paint what moves on a timeline: open states, the selection, a dragged edge and the playhead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi
from uuid import UUID

from PyQt6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

from havenlens.domain.codebook import Kind
from havenlens.domain.time import Micros, clock
from havenlens.ui.theme.tokens import FOCUS_WIDTH, Radius
from havenlens.ui.timeline.geometry import Box, Part
from havenlens.ui.timeline.marks import bar_colours, mark_path
from havenlens.ui.timeline.model import TimelineItem
from havenlens.ui.timeline.painting import thread_path
from havenlens.ui.timeline.track_painting import is_crowded, paint_bar_text
from havenlens.ui.timeline.view import View

FADE = 28.0
"""How many pixels an open state takes to fade at its right end."""

PLAYHEAD_REACH = 9
"""How many pixels to each side of the playhead its handle takes."""


@dataclass(frozen=True, slots=True)
class EdgeDrag:
    """The edge of a state on its way: where it would be put down now."""

    item: TimelineItem
    edge: Part
    at: Micros


@dataclass(frozen=True, slots=True)
class Moving:
    """What is not in the static picture: playhead, pulse (0 to 1), selection, hover and a drag."""

    playhead: Micros
    pulse: float = 0.0
    selected: UUID | None = None
    hovered: UUID | None = None
    drag: EdgeDrag | None = None
    focused: bool = False


def paint_moving(painter: QPainter, view: View, moving: Moving) -> None:
    """Paint over the static picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.setClipRect(view.lanes_area, Qt.ClipOperation.IntersectClip)
    for item in view.scene.open_items():
        _paint_open(painter, view, item, moving)
    hovered = view.scene.get(moving.hovered)
    if hovered is not None and moving.hovered != moving.selected:
        _paint_ring(painter, view, hovered, moving.playhead, view.look.tokens.outline, 1.2)
    selected = view.scene.get(moving.selected)
    if selected is not None:
        _paint_selection(painter, view, selected, moving.playhead)
    if moving.drag is not None:
        _paint_drag(painter, view, moving.drag)
    painter.restore()
    _paint_playhead(painter, view, moving.playhead)
    _paint_frame(painter, view, focused=moving.focused)


def open_box(view: View, item: TimelineItem, playhead: Micros) -> Box | None:
    """Give where an item is drawn, an open state with its fading end."""
    box = view.box(item, playhead)
    if box is None or not item.is_open:
        return box
    return Box(box.left, box.top, max(box.right, box.left + FADE), box.bottom)


def open_area(view: View, item: TimelineItem, before: Micros, at: Micros) -> QRect:
    """Give what changes of an open state while the playhead moves: its end, fading."""
    boxes = [box for moment in (before, at) if (box := open_box(view, item, moment)) is not None]
    if not boxes:
        return QRect()
    left = max(0.0, min(box.right for box in boxes) - FADE - 2)
    right = min(float(view.width), max(box.right for box in boxes) + 3)
    height = round(boxes[0].bottom - boxes[0].top) + 4
    return QRect(round(left), round(boxes[0].top) - 2, max(0, round(right - left) + 1), height)


def area_of(view: View, item_ids: Iterable[UUID], playhead: Micros) -> QRect:
    """Give the rectangle that some events take, threads, rings and fading ends included."""
    area, reach = QRect(), round(FADE)
    for item_id in item_ids:
        item = view.scene.get(item_id)
        box = None if item is None else open_box(view, item, playhead)
        row = None if item is None else view.layout.row(item.track)
        if item is None or box is None or row is None:
            continue
        if is_crowded(view, item.track):
            area = area.united(QRect(0, row.top + view.offset, view.width, row.height))
        left, right = max(-40.0, box.left), min(view.width + 40.0, box.right)
        drawn = QRect(round(left), round(box.top), round(right - left), round(box.bottom - box.top))
        area = area.united(drawn.adjusted(-reach, -6, reach, 6))
        for thread in view.scene.threads_of(item.id):
            area = area.united(thread_path(view, thread)[0].boundingRect().toAlignedRect())
    return area if area.isEmpty() else area.adjusted(-3, -3, 3, 3)


def _paint_open(painter: QPainter, view: View, item: TimelineItem, moving: Moving) -> None:
    box = open_box(view, item, moving.playhead)
    if box is None or box.right < view.layout.sizes.gutter or box.left > view.width:
        return
    tokens = view.look.tokens
    left = max(box.left, -20.0)
    bar = QRectF(left, box.top + 0.5, box.right - left, view.layout.sizes.mark - 1)
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
    paint_bar_text(painter, view, bar.adjusted(0, 0, -FADE * 0.6, 0), item.letter, item.name)


def _paint_selection(painter: QPainter, view: View, item: TimelineItem, playhead: Micros) -> None:
    tokens = view.look.tokens
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for thread in view.scene.threads_of(item.id):
        path, end = thread_path(view, thread)
        painter.setPen(QPen(QColor(tokens.accent if end is None else tokens.warning), 2.5))
        painter.drawPath(path)
    _paint_ring(painter, view, item, playhead, tokens.text, 2.0)


def _paint_ring(
    painter: QPainter, view: View, item: TimelineItem, playhead: Micros, colour: str, width: float
) -> None:
    box = open_box(view, item, playhead)
    if box is None:
        return
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = QRectF(
        QPointF(max(box.left, -20.0), box.top), QPointF(min(box.right, view.width + 20.0), box.bottom)
    )
    if item.kind is Kind.POINT:
        shape = view.scene.tracks[item.track].shape
        painter.drawPath(mark_path(shape, ring.adjusted(-2, -2, 2, 2)))
    else:
        painter.drawRoundedRect(ring.adjusted(-1.5, -1.0, 1.5, 1.0), 4, 4)


def _paint_drag(painter: QPainter, view: View, drag: EdgeDrag) -> None:
    box = view.box(drag.item, drag.at)
    if box is None:
        return
    tokens, x = view.look.tokens, round(view.scale.x_of(drag.at)) + 0.5
    left, right = (x, box.right) if drag.edge is Part.START else (box.left, x)
    wash = QColor(tokens.accent)
    wash.setAlphaF(0.25)
    painter.setPen(QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(wash)
    painter.drawRoundedRect(QRectF(left, box.top - 1, right - left, box.bottom - box.top + 2), 3, 3)
    painter.setPen(QPen(QColor(tokens.accent), 1))
    painter.drawLine(QLineF(x, view.layout.sizes.ruler, x, view.height))
    painter.setFont(view.lettering.strong)
    text = clock(drag.at)
    width = view.lettering.strong_metrics.horizontalAdvance(text) + 12
    height = view.look.metrics.px(20)
    place = x + 6 if x + 6 + width < view.width else x - 6 - width
    above = box.top - height - 4
    tag = QRectF(place, above if above > view.layout.sizes.ruler else box.bottom + 4, width, height)
    painter.setBrush(QColor(tokens.surface))
    painter.drawRoundedRect(tag, 4, 4)
    painter.setPen(QColor(tokens.text))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def _paint_playhead(painter: QPainter, view: View, at: Micros) -> None:
    x, ruler = round(view.scale.x_of(at)) + 0.5, view.layout.sizes.ruler
    if not view.layout.sizes.gutter <= x <= view.width:
        return
    colour = QColor(view.look.tokens.danger)
    painter.setPen(QPen(colour, 1.6))
    painter.drawLine(QLineF(x, ruler - 4, x, view.height))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    top = ruler - 11.0
    corners = [(-6, 0), (6, 0), (6, 4), (0, 11), (-6, 4)]
    painter.drawPolygon(QPolygonF([QPointF(x + dx, top + dy) for dx, dy in corners]))


def _paint_frame(painter: QPainter, view: View, *, focused: bool) -> None:
    tokens, width = view.look.tokens, FOCUS_WIDTH if focused else 1
    whole, inset = QRectF(0, 0, view.width, view.height), width / 2
    card = QPainterPath()
    card.addRoundedRect(whole.adjusted(inset, inset, -inset, -inset), Radius.CARD, Radius.CARD)
    corners = QPainterPath()
    corners.addRect(whole)
    painter.fillPath(corners.subtracted(card), QColor(tokens.background))
    painter.strokePath(card, QPen(QColor(tokens.accent if focused else tokens.border), width))
