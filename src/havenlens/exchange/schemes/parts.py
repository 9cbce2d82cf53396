"""Read the parts of a scheme: roles, groups, codes, modifiers, the plan and prompts."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from havenlens.domain.codebook import (
    NOTHING,
    UNLABELLED,
    Ask,
    AskIf,
    ClipPlan,
    Code,
    CodeGroup,
    Exclusive,
    Kind,
    Modifier,
    ModifierKind,
    ObservationPlan,
    Option,
    PromptFamily,
    PromptRules,
    RatingDomain,
    Role,
    Sampling,
)
from havenlens.exchange.schemes.rows import Row, check_ids, nearest

RESERVED_KEYS = frozenset("jklio")
"""Letters that belong to the player: shuttle, and in and out points."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class Unit(StrEnum):
    """The stretch of an observation that is coded or rated as a whole."""

    CONTINUOUS = "continuous"
    CYCLE = "cycle"
    SEGMENT = "segment"
    INTERVAL = "interval"
    EPISODE = "episode"
    CLIP = "clip"


class Aggregate(StrEnum):
    """How a domain is made of its dimensions."""

    MEAN = "mean"


@dataclass
class Book:
    """The names a scheme has defined so far, against which references are checked."""

    role: set[str] = field(default_factory=set)
    group: set[str] = field(default_factory=set)
    code: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    code_class: set[str] = field(default_factory=set)
    modifier: dict[str, set[str]] = field(default_factory=dict)
    dimension: set[str] = field(default_factory=set)
    domain: set[str] = field(default_factory=set)
    recipe: dict[str, str] = field(default_factory=dict)


def known(row: Row, name: str, values: Collection[str], kind: str) -> tuple[str, ...]:
    """Read a list of references and report those that are not defined."""
    out = []
    for value, line in row.listed(name, required=True):
        if value not in values:
            row.sheet.add(
                f"scheme.unknown_{kind}",
                line,
                where=row.where,
                field=name,
                id=value,
                known=nearest(value, values),
            )
        out.append(value)
    return tuple(out)


def known_one(row: Row, name: str, values: Collection[str], kind: str, *, required: bool = True) -> str:
    """Read one reference and report it where it is not defined."""
    value = row.text(name, required=required)
    if value and value not in values:
        row.problem(f"scheme.unknown_{kind}", name, id=value, known=nearest(value, values))
    return value


def roles(rows: list[Row], book: Book) -> tuple[Role, ...]:
    """Read who can act."""
    out = []
    for row, name in check_ids(rows):
        out.append(Role(name, row.text("name"), row.flag("many"), row.texts("aliases")))
        row.close()
    book.role.update(role.id for role in out)
    return tuple(out)


def groups(rows: list[Row], book: Book) -> tuple[CodeGroup, ...]:
    """Read which codes belong together."""
    out = []
    for row, name in check_ids(rows):
        exclusive = row.choice("exclusive", Exclusive, Exclusive.NONE) or Exclusive.NONE
        out.append(CodeGroup(name, row.text("name"), exclusive, row.flag("exhaustive")))
        row.close()
    book.group.update(group.id for group in out)
    return tuple(out)


def codes(rows: list[Row], book: Book, *, measurement: bool) -> tuple[Code, ...]:
    """Read what can be coded; a state of a measurement must say when it starts and ends."""
    out, keys, colours = [], dict[str, Row](), dict[str, Row]()
    for row, name in check_ids(rows):
        if name in (UNLABELLED, NOTHING):
            row.problem("scheme.reserved_id", "id", id=name)
        code = _code(row, name, book, measurement=measurement)
        if code.key:
            _check_letter(row, code.key, keys)
        if code.colour:
            _check_colour(row, code.colour, colours)
        row.close()
        out.append(code)
    book.code.update(code.id for code in out)
    book.states.update(code.id for code in out if code.kind is Kind.STATE)
    book.code_class.update(code.code_class for code in out)
    return tuple(out)


