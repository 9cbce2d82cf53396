"""Read any kind of table for agreement: CSV with commas, semicolons or tabs, or a workbook's first sheet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from havenlens.domain.problems import StudyError
from havenlens.services.plain_data import PlainTable, TableKind, table_of

_DECIMAL = re.compile(r"[+-]?\d*,\d+")
_DELIMITERS = (",", ";", "\t")


def read_table(path: Path, kind: TableKind | None = None) -> PlainTable:
    """Read a file as a table; StudyError where it is missing, no text in UTF-8, or no table."""
    try:
        rows = _workbook(path) if path.suffix.lower() == ".xlsx" else _text(path)
    except FileNotFoundError as error:
        raise StudyError("file.missing", path=path) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StudyError("plain.unreadable", file=path.name) from error
    return table_of(path.name, rows, kind)


def _text(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8-sig")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    if delimiter == ",":
        return rows
    # Where a comma does not part cells, it parts decimals.
    return [
        [cell.replace(",", ".") if _DECIMAL.fullmatch(cell.strip()) else cell for cell in row] for row in rows
    ]


def _workbook(path: Path) -> list[list[str]]:
    from zipfile import BadZipFile  # noqa: PLC0415 - with openpyxl, which is slow to import

    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise OSError(path) from error
    try:
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in book.worksheets[0].iter_rows(values_only=True)
        ]
    finally:
        book.close()
