"""Asks why a paused coder may go on; the reason is kept."""

from __future__ import annotations

from PyQt6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class ReasonDialog(QDialog):
    """What paused the coder, and room for the reason."""

    def __init__(self, why: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Lift the pause"))
        told = QLabel(why)
        told.setWordWrap(True)
        self.reason = QPlainTextEdit()
        self.reason.setPlaceholderText(tr("Why may this coder go on?"))
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setTabChangesFocus(True)
        self.problem = QLabel(say("calibration.lift_reason"))
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        buttons, _ = confirm_or_cancel(self, tr("Lift the pause"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for part in (told, self.reason, self.problem, buttons):
            column.addWidget(part)
        self.resize(460, 280)

    def accept(self) -> None:
        """Close with a reason, or say that it is missing."""
        if self.reason.toPlainText().strip():
            super().accept()
            return
        self.problem.show()
        self.reason.setFocus()
