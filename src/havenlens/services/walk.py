"""The walk: the second time through a coding, which asks only what is still blank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from havenlens.domain.codebook import UNLABELLED, Modifier
from havenlens.domain.coding import holders
from havenlens.domain.events import Changes, Event
from havenlens.services.asking import Answer, Pick, blanks
from havenlens.services.coding import CodingSession
from havenlens.services.linking import is_ambiguous, which_bid
from havenlens.words.catalogue import tr


class Missing(StrEnum):
    """What of an event is blank."""

    CODE = "code"
    TARGET = "target"
    MODIFIER = "modifier"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing of one event that nobody has filled in."""

    event: UUID
    missing: Missing
    modifier: Modifier | None = None


def blanks_of(session: CodingSession, event: Event) -> list[Blank]:
    """List what is blank of one event, in the order in which it is asked."""
    if event.code == UNLABELLED:
        return [Blank(event.id, Missing.CODE)]
    scheme = session.scheme
    code = scheme.code_by_id[event.code]
    found = []
    if event.target is None and code.target_required and targets_of(session, event):
        found.append(Blank(event.id, Missing.TARGET))
    found += [Blank(event.id, Missing.MODIFIER, one) for one in blanks(event, scheme, session.events)]
    if is_ambiguous(event, scheme, session.events):
        found.append(Blank(event.id, Missing.LINK))
    return found


def targets_of(session: CodingSession, event: Event) -> tuple[UUID, ...]:
    """List whom an event may be aimed at."""
    cast = holders(session.scheme.code_by_id[event.code].targets, session.coding.casting)
    return tuple(person for person in cast if person != event.actor)


def whom(session: CodingSession, event: Event) -> Pick:
    """Ask whom an event is aimed at."""
    people = targets_of(session, event)[:9]
    answers = tuple(Answer(str(n), session.names[person]) for n, person in enumerate(people, start=1))
    name = session.scheme.code_by_id[event.code].name
    title = tr("To whom?")
    return Pick(event.id, f"{name}: {title}", answers, tuple({"target": person} for person in people))


@dataclass
class Walk:
    """Where a walk stands: the blanks of some events in time order, and those that were passed by.

    ``only`` names the events it goes through; None means all. Tell it of every change with `update`.
    """

    session: CodingSession
    only: frozenset[UUID] | None = None
    current: Blank | None = None
    passed: set[Blank] = field(default_factory=set)
    _blank: dict[UUID, list[Blank]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._look_at(self.session.events)

    def update(self, changes: Changes) -> None:
        """Look again at what has changed."""
        gone = (*changes.removed, *(before for before, _ in changes.replaced))
        for event in gone:
            self._blank.pop(event.id, None)
        self._look_at((*changes.added, *(after for _, after in changes.replaced)))

    def _look_at(self, events: Iterable[Event]) -> None:
        for event in events:
            if self.only is not None and event.id not in self.only:
                continue
            found = blanks_of(self.session, event)
            if found:
                self._blank[event.id] = found

    def left(self) -> list[Blank]:
        """List what is still blank and was not passed by, in time order."""
        order = sorted((self._order(event), event) for event in self._blank)
        found = (blank for _, event in order for blank in self._blank[event])
        return [blank for blank in found if blank not in self.passed]

    def begin(self, at: int) -> Blank | None:
        """Start with the first blank from a moment on, or with the first of all."""
        left = self.left()
        later = (b for b in left if self.session.events[b.event].span.start >= at)
        return self._come_to(next(later, left[0] if left else None))

    def go_on(self) -> Blank | None:
        """Come to the next blank after the current one; at the end to the first that is left."""
        left = self.left()
        if self.current is None or not left:
            return self._come_to(left[0] if left else None)
        if self.current in left:
            place = left.index(self.current) + 1
            return self._come_to(left[place % len(left)])
        event = self.session.events.get(self.current.event)
        if event is None:
            return self._come_to(left[0])
        after = (b for b in left if self._order(b.event) >= self._order(event.id))
        return self._come_to(next(after, left[0]))

    def pass_by(self) -> Blank | None:
        """Leave the current blank as it is and go on; it is not asked again in this walk."""
        here = self.current
        if here is None:
            return None
        following = self.go_on()
        self.passed.add(here)
        return following if following != here else self._come_to(None)

    def go_back(self) -> Blank | None:
        """Come to the blank before the current one, those that were passed by among them."""
        self.passed.clear()
        left = self.left()
        place = left.index(self.current) - 1 if self.current in left else -1
        return self._come_to(left[place] if left else None)

    def come_to(self, event: UUID) -> Blank | None:
        """Come to the first blank of an event, as after undoing an answer."""
        return self._come_to(next((b for b in self.left() if b.event == event), self.current))

    def ask(self) -> None:
        """Let the session ask the current blank; a code is asked by waiting for its letter."""
        blank = self.current
        event = None if blank is None else self.session.events.get(blank.event)
        if blank is None or event is None or blank.missing is Missing.CODE:
            self.session.ask(None)
        elif blank.modifier is not None:
            self.session.ask_about(event.id, blank.modifier)
        elif blank.missing is Missing.TARGET:
            self.session.ask(whom(self.session, event))
        else:
            self.session.ask(which_bid(self.session, event))

    def _order(self, event_id: UUID) -> tuple[int, bytes]:
        return (self.session.events[event_id].span.start, event_id.bytes)

    def _come_to(self, blank: Blank | None) -> Blank | None:
        self.current = blank
        return blank
