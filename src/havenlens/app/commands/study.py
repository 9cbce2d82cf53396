"""``havenlens study``: make, describe, check, back up, fill, and take people out of a study."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from havenlens.app.bootstrap import add_shipped_schemes, create_study, open_study
from havenlens.app.output import print_json, print_table
from havenlens.app.progress import progress_bar
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.study import Study
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say

study_app = typer.Typer(no_args_is_help=True, help=tr("Make, describe, check, back up and fill a study."))

# Not checked by Typer: a file that cannot be read is no wrong usage, and the study says what to do.
StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help=tr("a file that ends in .havenlens"), readable=False)
]
Json = Annotated[bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))]


@study_app.command(help=tr("Make a study with the shipped coding schemes in it."))
def new(
    study: StudyPath,
    name: Annotated[str | None, typer.Option(help=tr("What the study is called."))] = None,
) -> None:
    """Make a study with the shipped coding schemes in it."""
    file, _ = create_study(study, name or study.stem, add_shipped_schemes)
    with file:
        print(say("done.study_made", path=file.path))


@study_app.command(help=tr("Say what is in a study."))
def info(study: StudyPath, as_json: Json = False) -> None:
    """Say what is in a study."""
    file, opened = open_study(study)
    with file:
        facts = _facts(file.name, opened)
    if as_json:
        print_json({"study": str(study), **facts})
        return
    print_table([tr("What"), tr("In this study")], [(tr(key), _short(value)) for key, value in facts.items()])


def _facts(name: str, study: Study) -> dict[str, object]:
    store = study.store
    counts = store.event_counts()
    codings = store.list_codings()
    return {
        "name": name,
        "observations": [observation.name for observation in store.observations()],
        "participants": [person.label for person in store.participants()],
        "coders": [coder.name for coder in store.coders()],
        "schemes": [f"{scheme.scheme} {scheme.version}" for scheme in store.schemes()],
        "codings": len(codings),
        "events": sum(counts.values()),
        "ratings": sum(len(store.ratings_of(coding.id)) for coding in codings),
    }


def _short(value: object) -> str:
    return ", ".join(value) or "–" if isinstance(value, list) else str(value)


@study_app.command(
    help=tr("Check the file, its change log and its events; exit 1 where something does not hold.")
)
def check(study: StudyPath, as_json: Json = False) -> None:
    """Check the file, its change log and its events; exit 1 where something does not hold."""
    file, _ = open_study(study)
    with file:
        problems = file.check()
    if as_json:
        print_json({"study": str(study), "problems": [problem.sentence for problem in problems]})
    elif not problems:
        print(say("done.check_clean", path=study))
    else:
        _print_problems(problems)
    if problems:
        raise typer.Exit(1)


@study_app.command(help=tr("Copy a study while it may be in use."))
def backup(
    study: StudyPath,
    out: Annotated[Path | None, typer.Option("-o", "--out", help=tr("Where to put the copy."))] = None,
) -> None:
    """Copy a study while it may be in use."""
    from havenlens.store.study_file import backup as copy  # noqa: PLC0415 - quick start of other commands

    print(say("done.backup", path=copy(study, out)))


@study_app.command(
    help=tr(
        "Register the videos of a table: all rows are checked first; safe to run again. People are written "
        "label:pseudonym:role, several with semicolons between; every other column is an observation "
        "variable; videos are found beside the table. A camera's files that follow each other are one "
        "recording: name them in the column video in their order, with semicolons between."
    )
)
def add(
    study: StudyPath,
    manifest: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help=tr("CSV with a column name, and as you like: title, video, filmed_on, people, variables."),
        ),
    ] = None,
    assignments: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help=tr("CSV with columns observation, scheme, coder, and as you like: purpose, due_on, note."),
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Register the videos of a table: all rows are checked first; safe to run again.

    People are written label:pseudonym:role, several with semicolons between; every other column is an
    observation variable; videos are found beside the table, several of one recording with semicolons between.
    Another table may say who codes what.
    """
    if manifest is None and assignments is None:
        raise typer.BadParameter(tr("Name a table with --manifest or --assignments."))
    open_study(study)[0].close()  # a mistake in the name is told before all videos are read
    said: dict[str, object] = {}
    if manifest is not None:
        said |= _add_videos(study, manifest, quiet=as_json)
    if assignments is not None:
        said |= _add_assignments(study, assignments, quiet=as_json)
    if as_json:
        print_json(said)


