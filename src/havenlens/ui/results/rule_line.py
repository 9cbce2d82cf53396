"""The line beneath the results: which codings count, what to know about the table, and a way to change it."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.submitting import may_review
from havenlens.ui.results.counting_dialog import CountingDialog
from havenlens.ui.theme.tokens import Space
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class RuleLine(QWidget):
    """Shows the rule; whoever may say which codings count changes it in a dialog."""

    changed = pyqtSignal(object)
    """Carries the `CountingRule` that the study has now."""
    said = pyqtSignal(str, bool)

    def __init__(self, opened: OpenStudy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._coder: UUID | None = None
        self._words = QLabel()
        self._words.setProperty("role", "secondary")
        self._words.setWordWrap(True)
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
        try:
            dialog = CountingDialog(self._opened.study, self._coder, self)
        except StudyError as error:
            self.said.emit(str(error), True)
            return
        dialog.kept.connect(self.changed)
        dialog.open()
