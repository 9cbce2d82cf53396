"""Does anything that had returned get lost when the program is killed? python -m benchmarks.kill [ROUNDS]"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.table import Row, print_table
from tests.support.killing import rounds

SOME, ALL = 20, 200


def rows(number: int) -> list[Row]:
    """Kill bursts of presses, open the study after each, check it and look for every event that returned."""
    with tempfile.TemporaryDirectory() as folder:
        results = list(rounds(Path(folder), number))
    for _, problems in results:
        for problem in problems:
            print(problem, file=sys.stderr)
    whole = sum(not problems for _, problems in results)
    presses = sum(count for count, _ in results)
    figure = f"{whole} of {number}, {presses} presses"
    return [
        Row("Killed in a burst, nothing lost, check clean", f"{number} of {number}", figure, whole == number)
    ]


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else ALL if os.environ.get("HAVENLENS_LONG") else SOME
    print_table(rows(asked))
