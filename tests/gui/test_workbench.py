"""What a coder does beyond letters: in and out, passes, links, flags, the walk, sampling, off camera."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit

from havenlens.domain.codebook import NOTHING, UNLABELLED
from havenlens.domain.events import Flag
from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.asking import Pick, Question
from havenlens.services.sampling import Sampler
from havenlens.ui.coding.help import KeyHelp
from havenlens.ui.coding.presence import OffCamera
from havenlens.ui.coding.sampling import TimeSampling
from havenlens.ui.coding.submitting import Submitting
from havenlens.ui.coding.walking import Walking
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, let_another_code, new_coding
from tests.support.keys import ALT, CTRL, SHIFT, events, go, press, shown
from tests.support.schemes import KINDS, SAMPLED

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(shared) -> Iterator[MainWindow]:
    yield shared
    let_another_code(shared)


def said(page) -> list[str]:
    heard: list[str] = []
    page.status_changed.connect(lambda text, _refused: heard.append(text))
    return heard


def feature(page, kind):
    return next(one for one in page.features if isinstance(one, kind))


# --- in and out -------------------------------------------------------------------------------------


def test_a_letter_codes_what_was_marked_between_in_and_out(qtbot, page):
    go(qtbot, page, 3.0)
    press(page, "i")
    go(qtbot, page, 8.0)
    press(page, "o")
    press(page, "d")
    [event] = events(page)
    assert (event.code, event.span) == ("distress", Span(3 * SECOND, 8 * SECOND))
    assert page.desk.marked_span is None


def test_enter_keeps_the_stretch_and_the_walk_labels_it(qtbot, page):
    go(qtbot, page, 3.0)
    press(page, "i")
    go(qtbot, page, 8.0)
    press(page, "o")
    press(page, Key.Key_Return)
    assert [event.code for event in events(page)] == [UNLABELLED]
    press(page, "w", CTRL)
    assert feature(page, Walking).is_walking
    press(page, "d")
    assert [event.code for event in events(page)] == ["distress"]


def test_out_before_in_is_refused_and_escape_forgets_the_mark(qtbot, page):
    heard = said(page)
    press(page, "o")
    assert heard[-1] == "Mark where the stretch begins first, with I, before this moment."
    press(page, "i")
    press(page, Key.Key_Escape)
    assert page.desk.marked_span is None


# --- passes, flags, links ---------------------------------------------------------------------------


def test_a_pass_takes_its_groups_and_is_remembered(qtbot, window, page):
    heard = said(page)
    press(page, "p", CTRL)
    press(page, "b")
    assert heard[-1].startswith("Direct bid belongs to another pass than Seeker state")
    press(page, "d")
    assert [event.code for event in events(page)] == ["distress"]
    coding = page.bridge.session.coding.id
    window.open_coding(coding)
    assert code_page(window).bridge.session.pass_ == 0


def test_one_key_flags_the_event_that_was_coded_last(page):
    press(page, "s")
    press(page, Key.Key_F10)
    press(page, Key.Key_F10, SHIFT)
    assert events(page)[0].flags == {Flag.DISCUSS, Flag.UNSURE}
    press(page, Key.Key_F10)
    assert events(page)[0].flags == {Flag.UNSURE}


def test_a_response_is_linked_to_its_bid_by_two_keys(qtbot, page):
    go(qtbot, page, 10.0)
    press(page, "b")
    press(page, "1")
    go(qtbot, page, 14.0)
    press(page, "m")
    press(page, "u", CTRL)
    assert isinstance(page.bridge.session.question, Pick)
    press(page, "1")
    bid, answer = events(page)
    assert answer.link == bid.id


def test_playing_a_thread_needs_a_bid(qtbot, page):
    heard = said(page)
    press(page, "s")
    press(page, "u", CTRL | SHIFT)
    assert heard[-1] == "Select a bid, or a response that is linked to one, to play them together."
    go(qtbot, page, 10.0)
    press(page, "b")
    press(page, "u", CTRL | SHIFT)
    assert page.player.is_playing


# --- refusals -----------------------------------------------------------------------------------------


def test_keys_that_have_nothing_to_act_on_say_so(qtbot, page):
    heard = said(page)
    press(page, Key.Key_Return)
    assert heard[-1] == "There is no event to comment on; code one first, or select one."
    press(page, Key.Key_Delete)
    assert heard[-1] == "No event is selected; select one in the table or on the timeline first."
    feature(page, Submitting).sheet.end_requested.emit()
    assert heard[-1] == (
        "No open state begins before 00:01:15.000, where the recording ends, so none was ended."
    )
    go(qtbot, page, 10.0)
    press(page, "d")
    feature(page, Submitting).sheet.end_requested.emit()
    assert heard[-1] == "Open states that end at 00:01:15.000 now: 1."


def test_escape_takes_the_same_moment_back(qtbot, page):
    go(qtbot, page, 10.0)
    press(page, "d")
    press(page, Key.Key_Escape)
    press(page, Key.Key_Period)
    press(page, Key.Key_Escape)
    go(qtbot, page, 30.0)
    press(page, "b")
    assert [event.span.start for event in events(page)] == [10 * SECOND, 30 * SECOND]


def test_in_a_coding_of_somebody_else_every_key_says_whose_it_is(page):
    session, heard = page.bridge.session, said(page)
    session.barred = Problem("sign.not_yours", {"coder": "MK"})
    for key, held in (("b", NONE), ("w", CTRL), ("h", CTRL), (Key.Key_Return, NONE), (Key.Key_Return, CTRL)):
        heard.clear()
        press(page, key, held)
        assert heard == [session.barred.sentence]


# --- the walk ---------------------------------------------------------------------------------------


@pytest.fixture
def coded(qtbot, page):
    """Give a page with a bid and a comfort, both with blanks."""
    go(qtbot, page, 10.0)
    press(page, "b")
    go(qtbot, page, 14.0)
    press(page, "m")
    go(qtbot, page, 0.0)
    return page


def test_the_walk_asks_what_is_blank_and_digits_move_on(qtbot, coded):
    press(coded, "w", CTRL)
    asked = []
    for digit in "2", "3", "1", "2":
        question = coded.bridge.session.question
        assert isinstance(question, Question)
        asked.append(question.modifier.id)
        press(coded, digit)
    assert asked == ["need", "intensity", "tone", "distance"]
    assert [dict(event.modifiers) for event in events(coded)] == [
        {"need": "help", "intensity": "strong"},
        {"tone": "warm", "distance": "near"},
    ]
    assert not feature(coded, Walking).is_walking


def test_enter_passes_a_blank_by_and_undo_goes_back_to_it(qtbot, coded):
    press(coded, "w", CTRL)
    press(coded, "2")
    press(coded, Key.Key_Return)
    assert coded.bridge.session.question.modifier.id == "tone"
    press(coded, "z", CTRL)
    assert coded.bridge.session.question.modifier.id == "need"
    press(coded, Key.Key_Escape)
    assert not feature(coded, Walking).is_walking
    assert coded.bridge.session.question is None


def test_none_of_the_bids_leaves_the_link_blank_and_moves_on(qtbot, page):
    for moment, keys in ((10.0, "b1"), (12.0, "a1"), (14.0, "m"), (16.0, "t")):
        go(qtbot, page, moment)
        for key in keys:
            press(page, key)
    go(qtbot, page, 13.0)
    press(page, "w", CTRL)
    for digit in "1", "2":
        press(page, digit)
    assert isinstance(page.bridge.session.question, Pick)
    press(page, "0")
    question = page.bridge.session.question
    assert isinstance(question, Question)
    assert events(page)[3].id == question.event


def test_the_walk_plays_up_to_the_event(qtbot, coded):
    press(coded, "w", CTRL)
    assert coded.player.is_playing
    qtbot.waitUntil(lambda: not coded.player.is_playing, timeout=8000)
    assert abs(coded.player.playhead.now() - 11 * SECOND) <= 80_000


def test_a_walk_through_nothing_says_so(page):
    heard = said(page)
    press(page, "w", CTRL)
    assert heard[-1] == "Nothing is blank: there is nothing to walk through."


# --- off camera -------------------------------------------------------------------------------------


def test_off_camera_is_a_stretch_on_the_timeline(qtbot, window, page):
    go(qtbot, page, 5.0)
    press(page, "o", ALT)
    go(qtbot, page, 9.0)
    press(page, "o", ALT)
    study = window.opened.study
    [span] = [p for p in study.store.presence_of(page.bridge.session.coding.observation) if p.span.end]
    assert (span.state, span.span) == ("off_camera", Span(5 * SECOND, 9 * SECOND))
    assert page.timeline.item(span.id).span == Span(5 * SECOND, 9 * SECOND)
    window.open_coding(page.bridge.session.coding.id)
    assert code_page(window).timeline.item(span.id) is not None
    feature(code_page(window), OffCamera)


# --- time sampling ----------------------------------------------------------------------------------


@pytest.fixture
def sampled(qtbot, window):
    """Give a page on a coding whose scheme samples intervals of two seconds."""
    window.opened.study.add_scheme(SAMPLED, "sampled.yaml")
    new_coding(window, scheme="sampled")
    return shown(qtbot, window)


def test_it_stops_at_every_interval_and_asks_for_everybody(qtbot, sampled):
    press(sampled, Key.Key_Space)
    qtbot.waitUntil(lambda: not sampled.player.is_playing, timeout=8000)
    qtbot.waitUntil(lambda: sampled.player.playhead.now() == Micros(2 * SECOND))
    press(sampled, "d")
    press(sampled, Key.Key_Return)
    press(sampled, "0")
    assert sampled.player.is_playing
    found = [(event.code, event.span) for event in events(sampled)]
    assert sorted(found) == [("fret", Span(0, 2 * SECOND)), (NOTHING, Span(0, 2 * SECOND))]
    qtbot.waitUntil(lambda: not sampled.player.is_playing, timeout=8000)
    press(sampled, Key.Key_Escape)
    press(sampled, "p", CTRL | SHIFT)
    QTest.qWait(50)
    press(sampled, Key.Key_Space)
    assert sampled.player.is_playing


@pytest.mark.parametrize("speed", [1.0, 4.0])  # the quicker, the fewer of the last frames are painted
def test_the_last_interval_is_asked_though_the_last_frame_begins_before_its_end(qtbot, window, speed):
    scheme = SAMPLED.replace("unit_s: 2", "unit_s: 15").replace("id: sampled", "id: quarters")
    window.opened.study.add_scheme(scheme, "quarters.yaml")
    new_coding(window, scheme="quarters")
    page = shown(qtbot, window)
    sampler = Sampler(page.bridge.session, page.desk.view.duration)
    last = len(sampler.intervals)
    for sample in sampler.samples():
        if sample.ordinal < last:
            page.bridge.do(partial(sampler.nothing, sample))
    go(qtbot, page, 73.0)
    page.player.set_rate(speed)
    press(page, Key.Key_Space)
    asked = feature(page, TimeSampling)
    qtbot.waitUntil(lambda: asked.asked is not None and not page.player.is_playing, timeout=8000)
    press(page, "d")
    press(page, Key.Key_Return)
    assert asked.asked.ordinal == last
    press(page, "0")
    assert asked.asked is None
    assert not page.player.is_playing
    assert sampler.missing() == []


# --- the list of keys -------------------------------------------------------------------------------


def test_what_is_found_in_the_list_of_keys_is_done_by_enter(page):
    press(page, Key.Key_F1)
    [overlay] = page.findChildren(KeyHelp)
    QTest.keyClicks(overlay.search, "off camera, or back")
    QTest.keyClick(overlay.search, Key.Key_Return)
    assert not overlay.isVisible()
    assert [span.span.end for span in feature(page, OffCamera)._log.spans].count(None) == 1


# --- answers of every kind --------------------------------------------------------------------------


@pytest.fixture
def kinds(qtbot, window):
    """Give a page on a coding whose scheme asks for several options, a number and words."""
    window.opened.study.add_scheme(KINDS, "kinds.yaml")
    new_coding(window, scheme="kinds")
    return shown(qtbot, window)


def test_several_options_a_number_and_words_are_answered_by_keys(qtbot, kinds):
    press(kinds, Key.Key_Space)
    press(kinds, "d")
    for key in ("1", "2", Key.Key_Return, "4", "2", Key.Key_Period, "5", Key.Key_Return):
        press(kinds, key)
    assert kinds.player.is_playing
    press(kinds, Key.Key_Return)
    assert not kinds.player.is_playing
    field = kinds.window().focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "Ow, dee")
    QTest.keyClick(field, Key.Key_Return)
    assert kinds.player.is_playing
    [event] = events(kinds)
    assert event.modifiers == {"signs": ("face", "voice"), "loud": 42.5, "said": "Ow, dee"}
    assert kinds.bridge.session.question is None


def test_backspace_takes_a_digit_back_and_replays_where_none_is_typed(qtbot, kinds):
    said = []
    kinds.status_changed.connect(lambda text, refused: said.append((text, refused)))
    go(qtbot, kinds, 10.0)
    for key in ("d", Key.Key_Return, "1", "0", "0"):
        press(kinds, key)
    sentence = "Loudness goes up to 99 dB, so 100 dB is no answer; Backspace takes the last digit back."
    assert said[-1] == (sentence, True)
    press(kinds, Key.Key_Return)
    assert (events(kinds)[0].modifiers, said[-1]) == ({}, (sentence, True))
    press(kinds, Key.Key_Backspace)
    assert events(kinds)[0].modifiers == {"loud": 10}
    assert not kinds.player.is_playing
    press(kinds, Key.Key_Return)
    press(kinds, Key.Key_Escape)
    press(kinds, Key.Key_Backspace)
    assert kinds.player.is_playing


def test_in_the_walk_one_undo_takes_back_one_whole_answer(kinds):
    press(kinds, "d")
    press(kinds, Key.Key_Escape)
    press(kinds, "w", CTRL)
    for key in ("1", "2", Key.Key_Return, "1", "0", Key.Key_Return):
        press(kinds, key)
    assert kinds.bridge.session.question.modifier.id == "said"
    assert events(kinds)[0].modifiers == {"signs": ("face", "voice"), "loud": 10}
    press(kinds, Key.Key_Escape)
    press(kinds, "z", CTRL)
    assert events(kinds)[0].modifiers == {"signs": ("face", "voice")}
    press(kinds, "z", CTRL)
    assert not events(kinds)[0].modifiers


def test_in_the_walk_enter_leaves_a_question_of_several_keys_blank(kinds):
    press(kinds, "d")
    press(kinds, Key.Key_Escape)
    press(kinds, "w", CTRL)
    press(kinds, Key.Key_Return)
    assert kinds.bridge.session.question.modifier.id == "loud"
    press(kinds, Key.Key_Return)
    assert kinds.bridge.session.question.modifier.id == "said"


def test_escape_leaves_words_unwritten(kinds):
    press(kinds, "d")
    for key in (Key.Key_Return, Key.Key_Return, Key.Key_Return):
        press(kinds, key)
    field = kinds.window().focusWidget()
    QTest.keyClicks(field, "No")
    QTest.keyClick(field, Key.Key_Escape)
    assert not events(kinds)[0].modifiers
    press(kinds, "e")
    assert [event.code for event in events(kinds)] == ["play"]  # it began on the same frame


def test_no_key_of_the_workspace_belongs_to_the_window(window, page):
    taken = {
        shortcut.toString(QKeySequence.SequenceFormat.PortableText)
        for action in window.findChildren(QAction)
        for shortcut in action.shortcuts()
    }
    assert "Ctrl+O" in taken
    own = {str(binding.stroke) for binding in page.desk.keys.bindings if binding.action != "preferences"}
    assert own & taken <= {"Ctrl+,", "Alt+V"}  # which do the same wherever they are heard
