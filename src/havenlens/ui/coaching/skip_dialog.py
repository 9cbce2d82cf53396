"""Asks why a step of a cycle is skipped."""

from __future__ import annotations

from PyQt6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class SkipDialog(QDialog):
    """Which step, and room for the reason."""

    def __init__(self, teacher: str, step: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Skip a step"))
        heading = QLabel(tr("{teacher}: skip “{step}”").format(teacher=teacher, step=step))
        heading.setProperty("role", "heading")
        heading.setWordWrap(True)
        self.reason = QPlainTextEdit()
        self.reason.setPlaceholderText(tr("Why is it skipped? A few words are enough."))
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setTabChangesFocus(True)
        self.problem = QLabel(say("cycle.no_reason", step=step))
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        buttons, _ = confirm_or_cancel(self, tr("Skip it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for part in (heading, self.reason, self.problem, buttons):
            column.addWidget(part)
        self.resize(440, 240)

    def accept(self) -> None:
        """Close with a reason, or say that it is missing."""
        if self.reason.toPlainText().strip():
            super().accept()
            return
        self.problem.show()
        self.reason.setFocus()
