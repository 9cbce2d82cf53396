"""The files that go beside deposited tables: what they are, how to cite them, and how to check them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from havenlens import __version__
from havenlens.domain.problems import Problem
from havenlens.services.agreement_pairs import counting_rule
from havenlens.services.deposit import SMALL, Deposit
from havenlens.services.files import make_folder, write_whole
from havenlens.services.study_store import StoredScheme
from havenlens.services.tables import TableSource
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say

CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told beside the tables: schemes, parameters of analyses, versions of programs, what is odd.

    ``rule`` says which codings count in the analyses of sequences, ``options`` with what they were made.
    """

    schemes: Sequence[StoredScheme]
    parameters: Mapping[str, Any]
    versions: Mapping[str, str]
    rule: str
    options: Sequence[tuple[str, str]]
    notices: Sequence[Problem] = ()


def write_beside(deposit: Deposit, tables: Sequence[TableSource], beside: Beside, folder: Path) -> None:
    """Write everything of a deposit but its tables, the checksums of all files last."""
    schemes = make_folder(folder / "schemes")
    for scheme in beside.schemes:
        write_whole(schemes / f"{scheme.scheme}-{scheme.version}.yaml", scheme.source)
    _write_json(folder / "parameters.json", beside.parameters)
    _write_json(folder / "versions.json", {**beside.versions, "study": dict(deposit.study_hashes)})
    write_whole(folder / "README.md", readme(deposit, tables, beside))
    write_whole(folder / "CITATION.cff", citation(beside))
    write_whole(folder / CHECKSUMS, checksums(folder))


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def checksums(folder: Path) -> str:
    """List the SHA-256 of every file, as ``sha256sum -c`` reads it."""
    lines = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS):
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def readme(deposit: Deposit, tables: Sequence[TableSource], beside: Beside) -> str:
    """Say in Markdown what is in the deposit, what was changed, and what to look at before."""
    return (
        "\n\n".join(
            [
                f"# {_title(beside)}",
                say("deposit.about", software=f"Havenlens {__version__}"),
                "## " + tr("What is in it"),
                "\n".join([*map(_told, tables), *(f"- {say(code)}" for code in _FILES)]),
                "## " + tr("How to read it"),
                say("deposit.reading"),
                say("deposit.every_coding"),
                say("deposit.sequences", rule=beside.rule),
                "\n".join(f"- {name}: {value}" for name, value in beside.options),
                say("deposit.agreement", rule=counting_rule()),
                "## " + tr("What is odd, or could not be analysed"),
                "\n".join(f"- {line}" for line in _odd(beside)),
                "## " + tr("What was changed"),
                "\n".join(f"- {line}" for line in _changes(deposit)),
                "## " + tr("Before you give it away"),
                "\n".join(f"- {line}" for line in _to_look_at(deposit)),
                "## " + tr("Whether it is whole"),
                say("deposit.check"),
                "    sha256sum -c SHA256SUMS",
                say("deposit.hash", hash=deposit.study_hashes["study_log"]),
            ]
        )
        + "\n"
    )


def _told(table: TableSource) -> str:
    rows = ntr("{n} row", "{n} rows", table.n_rows).format(n=table.n_rows)
    return f"- `{table.name}`: {rows}"


_FILES = (
    "deposit.file_dictionary",
    "deposit.file_left_out",
    "deposit.file_small_cells",
    "deposit.file_schemes",
    "deposit.file_parameters",
    "deposit.file_versions",
)


def _changes(deposit: Deposit) -> list[str]:
    told = [say("deposit.recoded"), say("deposit.days"), say("deposit.words")]
    if deposit.recoded_variables:
        told.append(say("deposit.variables", names=", ".join(deposit.recoded_variables)))
    n, rows = len(deposit.left_out), deposit.rows_left_out
    if not n and not rows["observations"]:
        return [*told, say("deposit.nobody_left_out")]
    told.append(say("deposit.left_out", n=n, **rows))
    return [*told, say("deposit.withheld"), say("deposit.as_if")]


def _odd(beside: Beside) -> list[str]:
    return [notice.sentence for notice in beside.notices] or [say("deposit.nothing_odd")]


def _to_look_at(deposit: Deposit) -> list[str]:
    return [
        say("deposit.look_cells", n=len(deposit.small_cells), small=SMALL),
        say("deposit.look_variables"),
        say("deposit.look_schemes"),
        say("deposit.look_citation"),
    ]


def _title(beside: Beside) -> str:
    schemes = ", ".join(f"{one.scheme} {one.version}" for one in beside.schemes)
    return tr("Coded observations ({schemes})").format(schemes=schemes)


def citation(beside: Beside) -> str:
    """Give a citation file, in which those who collected the data have to be named."""
    about = say("deposit.about", software=f"Havenlens {__version__}")
    lines = [
        "cff-version: 1.2.0",
        "message: " + json.dumps(tr("If you use these data, cite them as below."), ensure_ascii=False),
        "type: dataset",
        f"title: {json.dumps(_title(beside), ensure_ascii=False)}",
        "authors:",
        "  - name: " + json.dumps(tr("Write here who collected the data"), ensure_ascii=False),
        f"abstract: {json.dumps(about, ensure_ascii=False)}",
        "keywords:",
        *(f"  - {json.dumps(one.scheme)}" for one in beside.schemes),
    ]
    return "\n".join(lines) + "\n"
