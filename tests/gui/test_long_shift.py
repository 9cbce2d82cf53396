"""What goes wrong in the sixth hour: keys held too long or bounced, own letters, corrections, handing in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.codebook import UNLABELLED
from havenlens.domain.events import Flag
from havenlens.domain.observation import Purpose
from havenlens.domain.time import SECOND, Span
from havenlens.services.asking import Pick, Question
from havenlens.services.casting import propose_casting
from havenlens.services.preferences import keep_preferences, preferences_of
from havenlens.services.study_store import NewObservation
from havenlens.services.submitting import submit
from havenlens.ui.coding.help import KeyHelp
from havenlens.ui.coding.presence import OffCamera
from havenlens.ui.coding.sampling import TimeSampling
from havenlens.ui.coding.walking import Walking
from havenlens.ui.models.events import CODE, COMMENT
from havenlens.ui.rating.sheet import RatingSheet
from havenlens.ui.widgets.labels import KeyCap
from havenlens.ui.window import MainWindow
from tests.support.coding_page import ALT, drag
from tests.support.desktop import code_page, let_another_code, new_coding
from tests.support.keys import CTRL, SHIFT, events, go, press, shown
from tests.support.schemes import SAMPLED

Key = Qt.Key


@pytest.fixture(scope="module")
def shared(shared: MainWindow) -> MainWindow:
    """Give the shared window a scheme that samples time."""
    shared.opened.study.add_scheme(SAMPLED, "sampled.yaml")
    return shared


@pytest.fixture
def window(shared) -> Iterator[MainWindow]:
    yield shared
    let_another_code(shared)
    store = shared.opened.study.store
    place = shared.opened.study.observation("01").id
    store.remove("presence", "presence", [one.id for one in store.presence_of(place)])


def feature(page, kind):
    return next(one for one in page.features if isinstance(one, kind))


def said(page) -> list[str]:
    heard: list[str] = []
    page.status_changed.connect(lambda text, _refused: heard.append(text))
    return heard


def hold(page, key: Qt.Key, text: str = "", held=Qt.KeyboardModifier.NoModifier) -> None:
    """Let a key that is held down repeat once more."""
    QApplication.sendEvent(page.video, QKeyEvent(QEvent.Type.KeyPress, key, held, text, autorep=True))


def like(window, **values) -> None:
    """Let the coder at work like something from now on."""
    study, coder = window.opened.study, window.crew.coder_id
    keep_preferences(study, coder, replace(preferences_of(study, coder), **values))
    window.crew._be(window.crew.coder)


class Clock:
    """The clock that tells bounced keys; it moves when it is told to."""

    def __init__(self, page) -> None:
        self.time = 100.0
        page.bridge.session._now = lambda: self.time


def mark(qtbot, page, start: float, end: float) -> None:
    """Mark a stretch with I and O."""
    for moment, key in ((start, "i"), (end, "o")):
        go(qtbot, page, moment)
        press(page, key)


@pytest.fixture
def sampled(qtbot, window):
    """Give a page that has stopped at the end of the first interval, and asks."""
    new_coding(window, scheme="sampled")
    page = shown(qtbot, window)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: feature(page, TimeSampling).asked is not None, timeout=8000)
    return page


# --- own letters ------------------------------------------------------------------------------------


def test_an_own_letter_codes_a_marked_stretch_and_labels_one_in_the_walk(qtbot, window, page):
    like(window, letters={"safe_haven_bids": {"distress": "F13"}})
    clock = Clock(page)
    mark(qtbot, page, 3.0, 8.0)
    press(page, Key.Key_F13)
    assert [event.code for event in events(page)] == ["distress"]
    mark(qtbot, page, 10.0, 12.0)
    press(page, Key.Key_Return)
    press(page, "w", CTRL)
    while page.bridge.session.question is not None:
        press(page, Key.Key_Return)
    clock.time += 1
    press(page, Key.Key_F13)
    assert [event.code for event in events(page)] == ["distress", "distress"]


def test_an_own_letter_codes_an_interval(window, sampled):
    like(window, letters={"sampled": {"fret": "z"}})
    press(sampled, "z")
    assert [event.code for event in events(sampled)] == ["fret"]


def test_own_letters_stand_on_the_timeline_in_the_table_and_in_the_form(qtbot, window, page):
    clock = Clock(page)
    go(qtbot, page, 3.0)
    press(page, "d")
    [event] = events(page)
    like(window, letters={"safe_haven_bids": {"distress": "F13"}})
    cell = page.model.index(page.model.row_of(event.id), CODE)
    assert page.timeline.item(event.id).letter == "f13"
    assert cell.data().endswith("  f13")
    assert page.editor._form.choices["code"].currentText().endswith("  f13")
    clock.time += 1
    press(page, Key.Key_F13)
    assert page.timeline.item(event.id).letter == "f13"
    like(window, letters={})
    assert page.timeline.item(event.id).letter == "d"


# --- keys held too long, and pressed twice ----------------------------------------------------------


def test_a_letter_held_down_labels_one_stretch_only(qtbot, page):
    Clock(page)
    for start in 3.0, 10.0:
        mark(qtbot, page, start, start + 4)
        press(page, Key.Key_Return)
    go(qtbot, page, 0.0)
    press(page, "w", CTRL)
    press(page, "d")
    hold(page, Key.Key_D, "d")
    press(page, "d")  # bounced
    assert sorted(event.code for event in events(page)) == sorted(["distress", UNLABELLED])


def test_a_bounced_letter_codes_a_marked_stretch_once(qtbot, page):
    heard = said(page)
    Clock(page)
    mark(qtbot, page, 3.0, 8.0)
    press(page, "d")
    press(page, "d")
    assert [event.span for event in events(page)] == [Span(3 * SECOND, 8 * SECOND)]
    assert "again" in heard[-1]


def test_keys_held_down_answer_one_sample_only(qtbot, sampled):
    Clock(sampled)
    press(sampled, "d")
    press(sampled, "d")
    assert [event.code for event in events(sampled)] == ["fret"]
    asked = feature(sampled, TimeSampling).asked
    for key, text in ((Key.Key_D, "d"), (Key.Key_0, "0"), (Key.Key_Return, "")):
        hold(sampled, key, text)
    assert feature(sampled, TimeSampling).asked == asked
    assert [event.code for event in events(sampled)] == ["fret"]


def test_what_turns_on_and_off_is_turned_once_however_long_its_key_is_held(qtbot, page):
    press(page, "o", ALT)
    for _ in range(3):
        hold(page, Key.Key_O, held=ALT)
    assert [span.span.is_open for span in feature(page, OffCamera)._log.spans] == [True]
    go(qtbot, page, 3.0)
    press(page, Key.Key_Right)
    hold(page, Key.Key_Right)
    qtbot.waitUntil(lambda: page.player.playhead.now() == 3_080_000)


def test_a_held_key_that_was_let_go_unheard_still_ends_its_state(qtbot, window, page):
    like(window, hold_to_code=True)
    clock = Clock(page)
    go(qtbot, page, 3.0)
    QTest.keyPress(page.video, "d")
    go(qtbot, page, 6.0)
    clock.time += 1
    press(page, "d")
    assert [event.span for event in events(page)] == [Span(3 * SECOND, 6 * SECOND)]


# --- people -----------------------------------------------------------------------------------------


def test_many_people_have_keys_and_f6_stays_the_next_pane(qtbot, window):
    study = window.opened.study
    people = [study.add_participant(f"C{n:02}", f"Child number {n}", "child") for n in range(20, 30)]
    place = study.add_observation(NewObservation("crowd", participants=[one.id for one in people]))
    stored = study.stored_scheme("safe_haven_bids")
    cast = propose_casting(study.scheme(stored.id), people)
    coder = study.add_coder("tester").id
    coding = study.add_coding(place.id, stored.id, coder, Purpose.RESEARCH, cast)
    window.open_coding(coding.id)
    page = code_page(window)
    press(page, Key.Key_F7)
    assert page.bridge.session.focus[0] == people[4].id
    page.video.setFocus()
    press(page, Key.Key_F6)
    assert page.timeline.hasFocus()


# --- off camera -------------------------------------------------------------------------------------


def test_undo_takes_back_what_was_noted_off_camera(qtbot, page):
    press(page, "e")
    go(qtbot, page, 5.0)
    press(page, "o", ALT)
    go(qtbot, page, 9.0)
    press(page, "o", ALT)
    log = feature(page, OffCamera)._log
    [span] = log.spans
    press(page, "z", CTRL)
    assert [one.span for one in log.spans] == [Span(5 * SECOND, None)]
    press(page, "z", CTRL)
    assert log.spans == []
    assert page.timeline.item(span.id) is None
    assert len(events(page)) == 1
    press(page, "z", CTRL)
    assert events(page) == []


def test_an_absence_is_corrected_by_dragging_its_edge(qtbot, window, page):
    for moment in 5.0, 9.0:
        go(qtbot, page, moment)
        press(page, "o", ALT)
    go(qtbot, page, 0.0)
    [span] = feature(page, OffCamera)._log.spans
    timeline = page.timeline
    start = timeline.view().anchor(timeline.item(span.id)).toPoint()
    start.setX(round(timeline.scale().x_of(9 * SECOND)))
    there = start.__class__(round(timeline.scale().x_of(20 * SECOND)), start.y())
    drag(timeline, start, there)
    study = window.opened.study
    [stored] = study.store.presence_of(page.bridge.session.coding.observation)
    assert abs(stored.span.end - 20 * SECOND) < 300_000
    assert timeline.item(span.id).span == stored.span
    press(page, "z", CTRL)
    assert feature(page, OffCamera)._log.spans[0].span == Span(5 * SECOND, 9 * SECOND)


def test_who_is_off_camera_is_said_on_opening(qtbot, window, page):
    press(page, "o", ALT)
    person = page.bridge.session.focus[0]
    window.open_coding(page.bridge.session.coding.id)
    assert "off camera" in code_page(window).codes.people.chips[person].text()


# --- one step, one Escape ---------------------------------------------------------------------------


def test_flagging_several_events_is_one_step(qtbot, page):
    for moment, key in ((3.0, "s"), (5.0, "e"), (7.0, "r")):
        go(qtbot, page, moment)
        press(page, key)
    press(page, Key.Key_F10)
    press(page, "a", CTRL)
    press(page, Key.Key_F10)
    assert all(event.flags == {Flag.DISCUSS} for event in events(page))
    press(page, "z", CTRL)
    assert sum(bool(event.flags) for event in events(page)) == 1
    for _ in range(2):
        press(page, Key.Key_F10)
    assert not any(event.flags for event in events(page))
    page.desk.select(events(page)[0].id)
    for expected in {Flag.UNSURE}, set():
        page.editor._form.flags[Flag.UNSURE].click()
        assert events(page)[0].flags == expected


def test_escape_closes_the_question_before_the_mark_and_the_sheet(qtbot, window):
    new_coding(window, scheme="classroom_emotional_support")
    page = shown(qtbot, window)
    press(page, "r", CTRL)
    sheet = page.places.beside.currentWidget()
    page.bridge.session.ask(None)
    go(qtbot, page, 3.0)
    code = page.bridge.session.scheme.codes[0]
    press(page, code.key)
    event = events(page)[0]
    page.bridge.ask(Pick(event.id, "Which?", (), ()))
    press(page, Key.Key_Escape)
    assert page.bridge.session.question is None
    assert page.places.beside.shows(sheet)
    press(page, Key.Key_Escape)
    assert not page.places.beside.shows(sheet)


# --- handed in --------------------------------------------------------------------------------------


def test_after_handing_in_no_cell_and_no_field_can_be_changed(qtbot, window, page):
    press(page, "b")
    press(page, "1")
    page.desk.select(events(page)[0].id)
    session = page.bridge.session
    session.coding = submit(page.desk.study, session.coding, ())
    page.desk.handed_in.emit()
    cell = page.model.index(0, COMMENT)
    assert not page.model.flags(cell) & Qt.ItemFlag.ItemIsEditable
    assert not page.editor._form.isEnabled()
    press(page, Key.Key_Space)
    press(page, Key.Key_Return)
    assert page.player.is_playing  # a comment cannot be written, so nothing waits for one
    press(page, "w", CTRL)
    assert not feature(page, Walking).is_walking


def test_sampling_does_not_stop_what_is_played_again(qtbot, sampled):
    press(sampled, Key.Key_Escape)
    go(qtbot, sampled, 0.0)
    sampled.player.play_span(Span(SECOND, 5 * SECOND))
    qtbot.waitUntil(lambda: not sampled.player.is_playing, timeout=12000)
    assert feature(sampled, TimeSampling).asked is None
    assert not isinstance(sampled.bridge.session.question, Question)
    press(sampled, "p", CTRL | SHIFT)


# --- from the list of what is missing, and the list of keys -----------------------------------------


def test_a_missing_rating_is_given_from_its_line(qtbot, window):
    new_coding(window, scheme="classroom_emotional_support")
    page = shown(qtbot, window)
    press(page, Key.Key_Return, CTRL)
    lines = page.window().focusWidget()
    QTest.keyClick(lines, Key.Key_Return)
    assert isinstance(page.places.beside.currentWidget(), RatingSheet)
    press(page, "4")
    [(_, rating)] = page.desk.study.store.codings.ratings_of(page.bridge.session.coding.id)
    assert rating.score == 4


def test_the_list_of_keys_names_the_keys_of_people_and_answers(page):
    press(page, Key.Key_F1)
    [overlay] = page.findChildren(KeyHelp)
    caps = {cap.text() for cap in overlay.findChildren(KeyCap)}
    assert {"F2 – F3", "0 – 9"} <= caps
    overlay.accept()
