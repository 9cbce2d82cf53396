"""Where the Code workspace shows more than it always shows: beside the video, above the timeline, in tabs."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from havenlens.ui.theme.look import current_look


class Beside(QStackedWidget):
    """The sheet between the video and the codes: one widget at a time, or nothing."""

    shown = pyqtSignal(object)
    """Carries the widget that is shown now, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.hide()

    def open(self, widget: QWidget) -> None:
        """Slide a widget in; the one before it is kept but hidden."""
        if self.indexOf(widget) < 0:
            self.addWidget(widget)
        self.setMinimumWidth(max(current_look().metrics.px(300), widget.minimumSizeHint().width()))
        self.setCurrentWidget(widget)
        self.show()
        self.shown.emit(widget)

    def close_sheet(self, widget: QWidget) -> None:
        """Take a widget away where it is the one that shows."""
        if self.currentWidget() is widget and not self.isHidden():
            self.hide()
            self.shown.emit(None)

    def shows(self, widget: QWidget) -> bool:
        """Tell whether a widget is the one that shows."""
        return self.currentWidget() is widget and not self.isHidden()


class Places:
    """The sheet beside the video, the strips above the timeline, the tabs beside the events."""

    def __init__(self, timeline: QWidget, table: QWidget, title: str) -> None:
        self.beside = Beside()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setTabBarAutoHide(True)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar = self.tabs.tabBar()
        assert bar is not None
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar.setDrawBase(False)
        self.events = QWidget()
        """Holds the table of events and what stands above it."""
        self._events = QVBoxLayout(self.events)
        self._events.setContentsMargins(0, 0, 0, 0)
        self._events.setSpacing(0)
        self._events.addWidget(table, 1)
        self._table = table
        self.tabs.addTab(self.events, title)
        self.lower = QFrame()
        column = QVBoxLayout(self.lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._strips = QVBoxLayout()
        self._strips.setSpacing(0)
        column.addLayout(self._strips)
        column.addWidget(timeline, 1)
        self._below = QVBoxLayout()
        self._below.setSpacing(0)
        column.addLayout(self._below)

    def add_tab(self, widget: QWidget, title: str) -> None:
        """Put a widget into a tab beside the events."""
        self.tabs.addTab(widget, title)

    def show_tab(self, widget: QWidget) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentWidget(self.events if widget is self._table else widget)

    def add_above_events(self, widget: QWidget) -> None:
        """Put a bar above the table of events."""
        self._events.insertWidget(self._events.count() - 1, widget)

    def add_strip(self, widget: QWidget) -> None:
        """Put a strip above the timeline."""
        self._strips.addWidget(widget)

    def add_below(self, widget: QWidget) -> None:
        """Put a strip below the timeline."""
        self._below.addWidget(widget)
