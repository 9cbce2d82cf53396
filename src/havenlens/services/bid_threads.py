"""Which event answers which bid while somebody codes: by the coder's links, else by the scheme's own rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Changes, Event
from havenlens.domain.queries import EventSeries
from havenlens.domain.recipes import Edge, response_window_of
from havenlens.domain.time import Span
from havenlens.sequences.acts import Act, CodedActs, in_order
from havenlens.sequences.bids import bid_rows


class BidThread(NamedTuple):
    """A bid and its answer; without one nothing answered it. ``by_rule`` tells that nobody linked the two."""

    bid: UUID
    answer: UUID | None = None
    by_rule: bool = False


Found = Mapping[UUID, tuple[BidThread, ...]]
"""The threads of each bid: none where its window has not passed yet when the film ends."""


class ThreadRule:
    """Finds threads in a coding: of all its bids, or of those that a change has to do with.

    What a coder links is an answer. A bid without a link is answered by the first event that the scheme's
    response window takes for its answer. Bids that no window is for count as unanswered only where the coder
    links at all (``linking``): a missing link is no missing answer.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._recipe = recipe = response_window_of(scheme)
        given = () if recipe is None else scheme.selected(recipe.given)
        target = () if recipe is None else scheme.selected(recipe.target)
        kinds = {code.code_class for code in given}
        self._given = frozenset(code.id for code in given)
        self._target = frozenset(code.id for code in target)
        self._bids = self._given | {code.id for code in scheme.codes if code.code_class == "bid"}
        self._read = self._given | self._target | {c.id for c in scheme.codes if c.code_class in kinds}

    @cached_property
    def is_local(self) -> bool:
        """Tell whether a change has to do only with bids near it: windows begin at the onset of bids."""
        return self._recipe is None or self._recipe.given_at is Edge.ONSET

    def in_all(self, events: Iterable[Event], film: Span) -> Found:
        """Find the threads of all bids."""
        listed = tuple(events)
        links: dict[UUID, list[UUID]] = {}
        for event in listed:
            if event.link is not None:
                links.setdefault(event.link, []).append(event.id)
        ruled = self._ruled(listed, film)
        bids = (event for event in listed if event.code in self._bids)
        return {bid.id: self._of(bid, links.get(bid.id, ()), ruled, linking=bool(links)) for bid in bids}

    def after(self, changes: Changes, events: EventSeries, film: Span, *, linking: bool) -> Found:
        """Find the threads of those bids that a change has to do with; of bids that are gone, none."""
        touched = self._touched(changes, events)
        return self._of_some(touched, events, film, linking=linking) if touched else {}

    def of_event(self, event: Event, events: EventSeries, film: Span) -> tuple[BidThread, ...]:
        """Give the threads of a bid, or of the bid that an event answers; none where it is neither."""
        linked = events.get(event.link)
        bid = linked if linked is not None else event
        if linked is not None or bid.code in self._bids:
            return self._of_some({bid.id}, events, film, linking=False).get(bid.id, ())
        near = self._near(event, events)
        found = self._of_some(near, events, film, linking=False)
        return next((each for each in found.values() if any(one.answer == event.id for one in each)), ())

    def _of_some(self, bids: set[UUID], events: EventSeries, film: Span, *, linking: bool) -> Found:
        there = [bid for each in bids if (bid := events.get(each)) is not None and bid.code in self._bids]
        ruled = self._ruled(self._around(there, events), film)
        links = {bid.id: [answer.id for answer in events.linked_to(bid.id)] for bid in there}
        found: dict[UUID, tuple[BidThread, ...]] = dict.fromkeys(bids, ())
        found |= {bid.id: self._of(bid, links[bid.id], ruled, linking=linking) for bid in there}
        return found

    def _touched(self, changes: Changes, events: EventSeries) -> set[UUID]:
        pairs = (*((one, None) for one in changes.removed), *changes.replaced)
        changed = [*(one for pair in pairs for one in pair), *changes.added]
        touched = set[UUID]()
        for event in changed:
            if event is None:
                continue
            if event.code in self._bids:
                touched.add(event.id)
                for answer in events.linked_to(event.id):  # a link to a later bid is none to the rule
                    touched |= self._near(answer, events)
            if event.link is not None:
                touched.add(event.link)
            touched |= self._near(event, events)
        return touched

    def _near(self, event: Event, events: EventSeries) -> set[UUID]:
        """Name the bids whose window an event falls into."""
        if self._recipe is None or event.code not in self._target:
            return set()
        at = event.span.start
        earlier = events.starting_within(at - self._recipe.window, at + 1)
        return {one.id for one in earlier if one.code in self._given}

    def _around(self, bids: Iterable[Event], events: EventSeries) -> tuple[Event, ...]:
        """List what may answer some bids, with the bids that it is linked to instead."""
        if self._recipe is None:
            return ()
        found: dict[UUID, Event] = {}
        for bid in bids:
            at = bid.span.start
            within = events.starting_within(at, at + self._recipe.window + 1)
            for event in (bid, *within, *events.linked_to(bid.id)):
                found[event.id] = event
                meant = events.get(event.link)
                if meant is not None:
                    found[meant.id] = meant
        return tuple(found.values())

    def _ruled(self, events: Iterable[Event], film: Span) -> Mapping[UUID, tuple[BidThread, ...]]:
        """Find what the scheme's window says of bids, as analyses do."""
        if self._recipe is None:
            return {}
        acts = _acts([event for event in events if event.code in self._read])
        end = film.start if film.end is None else film.end
        # Unlike `coded`, this takes what is not finished, and maybe not as the scheme wants it yet.
        coding = CodedActs(in_order(acts, self._scheme), self._scheme, end, start=film.start)
        found: dict[UUID, tuple[BidThread, ...]] = {}
        for row in bid_rows(coding, self._recipe):
            bid = _id(row.bid)
            if row.answers:
                found[bid] = (BidThread(bid, _id(row.answers[0]), by_rule=True),)
            else:
                found[bid] = () if row.censored else (BidThread(bid),)
        return found

    def _of(self, bid: Event, links: Iterable[UUID], ruled: Found, *, linking: bool) -> tuple[BidThread, ...]:
        linked = tuple(BidThread(bid.id, answer) for answer in links)
        if linked:
            return linked
        return ruled[bid.id] if bid.id in ruled else (BidThread(bid.id),) if linking else ()


def _acts(events: Sequence[Event]) -> list[Act]:
    """Make acts of events, with ids in place of names; very many share the few people's."""
    people = {event.actor for event in events} | {
        event.target for event in events if event.target is not None
    }
    names = {person: str(person) for person in people}
    return [
        Act(
            one.id,
            one.span.start,
            one.span.end,
            one.code,
            names[one.actor],
            None if one.target is None else names[one.target],
            link=one.link,
        )
        for one in events
    ]


def _id(act: Act) -> UUID:
    assert isinstance(act.id, UUID)
    return act.id
