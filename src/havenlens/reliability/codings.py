"""What two coders noted on one observation, as small frozen values without ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from havenlens.domain.problems import StudyError
from havenlens.domain.time import clock
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.tables import Confusion

CODERS = ("coder 1", "coder 2")


class TimedEvent(NamedTuple):
    """A code at a time in microseconds; no offset is an instant."""

    onset: int
    offset: int | None
    code: str
    actor: str = ""

    @property
    def end(self) -> int:
        """Give the offset, or the onset of an instant."""
        return self.onset if self.offset is None else self.offset


class Pair(NamedTuple):
    """An event of one coder and the other coder's event it was matched with; None where that is missed."""

    first: TimedEvent | None
    second: TimedEvent | None

    @property
    def onset(self) -> int:
        """Give the earlier onset of the two."""
        return min(event.onset for event in self if event is not None)

    @property
    def agrees(self) -> bool:
        """Tell whether both coders gave the same code."""
        return self.first is not None and self.second is not None and self.first.code == self.second.code


@dataclass(frozen=True, slots=True)
class DoubleCoding:
    """One observation as two coders saw it, from ``start`` to ``end`` in microseconds.

    ``actors`` are the people whose time is compared; where it is None, those who have an event. ``away`` are
    the half-open spans in which a person is out of view: that time is taken out of both coders.
    """

    first: Sequence[TimedEvent]
    second: Sequence[TimedEvent]
    start: int
    end: int
    actors: Sequence[str] | None = None
    name: str = ""
    away: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)

    def swapped(self) -> DoubleCoding:
        """Give the same with the coders changed over."""
        return replace(self, first=self.second, second=self.first)

    def absences(self, actor: str) -> list[tuple[int, int]]:
        """Give the spans in which a person is out of view: within the observation, in order, joined."""
        found: list[tuple[int, int]] = []
        for start, end in sorted(self.away.get(actor, ())):
            begin, stop = max(start, self.start), min(end, self.end)
            if begin >= stop:
                continue
            if found and begin <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], stop))
            else:
                found.append((begin, stop))
        return found


class Agreement(NamedTuple):
    """Agreement on a group of codes: pooled, for each code and person, and as means of the parts.

    ``pairs`` are the matched and missed events of each observation, in time order; a time table has none.
    ``averaged`` holds the mean of the ``observations``' own values and of the ``codes``' own values.
    """

    pooled: Coefficient
    per_code: Mapping[str, Coefficient]
    table: Confusion
    pairs: Sequence[tuple[Pair, ...]] = ()
    per_actor: Mapping[str, Coefficient] = MappingProxyType({})
    averaged: Mapping[str, Coefficient] = MappingProxyType({})


def selected(events: Sequence[TimedEvent], codes: Sequence[str], coder: str) -> list[TimedEvent]:
    """Give the events with one of some codes; StudyError for one that ends before it starts."""
    known = frozenset(codes)
    found = [event for event in events if event.code in known]
    for event in found:
        if event.offset is not None and event.offset < event.onset:
            raise StudyError(
                "agreement.ends_before_it_starts", coder=coder, label=event.code, at=clock(event.onset)
            )
    return found


def events_seen(
    coding: DoubleCoding, codes: Sequence[str], coders: tuple[str, str] = CODERS
) -> tuple[list[TimedEvent], list[TimedEvent], int]:
    """Give both coders' events of some codes that begin in the observation while their person is in view.

    The number is how many were left out because they begin while the person is away.
    """
    within = [
        [event for event in selected(events, codes, coder) if coding.start <= event.onset <= coding.end]
        for events, coder in zip((coding.first, coding.second), coders, strict=True)
    ]
    absences = {actor: spans for actor in coding.away if (spans := coding.absences(actor))}
    if not absences:
        return within[0], within[1], 0
    kept = [[event for event in events if not _away(event, absences)] for events in within]
    return kept[0], kept[1], sum(map(len, within)) - sum(map(len, kept))


def _away(event: TimedEvent, absences: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    return any(start <= event.onset < end for start, end in absences.get(event.actor, ()))
