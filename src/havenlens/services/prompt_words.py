"""Load the one list of rules, words and stems, and put a study's own entries beside the shipped ones."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from havenlens.domain.feedback_words import WordLists
from havenlens.domain.problems import StudyError

_RULES = ("assets", "coaching", "prompt_rules.toml")
_EXTRA = frozenset({"grammar", "instead", "open_instead"})
_REMOVED = "not_"
"""Before the name of a list: the shipped entries that a study does not want."""


@lru_cache(maxsize=1)
def shipped_rules() -> Mapping[str, Any]:
    """Read the shipped file once."""
    return tomllib.loads(files("havenlens").joinpath(*_RULES).read_text(encoding="utf-8"))


def word_lists(language: str, own: Mapping[str, Any] | None = None) -> WordLists:
    """Give the lists of a language (``de``, ``de_AT``), with a study's own entries added.

    ``own`` maps the name of a list to entries that are added; ``not_`` before a name takes entries away.
    Raise `StudyError` where it holds something else. A language that is not shipped has only a study's lists.
    """
    name = language.replace("-", "_").split("_")[0].lower()
    for key, entries in (own or {}).items():
        if not isinstance(entries, list | tuple) or not all(
            isinstance(e, str) and e.strip() for e in entries
        ):
            raise StudyError("lint.own_list", list=key)
        if key.removeprefix(_REMOVED) not in known_lists():
            raise StudyError("lint.unknown_list", list=key, known=", ".join(sorted(known_lists())))
    return _joined(name, tuple((key, tuple(entries)) for key, entries in (own or {}).items()))


@lru_cache(maxsize=1)
def known_lists() -> frozenset[str]:
    """Name every list that a language can have."""
    return frozenset(key for table in shipped_rules()["words"].values() for key in table) - _EXTRA


@lru_cache(maxsize=16)
def _joined(language: str, own: tuple[tuple[str, tuple[str, ...]], ...]) -> WordLists:
    """Put shipped and own entries together, once: the same lists are the same object, compiled once."""
    table: Mapping[str, Any] = shipped_rules()["words"].get(language, {})
    lists = {key: tuple(value) for key, value in table.items() if key not in _EXTRA}
    for key, entries in own:
        target = key.removeprefix(_REMOVED)
        if key == target:
            lists[target] = (*lists.get(target, ()), *entries)
        else:
            gone = {entry.lower() for entry in entries}
            lists[target] = tuple(each for each in lists.get(target, ()) if each.lower() not in gone)
    instead, opening = table.get("instead", {}), table.get("open_instead", "")
    return WordLists(language, table.get("grammar", ""), lists, instead, opening)
