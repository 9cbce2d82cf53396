"""How long agreement takes: kappas, alpha beside the package `krippendorff`, resampling, importing it all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.table import Row, print_table
from havenlens.domain.time import SECOND
from havenlens.reliability.alpha import krippendorff
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.kappa import cohen
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.units import Ratings

CODES = tuple("abcdef")
ESTIMATE = Resampling(draws=0)
PACKAGE = "krippendorff==0.9.0"
LEVELS = ("nominal", "ordinal", "interval", "ratio")
SHAPES = ((100_000, 4), (1000, 10))

THEIRS = """
import json, sys, time
import krippendorff, numpy
values = numpy.load(sys.argv[1]).T
found = {}
for level in sys.argv[3:]:
    times = []
    for _ in range(int(sys.argv[2])):
        begin = time.perf_counter()
        alpha = krippendorff.alpha(reliability_data=values, level_of_measurement=level)
        times.append(time.perf_counter() - begin)
    found[level] = 1000 * min(times), float(alpha)
print(json.dumps(found))
"""


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


def scores(rng: np.random.Generator, units: int, raters: int, categories: int = 5) -> Ratings:
    """Make scores that agree in four of five cells, with a tenth of the cells missing."""
    truth = rng.integers(1, categories + 1, size=(units, 1))
    guessed = rng.integers(1, categories + 1, size=(units, raters))
    values = np.where(rng.random((units, raters)) < 0.8, truth, guessed).astype(np.float64)
    values[rng.random((units, raters)) < 0.1] = np.nan
    return Ratings(
        values, tuple(str(unit) for unit in range(units)), tuple(f"R{rater}" for rater in range(raters))
    )


def best_ms(work: Callable[[], object], rounds: int = 20) -> float:
    """Time the quickest of some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1000 * min(times)


def import_ms() -> float:
    """Time a fresh interpreter's imports of every statistics module, compiled as in an installed program."""
    root = Path(__file__).parents[1] / "src" / "havenlens"
    modules = ", ".join(
        f"havenlens.{package}.{path.stem}"
        for package in ("inference", "reliability", "sequences")
        for path in sorted((root / package).glob("[a-z]*.py"))
    )
    timed = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    with tempfile.TemporaryDirectory() as compiled:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPYCACHEPREFIX": compiled}
        runs = [
            subprocess.run([sys.executable, "-c", timed], capture_output=True, check=True, env=environment)
            for _ in range(6)
        ]
    return 1000 * min(float(run.stdout) for run in runs)


def with_package(folder: Path) -> Path | None:
    """Make an environment with the package `krippendorff`; None, with a line about it, where it cannot be."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", PACKAGE]
    if subprocess.run(pip, check=False, capture_output=True).returncode:
        print(f"{PACKAGE} could not be installed, so alpha is not compared with it.")
        return None
    return python


def beside_package(rng: np.random.Generator) -> list[Row]:
    """Time alpha here and in the package on the same scores, one after the other."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        python = with_package(Path(folder) / "environment")
        if python is None:
            return []
        for units, raters in SHAPES:
            coded, rounds = scores(rng, units, raters), 300 if units < 10_000 else 7
            data = Path(folder) / "scores.npy"
            np.save(data, coded.values)
            theirs = [str(python), "-c", THEIRS, str(data), str(rounds), *LEVELS]
            told = json.loads(subprocess.run(theirs, capture_output=True, check=True).stdout)
            rows += [
                compared(coded, level, rounds, *told[level], what=f"alpha, {units} x {raters}, {level}")
                for level in LEVELS
            ]
    return rows


def compared(coded: Ratings, level: str, rounds: int, theirs: float, alpha: float, *, what: str) -> Row:
    """Time alpha here, and make sure that it is the same number."""

    def work() -> object:
        return krippendorff(coded, level, resampling=ESTIMATE)  # type: ignore[arg-type]  # one of the four

    ours = best_ms(work, rounds)
    found = krippendorff(coded, level, resampling=ESTIMATE).estimate  # type: ignore[arg-type]  # as above
    if found is None or abs(found - alpha) > 1e-9:
        raise ValueError(f"{what}: {found} here, {alpha} there")
    figure = f"{ours / theirs:.2f} ({ours:.2f} ms, {theirs:.2f} ms there)"
    return Row(what, "at most 1.0 x krippendorff", figure, ours <= theirs)


def timed_row(what: str, bar: float, work: Callable[[], object], rounds: int) -> Row:
    """Time something that has a bar in milliseconds."""
    figure = best_ms(work, rounds)
    return Row(what, f"at most {bar:g} ms", f"{figure:.1f} ms", figure <= bar)


def pairs(rng: np.random.Generator, n: int) -> Ratings:
    """Make two coders' codes in five categories."""
    both: NDArray[np.float64] = rng.integers(0, 5, size=(n, 2)).astype(np.float64)
    both[:, 1] = np.where(rng.random(n) < 0.7, both[:, 0], both[:, 1])
    return Ratings(both, tuple(str(unit) for unit in range(n)), ("A", "B"), categories=CODES[:5])


def main() -> None:
    rng = np.random.default_rng(1)
    hour, dense = one_hour(rng), one_hour(rng, events=3000)
    many = [one_hour(rng, events=75) for _ in range(200)]
    free = {
        "time-unit kappa in units of 1 s": (lambda: time_unit_kappa([hour], CODES, unit=SECOND), 20),
        "event kappa, 1 h, 2 x 500 events": (lambda: event_kappa([hour], CODES), 20),
        "event kappa, 1 h, 2 x 3000 events": (lambda: event_kappa([dense], CODES), 3),
        "event kappa, 200 observations, 2000 draws": (lambda: event_kappa(many, CODES), 2),
        "time-unit kappa, 200 observations, 2000 draws": (lambda: time_unit_kappa(many, CODES), 2),
    }
    for name, (work, rounds) in free.items():
        print(f"{name:46}{best_ms(work, rounds):9.2f} ms")
    large, coded = scores(rng, 100_000, 4), pairs(rng, 1000)
    rows = [
        timed_row("time-unit kappa, 1 h, 1000 events", 10, lambda: time_unit_kappa([hour], CODES), 20),
        *beside_package(rng),
        timed_row("bootstrap of 2000, alpha 100000 x 4", 1500, lambda: krippendorff(large, "ordinal"), 3),
        timed_row("bootstrap of 2000, kappa of 1000", 50, lambda: cohen(coded, resampling=DEFAULT), 10),
    ]
    took = import_ms()
    rows.append(Row("import of the statistics packages", "under 300 ms", f"{took:.0f} ms", took < 300))
    print_table(rows)


if __name__ == "__main__":
    main()
