"""How soon the first frame of a big file is on the screen, and its index ready; how free the window stays."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from PyQt6.QtCore import QEventLoop, QTimer
from PyQt6.QtTest import QTest

from benchmarks.films import Long, long_film, repeated
from benchmarks.screen import LONG, Screen, spread
from benchmarks.table import Row, print_table
from havenlens.media.fingerprint import fingerprint
from havenlens.ui.player.reel import Part

FIRST_MS = 1_000
_SIZE = (4 << 30) if LONG else (300 << 20)
_SLOWEST = 60_000
_PLAY_MS = 4_000


def rows() -> list[Row]:
    """Open a big MP4 and a big MKV; then play, and see how late a short timer comes."""
    source = long_film(Long(frames=600, group=60, sound=True))
    found = []
    for suffix in (".mp4", ".mkv"):
        path = repeated(source, _SIZE, suffix)
        found += _open(path)
    return [*found, _stalls(source)]


def _open(path: Path) -> list[Row]:
    screen, shown, times = Screen(), list[float](), dict[str, float]()
    loop = QEventLoop()
    begun = perf_counter()

    def ready() -> None:
        times["index"] = perf_counter() - begun
        loop.quit()

    screen.view.painted.connect(lambda _: shown.append(perf_counter() - begun))
    screen.player.opened.connect(ready)
    screen.player.open([Part(path)])
    QTimer.singleShot(_SLOWEST, loop.quit)
    loop.exec()
    QTest.qWait(300)
    screen.close()
    begun = perf_counter()
    fingerprint(path)
    known = perf_counter() - begun
    size = f"{path.stat().st_size / 2**30:.1f} GB {path.suffix[1:].upper()}"
    first = 1000 * shown[0]
    figure = f"{first:.0f} ms (index after {1000 * times['index']:.0f} ms, fingerprint {1000 * known:.0f} ms)"
    return [Row(f"First frame of a file of {size}", f"≤ {FIRST_MS} ms", figure, first <= FIRST_MS)]


def _stalls(path: Path) -> Row:
    screen = Screen()
    screen.open(path)
    late, last = list[float](), [perf_counter()]

    def tick() -> None:
        now = perf_counter()
        late.append(max(0.0, now - last[0] - 0.002))
        last[0] = now

    timer = QTimer()
    timer.setInterval(2)
    timer.timeout.connect(tick)
    screen.player.play()
    QTest.qWait(500)
    last[0] = perf_counter()
    timer.start()
    QTest.qWait(_PLAY_MS)
    timer.stop()
    screen.close()
    median, worst = spread(late)
    figure = f"{median:.1f} and {worst:.1f} ms"
    return Row("A timer of 2 ms is late while 1080p plays, median and p99", "none", figure, met=True)


if __name__ == "__main__":
    print_table(rows())
