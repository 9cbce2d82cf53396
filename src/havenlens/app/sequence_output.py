"""What the command line prints of a study's sequences: tables no wider than the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from havenlens.services.sequences.report import SequenceReport
from havenlens.services.sequences.report_figures import ReportTable

if TYPE_CHECKING:
    from rich.table import Table


def print_sequences(report: SequenceReport) -> None:
    """Print a table for each kind of result, scheme by scheme, and at the end which codings count."""
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for section in report.sections:
        about = f" ({section.about})" if section.about else ""
        console.print(Text(f"{section.heading}{about}", style="bold underline"), end="\n\n")
        for table in section.tables:
            console.print(Text(table.heading, style="bold"))
            if table.rows:
                console.print(_table(table))
            for note in table.notes:
                console.print(Text(note, style="dim"))
            console.print()
    console.print(Text(report.counted))
    console.print(Text(report.rule))


def _table(table: ReportTable) -> Table:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import
    from rich.table import Table  # noqa: PLC0415

    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for place, heading in enumerate(table.columns):
        cells = max((len(row[place]) for row in table.rows), default=0)
        if place in table.texts:
            made.add_column(heading, overflow="fold", vertical="bottom", min_width=min(12, cells))
        else:
            words = max(map(len, heading.split()), default=0)
            made.add_column(heading, justify="right", vertical="bottom", min_width=max(cells, words))
    for row in table.rows:
        made.add_row(*row)
    return made
