"""A scheme while it is being edited: its values, what was done to them, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Protocol

from havenlens.domain.codebook import Scheme
from havenlens.domain.colours import alike, nearest_passing
from havenlens.domain.problems import Problem
from havenlens.services.recipes_in_words import recipe_in_words

Path = tuple[str | int, ...]
"""Where a value stands in a scheme: ``("codes", 3, "colour")``."""

Values = Mapping[str, Any]
"""A scheme's file as plain values. Never changed in place: every edit gives new ones that share the rest."""


@dataclass(frozen=True)
class Checked:
    """A scheme as the loader reads it (None where something is wrong); each problem has its path."""

    scheme: Scheme | None
    problems: tuple[tuple[Problem, Path], ...]


class SchemeText(Protocol):
    """What the editor asks of scheme files."""

    def values(self, source: str) -> dict[str, Any]: ...

    def text(self, values: Values, source: str) -> str: ...

    def check(self, text: str, name: str) -> Checked: ...

    def part_text(self, values: Values) -> str: ...

    def part_values(self, text: str) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Findings:
    """What became of a check: the text as it would be saved, the errors, and what to think about."""

    text: str
    scheme: Scheme | None
    errors: tuple[tuple[Problem, Path], ...]
    warnings: tuple[tuple[Problem, Path], ...]

    def in_words(self, recipe: str) -> str:
        """Say what one of the scheme's recipes computes; nothing where something is wrong."""
        found = None if self.scheme is None else self.scheme.recipe_by_id.get(recipe)
        return "" if found is None or self.scheme is None else recipe_in_words(found, self.scheme)


def examine(values: Values, source: str, files: SchemeText) -> Findings:
    """Write the values as text, and check that text with the loader; gets and gives frozen values only."""
    text = files.text(values, source)
    checked = files.check(text, str(values.get("id", "")) or "scheme")
    warnings = () if checked.scheme is None else colour_warnings(checked.scheme)
    return Findings(text, checked.scheme, checked.problems, warnings)


def colour_warnings(scheme: Scheme) -> tuple[tuple[Problem, Path], ...]:
    """Name the codes whose colours look alike with deuteranopia, with the nearest colour that would do."""
    places = {code.id: place for place, code in enumerate(scheme.codes)}
    found: list[tuple[Problem, Path]] = []
    for pair in alike(scheme.codes):
        code = scheme.code_by_id[pair.code]
        beside = colours_beside(scheme, pair.code)
        better = nearest_passing(code.colour, beside, [other.colour for other in scheme.codes])
        values = {
            "where": f"codes.{pair.code}",
            "other": f"codes.{pair.other}",
            "difference": f"{pair.difference:.1f}",
        }
        problem = (
            Problem("scheme.colours_crowded", values)
            if better is None
            else Problem("scheme.colours_alike", {**values, "colour": better})
        )
        found.append((problem, ("codes", places[pair.code], "colour")))
    return tuple(found)


def colours_beside(scheme: Scheme, code: str) -> list[str]:
    """List the colours that stand on the same row in the same form as a code."""
    own = scheme.code_by_id[code]
    return [
        other.colour
        for other in scheme.codes
        if other.id != code and (other.group, other.kind) == (own.group, own.kind)
    ]


# --- values ---------------------------------------------------------------------------------------------


def value_at(values: Any, path: Path) -> Any:
    """Give the value at a path, or None where there is nothing."""
    for step in path:
        if isinstance(values, Mapping):
            values = values.get(step)
        elif isinstance(values, Sequence) and not isinstance(values, str) and isinstance(step, int):
            values = values[step] if 0 <= step < len(values) else None
        else:
            return None
    return values


