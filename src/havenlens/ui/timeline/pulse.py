"""The pulse of what is still open: how far it is between two beats."""

from __future__ import annotations

from PyQt6.QtCore import QElapsedTimer, QObject, QTimer, pyqtSignal

_STEP_MS, _PERIOD_MS = 80, 1400


class Pulse(QObject):
    """Beats only while somebody sees it, so that a timeline at rest costs nothing."""

    beaten = pyqtSignal(float)
    """Carries how far it is, from 0 up to the next beat at 1."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._beat)

    @property
    def is_beating(self) -> bool:
        """Tell whether it beats."""
        return self._timer.isActive()

    def beat(self, *, wanted: bool) -> None:
        """Beat from now on, or no more."""
        if wanted and not self.is_beating:
            self._clock.start()
            self._timer.start()
        elif not wanted:
            self._timer.stop()

    def _beat(self) -> None:
        self.beaten.emit(self._clock.elapsed() % _PERIOD_MS / _PERIOD_MS)
