"""The kitchen in the evening."""

from __future__ import annotations

import math

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QBrush, QPainter, QRadialGradient

from drawing.ink import box, colour, curve, ellipse, fill, path, shade, stroke
from drawing.script import HEIGHT, WIDTH

SKIRTING = 486.0
COUNTER = 398.0
"""Height of the worktop on the picture."""


def _night(p: QPainter, x: float, y: float, w: float, h: float) -> None:
    """Paint a window with the lights of a town outside."""
    fill(p, box(x - 10, y - 10, w + 20, h + 20, 5), "#EADFD0")
    p.save()
    p.setClipPath(box(x, y, w, h, 2))
    fill(p, box(x, y, w, h), "#2E4468")
    fill(p, box(x, y + h * 0.55, w, h * 0.45), "#3B527A")
    fill(p, ellipse(x + w * 0.76, y + h * 0.22, 19, 19), "#F6EBC8")
    fill(p, ellipse(x + w * 0.79, y + h * 0.19, 16, 16), "#2E4468")
    for i in range(7):
        bw, bh = w * (0.12 + 0.03 * (i % 3)), h * (0.22 + 0.10 * ((i * 5) % 4))
        bx = x + i * w * 0.15
        fill(p, box(bx, y + h - bh, bw, bh), "#223452")
        for k in range(6):
            if (i * 3 + k * 5) % 4 < 2:
                fill(p, box(bx + 6 + (k % 2) * 13, y + h - bh + 8 + (k // 2) * 17, 6, 8, 1), "#F3CB77", 0.9)
    p.restore()
    stroke(p, path((x + w / 2, y), (x + w / 2, y + h)), "#EADFD0", 7)
    fill(p, box(x - 20, y + h + 7, w + 40, 11, 3), "#D9C9B3")


def _counter(p: QPainter) -> None:
    """Paint worktop, cupboards, shelf and tap."""
    fill(p, box(0, COUNTER, 392, SKIRTING - COUNTER + 26), "#6E8F8A")
    for i in range(3):
        fill(p, box(10 + i * 128, COUNTER + 22, 116, 86, 4), "#7FA09A")
        fill(p, box(54 + i * 128, COUNTER + 32, 28, 5, 2.5), "#D9C08C")
    fill(p, box(0, COUNTER - 8, 400, 15, 3), "#E9D9BE")
    fill(p, box(0, SKIRTING + 18, 392, 12), "#4F6B67")
    for row in range(4):
        stroke(p, path((0, COUNTER - 26 - row * 24), (392, COUNTER - 26 - row * 24)), "#E3CDAE", 1.4)
    fill(p, box(20, 196, 330, 11, 3), "#A8784E")
    for i, tone in enumerate(("#D9785A", "#F0E4D0", "#7FA09A", "#E0B45C", "#F0E4D0")):
        fill(p, box(40 + i * 58, 160, 36, 36, 7), tone)
        fill(p, box(44 + i * 58, 154, 28, 8, 3), shade(tone, 0.80))
    fill(p, box(318, COUNTER - 62, 34, 55, 6), "#C98F5C")
    for k in range(4):
        stroke(
            p, path((324 + k * 7, COUNTER - 60), (320 + k * 10, COUNTER - 92 + (k % 2) * 8)), "#8A6240", 4.5
        )


def _lamp(p: QPainter, x: float, y: float) -> None:
    """Paint a lamp over the table with its light."""
    glow = QRadialGradient(QPointF(x, y + 50), 520)
    glow.setColorAt(0.0, colour("#FFE3A6", 0.55))
    glow.setColorAt(0.45, colour("#FFDB98", 0.20))
    glow.setColorAt(1.0, colour("#FFDB98", 0.0))
    p.fillRect(0, 0, WIDTH, HEIGHT, QBrush(glow))
    stroke(p, path((x, 0), (x, y - 46)), "#5B4A42", 3.5)
    fill(p, ellipse(x, y + 3, 20, 12), "#FFF3CF")
    fill(
        p,
        curve(
            (x - 62, y),
            (x - 54, y - 40, x - 24, y - 50, x, y - 50),
            (x + 24, y - 50, x + 54, y - 40, x + 62, y),
            closed=True,
        ),
        "#C2624A",
    )
    fill(p, ellipse(x, y, 62, 8), "#E28A68")


def _side_table(p: QPainter, x: float, y: float) -> None:
    """Paint a low cupboard with a plant, by its lower left corner."""
    fill(p, box(x, y - 118, 200, 118, 5), "#8A6240")
    fill(p, box(x + 10, y - 104, 86, 92, 3), "#9C7350")
    fill(p, box(x + 104, y - 104, 86, 92, 3), "#9C7350")
    fill(p, box(x - 6, y - 126, 212, 12, 4), "#A8784E")
    for i, a in enumerate((-0.9, -0.45, 0.0, 0.42, 0.85)):
        cx, cy = x + 150 + math.sin(a) * 44, y - 170 - math.cos(a) * 34
        fill(
            p,
            curve(
                (x + 150, y - 152),
                (cx - 12, cy + 6, cx, cy - 18),
                (cx + 14, cy + 10, x + 150, y - 152),
                closed=True,
            ),
            "#5E8F6E" if i % 2 else "#73A583",
        )
    fill(
        p,
        path((x + 126, y - 158), (x + 174, y - 158), (x + 166, y - 126), (x + 134, y - 126), closed=True),
        "#E3D3BB",
    )


def _picture(p: QPainter, x: float, y: float) -> None:
    """Paint a framed picture."""
    fill(p, box(x, y, 128, 156, 4), "#A8784E")
    fill(p, box(x + 9, y + 9, 110, 138, 2), "#F6ECDA")
    fill(p, ellipse(x + 64, y + 62, 24, 24), "#E39A6C")
    fill(
        p,
        curve(
            (x + 9, y + 112),
            (x + 42, y + 78, x + 70, y + 108),
            (x + 96, y + 84, x + 119, y + 104),
            (x + 119, y + 147),
            (x + 9, y + 147),
            closed=True,
        ),
        "#7FA09A",
    )


def paint_kitchen(p: QPainter) -> None:
    """Paint the kitchen."""
    fill(p, box(0, 0, WIDTH, SKIRTING), "#EBD3B4")
    fill(p, box(0, SKIRTING - 14, WIDTH, 14), "#CBA982")
    fill(p, box(0, SKIRTING, WIDTH, HEIGHT - SKIRTING), "#B98A62")
    for i in range(-14, 15):
        stroke(p, path((640 + i * 92, SKIRTING), (640 + i * 152, HEIGHT)), "#A1744E", 1.4, 0.6)
    _picture(p, 446, 120)
    _night(p, 962, 118, 246, 218)
    _counter(p)
    _side_table(p, 930, 512)
    fill(p, ellipse(640, 622, 380, 66), "#A85F4F")
    fill(p, ellipse(640, 622, 354, 57), "#B97060")
    _lamp(p, 640, 118)
