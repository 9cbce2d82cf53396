"""What can be coded: schemes with roles, groups, codes, modifiers and rated dimensions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from math import inf, isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from havenlens.domain.recipes import Recipe, Selector


class Kind(StrEnum):
    """Whether a code marks a moment or a stretch of time."""

    POINT = "point"
    STATE = "state"


class Exclusive(StrEnum):
    """What a group's states exclude: nothing, or each other for the same person."""

    NONE = "none"
    PER_ACTOR = "per_actor"


class Ask(StrEnum):
    """When a modifier is asked for: at the key press, or in the walk afterwards."""

    NOW = "now"
    WALK = "walk"


class AskIf(StrEnum):
    """Under which condition a modifier makes sense at all.

    ``after_miss``: only when an earlier bid of the event's target has had no sensitive answer in its window.
    """

    AFTER_MISS = "after_miss"


class Direction(StrEnum):
    """Which end of a scale is the better one."""

    HIGHER_BETTER = "higher_better"
    LOWER_BETTER = "lower_better"


@dataclass(frozen=True, slots=True)
class Role:
    """A part somebody plays in a scheme; `many` where several people can hold it."""

    id: str
    name: str
    many: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """Codes that belong together, with what they exclude; `exhaustive` where one must always hold."""

    id: str
    name: str
    exclusive: Exclusive = Exclusive.NONE
    exhaustive: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a modifier, with the digit that gives it."""

    id: str
    key: str
    name: str


class ModifierKind(StrEnum):
    """What answers a modifier takes: one option, several, a number, or words."""

    SINGLE = "single"
    SEVERAL = "several"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Modifier:
    """A question about an event; ``ask_if`` names the condition under which it makes sense.

    ``options`` are there for one or several choices; a number may have limits and a unit to show.
    """

    id: str
    name: str
    applies_to: tuple[str, ...]
    options: tuple[Option, ...]
    required: bool = False
    ask: Ask = Ask.WALK
    ask_if: AskIf | None = None
    kind: ModifierKind = ModifierKind.SINGLE
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""

    def takes(self, value: object) -> bool:
        """Tell whether a value answers this modifier."""
        known = {option.id for option in self.options}
        match self.kind:
            case ModifierKind.SINGLE:
                return value in known
            case ModifierKind.SEVERAL:
                return isinstance(value, tuple) and 0 < len(set(value)) == len(value) and set(value) <= known
            case ModifierKind.TEXT:
                return isinstance(value, str) and bool(value.strip())
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return False
        low = -inf if self.minimum is None else self.minimum
        high = inf if self.maximum is None else self.maximum
        return low <= value <= high

    def shown(self, value: object) -> str:
        """Give the words for an answer: the options' names, the number with its unit, the text."""
        names = {option.id: option.name for option in self.options}
        if isinstance(value, tuple):
            return ", ".join(names.get(str(one), str(one)) for one in value)
        if isinstance(value, str):
            return names.get(value, value)
        return f"{value:g} {self.unit}".strip() if isinstance(value, int | float) else ""


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that can be coded, with everything a coder reads about it.

    ``meaning`` says what it is across schemes (its name where empty): one meaning has one key everywhere,
    unless ``key_differs`` says why not. It is not offered where its observation is also coded with a scheme
    of ``hidden_with``.
    """

    id: str
    name: str
    key: str
    kind: Kind
    group: str
    code_class: str
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    colour: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    example: str = ""
    note: str = ""
    onset_rule: str = ""
    offset_rule: str = ""
    min_duration_s: float = 0.0
    target_required: bool = False
    safe_haven: bool | None = None
    prompt_type: str | None = None
    meaning: str = ""
    key_differs: str = ""
    hidden_with: tuple[str, ...] = ()

    @property
    def shared_meaning(self) -> str:
        """Name what this code means across schemes.

        >>> Code("x", "Gives up!", "y", Kind.POINT, "g", "c", (), (), "#000000", "").shared_meaning
        'gives_up'
        """
        return self.meaning or "_".join(re.findall(r"\w+", self.name.casefold()))


UNLABELLED = "unlabelled"
"""The code of a stretch that was marked and waits for its code: it is in no group and in no analysis."""

NOTHING = "nothing"
"""The code of a sampled interval in which a person showed nothing that the scheme has."""

_OUTSIDE = {
    UNLABELLED: Code(UNLABELLED, "Not labelled", "?", Kind.STATE, "", "", (), (), "#7A8794", ""),
    NOTHING: Code(NOTHING, "Nothing seen", "0", Kind.STATE, "", "", (), (), "#B4BDC7", ""),
}
_NO_GROUP = CodeGroup("", "Not labelled")


class Sampling(StrEnum):
    """How a scheme samples time: what holds at each mark, or what occurs at all in each interval."""

    MOMENTARY = "momentary"
    PARTIAL_INTERVAL = "partial_interval"


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers a rating may take, with the bands that anchors describe."""

    minimum: int
    maximum: int
    step: int = 1
    bands: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def values(self) -> tuple[int, ...]:
        """List every score that may be given."""
        return tuple(range(self.minimum, self.maximum + 1, self.step))


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something that is rated on a cycle, with anchors for low, mid and high."""

    id: str
    name: str
    key: str
    direction: Direction
    definition: str
    look_for: tuple[str, ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)
    not_observed_rule: str = ""

    def oriented(self, score: float, scale: Scale) -> float:
        """Turn a score so that more is better: ``min + max - score`` where lower is better."""
        if self.direction is Direction.LOWER_BETTER:
            return scale.minimum + scale.maximum - score
        return score


@dataclass(frozen=True, slots=True)
class RatingDomain:
    """Dimensions that are averaged together."""

    id: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """How clips for feedback are cut, in seconds, and how many make one feedback."""

    target_s: float
    min_s: float
    max_s: float
    pre_roll_s: float = 0.0
    post_roll_s: float = 0.0
    per_feedback: int = 3


@dataclass(frozen=True, slots=True)
class ObservationPlan:
    """How an observation is gone about, beyond its unit and passes; shares lie between 0 and 1."""

    score_s: float | None = None
    min_units: int | None = None
    rate_each_unit: bool = False
    typical_task_s: float | None = None
    double_code_share: float | None = None
    clip: ClipPlan | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PromptFamily:
    """One kind of prompt for a teacher: what it asks, and sentences to begin from."""

    id: str
    asks: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromptRules:
    """What a prompt should hold to, and the order of the families in a feedback document."""

    max_words: int
    order: tuple[str, ...]
    must_have: tuple[str, ...] = ()
    at_most_one: tuple[str, ...] = ()
    avoid_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """A codebook in one version; frozen once coding with it has begun."""

    id: str
    name: str
    version: str
    license: str
    contexts: tuple[str, ...]
    summary: str
    notice: str
    roles: tuple[Role, ...]
    groups: tuple[CodeGroup, ...]
    codes: tuple[Code, ...]
    modifiers: tuple[Modifier, ...] = ()
    scale: Scale | None = None
    dimensions: tuple[Dimension, ...] = ()
    domains: tuple[RatingDomain, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    passes: tuple[tuple[str, ...], ...] = ()
    unit: str = "continuous"
    unit_s: float | None = None
    sampling: Sampling | None = None
    measurement: bool = True
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    status: str = "draft"
    measurement_hash: str = ""
    age_levels: tuple[str, ...] = ()
    plan: ObservationPlan = ObservationPlan()
    rating_procedure: tuple[str, ...] = ()
    aggregation_rules: tuple[str, ...] = ()
    reliability_targets: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    prompts: tuple[PromptFamily, ...] = ()
    prompt_rules: PromptRules | None = None

    @cached_property
    def code_by_id(self) -> Mapping[str, Code]:
        """Look a code up by its id; what waits for a code and what shows none can be looked up too."""
        return _OUTSIDE | {code.id: code for code in self.codes}

    @cached_property
    def group_by_id(self) -> Mapping[str, CodeGroup]:
        """Look a group up by its id."""
        return {_NO_GROUP.id: _NO_GROUP} | {group.id: group for group in self.groups}

    @cached_property
    def role_by_id(self) -> Mapping[str, Role]:
        """Look a role up by its id."""
        return {role.id: role for role in self.roles}

    @cached_property
    def dimension_by_id(self) -> Mapping[str, Dimension]:
        """Look a rated dimension up by its id."""
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def recipe_by_id(self) -> Mapping[str, Recipe]:
        """Look a recipe up by its id."""
        return {recipe.id: recipe for recipe in self.recipes}

    def selected(self, selector: Selector) -> tuple[Code, ...]:
        """List the codes a selector means, in the scheme's order."""
        return tuple(code for code in self.codes if selector.selects(code))

    def codes_in(self, group: str) -> tuple[Code, ...]:
        """List a group's codes in the scheme's order."""
        return tuple(code for code in self.codes if code.group == group)

    def modifiers_of(self, code: str) -> tuple[Modifier, ...]:
        """List the questions that apply to a code, in the scheme's order."""
        return tuple(modifier for modifier in self.modifiers if code in modifier.applies_to)

    @property
    def ref(self) -> str:
        """Name the scheme with its version."""
        return f"{self.id} {self.version}"