def _code(row: Row, name: str, book: Book, *, measurement: bool) -> Code:
    kind = row.choice("kind", Kind)
    rules = {rule: row.text(rule, required=False) for rule in ("onset_rule", "offset_rule")}
    if kind is Kind.STATE and measurement:
        for rule, text in rules.items():
            if not text:
                row.problem("scheme.state_without_rule", None, field=rule)
    return Code(
        id=name,
        name=row.text("name"),
        key=row.quoted("key") if row.has("key") else row.text("key"),
        kind=kind or Kind.POINT,
        group=known_one(row, "group", book.group, "group"),
        code_class=row.id("class"),
        actors=known(row, "actors", book.role, "role"),
        targets=known(row, "targets", book.role, "role"),
        colour=row.text("colour"),
        definition=row.text("definition"),
        include=row.texts("include"),
        exclude=row.texts("exclude"),
        example=row.text("example", required=False),
        note=row.text("note", required=False),
        onset_rule=rules["onset_rule"],
        offset_rule=rules["offset_rule"],
        min_duration_s=row.number("min_duration_s") or 0.0,
        target_required=row.flag("target_required"),
        safe_haven=row.flag("safe_haven") if row.has("safe_haven") else None,
        prompt_type=row.text("prompt_type", required=False) or None,
        meaning=row.id("meaning") if row.has("meaning") else "",
        key_differs=row.text("key_differs", required=False),
        hidden_with=row.texts("hidden_with"),
    )


def _check_letter(row: Row, key: str, seen: dict[str, Row]) -> None:
    if key in RESERVED_KEYS:
        row.problem("scheme.reserved_key", "key", key=key)
    elif len(key) != 1 or not "a" <= key <= "z":
        row.problem("scheme.not_a_letter", "key", key=key)
    elif key in seen:
        row.problem("scheme.double_key", "key", key=key, other=seen[key].path, first=seen[key].line("key"))
    else:
        seen[key] = row


def _check_colour(row: Row, colour: str, seen: dict[str, Row]) -> None:
    if not _COLOUR.fullmatch(colour):
        row.problem("scheme.bad_colour", "colour", colour=colour)
    elif colour.upper() in seen:
        other = seen[colour.upper()]
        row.problem(
            "scheme.double_colour", "colour", colour=colour, other=other.path, first=other.line("colour")
        )
    else:
        seen[colour.upper()] = row


def check_digit(row: Row, key: str, seen: dict[str, Row]) -> None:
    """Report a key that is no digit from 1 to 9, or that another row has already."""
    if len(key) != 1 or not "1" <= key <= "9":
        row.problem("scheme.not_a_digit", "key", key=key)
    elif key in seen:
        row.problem("scheme.double_digit", "key", key=key, other=seen[key].path, first=seen[key].line("key"))
    else:
        seen[key] = row


def modifiers(rows: list[Row], book: Book) -> tuple[Modifier, ...]:
    """Read the questions about events; a required one is asked at once unless the scheme says otherwise."""
    out = []
    for row, name in check_ids(rows):
        required = row.flag("required")
        kind = row.choice("kind", ModifierKind, ModifierKind.SINGLE) or ModifierKind.SINGLE
        number = kind is ModifierKind.NUMBER
        modifier = Modifier(
            name,
            row.text("name"),
            known(row, "applies_to", book.code, "code"),
            _options(row) if kind in (ModifierKind.SINGLE, ModifierKind.SEVERAL) else (),
            required=required,
            ask=row.choice("ask", Ask, Ask.NOW if required else Ask.WALK) or Ask.WALK,
            ask_if=row.choice("ask_if", AskIf) if row.has("ask_if") else None,
            kind=kind,
            minimum=row.number("minimum") if number else None,
            maximum=row.number("maximum") if number else None,
            unit=row.text("unit", required=False) if number else "",
        )
        low, high = modifier.minimum, modifier.maximum
        if low is not None and high is not None and low > high:
            row.problem("scheme.limits_crossed", "minimum", low=low, high=high)
        row.close()
        out.append(modifier)
    book.modifier.update({modifier.id: {option.id for option in modifier.options} for modifier in out})
    return tuple(out)


