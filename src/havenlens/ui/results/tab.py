"""The Results tab, which is built when somebody comes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.workplace import OpenStudy, Workplace

if TYPE_CHECKING:
    from havenlens.ui.results.results_view import ResultsView


class ResultsTab(QWidget):
    """Holds the results, and works them out whenever somebody comes to look."""

    moment_requested = pyqtSignal(object, object)
    """Carries the id of a coding, and the moment in it."""
    said = pyqtSignal(str, bool)

    view: ResultsView

    def __init__(self, opened: OpenStudy, workplace: Workplace, jobs: Jobs) -> None:
        super().__init__()
        self._opened, self._workplace, self._jobs = opened, workplace, jobs
        self._coder: UUID | None = None
        self._is_built = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_for(self, coder: UUID | None) -> None:
        """Show it as somebody may see it."""
        self._coder = coder
        if self._is_built:
            self.view.show_for(coder)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Build it the first time; afterwards codings may have changed since somebody looked."""
        super().showEvent(event)
        if not self._is_built:
            from havenlens.ui.results.results_view import (  # noqa: PLC0415 - NumPy is slow to import
                ResultsView,
            )

            self._is_built = True
            self.view = ResultsView(self._opened, self._workplace, self._jobs)
            self.view.moment_requested.connect(self.moment_requested)
            self.view.said.connect(self.said)
            self._column.addWidget(self.view)
            self.view.show_for(self._coder)
        self.view.refresh()

    def take_focus(self) -> None:
        """Let the keyboard begin at the list of analyses."""
        if self._is_built:
            self.view.chooser.analyses.setFocus()
