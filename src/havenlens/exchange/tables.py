"""Read and write plain tables (CSV)."""

from __future__ import annotations

import csv
from pathlib import Path

from havenlens.domain.problems import StudyError
from havenlens.services.tables import DataTable, source_of_table


def read_csv_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV table in UTF-8 as one mapping a row, every cell as text."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = []
            for row in reader:
                if None in row or None in row.values():
                    raise StudyError("file.uneven_row", path=path, line=reader.line_num)
                rows.append(row)
    except FileNotFoundError as error:
        raise StudyError("file.missing", path=path) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StudyError("manifest.not_csv", file=path) from error
    return rows


def write_csv(table: DataTable, path: Path) -> None:
    """Write a table as CSV in UTF-8, whole or not at all; a missing value is an empty cell."""
    from havenlens.exchange.arrow_tables import write_csv_table  # noqa: PLC0415 - slow to import

    write_csv_table(source_of_table(table), path)
