"""Show what goes with a change after the change itself is on the screen."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer


class Aftermath(QObject):
    """Puts off what is shown beside an event while the video plays: the event itself is painted first.

    Everything is shown in the order in which it came, in the next turn of the event loop at the latest.
    """

    def __init__(self, is_playing: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_playing = is_playing
        self._waiting: list[Callable[[], None]] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.catch_up)

    def show(self, show: Callable[[], None]) -> None:
        """Show something, now or right after the next painting."""
        self._waiting.append(show)
        if not self._is_playing():
            self.catch_up()
        elif not self._later.isActive():
            self._later.start()

    def catch_up(self) -> None:
        """Show what still waits."""
        self._later.stop()
        waiting, self._waiting = self._waiting, []
        for show in waiting:
            show()
