"""A window of its own for the picture, which may stand on another screen."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from havenlens.words.catalogue import tr


class DetachedWindow(QWidget):
    """Holds the picture; keys that nobody in it takes are heard where they were heard before."""

    closed = pyqtSignal()
    """The window is being closed; the picture has to go back."""

    def __init__(self, picture: QWidget, hearer: QWidget, title: str) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._hearer = hearer
        self.setObjectName("detached")
        self.setWindowTitle(f"{title} – Havenlens" if title else "Havenlens")
        self.setAccessibleName(tr("Video"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(picture)
        self.resize(960, 540)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None:
            QCoreApplication.sendEvent(self._hearer, event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if event is not None:
            QCoreApplication.sendEvent(self._hearer, event)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.closed.emit()
        super().closeEvent(event)
