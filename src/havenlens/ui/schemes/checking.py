"""Check the scheme on the desk on another thread, a moment after each edit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from havenlens.services.scheme_editing import Findings, SchemeText, Values, examine
from havenlens.ui.qt.jobs import Jobs

_AFTER_MS = 250
"""How long nobody edits before a check is due."""


class SchemeChecks(QObject):
    """Only the newest check counts."""

    due = pyqtSignal()
    """Nobody has edited for a moment."""
    found = pyqtSignal(object)
    """Carries the `Findings`."""

    def __init__(self, files: SchemeText, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._files, self._jobs = files, jobs
        self.findings: Findings | None = None
        self._begun = self._done = 0
        self._then: Callable[[Findings], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self.due)

    @property
    def is_pending(self) -> bool:
        """Tell whether a check is due soon or under way."""
        return self._timer.isActive() or self._begun != self._done

    def expect(self) -> None:
        """Something was edited: a check is due when that has been all for a moment."""
        self._timer.start()

    def put_off(self) -> None:
        """Let no check be due by itself."""
        self._timer.stop()

    def begin(self, values: Values, source: str, then: Callable[[Findings], None] | None = None) -> None:
        """Check values, and go on with what is found; whoever still waits goes on with this, too."""
        self._timer.stop()
        self._then = then or self._then
        self._begun += 1
        self._jobs.submit(examine, values, source, self._files, on_done=partial(self._finish, self._begun))

    def _finish(self, number: int, found: Findings) -> None:
        if number != self._begun:
            return
        self._done, self.findings = number, found
        self.found.emit(found)
        then, self._then = self._then, None
        if then is not None:
            then(found)
