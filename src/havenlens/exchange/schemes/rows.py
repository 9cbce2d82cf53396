"""Read mappings field by field, noting every problem with its line and going on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from textwrap import shorten
from typing import Any, TypeVar

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import ScalarString

from havenlens.domain.problems import Problem
from havenlens.domain.time import Micros, seconds

_ID = re.compile(r"[a-z][a-z0-9_]*")
_AMBIGUOUS = re.compile(r"(?i)y|n|yes|no|on|off")
_Choice = TypeVar("_Choice", bound=StrEnum)


class Sheet:
    """The problems of one file, as they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, code: str, line: int | None, **values: Any) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, values, self.file, line))


class Row:
    """One mapping of the file; every field that is asked for is known, `close` reports the others.

    ``path`` says where it stands, in the file's own words (``codes.bid_direct``). A reading method notes what
    is wrong and then gives an empty value, so that the rest can be checked too.
    """

    def __init__(self, sheet: Sheet, node: CommentedMap, path: str, line: int) -> None:
        self.sheet = sheet
        self.node = node
        self.path = path
        self.start = line
        self._asked: dict[str, None] = {}

    def line(self, field: str) -> int:
        """Give the line on which a field stands, or that of the mapping."""
        place = self.node.lc.data.get(field) if self.node.lc.data else None
        return int(place[0]) + 1 if place else self.start

    def has(self, field: str) -> bool:
        """Tell whether the field is written at all."""
        self._asked[field] = None
        return field in self.node

    @property
    def where(self) -> str:
        """Name the row in a sentence, in the file's own words."""
        return self.path or "scheme"

    def problem(self, code: str, at: str | None = None, /, **values: Any) -> None:
        """Note a problem of this row, on the line of the field ``at``."""
        line = self.start if at is None else self.line(at)
        self.sheet.add(code, line, **{"where": self.where, "field": at, **values})

    def value(self, field: str, *, required: bool) -> Any:
        """Give a field as YAML has it, or None where it is missing."""
        if not self.has(field):
            if required:
                self.problem("scheme.missing_field", None, field=field)
            return None
        return self.node[field]

    def text(self, field: str, *, required: bool = True) -> str:
        """Give a text; an empty one where it is missing or none."""
        value = self.value(field, required=required)
        if field not in self.node:
            return ""
        if not isinstance(value, str):
            self.problem("scheme.want_text", field)
            return ""
        if required and not value.strip():
            self.problem("scheme.missing_field", field)
        return str(value).strip()

    def quoted(self, field: str) -> str:
        """Give a key, which must stand in quotes: a bare y or n is a truth value to many programs."""
        value = self.node.get(field)
        if isinstance(value, bool) or (
            isinstance(value, str) and not isinstance(value, ScalarString) and _AMBIGUOUS.fullmatch(value)
        ):
            self._asked[field] = None
            self.problem("scheme.bare_boolean", field, value=str(value).lower())
            return ""
        if isinstance(value, int):
            self._asked[field] = None
            self.problem("scheme.bare_number", field, value=value)
            return ""
        return self.text(field)

    def id(self, field: str = "id") -> str:
        """Give an id: small letters, digits and underscores."""
        value = self.text(field)
        if value and not _ID.fullmatch(value):
            self.problem("scheme.bad_id", field, value=value)
        return value

    def texts(self, field: str, *, required: bool = False) -> tuple[str, ...]:
        """Give a list of texts."""
        return tuple(value for value, _ in self.listed(field, required=required))

    def listed(self, field: str, *, required: bool = False) -> list[tuple[str, int]]:
        """Give a list of texts, each with its line."""
        value = self.value(field, required=required)
        if field not in self.node:
            return []
        if not isinstance(value, CommentedSeq) or not all(isinstance(item, str) for item in value):
            self.problem("scheme.want_texts", field)
            return []
        return [(str(item).strip(), _item_line(value, at)) for at, item in enumerate(value)]

    def flag(self, field: str, *, default: bool = False) -> bool:
        """Give true or false."""
        value = self.value(field, required=False)
        if field not in self.node:
            return default
        if not isinstance(value, bool):
            self.problem("scheme.want_flag", field)
            return default
        return value

    def whole(self, field: str, *, required: bool = False) -> int | None:
        """Give a whole number."""
        value = self.value(field, required=required)
        if field not in self.node:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem("scheme.want_whole", field)
            return None
        return int(value)

    def number(self, field: str, *, required: bool = False) -> float | None:
        """Give a number that is zero or more."""
        value = self.value(field, required=required)
        if field not in self.node:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            self.problem("scheme.want_number", field)
            return None
        return float(value)

    def micros(self, field: str, *, required: bool = True) -> Micros:
        """Give a length of time that is written in seconds; it must be more than nothing."""
        value = self.number(field, required=required)
        if value == 0:
            self.problem("scheme.no_length", field)
        return seconds(value or 0.0)

    def numbers(self, field: str) -> tuple[float, ...]:
        """Give a list of numbers, each zero or more."""
        value = self.value(field, required=False)
        if field not in self.node:
            return ()
        if not isinstance(value, CommentedSeq) or not all(
            isinstance(item, int | float) and not isinstance(item, bool) and 0 <= item < float("inf")
            for item in value
        ):
            self.problem("scheme.want_numbers", field)
            return ()
        return tuple(float(item) for item in value)

    def choice(self, field: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice | None:
        """Give one of some words; the default where nothing is written, required where there is none."""
        value = self.text(field, required=default is None)
        if not value:
            return default
        return self._chosen(field, value, kind) or default

    def choices(self, field: str, kind: type[_Choice]) -> tuple[_Choice, ...]:
        """Give a list of some words."""
        chosen = [self._chosen(field, value, kind) for value in self.texts(field)]
        return tuple(value for value in chosen if value is not None)

    def _chosen(self, field: str, value: str, kind: type[_Choice]) -> _Choice | None:
        if value in list(kind):
            return kind(value)
        self.problem("scheme.not_a_choice", field, value=shorten(value, 40), choices=", ".join(kind))
        return None

    def row(self, field: str, *, required: bool = False) -> Row | None:
        """Give the mapping under a field."""
        value = self.value(field, required=required)
        if field not in self.node:
            return None
        if not isinstance(value, CommentedMap):
            self.problem("scheme.want_mapping", field)
            return None
        return Row(self.sheet, value, f"{self.path}.{field}" if self.path else field, self.line(field))

    def rows(self, field: str, *, required: bool = False) -> list[Row]:
        """Give the list of mappings under a field; each is called by its id, name or place."""
        value = self.value(field, required=required)
        if field not in self.node:
            return []
        if not isinstance(value, CommentedSeq):
            self.problem("scheme.want_rows", field)
            return []
        out = []
        for at, item in enumerate(value):
            line = _item_line(value, at)
            if not isinstance(item, CommentedMap):
                self.sheet.add("scheme.want_rows", line, where=self.where, field=field)
                continue
            called = next((item[name] for name in ("id", "name") if isinstance(item.get(name), str)), at + 1)
            path = f"{field}.{called}"
            out.append(Row(self.sheet, item, f"{self.path}.{path}" if self.path else path, line))
        return out

    def close(self) -> None:
        """Report every field that nobody asked for."""
        for field in self.node:
            if field not in self._asked:
                near = difflib.get_close_matches(str(field), list(self._asked), 1, 0.6)
                code = "scheme.unknown_field_meant" if near else "scheme.unknown_field"
                self.problem(code, field, meant="".join(near), known=nearest(str(field), self._asked))


def check_ids(rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Give each row with its id, and report ids that occur twice."""
    seen: dict[str, int] = {}
    for row in rows:
        name = row.id()
        if name and name in seen:
            row.problem("scheme.double_id", "id", id=name, first=seen[name])
        elif name:
            seen[name] = row.line("id")
        yield row, name


def nearest(value: str, known: Iterable[str]) -> str:
    """List the known words for a sentence, those most like the value first, at most five."""
    ordered = sorted(set(known), key=lambda word: (-difflib.SequenceMatcher(None, value, word).ratio(), word))
    return ", ".join(ordered[:5]) + (", …" if len(ordered) > 5 else "") if ordered else "–"


def _item_line(sequence: CommentedSeq, at: int) -> int:
    return int(sequence.lc.item(at)[0]) + 1
