"""Things that change: blocks, puzzle, page, book, kettle, cups; and tables and chairs."""

from __future__ import annotations

import math
from typing import Any

from PyQt6.QtGui import QPainter

from drawing.held import BLOCK, paint_block, paint_puzzle_piece
from drawing.ink import Point, box, curve, ellipse, fill, path, shade, stroke
from drawing.script import Prop
from drawing.skeleton import mix, smooth

TONES = ("#D9574A", "#3F7FB5", "#EDB23C", "#4E9A68", "#8C6BB1", "#E3823C")
FALL_S = 0.75
# Where each block of the fallen tower ends: x from the tower, y from its floor, turn in degrees.
RUIN = ((-46, 6, 0), (-8, 12, -90), (34, 2, 14), (70, 10, 90), (104, 4, -28), (14, -24, 35))
SMALL, WIDE = (BLOCK, BLOCK), (BLOCK * 1.9, BLOCK * 0.92)


def _size(i: int, *, wide: bool) -> Point:
    """Give width and height of the i-th block from below."""
    if wide:
        return (WIDE, (BLOCK * 1.6, BLOCK * 0.92), (BLOCK * 1.3, BLOCK))[i] if i < 3 else SMALL
    return (BLOCK * (0.80, 0.95, 1.12, 1.25, 1.10, 1.0)[i], BLOCK)


def tower_height(prop: Prop, t: float) -> float:
    """Give the height of the standing tower."""
    tower = prop.timeline.at("tower", t)
    if tower == "fallen":
        return 20.0
    wide = prop.timeline.at("base", t) == "wide"
    return sum(_size(i, wide=wide)[1] for i in range(int(tower)))


def paint_blocks(p: QPainter, prop: Prop, t: float) -> None:
    """Paint the tower, its fall, or what lies about."""
    began, before, now = prop.timeline.changed_at("tower", t)
    x, y = prop.pos
    if now == "fallen":
        _paint_fall(p, x, y, int(before), (t - began) / FALL_S)
        return
    wide = prop.timeline.at("base", t) == "wide"
    if wide:
        _paint_spare(p, x, y, int(now))
    base = y
    for i in range(int(now)):
        w, h = _size(i, wide=wide)
        arrive = smooth((t - began + 0.04) / 0.35) if i == int(now) - 1 else 1.0
        lean = 0.0 if wide else 1.6 * i * math.sin(2.2 * t + 0.5 * i)
        shift = (-(1 - arrive) * 34 + lean * 0.5, -(1 - arrive) * 16)
        paint_block(p, x + shift[0], base + shift[1], w, h, TONES[i % 6], lean * 0.4)
        base -= h
    if not wide:
        for i in range(int(now), 5):
            px = x + 62 + 40 * (i - 3) + (20 if i < 3 else 0)
            paint_block(p, px, y + 6 - (i % 2) * 4, *_size(i, wide=False), TONES[i % 6])


def _paint_fall(p: QPainter, x: float, y: float, count: int, share: float) -> None:
    """Paint a tower that tips over and comes to lie."""
    for i in range(count):
        end = RUIN[i]
        start = (x, y - i * BLOCK)
        w = min(1.0, max(0.0, share * 1.25 - (count - 1 - i) * 0.05))
        bounce = abs(math.sin(w * math.pi * 2)) * 10 * (1 - w)
        across = mix(start, (x + end[0], y + end[1]), w)
        drop = start[1] + (y + end[1] - start[1]) * w * w
        paint_block(p, across[0], drop - bounce, *_size(i, wide=False), TONES[i % 6], end[2] * smooth(w))
    if 0.5 < share < 1.6:
        fade = 1 - abs(share - 1.05) / 0.55
        for k, dx in enumerate((-70, -30, 40, 96, 130)):
            fill(
                p,
                ellipse(x + dx, y + 4 - 10 * share, 9 + 5 * share, 6 + 2 * (k % 2)),
                "#F5EBDD",
                0.55 * max(0.0, fade),
            )


def _paint_spare(p: QPainter, x: float, y: float, used: int) -> None:
    """Paint the blocks that are still to be used."""
    spots = ((70, 4), (112, 8), (88, -27), (128, -24), (148, 6))
    for i in range(max(1, used), 6):
        dx, dy = spots[i - 1]
        w, h = _size(i, wide=True)
        paint_block(p, x + dx, y + dy, w, h, TONES[i % 6], (i % 3 - 1) * 6)


