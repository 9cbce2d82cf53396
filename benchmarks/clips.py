"""Does a clip hold the frames that were asked for, and not one more, even where edit lists are ignored?"""

from __future__ import annotations

import random
import tempfile
import time
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av

from benchmarks.table import Row, print_table
from havenlens.domain.time import Micros, Span
from havenlens.media.library import VideoLibrary
from tests.support.videos import Film, Recipe, cut_by_copying, make, read_number

CLIPS = 200
_ROWS = 720
_SMALLER = 120
_GROUP = 25
_FILMS = {
    "constant, mp4": Recipe(seconds=8, b_frames=3, gop=_GROUP),
    "constant, mkv": Recipe(seconds=8, b_frames=3, gop=_GROUP, container="mkv"),
    "variable, mp4": Recipe(seconds=8, seed=11, b_frames=3, gop=_GROUP),
    "variable, mkv": Recipe(seconds=8, seed=12, b_frames=3, gop=_GROUP, container="mkv"),
    "open groups": Recipe(seconds=8, b_frames=3, gop=_GROUP, x264="open-gop=1:b-adapt=0"),
    "29.97, starts late": Recipe(seconds=8, fps=Fraction(30000, 1001), b_frames=3, gop=_GROUP, start=2),
}
_CUT = {"edit list, mp4": "constant, mp4", "edit list, variable": "variable, mp4"}


@dataclass(slots=True)
class _Tally:
    """How many clips there were, and how many of them were as they should be."""

    clips: int = 0
    right: int = 0
    clean: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def rows() -> list[Row]:
    """Cut clips at random, half of them by whole groups, and read the numbers painted in all their frames."""
    library, chance, tally = VideoLibrary(), random.Random(4), _Tally()
    with tempfile.TemporaryDirectory() as name:
        films = _films(Path(name))
        names = sorted(films)
        while tally.clips < CLIPS:
            _cut(library, films[names[tally.clips % len(names)]], Path(name) / "clip.mp4", chance, tally)
    for said in tally.wrong:
        print(said)
    each = f"{1000 * tally.seconds / CLIPS:.0f} ms each"
    right, clean = (f"{count} of {CLIPS}" for count in (tally.right, tally.clean))
    bar = f"{CLIPS} of {CLIPS}"
    return [
        Row("Clips, first and last frame as asked", bar, f"{right}, {each}", tally.right == CLIPS),
        Row("Clips, no frame from outside in the file", bar, clean, tally.clean == CLIPS),
    ]


def _films(folder: Path) -> dict[str, Film]:
    films = {}
    for name, recipe in _FILMS.items():
        plain = name.replace(",", "").replace(" ", "-")
        films[name] = make(folder / f"{plain}.{recipe.container}", recipe)
    for name, whole in _CUT.items():
        film = films[whole]
        plain = name.replace(",", "").replace(" ", "-")
        films[name] = cut_by_copying(film, film.times_us[_GROUP + 7], folder / f"{plain}.mp4")
    return films


def _cut(library: VideoLibrary, film: Film, out: Path, chance: random.Random, tally: _Tally) -> None:
    times = library.times(film.path)
    first, last = sorted(chance.sample(range(len(times)), 2))
    if tally.clips % 2:
        first, last = (number // _GROUP * _GROUP for number in (first, last + _GROUP))
        last = min(last, len(times)) - 1
    span = times.snapped(Span(times.time_of(first), Micros(times.end_of(last))))
    assert span.end is not None
    begun = time.perf_counter()
    height = _SMALLER if tally.clips % 5 == 0 else _ROWS
    library.clip(film.path, span.start, span.end, out, height=height)
    tally.seconds += time.perf_counter() - begun
    wanted, found = film.numbers[first : last + 1], _numbers(out)
    tally.clips += 1
    tally.right += found[:1] == wanted[:1] and found[-1:] == wanted[-1:]
    tally.clean += found == wanted
    if found != wanted:
        tally.wrong.append(f"{film.path.name}, frames {first} to {last}: {found}")


def _numbers(clip: Path) -> list[int]:
    """Read the number in every frame that is in a file, whatever its edit lists say."""
    with av.open(str(clip), options={"ignore_editlist": "1"}) as container:
        packets = sum(bool(packet.size) for packet in container.demux(video=0))
        container.seek(0)
        found = [read_number(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
    return found if len(found) == packets else []


if __name__ == "__main__":
    print_table(rows())
