"""Write a report on sequences as one page with its pictures, to be read anywhere and printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from havenlens.reporting.chart_svg import PAPER, draw_svg
from havenlens.reporting.embedding import render_page
from havenlens.services.charts.model import Chart, Ink
from havenlens.services.files import write_whole
from havenlens.services.sequences.report import ReportSection, SequenceReport
from havenlens.words.catalogue import language, tr
from havenlens.words.reports import day
from havenlens.words.sentences import say

View = dict[str, Any]

_INKS = {ink: f"var(--{ink.value})" for ink in Ink}
"""The page's own colours, so that pictures follow its light and dark."""


def write_sequences_html(report: SequenceReport, path: Path) -> None:
    """Write the page, whole or not at all."""
    styles = ["agreement.css", "sequences.css"]
    write_whole(path, render_page("sequences.html.j2", styles, _view(report)))


def _view(report: SequenceReport) -> View:
    return {
        "lang": language().replace("_", "-"),
        "title": report.title,
        "opening": say("report.made", day=day(report.made_on), software=report.software),
        "rule": report.rule,
        "counted": report.counted,
        "left_out": report.left_out,
        "parameters": report.parameters,
        "sections": [_section(place, each) for place, each in enumerate(report.sections, 1)],
        "labels": {
            "rule": tr("Which codings count"),
            "left_out": say("sequences.left_out"),
            "contents": tr("Contents"),
            "parameters": tr("Parameters"),
            "notes": tr("Notes"),
        },
    }


def _section(place: int, section: ReportSection) -> View:
    return {
        "id": f"scheme-{place}",
        "heading": section.heading,
        "about": section.about,
        "charts": [_chart(each) for each in section.charts],
        "tables": section.tables,
    }


def _chart(chart: Chart) -> View:
    from markupsafe import Markup  # noqa: PLC0415 - late: start of the program

    drawn = draw_svg(chart, {**PAPER, **_INKS})
    return {"title": chart.title, "summary": chart.summary, "svg": Markup(drawn)}  # noqa: S704 - draw_svg escapes
