"""The board of a coach, its dialogs and the fidelity log, on a real window over a real study."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PyQt6.QtCore import QDate, Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.coaching import CycleStep
from havenlens.services.coaching.board import StepState, coaching_board
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.coaching.editing import start_cycle
from havenlens.ui.coaching.board_table import step_words
from havenlens.ui.coaching.review import ReviewPage
from havenlens.ui.coaching.skip_dialog import SkipDialog
from havenlens.ui.coaching.start_dialog import StartCycleDialog
from tests.support.coaching import board_of, coach_page, only_cycle

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 3, 25)


@pytest.fixture
def board(shared) -> Iterator[object]:
    """Give the board on a day on which the demo's teacher owes an answer since five days."""
    page = coach_page(shared)
    page.desk.today = lambda: TODAY
    made = board_of(shared)
    made.coach.setCurrentIndex(0)
    made.refresh()
    made.actions_bar.date.setDate(QDate(TODAY.year, TODAY.month, TODAY.day))
    yield made
    while len(only_cycle(page.desk.study).steps) > 3:
        made.table.selectRow(made.model.place_of(only_cycle(page.desk.study).teacher))
        made.actions_bar.take_back()


def choose(board, name="Mr. Dale"):
    teacher = next(p.id for p in board.desk.study.store.participants() if p.pseudonym == name)
    board.table.selectRow(board.model.place_of(teacher))
    return board.model.row(board.table.currentIndex().row())


def said(board):
    heard: list[tuple[str, bool]] = []
    board.desk.said.connect(lambda words, refused: heard.append((words, refused)))
    return heard


def in_dialog(kind, act):
    """Do something in the dialog that is about to open."""

    def do():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind), dialog
        act(dialog)

    QTimer.singleShot(0, do)


def test_what_is_late_stands_on_top_in_words_and_the_bar_says_who_acts(board):
    row = board.model.row(0)
    assert row.name == "Mr. Dale"
    step = row.next_step
    assert (step.step, step.state, step.late_days) == (CycleStep.RESPOND, StepState.LATE, 5)
    assert step_words(step) == ("5 days late", "20 Mar · teacher")
    choose(board)
    assert board.actions_bar.words.accessibleName() == "Mr. Dale · cycle 3 · respond: teacher · 5 days late"
    shown = board.model.data(board.model.index(0, 4), Qt.ItemDataRole.AccessibleTextRole)
    assert shown == "respond: 5 days late, 20 Mar · teacher"
    assert [board.model.row(n).name for n in range(1, 4)] == ["Ms. Reyes", "Teacher 03", "Teacher 04"]


def test_the_next_step_is_done_on_the_day_chosen_and_taken_back(board):
    choose(board)
    assert board.actions_bar.date.date() == QDate(2026, 3, 25)
    board.actions_bar.date.setDate(QDate(2026, 3, 21))
    heard = said(board)
    QTest.keyClick(board.table, Key.Key_Return, CTRL)
    record = only_cycle(board.desk.study).steps[-1]
    assert (record.step, record.on, record.who) == (CycleStep.RESPOND, date(2026, 3, 21), "T02")
    assert heard[-1] == ("Mr. Dale: “respond” was done on 21 March 2026.", False)
    assert choose(board).next_step.step is CycleStep.CONFERENCE
    QTest.keyClick(board.table, Key.Key_Z, CTRL)
    assert len(only_cycle(board.desk.study).steps) == 3


def test_a_day_before_the_last_step_is_refused_with_the_reason(board):
    choose(board)
    board.actions_bar.date.setDate(QDate(2026, 3, 1))
    heard = said(board)
    board.actions_bar.done.click()
    assert len(only_cycle(board.desk.study).steps) == 3
    assert heard[-1][1]
    assert "cannot have been done on 1 March 2026" in heard[-1][0]


def test_a_step_is_skipped_with_a_reason_and_not_without(board):
    choose(board)

    def fill(dialog):
        dialog.accept()
        assert dialog.problem.isVisible()
        dialog.reason.setPlainText("She was ill.")
        dialog.accept()

    heard = said(board)
    in_dialog(SkipDialog, fill)
    board.actions_bar.skip.click()
    assert heard[-1] == ("Mr. Dale: “respond” is skipped.", False)
    record = only_cycle(board.desk.study).steps[-1]
    assert (record.step, record.skipped_because) == (CycleStep.RESPOND, "She was ill.")
    row = choose(board)
    assert step_words(row.steps[3]) == ("skipped", "She was ill.")


