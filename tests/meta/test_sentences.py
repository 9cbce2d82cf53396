"""Every code has one sentence, every sentence is used, and the values fit."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from string import Formatter

from havenlens.words.sentences import _SENTENCES, known_codes

PACKAGE = Path(__file__).parents[2] / "src" / "havenlens"
CODE = re.compile(r"[a-z]+\.[a-z_0-9]+")
AREAS = {code.split(".")[0] for code in known_codes()}
MADE_HERE = ("say", "StudyError", "Problem")
LOOKED_AT = ast.Call | ast.Constant | ast.Dict | ast.JoinedStr


@lru_cache(maxsize=1)
def everything():
    return [
        (path.relative_to(PACKAGE).as_posix(), node)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, LOOKED_AT)
    ]


def nodes(*kinds, words):
    """Give nodes with the file they stand in, of the words themselves or of everything else."""
    for path, node in everything():
        if isinstance(node, kinds) and path.startswith("words/") == words:
            yield path, node


def texts(*, words):
    for path, node in nodes(ast.Constant, words=words):
        if isinstance(node.value, str):
            yield path, node.lineno, node.value


def prefixes():
    """Give the beginnings of codes that are put together, such as ``scheme.unknown_``."""
    for _, node in nodes(ast.JoinedStr, words=False):
        first = node.values[0] if node.values else None
        if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z]+\.[a-z_]*", str(first.value)):
            yield str(first.value)


def fields(code):
    return {field.split(".")[0] for _, field, _, _ in Formatter().parse(_SENTENCES[code]) if field}


def calls():
    """Give each place where a code is written out together with its values: names, or None if unknown."""
    for path, node in nodes(ast.Call, words=False):
        called = node.func.id if isinstance(node.func, ast.Name) else None
        if called not in MADE_HERE or not node.args:
            continue
        code = node.args[0]
        if not (isinstance(code, ast.Constant) and isinstance(code.value, str)):
            continue
        given = {keyword.arg for keyword in node.keywords}
        if called == "Problem":
            given = set()
            if len(node.args) > 1:
                values = node.args[1]
                known = isinstance(values, ast.Dict) and all(isinstance(k, ast.Constant) for k in values.keys)
                given = {key.value for key in values.keys} if known else None
        elif None in given:
            given = None
        yield f"{path}:{node.lineno}", code.value, given


def test_every_code_in_the_source_has_a_sentence():
    known, heads = known_codes(), set(prefixes())
    missing = [f"{where}: {code}" for where, code, _ in calls() if code not in known]
    missing += [
        f"{path}:{line}: {text}"
        for path, line, text in texts(words=False)
        if CODE.fullmatch(text)
        and text.split(".")[0] in AREAS
        and text not in known
        and text.split(".")[1]
        not in {"csv", "havenlens", "html", "json", "pdf", "yaml", "typ", "css", "j2", "js"}
        and text not in heads
    ]
    assert missing == []


def test_every_sentence_is_used():
    written = {text for _, _, text in texts(words=False)}
    between_words = Counter(text for _, _, text in texts(words=True))
    templates = "".join(
        path.read_text(encoding="utf-8") for path in (PACKAGE / "reporting" / "templates").glob("*.*")
    )
    parts = written | set(re.findall(r"[a-z_0-9]+", templates))
    heads = set(prefixes())
    unused = [
        code
        for code in sorted(known_codes())
        if code not in written
        and between_words[code] < 2
        and not any(code.startswith(head) and code.removeprefix(head) in parts for head in heads)
    ]
    assert unused == []


def test_the_values_are_those_the_sentence_names():
    known = known_codes()
    wrong = [
        f"{where}: {code} wants {sorted(fields(code))} and gets {sorted(given)}"
        for where, code, given in calls()
        if code in known and given is not None and given != fields(code)
    ]
    assert wrong == []


def test_no_code_has_two_sentences():
    keys = Counter(
        key.value
        for _, node in nodes(ast.Dict, words=True)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Call) and value.func.id == "N_"
    )
    assert [code for code, times in keys.items() if times > 1] == []
    assert set(keys) == known_codes(), "mark every sentence with N_"


def test_sentences_are_marked_for_translators_and_well_formed():
    wrong = []
    for code, text in _SENTENCES.items():
        names = [field for _, field, _, _ in Formatter().parse(text) if field is not None]
        if not text.strip() or text != text.strip() or "  " in text or "" in names:
            wrong.append((code, text))
    assert wrong == []


def test_no_text_for_people_is_put_together_before_it_is_translated():
    found = [
        f"{path}:{node.lineno}"
        for path, node in nodes(ast.Call, words=False)
        if isinstance(node.func, ast.Name)
        and node.func.id in {"tr", "ntr", "N_"}
        and any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in node.args[:2])
    ]
    assert found == []
