"""What a scheme measures, apart from how it is worded; and what changed between two versions of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from havenlens.domain.codebook import Modifier, ModifierKind, Scheme
from havenlens.domain.problems import Problem

_WORDS = {
    "code": (
        *("name", "key", "colour", "definition", "include", "exclude", "example", "note"),
        *("onset_rule", "offset_rule", "prompt_type", "meaning", "key_differs", "hidden_with"),
    ),
    "modifier": ("name", "ask"),
    "option": ("name", "key"),
    "dimension": ("name", "key", "definition", "look_for", "anchors", "not_observed_rule"),
}
_UNORDERED = {
    *("actors", "targets", "applies_to", "aliases", "codes", "classes", "groups", "outputs", "members"),
    *("roles", "modifiers", "dimensions", "domains", "statistics", "sweep", "lags", "sensitive_classes"),
}


def measured(scheme: Scheme) -> dict[str, Any]:
    """Give what a scheme measures as plain values: ids, kinds, groups, modifiers, scales and recipes.

    Wording, colours, keys and the order of entries are left out; two schemes that measure alike give equal
    values.
    """
    return {
        "id": scheme.id,
        "measurement": scheme.measurement,
        "unit": {"unit": scheme.unit, "unit_s": scheme.unit_s} | _sampling(scheme),
        "roles": _by_id(scheme.roles, ("name", "aliases")),
        "groups": _by_id(scheme.groups, ("name",)),
        "codes": _by_id(scheme.codes, _WORDS["code"]),
        "modifiers": {
            modifier.id: {
                **_plain(modifier, (*_WORDS["modifier"], "options", "id", *_kind_words(modifier))),
                "options": _by_id(modifier.options, _WORDS["option"]),
            }
            for modifier in scheme.modifiers
        },
        "rating_scale": None if scheme.scale is None else _plain(scheme.scale),
        "ratings": _by_id(scheme.dimensions, _WORDS["dimension"]),
        "domains": _by_id(scheme.domains, ("name",)),
        "derived": {
            recipe.id: {"kind": recipe.kind, **_plain(recipe, ("id", "note"))} for recipe in scheme.recipes
        },
    }


def _sampling(scheme: Scheme) -> dict[str, str]:
    """Leave out what a scheme does not use, so that older hashes stay as they were."""
    return {} if scheme.sampling is None else {"sampling": scheme.sampling.value}


def _kind_words(modifier: Modifier) -> tuple[str, ...]:
    plain = modifier.kind is ModifierKind.SINGLE
    return ("kind", "minimum", "maximum", "unit") if plain else ("unit",)


def measurement_hash(scheme: Scheme) -> str:
    """Give the SHA-256 (hexadecimal) of what a scheme measures, as canonical JSON."""
    text = json.dumps(measured(scheme), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class ChangeKind(StrEnum):
    """How far a change reaches: nothing, wording only (a patch), or what is measured."""

    SAME = "same"
    WORDING = "wording"
    MEASUREMENT = "measurement"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two versions differ, as a path such as ``codes.bid_direct.kind``."""

    path: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """What changed between two versions, and whether the new version number says so.

    Wording, colours and keys need a higher version (a patch is enough); a change of measurement needs a
    higher minor or major version. A scheme with codings may be replaced only where ``problem`` is None and
    ``kind`` is not ``MEASUREMENT``.
    """

    kind: ChangeKind
    differences: tuple[Difference, ...]
    old: tuple[str, str]
    new: tuple[str, str]

    @property
    def problem(self) -> Problem | None:
        """Say what is wrong with the new version's id or number, or None."""
        values = {"id": self.new[0], "old": self.old[1], "new": self.new[1], "changed": self.changed}
        if self.old[0] != self.new[0]:
            return Problem("scheme.other_scheme", {**values, "old_id": self.old[0]})
        before, after = version_parts(self.old[1]), version_parts(self.new[1])
        if self.kind is ChangeKind.WORDING and after <= before:
            return Problem("scheme.needs_patch", values)
        if self.kind is ChangeKind.MEASUREMENT and after[:2] <= before[:2]:
            return Problem("scheme.needs_minor", values)
        return Problem("scheme.went_back", values) if after < before else None

    @property
    def changed(self) -> str:
        """List the places that matter most, at most five of them."""
        worst = [difference.path for difference in self.differences if difference.kind is self.kind]
        return ", ".join(worst[:5]) + (f" (+{len(worst) - 5})" if len(worst) > 5 else "")


def version_parts(version: str) -> tuple[int, int, int]:
    """Give a version's three numbers; raise ValueError for anything else.

    >>> version_parts("1.10.0") > version_parts("1.9.3")
    True
    """
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch


def compare(old: Scheme, new: Scheme) -> SchemeChange:
    """Tell what changed from one version of a scheme to another."""
    before, after = dict(_leaves("", measured(old))), dict(_leaves("", measured(new)))
    measurement = [path for path in _union(before, after) if _differs(before, after, path)]
    before, after = dict(_leaves("", _everything(old))), dict(_leaves("", _everything(new)))
    wording = [
        path for path in _union(before, after) if _differs(before, after, path) and path not in measurement
    ]
    kind = ChangeKind.WORDING if wording else ChangeKind.SAME
    if measurement:
        kind = ChangeKind.MEASUREMENT
    differences = [Difference(path, ChangeKind.MEASUREMENT) for path in measurement]
    differences += [Difference(path, ChangeKind.WORDING) for path in wording]
    return SchemeChange(kind, tuple(differences), (old.id, old.version), (new.id, new.version))


def _everything(scheme: Scheme) -> dict[str, Any]:
    names = {"scale": "rating_scale", "dimensions": "ratings", "recipes": "derived"}
    out: dict[str, Any] = {}
    for entry in fields(scheme):
        if entry.name in {"version", "measurement_hash", "unit", "unit_s"}:
            continue
        value = getattr(scheme, entry.name)
        name = names.get(entry.name, entry.name)
        if isinstance(value, tuple) and value and all(hasattr(part, "id") for part in value):
            out[name] = _by_id(value, ())
        else:
            out[name] = _plain(value) if is_dataclass(value) else value
    out["unit"] = {"unit": scheme.unit, "unit_s": scheme.unit_s}
    return out


def _by_id(parts: Iterable[Any], leave_out: tuple[str, ...]) -> dict[str, Any]:
    return {part.id: _plain(part, (*leave_out, "id")) for part in parts}


def _plain(part: Any, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: _sorted(name, value) for name, value in asdict(part).items() if name not in leave_out}


def _sorted(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _sorted(key, part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        if name in _UNORDERED:
            return sorted(value)
        if value and all(isinstance(part, Mapping) and "id" in part for part in value):
            return {part["id"]: _sorted("", part) for part in value}
        return [_sorted("", part) for part in value]
    return value


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, part in value.items():
            yield from _leaves(f"{path}.{key}" if path else str(key), part)
    else:
        yield path, list(value) if isinstance(value, tuple) else value


def _union(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*before, *after]))


_NOTHING = object()


def _differs(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> bool:
    return bool(before.get(path, _NOTHING) != after.get(path, _NOTHING))