def test_a_cycle_begins_with_a_teacher_a_video_and_a_focus(qtbot, board):
    choose(board, "Ms. Reyes")
    assert board.actions_bar.start.isVisible()
    assert not board.actions_bar.open.isVisible()
    board.actions_bar.start.click()
    dialog = board.findChild(StartCycleDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.teacher.currentText() == "Ms. Reyes"
    assert dialog.video.currentText() == "01  The tower"
    assert dialog.filmed_on.date() == QDate(2026, 3, 5)
    assert dialog.coach.currentText() == "C1"
    dialog.focus.setCurrentIndex(dialog.focus.findText("Awareness and responsiveness"))
    dialog.title.setText("When towers fall")
    dialog.accept()
    [made] = [c for c in list_cycles(board.desk.study) if c.title == "When towers fall"]
    assert (made.number, made.filmed_on, made.focus_dimension) == (1, date(2026, 3, 5), "awareness")
    assert made.due[CycleStep.REVIEW] == date(2026, 3, 8)
    row = choose(board, "Ms. Reyes")
    assert (row.cycle, row.next_step.step) == (made.id, CycleStep.REVIEW)  # it is filmed, and on which day


def test_filming_that_nobody_dated_sets_the_days_of_all_other_steps(board):
    study = board.desk.study
    teacher = study.person("T04").id
    made = start_cycle(study, teacher, study.coder("C1").id)
    board.desk.reload()
    row = choose(board, "Teacher 04")
    assert row.cycle == made.id
    assert row.next_step.day is None
    board.actions_bar.do_next()
    [now] = list_cycles(study, teacher=teacher)
    assert now.filmed_on == TODAY
    assert now.due[CycleStep.PLAN] == TODAY + timedelta(days=11)


def test_another_coachs_cycles_are_filtered_out(board):
    study = board.desk.study
    coach = study.add_coder("C2", "coach") if not any(c.name == "C2" for c in study.store.coders()) else None
    teacher = study.person("T03").id
    start_cycle(study, teacher, coach.id, filmed_on=TODAY)
    board.refresh()
    names = lambda: [board.model.row(n).name for n in range(board.model.rowCount())]  # noqa: E731 - asked twice
    board.coach.setCurrentIndex(board.coach.findText("C2"))
    board.refresh()
    assert "Teacher 03" in names()
    assert "Mr. Dale" not in names()
    mine = {row.name for row in coaching_board(study, TODAY, study.coder("C1").id)}
    assert "Mr. Dale" in mine
    assert "Teacher 03" not in mine


def test_enter_opens_a_cycle_for_review(shared, board):
    row = choose(board)
    QTest.keyClick(board.table, Key.Key_Return)
    page = coach_page(shared)
    assert isinstance(page.current, ReviewPage)
    assert page.desk.cycle_id == row.cycle
    assert page.cycles.currentText().startswith("Mr. Dale · cycle 3")


def test_the_fidelity_log_is_shown_and_saved_without_what_was_said(qtbot, board, tmp_path):
    board.views.choose("fidelity")
    tab = board.fidelity
    qtbot.waitUntil(lambda: tab.cycles.rowCount() > 0)
    texts = [tab.cycles.item(r, 0).text() for r in range(tab.cycles.rowCount())]
    assert "Mr. Dale" in texts
    heard = said(board)
    tab.save("cycles", tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(encoding="utf-8") as file:
        rows = {row["teacher"]: row for row in csv.DictReader(file)}
    dale = rows["Mr. Dale"]
    assert (dale["clips_count"], dale["clip_seconds"], dale["days_from_film_to_publish"]) == (
        "3",
        "80.0",
        "4",
    )
    assert heard[-1] == (f"Wrote {tmp_path / 'log.csv'}.", False)
    tab.save("years", tmp_path / "gone" / "log.csv")
    assert heard[-1][1]
    board.views.choose("cycles")


def test_a_part_that_needs_a_cycle_asks_for_one(shared):
    page = coach_page(shared)
    page.desk.take_up(None)
    QTest.keyClick(page, Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert page.nav.current() == "review"
    assert page.current is None
    page.go_to("board")


def test_twenty_teachers_are_all_listed(board):
    study = board.desk.study
    before = board.model.rowCount()
    with study.store.transaction():
        for number in range(20):
            study.add_participant(f"N{number:02d}", f"Ms. {number:02d}", "teacher")
    board.refresh()
    assert board.model.rowCount() == before + 20
