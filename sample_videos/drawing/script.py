"""Read a scene file and its staging, refuse what cannot be drawn, and answer what holds at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

WIDTH, HEIGHT, FPS = 1280, 720, 25
PROP_KINDS = {
    "blocks": {"tower", "base"},
    "puzzle": {"pieces"},
    "page": {"problems_visible"},
    "book": {"open"},
    "phone": {"held"},
    "kettle": {"on"},
}
SOUND_KINDS = ("sync_beep", "crash", "snap", "sigh", "kettle")
GESTURES = ("nod", "shake")


class ScriptError(ValueError):
    """A scene or staging file asks for something that cannot be drawn."""


@dataclass(frozen=True)
class Key:
    """What one keyframe gives."""

    t: float
    values: dict[str, Any]


class Timeline:
    """Keyframes of one person or prop: each value holds until the next keyframe that gives it."""

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        self._by_name: dict[str, list[tuple[float, Any]]] = {}
        for key in keys:
            for name, value in key.values.items():
                self._by_name.setdefault(name, []).append((key.t, value))
        self._times = {name: [t for t, _ in pairs] for name, pairs in self._by_name.items()}

    def at(self, name: str, t: float, default: Any = None) -> Any:
        """Give the value that holds at t."""
        i = bisect_right(self._times.get(name, []), t + 1e-9) - 1
        return self._by_name[name][i][1] if i >= 0 else default

    def changed_at(self, name: str, t: float) -> tuple[float, Any, Any]:
        """Give when the value of t began, the value before and the value now."""
        pairs = self._by_name.get(name, [])
        i = bisect_right(self._times.get(name, []), t + 1e-9) - 1
        if i < 0:
            return 0.0, None, None
        before = pairs[i - 1][1] if i > 0 else pairs[i][1]
        return pairs[i][0] if i > 0 else -10.0, before, pairs[i][1]

    def holds_until(self, name: str, t: float) -> float:
        """Give the time of the next keyframe that gives this value."""
        times = self._times.get(name, [])
        i = bisect_right(times, t + 1e-9)
        return times[i] if i < len(times) else 1e9

    def pairs(self, name: str) -> list[tuple[float, Any]]:
        """Give all (time, value) pairs of a name."""
        return self._by_name.get(name, [])

    def position(self, t: float) -> tuple[float, float]:
        """Give the position in pixels, linear between keyframes."""
        pairs, times = self._by_name["pos"], self._times["pos"]
        i = bisect_right(times, t + 1e-9) - 1
        x, y = pairs[max(i, 0)][1]
        if 0 <= i < len(pairs) - 1:
            (t0, _), (t1, (x1, y1)) = pairs[i], pairs[i + 1]
            w = (t - t0) / (t1 - t0)
            x, y = x + (x1 - x) * w, y + (y1 - y) * w
        return x * WIDTH, y * HEIGHT


@dataclass(frozen=True)
class Line:
    """One spoken line."""

    t0: float
    t1: float
    who: str
    text: str


@dataclass(frozen=True)
class Gesture:
    """A nod or a shake of the head, which the scene files leave to the drawing."""

    who: str
    kind: str
    t0: float
    t1: float


@dataclass(frozen=True)
class Person:
    """A participant with everything needed to draw and voice them."""

    id: str
    name: str
    shirt: str
    hair_colour: str
    cast: dict[str, Any]
    voice: dict[str, Any]
    timeline: Timeline


@dataclass(frozen=True)
class Prop:
    """A thing that changes."""

    id: str
    pos: tuple[float, float]
    timeline: Timeline


@dataclass(frozen=True)
class Scene:
    """One scene, ready to draw."""

    id: str
    title: str
    duration: float
    room: str
    looks: dict[str, tuple[float, float]]
    tables: dict[str, dict[str, Any]]
    people: list[Person]
    props: dict[str, Prop]
    lines: list[Line]
    sounds: list[tuple[float, str]]
    gestures: list[Gesture]

    @property
    def frames(self) -> int:
        """Give the number of frames."""
        return round(self.duration * FPS)

    def person(self, who: str) -> Person:
        """Find a person by the id of the scene file."""
        return next(p for p in self.people if p.id == who)


@dataclass(frozen=True)
class Vocabulary:
    """The words a scene and its staging may use."""

    poses: Collection[str]
    faces: Collection[str]
    builds: Collection[str]
    hair: Collection[str]
    rooms: Collection[str]


def _require(value: Any, allowed: Collection[str], file: Path, what: str) -> None:
    """Refuse a value that is not in the vocabulary, naming file, place and value."""
    if value not in allowed:
        msg = f"{file.name}: {what} is “{value}”, which is not one of {', '.join(sorted(allowed))}."
        raise ScriptError(msg)


def _timeline(raw: list[dict[str, Any]], allowed: Collection[str], file: Path, what: str) -> Timeline:
    """Read keyframes in order of time."""
    keys: list[Key] = []
    for row in raw:
        for name in row:
            _require(name, {"t", *allowed}, file, f"a field of a keyframe of {what}")
        if keys and row["t"] < keys[-1].t:
            msg = f"{file.name}: keyframes of {what} are not in order at t = {row['t']}."
            raise ScriptError(msg)
        keys.append(Key(float(row["t"]), {k: v for k, v in row.items() if k != "t"}))
    return Timeline(keys)


def _people(raw: dict[str, Any], staging: dict[str, Any], words: Vocabulary, file: Path) -> list[Person]:
    """Read participants and check their poses, faces and looks."""
    ids = [p["id"] for p in raw["participants"]]
    targets = {*ids, *(p["id"] for p in raw["props"]), *staging["looks"], "down"}
    people = []
    for row in raw["participants"]:
        who = row["id"]
        _require(who, staging["cast"], file, "a participant without a cast entry in staging.yaml")
        timeline = _timeline(row["keyframes"], {"pos", "face", "pose", "look"}, file, who)
        for key in timeline.keys:
            where = f"of {who} at {key.t} s"
            for name, allowed in (("pose", words.poses), ("face", words.faces), ("look", targets)):
                if name in key.values:
                    _require(key.values[name], allowed, file, f"{name} {where}")
        cast = staging["cast"][who]
        _require(cast["build"], words.builds, Path("staging.yaml"), f"build of {who}")
        _require(cast["hair"], words.hair, Path("staging.yaml"), f"hair of {who}")
        draw = row["draw"]
        people.append(
            Person(who, row["pseudonym"], draw["shirt"], draw["hair"], cast, staging["voices"][who], timeline)
        )
    return people


def _props(raw: dict[str, Any], file: Path) -> dict[str, Prop]:
    """Read props and check their kinds."""
    props = {}
    for row in raw["props"]:
        _require(row["id"], PROP_KINDS, file, "a prop")
        timeline = _timeline(row["keyframes"], PROP_KINDS[row["id"]], file, row["id"])
        props[row["id"]] = Prop(row["id"], (row["pos"][0] * WIDTH, row["pos"][1] * HEIGHT), timeline)
    return props


def _lay_on_tables(props: dict[str, Prop], staging: dict[str, Any]) -> dict[str, Prop]:
    """Put props where the staging wants them: on a table, at their own x, or at a place of its own."""
    tables = {t["id"]: t for t in staging["tables"]}
    laid = dict(props)
    for prop_id, (x, y) in staging.get("places", {}).items():
        laid[prop_id] = Prop(prop_id, (x, y), props[prop_id].timeline)
    for prop_id, table_id in staging["on_table"].items():
        table = tables[table_id]
        laid[prop_id] = Prop(
            prop_id, (props[prop_id].pos[0], (table["back"] + table["front"]) / 2), props[prop_id].timeline
        )
    return laid


def _gestures(rows: list[dict[str, Any]]) -> list[Gesture]:
    """Read gestures and check their kinds."""
    for row in rows:
        _require(row["kind"], GESTURES, Path("staging.yaml"), f"gesture of {row['who']}")
    return [Gesture(**row) for row in rows]


def read_scene(file: Path, staging_file: Path, words: Vocabulary) -> Scene:
    """Read one scene with its staging."""
    yaml = YAML(typ="safe")
    raw = yaml.load(file.read_text(encoding="utf-8"))
    stagings = yaml.load(staging_file.read_text(encoding="utf-8"))["scenes"]
    _require(raw["id"], stagings, file, "the id of a scene without staging")
    staging = stagings[raw["id"]]
    _require(staging["room"], words.rooms, staging_file, f"the room of {raw['id']}")
    people = _people(raw, staging, words, file)
    for sound in raw["sounds"]:
        _require(sound["kind"], SOUND_KINDS, file, f"the sound at {sound['t']} s")
    for line in raw["lines"]:
        _require(line["who"], {p.id for p in people}, file, f"the speaker at {line['t0']} s")
    return Scene(
        id=raw["id"],
        title=raw["title"],
        duration=float(raw["duration_s"]),
        room=staging["room"],
        looks={name: (x, y) for name, (x, y) in staging["looks"].items()},
        tables={t["id"]: t for t in staging["tables"]},
        people=people,
        props=_lay_on_tables(_props(raw, file), staging),
        lines=[Line(float(r["t0"]), float(r["t1"]), r["who"], r["text"]) for r in raw["lines"]],
        sounds=[(float(s["t"]), s["kind"]) for s in raw["sounds"]],
        gestures=_gestures(staging["gestures"]),
    )
