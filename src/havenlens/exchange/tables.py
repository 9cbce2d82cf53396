"""Read and write plain tables (CSV) through pandas."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from havenlens.domain.problems import StudyError
from havenlens.services.files import whole_file
from havenlens.services.tables import DataTable


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
    import pandas as pd  # noqa: PLC0415 - slow to import

    # As objects, since a missing value would otherwise turn whole numbers into decimals (frame 225.0).
    frame = pd.DataFrame(dict(table.columns), columns=list(table.columns), dtype=object)
    with whole_file(path) as temporary:
        frame.to_csv(temporary, index=False, lineterminator="\n", encoding="utf-8")


def write_tables(tables: Sequence[DataTable], folder: Path) -> list[Path]:
    """Write each table as ``folder/NAME.csv`` and a data dictionary beside them; give the paths."""
    paths = []
    for table in tables:
        paths.append(folder / f"{table.name}.csv")
        write_csv(table, paths[-1])
    paths.append(folder / "data_dictionary.csv")
    write_csv(_dictionary(tables), paths[-1])
    return paths


def _dictionary(tables: Sequence[DataTable]) -> DataTable:
    rows = [
        (table.name, column, table.meaning.get(column, "")) for table in tables for column in table.columns
    ]
    columns: Mapping[str, Sequence[object]] = {
        "table": [row[0] for row in rows],
        "column": [row[1] for row in rows],
        "meaning": [row[2] for row in rows],
    }
    return DataTable("data_dictionary", columns, {})
