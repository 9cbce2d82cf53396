"""What would go wrong on Windows or macOS, read off the source: alphabets, streams, folders, processes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for folder in ("src", "scripts", "sample_videos", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
_TEXT = {"open": 1, "read_text": 0, "write_text": 1}
"""What reads or writes text, and the place of what says how, where it is called without its name."""
_NOT_EVERYWHERE = {
    "os": {"fork", "getuid", "geteuid", "getlogin", "killpg", "setsid", "sync", "statvfs", "mkfifo"},
    "signal": {"SIGKILL", "SIGHUP", "SIGUSR1", "alarm", "pause"},
    "time": {"tzset"},
    "tempfile": {"NamedTemporaryFile"},
}
"""What there is on one system only; a named temporary file cannot be opened again on Windows."""
_MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "winreg", "msvcrt"}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def lacks_alphabet(call: ast.Call) -> bool:
    """Tell whether text is read or written here in the alphabet of the system."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name not in _TEXT or any(word.arg == "encoding" for word in call.keywords):
        return False
    if name == "open":
        return opens_text(call, is_method=isinstance(function, ast.Attribute))
    return len(call.args) <= _TEXT[name] and isinstance(function, ast.Attribute)


def opens_text(call: ast.Call, *, is_method: bool) -> bool:
    """Tell whether this may open a file as text: other things are opened too, such as dialogs and studies."""
    if is_method and not (call.args or call.keywords):
        return False
    said = [word.value for word in call.keywords if word.arg == "mode"] or call.args[0 if is_method else 1 :]
    mode = said[0].value if said and isinstance(said[0], ast.Constant) else None
    if is_method:
        return isinstance(mode, str) and set(mode) <= set("rwax+t")
    return mode is None or (isinstance(mode, str) and "b" not in mode)


def names_of_one_system(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names if each.name in _MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in {*_MODULES, *_NOT_EVERYWHERE}:
            for each in node.names:
                if node.module in _MODULES or each.name in _NOT_EVERYWHERE[node.module]:
                    yield node.lineno, f"{node.module}.{each.name}"
        elif isinstance(node, ast.Attribute):
            module = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr in _NOT_EVERYWHERE.get(module, ()):
                yield node.lineno, f"{module}.{node.attr}"


def found(check) -> list[str]:
    return [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {what}"
        for path in SOURCES
        for line, what in check(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_text_is_read_and_written_in_one_alphabet_everywhere():
    assert found(lambda tree: ((c.lineno, ast.unparse(c)) for c in calls(tree) if lacks_alphabet(c))) == []


def test_nothing_is_asked_of_a_system_that_another_one_lacks():
    assert found(names_of_one_system) == []


@pytest.mark.parametrize("line", ["import fcntl", "from os import fork", "os.fork()", "kill(signal.SIGKILL)"])
def test_the_look_for_other_systems_sees(line):
    assert list(names_of_one_system(ast.parse(line)))


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        ("path.read_text()", True),
        ("path.read_text('utf-8')", False),
        ("path.write_text(words)", True),
        ("path.write_text(words, encoding='utf-8')", False),
        ("open(path)", True),
        ("open(path, 'rb')", False),
        ("path.open('w')", True),
        ("path.open(mode='a')", True),
        ("path.open('rb')", False),
        ("path.open('w', encoding='utf-8')", False),
        ("dialog.open()", False),
    ],
)
def test_the_look_for_alphabets_sees(line, lacks):
    [call] = list(calls(ast.parse(line)))[:1]
    assert lacks_alphabet(call) is lacks
