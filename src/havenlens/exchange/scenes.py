"""Read the codings of a scripted scene: who did what when, and how it was rated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from havenlens.domain.events import PeriodKind
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, seconds
from havenlens.exchange.yaml import read_yaml
from havenlens.services.importing import CodingDraft, EventDraft, RatingDraft

_MISFITS = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""What reading raises where a file has another shape than a scene, or a time that is none."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene file: its length, and the master coding of each scheme by scheme id."""

    id: str
    title: str
    duration: Micros
    master: Mapping[str, CodingDraft] = field(default_factory=dict)


def read_scene(path: Path) -> Scene:
    """Read a scene with its master codings; raise `StudyError` where something is missing."""
    content = read_yaml(path)
    try:
        duration = seconds(content["duration_s"])
        master = {scheme: _draft(coding, duration) for scheme, coding in content["master"].items()}
        return Scene(content["id"], content["title"], duration, master)
    except _MISFITS as error:
        raise StudyError("file.bad_scene", path=path, detail=error) from error


def read_second_coder(path: Path, scene: Scene) -> Mapping[str, CodingDraft]:
    """Read another coder's codings of a scene; roles are those of the master."""
    content = read_yaml(path)
    try:
        codings = content["scenes"].get(scene.id, {})
        return {
            scheme: _draft({"roles": scene.master[scheme].roles, **coding}, scene.duration)
            for scheme, coding in codings.items()
        }
    except _MISFITS as error:
        raise StudyError("file.bad_scene", path=path, detail=error) from error


def _draft(coding: Mapping[str, Any], duration: Micros) -> CodingDraft:
    roles = {role: tuple(people) for role, people in coding["roles"].items()}
    ratings = [
        RatingDraft(PeriodKind(coding["rating_scope"]), 1, Span(Micros(0), duration), dimension, score)
        for dimension, score in coding.get("ratings", {}).items()
    ]
    intervals = coding.get("interval_ratings", {}).get("rows", ())
    for ordinal, row in enumerate(intervals, start=1):
        ratings += _interval(ordinal, row)
    return CodingDraft(roles, tuple(_event(event) for event in coding.get("events", ())), tuple(ratings))


def _event(content: Mapping[str, Any]) -> EventDraft:
    onset = seconds(content["onset"])
    offset = seconds(content["offset"]) if "offset" in content else onset
    return EventDraft(
        content["code"], onset, offset, content["actor"], content.get("target"), content.get("modifiers", {})
    )


def _interval(ordinal: int, row: Mapping[str, Any]) -> list[RatingDraft]:
    """One interval rates the recipient and the partner; which is which stays with the score."""
    span = Span(seconds(row["start"]), seconds(row["end"]))
    named = {"start", "end", "recipient", "partner"}
    return [
        RatingDraft(
            PeriodKind.INTERVAL, ordinal, span, dimension, score, None, row["recipient"], row["partner"]
        )
        for dimension, score in row.items()
        if dimension not in named
    ]
