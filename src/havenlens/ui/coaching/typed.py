"""What is typed is written at every pause of typing, and before anything else comes to the front."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QElapsedTimer, QObject, QTimer

from havenlens.ui.coaching.desk import CycleDesk

PAUSE_MS = 300
"""How long somebody has to stop typing for it to be written."""

LONGEST_MS = 2000
"""How long somebody can type without a stop before it is written all the same."""


class Autosave(QObject):
    """Waits for a pause and writes; `flush` writes at once, and nothing where nothing was typed."""

    def __init__(self, desk: CycleDesk, write: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._write = write
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._do)
        self._since = QElapsedTimer()
        desk.leaving.connect(self.flush)

    @property
    def waits(self) -> bool:
        """Tell whether something was typed that has not been written."""
        return self._timer.isActive()

    def note(self, *_values: object) -> None:
        """Something was typed."""
        if not self._timer.isActive():
            self._since.start()
        if self._since.elapsed() < LONGEST_MS:
            self._timer.start()

    def flush(self) -> None:
        """Write now what was typed."""
        if self._timer.isActive():
            self._timer.stop()
            self._do()

    def _do(self) -> None:
        self._write()
