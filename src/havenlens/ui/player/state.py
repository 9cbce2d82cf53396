"""What a player tells about itself: speed, loudness, and every change of them."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal

from havenlens.ui.player.playback import Sound
from havenlens.ui.player.playhead import Playhead
from havenlens.ui.player.view import VideoView

RATES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 4.0)
"""The speeds a person can choose."""


class PlayerState(QObject):
    """The state of one player on one view, and the signals that tell of it."""

    opened = pyqtSignal(object)
    """Carries the `FrameTimes` of the recording in observation time, once it has been indexed."""
    index_progressed = pyqtSignal(int, int)
    """Carries how far reading the index is: (done, total) in bytes of the file being read."""
    failed = pyqtSignal(object)
    """Carries the `StudyError` of a file that cannot be shown or played."""
    state_changed = pyqtSignal(bool)
    """Carries whether the recording plays."""
    speed_changed = pyqtSignal(float)
    """Carries the speed: negative is backwards, 0 stands still."""
    rate_changed = pyqtSignal(float)
    """Carries the speed that was chosen for playing."""
    sound_changed = pyqtSignal(object)
    """Carries the `Sound`."""
    heard_changed = pyqtSignal(object)
    """Carries the `Sound` that comes out: silent where another view is heard."""
    loop_changed = pyqtSignal(object)
    """Carries the `Span` that is played again and again, or None."""
    frame_painted = pyqtSignal(object)
    """Carries the `Position` of each frame as it is painted."""
    position_changed = pyqtSignal(object)
    """Carries the observation time of each frame as it is painted."""
    ended = pyqtSignal()
    """Playing forwards has come to its end, of the film or of a stretch that was played once."""
    film_ended = pyqtSignal()
    """The film was played on to its end; no stretch of it was."""

    def __init__(self, view: VideoView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self._speed = 0.0
        self._rate = 1.0
        self._sound = Sound()
        self._audible = True

    @property
    def playhead(self) -> Playhead:
        """Give what holds the frame last painted."""
        return self.view.playhead

    @property
    def is_playing(self) -> bool:
        """Tell whether the recording plays, forwards or backwards."""
        return self._speed != 0

    @property
    def rate(self) -> float:
        """Give the speed chosen for playing."""
        return self._rate

    @property
    def speed(self) -> float:
        """Give the speed at this moment: negative is backwards, 0 stands still."""
        return self._speed

    @property
    def sound(self) -> Sound:
        """Give how loud it plays."""
        return self._sound

    def set_volume(self, volume: float) -> None:
        """Set how loud to play, from 0 to 1 as a person hears it; this ends muting."""
        self._set_sound(Sound(min(max(volume, 0.0), 1.0), muted=False))

    def set_muted(self, muted: bool) -> None:
        """Play without sound, or with sound again."""
        self._set_sound(Sound(self._sound.volume, muted))

    def set_audible(self, audible: bool) -> None:
        """Be heard, or stay silent whatever the volume: of several views that play together one is heard."""
        self._audible = audible
        self._set_sound(self._sound)

    def _set_speed(self, speed: float) -> None:
        was_playing = self.is_playing
        if speed == self._speed:
            return
        self._speed = speed
        self.playhead.playing = self.is_playing
        self.speed_changed.emit(speed)
        if was_playing != self.is_playing:
            self.state_changed.emit(self.is_playing)

    def _set_sound(self, sound: Sound) -> None:
        self._sound = sound
        self.sound_changed.emit(sound)
        self.heard_changed.emit(Sound(sound.volume, sound.muted or not self._audible))
