"""Play, pause, step and seek one recording; the time shown is always that of the frame last painted."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QImage

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.ports import MediaLibrary
from havenlens.ui.player.frame import Frame
from havenlens.ui.player.playhead import Position
from havenlens.ui.player.reel import Part, Reel, part_at
from havenlens.ui.player.screening import Screening
from havenlens.ui.player.shuttle import Shuttle
from havenlens.ui.player.state import RATES
from havenlens.ui.player.stretch import Stretch
from havenlens.ui.player.view import VideoView
from havenlens.ui.qt.signals import connect_queued

__all__ = ["RATES", "Player"]

_NEAR = 2  # frames that Qt may have come further than the one last painted, without a seek being worth it


class Player(Screening):
    """One recording on one view.

    Playing takes pictures from Qt; standing still takes them from the files' index, which is exact. Playing
    backwards, and files whose codec Qt lacks, are stepped through by a timer, without sound.
    """

    def __init__(self, view: VideoView, library: MediaLibrary, parent: QObject | None = None) -> None:
        super().__init__(view, library, parent)
        self._qt_cannot_play = False
        self._shuttle = Shuttle(self)
        self._connect()

    def _connect(self) -> None:
        self._shuttle.reached.connect(self._shuttle_to)
        self._shuttle.arrived.connect(self._arrive)
        self.heard_changed.connect(self._deck.set_sound)
        self._frames.opened.connect(self._use_reel)
        self._frames.progressed.connect(self.index_progressed)
        self._frames.delivered.connect(self._show_exact)
        self._frames.failed.connect(self._fail)
        self._deck.pictured.connect(self._show_played)
        self._deck.previewed.connect(self._show_preview)
        self._deck.ended.connect(self._end_file)
        self._deck.failed.connect(self._do_without_qt)
        connect_queued(self.view.painted, self._tell_painted)

    # --- opening and closing ------------------------------------------------------------------------

    def open(self, parts: Sequence[Part], at: Micros | None = None) -> None:
        """Open a recording, its files in order, at an observation time or at its first frame.

        A frame is shown before the files have been indexed: the first one, or one near the time. Stepping
        waits for `opened`; a seek goes near its place at once, and exactly there when the index is known.
        """
        self.close_recording()
        self._parts = tuple(parts)
        self._deck.open(self._parts)
        self._frames.open(self._parts)
        first = 0 if at is None else part_at(self._parts, at)
        if self._parts[first].path.is_file():
            self._deck.load(first)
        if at is not None:
            self.seek(at)

    def close_recording(self, message: str = "") -> None:
        """Let go of the recording and show a message in its place."""
        self._set_speed(0)
        self._stop_moving()
        self._frames.let_go()
        self._deck.unload()
        self._parts = ()
        self._reel = self._wanted = self._start_at = self._played = self._turning = None
        self._stretches.once = None
        self._qt_cannot_play = False
        self.loop(None)
        self.uncover()
        self.view.clear(message)

    def close(self) -> None:
        """Let go of everything, threads too; the player is of no use afterwards."""
        self.close_recording()
        self._deck.close()
        self._frames.close()

    # --- moving -------------------------------------------------------------------------------------

    def play(self) -> None:
        """Play at the chosen rate, on from the frame on the screen, or from the start if that is the last."""
        self._stretches.once = None
        self._play(self._rate)

    def pause(self) -> None:
        """Stand still on exactly the frame last painted, or on one that was sought and is to come."""
        self._stretches.once = None
        if self._speed == 0:
            return
        backwards = self._speed < 0
        sought = None if self._shuttle.is_moving else self._wanted
        self._stop_moving()
        self._frames.forget()
        self.view.keep_painted()
        self._wanted = self._turning = None
        self._set_speed(0)
        if sought is None and self.playhead.number is None:  # painted before the index could tell its number
            sought = self._number()
        if sought is not None:
            self._go_to(sought)
        elif self.playhead.number is not None:
            self._frames.prepare(self.playhead.number, -1 if backwards else 1)

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
            self._look_near(at)
        else:
            self._go_to(self._reel.times.shown_at(at))

    def seek_frame(self, number: int) -> None:
        """Go to a frame by its number, counted from 0, or to the last one where there are fewer."""
        if self._reel is not None:
            self._go_to(min(max(0, number), self._reel.last))

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
        self._stretches.once = None
        self.seek(Micros(self.playhead.now() - round(seconds * SECOND)))
        self._play(self._rate)

    def loop(self, span: Span | None) -> None:
        """Play only a span from now on, from its first to its last frame and again; None ends that."""
        if span == self.looped:
            return
        self._stretches.loop = None if span is None else Stretch(span)
        if self._shuttle.is_moving:
            self._play(self._speed)
        self.loop_changed.emit(span)

    def play_span(self, span: Span) -> None:
        """Play a span once, at the chosen rate, and stand still on its last frame."""
        self.pause()
        self._stretches.once = Stretch(span)
        if self._reel is None:
            self._start_at = span.start
            self._play(self._rate)
        else:
            self._play(self._rate, self._stretches.bounds(self._reel.times)[0])

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
        self._stretches.once = None
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

    # --- playing ------------------------------------------------------------------------------------

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
        playback = self._deck.playback
        goes_on = min(self._speed, speed) > 0 and number is None and not self._shuttle.is_moving
        if goes_on and playback is not None:
            playback.set_rate(speed)
            self._set_speed(speed)
            return
        self._stop_moving()
        if self._reel is None:
            self._play_unindexed(speed)
            return
        wanted = self._number() if number is None else number
        if wanted is None:
            self._set_speed(0)
            return
        self._set_speed(speed)
        times = self._reel.times
        number = self._stretches.beginning(times, wanted, backwards=speed < 0, sought=number is not None)
        if speed < 0 or self._qt_cannot_play:
            self._shuttle.start(times, number, speed, self._stretches.bounds(times))
        else:
            self._play_file(self._reel, number)

    def _play_file(self, reel: Reel, number: int) -> None:
        self._frames.rest(returns=self._stretches.current is not None)  # decoding ahead would take time
        part = reel.part_of(number)
        playback = self._deck.load(part)
        behind = self._played is not None and 0 <= self._played - number <= _NEAR
        at_once = behind or (self._deck.is_fresh and number == reel.first_of(part))
        if not at_once:
            self._played = None
        self._wanted = None if number == self.playhead.number else number
        playback.set_rate(self._speed)
        playback.play_from(reel.presentation(number), at_once=at_once)

    def _play_unindexed(self, speed: float) -> None:
        playback, at = self._deck.playback, self._stretches.start_near(self._start_at)
        if playback is None or speed < 0:
            self._set_speed(0)
            return
        self._go_alone()
        self._set_speed(speed)
        if at is not None:
            playback = self._deck.load(part_at(self._parts, at))
        playback.set_rate(speed)
        start = Micros(0) if at is None else self._place(at)
        self._start_at = None
        playback.play_from(start, at_once=at is None)

    def _stop_moving(self) -> None:
        self._shuttle.stop()
        self._go_alone()
        if self._deck.playback is not None:
            self._deck.playback.pause()

    def _shuttle_to(self, number: int) -> None:
        if number != self._number():
            self._wanted = number
            self._frames.seek(number, 1 if self._speed > 0 else -1)

    def _arrive(self) -> None:
        """Go on from the other end of what is looped, or end."""
        if self._reel is not None and self._stretches.loop and not self._stretches.once:
            first, last = self._stretches.bounds(self._reel.times)
            self._play(self._speed, first if self._speed > 0 else last)
        else:
            self._finish(of_stretch=self._stretches.once is not None)

    def _turn(self) -> None:
        """Go back to the beginning of what is looped, or end on the last frame of what is played once."""
        if self._stretches.once is not None:
            last = None if self._reel is None else self._stretches.bounds(self._reel.times)[1]
            self._stop_moving()
            self._wanted = self._stretches.once = None
            self._finish(of_stretch=True)
            if last is not None and last != self.playhead.number:
                self._go_to(last)
        elif self._reel is not None:
            first = self._stretches.bounds(self._reel.times)[0]
            self._played = None
            self._play(self._speed, first)
            self._turning = first
            self._frames.seek(first)
        else:
            self._play_unindexed(self._speed)

    def _finish(self, *, of_stretch: bool = False) -> None:
        self._go_alone()
        forwards = self._speed > 0
        self._set_speed(0)
        if forwards:
            self.ended.emit()
        if forwards and not of_stretch:
            self.film_ended.emit()

    # --- showing ------------------------------------------------------------------------------------

    def _look_near(self, at: Micros) -> None:
        """Go near a place whose exact frame is not known yet."""
        if self._deck.playback is None:
            return
        if self._speed > 0:
            self._play_unindexed(self._speed)
        else:
            self._deck.load(part_at(self._parts, at)).look_at(self._place(at))

    def _use_reel(self, reel: Reel) -> None:
        self._reel = reel
        self._deck.use(reel)
        self._fit()
        at, self._start_at = self._start_at, None
        if at is not None:
            self._go_to(reel.times.shown_at(at))
        elif not self.is_playing:
            self._go_to(self._number_of_preview(reel))
        self.opened.emit(reel.times)
        if self._qt_cannot_play:
            self._tell_without_sound()

    def _show_exact(self, frame: Frame) -> None:
        if self._turning == frame.position.number:
            self._turning = None
            self._frames.rest(returns=self._stretches.current is not None)  # decoding ahead would take time
        elif self.is_playing and not self._shuttle.is_moving:
            return
        if not frame.image.isNull():
            self._use_shape(frame.size)
        self._show(frame)

    def _show_played(self, presentation: Micros, image: QImage) -> None:
        stretch = self._stretches.current
        if self._reel is None:
            at = self._parts[self._deck.part].base.to_observation(presentation)
            if stretch is not None and stretch.is_over(at):
                self._turn()
                return
            position = Position(at)
        else:
            number = self._reel.number_in(self._deck.part, presentation)
            if stretch is not None and number > self._stretches.bounds(self._reel.times)[1]:
                self._turn()
                return
            position = Position(self._reel.times.time_of(number), number)
        self._played, self._wanted, self._turning = position.number, None, None
        self._show_in_company(Frame(image, position))

    def _end_file(self) -> None:
        self._played = None
        stretch = self._stretches.current
        if self._reel is None:
            if stretch is None:
                self._finish()
            else:
                self._turn()
            return
        after = self._deck.part + 1
        if stretch is not None and (
            after == len(self._parts)
            or self._reel.first_of(after) > self._stretches.bounds(self._reel.times)[1]
        ):
            self._turn()
        elif after < len(self._parts):
            self._play_file(self._reel, self._reel.first_of(after))
        else:
            self._finish()
            self._go_to(self._reel.last)

    def _do_without_qt(self) -> None:
        self._qt_cannot_play = True
        if self._reel is not None:
            self._tell_without_sound()
            if self.is_playing:
                self._play(self._speed)

    def _fail(self, error: StudyError) -> None:
        if self._reel is None:
            self.close_recording(error.problem.sentence)
        else:
            self.pause()
            self._wanted = None
        self.failed.emit(error)
