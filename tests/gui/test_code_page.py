"""A coder's keys, on a real window over a real study with a real video."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QComboBox, QLineEdit

from havenlens.domain.time import Micros, Span
from havenlens.ui.coding.page import CodePage
from tests.support.desktop import code_page, window_on
from tests.support.keys import events, go, press

SECOND = 1_000_000
Key = Qt.Key
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def study(demo_copy) -> Path:
    return demo_copy


def code(page: CodePage, key: Qt.Key, held: Qt.KeyboardModifier = NONE):
    press(page, key, held)
    last = page.bridge.session.last_event
    return page.bridge.session.events[last]


def test_a_letter_codes_at_the_frame_that_is_painted(qtbot, page):
    go(qtbot, page, 14.6)
    event = code(page, Key.Key_B)
    assert (event.code, event.span.start) == ("bid_direct", 14_600_000)
    assert page.model.rowCount() == 1
    assert page.timeline.item(event.id) is not None
    assert page.timeline.selected() == event.id
    names = page.bridge.session.names
    assert (names[event.actor], names[event.target]) == ("Maya", "Ms. Reyes")
    assert event.defaults == {"target"}


def test_a_question_takes_a_digit_into_the_same_step(qtbot, page):
    go(qtbot, page, 10)
    event = code(page, Key.Key_B)
    assert page.bridge.session.question is not None
    press(page, Key.Key_1)
    assert page.bridge.session.events[event.id].modifiers == {"need": "comfort"}
    press(page, Key.Key_Z, CTRL)
    assert events(page) == []


def test_a_digit_without_a_question_does_nothing_but_say_so(page, window, qtbot):
    with qtbot.waitSignal(page.status_changed) as said:
        press(page, Key.Key_3)
    assert said.args == ["Digits answer a question, and none is open; a letter codes.", True]
    assert events(page) == []


def test_a_state_opens_and_its_letter_ends_it(qtbot, page):
    go(qtbot, page, 9)
    event = code(page, Key.Key_D)
    assert event.span.is_open
    assert page.timeline.item(event.id).is_open
    go(qtbot, page, 29)
    QTest.qWait(350)
    press(page, Key.Key_D)
    assert page.bridge.session.events[event.id].span.end == 29 * SECOND


def test_shift_ends_a_state_and_begins_it_again_on_this_frame(qtbot, page):
    go(qtbot, page, 9)
    press(page, Key.Key_D)
    go(qtbot, page, 12)
    press(page, Key.Key_D, SHIFT)
    first, second = events(page)
    assert first.span.end == second.span.start == 12 * SECOND
    assert second.span.is_open


def test_a_new_exclusive_state_ends_the_old_one_for_that_person_only(qtbot, page):
    go(qtbot, page, 2)
    maya = code(page, Key.Key_E)
    press(page, Key.Key_F3)
    leo = code(page, Key.Key_E) if QTest.qWait(350) is None else None
    press(page, Key.Key_F2)
    go(qtbot, page, 9)
    press(page, Key.Key_D)
    series = page.bridge.session.events
    assert series[maya.id].span.end == 9 * SECOND
    assert series[leo.id].span.is_open


def test_the_same_letter_twice_within_a_third_of_a_second_counts_once(qtbot, page):
    go(qtbot, page, 5)
    press(page, Key.Key_N)
    press(page, Key.Key_N)
    assert len(events(page)) == 1


def test_full_stop_gives_the_next_code_the_time_of_the_last_event(qtbot, page):
    go(qtbot, page, 5)
    press(page, Key.Key_N)
    go(qtbot, page, 7)
    press(page, Key.Key_Period)
    assert code(page, Key.Key_S).span.start == 5 * SECOND


def test_undo_and_redo_go_all_the_way_and_survive_a_restart(qtbot, page, window, study, tmp_path):
    for number, key in enumerate((Key.Key_B, Key.Key_H, Key.Key_C, Key.Key_S), start=1):
        go(qtbot, page, number)
        press(page, key)
    before = events(page)
    press(page, Key.Key_Z, CTRL)
    press(page, Key.Key_Z, CTRL)
    press(page, Key.Key_Z, CTRL | SHIFT)
    assert events(page) == before[:3]
    window.close()

    again = window_on(study, tmp_path / "settings")
    qtbot.addWidget(again)
    reopened = code_page(again)
    assert events(reopened) == before[:3]
    for _ in range(3):
        press(reopened, Key.Key_Z, CTRL)
    assert events(reopened) == []
    for _ in range(4):
        press(reopened, Key.Key_Z, CTRL | SHIFT)
    assert events(reopened) == before
    again.close()


def test_it_comes_back_to_the_same_moment_and_names_open_states(qtbot, page, window, study, tmp_path):
    go(qtbot, page, 12.4)
    press(page, Key.Key_D)
    go(qtbot, page, 20.04)
    window.close()
    again = window_on(study, tmp_path / "settings")
    qtbot.addWidget(again)
    reopened = code_page(again)
    assert "Distress (Maya)" in again.status.said.accessibleName()
    qtbot.waitUntil(lambda: 15_000_000 < reopened.player.playhead.now() < 20_000_000)  # the last five seconds
    qtbot.waitUntil(lambda: not reopened.player.is_playing, timeout=15_000)
    qtbot.waitUntil(lambda: reopened.player.playhead.now() == 20_040_000)
    again.close()


def test_arrows_step_exact_frames_and_jump_seconds(qtbot, page):
    go(qtbot, page, 10)
    press(page, Key.Key_Right)
    qtbot.waitUntil(lambda: page.player.playhead.now() == 10_040_000)
    press(page, Key.Key_Left)
    qtbot.waitUntil(lambda: page.player.playhead.now() == 10_000_000)
    press(page, Key.Key_Right, SHIFT)
    qtbot.waitUntil(lambda: page.player.playhead.now() == 11_000_000)
    press(page, Key.Key_Left, CTRL)
    qtbot.waitUntil(lambda: page.player.playhead.now() == 6_000_000)


def test_the_frame_on_the_screen_times_a_press_while_it_plays(qtbot, page):
    go(qtbot, page, 3)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.playhead.now() > 3_400_000, timeout=8000)
    at = page.player.playhead.now()
    event = code(page, Key.Key_N)
    press(page, Key.Key_Space)
    assert event.span.start == at
    assert at in page.player.times.times


def test_letters_are_heard_while_the_table_has_the_focus(qtbot, page):
    go(qtbot, page, 5)
    press(page, Key.Key_N)
    page.table.setFocus()
    go(qtbot, page, 8)
    QTest.keyClick(page.table, Key.Key_H)
    assert [event.code for event in events(page)] == ["bid_connection", "bid_indirect"]


def test_an_event_is_edited_in_place(qtbot, page):
    go(qtbot, page, 5)
    event = code(page, Key.Key_B)
    press(page, Key.Key_Escape)
    onset, comment = page.editor.findChildren(QLineEdit)[0], page.editor.findChildren(QLineEdit)[-1]
    onset.selectAll()
    QTest.keyClicks(onset, "00:00:06.520")
    QTest.keyClick(onset, Key.Key_Return)
    comment.selectAll()
    QTest.keyClicks(comment, "looks up first")
    QTest.keyClick(comment, Key.Key_Return)
    after = page.bridge.session.events[event.id]
    assert (after.span.start, after.comment) == (6_520_000, "looks up first")
    boxes = {box.accessibleName(): box for box in page.editor.findChildren(QComboBox)}
    assert boxes["To whom"].currentText() == "Ms. Reyes"


def test_a_time_that_is_none_is_refused_and_stays_until_escape(qtbot, page):
    go(qtbot, page, 5)
    event = code(page, Key.Key_B)
    onset = page.editor.findChildren(QLineEdit)[0]
    onset.selectAll()
    QTest.keyClicks(onset, "soon")
    with qtbot.waitSignal(page.status_changed) as said:
        QTest.keyClick(onset, Key.Key_Return)
    assert said.args == ["soon is not a time; write it as HH:MM:SS.mmm, for example 00:01:02.345.", True]
    assert onset.text() == "soon"
    assert page.bridge.session.events[event.id] == event
    QTest.keyClick(onset, Key.Key_Escape)
    assert onset.text() == "00:00:05.000"


def test_a_state_s_edge_is_dragged_on_the_timeline(qtbot, page):
    go(qtbot, page, 9)
    event = code(page, Key.Key_D)
    go(qtbot, page, 29)
    QTest.qWait(350)
    press(page, Key.Key_D)
    widget = page.timeline
    scale, view = widget.scale(), widget.view()
    y = round(view.anchor(widget.item(event.id)).y())
    start, end = round(scale.x_of(29 * SECOND)), round(scale.x_of(33 * SECOND))
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, NONE, QPoint(start - 1, y))
    QTest.mouseMove(widget, QPoint((start + end) // 2, y))
    QTest.mouseMove(widget, QPoint(end, y))
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, NONE, QPoint(end, y))
    moved = page.bridge.session.events[event.id].span.end
    assert abs(moved - 33 * SECOND) < 200_000
    assert moved in page.player.times.times


def test_delete_removes_the_selected_event_and_undo_brings_it_back(qtbot, page):
    go(qtbot, page, 5)
    event = code(page, Key.Key_S)
    press(page, Key.Key_Delete)
    assert events(page) == []
    assert page.model.rowCount() == 0
    press(page, Key.Key_Z, CTRL)
    assert events(page) == [event]


def test_enter_comments_on_the_last_event_and_plays_on(qtbot, page):
    go(qtbot, page, 5)
    event = code(page, Key.Key_S)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.is_playing)
    press(page, Key.Key_Return)
    assert not page.player.is_playing
    field = page.editor.findChildren(QLineEdit)[-1]
    QTest.keyClicks(field, "nods")
    QTest.keyClick(field, Key.Key_Return)
    assert page.bridge.session.events[event.id].comment == "nods"
    qtbot.waitUntil(lambda: page.player.is_playing)
    page.player.pause()


def test_a_submitted_coding_refuses_with_a_reason(qtbot, window):
    opened = window.opened
    coding = next(
        c for c in opened.study.store.list_codings() if opened.study.scheme(c.scheme).id == "safe_haven_bids"
    )
    window.open_coding(coding.id)
    page = code_page(window)
    qtbot.waitUntil(lambda: page.player.playhead.position is not None)
    count = len(events(page))
    with qtbot.waitSignal(page.status_changed) as said:
        press(page, Key.Key_S)
    assert len(events(page)) == count
    assert "submitted" in said.args[0]
    assert said.args[1]
    press(page, Key.Key_P, CTRL)  # a pass that S does not belong to
    with qtbot.waitSignal(page.status_changed) as said:
        press(page, Key.Key_S)
    assert "submitted" in said.args[0]


def test_the_help_shows_every_key_of_the_scheme(qtbot, page):
    from PyQt6.QtWidgets import QLabel

    from havenlens.ui.coding.help import KeyHelp

    press(page, Key.Key_F1)
    dialog = page.findChild(KeyHelp)
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    assert {code.name for code in page.bridge.session.scheme.codes} <= shown
    assert "Replay the last 5 seconds" in shown
    dialog.close()


def test_tab_goes_back_to_the_person_used_before_and_not_to_another_pane(qtbot, page):
    page.video.setFocus()
    press(page, Key.Key_F3)
    before = page.bridge.session.focus[0]
    press(page, Key.Key_Tab)
    names = page.bridge.session.names
    assert (names[before], names[page.bridge.session.focus[0]]) == ("Leo", "Maya")


def test_a_sign_behind_shift_is_the_same_key_on_every_keyboard(qtbot, page):
    whole = page.timeline.scale().span
    QTest.keyClick(page.video, Key.Key_Plus, SHIFT)
    assert page.timeline.scale().span < whole


def test_the_system_s_own_keys_do_not_code(qtbot, page):
    press(page, Key.Key_B, Qt.KeyboardModifier.MetaModifier)
    assert events(page) == []


def test_unchanged_text_in_a_cell_changes_nothing_between_milliseconds(qtbot, page):
    go(qtbot, page, 5)
    event = code(page, Key.Key_S)
    odd = event.with_(span=Span.instant(Micros(14_633_333)))
    page.bridge.edit(event.id, span=odd.span)
    steps = len(page.bridge.session.history.undo)
    assert page.bridge.edit_text(page.bridge.session.events[event.id], "onset", "00:00:14.633")
    assert page.bridge.session.events[event.id].span.start == 14_633_333
    assert len(page.bridge.session.history.undo) == steps


def test_a_typed_time_goes_to_the_nearest_frame(qtbot, page):
    go(qtbot, page, 5)
    event = code(page, Key.Key_S)
    assert page.bridge.edit_text(event, "onset", "6.013")
    assert page.bridge.session.events[event.id].span.start == 6_000_000


def test_an_end_for_a_moment_is_refused_with_the_reason(qtbot, page):
    go(qtbot, page, 5)
    event = code(page, Key.Key_S)
    with qtbot.waitSignal(page.status_changed) as said:
        assert not page.bridge.edit_text(event, "offset", "7")
    assert said.args[0].startswith("Settles at 00:00:05.000 marks a moment and cannot have an end")
