"""Spoken lines as bubbles and captions; a bubble never covers a face."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath

from drawing.ink import Point, box, curve, fill, font, shade, stroke, text
from drawing.script import HEIGHT, WIDTH, Line, Scene

SIZE, LEADING, PAD_X, PAD_Y, LINGER_S = 23, 30, 20, 14, 0.5
CLOCK = QRectF(1040, 0, 240, 74)
TOP, LOWEST = 18, 470
INK = "#22303C"


@dataclass(frozen=True)
class Bubble:
    """A line with its place on the picture."""

    line: Line
    until: float
    rows: tuple[str, ...]
    rect: QRectF


def wrap(words: str, metrics: QFontMetricsF, width: float) -> tuple[str, ...]:
    """Break words into rows of about equal length, none wider than width."""
    count = max(1, math.ceil(metrics.horizontalAdvance(words) / width))
    goal = metrics.horizontalAdvance(words) / count * 1.06
    rows, row = [], ""
    for word in words.split(" "):
        longer = f"{row} {word}".strip()
        fits = metrics.horizontalAdvance(longer) <= width
        full = metrics.horizontalAdvance(row) >= goal * 0.86 and metrics.horizontalAdvance(longer) > goal
        if row and (not fits or full):
            rows.append(row)
            row = word
        else:
            row = longer
    return (*rows, row)


def until(scene: Scene, i: int) -> float:
    """Give the time to which line i stays on the picture."""
    later = scene.lines[i + 1].t0 if i + 1 < len(scene.lines) else scene.duration
    return min(scene.lines[i].t1 + LINGER_S, max(later, scene.lines[i].t1))


def _overlap(a: QRectF, b: QRectF) -> float:
    """Give the area that two rectangles share."""
    both = a.intersected(b)
    return max(0.0, both.width()) * max(0.0, both.height())


def _crosses(a: Point, b: Point, other: QRectF) -> bool:
    """Say whether the line from a to b passes through a rectangle."""
    return any(
        other.contains(a[0] + (b[0] - a[0]) * k / 12, a[1] + (b[1] - a[1]) * k / 12) for k in range(13)
    )


def _cost(rect: QRectF, mine: list[QRectF], keep_off: list[QRectF]) -> float:
    """Say how bad a place is: over a face, far from the speaker, beside instead of above."""
    cost = 40.0 * _overlap(rect, CLOCK)
    cost += sum(30.0 * _overlap(rect, r) for r in (*mine, *keep_off))
    for head in mine:
        cx = head.center().x()
        dx = max(rect.left() + 26 - cx, cx - rect.right() + 26, 0.0)
        dy = max(head.top() - rect.bottom(), 0.0)
        below = max(rect.bottom() - head.top() + 6, 0.0)
        gap = abs(dy - 26)
        cost += 1.4 * dx + 1.0 * gap + 2.2 * below + 0.06 * abs(rect.center().x() - cx)
    return cost


def _tail_cost(rect: QRectF, mine: list[QRectF], keep_off: list[QRectF]) -> float:
    """Say how bad it is that the tail runs over somebody else."""
    cost = 0.0
    for head in mine:
        cx, cy = head.center().x(), head.center().y()
        start = (min(max(cx, rect.left()), rect.right()), rect.bottom())
        cost += sum(4000.0 for r in keep_off if _crosses(start, (cx, cy), r))
    return cost


def place(
    scene: Scene, heads: Callable[[str, float], QRectF], busy: Callable[[float], list[QRectF]]
) -> list[Bubble]:
    """Find a place for every bubble that stays the same while it is shown."""
    metrics = QFontMetricsF(font(SIZE, QFont.Weight.DemiBold))
    bubbles = []
    for i, line in enumerate(scene.lines):
        end = until(scene, i)
        rows = wrap(line.text, metrics, 350)
        w = max(metrics.horizontalAdvance(r) for r in rows) + 2 * PAD_X
        h = LEADING * len(rows) + 2 * PAD_Y
        times = [line.t0 + (end - line.t0) * k / 3 for k in range(4)]
        mine = [heads(line.who, t) for t in times]
        others = [heads(p.id, t) for t in times[::3] for p in scene.people if p.id != line.who]
        keep_off = others + [r for t in times[::3] for r in busy(t)]
        spots = (
            QRectF(x, y, w, h)
            for x in range(16, round(WIDTH - w - 16), 14)
            for y in range(TOP, round(LOWEST - h), 12)
        )
        ranked = sorted((_cost(r, mine, keep_off), k, r) for k, r in enumerate(spots))[:80]
        best = min(ranked, key=lambda c: c[0] + _tail_cost(c[2], mine, keep_off))
        bubbles.append(Bubble(line, end, rows, best[2]))
    return bubbles


def _tail(rect: QRectF, head: QRectF, side: int) -> QPainterPath:
    """Give a tail that ends beside the mouth, or above the head where the side is not free."""
    hx, hy = head.center().x(), head.center().y()
    beside = hx + side * head.width() * 0.60
    if not rect.left() + 24 < beside < rect.right() - 24:
        side = 0
    tip = (hx + side * head.width() * 0.53, hy + head.height() * 0.14)
    if side == 0:
        tip = (hx, head.top() - 3)
    start = hx + side * head.width() * 0.74
    bx = min(max(start, rect.left() + 34), rect.right() - 34)
    by = rect.bottom() - 3
    mid = (by + tip[1]) / 2
    pull = tip[0] + side * head.width() * 0.16
    return curve(
        (bx - 13, by), ((bx - 6 + pull) / 2, mid, *tip), ((bx + 12 + pull) / 2, mid, bx + 13, by), closed=True
    )


def paint_bubble(p: QPainter, bubble: Bubble, head: QRectF, side: int) -> None:
    """Paint a bubble with a tail to the speaker's mouth."""
    rect = bubble.rect
    shape = box(rect.x(), rect.y(), rect.width(), rect.height(), 20).united(_tail(rect, head, side))
    fill(p, shape.translated(0, 3), "#3A2A1C", 0.16)
    fill(p, shape, "#FFFFFF")
    stroke(p, shape, "#C9D0D6", 1.3)
    f = font(SIZE, QFont.Weight.DemiBold)
    for k, row in enumerate(bubble.rows):
        text(p, rect.x() + PAD_X, rect.y() + PAD_Y + LEADING * (k + 1) - 8, row, f, INK)


def paint_caption(p: QPainter, scene: Scene, line: Line) -> None:
    """Paint the line at the foot of the picture, with the name of the speaker."""
    person = scene.person(line.who)
    bold, plain = font(22, QFont.Weight.Bold), font(22)
    name = f"{person.name}:"
    indent = QFontMetricsF(bold).horizontalAdvance(name) + 10
    rows = wrap(line.text, QFontMetricsF(plain), 980)
    wide = indent + max(QFontMetricsF(plain).horizontalAdvance(r) for r in rows) + 36
    high = 20 + 28 * len(rows)
    x, y = (WIDTH - wide) / 2, HEIGHT - 12 - high
    fill(p, box(x, y, wide, high, 12), "#1A232E", 0.80)
    text(p, x + 18, y + 32, name, bold, shade(person.shirt, 1.62))
    for k, row in enumerate(rows):
        text(p, x + 18 + indent, y + 32 + 28 * k, row, plain, "#FFFFFF")
