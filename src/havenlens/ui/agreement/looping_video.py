"""A video that plays one span: again and again, or once."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QHideEvent
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.ports import MediaLibrary
from havenlens.ui.player.player import Player
from havenlens.ui.player.reel import Part
from havenlens.ui.player.view import VideoView
from havenlens.words.catalogue import tr

SLOW = 0.5


class LoopingVideo(QFrame):
    """Opens a recording when its first span is shown, and keeps it open while spans of it follow."""

    ended = pyqtSignal()
    """A span that was to be played once has been."""

    def __init__(self, media: MediaLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self.view = VideoView()
        self.player = Player(self.view, media, self)
        self._parts: Sequence[Part] | None = None
        self._span: Span | None = None
        self._once = False
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.view)
        self.player.failed.connect(self._fail)
        self.player.ended.connect(self._end)
        self.view.clicked.connect(self.toggle)

    def show_span(self, parts: Sequence[Part], span: Span) -> None:
        """Show the first frame of a span of a recording, and play that span from now on."""
        self._span, self._once = span, False
        if not parts:
            self._parts = parts
            self.player.close_recording(tr("This observation has no video."))
            return
        if self._parts != parts:
            self.player.open(parts, span.start)
        self._parts = parts
        self.player.pause()
        self.player.loop(span)
        self.player.seek(span.start)

    def play(self) -> None:
        """Play the span again and again."""
        if self._playable:
            self._once = False
            self.player.loop(self._span)
            self.player.play()

    def play_once(self) -> None:
        """Play the span once and tell when it has ended; without a video it ends at once."""
        if not self._playable or self._span is None:
            self.ended.emit()
            return
        self._once = True
        self.player.loop(None)
        self.player.play_span(self._span)

    def toggle(self) -> None:
        """Play or stand still."""
        if self.player.is_playing:
            self.player.pause()
        else:
            self.play()

    def seek(self, at: Micros) -> None:
        """Go to a time, inside the span or not."""
        if self._playable:
            self.player.seek(at)

    def set_slow(self, slow: bool) -> None:
        """Play at half the speed, or as it was filmed."""
        self.player.set_rate(SLOW if slow else 1.0)

    def let_go(self) -> None:
        """Close the recording, to be opened again when it is wanted."""
        self._parts = None
        self.player.close_recording()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Nobody hears what they cannot see: another tab or workspace stops the loop."""
        super().hideEvent(event)
        self.player.pause()

    def close_video(self) -> None:
        """Let go of everything; nothing can be shown afterwards."""
        self.player.close()
        self.view.close_view()

    @property
    def _playable(self) -> bool:
        return bool(self._parts)

    def _fail(self, error: StudyError) -> None:
        if self.player.times is None:
            self.player.close_recording(str(error))

    def _end(self) -> None:
        if self._once:
            self._once = False
            self.ended.emit()
