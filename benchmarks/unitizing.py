"""How long agreement on extents takes: gamma, alignment, overlap matching and alpha for unitizing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks.table import Row, print_table
from havenlens.domain.time import SECOND
from havenlens.reliability.alignment import alignment_kappa, sequence
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.continua import Continuum
from havenlens.reliability.gamma import gamma
from havenlens.reliability.hollerein import holle_rein
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.unitizing import unitizing_alpha

CODES = tuple("abcdef")
ESTIMATE = Resampling(draws=0)


def coded(rng: np.random.Generator, units: int, coders: int) -> list[list[TimedEvent]]:
    """Make units one after the other, and coders who are a little off, miss some and mistake some."""
    gaps, lengths = rng.exponential(3, units) * SECOND, (1 + rng.exponential(4, units)) * SECOND
    ends = np.cumsum(gaps + lengths)
    codes = rng.choice(len(CODES), units)
    found = []
    for _ in range(coders):
        onsets = ends - lengths + rng.normal(0, 0.3 * SECOND, units)
        offsets = np.maximum(ends + rng.normal(0, 0.3 * SECOND, units), onsets + SECOND / 2)
        given = np.where(rng.random(units) < 0.9, codes, rng.choice(len(CODES), units))
        found.append(
            [
                TimedEvent(int(onset), int(offset), CODES[code])
                for onset, offset, code, seen in zip(
                    onsets, offsets, given, rng.random(units) < 0.95, strict=True
                )
                if seen
            ]
        )
    return found


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Time the quickest of some rounds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def row(what: str, bar: float, work: Callable[[], object]) -> Row:
    """Time one thing against its bar in seconds."""
    took = seconds(work)
    return Row(what, f"≤ {bar:g} s", f"{took:.3f} s", took <= bar)


def apart(units: list[TimedEvent], least: int = SECOND // 100) -> list[TimedEvent]:
    """Cut units of one code that run into the next of that code, as coders cannot make them."""
    reached: dict[str, int] = {}
    found = []
    for unit in sorted(units):
        onset = max(unit.onset, reached.get(unit.code, unit.onset))
        if unit.end - onset >= least:
            found.append(unit._replace(onset=onset))
            reached[unit.code] = unit.end
    return found


def main() -> int:
    """Time all of it and print the table."""
    rng = np.random.default_rng(2026)
    two, three = coded(rng, 250, 2), coded(rng, 250, 3)
    pair = Continuum(dict(zip("AB", two, strict=True)), 0, two[0][-1].end + SECOND)
    trio = Continuum(dict(zip("ABC", three, strict=True)), 0, three[0][-1].end + SECOND)
    long = coded(rng, 1000, 2)
    one, other = (sequence(rng.choice(CODES, 1000).tolist()) for _ in range(2))
    video = DoubleCoding(long[0], long[1], 0, 10**12)
    cut = Continuum(dict(zip("AB", map(apart, long), strict=True)), 0, long[0][-1].end + SECOND)
    rows = [
        row("gamma, 2 × 250 units, chance to 1%", 4, lambda: gamma([pair], CODES, resampling=ESTIMATE)),
        row("gamma, 3 × 250 units, chance to 1%", 30, lambda: gamma([trio], CODES, resampling=ESTIMATE)),
        row(
            "alignment kappa, 1,000 × 1,000 events",
            0.5,
            lambda: alignment_kappa([DoubleCoding(one, other, 0, 1000)], CODES, resampling=ESTIMATE),
        ),
        row("Holle-Rein, 1,000 events", 0.2, lambda: holle_rein([video], CODES, resampling=ESTIMATE)),
        row(
            "alpha for unitizing, 1,000 units",
            0.5,
            lambda: unitizing_alpha([cut], CODES, resampling=ESTIMATE),
        ),
    ]
    print_table(rows)
    return 0 if all(one.met for one in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
