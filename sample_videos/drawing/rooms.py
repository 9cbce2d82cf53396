"""The two classrooms, painted once for each scene."""

from __future__ import annotations

import math
from collections.abc import Callable

from PyQt6.QtGui import QFont, QPainter

from drawing.ink import box, curve, ellipse, fill, font, path, shade, stroke, text
from drawing.kitchen import paint_kitchen
from drawing.script import HEIGHT, WIDTH

SKIRTING = 486.0


def floor_boards(p: QPainter, tone: str, line: str) -> None:
    """Paint a floor with boards that run towards the viewer."""
    fill(p, box(0, SKIRTING, WIDTH, HEIGHT - SKIRTING), tone)
    for i in range(-14, 15):
        stroke(p, path((640 + i * 92, SKIRTING), (640 + i * 152, HEIGHT)), line, 1.4, 0.55)
    for y in (520, 572, 648):
        stroke(p, path((0, y), (WIDTH, y)), line, 1.2, 0.30)


def wall(p: QPainter, tone: str, lower: str, rail: str) -> None:
    """Paint a wall with a panelled lower part and a skirting board."""
    fill(p, box(0, 0, WIDTH, SKIRTING), tone)
    fill(p, box(0, 372, WIDTH, SKIRTING - 372), lower)
    fill(p, box(0, 366, WIDTH, 8), rail)
    fill(p, box(0, SKIRTING - 13, WIDTH, 13), rail)


def window(p: QPainter, x: float, y: float, w: float, h: float, frame: str) -> None:
    """Paint a window with a day outside."""
    fill(p, box(x - 9, y - 9, w + 18, h + 18, 5), frame)
    p.save()
    p.setClipPath(box(x, y, w, h, 2))
    fill(p, box(x, y, w, h), "#CFE8F2")
    fill(p, ellipse(x + w * 0.25, y + h * 0.26, w * 0.20, h * 0.07), "#FFFFFF", 0.85)
    fill(p, ellipse(x + w * 0.38, y + h * 0.22, w * 0.14, h * 0.08), "#FFFFFF", 0.85)
    fill(p, ellipse(x + w * 0.80, y + h * 0.42, w * 0.15, h * 0.05), "#FFFFFF", 0.75)
    fill(p, ellipse(x + w * 0.2, y + h * 1.05, w * 0.55, h * 0.34), "#A9CF9C")
    fill(p, ellipse(x + w * 0.85, y + h * 1.08, w * 0.5, h * 0.42), "#94C08D")
    stroke(p, path((x + w * 0.76, y + h * 0.86), (x + w * 0.76, y + h * 0.56)), "#8A6B4E", 6)
    fill(p, ellipse(x + w * 0.76, y + h * 0.50, w * 0.12, h * 0.15), "#79AE78")
    p.restore()
    stroke(p, path((x + w / 2, y), (x + w / 2, y + h)), frame, 7)
    stroke(p, path((x, y + h * 0.5), (x + w, y + h * 0.5)), frame, 5)
    fill(p, box(x - 18, y + h + 6, w + 36, 10, 3), shade(frame, 0.93))


def plant(p: QPainter, x: float, y: float, size: float, pot: str) -> None:
    """Paint a pot plant by the middle of its base."""
    for i, a in enumerate((-1.15, -0.7, -0.28, 0.12, 0.55, 1.0)):
        length = size * (1.25 if i % 2 else 1.0)
        tip = (x + math.sin(a) * length, y - size * 0.55 - math.cos(a) * length)
        mid = (x + math.sin(a) * length * 0.4, y - size * 0.55 - math.cos(a) * length * 0.75)
        leaf = curve(
            (x, y - size * 0.5),
            (mid[0] - 11, mid[1], *tip),
            (mid[0] + 13, mid[1] + 9, x, y - size * 0.5),
            closed=True,
        )
        fill(p, leaf, "#5E9B73" if i % 2 else "#77B088")
    fill(
        p,
        path(
            (x - size * 0.38, y - size * 0.6),
            (x + size * 0.38, y - size * 0.6),
            (x + size * 0.28, y),
            (x - size * 0.28, y),
            closed=True,
        ),
        pot,
    )
    fill(p, box(x - size * 0.42, y - size * 0.66, size * 0.84, size * 0.15, 3), shade(pot, 1.12))


