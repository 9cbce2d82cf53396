"""How long a seek to any frame takes where key frames are far apart, and how long it takes mpv."""

from __future__ import annotations

import random

from PyQt6.QtTest import QTest

from benchmarks.films import FPS, Long, long_film
from benchmarks.mpv import MISSING, Mpv
from benchmarks.screen import LONG, Screen, spread
from benchmarks.table import Row, print_table

OF_MPV = 1.2
_SEEKS = 200 if LONG else 40


def rows() -> list[Row]:
    """Seek to the same frames in turn, so that both meet the same load."""
    film = Long()
    path, chance = long_film(film), random.Random(5)
    mpv = Mpv.on(path)
    screen = Screen()
    screen.open(path)
    ours, theirs = [], []
    for _ in range(_SEEKS):
        number = chance.randrange(film.frames)
        if number == screen.player.playhead.number:
            continue
        ours.append(screen.seek(number))
        screen.player._frames.forget()  # noqa: SLF001 - what it would decode ahead would slow mpv down
        QTest.qWait(50)
        if mpv is not None:
            theirs.append(mpv.seek(number / FPS))
    screen.close()
    what = f"Random seek, 1080p, key frames every {film.group}, to painted; mpv's exact seek paints nothing"
    median, late = spread(ours)
    if mpv is None:
        return [Row(what, f"≤ {OF_MPV} × mpv", f"{median:.0f} ms; {MISSING}", met=True)]
    mpv.close()
    theirs_median, theirs_late = spread(theirs)
    ratio = median / theirs_median
    figure = f"{ratio:.2f} × ({median:.0f} of {theirs_median:.0f} ms; p99 {late:.0f} of {theirs_late:.0f} ms)"
    return [Row(what, f"≤ {OF_MPV} × mpv", figure, ratio <= OF_MPV)]


if __name__ == "__main__":
    print_table(rows())
