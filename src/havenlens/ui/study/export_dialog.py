"""Asks which format tables are written in, and whether they are for an archive."""

from __future__ import annotations

from PyQt6.QtWidgets import QCheckBox, QComboBox, QDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from havenlens.services.exporting import FORMATS
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import N_, tr

_NAMES = {
    "csv": N_("CSV, for any program"),
    "parquet": N_("Parquet, for R and Python"),
    "xlsx": N_("Excel workbook"),
    "sav": N_("SPSS, with labels"),
    "dta": N_("Stata, with labels"),
}


class ExportDialog(QDialog):
    """`form` and `is_deposit` say what was chosen, once the dialog is accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export tables"))
        self.formats = QComboBox()
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
        self._told.setEnabled(False)
        self.deposit.toggled.connect(self._told.setEnabled)
        self._arrange()

    @property
    def form(self) -> str:
        """Give the format that is chosen."""
        return str(self.formats.currentData())

    @property
    def is_deposit(self) -> bool:
        """Tell whether the tables are for an archive."""
        return self.deposit.isChecked()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.addRow(tr("Format"), self.formats)
        buttons, _ = confirm_or_cancel(self, tr("Choose a folder…"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(form)
        column.addWidget(self.deposit)
        column.addWidget(self._told)
        column.addWidget(buttons)
        self.resize(460, self.sizeHint().height())
