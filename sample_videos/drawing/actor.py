"""A person over time: which way they face and look, how they move, what their face does."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import astuple, dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from drawing.faces import FACES, Face, Head, Look
from drawing.poses import END_OF_TABLE, POSES, READING_ALONG, Pose
from drawing.script import FPS, Person, Scene
from drawing.skeleton import BUILDS, Build, Joints, Point, smooth, solve, stride

POSE_S, TURN_S, HEAD_S, GAZE_S, FACE_S = 0.40, 0.36, 0.32, 0.16, 0.28
GLANCE_S = 2.2
"""A look that lasts less turns the head but not the body."""
Array = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """A person at one moment, ready to be painted."""

    person: Person
    build: Build
    pose: Pose
    joints: Joints
    facing: int
    head: Head
    look: Look
    at: Point


def ease(values: Array, seconds: float) -> Array:
    """Let every change of a row of values take some time, beginning when it happens."""
    n = max(2, round(seconds * FPS))
    u = (np.arange(n) + 0.5) / n
    kernel = 6 * u * (1 - u)
    kernel /= kernel.sum()
    padded = np.concatenate([np.repeat(values[:1], n - 1, axis=0), values])
    if values.ndim == 1:
        return np.convolve(padded, kernel, mode="valid")
    return np.stack([np.convolve(column, kernel, mode="valid") for column in padded.T], axis=1)


class Actor:
    """Plays one person of a scene."""

    def __init__(self, scene: Scene, person: Person, voice: Array) -> None:
        self.scene, self.person, self.voice = scene, person, voice
        self.build = BUILDS[person.cast["build"]]
        self.times = np.arange(scene.frames) / FPS
        self.home = 1 if person.cast.get("table_facing", "left") == "right" else -1
        self._seed = crc32(person.id.encode()) % 997 / 997
        self._track = np.array([person.timeline.position(t) for t in self.times])
        self._walk()
        self._facing = self._facings()
        self._right = ease((self._facing + 1) / 2, TURN_S)
        self._faces = ease(
            np.array([astuple(FACES[person.timeline.at("face", t)]) for t in self.times]), FACE_S
        )
        self._turn = np.zeros((scene.frames, 4))

    def _walk(self) -> None:
        """Work out speed, share of walking and phase of the steps."""
        step = np.diff(self._track[:, 0], prepend=self._track[0, 0])
        speed = np.abs(step) * FPS
        moving = np.clip((speed - 6) / 16, 0, 1)
        self._walking = np.convolve(np.pad(moving, 5, mode="edge"), np.ones(9) / 9, mode="same")[5:-5]
        self._phase = np.cumsum(np.abs(step)) / (self.build.leg * 0.68) * math.pi
        self._going = np.sign(step)

    def pose_of(self, name: str) -> Pose:
        """Find a pose, as this person sits."""
        seats = {"end": END_OF_TABLE, "book": READING_ALONG}
        if name == "sit_table":
            return seats.get(self.person.cast.get("at", ""), POSES[name])
        return POSES[name]

    def _facings(self) -> Array:
        """Work out for every frame which way the body faces."""
        timeline = self.person.timeline
        now = float(self.home)
        result = np.empty(self.scene.frames)
        for i, t in enumerate(self.times):
            pose = self.pose_of(timeline.at("pose", t))
            if self._walking[i] > 0.4 and pose.walks > 0.5 and self._going[i]:
                now = self._going[i]
            elif pose.faces == "table":
                now = self.home
            elif pose.faces == "away":
                now = -self.home
            else:
                now = self._towards_look(t, now)
            result[i] = now
        return result

    def _towards_look(self, t: float, now: float) -> float:
        """Face what is looked at, unless it is a glance."""
        since, _, target = self.person.timeline.changed_at("look", t)
        dx = self.target(target, t)[0] - self._track[self._index(t), 0]
        lasts = self.person.timeline.holds_until("look", t) - since
        return math.copysign(1, dx) if lasts >= GLANCE_S and abs(dx) > 25 else now

    def _index(self, t: float) -> int:
        """Give the frame that is shown at a time."""
        return min(len(self.times) - 1, max(0, round(t * FPS)))

    def target(self, name: str, t: float) -> Point:
        """Give the rough place of something that is looked at."""
        scene = self.scene
        if name in scene.looks:
            return scene.looks[name]
        if name == "phone":
            x, y = self._track[self._index(t)]
            return x - self.home * 55, y - 165
        if name in scene.props:
            x, y = scene.props[name].pos
            return (x, y - 60) if name == "blocks" else (x, y)
        if name == "down":
            x, y = self._track[self._index(t)]
            return x + self.home * 40, y
        x, y = scene.person(name).timeline.position(t)
        return x, y - 150

    def watch(self, heads: Callable[[str, float], Point]) -> None:
        """Work out where head and eyes turn, once the places of all heads are known."""
        ids = {p.id for p in self.scene.people}
        aims = np.empty((self.scene.frames, 4))
        for i, t in enumerate(self.times):
            name = self.person.timeline.at("look", t)
            hx, hy = heads(self.person.id, t)
            tx, ty = heads(name, t) if name in ids else self.target(name, t)
            dx, dy = tx - hx, ty - hy
            near = 1 - math.exp(-abs(dx) / 70)
            yaw = math.copysign(near, dx) * 0.66
            pitch = max(-0.35, min(0.62, math.atan2(dy, abs(dx) + 90) * 0.62))
            aims[i] = yaw, pitch, math.copysign(min(1.0, near * 1.1), dx), max(-0.45, min(1.0, pitch * 2.4))
        self._turn = np.concatenate([ease(aims[:, :2], HEAD_S), ease(aims[:, 2:], GAZE_S)], axis=1)

    def yaw(self, t: float) -> float:
        """Give how far the head is turned to the right."""
        return float(self._turn[self._index(t), 0])

    def joints(self, t: float, anchor: Callable[[str], Point]) -> Joints:
        """Give the body at a time, between the pose before and the pose now."""
        i = self._index(t)
        began, before, now = self.person.timeline.changed_at("pose", t)
        w = smooth((t - began + 1 / FPS) / POSE_S)
        body = self._posed(self.pose_of(now), i, t, anchor)
        if w < 1:
            body = self._posed(self.pose_of(before), i, t, anchor).blend(body, w)
        return body

    def _posed(self, pose: Pose, i: int, t: float, anchor: Callable[[str], Point]) -> Joints:
        """Give the body in one pose, turned and walking as it is at frame i."""
        at = (float(self._track[i, 0]), float(self._track[i, 1]))
        share, walking = float(self._right[i]), float(self._walking[i]) * pose.walks
        sides = [s for s, needed in ((-1, share < 1), (1, share > 0)) if needed]
        bodies = []
        for side in sides:
            body = solve(pose, self.build, at, side, t, anchor)
            if walking > 0.01:
                upright = solve(POSES["walk"], self.build, at, side, t, anchor)
                body = body.blend(stride(upright, self.build, at, side, float(self._phase[i])), walking)
            bodies.append(body)
        return bodies[0] if len(bodies) == 1 else bodies[0].blend(bodies[1], smooth(share))

    def _blink(self, t: float) -> float:
        """Give how far a blink has shut the eyes."""
        every = 3.1 + 1.7 * self._seed
        since = (t + self._seed * 5) % every
        return math.sin(math.pi * since / 0.18) if since < 0.18 else 0.0

    def _gesture(self, t: float) -> tuple[float, float]:
        """Give what nodding adds to the pitch and shaking to the yaw of the head."""
        for g in self.scene.gestures:
            if g.who == self.person.id and g.t0 <= t < g.t1:
                rise = math.sin(math.pi * (t - g.t0) / (g.t1 - g.t0)) ** 0.5
                beat = math.sin(2 * math.pi * 1.9 * (t - g.t0))
                return (0.34 * beat * rise, 0.0) if g.kind == "nod" else (0.0, 0.34 * beat * rise)
        return 0.0, 0.0

    def pose_now(self, t: float) -> Pose:
        """Give the pose of the keyframe that holds."""
        return self.pose_of(self.person.timeline.at("pose", t))

    def state(self, t: float, joints: Joints) -> State:
        """Give everything needed to paint the person at a time."""
        i, pose, cast = self._index(t), self.pose_now(t), self.person.cast
        face = Face(*self._faces[i])
        yaw, pitch, gx, gy = (float(v) for v in self._turn[i])
        nod, shake = self._gesture(t)
        facing = 1 if self._right[i] >= 0.5 else -1
        tilt = (pose.tilt * facing + face.tilt * 0.8 * (1 if yaw >= 0 else -1)) + nod * 0.08
        tilt += 0.012 * math.sin(2 * math.pi * t / 5.3 + 6 * self._seed)
        head = Head(
            x=joints["head"][0] + yaw * 3,
            y=joints["head"][1] + nod * 12,
            r=self.build.head_r,
            h=self.build.head_h,
            yaw=yaw + shake,
            pitch=pitch + pose.pitch + nod,
            tilt=tilt,
            skin=cast["skin"],
            hair=self.person.hair_colour,
            child=self.build.child,
        )
        look = Look(face, (gx, gy), self._blink(t), float(self.voice[i]), t)
        at = (float(self._track[i, 0]), float(self._track[i, 1]))
        return State(self.person, self.build, pose, joints, facing, head, look, at)