def _add_videos(study: Path, manifest: Path, *, quiet: bool) -> dict[str, object]:
    from havenlens.exchange.tables import read_csv_rows  # noqa: PLC0415 - quick start of other commands
    from havenlens.media.library import VideoLibrary  # noqa: PLC0415
    from havenlens.services.manifest import check_against_study, check_manifest, register  # noqa: PLC0415

    rows = read_csv_rows(manifest)
    with progress_bar(tr("Reading videos")) as progress:
        good, problems = check_manifest(
            manifest.name, rows, manifest.resolve().parent, VideoLibrary().facts, progress
        )
    file, opened = open_study(study, write=True)
    with file:
        problems += check_against_study(opened, manifest.name, good)
        if problems:
            _print_problems(problems)
            raise typer.Exit(1)
        done = register(opened, manifest.name, good)
    if not quiet:
        print(say("done.added", n=len(done.added), unchanged=len(done.unchanged)))
    return {"added": list(done.added), "unchanged": list(done.unchanged)}


def _add_assignments(study: Path, table: Path, *, quiet: bool) -> dict[str, object]:
    from havenlens.exchange.tables import read_csv_rows  # noqa: PLC0415 - quick start of other commands
    from havenlens.services.assignment_plan import carry_out, check_plan  # noqa: PLC0415

    rows = read_csv_rows(table)
    file, opened = open_study(study, write=True)
    with file:
        good, problems = check_plan(opened, table.name, rows)
        if problems:
            _print_problems(problems)
            raise typer.Exit(1)
        done = carry_out(opened, good)
    if not quiet:
        print(say("work.assigned", n=len(done.new), there=done.there))
    return {"assigned": len(done.new), "assigned_already": done.there}


@study_app.command("hand-out", help=tr("Write one file with a coder's work, to be coded elsewhere."))
def hand_out_file(
    study: StudyPath,
    coder: Annotated[str, typer.Option(metavar="NAME", help=tr("Whose work it is."))],
    out: Annotated[Path, typer.Option("-o", "--out", help=tr("The file to write, ending in .havenlens."))],
    as_json: Json = False,
) -> None:
    """Write one file with a coder's work, to be coded elsewhere and merged with ``havenlens import``."""
    from havenlens.services.handing_out import hand_out  # noqa: PLC0415 - quick start of other commands

    file, opened = open_study(study, write=True)
    with file, progress_bar(say("handout.working", coder=coder)) as progress:
        done = hand_out(opened, opened.coder(coder).id, out, progress)
    contents = done.contents
    if as_json:
        counts = {"observations": contents.observations, "assignments": contents.assignments}
        print_json({"study": str(study), "coder": done.coder, "file": str(done.path), **counts})
        return
    print(say("handout.made", coder=done.coder, n=contents.observations, path=done.path))


@study_app.command(help=tr("List what is kept about a person, then erase it; the change log still verifies."))
def withdraw(
    study: StudyPath,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=tr("label or pseudonym"))],
    yes: Annotated[bool, typer.Option("--yes", help=tr("Erase without asking again."))] = False,
) -> None:
    """List what is kept about a person, then erase it; the change log still verifies."""
    from havenlens.store.study_file import copies_of  # noqa: PLC0415 - quick start of other commands

    file, opened = open_study(study, write=True)
    with file:
        found = opened.person(person)
        plan = file.withdrawals.plan_withdrawal(found)
        print_table([tr("What is erased"), tr("How many")], [(tr(k), str(n)) for k, n in plan.counts.items()])
        for place in plan.places:
            print("  " + place)
        if not yes and not typer.confirm(say("ask.withdraw", person=found.pseudonym, n=plan.total)):
            raise StudyError("done.nothing_changed")
        file.withdrawals.withdraw(found)
        print(say("done.withdrawn", person=found.pseudonym, n=plan.total))
        for copy in copies_of(file.path):
            print(say("withdraw.backup", path=copy))
        names = {coder.id: coder.name for coder in opened.store.coders()}
        for row in opened.store.rows_of("hand_outs"):
            holder = names.get(row["coder"], "–")
            print(say("handout.still_holds", file=row["contents"].get("file", "–"), coder=holder))


def _print_problems(problems: list[Problem]) -> None:
    for problem in problems:
        print(problem.sentence, file=sys.stderr)
    print(ntr("{n} problem", "{n} problems", len(problems)), file=sys.stderr)
