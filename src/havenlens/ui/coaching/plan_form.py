"""The last plan and the next one, in the words of the talk: what was tried, what was seen, what comes now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QDate, QSignalBlocker
from PyQt6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import ActionPlan, CoachingCycle, CycleNotes, PlanReview, PlanStep
from havenlens.services.coaching.editing import (
    MOST_PLAN_STEPS,
    review_plan,
    set_notes,
    set_plan,
    write_cycle,
)
from havenlens.ui.coaching.dates import day_field
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.prompt_field import WordsField
from havenlens.ui.coaching.typed import Autosave
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.words.catalogue import tr

MOST_NOTES, MOST_SUMMARY = 150, 90
"""Words that notes and summary should not pass; nothing stops who writes more."""


def heading(text: str) -> QLabel:
    """Make the heading of a part of a form."""
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


class PlanForm(QWidget):
    """Look-back, notes, summary and one or two steps; everything is written as it is typed."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: CoachingCycle | None = None
        self.last_plan = QLabel()
        self.last_plan.setWordWrap(True)
        self.tried = ShortBox()
        for words, value in ((tr("Not asked yet"), None), (tr("Tried"), True), (tr("Not tried yet"), False)):
            self.tried.addItem(words, value)
        self.happened = WordsField(tr("What happened with the last plan"), 2, tr("What happened?"))
        self.notes = WordsField(tr("Notes of the talk"), 4)
        self.summary = WordsField(tr("Summary"), 3, tr("What we saw, in the teacher's words where possible"))
        self.steps = [StepFields(n + 1) for n in range(MOST_PLAN_STEPS)]
        self.minutes = _number(tr("Minutes of the talk"), 240)
        self.useful = _number(tr("How useful it was, 1 to 5, as the teacher says"), 5)
        self._note_count, self._summary_count = _count(), _count()
        self._arrange()
        self._texts = Autosave(desk, self._write_texts, self)
        self._plan = Autosave(desk, self._write_plan, self)
        self._review = Autosave(desk, self._write_review, self)
        self._connect()

    def _arrange(self) -> None:
        self.tried.setAccessibleName(tr("Was the last plan tried?"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self._look_back = QWidget()
        back = QVBoxLayout(self._look_back)
        back.setContentsMargins(0, 0, 0, Space.S)
        back.setSpacing(Space.S)
        for part in (heading(tr("The last plan")), self.last_plan, self.tried, self.happened):
            back.addWidget(part)
        column.addWidget(self._look_back)
        for name, field, count in (
            (tr("Notes"), self.notes, self._note_count),
            (tr("Summary"), self.summary, self._summary_count),
        ):
            column.addWidget(heading(name))
            column.addWidget(field)
            column.addWidget(count)
        for step in self.steps:
            column.addWidget(step)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Minutes of the talk"), self.minutes)
        form.addRow(tr("Useful, 1 to 5"), self.useful)
        column.addLayout(form)
        column.addStretch(1)

    def _connect(self) -> None:
        for field in (self.notes, self.summary):
            field.textChanged.connect(self._texts.note)
            field.textChanged.connect(self._count_words)
        for spin in (self.minutes, self.useful):
            spin.valueChanged.connect(self._texts.note)
        self.happened.textChanged.connect(self._review.note)
        self.tried.activated.connect(self._review.note)
        for step in self.steps:
            step.listen(self._plan.note)

    # --- showing ------------------------------------------------------------------------------------

    def show_cycle(self, cycle: CoachingCycle) -> None:
        """Show a cycle; what is being typed stays as it is."""
        another = self._shown is None or self._shown.id != cycle.id
        self._shown = cycle
        if not another and (self._texts.waits or self._plan.waits or self._review.waits):
            return
        fields = (self.notes, self.summary, self.happened, self.tried, self.minutes, self.useful)
        blockers = [QSignalBlocker(field) for field in fields]
        self.notes.show_text(cycle.conference_notes)
        self.summary.show_text(cycle.summary)
        last = cycle.previous_plan
        self._look_back.setVisible(last is not None)
        if last is not None:
            self.last_plan.setText(" – ".join(part for part in (last.when, last.i_will) if part))
            self.happened.show_text(last.what_happened)
            self.tried.setCurrentIndex(self.tried.findData(last.tried))
        self.minutes.setValue(cycle.notes.conference_minutes or 0)
        self.useful.setValue(cycle.notes.usefulness or 0)
        del blockers
        planned = cycle.plan.steps if cycle.plan else ()
        for n, step in enumerate(self.steps):
            step.show_step(planned[n] if n < len(planned) else None)
        self._count_words()

    def _count_words(self) -> None:
        for field, label, most in (
            (self.notes, self._note_count, MOST_NOTES),
            (self.summary, self._summary_count, MOST_SUMMARY),
        ):
            n = len(field.toPlainText().split())
            label.setText(tr("{n} of {most} words").format(n=n, most=most))
            label.setProperty("role", "warning" if n > most else "secondary")

    # --- writing ------------------------------------------------------------------------------------

    def _write_texts(self) -> None:
        cycle = self._shown
        if cycle is None:
            return
        study = self._desk.study
        notes = CycleNotes(
            self.minutes.value() or None, self.useful.value() or None, cycle.notes.exemplar_watched_s
        )
        texts = {"conference_notes": self.notes.toPlainText(), "summary": self.summary.toPlainText()}
        if (cycle.conference_notes, cycle.summary) != tuple(texts.values()):
            self._desk.do(partial(write_cycle, study, cycle.id, **texts))
        if notes != cycle.notes:
            self._desk.do(partial(set_notes, study, cycle.id, notes))

    def _write_plan(self) -> None:
        cycle = self._shown
        if cycle is not None:
            steps = tuple(made for step in self.steps if (made := step.made()) is not None)
            plan = ActionPlan(steps) if steps else None
            if plan != cycle.plan:
                self._desk.do(partial(set_plan, self._desk.study, cycle.id, plan))

    def _write_review(self) -> None:
        cycle = self._shown
        if cycle is None or cycle.previous_plan is None:
            return
        last = cycle.previous_plan
        now = PlanReview(last.i_will, last.when, self.tried.currentData(), self.happened.toPlainText())
        if now != last:
            self._desk.do(partial(review_plan, self._desk.study, cycle.id, now))


class StepFields(QWidget):
    """One step of a plan: when in the day, what, with whom, how it will show, until when."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.when, self.i_will, self.who, self.i_will_know = (
            QLineEdit(),
            QLineEdit(),
            QLineEdit(),
            QLineEdit(),
        )
        self.has_day = QCheckBox(tr("By a day"))
        self.by: QDateEdit = day_field(QDate.currentDate().addDays(14).toPyDate(), tr("By"))
        self.by.setEnabled(False)
        self.has_day.toggled.connect(self.by.setEnabled)
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setContentsMargins(0, Space.S, 0, 0)
        form.addRow(heading(tr("Plan, step {n}").format(n=number)))
        for words, field in (
            (tr("When"), self.when),
            (tr("I will"), self.i_will),
            (tr("Who"), self.who),
            (tr("I will know because"), self.i_will_know),
        ):
            field.setAccessibleName(f"{words}, {number}")
            form.addRow(words, field)
        form.addRow(self.has_day, self.by)

    def listen(self, hear: Callable[..., None]) -> None:
        """Tell somebody of every change that a person makes."""
        for field in (self.when, self.i_will, self.who, self.i_will_know):
            field.textEdited.connect(hear)
        self.has_day.clicked.connect(hear)
        self.by.dateChanged.connect(hear)

    def show_step(self, step: PlanStep | None) -> None:
        """Show a step, or nothing."""
        step = step or PlanStep("", "", "", "")
        for field, text in (
            (self.when, step.when),
            (self.i_will, step.i_will),
            (self.who, step.who),
            (self.i_will_know, step.i_will_know),
        ):
            if field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
        self.has_day.setChecked(step.by is not None)
        if step.by is not None:
            with QSignalBlocker(self.by):
                self.by.setDate(QDate(step.by.year, step.by.month, step.by.day))

    def made(self) -> PlanStep | None:
        """Give the step as it stands; None where nothing was written."""
        step = PlanStep(
            self.when.text().strip(),
            self.i_will.text().strip(),
            self.who.text().strip(),
            self.i_will_know.text().strip(),
            self.by.date().toPyDate() if self.has_day.isChecked() else None,
        )
        return step if step.when or step.i_will or step.who or step.i_will_know else None


def _number(name: str, most: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, most)
    spin.setSpecialValueText("–")
    spin.setAccessibleName(name)
    return spin


def _count() -> QLabel:
    label = QLabel()
    label.setProperty("role", "secondary")
    return label
