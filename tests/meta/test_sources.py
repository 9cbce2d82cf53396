"""How the source is kept: short files, plain names, nothing of one machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
WRITTEN = sorted(
    path
    for folder in (
        ".ci",
        "benchmarks",
        "coding_schemes",
        "docs",
        "requirements",
        "sample_videos",
        "scripts",
        "src",
        "tests",
    )
    for path in (ROOT / folder).rglob("*")
    if path.suffix
    in {
        "",
        ".css",
        ".csv",
        ".html",
        ".j2",
        ".js",
        ".lock",
        ".md",
        ".py",
        ".qss",
        ".sh",
        ".typ",
        ".vtt",
        ".yaml",
    }
    and path.is_file()
) + sorted([*ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"])

# Migrations are history: what has been released is never edited, so it is not cut up either.
MIGRATIONS = "migrations/versions"
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
MACHINE = re.compile(
    r"/(work|root|home/\w+|Users/\w+|opt)/|[A-Z]:\\\\Users|file:///|index-url\W+http", re.IGNORECASE
)


def name(path):
    return path.relative_to(ROOT).as_posix()


def prose(function):
    """Count the lines of a docstring, which may be as long as a formula and its example need."""
    first = function.body[0]
    said = ast.get_docstring(function) is not None
    return first.end_lineno - first.lineno + 1 if said else 0


def test_no_file_is_long():
    lengths = {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCES
        if MIGRATIONS not in name(path)
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_long():
    long = []
    for path in SOURCES:
        if MIGRATIONS in name(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1 - prose(node)
                if lines > LONGEST_FUNCTION:
                    long.append(f"{name(path)}: {node.name} has {lines} lines")
    assert long == []


def test_names_say_what_is_inside():
    vague = [name(path) for path in SOURCES if VAGUE & {path.stem, *path.parent.parts}]
    assert vague == []


def test_every_folder_of_source_is_a_package():
    folders = {path.parent for path in SOURCES if MIGRATIONS not in name(path)}
    assert [name(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_nothing_names_a_place_on_one_machine():
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in WRITTEN
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert found == []
