"""Codings of one minute by several coders, event by event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.events import Changes, Event
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services import submitting
from havenlens.services.history import Step
from havenlens.services.study_store import NewObservation
from tests.support.studies import SmallStudy

_ids = count(1)


def micros(value: float) -> Micros:
    """Turn seconds into microseconds."""
    return Micros(round(value * SECOND))


def minute(small: SmallStudy, name: str = "minute") -> UUID:
    """Add an observation of a minute with everybody in it."""
    people = [person.id for person in small.people.values()]
    return small.study.add_observation(NewObservation(name, duration=micros(60), participants=people)).id


def event(small: SmallStudy, code: str, start: float, end: float | None = None, **values: Any) -> Event:
    """Make an event of Mia's (of Mr. Dale's where he comforts); seconds."""
    actor = values.pop("actor", small.dale if code == "comforts" else small.mia)
    target = values.pop("target", {"comforts": small.mia, "bids": small.dale}.get(code))
    span = Span(micros(start), micros(start if end is None else end))
    return Event(UUID(int=next(_ids)), code, span, actor, target, **values)


def coded(
    small: SmallStudy,
    place: UUID,
    coder: str,
    *events: Event,
    purpose: Purpose = Purpose.RELIABILITY,
    open_: bool = False,
) -> Coding:
    """Add a coding with events by a coder, handed in unless it is to stay open."""
    study = small.study
    casting = {"seeker": (small.mia, small.amir), "provider": (small.dale,)}
    who = study.add_coder(coder).id
    coding = study.add_coding(place, small.scheme.id, who, purpose, casting)
    step = Step(uuid4(), "press", Changes(added=tuple(events)), datetime.now(UTC), who)
    study.store.write_events(coding.id, step)
    return coding if open_ else submitting.submit(study, coding)


def usual_pair(small: SmallStudy, place: UUID) -> tuple[Coding, Coding]:
    """Give two codings with one disagreement of each kind (but a lag), and an event both agree on."""
    need = {"need": "help"}
    mine = [
        event(small, "upset", 5, 9),
        event(small, "bids", 12, modifiers=need),
        event(small, "bids", 20, modifiers=need),
        event(small, "returns", 30),
        event(small, "bids", 40, modifiers=need),
    ]
    theirs = [
        event(small, "upset", 5.1, 10),
        event(small, "bids", 12.2, modifiers=need),
        event(small, "returns", 20.3),
        event(small, "bids", 40, modifiers={"need": "comfort"}),
        event(small, "returns", 50),
    ]
    return coded(small, place, "MK", *mine), coded(small, place, "TB", *theirs)


def status_of(small: SmallStudy, coding: UUID) -> CodingStatus:
    """Give how far a coding is."""
    return next(one.status for one in small.study.store.list_codings() if one.id == coding)


def events_of(small: SmallStudy, coding: UUID) -> Sequence[tuple[str, float]]:
    """List codes and onsets in seconds."""
    return [(e.code, e.span.start / SECOND) for e in small.study.store.events_of(coding)]
