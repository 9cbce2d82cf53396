"""The rules of a press, and what may stand in a coding."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest

from havenlens.domain.coding import check_event, check_link, check_overlap, holders
from havenlens.domain.events import Event
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Span
from tests.support.memory_store import CASTING, LEO, MAYA, REYES, Desk, at, whole_scheme

SCHEME = whole_scheme()


@pytest.fixture
def desk():
    return Desk()


# --- states -----------------------------------------------------------------------------------------


def test_a_state_begins_open_and_its_own_key_ends_it(desk):
    begun = desk.press("upset", 9)
    assert begun.notice.sentence == "Upset · Maya · from 00:00:09.000, open"
    ended = desk.press("upset", 29)
    assert desk.line() == [("upset", 9, 29)]
    assert ended.notice.sentence == "Upset · Maya · ended 00:00:29.000 after 20.0 s"
    desk.press("upset", 29)
    assert desk.line() == [("upset", 9, 29), ("upset", 29, None)]


def test_shift_ends_a_state_and_begins_it_again_on_the_same_frame(desk):
    desk.press("upset", 9)
    reply = desk.press("upset", 12, restart=True)
    assert desk.line() == [("upset", 9, 12), ("upset", 12, None)]
    assert reply.notice.sentence == "Upset · Maya · ended and begun again at 00:00:12.000"
    desk.session.undo()
    assert desk.line() == [("upset", 9, None)]


def test_shift_begins_where_nothing_is_open_and_splits_where_it_is_closed(desk):
    desk.press("upset", 10, restart=True)
    desk.press("upset", 20)
    desk.press("upset", 14, restart=True)
    assert desk.line() == [("upset", 10, 14), ("upset", 14, 20)]


def test_a_new_exclusive_state_ends_the_old_one_at_its_onset(desk):
    desk.press("upset", 9)
    reply = desk.press("calm", 15)
    assert desk.line() == [("upset", 9, 15), ("calm", 15, None)]
    assert reply.notice.sentence == "Calm · Maya · from 00:00:15.000; Upset ended here"


def test_states_exclude_each_other_for_the_same_person_only(desk):
    desk.press("upset", 9)
    desk.session.focus_on(LEO.id)
    desk.press("calm", 15)
    assert desk.line() == [("upset", 9, None)]
    assert desk.line(LEO) == [("calm", 15, None)]


def test_states_of_a_group_that_excludes_nothing_hold_beside_others(desk):
    desk.press("upset", 9)
    desk.press("speaks", 10)
    desk.press("moves", 11)
    desk.press("speaks", 12)
    assert desk.line() == [("upset", 9, None), ("speaks", 10, 12), ("moves", 11, None)]


def test_inside_its_own_closed_state_a_key_moves_the_end(desk):
    desk.press("upset", 10)
    desk.press("upset", 20)
    desk.press("upset", 17)
    assert desk.line() == [("upset", 10, 17)]


def test_inside_another_closed_state_a_state_takes_the_rest(desk):
    desk.press("upset", 10)
    desk.press("upset", 20)
    reply = desk.press("calm", 14)
    assert desk.line() == [("upset", 10, 14), ("calm", 14, 20)]
    assert reply.notice.sentence == "Calm · Maya · 00:00:14.000 to 00:00:20.000, taken from Upset"


def test_a_state_begun_before_a_later_one_ends_where_that_one_begins(desk):
    desk.press("upset", 30)
    reply = desk.press("calm", 20)
    assert desk.line() == [("calm", 20, 30), ("upset", 30, None)]
    assert reply.notice.sentence.endswith("to 00:00:30.000, where the next state begins")


@pytest.mark.parametrize("code", ["upset", "speaks"])
def test_before_its_own_open_state_a_key_begins_one_that_ends_there(desk, code):
    desk.press(code, 30)
    desk.press(code, 20)
    assert desk.line() == [(code, 20, 30), (code, 30, None)]
    desk.press(code, 25)
    assert desk.line() == [(code, 20, 25), (code, 30, None)]


def test_before_its_own_closed_state_a_key_begins_one_that_ends_there(desk):
    desk.press("speaks", 30)
    desk.press("speaks", 40)
    desk.press("speaks", 20)
    assert desk.line() == [("speaks", 20, 30), ("speaks", 30, 40)]


def test_a_closed_state_before_an_open_one_is_trimmed_by_its_own_key(desk):
    desk.press("upset", 10)
    desk.press("upset", 20)
    desk.press("upset", 30)
    desk.press("upset", 15)
    assert desk.line() == [("upset", 10, 15), ("upset", 30, None)]


@pytest.mark.parametrize("restart", [False, True])
def test_a_state_cannot_end_on_the_frame_on_which_it_began(desk, restart):
    desk.press("upset", 9)
    reply = desk.press("upset", 9, restart=restart)
    assert reply.refused
    assert reply.notice.sentence == "Upset begins at 00:00:09.000; go forward past that moment to end it."
    assert desk.line() == [("upset", 9, None)]


def test_the_reaction_lag_does_not_turn_an_end_into_a_new_beginning(desk):
    desk.press("upset", 9)
    desk.session.reaction_lag = at(0.5)
    assert desk.press("upset", 9.3, playing=True).refused
    assert desk.line() == [("upset", 9, None)]


def test_another_state_on_the_same_frame_takes_the_place_of_the_first(desk):
    wrong = desk.coded("upset", 9)
    bid = desk.coded("bids", 12)
    desk.session.edit(bid.id, link=wrong.id)
    reply = desk.press("calm", 9)
    assert desk.line() == [("calm", 9, None), ("bids", 12, 12)]
    assert reply.notice.sentence == "Calm · Maya · from 00:00:09.000, in place of Upset"
    assert desk.session.events[bid.id].link is None
    desk.session.undo()
    assert desk.session.events[bid.id].link == wrong.id


def test_however_keys_are_pressed_states_of_a_person_never_overlap(desk):
    for n, (code, seconds) in enumerate(
        [("upset", 30), ("calm", 10), ("upset", 20), ("calm", 50), ("upset", 10), ("calm", 40), ("calm", 5)]
    ):
        desk.press(code, seconds, restart=n % 3 == 0)
        line = [part for part in desk.line() if part[0] != "speaks"]
        for (_, _, end), (_, start, _) in pairwise(line):
            assert end is not None
            assert end <= start


# --- points, people and targets ---------------------------------------------------------------------


def test_a_point_code_marks_one_moment_each_time(desk):
    desk.press("returns", 5)
    desk.press("returns", 5)
    assert desk.line() == [("returns", 5, 5), ("returns", 5, 5)]


def test_a_role_held_by_one_person_costs_nothing(desk):
    desk.session.focus_on(LEO.id)
    event = desk.coded("comforts", 5)
    assert (event.actor, event.target) == (REYES.id, LEO.id)


def test_otherwise_the_person_in_focus_acts_and_the_only_other_party_is_the_target(desk):
    event = desk.coded("bids", 5)
    assert (event.actor, event.target, event.defaults) == (MAYA.id, REYES.id, {"target"})


def test_the_answer_goes_to_the_person_in_focus_never_to_the_unanswered_bid(desk):
    desk.press("bids", 5)
    desk.session.focus_on(LEO.id)
    assert desk.coded("comforts", 8).target == LEO.id


def test_a_target_that_is_not_clear_stays_blank():
    third = UUID(int=7)
    desk = Desk(casting={"provider": (REYES.id,), "seeker": (MAYA.id, LEO.id, third)})
    event = desk.coded("speaks", 5)
    assert (event.actor, event.target, event.defaults) == (MAYA.id, None, frozenset())


def test_only_the_person_in_focus_is_a_default_not_the_one_before(desk):
    desk.session.focus_on(LEO.id)
    desk.session.focus_on(REYES.id)
    assert desk.coded("comforts", 5).target is None


def test_when_the_person_in_focus_cannot_act_the_one_before_does(desk):
    desk.session.focus_on(LEO.id)
    desk.session.focus_on(REYES.id)
    assert desk.coded("bids", 5).actor == LEO.id


def test_nobody_in_focus_who_can_act_is_asked_for(desk):
    desk.session.focus = (REYES.id,)
    reply = desk.press("bids", 5)
    assert reply.notice.sentence == "Bids: say who first, with F2 to F9: Maya, Leo."
    assert desk.line() == []


def test_a_role_that_nobody_holds_is_named():
    desk = Desk(casting={"seeker": (MAYA.id,)})
    reply = desk.press("comforts", 5)
    expected = "Comforts: nobody is cast as Provider; add a person to that role in this coding."
    assert reply.notice.sentence == expected


def test_holders_are_listed_once_in_the_order_of_the_casting():
    assert holders(("seeker", "provider", "seeker"), CASTING) == (MAYA.id, LEO.id, REYES.id)


# --- what may stand in a coding ---------------------------------------------------------------------


def event(code="upset", start=1.0, end=2.0, actor=MAYA.id, target=None, **more):
    return Event(UUID(int=50), code, Span(at(start), None if end is None else at(end)), actor, target, **more)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (event("hugs"), "small 1.2.0 has no code hugs; import with the scheme version it was coded in."),
        (event("bids"), "Bids at 00:00:01.000 marks a moment and cannot have an end; remove the end."),
        (event(end=1), "Upset at 00:00:01.000 is a state and must end after it begins."),
        (event(actor=REYES.id), "Upset at 00:00:01.000: this person cannot show it in this scheme."),
        (
            event("bids", end=1, target=LEO.id),
            "Bids at 00:00:01.000: it cannot be aimed at this person in this scheme.",
        ),
        (
            event("speaks", target=MAYA.id),
            "Speaks at 00:00:01.000: it cannot be aimed at this person in this scheme.",
        ),
        (
            event(modifiers={"need": "help"}),
            "Upset cannot have need = help in this scheme.",
        ),
        (
            event("bids", end=1, modifiers={"need": "gold"}),
            "Bids cannot have need = gold in this scheme.",
        ),
    ],
)
def test_what_a_scheme_does_not_allow_is_said(wrong, sentence):
    problem = check_event(wrong, SCHEME, CASTING)
    assert problem is not None
    assert problem.sentence == sentence


@pytest.mark.parametrize(
    "right",
    [
        event(),
        event(end=None),
        event("speaks", target=LEO.id),
        event("bids", end=1, target=REYES.id, modifiers={"need": "help", "loud": "soft"}),
    ],
)
def test_what_a_scheme_allows_passes(right):
    assert check_event(right, SCHEME, CASTING) is None


@pytest.mark.parametrize(
    ("code", "start", "end", "clashes"),
    [
        ("calm", 0, 10, False),
        ("calm", 0, 11, True),
        ("calm", 12, 15, True),
        ("calm", 19.9, None, True),
        ("upset", 12, 15, True),
        ("calm", 20, None, False),
        ("speaks", 12, 15, False),
    ],
)
def test_states_that_exclude_each_other_may_touch_but_not_overlap(code, start, end, clashes):
    there = Event(UUID(int=1), "upset", Span(at(10), at(20)), MAYA.id)
    problem = check_overlap(event(code, start, end), SCHEME, EventSeries(SCHEME, [there]))
    assert (problem is not None) == clashes
    if problem is not None:
        name = "Upset" if code == "upset" else "Calm"
        assert problem.sentence == (
            f"{name} would overlap Upset from 00:00:10.000, which it excludes; shorten one of them."
        )


def test_nobody_is_in_the_same_state_twice_at_a_time():
    there = Event(UUID(int=1), "speaks", Span(at(10), at(20)), MAYA.id)
    series = EventSeries(SCHEME, [there])
    assert check_overlap(event("speaks", 12, 15), SCHEME, series) is not None
    assert check_overlap(event("speaks", 12, 15, actor=LEO.id), SCHEME, series) is None


def test_a_link_names_another_event_of_the_coding():
    bid = Event(UUID(int=1), "bids", Span.instant(at(1)), MAYA.id)
    series = EventSeries(SCHEME, [bid])
    assert check_link(event(link=bid.id), series) is None
    for nowhere in (UUID(int=2), UUID(int=50)):
        problem = check_link(event(link=nowhere), series)
        assert problem is not None
        assert problem.sentence == (
            "The event at 00:00:01.000 can only be linked to another event of this coding."
        )
