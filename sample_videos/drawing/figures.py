"""Painting people: legs, body, head and arms, from joints."""

from __future__ import annotations

import math

from PyQt6.QtGui import QColor, QPainter, QPainterPath

from drawing.actor import State
from drawing.faces import paint_ears, paint_features, paint_skull
from drawing.hair import STYLES
from drawing.held import paint_held
from drawing.ink import Point, box, curve, ellipse, fill, path, shade, stroke


def _bent(a: Point, b: Point, c: Point) -> QPainterPath:
    """Give a limb with a soft bend at its middle joint."""
    k = 0.78
    p = (a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k)
    q = (c[0] + (b[0] - c[0]) * k, c[1] + (b[1] - c[1]) * k)
    return curve(a, p, (b[0], b[1], *q), c)


def paint_shadow(p: QPainter, s: State) -> None:
    """Paint the shadow on the floor."""
    wide = s.build.leg * (0.42 if s.pose.walks else 0.50)
    fill(p, ellipse(s.at[0], s.at[1] + 3, wide, 9), "#3A2A1C", 0.16)


def _leg(p: QPainter, s: State, side: str, tone: str) -> None:
    """Paint one leg with its shoe."""
    j, b = s.joints, s.build
    knee, foot = j[f"knee_{side}"], j[f"foot_{side}"]
    ankle = (foot[0], foot[1] - b.leg_width * 0.34)
    _shoe(p, s, knee, foot)
    stroke(p, _bent(j[f"hip_{side}"], knee, ankle), tone, b.leg_width * 0.92)


def _shoe(p: QPainter, s: State, knee: Point, foot: Point) -> None:
    """Paint a shoe; flat on the floor, or sole up behind somebody who kneels."""
    b = s.build
    colour = s.person.cast["shoes"]
    p.save()
    p.translate(*foot)
    size = b.leg_width * 0.62
    if abs(knee[0] - foot[0]) > abs(knee[1] - foot[1]) * 1.6 and knee[1] > foot[1] - b.leg * 0.2:
        p.rotate(90.0 * s.facing)
        p.translate(-size * 0.3 * s.facing, size * 0.5 * s.facing)
    toe = s.facing * (0.75 if s.pose.turn > 0.5 else 0.25)
    shoe = curve(
        (-size * 0.75 + min(0, toe) * size, 0),
        (
            -size * 0.85 + min(0, toe) * size,
            -size * 0.95,
            size * 0.85 + max(0, toe) * size,
            -size * 0.95,
            size * 0.8 + max(0, toe) * size,
            0,
        ),
        closed=True,
    )
    fill(p, shoe, colour)
    p.restore()


def _torso(s: State) -> QPainterPath:
    """Give the outline of the upper body."""
    j, b = s.joints, s.build
    neck, hip = j["neck"], j["hip"]
    left, right = j["shoulder_l"], j["shoulder_r"]
    pad = b.arm_width * 0.42
    half = b.hip * (0.98 - 0.06 * s.pose.turn)
    low = hip[1] + b.leg_width * 0.42
    nw = b.head_r * 0.36
    return curve(
        (neck[0] - nw, neck[1] - 1),
        (
            left[0] - pad * 0.2,
            neck[1] + 1,
            left[0] - pad,
            left[1] - pad * 0.5,
            left[0] - pad,
            left[1] + pad * 0.8,
        ),
        (
            left[0] - pad * 0.5,
            (left[1] + low) / 2,
            hip[0] - half,
            (left[1] + low) / 2,
            hip[0] - half,
            low - 5,
        ),
        (hip[0] - half, low + 4, hip[0] - half + 14, low + 5),
        (hip[0] + half - 14, low + 5),
        (hip[0] + half, low + 4, hip[0] + half, low - 5),
        (
            hip[0] + half,
            (right[1] + low) / 2,
            right[0] + pad * 0.5,
            (right[1] + low) / 2,
            right[0] + pad,
            right[1] + pad * 0.8,
        ),
        (right[0] + pad, right[1] - pad * 0.5, right[0] + pad * 0.2, neck[1] + 1, neck[0] + nw, neck[1] - 1),
        closed=True,
    )


