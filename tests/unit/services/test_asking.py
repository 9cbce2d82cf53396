"""Questions that take several answers, numbers and words; offers; passes; spans that were marked first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from havenlens.domain.codebook import (
    UNLABELLED,
    Ask,
    CodeGroup,
    Exclusive,
    Modifier,
    ModifierKind,
    Option,
)
from havenlens.domain.time import Span
from havenlens.services.asking import Offer, Question
from tests.support.memory_store import LEO, MAYA, REYES, Desk, at

OPTIONS = (Option("face", "1", "Face"), Option("voice", "2", "Voice"), Option("body", "3", "Body"))
SIGNS = Modifier("signs", "Signs", ("upset",), OPTIONS, ask=Ask.NOW, kind=ModifierKind.SEVERAL)
TIMES = Modifier("times", "How often", ("upset",), (), ask=Ask.NOW, kind=ModifierKind.NUMBER, unit="×")
TIMES = replace(TIMES, minimum=2, maximum=30)
WORDS = Modifier("words", "What was said", ("upset",), (), ask=Ask.NOW, kind=ModifierKind.TEXT)


@pytest.fixture
def desk():
    return Desk()


def asking(desk: Desk, *modifiers: Modifier) -> Desk:
    scheme = replace(desk.session.scheme, modifiers=(*desk.session.scheme.modifiers, *modifiers))
    desk.session.scheme = scheme
    return desk


def answers(desk: Desk) -> dict:
    return dict(desk.session.events[desk.session.last_event].modifiers)


# --- kinds of questions -----------------------------------------------------------------------------


def test_several_digits_choose_several_answers_until_enter(desk):
    asking(desk, SIGNS, TIMES)
    desk.coded("upset", 1)
    for key in "31":
        desk.session.answer(key)
    assert answers(desk) == {"signs": ("face", "body")}  # in the scheme's order
    assert [a.given for a in desk.session.question.answers] == [True, False, True]
    desk.session.answer("3")
    assert answers(desk) == {"signs": ("face",)}
    desk.session.answer("1")
    assert answers(desk) == {}
    desk.session.answer("2")
    reply = desk.session.finish_answer()
    assert reply.notice.sentence == "Upset · Signs: Voice"
    assert reply.question.modifier == TIMES


def test_all_answers_are_one_step_with_their_event(desk):
    asking(desk, SIGNS)
    desk.coded("upset", 1)
    desk.session.answer("1")
    desk.session.answer("2")
    assert not desk.session.undo().refused
    assert len(desk.session.events) == 0
    desk.session.redo()
    assert [dict(event.modifiers) for event in desk.session.events] == [{"signs": ("face", "voice")}]


def test_a_number_is_written_as_soon_as_its_digits_make_one(desk):
    asking(desk, TIMES)
    desk.coded("upset", 1)
    desk.session.answer("1")
    assert answers(desk) == {}  # 1 is below the least
    desk.session.answer("2")
    assert answers(desk) == {"times": 12}
    desk.session.answer(".")
    desk.session.answer("5")
    assert answers(desk) == {"times": 12.5}
    assert desk.session.question.hint.startswith("12.5 ×")
    assert desk.session.finish_answer().notice.sentence == "Upset · How often: 12.5 ×"


def test_digits_that_make_too_much_are_no_answer_and_can_be_taken_back(desk):
    asking(desk, TIMES)
    desk.coded("upset", 1)
    desk.session.answer("3")
    assert answers(desk) == {"times": 3}
    reply = desk.session.answer("1")
    sentence = "How often goes up to 30 ×, so 31 × is no answer; Backspace takes the last digit back."
    assert reply.refused
    assert reply.notice.sentence == sentence
    assert answers(desk) == {}  # and not the 3 that it begins with
    assert desk.session.finish_answer().notice.sentence == sentence
    assert desk.session.question.typed == "31"
    desk.session.answer("backspace")
    assert answers(desk) == {"times": 3}
    desk.session.answer("backspace")
    assert (answers(desk), desk.session.question.typed) == ({}, "")
    assert desk.session.answer("backspace").notice.sentence == "Upset · How often: –"
    desk.session.undo()
    assert len(desk.session.events) == 0


def test_digits_that_make_too_little_are_refused_by_enter_only(desk):
    asking(desk, TIMES)
    desk.coded("upset", 1)
    assert not desk.session.answer("1").refused
    assert desk.session.finish_answer().notice.sentence == (
        "How often begins at 2 ×, so 1 × is no answer; type on, or take digits back with Backspace."
    )
    desk.session.answer("2")
    assert desk.session.finish_answer().notice.sentence == "Upset · How often: 12 ×"


def test_a_number_beyond_its_limits_is_not_taken(desk):
    asking(desk, TIMES)
    desk.coded("upset", 1)
    reply = desk.session.answer_with(31)
    assert reply.refused
    assert reply.notice.sentence == "Upset cannot have How often = 31 × in this scheme."
    assert answers(desk) == {}


def test_words_are_written_and_digits_say_so(desk):
    asking(desk, WORDS)
    desk.coded("upset", 1)
    assert desk.session.answer("1").notice.sentence == "What was said takes words; press Enter to write them."
    assert desk.session.answer_with("It fell!").notice.sentence == "Upset · What was said: It fell!"
    assert answers(desk) == {"words": "It fell!"}


@pytest.mark.parametrize(
    ("modifier", "value", "fits"),
    [
        (SIGNS, ("face",), True),
        (SIGNS, (), False),
        (SIGNS, ("face", "face"), False),
        (SIGNS, "face", False),
        (SIGNS, ("tail",), False),
        (TIMES, 2, True),
        (TIMES, True, False),
        (TIMES, float("nan"), False),
        (TIMES, "2", False),
        (WORDS, "  ", False),
        (WORDS, "so", True),
    ],
)
def test_a_modifier_takes_what_its_kind_says(modifier, value, fits):
    assert modifier.takes(value) is fits


def test_a_letter_closes_a_question_that_takes_several_keys(desk):
    asking(desk, SIGNS)
    desk.coded("upset", 1)
    desk.session.answer("1")
    desk.coded("comforts", 2)
    upset = next(e for e in desk.session.events if e.code == "upset")
    assert upset.modifiers == {"signs": ("face",)}


def test_an_answer_of_several_keys_that_is_asked_alone_is_one_step(desk):
    asking(desk, SIGNS, TIMES)
    upset = desk.coded("upset", 1)
    for modifier, keys in ((SIGNS, "12"), (TIMES, "10")):
        desk.session.ask_about(upset.id, modifier)
        for key in keys:
            desk.session.answer(key)
        assert desk.session.finish_answer().question is None  # whoever asked knows what comes next
    assert answers(desk) == {"signs": ("face", "voice"), "times": 10}
    desk.session.undo()
    assert answers(desk) == {"signs": ("face", "voice")}
    desk.session.undo()
    assert answers(desk) == {}


def test_keys_after_something_else_was_done_are_one_step(desk):
    asking(desk, SIGNS)
    upset = desk.coded("upset", 1)
    desk.session.edit(upset.id, comment="loud")
    for key in "12":
        desk.session.answer(key)
    desk.session.undo()
    assert answers(desk) == {}
    assert desk.session.events[upset.id].comment == "loud"


# --- repair only after a miss -----------------------------------------------------------------------


def test_a_repair_is_asked_for_only_after_a_miss(desk):
    desk.coded("comforts", 1)
    assert desk.session.question is None
    desk.coded("bids", 10)
    desk.coded("comforts", 25)  # the window of 10 s is over
    assert desk.session.question.modifier.id == "repair"


def test_a_bid_that_was_answered_in_time_is_no_miss(desk):
    desk.coded("bids", 10)
    desk.coded("comforts", 15)
    assert desk.session.question is None
    desk.coded("comforts", 40)
    assert desk.session.question is None


def test_a_miss_is_made_good_for_only_once(desk):
    desk.coded("bids", 10)
    desk.coded("comforts", 25)
    desk.coded("comforts", 27)
    assert desk.session.question is None


def test_the_miss_of_another_child_counts_for_that_child_only(desk):
    desk.coded("bids", 10)
    desk.session.focus_on(LEO.id)
    desk.coded("comforts", 25)
    assert desk.session.question is None


# --- offers -----------------------------------------------------------------------------------------


@pytest.fixture
def calm(desk):
    """Give a desk where Maya is calm from 10 to 40 s, coded and closed."""
    desk.coded("calm", 10)
    desk.coded("calm", 40)
    return desk


def test_a_press_inside_a_closed_state_is_kept_and_a_split_is_offered(calm):
    reply = calm.press("calm", 20)
    assert isinstance(reply.question, Offer)
    assert [answer.text for answer in reply.question.answers] == [
        "Keep it so",
        "Split it: Calm goes on from 00:00:20.000 to 00:00:40.000",
    ]
    assert calm.line() == [("calm", 10, 20)]
    calm.session.answer("2")
    assert calm.line() == [("calm", 10, 20), ("calm", 20, 40)]
    calm.session.undo()
    assert calm.line() == [("calm", 10, 40)]


def test_the_first_choice_keeps_what_was_done(calm):
    calm.press("calm", 20)
    assert calm.session.answer("1").notice.sentence == "Calm stays as it is"
    assert calm.session.question is None
    assert calm.line() == [("calm", 10, 20)]
    calm.press("calm", 15)
    assert calm.session.answer("7").notice.sentence == (
        "There is no choice 7; take one that is shown, or go on coding."
    )


def test_a_state_can_be_put_into_a_closed_one_that_goes_on_after_it(calm):
    calm.press("upset", 20)
    assert calm.line() == [("calm", 10, 20), ("upset", 20, 40)]
    calm.session.answer("2")
    calm.press("upset", 25)
    assert calm.line() == [("calm", 10, 20), ("upset", 20, 25), ("calm", 25, 40)]
    calm.session.undo()
    assert calm.line() == [("calm", 10, 20), ("upset", 20, 40)]


def test_the_state_before_is_offered_when_one_that_took_over_is_shortened(calm):
    calm.press("upset", 20)
    reply = calm.press("upset", 25)
    assert [answer.text for answer in reply.question.answers][2] == (
        "Calm goes on from 00:00:25.000 to 00:00:40.000"
    )
    calm.session.answer("3")
    assert calm.line() == [("calm", 10, 20), ("upset", 20, 25), ("calm", 25, 40)]


def test_an_offer_is_gone_after_anything_else(calm):
    calm.press("calm", 20)
    calm.coded("comforts", 30)
    assert calm.session.question is None
    assert calm.session.answer("2").refused


def test_ending_an_open_state_offers_nothing(desk):
    desk.coded("calm", 10)
    assert desk.press("calm", 20).question is None


# --- groups that always have a state ----------------------------------------------------------------


def test_in_an_exhaustive_group_a_state_ends_only_where_another_begins(desk):
    groups = tuple(
        CodeGroup("states", "States", Exclusive.PER_ACTOR, exhaustive=True) if g.id == "states" else g
        for g in desk.session.scheme.groups
    )
    desk.session.scheme = replace(desk.session.scheme, groups=groups)
    desk.coded("calm", 10)
    reply = desk.press("calm", 20)
    assert reply.refused
    assert reply.notice.sentence == (
        "Calm is not ended, since States always has one state; press the key of the one that comes next."
    )
    desk.coded("upset", 20)
    assert desk.line() == [("calm", 10, 20), ("upset", 20, None)]


# --- passes -----------------------------------------------------------------------------------------


def test_a_pass_takes_its_own_groups_only(desk):
    desk.session.scheme = replace(desk.session.scheme, passes=(("states",), ("acts",)))
    assert desk.session.next_pass().notice.sentence == "Pass: States"
    assert not desk.press("calm", 1).refused
    reply = desk.press("comforts", 2)
    assert reply.notice.sentence == "Comforts belongs to another pass than States; Ctrl+P changes the pass."
    desk.session.next_pass()
    assert not desk.press("comforts", 3).refused
    assert desk.session.next_pass().notice.sentence == "Pass: everything"
    assert not desk.press("calm", 5).refused


def test_a_pass_holds_for_stretches_that_were_marked(desk):
    desk.session.scheme = replace(desk.session.scheme, passes=(("states",), ("acts",)))
    desk.session.next_pass()
    sentence = "Comforts belongs to another pass than States; Ctrl+P changes the pass."
    assert desk.session.code_span("comforts", Span(at(3), at(7))).notice.sentence == sentence
    assert len(desk.session.events) == 0
    desk.session.keep_segment(Span(at(3), at(7)))
    segment = desk.session.last_event
    assert desk.session.label(segment, "comforts").notice.sentence == sentence
    assert desk.session.events[segment].code == UNLABELLED
    assert not desk.session.label(segment, "calm").refused


# --- marked first, labelled later -------------------------------------------------------------------


def test_a_letter_codes_the_stretch_that_was_marked(desk):
    span = Span(at(3), at(7))
    reply = desk.session.code_span("calm", span)
    assert reply.notice.sentence == "Calm · Maya · 00:00:03.000 to 00:00:07.000"
    assert desk.line() == [("calm", 3, 7)]
    desk.session.code_span("bids", span)
    bid = desk.session.events[desk.session.last_event]
    assert bid.span == Span.instant(at(3))
    assert isinstance(desk.session.question, Question)


def test_a_stretch_that_would_overlap_is_refused_with_the_reason(desk):
    desk.session.code_span("calm", Span(at(3), at(7)))
    reply = desk.session.code_span("upset", Span(at(5), at(9)))
    assert reply.notice.sentence == (
        "Upset would overlap Calm from 00:00:03.000, which it excludes; shorten one of them."
    )
    assert desk.line() == [("calm", 3, 7)]


def test_a_stretch_can_be_kept_and_labelled_later(desk):
    kept = desk.session.keep_segment(Span(at(3), at(7)))
    assert kept.notice.sentence == "00:00:03.000 to 00:00:07.000 is marked, to be labelled later"
    segment = desk.session.last_event
    assert desk.session.events[segment].code == UNLABELLED
    desk.session.label(segment, "calm")
    assert (desk.session.events[segment].code, desk.line()) == ("calm", [("calm", 3, 7)])
    desk.session.undo()
    assert desk.session.events[segment].code == UNLABELLED


def test_a_stretch_labelled_with_an_act_of_somebody_else_gets_that_person(desk):
    desk.session.keep_segment(Span(at(3), at(7)))
    segment = desk.session.last_event
    desk.session.label(segment, "comforts")
    event = desk.session.events[segment]
    assert (event.actor, event.target, event.span) == (REYES.id, MAYA.id, Span.instant(at(3)))
    assert event.defaults == {"target"}


def test_a_stretch_labelled_with_an_act_of_several_others_gets_whoever_is_in_focus(desk):
    session = desk.session
    session.keep_segment(Span(at(3), at(7)))
    segment = session.last_event
    session.coding = replace(session.coding, casting={"seeker": (MAYA.id,), "provider": (REYES.id, LEO.id)})
    session.focus_on(MAYA.id)
    refused = session.label(segment, "comforts")
    assert refused.refused
    assert refused.notice.sentence == "Comforts: say who first, with F2 to F9: Ms. Reyes, Leo."
    assert session.events[segment].code == UNLABELLED
    session.focus_on(LEO.id)
    session.label(segment, "comforts")
    assert session.events[segment].actor == LEO.id


def test_a_stretch_labelled_with_an_act_nobody_is_cast_for_is_refused(desk):
    session = desk.session
    session.keep_segment(Span(at(3), at(7)))
    session.coding = replace(session.coding, casting={"seeker": (MAYA.id,)})
    reply = session.label(session.last_event, "comforts")
    assert reply.refused
    assert reply.notice.sentence.startswith("Comforts: nobody is cast as ")
