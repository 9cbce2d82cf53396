"""One quiet place in the status bar for what is being computed: name, progress, and a way to stop it."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QPoint, Qt, QTimer
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from havenlens.domain.problems import StudyError
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say

_PATIENCE_MS = 300
"""How long a job runs before it is shown, so that quick ones do not flicker."""
_KEY = "Ctrl+Shift+B"


class BackgroundJobs(QWidget):
    """Shows every job that was submitted with a title, to any `Jobs` it watches.

    To have work shown here: ``jobs.submit(work, …, title=tr("Proxy"))`` on the window's `Jobs` (``desk.jobs``
    in the Code workspace), or `watch` another `Jobs` first. The work takes ``progress`` and calls it with
    (done, total), which raises `Cancelled` once the person has stopped it. An error that nobody waits for
    with ``on_failed`` is said here until it is dismissed.
    """

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running: list[Job] = []
        self._errors: list[str] = []
        self._shown = False
        self.text = QToolButton()
        self.text.setObjectName("job")
        self.text.setToolTip(tr("What is being computed (Ctrl+Shift+B)"))
        self.text.clicked.connect(self.open_list)
        self.stop = QToolButton()
        self.stop.clicked.connect(self._stop_first)
        self.stop.setAccessibleName(tr("Stop"))
        show_icon(self.stop, "x", Tint.SECONDARY)
        self.list = QMenu(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.text, self.stop):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
            button.hide()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_PATIENCE_MS)
        self._wait.timeout.connect(self._reveal)
        QShortcut(QKeySequence(_KEY), self, self.open_list)
        self.watch(jobs)

    def watch(self, jobs: Jobs) -> None:
        """Show what runs on another executor too."""
        jobs.listed.connect(self._begin)
        jobs.advanced.connect(self._advance)
        jobs.finished.connect(self._finish)

    @property
    def running(self) -> tuple[Job, ...]:
        """List the jobs that run or wait."""
        return tuple(self._running)

    def open_list(self) -> None:
        """List everything that runs; choosing one stops it."""
        self.list.clear()
        for job in self._running:
            entry = self.list.addAction(tr("Stop {job}").format(job=_described(job)))
            assert entry is not None
            entry.triggered.connect(partial(self._stop, job))
        for error in self._errors:
            entry = self.list.addAction(error)
            assert entry is not None
            entry.triggered.connect(self._dismiss)
        if self.list.isEmpty():
            entry = self.list.addAction(say("seeing.nothing_runs"))
            assert entry is not None
            entry.setEnabled(False)
        height = self.list.sizeHint().height()
        self.list.popup(self.mapToGlobal(QPoint(0, -height)))

    def _begin(self, job: Job) -> None:
        self._running.append(job)
        if not self._shown:
            self._wait.start()

    def _reveal(self) -> None:
        self._shown = bool(self._running or self._errors)
        self._show()

    def _advance(self, job: Job) -> None:
        if self._running and job is self._running[0]:
            self._show()

    def _finish(self, job: Job, error: StudyError | None) -> None:
        if job in self._running:
            self._running.remove(job)
        if error is not None:
            self._errors = [say("seeing.job_failed", job=job.title, problem=error)]
            self._shown = True
        self._shown = self._shown and bool(self._running or self._errors)
        self._show()

    def _stop_first(self) -> None:
        if self._errors:
            self._dismiss()
        elif self._running:
            self._stop(self._running[0])

    def _stop(self, job: Job, _checked: bool = False) -> None:  # noqa: FBT002 - a menu's signal hands it over
        job.cancel()
        self._finish(job, None)

    def _dismiss(self) -> None:
        self._errors.clear()
        self._shown = bool(self._running)
        self._show()

    def _show(self) -> None:
        there = self._shown and bool(self._running or self._errors)
        self.text.setVisible(there)
        self.stop.setVisible(there)
        if not there:
            return
        if self._errors:
            shown, hint = self._errors[0], tr("Dismiss")
        else:
            first, more = self._running[0], len(self._running) - 1
            shown, hint = _described(first), tr("Stop {job}").format(job=first.title)
            if more:
                shown += " · " + ntr("{n} more", "{n} more", more)
        self.text.setText(shown)
        self.text.setAccessibleName(shown)
        self.stop.setToolTip(hint)
        self.stop.setAccessibleName(hint)


def _described(job: Job) -> str:
    return job.title if job.share is None else f"{job.title} {round(job.share * 100)} %"
