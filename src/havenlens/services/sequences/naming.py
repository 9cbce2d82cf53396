"""Call codes and parts of what was counted by the names that a scheme gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from havenlens.domain.codebook import Scheme
from havenlens.domain.recipes import LagSequential, Move, Recipe
from havenlens.domain.time import in_seconds
from havenlens.sequences.budget import BudgetRow
from havenlens.sequences.lags import PAUSE
from havenlens.services.charts.signs import CodeSign, signs_of
from havenlens.services.recipes_in_words import selected
from havenlens.services.sequences.bids import BidResults
from havenlens.words.catalogue import N_, tr
from havenlens.words.sentences import say

_MOVES = {
    Move.FIRST_MATCHED: N_("since the first fitting move"),
    Move.LAST_MATCHED: N_("since the last fitting move"),
}


def code_name(scheme: Scheme, code: str) -> str:
    """Name a code; one that the scheme has not stays as it is."""
    known = scheme.code_by_id.get(code)
    return code if known is None else known.name


def event_name(scheme: Scheme, event: str) -> str:
    """Name an event of a lag table: a pause, a code, or with the person before it, ``LEO · Look``."""
    if event == PAUSE and event not in scheme.code_by_id:
        return say("chart.pause")
    person, dot, code = event.rpartition(".")
    return f"{person} · {code_name(scheme, code)}" if dot else code_name(scheme, event)


def event_signs(scheme: Scheme, events: Iterable[str]) -> dict[str, CodeSign]:
    """Give the sign of every code of a scheme, and of every event of a lag table that names a person.

    Several people share the letters of their codes, so events that name a person are numbered.
    """
    signs = signs_of(scheme)
    for number, event in enumerate(events, 1):
        code = event.rpartition(".")[2]
        if event not in signs and code in signs:
            name = event_name(scheme, event)
            signs[event] = replace(signs[code], id=event, name=name, letter=str(number))
    return signs


def part_name(found: BidResults, split: str, value: str) -> str:
    """Say what a part of a split is: ``Need: comfort``."""
    scheme = found.observations[0].coding.scheme
    words = {"seeker": tr("Seeker"), "provider": tr("Provider"), "code": tr("Form")}
    modifier = next((one for one in scheme.modifiers if one.id == split), None)
    name = words.get(split, split) if modifier is None else modifier.name
    if not value:
        return say("sheet.part", of=name, part=tr("not said"))
    if split == "code":
        return say("sheet.part", of=name, part=code_name(scheme, value))
    return say("sheet.part", of=name, part=value if modifier is None else modifier.shown(value))


def named_period(row: BudgetRow) -> BudgetRow:
    """Call the part of the observations what people call it; the whole has no name."""
    return replace(row, period=period_name(row.period)) if row.period else row


def period_name(period: str) -> str:
    """Name a part of the observations; the whole has no name."""
    return tr("Part {n}").format(n=period) if period else ""


def counted_name(recipe: Recipe, name: str, scheme: Scheme) -> str:
    """Name what a share, ratio, rate or count is about: an option of the recipe's modifier, or a code."""
    asked = next((m for m in scheme.modifiers if m.id == getattr(recipe, "modifier", None)), None)
    return code_name(scheme, name) if asked is None else asked.shown(name)


def dimension_name(scheme: Scheme, dimension: str) -> str:
    """Name a dimension; one that the scheme has not stays as it is."""
    known = scheme.dimension_by_id.get(dimension)
    return dimension if known is None else known.name


def turn_name(move: Move) -> str:
    """Name the time to a turn."""
    return say("sheet.turn", since=tr(_MOVES[move]))


def window_names(recipes: Sequence[LagSequential], scheme: Scheme) -> dict[str, str]:
    """Say by recipe what follows what within how long; where two would read alike, with the recipe."""
    told = {recipe.id: _window(recipe, scheme) for recipe in recipes}
    often = Counter(told.values())
    return {recipe: name if often[name] == 1 else f"{name}, {recipe}" for recipe, name in told.items()}


def _window(recipe: LagSequential, scheme: Scheme) -> str:
    given, target = (selected(one, scheme) for one in (recipe.given, recipe.target))
    return f"{given} → {target} ({in_seconds(recipe.window):g} s)"
