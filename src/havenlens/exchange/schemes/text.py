"""From a file to a YAML tree that knows its lines."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from havenlens.domain.problems import Problem

_LARGEST = 2_000_000
_INDENTED_BY_TAB = re.compile(r"^ *\t", re.MULTILINE)


def read_text(path: Path) -> str | Problem:
    """Read a file as UTF-8 text, or say why it cannot be read."""
    name = str(path)
    try:
        if path.is_dir():
            return Problem("scheme.is_a_folder", file=name)
        if path.stat().st_size > _LARGEST:
            return Problem("scheme.too_large", file=name)
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Problem("file.missing", {"path": path})
    except OSError:
        return Problem("scheme.unreadable", file=name)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return Problem("scheme.not_utf8", file=name, line=line)


def parse_tree(text: str, file: str) -> CommentedMap | list[Problem]:
    """Parse one YAML document whose top is a mapping, or say what is wrong, with lines."""
    if not text.strip():
        return [Problem("scheme.empty", file=file)]
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree: Any = yaml.load(text)
    except DuplicateKeyError as error:
        field = re.search(r'duplicate key "([^"]*)"', str(error.problem))
        return [_at(error, "scheme.double_field", file, {"field": field.group(1) if field else "?"})]
    except RecursionError:
        return [Problem("scheme.too_deep", file=file)]
    except (YAMLError, ValueError) as error:
        tabs = [text[: match.start()].count("\n") + 1 for match in _INDENTED_BY_TAB.finditer(text)]
        if tabs:
            return [Problem("scheme.tab", file=file, line=line) for line in tabs]
        return [_not_yaml(error, text, file)]
    if tree is None:
        return [Problem("scheme.empty", file=file)]
    if not isinstance(tree, CommentedMap):
        return [Problem("scheme.not_a_mapping", file=file, line=1)]
    return tree


def _not_yaml(error: Exception, text: str, file: str) -> Problem:
    if isinstance(error, MarkedYAMLError):
        reason = " ".join(part for part in (error.context, error.problem) if part)
        return _at(error, "scheme.not_yaml", file, {"reason": " ".join(reason.split())})
    position = getattr(error, "position", None)
    line = text[:position].count("\n") + 1 if isinstance(position, int) else None
    reason = str(getattr(error, "reason", "")) or type(error).__name__
    return Problem("scheme.not_yaml", {"reason": reason}, file, line)


def _at(error: MarkedYAMLError, code: str, file: str, values: dict[str, Any]) -> Problem:
    mark = error.problem_mark or error.context_mark
    return Problem(code, values, file, None if mark is None else mark.line + 1)
