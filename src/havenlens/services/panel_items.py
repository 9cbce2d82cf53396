"""What a panel has in front of it: the events of two to five codings beside each other, moment by moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.time import Micros, Span
from havenlens.services.alternatives import Accepted, Alternative
from havenlens.services.divergences import Match, diverging, matches

DROPPED = 0
"""The vote for leaving a moment out; other votes are proposals, counted from 1."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a panel makes of a moment: one coder's event, one of its own, or (neither of both) nothing."""

    take: UUID | None = None
    own: Alternative | None = None

    @property
    def drops(self) -> bool:
        """Tell whether the moment is left out."""
        return self.take is None and self.own is None

    @classmethod
    def of_plain(cls, row: Mapping[str, Any]) -> Choice:
        """Read one as it is kept."""
        return cls(
            UUID(row["take"]) if row.get("take") else None,
            Alternative.of_plain(row["own"]) if row.get("own") else None,
        )

    def plain(self) -> dict[str, Any]:
        """Give it as it is kept."""
        return {
            "take": self.take.hex if self.take else None,
            "own": self.own.plain() if self.own else None,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a moment, by how many votes (coding → proposal), and why."""

    id: UUID
    choice: Choice
    votes: Mapping[UUID, int]
    accepted: Accepted
    rationale: str
    decided_at: datetime
    coder: UUID | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way in which members coded a moment, and whose; those that hardly differ are one proposal."""

    event: Event
    codings: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PanelItem:
    """One moment across all codings; ``events`` has each coding's event, None where it has none.

    ``result`` is the event that stands in the panel's coding now.
    """

    id: UUID
    events: Mapping[UUID, Event | None]
    proposals: tuple[Proposal, ...]
    agreed: bool
    decision: Decision | None = None
    result: Event | None = None

    @property
    def there(self) -> tuple[Event, ...]:
        """List the events that there are."""
        return tuple(event for event in self.events.values() if event is not None)

    @property
    def at(self) -> Micros:
        """Give the earliest onset."""
        return min(event.span.start for event in self.there)

    @property
    def span(self) -> Span:
        """Give the stretch that all of the events cover together."""
        ends = [event.span.end for event in self.there if event.span.end is not None]
        return Span(self.at, max([self.at, *ends]))

    @property
    def undecided(self) -> bool:
        """Tell whether the panel has to decide."""
        return not self.agreed and self.decision is None

    def number_of(self, coding: UUID) -> int:
        """Give the proposal that a coding stands for; 0 where it has no event."""
        found = (n for n, one in enumerate(self.proposals, 1) if coding in one.codings)
        return next(found, DROPPED)

    def choice_of(self, number: int) -> Choice:
        """Give what a vote stands for."""
        return Choice() if number == DROPPED else Choice(take=self.proposals[number - 1].codings[0])

    def source(self) -> UUID | None:
        """Give the coding that the result was taken from; None where it is nobody's."""
        if self.decision is not None:
            return self.decision.choice.take
        return next(iter(self.events)) if self.agreed else None


def leading(votes: Mapping[UUID, int]) -> int | None:
    """Give the proposal with the most votes; None where there is none, or two have as many.

    >>> leading({}) is None
    True
    """
    ranked = Counter(votes.values()).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def aligned(
    scheme: Scheme, codings: Mapping[UUID, Sequence[Event]]
) -> tuple[Mapping[UUID, Event | None], ...]:
    """Put the events of several codings beside each other, in time order.

    Codings are taken in one after the other: each one's events are matched, as those of two coders are, with
    what stands for each moment so far, which is the event in the middle of those with the commonest code.
    With two codings it is the matching that agreement rests on.
    """
    rows: list[dict[UUID, Event]] = []
    for coding, events in codings.items():
        standing = [_standing(row) for row in rows]
        place = {event.id: number for number, event in enumerate(standing)}
        for one in matches(scheme, standing, events):
            if one.second is None:
                continue
            if one.first is None:
                rows.append({coding: one.second})
            else:
                rows[place[one.first.id]][coding] = one.second
    rows.sort(
        key=lambda row: (min(e.span.start for e in row.values()), str(sorted(e.id.int for e in row.values())))
    )
    return tuple({coding: row.get(coding) for coding in codings} for row in rows)


def items_of(panel: UUID, scheme: Scheme, codings: Mapping[UUID, Sequence[Event]]) -> tuple[PanelItem, ...]:
    """List the moments of a panel with what was proposed for each, before anything is decided."""
    rows = aligned(scheme, codings)
    partners = _Partners(rows)
    found = []
    for row in rows:
        proposals = _proposals(scheme, row, partners)
        agreed = len(proposals) == 1 and None not in row.values()
        key = ",".join(sorted(event.id.hex for event in row.values() if event is not None))
        found.append(PanelItem(uuid5(panel, key), row, proposals, agreed))
    return tuple(found)


def _standing(row: Mapping[UUID, Event]) -> Event:
    code = Counter(event.code for event in row.values()).most_common(1)[0][0]
    ordered = sorted((e for e in row.values() if e.code == code), key=lambda e: e.span.start)
    return ordered[(len(ordered) - 1) // 2]


@dataclass
class _Partners:
    """Which event of one coding is which of another, worked out once for each two codings."""

    rows: Sequence[Mapping[UUID, Event | None]]
    known: dict[tuple[UUID, UUID], dict[UUID, UUID]] = field(default_factory=dict)

    def between(self, one: UUID, other: UUID) -> Mapping[UUID, UUID]:
        if (one, other) not in self.known:
            pairs = ((row[one], row[other]) for row in self.rows)
            self.known[one, other] = {a.id: b.id for a, b in pairs if a is not None and b is not None}
        return self.known[one, other]


def _proposals(scheme: Scheme, row: Mapping[UUID, Event | None], partners: _Partners) -> tuple[Proposal, ...]:
    found: list[Proposal] = []
    for coding, event in row.items():
        if event is None:
            continue
        for place, one in enumerate(found):
            pairs = partners.between(one.codings[0], coding)
            if not diverging(scheme, Match(one.event, event), pairs):
                found[place] = replace(one, codings=(*one.codings, coding))
                break
        else:
            found.append(Proposal(event, (coding,)))
    return tuple(found)
