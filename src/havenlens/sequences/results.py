"""Everything that a scheme's recipes say about one coding, as plain values under the names results go by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from havenlens.domain import recipes as r
from havenlens.domain.time import in_seconds
from havenlens.sequences.bids import (
    BidSummary,
    bid_rows,
    break_down,
    by_seeker,
    summarise,
    sweep,
    window_name,
)
from havenlens.sequences.budget import time_budget
from havenlens.sequences.buffering import (
    couplings,
    match_by_state,
    moves_of,
    rated,
    turn_seconds,
    turns_of,
)
from havenlens.sequences.chains import chains_of, summarise_chains
from havenlens.sequences.checking import usable_recipes
from havenlens.sequences.contingency import bin_series, contingency
from havenlens.sequences.episodes import episodes_of, repairs_of, summarise_episodes, summarise_repairs
from havenlens.sequences.equity import equity_of
from havenlens.sequences.latency import latency_curve, waits
from havenlens.sequences.permutation import PERMUTATIONS
from havenlens.sequences.scores import domain_score
from havenlens.sequences.shares import (
    able_roles,
    class_ratio,
    class_share,
    count_by_code,
    modifier_share,
    per_target_share,
    rates_per_minute,
    total_share,
)
from havenlens.sequences.states import state_seconds, state_time
from havenlens.sequences.suppression import is_of_person, least_for_rate, without_rates

if TYPE_CHECKING:
    from havenlens.sequences.acts import CodedActs

Scores = Mapping[str, float | None]


@dataclass(frozen=True)
class Ratings:
    """What was rated of one coding: ``scores`` by dimension, and each person's intervals by number."""

    scores: Scores = field(default_factory=dict)
    intervals: Mapping[str, Sequence[tuple[int, Scores]]] = field(default_factory=dict)


def results_of(coding: CodedActs, ratings: Ratings | None = None) -> dict[str, Any]:
    """Give what every recipe of the scheme finds, times in seconds, unrounded.

    Recipes that name what the scheme no longer has are left out, and ``problems`` says which.
    """
    usable, problems = usable_recipes(coding.scheme)
    found: dict[str, Any] = {"state_seconds": state_seconds(coding)}
    for recipe in usable:
        found |= _WORK[recipe.kind](coding, recipe, ratings or Ratings())
    return {**found, "problems": [problem.sentence for problem in problems]} if problems else found


def _window(coding: CodedActs, recipe: r.ResponseWindow, _: Ratings) -> dict[str, Any]:
    rows, name = bid_rows(coding, recipe), window_name(recipe.window)
    parts = break_down(rows, recipe)
    main = coding.scheme.recipes[0] is recipe
    least = least_for_rate(coding.scheme, recipe.id)

    def enough(part: BidSummary) -> dict[str, Any]:
        return without_rates(part.as_json(), few=part.n_in_denominator < least)

    return {
        f"{recipe.id}_{name}": {
            "rows": [row.as_json() for row in rows],
            "summary": summarise(rows).as_json(),
            "summary_with_intervals": summarise(rows).with_intervals(),
            "by": {
                key: {
                    str(value): enough(part) if is_of_person(key, value) else part.as_json()
                    for value, part in split.items()
                }
                for key, split in parts.items()
            },
        },
        ("sweep" if main else f"{recipe.id}_sweep"): {
            window_name(window): part.as_json() for window, part in sweep(coding, recipe).items()
        },
        (f"by_seeker_{name}" if main else f"{recipe.id}_by_seeker_{name}"): {
            seeker: enough(part) for seeker, part in by_seeker(rows).items()
        },
        f"{recipe.id}_latency_curve": latency_curve(waits(coding, recipe)).as_json(),
    }


def _base(coding: CodedActs, name: str) -> r.ResponseWindow:
    found = coding.scheme.recipe_by_id[name]
    assert isinstance(found, r.ResponseWindow)
    return found


def _episodes(coding: CodedActs, recipe: r.EpisodeRecipe, _: Ratings) -> dict[str, Any]:
    base = _base(coding, recipe.builds_on)
    found = episodes_of(coding, recipe, base)
    return {
        f"episodes_{window_name(base.window)}": [one.as_json() for one in found],
        f"{recipe.id}_summary": summarise_episodes(found).as_json(),
    }


def _repairs(coding: CodedActs, recipe: r.RepairRecipe, _: Ratings) -> dict[str, Any]:
    grouping = coding.scheme.recipe_by_id[recipe.builds_on]
    assert isinstance(grouping, r.EpisodeRecipe)
    episodes = episodes_of(coding, grouping, _base(coding, grouping.builds_on))
    found = repairs_of(coding, recipe, episodes)
    return {
        recipe.id: [one.as_json() for one in found],
        f"{recipe.id}_summary": summarise_repairs(found).as_json(),
    }


def _chains(coding: CodedActs, recipe: r.ChainRecipe, _: Ratings) -> dict[str, Any]:
    found = [chain.as_json() for chain in chains_of(coding, recipe)]
    summary = summarise_chains(chains_of(coding, recipe)).as_json()
    # A scheme that is about a chain has the first one for its own result.
    own = found[0] if found and coding.scheme.recipes[0] is recipe else {}
    return {**own, recipe.id: {"summary": summary, "chains": found}}


