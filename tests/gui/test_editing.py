"""Editing by keys, in the table and in the form: real keys over a real study file."""

from __future__ import annotations

from uuid import UUID

import pytest
from PyQt6.QtCore import QItemSelectionModel, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QTableView

from havenlens.domain.observation import Purpose
from havenlens.domain.time import SECOND, Span
from havenlens.ui.coding.cell_editors import AnswerRow
from havenlens.ui.coding.shifting import ShiftDialog
from havenlens.ui.coding.value_fields import ChoiceField
from havenlens.ui.models.events import CODE, COMMENT, MODIFIERS, OFFSET, ONSET, WHO
from tests.support.coding_page import (
    ALT,
    CTRL,
    SHIFT,
    Key,
    begin_anew,
    choose,
    chosen,
    coded,
    coding_window,
    go,
    now,
    place_of,
    press,
    seconds,
    usual_events,
    wait_until,
)


@pytest.fixture(scope="module")
def workspace(qapp, demo, tmp_path_factory):
    with coding_window(demo, tmp_path_factory.mktemp("editing")) as made_window:
        yield made_window


@pytest.fixture
def page(workspace):
    page = workspace[1]
    return begin_anew(
        page,
        *usual_events(page),
    )


def steps(page) -> int:
    return len(page.bridge.session.history.undo)


def span(page, number: int) -> tuple[float, float]:
    found = now(page, number).span
    return found.start / SECOND, found.end / SECOND


# --- keys -------------------------------------------------------------------------------------------


def test_a_state_is_split_at_the_playhead_and_merged_again(page):
    choose(page, 1)
    go(page, 15)
    press(page, Key.Key_T, CTRL)
    first, second = (e for e in coded(page) if e.code == "distress" and e.span.start < 20 * SECOND)
    assert (first.id.int, first.span, first.comment) == (1, Span(seconds(10), seconds(15)), "cries")
    assert (second.span, dict(second.modifiers)) == (Span(seconds(15), seconds(20)), {})
    choose(page, 1)
    press(page, Key.Key_J, CTRL)
    assert span(page, 1) == (10, 20)
    assert second.id not in page.bridge.session.events
    press(page, Key.Key_Z, CTRL)
    press(page, Key.Key_Z, CTRL)
    assert span(page, 1) == (10, 20)
    assert len(coded(page)) == 4


def test_who_goes_to_another_event_leaves_the_question_about_the_last_one(page):
    go(page, 25)
    press(page, Key.Key_B)
    [bid] = [event for event in coded(page) if event.span.start == 25 * SECOND]
    session = page.bridge.session

    def ask() -> None:
        page.bridge.ask(None)
        session.ask_about(bid.id, session.scheme.modifiers_of(bid.code)[0])
        assert session.question.event == bid.id

    ask()
    press(page, Key.Key_Up)
    assert session.question is None
    press(page, Key.Key_1)
    assert session.events[bid.id].modifiers == {}
    ask()
    QTest.mouseClick(page.timeline, Qt.MouseButton.LeftButton, pos=place_of(page, 1))
    assert chosen(page) == [1]
    assert session.question is None
    ask()
    row = page.table.visualRect(page.model.index(page.model.row_of(UUID(int=3)), CODE))
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert session.question is None
    choose(page)
    page.desk.select(bid.id)
    ask()
    page.table.clicked.emit(page.table.currentIndex())
    assert session.question.event == bid.id


def test_a_split_outside_of_what_is_selected_says_why(qtbot, page):
    choose(page, 1)
    go(page, 25)
    with qtbot.waitSignal(page.status_changed) as said:
        press(page, Key.Key_T, CTRL)
    assert said.args[0].startswith("None of the selected events lasts over 00:00:25.000")
    choose(page)
    with qtbot.waitSignal(page.status_changed) as said:
        press(page, Key.Key_J, CTRL)
    assert said.args[0].startswith("No event is selected")