def paint_puzzle(p: QPainter, prop: Prop, t: float) -> None:
    """Paint a puzzle board with as many pieces as have been found."""
    x, y = prop.pos
    board = path((x - 59, y + 14), (x - 52, y - 13), (x + 52, y - 13), (x + 59, y + 14), closed=True)
    fill(p, board, "#F7F1E3")
    stroke(p, board, "#C9B48C", 2)
    tones = ("#5BA3A0", "#7DB46C", "#E8B84A", "#D9785A", "#6C8FC4", "#8FC1BE", "#E3743C", "#B5A3CC")
    for i in range(int(prop.timeline.at("pieces", t))):
        cx, cy = x - 39 + 26 * (i % 4), y - 6 + 13 * (i // 4)
        fill(p, box(cx - 12, cy - 5.5, 24, 11, 2), tones[i])
        fill(p, ellipse(cx + 12, cy, 3.4, 3), tones[i])
    for k in range(2):
        paint_puzzle_piece(p, x - 74 - k * 22, y + 6 - k * 12, 13, tones[5 + k])


def paint_page(p: QPainter, prop: Prop, t: float) -> None:
    """Paint the worksheet: twelve problems, or folded so that two show."""
    began, before, now = prop.timeline.changed_at("problems_visible", t)
    folded = smooth((t - began + 0.04) / 0.6) if before != now else 0.0
    x, y = prop.pos
    if before == now and int(now) == 2:
        folded = 1.0
    low = y + 19
    high = y - 19 + 24 * folded
    slant = 5

    def corner(u: float, v: float) -> Point:
        depth = (low - v) / 38
        return x + u * (58 - slant * depth), v

    sheet = path(corner(-1, low), corner(-1, high), corner(1, high), corner(1, low), closed=True)
    fill(
        p,
        path(
            *[
                (a + 3, b + 3)
                for a, b in (corner(-1, low), corner(-1, high), corner(1, high), corner(1, low))
            ],
            closed=True,
        ),
        "#6B4A2A",
        0.22,
    )
    fill(p, sheet, "#FFFFFF")
    stroke(p, sheet, "#C4CCD4", 1.4)
    rows = (low - 7,) if folded > 0.5 else tuple(low - 6 - 9.0 * k for k in range(4))
    columns = 2 if folded > 0.5 else 3
    for k, row in enumerate(rows):
        for c in range(columns):
            u = -0.9 + c * (1.0 if columns == 2 else 0.64)
            _problem(p, corner(u, row), 40 if columns == 2 else 26, 3.4 if columns == 2 else 2.2, k + c)
    if folded > 0:
        flap = path(
            corner(-1, high), corner(-0.98, high - 8), corner(0.98, high - 8), corner(1, high), closed=True
        )
        fill(p, flap, "#DCE6EE")
        stroke(p, path(corner(-1, high), corner(1, high)), "#8FA3B5", 1.8)


def _problem(p: QPainter, at: Point, width: float, weight: float, seed: int) -> None:
    """Paint one sum: two numbers, a line for the answer."""
    x, y = at
    stroke(p, path((x, y), (x + width * 0.22, y)), "#33475B", weight)
    stroke(p, path((x + width * 0.38, y), (x + width * (0.56 + 0.06 * (seed % 2)), y)), "#33475B", weight)
    stroke(p, path((x + width * 0.76, y + 1.5), (x + width, y + 1.5)), "#C2564B", weight * 0.6)


def paint_book(p: QPainter, prop: Prop, _t: float) -> None:
    """Paint an open picture book."""
    x, y = prop.pos
    fill(
        p,
        path((x - 62, y + 18), (x - 54, y - 17), (x + 54, y - 17), (x + 62, y + 18), closed=True),
        "#B5524A",
    )
    for s in (-1, 1):
        leaf = curve(
            (x, y + 15),
            (x + s * 30, y + 6, x + s * 57, y + 13),
            (x + s * 50, y - 15),
            (x + s * 26, y - 21, x, y - 14),
            closed=True,
        )
        fill(p, leaf, "#FFFBF0" if s < 0 else "#FDF6E4")
    fill(p, ellipse(x - 28, y - 3, 17, 7), "#9CCBE0")
    fill(p, path((x - 36, y - 4), (x - 19, y - 4), (x - 23, y + 1), (x - 32, y + 1), closed=True), "#C96A4A")
    fill(p, path((x - 28, y - 14), (x - 28, y - 5), (x - 20, y - 5), closed=True), "#FFFFFF")
    for k in range(4):
        stroke(p, path((x + 11, y - 9 + 6 * k), (x + 42 - 5 * (k % 2), y - 9 + 6 * k)), "#7B7468", 2)
    stroke(p, path((x, y - 14), (x, y + 15)), "#D9CDB4", 1.6)


def paint_kettle(p: QPainter, at: Point, t: float, *, on: bool, since: float) -> None:
    """Paint the kettle, with its lamp and steam when it is on."""
    x, y = at
    fill(p, box(x - 32, y - 7, 64, 8, 3), "#2E343C")
    fill(
        p,
        curve(
            (x - 29, y - 7),
            (x - 27, y - 50, x - 17, y - 60, x, y - 60),
            (x + 17, y - 60, x + 27, y - 50, x + 29, y - 7),
            closed=True,
        ),
        "#C9D1D6",
    )
    fill(
        p,
        curve(
            (x - 29, y - 7),
            (x - 28, y - 40, x - 20, y - 58, x - 10, y - 59),
            (x - 16, y - 40, x - 17, y - 7),
            closed=True,
        ),
        "#E4EAED",
    )
    fill(p, path((x - 25, y - 48), (x - 45, y - 54), (x - 27, y - 33), closed=True), "#B5BFC6")
    handle = curve((x + 20, y - 52), (x + 52, y - 58, x + 50, y - 14, x + 27, y - 14))
    stroke(p, handle, "#2E343C", 7)
    fill(p, box(x - 9, y - 67, 18, 8, 4), "#2E343C")
    fill(p, ellipse(x + 6, y - 14, 4.2, 4.2), "#F08A24" if on else "#6C757E")
    if on:
        fill(p, ellipse(x + 6, y - 14, 9, 9), "#F7B267", 0.40)
        steam(p, x - 44, y - 58, t, min(1.0, since / 4.0))


def steam(p: QPainter, x: float, y: float, t: float, strength: float) -> None:
    """Paint rising steam."""
    for k in range(5):
        u = (t * 0.42 + k / 5) % 1.0
        sway = 9 * math.sin(5 * u + k * 1.7)
        fill(
            p,
            ellipse(x + sway - 6 * u, y - 70 * u, 7 + 12 * u, 6 + 9 * u),
            "#FFFFFF",
            0.34 * strength * math.sin(math.pi * u),
        )


def paint_cup(p: QPainter, x: float, y: float, tone: str, t: float, *, warm: bool) -> None:
    """Paint a cup by the middle of its base."""
    stroke(p, curve((x + 12, y - 22), (x + 27, y - 22, x + 25, y - 7, x + 11, y - 8)), tone, 4)
    fill(
        p,
        curve(
            (x - 15, y - 28),
            (x + 15, y - 28),
            (x + 14, y - 2, x + 8, y),
            (x - 8, y),
            (x - 14, y - 2, x - 15, y - 28),
            closed=True,
        ),
        tone,
    )
    fill(p, ellipse(x, y - 28, 15, 4.4), shade(tone, 0.78))
    if warm:
        steam(p, x, y - 32, t * 0.8 + x, 0.55)


def paint_table(p: QPainter, table: dict[str, Any]) -> None:
    """Paint a table seen a little from above."""
    left, right, back, front, floor = (float(table[k]) for k in ("left", "right", "back", "front", "floor"))
    top = str(table["top"])
    inset = 14
    for x in (left + 26, right - 34):
        fill(p, box(x, back + 12, 8, floor - back - 30, 3), shade(top, 0.58))
    for x in (left + 6, right - 16):
        fill(p, box(x, front, 11, floor - front, 4), shade(top, 0.74))
    plate = curve(
        (left, front), (left + inset - 2, back), (right - inset + 2, back), (right, front), closed=True
    )
    fill(p, plate, top)
    fill(
        p,
        path(
            (left + inset + 2, back + 4),
            (right - inset - 2, back + 4),
            (right - inset + 1, back + 9),
            (left + inset - 1, back + 9),
            closed=True,
        ),
        shade(top, 1.22),
    )
    fill(p, box(left - 2, front - 1, right - left + 4, 11, 4), shade(top, 0.82))


def paint_seat(p: QPainter, kind: str, x: float, y: float, height: float, facing: int, tone: str) -> None:
    """Paint a chair or stool by the middle of its floor."""
    wide = height * 0.62 if kind == "chair" else height * 0.66
    top = y - height + 6
    for dx in (-wide * 0.72, wide * 0.72):
        stroke(p, path((x + dx, top), (x + dx * 1.14, y)), shade(tone, 0.66), 7)
    fill(p, box(x - wide, top - 6, 2 * wide, 14, 6), tone)
    if kind == "chair":
        lean = -facing * wide * 0.95
        stroke(p, path((x + lean, top), (x + lean * 1.25, top - height * 1.25)), shade(tone, 0.80), 9)
