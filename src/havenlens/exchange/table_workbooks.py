"""Write tables as a workbook: a sheet each, and one that says what the columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.services.files import whole_file
from havenlens.services.tables import Column, Kind, TableSource
from havenlens.services.tables.columns import read_values

MOST_ROWS = 1_048_576
"""So many rows has a sheet, the heading among them."""
_LONGEST = 32_767
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.INSTANT: "yyyy-mm-dd hh:mm:ss", Kind.INTEGER: "0"}


def check_rows(sources: Sequence[TableSource]) -> None:
    """Refuse tables that no sheet can hold, before anything is written."""
    for source in sources:
        if source.n_rows + 1 > MOST_ROWS:
            raise StudyError("export.too_many_rows", table=source.name, n=source.n_rows, most=MOST_ROWS - 1)


def write_workbook(sources: Sequence[TableSource], path: Path) -> None:
    """Write the tables into one workbook, whole or not at all."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import

    check_rows(sources)
    book = Workbook(write_only=True)
    try:
        for source in sources:
            _fill(book.create_sheet(source.name[:31]), source)
    except BaseException:
        for sheet in book.worksheets:
            sheet.close()  # each is written to a file of its own as it is filled
        raise
    with whole_file(path) as temporary:
        book.save(temporary)


def _fill(sheet: Any, source: TableSource) -> None:
    sheet.freeze_panes = "A2"
    sheet.append(_heads(sheet, source.columns))
    for batch in source.batches():
        for row in zip(*map(read_values, batch), strict=True):
            cells = zip(source.columns, row, strict=True)
            sheet.append([_cell(sheet, source, column, value) for column, value in cells])


def _heads(sheet: Any, columns: Sequence[Column]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow to import
    from openpyxl.styles import Font  # noqa: PLC0415

    cells = [WriteOnlyCell(sheet, column.name) for column in columns]
    for cell in cells:
        cell.data_type = "s"  # a variable may be called like a formula
        cell.font = Font(bold=True)
    return cells


def _cell(sheet: Any, source: TableSource, column: Column, value: Any) -> Any:
    """Give what a cell holds: text that begins like a formula stays text; what none can hold is left out."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow to import
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    if value is None:
        return None
    if column.kind is Kind.INSTANT:
        value = datetime.fromisoformat(value).replace(tzinfo=None)
    elif not isinstance(value, str):
        if column.kind in (Kind.TEXT, Kind.CATEGORY):
            value = str(value)
        elif column.kind not in _FORMATS:
            return value
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
        if len(value) > _LONGEST:
            raise StudyError("export.text_too_long", table=source.name, column=column.name, most=_LONGEST)
        if not value.startswith("="):
            return value
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        return cell
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = _FORMATS[column.kind]
    return cell
