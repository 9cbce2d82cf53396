"""The walk asks only what is blank, in time order, and each question once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.codebook import Ask
from havenlens.domain.time import Span
from havenlens.services.asking import Pick, Question
from havenlens.services.linking import bids_before, is_ambiguous, which_bid
from havenlens.services.walk import Missing, Walk, blanks_of
from tests.support.memory_store import LEO, MAYA, REYES, Desk, at


@pytest.fixture
def desk():
    return Desk()


def changed(desk: Desk, walk: Walk, reply) -> None:
    assert not reply.refused, reply.notice.sentence
    walk.update(reply.changes)


def fill(desk: Desk, walk: Walk, key: str) -> None:
    walk.ask()
    changed(desk, walk, desk.session.answer(key))
    if walk.current not in walk.left():
        walk.go_on()


def where(desk: Desk, walk: Walk) -> tuple[str, str] | None:
    if walk.current is None:
        return None
    blank = walk.current
    what = blank.modifier.id if blank.modifier else blank.missing.value
    return desk.session.events[blank.event].code, what


def test_it_goes_from_blank_to_blank(desk):
    desk.coded("bids", 10)
    desk.session.answer("1")  # need is filled in, loudness is not
    desk.coded("comforts", 12)
    desk.coded("bids", 20)
    walk = Walk(desk.session)
    walk.begin(0)
    assert where(desk, walk) == ("bids", "loud")
    fill(desk, walk, "2")
    assert where(desk, walk) == ("bids", "need")
    fill(desk, walk, "1")
    assert where(desk, walk) == ("bids", "loud")
    fill(desk, walk, "1")
    assert walk.left() == []
    assert where(desk, walk) is None
    assert [dict(e.modifiers) for e in desk.session.events] == [
        {"need": "comfort", "loud": "loud"},
        {},
        {"need": "comfort", "loud": "soft"},
    ]


def test_it_begins_at_the_playhead(desk):
    for moment in (10, 20, 30):
        desk.coded("bids", moment)
    walk = Walk(desk.session)
    walk.begin(at(15))
    assert desk.session.events[walk.current.event].span.start == at(20)
    walk.begin(at(99))
    assert desk.session.events[walk.current.event].span.start == at(10)


def test_an_answer_leads_on_in_time_and_not_back_to_what_was_left_before(desk):
    for moment in (10, 20, 30):
        desk.coded("bids", moment)
    walk = Walk(desk.session)
    walk.begin(at(15))
    seen = []
    for _ in range(5):
        seen.append((desk.session.events[walk.current.event].span.start // at(1), where(desk, walk)[1]))
        fill(desk, walk, "1")
    assert seen == [(20, "need"), (20, "loud"), (30, "need"), (30, "loud"), (10, "need")]


def test_where_the_event_has_gone_the_walk_begins_again(desk):
    first, second = desk.coded("bids", 10), desk.coded("bids", 20)
    walk = Walk(desk.session)
    walk.begin(at(15))
    changed(desk, walk, desk.session.delete([second.id]))
    walk.go_on()
    assert walk.current.event == first.id


def test_what_is_passed_by_is_not_asked_again_in_this_walk(desk):
    desk.coded("bids", 10)
    walk = Walk(desk.session)
    walk.begin(0)
    walk.pass_by()
    assert where(desk, walk) == ("bids", "loud")
    walk.pass_by()
    assert walk.current is None
    assert walk.left() == []
    walk.go_back()
    assert where(desk, walk) is not None


def test_it_keeps_to_the_events_it_was_given(desk):
    first = desk.coded("bids", 10)
    desk.coded("bids", 20)
    walk = Walk(desk.session, frozenset({first.id}))
    walk.begin(0)
    assert {blank.event for blank in walk.left()} == {first.id}


def test_an_answer_that_is_undone_is_blank_again(desk):
    desk.coded("bids", 10)
    walk = Walk(desk.session)
    walk.begin(0)
    fill(desk, walk, "1")
    assert where(desk, walk) == ("bids", "loud")
    changed(desk, walk, desk.session.undo())
    assert [blank.modifier.id for blank in walk.left()] == ["need", "loud"]


def test_a_marked_stretch_waits_for_its_code(desk):
    desk.session.keep_segment(Span(at(3), at(7)))
    walk = Walk(desk.session)
    walk.begin(0)
    assert walk.current.missing is Missing.CODE
    changed(desk, walk, desk.session.label(walk.current.event, "calm"))
    assert walk.left() == []


def test_a_target_that_must_be_there_is_asked_for(desk):
    codes = tuple(replace(c, target_required=True) if c.id == "comforts" else c for c in desk.scheme.codes)
    desk.session.scheme = replace(desk.scheme, codes=codes)
    desk.session.focus = (REYES.id, MAYA.id, LEO.id)  # nobody in focus whom she could comfort
    event = desk.coded("comforts", 5)
    assert event.target is None
    walk = Walk(desk.session)
    walk.begin(0)
    assert walk.current.missing is Missing.TARGET
    walk.ask()
    assert isinstance(desk.session.question, Pick)
    assert [answer.text for answer in desk.session.question.answers] == ["Maya", "Leo"]
    fill(desk, walk, "2")
    assert desk.session.events[event.id].target == LEO.id
    assert desk.session.events[event.id].defaults == frozenset()


# --- links ------------------------------------------------------------------------------------------


def test_only_a_response_in_the_windows_of_several_bids_needs_a_link(desk):
    session = desk.session
    desk.coded("bids", 10)
    one = desk.coded("comforts", 12)
    assert not is_ambiguous(one, session.scheme, session.events)
    desk.coded("bids", 14)
    two = desk.coded("comforts", 16)
    assert is_ambiguous(two, session.scheme, session.events)
    assert [blank.missing for blank in blanks_of(session, two)] == [Missing.LINK]


def test_the_nearest_bid_comes_first_and_a_digit_links(desk):
    session = desk.session
    first, second = desk.coded("bids", 10), desk.coded("bids", 14)
    answer = desk.coded("comforts", 16)
    asked = which_bid(session, answer)
    assert [one.text for one in asked.answers] == [
        "Bids · Maya · 00:00:14.000",
        "Bids · Maya · 00:00:10.000",
        "None of these",
    ]
    session.ask(asked)
    session.answer("2")
    assert session.events[answer.id].link == first.id
    again = which_bid(session, session.events[answer.id])
    assert [one.given for one in again.answers] == [False, True, False]
    session.ask(again)
    session.answer("1")
    assert session.events[answer.id].link == second.id
    session.ask(which_bid(session, session.events[answer.id]))
    session.answer("0")
    assert session.events[answer.id].link is None


def test_bids_of_others_and_later_ones_cannot_be_meant(desk):
    session = desk.session
    answer = desk.coded("comforts", 16)
    desk.coded("bids", 20)
    desk.session.focus_on(LEO.id)
    desk.coded("bids", 10)
    assert bids_before(answer, session.scheme, session.events) == ()
    assert which_bid(session, answer) is None


def test_a_digit_that_is_no_choice_is_refused_and_the_question_stays(desk):
    desk.coded("bids", 10)
    answer = desk.coded("comforts", 12)
    asked = which_bid(desk.session, answer)
    desk.session.ask(asked)
    assert desk.session.answer("7").refused
    assert desk.session.question == asked


@given(st.lists(st.tuples(st.sampled_from(["bids", "comforts", "calm", "returns"]), st.integers(0, 60))))
def test_answering_every_question_leaves_nothing_blank(presses):
    desk = Desk()
    scheme = desk.session.scheme
    desk.session.scheme = replace(
        scheme, modifiers=tuple(replace(modifier, ask=Ask.WALK) for modifier in scheme.modifiers)
    )
    for code, moment in presses:
        desk.press(code, moment)
    walk = Walk(desk.session)
    walk.begin(0)
    for _ in range(4 * len(presses) + 1):
        if walk.current is None:
            break
        walk.ask()
        assert isinstance(desk.session.question, Question | Pick)
        fill(desk, walk, "1")
    assert walk.left() == []
    assert [blank for event in desk.session.events for blank in blanks_of(desk.session, event)] == []
