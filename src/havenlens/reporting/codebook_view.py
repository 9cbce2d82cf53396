"""What a codebook says, in its language: one plain value that both templates are filled from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from havenlens.domain.codebook import Code, Dimension, Exclusive, Kind, Modifier, ModifierKind, Scheme
from havenlens.services.days import day_of
from havenlens.services.recipes_in_words import recipe_in_words
from havenlens.services.scheme_notes import SchemeNote
from havenlens.words.catalogue import speaking, tr
from havenlens.words.reports import day
from havenlens.words.sentences import say

View = dict[str, Any]
"""Text, numbers, lists and mappings only, so that it can also be handed over as JSON."""

_LABELS = (
    *("codebook", "glance", "roles", "plan", "codes", "ratings", "modifiers", "results", "rules", "notes"),
    *("dated", "sources", "targets", "rating_procedure", "aggregation", "domains", "mark_key"),
)
_HASH = 12


@dataclass(frozen=True)
class CodebookDocument:
    """A scheme to be written as a codebook; ``shapes`` gives the mark of each group, as on the timeline."""

    scheme: Scheme
    shapes: Mapping[str, str]
    notes: Sequence[SchemeNote] = field(default=())
    language: str = "en"


def view(document: CodebookDocument) -> View:
    """Resolve every word of a codebook."""
    scheme = document.scheme
    with speaking(document.language):
        return {
            "lang": document.language.replace("_", "-"),
            "document_title": say("codebook.document_title", name=scheme.name, version=scheme.version),
            "title": scheme.name,
            "above": [say("codebook.codebook"), scheme.id],
            "below": _facts(scheme),
            "summary": scheme.summary,
            "notice": scheme.notice,
            "draft": say("codebook.draft") if scheme.status == "draft" else "",
            "roles": [_role(role) for role in scheme.roles],
            "plan": _plan(scheme),
            "groups": [_group(group.id, document) for group in scheme.groups if scheme.codes_in(group.id)],
            "scale": _scale(scheme),
            "dimensions": [_dimension(one, scheme) for one in scheme.dimensions],
            "domains": [_domain(domain.name, domain.members, scheme) for domain in scheme.domains],
            "modifiers": [_modifier(modifier, scheme) for modifier in scheme.modifiers],
            "results": [
                {"name": one.id, "words": recipe_in_words(one, scheme), "note": one.note}
                for one in scheme.recipes
            ],
            "lists": _lists(scheme),
            "dated": [_note(note, scheme) for note in document.notes],
            "footer": say("codebook.footer", name=scheme.name, version=scheme.version),
            "page_of": say("codebook.page", page="{page}", pages="{pages}"),
            "labels": {name: say(f"codebook.{name}") for name in _LABELS},
        }


def _facts(scheme: Scheme) -> list[str]:
    facts = [say("codebook.version", version=scheme.version), tr(scheme.status), scheme.license]
    if scheme.contexts:
        facts.append(say("codebook.used_for", contexts=", ".join(tr(one) for one in scheme.contexts)))
    if scheme.age_levels:
        facts.append(say("codebook.ages", ages=", ".join(tr(one) for one in scheme.age_levels)))
    return [*facts, say("codebook.hash", hash=scheme.measurement_hash[:_HASH])]


def _role(role: Any) -> View:
    beside = [say("codebook.many")] if role.many else []
    if role.aliases:
        beside.append(say("codebook.also", names=", ".join(role.aliases)))
    return {"id": role.id, "name": role.name, "beside": " · ".join(beside)}


def _plan(scheme: Scheme) -> list[str]:
    lines = [say(f"codebook.{scheme.unit}")]
    if scheme.unit_s is not None:
        lines.append(say("codebook.length", seconds=f"{scheme.unit_s:g}"))
    if scheme.sampling is not None:
        lines.append(say(f"codebook.{scheme.sampling}"))
    plan = scheme.plan
    if plan.rate_each_unit:
        lines.append(say("codebook.rate_each"))
    if plan.min_units:
        lines.append(say("codebook.min_units", n=plan.min_units))
    if plan.double_code_share:
        lines.append(say("codebook.double_share", share=f"{100 * plan.double_code_share:g}"))
    for number, groups in enumerate(scheme.passes, start=1):
        names = ", ".join(scheme.group_by_id[group].name for group in groups)
        lines.append(say("codebook.pass", number=number, groups=names))
    return [*lines, *([plan.note] if plan.note else [])]


def _group(name: str, document: CodebookDocument) -> View:
    scheme = document.scheme
    group = scheme.group_by_id[name]
    rules = [
        say("codebook.one_state" if group.exclusive is Exclusive.PER_ACTOR else "codebook.not_exclusive")
    ]
    if group.exhaustive:
        rules.append(say("codebook.always_one"))
    shape = document.shapes.get(name, "disc")
    return {
        "name": group.name,
        "id": group.id,
        "rules": " · ".join(rules),
        "codes": [_code(code, shape, document) for code in scheme.codes_in(name)],
    }


def _code(code: Code, shape: str, document: CodebookDocument) -> View:
    scheme = document.scheme
    return {
        "id": code.id,
        "name": code.name,
        "key": code.key,
        "colour": code.colour,
        "ink": _ink(code.colour),
        "shape": "bar" if code.kind is Kind.STATE else shape,
        "facts": " · ".join(_code_facts(code)),
        "definition": code.definition,
        "rules": _named((("starts", code.onset_rule), ("ends", code.offset_rule))),
        "include": {"name": say("codebook.include"), "items": list(code.include)},
        "exclude": {"name": say("codebook.exclude"), "items": list(code.exclude)},
        "beside": _named((("example", code.example), ("note", code.note))),
        "modifiers": [f"{modifier.name}: {_answers(modifier)}" for modifier in scheme.modifiers_of(code.id)],
        "dated": [_note(note, scheme) for note in document.notes if note.code == code.id],
    }


def _code_facts(code: Code) -> list[str]:
    actors, targets = ", ".join(code.actors), ", ".join(code.targets)
    who = say("codebook.people", actors=actors, targets=targets) if targets else actors
    facts = [say(f"codebook.{code.kind}"), who, say("codebook.class", name=code.code_class)]
    if code.target_required:
        facts.append(say("codebook.target_required"))
    if code.min_duration_s:
        facts.append(say("codebook.shortest", seconds=f"{code.min_duration_s:g}"))
    return facts


def _named(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[say(f"codebook.{name}"), text] for name, text in pairs if text]


def _answers(modifier: Modifier) -> str:
    if modifier.kind is ModifierKind.TEXT:
        return say("codebook.text")
    if modifier.kind is ModifierKind.NUMBER:
        number = _number(modifier)
        return say("codebook.in_unit", number=number, unit=modifier.unit) if modifier.unit else number
    return "  ".join(f"{option.key} {option.name}" for option in modifier.options)


def _number(modifier: Modifier) -> str:
    low, high = modifier.minimum, modifier.maximum
    if low is not None and high is not None:
        return say("codebook.from_to", low=f"{low:g}", high=f"{high:g}")
    if low is not None:
        return say("codebook.at_least", low=f"{low:g}")
    return say("codebook.number") if high is None else say("codebook.at_most", high=f"{high:g}")


def _modifier(modifier: Modifier, scheme: Scheme) -> View:
    facts = [say(f"codebook.asked_{modifier.ask}")]
    if modifier.required:
        facts.append(say("codebook.required"))
    if modifier.kind is ModifierKind.SEVERAL:
        facts.append(say("codebook.several"))
    if modifier.ask_if is not None:
        facts.append(say(f"codebook.{modifier.ask_if}"))
    codes = ", ".join(scheme.code_by_id[code].name for code in modifier.applies_to)
    return {
        "name": modifier.name,
        "facts": " · ".join(facts),
        "codes": say("codebook.asked_about", codes=codes),
        "options": [{"key": option.key, "name": option.name} for option in modifier.options],
        "answer": "" if modifier.options else _answers(modifier),
    }


def _scale(scheme: Scheme) -> str:
    scale = scheme.scale
    return "" if scale is None else say("codebook.scale", low=scale.minimum, high=scale.maximum)


def _dimension(one: Dimension, scheme: Scheme) -> View:
    bands = {} if scheme.scale is None else scheme.scale.bands
    anchors = []
    for name, text in one.anchors.items():
        low, high = bands.get(name, (0, 0))
        anchors.append([say("codebook.band", name=tr(name), low=low, high=high), text])
    return {
        "key": one.key,
        "name": one.name,
        "id": one.id,
        "facts": say(f"codebook.{one.direction}"),
        "definition": one.definition,
        "anchors": anchors,
        "look_for": {"name": say("codebook.look_for"), "items": list(one.look_for)},
        "rules": _named((("no_score", one.not_observed_rule),)),
    }


def _domain(name: str, members: Sequence[str], scheme: Scheme) -> list[str]:
    of = ", ".join(scheme.dimension_by_id[one].name for one in members)
    return [name, say("codebook.mean_of", members=of)]


def _lists(scheme: Scheme) -> list[View]:
    targets = [f"{name}: {text}" for name, text in scheme.reliability_targets.items()]
    return [
        {"name": say(f"codebook.{name}"), "items": list(items)}
        for name, items in (
            ("rating_procedure", scheme.rating_procedure),
            ("aggregation", scheme.aggregation_rules),
            ("rules", scheme.rules),
            ("targets", targets),
            ("notes", scheme.notes),
            ("sources", scheme.sources),
        )
        if items
    ]


def _note(note: SchemeNote, scheme: Scheme) -> View:
    when = day(day_of(note.noted_at))
    code = scheme.code_by_id[note.code].name if note.code in scheme.code_by_id else note.code
    by = say("codebook.dated_by", day=when, author=note.author) if note.author else when
    return {"by": by, "text": note.text, "code": code}


def _ink(colour: str) -> str:
    """Choose black or white, whichever is read better on a colour (WCAG 2.2 contrast)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#FFFFFF"
