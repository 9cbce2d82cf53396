"""Puts one scene together: who stands before what at each frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter

from drawing import props
from drawing.actor import Actor, State
from drawing.figures import paint_embrace, paint_lower, paint_shadow, paint_upper
from drawing.ink import Point, box, fill
from drawing.overlay import paint_clock, paint_flash, paint_tags
from drawing.rooms import ROOMS
from drawing.script import FPS, HEIGHT, WIDTH, Scene
from drawing.skeleton import Joints
from drawing.speech import paint_bubble, paint_caption, place

EVERY = 5
"""Heads are followed at every fifth frame to find out where looks go."""


class Stage:
    """Draws the frames of one scene."""

    def __init__(self, scene: Scene, voices: dict[str, NDArray[np.float64]]) -> None:
        self.scene = scene
        self.actors = {p.id: Actor(scene, p, voices[p.id]) for p in scene.people}
        self._heads = self._follow_heads()
        for actor in self.actors.values():
            actor.watch(self._head_at)
        self._room = self._paint_room()
        self._seats = {who: self._seat_places(a) for who, a in self.actors.items() if "seat" in a.person.cast}
        self._bubbles = place(scene, self._face_rect, self._busy)

    def _paint_room(self) -> QImage:
        """Paint the background once."""
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        p = QPainter(image)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ROOMS[self.scene.room](p)
        p.end()
        return image

    def _follow_heads(self) -> dict[str, NDArray[np.float64]]:
        """Find the head of everybody over the whole scene."""
        frames = np.arange(self.scene.frames)
        some = frames[::EVERY]
        bodies = [self._bodies(i / FPS) for i in some]
        return {
            who: np.stack(
                [np.interp(frames, some, [b[who]["head"][k] for b in bodies]) for k in (0, 1)], axis=1
            )
            for who in self.actors
        }

    def _head_at(self, who: str, t: float) -> Point:
        """Give the middle of somebody's head."""
        i = min(self.scene.frames - 1, round(t * FPS))
        x, y = self._heads[who][i]
        return float(x), float(y)

    def _face_rect(self, who: str, t: float) -> QRectF:
        """Give the rectangle of a face with its hair."""
        x, y = self._head_at(who, t)
        build = self.actors[who].build
        r, h = build.head_r * 1.16, build.head_h * 1.22
        return QRectF(x - r, y - h - 4, 2 * r, 2 * h)

    def _busy(self, t: float) -> list[QRectF]:
        """Give the places of hands that are raised, which a bubble must not hide."""
        rects = []
        for who, body in self._bodies(t).items():
            for side in ("l", "r"):
                x, y = body[f"hand_{side}"]
                if y < body["head"][1] + self.actors[who].build.head_h:
                    rects.append(QRectF(x - 20, y - 26, 40, 46))
        if "blocks" in self.scene.props:
            x, y = self.scene.props["blocks"].pos
            high = props.tower_height(self.scene.props["blocks"], t)
            rects.append(QRectF(x - 30, y - high - 10, 60, high))
        return rects

    def _anchor(self, actor: Actor, t: float, name: str, done: dict[str, Joints]) -> Point:
        """Give the place of something a hand goes to."""
        scene = self.scene
        ax, ay = actor.person.timeline.position(t)
        if name == "their_back":
            return self._back_of(actor, t, done)
        if name in ("table", "edge"):
            table = min(scene.tables.values(), key=lambda q: abs((q["left"] + q["right"]) / 2 - ax))
            y = (table["back"] + table["front"]) / 2
            if name == "edge":
                return (table["left"] if actor.home > 0 else table["right"]), y
            return min(max(ax, table["left"] + 46), table["right"] - 46), y
        if name == "blocks":
            x, y = scene.props["blocks"].pos
            return x, y - props.tower_height(scene.props["blocks"], t)
        if name == "kettle":
            x, y = scene.props["kettle"].pos
            return x + 46, y - 38
        if name in scene.props:
            return scene.props[name].pos
        return scene.looks.get(name, (ax, ay - 100))

    def _back_of(self, actor: Actor, t: float, done: dict[str, Joints]) -> Point:
        """Give the upper back of the person who is looked at."""
        other = actor.person.timeline.at("look", t)
        if other not in done:
            return actor.person.timeline.position(t)
        neck, hip = done[other]["neck"], done[other]["hip"]
        side = 1 if neck[0] > actor.person.timeline.position(t)[0] else -1
        return neck[0] + side * 22, neck[1] + (hip[1] - neck[1]) * 0.62

    def _bodies(self, t: float) -> dict[str, Joints]:
        """Give the joints of everybody; who touches somebody comes after them."""
        done: dict[str, Joints] = {}

        def reaches(who: str) -> bool:
            _, before, now = self.actors[who].person.timeline.changed_at("pose", t)
            return "kneel_hand_on_back" in (before, now)

        for who in sorted(self.actors, key=reaches):
            actor = self.actors[who]
            done[who] = actor.joints(t, lambda name, a=actor: self._anchor(a, t, name, done))  # type: ignore[misc]
        return done

    def _seat_places(self, actor: Actor) -> NDArray[np.float64]:
        """Give the place of a seat at every frame: under its person, waiting in between."""
        times = np.arange(self.scene.frames) / FPS
        seated = np.array([actor.pose_now(t).seated for t in times])
        track = np.array([actor.person.timeline.position(t) for t in times])
        return np.stack([np.interp(times, times[seated], track[seated, k]) for k in (0, 1)], axis=1)

    def _paint_seat(self, p: QPainter, who: str, frame: int) -> None:
        """Paint the chair or stool of a person."""
        actor = self.actors[who]
        x, y = self._seats[who][frame]
        tone = "#B9824F" if self.scene.room == "kitchen" else "#7E9AA6"
        kind = actor.person.cast["seat"]
        side_on = actor.person.cast.get("at") == "end"
        if kind == "chair" and not side_on:
            high = actor.build.leg * 0.5
            fill(
                p,
                box(x - 36, y - high - actor.build.torso * 0.78, 72, actor.build.torso * 0.62, 10),
                "#6B8794",
            )
        props.paint_seat(p, kind if side_on else "stool", x, y, actor.build.leg * 0.54, actor.home, tone)

    def _paint_floor(self, p: QPainter, states: dict[str, State], frame: int, t: float) -> None:
        """Paint people, seats and what stands on the floor, from the back to the front."""
        jobs: list[tuple[float, int, object]] = [
            (float(self._seats[w][frame][1]) - 2, 0, w) for w in self._seats
        ]
        jobs += [(s.at[1], 2, s) for s in states.values()]
        if "blocks" in self.scene.props:
            jobs.append((self.scene.props["blocks"].pos[1] - 1, 1, None))
        for _, kind, what in sorted(jobs, key=lambda j: j[:2]):
            if isinstance(what, State):
                paint_lower(p, what)
                if not what.pose.over_table:
                    paint_upper(p, what)
            elif kind == 0:
                self._paint_seat(p, str(what), frame)
            else:
                props.paint_blocks(p, self.scene.props["blocks"], t)

    def _paint_back(self, p: QPainter, t: float) -> None:
        """Paint things that stand against the wall."""
        if "kettle" in self.scene.props:
            kettle = self.scene.props["kettle"]
            began, _, on = kettle.timeline.changed_at("on", t)
            props.paint_kettle(p, kettle.pos, t, on=bool(on), since=t - began)
        phone = self.scene.props.get("phone")
        in_hand = any(a.pose_now(t).far.holds == "phone" for a in self.actors.values())
        if phone and not in_hand and not phone.timeline.at("held", t):
            x, y = phone.pos
            fill(p, box(x - 22, y - 5, 44, 6, 2.5), "#20242B")

    def _paint_tables(self, p: QPainter, t: float) -> None:
        """Paint tables with what lies on them."""
        for table in self.scene.tables.values():
            props.paint_table(p, table)
        painters = {"puzzle": props.paint_puzzle, "page": props.paint_page, "book": props.paint_book}
        for name, paint in painters.items():
            if name in self.scene.props:
                paint(p, self.scene.props[name], t)
        if self.scene.room == "kitchen":
            x, y = self.scene.looks["cup"]
            props.paint_cup(p, x, y + 14, "#E8E2D6", t, warm=t < 60)
            props.paint_cup(p, 606, y + 2, "#D9A05B", t, warm=t < 60)

    def paint(self, p: QPainter, frame: int) -> None:
        """Paint one frame."""
        t = frame / FPS
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.drawImage(0, 0, self._room)
        bodies = self._bodies(t)
        states = {who: actor.state(t, bodies[who]) for who, actor in self.actors.items()}
        self._paint_back(p, t)
        for s in states.values():
            paint_shadow(p, s)
        self._paint_floor(p, states, frame, t)
        self._paint_tables(p, t)
        for s in sorted(states.values(), key=lambda q: q.at[1]):
            if s.pose.over_table:
                paint_upper(p, s)
        for s in states.values():
            if s.pose.far_over_all:
                paint_embrace(p, s)
        paint_tags(p, list(states.values()))
        self._paint_words(p, t)
        paint_clock(p, frame)
        paint_flash(p, frame)

    def _mouth_side(self, who: str, t: float) -> int:
        """Say on which side of a face its mouth is free: 0 where somebody else is close."""
        face = self._face_rect(who, t)
        side = 1 if self.actors[who].yaw(t) >= 0 else -1
        beside = QRectF(face.center().x() + side * face.width() * 0.56 - 20, face.top(), 40, face.height())
        taken = [self._face_rect(p.id, t) for p in self.scene.people if p.id != who] + self._busy(t)
        return 0 if any(beside.intersects(r) for r in taken) else side

    def _paint_words(self, p: QPainter, t: float) -> None:
        """Paint the bubble and the caption of the line that is spoken."""
        for bubble in self._bubbles:
            if bubble.line.t0 <= t < bubble.until:
                paint_bubble(
                    p, bubble, self._face_rect(bubble.line.who, t), self._mouth_side(bubble.line.who, t)
                )
                paint_caption(p, self.scene, bubble.line)
