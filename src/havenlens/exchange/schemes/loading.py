"""Load coding schemes from YAML, and check them: every problem with its file, its line and a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from havenlens.domain.codebook import Code, Dimension, Scheme
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.scheme_versions import measurement_hash
from havenlens.exchange.schemes import parts, scales
from havenlens.exchange.schemes.parts import Book
from havenlens.exchange.schemes.recipes import recipes
from havenlens.exchange.schemes.rows import Row, Sheet
from havenlens.exchange.schemes.text import parse_tree, read_text
from havenlens.services.shipped import shipped

SCHEMA_VERSION = 1
"""The version of the file format that this program reads."""

TEMPLATE = "template.yaml"

_VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
_TARGETS = ("events", "states", "ratings", "episodes", "training", "field", "note")


class Status(StrEnum):
    """How far a scheme has come."""

    DRAFT = "draft"
    PILOTED = "piloted"
    VALIDATED = "validated"
    RETIRED = "retired"


class Context(StrEnum):
    """Where a scheme is used."""

    CLASSROOM = "classroom"
    DYAD = "dyad"


class AgeLevel(StrEnum):
    """For whom a scheme is made."""

    INFANT = "infant"
    TODDLER = "toddler"
    PREK = "prek"
    K3 = "k3"
    UPPER_ELEMENTARY = "upper_elementary"
    SECONDARY = "secondary"
    ADOLESCENT = "adolescent"
    ADULT = "adult"


@dataclass(frozen=True)
class Reading:
    """What became of one file: the scheme where it has no problems, and where its codes stand."""

    file: str
    scheme: Scheme | None
    problems: tuple[Problem, ...]
    lines: dict[str, int]


def parse_scheme(text: str, name: str) -> Scheme:
    """Read a scheme from YAML text that is called ``name``; raise `StudyError` with its first problem."""
    return _sound(text) or _whole(_read(text, name))


def read_source(text: str, name: str) -> Reading:
    """Read a scheme from YAML text that is called ``name``, with every problem that it has."""
    return _read(text, name)


def load_scheme(path: Path) -> Scheme:
    """Read a scheme from a file; raise `StudyError` with its first problem."""
    text = read_text(path)
    if isinstance(text, Problem):
        raise StudyError.of(text)
    return parse_scheme(text, str(path))


def check_schemes(paths: Sequence[Path]) -> list[Problem]:
    """Find every problem of some scheme files, each alone and all together."""
    readings = [_open(path) for path in paths]
    found = [problem for reading in readings for problem in reading.problems]
    return found + _across([reading for reading in readings if reading.scheme is not None])


def shipped_schemes() -> tuple[Path, ...]:
    """List the files of the schemes that travel with the program, without the template."""
    return tuple(path for path in sorted(shipped("coding_schemes").glob("*.yaml")) if path.name != TEMPLATE)


def find_scheme(name: str) -> Path:
    """Give the file of a scheme that is named by its id or by its path; `StudyError` where there is none."""
    files = {path.stem: path for path in sorted(shipped("coding_schemes").glob("*.yaml"))}
    if name in files:
        return files[name]
    if not Path(name).suffix and not Path(name).exists():
        raise StudyError("scheme.no_such_scheme", id=name, known=", ".join(files))
    return Path(name)


@lru_cache(maxsize=32)
def _sound(text: str) -> Scheme | None:
    """Give the scheme of a text without problems; only problems depend on what the text is called."""
    return _read(text, "").scheme


def _whole(reading: Reading) -> Scheme:
    if reading.scheme is None:
        raise StudyError.of(reading.problems[0])
    return reading.scheme


def _open(path: Path) -> Reading:
    text = read_text(path)
    return Reading(str(path), None, (text,), {}) if isinstance(text, Problem) else _read(text, str(path))


def _read(text: str, file: str) -> Reading:
    tree = parse_tree(text, file)
    if isinstance(tree, list):
        return Reading(file, None, tuple(tree), {})
    sheet = Sheet(file)
    top = Row(sheet, tree, "", 1)
    code_rows = top.rows("codes", required=True)
    scheme = _scheme(top, code_rows)
    lines = {row.node["id"]: row.line("key") for row in code_rows if isinstance(row.node.get("id"), str)}
    lines[""] = top.line("id")
    found = tuple(sorted(sheet.problems, key=lambda problem: problem.line or 0))
    if found:
        return Reading(file, None, found, lines)
    return Reading(file, replace(scheme, measurement_hash=measurement_hash(scheme)), (), lines)


def _scheme(top: Row, code_rows: list[Row]) -> Scheme:
    book = Book()
    _check_format(top)
    measurement = top.flag("measurement", default=True)
    roles = parts.roles(top.rows("roles", required=True), book)
    groups = parts.groups(top.rows("groups", required=True), book)
    codes = parts.codes(code_rows, book, measurement=measurement)
    modifiers = parts.modifiers(top.rows("modifiers"), book)
    scale = scales.scale(top.row("rating_scale"))
    dimensions = scales.dimensions(top.rows("ratings"), scale, book)
    _check_scale(top, dimensions)
    plan = parts.plan(top.row("observation_plan"), book)
    if plan.sampling is not None:
        parts.check_sampled(code_rows)
    prompts = parts.prompts(top.rows("prompt_library"))
    scheme = Scheme(
        id=top.id(),
        name=top.text("name"),
        version=_version(top),
        license=top.text("license"),
        contexts=top.choices("context", Context),
        summary=top.text("summary"),
        notice=top.text("notice"),
        roles=roles,
        groups=groups,
        codes=codes,
        modifiers=modifiers,
        scale=scale,
        dimensions=dimensions,
        domains=parts.domains(top.rows("domains"), book),
        recipes=recipes(top.rows("derived"), book),
        passes=plan.passes,
        unit=plan.unit,
        unit_s=plan.unit_s,
        sampling=plan.sampling,
        measurement=measurement,
        rules=top.texts("rules"),
        sources=top.texts("sources"),
        status=str(top.choice("status", Status) or Status.DRAFT),
        age_levels=top.choices("age_levels", AgeLevel),
        plan=plan.rest,
        rating_procedure=top.texts("rating_procedure"),
        aggregation_rules=top.texts("aggregation_rules"),
        reliability_targets=_targets(top.row("reliability_targets")),
        notes=top.texts("notes"),
        prompts=prompts,
        prompt_rules=parts.prompt_rules(top.row("prompt_rules"), [family.id for family in prompts]),
    )
    top.close()
    return scheme


def _check_scale(top: Row, dimensions: tuple[Dimension, ...]) -> None:
    if dimensions and not top.has("rating_scale"):
        top.problem("scheme.no_scale", "ratings")


def _check_format(top: Row) -> None:
    version = top.whole("schema_version", required=True)
    if version is not None and version != SCHEMA_VERSION:
        top.problem("scheme.other_format", "schema_version", value=version, known=SCHEMA_VERSION)


def _version(top: Row) -> str:
    version = top.text("version")
    if version and not _VERSION.fullmatch(version):
        top.problem("scheme.bad_version", "version", value=version)
    return version


def _targets(row: Row | None) -> dict[str, str]:
    if row is None:
        return {}
    targets = {name: row.text(name, required=False) for name in _TARGETS}
    row.close()
    return {name: text for name, text in targets.items() if text}


def _across(readings: Iterable[Reading]) -> list[Problem]:
    problems: list[Problem] = []
    ids: dict[str, Reading] = {}
    meanings: dict[str, tuple[Reading, Code]] = {}
    for reading in readings:
        scheme = reading.scheme
        assert scheme is not None
        if scheme.id in ids:
            values = {"id": scheme.id, "other": ids[scheme.id].file}
            problems.append(Problem("scheme.same_scheme_twice", values, reading.file, reading.lines[""]))
            continue
        ids[scheme.id] = reading
        for code in scheme.codes:
            problems += _one_key(reading, code, meanings)
    return problems


def _one_key(reading: Reading, code: Code, meanings: dict[str, tuple[Reading, Code]]) -> list[Problem]:
    if code.key_differs:
        return []
    first, other = meanings.setdefault(code.shared_meaning, (reading, code))
    if first is reading or other.key == code.key:
        return []
    values = {
        "where": f"codes.{code.id}",
        "meaning": code.shared_meaning,
        "key": code.key,
        "other_key": other.key,
        "other": f"{first.file}:{first.lines[other.id]}",
    }
    return [Problem("scheme.double_meaning", values, reading.file, reading.lines[code.id])]
