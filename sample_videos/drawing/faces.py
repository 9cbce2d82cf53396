"""Faces: what each expression does to brows, eyes and mouth, and how it is painted."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainter

from drawing.ink import colour, curve, ellipse, fill, path, shade, stroke


@dataclass(frozen=True)
class Face:
    """An expression; all numbers can be blended with those of another."""

    brow_in: float = 0.0
    brow_out: float = 0.0
    eyes: float = 0.92
    """Openness: 1 is wide awake; below 0.15 the eye is a line."""
    cheeks: float = 0.0
    """Lower lids pushed up by a smile."""
    curve: float = 0.0
    mouth_width: float = 0.36
    mouth: float = 0.0
    """How far the mouth is open while nothing is said."""
    blush: float = 0.25
    tears: float = 0.0
    tilt: float = 0.0

    def blend(self, other: Face, w: float) -> Face:
        """Give the expression a share w of the way to another."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Face(*(a + (b - a) * w for a, b in pairs))


FACES = {
    "neutral": Face(curve=0.16, mouth_width=0.32),
    "warm": Face(0.05, 0.04, 0.86, 0.25, 0.62, 0.40, blush=0.45, tilt=0.05),
    "smile": Face(0.09, 0.08, 0.82, 0.45, 1.0, 0.48, 0.09, blush=0.6, tilt=0.03),
    "laugh": Face(0.15, 0.12, 0.06, 0.8, 1.15, 0.54, 0.50, blush=0.8, tilt=0.05),
    "sad": Face(0.17, -0.07, 0.68, 0.0, -0.85, 0.32, blush=0.15, tilt=0.05),
    "cry": Face(0.23, -0.10, 0.34, 0.35, -1.15, 0.42, 0.24, blush=0.75, tears=1.0, tilt=0.05),
    "frown": Face(-0.13, 0.03, 0.72, 0.15, -0.70, 0.32, blush=0.3),
    "surprised": Face(0.28, 0.26, 1.20, 0.0, -0.1, 0.22, 0.30, blush=0.3),
    "concerned": Face(0.16, -0.02, 0.95, 0.0, -0.40, 0.28, blush=0.2, tilt=0.07),
    "tense": Face(-0.11, 0.01, 0.84, 0.28, -0.30, 0.25, blush=0.2),
    "flat": Face(-0.02, -0.05, 0.56, 0.0, -0.08, 0.34, blush=0.05),
    "interested": Face(0.15, 0.17, 1.06, 0.0, 0.34, 0.34, 0.06, blush=0.35, tilt=0.08),
}


@dataclass(frozen=True)
class Head:
    """Where a head is, how big, and which way it is turned (yaw right, pitch down, in radians)."""

    x: float
    y: float
    r: float
    h: float
    yaw: float
    pitch: float
    tilt: float
    skin: str
    hair: str
    child: bool

    def spot(self, fx: float, fy: float) -> tuple[float, float, float]:
        """Give the place on the picture of a place on the face, and how narrow it looks there."""
        a = fx * 0.95 + self.yaw
        b = fy * 0.95 + self.pitch * 0.55
        return self.r * 0.97 * math.sin(a), self.h * math.sin(b), max(0.30, math.cos(a))


@dataclass(frozen=True)
class Look:
    """What a face does at one moment."""

    face: Face
    gaze: tuple[float, float]
    blink: float
    voice: float
    """How far speech opens the mouth, 0 to 1."""
    t: float


def paint_skull(p: QPainter, head: Head) -> None:
    """Paint the head without hair or features."""
    r, h = head.r, head.h
    chin = head.yaw * 0.16 * r
    jaw = 0.66 if head.child else 0.60
    skull = curve(
        (-r, -0.08 * h),
        (-r, -0.72 * h, -0.56 * r, -1.04 * h, 0, -1.04 * h),
        (0.56 * r, -1.04 * h, r, -0.72 * h, r, -0.08 * h),
        (r, 0.48 * h, jaw * r + chin, h, chin, h),
        (-jaw * r + chin, h, -r, 0.48 * h, -r, -0.08 * h),
        closed=True,
    )
    fill(p, skull, head.skin)


