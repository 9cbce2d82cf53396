"""Chains of steps over a study: how far support came, and how long each stage took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from havenlens.domain.recipes import ChainRecipe
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.chains import Chain, ChainSummary, chains_of, summarise_chains
from havenlens.sequences.pooling import pooled_median
from havenlens.sequences.suppression import least_for_rate, without_rates
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.resampling import share


@dataclass(frozen=True, slots=True)
class ObservedChains:
    """The chains of one observation."""

    coding: CodedObservation
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class ChainResults:
    """What a recipe of chains gives over a study; ``people`` are those the chains are about.

    Nobody with fewer chains that count than ``least`` gets a rate.
    """

    recipe: ChainRecipe
    observations: tuple[ObservedChains, ...]
    whole: ChainSummary
    people: Mapping[str, ChainSummary]
    pooled: Mapping[str, Coefficient]
    least: int = 0

    def is_few(self, part: ChainSummary) -> bool:
        """Tell whether one person's chains are too few for a rate."""
        return part.n_in_denominator < self.least

    def plain(self) -> dict[str, Any]:
        """Give the results as plain values, times in seconds."""
        return {
            "n_observations": len(self.observations),
            "summary": self.whole.as_json(),
            "by_person": {
                person: without_rates(part.as_json(), few=self.is_few(part))
                for person, part in self.people.items()
            },
            "over_observations": {name: one.as_json() for name, one in self.pooled.items()},
        }


def all_chains(counted: Counted, options: SequenceOptions) -> tuple[ChainResults, ...]:
    """Follow the chains of every recipe of a scheme."""
    return tuple(_chains(recipe, counted, options) for recipe in counted.of_kind(ChainRecipe))


def _chains(recipe: ChainRecipe, counted: Counted, options: SequenceOptions) -> ChainResults:
    found = []
    for coding in counted.with_acts:
        assert coding.acts is not None
        found.append(ObservedChains(coding, chains_of(coding.acts, recipe)))
    sums, people = list[ChainSummary](), dict[str, list[ChainSummary]]()
    for one in found:
        own: dict[str, list[Chain]] = {}
        for chain in one.chains:
            own.setdefault(chain.seeker, []).append(chain)
        each = {person: summarise_chains(chains) for person, chains in own.items()}
        for person, part in each.items():
            people.setdefault(person, []).append(part)
        sums.append(pool_chains(each.values()))
    complete = [(one.n_complete, one.n_in_denominator) for one in sums]
    reached = [(one.reached, one.required) for one in sums]
    return ChainResults(
        recipe=recipe,
        observations=tuple(found),
        whole=pool_chains(sums),
        people={person: pool_chains(parts) for person, parts in sorted(people.items())},
        pooled={
            "share_complete": share("share_complete", complete, options),
            "completeness_score": share("completeness_score", reached, options),
            "total_s": pooled_median(
                "total_s",
                [[at / SECOND for at in one.totals] for one in sums],
                options.level,
                draws=options.draws,
                seed=options.seed,
            ),
        },
        least=least_for_rate(counted.scheme),
    )


def pool_chains(parts: Iterable[ChainSummary]) -> ChainSummary:
    """Add the counts of many observations up."""
    found = list(parts)
    return ChainSummary(
        n_chains=sum(one.n_chains for one in found),
        n_cut_off=sum(one.n_cut_off for one in found),
        n_complete=sum(one.n_complete for one in found),
        n_breaks=sum(one.n_breaks for one in found),
        reached=sum(one.reached for one in found),
        required=sum(one.required for one in found),
        furthest=tuple(step for one in found for step in one.furthest),
        totals=tuple(time for one in found for time in one.totals),
        stages=tuple(stage for one in found for stage in one.stages),
    )
