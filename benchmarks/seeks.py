"""Is the frame that is shown the frame that was asked for?"""

from __future__ import annotations

import random
import tempfile
from fractions import Fraction
from pathlib import Path
from time import perf_counter

from benchmarks.screen import Screen
from benchmarks.table import Row, print_table
from tests.support.videos import Recipe, make
from tests.support.watching import number_in

SEEKS = 1000
_ROUNDING = 1_000
"""Matroska counts in milliseconds."""
_RATES = {
    "25": {"fps": Fraction(25)},
    "29.97": {"fps": Fraction(30000, 1001)},
    "60": {"fps": Fraction(60)},
    "variable": {"seed": 11},
}


def rows() -> list[Row]:
    """Seek by time and by number in turn, and read the number in the picture that was painted."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, rate in _RATES.items():
            for container in ("mp4", "mkv"):
                recipe = Recipe(seconds=8, b_frames=3, gop=50, container=container, **rate)  # type: ignore[arg-type]  # two kinds of value
                film = make(Path(folder) / f"{name}.{container}", recipe)
                right, seconds = _seek_all(film.path, film.times_us)
                what = f"Frame shown = frame asked for, {name} a second, {container.upper()}"
                figure = f"{right} of {SEEKS}, {1000 * seconds / SEEKS:.1f} ms each"
                found.append(Row(what, f"{SEEKS} of {SEEKS}", figure, right == SEEKS))
    return found


def _seek_all(path: Path, times: list[int]) -> tuple[int, float]:
    chance, right = random.Random(6), 0
    screen = Screen()
    screen.open(path)
    begun = perf_counter()
    for turn in range(SEEKS):
        number = chance.randrange(len(times))
        if turn % 2:
            screen.seek(number)
        else:
            screen.seek_time(times[number] + _ROUNDING, number)
        frame, at = screen.view.frame, screen.player.playhead.now()
        is_right = frame is not None and number_in(frame.image) == number
        right += is_right and abs(at - times[number]) <= _ROUNDING
    screen.close()
    return right, perf_counter() - begun


if __name__ == "__main__":
    print_table(rows())
