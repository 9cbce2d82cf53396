"""The main numbers of a study's sequences as one tidy table: over the study, and for each participant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from havenlens.inference.coefficient import Coefficient
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.results import SchemeResults, SequenceResults

Row = dict[str, Any]


def summary_rows(results: SequenceResults, _: Callable[[CodedObservation], Row] | None = None) -> list[Row]:
    """Give a row for each number with an interval over observations, unrounded."""
    rows = []
    for scheme in results.schemes:
        shared = {
            "scheme": scheme.counted.scheme.id,
            "scheme_version": scheme.counted.scheme.version,
            "rule": results.rule.sentence,
        }
        rows += [{**shared, **row} for row in _scheme(scheme)]
    return rows


def _scheme(scheme: SchemeResults) -> Iterator[Row]:
    yield from _bids(scheme)
    for chains in scheme.chains:
        yield from _over("study", "", chains.recipe.id, chains.pooled)
    yield from _partners(scheme)
    for window in scheme.windows:
        yield from _over("study", "", window.recipe.id, {"yules_q": window.pooled_q})
    for counts in scheme.shares:
        yield from _over("study", "", counts.recipe.id, counts.pooled)
    if scheme.budget is not None:
        yield from _over("study", "", "rate_per_minute", scheme.budget.rates)
        yield from _over("study", "", "share_of_time", scheme.budget.shares)


def _bids(scheme: SchemeResults) -> Iterator[Row]:
    for bids in scheme.bids:
        yield from _over("study", "", bids.recipe.id, bids.pooled)
        for person, shares in bids.person_shares.items():
            yield from _over("participant", person, bids.recipe.id, shares)
    for episodes in scheme.episodes:
        yield from _over("study", "", episodes.recipe.id, episodes.pooled)
        for repairs in episodes.repairs:
            yield from _over("study", "", repairs.recipe.id, repairs.pooled)


def _partners(scheme: SchemeResults) -> Iterator[Row]:
    for matches in scheme.matches:
        yield from _over("study", "", matches.recipe.id, _named("share_matched", matches.pooled))
        for name, moves in matches.turns.items():
            yield from _over("study", "", name, moves)
    for coupling in scheme.couplings:
        lags = {f"lag{lag}": one for lag, one in coupling.lags.items()}
        yield from _over("study", "", coupling.recipe.id, lags)


def _named(what: str, found: Mapping[str, Coefficient]) -> dict[str, Coefficient]:
    return {f"{what}_{name}": one for name, one in found.items()}


def _over(level: str, name: str, recipe: str, found: Mapping[str, Coefficient]) -> Iterator[Row]:
    for measure, one in found.items():
        interval = one.interval
        yield {
            "level": level,
            "name": name or None,
            "recipe": recipe,
            "measure": measure,
            "estimate": one.estimate,
            "ci_low": None if interval is None else interval.low,
            "ci_high": None if interval is None else interval.high,
            "interval_method": None if interval is None else interval.method,
            "n": one.n_units,
            "observations": one.detail.get("n_observations", one.detail.get("n_people")),
            "undefined": None if one.undefined is None else one.undefined.sentence,
            "warnings": " ".join(warning.sentence for warning in one.warnings) or None,
        }
