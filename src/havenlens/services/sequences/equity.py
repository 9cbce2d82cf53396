"""Who asks and who is answered over a study: shares of moments, which label nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from havenlens.domain.recipes import PerSubject, ResponseWindow
from havenlens.sequences.equity import Equity, equity_of, sum_equity
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.bids import BidResults
from havenlens.services.sequences.gathering import Counted


@dataclass(frozen=True, slots=True)
class ObservedEquity:
    """The bids and responses of everybody in one observation."""

    coding: CodedObservation
    equity: Equity


@dataclass(frozen=True, slots=True)
class EquityResults:
    """Bids and responses of everybody in a role, by observation and over the study."""

    recipe: PerSubject
    observations: tuple[ObservedEquity, ...]
    whole: Equity

    def plain(self) -> dict[str, Any]:
        """Give the study's row for each person, with the indices."""
        return {"n_observations": len(self.observations), **self.whole.as_json()}


def all_equity(counted: Counted, bids: tuple[BidResults, ...]) -> tuple[EquityResults, ...]:
    """Work out every recipe of shares for each person; ``bids`` saves finding them again."""
    found = []
    for recipe in counted.of_kind(PerSubject):
        base = counted.recipe(recipe.builds_on, ResponseWindow)
        known = next(one for one in bids if one.recipe is base)
        parts = [
            ObservedEquity(one.coding, equity_of(one.coding.acts, recipe, base, one.rows))
            for one in known.observations
            if one.coding.acts is not None
        ]
        whole = sum_equity((part.equity for part in parts), recipe.min_bids_for_rate)
        found.append(EquityResults(recipe, tuple(parts), whole))
    return tuple(found)
