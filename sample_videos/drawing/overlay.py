"""What lies over the picture: name tags, the running clock, the flash at the start."""

from __future__ import annotations

from PyQt6.QtGui import QFont, QFontMetricsF, QPainter

from drawing.actor import State
from drawing.ink import box, fill, font, shade, stroke, text
from drawing.script import FPS, WIDTH

FLASH_FRAMES = 3


def clock_text(frame: int) -> str:
    """Give the time of a frame as m:ss.mmm."""
    millis = frame * 1000 // FPS
    return f"{millis // 60000}:{millis // 1000 % 60:02d}.{millis % 1000:03d}"


def paint_clock(p: QPainter, frame: int) -> None:
    """Paint time and number of the frame at the top right."""
    fill(p, box(WIDTH - 216, 14, 202, 52, 10), "#1A232E", 0.82)
    text(p, WIDTH - 202, 38, clock_text(frame), font(23, QFont.Weight.Bold), "#FFFFFF")
    label = f"frame {frame}"
    f = font(14)
    text(p, WIDTH - 202, 57, label, f, "#C3CDD6")


def paint_flash(p: QPainter, frame: int) -> None:
    """Paint a white square in the corner of the first frames, where the beep sounds."""
    if frame < FLASH_FRAMES:
        fill(p, box(0, 0, 132, 132), "#000000")
        fill(p, box(6, 6, 120, 120), "#FFFFFF")


def paint_tags(p: QPainter, states: list[State]) -> None:
    """Paint the names below the figures, side by side where they would meet."""
    f = font(15, QFont.Weight.DemiBold)
    metrics = QFontMetricsF(f)
    rows = sorted(states, key=lambda s: s.at[0])
    widths = [metrics.horizontalAdvance(s.person.name) + 20 for s in rows]
    xs = [s.at[0] for s in rows]
    for _ in range(12):
        for i in range(len(xs) - 1):
            need = (widths[i] + widths[i + 1]) / 2 + 5 - (xs[i + 1] - xs[i])
            if need > 0:
                xs[i] -= need / 2
                xs[i + 1] += need / 2
    for s, x, w in zip(rows, xs, widths, strict=True):
        y = s.at[1] + 15
        fill(p, box(x - w / 2, y, w, 23, 11.5), "#FFFFFF", 0.92)
        stroke(p, box(x - w / 2, y, w, 23, 11.5), shade(s.person.shirt, 0.95), 1.6)
        text(p, x - w / 2 + 10, y + 16.8, s.person.name, f, "#22303C")
