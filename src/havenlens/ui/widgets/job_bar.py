"""How far one job is, and a button that stops it, beside what asked for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr


class JobBar(QWidget):
    """Runs one job at a time, and is hidden while none runs."""

    changed = pyqtSignal()
    """A job has begun or ended; what became of it is told afterwards."""
    stopped = pyqtSignal()
    """The job was ended by a person."""

    def __init__(self, jobs: Jobs, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(name)
        self.cancel = QPushButton(tr("Stop"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self.hide()

    @property
    def is_running(self) -> bool:
        """Tell whether a job runs."""
        return self._job is not None

    def run(
        self,
        work: Callable[..., Any],
        *values: Any,
        on_done: Callable[..., None],
        on_failed: Callable[..., None],
        title: str = "",
    ) -> None:
        """Run ``work(*values, progress=…)`` as `Jobs.submit` does, and show how far it is."""
        self._job = self._jobs.submit(
            work,
            *values,
            on_done=partial(self._end, on_done),
            on_failed=partial(self._end, on_failed),
            on_progress=self._advance,
            on_cancelled=partial(self._end, self.stopped.emit),
            title=title,
        )
        self.bar.setRange(0, 0)
        self.show()
        self.changed.emit()

    def stop(self) -> None:
        """End the job; nothing of it is kept."""
        if self._job is not None:
            self._job.cancel()

    def _advance(self, done: int, total: int) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(1, total))

    def _end(self, tell: Callable[..., None], *result: Any) -> None:
        self._job = None
        self.hide()
        self.changed.emit()
        tell(*result)
