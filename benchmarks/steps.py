"""How long a step takes from the key to the painted frame, and how long it takes mpv."""

from __future__ import annotations

import random

from PyQt6.QtTest import QTest

from benchmarks.films import FPS, Long, long_film
from benchmarks.mpv import MISSING, Mpv
from benchmarks.screen import LONG, Screen, spread
from benchmarks.table import Row, print_table

MEDIAN_MS, P99_MS, OF_MPV = 10.0, 30.0, 0.5
_SINGLE = 30
_HELD = 200 if LONG else 100
_PLACES = 6 if LONG else 3
_REST_MS = 3000
_MPV_STEPS = 20


def rows() -> list[Row]:
    """Step one by one and with the key held, forwards and backwards, from places anywhere in the film."""
    film = Long()
    path = long_film(film)
    screen = Screen()
    screen.open(path)
    found, chance = [], random.Random(3)
    medians = {}
    for direction, word in ((1, "forwards"), (-1, "backwards")):
        screen.seek(film.frames // 2)
        QTest.qWait(_REST_MS)
        late = screen.late
        single = [screen.press(direction) for _ in range(_SINGLE)]
        medians[direction] = spread(single)[0]
        found.append(_row(f"Step {word}, 1080p, key to painted", single, screen.late - late))
        held, late = [], 0
        for _ in range(_PLACES):
            start = chance.randrange(_HELD, film.frames - _HELD - 1)
            screen.seek(start)
            QTest.qWait(_REST_MS)
            before = screen.late
            held += screen.hold(direction, _HELD, 30)
            late += screen.late - before
        found.append(_row(f"Step {word}, 1080p, 30 a second, key frames every {film.group}", held, late))
    screen.close()
    return [*found, *_against_mpv(film, medians)]


def _row(what: str, seconds: list[float], late: int) -> Row:
    median, slow = spread(seconds)
    met = median <= MEDIAN_MS and slow <= P99_MS
    bar = f"median ≤ {MEDIAN_MS:.0f} ms, p99 ≤ {P99_MS:.0f} ms"
    figure = f"{median:.1f} ms, {slow:.1f} ms; {late} of {len(seconds)} not decoded in time"
    return Row(what, bar, figure, met)


def _against_mpv(film: Long, medians: dict[int, float]) -> list[Row]:
    mpv = Mpv.on(long_film(film))
    found = []
    for direction, word in ((1, "frame-step"), (-1, "frame-back-step")):
        what = f"Step against mpv's {word} (which paints nothing)"
        if mpv is None:
            found.append(Row(what, f"≤ {OF_MPV} ×", MISSING, met=True))
            continue
        mpv.seek(film.frames / 2 / FPS)
        theirs, _ = spread([mpv.step(direction) for _ in range(_MPV_STEPS)])
        ratio = medians[direction] / theirs
        figure = f"{ratio:.2f} × ({medians[direction]:.1f} of {theirs:.1f} ms)"
        found.append(Row(what, f"≤ {OF_MPV} ×", figure, ratio <= OF_MPV))
    if mpv is not None:
        mpv.close()
    return found


if __name__ == "__main__":
    print_table(rows())
