"""How long agreement takes: time-unit kappa, event kappa, the bootstrap, and importing it all."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np

from havenlens.domain.time import SECOND
from havenlens.inference.bootstrap import cluster_bootstrap
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.kappa import kappa_parts
from havenlens.reliability.timeunits import time_unit_kappa

CODES = tuple("abcdef")


def one_hour(rng: np.random.Generator, events: int = 500) -> DoubleCoding:
    """Make an hour in states, `events` of them, and a second coder who is a little late."""
    cuts = np.sort(rng.choice(3600 * 1000, size=events + 1, replace=False)) * 1000
    codes = rng.choice(CODES, size=events)
    late = np.sort(cuts + rng.integers(-500_000, 500_000, size=cuts.size))
    other = np.where(rng.random(events) < 0.9, codes, rng.choice(CODES, size=events))
    first, second = (
        [TimedEvent(int(a), int(b), str(c), "P") for a, b, c in zip(at[:-1], at[1:], named, strict=True)]
        for at, named in ((cuts, codes), (np.clip(late, 0, None), other))
    )
    return DoubleCoding(first, second, 0, 3600 * SECOND, ("P",))


def best_ms(work, rounds: int = 20) -> float:
    """Time the quickest of some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1000 * min(times)


def import_ms() -> float:
    """Time a fresh interpreter's imports of the packages, without the interpreter itself."""
    modules = "havenlens.inference.bootstrap, havenlens.reliability.eventkappa, havenlens.reliability.icc"
    modules += ", havenlens.reliability.timeunits, havenlens.sequences.episodes"
    timed = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    runs = [subprocess.run([sys.executable, "-c", timed], capture_output=True, check=True) for _ in range(3)]
    return 1000 * min(float(run.stdout) for run in runs)


def main() -> None:
    rng = np.random.default_rng(1)
    hour = one_hour(rng)
    dense = one_hour(rng, events=3000)
    many = [one_hour(rng, events=75) for _ in range(200)]
    tables = rng.integers(0, 9, size=(1000, 3, 3)).astype(float)
    timed = {
        "time-unit kappa, 1 h, 2 x 500 events": (lambda: time_unit_kappa([hour], CODES), 20),
        "the same in units of 1 s": (lambda: time_unit_kappa([hour], CODES, unit=SECOND), 20),
        "event kappa, 1 h, 2 x 500 events": (lambda: event_kappa([hour], CODES), 20),
        "event kappa, 1 h, 2 x 3000 events": (lambda: event_kappa([dense], CODES), 3),
        "event kappa, 200 observations, 2000 draws": (lambda: event_kappa(many, CODES), 2),
        "time-unit kappa, 200 observations, 2000 draws": (lambda: time_unit_kappa(many, CODES), 2),
        "bootstrap of kappa, 1000 clusters, 2000 draws": (
            lambda: cluster_bootstrap(tables, lambda sums: kappa_parts(sums).kappa),
            3,
        ),
    }
    for name, (work, rounds) in timed.items():
        print(f"{name:46}{best_ms(work, rounds):9.2f} ms")
    print(f"{'import of the packages':46}{import_ms():9.2f} ms")


if __name__ == "__main__":
    main()
