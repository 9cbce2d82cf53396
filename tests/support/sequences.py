"""A small scheme, acts by the second, and the scenes' master codes, for tests of sequences."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from havenlens.domain.codebook import Code, CodeGroup, Exclusive, Kind, Role, Scheme
from havenlens.domain.time import SECOND, Span, seconds
from havenlens.exchange.schemes import find_scheme, load_scheme
from havenlens.sequences.acts import Act, coded

SAMPLES = Path(__file__).parents[2] / "sample_videos"


def code(name, code_class, kind=Kind.POINT, group="group", **others):
    return Code(name, name, "a", kind, group, code_class, ("seeker",), (), "#000000", "", **others)


SCHEME = Scheme(
    id="test",
    name="Test",
    version="1.0.0",
    license="",
    contexts=(),
    summary="",
    notice="",
    roles=(Role("seeker", "Seeker", many=True),),
    groups=(CodeGroup("states", "States", Exclusive.PER_ACTOR),),
    codes=(
        code("bid", "bid", safe_haven=True),
        code("chat", "bid", safe_haven=False),
        code("comforts", "sensitive"),
        code("nods", "partial"),
        code("snaps", "insensitive"),
        code("comes", "unbidden"),
        code("settles", "relief"),
        code("distress", "distress", Kind.STATE),
        code("telling", "telling", Kind.STATE),
        code("calm", "calm", Kind.STATE, group="states"),
        code("upset", "calm", Kind.STATE, group="states"),
    ),
)


def act(at, name, actor="ADA", target=None, until=None, **others):
    """Make an act; times are in seconds."""
    offset = None if until is None else round(until * SECOND)
    return Act(others.pop("id", (at, name, actor)), round(at * SECOND), offset, name, actor, target, **others)


def film(end, start=0):
    """Give the time that was coded, from its seconds."""
    return Span(seconds(start), seconds(end))


def coding(*acts, end=100, **others):
    """Check and order acts of `SCHEME` in coded time that ends after some seconds."""
    return coded(acts, SCHEME, film(end), **others)


@cache
def shipped(scheme):
    """Load a shipped scheme once."""
    return load_scheme(find_scheme(scheme))


@cache
def read(name):
    """Read one of the samples' YAML files."""
    return YAML(typ="safe").load((SAMPLES / name).read_text(encoding="utf-8"))


def scene_coding(scene, scheme):
    """Give the master codes of a scene by one of the shipped schemes, with the scene's casting."""
    script = read(f"{scene}.yaml")
    master = script["master"][scheme]
    acts = [
        Act(
            id=number,
            onset=seconds(event["onset"]),
            offset=seconds(event["offset"]) if "offset" in event else None,
            code=event["code"],
            actor=event["actor"],
            target=event.get("target"),
            modifiers=event.get("modifiers", {}),
        )
        for number, event in enumerate(master["events"])
    ]
    roles = {role: tuple(people) for role, people in master["roles"].items()}
    return coded(acts, shipped(scheme), film(script["duration_s"]), scene, roles=roles)


def recipe(scheme, kind, name=None):
    """Give a scheme's first recipe of a kind, or the one with an id."""
    return next(one for one in scheme.recipes if isinstance(one, kind) and name in (None, one.id))
