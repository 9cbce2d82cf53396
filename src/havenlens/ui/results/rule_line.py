"""The line beneath the results: which codings count, what to know about the table, and a way to change it."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.sequences.counting import Candidates, candidates
from havenlens.services.submitting import may_review
from havenlens.services.training import hidden_codings
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.results.counting_dialog import CountingDialog
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.wrapped_label import WrappedLabel
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class RuleLine(QWidget):
    """Shows the rule; whoever may say which codings count changes it in a dialog."""

    changed = pyqtSignal(object)
    """Carries the `CountingRule` that the study has now."""
    said = pyqtSignal(str, bool)

    def __init__(self, opened: OpenStudy, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened, self._jobs = opened, jobs
        self._job: Job | None = None
        self._coder: UUID | None = None
        self._words = WrappedLabel()
        self._words.setProperty("role", "secondary")
        self.change = QPushButton(tr("Change…"))
        self.change.setProperty("role", "quiet")
        self.change.setAccessibleName(tr("Change which codings count"))
        self.change.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._words, 1)
        row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        self.show_for(None)
        self.clear()

    def text(self) -> str:
        """Give what the line says."""
        return self._words.text()

    def show_told(self, told: str, tip: str = "") -> None:
        """Show sentences, with more on hovering."""
        self._words.setText(told)
        self._words.setToolTip(tip)

    def clear(self) -> None:
        """Show only what the button is for."""
        self.show_told(tr("Which codings count"))

    def show_for(self, coder: UUID | None) -> None:
        """Let those change the rule who may: it is the whole study's, and tells what was coded for what."""
        if coder != self._coder and self._job is not None:
            self._job.cancel()
            self._job = None
        self._coder = coder
        why = ""
        if not self._opened.writable:
            why = tr("This study can only be read here, so its rule stays as it is.")
        elif not may_review(self._opened.study, coder):
            why = tr("Researchers and leads choose which codings count.")
        self.change.setEnabled(not why)
        self.change.setToolTip(why)
        self.change.setAccessibleDescription(why)

    def _ask(self) -> None:
        """Read what can count, which takes a moment in a large study, and ask once it is there."""
        if self._job is None:
            self._job = self._jobs.submit(
                self._read, self._coder, on_done=self._show_dialog, on_failed=self._refuse
            )

    def _read(self, coder: UUID | None) -> tuple[Candidates, int]:
        opened = self._opened.reader()
        try:
            hidden = hidden_codings(opened.study, coder)
            return candidates(opened.study, hidden), len(hidden)
        finally:
            opened.close()

    def _show_dialog(self, read: tuple[Candidates, int]) -> None:
        self._job = None
        if not self.isVisible():  # somebody went elsewhere in the meantime
            return
        dialog = CountingDialog(self._opened.study, *read, self)
        dialog.kept.connect(self.changed)
        dialog.open()

    def _refuse(self, error: StudyError) -> None:
        self._job = None
        self.said.emit(str(error), True)
