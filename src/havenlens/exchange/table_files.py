"""Tables as files: the format goes by the suffix, and a data dictionary lies beside them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.exchange.statistics_files import renamed, write_dta_table, write_sav_table
from havenlens.exchange.table_workbooks import check_rows, write_workbook
from havenlens.services.exporting import FORMATS
from havenlens.services.files import (
    cannot_replace,
    cannot_write,
    check_can_write,
    make_folder,
    new_folder,
    write_whole,
)
from havenlens.services.ports import Progress, no_progress
from havenlens.services.tables import Column, Kind, TableSource, source_of_rows
from havenlens.services.tables.columns import Batch, length_of
from havenlens.words.catalogue import tr

DICTIONARY = "data_dictionary"
WORKBOOK = "tables.xlsx"


def format_of(path: Path) -> str:
    """Give the format that a file's suffix names; raise `StudyError` that lists those there are."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise StudyError("export.suffix", path=path, formats=", ".join(f".{each}" for each in FORMATS))
    return suffix


def check_format(form: str) -> None:
    """Refuse a format that there is not."""
    if form not in FORMATS:
        raise StudyError("export.format", format=form, formats=", ".join(FORMATS))


def write_table(source: TableSource, path: Path, progress: Progress = no_progress) -> list[Path]:
    """Write one table into a file, and its data dictionary beside it, both or neither; give the paths."""
    form, beside = format_of(path), path.with_name(f"{path.stem}_dictionary.csv")
    check_can_write(path)
    with _made_aside(path.parent) as aside:
        _write(_counted([source], progress), aside / path.name, form)
        _write_csv(dictionary([source], form), aside / beside.name)
        _moved(aside, path.parent)
    return [path, beside]


def write_one_workbook(
    sources: Sequence[TableSource], path: Path, progress: Progress = no_progress
) -> list[Path]:
    """Write all tables into one workbook, with a sheet that explains the columns."""
    _write([*_counted(sources, progress), dictionary(sources, "xlsx")], path, "xlsx")
    return [path]


def write_folder(
    sources: Sequence[TableSource],
    folder: Path,
    form: str = "csv",
    progress: Progress = no_progress,
    more: Callable[[Path], None] | None = None,
    *,
    package: bool = True,
) -> list[Path]:
    """Write all tables and their dictionary into a folder, whole or not at all; give the paths.

    ``more`` may put further files into the folder where they are made, before they are moved. A ``package``
    has the dictionary for programs too.
    """
    check_format(form)
    if form == "xlsx":
        check_rows(sources)
    with _made_aside(folder) as aside:
        counted = _counted(sources, progress)
        if form == "xlsx":
            _write([*counted, dictionary(sources, form)], aside / WORKBOOK, form)
        else:
            for source in counted:
                _write([source], aside / f"{source.name}.{form}", form)
        _write_csv(dictionary(sources, form), aside / f"{DICTIONARY}.csv")
        if package:
            described = json.dumps(table_package(sources, form), ensure_ascii=False, indent=2)
            write_whole(aside / f"{DICTIONARY}.json", described + "\n")
        if more is not None:
            more(aside)
        return _moved(aside, folder)


@contextmanager
def _made_aside(folder: Path) -> Iterator[Path]:
    """Give a hidden folder inside the target, on the same disk; it is gone in the end.

    So are folders that were made for it, where nothing was put into them. An error names the file as the
    person will know it.
    """
    new = [each for each in (folder, *folder.parents) if not os.path.exists(each)]  # noqa: PTH110 - never raises
    aside = None
    try:
        make_folder(folder)
        aside = new_folder(folder, "tables")
        yield aside
    except OSError as error:
        raise cannot_write(folder, error) from error
    except StudyError as error:
        path = error.problem.values.get("path")
        if aside is not None and isinstance(path, Path) and path.is_relative_to(aside):
            shown = folder / path.relative_to(aside)
            values = {**error.problem.values, "path": shown, "folder": folder}
            raise StudyError(error.problem.code, **values) from error.__cause__ or error
        raise
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        for each in new:
            with suppress(OSError):  # it holds what was written
                each.rmdir()


