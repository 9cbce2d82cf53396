"""``havenlens reliability`` and ``report``: what a study gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from havenlens.app.bootstrap import open_study
from havenlens.app.output import print_agreement, print_json
from havenlens.app.progress import progress_bar
from havenlens.services.days import this_day
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.services.coaching.sending import SendOptions
    from havenlens.services.study import Study

# Not checked by Typer: a file that cannot be read is no wrong usage, and the study says what to do.
StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help=tr("a file that ends in .havenlens"), readable=False)
]


def reliability(
    study: StudyPath,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--out",
            help=tr("A file that ends in .html, .docx, .xlsx, .csv or .json; several may be given."),
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=tr("Work out the further coefficients too; this takes longer."))
    ] = False,
    profile: Annotated[
        bool, typer.Option("--profile", help=tr("Add how kappa over events changes with the tolerance."))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))
    ] = False,
) -> None:
    """Compute how far the coders of a study agree."""
    from havenlens.app.agreement_files import (  # noqa: PLC0415 - quick start of other commands
        check_formats,
        study_document,
        write_study_agreement,
    )
    from havenlens.app.agreement_work import work_out  # noqa: PLC0415
    from havenlens.app.output import print_curves, print_further  # noqa: PLC0415
    from havenlens.services.agreement_pairs import counting_rule  # noqa: PLC0415

    check_formats(out or [])
    file, opened = open_study(study, write=True, must=False)
    with file:
        with progress_bar(tr("Comparing coders")) as progress:
            found = work_out(opened, every=every, profile=profile, progress=progress)
        if file.writable:
            found.note_looking(opened)
        write_study_agreement(opened, study, found.results, out or [], found.curves)
        document = study_document(opened, study, found.results, found.curves) if as_json else None
    if document is not None:
        print_json(document)
    elif not out:
        print_agreement(found.results)
        print_further(found.further)
        print_curves(found.curves)
    else:
        for path in out:
            print(say("done.written", path=path))
        print(counting_rule())


def report(
    study: StudyPath,
    teacher: Annotated[str, typer.Option(help=tr("The teacher's label, such as T02."))],
    cycle: Annotated[int, typer.Option(help=tr("The number of the coaching cycle."))],
    out: Annotated[
        list[Path],
        typer.Option(
            "-o",
            "--out",
            help=tr(
                "A file that ends in .html, .pdf, .docx, or .zip for a pack to send; several may be given."
            ),
        ),
    ],
    language: Annotated[str, typer.Option(help=tr("The document's language: en, es or de."))] = "",
    letter: Annotated[bool, typer.Option("--letter", help=tr("On US Letter instead of A4."))] = False,
    override_by: Annotated[
        str | None,
        typer.Option(metavar="COACH", help=tr("An authorised coach who passes over missing consent.")),
    ] = None,
    reason: Annotated[str, typer.Option(help=tr("Why missing consent is passed over; it is logged."))] = "",
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help=tr("Encrypt the pack; the password is asked for."))
    ] = False,
) -> None:
    """Write the feedback document of a coaching cycle."""
    from havenlens.services.coaching.sending import SendOptions, check_formats  # noqa: PLC0415 - quick start

    check_formats(out, encrypted=encrypt)
    password = typer.prompt(tr("Password"), hide_input=True, confirmation_prompt=True) if encrypt else ""
    options = SendOptions(language, "letter" if letter else "a4", password)
    file, opened = open_study(study, write=True, must=False)
    with file:
        authority = (override_by, reason) if override_by else None
        paths = _send(opened, teacher, cycle, out, options, authority, logs=file.writable)
        logged = file.writable
    for path in paths:
        print(say("pack.written", path=path, size=f"{path.stat().st_size / 1e6:.1f}"))
    if not logged:
        print(say("pack.not_logged"))


def _send(
    study: Study,
    teacher: str,
    cycle: int,
    out: list[Path],
    options: SendOptions,
    authority: tuple[str, str] | None,
    *,
    logs: bool,
) -> list[Path]:
    """Write a cycle's documents past the gate of consent, and log each that left where that can be done."""
    from havenlens.app.feedback_files import write_report  # noqa: PLC0415 - quick start of other commands
    from havenlens.media.library import VideoLibrary  # noqa: PLC0415
    from havenlens.services.coaching.consent import Override  # noqa: PLC0415
    from havenlens.services.coaching.cycles import cycle_of  # noqa: PLC0415
    from havenlens.services.coaching.sending import log_sending, pass_the_gate  # noqa: PLC0415

    now = cycle_of(study, teacher, cycle)
    override = Override(study.coder(authority[0]).id, authority[1]) if authority else None
    passed = pass_the_gate(study, now, this_day(), override)
    who = override.coder if override else None
    log = (lambda path: log_sending(study, now, [path], who)) if logs else None
    with progress_bar(tr("Cutting clips")) as progress:
        ready = replace(options, passed=passed)
        return write_report(study, teacher, cycle, out, VideoLibrary(), progress, ready, log)
