"""What a player has open and shows: the frame last painted, and which recording it belongs to."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QObject, QSize, QTimer
from PyQt6.QtGui import QImage

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.ports import MediaLibrary
from havenlens.ui.player.card import sound_card
from havenlens.ui.player.company import Company
from havenlens.ui.player.deck import Deck
from havenlens.ui.player.frame import Frame
from havenlens.ui.player.frames import ExactFrames
from havenlens.ui.player.playhead import Position
from havenlens.ui.player.reel import Part, Reel, part_at
from havenlens.ui.player.state import PlayerState
from havenlens.ui.player.stretch import Stretches
from havenlens.ui.player.view import VideoView

_FITS_MS = 200
"""How long a view keeps its size before frames are kept in it; while a window is drawn larger it changes."""


class Screening(PlayerState):
    """A recording on a view, where exact frames and Qt's pictures meet."""

    def __init__(self, view: VideoView, library: MediaLibrary, parent: QObject | None = None) -> None:
        super().__init__(view, parent)
        self.company: Company | None = None
        """The views that this one plays with, if any."""
        self._covered = False
        self._frames = ExactFrames(library, self)
        self._deck = Deck(library, self)
        self._parts: tuple[Part, ...] = ()
        self._reel: Reel | None = None
        self._played: int | None = None  # the frame Qt has come to
        self._wanted: int | None = None
        self._start_at: Micros | None = None
        self._stretches = Stretches()
        self._turning: int | None = None  # the frame that is shown while Qt goes back to it
        self._fits = QTimer(self)
        self._fits.setSingleShot(True)
        self._fits.setInterval(_FITS_MS)
        self._fits.timeout.connect(self._fit)
        view.shown_size_changed.connect(self._fits.start)

    @property
    def times(self) -> FrameTimes | None:
        """Give the observation time of every frame; None until the recording has been indexed."""
        return None if self._reel is None else self._reel.times

    @property
    def looped(self) -> Span | None:
        """Give the span that is played again and again; None where it is not."""
        return None if self._stretches.loop is None else self._stretches.loop.span

    @property
    def plays_stretch(self) -> bool:
        """Tell whether only a stretch is played, once or again and again."""
        return self._stretches.current is not None

    @property
    def is_at_end(self) -> bool:
        """Tell whether the last frame is shown, or on its way: to play on is to begin with the first one."""
        return self._reel is not None and self._number() == self._reel.last

    def _number(self) -> int | None:
        """Give the frame that is shown, or on its way to be; None where that cannot be told yet."""
        if self._wanted is not None:
            return self._wanted
        number, reel = self.playhead.number, self._reel
        if number is None and reel is not None and self.playhead.position is not None:
            return self._number_of_preview(reel)
        return number

    def _place(self, at: Micros) -> Micros:
        base = self._parts[part_at(self._parts, at)].base
        return Micros(max(0, base.to_presentation(at)))

    def _number_of_preview(self, reel: Reel) -> int:
        """Find the frame on the screen, which was painted before the index could tell its number."""
        if self._deck.playback is None or self.playhead.position is None:
            return 0
        part = self._deck.part
        presentation = self._parts[part].base.to_presentation(self.playhead.now())
        return reel.number_in(part, presentation + self._deck.playback.drift)

    def _fit(self) -> None:
        """Let frames be kept no larger than they are shown."""
        size = self.view.shown_size()
        if size is not None:
            self._frames.fit(size)

    def _use_shape(self, shape: QSize) -> None:
        is_first = self.view.shown_size() is None
        self.view.set_shape(shape)
        if is_first:
            self._fit()

    def _show_preview(self, presentation: Micros, image: QImage) -> None:
        if self._reel is None:
            at = self._parts[self._deck.part].base.to_observation(presentation)
            self._show(Frame(image, Position(at)))

    @property
    def is_covered(self) -> bool:
        """Tell whether a message is shown in the picture's place."""
        return self._covered

    def cover(self, message: str) -> None:
        """Show a message and no picture, also none that was asked for before and comes late."""
        self._covered = True
        self._go_alone()
        self.view.clear(message)

    def uncover(self) -> None:
        """Show pictures again, from the next one on."""
        self._covered = False

    def _show_in_company(self, frame: Frame) -> None:
        if self.company is None:
            self._show(frame)
        else:
            self.company.show(self, frame)

    def _go_alone(self) -> None:
        """Show nothing that has waited for another view: it is of another place, or playing is over."""
        if self.company is not None:
            self.company.forget(self)

    def show_now(self, frame: Frame) -> None:
        """Paint a frame next that has waited for another view."""
        self._show(frame)

    def length_of(self, position: Position) -> int:
        """Give how long a frame is on the screen, in microseconds; 0 for the last one, or where not known."""
        times, number = self.times, position.number
        if times is None or number is None or number + 1 >= len(times):
            return 0
        return times.time_of(number + 1) - times.time_of(number)

    def _show(self, frame: Frame) -> None:
        if self._covered:
            return
        if frame.image.isNull():  # there is only sound
            times = self.times
            end = 0 if times is None else times.time_of(len(times) - 1)
            name = self._parts[self._deck.part].path.name
            frame = replace(frame, image=sound_card(name, frame.position.at, end))
        self.view.show_frame(frame)

    def _tell_without_sound(self) -> None:
        self.failed.emit(StudyError("media.no_playback", path=self._parts[self._deck.part].path))

    def _tell_painted(self, position: Position) -> None:
        if self.playhead.position is None:
            return
        if position.number is not None and position.number == self._wanted:
            self._wanted = None
        self.frame_painted.emit(position)
        self.position_changed.emit(position.at)
