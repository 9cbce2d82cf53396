"""A form that keeps the keyboard when the field that has it is switched off or hidden."""

from __future__ import annotations

from PyQt6.QtWidgets import QApplication, QWidget


class KeptKeyboard(QWidget):
    """Qt would hand the keyboard to whatever comes next in the window, and Enter would press that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stay_at: QWidget | None = None

    def keep_keyboard_at(self, widget: QWidget) -> None:
        """Say which part of the form has the keyboard then; it is never switched off itself."""
        self._stay_at = widget

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Move on with Tab; but where a field loses the keyboard because it goes off, stay in the form."""
        had = QApplication.focusWidget()
        gone = had is not None and self.isAncestorOf(had) and not (had.isEnabled() and had.isVisible())
        if gone and self._stay_at is not None and self.isVisible():
            self._stay_at.setFocus()
            return True
        return super().focusNextPrevChild(forwards)
