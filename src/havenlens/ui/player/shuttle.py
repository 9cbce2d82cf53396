"""Move through the frames of a recording at a speed, by the clock and without a player."""

from __future__ import annotations

from time import monotonic

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from havenlens.domain.frames import FrameTimes
from havenlens.domain.time import SECOND

_TICK_MS = 15


class Shuttle(QObject):
    """Says which frame it is time for; how many of them are shown depends on how fast they are decoded."""

    reached = pyqtSignal(int)
    """Carries the number of the frame it is time for."""
    arrived = pyqtSignal()
    """The first frame that may be shown (backwards) or the last one has been reached."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._times = FrameTimes(())
        self._speed = 1.0
        self._from = (0.0, 0)
        self._number = 0
        self._bounds = (0, 0)

    @property
    def is_moving(self) -> bool:
        """Tell whether it moves."""
        return self._timer.isActive()

    def start(self, times: FrameTimes, number: int, speed: float, bounds: tuple[int, int]) -> None:
        """Move from a frame on, to the first or the last of ``bounds``; a negative speed is backwards."""
        self._times, self._speed, self._number, self._bounds = times, speed, number, bounds
        self._from = (monotonic(), times.time_of(number))
        self._timer.start()
        self.reached.emit(number)

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()

    def _tick(self) -> None:
        began, start = self._from
        times, (first, last) = self._times, self._bounds
        at = start + round((monotonic() - began) * self._speed * SECOND)
        number = min(max(first, self._times.shown_at(at)), last)
        if number != self._number:
            self._number = number
            self.reached.emit(number)
        is_over = at < times.time_of(first) if self._speed < 0 else at >= times.end_of(last)
        if is_over:
            self.stop()
            self.arrived.emit()
