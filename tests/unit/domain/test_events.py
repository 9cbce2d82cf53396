"""Changes: the algebra that undo rests on."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.events import Changes, Event, Rating
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Span
from tests.support.memory_store import LEO, MAYA, REYES, whole_scheme

SCHEME = whole_scheme()
ID = UUID(int=1)


def point(number, at=0, **more):
    return Event(UUID(int=number), "bids", Span.instant(at), MAYA.id, **more)


@st.composite
def versions(draw, event_id):
    """Give one of the forms that an event with an id may take."""
    start = draw(st.integers(0, 50))
    actor = draw(st.sampled_from((MAYA.id, LEO.id)))
    if draw(st.booleans()):
        target = draw(st.sampled_from((None, REYES.id)))
        link = draw(st.sampled_from((None, UUID(int=1))))
        return Event(event_id, "bids", Span.instant(start), actor, target, link=link)
    end = draw(st.none() | st.integers(start + 1, 60))
    return Event(event_id, draw(st.sampled_from(("upset", "speaks"))), Span(start, end), actor)


@st.composite
def states_and_changes(draw, steps=3):
    """Give a series' events and some changes, each of which fits what the ones before have left."""
    now = {UUID(int=n): draw(versions(UUID(int=n))) for n in draw(st.sets(st.integers(1, 8)))}
    begun, made = tuple(now.values()), []
    for _ in range(steps):
        there, gone = sorted(now), [i for i in map(UUID, (f"{n:032x}" for n in range(1, 12))) if i not in now]
        removed = draw(st.lists(st.sampled_from(there), unique=True)) if there else []
        kept = [i for i in there if i not in removed]
        replaced = draw(st.lists(st.sampled_from(kept), unique=True)) if kept else []
        added = draw(st.lists(st.sampled_from(gone), unique=True, max_size=3)) if gone else []
        changes = Changes(
            added=tuple(draw(versions(i)) for i in added),
            removed=tuple(now[i] for i in removed),
            replaced=tuple((now[i], draw(versions(i))) for i in replaced),
        )
        for i in removed:
            del now[i]
        now.update({after.id: after for _, after in changes.replaced} | {e.id: e for e in changes.added})
        made.append(changes)
    return begun, made


def series(events):
    return EventSeries(SCHEME, events)


def applied(events, *changes):
    found = series(events)
    for each in changes:
        found.apply(each)
    return {event.id: event for event in found}


@given(states_and_changes())
def test_taking_changes_back_gives_the_series_back(case):
    begun, made = case
    back = [changes.inverse() for changes in reversed(made)]
    assert applied(begun, *made, *back) == applied(begun)


@given(states_and_changes())
def test_the_inverse_of_the_inverse_is_the_same_changes(case):
    for changes in case[1]:
        assert changes.inverse().inverse() == changes


@given(states_and_changes())
def test_folded_changes_do_what_the_single_ones_do(case):
    begun, (one, two, three) = case
    whole = one.then(two).then(three)
    assert applied(begun, whole) == applied(begun, one, two, three)
    assert applied(begun, whole, whole.inverse()) == applied(begun)


@given(states_and_changes())
def test_it_does_not_matter_in_which_order_changes_are_folded(case):
    _, (one, two, three) = case
    early, late = one.then(two).then(three), one.then(two.then(three))
    for part in ("added", "removed"):
        assert {e.id: e for e in getattr(early, part)} == {e.id: e for e in getattr(late, part)}
    assert {b.id: (b, a) for b, a in early.replaced} == {b.id: (b, a) for b, a in late.replaced}


@given(states_and_changes(steps=1))
def test_changes_and_their_inverse_come_to_nothing(case):
    changes = case[1][0]
    assert changes.then(changes.inverse()).is_empty
    assert Changes().then(changes.inverse()).then(changes).is_empty


def test_the_answers_to_one_press_are_part_of_what_it_added():
    bare, one = point(1), point(1, modifiers={"need": "help"})
    both = point(1, modifiers={"need": "help", "loud": "soft"})
    folded = Changes(added=(bare,)).then(Changes(replaced=((bare, one), (one, both))))
    assert folded == Changes(added=(both,))


def test_an_event_changed_twice_in_one_set_of_changes_keeps_its_first_form():
    first, second, third = point(1, 0), point(1, 1), point(1, 2)
    changes = Changes(replaced=((first, second), (second, third)))
    assert changes.then(Changes()) == Changes(replaced=((first, third),))


def test_an_event_removed_and_put_back_changed_is_replaced():
    first, second = point(1, 0), point(1, 1)
    assert Changes(removed=(first,)).then(Changes(added=(second,))) == Changes(replaced=((first, second),))


def test_with_gives_a_copy_and_leaves_the_event_alone():
    event = point(1)
    assert event.with_(comment="hand up").comment == "hand up"
    assert event.comment == ""


@pytest.mark.parametrize(("score", "reason"), [(None, None), (3, "no_opportunity")])
def test_a_rating_has_a_score_or_a_reason(score, reason):
    with pytest.raises(ValueError, match="a score or a reason"):
        Rating(ID, ID, "warmth", score, reason)


def test_no_changes_are_empty():
    assert Changes().is_empty
    assert not Changes(removed=(point(1),)).is_empty
