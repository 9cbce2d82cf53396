"""Finding, replacing, copying, the form and the history of events, over a real study file."""

from __future__ import annotations

from uuid import UUID

import pytest
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.events import Flag
from havenlens.domain.time import SECOND, Span
from havenlens.services.event_copies import MIME
from havenlens.ui.coding.finding import Finding
from havenlens.ui.coding.history import EventHistory
from havenlens.ui.coding.replace_dialog import ReplaceDialog
from tests.support.coding_page import (
    CTRL,
    NONE,
    SHIFT,
    Key,
    begin_anew,
    choose,
    chosen,
    coded,
    coding_window,
    feature,
    go,
    made,
    now,
    person,
    press,
    seconds,
    usual_events,
    wait_until,
)


@pytest.fixture(scope="module")
def workspace(qapp, demo, tmp_path_factory):
    with coding_window(demo, tmp_path_factory.mktemp("finding")) as made_window:
        yield made_window


@pytest.fixture
def page(workspace):
    page = workspace[1]
    return begin_anew(
        page,
        *usual_events(page),
        made(page, 5, "bid_direct", 44),
    )


def steps(page) -> int:
    return len(page.bridge.session.history.undo)


# --- finding and replacing --------------------------------------------------------------------------


def shown(page) -> list[int]:
    return [event.id.int for event in page.model.shown()]


def test_words_filter_the_table_and_enter_goes_to_the_next_match(page):
    press(page, Key.Key_F, CTRL)
    bar = feature(page, Finding).bar
    assert QApplication.focusWidget() is bar.search
    QTest.keyClicks(bar.search, "cries")
    wait_until(lambda: shown(page) == [1, 2])
    assert bar.count.text() == "2 / 5"
    for key, number in ((Key.Key_Return, 1), (Key.Key_Return, 2), (Key.Key_Return, 1), (Key.Key_Up, 2)):
        QTest.keyClick(bar.search, key)
        assert chosen(page) == [number]
    QTest.keyClick(bar.search, Key.Key_Escape)
    assert len(shown(page)) == 5
    assert bar.isHidden()
    assert chosen(page) == [2]


def test_everything_can_be_asked_for_at_once(page):
    page.timeline.zoom_to(Span(seconds(8), seconds(30)))
    press(page, Key.Key_F, CTRL)
    bar = feature(page, Finding).bar
    bar.codes.show_value(("bid_direct",))
    bar.codes.picked.emit()
    assert shown(page) == [3, 5]
    assert bar.codes.text() == "Codes · 1"
    bar.missing.click()
    assert shown(page) == [5]
    bar.missing.click()
    bar.sight.click()
    assert shown(page) == [3]
    assert bar.sight.text().startswith("0:0")
    bar.people.show_value((person(page, "Leo"),))
    bar.people.picked.emit()
    assert shown(page) == []
    QTest.keyClick(bar.search, Key.Key_Escape)
    assert len(shown(page)) == 5


def test_a_hidden_event_is_selected_on_the_timeline_and_deleted(page):
    press(page, Key.Key_F, CTRL)
    bar = feature(page, Finding).bar
    QTest.keyClicks(bar.search, "cries")
    wait_until(lambda: shown(page) == [1, 2])
    choose(page, 5)
    press(page, Key.Key_Delete)
    assert UUID(int=5) not in page.bridge.session.events
    assert bar.count.text() == "2 / 4"
    QTest.keyClick(bar.search, Key.Key_Escape)


def test_words_are_replaced_in_comments_after_a_count(page):
    press(page, Key.Key_H, CTRL)
    dialog = page.findChild(ReplaceDialog)
    QTest.keyClicks(dialog.sought, "cries")
    QTest.keyClicks(dialog.by, "weeps")
    assert dialog.replace_button.text() == "Replace in 2 events"
    assert dialog.preview.text().split("\n")[0] == "00:00:10.000   cries → weeps"
    before = steps(page)
    QTest.keyClick(dialog.by, Key.Key_Return)
    assert [now(page, n).comment for n in (1, 2)] == ["weeps", "weeps again"]
    assert steps(page) == before + 1


def test_codes_people_and_answers_are_replaced(page):
    for where, find, by in (("codes", "bid_direct", "bid_approach"), ("answers", "help", "comfort")):
        press(page, Key.Key_H, CTRL)
        dialog = page.findChildren(ReplaceDialog)[-1]
        dialog.where.show_value(where)
        dialog.find_choice.show_value(find)
        dialog.by_choice.show_value(by)
        assert dialog.replace_button.isEnabled()
        dialog.replace_button.click()
    event = now(page, 3)
    assert (event.code, dict(event.modifiers)) == ("bid_approach", {"need": "comfort"})
    press(page, Key.Key_H, CTRL)
    dialog = page.findChildren(ReplaceDialog)[-1]
    dialog.where.show_value("people")
    dialog.find_choice.show_value(person(page, "Maya"))
    dialog.by_choice.show_value(person(page, "Leo"))
    assert dialog.replace_button.text() == "Replace in 4 events"
    dialog.replace_button.click()
    assert now(page, 1).actor == person(page, "Leo")


