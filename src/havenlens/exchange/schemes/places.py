"""Check a scheme's text as the loader does, and say at which value of it each problem lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from havenlens.domain.problems import Problem
from havenlens.exchange.schemes.loading import read_source
from havenlens.exchange.schemes.text import parse_tree
from havenlens.services.scheme_editing import Checked, Path


def check_source(text: str, name: str) -> Checked:
    """Read a scheme from its text; every problem has the path of the value that it is about."""
    reading = read_source(text, name)
    if not reading.problems:
        return Checked(reading.scheme, ())
    tree = parse_tree(text, name)
    places = [] if isinstance(tree, list) else list(_rows(tree, "", (), 1))
    return Checked(None, tuple((problem, _path(problem, places)) for problem in reading.problems))


@dataclass(frozen=True)
class _Place:
    called: str
    path: Path
    line: int
    fields: tuple[str, ...]


def _rows(node: CommentedMap, called: str, path: Path, line: int) -> Iterator[_Place]:
    """Give every mapping of the tree under the name that the loader gives it in its sentences."""
    yield _Place(called or "scheme", path, line, tuple(str(name) for name in node))
    for name, value in node.items():
        inside = f"{called}.{name}" if called else str(name)
        if isinstance(value, CommentedMap):
            place = node.lc.data.get(name) if node.lc.data else None
            yield from _rows(value, inside, (*path, str(name)), place[0] + 1 if place else line)
        elif isinstance(value, CommentedSeq):
            yield from _items(value, inside, (*path, str(name)))


def _items(node: CommentedSeq, called: str, path: Path) -> Iterator[_Place]:
    for at, item in enumerate(node):
        if isinstance(item, CommentedMap):
            name: Any = next((item[n] for n in ("id", "name") if isinstance(item.get(n), str)), at + 1)
            yield from _rows(item, f"{called}.{name}", (*path, at), int(node.lc.item(at)[0]) + 1)


def _path(problem: Problem, places: Sequence[_Place]) -> Path:
    """Find the row of a problem by its name, and by its line where several have that name."""
    same = [place for place in places if place.called == problem.values.get("where", "scheme")]
    if not same:
        return ()
    line = problem.line or 1
    row = max((p for p in same if p.line <= line), key=lambda p: p.line, default=same[0])
    field = problem.values.get("field")
    return (*row.path, field) if isinstance(field, str) and field else row.path
