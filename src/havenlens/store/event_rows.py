"""Turn events into rows and JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from havenlens.domain.events import Event, Flag, ModifierValue, answers_of
from havenlens.domain.time import Micros, Span


def event_row(coding: UUID, event: Event) -> dict[str, Any]:
    """Give the row of an event in the events table."""
    return {
        "id": event.id,
        "coding": coding,
        "code": event.code,
        "onset_us": event.span.start,
        "offset_us": event.span.end,
        "actor": event.actor,
        "target": event.target,
        "modifiers": _plain(event.modifiers),
        "comment": event.comment,
        "link": event.link,
        "unsure": Flag.UNSURE in event.flags,
        "off_camera": Flag.OFF_CAMERA in event.flags,
        "discuss": Flag.DISCUSS in event.flags,
        "defaults": sorted(event.defaults),
        "reaction_lag_us": event.reaction_lag,
    }


def event_of_row(row: Row[Any]) -> Event:
    """Give the event that a row of the events table holds."""
    flags = frozenset(flag for flag in Flag if getattr(row, flag.value))
    return Event(
        id=row.id,
        code=row.code,
        span=Span(Micros(row.onset_us), None if row.offset_us is None else Micros(row.offset_us)),
        actor=row.actor,
        target=row.target,
        modifiers=answers_of(row.modifiers),
        comment=row.comment,
        link=row.link,
        flags=flags,
        defaults=frozenset(row.defaults),
        reaction_lag=Micros(row.reaction_lag_us),
    )


def event_json(event: Event) -> dict[str, Any]:
    """Give an event as it stands in the change log; values that are empty are left out."""
    content: dict[str, Any] = {
        "id": event.id.hex,
        "code": event.code,
        "onset_us": event.span.start,
        "offset_us": event.span.end,
        "actor": event.actor.hex,
    }
    if event.target is not None:
        content["target"] = event.target.hex
    if event.link is not None:
        content["link"] = event.link.hex
    rest = {
        "modifiers": _plain(event.modifiers),
        "comment": event.comment,
        "flags": sorted(event.flags),
        "defaults": sorted(event.defaults),
        "reaction_lag_us": event.reaction_lag,
    }
    content.update({name: value for name, value in rest.items() if value})
    return content


def event_of_json(content: Mapping[str, Any]) -> Event:
    """Give the event that a payload of the change log holds."""
    return Event(
        id=UUID(content["id"]),
        code=content["code"],
        span=Span(content["onset_us"], content["offset_us"]),
        actor=UUID(content["actor"]),
        target=UUID(content["target"]) if "target" in content else None,
        modifiers=answers_of(content.get("modifiers", {})),
        comment=content.get("comment", ""),
        link=UUID(content["link"]) if "link" in content else None,
        flags=frozenset(Flag(flag) for flag in content.get("flags", ())),
        defaults=frozenset(content.get("defaults", ())),
        reaction_lag=Micros(content.get("reaction_lag_us", 0)),
    )


def _plain(modifiers: Mapping[str, ModifierValue]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in modifiers.items()}
