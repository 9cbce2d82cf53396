"""One coder at work: presses, questions, editing, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from havenlens.domain.events import Changes, Event, Flag
from havenlens.domain.observation import CodingStatus
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span
from havenlens.services.history import Step
from tests.support.memory_store import LEO, MAYA, REYES, Desk, at, whole_scheme


@pytest.fixture
def desk():
    return Desk()


# --- people -----------------------------------------------------------------------------------------


def test_the_focus_starts_with_the_first_who_shares_a_role(desk):
    assert desk.session.focus == (MAYA.id,)


def test_who_is_alone_in_a_role_needs_a_key_only_for_codes_of_several_roles(desk):
    assert desk.session.focusable == (MAYA.id, LEO.id, REYES.id)  # Ms. Reyes, since all may speak
    assert desk.session.press("speaks", at(1)).notice.sentence.startswith("Speaks · Maya")
    desk.session.focus_on(REYES.id)
    assert desk.coded("speaks", 2).actor == REYES.id


def test_where_nobody_needs_a_key_everybody_has_one():
    scheme = whole_scheme()
    codes = tuple(code for code in scheme.codes if code.id != "speaks")
    desk = Desk(casting={"provider": (REYES.id,), "seeker": (MAYA.id,)})
    desk.session.scheme = replace(scheme, codes=codes)
    assert desk.session.focusable == (REYES.id, MAYA.id, LEO.id)


def test_going_back_changes_between_the_last_two(desk):
    desk.session.focus_back()
    assert desk.session.focus == (LEO.id, MAYA.id)  # nobody was in focus before: the next in the casting
    desk.session.focus_back()
    assert desk.session.focus == (MAYA.id, LEO.id)
    desk.session.focus_back()
    assert desk.session.focus == (LEO.id, MAYA.id)


# --- the same press again ---------------------------------------------------------------------------


@pytest.mark.parametrize("restart", [False, True])
def test_the_same_press_within_300_ms_is_ignored_with_a_message(desk, restart):
    desk.press("returns", 5)
    desk.press("returns", 6, restart=restart)
    for later, refused in ((0.1, True), (0.19, True), (0.02, False)):
        desk.time += later
        reply = desk.session.press("returns", at(7), restart=restart)
        assert reply.refused == refused
    assert len(desk.session.events) == 3


def test_the_message_says_what_was_ignored(desk):
    desk.press("returns", 5)
    reply = desk.session.press("returns", at(5))
    assert reply.notice.sentence == "Returns: the same key again within 0.3 s was ignored."


def test_another_key_another_person_or_shift_is_not_the_same_press(desk):
    desk.press("upset", 5)
    assert not desk.session.press("upset", at(6), restart=True).refused
    assert not desk.session.press("returns", at(6)).refused
    desk.session.focus_on(LEO.id)
    assert not desk.session.press("returns", at(6)).refused


def test_a_press_may_come_again_at_once_after_undo(desk):
    desk.press("returns", 5)
    desk.session.undo()
    assert not desk.session.press("returns", at(5)).refused


def test_a_press_may_come_again_at_once_after_its_event_was_deleted(desk):
    desk.press("returns", 5)
    desk.session.delete([event.id for event in desk.session.events])
    assert not desk.session.press("returns", at(5)).refused


# --- the moment that is coded -----------------------------------------------------------------------


def test_the_reaction_lag_is_taken_off_only_while_playing_and_is_written_down(desk):
    desk.session.reaction_lag = at(0.4)
    playing, paused = desk.coded("returns", 5, playing=True), desk.coded("returns", 6)
    assert (playing.span.start, playing.reaction_lag) == (at(4.6), at(0.4))
    assert (paused.span.start, paused.reaction_lag) == (at(6), 0)


def test_the_lag_written_down_is_what_was_taken_off(desk):
    desk.session.reaction_lag = at(0.4)
    event = desk.coded("returns", 0.1, playing=True)
    assert (event.span.start, event.reaction_lag) == (0, at(0.1))


def test_a_film_may_begin_before_time_zero(desk):
    desk.session.reaction_lag = at(0.4)
    assert desk.coded("returns", -2).span.start == at(-2)
    assert desk.coded("returns", -2, playing=True).span.start == at(-2)


def test_full_stop_gives_the_next_code_the_time_of_the_last_event(desk):
    desk.press("bids", 5)
    reply = desk.session.same_time_next()
    assert reply.notice.sentence == "The next code gets the time of the last event, 00:00:05.000"
    assert desk.coded("comforts", 9).span.start == at(5)
    assert desk.coded("comforts", 9).span.start == at(9)


def test_the_lag_is_not_taken_off_twice_at_the_same_time(desk):
    desk.session.reaction_lag = at(0.4)
    desk.press("bids", 5, playing=True)
    desk.session.same_time_next()
    event = desk.coded("comforts", 9, playing=True)
    assert (event.span.start, event.reaction_lag) == (at(4.6), at(0.4))


def test_after_the_end_of_a_state_the_same_time_is_that_end(desk):
    desk.press("upset", 5)
    desk.press("upset", 8)
    desk.session.same_time_next()
    desk.press("calm", 20)
    assert desk.line() == [("upset", 5, 8), ("calm", 8, None)]


def test_after_a_stretch_that_was_coded_whole_the_same_time_is_its_onset(desk):
    desk.session.code_span("upset", Span(at(5), at(8)))
    desk.session.same_time_next()
    assert desk.coded("comforts", 20).span.start == at(5)


def test_the_same_time_can_be_taken_back(desk):
    desk.coded("returns", 5)
    assert desk.session.own_time_next() is None
    desk.session.same_time_next()
    assert desk.session.own_time_next().notice.sentence == "The next code gets the time of its own frame."
    assert desk.coded("returns", 9).span.start == at(9)


def test_a_stretch_is_the_next_code_too(desk):
    desk.coded("returns", 5)
    desk.session.same_time_next()
    desk.session.code_span("upset", Span(at(6), at(7)))
    assert desk.coded("returns", 9).span.start == at(9)


def test_without_a_last_event_there_is_no_same_time(desk):
    sentence = "There is no last event to take the time from; code one first."
    assert desk.session.same_time_next().notice.sentence == sentence
    desk.press("bids", 5)
    desk.session.undo()
    assert desk.session.last_event is None
    assert desk.session.same_time_next().refused
    assert desk.coded("returns", 9).span.start == at(9)


# --- questions --------------------------------------------------------------------------------------


def test_digits_fold_into_the_step_of_the_press(desk):
    reply = desk.press("bids", 5)
    assert (reply.question.modifier.id, reply.changes.added[0].modifiers) == ("need", {})
    reply = desk.session.answer("2")
    assert reply.notice.sentence == "Bids · What is wanted: Help"
    assert reply.question.modifier.id == "loud"
    assert desk.session.answer("1").question is None
    assert desk.session.events[desk.session.last_event].modifiers == {"need": "help", "loud": "soft"}
    assert len({step.id for step in desk.store.steps}) == 1
    desk.session.undo()
    assert len(desk.session.events) == 0
    desk.session.redo()
    assert next(iter(desk.session.events)).modifiers == {"need": "help", "loud": "soft"}


def test_a_letter_closes_the_question_and_leaves_its_blank(desk):
    desk.press("bids", 5)
    assert desk.press("returns", 6).question is None
    assert desk.session.answer("1").notice.sentence == (
        "Digits answer a question, and none is open; a letter codes."
    )
    assert all(event.modifiers == {} for event in desk.session.events)


def test_what_is_asked_on_a_condition_is_not_asked_at_the_press(desk):
    assert {m.id: (m.ask, m.ask_if) for m in desk.scheme.modifiers}["repair"] == ("now", "after_miss")
    assert desk.press("comforts", 5).question is None


def test_ending_a_state_asks_nothing_and_closes_a_question(desk):
    desk.press("upset", 4)
    desk.press("bids", 5)
    assert desk.press("upset", 6).question is None
    assert desk.session.question is None


def test_a_refused_press_leaves_the_question_open(desk):
    desk.press("upset", 4)
    desk.press("bids", 5)
    assert desk.press("upset", 4).refused
    assert desk.session.answer("1").notice.sentence == "Bids · What is wanted: Comfort"


def test_an_answer_that_is_not_offered_is_refused(desk):
    desk.press("bids", 5)
    reply = desk.session.answer("7")
    assert reply.notice.sentence == "What is wanted has no answer 7; choose one that is shown."
    assert reply.question is not None


def test_a_skipped_question_is_left_for_the_walk(desk):
    desk.press("bids", 5)
    desk.session.skip_question()
    assert desk.session.answer("1").refused


def test_deleting_what_is_asked_about_closes_the_question(desk):
    event = desk.coded("bids", 5)
    assert desk.session.delete([event.id]).question is None
    assert desk.session.answer("1").refused


def test_an_answer_after_something_else_is_a_step_of_its_own(desk):
    other = desk.coded("returns", 3)
    event = desk.coded("bids", 5)
    desk.session.edit(other.id, comment="ran")
    desk.session.answer("1")
    desk.session.answer("2")
    assert len({step.id for step in desk.store.steps}) == 4
    desk.session.undo()
    assert desk.session.events[event.id].modifiers == {}
    assert desk.session.events[other.id].comment == "ran"


# --- editing ----------------------------------------------------------------------------------------


def test_an_edit_is_one_step(desk):
    event = desk.coded("bids", 5)
    reply = desk.session.edit(event.id, comment="hand up", flags=frozenset({Flag.UNSURE}))
    assert reply.notice.sentence == "Bids changed"
    desk.session.undo()
    assert desk.session.events[event.id] == event


def test_a_value_that_was_set_by_hand_is_no_default_any_more(desk):
    event = desk.coded("bids", 5)
    desk.session.edit(event.id, comment="x")
    assert desk.session.events[event.id].defaults == {"target"}
    desk.session.edit(event.id, target=REYES.id)
    assert desk.session.events[event.id].defaults == frozenset()


def test_an_edit_that_changes_nothing_is_no_step(desk):
    event = desk.coded("bids", 5)
    reply = desk.session.edit(event.id, comment="")
    assert (reply.changes, reply.refused) == (Changes(), False)
    assert reply.notice.sentence == "Bids is as it was"
    assert len(desk.store.steps) == 1


def test_flags_go_on_and_off(desk):
    event = desk.coded("bids", 5)
    desk.session.toggle_flag(event.id, Flag.DISCUSS)
    assert desk.session.events[event.id].flags == {Flag.DISCUSS}
    desk.session.toggle_flag(event.id, Flag.DISCUSS)
    assert desk.session.events[event.id].flags == frozenset()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"actor": REYES.id}, "Upset at 00:00:10.000: this person cannot show it in this scheme."),
        ({"code": "bids"}, "Bids at 00:00:10.000 marks a moment and cannot have an end; remove the end."),
        (
            {"span": Span(at(10), at(31))},
            "Upset would overlap Calm from 00:00:30.000, which it excludes; shorten one of them.",
        ),
        (
            {"link": UUID(int=9)},
            "The event at 00:00:10.000 can only be linked to another event of this coding.",
        ),
    ],
)
def test_an_edit_that_the_scheme_forbids_is_refused(desk, values, sentence):
    event = desk.coded("upset", 10)
    desk.press("upset", 20)
    desk.press("calm", 30)
    before = desk.line()
    assert desk.session.edit(event.id, **values).notice.sentence == sentence
    assert desk.line() == before


def test_a_span_cannot_end_before_it_begins(desk):
    event = desk.coded("upset", 10)
    assert desk.session.set_span(event.id, at(10), at(9)).notice.sentence == (
        "An event cannot end (00:00:09.000) before it begins (00:00:10.000); correct one of the two."
    )
    assert not desk.session.set_span(event.id, at(10), at(11)).refused
    assert desk.line() == [("upset", 10, 11)]


def test_deleting_clears_the_links_to_what_goes(desk):
    bids = [desk.coded("bids", second) for second in (1, 2)]
    answers = [desk.coded("comforts", second) for second in (3, 4)]
    for bid, answer in zip(bids, answers, strict=True):
        desk.session.edit(answer.id, link=bid.id)
    reply = desk.session.delete([bids[0].id, answers[1].id, UUID(int=1)])
    assert reply.notice.sentence == "Deleted: Bids, Comforts"
    assert {e.id: e.link for e in desk.session.events} == {bids[1].id: None, answers[0].id: None}
    desk.session.undo()
    assert desk.session.events[answers[0].id].link == bids[0].id
    assert desk.session.events[answers[1].id].link == bids[1].id


def test_a_bid_may_be_deleted_together_with_its_answer(desk):
    bid, answer = desk.coded("bids", 1), desk.coded("comforts", 3)
    desk.session.edit(answer.id, link=bid.id)
    desk.session.delete([bid.id, answer.id])
    assert len(desk.session.events) == 0
    desk.session.undo()
    assert desk.session.events[answer.id].link == bid.id


def test_what_is_gone_cannot_be_changed(desk):
    gone = UUID(int=77)
    for reply in (
        desk.session.edit(gone, comment="x"),
        desk.session.toggle_flag(gone, Flag.UNSURE),
        desk.session.delete([gone]),
    ):
        assert reply.notice.sentence == "This event is no longer there; choose another one."


# --- history ----------------------------------------------------------------------------------------


def test_undo_and_redo_say_what_they_did_and_when_there_is_nothing(desk):
    assert desk.session.undo().notice.sentence == "There is nothing to undo."
    assert desk.session.redo().notice.sentence == "There is nothing to do again."
    desk.press("upset", 5)
    assert desk.session.undo().notice.sentence == "Undone: Upset"
    assert desk.session.redo().notice.sentence == "Done again: Upset"


def test_a_press_after_undo_clears_redo(desk):
    desk.press("upset", 5)
    desk.session.undo()
    desk.press("returns", 5)
    assert desk.session.redo().refused


def test_undo_survives_a_restart(desk):
    desk.press("upset", 5)
    desk.press("bids", 6)
    desk.session.answer("1")
    desk.session.undo()
    again = desk.reopened()
    assert again.redo().notice.sentence == "Done again: Bids"
    assert again.undo().notice.sentence == "Undone: Bids"
    assert again.undo().notice.sentence == "Undone: Upset"
    assert len(again.events) == 0


# --- what the store says ----------------------------------------------------------------------------


def test_a_write_that_fails_changes_nothing_anywhere(desk):
    event = desk.coded("bids", 5)
    session, before = desk.session, (desk.session.question, desk.session.last_event)
    assert session.history.undo
    desk.store.full = True
    for intent in (
        lambda: desk.press("upset", 6),
        lambda: session.answer("1"),
        lambda: session.edit(event.id, comment="x"),
        lambda: session.delete([event.id]),
        session.undo,
    ):
        with pytest.raises(StudyError, match=r"class\.havenlens"):
            intent()
        assert list(session.events) == [event]
        assert (session.question, session.last_event) == before
        assert (len(session.history.undo), session.history.redo) == (1, [])
    desk.store.full = False
    session.answer("1")
    assert len({step.id for step in desk.store.steps}) == 1


def test_the_same_press_may_be_tried_again_at_once_when_the_write_failed(desk):
    desk.store.full = True
    with pytest.raises(StudyError):
        desk.press("upset", 6)
    desk.store.full = False
    assert not desk.session.press("upset", at(6)).refused


@pytest.mark.parametrize("status", [CodingStatus.SUBMITTED, CodingStatus.LOCKED])
def test_a_coding_that_is_handed_in_refuses_every_change_and_says_what_to_do(status):
    desk = Desk(status=status)
    event = Event(UUID(int=5), "bids", Span.instant(at(1)), MAYA.id)
    step = Step(UUID(int=6), "import", Changes(added=(event,)), datetime(2026, 3, 5, tzinfo=UTC), UUID(int=7))
    desk.store.write(desk.coding.id, step)
    session = desk.reopened()
    replies = [
        session.press("upset", at(1)),
        session.edit(event.id, comment="x"),
        session.delete([event.id]),
        session.undo(),
    ]
    for reply in replies:
        assert reply.refused
        assert reply.notice.sentence == (
            f"This coding is {status}, so it can be read but not changed; "
            "begin a coding of your own in Study."
        )
    assert list(session.events) == [event]
    assert not session.editable


@pytest.mark.parametrize("status", [CodingStatus.ASSIGNED, CodingStatus.IN_PROGRESS, CodingStatus.RETURNED])
def test_a_coding_that_is_being_worked_on_is_open(status):
    desk = Desk(status=status)
    assert desk.session.editable
    assert not desk.press("upset", 1).refused


def test_a_study_that_is_open_to_read_refuses_and_says_what_to_do(desk):
    desk.store.writable = False
    reply = desk.press("upset", 1)
    assert reply.refused
    assert reply.notice.sentence == (
        "The study is open to read, so nothing was coded; close it where else it is open, and open it again."
    )
    desk.session.save_position(at(5))
    assert (len(desk.session.events), desk.store.position) == (0, None)


def test_the_position_is_kept(desk):
    desk.session.save_position(at(5))
    assert desk.store.position == at(5)


def test_a_session_begins_with_what_is_stored(desk):
    desk.press("upset", 1)
    desk.press("bids", 2)
    assert list(desk.reopened().events) == list(desk.session.events)
