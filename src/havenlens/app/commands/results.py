"""``havenlens export``, ``reliability`` and ``report``: what a study gives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from havenlens.app.bootstrap import open_study
from havenlens.app.output import print_agreement, print_json
from havenlens.app.progress import progress_bar
from havenlens.domain.problems import StudyError
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

# Not checked by Typer: a file that cannot be read is no wrong usage, and the study says what to do.
StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help=tr("a file that ends in .havenlens"), readable=False)
]


def export(
    study: StudyPath,
    out: Annotated[Path, typer.Option("-o", "--out", help=tr("A folder; made where it is missing."))],
) -> None:
    """Write every table of a study as CSV, with a data dictionary."""
    from havenlens.app.results import export_study  # noqa: PLC0415 - quick start of other commands
    from havenlens.media.library import VideoLibrary  # noqa: PLC0415
    from havenlens.services.files import make_folder  # noqa: PLC0415

    file, opened = open_study(study)
    with file, progress_bar(tr("Writing tables")) as progress:
        paths = export_study(opened, make_folder(out), VideoLibrary(), progress)
    print(say("done.exported", n=len(paths), path=out))
    print(say("done.export_rule"))


def reliability(
    study: StudyPath,
    out: Annotated[Path | None, typer.Option("-o", "--out", help=tr("A file that ends in .csv."))] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))
    ] = False,
) -> None:
    """Compute how far the coders of a study agree."""
    from havenlens.app.results import agreement_table  # noqa: PLC0415 - quick start of other commands
    from havenlens.exchange.tables import write_csv  # noqa: PLC0415
    from havenlens.services.agreement import agreement_of  # noqa: PLC0415
    from havenlens.services.agreement_pairs import counting_rule  # noqa: PLC0415

    if out is not None and out.suffix.lower() != ".csv":
        raise StudyError("file.no_csv", path=out)
    file, opened = open_study(study)
    with file, progress_bar(tr("Comparing coders")) as progress:
        results = agreement_of(opened, progress)
    if out is not None:
        write_csv(agreement_table(results), out)
    if as_json:
        parameters = {"rule": counting_rule()}
        found = [result.as_json() for result in results]
        print_json({"study": str(study), "parameters": parameters, "results": found})
    elif out is None:
        print_agreement(results)
    else:
        print(say("done.written", path=out))
        print(counting_rule())


def report(
    study: StudyPath,
    teacher: Annotated[str, typer.Option(help=tr("The teacher's label, such as T02."))],
    cycle: Annotated[int, typer.Option(help=tr("The number of the coaching cycle."))],
    out: Annotated[list[Path], typer.Option("-o", "--out", help=tr("A file that ends in .html or .pdf."))],
) -> None:
    """Write the feedback document of a coaching cycle."""
    from havenlens.app.results import write_report  # noqa: PLC0415 - quick start of other commands
    from havenlens.media.library import VideoLibrary  # noqa: PLC0415

    file, opened = open_study(study)
    with file, progress_bar(tr("Cutting clips")) as progress:
        paths = write_report(opened, teacher, cycle, out, VideoLibrary(), progress)
    for path in paths:
        print(say("done.written", path=path))
