"""``havenlens agree``: agreement from a plain table, no study needed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from havenlens.app.output import print_coefficients, print_json
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.services.plain_data import PlainTable, TableKind
from havenlens.services.plain_options import LEVELS, WEIGHTS, AgreeOptions, read_params
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import

_UNITS = {"s": 1_000_000.0, "ms": 1000.0, "frame": 40_000.0}
"""Microseconds in a unit of a table's time; a frame is one of 25 a second where no fps is given."""


Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="FILE…", help=tr("Tables of ratings or events: CSV or .xlsx."), readable=False),
]
Methods = Annotated[
    list[str] | None,
    typer.Option("--method", "-m", help=tr("One or more methods, or all that fit the table.")),
]
Weights = Annotated[
    str | None, typer.Option(help=tr("none, linear, quadratic, ordinal, or a file with a matrix"))
]
Params = Annotated[
    list[str] | None, typer.Option("--param", "-p", help=tr("A method's own parameter: name=value."))
]
Outs = Annotated[
    list[Path] | None,
    typer.Option("-o", "--out", help=tr("Write .html, .docx, .xlsx, .csv or .json; several may be given.")),
]


def agree(
    files: Files = None,
    method: Methods = None,
    level: Annotated[str | None, typer.Option(help=tr("nominal, ordinal, interval or ratio"))] = None,
    weights: Weights = None,
    ci: Annotated[float, typer.Option(help=tr("Level of intervals."))] = 0.95,
    bootstrap: Annotated[int, typer.Option(min=0, help=tr("Number of resamples."))] = 0,
    seed: Annotated[int, typer.Option(min=0, help=tr("Seed of the resamples."))] = 2026,
    param: Params = None,
    time_unit: Annotated[str, typer.Option(help=tr("s, ms or frame"))] = "s",
    out: Outs = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))
    ] = False,
) -> None:
    """Compute agreement from a plain table."""
    from havenlens.app.agreement_files import (  # noqa: PLC0415 - quick start of other commands
        check_formats,
        plain_document,
        write_plain_agreement,
    )

    check_formats(out or [])
    params = read_params(param or [])
    options = AgreeOptions(
        _one_of("level", level or params.pop("level", None), LEVELS),
        _weights(weights or params.pop("weights", None)),
        _share(ci),
        bootstrap,
        seed,
        params,
    )
    names = [name.strip() for text in method or ["all"] for name in text.split(",") if name.strip()]
    found, told = _computed(files or [], names, options, time_unit, params)
    for path in out or []:
        write_plain_agreement(found, told, path)
    if as_json:
        print_json(plain_document(found, told))
    elif not out:
        print_coefficients(found)
    else:
        for path in out:
            print(say("done.written", path=path))


def _computed(
    files: Sequence[Path],
    methods: Sequence[str],
    options: AgreeOptions,
    time_unit: str,
    params: dict[str, Any],
) -> tuple[list[Coefficient], dict[str, Any]]:
    """Read the tables and compute; what was read is told beside the coefficients."""
    from havenlens.exchange.plain_tables import read_table  # noqa: PLC0415 - quick start of other commands
    from havenlens.services.plain_agreement import agree_on  # noqa: PLC0415

    kind = _one_of("table", params.pop("table", None), [each.value for each in TableKind])
    tables = [read_table(path, None if kind is None else TableKind(kind)) for path in files]
    if isinstance(index := params.get("index_file"), str):
        params["index_file"] = _draws(read_table(Path(index)))
    found = agree_on(tables, methods, options, _scale(time_unit, params))
    told = {
        "files": [str(path) for path in files],
        "kind": [table.kind.value for table in tables],
        "time_unit": time_unit,
    }
    return found, told


def _one_of(name: str, value: Any, allowed: Sequence[str]) -> str | None:
    if value is not None and value not in allowed:
        raise StudyError("plain.param_value", name=name, value=value, allowed=", ".join(allowed))
    return None if value is None else str(value)


def _share(level: float) -> float:
    if not 0 < level < 1:
        raise StudyError("plain.param_value", name="--ci", value=level, allowed="0.95")
    return level


def _scale(unit: str, params: dict[str, Any]) -> float:
    """Give the microseconds in a unit of the table's time; frames are counted at ``fps``."""
    chosen = _one_of("--time-unit", unit, list(_UNITS))
    fps = params.pop("fps", None)
    if chosen != "frame" or fps is None:
        return _UNITS[str(chosen)]
    if isinstance(fps, bool) or not isinstance(fps, int | float) or fps <= 0:
        raise StudyError("plain.param_value", name="fps", value=fps, allowed="25")
    return SECOND / fps


def _draws(table: PlainTable) -> list[list[int | str]]:
    """Give the numbers of the observations that each resample drew."""
    return [[int(cell) if cell.isdecimal() else cell for cell in row] for row in table.rows]


def _weights(text: Any) -> str | Sequence[Sequence[float]] | None:
    """Read weights: the name of a rule, or a file with a matrix of numbers, CSV or JSON."""
    if text in (None, *WEIGHTS):
        return text  # type: ignore[no-any-return]  # None or one of the rules
    if text == "unweighted":
        return "none"
    path = Path(str(text))
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError("plain.weights", text=text, known=", ".join(WEIGHTS)) from error
    try:
        rows = json.loads(content) if path.suffix.lower() == ".json" else csv.reader(io.StringIO(content))
        return [[float(cell) for cell in row] for row in rows if row]
    except (ValueError, TypeError, csv.Error) as error:
        raise StudyError("plain.weights_file", path=path) from error
