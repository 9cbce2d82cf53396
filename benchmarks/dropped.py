"""How many frames are left out while a 1080p film plays with timeline and table in sight."""

from __future__ import annotations

import os
from itertools import pairwise
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

from PyQt6.QtTest import QTest

from benchmarks.coded_study import coding_of
from benchmarks.films import FPS, Long, long_film
from benchmarks.screen import LONG
from benchmarks.table import Row, print_table

MOST = 0.01
_EVENTS = 2_000
_SETTLING_MS = 2_000
_SECONDS = 20 if not LONG else 60
_FILM = Long(frames=1800 if not LONG else 3000, group=60, sound=True)
_LATE = 2.5 / FPS


def rows() -> list[Row]:
    """Play, and count the frames that were painted against those that were due."""
    painted: list[tuple[float, int]] = []
    with coding_of(long_film(_FILM), _EVENTS) as page:
        player = page.player
        player.frame_painted.connect(lambda p: painted.append((perf_counter(), p.number or 0)))
        player.play()
        QTest.qWait(_SETTLING_MS)
        painted.clear()
        QTest.qWait(_SECONDS * 1000)
        player.pause()
    first, last = painted[0], painted[-1]
    due = last[1] - first[1] + 1
    left_out = due - len({number for _, number in painted})
    rate = (last[1] - first[1]) / (last[0] - first[0])
    gaps = sum(after[0] - before[0] > _LATE for before, after in pairwise(painted))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    what = f"Frames left out, 1080p {FPS} a second, timeline and table in sight, {cores} cores"
    figure = f"{left_out} of {due} ({left_out / due:.1%}); {rate:.1f} a second; {gaps} late"
    met = left_out / due < MOST and rate > FPS * (1 - MOST)
    return [Row(what, f"< {MOST:.0%}", figure, met)]


if __name__ == "__main__":
    print_table(rows())