def put_at(values: Any, path: Path, value: Any) -> Any:
    """Give the values with another one at a path; mappings on the way are made where they are missing."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(values or [])
        items[step] = put_at(items[step], rest, value)
        return items
    return {**(values or {}), step: put_at((values or {}).get(step), rest, value)}


def without(values: Any, path: Path) -> Any:
    """Give the values without the one at a path; a list or mapping that is left empty stays."""
    if value_at(values, path) is None:
        return values
    if len(path) > 1:
        return put_at(values, path[:1], without(value_at(values, path[:1]), path[1:]))
    if isinstance(path[0], int):
        return [value for place, value in enumerate(values) if place != path[0]]
    return {name: value for name, value in values.items() if name != path[0]}


def inserted(values: Any, path: Path, place: int, value: Any) -> Any:
    """Give the values with another entry in the list at a path."""
    items = list(value_at(values, path) or [])
    items.insert(place, value)
    return put_at(values, path, items)


def moved(values: Any, path: Path, by: int) -> Any:
    """Give the values with an entry of a list moved up or down, as far as the list goes."""
    *head, place = path
    assert isinstance(place, int)
    items = list(value_at(values, tuple(head)) or [])
    new = min(max(place + by, 0), len(items) - 1)
    items.insert(new, items.pop(place))
    return put_at(values, tuple(head), items)


_REFERENCES: Mapping[str, frozenset[str]] = {
    "roles": frozenset({"actors", "targets", "role", "same", "roles"}),
    "groups": frozenset({"group", "groups"}),
    "codes": frozenset({"applies_to", "codes", "state"}),
    "modifiers": frozenset({"modifier", "modifiers"}),
    "options": frozenset({"option"}),
    "ratings": frozenset({"members", "dimensions", "x", "y"}),
    "domains": frozenset({"domains"}),
    "derived": frozenset({"builds_on"}),
    "prompt_library": frozenset({"order"}),
}
"""The fields of scheme files in which parts of each kind are named."""


def renamed(values: Values, kind: str, old: str, new: str) -> Values:
    """Name a part otherwise wherever the scheme refers to it; its own id is changed elsewhere."""
    fields = _REFERENCES.get(kind, frozenset())
    changed: Values = _renamed(values, fields, old, new) if fields and old else values
    return changed


def _renamed(values: Any, fields: frozenset[str], old: str, new: str, name: str = "") -> Any:
    if isinstance(values, Mapping):
        return {key: _renamed(value, fields, old, new, key) for key, value in values.items()}
    if isinstance(values, Sequence) and not isinstance(values, str):
        return [_renamed(value, fields, old, new, name) for value in values]
    return new if name in fields and values == old else values


def forgotten(values: Values, kind: str, gone: str) -> Values:
    """Take a part off the lists that name it among others; where it is named alone, a person decides."""
    changed: Values = _forgotten(values, _REFERENCES.get(kind, frozenset()), gone)
    return changed


def _forgotten(values: Any, fields: frozenset[str], gone: str, name: str = "") -> Any:
    if isinstance(values, Mapping):
        return {key: _forgotten(value, fields, gone, key) for key, value in values.items()}
    if isinstance(values, Sequence) and not isinstance(values, str):
        others = [value for value in values if value != gone] if name in fields else []
        return [_forgotten(value, fields, gone, name) for value in others or values]
    return values


def free_id(text: str, taken: Iterable[str]) -> str:
    """Make an id of a name, with a number where it is taken.

    >>> free_id("Direct bid!", {"direct_bid"})
    'direct_bid_2'
    """
    plain = "_".join(re.findall(r"[a-z0-9]+", text.casefold())).lstrip("0123456789_") or "part"
    known, number, made = set(taken), 2, plain
    while made in known:
        made, number = f"{plain}_{number}", number + 1
    return made


# --- what was done --------------------------------------------------------------------------------------


@dataclass
class Editing:
    """One scheme on the desk, with everything that was done to it since it was opened.

    ``source`` is the text that the values were read from. Edits of one value in a row are one step to undo,
    until `settle` is called.
    """

    values: Values
    source: str = ""
    _undo: list[tuple[Values, Path]] = field(default_factory=list)
    _redo: list[tuple[Values, Path]] = field(default_factory=list)
    _open: Path | None = None
    _fresh: set[tuple[str | int, str]] = field(default_factory=set)

    @property
    def can_undo(self) -> bool:
        """Tell whether there is something to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Tell whether there is something to do again."""
        return bool(self._redo)

    def at(self, path: Path) -> Any:
        """Give the value at a path, or None."""
        return value_at(self.values, path)

    def settle(self) -> None:
        """End the step that is open: what comes next is a step of its own."""
        self._open = None

    def replace(self, values: Values, place: Path, *, merge: bool = False) -> bool:
        """Take other values over as one step at a place; tell whether anything changed."""
        if values == self.values:
            return False
        if not (merge and self._open == place and self._undo):
            self._undo.append((self.values, place))
        self._redo.clear()
        self.values, self._open = values, place if merge else None
        return True

    def put(self, path: Path, value: Any) -> bool:
        """Write a value; None takes it away."""
        return self.put_with(path, value, ())

    def put_with(self, path: Path, value: Any, gone: Iterable[str]) -> bool:
        """Write a value and take some fields beside it away, as one step."""
        new = without(self.values, path) if value is None else put_at(self.values, path, value)
        for name in gone:
            new = without(new, (*path[:-1], name))
        return self.replace(new, path, merge=True)

    def rename(self, path: Path, kind: str, new: str) -> bool:
        """Give a part another id, and every reference to it with it."""
        old = str(self.at((*path, "id")) or "")
        known = [part.get("id") for part in self.at(path[:-1]) or () if isinstance(part, Mapping)]
        values = put_at(self.values, (*path, "id"), new)
        if old and known.count(old) == 1 and new not in known:
            values = renamed(values, kind, old, new)
        self._fresh.discard((path[0], old))
        return self.replace(values, (*path, "id"))

    def follow_name(self, path: Path, name: str) -> None:
        """Let the id that a new part was given follow its name, until somebody writes one."""
        old = str(self.at((*path, "id")) or "")
        if not path or (path[0], old) not in self._fresh or not name.strip():
            return
        others = [row.get("id") for row in self.at(path[:-1]) if isinstance(row, Mapping)]
        new = free_id(name, (str(other) for other in others if other != old))
        self._fresh = self._fresh - {(path[0], old)} | {(path[0], new)}
        self.values = put_at(renamed(self.values, str(path[0]), old, new), (*path, "id"), new)

    def put_rest(self, path: Path, own: AbstractSet[str], rest: Values) -> bool:
        """Write the fields of a part that are edited as text; those with forms of their own stay."""
        kept = {name: value for name, value in (self.at(path) or {}).items() if name in own}
        return self.put(path, {**kept, **rest})

    def insert(self, path: Path, place: int, value: Any, *, fresh: bool = False) -> bool:
        """Add an entry to a list; the id of a ``fresh`` one follows its name."""
        if fresh:
            self._fresh.add((path[0], str(value.get("id"))))
        return self.replace(inserted(self.values, path, place, value), (*path, place))

    def remove(self, path: Path) -> bool:
        """Take an entry away, off lists that name it as well."""
        part, values = self.at(path), without(self.values, path)
        own = part.get("id") if isinstance(part, Mapping) and len(path) == 2 else None
        rest = [other.get("id") for other in values.get(str(path[0])) or () if isinstance(other, Mapping)]
        if own and own not in rest:
            values = forgotten(values, str(path[0]), str(own))
        return self.replace(values, path)

    def move(self, path: Path, by: int) -> bool:
        """Move an entry of a list up or down."""
        return self.replace(moved(self.values, path, by), path)

    def undo(self) -> Path | None:
        """Take the last step back; give the place where it was."""
        return self._step(self._undo, self._redo)

    def redo(self) -> Path | None:
        """Do the step again that was taken back last; give its place."""
        return self._step(self._redo, self._undo)

    def _step(self, of: list[tuple[Values, Path]], onto: list[tuple[Values, Path]]) -> Path | None:
        if not of:
            return None
        values, place = of.pop()
        onto.append((self.values, place))
        self.values, self._open = values, None
        return place
