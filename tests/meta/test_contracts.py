"""Every contract between the layers fails when it is broken on purpose."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
LAYERS, *OTHERS = SETTINGS["contracts"]
RANKS = [[name.strip() for name in layer.split("|")] for layer in LAYERS["layers"]]


@pytest.fixture
def copy(tmp_path):
    """Give a copy of the source that a test may spoil."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "assets"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder):
    """Run import-linter there; give its exit code and what it says, in one line."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def spoil(folder, package, imported):
    """Let a package import something."""
    path = folder / "src" / Path(*package.split(".")) / "__init__.py"
    path.write_text(f"{path.read_text(encoding='utf-8')}\nimport {imported}\n", encoding="utf-8")


def refused():
    """Give each pair of layers of which the first may not import the second."""
    for rank, names in enumerate(RANKS):
        above = [name for higher in RANKS[:rank] for name in higher]
        yield from product(names, above)
        yield from ((one, other) for one, other in product(names, names) if one != other)


def test_the_source_keeps_every_contract(copy):
    code, said = lint(copy)
    assert code == 0, said
    assert all(f"{contract['name']} KEPT" in said for contract in SETTINGS["contracts"])


def test_no_layer_may_import_one_above_or_beside_it(copy):
    pairs = list(refused())
    assert ("domain", "inference") in pairs
    assert ("media", "exchange") in pairs
    for low, high in pairs:
        spoil(copy, f"havenlens.{low}", f"havenlens.{high}")
    code, said = lint(copy)
    assert code == 1
    assert f"{LAYERS['name']} BROKEN" in said
    missed = [
        pair
        for pair in pairs
        if f"havenlens.{pair[0]} is not allowed to import havenlens.{pair[1]}" not in said
    ]
    assert missed == []


@pytest.mark.parametrize("contract", OTHERS, ids=lambda contract: contract["name"])
def test_a_forbidden_package_is_noticed_wherever_it_is_imported(copy, contract):
    pairs = list(product(contract["source_modules"], contract["forbidden_modules"]))
    for package, forbidden in pairs:
        spoil(copy, package, forbidden)
    code, said = lint(copy)
    assert code == 1
    assert f"{contract['name']} BROKEN" in said
    assert [pair for pair in pairs if f"{pair[0]} is not allowed to import {pair[1]}" not in said] == []


def test_a_package_that_belongs_to_no_layer_is_noticed(copy):
    assert LAYERS["exhaustive"]
    (copy / "src" / "havenlens" / "somewhere").mkdir()
    (copy / "src" / "havenlens" / "somewhere" / "__init__.py").write_text("", encoding="utf-8")
    code, said = lint(copy)
    assert code == 1
    assert "somewhere" in said
    assert f"{LAYERS['name']} BROKEN" in said
