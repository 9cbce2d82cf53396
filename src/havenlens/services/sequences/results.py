"""Everything that a study's sequences give: by observation, by person and over the study, with the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Protocol

from havenlens.domain.problems import Problem
from havenlens.domain.recipes import (
    DomainMean,
    DyadRecipe,
    IntervalCorrelation,
    LagSequential,
    Recipe,
    Statistic,
)
from havenlens.domain.time import SECOND
from havenlens.inference.bootstrap import SEED
from havenlens.inference.coefficient import plain as plain_values
from havenlens.sequences.acts import CodedActs
from havenlens.sequences.bids import window_name
from havenlens.sequences.contingency import bin_series, contingency
from havenlens.sequences.permutation import PERMUTATIONS
from havenlens.sequences.results import results_of
from havenlens.services.ports import Progress, no_progress
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.bids import BidResults
from havenlens.services.sequences.budgets import BudgetResults
from havenlens.services.sequences.chains import ChainResults
from havenlens.services.sequences.counting import CountingRule
from havenlens.services.sequences.double_ratings import DoubleRated
from havenlens.services.sequences.episodes import EpisodeResults
from havenlens.services.sequences.equity import EquityResults
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.lags import LagResults, WindowResults
from havenlens.services.sequences.partners import CouplingResults, MatchResults
from havenlens.services.sequences.ratings import RatingResults, named_cycles
from havenlens.services.sequences.shares import ShareResults

_OF_RATINGS = (DomainMean, DyadRecipe, IntervalCorrelation)


class _OfRecipe(Protocol):
    """What all results of a recipe have."""

    @property
    def recipe(self) -> Recipe: ...

    def plain(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class SchemeResults:
    """What one scheme version gives over the study."""

    counted: Counted
    bids: tuple[BidResults, ...]
    episodes: tuple[EpisodeResults, ...]
    chains: tuple[ChainResults, ...]
    matches: tuple[MatchResults, ...]
    couplings: tuple[CouplingResults, ...]
    windows: tuple[WindowResults, ...]
    lags: LagResults | None
    budget: BudgetResults | None
    equity: tuple[EquityResults, ...]
    shares: tuple[ShareResults, ...]

    def plain(self) -> dict[str, Any]:
        """Give the study's results under the ids of the recipes."""
        by_recipe: list[_OfRecipe] = [*self.bids, *self.episodes, *self.chains]
        by_recipe += [*self.matches, *self.couplings]
        by_recipe += [*self.windows, *self.equity, *self.shares]
        found = {one.recipe.id: one.plain() for one in by_recipe}
        return {
            "scheme": self.counted.scheme.id,
            "version": self.counted.scheme.version,
            "n_observations": len(self.counted.codings),
            **found,
            "lags": None if self.lags is None else self.lags.plain(),
            "time_budget": None if self.budget is None else self.budget.plain(),
            "problems": [problem.sentence for problem in self.counted.problems],
        }


