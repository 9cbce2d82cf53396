"""Save the table that is shown: the format goes by the suffix."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QPushButton, QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.results.asking import Found
from havenlens.services.results.saving import name_of_table, table_of_results
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.workplace import Workplace
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_KINDS = {
    "CSV (*.csv)": ".csv",
    "Excel (*.xlsx)": ".xlsx",
    "SPSS (*.sav)": ".sav",
    "Stata (*.dta)": ".dta",
    "Parquet (*.parquet)": ".parquet",
}


class SaveTable(QPushButton):
    """Writes the table with its data dictionary beside it, in the background."""

    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""

    def __init__(self, workplace: Workplace, jobs: Jobs, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(tr("Save the table…"), parent)
        self._workplace, self._jobs, self._folder = workplace, jobs, folder
        self._found: Found | None = None
        show_icon(self, "download")
        self.setEnabled(False)
        self.clicked.connect(self._ask_where)

    def show_found(self, found: Found | None) -> None:
        """Take what is shown now as what is saved."""
        self._found = found
        self.setEnabled(found is not None and found.sheet is not None)

    def _ask_where(self) -> None:
        if self._found is None:
            return
        start = self._folder / f"{name_of_table(self._found)}.csv"
        name, kind = QFileDialog.getSaveFileName(self, tr("Save the table"), str(start), ";;".join(_KINDS))
        if name:
            path = Path(name)
            self.write(path if path.suffix else path.with_suffix(_KINDS.get(kind, ".csv")))

    def write(self, path: Path) -> None:
        """Save the table in the format of the path's suffix."""
        if self._found is None or self._found.sheet is None:
            return
        self._jobs.submit(
            self._write,
            self._found,
            path,
            on_done=partial(self._written, path),
            on_failed=self._failed,
        )

    def _write(self, found: Found, path: Path) -> list[Path]:
        """Make the table and write it; in a large study it has many rows, so this is work for a job."""
        return self._workplace.write_table(table_of_results(found), path)

    def _written(self, path: Path, _paths: object) -> None:
        self.said.emit(say("done.written", path=path), False)

    def _failed(self, error: StudyError) -> None:
        self.said.emit(str(error), True)
