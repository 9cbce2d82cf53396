"""Write a study for an archive: its tables under new names, and everything that has to lie beside them."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from havenlens import __version__
from havenlens.domain.problems import Problem, StudyError
from havenlens.exchange.deposits import Beside, write_beside
from havenlens.exchange.table_files import write_folder
from havenlens.exchange.table_workbooks import check_rows
from havenlens.services.agreement_pairs import counting_rule as compared
from havenlens.services.agreement_plan import plan_of
from havenlens.services.deposit import left_out_source, plan_deposit, small_cell_source
from havenlens.services.exporting import Exported, ExportOrder
from havenlens.services.files import cannot_write, check_can_write
from havenlens.services.ports import Progress, in_parts
from havenlens.services.sequences.counting import counting_rule, rule_shown
from havenlens.services.sequences.gathering import options_of
from havenlens.services.sequences.report import parameters_shown
from havenlens.services.sequences.results import parameters_of
from havenlens.services.sequences.tables import sequence_sources
from havenlens.services.study import Study
from havenlens.services.tables import tables_of
from havenlens.services.tables.events import FramesOf
from havenlens.store.schema import HEAD

_WEIGHTS = (3, 2)
"""Working sequences out takes longer than writing all tables."""


def write_deposit(
    study: Study, order: ExportOrder, form: str, today: date, frames_of: FramesOf, progress: Progress
) -> Exported:
    """Write a deposit into an empty folder; its notices go by the new names, as in its README."""
    folder, options = order.out, options_of(order.analyses)
    _refuse_taken(folder)
    found_out, written = in_parts(progress, *_WEIGHTS)
    with study.store.transaction():
        notices: list[Problem] = []
        deposit = plan_deposit(study, order.seed, today, notices.append)
        tables = tables_of(deposit.contents, frames_of)
        if form == "xlsx":
            check_rows(tables)
        tables += sequence_sources(deposit.contents, found_out, options)
        tables += [left_out_source(deposit), small_cell_source(deposit)]
        used = {coding.scheme for coding in deposit.contents.codings}
        rule = rule_shown(counting_rule(study), study, deposit.contents.coder_names)
        beside = Beside(
            schemes=[scheme for scheme in study.store.schemes() if scheme.id in used],
            parameters={
                "agreement": {**plan_of(study).plan.as_json(), "rule": compared()},
                "sequences": {**parameters_of(options), "rule": rule.as_json()},
            },
            rule=rule.sentence,
            options=parameters_shown(rule, options)[1:],
            versions={"havenlens": __version__, "python": platform.python_version(), "schema": HEAD},
        )

        def more(aside: Path) -> None:
            write_beside(deposit, tables, replace(beside, notices=_each_once(notices)), aside)

        paths = write_folder(tables, folder, form, written, more)
    return Exported(paths, {table.name: table.n_rows for table in tables}, _each_once(notices))


def _each_once(notices: Sequence[Problem]) -> list[Problem]:
    """Leave out what was told before: some formats read a table twice."""
    return list({notice.sentence: notice for notice in notices}.values())


def _refuse_taken(folder: Path) -> None:
    """Keep out of an archive what lay in the folder before."""
    check_can_write(folder, is_folder=True)
    try:
        taken = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise cannot_write(folder, error) from error
    if taken:
        raise StudyError("deposit.not_empty", path=folder)
