"""Shares over a study: counts that add up, with an interval that resamples whole observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from havenlens.domain import recipes as r
from havenlens.inference.coefficient import Coefficient
from havenlens.sequences.shares import (
    MinuteRate,
    Ratio,
    Share,
    class_ratio,
    class_share,
    count_by_code,
    modifier_share,
    per_target_share,
    rates_per_minute,
    total_share,
)
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.resampling import shares


@dataclass(frozen=True, slots=True)
class ShareResults:
    """What a recipe of counts gives over the study: ``parts`` by name, each a share, a ratio or a rate.

    ``pooled`` has the interval over observations where there is one.
    """

    recipe: r.Recipe
    parts: Mapping[str, Share | Ratio | MinuteRate | int]
    pooled: Mapping[str, Coefficient]

    def plain(self) -> dict[str, Any]:
        """Give the results as plain values."""
        return {
            name: {
                **({"n": part} if isinstance(part, int) else part.as_json()),
                **({"over_observations": self.pooled[name].as_json()} if name in self.pooled else {}),
            }
            for name, part in self.parts.items()
        }


def shares_of(counted: Counted, options: SequenceOptions) -> tuple[ShareResults, ...]:
    """Work out every recipe of a scheme that counts acts, over all observations."""
    found = []
    for recipe in counted.recipes:
        each = [_parts(coding, recipe) for coding in counted.with_acts]
        if not each or each[0] is None:
            continue
        sums: dict[str, Any] = {}
        for parts in each:
            for name, part in (parts or {}).items():
                sums[name] = sums[name] + part if name in sums else part
        asked = {
            name: (recipe.id, [_pair(parts or {}, name) for parts in each])
            for name, whole in sums.items()
            if isinstance(whole, Share) and not isinstance(recipe, r.PerTargetShare)
        }
        found.append(ShareResults(recipe, sums, shares(asked, options)))
    return tuple(found)


def _pair(parts: Mapping[str, Any], name: str) -> tuple[float, float]:
    part = parts.get(name, Share(0, 0))
    return float(part.part), float(part.whole)


def _parts(coding: CodedObservation, recipe: r.Recipe) -> Mapping[str, Any] | None:
    """Give what one observation adds to a recipe of counts; None for a recipe of another kind."""
    acts = coding.acts
    assert acts is not None
    match recipe:
        case r.ClassShare():
            people = class_share(acts, recipe)
            return {"all": total_share(people.values()), **people}
        case r.ClassRatio():
            return {"all": class_ratio(acts, recipe)}
        case r.PerTargetShare():
            return per_target_share(acts, recipe)
        case r.ModifierShare():
            return modifier_share(acts, recipe)
        case r.RatePerMinute():
            return rates_per_minute(acts, recipe)
        case r.CountByCode():
            return count_by_code(acts, recipe)
    return None
