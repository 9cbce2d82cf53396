"""Counts and shares of acts: of classes, by person, by target, by modifier, for each minute in a state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Interval
from havenlens.inference.intervals import wilson
from havenlens.sequences.acts import Act, CodedActs
from havenlens.sequences.budget import was_seen
from havenlens.sequences.states import state_time

if TYPE_CHECKING:  # these take a while to define, and only types need them
    from havenlens.domain.codebook import Scheme
    from havenlens.domain.recipes import (
        ClassRatio,
        ClassShare,
        CountByCode,
        ModifierShare,
        PerTargetShare,
        RatePerMinute,
        Selector,
    )

_MINUTE = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, which adds up over observations."""

    part: int
    whole: int

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """Give the share; None where there is nothing to count."""
        return self.part / self.whole if self.whole else None

    def interval(self, level: float = 0.95) -> Interval | None:
        """Give Wilson's interval."""
        return wilson(self.part, self.whole, level)

    def as_json(self) -> dict[str, Any]:
        """Give the share as plain values."""
        ends = self.interval()
        return {
            "n": self.part,
            "of": self.whole,
            "share": self.value,
            "ci": None if ends is None else [ends.low, ends.high],
        }


def class_share(coding: CodedActs, recipe: ClassShare) -> dict[str, Share]:
    """Give each person's acts of the numerator among that person's acts of the denominator, by name.

    Only holders of a role that can do all of what is in the denominator are counted, where the scheme names
    such a role and it was cast: of somebody who cannot do the one there is no share of the other.
    """
    few = {act.id for act in coding.select(recipe.numerator)}
    everybody = _comparable(coding, recipe.denominator)
    parts, wholes = Counter[str](), Counter[str]()
    for act in coding.select(recipe.denominator):
        if everybody is None or act.actor in everybody:
            wholes[act.actor] += 1
            parts[act.actor] += act.id in few
    return {name: Share(parts[name], wholes[name]) for name in sorted(wholes)}


def _comparable(coding: CodedActs, selector: Selector) -> frozenset[str] | None:
    able = able_roles(coding.scheme, selector)
    return frozenset(name for role in able for name in coding.roles.get(role, ())) or None


def able_roles(scheme: Scheme, selector: Selector) -> tuple[str, ...]:
    """Name the roles whose holders can do everything that a selector means, in the scheme's order."""
    allowed = [set(code.actors) for code in scheme.selected(selector) if code.actors]
    able = set.intersection(*allowed) if allowed else set()
    return tuple(role.id for role in scheme.roles if role.id in able)


def total_share(parts: Iterable[Share]) -> Share:
    """Add shares up."""
    return sum(parts, Share(0, 0))


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many of one kind for each of another, which adds up over observations.

    With ``add_half`` half an act is added to both, so that there is a ratio also where there is none of one;
    where there is none of either, nothing can be said.
    """

    numerator: int
    denominator: int
    add_half: bool

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.numerator + other.numerator, self.denominator + other.denominator, self.add_half)

    @property
    def value(self) -> float | None:
        """Give the ratio; None where nothing stands below it, or nothing at all was counted.

        >>> Ratio(3, 0, True).value, Ratio(0, 0, True).value, Ratio(3, 0, False).value
        (7.0, None, None)
        """
        if not self.denominator and not (self.add_half and self.numerator):
            return None
        half = 0.5 if self.add_half else 0.0
        return (self.numerator + half) / (self.denominator + half)

    @property
    def undefined(self) -> Problem | None:
        """Say why there is no ratio; None where there is one."""
        if self.value is not None:
            return None
        counts = {"numerator": self.numerator, "denominator": self.denominator}
        return Problem("sequences.no_ratio", counts)

    def as_json(self) -> dict[str, Any]:
        """Give the ratio as plain values."""
        return {
            "n_numerator": self.numerator,
            "n_denominator": self.denominator,
            "ratio": self.value,
            "undefined": None if self.undefined is None else self.undefined.sentence,
        }


def class_ratio(coding: CodedActs, recipe: ClassRatio) -> Ratio:
    """Count acts of the numerator and of the denominator, of everybody together."""
    return Ratio(
        len(coding.select(recipe.numerator)), len(coding.select(recipe.denominator)), recipe.add_half
    )


def per_target_share(coding: CodedActs, recipe: PerTargetShare) -> dict[str, Share]:
    """Give each target's share of the acts that have a target, also of those in the role who got none."""
    towards = Counter(act.target for act in coding.select(recipe.events) if act.target is not None)
    cast = coding.roles.get(recipe.role)
    people = sorted(set(cast) if cast is not None else set(towards))
    whole = sum(towards[name] for name in people)
    return {name: Share(towards[name], whole) for name in people}


def modifier_share(coding: CodedActs, recipe: ModifierShare) -> dict[str, Share]:
    """Give each option's share of the acts that were answered for; an answer of several counts for each."""
    options: dict[str, int] = {}
    for modifier in coding.scheme.modifiers:
        if modifier.id == recipe.modifier:
            options = dict.fromkeys((option.id for option in modifier.options), 0)
    answered = 0
    for act in coding.select(recipe.events):
        value = act.modifiers.get(recipe.modifier)
        if value is None:
            continue
        answered += 1
        for one in value if isinstance(value, tuple) else (value,):
            options[str(one)] = options.get(str(one), 0) + 1
    return {option: Share(n, answered) for option, n in options.items()}


def count_by_code(coding: CodedActs, recipe: CountByCode) -> dict[str, int]:
    """Count how often each code occurs, also where it does not, in the scheme's order."""
    found = Counter(act.code for act in coding.select(recipe.events))
    return {code.id: found[code.id] for code in coding.scheme.selected(recipe.events)}


@dataclass(frozen=True, slots=True)
class MinuteRate:
    """How often something occurs for each minute of ``time`` microseconds; adds up over observations."""

    count: int
    time: int

    def __add__(self, other: MinuteRate) -> MinuteRate:
        return MinuteRate(self.count + other.count, self.time + other.time)

    @property
    def value(self) -> float | None:
        """Give the rate for each minute; None without any time."""
        return self.count * _MINUTE / self.time if self.time else None

    def as_json(self) -> dict[str, Any]:
        """Give the rate as plain values."""
        return {"n": self.count, "minutes": self.time / _MINUTE, "rate_per_minute": self.value}


def rates_per_minute(coding: CodedActs, recipe: RatePerMinute) -> dict[str, MinuteRate]:
    """Count the acts of each group or class of a recipe for each minute spent in its states, by anybody.

    As in a time budget, neither what somebody does while off camera counts nor the time in a state then.
    """
    time = sum(state_time(coding, recipe.time_in).values())
    seen = [act for act in coding.select(recipe.events) if was_seen(coding, act)]
    counts = Counter(name for act in seen for name in parts_of_rate(coding.scheme, act, recipe))
    wanted = recipe.events
    return {name: MinuteRate(counts[name], time) for name in (*wanted.groups, *wanted.classes, *wanted.codes)}


def parts_of_rate(scheme: Scheme, act: Act, recipe: RatePerMinute) -> set[str]:
    """Name the parts of a rate (groups, classes and codes of its events) that an act counts in."""
    code, wanted = scheme.code_by_id[act.code], recipe.events
    pairs = ((code.group, wanted.groups), (code.code_class, wanted.classes), (code.id, wanted.codes))
    return {name for name, names in pairs if name in names}
