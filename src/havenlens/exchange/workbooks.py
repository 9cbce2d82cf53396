"""Write a report on agreement as a workbook: results, parameters, confusion matrices and notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from havenlens.domain.time import SECOND
from havenlens.services.agreement_columns import agreement_table
from havenlens.services.agreement_report import AgreementReport
from havenlens.services.files import whole_file
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from openpyxl import Workbook

_FORMATS = {
    **dict.fromkeys(("estimate", "ci_low", "ci_high", "se"), "0.000"),
    **dict.fromkeys(("n_units", "n_raters", "observations"), "#,##0"),
    "level": "0%",
}
_WIDTHS = {"undefined": 60, "warnings": 60, "parameters": 50, "interval_method": 30, "software": 16}
_USUAL, _NARROW, _WIDE = 20, 12, 100
_LONGEST = 32_767
"""So many characters fit in a cell."""


def write_agreement_workbook(report: AgreementReport, path: Path) -> None:
    """Write the workbook, whole or not at all; numbers are unrounded and only shown rounded."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import

    book = Workbook()
    book.properties.title, book.properties.creator = report.title, report.software
    results: Any = book.active
    results.title = tr("Results")
    _results(results, report)
    _parameters(book, report)
    _matrices(book, report)
    _notes(book, report)
    if report.curves:
        _curves(book, report)
    with whole_file(path) as temporary:
        book.save(temporary)


def _results(sheet: Any, report: AgreementReport) -> None:
    table = agreement_table(report.results)
    _head(sheet, list(table.columns), [_WIDTHS.get(name, _width(name)) for name in table.columns])
    for row in zip(*table.columns.values(), strict=True):
        _add(sheet, *row)
    for place, name in enumerate(table.columns, 1):
        if name in _FORMATS:
            for line in range(2, sheet.max_row + 1):
                sheet.cell(line, place).number_format = _FORMATS[name]
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _width(name: str) -> int:
    return _NARROW if name in _FORMATS or name in {"period", "recommended"} else _USUAL


def _parameters(book: Workbook, report: AgreementReport) -> None:
    sheet: Any = book.create_sheet(tr("Parameters"))
    _head(sheet, [tr("Parameter"), tr("Value")], [_USUAL + 10, _WIDE])
    rows = [
        *report.parameters,
        (tr("Which codings count"), report.rule),
        (tr("Software"), report.software),
        (tr("Made on"), report.made_on),
        *((tr("Changed after agreement had been looked at"), change) for change in report.changes),
        *((tr("Methods"), paragraph) for paragraph in report.paragraphs),
    ]
    for row in rows:
        _add(sheet, *row)
    _wrap(sheet, 2)


def _matrices(book: Workbook, report: AgreementReport) -> None:
    """Put one matrix below the other; each has its own heads, so that only the first row is frozen."""
    from openpyxl.styles import Font  # noqa: PLC0415 - slow to import

    sheet: Any = book.create_sheet(tr("Confusion matrices"))
    _head(sheet, [tr("Rows are the first coder's codes, columns the second's")], [_USUAL + 16])
    for section in report.sections:
        for found in section.matrices:
            name = say(
                "report.matrix",
                what=found.about,
                method=found.method,
                first=found.coders[0],
                second=found.coders[1],
            )
            sheet.append([])
            _add(sheet, f"{section.heading}: {name}")
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
            _add(sheet, None, *found.table.names)
            for label, row in zip(found.table.names, found.table.matrix, strict=True):
                _add(sheet, label, *row)
                for cell in sheet[sheet.max_row][1:]:
                    cell.number_format = "#,##0.###"


def _notes(book: Workbook, report: AgreementReport) -> None:
    sheet: Any = book.create_sheet(tr("Notes"))
    heads = [tr("Coders"), tr("What is compared"), tr("Coefficient"), tr("Kind"), tr("Note")]
    _head(sheet, heads, [_USUAL, _USUAL + 10, _USUAL, _NARROW + 4, _WIDE])
    for one in report.results:
        found = one.coefficient
        said = [(tr("no value"), found.undefined)] if found.undefined else []
        said += [(tr("warning"), each) for each in found.warnings]
        said += [(tr("why this one"), one.why)] if one.why is not None and one.scope.pooled else []
        about = [" – ".join(name for name in one.coders if name), one.scope_name, one.method_name]
        for kind, problem in said:
            _add(sheet, *about, kind, problem.sentence)
    _wrap(sheet, len(heads))


def _curves(book: Workbook, report: AgreementReport) -> None:
    sheet: Any = book.create_sheet(tr("Tolerance"))
    heads = [
        *(tr("Coders"), tr("What is compared"), tr("Tolerance in seconds"), tr("Value")),
        *("ci_low", "ci_high", "n", tr("Fixed")),
    ]
    _head(sheet, heads, [_USUAL, _USUAL + 10, *[_USUAL - 4] * (len(heads) - 2)])
    for one, curve in report.curves:
        for tolerance, found in curve.points:
            interval = found.interval
            ends = (None, None) if interval is None else (interval.low, interval.high)
            about = (" – ".join(one.coders), one.scope_name)
            fixed = int(tolerance == curve.fixed)
            _add(sheet, *about, tolerance / SECOND, found.estimate, *ends, found.n_units, fixed)
            for cell in sheet[sheet.max_row][3:6]:
                cell.number_format = "0.000"


def _head(sheet: Any, names: Sequence[str], widths: Sequence[int]) -> None:
    """Write the first row in bold, keep it in sight, and set widths."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - slow to import
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet.append(list(names))
    for place, (cell, width) in enumerate(zip(sheet[1], widths, strict=True), 1):
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def _wrap(sheet: Any, column: int) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415 - slow to import

    for line in range(2, sheet.max_row + 1):
        sheet.cell(line, column).alignment = Alignment(wrap_text=True, vertical="top")


def _add(sheet: Any, *values: Any) -> None:
    """Append a row; text that begins like a formula stays text, and what no cell can hold is left out."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - slow to import

    texts = [place for place, value in enumerate(values) if isinstance(value, str)]
    row = list(values)
    for place in texts:
        row[place] = ILLEGAL_CHARACTERS_RE.sub("", row[place])[:_LONGEST]
    sheet.append(row)
    for place in texts:
        if row[place].startswith("="):
            sheet.cell(sheet.max_row, place + 1).data_type = "s"