def paint_ears(p: QPainter, head: Head) -> None:
    """Paint the ears that can be seen."""
    for side in (-1, 1):
        a = side * 1.52 + head.yaw
        if abs(a) > 1.75:
            continue
        x, y = head.r * 0.99 * math.sin(a), head.h * (0.12 + head.pitch * 0.1)
        fill(p, ellipse(x, y, head.r * 0.19, head.h * 0.23), shade(head.skin, 0.93))
        fill(p, ellipse(x + side * 1.0, y, head.r * 0.09, head.h * 0.12), shade(head.skin, 0.80))


def _eye(p: QPainter, head: Head, side: int, look: Look) -> None:
    """Paint one eye: white, pupil, lids."""
    x, y, narrow = head.spot(side * 0.43, 0.10 if head.child else 0.04)
    size = 0.235 if head.child else 0.205
    w, full = head.r * size * (0.35 + 0.65 * narrow), head.r * size * 1.12
    openness = look.face.eyes * (1 - look.blink) * (1 - 0.26 * max(0.0, look.gaze[1]))
    lid = shade(head.skin, 0.42)
    if openness < 0.15:
        up = -0.55 if look.face.cheeks > 0.4 and look.face.tears < 0.3 else 0.5
        stroke(p, curve((x - w, y), (x, y + up * full * 1.5, x + w, y)), lid, head.r * 0.085)
        return
    top = y - full * (2 * min(openness, 1.2) - 1)
    bottom = y + full * (1 - 0.55 * look.face.cheeks * 0.8)
    p.save()
    white = ellipse(x, y, w, full * max(1.0, look.face.eyes))
    p.setClipPath(white)
    fill(p, white, "#FFFCF5")
    gx, gy = look.gaze
    px, py = x + gx * w * 0.52, y + gy * full * 0.50
    fill(p, ellipse(px, py, head.r * size * 0.60, head.r * size * 0.68), "#2B211D")
    fill(p, ellipse(px - 1.3, py - 2.0, 1.5, 1.5), "#FFFFFF")
    cover = shade(head.skin, 0.93)
    fill(
        p,
        curve(
            (x - w - 3, y - 3 * full),
            (x - w - 3, top),
            (x, top - full * 0.28, x + w + 3, top),
            (x + w + 3, y - 3 * full),
            closed=True,
        ),
        cover,
    )
    fill(
        p,
        curve(
            (x - w - 3, y + 3 * full),
            (x - w - 3, bottom + 1),
            (x, bottom - full * 0.25, x + w + 3, bottom + 1),
            (x + w + 3, y + 3 * full),
            closed=True,
        ),
        head.skin,
    )
    p.restore()
    edge = min(0.96, abs((top - y) / full)) if full else 0.0
    half = w * math.sqrt(1 - edge * edge * 0.8)
    arch = curve((x - half, top + full * 0.22), (x, top - full * 0.30, x + half, top + full * 0.22))
    stroke(p, arch, lid, head.r * 0.07)


def _brow(p: QPainter, head: Head, side: int, face: Face) -> None:
    """Paint one brow."""
    base = -0.30 if head.child else -0.35
    xi, yi, _ = head.spot(side * 0.20, base - face.brow_in)
    xm, ym, _ = head.spot(side * 0.45, base - 0.07 - (face.brow_in + face.brow_out) * 0.5)
    xo, yo, _ = head.spot(side * 0.70, base - face.brow_out)
    tone = shade(head.hair, 0.72) if head.hair != "#777777" else "#5E5E5E"
    stroke(p, curve((xi, yi), (xm, ym, xo, yo)), tone, head.r * (0.075 if head.child else 0.085))


