"""Whether a scheme still has everything that its recipes name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from havenlens.domain.problems import Problem

if TYPE_CHECKING:  # these take a while to define, and only types need them
    from havenlens.domain.codebook import Scheme
    from havenlens.domain.recipes import Recipe

_OF = {
    "codes": "code",
    "state": "code",
    "classes": "class",
    "quality_order": "class",
    "sensitive_classes": "class",
    "groups": "group",
    "modifiers": "modifier",
    "modifier": "modifier",
    "explicit_modifier": "modifier",
    "roles": "role",
    "role": "role",
    "same": "role",
    "domains": "domain",
    "dimensions": "dimension",
    "x": "dimension",
    "y": "dimension",
    "builds_on": "recipe",
}
"""What kind of thing a field of a recipe, or of a part of one, names."""


def recipe_problems(recipe: Recipe, scheme: Scheme) -> tuple[Problem, ...]:
    """List what a recipe names and its scheme does not have, such as a code that was taken out."""
    known = {
        "code": {code.id for code in scheme.codes},
        "class": {code.code_class for code in scheme.codes},
        "group": {group.id for group in scheme.groups},
        "modifier": {modifier.id for modifier in scheme.modifiers},
        "role": {role.id for role in scheme.roles},
        "domain": {domain.id for domain in scheme.domains},
        "dimension": {dimension.id for dimension in scheme.dimensions},
        "recipe": {other.id for other in scheme.recipes},
    }
    return tuple(
        Problem("sequences.recipe_names_gone", {"recipe": recipe.id, "name": name, "scheme": scheme.ref})
        for kind, name in dict.fromkeys(_named(recipe))
        if name not in known[kind]
    )


def _named(part: Any) -> Iterator[tuple[str, str]]:
    """Give everything that a record names, with its kind, in the order of its fields."""
    for field in fields(part):
        value = getattr(part, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if is_dataclass(one):
                yield from _named(one)
            elif isinstance(one, str) and field.name in _OF:
                yield _OF[field.name], str(one)


def usable_recipes(scheme: Scheme) -> tuple[tuple[Recipe, ...], tuple[Problem, ...]]:
    """Give the recipes of a scheme that can be worked out, and what is wrong with the others.

    A recipe that builds on one that cannot be worked out cannot be either.
    """
    problems = {recipe.id: recipe_problems(recipe, scheme) for recipe in scheme.recipes}
    good = [recipe for recipe in scheme.recipes if not problems[recipe.id]]
    told = [problem for found in problems.values() for problem in found]
    while True:
        names = {recipe.id for recipe in good}
        left = [recipe for recipe in good if getattr(recipe, "builds_on", None) in (None, *names)]
        if len(left) == len(good):
            return tuple(good), tuple(told)
        told += [
            Problem("sequences.recipe_builds_on", {"recipe": one.id, "other": getattr(one, "builds_on", "")})
            for one in good
            if one not in left
        ]
        good = left