def test_events_are_nudged_by_a_frame_and_the_nearest_edge_alone(page):
    choose(page, 1, 3)
    press(page, Key.Key_Right, CTRL | SHIFT)
    assert (span(page, 1), span(page, 3)) == ((10.04, 20.04), (14.04, 14.04))
    press(page, Key.Key_Left, CTRL | SHIFT)
    choose(page, 1)
    go(page, 19)
    press(page, Key.Key_Left, ALT | SHIFT)
    assert span(page, 1) == (10, 19.96)
    go(page, 11)
    press(page, Key.Key_Right, ALT | SHIFT)
    assert span(page, 1) == (10.04, 19.96)


def test_events_are_shifted_in_time_after_a_preview(page):
    go(page, 15)
    press(page, Key.Key_T, CTRL | SHIFT)
    dialog = page.findChild(ShiftDialog)
    dialog.scopes.button(2).setChecked(True)
    dialog.amount.selectAll()
    QTest.keyClicks(dialog.amount, "-16001")
    assert "would lie outside the recording" in dialog.preview.text()
    assert not dialog.accept_button.isEnabled()
    dialog.amount.setValue(1500)
    assert dialog.preview.text() == "The first one goes from 00:00:16.000 to 00:00:17.500."
    before = steps(page)
    QTest.keyClick(dialog.amount, Key.Key_Return)
    assert (span(page, 4)[0], span(page, 2), span(page, 3)[0]) == (17.5, (31.5, 41.5), 14)
    assert steps(page) == before + 1


def test_a_shift_by_frames_into_another_state_stays_open_with_the_reason(page):
    choose(page, 1)
    press(page, Key.Key_T, CTRL | SHIFT)
    dialog = page.findChild(ShiftDialog)
    dialog.scopes.button(1).setChecked(True)
    dialog.unit.setCurrentIndex(1)
    dialog.amount.setValue(300)
    assert dialog.preview.text().endswith("to 00:00:22.000.")
    dialog.accept_button.click()
    assert dialog.preview.text().startswith("Distress would overlap Distress from 00:00:30.000")
    dialog.reject()
    assert span(page, 1) == (10, 20)


# --- in the cells -----------------------------------------------------------------------------------


def cell(page, number: int, column: int):
    return page.model.index(page.model.row_of(UUID(int=number)), column)


def editor_in(page):
    """Give the field that is open in the table; a part of one stands for it."""
    field = QApplication.focusWidget()
    assert field is not None
    assert page.table.isAncestorOf(field)
    return field


def enter(field) -> None:
    """Press Enter, which the table hears once the field is done with it."""
    QTest.keyClick(field, Key.Key_Return)
    QApplication.processEvents()


def edit(page, number: int, column: int):
    page.table.setCurrentIndex(cell(page, number, column))
    page.table.edit(cell(page, number, column))
    return editor_in(page)


def test_cells_are_gone_through_by_tab_and_left_by_enter_or_escape(page):
    choose(page, 1)
    press(page, Key.Key_E, CTRL)
    field = editor_in(page)
    assert field.text() == "00:00:10.000"
    field.selectAll()
    QTest.keyClicks(field, "11.01")
    QTest.keyClick(field, Key.Key_Tab)
    assert span(page, 1) == (11, 20)  # to the nearest frame
    field = editor_in(page)
    field.selectAll()
    QTest.keyClicks(field, "21")
    enter(field)
    assert span(page, 1) == (11, 21)
    field = edit(page, 1, COMMENT)
    QTest.keyClicks(field, "something else")
    QTest.keyClick(field, Key.Key_Escape)
    assert now(page, 1).comment == "cries"


