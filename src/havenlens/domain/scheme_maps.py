"""What became of each code from one version of a scheme to the next, and what still pools across the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from havenlens.domain.codebook import Code, Scheme
from havenlens.domain.problems import Problem

SPLIT, NEW, LOST = "split", "new", "lost"
"""What a recode item is about: an event that waits for its code, a code to look for, answers left out."""


class Fate(StrEnum):
    """What becomes of an old code; a new code that none goes to is *new*."""

    KEPT = "kept"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    DROPPED = "dropped"


TAKEN_OVER = (Fate.KEPT, Fate.RENAMED, Fate.MERGED)
"""Fates with which an event keeps its meaning, so that it can be copied into a coding of the new version."""


@dataclass(frozen=True, slots=True)
class CodeFate:
    """What becomes of one old code: one target, or at least two where it is split, or none."""

    old: str
    fate: Fate
    new: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemeMap:
    """From each code of a version to the codes of the next; a value that says nothing of who made it."""

    fates: tuple[CodeFate, ...]

    @cached_property
    def by_old(self) -> Mapping[str, CodeFate]:
        """Look up what becomes of an old code."""
        return {fate.old: fate for fate in self.fates}

    def target_of(self, old: str) -> str | None:
        """Give the code that stands for an old one now, or None where there is not exactly one."""
        fate = self.by_old.get(old)
        return fate.new[0] if fate is not None and fate.fate in TAKEN_OVER and fate.new else None

    def sources_of(self, new: str) -> tuple[str, ...]:
        """List the old codes whose events become events of a new one as they are."""
        return tuple(fate.old for fate in self.fates if fate.fate in TAKEN_OVER and fate.new[:1] == (new,))

    def added(self, new: Scheme) -> tuple[str, ...]:
        """List the new codes that no old one goes to."""
        targets = {target for fate in self.fates for target in fate.new}
        return tuple(code.id for code in new.codes if code.id not in targets)

    def split_into(self, new: str) -> bool:
        """Tell whether a new code takes a part of an old one, so that nothing pools with it."""
        return any(fate.fate is Fate.SPLIT and new in fate.new for fate in self.fates)

    def problems(self, old: Scheme, new: Scheme) -> tuple[Problem, ...]:
        """Say what is wrong: every old code stands in the map exactly once, and every target exists."""
        return tuple(_problems(self, old, new))

    def plain(self) -> list[dict[str, Any]]:
        """Give the map as plain values, as they are stored."""
        return [{"old": fate.old, "fate": fate.fate.value, "new": list(fate.new)} for fate in self.fates]

    @classmethod
    def of_plain(cls, rows: Sequence[Mapping[str, Any]]) -> SchemeMap:
        """Read a map back from plain values."""
        return cls(tuple(CodeFate(row["old"], Fate(row["fate"]), tuple(row["new"])) for row in rows))


def propose(old: Scheme, new: Scheme) -> SchemeMap:
    """Propose a map for a person to confirm: equal ids are kept, equal names renamed, the rest dropped.

    A code that changed between point and state cannot be taken over, whatever it is called.
    """
    here = {code.id: code for code in new.codes}
    free = {
        (code.name.casefold(), code.kind): code.id
        for code in reversed(new.codes)
        if not any(code.id == before.id for before in old.codes)
    }
    fates = []
    for code in old.codes:
        same, renamed = here.get(code.id), free.get((code.name.casefold(), code.kind))
        if same is not None and same.kind is code.kind:
            fates.append(CodeFate(code.id, Fate.KEPT, (code.id,)))
        elif renamed is not None:
            del free[code.name.casefold(), code.kind]
            fates.append(CodeFate(code.id, Fate.RENAMED, (renamed,)))
        else:
            fates.append(CodeFate(code.id, Fate.DROPPED))
    return SchemeMap(tuple(fates))


def _problems(made: SchemeMap, old: Scheme, new: Scheme) -> Iterator[Problem]:
    before = {code.id: code for code in old.codes}
    after = {code.id: code for code in new.codes}
    times = Counter(fate.old for fate in made.fates)
    arriving = Counter(fate.new[0] for fate in made.fates if fate.fate in TAKEN_OVER and fate.new)
    for code in before:
        if not times[code]:
            yield Problem("map.uncovered", {"code": code, "version": old.version})
    for code, n in times.items():
        if n > 1:
            yield Problem("map.covered_twice", {"code": code})
    for fate in made.fates:
        if fate.old not in before:
            yield Problem("map.unknown_old", {"code": fate.old, "version": old.version})
            continue
        unknown = [target for target in fate.new if target not in after]
        for target in unknown:
            yield Problem("map.unknown_target", {"code": fate.old, "target": target, "version": new.version})
        found = None if unknown else _wrong_shape(fate) or _wrong_company(fate, arriving)
        if found is not None:
            yield found
        elif not unknown and fate.fate in TAKEN_OVER:
            yield from _other_kind(before[fate.old], after[fate.new[0]], old.version)


def _wrong_shape(fate: CodeFate) -> Problem | None:
    n = len(set(fate.new))
    if fate.fate in TAKEN_OVER and (n != 1 or len(fate.new) != 1):
        return Problem("map.wants_one", {"code": fate.old})
    if fate.fate is Fate.SPLIT and (n < 2 or n != len(fate.new)):
        return Problem("map.wants_several", {"code": fate.old})
    if fate.fate is Fate.DROPPED and n:
        return Problem("map.wants_none", {"code": fate.old, "target": ", ".join(fate.new)})
    return None


def _wrong_company(fate: CodeFate, arriving: Counter[str]) -> Problem | None:
    if fate.fate not in TAKEN_OVER:
        return None
    target = fate.new[0]
    values = {"code": fate.old, "target": target}
    if fate.fate is Fate.KEPT and target != fate.old:
        return Problem("map.kept_elsewhere", values)
    if fate.fate is Fate.MERGED and arriving[target] == 1 and target != fate.old:
        return Problem("map.merged_alone", values)
    if fate.fate is Fate.RENAMED and arriving[target] > 1:
        return Problem("map.renamed_shared", values)
    return None


def _other_kind(code: Code, target: Code, version: str) -> Iterator[Problem]:
    if code.kind is not target.kind:
        values = {"code": code.id, "kind": code.kind.value, "version": version}
        yield Problem("map.kind_differs", {**values, "target": target.id, "other_kind": target.kind.value})


@dataclass(frozen=True, slots=True)
class Pooling:
    """What results of two versions may be put together, on which level, and what may not.

    ``codes`` gives each new code that pools with the old codes that go into it (several: only added up);
    ``careful`` gives what else changed about such a code. ``modifiers`` gives each one that pools with the
    new codes for which it does.
    """

    codes: Mapping[str, tuple[str, ...]]
    careful: Mapping[str, tuple[str, ...]]
    split: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]
    groups: tuple[str, ...]
    groups_apart: tuple[str, ...]
    modifiers: Mapping[str, tuple[str, ...]]
    modifiers_apart: tuple[str, ...]
    dimensions: tuple[str, ...]
    dimensions_apart: tuple[str, ...]


def pooling(made: SchemeMap, old: Scheme, new: Scheme) -> Pooling:
    """Work out what still pools across two versions under a map that has no problems."""
    codes = {
        code.id: sources
        for code in new.codes
        if (sources := made.sources_of(code.id)) and not made.split_into(code.id)
    }
    changed = {target: _changed(old, new, sources, target) for target, sources in codes.items()}
    groups = [group.id for group in new.groups if _group_pools(group.id, made, old, new)]
    modifiers = {modifier.id: _modifier_pools(modifier.id, codes, old, new) for modifier in new.modifiers}
    dimensions = [one.id for one in new.dimensions if _dimension_pools(one.id, old, new)]
    return Pooling(
        codes=codes,
        careful={target: parts for target, parts in changed.items() if parts},
        split=tuple(fate.old for fate in made.fates if fate.fate is Fate.SPLIT),
        dropped=tuple(fate.old for fate in made.fates if fate.fate is Fate.DROPPED),
        added=made.added(new),
        groups=tuple(groups),
        groups_apart=_apart(groups, old.groups, new.groups),
        modifiers={name: where for name, where in modifiers.items() if where},
        modifiers_apart=_apart([n for n, where in modifiers.items() if where], old.modifiers, new.modifiers),
        dimensions=tuple(dimensions),
        dimensions_apart=_apart(dimensions, old.dimensions, new.dimensions),
    )


def _apart(pooled: Sequence[str], *parts: Sequence[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.id for side in parts for one in side if one.id not in pooled))


_LEFT_ALONE = ("actors", "targets", "code_class", "min_duration_s", "target_required", "safe_haven", "group")


def _changed(old: Scheme, new: Scheme, sources: Sequence[str], target: str) -> tuple[str, ...]:
    after = new.code_by_id[target]
    before = [old.code_by_id[source] for source in sources]
    return tuple(
        name
        for name in _LEFT_ALONE
        if any(_unordered(getattr(code, name)) != _unordered(getattr(after, name)) for code in before)
    )


def _unordered(value: Any) -> Any:
    return frozenset(value) if isinstance(value, tuple) else value


def _group_pools(group: str, made: SchemeMap, old: Scheme, new: Scheme) -> bool:
    """Tell whether everything that was in a group is in it still, and nothing else is.

    Splits and merges inside the group change nothing about the group as a whole.
    """
    before, after = old.group_by_id.get(group), new.group_by_id[group]
    if before is None or (before.exclusive, before.exhaustive) != (after.exclusive, after.exhaustive):
        return False
    inside = {code.id for code in new.codes_in(group)}
    members = {code.id for code in old.codes_in(group)}
    arriving: set[str] = set()
    for fate in made.fates:
        if fate.old in members and (not fate.new or not inside.issuperset(fate.new)):
            return False
        if fate.old not in members and inside.intersection(fate.new):
            return False
        arriving.update(inside.intersection(fate.new))
    return bool(inside) and arriving == inside


def _modifier_pools(
    name: str, codes: Mapping[str, tuple[str, ...]], old: Scheme, new: Scheme
) -> tuple[str, ...]:
    """List the new codes for which a modifier was asked in the same way in both versions."""
    after = next(modifier for modifier in new.modifiers if modifier.id == name)
    before = next((modifier for modifier in old.modifiers if modifier.id == name), None)
    if before is None or _asked(before) != _asked(after):
        return ()
    return tuple(
        target
        for target in after.applies_to
        if target in codes and all(source in before.applies_to for source in codes[target])
    )


def _asked(modifier: Any) -> tuple[Any, ...]:
    options = frozenset(option.id for option in modifier.options)
    return (modifier.kind, options, modifier.ask_if, modifier.minimum, modifier.maximum, modifier.unit)


def _dimension_pools(name: str, old: Scheme, new: Scheme) -> bool:
    before, after = old.dimension_by_id.get(name), new.dimension_by_id[name]
    return before is not None and (before.direction, old.scale) == (after.direction, new.scale)


def pools(made: SchemeMap, old: Scheme, new: Scheme) -> tuple[Problem, ...]:
    """Say what still pools, on which level, and what does not, a sentence each; codes by their names."""
    found = pooling(made, old, new)
    apart = _about_apart(found, made, old, new)
    return (*_about_codes(found, old, new), *apart, *_about_the_rest(found, old, new))


def _called(scheme: Scheme, ids: Sequence[str]) -> str:
    return ", ".join(scheme.code_by_id[one].name for one in ids)


def _about_codes(found: Pooling, old: Scheme, new: Scheme) -> Iterator[Problem]:
    kept = [target for target, sources in found.codes.items() if sources == (target,)]
    if kept:
        yield Problem("map.pools_kept", {"version": old.version, "codes": _called(new, kept)})
    for target, sources in found.codes.items():
        if len(sources) > 1:
            values = {"codes": _called(old, sources), "target": _called(new, [target])}
            yield Problem("map.pools_merged", values)
        elif sources != (target,):
            values = {"code": _called(old, sources), "target": _called(new, [target])}
            yield Problem("map.pools_renamed", values)
    for target, changed in found.careful.items():
        words = ", ".join(name.replace("code_class", "class").replace("_", " ") for name in changed)
        yield Problem("map.pools_with_care", {"code": _called(new, [target]), "changed": words})


def _about_apart(found: Pooling, made: SchemeMap, old: Scheme, new: Scheme) -> Iterator[Problem]:
    for code in found.split:
        targets = _called(new, made.by_old[code].new)
        yield Problem("map.not_split", {"code": _called(old, [code]), "targets": targets})
    for code in found.dropped:
        yield Problem("map.not_dropped", {"code": _called(old, [code]), "version": old.version})
    if found.added:
        yield Problem("map.not_new", {"codes": _called(new, found.added)})


def _about_the_rest(found: Pooling, old: Scheme, new: Scheme) -> Iterator[Problem]:
    names: dict[str, str] = {}
    for scheme in (old, new):
        names |= {group.id: group.name for group in scheme.groups}
        names |= {modifier.id: modifier.name for modifier in scheme.modifiers}
        names |= {dimension.id: dimension.name for dimension in scheme.dimensions}
    whole = [
        modifier.id for modifier in new.modifiers if found.modifiers.get(modifier.id) == modifier.applies_to
    ]
    for code, field, ids in (
        ("map.pools_groups", "groups", found.groups),
        ("map.not_groups", "groups", found.groups_apart),
        ("map.pools_modifiers", "modifiers", whole),
        ("map.not_modifiers", "modifiers", found.modifiers_apart),
        ("map.pools_dimensions", "dimensions", found.dimensions),
        ("map.not_dimensions", "dimensions", found.dimensions_apart),
    ):
        if ids:
            yield Problem(code, {field: ", ".join(names[one] for one in ids)})
    for name, codes in found.modifiers.items():
        if name not in whole:
            shown = ", ".join(new.code_by_id[code].name for code in codes)
            yield Problem("map.pools_modifier_for", {"modifier": names[name], "codes": shown})
