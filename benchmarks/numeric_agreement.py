"""How long agreement of numbers takes: ICCs beside the package `pingouin`, resampled ICCs, and REML."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.table import Row, print_table
from havenlens.reliability.gdesigns import LongScores, design, long_scores
from havenlens.reliability.gtheory import gtheory
from havenlens.reliability.gvariance import Components, variance_components
from havenlens.reliability.icc import icc, iccs
from havenlens.reliability.pooling import DEFAULT
from havenlens.reliability.units import Ratings

PINNED = Path(__file__).parents[1] / "tests" / "oracles" / "pingouin.txt"

THEIRS = """
import json, sys, time, warnings
import numpy, pandas, pingouin
warnings.simplefilter("ignore")
values = numpy.load(sys.argv[1])
n, k = values.shape
table = pandas.DataFrame({
    "unit": numpy.repeat(numpy.arange(n), k), "rater": numpy.tile(numpy.arange(k), n), "score": values.ravel()
})
times = []
for _ in range(int(sys.argv[2])):
    begin = time.perf_counter()
    found = pingouin.intraclass_corr(table, targets="unit", raters="rater", ratings="score")
    times.append(time.perf_counter() - begin)
print(json.dumps([1000 * min(times), sorted(float(value) for value in found["ICC"])]))
"""


def scores(rng: np.random.Generator, units: int, raters: int, missing: float = 0.0) -> Ratings:
    """Make scores of units that differ, by raters who differ a little."""
    values = (
        rng.normal(size=(units, 1)) + 0.3 * rng.normal(size=raters) + 0.7 * rng.normal(size=(units, raters))
    )
    values[rng.random(values.shape) < missing] = np.nan
    return Ratings(
        values, tuple(str(unit) for unit in range(units)), tuple(f"R{rater}" for rater in range(raters))
    )


def observed(rng: np.random.Generator) -> LongScores:
    """Make about 400 scores of 24 teachers, 4 cycles each, by 5 coders, a sixth of them missing."""
    teachers, cycles = rng.normal(size=24), 0.3 * rng.normal(size=(24, 4))
    coders, both = 0.2 * rng.normal(size=5), 0.3 * rng.normal(size=(24, 5))
    rows = [
        (str(t), str(c), str(r), teachers[t] + cycles[t, c] + coders[r] + both[t, r] + 0.7 * rng.normal())
        for t, c, r in product(range(24), range(4), range(5))
        if rng.random() > 1 / 6
    ]
    return long_scores(rows, ("t", "c", "r"))


def best_ms(work: Callable[[], object], rounds: int) -> float:
    """Time the quickest of some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1000 * min(times)


def with_pingouin(folder: Path) -> Path | None:
    """Make an environment with the pinned pingouin; None, with a line about it, where it cannot be."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "-r", str(PINNED)]
    if subprocess.run(pip, check=False, capture_output=True).returncode:
        print("pingouin could not be installed, so ICCs are not compared with it.")
        return None
    return python


def beside_pingouin(rng: np.random.Generator) -> list[Row]:
    """Time all six ICCs here and there on the same scores, and make sure that they are the same numbers."""
    given = scores(rng, 1000, 4)
    with tempfile.TemporaryDirectory() as folder:
        python = with_pingouin(Path(folder) / "environment")
        if python is None:
            return []
        data = Path(folder) / "scores.npy"
        np.save(data, given.values)
        command = [str(python), "-c", THEIRS, str(data), "20"]
        theirs, values = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ours = best_ms(lambda: iccs(given), 20)
    found = sorted(each.estimate for each in iccs(given) if each.estimate is not None)
    if not np.allclose(found, values, rtol=0, atol=1e-9):
        raise ValueError(f"{found} here, {values} there")
    figure = f"{ours / theirs:.2f} ({ours:.1f} ms, {theirs:.1f} ms there)"
    return [Row("six ICCs, 1000 x 4", "at most 0.2 x pingouin", figure, ours <= 0.2 * theirs)]


def timed_row(what: str, bar: float, work: Callable[[], object], rounds: int) -> Row:
    """Time something that has a bar in milliseconds."""
    figure = best_ms(work, rounds)
    return Row(what, f"at most {bar:g} ms", f"{figure:.0f} ms", figure <= bar)


def by_reml(table: LongScores) -> Components:
    """Estimate the five components, four of them random effects besides the rest."""
    found = variance_components(table, design("(c:t) x r"), of="t", estimator="REML")
    if not isinstance(found, Components):
        raise TypeError(found.sentence)
    return found


def main() -> None:
    rng = np.random.default_rng(1)
    complete, gaps, table = scores(rng, 1000, 4), scores(rng, 1000, 4, missing=0.1), observed(rng)
    free = {
        "ICC(A,1) with gaps by REML, 1000 x 4": (lambda: icc(gaps, "ICC(A,1)"), 3),
        "the same, 2000 resamples": (lambda: icc(gaps, "ICC(A,1)", resampling=DEFAULT), 1),
        "generalizability, 400 scores, 2000 resamples": (lambda: gtheory(table, "(c:t) x r"), 3),
    }
    for name, (work, rounds) in free.items():
        print(f"{name:46}{best_ms(work, rounds):9.1f} ms")
    print_table(
        [
            *beside_pingouin(rng),
            timed_row(
                "bootstrap of 2000, ICC of 1000 x 4",
                500,
                lambda: icc(complete, "ICC(A,1)", resampling=DEFAULT),
                5,
            ),
            timed_row("REML, 400 scores, 4 components", 500, lambda: by_reml(table), 5),
        ]
    )


if __name__ == "__main__":
    main()
