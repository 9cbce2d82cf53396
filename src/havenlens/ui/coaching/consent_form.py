"""Asks what somebody allows, from which day to which, and writes it down."""

from __future__ import annotations

from datetime import date
from functools import partial

from PyQt6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Consent, Participant
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.consents import (
    ConsentRow,
    change_consent,
    consent_history,
    record_consent,
    set_consents,
)
from havenlens.ui.coaching.dates import day_field
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.privacy import allows
from havenlens.words.reports import day
from havenlens.words.sentences import say


class ConsentForm(Dialog):
    """A new row for somebody, or one of theirs to correct."""

    def __init__(
        self,
        desk: CycleDesk,
        person: Participant,
        row: ConsentRow | None = None,
        wanted: Consent = Consent.FEEDBACK,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent or desk.page)
        self.setWindowTitle(tr("Consent"))
        self._desk, self._person, self._row = desk, person, row
        self.level = ShortBox()
        self.begins, self.ends = QCheckBox(tr("from")), QCheckBox(tr("to"))
        today = desk.today()
        self.first = day_field((row and row.valid_from) or today, tr("First day"))
        self.last = day_field((row and row.valid_to) or _later(today), tr("Last day"))
        self.said = QLabel()
        self._fill(wanted)
        self._arrange()

    def _fill(self, wanted: Consent) -> None:
        row = self._row
        for level in Consent:
            self.level.addItem(allows(level), level)
        self.level.setCurrentIndex(list(Consent).index(wanted if row is None else row.level))
        self.level.setAccessibleName(tr("Allows"))
        self.begins.setChecked(row is None or row.valid_from is not None)
        self.ends.setChecked(row is not None and row.valid_to is not None)
        for box, field in ((self.begins, self.first), (self.ends, self.last)):
            field.setEnabled(box.isChecked())
            box.toggled.connect(field.setEnabled)

    def _arrange(self) -> None:
        name = self._person.pseudonym or self._person.label
        heading = QLabel(tr("What {person} allows").format(person=f"{name} ({self._person.label})"))
        heading.setProperty("role", "heading")
        note = QLabel(
            tr("Each level includes the ones before it. The row that began last counts while it holds.")
        )
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        self.said.setProperty("role", "danger")
        self.said.setWordWrap(True)
        self.said.hide()
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Allows"), self.level)
        form.addRow("", _line(self.begins, self.first))
        form.addRow("", _line(self.ends, self.last))
        buttons, _ = confirm_or_cancel(self, tr("Write it down"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for part in (heading, note):
            column.addWidget(part)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addWidget(buttons)
        self.keep_wide(440)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Give the first and the last day as they are chosen."""
        first = self.first.date().toPyDate() if self.begins.isChecked() else None
        return first, self.last.date().toPyDate() if self.ends.isChecked() else None

    def accept(self) -> None:
        """Write it down, or say why that cannot be."""
        study, person = self._desk.study, self._person
        level, (first, last) = Consent(self.level.currentData()), self.days
        before = consent_history(study, person.id)
        try:
            if self._row is None:
                record_consent(study, person.id, level, first, last, coder=self._desk.coach)
            else:
                changed = ConsentRow(self._row.id, person.id, level, first, last)
                change_consent(study, changed, coder=self._desk.coach)
        except StudyError as error:
            self.said.setText(str(error))
            self.said.show()
            return
        back = partial(set_consents, study, person.id, before, coder=self._desk.coach)
        self._desk.remember(tr("the consent of {person}").format(person=person.label), back)
        self._desk.reload()
        self._say(level, first, last)
        super().accept()

    def _say(self, level: Consent, first: date | None, last: date | None) -> None:
        person, begun = self._person.pseudonym or self._person.label, day(first) if first else "–"
        if last is None:
            self._desk.say("consent.recorded", person=person, level=allows(level), day=begun)
        else:
            words = {"level": allows(level), "day": begun, "last": day(last)}
            self._desk.said.emit(say("consent.recorded_until", person=person, **words), False)


def _line(box: QCheckBox, field: QDateEdit) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    box.setMinimumWidth(current_look().metrics.px(64))
    row.addWidget(box)
    row.addWidget(field, 1)
    return row


def _later(today: date) -> date:
    """Propose a last day: two years on, or a day before where that is no day."""
    try:
        return today.replace(year=today.year + 2)
    except ValueError:
        return today.replace(year=today.year + 2, day=28)