def _bunting(p: QPainter) -> None:
    """Paint a string of flags across the wall."""
    tones = ("#E59A83", "#F0C96F", "#8EBFA8", "#8FB4D4", "#C3A6CF")
    stroke(p, curve((0, 26), (320, 78, 660, 30), (980, -6, 1100, 44)), "#C2AA8C", 2)
    for i in range(17):
        x = 22 + i * 58
        y = (
            27 + 26 * math.sin(math.pi * min(1.0, x / 660))
            if x < 660
            else 30 - 10 * math.sin(math.pi * (x - 660) / 440)
        )
        fill(p, path((x, y), (x + 32, y + 1), (x + 16, y + 34), closed=True), tones[i % 5], 0.85)


def _drawings(p: QPainter, x: float, y: float) -> None:
    """Paint children's drawings pinned to a board."""
    fill(p, box(x, y, 330, 176, 6), "#C89F70")
    fill(p, box(x + 8, y + 8, 314, 160, 3), "#DDBB8E")
    sheets = ((24, 24, -3), (122, 18, 2), (222, 26, -2), (66, 98, 3), (176, 96, -2))
    for i, (dx, dy, turn) in enumerate(sheets):
        p.save()
        p.translate(x + dx + 40, y + dy + 29)
        p.rotate(turn)
        fill(p, box(-40, -28, 80, 56, 2), "#FFFBF2")
        if i % 3 == 0:
            fill(p, ellipse(-14, -4, 12, 12), "#F0C354")
            fill(p, box(-40, 14, 80, 14), "#A5CE96")
        elif i % 3 == 1:
            fill(p, box(-20, -6, 34, 24), "#E59A83")
            fill(p, path((-26, -6), (-3, -22), (20, -6), closed=True), "#8C6B5A")
        else:
            for k, tone in enumerate(("#E59A83", "#F0C96F", "#8EBFA8", "#8FB4D4")):
                stroke(p, curve((-26 + k * 4, 18), (0, -34 + k * 9, 26 - k * 4, 18)), tone, 4)
        fill(p, ellipse(0, -24, 3, 3), "#D9574A")
        p.restore()


def _toy_shelf(p: QPainter, x: float, y: float) -> None:
    """Paint a low shelf with bins and books, by its lower left corner."""
    fill(p, box(x, y - 150, 300, 150, 5), "#C99F6C")
    for row in range(2):
        top = y - 142 + row * 70
        fill(p, box(x + 8, top, 284, 62, 3), "#A98253")
        for i in range(3):
            tone = ("#7FA8C9", "#E3B65B", "#8DB893", "#D98F78", "#B59AC4", "#6FA8A3")[row * 3 + i]
            fill(p, box(x + 18 + i * 92, top + 16, 80, 46, 5), tone)
            fill(p, box(x + 44 + i * 92, top + 26, 28, 9, 4), shade(tone, 0.80))
    fill(p, box(x - 5, y - 158, 310, 12, 4), "#D9B382")
    stroke(p, path((x + 56, y - 158), (x + 56, y - 174)), "#6B7884", 4)
    fill(p, ellipse(x + 56, y - 190, 26, 26), "#8FC3DA")
    fill(p, ellipse(x + 48, y - 196, 11, 8), "#93C08A")
    fill(p, ellipse(x + 64, y - 182, 9, 7), "#93C08A")


