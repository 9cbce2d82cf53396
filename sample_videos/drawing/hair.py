"""Hair: one style for each person, a part behind the head and a part on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtGui import QPainter, QPainterPath

from drawing.faces import Head
from drawing.ink import box, curve, ellipse, fill, path, shade, stroke


@dataclass(frozen=True)
class Style:
    """How hair is painted behind and on a head."""

    behind: Callable[[QPainter, Head], None]
    on_top: Callable[[QPainter, Head], None]


def _cap(head: Head, hairline: float, ends: float, puff: float = 1.06) -> QPainterPath:
    """Give hair that covers the skull down to `ends` and leaves the face free below `hairline`."""
    r, h = head.r, head.h
    outer = ellipse(0, -0.04 * h, puff * r, (puff + 0.02) * h)
    shift = math.sin(head.yaw) * 0.36 * r
    face = ellipse(shift, (hairline + 1.0) * h + head.pitch * 0.22 * h, r * 0.93, h)
    keep = box(-2 * r, -2 * h, 4 * r, (2 + ends) * h)
    return outer.subtracted(face).intersected(keep)


def _lines(p: QPainter, head: Head, *rows: tuple[float, float, float, float]) -> None:
    """Paint a few lighter strands."""
    for x0, y0, x1, y1 in rows:
        strand = curve(
            (x0 * head.r, y0 * head.h),
            ((x0 + x1) / 2 * head.r, (y0 - 0.10) * head.h, x1 * head.r, y1 * head.h),
        )
        stroke(p, strand, shade(head.hair, 1.16), head.r * 0.05)


def _nothing(_p: QPainter, _head: Head) -> None:
    """Paint no hair behind the head."""


def _bun_behind(p: QPainter, head: Head) -> None:
    """Paint a bun."""
    x = -math.sin(head.yaw) * 0.55 * head.r
    fill(p, ellipse(x, -1.18 * head.h, 0.44 * head.r, 0.38 * head.h), shade(head.hair, 0.92))
    _lines(p, head, (x / head.r - 0.2, -1.16, x / head.r + 0.2, -1.28))


def _bun(p: QPainter, head: Head) -> None:
    """Paint parted hair that is tied back."""
    fill(p, _cap(head, -0.56, 0.22), head.hair)
    s = math.sin(head.yaw)
    r, h = head.r, head.h
    part = s * 0.55 * r
    for side in (-1, 1):
        wave = curve(
            (part, -1.0 * h),
            (
                part + side * 0.70 * r,
                -0.98 * h,
                side * 0.98 * r + s * 0.08 * r,
                -0.42 * h,
                side * 0.93 * r + s * 0.1 * r,
                0.02 * h,
            ),
            (side * 0.80 * r + s * 0.1 * r, -0.42 * h, part + side * 0.55 * r, -0.62 * h, part, -0.66 * h),
            closed=True,
        )
        fill(p, wave, shade(head.hair, 1.05))


def _puffs_behind(p: QPainter, head: Head) -> None:
    """Paint two puffs."""
    for side in (-1, 1):
        x = side * 0.98 * head.r - head.yaw * 0.35 * head.r
        y = -0.66 * head.h
        for dx, dy, s in (
            (0, 0, 0.50),
            (0.20, -0.26, 0.32),
            (-0.22, -0.24, 0.30),
            (0.26, 0.12, 0.30),
            (-0.16, 0.24, 0.28),
        ):
            fill(p, ellipse(x + dx * head.r, y + dy * head.h, s * head.r, s * head.r), shade(head.hair, 1.10))


def _puffs(p: QPainter, head: Head) -> None:
    """Paint parted hair with bobbles."""
    fill(p, _cap(head, -0.62, 0.02, 1.04), shade(head.hair, 1.10))
    part = math.sin(head.yaw) * 0.42 * head.r
    stroke(
        p,
        curve((part, -0.64 * head.h), (part * 0.6, -0.9 * head.h, part * 0.2, -1.04 * head.h)),
        head.skin,
        head.r * 0.05,
        0.8,
    )
    for side in (-1, 1):
        x = side * 0.78 * head.r - head.yaw * 0.30 * head.r
        fill(p, ellipse(x, -0.72 * head.h, head.r * 0.12, head.r * 0.12), "#F2C14E")


def _tousled(p: QPainter, head: Head) -> None:
    """Paint a tousled mop with a fringe."""
    fill(p, _cap(head, -0.48, 0.06, 1.08), head.hair)
    r, h, s = head.r, head.h, math.sin(head.yaw)
    fringe = curve(
        (-0.92 * r + s * 0.2 * r, -0.30 * h),
        (-0.7 * r, -1.1 * h, 0.5 * r, -1.25 * h, 0.92 * r + s * 0.1 * r, -0.34 * h),
        (0.66 * r + s * 0.2 * r, -0.36 * h, 0.56 * r + s * 0.2 * r, -0.56 * h),
        (0.38 * r + s * 0.2 * r, -0.34 * h, 0.16 * r + s * 0.2 * r, -0.58 * h),
        (0.0 + s * 0.2 * r, -0.32 * h, -0.26 * r + s * 0.2 * r, -0.56 * h),
        (-0.5 * r + s * 0.2 * r, -0.34 * h, -0.92 * r + s * 0.2 * r, -0.30 * h),
        closed=True,
    )
    fill(p, fringe, head.hair)
    tuft = curve(
        (-0.2 * r, -1.0 * h),
        (-0.1 * r, -1.36 * h, 0.16 * r, -1.34 * h),
        (0.10 * r, -1.18 * h, 0.3 * r, -1.0 * h),
        closed=True,
    )
    fill(p, tuft, head.hair)
    _lines(p, head, (-0.45, -0.80, -0.15, -0.98), (0.1, -0.84, 0.45, -0.88))


def _grey_side(p: QPainter, head: Head) -> None:
    """Paint short hair combed to the side, and glasses."""
    fill(p, _cap(head, -0.60, 0.02, 1.05), head.hair)
    r, h, s = head.r, head.h, math.sin(head.yaw) * 0.22
    sweep = curve(
        ((-0.62 + s) * r, -0.50 * h),
        (-0.70 * r, -1.24 * h, 0.60 * r, -1.30 * h, (0.88 + s * 0.4) * r, -0.42 * h),
        ((0.62 + s) * r, -0.70 * h, (0.0 + s) * r, -0.62 * h, (-0.62 + s) * r, -0.50 * h),
        closed=True,
    )
    fill(p, sweep, shade(head.hair, 1.12))
    _lines(p, head, (-0.2, -0.86, 0.4, -0.90), (-0.1, -1.02, 0.4, -1.02))
    _glasses(p, head)


def _glasses(p: QPainter, head: Head) -> None:
    """Paint thin round glasses that leave the eyes to be seen."""
    for side in (-1, 1):
        x, y, narrow = head.spot(side * 0.43, 0.05)
        stroke(p, ellipse(x, y, head.r * 0.34 * (0.3 + 0.7 * narrow), head.r * 0.33), "#4A4A52", 1.7, 0.85)
    xl, y, _ = head.spot(-0.12, 0.02)
    xr, _, _ = head.spot(0.12, 0.02)
    stroke(p, path((xl, y), (xr, y)), "#4A4A52", 1.7, 0.85)


def _curly(p: QPainter, head: Head) -> None:
    """Paint short curls."""
    tone = shade(head.hair, 1.07)
    fill(p, _cap(head, -0.56, -0.02, 1.06), tone)
    shift = math.sin(head.yaw) * 0.24
    for i in range(9):
        a = math.pi * (1.06 + 0.88 * i / 8)
        fill(
            p,
            ellipse(
                math.cos(a) * 0.95 * head.r,
                (math.sin(a) * 0.92 - 0.10) * head.h,
                0.25 * head.r,
                0.25 * head.r,
            ),
            tone,
        )
    for x, y in ((-0.55, -0.62), (-0.25, -0.70), (0.05, -0.66), (0.35, -0.70), (0.62, -0.60)):
        fill(p, ellipse((x + shift) * head.r, y * head.h, 0.21 * head.r, 0.19 * head.r), tone)
    for x, y in ((-0.4, -0.85), (0.1, -1.0), (0.5, -0.82), (-0.1, -0.82)):
        ring = curve((x * head.r - 4, y * head.h), (x * head.r, y * head.h - 6, x * head.r + 4, y * head.h))
        stroke(p, ring, shade(head.hair, 1.28), 1.6)


def _ponytail_behind(p: QPainter, head: Head) -> None:
    """Paint a ponytail on the side that is turned away."""
    side = -1 if head.yaw >= 0 else 1
    x = side * (0.55 + 0.5 * abs(math.sin(head.yaw))) * head.r
    r, h = head.r, head.h
    tail = curve(
        (x, -0.75 * h),
        (x + side * 0.95 * r, -0.7 * h, x + side * 0.85 * r, 0.3 * h, x + side * 0.55 * r, 0.85 * h),
        (x + side * 0.30 * r, 0.5 * h, x + side * 0.05 * r, 0.1 * h, x, -0.2 * h),
        closed=True,
    )
    fill(p, tail, shade(head.hair, 0.90))


def _ponytail(p: QPainter, head: Head) -> None:
    """Paint a fringe and the band of the ponytail."""
    fill(p, _cap(head, -0.50, 0.16, 1.05), head.hair)
    r, h, s = head.r, head.h, math.sin(head.yaw) * 0.25
    fringe = curve(
        ((-0.84 + s) * r, -0.22 * h),
        (-0.86 * r, -1.12 * h, 0.86 * r, -1.16 * h, (0.84 + s) * r, -0.22 * h),
        ((0.62 + s) * r, -0.40 * h, (0.30 + s) * r, -0.36 * h),
        ((-0.20 + s) * r, -0.30 * h, (-0.84 + s) * r, -0.22 * h),
        closed=True,
    )
    fill(p, fringe, shade(head.hair, 1.06))
    _lines(p, head, (-0.5, -0.62, -0.1, -0.72), (0.1, -0.70, 0.5, -0.60))
    side = -1 if head.yaw >= 0 else 1
    x = side * (0.62 + 0.3 * abs(math.sin(head.yaw))) * r
    fill(p, ellipse(x, -0.66 * h, 0.13 * r, 0.16 * r), "#B5524A")


def _long_behind(p: QPainter, head: Head) -> None:
    """Paint long hair down to the shoulders."""
    r, h = head.r, head.h
    s = -math.sin(head.yaw) * 0.30 * r
    back = curve(
        (-1.05 * r + s * 0.4, -0.1 * h),
        (-1.0 * r, -1.2 * h, 1.0 * r, -1.2 * h, 1.05 * r + s * 0.4, -0.1 * h),
        (1.10 * r + s, 0.7 * h, 1.05 * r + s, 1.2 * h, 0.80 * r + s, 1.62 * h),
        (0.3 * r + s, 1.78 * h, -0.3 * r + s, 1.78 * h, -0.80 * r + s, 1.62 * h),
        (-1.05 * r + s, 1.2 * h, -1.10 * r + s, 0.7 * h, -1.05 * r + s * 0.4, -0.1 * h),
        closed=True,
    )
    fill(p, back, shade(head.hair, 0.88))


def _long(p: QPainter, head: Head) -> None:
    """Paint a parting with a lock on each side."""
    fill(p, _cap(head, -0.56, 0.75, 1.06), head.hair)
    r, h, s = head.r, head.h, math.sin(head.yaw)
    part = (0.25 + s * 0.45) * r
    for side in (-1, 1):
        edge = side * 0.97 * r + s * 0.10 * r
        lock = curve(
            (part, -1.02 * h),
            (part + side * 0.75 * r, -1.0 * h, edge, -0.5 * h, edge * 1.02, 0.5 * h),
            (edge * 0.84, 0.1 * h, part + side * 0.55 * r, -0.45 * h, part, -0.68 * h),
            closed=True,
        )
        fill(p, lock, shade(head.hair, 1.08))


def _beard(p: QPainter, head: Head) -> None:
    """Paint a short beard."""
    r, h = head.r, head.h
    chin = head.yaw * 0.16 * r
    s = math.sin(head.yaw) * 0.30 * r
    jaw = curve(
        (-0.99 * r, 0.08 * h),
        (-0.98 * r, 0.62 * h, -0.58 * r + chin, 1.05 * h, chin, 1.05 * h),
        (0.58 * r + chin, 1.05 * h, 0.98 * r, 0.62 * h, 0.99 * r, 0.08 * h),
        (0.93 * r + s * 0.2, 0.40 * h, 0.74 * r + s, 0.60 * h, 0.46 * r + s, 0.42 * h),
        (0.1 * r + s, 0.34 * h, -0.1 * r + s, 0.34 * h, -0.46 * r + s, 0.42 * h),
        (-0.74 * r + s, 0.60 * h, -0.93 * r + s * 0.2, 0.40 * h, -0.99 * r, 0.08 * h),
        closed=True,
    )
    skull = ellipse(0, 0, 1.0 * r, 1.03 * h)
    fill(p, jaw.intersected(skull), shade(head.hair, 1.08), 0.40)


def _short_beard(p: QPainter, head: Head) -> None:
    """Paint short hair with volume, and a short beard."""
    _beard(p, head)
    fill(p, _cap(head, -0.62, 0.04, 1.04), shade(head.hair, 1.10))
    r, h, s = head.r, head.h, math.sin(head.yaw) * 0.22
    top = curve(
        ((-0.78 + s) * r, -0.50 * h),
        (-0.96 * r, -1.06 * h, -0.50 * r, -1.26 * h, 0.0, -1.20 * h),
        (0.56 * r, -1.28 * h, 1.0 * r, -1.02 * h, (0.80 + s) * r, -0.50 * h),
        ((0.62 + s) * r, -0.66 * h, (0.30 + s) * r, -0.62 * h),
        ((0.0 + s) * r, -0.74 * h, (-0.30 + s) * r, -0.62 * h),
        ((-0.60 + s) * r, -0.64 * h, (-0.78 + s) * r, -0.50 * h),
        closed=True,
    )
    fill(p, top, shade(head.hair, 1.10))
    _lines(p, head, (-0.4, -0.92, 0.0, -1.02), (0.12, -0.96, 0.5, -0.94))


STYLES = {
    "bun": Style(_bun_behind, _bun),
    "puffs": Style(_puffs_behind, _puffs),
    "tousled": Style(_nothing, _tousled),
    "grey_side": Style(_nothing, _grey_side),
    "curly": Style(_nothing, _curly),
    "ponytail": Style(_ponytail_behind, _ponytail),
    "long": Style(_long_behind, _long),
    "short_beard": Style(_nothing, _short_beard),
}
