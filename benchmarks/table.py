"""What a benchmark found, beside the bar it has to clear."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

KEPT = "HAVENLENS_BENCH_ROWS"
"""Names the variable that says in which file rows are kept, one as JSON a line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One claim: what was measured, the bar, the figure, and whether the bar is met."""

    what: str
    bar: str
    figure: str
    met: bool


def print_table(rows: Sequence[Row]) -> None:
    """Print rows as a table, and keep them for the table of all where there is to be one."""
    kept = os.environ.get(KEPT)
    if kept:
        with Path(kept).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(row)) + "\n" for row in rows)
    table = Table("What", "Bar", "Figure", "Met")
    for row in rows:
        table.add_row(row.what, row.bar, row.figure, "yes" if row.met else "NO")
    Console().print(table)


if __name__ == "__main__":
    print_table(
        [Row(**json.loads(line)) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    )
