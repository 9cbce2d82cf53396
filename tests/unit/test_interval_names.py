"""Documents name intervals in the reader's language, and every kind that statistics give has a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import havenlens
from havenlens.words.catalogue import speaking
from havenlens.words.intervals import _NAMES, interval_named


@pytest.mark.parametrize(
    ("method", "named"),
    [
        ("cluster bootstrap, percentile", "Cluster-Bootstrap, Perzentile"),
        ("F, Satterthwaite, stepped up", "F, Satterthwaite, hochgerechnet"),
        ("kappa's limits (jackknife, t)", "Grenzen von Kappa (Jackknife, t)"),
        ("a method of tomorrow", "a method of tomorrow"),
    ],
)
def test_intervals_are_named_in_german(method: str, named: str):
    with speaking("de"):
        assert interval_named(method) == named
    with speaking("en"):
        assert interval_named(method) == method


def methods_in(path: Path) -> Iterator[str]:
    """Give the methods that a file writes into intervals: as they stand there, or by a name set before."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            texts = [one.value for one in _results(node.value) if isinstance(one.value, str)]
            named.setdefault(node.targets[0].id, []).extend(texts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Interval" and len(node.args) == 4:
            if isinstance(node.args[3], ast.Name):
                yield from named.get(node.args[3].id, ())
            else:
                yield from (one.value for one in _results(node.args[3]) if isinstance(one.value, str))


def _results(node: ast.expr) -> list[ast.Constant]:
    if isinstance(node, ast.IfExp):
        return _results(node.body) + _results(node.orelse)
    return [node] if isinstance(node, ast.Constant) else []


def test_every_kind_that_statistics_give_is_known():
    source = Path(havenlens.__file__).parent
    files = [
        path for room in ("reliability", "inference", "sequences") for path in (source / room).glob("*.py")
    ]
    given = {method for path in files for method in methods_in(path)}
    assert {"Wilson", "chi-square", "Feldt F", "Greenwood, log-log"} <= given
    assert given <= set(_NAMES)
