"""Compute statistics with other packages, each in an environment of its own, and compare.

    python scripts/oracles.py             # every package
    python scripts/oracles.py pingouin    # one

The packages and their versions stand in tests/oracles/NAME.txt; what NAME.py finds there is kept in
tests/golden/oracles/NAME.json, and the tests compare it with Havenlens. The tests need no environment.
NAME.R runs in the R that this computer has; where there is none, what was found before is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from havenlens.services.files import write_whole

ROOT = Path(__file__).parents[1]
ORACLES = ROOT / "tests" / "oracles"
KEPT = ROOT / "tests" / "golden" / "oracles"
ENVIRONMENTS = ROOT / "build" / "oracles"
COMPARISON = "tests/unit/reliability/test_oracles.py"
IN_R = sorted(path.stem for path in ORACLES.glob("*.R"))
NAMES = sorted([*(path.stem for path in ORACLES.glob("*.txt")), *IN_R])


def environment(name: str) -> Path:
    """Make an oracle's environment where it is missing or its versions have changed; give its Python."""
    folder, wanted = ENVIRONMENTS / name, ORACLES / f"{name}.txt"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    installed = folder / "installed.txt"
    if not installed.is_file() or installed.read_bytes() != wanted.read_bytes():
        print(f"{name}: making {folder.relative_to(ROOT)}", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, "--only-binary", ":all:", "-r", wanted], check=True)
        # Last of all, so that an installation cut short is made anew.
        write_whole(installed, wanted.read_bytes())
    return python


def told_by(python: Path, module: str) -> dict[str, Any]:
    """Run a module of tests/oracles, and read what it prints; where it warns of 0/0 it prints null."""
    run = subprocess.run(
        [python, "-W", "ignore", "-m", f"tests.oracles.{module}"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def told_by_r(name: str) -> dict[str, Any] | None:
    """Run a script of tests/oracles in R and read what it prints; None where this computer has no R."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    run = subprocess.run(
        [program, "--vanilla", ORACLES / f"{name}.R"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(run.stdout)
    # R would write numbers in other ways, so the digest of the data it has read is made here.
    data = json.loads((KEPT / "data.json").read_text(encoding="utf-8"))
    return {**found, "data": hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()}


def keep(name: str, found: dict[str, Any]) -> None:
    """Write a file in which each case has a line."""
    parts = []
    for key, value in found.items():
        text = json.dumps(value)
        if isinstance(value, dict):
            lines = [f"  {json.dumps(case)}: {json.dumps(part)}" for case, part in value.items()]
            text = "{\n" + ",\n".join(lines) + "\n }"
        parts.append(f" {json.dumps(key)}: {text}")
    write_whole(KEPT / f"{name}.json", "{\n" + ",\n".join(parts) + "\n}\n")


def main() -> int:
    """Renew the data and what the named oracles find, then compare with Havenlens."""
    asked = sys.argv[1:] or NAMES
    unknown = sorted(set(asked) - set(NAMES))
    if unknown:
        print(f"There is no oracle {', '.join(unknown)}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    KEPT.mkdir(parents=True, exist_ok=True)
    keep("data", told_by(Path(sys.executable), "data"))
    for name in asked:
        found = told_by_r(name) if name in IN_R else told_by(environment(name), name)
        if found is None:
            print(f"{name}: there is no R here, so what it found before is kept")
            continue
        keep(name, found)
        values = sum(len(case) for case in found["cases"].values())
        print(
            f"{name} {next(iter(found['versions'].values()))}: {values} values of {len(found['cases'])} cases"
        )
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", COMPARISON], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
