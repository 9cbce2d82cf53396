"""What a scheme computes, in sentences for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from havenlens.domain.codebook import Scheme
from havenlens.domain.recipes import (
    ChainRecipe,
    ChainStep,
    EpisodeRecipe,
    MatchInState,
    Recipe,
    RepairRecipe,
    ResponseWindow,
    Selector,
)
from havenlens.domain.time import in_seconds
from havenlens.words.sentences import say


def recipe_in_words(recipe: Recipe, scheme: Scheme) -> str:
    """Say what a recipe computes, codes and groups by their names, times in seconds."""
    long = _LONG.get(recipe.kind)
    if long is not None:
        return " ".join(long(recipe, scheme))
    values = {name: _plain(name, value, scheme) for name, value in _fields(recipe).items()}
    return _SHORT[recipe.kind](values)


def _fields(recipe: Recipe) -> dict[str, Any]:
    return {name: getattr(recipe, name) for name in type(recipe).__dataclass_fields__}


def _plain(name: str, value: Any, scheme: Scheme) -> str:
    if isinstance(value, Selector):
        return selected(value, scheme)
    if name == "role":
        return scheme.role_by_id[value].name
    if name == "modifier":
        return next(m.name for m in scheme.modifiers if m.id == value)
    if name in ("x", "y"):
        return scheme.dimension_by_id[value].name
    if name in ("window", "unit"):
        return _number(in_seconds(value))
    if name == "domains":
        return ", ".join(domain.name for domain in scheme.domains if domain.id in value)
    if name == "ratings":
        named = [one.name for one in scheme.domains if one.id in value.domains]
        return ", ".join([*named, *(scheme.dimension_by_id[one].name for one in value.dimensions)])
    return ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)


def selected(selector: Selector, scheme: Scheme) -> str:
    """Name what a selector means: codes by name, then classes, then groups."""
    parts = [scheme.code_by_id[code].name for code in selector.codes]
    parts += [say("codebook.of_class", name=name) for name in selector.classes]
    parts += [say("codebook.of_group", name=scheme.group_by_id[group].name) for group in selector.groups]
    what = ", ".join(parts)
    return say("codebook.with_need", what=what) if selector.safe_haven_only else what


def _number(value: float) -> str:
    return f"{value:g}"


def _response_window(recipe: ResponseWindow, scheme: Scheme) -> Iterator[str]:
    yield say(
        "codebook.response_window",
        given=selected(recipe.given, scheme),
        target=selected(recipe.target, scheme),
        seconds=_number(in_seconds(recipe.window)),
        edge=say(f"codebook.{recipe.given_at}"),
    )
    yield say(f"codebook.{recipe.pairing}")
    if recipe.link_overrides_window:
        yield say("codebook.link_wins")
    if recipe.sensitive_classes:
        yield say("codebook.sensitive", classes=", ".join(recipe.sensitive_classes))
    if recipe.sweep:
        windows = ", ".join(_number(in_seconds(one)) for one in recipe.sweep)
        yield say("codebook.sweep", windows=windows)
    by = [modifier.name for modifier in scheme.modifiers if modifier.id in recipe.by.modifiers]
    by += [scheme.role_by_id[role].name for role in recipe.by.roles]
    by += [say("codebook.the_code")] if recipe.by.code else []
    if by:
        yield say("codebook.split_by", what=", ".join(by))


def _episode(recipe: EpisodeRecipe, scheme: Scheme) -> Iterator[str]:
    gap = _number(in_seconds(recipe.merge_gap))
    yield say("codebook.episode_recipe", builds_on=recipe.builds_on, seconds=gap)
    if what := selected(recipe.resolved_by, scheme):
        yield say("codebook.resolved_by", what=what)


def _repair(recipe: RepairRecipe, scheme: Scheme) -> Iterator[str]:
    yield say(
        "codebook.repair_recipe",
        builds_on=recipe.builds_on,
        by=selected(recipe.repaired_by, scheme),
        seconds=_number(in_seconds(recipe.max_gap)),
    )
    if states := selected(recipe.while_in, scheme):
        yield say("codebook.while_in", states=states)
    modifier = next((m for m in scheme.modifiers if m.id == recipe.explicit_modifier), None)
    if modifier is not None:
        option = next((o.name for o in modifier.options if o.id == recipe.explicit_option), "")
        yield say("codebook.explicit", modifier=modifier.name, option=option)


def _chain(recipe: ChainRecipe, scheme: Scheme) -> Iterator[str]:
    yield say(
        "codebook.chain_recipe",
        role=scheme.role_by_id[recipe.same].name,
        seconds=_number(in_seconds(recipe.max_gap)),
        steps=" → ".join(_step(step, scheme) for step in recipe.steps),
    )
    if what := selected(recipe.opens_with, scheme):
        yield say("codebook.opens_with", what=what)
    if what := selected(recipe.breaks, scheme):
        yield say("codebook.breaks", what=what)


def _step(step: ChainStep, scheme: Scheme) -> str:
    names = " / ".join(scheme.code_by_id[code].name for code in step.codes)
    return say("codebook.optional", step=names) if step.optional else names


def _match_in_state(recipe: MatchInState, scheme: Scheme) -> Iterator[str]:
    fits = [
        say("codebook.fit", state=scheme.code_by_id[fit.state].name, moves=selected(fit.moves, scheme))
        for fit in recipe.fits
    ]
    yield say("codebook.match_in_state", moves=selected(recipe.moves, scheme), fits="; ".join(fits))
    if what := selected(recipe.counter, scheme):
        yield say("codebook.counter", what=what)


_LONG: Mapping[str, Callable[[Any, Scheme], Iterator[str]]] = {
    "response_window": _response_window,
    "episode": _episode,
    "repair": _repair,
    "chain": _chain,
    "match_in_state": _match_in_state,
}
"""Kinds that take more than one sentence."""


def _ratio(values: Mapping[str, str]) -> str:
    half = f" {say('codebook.add_half')}" if values["add_half"] == "True" else ""
    names = {name: values[name] for name in ("numerator", "denominator")}
    return say("codebook.class_ratio", **names) + half


_SHORT: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "lag_sequential": lambda v: say(
        "codebook.lag_sequential", target=v["target"], given=v["given"], seconds=v["window"], bin=v["unit"]
    ),
    "per_subject": lambda v: say(
        "codebook.per_subject", builds_on=v["builds_on"], role=v["role"], least=v["min_bids_for_rate"]
    ),
    "domain_mean": lambda v: say("codebook.domain_mean", domains=v["domains"]),
    "class_ratio": _ratio,
    "class_share": lambda v: say(
        "codebook.class_share", numerator=v["numerator"], denominator=v["denominator"]
    ),
    "per_target_share": lambda v: say("codebook.per_target_share", events=v["events"], role=v["role"]),
    "rate_per_minute": lambda v: say("codebook.rate_per_minute", events=v["events"], states=v["time_in"]),
    "dyad": lambda v: say("codebook.dyad", ratings=v["ratings"]),
    "state_share": lambda v: say("codebook.state_share", states=v["states"]),
    "modifier_share": lambda v: say("codebook.modifier_share", modifier=v["modifier"], events=v["events"]),
    "latency": lambda v: say("codebook.latency", builds_on=v["builds_on"], to=v["to"]),
    "interval_correlation": lambda v: say(
        "codebook.interval_correlation", x=v["x"], y=v["y"], lags=v["lags"]
    ),
    "count_by_code": lambda v: say("codebook.count_by_code", events=v["events"]),
}
