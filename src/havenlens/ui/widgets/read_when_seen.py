"""A page that reads the study again only where somebody looks at it."""

from __future__ import annotations

from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import QWidget


class ReadWhenSeen(QWidget):
    """Subclasses read and show everything in `read_again`; others ask for that with `refresh`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_old = True

    def refresh(self) -> None:
        """Read the study again and show it, at once or when somebody looks."""
        self._is_old = True
        if self.isVisible():
            self._renew()

    def read_again(self) -> None:
        """Read everything that is shown, and show it."""

    def showEvent(self, event: QShowEvent | None) -> None:
        """Show what was changed while nobody looked."""
        super().showEvent(event)
        if self._is_old:
            self._renew()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Take it that much may change until somebody looks again."""
        super().hideEvent(event)
        self._is_old = True

    def _renew(self) -> None:
        self._is_old = False
        self.read_again()
