"""Episodes of bids and their repair over a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, ResponseWindow
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.episodes import (
    Episode,
    EpisodeSummary,
    Repair,
    RepairSummary,
    episodes_of,
    repairs_of,
    summarise_episodes,
    summarise_repairs,
)
from havenlens.sequences.pooling import pooled_median
from havenlens.sequences.suppression import least_for_rate, without_rates
from havenlens.sequences.withholding import withhold_episodes, withhold_repairs
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.resampling import share


@dataclass(frozen=True, slots=True)
class ObservedEpisodes:
    """The episodes of one observation, with its repairs by recipe."""

    coding: CodedObservation
    episodes: tuple[Episode, ...]
    repairs: Mapping[str, tuple[Repair, ...]]


@dataclass(frozen=True, slots=True)
class RepairResults:
    """Runs of missed episodes, and what made good for them, over a study."""

    recipe: RepairRecipe
    whole: RepairSummary
    people: Mapping[str, RepairSummary]
    pooled: Mapping[str, Coefficient]
    least: int = 0

    def plain(self) -> dict[str, Any]:
        """Give the results as plain values."""
        return {
            "summary": self.whole.as_json(),
            "by_seeker": {
                person: without_rates(part.as_json(), few=part.n_in_denominator < self.least)
                for person, part in self.people.items()
            },
            "over_observations": {name: one.as_json() for name, one in self.pooled.items()},
        }


@dataclass(frozen=True, slots=True)
class EpisodeResults:
    """Bids taken together over a study, the unit on which inference rests.

    Nobody with fewer episodes that count than ``least`` gets a rate.
    """

    recipe: EpisodeRecipe
    base: ResponseWindow
    observations: tuple[ObservedEpisodes, ...]
    whole: EpisodeSummary
    people: Mapping[str, EpisodeSummary]
    pooled: Mapping[str, Coefficient]
    repairs: tuple[RepairResults, ...]
    least: int = 0

    def is_few(self, part: EpisodeSummary) -> bool:
        """Tell whether one person's episodes are too few for a rate."""
        return part.n_in_denominator < self.least

    def plain(self) -> dict[str, Any]:
        """Give the results as plain values, times in seconds."""
        return {
            "n_observations": len(self.observations),
            "summary": self.whole.as_json(),
            "by_seeker": {
                person: without_rates(part.as_json(), few=self.is_few(part))
                for person, part in self.people.items()
            },
            "over_observations": {name: one.as_json() for name, one in self.pooled.items()},
            **{one.recipe.id: one.plain() for one in self.repairs},
        }


def all_episodes(counted: Counted, options: SequenceOptions) -> tuple[EpisodeResults, ...]:
    """Work out every recipe of episodes of a scheme, with the repairs that build on it."""
    return tuple(_episodes(recipe, counted, options) for recipe in counted.of_kind(EpisodeRecipe))


def _episodes(recipe: EpisodeRecipe, counted: Counted, options: SequenceOptions) -> EpisodeResults:
    base = counted.recipe(recipe.builds_on, ResponseWindow)
    least = least_for_rate(counted.scheme, base.id)
    mending = [each for each in counted.of_kind(RepairRecipe) if each.builds_on == recipe.id]
    found = []
    for coding in counted.with_acts:
        assert coding.acts is not None
        episodes = episodes_of(coding.acts, recipe, base)
        everybody = coding.with_everybody
        full = () if everybody is None else episodes_of(everybody, recipe, base)
        if everybody is not None:
            episodes = withhold_episodes(episodes, full)
        repairs = {each.id: repairs_of(coding.acts, each, episodes) for each in mending}
        if everybody is not None:
            repairs = {
                each.id: withhold_repairs(repairs[each.id], repairs_of(everybody, each, full))
                for each in mending
            }
        found.append(ObservedEpisodes(coding, episodes, repairs))
    sums = [summarise_episodes(one.episodes) for one in found]
    people: dict[str, list[Episode]] = {}
    for one in found:
        for episode in one.episodes:
            people.setdefault(episode.seeker, []).append(episode)
    return EpisodeResults(
        recipe=recipe,
        base=base,
        observations=tuple(found),
        whole=_sum_episodes(sums),
        people={person: summarise_episodes(own) for person, own in sorted(people.items())},
        pooled={
            name: share(name, [(len(getattr(one, part)), one.n_in_denominator) for one in sums], options)
            for name, part in _SHARES.items()
        },
        repairs=tuple(_repairs(each, found, options, least) for each in mending),
        least=least,
    )


_SHARES = {"share_answered": "to_first_response", "share_sensitive": "to_first_sensitive"}


def _sum_episodes(parts: Iterable[EpisodeSummary]) -> EpisodeSummary:
    found = list(parts)
    return EpisodeSummary(
        n_episodes=sum(one.n_episodes for one in found),
        n_censored=sum(one.n_censored for one in found),
        n_bids=sum(one.n_bids for one in found),
        n_resolvable=sum(one.n_resolvable for one in found),
        n_resolved=sum(one.n_resolved for one in found),
        to_first_response=tuple(at for one in found for at in one.to_first_response),
        to_first_sensitive=tuple(at for one in found for at in one.to_first_sensitive),
    )


def _repairs(
    recipe: RepairRecipe, found: Iterable[ObservedEpisodes], options: SequenceOptions, least: int
) -> RepairResults:
    each = [one.repairs[recipe.id] for one in found]
    sums = [summarise_repairs(repairs) for repairs in each]
    people: dict[str, list[Repair]] = {}
    for repairs in each:
        for repair in repairs:
            people.setdefault(repair.seeker, []).append(repair)
    return RepairResults(
        recipe=recipe,
        whole=summarise_repairs(repair for repairs in each for repair in repairs),
        people={person: summarise_repairs(own) for person, own in sorted(people.items())},
        pooled={
            "share_repaired": share(
                "share_repaired", [(one.n_repaired, one.n_in_denominator) for one in sums], options
            ),
            "time_to_repair_s": pooled_median(
                "time_to_repair_s",
                [[at / SECOND for at in one.to_repair] for one in sums],
                options.level,
                draws=options.draws,
                seed=options.seed,
            ),
        },
        least=least,
    )
