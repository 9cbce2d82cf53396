"""Where two codings of one observation diverge, event by event, without saying which one is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from statistics import median
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.codebook import CodeGroup, Scheme
from havenlens.domain.events import Event, ModifierValue
from havenlens.domain.time import SECOND, Micros

if TYPE_CHECKING:
    from havenlens.reliability.codings import Pair, TimedEvent  # NumPy is slow to import

Matcher = Callable[["Sequence[TimedEvent]", "Sequence[TimedEvent]"], "Sequence[Pair]"]
"""Pairs the events of two codings, and those that one of them misses with None."""

BOUNDARY = Micros(500_000)
"""How far an onset or an end may be off before it is told."""

TOLERANCE = Micros(2 * SECOND)
"""How far apart two onsets may lie to be of one event."""

LEAST_FOR_LAG = 5
"""How many onsets have to be compared before a shift is called systematic."""

_ONE_WAY = 0.75
"""The share of onsets that a systematic shift moves in its own direction."""


class Part(StrEnum):
    """What of an event is not the same in both codings."""

    EVENT = "event"
    CODE = "code"
    ONSET = "onset"
    END = "end"
    TARGET = "target"
    LINK = "link"
    MODIFIER = "modifier"


@dataclass(frozen=True, slots=True)
class Match:
    """An event of the first coding and the event of the second it was matched with; None where missed."""

    first: Event | None
    second: Event | None

    @property
    def event(self) -> Event:
        """Give the first coding's event, or the second's where the first has none."""
        found = self.first or self.second
        assert found is not None
        return found

    @property
    def at(self) -> Micros:
        """Give the earlier onset of the two."""
        return min(event.span.start for event in (self.first, self.second) if event is not None)


@dataclass(frozen=True, slots=True)
class Divergence:
    """One thing that is not the same in two matched events, or an event that one coding lacks.

    ``by`` is second minus first in microseconds, for onsets and ends; ``modifier`` names the question.
    """

    part: Part
    first: Event | None
    second: Event | None
    by: Micros = Micros(0)
    modifier: str = ""

    @property
    def at(self) -> Micros:
        """Give the earlier onset of the two."""
        return Match(self.first, self.second).at


@dataclass(frozen=True, slots=True)
class Lag:
    """How much later the second coder's onsets are than the first's: the median over ``n`` matched events.

    ``one_way`` is the share of them that lie on the median's side of zero.
    """

    median: Micros = Micros(0)
    n: int = 0
    one_way: float = 0.0

    @property
    def is_systematic(self) -> bool:
        """Tell whether it is a shift of one coder, rather than onsets that scatter."""
        large = abs(self.median) > BOUNDARY // 2
        return self.n >= LEAST_FOR_LAG and large and self.one_way >= _ONE_WAY

    def explains(self, by: int, limit: int = BOUNDARY) -> bool:
        """Tell whether a deviation lies within the limit once the shift is taken out of it."""
        return self.is_systematic and by * self.median > 0 and abs(by - self.median) <= limit


def by_onset(tolerance: int) -> Matcher:
    """Match by onsets at most ``tolerance`` microseconds apart."""
    from havenlens.reliability.eventmatch import match_events  # noqa: PLC0415 - NumPy is slow to import

    return partial(match_events, tolerance=tolerance)


def matches(
    scheme: Scheme,
    first: Sequence[Event],
    second: Sequence[Event],
    groups: Sequence[CodeGroup] | None = None,
    matcher: Matcher | None = None,
) -> tuple[Match, ...]:
    """Match the events of two codings within each group; by onset, at most two seconds apart, for one person.

    They come group by group, in time order. Stretches without a label are in no group, and left out. Another
    ``matcher`` takes the events of both (people by the hex of their ids) and gives pairs of the very same.
    """
    from havenlens.reliability.codings import TimedEvent  # noqa: PLC0415 - NumPy is slow to import

    match_events = matcher or by_onset(TOLERANCE)
    found: list[Match] = []
    for group in scheme.groups if groups is None else groups:
        sides: list[dict[int, Event]] = []
        listed: list[list[TimedEvent]] = []
        for events in (first, second):
            kept = [e for e in events if scheme.code_by_id[e.code].group == group.id]
            timed = [TimedEvent(e.span.start, e.span.end, e.code, e.actor.hex) for e in kept]
            sides.append({id(one): event for one, event in zip(timed, kept, strict=True)})
            listed.append(timed)
        found += [
            Match(
                None if pair.first is None else sides[0][id(pair.first)],
                None if pair.second is None else sides[1][id(pair.second)],
            )
            for pair in match_events(listed[0], listed[1])
        ]
    return tuple(found)


def lag_of(matched: Sequence[Match]) -> Lag:
    """Give the shift between two coders, over the events they gave the same code.

    >>> lag_of([])
    Lag(median=0, n=0, one_way=0.0)
    """
    late = [
        one.second.span.start - one.first.span.start
        for one in matched
        if one.first is not None and one.second is not None and one.first.code == one.second.code
    ]
    if not late:
        return Lag()
    middle = Micros(round(median(late)))
    return Lag(middle, len(late), sum(by * middle > 0 for by in late) / len(late))


def diverging(
    scheme: Scheme, one: Match, partners: Mapping[UUID, UUID], limit: int = BOUNDARY
) -> tuple[Divergence, ...]:
    """List what is not the same in a matched pair: nothing where they agree.

    ``partners`` maps each event of the first coding to the event of the second that it was matched with;
    onsets and ends are the same up to ``limit`` microseconds.
    """
    first, second = one.first, one.second
    if first is None or second is None:
        return (Divergence(Part.EVENT, first, second),)
    if first.code != second.code:
        return (Divergence(Part.CODE, first, second),)
    return (*_edges(first, second, limit), *_details(scheme, first, second, partners))


def partners_of(matched: Sequence[Match]) -> Mapping[UUID, UUID]:
    """Map each matched event of the first coding to that of the second."""
    pairs = ((one.first, one.second) for one in matched)
    return {first.id: second.id for first, second in pairs if first is not None and second is not None}


def unordered(answer: ModifierValue | None) -> object:
    """Give an answer for comparing: several of them are the same in any order."""
    return frozenset(answer) if isinstance(answer, tuple) else answer


def _edges(first: Event, second: Event, limit: int) -> Iterator[Divergence]:
    late = Micros(second.span.start - first.span.start)
    if abs(late) > limit:
        yield Divergence(Part.ONSET, first, second, late)
    ends = (first.span.end, second.span.end)
    if ends[0] is not None and ends[1] is not None and not first.span.is_instant:
        late = Micros(ends[1] - ends[0])
        if abs(late) > limit:
            yield Divergence(Part.END, first, second, late)


def _details(
    scheme: Scheme, first: Event, second: Event, partners: Mapping[UUID, UUID]
) -> Iterator[Divergence]:
    if first.target != second.target:
        yield Divergence(Part.TARGET, first, second)
    if _links_differ(first, second, partners):
        yield Divergence(Part.LINK, first, second)
    for modifier in scheme.modifiers_of(first.code):
        mine, theirs = first.modifiers.get(modifier.id), second.modifiers.get(modifier.id)
        if unordered(mine) != unordered(theirs):
            yield Divergence(Part.MODIFIER, first, second, modifier=modifier.id)


def _links_differ(first: Event, second: Event, partners: Mapping[UUID, UUID]) -> bool:
    """Tell whether the two answer different events; what one coder missed cannot be linked to."""
    if first.link is None:
        return second.link is not None and second.link in partners.values()
    partner = partners.get(first.link)
    if partner is None:
        return second.link is not None
    return second.link != partner
