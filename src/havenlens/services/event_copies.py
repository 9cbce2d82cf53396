"""Copy events between codings: as JSON for this program, as a table of text for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from havenlens.domain.coding import NewId, Refused, check_event, check_overlap
from havenlens.domain.editing import Edited, Ground, Outcome
from havenlens.domain.events import Changes, Event, Flag, ModifierValue
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, Span, clock
from havenlens.words.catalogue import tr
from havenlens.words.editing import left_out

MIME = "application/x-havenlens-events+json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class CopiedPerson:
    """A person of a copied event: their id, and the roles held with the place among its holders."""

    id: UUID
    roles: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """Copied events with the people they name."""

    events: tuple[Event, ...]
    people: Mapping[UUID, CopiedPerson]


def copied(events: Sequence[Event], casting: Mapping[str, tuple[UUID, ...]]) -> Copies:
    """Take copies of events, in time order."""
    ordered = tuple(sorted(events, key=lambda event: (event.span, event.id.int)))
    named = {person for event in ordered for person in (event.actor, event.target) if person is not None}
    people = {
        person: CopiedPerson(
            person,
            tuple((role, held.index(person)) for role, held in casting.items() if person in held),
        )
        for person in named
    }
    return Copies(ordered, people)


def to_json(copies: Copies) -> str:
    """Write copies for the clipboard."""
    content = {
        "format": _FORMAT,
        "people": [
            {"id": str(p.id), "roles": [list(role) for role in p.roles]} for p in copies.people.values()
        ],
        "events": [_event_content(event) for event in copies.events],
    }
    return json.dumps(content, ensure_ascii=False)


def from_json(text: str) -> Copies:
    """Read copies from the clipboard; raise `StudyError` for what is none."""
    try:
        content = json.loads(text)
        _expect(content["format"])
        people = {
            UUID(one["id"]): CopiedPerson(
                UUID(one["id"]), tuple((str(role), int(place)) for role, place in one["roles"])
            )
            for one in content["people"]
        }
        return Copies(tuple(_event_of(one) for one in content["events"]), people)
    except (ValueError, KeyError, TypeError) as error:
        raise StudyError("editing.nothing_to_paste") from error


def _expect(found: object) -> None:
    if found != _FORMAT:
        raise ValueError(found)


def to_text(copies: Copies, ground: Ground) -> str:
    """Write copies as a table with tabs between its cells, as spreadsheets paste it."""
    scheme, names = ground.scheme, ground.names
    rows = [(tr("Onset"), tr("Offset"), tr("Code"), tr("Who"), tr("To whom"), tr("Modifiers"), tr("Comment"))]
    for event in copies.events:
        asked = {modifier.id: modifier for modifier in scheme.modifiers_of(event.code)}
        answers = [
            f"{asked[name].name}: {asked[name].shown(value)}"
            for name, value in event.modifiers.items()
            if name in asked
        ]
        end = event.span.end
        rows.append(
            (
                clock(event.span.start),
                "" if end is None or event.span.is_instant else clock(end),
                scheme.code_by_id[event.code].name,
                names.get(event.actor, ""),
                "" if event.target is None else names.get(event.target, ""),
                " · ".join(answers),
                event.comment,
            )
        )
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def paste(copies: Copies, ground: Ground, new_id: NewId, at: Micros | None = None) -> Outcome:
    """Work out what pasting adds: at the same times, or with the first onset at a moment.

    People are the same ones, or those who hold the same role at the same place. What is there already or
    cannot be here is left out, and counted by its reason.
    """
    if not copies.events:
        return Refused(Problem("editing.nothing_to_paste"))
    by = 0 if at is None else at - copies.events[0].span.start
    pasting = _Pasting(copies, ground, new_id, by)
    for event in copies.events:
        pasting.take(event)
    added, total = pasting.linked(), len(copies.events)
    why = left_out(**pasting.missed)
    if not added:
        return Refused(Problem("editing.pasted_none", {"total": total, "why": why}))
    values = {"n": len(added), "total": total, "why": why}
    return Edited(Changes(added=added), Problem("editing.pasted_some" if why else "editing.pasted", values))


class _Pasting:
    """Takes one copied event after the other and keeps count of what cannot be pasted, and why."""

    def __init__(self, copies: Copies, ground: Ground, new_id: NewId, by: int) -> None:
        self._copies, self._ground, self._new_id, self._by = copies, ground, new_id, by
        self._there = EventSeries(ground.scheme, ground.events)
        self._known = {_sameness(event) for event in ground.events}
        self._ids: dict[UUID, UUID] = {}
        self._added: list[Event] = []
        reasons = ("known", "unknown", "nobody", "outside", "overlapping", "unfit")
        self.missed = dict.fromkeys(reasons, 0)

    def take(self, event: Event) -> None:
        reason = self._try(event)
        if reason is not None:
            self.missed[reason] += 1

    def linked(self) -> tuple[Event, ...]:
        """Give what is pasted, with links to what was pasted with it or is there."""
        series, ids = self._ground.events, self._ids

        def link(event: Event) -> UUID | None:
            if event.link is None or event.link in ids:
                return None if event.link is None else ids[event.link]
            return event.link if event.link in series else None

        return tuple(event.with_(link=link(event)) for event in self._added)

    def _try(self, event: Event) -> str | None:
        ground = self._ground
        code = ground.scheme.code_by_id.get(event.code)
        if code is None:
            return "unknown"
        actor = self._person(event.actor)
        target = None if event.target is None else self._person(event.target)
        if actor is None or (target is None and event.target is not None):
            return "nobody"
        fresh = event.with_(
            id=self._new_id(),
            actor=actor,
            target=target,
            span=event.span.shifted(self._by),
            defaults=frozenset(),
        )
        if _sameness(fresh) in self._known:
            return "known"
        end = fresh.span.start if fresh.span.end is None else fresh.span.end
        film = ground.film
        if fresh.span.start < film.start or (film.end is not None and end > film.end):
            return "outside"
        if check_event(fresh, ground.scheme, ground.casting) is not None:
            return "unfit"
        if check_overlap(fresh, ground.scheme, self._there) is not None:
            return "overlapping"
        self._there.apply(Changes(added=(fresh,)))
        self._ids[event.id] = fresh.id
        self._added.append(fresh)
        return None

    def _person(self, person: UUID) -> UUID | None:
        """Find who a copied person is here: the same one, or who holds the same role."""
        casting = self._ground.casting
        if any(person in held for held in casting.values()):
            return person
        copied = self._copies.people.get(person)
        for role, place in () if copied is None else copied.roles:
            held = casting.get(role, ())
            if place < len(held):
                return held[place]
        return None


def _sameness(event: Event) -> tuple[object, ...]:
    return (event.code, event.span, event.actor, event.target)


def _event_content(event: Event) -> dict[str, Any]:
    return {
        "id": str(event.id),
        "code": event.code,
        "start": event.span.start,
        "end": event.span.end,
        "actor": str(event.actor),
        "target": None if event.target is None else str(event.target),
        "modifiers": {name: list(v) if isinstance(v, tuple) else v for name, v in event.modifiers.items()},
        "comment": event.comment,
        "link": None if event.link is None else str(event.link),
        "flags": sorted(flag.value for flag in event.flags),
        "reaction_lag": event.reaction_lag,
    }


def _event_of(content: Mapping[str, Any]) -> Event:
    end = content["end"]
    modifiers: dict[str, ModifierValue] = {
        str(name): tuple(str(one) for one in value) if isinstance(value, list) else value
        for name, value in content["modifiers"].items()
    }
    return Event(
        id=UUID(content["id"]),
        code=str(content["code"]),
        span=Span(Micros(int(content["start"])), None if end is None else Micros(int(end))),
        actor=UUID(content["actor"]),
        target=None if content["target"] is None else UUID(content["target"]),
        modifiers=modifiers,
        comment=str(content["comment"]),
        link=None if content["link"] is None else UUID(content["link"]),
        flags=frozenset(Flag(flag) for flag in content["flags"]),
        reaction_lag=Micros(int(content["reaction_lag"])),
    )
