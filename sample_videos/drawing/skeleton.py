"""Bodies: from a pose to the joints of one figure in pixels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from drawing.poses import Hand, Pose

Point = tuple[float, float]
SIDES = ("l", "r")


@dataclass(frozen=True)
class Build:
    """The measures of a body in pixels; l and r below mean the left and right of the picture."""

    head_r: float
    head_h: float
    neck: float
    torso: float
    shoulder: float
    hip: float
    arm: tuple[float, float]
    arm_width: float
    leg: float
    leg_width: float
    hand: float
    child: bool


BUILDS = {
    "woman": Build(40, 45, 16, 114, 39, 32, (60, 57), 24, 150, 32, 11.5, child=False),
    "man": Build(41, 47, 16, 120, 47, 33, (63, 60), 27, 157, 34, 13.0, child=False),
    "child": Build(39, 41, 8, 82, 30, 26, (43, 42), 20, 94, 26, 10.0, child=True),
    "small_child": Build(39, 40, 7, 73, 28, 24, (40, 39), 19, 82, 24, 9.5, child=True),
}


@dataclass
class Joints:
    """Named points of a body; every point can be blended with that of another pose."""

    points: dict[str, Point] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Point:
        return self.points[name]

    def blend(self, other: Joints, w: float) -> Joints:
        """Give the body a share w of the way to another."""
        if w <= 0:
            return self
        if w >= 1:
            return other
        return Joints({k: mix(p, other.points[k], w) for k, p in self.points.items()})


def mix(a: Point, b: Point, w: float) -> Point:
    """Give the point a share w of the way from a to b."""
    return a[0] + (b[0] - a[0]) * w, a[1] + (b[1] - a[1]) * w


def smooth(x: float) -> float:
    """Ease from 0 to 1."""
    x = min(1.0, max(0.0, x))
    return x * x * (3 - 2 * x)


def elbow(shoulder: Point, hand: Point, lengths: tuple[float, float], outward: float) -> tuple[Point, Point]:
    """Find the elbow, and the hand where it was out of reach; outward is the sign of the outer side."""
    dx, dy = hand[0] - shoulder[0], hand[1] - shoulder[1]
    far = math.hypot(dx, dy) or 1e-6
    a, b = lengths
    reach = (a + b) * 0.998
    if far > reach:
        give = min(far, reach * 1.10)
        hand = (shoulder[0] + dx / far * give, shoulder[1] + dy / far * give)
        a, b = a * give / reach, b * give / reach
        dx, dy, far = hand[0] - shoulder[0], hand[1] - shoulder[1], give
    far = max(far, abs(a - b) + 1e-3)
    along = (a * a - b * b + far * far) / (2 * far)
    off = math.sqrt(max(0.0, a * a - along * along))
    ux, uy = dx / far, dy / far
    base = (shoulder[0] + ux * along, shoulder[1] + uy * along)
    both = [(base[0] - uy * off * s, base[1] + ux * off * s) for s in (1, -1)]
    return max(both, key=lambda p: p[1] + 0.8 * outward * p[0]), hand


def _wiggle(hand: Hand, t: float) -> Point:
    """Give the movement of a hand at work."""
    phase = 2 * math.pi * hand.rate * t
    return hand.busy * math.sin(phase), hand.busy * 0.6 * math.sin(phase * 1.7 + 1)


def solve(
    pose: Pose, build: Build, at: Point, facing: int, t: float, anchor: Callable[[str], Point]
) -> Joints:
    """Give the joints of a pose for a figure that faces left (-1) or right (+1)."""
    near, far = ("l", "r") if facing > 0 else ("r", "l")
    legs = pose.legs
    p: dict[str, Point] = {}

    def floor(q: Point) -> Point:
        return at[0] + facing * q[0] * build.leg, at[1] - q[1] * build.leg

    hip = floor(legs.hip)
    breath = 1.3 * math.sin(2 * math.pi * t / 3.4 + at[0] * 0.02)
    torso = build.torso * pose.squash
    neck = (
        hip[0] + facing * math.sin(pose.lean) * torso,
        hip[1] - math.cos(pose.lean) * torso - breath * 0.6,
    )
    p["hip"], p["neck"] = hip, neck
    p["head"] = (
        neck[0] + facing * (0.10 * pose.turn + pose.head[0] + 0.35 * pose.lean) * build.head_r * 1.2,
        neck[1] - build.neck - build.head_h * 0.80 + pose.head[1] * build.head_h * 1.3 - breath * 0.4,
    )
    width = build.shoulder * (1 - 0.18 * pose.turn)
    side = {near: -facing, far: facing}
    for s in SIDES:
        p[f"shoulder_{s}"] = (neck[0] + side[s] * width, neck[1] + build.torso * 0.13 - breath * 0.5)
        p[f"hip_{s}"] = (hip[0] + side[s] * build.hip * 0.48 * (1 - 0.15 * pose.turn), hip[1])
    for s, knee, foot in ((near, legs.near_knee, legs.near_foot), (far, legs.far_knee, legs.far_foot)):
        p[f"knee_{s}"], p[f"foot_{s}"] = floor(knee), floor(foot)
    arm_length = sum(build.arm)
    for s, hand in ((near, pose.near), (far, pose.far)):
        shoulder = p[f"shoulder_{s}"]
        wx, wy = _wiggle(hand, t)
        if hand.anchor is None:
            goal = (shoulder[0] + facing * hand.x * arm_length + wx, shoulder[1] - hand.y * arm_length + wy)
        else:
            spot = p["head"] if hand.anchor == "eyes" else anchor(hand.anchor)
            goal = (spot[0] + facing * hand.x + wx, spot[1] + hand.y + wy)
        back = hand.elbow * facing or (-facing if pose.turn > 0.5 else side[s])
        p[f"elbow_{s}"], p[f"hand_{s}"] = elbow(shoulder, goal, build.arm, back)
    return Joints(p)


def stride(joints: Joints, build: Build, at: Point, facing: int, phase: float) -> Joints:
    """Give the same body with walking legs and swinging arms."""
    p = dict(joints.points)
    near, far = ("l", "r") if facing > 0 else ("r", "l")
    lift = build.leg * 0.10
    bob = abs(math.sin(phase)) * build.leg * 0.035
    for name in ("hip", "neck", "head", "shoulder_l", "shoulder_r", "hip_l", "hip_r"):
        p[name] = (p[name][0], p[name][1] - bob)
    for s, ph in ((near, phase), (far, phase + math.pi)):
        swing = math.sin(ph)
        foot = (at[0] + facing * swing * build.leg * 0.34, at[1] - max(0.0, math.cos(ph)) * lift)
        hip = p[f"hip_{s}"]
        knee, foot = elbow(hip, foot, (build.leg * 0.5, build.leg * 0.5), 0.0)
        mirror = (hip[0] + foot[0] - knee[0], hip[1] + foot[1] - knee[1])
        p[f"knee_{s}"] = max(knee, mirror, key=lambda q: facing * q[0])
        p[f"foot_{s}"] = foot
        shoulder = p[f"shoulder_{s}"]
        hand = (
            shoulder[0] - facing * swing * sum(build.arm) * 0.36 + facing * 4,
            shoulder[1] + sum(build.arm) * 0.90,
        )
        p[f"elbow_{s}"], p[f"hand_{s}"] = elbow(shoulder, hand, build.arm, -facing)
    return Joints(p)