def _clothes(p: QPainter, s: State, torso: QPainterPath) -> None:
    """Paint the shirt and what is on it."""
    shirt, outfit = s.person.shirt, s.person.cast["outfit"]
    fill(p, torso, shirt)
    j, b = s.joints, s.build
    (nx, ny), (hx, hy) = j["neck"], j["hip"]
    shift = s.facing * s.pose.turn * b.shoulder * 0.34
    p.save()
    p.setClipPath(torso)
    if outfit == "cardigan":
        light = shade(shirt, 1.82)
        fill(
            p,
            curve(
                (nx + shift * 0.4 - 12, ny - 3),
                (nx + shift * 0.4 + 12, ny - 3),
                (hx + shift + 13, hy + 30),
                (hx + shift - 9, hy + 30),
                closed=True,
            ),
            light,
        )
    elif outfit == "stripe":
        for k in (0.36, 0.60, 0.84):
            y, x = ny + (hy - ny) * k, nx + (hx - nx) * k
            stroke(p, curve((x - 60, y - 2), (x, y + 8, x + 60, y - 2)), shade(shirt, 1.5), b.torso * 0.085)
    elif outfit == "star":
        x, y = nx + (hx - nx) * 0.5 + shift * 0.8, ny + (hy - ny) * 0.5
        spikes = [
            (
                x + math.sin(i * math.pi / 5) * (11 if i % 2 == 0 else 4.8),
                y - math.cos(i * math.pi / 5) * (11 if i % 2 == 0 else 4.8),
            )
            for i in range(10)
        ]
        fill(p, path(*spikes, closed=True), "#F6E3A1")
    elif outfit == "collar":
        stroke(p, path((nx + shift * 0.6, ny + 4), (hx + shift, hy + 20)), shade(shirt, 0.80), 2.2)
    p.restore()


def _neck(p: QPainter, s: State) -> None:
    """Paint the neck with the shadow of the chin, and the collar."""
    (nx, ny), (hx, hy) = s.joints["neck"], (s.head.x, s.head.y)
    w = s.head.r * 0.58
    stroke(
        p,
        path((nx, ny + 3), (nx + (hx - nx) * 0.5, min(ny - 1, hy + s.head.h * 0.7))),
        shade(s.head.skin, 0.86),
        w,
    )
    fill(p, ellipse(nx, ny + 1, w * 0.62, w * 0.30), shade(s.head.skin, 0.86))
    if s.person.cast["outfit"] == "collar":
        shift = s.facing * s.pose.turn * 5
        for side in (-1, 1):
            wing = path(
                (nx + shift * 0.4, ny + 9),
                (nx + side * w * 0.75, ny - 5),
                (nx + side * w * 0.95 + shift, ny + 12),
                closed=True,
            )
            fill(p, wing, shade(s.person.shirt, 1.25))
    else:
        rim = curve((nx - w * 0.66, ny - 1), (nx, ny + w * 0.62, nx + w * 0.66, ny - 1))
        stroke(p, rim, shade(s.person.shirt, 0.82), 3.0)


def paint_head(p: QPainter, s: State) -> None:
    """Paint the head with hair and face."""
    style = STYLES[s.person.cast["hair"]]
    p.save()
    p.translate(s.head.x, s.head.y)
    p.rotate(math.degrees(s.head.tilt))
    paint_skull(p, s.head)
    paint_ears(p, s.head)
    if s.person.cast["hair"] == "short_beard":
        style.on_top(p, s.head)
        paint_features(p, s.head, s.look)
    else:
        paint_features(p, s.head, s.look)
        style.on_top(p, s.head)
    p.restore()


def _hair_behind(p: QPainter, s: State) -> None:
    """Paint the hair behind head and neck."""
    p.save()
    p.translate(s.head.x, s.head.y)
    p.rotate(math.degrees(s.head.tilt))
    STYLES[s.person.cast["hair"]].behind(p, s.head)
    p.restore()


def paint_arm(p: QPainter, s: State, side: str) -> None:
    """Paint one arm with its hand and what it holds."""
    j, b = s.joints, s.build
    is_far = (side == "r") == (s.facing > 0)
    hand_plan = s.pose.far if is_far else s.pose.near
    shoulder, bend, hand = j[f"shoulder_{side}"], j[f"elbow_{side}"], j[f"hand_{side}"]
    sleeve, seam = _sleeve(s.person.shirt, far=is_far)
    fore = (bend[0] + (hand[0] - bend[0]) * 0.62, bend[1] + (hand[1] - bend[1]) * 0.62)
    stroke(p, path(fore, hand), s.head.skin, b.arm_width * 0.62)
    paint_hand(p, s, bend, hand, hand_plan.shape)
    if hand_plan.holds:
        paint_held(p, hand_plan.holds, hand, s.facing, s.look.t)
    limb = _bent(shoulder, bend, fore)
    stroke(p, limb, seam, b.arm_width + 2.0, 0.6)
    stroke(p, limb, sleeve, b.arm_width)


