"""Play, pause, step and seek one recording; the time shown is always that of the frame last painted."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QObject, QSize, pyqtSignal
from PyQt6.QtGui import QImage

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros
from havenlens.services.ports import MediaLibrary
from havenlens.ui.player.frames import ExactFrames, Frame
from havenlens.ui.player.playback import Playback, Sound
from havenlens.ui.player.playhead import Playhead, Position
from havenlens.ui.player.reel import Part, Reel
from havenlens.ui.player.shuttle import Shuttle
from havenlens.ui.player.view import VideoView
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.qt.signals import connect_queued

RATES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 4.0)
"""The speeds a person can choose."""
_NEAR = 2  # frames that Qt may have come further than the one last painted, without a seek being worth it


class Player(QObject):
    """One recording on one view.

    Playing takes pictures from Qt; standing still takes them from the files' index, which is exact. Playing
    backwards, and files whose codec Qt lacks, are stepped through by a timer, without sound.
    """

    opened = pyqtSignal(object)
    """Carries the `FrameTimes` of the recording in observation time, once it has been indexed."""
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
    frame_painted = pyqtSignal(object)
    """Carries the `Position` of each frame as it is painted."""
    position_changed = pyqtSignal(object)
    """Carries the observation time of each frame as it is painted."""
    ended = pyqtSignal()

    def __init__(self, view: VideoView, library: MediaLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self._frames = ExactFrames(library, self)
        self._pictures = Jobs(self, workers=1, name="pictures")
        self._parts: tuple[Part, ...] = ()
        self._reel: Reel | None = None
        self._playback: Playback | None = None
        self._part = 0
        self._played: int | None = None  # the frame Qt has come to
        self._wanted: int | None = None
        self._start_at: Micros | None = None
        self._speed = 0.0
        self._rate = 1.0
        self._sound = Sound()
        self._qt_cannot_play = False
        self._shuttle = Shuttle(self)
        self._shuttle.reached.connect(self._shuttle_to)
        self._shuttle.arrived.connect(self._finish)
        self._frames.opened.connect(self._use_reel)
        self._frames.delivered.connect(self._show_exact)
        self._frames.failed.connect(self._fail)
        connect_queued(view.painted, self._tell_painted)

    @property
    def playhead(self) -> Playhead:
        """Give what holds the frame last painted."""
        return self.view.playhead

    @property
    def times(self) -> FrameTimes | None:
        """Give the observation time of every frame; None until the recording has been indexed."""
        return None if self._reel is None else self._reel.times

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

    def open(self, parts: Sequence[Part], at: Micros | None = None) -> None:
        """Open a recording, its files in order, at an observation time or at its first frame.

        The first frame is shown before the files have been indexed; seeking and stepping wait for `opened`.
        """
        self.close_recording()
        self._parts = tuple(parts)
        self._start_at = at
        self._frames.open(self._parts)
        if self._parts[0].path.is_file():
            self._load(0)

    def close_recording(self, message: str = "") -> None:
        """Let go of the recording and show a message in its place."""
        self._set_speed(0)
        self._frames.let_go()
        self._unload()
        self._parts = ()
        self._reel = self._wanted = self._start_at = self._played = None
        self._qt_cannot_play = False
        self.view.clear(message)

    def close(self) -> None:
        """Let go of everything, threads too; the player is of no use afterwards."""
        self.close_recording()
        self._pictures.shutdown()
        self._frames.close()

    def play(self) -> None:
        """Play at the chosen rate, on from the frame on the screen, or from the start if that is the last."""
        self._play(self._rate)

    def pause(self) -> None:
        """Stand still on exactly the frame last painted, or on one that was sought and is to come."""
        if self._speed == 0:
            return
        backwards = self._speed < 0
        sought = None if self._shuttle.is_moving else self._wanted
        self._stop_moving()
        self._frames.forget()
        self.view.keep_painted()
        self._wanted = None
        self._set_speed(0)
        number = self.playhead.number
        if sought is not None:
            self._go_to(sought)
        elif number is not None:
            self._frames.prepare(number, -1 if backwards else 1)

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def seek(self, at: Micros) -> None:
        """Go to the frame that is on the screen at an observation time; playing goes on from there."""
        if self._reel is None:
            self._start_at = at
        else:
            self._go_to(self._reel.times.shown_at(at))

    def step(self, frames: int) -> None:
        """Pause, and go some frames forwards or (negative) backwards."""
        self.pause()
        number = self._number()
        if self._reel is None or number is None:
            return
        number = min(max(0, number + frames), self._reel.last)
        if number != self._number():
            self._wanted = number
            self._frames.step(number, 1 if frames > 0 else -1)

    def replay(self, seconds: float = 5.0) -> None:
        """Play the last few seconds again."""
        self.seek(Micros(self.playhead.now() - round(seconds * SECOND)))
        self._play(self._rate)

    def go_to_start(self) -> None:
        """Go to the first frame."""
        self._go_to(0)

    def go_to_end(self) -> None:
        """Pause on the last frame."""
        self.pause()
        if self._reel is not None:
            self._go_to(self._reel.last)

    def shuttle(self, direction: int) -> None:
        """Play forwards (1), backwards (-1) or stand still (0); the same again doubles the speed."""
        if direction == 0:
            self.pause()
        elif self._speed * direction > 0:
            self._play(direction * min(RATES[-1], abs(self._speed) * 2))
        else:
            self._play(float(direction))

    def set_rate(self, rate: float) -> None:
        """Choose the speed for playing forwards, from 0.25 to 4 times; the pitch stays."""
        self._rate = min(max(rate, RATES[0]), RATES[-1])
        self.rate_changed.emit(self._rate)
        if self._speed > 0:
            self._play(self._rate)

    def change_rate(self, steps: int) -> None:
        """Choose the next faster (1) or slower (-1) speed."""
        nearest = min(range(len(RATES)), key=lambda n: abs(RATES[n] - self._rate))
        self.set_rate(RATES[min(max(0, nearest + steps), len(RATES) - 1)])

    def set_volume(self, volume: float) -> None:
        """Set how loud to play, from 0 to 1 as a person hears it; this ends muting."""
        self._set_sound(Sound(min(max(volume, 0.0), 1.0), muted=False))

    def set_muted(self, muted: bool) -> None:
        """Play without sound, or with sound again."""
        self._set_sound(Sound(self._sound.volume, muted))

    def _number(self) -> int | None:
        return self.playhead.number if self._wanted is None else self._wanted

    def _go_to(self, number: int) -> None:
        if self._reel is None:
            return
        if self._speed != 0:
            self._play(self._speed, number)
            return
        before = self._number()
        self._wanted = number
        self._frames.seek(number, -1 if before is not None and number < before else 1)

    def _play(self, speed: float, number: int | None = None) -> None:
        goes_on = min(self._speed, speed) > 0 and number is None and not self._shuttle.is_moving
        if goes_on and self._playback is not None:
            self._playback.set_rate(speed)
            self._set_speed(speed)
            return
        self._stop_moving()
        if number is None:
            at_end = self._reel is not None and speed > 0 and self._number() == self._reel.last
            number = 0 if at_end else self._number()
        if self._reel is not None and number is not None:
            self._set_speed(speed)
            if speed < 0 or self._qt_cannot_play:
                self._shuttle.start(self._reel.times, number, speed)
            else:
                self._play_file(self._reel, number)
        elif self._playback is not None and speed > 0:
            self._set_speed(speed)
            self._playback.set_rate(speed)
            self._playback.play_from(Micros(0), at_once=True)
        else:
            self._set_speed(0)

    def _play_file(self, reel: Reel, number: int) -> None:
        part = reel.part_of(number)
        playback = self._load(part)
        at_once = self._played is not None and 0 <= self._played - number <= _NEAR
        if not at_once:
            self._played = None
        self._wanted = None if number == self.playhead.number else number
        playback.set_rate(self._speed)
        playback.play_from(reel.presentation(number), at_once=at_once)

    def _stop_moving(self) -> None:
        self._shuttle.stop()
        if self._playback is not None:
            self._playback.pause()

    def _shuttle_to(self, number: int) -> None:
        if number != self._number():
            self._wanted = number
            self._frames.seek(number, 1 if self._speed > 0 else -1)

    def _finish(self) -> None:
        forwards = self._speed > 0
        self._set_speed(0)
        if forwards:
            self.ended.emit()

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
        if self._playback is not None:
            self._playback.set_sound(sound)
        self.sound_changed.emit(sound)

    def _load(self, part: int) -> Playback:
        if self._playback is not None and self._part == part:
            return self._playback
        self._unload()
        self._played = None
        playback = Playback(self._parts[part].path, self._pictures, self)
        playback.previewed.connect(self._show_preview)
        playback.pictured.connect(self._show_played)
        playback.ended.connect(self._end_file)
        playback.failed.connect(self._do_without_qt)
        playback.set_sound(self._sound)
        self._playback, self._part = playback, part
        self._calibrate()
        return playback

    def _unload(self) -> None:
        if self._playback is not None:
            self._playback.close()
            self._playback = None

    def _calibrate(self) -> None:
        if self._reel is not None and self._playback is not None:
            self._playback.calibrate(self._reel.presentation(self._reel.first_of(self._part)))

    def _use_reel(self, reel: Reel) -> None:
        self._reel = reel
        self._calibrate()
        at, self._start_at = self._start_at, None
        if at is not None:
            self._go_to(reel.times.shown_at(at))
        elif not self.is_playing:
            self._go_to(self._number_of_preview(reel))
        self.opened.emit(reel.times)
        if self._qt_cannot_play:
            self._tell_without_sound()

    def _number_of_preview(self, reel: Reel) -> int:
        """Find the frame on the screen, which was painted before the index could tell its number."""
        if self._playback is None or self.playhead.position is None:
            return 0
        presentation = self._parts[self._part].base.to_presentation(self.playhead.now())
        return reel.number_in(self._part, presentation + self._playback.drift)

    def _show_preview(self, presentation: Micros, image: QImage) -> None:
        if self._reel is None and self._start_at is None:
            at = self._parts[self._part].base.to_observation(presentation)
            self.view.show_frame(Frame(image, Position(at)))

    def _show_exact(self, frame: Frame) -> None:
        if self.is_playing and not self._shuttle.is_moving:
            return
        self.view.set_shape(QSize(frame.image.width(), frame.image.height()))
        self.view.show_frame(frame)

    def _show_played(self, presentation: Micros, image: QImage) -> None:
        if self._reel is None:
            position = Position(self._parts[self._part].base.to_observation(presentation))
        else:
            number = self._reel.number_in(self._part, presentation)
            position = Position(self._reel.times.time_of(number), number)
        self._played, self._wanted = position.number, None
        self.view.show_frame(Frame(image, position))

    def _end_file(self) -> None:
        self._played = None
        if self._reel is None:
            self._finish()
        elif self._part + 1 < len(self._parts):
            self._play_file(self._reel, self._reel.first_of(self._part + 1))
        else:
            self._finish()
            self._go_to(self._reel.last)

    def _do_without_qt(self) -> None:
        self._qt_cannot_play = True
        if self._reel is not None:
            self._tell_without_sound()
            if self.is_playing:
                self._play(self._speed)

    def _tell_without_sound(self) -> None:
        self.failed.emit(StudyError("media.no_playback", path=self._parts[self._part].path))

    def _fail(self, error: StudyError) -> None:
        if self._reel is None:
            self.close_recording(error.problem.sentence)
        else:
            self.pause()
            self._wanted = None
        self.failed.emit(error)

    def _tell_painted(self, position: Position) -> None:
        if self.playhead.position is None:
            return
        if position.number is not None and position.number == self._wanted:
            self._wanted = None
        self.frame_painted.emit(position)
        self.position_changed.emit(position.at)
