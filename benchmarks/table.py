"""What a benchmark found, beside the bar it has to clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One claim: what was measured, the bar, the figure, and whether the bar is met."""

    what: str
    bar: str
    figure: str
    met: bool


def print_table(rows: Sequence[Row]) -> None:
    """Print rows as a table."""
    table = Table("What", "Bar", "Figure", "Met")
    for row in rows:
        table.add_row(row.what, row.bar, row.figure, "yes" if row.met else "NO")
    Console().print(table)
