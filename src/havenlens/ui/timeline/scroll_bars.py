"""The scroll bars of a timeline: across through time, down through the tracks."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QScrollBar, QWidget

from havenlens.ui.timeline.geometry import Layout, TimeScale
from havenlens.words.catalogue import tr

BAR = 10
"""How wide a bar is, in pixels."""


class ScrollBars(QObject):
    """Lie at the edges of a timeline, each only where there is more than can be seen."""

    scrolled_across = pyqtSignal(int)
    """Carries how many pixels of the scale lie to the left of what is seen."""
    scrolled_down = pyqtSignal()

    def __init__(self, timeline: QWidget) -> None:
        super().__init__(timeline)
        self._timeline = timeline
        self._across = _bar(Qt.Orientation.Horizontal, tr("Time"), timeline)
        self._down = _bar(Qt.Orientation.Vertical, tr("Tracks"), timeline)
        self._across.valueChanged.connect(self.scrolled_across)
        self._down.valueChanged.connect(self.scrolled_down)

    @property
    def down(self) -> int:
        """Give how many pixels of the tracks lie above what is seen."""
        return self._down.value() if self.has_more_tracks else 0

    @property
    def has_more_tracks(self) -> bool:
        """Tell whether there are more tracks than can be seen at once."""
        return self._down.isVisibleTo(self._timeline)

    def scroll_down(self, by: int) -> None:
        """Show tracks that lie some pixels further down or (negative) up."""
        self._down.setValue(self._down.value() + by)

    def show_scale(self, scale: TimeScale) -> None:
        """Take over which time is seen."""
        with QSignalBlocker(self._across):
            self._across.setRange(0, max(0, round((scale.duration - scale.span) / scale.us_per_px)))
            self._across.setPageStep(round(scale.width))
            self._across.setSingleStep(40)
            self._across.setValue(round((scale.start - scale.first) / scale.us_per_px))
        self._across.setVisible(not scale.is_whole)

    def place(self, layout: Layout) -> None:
        """Lie where the rows leave room for it, and take over how high they are together."""
        ruler, gutter = layout.sizes.ruler, layout.sizes.gutter
        width, height = self._timeline.width(), self._timeline.height()
        self._across.setGeometry(gutter, height - BAR, width - gutter, BAR)
        room = height - ruler - BAR
        self._down.setRange(0, max(0, layout.height - room))
        self._down.setPageStep(max(1, room))
        self._down.setSingleStep(layout.sizes.track)
        self._down.setGeometry(width - BAR, ruler, BAR, max(0, room))
        self._down.setVisible(layout.height > room)


def _bar(orientation: Qt.Orientation, name: str, timeline: QWidget) -> QScrollBar:
    bar = QScrollBar(orientation, timeline)
    bar.setAccessibleName(name)
    bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    bar.setCursor(Qt.CursorShape.ArrowCursor)
    bar.hide()
    return bar
