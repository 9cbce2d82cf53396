"""Asks which format tables are written in, how analyses are worked out, and whether it is for an archive."""

from __future__ import annotations

from PyQt6.QtWidgets import QCheckBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from havenlens.domain.time import in_seconds
from havenlens.services.exporting import FORMATS, AnalysesAsked
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.ui.widgets.labels import give_role
from havenlens.ui.widgets.number_fields import MOST_PARTS, PauseField, WholeNumber
from havenlens.words.catalogue import N_, tr

_NAMES = {
    "csv": N_("CSV, for any program"),
    "parquet": N_("Parquet, for R and Python"),
    "xlsx": N_("Excel workbook"),
    "sav": N_("SPSS, with labels"),
    "dta": N_("Stata, with labels"),
}


class ExportDialog(Dialog):
    """`form`, `is_deposit` and `analyses` say what was chosen, once the dialog is accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export tables"))
        self.formats = ShortBox()
        self.formats.setAccessibleName(tr("Format"))
        for form in FORMATS:
            self.formats.addItem(tr(_NAMES[form]), form)
        self.deposit = QCheckBox(tr("For an archive (deposit)"))
        self._told = QLabel(
            tr(
                "Coders, people and observations get new names, dates become day numbers, and what somebody "
                "wrote is left out, as is everybody who does not allow publication. Look through README.md "
                "before you give it away."
            )
        )
        self._told.setWordWrap(True)
        self._told.setProperty("role", "secondary")
        usual = AnalysesAsked()
        self.periods = WholeNumber(tr("Parts of observations"), 1, MOST_PARTS, usual.periods)
        self.pause = PauseField(tr("Pauses"))
        self.by_person, self.no_repeats = QCheckBox(tr("By person")), QCheckBox(tr("No repeats"))
        self._problem = QLabel()
        self._arrange()
        for field in (self.periods, self.pause):
            field.refused.connect(self._refuse)
            field.valueChanged.connect(self._problem.hide)

    @property
    def form(self) -> str:
        """Give the format that is chosen."""
        return str(self.formats.currentData())

    @property
    def is_deposit(self) -> bool:
        """Tell whether the tables are for an archive."""
        return self.deposit.isChecked()

    @property
    def analyses(self) -> AnalysesAsked:
        """Give how the tables of analyses are to be worked out."""
        pause = self.pause.pause
        return AnalysesAsked(
            self.periods.value(),
            None if pause is None else in_seconds(pause),
            self.by_person.isChecked(),
            self.no_repeats.isChecked(),
        )

    def _refuse(self, why: str) -> None:
        self._problem.setText(why)
        self._problem.show()
        self.adjustSize()

    def _arrange(self) -> None:
        form, asked = QFormLayout(), QFormLayout()
        for each in (form, asked):
            each.setVerticalSpacing(Space.S)
            each.setHorizontalSpacing(Space.M)
        form.addRow(tr("Format"), self.formats)
        about = QLabel(tr("TABLES OF ANALYSES"))
        give_role(about, "label")
        asked.addRow(tr("Parts of observations"), self.periods)
        asked.addRow(tr("Pauses"), self.pause)
        asked.addRow("", self.by_person)
        asked.addRow("", self.no_repeats)
        self.periods.setToolTip(tr("Equal parts of each observation, for time budgets."))
        self.pause.setToolTip(tr("So many seconds without an event count as an event."))
        self.by_person.setToolTip(tr("Tell apart who acts in what follows what."))
        self.no_repeats.setToolTip(tr("No code can follow itself at once."))
        self._problem.setWordWrap(True)
        self._problem.hide()
        give_role(self._problem, "danger")
        buttons, _ = confirm_or_cancel(self, tr("Choose a folder…"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(form)
        column.addWidget(about)
        column.addLayout(asked)
        column.addWidget(self._problem)
        column.addWidget(self.deposit)
        column.addWidget(self._told)
        column.addWidget(buttons)
        self.begin_in(460)