def _mouth(p: QPainter, head: Head, look: Look) -> None:
    """Paint the mouth, open or shut."""
    face = look.face
    x, y, narrow = head.spot(0.0, 0.56)
    w = head.r * face.mouth_width * (0.45 + 0.55 * narrow) * (1 - 0.12 * look.voice)
    bend = head.r * 0.17 * face.curve
    gap = head.r * (0.42 * face.mouth + (0.34 - 0.14 * min(1.0, abs(face.curve))) * look.voice)
    left, right = (x - w, y - bend * 0.5), (x + w, y - bend * 0.5)
    lip = shade(head.skin, 0.52)
    if gap < 1.6:
        stroke(p, curve(left, (x, y + bend * 1.5, *right)), lip, head.r * 0.075)
        return
    top_y, low_y = y + bend * 0.7 - gap * 0.45, y + bend * 0.9 + gap * 1.5
    if face.curve > 0.3:
        top_y = y - bend * 0.1
    if face.curve < -0.3:
        top_y, low_y = y + bend * 1.5 - gap * 0.7, y + bend * 0.6 + gap * 1.2
    hole = curve(left, (x, top_y, *right), (x + w * 0.62, low_y, x - w * 0.62, low_y, *left), closed=True)
    p.save()
    p.setClipPath(hole)
    fill(p, hole, "#6E2430")
    fill(p, ellipse(x, low_y + gap * 0.1, w * 0.62, gap * 0.62), "#D9787A")
    if face.curve > 0.3 and gap > 3:
        fill(p, ellipse(x, top_y - gap * 0.12, w * 0.95, gap * 0.42), "#FFFDF8")
    p.restore()
    stroke(p, hole, lip, head.r * 0.05)


def _tears(p: QPainter, head: Head, look: Look) -> None:
    """Paint tears that run down the cheeks."""
    strength = look.face.tears
    if strength < 0.3:
        return
    for side, shift in ((-1, 0.0), (1, 0.45)):
        x, y, narrow = head.spot(side * 0.50, 0.30)
        track = head.h * 0.44
        stroke(
            p,
            path((x, y), (x + side * 1.5, y + track * 0.9)),
            "#BFE3F7",
            head.r * 0.13 * narrow,
            0.75 * strength,
        )
        fall = (look.t * 0.55 + shift) % 1.0
        cy, s = y + track * fall, head.r * 0.13
        drop = curve(
            (x + side, cy - s * 1.9),
            (x + side + s * 1.3, cy + s * 0.2, x + side + s, cy + s, x + side, cy + s),
            (x + side - s, cy + s, x + side - s * 1.3, cy + s * 0.2, x + side, cy - s * 1.9),
            closed=True,
        )
        fill(p, drop, "#4FA9E0", strength)
        stroke(p, drop, "#FFFFFF", 1.0, 0.8 * strength)


def paint_features(p: QPainter, head: Head, look: Look) -> None:
    """Paint cheeks, nose, eyes, brows, mouth and tears."""
    warm = "#D9604C"
    for side in (-1, 1):
        x, y, narrow = head.spot(side * 0.66, 0.40)
        fill(p, ellipse(x, y, head.r * 0.24 * narrow, head.h * 0.15), warm, 0.30 * look.face.blush)
    for side in (-1, 1):
        _eye(p, head, side, look)
        _brow(p, head, side, look.face)
    x, y, _ = head.spot(0.0, 0.28)
    lean = 1 if head.yaw >= 0 else -1
    size = head.r * (0.10 if head.child else 0.14)
    nose = curve(
        (x - lean * size * 0.2, y - size * 1.3),
        (x + lean * size * 1.5, y + size * 0.5, x - lean * size * 0.5, y + size * 0.6),
    )
    stroke(p, nose, shade(head.skin, 0.74), head.r * 0.06)
    _mouth(p, head, look)
    _tears(p, head, look)


def mouth_of(head: Head) -> QPointF:
    """Give the place of the mouth on the picture."""
    x, y, _ = head.spot(0.0, 0.56)
    c, s = math.cos(head.tilt), math.sin(head.tilt)
    return QPointF(head.x + x * c - y * s, head.y + x * s + y * c)


__all__ = [
    "FACES",
    "Face",
    "Head",
    "Look",
    "colour",
    "mouth_of",
    "paint_ears",
    "paint_features",
    "paint_skull",
]
