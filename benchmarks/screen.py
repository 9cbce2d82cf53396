"""A player on a view that hears keys, with clocks around it; what the player's benchmarks share."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from time import monotonic, perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

from PyQt6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.ui.player.player import Player
from havenlens.ui.player.playhead import Position
from havenlens.ui.player.reel import Part
from havenlens.ui.player.view import VideoView

_PATIENCE = 60.0
_KEYS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
LONG = os.environ.get("HAVENLENS_LONG") == "1"


class _Keyed(VideoView):
    """Steps with the arrow keys, as the Code workspace does."""

    player: Player

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None:
            self.player.step(_KEYS[Qt.Key(event.key())])


class Screen:
    """One player that shows one film at 960 × 540."""

    def __init__(self, library: VideoLibrary | None = None) -> None:
        self.application = QApplication.instance() or QApplication(sys.argv[:1])
        self.view = _Keyed()
        self.view.resize(960, 540)
        self.view.show()
        self.player = self.view.player = Player(self.view, library or VideoLibrary())
        self.painted: list[tuple[float, Position]] = []
        self.view.painted.connect(self._note)
        self._loop = QEventLoop()
        self._wanted: int | None = None

    def open(self, path: Path) -> None:
        """Open a film and wait until it can be sought in."""
        self.player.opened.connect(self._loop.quit)
        self.player.open([Part(path)])
        self._loop.exec()
        self.player.opened.disconnect(self._loop.quit)
        if self.player.playhead.number is None:
            self._until(0)

    def seek(self, number: int) -> float:
        """Seek, and give the seconds until the frame was painted."""
        begun = perf_counter()
        self.player.seek_frame(number)
        return self._until(number) - begun

    def seek_time(self, at: int, number: int) -> float:
        """Seek to a time, and give the seconds until the frame of that number was painted."""
        begun = perf_counter()
        self.player.seek(Micros(at))
        return self._until(number) - begun

    @property
    def late(self) -> int:
        """Give how many frames have not been decoded yet when they were asked for."""
        return self.player._frames.late  # noqa: SLF001 - a person has no use for it

    def press(self, direction: int) -> float:
        """Press an arrow key, and give the seconds until the next frame was painted."""
        number = (self.player.playhead.number or 0) + direction
        begun = perf_counter()
        self.send(direction)
        return self._until(number) - begun

    def send(self, direction: int) -> None:
        """Press an arrow key and wait for nothing."""
        key = Qt.Key.Key_Right if direction > 0 else Qt.Key.Key_Left
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view, event)

    def hold(self, direction: int, presses: int, rate: float) -> list[float]:
        """Press an arrow key so many times a second; give the seconds from each press to its frame."""
        begun_at = self.player.playhead.number or 0
        sent: dict[int, float] = {}
        begun, first = perf_counter(), len(self.painted)
        while len(sent) < presses:
            number = begun_at + direction * (len(sent) + 1)
            sent[number] = perf_counter()
            self.send(direction)
            QTest.qWait(max(1, round(1000 * (begun + len(sent) / rate - perf_counter()))))
        give_up = monotonic() + _PATIENCE
        while self.player.playhead.number != begun_at + direction * presses and monotonic() < give_up:
            QTest.qWait(5)
        taken = []
        for number, at in sent.items():  # a frame that was passed over counts as shown with the next one
            later = [t for t, p in self.painted[first:] if ((p.number or 0) - number) * direction >= 0]
            taken.append((later[0] if later else perf_counter()) - at)
        return taken

    def close(self) -> None:
        """Let go of the film."""
        self.player.close()
        self.view.close()

    def _note(self, position: Position) -> None:
        self.painted.append((perf_counter(), position))
        if self._wanted is not None and position.number == self._wanted:
            self._loop.quit()

    def _until(self, number: int) -> float:
        if self.player.playhead.number != number or self._wanted is not None:
            self._wanted = number
            give_up = QTimer()
            give_up.setSingleShot(True)
            give_up.timeout.connect(self._loop.quit)
            give_up.start(int(_PATIENCE * 1000))
            self._loop.exec()
            give_up.stop()  # or it would end a later wait
            self._wanted = None
        if self.player.playhead.number != number:
            raise TimeoutError(f"frame {number} did not come")
        return self.painted[-1][0]


def spread(seconds: list[float]) -> tuple[float, float]:
    """Give the median and the 99th percentile in milliseconds."""
    ranked = sorted(1000 * value for value in seconds)
    return ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))]