def _sleeve(shirt: str, *, far: bool) -> tuple[str, str]:
    """Give the tone of a sleeve and of its seam; on a dark shirt the arms are lighter than the body."""
    if QColor(shirt).lightness() < 95:
        return shade(shirt, 1.10 if far else 1.17), shade(shirt, 0.62)
    return shade(shirt, 0.84 if far else 0.91), shade(shirt, 0.68)


def paint_embrace(p: QPainter, s: State) -> None:
    """Paint the far forearm and hand once more, over the person they lie on."""
    far, _ = sides(s)
    bend, hand = s.joints[f"elbow_{far}"], s.joints[f"hand_{far}"]
    sleeve, seam = _sleeve(s.person.shirt, far=True)
    fore = (bend[0] + (hand[0] - bend[0]) * 0.62, bend[1] + (hand[1] - bend[1]) * 0.62)
    stroke(p, path(fore, hand), s.head.skin, s.build.arm_width * 0.62)
    paint_hand(p, s, bend, hand, "rest")
    stroke(p, path(bend, fore), seam, s.build.arm_width + 2.0, 0.6)
    stroke(p, path(bend, fore), sleeve, s.build.arm_width)


def paint_hand(p: QPainter, s: State, bend: Point, hand: Point, shape: str) -> None:
    """Paint a hand at the end of a forearm."""
    angle = math.degrees(math.atan2(hand[1] - bend[1], hand[0] - bend[0]))
    size, skin = s.build.hand, s.head.skin
    p.save()
    p.translate(*hand)
    p.rotate(angle)
    up = -1 if s.facing > 0 else 1
    if shape == "open":
        for spread in (-0.62, -0.22, 0.18, 0.56):
            tip = (size * 1.75 * math.cos(spread), size * 1.6 * math.sin(spread))
            stroke(p, path((size * 0.3, size * spread * 0.8), tip), skin, size * 0.46)
        stroke(p, path((0, up * size * 0.5), (size * 0.75, up * size * 1.35)), skin, size * 0.5)
    elif shape == "point":
        stroke(p, path((size * 0.4, 0), (size * 2.0, 0)), skin, size * 0.5)
    elif shape == "thumb":
        p.rotate(-angle)
        size *= 1.25
        stroke(p, path((0, -size * 0.5), (0, -size * 2.0)), skin, size * 0.72)
        fill(p, box(-size, -size * 0.85, size * 2, size * 1.8, size * 0.7), skin)
        for k in (-0.35, 0.1, 0.55):
            stroke(p, path((size * 0.1, size * k), (size * 0.85, size * k)), shade(skin, 0.8), 1.4)
    else:
        stroke(p, path((size * 0.1, 0), (size * 0.85, size * 0.10)), skin, size * 1.35)
        stroke(p, path((0, up * size * 0.5), (size * 0.7, up * size * 0.80)), skin, size * 0.55)
    fill(p, ellipse(size * 0.15, 0, size, size * 0.92), skin)
    p.restore()


def sides(s: State) -> tuple[str, str]:
    """Give the far and the near side of a figure."""
    return ("r", "l") if s.facing > 0 else ("l", "r")


def paint_lower(p: QPainter, s: State) -> None:
    """Paint everything up to the neck except the arms."""
    far, near = sides(s)
    trousers = s.person.cast["trousers"]
    _hair_behind(p, s)
    _leg(p, s, far, shade(trousers, 0.84))
    if not s.pose.over_table and s.pose.turn > 0.5:
        paint_arm(p, s, far)
    _leg(p, s, near, trousers)
    torso = _torso(s)
    _clothes(p, s, torso)
    _neck(p, s)


def paint_upper(p: QPainter, s: State) -> None:
    """Paint head and arms."""
    far, near = sides(s)
    if s.pose.over_table or s.pose.turn <= 0.5:
        paint_arm(p, s, far)
    low_head = s.pose.squash < 0.7
    if (low_head or s.pose.turn <= 0.5) and not s.pose.hands_over_face:
        paint_arm(p, s, near)
        paint_head(p, s)
        return
    paint_head(p, s)
    paint_arm(p, s, near)
