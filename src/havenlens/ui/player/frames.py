"""Exact frames, decoded by one worker that owns the files."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QImage

from havenlens.domain.problems import StudyError
from havenlens.services.ports import MediaLibrary
from havenlens.ui.player.playhead import Position
from havenlens.ui.player.reel import Part, Reel
from havenlens.ui.qt.jobs import Job, Jobs

_AHEAD = 6
"""How many frames to decode beyond the one shown; the decoder's own cache holds more than that."""
_BACKLOG = 4
"""How many steps may wait: with more, a slow decoder would go on stepping after the key is let go."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture in display format and its place in the recording."""

    image: QImage
    position: Position


class ExactFrames(QObject):
    """Opens recordings and gives exactly the frames asked for, without keeping anybody waiting.

    A seek replaces every request still waiting; steps are answered in order. While nothing is asked for, the
    frames next to the last one are decoded in the direction of the last move.
    """

    opened = pyqtSignal(object)
    """Carries the `Reel` once every file has been indexed."""
    delivered = pyqtSignal(object)
    """Carries a `Frame`."""
    failed = pyqtSignal(object)
    """Carries the `StudyError` of a file that cannot be opened or decoded."""

    def __init__(self, library: MediaLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = Jobs(self, workers=1, name="frames")
        self._opening: Job | None = None
        self._ahead: Job | None = None
        self._reel: Reel | None = None
        self._owned: list[Reel] = []  # touched by the worker only
        self._lock = Lock()
        self._waiting: deque[tuple[int, int]] = deque(maxlen=_BACKLOG)
        self._direction = 1
        self._asked = 0
        """Counts up whenever what was asked for before is not wanted any more."""

    def open(self, parts: Sequence[Part]) -> None:
        """Let go of what is open, and index these files."""
        self.let_go()
        self._opening = self._jobs.submit(self._open, tuple(parts), on_done=self._keep, on_failed=self._fail)

    def let_go(self) -> None:
        """Close the files, without waiting for it; what was asked for is not delivered any more."""
        if self._opening is not None:
            self._opening.cancel()
        self.forget()
        self._reel = None
        self._jobs.submit(self._close_owned)

    def seek(self, number: int, direction: int = 1) -> None:
        """Ask for a frame instead of all that were asked for before."""
        self.forget()
        self.step(number, direction)

    def step(self, number: int, direction: int) -> None:
        """Ask for a frame after those that were asked for before."""
        if self._reel is None:
            return
        with self._lock:
            self._waiting.append((self._asked, number))
        self._direction = direction
        self._jobs.submit(self._decode, self._reel, on_done=self._deliver, on_failed=self._fail)

    def forget(self) -> None:
        """Deliver nothing of what has been asked for up to now."""
        self._asked += 1
        self._forget_ahead()
        with self._lock:
            self._waiting.clear()

    def prepare(self, number: int, direction: int | None = None) -> None:
        """Decode the neighbours of a frame, so that a step from it is answered at once."""
        self._direction = direction or self._direction
        self._look_ahead(number + self._direction, _AHEAD)

    def close(self) -> None:
        """Close the files and end the worker."""
        self._reel = None
        self._jobs.shutdown()
        self._close_owned()

    def _open(self, parts: tuple[Part, ...]) -> Reel:
        reel = Reel.open(self._library, parts)
        self._owned.append(reel)
        return reel

    def _close_owned(self) -> None:
        while self._owned:
            self._owned.pop().close()

    def _keep(self, reel: Reel) -> None:
        self._opening = None
        self._reel = reel
        self.opened.emit(reel)

    def _fail(self, error: StudyError) -> None:
        self.failed.emit(error)

    def _decode(self, reel: Reel) -> tuple[int, Frame] | None:
        with self._lock:
            if not self._waiting:
                return None
            asked, number = self._waiting.popleft()
        picture = reel.picture(number)
        image = QImage(
            bytes(picture.pixels), picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32
        )
        # The copy lets the decoder's cache drop the pixels while the image is still on the screen.
        return asked, Frame(image.copy(), Position(picture.at, picture.number))

    def _deliver(self, answer: tuple[int, Frame] | None) -> None:
        if answer is None or answer[0] != self._asked:
            return
        number = answer[1].position.number
        self.delivered.emit(answer[1])
        if number is not None:
            self.prepare(number)

    def _look_ahead(self, number: int, left: int) -> None:
        self._forget_ahead()
        if self._reel is not None and left and 0 <= number <= self._reel.last:
            self._ahead = self._jobs.submit(self._warm, self._reel, number, left, on_done=self._look_on)

    def _forget_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()

    def _warm(self, reel: Reel, number: int, left: int) -> tuple[int, int]:
        with self._lock:
            wanted = bool(self._waiting)
        if wanted:
            return number, 0
        reel.picture(number)
        return number, left - 1

    def _look_on(self, warmed: tuple[int, int]) -> None:
        number, left = warmed
        self._look_ahead(number + self._direction, left)
