"""How much memory the program takes with a film of four hours and a coding of 100,000 events open."""

from __future__ import annotations

import os
import random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

import psutil
from PyQt6.QtTest import QTest

from benchmarks.coded_study import coding_of
from benchmarks.films import FPS, Long, long_film, stretched
from benchmarks.table import Row, print_table

MOST_MB = 700
EVENTS = 100_000
HOURS = 4
_PLAY_MS = 5_000
_LOOK_MS = 100
_JUMPS = 4


def rows() -> list[Row]:
    """Open, seek, step and play, and look at the process again and again.

    What is counted is the resident memory of the process, the libraries' mapped files included, as a task
    manager shows it; the most that was seen counts, not what remains at the end.
    """
    film = Long(frames=600, group=60, sound=True)
    path = stretched(long_film(film), HOURS * 3600)
    process, chance, seen = psutil.Process(), random.Random(2), dict[str, float]()
    with coding_of(path, EVENTS) as page:
        seen["opened"] = process.memory_info().rss / 1e6
        for _ in range(_JUMPS):
            page.player.seek_frame(chance.randrange(HOURS * 3600 * FPS))
            QTest.qWait(1500)
            for _ in range(40):
                page.player.step(-1)
                QTest.qWait(15)
            seen["stepped"] = max(seen.get("stepped", 0), process.memory_info().rss / 1e6)
        page.player.play()
        for _ in range(_PLAY_MS // _LOOK_MS):
            QTest.qWait(_LOOK_MS)
            seen["playing"] = max(seen.get("playing", 0), process.memory_info().rss / 1e6)
        page.player.pause()
    most = max(seen.values())
    figure = f"{most:.0f} MB (" + ", ".join(f"{name} {size:.0f}" for name, size in seen.items()) + ")"
    what = f"Memory of the process, {HOURS} hours of 1080p, {EVENTS} events"
    return [Row(what, f"≤ {MOST_MB} MB", figure, most <= MOST_MB)]


if __name__ == "__main__":
    print_table(rows())