@dataclass(frozen=True, slots=True)
class SequenceResults:
    """All results of a study, the rule of which codings count, and what is left out and why."""

    rule: CountingRule
    options: SequenceOptions
    schemes: tuple[SchemeResults, ...]
    ratings: tuple[RatingResults, ...]
    double_rated: tuple[DoubleRated, ...]
    left_out: tuple[Problem, ...]

    @property
    def codings(self) -> list[CodedObservation]:
        """List the codings that count."""
        return [coding for scheme in self.schemes for coding in scheme.counted.codings]

    @property
    def warnings(self) -> list[str]:
        """Say what is left out and which recipes cannot be worked out, each once."""
        problems = [*self.left_out, *(p for scheme in self.schemes for p in scheme.counted.problems)]
        return list(dict.fromkeys(problem.sentence for problem in problems))

    def plain(self, progress: Progress = no_progress) -> dict[str, Any]:
        """Give everything as plain values, times in seconds, unrounded."""
        found = {
            "rule": self.rule.as_json(),
            "parameters": parameters_of(self.options),
            "observations": {one.name: _about(one) for one in self.codings},
            "codings": [_coding(one) for one in self.codings],
            "results": self._results(progress),
            "ratings": self._ratings(),
            "study_results": {one.counted.key: one.plain() for one in self.schemes},
            "warnings": self.warnings,
        }
        plain: dict[str, Any] = plain_values(found)
        return plain

    def _results(self, progress: Progress) -> dict[str, Any]:
        found: dict[str, Any] = {}
        done, total = 0, len(self.codings)
        rated = {one.counted.key: one for one in self.ratings}
        for scheme in self.schemes:
            key = scheme.counted.key
            for coding in scheme.counted.codings:
                progress(done, total)
                done += 1
                own = observation_results(coding, self.options)
                domains = rated[key].observations.get(coding.name) if key in rated else None
                if domains is not None:
                    own |= {name: one.value for name, one in domains.domains.items() if name in own}
                found.setdefault(coding.name, {})[scheme.counted.scheme.id] = own
        return found

    def _ratings(self) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        for pair in sorted(self.double_rated, key=lambda one: -one.n):
            pairs.setdefault(pair.dimension, pair.plain())
        progress: dict[str, dict[str, Any]] = {}
        for one in self.ratings:
            for coder, cycles in one.by_coder.items():
                of_coder = progress.setdefault(f"progress_{coder}", {})
                for name, scores in named_cycles(cycles).items():
                    of_coder[name] = {**of_coder.get(name, {}), **scores}
        return {
            "double_coded_pairs": pairs,
            **progress,
            "pairs": [
                {"scheme": one.scheme, "coders": one.coders, "dimension": one.dimension, "kind": one.kind}
                | one.plain()
                for one in self.double_rated
            ],
            "schemes": {one.counted.key: one.plain() for one in self.ratings},
        }


def observation_results(coding: CodedObservation, options: SequenceOptions | None = None) -> dict[str, Any]:
    """Give what every recipe of the scheme finds in one observation, under the names results go by."""
    if coding.acts is None:
        recipes = tuple(one for one in coding.scheme.recipes if isinstance(one, _OF_RATINGS))
        nothing = CodedActs((), replace(coding.scheme, recipes=recipes), 0, coding.name)
        return results_of(nothing, coding.ratings)
    found = results_of(coding.acts, coding.ratings)
    if options is not None and (options.permutations, options.seed) != (PERMUTATIONS, SEED):
        found |= _contingencies(coding.acts, options, found)
    return found


def _contingencies(acts: CodedActs, options: SequenceOptions, found: Mapping[str, Any]) -> dict[str, Any]:
    """Work contingencies out again with other permutations than the usual ones."""
    drawn = {}
    for recipe in acts.scheme.recipes:
        if isinstance(recipe, LagSequential):
            name = f"{recipe.id}_{window_name(recipe.window)}_{recipe.unit / SECOND:g}s_bins"
            asked = options.permutations if Statistic.PERMUTATION_P in recipe.statistics else 0
            if name in found:
                drawn[name] = contingency([bin_series(acts, recipe)], asked, options.seed).as_json()
    return drawn


def parameters_of(options: SequenceOptions) -> dict[str, Any]:
    """Give what the results were worked out with."""
    return {
        "schemes": list(options.schemes),
        "windows_s": [window / SECOND for window in options.windows],
        "lags": list(options.lags),
        "no_repeats": options.no_repeats,
        "pause_s": None if options.pause is None else options.pause / SECOND,
        "by_person": options.by_person,
        "periods": options.periods,
        "level": options.level,
        "bootstrap": options.draws,
        "seed": options.seed,
        "permutations": options.permutations,
    }


def _about(coding: CodedObservation) -> dict[str, Any]:
    place = coding.observation
    return {
        "title": place.title,
        "recordings": [PurePosixPath(file.path).name for file in place.files],
        "duration_s": None if place.duration is None else place.duration / SECOND,
    }


def _coding(coding: CodedObservation) -> dict[str, Any]:
    return {
        "observation": coding.name,
        "scheme": coding.scheme.id,
        "version": coding.scheme.version,
        "coder": coding.coder,
        "purpose": coding.coding.purpose.value,
        "status": coding.coding.status.value,
        "n_events": None if coding.acts is None else len(coding.acts.acts),
    }


def purposes_counted(codings: Sequence[CodedObservation]) -> Mapping[str, int]:
    """Count the codings that count by their purpose."""
    found: dict[str, int] = {}
    for one in codings:
        found[one.coding.purpose.value] = found.get(one.coding.purpose.value, 0) + 1
    return found
