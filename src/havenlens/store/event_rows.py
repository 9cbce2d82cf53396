"""Turn events into rows and JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Row, String, type_coerce

from havenlens.domain.events import Event, Flag, ModifierValue
from havenlens.domain.time import Micros, Span
from havenlens.store.tables import events


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
        modifiers=_answers(row.modifiers),
        comment=row.comment,
        link=row.link,
        flags=flags,
        defaults=frozenset(row.defaults),
        reaction_lag=Micros(row.reaction_lag_us),
    )


STORED = tuple(
    type_coerce(column, type_)
    for column, type_ in (
        (events.c.id, String),
        (events.c.code, String),
        (events.c.onset_us, BigInteger),
        (events.c.offset_us, BigInteger),
        (events.c.actor, String),
        (events.c.target, String),
        (events.c.modifiers, String),
        (events.c.comment, String),
        (events.c.link, String),
        (events.c.unsure, Integer),
        (events.c.off_camera, Integer),
        (events.c.discuss, Integer),
        (events.c.defaults, String),
        (events.c.reaction_lag_us, BigInteger),
    )
)
"""The columns of an event as they lie in the file, for `events_of_stored`."""


def events_of_stored(rows: Iterable[Sequence[Any]]) -> list[Event]:
    """Give the events of many rows of `STORED` columns: what repeats is turned into a value once."""
    person, answers, names = _Once(UUID), _Once(_answers_of_text), _Once(_names_of_text)
    flags = _Once(_flags_of_bits)
    return [
        Event(
            UUID(event_id),
            code,
            Span(onset, offset),
            person[actor],
            None if target is None else person[target],
            answers[modifiers],
            comment,
            None if link is None else UUID(link),
            flags[unsure, off_camera, discuss],
            names[defaults],
            lag,
        )
        for (
            event_id,
            code,
            onset,
            offset,
            actor,
            target,
            modifiers,
            comment,
            link,
            unsure,
            off_camera,
            discuss,
            defaults,
            lag,
        ) in rows
    ]


class _Once(dict[Any, Any]):
    """Makes a value where it is first asked for."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, stored: Any) -> Any:
        value = self[stored] = self._make(stored)
        return value


def _answers_of_text(text: str) -> Mapping[str, ModifierValue]:
    return _answers(json.loads(text))


def _names_of_text(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def _flags_of_bits(bits: tuple[int, int, int]) -> frozenset[Flag]:
    unsure, off_camera, discuss = bits
    told = ((Flag.UNSURE, unsure), (Flag.OFF_CAMERA, off_camera), (Flag.DISCUSS, discuss))
    return frozenset(flag for flag, is_set in told if is_set)


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
        modifiers=_answers(content.get("modifiers", {})),
        comment=content.get("comment", ""),
        link=UUID(content["link"]) if "link" in content else None,
        flags=frozenset(Flag(flag) for flag in content.get("flags", ())),
        defaults=frozenset(content.get("defaults", ())),
        reaction_lag=Micros(content.get("reaction_lag_us", 0)),
    )


def _plain(modifiers: Mapping[str, ModifierValue]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in modifiers.items()}


def _answers(modifiers: Mapping[str, Any]) -> Mapping[str, ModifierValue]:
    """Give answers as values that cannot change; most events have none or single ones."""
    if not any(isinstance(value, list) for value in modifiers.values()):
        return modifiers
    return {name: tuple(value) if isinstance(value, list) else value for name, value in modifiers.items()}
