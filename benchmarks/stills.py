"""Does ``havenlens media still`` give exactly the frame asked for?"""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import av

from benchmarks.table import Row, print_table
from havenlens.app.commands.media import still
from tests.support.videos import Film, Recipe, make, read_number

_EACH = 100
_SIZE = (640, 360)
_RECIPES = {
    "constant frame rate": Recipe(seconds=8, b_frames=3, gop=50, size=_SIZE),
    "variable frame rate": Recipe(seconds=8, seed=11, b_frames=3, gop=50, size=_SIZE),
}


def run() -> list[Row]:
    """Take stills at random, half by frame and half by time, and read the number painted in them."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        right, begun = 0, time.perf_counter()
        for name, recipe in _RECIPES.items():
            film = make(Path(folder) / f"{name}.mp4", recipe)
            found, seconds = _take(film, Path(folder) / "still.png")
            right += found
            each = f"{found} of {_EACH}, {1000 * seconds / _EACH:.0f} ms each"
            rows.append(Row(f"Stills, {name}", f"{_EACH} of {_EACH}", each, found == _EACH))
        total, spent = _EACH * len(_RECIPES), time.perf_counter() - begun
    whole = Row("Stills, all", f"{total} of {total}", f"{right} of {total} in {spent:.1f} s", right == total)
    return [*rows, whole]


def _take(film: Film, out: Path) -> tuple[int, float]:
    chance = random.Random(2)
    right, begun = 0, time.perf_counter()
    for turn in range(_EACH):
        number = chance.randrange(len(film.numbers))
        with redirect_stdout(StringIO()):
            if turn % 2:
                still(film.path, out, frame=number)
            else:
                still(film.path, out, at_us=_moment(film, number, chance))
        with av.open(str(out)) as picture:
            pixels = next(picture.decode(video=0)).to_ndarray(format="rgb24")
        right += read_number(pixels) == film.numbers[number]
    return right, time.perf_counter() - begun


def _moment(film: Film, number: int, chance: random.Random) -> int:
    """Choose a moment while a frame is on the screen."""
    after = film.times_us[number + 1] if number + 1 < len(film.times_us) else film.times_us[number] + 1
    return chance.randrange(film.times_us[number], after)


if __name__ == "__main__":
    print_table(run())
