"""What plays the files of a recording: the current one, and the next one loaded in good time."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QImage

from havenlens.domain.time import SECOND, Micros
from havenlens.services.ports import MediaLibrary
from havenlens.ui.player.playback import PictureWork, Playback, Sound
from havenlens.ui.player.reel import Part, Reel
from havenlens.ui.qt.jobs import Jobs

_AHEAD = 3 * SECOND
"""How long before the end of a file the next one is loaded; at four times the speed it is still time."""


class Deck(QObject):
    """Holds Qt's player for the file that plays; what other files do is not told."""

    pictured = pyqtSignal(object, object)
    """Carries (presentation time in the current file, QImage) while it plays."""
    previewed = pyqtSignal(object, object)
    """Carries the same while it stands still."""
    ended = pyqtSignal()
    """The current file has been played to its end."""
    failed = pyqtSignal()
    """Qt cannot play the current file."""

    def __init__(self, library: MediaLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = PictureWork(Jobs(self, workers=1, name="pictures"), library.painter())
        self._parts: tuple[Part, ...] = ()
        self._reel: Reel | None = None
        self._next: tuple[int, Playback] | None = None
        self._sound = Sound()
        self.playback: Playback | None = None
        self.part = 0
        self.is_fresh = False
        """Whether the current file stands at its first frame, ready to go."""

    def open(self, parts: Sequence[Part]) -> None:
        """Use these files from now on; none is loaded yet."""
        self.unload()
        self._parts, self._reel = tuple(parts), None

    def use(self, reel: Reel) -> None:
        """Line up the clocks with the index."""
        self._reel = reel
        if self.playback is not None:
            self.playback.calibrate(reel.presentation(reel.first_of(self.part)))

    def load(self, part: int) -> Playback:
        """Make a file the current one."""
        if self.playback is not None and self.part == part:
            return self.playback
        waiting, self._next = self._next, None
        self.unload()
        self.is_fresh = waiting is not None and waiting[0] == part
        if waiting is not None and self.is_fresh:
            playback = waiting[1]
        else:
            if waiting is not None:
                waiting[1].close()
            playback = self._make(part)
        playback.previewed.connect(self.previewed)
        playback.pictured.connect(self._pass_on)
        playback.ended.connect(self.ended)
        playback.failed.connect(self.failed)
        self.playback, self.part = playback, part
        return playback

    def set_sound(self, sound: Sound) -> None:
        """Set how loud to play."""
        self._sound = sound
        for playback in (self.playback, self._next[1] if self._next else None):
            if playback is not None:
                playback.set_sound(sound)

    def unload(self) -> None:
        """Let go of every file."""
        if self.playback is not None:
            self.playback.previewed.disconnect(self.previewed)
            self.playback.pictured.disconnect(self._pass_on)
            self.playback.ended.disconnect(self.ended)
            self.playback.failed.disconnect(self.failed)
            self.playback.close()
            self.playback = None
        if self._next is not None:
            self._next[1].close()
            self._next = None

    def close(self) -> None:
        """Let go of everything, the thread too."""
        self.unload()
        self._work.jobs.shutdown()

    def _make(self, part: int) -> Playback:
        playback = Playback(self._parts[part].path, self._work, self)
        playback.set_sound(self._sound)
        if self._reel is not None:
            playback.calibrate(self._reel.presentation(self._reel.first_of(part)))
        return playback

    def _pass_on(self, presentation: Micros, image: QImage) -> None:
        self.is_fresh = False
        self._load_next(presentation)
        self.pictured.emit(presentation, image)

    def _load_next(self, presentation: Micros) -> None:
        after = self.part + 1
        if self._reel is None or self._next is not None or after >= len(self._parts):
            return
        if presentation > self._reel.presentation(self._reel.first_of(after) - 1) - _AHEAD:
            self._next = after, self._make(after)
