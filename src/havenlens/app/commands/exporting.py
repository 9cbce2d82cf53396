"""``havenlens export``: the tables of a study for other programs, and for an archive."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from havenlens.app.bootstrap import open_study
from havenlens.app.commands.results import StudyPath
from havenlens.app.commands.sequences import ByPerson, NoRepeats, Pause, Periods
from havenlens.app.output import print_json
from havenlens.app.progress import progress_bar
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_MOST_NOTICES = 20
_ONE_TABLE = 2


Out = Annotated[
    str,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE|DIR/",
        help=tr("A folder for every table, or a file that ends in .csv, .parquet, .xlsx, .sav or .dta."),
    ),
]
Table = Annotated[str | None, typer.Option(help=tr("Write one table only, such as events or ratings."))]
Form = Annotated[
    str | None,
    typer.Option("--format", help=tr("Format of a folder's files: csv, parquet, xlsx, sav or dta.")),
]
Deposit = Annotated[
    bool,
    typer.Option(
        "--deposit",
        help=tr("Write for an archive: new names, no words, no dates, only who allows sharing."),
    ),
]
NamesSeed = Annotated[int, typer.Option(help=tr("Draws the order of new names in a deposit."))]


def export(
    study: StudyPath,
    out: Out,
    table: Table = None,
    form: Form = None,
    deposit: Deposit = False,
    seed: NamesSeed = 1,
    periods: Periods = 1,
    pause: Pause = None,
    by_person: ByPerson = False,
    no_repeats: NoRepeats = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))
    ] = False,
) -> None:
    """Write the tables of a study."""
    from havenlens.app.results import AGREEMENT, export  # noqa: PLC0415 - quick start of other commands
    from havenlens.media.library import VideoLibrary  # noqa: PLC0415
    from havenlens.services.exporting import AnalysesAsked, ExportOrder  # noqa: PLC0415

    order = ExportOrder(
        Path(out),
        table,
        form,
        deposit,
        seed,
        is_folder=out.endswith(("/", "\\")),
        analyses=AnalysesAsked(periods, pause, by_person, no_repeats),
    )
    # Looking at agreement is written down in the study; everything else only reads it.
    file, opened = open_study(study, write=table == AGREEMENT, must=False)
    gc.freeze()  # what is loaded by now stays, and need not be looked through while rows come and go
    with file, progress_bar(tr("Writing tables")) as progress:
        done = export(opened, order, VideoLibrary(), progress)
    notices = [notice.sentence for notice in done.notices]
    if done.without_agreement:
        notices.append(say("export.agreement_not_looked_at"))
    if as_json:
        files = [str(path) for path in done.paths]
        told = {"study": str(study), "files": files, "rows": done.rows, "rule": done.rule or None}
        print_json({**told, "notices": notices})
        return
    _tell(done.paths, out, list(_rules(table, done.rule)), notices)


def _rules(table: str | None, rule: str) -> Iterator[str]:
    """Say which codings are in what was written: every one, or those that count in an analysis."""
    from havenlens.services.tables import PLAIN_TABLES  # noqa: PLC0415 - quick start of other commands

    if table is None or table in PLAIN_TABLES:
        yield say("done.export_rule")
    if rule:
        yield rule if table else say("export.rule_of_analyses", rule=rule)


def _tell(paths: Sequence[Path], out: str, rules: Sequence[str], notices: Sequence[str]) -> None:
    """Name one table and its dictionary; of a folder, say how many files are in it; then what is odd."""
    if len(paths) > _ONE_TABLE:
        print(say("done.exported", n=len(paths), path=out))
    else:
        for path in paths:
            print(say("done.written", path=path))
    for sentence in rules:
        print(sentence)
    for notice in notices[:_MOST_NOTICES]:
        print(notice, file=sys.stderr)
    if len(notices) > _MOST_NOTICES:
        print(say("export.more_notices", n=len(notices) - _MOST_NOTICES), file=sys.stderr)
