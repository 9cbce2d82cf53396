"""A study's sequences as files: JSON, CSV, a workbook, or a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.services.agreement_columns import SOFTWARE
from havenlens.services.files import write_whole
from havenlens.services.ports import Progress, no_progress
from havenlens.services.sequences.report import sequence_report
from havenlens.services.sequences.results import SequenceResults
from havenlens.words.sentences import say

FORMATS = (".html", ".xlsx", ".csv", ".json")


def check_formats(paths: Sequence[Path]) -> None:
    """Refuse a file of a kind that nobody writes, before anything is computed."""
    for path in paths:
        if path.suffix.lower() not in FORMATS:
            raise StudyError("sequences.format", path=path)


def sequence_document(
    results: SequenceResults, study: Path, progress: Progress = no_progress
) -> dict[str, Any]:
    """Give everything as one plain document, with the study and the program that computed it."""
    return {"study": str(study), "software": SOFTWARE, **results.plain(progress)}


def write_sequences(
    results: SequenceResults, study: Path, paths: Sequence[Path], progress: Progress = no_progress
) -> list[Path]:
    """Write results in the format of each path's suffix, and give the paths of all that was written.

    A CSV file has the main numbers only. What its columns mean, by which rule and with which parameters they
    were worked out, and what had to be left out, lies beside it.
    """
    check_formats(paths)
    written = []
    for path in paths:
        written.append(path)
        match path.suffix.lower():
            case ".html":
                _write_page(results, study, path)
            case ".xlsx":
                _write_workbook(results, path)
            case ".csv":
                written[-1:] = _write_csv(results, path)
            case _:
                document = sequence_document(results, study, progress)
                write_whole(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return written


def _write_page(results: SequenceResults, study: Path, path: Path) -> None:
    from havenlens.reporting.sequences_html import write_sequences_html  # noqa: PLC0415 - slow to import

    title = say("sequences.of", name=study.stem)
    write_sequences_html(sequence_report(results, title, charts=True), path)


def _write_workbook(results: SequenceResults, path: Path) -> None:
    from havenlens.exchange.table_workbooks import write_workbook  # noqa: PLC0415 - slow to import
    from havenlens.services.sequences.tables import (  # noqa: PLC0415
        left_out_source,
        parameter_source,
        result_sources,
    )

    found = [source for source in result_sources(results) if source.n_rows]
    write_workbook([*found, parameter_source(results), left_out_source(results)], path)


def _write_csv(results: SequenceResults, path: Path) -> list[Path]:
    from havenlens.exchange.table_files import write_table  # noqa: PLC0415 - slow to import
    from havenlens.services.sequences.tables import result_sources  # noqa: PLC0415

    source = next(one for one in result_sources(results) if one.name == "sequence_results")
    left_out = [f"{say('sequences.left_out')} {each}" for each in results.warnings]
    return write_table(replace(source, about=(*source.about, *left_out)), path)
