"""Events with what hangs on them: the event each is linked to, and the answers to its modifiers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from havenlens.reliability.codings import CODERS, DoubleCoding, TimedEvent, events_seen
from havenlens.reliability.eventmatch import NOBODY, matching
from havenlens.reliability.linking import Linking

Answer = str | int | float | tuple[str, ...]
"""The answer to a modifier: one option, a number, text, or several options."""


@dataclass(frozen=True, slots=True)
class NotedEvent:
    """An event with its id, the id of the event it is linked to, and the answers to its modifiers."""

    event: TimedEvent
    id: Hashable
    link: Hashable | None = None
    modifiers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotedCoding:
    """One observation as two coders saw it, with links and modifiers; the rest is as in `DoubleCoding`."""

    first: Sequence[NotedEvent]
    second: Sequence[NotedEvent]
    start: int
    end: int
    name: str = ""
    away: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)


NotedPair = tuple[NotedEvent, NotedEvent]


def matched_notes(
    coding: NotedCoding, codes: Sequence[str], how: Linking, coders: tuple[str, str] = CODERS
) -> list[NotedPair]:
    """Give the matched events of some codes, in time order, whether or not they have the same code."""
    notes: dict[int, NotedEvent] = {}
    sides = []
    for events in (coding.first, coding.second):
        # Copies, so that each event is itself even where two notes hold the same one.
        copies = [TimedEvent(*note.event) for note in events]
        notes |= {id(copy): note for copy, note in zip(copies, events, strict=True)}
        sides.append(copies)
    plain = DoubleCoding(sides[0], sides[1], coding.start, coding.end, None, coding.name, coding.away)
    first, second, _ = events_seen(plain, codes, coders)
    found = matching(first, second, how)
    return [
        (notes[id(first[one])], notes[id(second[two])])
        for one, two in zip(found.first.tolist(), found.second.tolist(), strict=True)
        if NOBODY not in (one, two)
    ]
