"""Agreement as files: JSON, CSV, a workbook, HTML, or a Word document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from havenlens.domain.problems import StudyError
from havenlens.services.agreement_columns import SOFTWARE, agreement_table
from havenlens.services.agreement_pairs import counting_rule
from havenlens.services.agreement_plan import changes_told, plan_of
from havenlens.services.agreement_report import AgreementReport, Curves, plain_report, study_report
from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.services.files import write_whole
from havenlens.services.study import Study
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import

FORMATS = (".html", ".docx", ".xlsx", ".csv", ".json")


def check_formats(paths: Sequence[Path]) -> None:
    """Refuse a file of a kind that nobody writes, before anything is computed."""
    for path in paths:
        if path.suffix.lower() not in FORMATS:
            raise StudyError("report.agreement_format", path=path)


def write_study_agreement(
    study: Study, path: Path, results: Sequence[AgreementResult], paths: Sequence[Path], curves: Curves = ()
) -> None:
    """Write a study's agreement in the format of each path's suffix; ``path`` is the study's own."""
    check_formats(paths)
    title = say("report.agreement_of", name=path.stem)
    report = study_report(study, title, results, curves)
    for each in paths:
        _write(report, study_document(study, path, results, curves), each)


def write_plain_agreement(found: Sequence[Coefficient], told: Mapping[str, Any], path: Path) -> None:
    """Write what was computed from a plain table, in the format of the path's suffix."""
    check_formats([path])
    files = [Path(name).name for name in told.get("files", ())]
    results = [AgreementResult("", Scope(), ("", ""), 0, each) for each in found]
    title = say("report.agreement_of", name=", ".join(files) or "–")
    _write(plain_report(title, results, {**told, "files": files}), plain_document(found, told), path)


def _write(report: AgreementReport, document: Mapping[str, Any], path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix == ".html":
        from havenlens.reporting.agreement_html import write_agreement_html  # noqa: PLC0415 - Jinja is slow to import

        write_agreement_html(report, path)
    elif suffix == ".docx":
        from havenlens.reporting.agreement_docx import write_agreement_docx  # noqa: PLC0415 - when it is wanted

        write_agreement_docx(report, path)
    elif suffix == ".xlsx":
        from havenlens.exchange.workbooks import write_agreement_workbook  # noqa: PLC0415 - when it is wanted

        write_agreement_workbook(report, path)
    elif suffix == ".csv":
        from havenlens.exchange.tables import write_csv  # noqa: PLC0415 - when it is wanted

        write_csv(agreement_table(report.results), path)
    else:
        write_whole(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def study_document(
    study: Study, path: Path, results: Sequence[AgreementResult], curves: Curves = ()
) -> dict[str, Any]:
    """Give a study's agreement as plain values: parameters, results, and curves where they were asked for."""
    held = plan_of(study)
    parameters = {
        **held.plan.as_json(),
        "fixed_at": None if held.fixed_at is None else held.fixed_at.isoformat(),
        "rule": counting_rule(),
        "changes": [change.sentence for change in changes_told(study)],
        "software": SOFTWARE,
    }
    document = {
        "study": str(path),
        "parameters": parameters,
        "results": [result.as_json() for result in results],
    }
    if curves:
        document["profiles"] = [
            {
                "scheme": one.scheme,
                "scope": one.scope.as_json(),
                "coders": list(one.coders),
                **curve.as_json(),
            }
            for one, curve in curves
        ]
    return document


def plain_document(found: Sequence[Coefficient], told: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was computed from a plain table as plain values."""
    return {"input": dict(told), "results": [each.as_json() for each in found]}
