"""The Export… button of the results: a report as a page, a Word document, a workbook or a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.ports import Progress
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import N_, tr
from havenlens.words.sentences import say

_KINDS = (
    (".html", N_("Web page…"), N_("Web page")),
    (".docx", N_("Word document…"), N_("Word document")),
    (".xlsx", N_("Workbook…"), N_("Workbook")),
    (".csv", N_("Table (CSV)…"), N_("Table")),
    (".json", N_("For scripts (JSON)…"), N_("JSON document")),
)


class ExportMenu(QPushButton):
    """Writes the results that ``results_given`` gives at that moment; the work is done in the background."""

    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""

    def __init__(
        self,
        workplace: Workplace,
        opened: OpenStudy,
        jobs: Jobs,
        results_given: Callable[[], Sequence[AgreementResult]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Export…"), parent)
        self._workplace, self._opened, self._jobs = workplace, opened, jobs
        self._results_given = results_given
        self.kinds = QMenu(self)
        for suffix, label, kind in _KINDS:
            action = self.kinds.addAction(tr(label))
            if action is not None:
                action.triggered.connect(partial(self._choose_file, suffix, tr(kind)))
        self.setMenu(self.kinds)

    def _choose_file(self, suffix: str, kind: str) -> None:
        name = str(self._opened.path.with_name(f"{self._opened.path.stem}-agreement{suffix}"))
        path, _ = QFileDialog.getSaveFileName(self, tr("Export the agreement"), name, f"{kind} (*{suffix})")
        if path:
            self.write(Path(path) if Path(path).suffix.lower() == suffix else Path(path + suffix))

    def write(self, path: Path) -> None:
        """Write the results in the format of the path's suffix."""
        results = tuple(self._results_given())
        self.setEnabled(False)
        self._jobs.submit(
            self._write, results, path, on_done=self._written, on_failed=self._failed, on_progress=_keep_going
        )

    def _write(self, results: Sequence[AgreementResult], path: Path, progress: Progress) -> Path:
        progress(0, 1)
        opened = self._opened.reader()
        try:
            self._workplace.write_agreement(opened, results, path)
            return path
        finally:
            opened.close()

    def _written(self, path: Path) -> None:
        self.setEnabled(True)
        self.said.emit(say("done.written", path=path), False)

    def _failed(self, error: StudyError) -> None:
        self.setEnabled(True)
        self.said.emit(str(error), True)


def _keep_going(_done: int, _total: int) -> None:
    """Let the job be cancelled although nobody watches it."""
