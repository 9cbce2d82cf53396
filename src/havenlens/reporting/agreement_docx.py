"""Write a report on agreement as a Word document: tables as APA sets them, and the methods paragraph."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from havenlens.reporting.agreement_view import (
    ShownValue,
    caption,
    interval_heading,
    interval_note,
    note_below,
    opening,
    shown,
)
from havenlens.reporting.apa import ApaDocument
from havenlens.services.agreement_report import (
    AgreementReport,
    ReportCurve,
    ReportList,
    ReportSection,
    ReportTable,
)
from havenlens.services.files import whole_file
from havenlens.words.catalogue import language, tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.reporting.apa import Cells


def write_agreement_docx(report: AgreementReport, path: Path) -> None:
    """Write the document, whole or not at all."""
    made = datetime.combine(report.made_on, datetime.min.time(), tzinfo=UTC)
    document = ApaDocument(report.title, report.software, made, language().replace("_", "-"))
    document.paragraph(opening(report))
    document.paragraph(say("report.rule", rule=report.rule))
    if report.changes:
        document.heading(tr("Changed after agreement had been looked at"))
        document.points(report.changes)
    for section in report.sections:
        document.heading(section.heading)
        for table in section.tables:
            _table(document, report, section, table)
        if section.further is not None:
            _list(document, report, section, section.further)
        for curve in section.curves:
            _curve(document, report, curve)
    document.heading(tr("Methods"))
    for paragraph in report.paragraphs:
        document.paragraph(paragraph)
    document.heading(tr("Parameters"))
    document.points([f"{name}: {value}" for name, value in report.parameters])
    with whole_file(path) as temporary:
        document.save(temporary)


def _figures(value: ShownValue) -> Cells:
    letters = sorted(value.letters.split("\u202f"), key=lambda one: (len(one), one))
    return ((value.value, ", ".join(letters)), (value.interval, ""), (value.n, ""))


def _table(
    document: ApaDocument, report: AgreementReport, section: ReportSection, table: ReportTable
) -> None:
    beneath = [tr("Value"), interval_heading(report), tr("n")]
    document.table(
        caption(section, table),
        [(tr("What is compared"), 1), *((name, 3) for name in table.columns)],
        [*beneath] * len(table.columns),
        [
            (
                row.name,
                row.depth,
                [part for value in row.values for part in _figures(shown(value, bare=True))],
            )
            for row in table.rows
        ],
        note_below(report, section, table),
        table.notes,
    )


def _list(document: ApaDocument, report: AgreementReport, section: ReportSection, found: ReportList) -> None:
    names = list(dict.fromkeys(row.method for row in found.rows))
    kind = tr("Further coefficients") if section.tables else tr("Coefficients")
    document.table(
        say("report.caption", kind=kind, about=section.heading),
        [],
        [tr("What is compared"), tr("Coefficient"), tr("Value"), interval_heading(report), tr("n")],
        [
            (row.about, row.depth, [(row.method, ""), *_figures(shown(row.value, bare=True))])
            for row in found.rows
        ],
        interval_note(report, names),
        found.notes,
        texts=2,
    )


def _curve(document: ApaDocument, report: AgreementReport, curve: ReportCurve) -> None:
    document.table(
        say("report.curve", what=curve.about),
        [],
        [tr("Tolerance in seconds"), tr("Value"), interval_heading(report), tr("n")],
        [(f"{at:g}", 0, _figures(shown(value, bare=True))) for at, value in curve.points],
        _fixed(curve),
        (),
    )


def _fixed(curve: ReportCurve) -> str:
    return "" if curve.fixed is None else say("report.fixed_tolerance", tolerance=f"{curve.fixed:g}")
