"""Run the whole demo: study, agreement, feedback document, tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from havenlens.app.bootstrap import open_study
from havenlens.app.demo.building import build_demo_study
from havenlens.app.feedback_files import write_report
from havenlens.app.results import export_study
from havenlens.services.agreement import agreement_of
from havenlens.services.agreement_columns import agreement_table
from havenlens.services.agreement_plan import note_unblinding
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.files import make_folder
from havenlens.services.ports import MediaLibrary, Progress, no_progress


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo made and found."""

    study: Path
    reports: tuple[Path, ...]
    exports: tuple[Path, ...]
    agreement: tuple[AgreementResult, ...]
    seconds: float


def run_demo(folder: Path, media: MediaLibrary, progress: Progress = no_progress) -> DemoResult:
    """Build, compare, report and export; the study is built anew in a folder that has none."""
    started = perf_counter()
    path = build_demo_study(folder, media, _part(progress, 0, 15))
    file, study = open_study(path, write=True)
    with file:
        agreement = agreement_of(study, _part(progress, 15, 25))
        note_unblinding(study, [scheme.id for scheme in study.store.schemes()], None)
        reports = make_folder(folder / "reports")
        made = write_report(
            study,
            "T02",
            3,
            [reports / "T02-cycle-3.html", reports / "T02-cycle-3.pdf"],
            media,
            _part(progress, 25, 95),
        )
        exports = make_folder(folder / "exports")
        others = [agreement_table(agreement)]
        tables = export_study(study, exports, media, _part(progress, 95, 100), others)
    progress(100, 100)
    return DemoResult(path, tuple(made), tuple(tables), tuple(agreement), perf_counter() - started)


def _part(progress: Progress, start: int, end: int) -> Progress:
    """Give the progress of one part of the work, which fills so many percent of the whole."""

    def tell(done: int, total: int) -> None:
        progress(start + (end - start) * done // max(1, total), 100)

    return tell
