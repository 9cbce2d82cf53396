"""Save a scheme with its map on another thread: every coding is taken over, which takes a while."""

from __future__ import annotations

from functools import partial
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.ports import Progress
from havenlens.services.scheme_saving import Saved, save
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class SavingAway(Dialog):
    """Shows how far it has come; the window waits, since one connection writes at a time. Escape stops it."""

    saved = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, opened: OpenStudy, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Saving"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.keep_wide(420)
        self._opened, self._jobs = opened, jobs
        self._job: Job | None = None
        label = QLabel(tr("The codings are taken over into the new version…"))
        label.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(label.text())
        self.bar.setRange(0, 0)
        self.stop = QPushButton(tr("Cancel"))
        self.stop.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label)
        column.addWidget(self.bar)
        column.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignRight)

    def begin(self, *values: Any, **named: Any) -> None:
        """Begin to save what `services.scheme_saving.save` is asked for."""
        self._job = self._jobs.submit(
            partial(_save, self._opened, *values, **named),
            on_done=self._done,
            on_failed=self._fail,
            on_progress=self._advance,
            on_cancelled=self._stopped,
        )
        self.open()

    def reject(self) -> None:
        """Stop: nothing is changed."""
        self.stop.setEnabled(False)
        if self._job is not None:
            self._job.cancel()

    def _advance(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _done(self, saved: Saved) -> None:
        self.accept()
        self.saved.emit(saved)

    def _fail(self, error: StudyError) -> None:
        self.accept()
        self.failed.emit(error)

    def _stopped(self) -> None:
        self._fail(StudyError("scheme.save_stopped"))


def _save(opened: OpenStudy, *values: Any, progress: Progress, **named: Any) -> Saved:
    own = opened.writer()
    try:
        return save(own.study, *values, **named, progress=progress)
    finally:
        own.close()
