"""Asks for a reason, and does not close without one."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr


class AskingWhy(Dialog):
    """What it is about, room for the reason, and what is said where there is none."""

    def __init__(self, about: QLabel, hint: str, missing: str, does: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        about.setWordWrap(True)
        self.reason = QPlainTextEdit()
        self.reason.setPlaceholderText(hint)
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setTabChangesFocus(True)
        self.problem = QLabel(missing)
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        buttons, _ = confirm_or_cancel(self, does)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for part in (about, self.reason, self.problem, buttons):
            column.addWidget(part)

    def accept(self) -> None:
        """Close with a reason, or say that it is missing."""
        if self.reason.toPlainText().strip():
            super().accept()
            return
        self.problem.show()
        self.reason.setFocus()
