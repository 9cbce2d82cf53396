"""Write a study for an archive: its tables under new names, and everything that has to lie beside them."""

from __future__ import annotations

import platform
from datetime import date
from pathlib import Path

from havenlens import __version__
from havenlens.domain.problems import StudyError
from havenlens.exchange.deposits import Beside, write_beside
from havenlens.exchange.table_files import write_folder
from havenlens.exchange.table_workbooks import check_rows
from havenlens.services.agreement_pairs import counting_rule
from havenlens.services.agreement_plan import plan_of
from havenlens.services.deposit import left_out_source, plan_deposit, small_cell_source
from havenlens.services.files import cannot_write, check_can_write
from havenlens.services.ports import Progress, in_parts
from havenlens.services.sequences.tables import sequence_sources
from havenlens.services.study import Study
from havenlens.services.tables import tables_of
from havenlens.services.tables.events import FramesOf
from havenlens.store.schema import HEAD

_WEIGHTS = (3, 2)
"""Working sequences out takes longer than writing all tables."""


def write_deposit(
    study: Study, folder: Path, form: str, seed: int, today: date, frames_of: FramesOf, progress: Progress
) -> tuple[list[Path], dict[str, int]]:
    """Write a deposit into an empty folder; give the paths, and the rows of each table."""
    _refuse_taken(folder)
    found_out, written = in_parts(progress, *_WEIGHTS)
    with study.store.transaction():
        deposit = plan_deposit(study, seed, today)
        tables = tables_of(deposit.contents, frames_of)
        if form == "xlsx":
            check_rows(tables)
        tables += sequence_sources(deposit.contents, found_out)
        tables += [left_out_source(deposit), small_cell_source(deposit)]
        used = {coding.scheme for coding in deposit.contents.codings}
        held = plan_of(study)
        beside = Beside(
            schemes=[scheme for scheme in study.store.schemes() if scheme.id in used],
            parameters={"agreement": held.plan.as_json(), "rule": counting_rule()},
            versions={"havenlens": __version__, "python": platform.python_version(), "schema": HEAD},
        )

        def more(aside: Path) -> None:
            write_beside(deposit, tables, beside, aside)

        paths = write_folder(tables, folder, form, written, more)
    return paths, {table.name: table.n_rows for table in tables}


def _refuse_taken(folder: Path) -> None:
    """Keep out of an archive what lay in the folder before."""
    check_can_write(folder, is_folder=True)
    try:
        taken = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise cannot_write(folder, error) from error
    if taken:
        raise StudyError("deposit.not_empty", path=folder)
