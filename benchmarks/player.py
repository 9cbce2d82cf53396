"""How quickly the player answers and how free it leaves the GUI thread: python benchmarks/player.py VIDEO."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEventLoop, QTimer
from PyQt6.QtWidgets import QApplication

from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.ui.player.player import Player
from havenlens.ui.player.reel import Part
from havenlens.ui.player.view import VideoView

STEPS = 120
PLAY_MS = 4000


class Bench:
    """One player on one view, with clocks around it."""

    def __init__(self, path: Path) -> None:
        self.view = VideoView()
        self.view.resize(960, 540)
        self.view.show()
        self.player = Player(self.view, VideoLibrary())
        self.path = path
        self.loop = QEventLoop()
        self.ticks: list[float] = []
        self.player.frame_painted.connect(self._arrived)
        self.wanted: int | None = None

    def _arrived(self, _position: object) -> None:
        if self.wanted is not None and self.player.playhead.number == self.wanted:
            self.loop.quit()

    def _until(self, number: int) -> None:
        self.wanted = number
        self.loop.exec()
        self.wanted = None

    def open(self) -> dict[str, float]:
        """Time opening: first picture, and the index."""
        start, shown = perf_counter(), []
        self.view.painted.connect(lambda _: shown.append(perf_counter()))
        self.player.opened.connect(self.loop.quit)
        self.player.open([Part(self.path)])
        self.loop.exec()
        ready = perf_counter() - start
        self._until(0)
        return {"first picture": shown[0] - start, "index ready": ready}

    def steps(self, direction: int) -> list[float]:
        """Time steps one after another, each from the key to the painted frame."""
        taken = []
        for _ in range(STEPS):
            number = self.player.playhead.number or 0
            start = perf_counter()
            self.player.step(direction)
            self._until(number + direction)
            taken.append(perf_counter() - start)
        return taken

    def stalls(self) -> list[float]:
        """Play, and measure how late a timer of 2 ms comes on the GUI thread."""
        late, last = [], [perf_counter()]

        def tick() -> None:
            now = perf_counter()
            late.append(now - last[0] - 0.002)
            last[0] = now

        timer = QTimer()
        timer.setInterval(2)
        timer.timeout.connect(tick)
        self.player.seek(Micros(0))
        self._until(0)
        self.player.play()
        timer.start()
        QTimer.singleShot(PLAY_MS, self.loop.quit)
        self.loop.exec()
        timer.stop()
        self.player.pause()
        return late


def _show(name: str, seconds: list[float]) -> None:
    ranked = [1e3 * value for value in sorted(seconds)]
    p99 = ranked[int(len(ranked) * 0.99) - 1]
    print(f"{name:28} median {median(ranked):6.1f} ms   p99 {p99:6.1f} ms   max {ranked[-1]:6.1f} ms")


def main() -> None:
    """Print what was measured."""
    app = QApplication(sys.argv[:1])
    bench = Bench(Path(sys.argv[1]))
    for name, seconds in bench.open().items():
        print(f"{name:28} {seconds * 1e3:.0f} ms")
    _show("step forward", bench.steps(1))
    _show("step back", bench.steps(-1))
    painted: list[object] = []
    bench.player.frame_painted.connect(painted.append)
    _show("GUI thread late, playing", bench.stalls())
    print(f"{'frames painted a second':28} {len(painted) / PLAY_MS * 1e3:.1f}")
    bench.player.close()
    del app


if __name__ == "__main__":
    main()
