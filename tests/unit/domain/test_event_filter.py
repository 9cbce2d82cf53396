"""Which events a filter lets through."""

from __future__ import annotations

from uuid import UUID

import pytest

from havenlens.domain.event_filter import EventFilter, Questions
from havenlens.domain.events import Event, Flag
from havenlens.domain.time import Span
from tests.support.memory_store import LEO, MAYA, REYES, whole_scheme

SCHEME = whole_scheme()
NAMES = {person.id: person.pseudonym for person in (MAYA, LEO, REYES)}
UPSET = Event(UUID(int=1), "upset", Span(10, 20), MAYA.id, comment="Holds the BLUE bear")
BID = Event(UUID(int=2), "bids", Span.instant(30), LEO.id, REYES.id, {"need": "comfort"})
ANSWER = Event(UUID(int=3), "comforts", Span.instant(40), REYES.id, LEO.id, link=BID.id)
OPEN = Event(UUID(int=4), "speaks", Span(50, None), REYES.id, flags=frozenset({Flag.UNSURE}))
BARE = Event(UUID(int=5), "bids", Span.instant(60), MAYA.id)
EVENTS = (UPSET, BID, ANSWER, OPEN, BARE)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EventFilter(), EVENTS),
        (EventFilter(codes=frozenset({"bids"})), (BID, BARE)),
        (EventFilter(people=frozenset({LEO.id})), (BID, ANSWER)),
        (EventFilter(flags=frozenset({Flag.UNSURE, Flag.DISCUSS})), (OPEN,)),
        (EventFilter(span=Span(20, 31)), (UPSET, BID)),
        (EventFilter(span=Span(55, None)), (OPEN, BARE)),
        (EventFilter(missing=True), (BARE,)),
        (EventFilter(linked=True), (ANSWER,)),
        (EventFilter(linked=False, codes=frozenset({"comforts"})), ()),
        (EventFilter(text="blue"), (UPSET,)),
        (EventFilter(text="REYES leo"), (BID, ANSWER)),
        (EventFilter(text="comfort"), (BID, ANSWER)),
        (EventFilter(text="blue leo"), ()),
        (EventFilter(text="bids", people=frozenset({MAYA.id})), (BARE,)),
    ],
)
def test_a_filter_lets_through_what_fulfils_all_of_it(wanted, found):
    matches = wanted.matches(SCHEME, NAMES)
    assert tuple(event for event in EVENTS if matches(event)) == found
    assert wanted.is_empty == (wanted == EventFilter())


def test_what_an_event_must_have_and_has_not_is_named():
    questions = Questions(SCHEME)
    assert questions.unanswered(BARE) == ("target", "need")
    assert questions.unanswered(BID) == ()
    assert questions.unanswered(Event(UUID(int=9), "unlabelled", Span(0, 5), MAYA.id)) == ("code",)
    assert questions.unanswered(Event(UUID(int=9), "comforts", Span.instant(5), REYES.id)) == ()
