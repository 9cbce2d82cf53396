"""``havenlens schemes list|show|check|codebook``: look at coding schemes, and find what is wrong with one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from havenlens.app.bootstrap import open_study
from havenlens.app.codebooks import write_codebook
from havenlens.app.output import print_json
from havenlens.domain.codebook import Code, Dimension, Modifier, Scheme
from havenlens.domain.problems import Problem
from havenlens.exchange.schemes import check_schemes, find_scheme, load_scheme, shipped_schemes
from havenlens.services.scheme_editing import colour_warnings
from havenlens.services.scheme_notes import notes_of
from havenlens.services.shipped import shipped
from havenlens.words.catalogue import ntr, tr

schemes_app = typer.Typer(no_args_is_help=True, help=tr("Coding schemes: list, show, check."))

Line = Text | Padding
"""One piece of a codebook on the terminal."""

_Json = Annotated[bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))]


@schemes_app.command("list")
def list_schemes(*, as_json: _Json = False) -> None:
    """List the schemes that travel with the program."""
    schemes = [load_scheme(path) for path in shipped_schemes()]
    if as_json:
        print_json({"folder": str(shipped("coding_schemes")), "schemes": [_summary(one) for one in schemes]})
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (tr("scheme"), tr("version"), tr("status")):
        table.add_column(heading, no_wrap=True)
    for heading in (tr("codes"), tr("dimensions"), tr("results")):
        table.add_column(heading, justify="right")
    table.add_column(tr("measurement"))
    for scheme in schemes:
        counts = (len(scheme.codes), len(scheme.dimensions), len(scheme.recipes))
        measurement = scheme.measurement_hash[:8] if scheme.measurement else tr("none")
        table.add_row(scheme.id, scheme.version, scheme.status, *map(str, counts), measurement)
    console = Console()
    console.print(table)
    console.print(Text(tr("Files and template: {folder}").format(folder=shipped("coding_schemes"))))


@schemes_app.command("show")
def show_scheme(
    scheme: Annotated[str, typer.Argument(help=tr("A scheme's id, or a file."))], *, as_json: _Json = False
) -> None:
    """Show a scheme as a codebook."""
    loaded = load_scheme(find_scheme(scheme))
    if as_json:
        print_json(_everything(loaded))
        return
    console = Console(highlight=False)
    for line in _codebook(loaded):
        console.print(line)


@schemes_app.command("check")
def check(
    files: Annotated[
        list[Path],
        typer.Argument(readable=False, help=tr("Scheme files; several are also checked together.")),
    ],
    *,
    as_json: _Json = False,
) -> None:
    """Check scheme files and name every problem with its file and line."""
    problems = check_schemes(files)
    warnings = [] if problems else [warning for path in files for warning in _colour_warnings(path)]
    if as_json:
        found = {"problems": problems, "warnings": warnings}
        listed = {name: [_problem(problem) for problem in some] for name, some in found.items()}
        print_json({"schemes": len(files), **listed})
    elif problems:
        for problem in problems:
            typer.echo(problem.sentence, err=True)
    else:
        for warning in warnings:
            typer.echo(warning.sentence, err=True)
        typer.echo(ntr("{n} scheme, no problems", "{n} schemes, no problems", len(files)))
    if problems:
        raise typer.Exit(1)


@schemes_app.command("codebook")
def codebook(
    scheme: Annotated[str, typer.Argument(help=tr("A scheme's id, or a file."))],
    out: Annotated[Path, typer.Option("-o", "--out", help=tr("The file: .html or .pdf."))],
    study: Annotated[
        Path | None, typer.Option("--study", help=tr("Take the scheme and its dated notes from a study."))
    ] = None,
) -> None:
    """Write a scheme's codebook to read or to print."""
    if study is None:
        write_codebook(load_scheme(find_scheme(scheme)), (), out)
    else:
        file, opened = open_study(study)
        with file:
            stored = opened.stored_scheme(scheme)
            write_codebook(opened.scheme(stored.id), notes_of(opened.store, stored.id), out)
    typer.echo(str(out))


def _colour_warnings(path: Path) -> list[Problem]:
    found = colour_warnings(load_scheme(path))
    return [dataclasses.replace(problem, file=str(path)) for problem, _ in found]


