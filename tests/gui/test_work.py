"""Settings and keys, hold to code, what is missing, handing in, what comes next, training, layout."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QSplitter

from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.time import SECOND
from havenlens.services.assignments import assign, assignments_of, begin
from havenlens.services.preferences import Preferences, keep_preferences, preferences_of
from havenlens.services.submitting import submit
from havenlens.services.working_time import active_times
from havenlens.ui.coding.submitting import Submitting
from havenlens.ui.coding.timeline_content import PRESENCE
from havenlens.ui.coding.transcript import TranscriptFeature
from havenlens.ui.study.page import StudyPage
from havenlens.ui.window import MainWindow
from havenlens.ui.working.key_drill_dialog import KeyDrillDialog
from havenlens.ui.working.settings_dialog import SettingsDialog
from tests.support.at_work import CTRL, SHIFT, Key, begun, code_at, dialog, go, press, ready, repeat
from tests.support.desktop import code_page

BIDS = "safe_haven_bids"


@pytest.fixture
def page(qtbot, window):
    return begun(qtbot, window)


def like(window: MainWindow, **values) -> None:
    """Let the coder at work like something from now on."""
    study, coder = window.opened.study, window.crew.coder_id
    keep_preferences(study, coder, replace(preferences_of(study, coder), **values))
    window.crew._be(window.crew.coder)


def settings_of(page) -> SettingsDialog:
    press(page, Key.Key_Comma, CTRL)
    shown = dialog()
    assert isinstance(shown, SettingsDialog)
    return shown


def feature(page) -> Submitting:
    return next(one for one in page.features if isinstance(one, Submitting))


def assigned(window: MainWindow, names, purpose=Purpose.RESEARCH, due=None):
    study = window.opened.study
    places = [study.observation(name).id for name in names]
    coder = study.add_coder("tester").id
    return assign(study, places, study.stored_scheme(BIDS).id, [coder], purpose, due).new


# --- settings and keys ------------------------------------------------------------------------------


def test_a_reaction_lag_is_set_and_taken_off_while_playing(qtbot, window, page):
    shown = settings_of(page)
    shown.working.lag.setValue(300)
    shown.accept()
    assert page.bridge.session.reaction_lag == 300_000
    assert preferences_of(window.opened.study, window.crew.coder_id).reaction_lag == 300_000


def test_a_letter_is_changed_by_pressing_the_new_one(qtbot, window, page):
    keys = settings_of(page).keys
    keys.choose("code bid_direct")
    QTest.keyClick(keys.tree, Key.Key_Return)
    assert "Press the new key" in keys._said.text()
    QTest.keyClick(keys.tree, Key.Key_J)
    assert "cannot code" in keys._said.text()
    QTest.keyClick(keys.tree, Key.Key_H)
    assert keys._said.text() == "h means “Indirect bid”; press Enter to swap the two, or choose another key."
    QTest.keyClick(keys.tree, Key.Key_Return)
    assert keys._said.text() == "“Direct bid” is on h now, and “Indirect bid” on b."
    dialog().accept()
    assert code_at(qtbot, page, 5, Key.Key_H).code == "bid_direct"
    assert code_at(qtbot, page, 8, Key.Key_B).code == "bid_indirect"
    press(page, Key.Key_F1)
    texts = {b.text: b.stroke.key for b in dialog().shown}
    assert (texts["Direct bid"], texts["Indirect bid"]) == ("h", "b")
    dialog().reject()


def test_a_pedal_may_play_and_a_media_key_may_code(qtbot, window, page):
    keys = settings_of(page).keys
    for name, key in (("toggle_play", Key.Key_F13), ("code bid_direct", Key.Key_MediaNext)):
        keys.choose(name)
        QTest.keyClick(keys.tree, Key.Key_Return)
        QTest.keyClick(keys.tree, key)
        assert "now" in keys._said.text()
    dialog().accept()
    assert code_at(qtbot, page, 5, Key.Key_MediaNext).code == "bid_direct"
    press(page, Key.Key_F13)
    assert page.player.is_playing
    page.player.pause()


def test_keys_go_back_to_what_they_were_and_escape_changes_nothing(window, page):
    keys = settings_of(page).keys
    keys.choose("undo")
    QTest.keyClick(keys.tree, Key.Key_Return)
    QTest.keyClick(keys.tree, Key.Key_Escape)
    assert keys.preferences == Preferences()
    QTest.keyClick(keys.tree, Key.Key_Return)
    QTest.keyClick(keys.tree, Key.Key_X, CTRL | Qt.KeyboardModifier.AltModifier)
    assert keys.preferences.keys == {"undo": "Ctrl+Alt+X"}
    keys.restore.click()
    assert keys.preferences.keys == {}
    QTest.keyClick(keys.tree, Key.Key_Return)
    QTest.keyClick(keys.tree, Key.Key_5)
    assert "keeps its meaning" in keys._said.text()
    dialog().reject()


def test_the_help_finds_keys_by_what_they_do(page):
    press(page, Key.Key_F1)
    shown = dialog()
    QTest.keyClicks(shown.search, "hand in")
    assert [b.action for b in shown.shown] == ["checklist"]
    assert shown.height() <= page.window().height()
    QTest.keyClick(shown.search, Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


# --- hold to code -----------------------------------------------------------------------------------


def test_a_held_key_codes_as_long_as_it_is_down(qtbot, window, page):
    like(window, hold_to_code=True)
    go(qtbot, page, 5)
    QTest.keyPress(page.video, Key.Key_D)
    [event] = page.bridge.session.events
    assert event.span.is_open
    repeat(page.video, Key.Key_D, "d")
    go(qtbot, page, 9)
    QTest.keyRelease(page.video, Key.Key_D)
    [event] = page.bridge.session.events
    assert (event.span.start, event.span.end) == (5 * SECOND, 9 * SECOND)
    QTest.keyClick(page.video, Key.Key_B)
    assert len(page.bridge.session.events) == 2


def test_without_it_letting_go_ends_nothing(qtbot, page):
    go(qtbot, page, 5)
    QTest.keyClick(page.video, Key.Key_D)
    go(qtbot, page, 9)
    QTest.keyRelease(page.video, Key.Key_D)
    assert [event.span.is_open for event in page.bridge.session.events] == [True]


# --- what is missing --------------------------------------------------------------------------------


def test_where_a_coding_cannot_be_handed_in_the_keyboard_is_in_the_list_again(qtbot, window, page):
    window.activateWindow()
    code_at(qtbot, page, 5, Key.Key_P)
    press(page, Key.Key_Return, CTRL)
    sheet = feature(page).sheet
    qtbot.waitUntil(sheet.submit.isEnabled)
    press(page, Key.Key_D)  # lasts on, and the list looks for what is missing a moment later
    QTest.mouseClick(sheet.submit, Qt.MouseButton.LeftButton)
    assert page.bridge.session.editable
    assert page.banner.text().startswith("This coding")
    assert sheet.lines.hasFocus()


def test_a_digit_answers_the_line_that_is_looked_at_and_the_list_goes_on(qtbot, window, page):
    window.activateWindow()
    first, second, third = (
        code_at(qtbot, page, at, key).id for at, key in ((4, Key.Key_B), (7, Key.Key_A), (11, Key.Key_H))
    )
    events, needs = page.bridge.session.events, "need"
    press(page, Key.Key_Return, CTRL)
    lines = feature(page).sheet.lines
    qtbot.waitUntil(lambda: lines.hasFocus() and page.timeline.selected() == first)
    QTest.keyClick(lines, Key.Key_Down)
    assert page.timeline.selected() == second
    QTest.keyClick(lines, Key.Key_2)
    assert [needs in events[one].modifiers for one in (first, second, third)] == [False, True, False]
    qtbot.waitUntil(lambda: page.timeline.selected() == third)
    QTest.keyClick(lines, Key.Key_3)
    assert events[third].modifiers == {needs: "protection"}


def test_the_list_leads_to_each_place_and_to_handing_in(qtbot, window, page):
    state = code_at(qtbot, page, 5, Key.Key_D)
    code_at(qtbot, page, 8, Key.Key_N)
    press(page, Key.Key_2)
    press(page, Key.Key_Return, CTRL)
    sheet = feature(page).sheet
    assert page.places.beside.shows(sheet)
    assert not sheet.submit.isEnabled()
    row = next(n for n, one in enumerate(sheet.found) if one.code == "missing.end")
    sheet.lines.setCurrentRow(row)
    qtbot.waitUntil(lambda: page.player.playhead.now() == 5 * SECOND)
    assert page.timeline.selected() == state.id
    sheet.end_all.click()
    qtbot.waitUntil(lambda: all(one.code != "missing.end" for one in sheet.found))
    assert page.bridge.session.events[state.id].span.end == 75 * SECOND
    page.bridge.delete([one.event for one in sheet.found if one.blocks])
    qtbot.waitUntil(sheet.submit.isEnabled)
    press(page, Key.Key_Return, CTRL)
    assert page.bridge.session.coding.status is CodingStatus.SUBMITTED
    assert window.bar.saved.text() == "read only"
    assert "is submitted" in feature(page).banner.text()
    before = len(page.bridge.session.events)
    press(page, Key.Key_N)
    press(page, Key.Key_Z, CTRL)
    assert len(page.bridge.session.events) == before


def test_letters_still_code_while_the_list_is_looked_through(qtbot, page):
    code_at(qtbot, page, 5, Key.Key_B)
    press(page, Key.Key_Return, CTRL)
    lines = feature(page).sheet.lines
    go(qtbot, page, 8)
    QTest.keyClick(lines, Key.Key_N)
    assert {e.code for e in page.bridge.session.events} == {"bid_direct", "bid_connection"}
    for _ in range(2):  # the question first, then the sheet
        QTest.keyClick(lines, Key.Key_Escape)
    assert not page.places.beside.isVisible()


def test_time_at_work_is_counted_and_shown(qtbot, window, page):
    timing = page.features[0]
    for _ in range(4):
        press(page, Key.Key_Right)
        qtbot.wait(120)
    timing.write()
    coding = page.bridge.session.coding.id
    assert 0 < active_times(window.opened.study)[coding] < 60 * SECOND
    window.nav.choose("study")
    study = window.pages["study"]
    study.tabs.setCurrentWidget(study.work)
    rows = [study.work.model.task(n) for n in range(study.work.model.rowCount())]
    assert any(task.coding.id == coding and task.active > 0 for task in rows)


# --- what comes next --------------------------------------------------------------------------------


def test_the_next_assignment_opens_by_button_and_by_key(qtbot, window):
    first, second = assigned(window, ("01", "02"), due=date(2026, 3, 12))
    window.crew.be(first.coder)
    study = window.pages["study"]
    assert isinstance(study, StudyPage)
    study.tabs.setCurrentWidget(study.work)
    assert study.work.whose.currentText() == "tester"
    QTest.mouseClick(study.work.next, Qt.MouseButton.LeftButton)
    page = ready(qtbot, window)
    assert page.bridge.session.coding.observation == first.observation
    press(page, Key.Key_Return, CTRL | SHIFT)
    qtbot.waitUntil(lambda: code_page(window) is not page)
    assert code_page(window).bridge.session.coding.observation == second.observation
    assert all(one.coding for one in assignments_of(window.opened.study, first.coder))


def test_the_lead_returns_a_coding_with_a_note(qtbot, window):
    [one] = assigned(window, ("01",))
    study = window.opened.study
    coding = begin(study, one)
    submit(study, next(c for c in study.store.list_codings() if c.id == coding))
    page = window.pages["study"]
    page.tabs.setCurrentWidget(page.work)
    page.refresh()
    work = page.work
    work.table.selectRow(0)
    assert work.current().coding.id == coding
    work.buttons["return"].click()
    dialog().accept()
    assert dialog()._said.isVisible()
    dialog().note.setPlainText("Look at 0:20 again.")
    dialog().accept()
    assert work.current().status is CodingStatus.RETURNED
    window.open_coding(coding)
    page = code_page(window)
    assert feature(page).banner.text() == "Returned: Look at 0:20 again."
    assert page.bridge.session.editable


def test_several_are_assigned_at_once(qtbot, window):
    work = window.pages["study"].work
    work.assign.click()
    shown = dialog()
    shown.accept()
    assert "at least one observation" in shown._said.text()
    for n in range(3):
        shown.observations.item(n).setCheckState(Qt.CheckState.Checked)
    QTest.keyClicks(shown.new_coder, "JB")
    QTest.keyClick(shown.new_coder, Key.Key_Return)
    shown.is_due.setChecked(True)
    shown.accept()
    assert len(assignments_of(window.opened.study)) == 3


def test_a_coding_without_a_coders_name_is_refused_in_the_dialog(qtbot, window):
    page = window.pages["study"]
    page.new_coding_requested.emit(page.current())
    shown = dialog()
    shown.coder.setCurrentText("  ")
    shown.accept()
    assert shown.isVisible()
    assert "The coder has no name" in shown._said.text()
    shown.reject()


# --- training ---------------------------------------------------------------------------------------


def test_a_trainee_meets_the_master_after_handing_in(qtbot, window):
    [one] = assigned(window, ("01",), Purpose.TRAINING)
    window.crew.be(one.coder)
    study = window.pages["study"]
    study.tabs.setCurrentIndex(0)
    assert study.codings.count() == 5  # others' codings of the scene are not seen before one's own is in
    window.open_coding(begin(window.opened.study, one))
    page = ready(qtbot, window)
    code_at(qtbot, page, 40, Key.Key_F)
    press(page, Key.Key_O, Qt.KeyboardModifier.AltModifier)
    talk = next(one for one in page.features if isinstance(one, TranscriptFeature))
    talk.carry_out(lambda: talk.transcript.change(talk.transcript.lines[0].id, text="Corrected while coding"))
    press(page, Key.Key_Return, CTRL)
    blocking = [m.event for m in feature(page).sheet.found if m.blocks]
    page.bridge.delete(blocking)
    qtbot.waitUntil(feature(page).sheet.submit.isEnabled)
    press(page, Key.Key_Return, CTRL)
    sheet = feature(page).comparison
    qtbot.waitUntil(lambda: page.places.beside.shows(sheet))
    assert sheet.lines.count() >= 19
    assert sheet.table.topLevelItemCount() > 0
    scene = page.timeline.view().scene
    assert [len(row) for key, row in scene.rows.items() if key == PRESENCE] == [1]
    assert scene.transcript[0].text == "Corrected while coding"
    sheet.lines.setCurrentRow(sheet.lines.count() - 1)
    last = sheet._shown[-1]
    qtbot.waitUntil(lambda: abs(page.player.playhead.now() - last.at) < 50_000)
    assert page.timeline.item(last.master.id if last.master else last.own.id) is not None
    window.nav.choose("study")
    assert window.pages["study"].codings.count() == 8
    window.nav.choose("code")
    sheet.again.click()
    qtbot.waitUntil(lambda: code_page(window) is not page)
    assert code_page(window).bridge.session.coding.attempt == 2


def test_the_drill_asks_until_the_keys_are_known_and_writes_nothing(window, page):
    press(page, Key.Key_K, CTRL | SHIFT)
    drill = dialog()
    assert isinstance(drill, KeyDrillDialog)
    QTest.keyClick(drill, "#")
    assert "✗" in drill._said.text()
    while drill.drill.card is not None:
        QTest.keyClick(drill, drill.drill.card.key)
    assert drill._title.text().startswith("You know all")
    QTest.keyClick(drill, Key.Key_Return)
    assert drill.drill.known == 0
    QTest.keyClick(drill, Key.Key_Escape)
    assert len(page.bridge.session.events) == 0


# --- coming back ------------------------------------------------------------------------------------


def test_the_layout_is_kept_with_the_coder_for_each_size_of_window(qtbot, window, page):
    top = page.findChild(QSplitter, "top")
    handle = top.handle(2)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(2, 50))
    QTest.mouseMove(handle, QPoint(-150, 50))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(2, 50))
    wanted = top.sizes()
    qtbot.waitUntil(
        lambda: "wide" in preferences_of(window.opened.study, window.crew.coder_id).layouts, timeout=3000
    )
    coding = page.bridge.session.coding.id
    window.forget_coding()
    window.open_coding(coding)
    again = code_page(window).findChild(QSplitter, "top")
    qtbot.waitUntil(again.isVisible)
    qtbot.waitUntil(lambda: again.sizes() == wanted)


def test_a_coding_opens_where_it_was_left_and_may_replay(qtbot, window, page):
    like(window, replay_on_opening=True)
    go(qtbot, page, 30)
    coding = page.bridge.session.coding.id
    window.forget_coding()
    window.open_coding(coding)
    again = code_page(window)
    qtbot.waitUntil(lambda: again.player.is_playing)
    qtbot.waitUntil(lambda: 25 * SECOND <= again.player.playhead.now() < 30 * SECOND)
    again.player.pause()