def _contingency(coding: CodedActs, recipe: r.LagSequential, _: Ratings) -> dict[str, Any]:
    name = f"{recipe.id}_{window_name(recipe.window)}_{in_seconds(recipe.unit):g}s_bins"
    permutations = PERMUTATIONS if r.Statistic.PERMUTATION_P in recipe.statistics else 0
    return {name: contingency([bin_series(coding, recipe)], permutations).as_json()}


def _equity(coding: CodedActs, recipe: r.PerSubject, _: Ratings) -> dict[str, Any]:
    return {recipe.id: equity_of(coding, recipe, _base(coding, recipe.builds_on)).as_json()}


def _domains(coding: CodedActs, recipe: r.DomainMean, ratings: Ratings) -> dict[str, Any]:
    return {name: _domain(coding, name, ratings) for name in recipe.domains} if ratings.scores else {}


def _domain(coding: CodedActs, name: str, ratings: Ratings) -> float | None:
    domain = next(domain for domain in coding.scheme.domains if domain.id == name)
    return domain_score(coding.scheme, domain, ratings.scores).value


def _dyad(coding: CodedActs, recipe: r.DyadRecipe, ratings: Ratings) -> dict[str, Any]:
    if not ratings.scores:
        return {}
    found = {f"{name}_domain": _domain(coding, name, ratings) for name in recipe.ratings.domains}
    return found | {name: ratings.scores.get(name) for name in recipe.ratings.dimensions}


def _share(coding: CodedActs, recipe: r.ClassShare, _: Ratings) -> dict[str, Any]:
    people = class_share(coding, recipe)
    whole = total_share(people.values())
    by = "".join(f"_by_{role}" for role in able_roles(coding.scheme, recipe.denominator)[:1])
    rest = [name for name in recipe.denominator.classes if name not in recipe.numerator.classes]
    counts = {f"n_{name}{by}": whole.part for name in recipe.numerator.classes[:1]}
    counts |= {f"n_{name}": whole.whole - whole.part for name in rest[:1]}
    by_person = {name: one.as_json() for name, one in people.items()}
    return {recipe.id: whole.value, **counts, f"{recipe.id}_by_person": by_person}


def _rates(coding: CodedActs, recipe: r.RatePerMinute, _: Ratings) -> dict[str, Any]:
    time = state_time(coding, recipe.time_in)
    spent = {
        f"{code}_seconds": in_seconds(sum(part for (_, one), part in time.items() if one == code))
        for code in recipe.time_in.codes
    }
    return {
        recipe.id: {name: one.as_json() for name, one in rates_per_minute(coding, recipe).items()},
        **spent,
    }


def _match(coding: CodedActs, recipe: r.MatchInState, _: Ratings) -> dict[str, Any]:
    found = match_by_state(moves_of(coding, recipe), recipe)
    return {f"{recipe.id}_in_{state}": one.as_json() for state, one in found.items()}


def _turns(coding: CodedActs, recipe: r.LatencyRecipe, _: Ratings) -> dict[str, Any]:
    match = coding.scheme.recipe_by_id[recipe.builds_on]
    assert isinstance(match, r.MatchInState)
    turns = turns_of(coding, recipe, moves_of(coding, match))
    return {f"{recipe.id}_s": turn_seconds(turns, recipe)}


def _coupling(_: CodedActs, recipe: r.IntervalCorrelation, ratings: Ratings) -> dict[str, Any]:
    people = [rated(rows, recipe) for rows in ratings.intervals.values()]
    found = couplings(people, recipe) if people else {}
    values = {f"interval_r_{recipe.x}_{recipe.y}_lag{lag}": one.estimate for lag, one in found.items()}
    return values | ({recipe.id: {str(lag): one.as_json() for lag, one in found.items()}} if found else {})


def _states(coding: CodedActs, recipe: r.StateShare, _: Ratings) -> dict[str, Any]:
    return {recipe.id: [row.as_json() for row in time_budget(coding, recipe.states)]}


_Work = Callable[["CodedActs", Any, Ratings], dict[str, Any]]

_WORK: dict[str, _Work] = {
    "response_window": _window,
    "episode": _episodes,
    "repair": _repairs,
    "chain": _chains,
    "lag_sequential": _contingency,
    "per_subject": _equity,
    "domain_mean": _domains,
    "class_ratio": lambda coding, recipe, _: {recipe.id: class_ratio(coding, recipe).as_json()},
    "per_target_share": lambda coding, recipe, _: {
        recipe.id: {name: one.as_json() for name, one in per_target_share(coding, recipe).items()}
    },
    "rate_per_minute": _rates,
    "class_share": _share,
    "dyad": _dyad,
    "state_share": _states,
    "modifier_share": lambda coding, recipe, _: {
        recipe.id: {name: one.as_json() for name, one in modifier_share(coding, recipe).items()}
    },
    "match_in_state": _match,
    "latency": _turns,
    "interval_correlation": _coupling,
    "count_by_code": lambda coding, recipe, _: {recipe.id: count_by_code(coding, recipe)},
}