def _problem(problem: Problem) -> dict[str, Any]:
    sentence = dataclasses.replace(problem, file=None, line=None).sentence
    return {"file": problem.file, "line": problem.line, "code": problem.code, "sentence": sentence}


def _summary(scheme: Scheme) -> dict[str, Any]:
    return {
        "id": scheme.id,
        "name": scheme.name,
        "version": scheme.version,
        "status": scheme.status,
        "measurement": scheme.measurement,
        "measurement_hash": scheme.measurement_hash,
        "codes": len(scheme.codes),
        "ratings": len(scheme.dimensions),
        "results": len(scheme.recipes),
    }


def _everything(scheme: Scheme) -> dict[str, Any]:
    document = dataclasses.asdict(scheme)
    document["recipes"] = [
        {"kind": recipe.kind, **dataclasses.asdict(recipe)} for recipe in scheme.recipes
    ]  # the kind belongs to the class, so asdict leaves it out
    return document


def _codebook(scheme: Scheme) -> Iterator[Line]:
    yield Text(scheme.name, style="bold")
    yield Text(
        f"{scheme.ref} · {scheme.status} · {scheme.license} · {scheme.measurement_hash[:12]}", style="dim"
    )
    yield Text()
    yield Text(scheme.summary)
    yield Text(scheme.notice, style="italic")
    for group in scheme.groups:
        exclusive = tr("one state at a time for each person") if group.exclusive == "per_actor" else ""
        yield from _heading(group.name, exclusive)
        for code in scheme.codes_in(group.id):
            yield from _code(code, scheme)
    if scheme.scale is not None:
        yield from _heading(tr("Ratings"), f"{scheme.scale.minimum}–{scheme.scale.maximum}")
        for dimension in scheme.dimensions:
            yield from _dimension(dimension, scheme)
    for heading, lines in (
        (tr("Results"), [f"{recipe.id}: {recipe.kind}" for recipe in scheme.recipes]),
        (tr("Rules"), scheme.rules),
        (tr("Notes"), scheme.notes),
        (tr("Sources"), scheme.sources),
    ):
        if lines:
            yield from _heading(heading)
            yield from (_indented(f"– {line}", 2) for line in lines)


def _heading(text: str, beside: str = "") -> Iterator[Line]:
    yield Text()
    yield Text.assemble((text, "bold"), ("  " + beside if beside else "", "dim"))


def _code(code: Code, scheme: Scheme) -> Iterator[Line]:
    people = " → ".join("/".join(names) for names in (code.actors, code.targets) if names)
    yield Text.assemble(
        "  ", (f" {code.key} ", f"bold reverse {code.colour}"), f" {code.name}", (f"  {code.id}", "dim"),
        (f" · {code.kind} · {code.code_class} · {people}", "dim"),
    )  # fmt: skip
    yield _indented(code.definition, 6)
    for label, parts in (
        (tr("starts"), [code.onset_rule]),
        (tr("ends"), [code.offset_rule]),
        (tr("counts"), code.include),
        (tr("does not count"), code.exclude),
        (tr("example"), [code.example]),
        (tr("note"), [code.note]),
    ):
        text = "; ".join(part for part in parts if part)
        if text:
            yield _indented(f"{label}: {text}", 6, style="dim")
    for modifier in scheme.modifiers_of(code.id):
        yield _indented(_question(modifier), 6, style="dim")


def _question(modifier: Modifier) -> str:
    options = "  ".join(f"{option.key} {option.name}" for option in modifier.options)
    when = tr("asked at once") if modifier.ask == "now" else tr("asked in the walk")
    condition = "" if modifier.ask_if is None else f", {modifier.ask_if}"
    return f"? {modifier.name} ({when}{condition}): {options}"


def _dimension(dimension: Dimension, scheme: Scheme) -> Iterator[Line]:
    yield Text.assemble(
        "  ", (f" {dimension.key} ", "bold reverse"), f" {dimension.name}",
        (f"  {dimension.id} · {dimension.direction}", "dim"),
    )  # fmt: skip
    yield _indented(dimension.definition, 6)
    for band, text in dimension.anchors.items():
        low, high = scheme.scale.bands[band] if scheme.scale else (0, 0)
        yield _indented(f"{band} {low}–{high}: {text}", 6, style="dim")
    if dimension.not_observed_rule:
        yield _indented(dimension.not_observed_rule, 6, style="dim")


def _indented(text: str, by: int, style: str = "") -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, by))
