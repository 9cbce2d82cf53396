"""How often the permutation finds something at 5 % where there is nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from benchmarks.table import Row, print_table
from havenlens.sequences.contingency import BinSeries, bin_onsets, contingency
from havenlens.sequences.lags import lag_table, no_repeats

RUNS = 2000
LEVEL = 0.05
LOW, HIGH = 0.04, 0.06
SECOND = 1_000_000
LENGTH_S = 600
NAMES = ("a", "b", "c", "d")


def _series(generator: np.random.Generator, length_s: int = LENGTH_S) -> BinSeries:
    """Make given onsets and targets that know nothing of each other; some 3 bins are expected to be both."""
    given = np.sort(generator.integers(length_s * SECOND, size=6))
    target = np.sort(generator.integers(length_s * SECOND, size=30))
    return bin_onsets(given, target, length_s * SECOND, 10 * SECOND, SECOND)


def _in_windows(generator: np.random.Generator) -> float | None:
    return contingency([_series(generator)]).p


def _in_windows_of_five(generator: np.random.Generator) -> float | None:
    parts = [_series(generator, LENGTH_S // 5) for _ in range(5)]
    return contingency(parts, seed=int(generator.integers(2**31)), always=True).p


def _at_lag_one(generator: np.random.Generator) -> float | None:
    stream = generator.choice(4, size=70, p=[0.4, 0.3, 0.2, 0.1])
    return lag_table([stream.astype(np.intp)], NAMES, always=True).cell("a", "b").p


def _where_few_are_expected(generator: np.random.Generator) -> float | None:
    stream = generator.choice(4, size=100, p=[0.4, 0.3, 0.2, 0.1])
    return lag_table([stream.astype(np.intp)], NAMES, always=True).cell("b", "d").p


def _at_lag_one_of_five(generator: np.random.Generator) -> float | None:
    streams = [generator.choice(4, size=20, p=[0.4, 0.3, 0.2, 0.1]).astype(np.intp) for _ in range(5)]
    table = lag_table(streams, NAMES, seed=int(generator.integers(2**31)), always=True)
    return table.cell("b", "c").p


def _without_repeats(generator: np.random.Generator) -> float | None:
    shares, stream = np.array([0.4, 0.3, 0.2, 0.1]), [0]
    for _ in range(69):
        left = np.where(np.arange(4) == stream[-1], 0.0, shares)
        stream.append(int(generator.choice(4, p=left / left.sum())))
    table = lag_table([np.array(stream, dtype=np.intp)], NAMES, structural=no_repeats(NAMES), always=True)
    return table.cell("a", "c").p


def _rate(run: Callable[[np.random.Generator], float | None]) -> float:
    generator = np.random.default_rng(2026)
    found = [p for _ in range(RUNS) if (p := run(generator)) is not None]
    return sum(p <= LEVEL for p in found) / len(found)


def main() -> int:
    """Simulate, print, and give 1 where a rate is outside its bar."""
    rows = []
    print(f"{RUNS:,} runs each, {LENGTH_S} s or 70 to 100 events")
    for what, run in (
        ("windows, one observation", _in_windows),
        ("windows, five observations", _in_windows_of_five),
        ("lag 1, one observation", _at_lag_one),
        ("lag 1, one observation, 3 expected", _where_few_are_expected),
        ("lag 1, five observations", _at_lag_one_of_five),
        ("lag 1, no code follows itself", _without_repeats),
    ):
        rate = _rate(run)
        met = LOW <= rate <= HIGH
        rows.append(Row(f"false alarms at 5 %: {what}", "4 to 6 %", f"{100 * rate:.1f} %", met))
    print_table(rows)
    return int(not all(row.met for row in rows))


if __name__ == "__main__":
    sys.exit(main())