def _options(modifier: Row) -> tuple[Option, ...]:
    out, keys = [], dict[str, Row]()
    for row, name in check_ids(modifier.rows("options", required=True)):
        option = Option(name, row.quoted("key") if row.has("key") else row.text("key"), row.text("name"))
        if option.key:
            check_digit(row, option.key, keys)
        row.close()
        out.append(option)
    return tuple(out)


def domains(rows: list[Row], book: Book) -> tuple[RatingDomain, ...]:
    """Read which dimensions are averaged together."""
    out = []
    for row, name in check_ids(rows):
        row.choice("aggregate", Aggregate, Aggregate.MEAN)
        out.append(RatingDomain(name, row.text("name"), known(row, "members", book.dimension, "dimension")))
        row.close()
    book.domain.update(domain.id for domain in out)
    return tuple(out)


@dataclass(frozen=True)
class Plan:
    """The unit of a scheme, its passes, and the rest of the observation plan."""

    unit: str = "continuous"
    unit_s: float | None = None
    sampling: Sampling | None = None
    passes: tuple[tuple[str, ...], ...] = ()
    rest: ObservationPlan = field(default_factory=ObservationPlan)


def plan(row: Row | None, book: Book) -> Plan:
    """Read how an observation is gone about."""
    if row is None:
        return Plan()
    passes = []
    for part in row.rows("passes"):
        passes.append(known(part, "groups", book.group, "group"))
        part.close()
    share = row.number("double_code_share")
    if share is not None and share > 1:
        row.problem("scheme.bad_share", "double_code_share", value=share)
    rest = ObservationPlan(
        score_s=row.number("score_s"),
        min_units=row.whole("min_units"),
        rate_each_unit=row.flag("rate_each_unit"),
        typical_task_s=row.number("typical_task_s"),
        double_code_share=share,
        clip=_clip(row.row("clip")),
        note=row.text("note", required=False),
    )
    unit = row.choice("unit", Unit)
    unit_s = row.micros("unit_s") / 1_000_000 if row.has("unit_s") else None
    sampling = row.choice("sampling", Sampling) if row.has("sampling") else None
    if sampling is not None and (unit is not Unit.INTERVAL or not unit_s):
        row.problem("scheme.sampling_without_interval", "sampling")
    row.close()
    return Plan(str(unit or Unit.CONTINUOUS), unit_s, sampling, tuple(passes), rest)


def check_sampled(code_rows: list[Row]) -> None:
    """Report the points of a scheme that samples time: a sample lasts as long as its interval."""
    for row in code_rows:
        if row.node.get("kind") == Kind.POINT:
            row.problem("scheme.sampled_point", "kind")


def _clip(row: Row | None) -> ClipPlan | None:
    if row is None:
        return None
    clip = ClipPlan(
        target_s=row.number("target_s", required=True) or 0.0,
        min_s=row.number("min_s", required=True) or 0.0,
        max_s=row.number("max_s", required=True) or 0.0,
        pre_roll_s=row.number("pre_roll_s") or 0.0,
        post_roll_s=row.number("post_roll_s") or 0.0,
        per_feedback=row.whole("per_feedback") or 3,
    )
    row.close()
    return clip


def prompts(rows: list[Row]) -> tuple[PromptFamily, ...]:
    """Read the families of prompts."""
    out = []
    for row, name in check_ids(rows):
        out.append(PromptFamily(name, row.text("asks"), row.texts("stems", required=True)))
        row.close()
    return tuple(out)


def prompt_rules(row: Row | None, families: Collection[str]) -> PromptRules | None:
    """Read what a prompt should hold to."""
    if row is None:
        return None
    rules = PromptRules(
        row.whole("max_words", required=True) or 0,
        known(row, "order", families, "prompt"),
        row.texts("must_have"),
        row.texts("at_most_one"),
        row.texts("avoid_words"),
    )
    row.close()
    return rules
