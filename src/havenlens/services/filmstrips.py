"""The pictures of a filmstrip: cells on observation time, made a few at a time and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log2

from havenlens.domain.time import Micros, Span
from havenlens.services.disk_cache import DiskCache, packed, unpacked
from havenlens.services.ports import MediaLibrary, Progress
from havenlens.services.waveforms import FilePart

CELLS = 8
"""How many cells a batch has, which is made and kept together."""

FINEST_US = 250_000
"""How long a cell is on the finest level, in microseconds; each level doubles it."""

HEIGHT = 96
"""How many rows a cell's picture has."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some cells that follow each other on one level."""

    level: int
    number: int

    @property
    def cells(self) -> tuple[Span, ...]:
        """List the cells on observation time."""
        length, first = cell_length(self.level), self.number * CELLS
        return tuple(
            Span(Micros((first + place) * length), Micros((first + place + 1) * length))
            for place in range(CELLS)
        )


def cell_length(level: int) -> int:
    """Give how long a cell is on a level, in microseconds."""
    return FINEST_US << level


def level_for(us_per_px: float, width: float) -> int:
    """Choose the level whose cells come nearest to a width in pixels.

    >>> level_for(us_per_px=53_600, width=80), level_for(us_per_px=100, width=80)
    (4, 0)
    """
    return max(0, round(log2(max(1.0, us_per_px * width) / FINEST_US)))


def batches_between(level: int, start: float, end: float) -> list[Batch]:
    """List the batches that a stretch of time touches."""
    length = cell_length(level) * CELLS
    return [Batch(level, number) for number in range(int(start // length), int(end // length) + 1)]


class Filmstrips:
    """Makes the batches of one recording; safe to use from one thread at a time."""

    def __init__(self, media: MediaLibrary, cache: DiskCache, parts: Sequence[FilePart]) -> None:
        self._media, self._cache, self._parts = media, cache, tuple(parts)
        named = "|".join(f"{p.key} {p.base.offset} {p.base.rate_ppm}" for p in parts)
        self._key = sha256(named.encode()).hexdigest()[:24]

    def batch(self, batch: Batch, progress: Progress) -> tuple[bytes, ...]:
        """Give a JPEG for each cell, empty where nothing was filmed; ``progress`` may cancel."""
        name = f"film-{self._key}-{HEIGHT}-{batch.level}-{batch.number}"
        kept = self._cache.find(name)
        if kept is not None:
            progress(CELLS, CELLS)
            return unpacked(kept)
        pictures = [b""] * CELLS
        for part in self._parts:
            empty = [place for place in range(CELLS) if not pictures[place]]
            shown = [(place, _in_file(batch.cells[place], part)) for place in empty]
            wanted = [(place, span) for place, span in shown if span is not None]
            if wanted:
                made = self._media.film_cells(part.path, [span for _, span in wanted], HEIGHT, progress)
                for (place, _), picture in zip(wanted, made, strict=True):
                    pictures[place] = picture
        self._cache.keep(name, packed(pictures))
        return tuple(pictures)


def _in_file(cell: Span, part: FilePart) -> Span | None:
    """Give a cell on a file's own clock; None where it is over before the file begins."""
    assert cell.end is not None
    start, end = part.base.to_presentation(cell.start), part.base.to_presentation(cell.end)
    return None if end <= 0 else Span(Micros(max(0, start)), end)
