"""Which event answers which bid, while somebody codes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.events import Changes, Event
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Span
from havenlens.exchange.schemes import parse_scheme
from havenlens.services.bid_threads import BidThread, ThreadRule
from tests.support.memory_store import LEO, MAYA, REYES, WHOLE, at

OWN = "    window_s: 10\n    sweep_s"
SCHEME = parse_scheme(WHOLE.replace(OWN, f"    link_overrides_window: true\n{OWN}"), "own.yaml")
RULE = ThreadRule(SCHEME)
FILM = Span(at(0), at(60))


def bid(number: int, seconds: float, who=MAYA, whom=None) -> Event:
    return Event(
        UUID(int=number), "bids", Span.instant(at(seconds)), who.id, None if whom is None else whom.id
    )


def answer(number: int, seconds: float, whom=MAYA, link: int | None = None) -> Event:
    named = None if link is None else UUID(int=link)
    return Event(UUID(int=number), "comforts", Span.instant(at(seconds)), REYES.id, whom.id, link=named)


def drawn(*events: Event, film: Span = FILM) -> set[tuple[int, int | None, bool]]:
    found = RULE.in_all(events, film)
    return {
        (one.bid.int, None if one.answer is None else one.answer.int, one.by_rule)
        for threads in found.values()
        for one in threads
    }


def test_the_first_answer_in_the_window_is_joined_to_its_bid_without_a_link():
    assert drawn(bid(1, 5), answer(2, 7), answer(3, 9)) == {(1, 2, True)}


@pytest.mark.parametrize(
    "other", [answer(2, 16), answer(2, 4), answer(2, 7, LEO)], ids=["too late", "before", "of somebody else"]
)
def test_a_bid_that_nobody_answers_in_its_window_ends_hollow(other):
    assert drawn(bid(1, 5), other) == {(1, None, False)}


def test_who_is_asked_has_to_answer():
    assert drawn(bid(1, 5, whom=LEO), answer(2, 7)) == {(1, None, False)}
    assert drawn(bid(1, 5, whom=REYES), answer(2, 7)) == {(1, 2, True)}


def test_a_link_wins_over_the_window():
    late = answer(3, 30, link=1)
    assert drawn(bid(1, 5), answer(2, 7), late) == {(1, 3, False)}


def test_what_is_linked_to_one_bid_answers_no_other():
    assert drawn(bid(1, 5), bid(2, 6), answer(3, 8, link=1)) == {(1, 3, False), (2, None, False)}


def test_one_answer_may_answer_several_bids():
    assert drawn(bid(1, 5), bid(2, 6), answer(3, 8)) == {(1, 3, True), (2, 3, True)}


def test_without_a_window_only_links_say_what_is_an_answer():
    rule = ThreadRule(replace(SCHEME, recipes=()))
    without = [bid(1, 5), bid(2, 6), answer(3, 8)]
    assert set(rule.in_all(without, FILM).values()) == {()}
    found = rule.in_all([*without, answer(4, 9, link=1)], FILM)
    assert found == {
        UUID(int=1): (BidThread(UUID(int=1), UUID(int=4)),),
        UUID(int=2): (BidThread(UUID(int=2)),),
    }


def test_nothing_is_said_of_a_bid_whose_window_has_not_passed_when_the_film_ends():
    assert drawn(bid(1, 55)) == set()
    assert drawn(bid(1, 50)) == {(1, None, False)}


def test_a_bid_and_its_answer_lead_to_the_same_thread():
    events = EventSeries(SCHEME, [bid(1, 5), answer(2, 7), answer(3, 30)])
    thread = (BidThread(UUID(int=1), UUID(int=2), by_rule=True),)
    assert RULE.of_event(events[UUID(int=1)], events, FILM) == thread
    assert RULE.of_event(events[UUID(int=2)], events, FILM) == thread
    assert RULE.of_event(events[UUID(int=3)], events, FILM) == ()


BIDS, ANSWERS = range(1, 7), range(11, 17)
_bids = st.tuples(st.sampled_from(BIDS), st.integers(0, 59), st.sampled_from([MAYA, LEO]))
_answers = st.tuples(
    st.sampled_from(ANSWERS),
    st.integers(0, 59),
    st.sampled_from([MAYA, LEO]),
    st.none() | st.sampled_from(BIDS),
)


@given(st.lists(st.lists(_bids | _answers, min_size=1, max_size=4), min_size=1, max_size=6), st.data())
def test_what_changes_leave_is_what_would_be_found_anew(rounds, data):
    """A law: following each change gives the threads of the whole coding."""
    events, followed = EventSeries(SCHEME), {}
    for moves in rounds:
        wanted = {event.id: event for event in (_made(move) for move in moves)}
        gone = data.draw(st.sets(st.sampled_from([*BIDS, *ANSWERS]), max_size=2))
        changes = _towards(events, wanted, {UUID(int=number) for number in gone} - wanted.keys())
        events.apply(changes)
        linking = any(event.link for event in events)
        found = RULE.after(changes, events, FILM, linking=linking)
        followed = {key: own for key, own in {**followed, **found}.items() if own}
        whole = {key: own for key, own in RULE.in_all(events, FILM).items() if own}
        assert followed == whole


def _made(move) -> Event:
    number, seconds, who, *link = move
    return answer(number, seconds, who, *link) if link else bid(number, seconds, who)


def _towards(events: EventSeries, wanted: dict[UUID, Event], gone: set[UUID]) -> Changes:
    """Add, replace and remove; a link names a bid that is there afterwards, as in every coding."""
    there = (events.by_id().keys() | wanted.keys()) - gone
    after = {key: one if one.link in there else one.with_(link=None) for key, one in wanted.items()}
    orphans = {
        one.id: one.with_(link=None)
        for one in events
        if one.link in gone and one.id not in gone and one.id not in after
    }
    after |= orphans
    return Changes(
        added=tuple(one for key, one in after.items() if key not in events),
        removed=tuple(one for one in events if one.id in gone),
        replaced=tuple((events[key], one) for key, one in after.items() if key in events),
    )
