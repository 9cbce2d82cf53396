"""Random continua that are like a given one, for what chance alone would bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from havenlens.reliability.gamma_alignment import Numbers, Units
from havenlens.reliability.tables import Array

_SHORTEST = 1e-6
"""Units last at least this share of the mean length, so that none is without length."""


class Sampler(NamedTuple):
    """Means and standard deviations of a continuum: units a coder, gaps, lengths; and the share of codes.

    ``codes`` are in an order that follows from their units, not from their names; ``upto`` is the share of
    all units that have the code or one before it.

    Gaps are those between neighbours of one coder, before each coder's first unit, and one of 0, so that a
    continuum with a single unit has some. Gaps below 0 are overlaps.
    """

    coders: int
    number: tuple[float, float]
    gap: tuple[float, float]
    length: tuple[float, float]
    upto: Array
    codes: Numbers

    def draw(self, generator: np.random.Generator) -> list[Units]:
        """Draw a continuum: for each coder a number of units, then gap, length and code of each in turn."""
        found = []
        for coder in range(self.coders):
            size = abs(int(generator.normal(*self.number)))
            if coder == 0:
                size = max(1, size)
            gaps = generator.normal(*self.gap, size=size)
            lengths = np.abs(generator.normal(*self.length, size=size))
            lengths = np.maximum(lengths, _SHORTEST * self.length[0])
            codes = self.codes[np.searchsorted(self.upto, generator.random(size), side="right")]
            ends = np.cumsum(gaps + lengths)
            found.append(Units(ends - lengths, ends, codes))
        return found


def sampler_of(units: Sequence[Units], size: int) -> Sampler:
    """Measure a continuum whose times count from its start; ``size`` is the number of codes."""
    gaps = [np.zeros(1)]
    for own in units:
        order = np.lexsort((own.offset, own.onset))
        onset, offset = own.onset[order], own.offset[order]
        gaps.append(onset[1:] - offset[:-1])
        gaps.append(onset[:1][onset[:1] > 0])
    gap = np.concatenate(gaps)
    lengths = np.concatenate([own.offset - own.onset for own in units])
    numbers = np.array([own.size for own in units], dtype=np.float64)
    places = [_places([_of_code(own, code) for own in units]) for code in range(size)]
    codes = np.array(sorted(range(size), key=lambda code: (len(places[code]), places[code])), dtype=np.intp)
    counts = np.array([len(places[code]) for code in codes], dtype=np.float64)
    return Sampler(
        len(units),
        (float(numbers.mean()), float(numbers.std())),
        (float(gap.mean()), float(gap.std())),
        (float(lengths.mean()), float(lengths.std())),
        np.cumsum(counts) / counts.sum(),
        codes,
    )


def fingerprint(units: Sequence[Units]) -> int:
    """Give a number that depends on where units lie, not on the order or names of coders or codes.

    With it as part of the seed, a continuum meets the same random continua in whatever company it comes.
    """
    return crc32(np.array(_places(units), dtype=np.float64).tobytes())


def _places(units: Sequence[Units]) -> list[tuple[float, float]]:
    """Give begin and end of all coders' units, in order."""
    return sorted(pair for own in units for pair in zip(own.onset.tolist(), own.offset.tolist(), strict=True))


def _of_code(units: Units, code: int) -> Units:
    kept = units.code == code
    return Units(units.onset[kept], units.offset[kept], units.code[kept])
