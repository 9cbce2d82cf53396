"""Write a report on agreement as one page that can be read anywhere and printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from havenlens.reporting.agreement_curve import HEIGHT, WIDTH, draw
from havenlens.reporting.agreement_view import (
    DASH,
    amount,
    caption,
    figure,
    interval_heading,
    interval_note,
    note_below,
    opening,
    shown,
)
from havenlens.reporting.embedding import render_page
from havenlens.services.agreement_report import (
    AgreementReport,
    ReportCurve,
    ReportList,
    ReportMatrix,
    ReportSection,
    ReportTable,
)
from havenlens.services.files import write_whole
from havenlens.words.catalogue import language, tr
from havenlens.words.sentences import say

View = dict[str, Any]

_NOT_SEEN = frozenset({"missed"})
"""What both coders missed cannot be known, so that cell is no agreement."""


def write_agreement_html(report: AgreementReport, path: Path) -> None:
    """Write the page, whole or not at all."""
    write_whole(path, render_page("agreement.html.j2", ["agreement.css"], _view(report)))


def _view(report: AgreementReport) -> View:
    return {
        "lang": language().replace("_", "-"),
        "title": report.title,
        "opening": opening(report),
        "rule": report.rule,
        "changes": report.changes,
        "paragraphs": report.paragraphs,
        "parameters": report.parameters,
        "sections": [_section(report, place, each) for place, each in enumerate(report.sections, 1)],
        "curve_size": {"width": WIDTH, "height": HEIGHT},
        "interval": interval_heading(report),
        "labels": {
            "methods": tr("Methods"),
            "parameters": tr("Parameters"),
            "changes": tr("Changed after agreement had been looked at"),
            "rule": tr("Which codings count"),
            "contents": tr("Contents"),
            "matrices": tr("Confusion matrices"),
            "further": tr("Further coefficients"),
            "curves": tr("Agreement over tolerance"),
            "compared": tr("What is compared"),
            "coefficient": tr("Coefficient"),
            "coefficients": tr("Coefficients"),
            "value": tr("Value"),
            "values": tr("Values"),
            "n": tr("n"),
            "notes": tr("Notes"),
            "why": tr("Why these coefficients"),
            "tolerance": tr("Tolerance in seconds"),
            "fixed": tr("dashed: the tolerance that was fixed"),
            "total": tr("Total"),
        },
    }


def _section(report: AgreementReport, place: int, section: ReportSection) -> View:
    return {
        "id": f"pair-{place}",
        "heading": section.heading,
        "tables": [_table(report, section, each) for each in section.tables],
        "further": None if section.further is None else _list(report, section.further),
        "matrices": [_matrix(each) for each in section.matrices],
        "curves": [_curve(each) for each in section.curves],
    }


def _table(report: AgreementReport, section: ReportSection, table: ReportTable) -> View:
    return {
        "caption": caption(section, table),
        "columns": table.columns,
        "rows": [
            {"name": row.name, "depth": row.depth, "cells": [shown(value) for value in row.values]}
            for row in table.rows
        ],
        "note": note_below(report, section, table),
        "notes": table.notes,
        "why": table.why,
    }


def _list(report: AgreementReport, found: ReportList) -> View:
    names = list(dict.fromkeys(row.method for row in found.rows))
    return {
        "rows": [
            {"about": row.about, "depth": row.depth, "name": row.method, "value": shown(row.value)}
            for row in found.rows
        ],
        "note": interval_note(report, names),
        "notes": found.notes,
    }


def _matrix(found: ReportMatrix) -> View:
    rows = found.table.matrix
    digits = 0 if all(cell.is_integer() for row in rows for cell in row) else 1
    return {
        "name": say(
            "report.matrix",
            what=found.about,
            method=found.method,
            first=found.coders[0],
            second=found.coders[1],
        ),
        "names": found.table.names,
        "rows": [
            {
                "name": name,
                "cells": [amount(cell, digits) if cell else DASH for cell in row],
                "total": amount(sum(row), digits),
                "seen": code not in _NOT_SEEN,
            }
            for code, name, row in zip(found.table.ids, found.table.names, rows, strict=True)
        ],
        "totals": [amount(sum(column), digits) for column in zip(*rows, strict=True)],
        "total": amount(sum(map(sum, rows)), digits),
    }


def _curve(found: ReportCurve) -> View:
    said = ", ".join(f"{at:g} s: {figure(value.estimate)}" for at, value in found.points)
    return {
        "name": say("report.curve", what=found.about),
        "drawing": draw(found),
        "said": said,
        "rows": [(f"{at:g}", shown(value)) for at, value in found.points],
    }
