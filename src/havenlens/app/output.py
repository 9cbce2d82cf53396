"""What the command line prints: tables for people, one JSON document for scripts."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from subprocess import list2cmdline
from typing import TYPE_CHECKING, Any

from havenlens.domain.time import in_seconds
from havenlens.services.agreement_pairs import counting_rule
from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from rich.table import Table

    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import
    from havenlens.services.agreement_report import Curves

_NAME_WIDTHS = (38, 48)
"""Least and most for the names of rows; with the numbers, the least makes 80 columns."""
_OVER_EVENTS = {"time_unit_kappa": 10, "event_kappa": 10, "n": 16}
_OVER_RATINGS = {"percent": 6, "within_k": 6, "weighted_kappa": 8, "ICC(2,1)": 8, "n": 4}
"""Widths of the columns of a kind of table, n last, so that both kinds end at the same edge."""
_NOTED = frozenset({"agreement.little_variance", "agreement.narrow_scale", "agreement.hides_a_code"})
"""Warnings that change how a value is read; the others are in the CSV table and in the app."""


def opening(study: Path) -> str:
    """Give the command that opens a study, with the program named as it can be started here."""
    started = sys.argv[0]
    found = shutil.which("havenlens")
    elsewhere = Path(started).stem == "havenlens" and found is None
    words = [started if elsewhere else "havenlens", str(study)]
    return list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def print_json(content: Any) -> None:
    """Print one JSON document on stdout; letters are escaped where that does not take every one."""
    takes_all = (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(content, ensure_ascii=not takes_all, indent=2))


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


def print_coefficients(found: Sequence[Coefficient]) -> None:
    """Print a row for each coefficient, and under the table what to beware of."""
    rows, notes = [], []
    for each in found:
        interval = "" if each.interval is None else f"{each.interval.low:.3f} … {each.interval.high:.3f}"
        value = "–" if each.estimate is None else f"{each.estimate:.3f}"
        form = each.params.get("shrout_fleiss")
        name = each.method if form is None else f"{each.method} {form}"
        of = " – ".join(each.detail.get("coders", ()))
        rows.append((name, of, value, interval, f"{each.n_units:g}", str(each.n_raters)))
        said = [each.undefined] if each.undefined else list(each.warnings)
        notes += [f"{name}: {one.sentence}" for one in said]
    headings = (tr("method"), tr("coders"), tr("value"), tr("interval"), tr("n"), tr("coders (n)"))
    print_table(headings, rows, numbers=(2, 3, 4, 5))
    for note in dict.fromkeys(notes):
        print(note)


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
    pooled = [result for result in results if result.scope.pooled]
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
                console.print(_agreement_table(console.width, methods, n_of, here))
        for note in _notes(rows.values()):
            console.print(Text(note, style="dim"))
        console.print()
    console.print(Text(counting_rule()), end="\n\n")


def print_further(results: Sequence[AgreementResult]) -> None:
    """Print a row for each further coefficient, and under the table why one has no value."""
    rows, notes = [], []
    for one in results:
        found = one.coefficient
        between = " – ".join(one.coders)
        rows.append((between, one.scope_name, one.method_name, *_figures(found)))
        if found.undefined is not None:
            notes.append(say("agreement.note", where=one.method_name, what=found.undefined.sentence))
    if rows:
        heads = (tr("coders"), tr("what"), tr("method"), tr("value"), tr("interval"), tr("n"))
        print_table(heads, rows, numbers=(3, 4, 5))
    for note in dict.fromkeys(notes):
        print(note)


def print_curves(curves: Curves) -> None:
    """Print kappa over events at each tolerance; the one that was fixed is marked."""
    rows = []
    for one, curve in curves:
        for tolerance, found in curve.points:
            mark = "*" if tolerance == curve.fixed else ""
            between = " – ".join(one.coders)
            rows.append((between, one.scope_name, f"{mark}{in_seconds(tolerance):g} s", *_figures(found)))
    if rows:
        heads = (tr("coders"), tr("what"), tr("tolerance"), tr("value"), tr("interval"), tr("n"))
        print_table(heads, rows, numbers=(2, 3, 4, 5))


def _figures(found: Coefficient) -> tuple[str, str, str]:
    interval = "" if found.interval is None else f"{found.interval.low:.2f} … {found.interval.high:.2f}"
    value = "–" if found.estimate is None else f"{found.estimate:.2f}"
    return value, interval, f"{found.n_units:g}"


def _column(result: AgreementResult) -> str:
    return str(result.coefficient.params.get("shrout_fleiss", result.coefficient.method))


def _agreement_table(
    room: int, widths: Mapping[str, int], n_of: str, rows: Iterable[Mapping[str, AgreementResult]]
) -> Table:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    least, most = _NAME_WIDTHS
    table.add_column("", width=max(least, min(most, room - sum(width + 2 for width in widths.values()))))
    for method, width in widths.items():
        heading = "n" if method == "n" else say(f"method.{method}")
        table.add_column(heading, justify="right", width=width, vertical="bottom")
    for row in rows:
        values = [_value(row.get(method)) for method in widths if method != "n"]
        n = f"{row[n_of].coefficient.n_units:g}" if n_of in row else ""
        table.add_row(next(iter(row.values())).scope_name, *values, n)
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