# --- copying ----------------------------------------------------------------------------------------


def test_events_are_copied_and_pasted_at_the_playhead_and_into_spreadsheets(page):
    choose(page, 3, 4)
    press(page, Key.Key_C, CTRL)
    content = QGuiApplication.clipboard().mimeData()
    assert content.hasFormat(MIME)
    assert content.text().split("\n")[1].startswith("00:00:14.000\t\tDirect bid\tMaya\tMs. Reyes\t")
    go(page, 50)
    before = steps(page)
    press(page, Key.Key_V, CTRL | SHIFT)
    bid, answer = (event for event in coded(page) if event.span.start >= 50 * SECOND)
    assert (bid.span.start, answer.span.start, answer.link) == (50 * SECOND, 52 * SECOND, bid.id)
    assert set(page.desk.chosen()) == {bid.id, answer.id}
    assert steps(page) == before + 1


def test_what_is_there_already_is_not_pasted_again(qtbot, page):
    press(page, Key.Key_A, CTRL)
    press(page, Key.Key_C, CTRL)
    with qtbot.waitSignal(page.status_changed) as said:
        press(page, Key.Key_V, CTRL)
    assert said.args == ["None of 5 could be pasted: 5 are there already.", True]


def test_cut_events_come_back_when_they_are_pasted(page):
    choose(page, 1)
    press(page, Key.Key_X, CTRL)
    assert UUID(int=1) not in page.bridge.session.events
    press(page, Key.Key_V, CTRL)
    again = coded(page)[0]
    assert (again.code, again.span, again.comment) == ("distress", Span(seconds(10), seconds(20)), "cries")


def test_a_clipboard_with_anything_else_says_so(qtbot, page):
    QGuiApplication.clipboard().setText("not events")
    with qtbot.waitSignal(page.status_changed) as said:
        press(page, Key.Key_V, CTRL)
    assert said.args[0].startswith("There are no copied events to paste")


# --- the form and the history -----------------------------------------------------------------------


def test_a_refused_time_stays_in_its_field_with_the_reason(page):
    choose(page, 1)
    offset = page.editor._form.texts["offset"]
    offset.selectAll()
    QTest.keyClicks(offset, "35")
    QTest.keyClick(offset, Key.Key_Return)
    assert offset.text() == "35"
    assert offset.property("invalid")
    assert page.editor._reason.text().startswith("Distress would overlap Distress")
    QTest.keyClick(offset, Key.Key_Escape)
    assert offset.text() == "00:00:20.000"
    assert not offset.property("invalid")
    assert page.editor._reason.isHidden()


def test_the_form_sets_a_value_for_all_selected_events(page):
    choose(page, 1, 2)
    form = page.editor._form
    assert "onset" not in form.texts
    assert form.texts["comment"].placeholderText() == "several"
    assert form.answers["intensity"].currentIndex() == -1
    before = steps(page)
    form.flags[Flag.DISCUSS].click()
    assert all(now(page, n).flags == {Flag.DISCUSS} for n in (1, 2))
    assert steps(page) == before + 1
    form.texts["comment"].setFocus()
    QTest.keyClicks(form.texts["comment"], "same")
    QTest.keyClick(form.texts["comment"], Key.Key_Return)
    assert [now(page, n).comment for n in (1, 2)] == ["same", "same"]
    assert chosen(page) == [1, 2]


def test_the_form_shows_what_an_event_answers_and_takes_the_link_away(page):
    choose(page, 4)
    form = page.editor._form
    assert form._link.text() == "Direct bid 0:14.0 (Maya)"
    form._unlink.click()
    assert now(page, 4).link is None
    menu = form._link.menu()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert now(page, 4).link == UUID(int=3)


def test_the_history_of_an_event_tells_who_when_and_what_and_what_was_undone(page):
    choose(page, 1)
    page.bridge.edit(UUID(int=1), comment="sobs")
    page.bridge.undo()
    press(page, Key.Key_I, CTRL)
    sheet = feature(page, EventHistory).sheet
    wait_until(lambda: len(sheet.texts()) > 0)
    told = sheet.texts()
    assert page.places.beside.shows(sheet)
    assert told[0].startswith("<b>undone</b> · tester")
    assert "undone since" in told[1]
    assert "<s>Comment: cries → sobs</s>" in told[1]
    page.bridge.edit(UUID(int=1), comment="wails")
    wait_until(lambda: "wails" in sheet.texts()[0])
    press(page, Key.Key_Escape)
    assert not page.places.beside.shows(sheet)


def test_typing_in_the_bar_and_the_form_does_not_code(page):
    count = len(coded(page))
    press(page, Key.Key_F, CTRL)
    QTest.keyClicks(feature(page, Finding).bar.search, "dbe")
    choose(page, 1)
    field = page.editor._form.texts["comment"]
    QTest.keyClicks(field, "dbe")
    assert len(coded(page)) == count
    QTest.keyClick(field, Key.Key_Escape, NONE)
