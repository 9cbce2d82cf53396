"""How long do masked clips of a lesson in high definition take, and one whose pictures are copied?"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from uuid import UUID

from benchmarks.films import FPS, Long, long_film, stretched
from benchmarks.table import Row, print_table
from havenlens.domain.masks import Box, Mask, MaskKey, MaskStyle, SoundCover, SoundKind
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.media.library import VideoLibrary

_ROWS = 1080
_GROUP = 2 * FPS
_LONG = 60 * SECOND
_STARTS = (1_300_000, 5_700_000, 9_100_000)
_MOST = 1.5
_COPIED_IN = 1.0


def rows() -> list[Row]:
    """Write three clips of a minute at full size, with two masks and a beep, and copy one."""
    film = stretched(long_film(Long(frames=10 * FPS, group=_GROUP, sound=True)), 75)
    library = VideoLibrary()
    library.times(film)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clip.mp4"
        begun = time.perf_counter()
        for start in _STARTS:
            _write(library, film, start, out)
        spent = (time.perf_counter() - begun) / (len(_STARTS) * _LONG / SECOND)
        begun = time.perf_counter()
        library.clip(film, Micros(4 * SECOND), Micros(4 * SECOND + _LONG), out, height=_ROWS)
        copied = time.perf_counter() - begun
    return [
        Row(
            "Three masked clips of 60 s, 1080p",
            f"≤ {_MOST:g} × their playing time",
            f"{spent:.2f} ×, {spent * _LONG / SECOND:.0f} s each",
            spent <= _MOST,
        ),
        Row("Clip of 60 s, 1080p, copied", f"≤ {_COPIED_IN:g} s", f"{copied:.2f} s", copied <= _COPIED_IN),
    ]


def _write(library: VideoLibrary, film: Path, start: int, out: Path) -> None:
    span = Span(Micros(start), Micros(start + _LONG))
    assert span.end is not None
    keys = tuple(
        MaskKey(Micros(start + turn * SECOND), Box(0.1 + 0.008 * turn, 0.3, 0.15, 0.3)) for turn in range(61)
    )
    still = (MaskKey(span.start, Box(0.7, 0.2, 0.12, 0.25)),)
    masks = (Mask(UUID(int=1), keys, span), Mask(UUID(int=2), still, span, MaskStyle.PIXELATE))
    name = SoundCover(Span(Micros(start + SECOND), Micros(start + 3 * SECOND)), SoundKind.BEEP)
    library.clip(film, span.start, span.end, out, height=_ROWS, masks=masks, covers=(name,))


if __name__ == "__main__":
    print_table(rows())
