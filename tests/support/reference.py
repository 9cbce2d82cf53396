"""The published cases that are kept outside the repository; tests that need them are skipped without them."""

from __future__ import annotations

import csv
import json
import os
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from havenlens.reliability.tables import Confusion

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("HAVENLENS_REFERENCE") or ROOT.parent / "shared" / "reference")


@lru_cache(maxsize=1)
def expected():
    return json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def cases(*methods, where=lambda case: True):
    """Give the cases of some methods as parameters, or one skipped case with the reason for it."""
    if not (FOLDER / "expected.json").is_file():
        reason = (
            f"no reference cases in {FOLDER}; set HAVENLENS_REFERENCE to the folder that has expected.json"
        )
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="reference-absent")]
    wanted = [case for case in expected()["cases"] if case["method"] in methods and where(case)]
    return [pytest.param(case, id=case["id"]) for case in wanted]


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def contingency(name):
    header, *body = rows(name)
    return Confusion(tuple(header[1:]), np.array([[float(cell) for cell in row[1:]] for row in body]))


def columns(name):
    """Give the raters' names and the rows of cells, without the unit column."""
    header, *body = rows(name)
    first = 1 if header[0] == "unit" else 0
    return header[first:], [row[first:] for row in body]


def check(found, case, skipped=()):
    """Compare values by name with what is expected, within the case's tolerance."""
    tolerance = case["tolerance_abs"]
    for name, wanted in case["expected"].items():
        if name in skipped:
            continue
        allowed = tolerance.get(name, tolerance.get("*")) if isinstance(tolerance, dict) else tolerance
        assert found[name] == pytest.approx(wanted, abs=allowed, rel=0), name
