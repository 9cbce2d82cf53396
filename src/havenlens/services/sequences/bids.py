"""Bids and responses over a study: by observation, by person, and altogether."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from havenlens.domain.problems import Problem
from havenlens.domain.recipes import ResponseWindow
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.acts import CodedActs
from havenlens.sequences.bids import (
    BidRow,
    BidSummary,
    bid_rows,
    break_down,
    by_seeker,
    narrow,
    pool_bids,
    rows_within,
    summarise,
    window_name,
)
from havenlens.sequences.latency import LatencyCurve, Waits, latency_curve, pool_waits, waits_of
from havenlens.sequences.pooling import by_person, pooled_median
from havenlens.sequences.suppression import is_of_person, least_for_rate, without_rates
from havenlens.sequences.withholding import withhold_bids
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.resampling import shares


@dataclass(frozen=True, slots=True)
class ObservedBids:
    """The bids of one observation."""

    coding: CodedObservation
    rows: tuple[BidRow, ...]
    summary: BidSummary


@dataclass(frozen=True, slots=True)
class BidResults:
    """What a response window gives over a study; moments and rates, which label nobody.

    ``people`` are the seekers by label, with the interval of ``person_shares`` over each one's observations;
    ``by`` splits as the recipe says; ``pooled`` resamples observations. Nobody with fewer bids
    that count than ``least`` gets a rate.
    """

    recipe: ResponseWindow
    observations: tuple[ObservedBids, ...]
    whole: BidSummary
    people: Mapping[str, BidSummary]
    person_shares: Mapping[str, Mapping[str, Coefficient]]
    by: Mapping[str, Mapping[str, BidSummary]]
    sweep: Mapping[int, BidSummary]
    curve: LatencyCurve
    waited: Waits
    pooled: Mapping[str, Coefficient]
    least: int = 0

    def is_few(self, part: BidSummary) -> bool:
        """Tell whether one person's bids are too few for a rate."""
        return part.n_in_denominator < self.least

    def plain(self, level: float = 0.95) -> dict[str, Any]:
        """Give the results as plain values, times in seconds, unrounded."""
        return {
            "window_s": self.recipe.window / SECOND,
            "n_observations": len(self.observations),
            "summary": self.whole.with_intervals(level),
            "over_observations": {name: one.as_json() for name, one in self.pooled.items()},
            "sweep": {window_name(window): part.as_json() for window, part in self.sweep.items()},
            "by": {
                key: {
                    value: (self._of_person if is_of_person(key, value) else BidSummary.with_intervals)(
                        part, level
                    )
                    for value, part in parts.items()
                }
                for key, parts in self.by.items()
            },
            "by_seeker": {
                person: {
                    **self._of_person(part, level),
                    "over_observations": {
                        name: one.as_json() for name, one in self.person_shares[person].items()
                    },
                }
                for person, part in self.people.items()
            },
            "latency_curve": self.curve.as_json(),
        }

    def _of_person(self, part: BidSummary, level: float) -> dict[str, Any]:
        return without_rates(part.with_intervals(level), few=self.is_few(part))


def bids_of(
    recipe: ResponseWindow, codings: Sequence[CodedObservation], options: SequenceOptions, least: int = 0
) -> BidResults:
    """Find the bids of every observation, and add them up; from ``least`` on somebody's bids give a rate."""
    widest = max((recipe.window, *recipe.sweep))
    found, waited, swept = [], [], []
    for coding in codings:
        acts = coding.acts
        assert acts is not None
        wide, rows = _rows_of(acts, recipe, widest)
        if coding.with_everybody is not None:
            full = _rows_of(coding.with_everybody, recipe, widest)
            wide, rows = withhold_bids(wide, full[0]), withhold_bids(rows, full[1])
        found.append(ObservedBids(coding, rows, summarise(rows)))
        waited.append(waits_of(wide, widest, acts.end))
        swept.append({window: narrow(wide, window, acts.end) for window in recipe.sweep})
    seekers, waits = [by_seeker(one.rows) for one in found], pool_waits(waited)
    people = by_person(seekers)
    every = [row for one in found for row in one.rows]
    return BidResults(
        recipe=recipe,
        observations=tuple(found),
        whole=pool_bids(one.summary for one in found),
        people={person: pool_bids(parts) for person, parts in people.items()},
        person_shares=_person_shares(seekers, options, least),
        by={
            name: {_shown(value): part for value, part in parts.items()}
            for name, parts in break_down(every, recipe).items()
        },
        sweep={window: pool_bids(one[window] for one in swept) for window in recipe.sweep},
        curve=latency_curve(waits, options.level),
        waited=waits,
        pooled={
            **_shares([one.summary for one in found], options),
            "median_latency_s": pooled_median(
                "median_latency_s",
                [[at / SECOND for at in one.summary.latencies] for one in found],
                options.level,
                draws=options.draws,
                seed=options.seed,
            ),
        },
        least=least,
    )


def _rows_of(
    acts: CodedActs, recipe: ResponseWindow, widest: int
) -> tuple[tuple[BidRow, ...], tuple[BidRow, ...]]:
    """Give the bids with the widest window, and with the recipe's own."""
    wide = bid_rows(acts, recipe, widest)
    return wide, wide if widest == recipe.window else rows_within(wide, acts, recipe)


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _shares(parts: Sequence[BidSummary], options: SequenceOptions) -> dict[str, Coefficient]:
    pairs = {name: [(count(one), one.n_in_denominator) for one in parts] for name, count in _COUNTS.items()}
    return shares({name: (name, own) for name, own in pairs.items()}, options)


_COUNTS: Mapping[str, Callable[[BidSummary], int]] = {
    "share_answered": lambda one: one.n_answered,
    "share_sensitive": lambda one: one.n_sensitive,
}


def _person_shares(
    seekers: Sequence[Mapping[str, BidSummary]], options: SequenceOptions, least: int
) -> dict[str, dict[str, Coefficient]]:
    """Give each person's shares; all observations are resampled, also those without the person."""
    people = sorted({person for one in seekers for person in one})
    asked: dict[str, tuple[str, list[tuple[float, float]]]] = {}
    for person in people:
        own = [one.get(person) for one in seekers]
        for name, count in _COUNTS.items():
            pairs = [(0.0, 0.0) if one is None else (count(one), one.n_in_denominator) for one in own]
            asked[f"{name} {person}"] = (name, pairs)
    found = shares(asked, options)
    return {
        person: {name: _enough(found[f"{name} {person}"], least) for name in _COUNTS} for person in people
    }


def _enough(found: Coefficient, least: int) -> Coefficient:
    """Take the value away where it rests on fewer bids."""
    if found.n_units >= least:
        return found
    why = Problem("sheet.few", {"least": least})
    return Coefficient.not_defined(
        found.method, why, n_units=found.n_units, n_raters=found.n_raters, detail=found.detail
    )


def all_bids(counted: Counted, options: SequenceOptions) -> tuple[BidResults, ...]:
    """Work out every response window of a scheme."""
    return tuple(
        bids_of(recipe, counted.with_acts, options, least_for_rate(counted.scheme, recipe.id))
        for recipe in counted.of_kind(ResponseWindow)
    )
