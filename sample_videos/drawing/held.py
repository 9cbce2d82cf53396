"""Small things held in a hand."""

from __future__ import annotations

import math

from PyQt6.QtGui import QPainter

from drawing.ink import Point, box, ellipse, fill, path, shade, stroke

BLOCK = 34.0
"""Edge of a building block in pixels."""


def paint_block(p: QPainter, x: float, y: float, w: float, h: float, tone: str, angle: float = 0.0) -> None:
    """Paint a wooden block by the middle of its base."""
    p.save()
    p.translate(x, y - h / 2)
    p.rotate(angle)
    fill(p, box(-w / 2, -h / 2, w, h, 4), tone)
    fill(p, box(-w / 2, h / 2 - h * 0.22, w, h * 0.22, 4), shade(tone, 0.86))
    fill(p, box(-w / 2 + 4, -h / 2 + 3.5, w - 8, 3.5, 1.7), shade(tone, 1.35))
    p.restore()


def paint_puzzle_piece(p: QPainter, x: float, y: float, size: float, tone: str) -> None:
    """Paint a puzzle piece with a knob and a notch."""
    fill(p, box(x - size / 2, y - size / 2, size, size, 3), tone)
    fill(p, ellipse(x + size * 0.5, y, size * 0.19, size * 0.19), tone)
    fill(p, ellipse(x, y - size * 0.5, size * 0.19, size * 0.19), tone)


def _pencil(p: QPainter, hand: Point, angle: float, length: float, *, tip: bool, broken: bool) -> None:
    """Paint a pencil or a part of one."""
    c, s = math.cos(angle), math.sin(angle)
    end = (hand[0] + c * length, hand[1] + s * length)
    stroke(p, path(hand, end), "#C98A1E", 8.0)
    stroke(p, path(hand, end), "#F2B33D", 6.0)
    if tip:
        stroke(p, path((hand[0] - c * 8, hand[1] - s * 8), hand), "#EBD3A7", 4.0)
        stroke(
            p, path((hand[0] - c * 10, hand[1] - s * 10), (hand[0] - c * 8, hand[1] - s * 8)), "#3A3A3A", 3.0
        )
    if broken:
        side = (-s * 3.5, c * 3.5)
        jag = path(
            (end[0] + side[0], end[1] + side[1]),
            (end[0] + c * 7, end[1] + s * 7),
            (end[0] - side[0], end[1] - side[1]),
        )
        stroke(p, jag, "#E9CC94", 3.0)


def paint_held(p: QPainter, kind: str, hand: Point, facing: int, t: float) -> None:
    """Paint what a hand holds, by its name in the poses."""
    x, y = hand
    if kind == "block":
        paint_block(p, x + facing * 8, y + 8, BLOCK, BLOCK, "#E3823C", 4 * math.sin(t))
    elif kind == "piece":
        paint_puzzle_piece(p, x + facing * 2, y - 20, 30, "#E3743C")
    elif kind == "pencil":
        _pencil(p, (x + facing * 4, y + 7), -1.0 if facing > 0 else -2.1, 36, tip=True, broken=False)
    elif kind == "pencil_stub":
        _pencil(p, (x, y - 4), -1.05, 30, tip=False, broken=True)
    elif kind == "pencil_tip":
        _pencil(p, (x, y - 4), -2.15, 22, tip=False, broken=True)
    elif kind == "phone":
        p.save()
        p.translate(x + facing * 4, y - 14)
        p.rotate(14 * facing)
        fill(p, box(-13, -24, 26, 48, 5), "#20242B")
        fill(p, box(-10, -20, 20, 38, 2.5), "#9CC9E8")
        for k in range(3):
            fill(p, box(-7, -15 + k * 11, 14, 5, 2), "#E9F4FB")
        p.restore()
    else:
        msg = f"poses.py: a hand holds “{kind}”, which nobody has drawn."
        raise ValueError(msg)
