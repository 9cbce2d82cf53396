"""Begins a cycle: with whom, about which video, filmed when, on what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PyQt6.QtCore import QDate
from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import CoachingCycle, CycleStep
from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.board import TEACHER_ROLE, coaches_of
from havenlens.services.coaching.cycles import cycle_by_id
from havenlens.services.coaching.editing import start_cycle, write_cycle
from havenlens.services.coaching.steps import do_step
from havenlens.services.study import Study
from havenlens.ui.coaching.dates import day_field
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class StartCycleDialog(Dialog):
    """`made` is the cycle that began, once the dialog is accepted."""

    def __init__(
        self,
        study: Study,
        teacher: UUID | None,
        coach: UUID | None,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Start a cycle"))
        self._study = study
        self._places: dict[UUID, Observation] = {place.id: place for place in study.store.observations()}
        self.made: CoachingCycle | None = None
        self.teacher, self.coach, self.video = ShortBox(), ShortBox(), ShortBox()
        self.is_filmed = QCheckBox(tr("filmed on"))
        self.filmed_on = day_field(today, tr("Filmed on"))
        self.focus, self.title = ShortBox(), QLineEdit()
        self._said = QLabel()
        self._fill(teacher, coach)
        self._arrange()
        self.teacher.currentIndexChanged.connect(self._list_videos)
        self.video.currentIndexChanged.connect(self._show_day)
        self.is_filmed.toggled.connect(self.filmed_on.setEnabled)
        self._list_videos()

    def _fill(self, teacher: UUID | None, coach: UUID | None) -> None:
        people = sorted(self._study.store.participants(), key=lambda p: (p.role != TEACHER_ROLE, p.pseudonym))
        for person in people:
            words = person.pseudonym if person.role == TEACHER_ROLE else f"{person.pseudonym} ({person.role})"
            self.teacher.addItem(words, person.id)
        self.teacher.setCurrentIndex(max(0, place_of(self.teacher, teacher)))
        known = {one.id for one in coaches_of(self._study)}
        for coder in sorted(self._study.store.coders(), key=lambda c: (c.id not in known, c.name)):
            self.coach.addItem(coder.name, coder.id)
        self.coach.setCurrentIndex(max(0, place_of(self.coach, coach)))
        self.focus.setEditable(True)
        self.focus.addItem("", ("", ""))
        for stored in self._study.store.schemes():
            scheme = self._study.scheme(stored.id)
            for dimension in scheme.dimensions:
                self.focus.addItem(dimension.name, (scheme.id, dimension.id))
        self.focus.setCurrentIndex(0)

    def _arrange(self) -> None:
        line = self.focus.lineEdit()
        assert line is not None
        line.setPlaceholderText(tr("A dimension of a scheme, or your own words"))
        self.title.setPlaceholderText(tr("What the teacher reads above the clips"))
        self.filmed_on.setEnabled(False)
        day = QHBoxLayout()
        day.setSpacing(Space.S)
        day.addWidget(self.is_filmed)
        day.addWidget(self.filmed_on)
        day.addStretch()
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            (tr("Teacher"), self.teacher),
            (tr("Coach"), self.coach),
            (tr("Video"), self.video),
        ):
            form.addRow(words, field)
            field.setAccessibleName(words)
        form.addRow(tr("Day"), day)
        form.addRow(tr("Focus"), self.focus)
        form.addRow(tr("Title"), self.title)
        self.focus.setAccessibleName(tr("Focus"))
        self.title.setAccessibleName(tr("Title"))
        self._said.setProperty("role", "danger")
        self._said.setWordWrap(True)
        self._said.hide()
        buttons, _ = confirm_or_cancel(self, tr("Start the cycle"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.L)
        column.addLayout(form)
        column.addWidget(self._said)
        column.addWidget(buttons)
        self.begin_in(520)

    def _list_videos(self, _place: int = 0) -> None:
        """List observations, those that the teacher is in first, the latest of them on top."""
        teacher = self.teacher.currentData()
        self.video.clear()
        self.video.addItem(tr("None yet: film first"), None)
        ordered = sorted(self._places.values(), key=lambda o: o.filmed_on or date.min, reverse=True)
        for place in sorted(ordered, key=lambda o: teacher not in o.participants):
            if place.files:
                self.video.addItem(f"{place.name}  {place.title}".strip(), place.id)
        own = any(teacher in place.participants and place.files for place in ordered)
        self.video.setCurrentIndex(1 if own else 0)
        self._show_day()

    def _show_day(self, _place: int = 0) -> None:
        """Show when the video was filmed, where the study knows it."""
        place = self._places.get(self.video.currentData())
        known = None if place is None else place.filmed_on
        self.is_filmed.setChecked(place is not None)
        if known is not None:
            self.filmed_on.setDate(QDate(known.year, known.month, known.day))

    def accept(self) -> None:
        """Begin the cycle, or say in the dialog why it cannot begin."""
        chosen = self.focus.currentText().strip()
        place = self.focus.findText(chosen)
        scheme, dimension = self.focus.itemData(place) if place > 0 else ("", "")
        if self.coach.currentData() is None:
            self._refuse(say("cycle.no_coach"))
            return
        try:
            self.made = self._begin(chosen, scheme, dimension)
        except StudyError as error:
            self._refuse(str(error))
            return
        super().accept()

    def _begin(self, focus: str, scheme: str, dimension: str) -> CoachingCycle:
        with self._study.store.transaction():
            made = start_cycle(
                self._study,
                self.teacher.currentData(),
                self.coach.currentData(),
                observation=self.video.currentData(),
                filmed_on=self.filmed_on.date().toPyDate() if self.is_filmed.isChecked() else None,
                focus=focus,
                title=self.title.text().strip(),
            )
            if dimension:
                write_cycle(self._study, made.id, focus_scheme=scheme, focus_dimension=dimension)
            if made.observation is not None and made.filmed_on is not None:
                who = next(one.label for one in self._study.store.participants() if one.id == made.teacher)
                do_step(self._study, made.id, CycleStep.FILM, who, made.filmed_on)
        return cycle_by_id(self._study, made.id)

    def _refuse(self, why: str) -> None:
        self._said.setText(why)
        self._said.show()

    def chosen_words(self) -> str:
        """Say what has begun."""
        assert self.made is not None
        return say("cycle.started", teacher=self.teacher.currentText(), number=self.made.number)
