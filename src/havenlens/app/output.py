"""What the command line prints: tables for people, one JSON document for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from havenlens.services.agreement import AgreementResult, Scope, counting_rule
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_NUMBER_WIDTH = 9
_WIDEST_NAME = 48
_OVER_EVENTS = ("time_unit_kappa", "event_kappa")
_OVER_RATINGS = ("percent", "within_k", "weighted_kappa", "ICC(2,1)")
_NOTED = frozenset({"agreement.little_variance", "agreement.narrow_scale", "agreement.hides_a_code"})
"""Warnings that change how a value is read; the others are in the CSV table and in the app."""


def print_json(content: Any) -> None:
    """Print one JSON document on stdout."""
    print(json.dumps(content, ensure_ascii=False, indent=2))


def print_table(
    heading: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()
) -> None:
    """Print a table; ``numbers`` names the columns that are set flush right."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, name in enumerate(heading):
        table.add_column(name, justify="right" if place in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def print_files(files: Sequence[tuple[str, Path]]) -> None:
    """Print what each file is and where it lies, a line each, so that paths can be copied."""
    width = max(len(name) for name, _ in files)
    for name, path in files:
        print(f"{name:<{width}}  {path}")


def print_agreement(results: Sequence[AgreementResult]) -> None:
    """Print a row for each group of codes and each dimension; values of single codes are in the export."""
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    pooled = [result for result in results if result.scope.code is None]
    for (scheme, coders), of_pair in groupby(pooled, key=lambda each: (each.scheme_name, each.coders)):
        rows: dict[Scope, dict[str, AgreementResult]] = {}
        for result in of_pair:
            rows.setdefault(result.scope, {})[_column(result)] = result
        between = say("agreement.between", scheme=scheme, coders=" – ".join(coders))
        console.print(Text(between, style="bold"))
        for methods, n_of, here in (
            (_OVER_EVENTS, "event_kappa", [row for scope, row in rows.items() if scope.dimension is None]),
            (_OVER_RATINGS, "percent", [row for scope, row in rows.items() if scope.dimension is not None]),
        ):
            if here:
                console.print(_agreement_table(console, methods, n_of, here))
        for note in _notes(rows.values()):
            console.print(Text(note, style="dim"))
        console.print()
    console.print(Text(counting_rule()), end="\n\n")


def _column(result: AgreementResult) -> str:
    return str(result.coefficient.params.get("shrout_fleiss", result.coefficient.method))


def _agreement_table(
    console: Console, methods: Sequence[str], n_of: str, rows: Iterable[dict[str, AgreementResult]]
) -> Table:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import
    from rich.table import Table  # noqa: PLC0415

    numbers = len(_OVER_RATINGS) + 1
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    room = console.width - numbers * (_NUMBER_WIDTH + 2)
    table.add_column("", width=max(12, min(_WIDEST_NAME, room)))
    for place in range(numbers):
        method = methods[place] if place < len(methods) else ""
        heading = "n" if place == numbers - 1 else say(f"method.{method}") if method else ""
        table.add_column(heading, justify="right", width=_NUMBER_WIDTH)
    for row in rows:
        values = [_value(row.get(method)) for method in methods]
        blank = [""] * (numbers - 1 - len(methods))
        n = f"{row[n_of].coefficient.n_units:g}" if n_of in row else ""
        table.add_row(next(iter(row.values())).scope_name, *values, *blank, n)
    return table


def _value(result: AgreementResult | None) -> str:
    if result is None:
        return ""
    estimate = result.coefficient.estimate
    return "–" if estimate is None else f"{estimate:.2f}"


def _notes(rows: Iterable[dict[str, AgreementResult]]) -> list[str]:
    """Say once why a value is missing or says little, and of which rows that is true."""
    where: dict[str, list[str]] = {}
    for row in rows:
        for result in row.values():
            undefined, warnings = result.coefficient.undefined, result.coefficient.warnings
            found = undefined or next((w for w in warnings if w.code in _NOTED), None)
            if found is not None:
                where.setdefault(found.sentence, []).append(result.scope_name)
                break
    return [say("agreement.note", where=", ".join(names), what=sentence) for sentence, names in where.items()]
