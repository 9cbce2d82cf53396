"""Where one page is shown at a time; one that has no room for all of itself in the window scrolls."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QTabWidget, QWidget


class Workspaces(QStackedWidget):
    """Pages of which one is shown: only that one says how much room is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self._turned)

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return QSize(0, 0) if shown is None else shown.minimumSizeHint().expandedTo(shown.minimumSize())

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return QSize(0, 0) if shown is None else shown.sizeHint()

    def heightForWidth(self, _width: int) -> int:
        """Give the least height in which the page can be used: with more it would scroll too soon."""
        return self.minimumSizeHint().height()

    def _turned(self, _place: int) -> None:
        self.updateGeometry()


class Tabs(QTabWidget):
    """Tabs of which only the one that is shown says how much room is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self._turned)

    def minimumSizeHint(self) -> QSize:
        bar, shown = self.tabBar(), self.currentWidget()
        if bar is None or shown is None:
            return super().minimumSizeHint()
        inside, above = shown.minimumSizeHint().expandedTo(shown.minimumSize()), bar.sizeHint().height()
        return QSize(max(inside.width(), bar.minimumSizeHint().width()), inside.height() + above)

    def _turned(self, _place: int) -> None:
        self.updateGeometry()


class Room(QScrollArea):
    """Scrolls what has no room in the window; hears no keys, which belong to the page that is shown."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None:
            event.ignore()
