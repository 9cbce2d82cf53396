"""What can be done with the cycle that is chosen on the board: do, skip and take back a step, open, begin."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QDate, pyqtSignal
from PyQt6.QtWidgets import QDialog, QFrame, QLabel, QPushButton, QWidget

from havenlens.domain.coaching import CycleStep
from havenlens.domain.cycle_steps import who_acts
from havenlens.services.coaching.board import BoardRow, StepState
from havenlens.services.coaching.editing import set_due, write_cycle
from havenlens.services.coaching.steps import do_step, skip_step, take_back_step
from havenlens.ui.coaching.board_table import row_words
from havenlens.ui.coaching.dates import day_field
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.skip_dialog import SkipDialog
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.words.catalogue import ntr, tr
from havenlens.words.cycles import actor_name, step_name
from havenlens.words.reports import day


class BoardActions(QFrame):
    """Says what is due in words, and has the buttons for it."""

    start_requested = pyqtSignal(object)
    """Carries the `BoardRow` of the teacher for whom a cycle is to begin."""
    open_requested = pyqtSignal(object)
    """Carries the `BoardRow` whose cycle is to be reviewed."""

    def __init__(self, desk: CycleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self._desk = desk
        self._row: BoardRow | None = None
        self._today = desk.today()
        self.words = ElidedLabel()
        self.words.setProperty("role", "strong")
        self.on_day = QLabel(tr("on"))
        self.on_day.setProperty("role", "secondary")
        self.date = day_field(desk.today(), tr("Day on which it was done"))
        self.done = QPushButton()
        self.skip = QPushButton(tr("Skip…"))
        self.back = QPushButton(tr("Take back"))
        self.open = QPushButton(tr("Open for review"))
        self.start = QPushButton(tr("Start a cycle…"))
        self._arrange()
        self.done.clicked.connect(self.do_next)
        self.skip.clicked.connect(self._ask_reason)
        self.back.clicked.connect(self.take_back)
        self.open.clicked.connect(self._open)
        self.start.clicked.connect(self._start)

    def _arrange(self) -> None:
        self.done.setToolTip(tr("Ctrl+Enter"))
        self.open.setToolTip(tr("Enter"))
        self.back.setToolTip(tr("Ctrl+Z"))
        row = FlowLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.addWidget(self.words)
        row.addStretch()
        for part in (self.done, self.on_day, self.date, self.skip, self.back, self.open, self.start):
            row.addWidget(part)

    def show_row(self, row: BoardRow | None) -> None:
        """Offer what can be done with a row."""
        before, self._row = self._row, row
        today = self._desk.today()
        if today != self._today or before is None or row is None or before.teacher != row.teacher:
            self._today = today
            self.date.setDate(QDate(today.year, today.month, today.day))
        step = None if row is None else row.next_step
        writable = self._desk.opened.writable
        self.words.show_text("" if row is None else _what_is_due(row))
        if step is not None:
            self.done.setText(tr("Done: {step}").format(step=step_name(step.step)))
        for part in (self.done, self.on_day, self.date, self.skip):
            part.setVisible(step is not None)
            part.setEnabled(writable)
        begun = row is not None and any(one.state in (StepState.DONE, StepState.SKIPPED) for one in row.steps)
        self.back.setVisible(begun)
        self.back.setEnabled(writable)
        self.open.setVisible(row is not None and row.cycle is not None)
        may_start = row is not None and (row.cycle is None or row.is_complete)
        self.start.setVisible(may_start and writable)
        self.start.setProperty("role", "primary" if may_start else "")
        self.open.setProperty("role", "" if may_start else "primary")
        for button in (self.start, self.open):
            style = button.style()
            assert style is not None
            style.unpolish(button)
            style.polish(button)

    # --- doing it -----------------------------------------------------------------------------------

    def do_next(self) -> None:
        """Write down that the next step was done on the day in the field."""
        row, step = self._row, None if self._row is None else self._row.next_step
        if row is None or row.cycle is None or step is None:
            return
        on = self.date.date().toPyDate()
        if self._desk.do(partial(self._write_done, row.cycle, step.step, self._who(row), on)):
            self._desk.say("cycle.step_done", teacher=row.name, step=step_name(step.step), day=day(on))

    def _write_done(self, cycle: UUID, step: CycleStep, who: str, on: date) -> None:
        """Do a step; the day of filming, where nobody knew it, is what all others are due by."""
        study = self._desk.study
        with study.store.transaction():
            now = do_step(study, cycle, step, who, on)
            if step is CycleStep.FILM and now.filmed_on is None:
                write_cycle(study, cycle, filmed_on=on)
                set_due(study, cycle, on)

    def skip_next(self, reason: str) -> None:
        """Write down that the next step is skipped, and why."""
        row, step = self._row, None if self._row is None else self._row.next_step
        if row is None or row.cycle is None or step is None:
            return
        study, on = self._desk.study, self.date.date().toPyDate()
        if self._desk.do(partial(skip_step, study, row.cycle, step.step, self._who(row), on, reason)):
            self._desk.say("cycle.step_skipped", teacher=row.name, step=step_name(step.step))

    def take_back(self) -> None:
        """Take back the last step of the cycle that is chosen."""
        row = self._row
        if row is not None and row.cycle is not None:
            last = [one for one in row.steps if one.state in (StepState.DONE, StepState.SKIPPED)]
            if self._desk.do(partial(take_back_step, self._desk.study, row.cycle)):
                step = step_name(last[-1].step)
                self._desk.say("cycle.step_taken_back", teacher=row.name, step=step)

    def _who(self, row: BoardRow) -> str:
        """Name who did a step, as short as the study names them."""
        step = row.next_step
        assert step is not None
        names = {"coach": row.coach_name, "teacher": self._desk.people()[row.teacher].label}
        return ", ".join(names[one] for one in who_acts(step.step))

    def _ask_reason(self) -> None:
        step = None if self._row is None else self._row.next_step
        if self._row is None or step is None:
            return
        dialog = SkipDialog(self._row.name, step_name(step.step), self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.skip_next(dialog.reason.toPlainText().strip())

    def _open(self) -> None:
        self.open_requested.emit(self._row)

    def _start(self) -> None:
        self.start_requested.emit(self._row)


def _what_is_due(row: BoardRow) -> str:
    name, cycle = row_words(row)
    step = row.next_step
    if step is None:
        return f"{name} · {cycle}"
    number = tr("cycle {number}").format(number=row.number)
    who = " + ".join(actor_name(one) for one in step.who)
    parts = [name, number, tr("{step}: {who}").format(step=step_name(step.step), who=who)]
    if step.state is StepState.LATE:
        parts.append(ntr("{n} day late", "{n} days late", step.late_days))
    elif step.day is not None:
        parts.append(tr("due on {day}").format(day=day(step.day)))
    return " · ".join(parts)