def _moved(aside: Path, folder: Path) -> list[Path]:
    """Move what was made to its place; where a file cannot be put there, all is as it was before.

    Windows, for one, lets nobody replace a file that another program has open.
    """
    made = sorted(path for path in aside.rglob("*") if path.is_file())
    old = new_folder(aside, "old")
    moved = []
    with ExitStack() as undo:
        for number, path in enumerate(made):
            target = folder / path.relative_to(aside)
            make_folder(target.parent)
            try:
                if target.is_file():
                    target.replace(old / str(number))
                    undo.callback((old / str(number)).replace, target)
                path.replace(target)
            except OSError as error:
                raise cannot_replace(target, error) from error
            undo.callback(target.unlink)
            moved.append(target)
        undo.pop_all()
    return moved


def _write(sources: Sequence[TableSource], path: Path, form: str) -> None:
    """Write one table, or all of them into a workbook."""
    if form == "xlsx":
        write_workbook(sources, path)
    elif form == "parquet":
        from havenlens.exchange.arrow_tables import write_parquet_table  # noqa: PLC0415 - when it is wanted

        write_parquet_table(sources[0], path)
    elif form == "sav":
        write_sav_table(sources[0], path)
    elif form == "dta":
        write_dta_table(sources[0], path)
    else:
        _write_csv(sources[0], path)


def _write_csv(source: TableSource, path: Path) -> None:
    from havenlens.exchange.arrow_tables import write_csv_table  # noqa: PLC0415 - when it is wanted

    write_csv_table(source, path)


@dataclass(slots=True)
class _Done:
    n: int = 0


def _counted(sources: Sequence[TableSource], progress: Progress) -> list[TableSource]:
    """Let each batch tell how many rows of all are done; telling may cancel."""
    total, done = max(1, sum(source.n_rows for source in sources)), _Done()

    def of(source: TableSource) -> TableSource:
        def batches() -> Iterator[Batch]:
            for batch in source.batches():
                progress(min(done.n, total), total)
                yield batch
                done.n += length_of(batch[0])
            progress(min(done.n, total), total)

        return replace(source, batches=batches)

    return [of(source) for source in sources]


def dictionary(sources: Sequence[TableSource], form: str = "csv") -> TableSource:
    """Make the table that explains every column of other tables; rows of no column are of whole tables."""
    rows: list[dict[str, Any]] = []
    for source in sources:
        names = renamed(source.columns, f".{form}")
        rows += [{"table": source.name, "meaning": sentence} for sentence in source.about]
        rows += [
            {
                "table": source.name,
                "column": column.name,
                "meaning": column.meaning,
                "type": column.kind.value,
                "missing": column.missing or None,
                "labels": "; ".join(f"{value} = {words}" for value, words in column.labels.items()) or None,
                "name_in_file": names.get(column.name),
            }
            for column in source.columns
        ]
    columns = [
        Column("table", Kind.CATEGORY, tr("name of the table")),
        Column("column", Kind.TEXT, tr("name of the column"), tr("it is about the whole table")),
        Column("meaning", Kind.TEXT, tr("what stands in the column")),
        Column("type", Kind.CATEGORY, tr("what values it has")),
        Column("missing", Kind.TEXT, tr("what an empty cell means")),
        Column("labels", Kind.TEXT, tr("words for the values of a category")),
    ]
    if form in ("sav", "dta"):
        columns.append(Column("name_in_file", Kind.TEXT, tr("its name in the file, where that is another")))
    return source_of_rows(DICTIONARY, columns, rows)


_TYPES = {
    Kind.TEXT: "string",
    Kind.CATEGORY: "string",
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.FLAG: "boolean",
    Kind.DATE: "date",
    Kind.INSTANT: "datetime",
}


def table_package(sources: Sequence[TableSource], form: str) -> dict[str, Any]:
    """Describe tables for programs, in the words of the Frictionless Table Schema."""
    return {
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "resources": [
            {
                "name": source.name,
                "path": WORKBOOK if form == "xlsx" else f"{source.name}.{form}",
                "format": form,
                "rows": source.n_rows,
                **({"description": " ".join(source.about)} if source.about else {}),
                "schema": {
                    "fields": [_field(column) for column in source.columns],
                    "missingValues": [""],
                },
            }
            for source in sources
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": column.meaning}
    if column.missing:
        field["missing"] = column.missing
    if column.labels:
        field["categories"] = [{"value": value, "label": words} for value, words in column.labels.items()]
    return field