def paint_playroom(p: QPainter) -> None:
    """Paint the room of the youngest."""
    wall(p, "#F6E9D5", "#EBD9BF", "#DCC4A2")
    _bunting(p)
    _drawings(p, 356, 112)
    window(p, 980, 112, 214, 190, "#FFFDF7")
    for s in (-1, 1):
        x = 1087 + s * 138
        fill(
            p,
            curve(
                (x - 28, 92),
                (x + 28, 92),
                (x + 20 - s * 6, 240, x + 26 * (1 if s > 0 else 0.4), 356),
                (x - 26 * (1 if s < 0 else 0.4), 356),
                (x - 20 - s * 6, 240, x - 28, 92),
                closed=True,
            ),
            "#EBB9A0",
        )
    fill(p, box(910, 84, 354, 9, 4), "#B98D63")
    floor_boards(p, "#DDBA8E", "#C49C6C")
    _toy_shelf(p, 624, 500)
    plant(p, 1238, 520, 62, "#C97B5A")
    fill(p, ellipse(930, 612, 322, 74), "#86B3B0")
    fill(p, ellipse(930, 612, 296, 64), "#9BC3BE")
    fill(p, ellipse(930, 612, 250, 50), "#A9CEC8")
    fill(p, box(58, 150, 176, 128, 8), "#FFFDF7")
    for i, (letter, tone) in enumerate(
        zip("ABCDEF", ("#D9574A", "#3F7FB5", "#4E9A68", "#E3A43C", "#8C6BB1", "#D97745"), strict=True)
    ):
        text(p, 80 + (i % 3) * 50, 206 + (i // 3) * 54, letter, font(38, QFont.Weight.Bold), tone)


def _board(p: QPainter, x: float, y: float) -> None:
    """Paint a whiteboard with the plan of the day."""
    fill(p, box(x - 8, y - 8, 376, 196, 6), "#B9C4CC")
    fill(p, box(x, y, 360, 180, 3), "#FBFDFD")
    text(p, x + 24, y + 42, "Today", font(25, QFont.Weight.Bold), "#3D5A6C")
    for i, (word, tone) in enumerate(
        (("Reading groups", "#C2564B"), ("Number work", "#3F7FB5"), ("Garden", "#4E9A68"))
    ):
        fill(p, ellipse(x + 32, y + 72 + i * 36, 6, 6), tone)
        text(p, x + 50, y + 79 + i * 36, word, font(20), "#4C5B66")
    fill(p, box(x + 120, y + 186, 120, 8, 3), "#9AA7B0")


def _bookcase(p: QPainter, x: float, y: float) -> None:
    """Paint a bookcase, by its lower left corner."""
    fill(p, box(x, y - 218, 176, 218, 5), "#B98D63")
    tones = ("#C96A5A", "#5E8FB0", "#E0B45C", "#7BA77F", "#8E7BB0", "#D99A6C", "#4F7F86")
    for row in range(3):
        top = y - 208 + row * 70
        fill(p, box(x + 9, top, 158, 60, 2), "#8F6A46")
        at = x + 14.0
        for i in range(9):
            w, h = 11 + (i * 5 + row * 3) % 7, 42 + (i * 7 + row * 5) % 14
            fill(p, box(at, top + 60 - h, w, h, 1.5), tones[(i + row * 2) % 7])
            at += w + 2


def _clock(p: QPainter, x: float, y: float) -> None:
    """Paint a wall clock."""
    fill(p, ellipse(x, y, 34, 34), "#4C6A78")
    fill(p, ellipse(x, y, 29, 29), "#FDFDFB")
    stroke(p, path((x, y), (x, y - 18)), "#33424C", 3)
    stroke(p, path((x, y), (x + 13, y + 7)), "#33424C", 3.4)


def paint_schoolroom(p: QPainter) -> None:
    """Paint the room of the older children."""
    wall(p, "#E4ECEA", "#D2DEDB", "#B9C9C5")
    _board(p, 420, 76)
    window(p, 1010, 92, 220, 214, "#FBFCFA")
    _clock(p, 890, 112)
    floor_boards(p, "#D8C09C", "#BFA27A")
    _bookcase(p, 452, 500)
    fill(p, box(56, 108, 252, 150, 5), "#FDFBF4")
    fill(p, box(64, 116, 236, 134, 3), "#BFDDE8")
    for cx, cy, rx, ry in (
        (118, 158, 38, 24),
        (132, 214, 16, 28),
        (198, 152, 22, 17),
        (202, 200, 22, 32),
        (256, 158, 40, 26),
        (272, 222, 17, 12),
    ):
        fill(p, ellipse(cx, cy, rx, ry), "#A8C796")
    plant(p, 1226, 524, 66, "#6E93A3")
    fill(p, box(660, 420, 150, 70, 4), "#C6A274")
    fill(p, box(654, 412, 162, 11, 4), "#D9BA8E")
    for i, tone in enumerate(("#7FA8C9", "#E3B65B", "#8DB893")):
        fill(p, box(674 + i * 44, 384, 34, 28, 4), tone)
        for k in range(3):
            stroke(
                p,
                path((682 + i * 44 + k * 9, 384), (680 + i * 44 + k * 10, 366)),
                ("#C96A5A", "#5E8FB0", "#E0B45C")[k],
                4,
            )


ROOMS: dict[str, Callable[[QPainter], None]] = {
    "playroom": paint_playroom,
    "schoolroom": paint_schoolroom,
    "kitchen": paint_kitchen,
}
