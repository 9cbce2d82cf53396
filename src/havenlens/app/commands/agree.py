"""``havenlens agree``: agreement from a plain table, no study needed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from havenlens.app.output import print_coefficients, print_json
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.services.plain_data import TableKind
from havenlens.services.plain_options import LEVELS, WEIGHTS, AgreeOptions, read_params
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_UNITS = {"s": 1_000_000.0, "ms": 1000.0, "frame": 40_000.0}
"""Microseconds in a unit of a table's time; a frame is one of 25 a second where no fps is given."""


def agree(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE…", help=tr("Tables of ratings or events: CSV or .xlsx."), readable=False
        ),
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", "-m", help=tr("One or more methods, or all that fit the table.")),
    ] = None,
    level: Annotated[str | None, typer.Option(help=tr("nominal, ordinal, interval or ratio"))] = None,
    weights: Annotated[
        str | None, typer.Option(help=tr("none, linear, quadratic, ordinal, or a file with a matrix"))
    ] = None,
    ci: Annotated[float, typer.Option(help=tr("Level of intervals."))] = 0.95,
    bootstrap: Annotated[int, typer.Option(min=0, help=tr("Number of resamples."))] = 0,
    seed: Annotated[int, typer.Option(min=0, help=tr("Seed of the resamples."))] = 2026,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help=tr("A method's own parameter: name=value."))
    ] = None,
    time_unit: Annotated[str, typer.Option(help=tr("s, ms or frame"))] = "s",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help=tr("Write .json, .csv, .xlsx, .html or .docx."))
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))
    ] = False,
) -> None:
    """Compute agreement from a plain table."""
    from havenlens.app.agreement_files import write_plain_agreement  # noqa: PLC0415 - quick start of other commands
    from havenlens.exchange.plain_tables import read_table  # noqa: PLC0415
    from havenlens.services.plain_agreement import agree_on  # noqa: PLC0415

    params = read_params(param or [])
    options = AgreeOptions(
        _one_of("level", level, LEVELS), _weights(weights), _share(ci), bootstrap, seed, params
    )
    kind = _one_of("table", params.pop("table", None), [each.value for each in TableKind])
    tables = [read_table(path, None if kind is None else TableKind(kind)) for path in files or []]
    methods = [name.strip() for text in method or ["all"] for name in text.split(",") if name.strip()]
    found = agree_on(tables, methods, options, _scale(time_unit, params))
    told = {
        "files": [str(path) for path in files or []],
        "kind": [table.kind.value for table in tables],
        "time_unit": time_unit,
    }
    if out is not None:
        write_plain_agreement(found, told, out)
    if as_json:
        print_json({"input": told, "results": [each.as_json() for each in found]})
    elif out is None:
        print_coefficients(found)
    else:
        print(say("done.written", path=out))


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


def _weights(text: str | None) -> str | Sequence[Sequence[float]] | None:
    """Read weights: the name of a rule, or a file with a matrix of numbers, CSV or JSON."""
    if text is None or text in WEIGHTS:
        return text
    path = Path(text)
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError("plain.weights", text=text, known=", ".join(WEIGHTS)) from error
    try:
        rows = json.loads(content) if path.suffix.lower() == ".json" else csv.reader(io.StringIO(content))
        return [[float(cell) for cell in row] for row in rows if row]
    except (ValueError, TypeError, csv.Error) as error:
        raise StudyError("plain.weights_file", path=path) from error