def test_a_code_is_chosen_in_its_cell_by_typing(page):
    field = edit(page, 3, CODE)
    assert isinstance(field, ChoiceField)
    field.lineEdit().selectAll()
    QTest.keyClicks(field, "approach")
    QTest.keyClick(field, Key.Key_Tab)
    assert now(page, 3).code == "bid_approach"
    assert isinstance(editor_in(page), ChoiceField)
    QTest.keyClick(editor_in(page), Key.Key_Escape)


def test_answers_are_given_in_their_cell_side_by_side(page):
    field = edit(page, 3, MODIFIERS)
    row = field.parentWidget()
    assert isinstance(row, AnswerRow)
    assert list(row.fields) == ["need", "intensity"]
    QTest.keyClick(field, Key.Key_Home)
    QTest.keyClick(field, Key.Key_Tab)
    assert QApplication.focusWidget() is row.fields["intensity"]
    QTest.keyClick(row.fields["intensity"], Key.Key_End)
    before = steps(page)
    enter(row.fields["intensity"])
    assert dict(now(page, 3).modifiers) == {"intensity": "strong"}
    assert steps(page) == before + 1


def test_a_value_is_set_in_every_selected_row_as_one_step(page):
    page.table.setCurrentIndex(cell(page, 1, COMMENT))
    flags = QItemSelectionModel.SelectionFlag
    for number in (1, 2):
        page.table.selectionModel().select(cell(page, number, 0), flags.Select | flags.Rows)
    assert chosen(page) == [1, 2]
    page.table.edit(cell(page, 1, COMMENT))
    before = steps(page)
    field = editor_in(page)
    field.selectAll()
    QTest.keyClicks(field, "both")
    enter(field)
    assert [now(page, n).comment for n in (1, 2)] == ["both", "both"]
    assert steps(page) == before + 1
    press(page, Key.Key_Z, CTRL)
    assert [now(page, n).comment for n in (1, 2)] == ["cries", "cries again"]


def test_what_a_cell_cannot_be_is_refused_and_the_row_stays(qtbot, page):
    field = edit(page, 1, OFFSET)
    field.selectAll()
    QTest.keyClicks(field, "35")
    with qtbot.waitSignal(page.status_changed) as said:
        enter(field)
    assert said.args[0].startswith("Distress would overlap Distress from 00:00:30.000")
    assert span(page, 1) == (10, 20)


def test_the_table_is_sorted_by_any_column(page):
    page.table.sortByColumn(WHO, Qt.SortOrder.DescendingOrder)
    assert page.model.event_at(0).id.int == 4
    page.table.sortByColumn(ONSET, Qt.SortOrder.AscendingOrder)
    assert page.model.event_at(0).id.int == 1


def test_a_submitted_coding_is_not_edited_and_says_so_before_typing(qtbot, workspace, page):
    window = workspace[0]
    own = page.bridge.session.coding.id
    store = window.opened.study.store
    done = next(
        c for c in store.list_codings() if c.purpose is Purpose.MASTER and c.status.value == "submitted"
    )
    window.open_coding(done.id)
    other = window.pages["code"]
    try:
        other.table.selectRow(0)
        event = next(iter(other.bridge.session.events))
        assert not other.model.flags(other.model.index(0, COMMENT)) & Qt.ItemFlag.ItemIsEditable
        with qtbot.waitSignal(other.status_changed) as said:
            other.table.doubleClicked.emit(other.model.index(0, COMMENT))
        assert "submitted" in said.args[0]
        assert "submitted" in other.editor._hint.text()
        assert not other.editor._form.isEnabled()
        for key, held in ((Key.Key_T, CTRL | SHIFT), (Key.Key_H, CTRL), (Key.Key_X, CTRL)):
            with qtbot.waitSignal(other.status_changed) as said:
                press(other, key, held)
            assert said.args[1]
        assert other.bridge.session.events[event.id] == event
        assert other.table.state() is not QTableView.State.EditingState
    finally:
        window.open_coding(own)
        workspace_page = window.pages["code"]
        wait_until(lambda: workspace_page.player.playhead.position is not None)
