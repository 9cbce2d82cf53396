"""Ratings as scores: dimensions over cycles, domains over dimensions, two people side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from havenlens.domain.problems import Problem

if TYPE_CHECKING:
    from havenlens.domain.codebook import RatingDomain, Scheme

LEAST_CYCLES = 3
"""The mean of fewer cycles than this is provisional."""


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """One dimension over cycles: never only the mean.

    ``n_missing`` cycles have a reason instead of a score.
    """

    dimension: str
    mean: float | None
    low: int | None
    high: int | None
    n: int
    n_missing: int
    provisional: bool

    def as_json(self) -> dict[str, Any]:
        """Give the score as plain values."""
        return {
            "mean": self.mean,
            "min": self.low,
            "max": self.high,
            "n": self.n,
            "n_missing": self.n_missing,
            "provisional": self.provisional,
        }


@dataclass(frozen=True, slots=True)
class DomainScore:
    """The mean of a domain's dimensions, those where lower is better turned first.

    ``missing`` names the dimensions without a score. It is provisional where one is missing or rests on too
    few cycles; ``reason`` says why there is no value.
    """

    domain: str
    value: float | None
    provisional: bool
    missing: tuple[str, ...]
    reason: Problem | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the score as plain values."""
        return {
            "value": self.value,
            "provisional": self.provisional,
            "missing": list(self.missing),
            "reason": None if self.reason is None else self.reason.sentence,
        }


def dimension_score(
    dimension: str, scores: Sequence[float | None], least: int = LEAST_CYCLES
) -> DimensionScore:
    """Put the scores of one dimension over cycles together; None is a cycle without one.

    >>> dimension_score("warmth", [5, 6, None]).as_json()
    {'mean': 5.5, 'min': 5, 'max': 6, 'n': 2, 'n_missing': 1, 'provisional': True}
    """
    given = [score for score in scores if score is not None]
    if not given:
        return DimensionScore(dimension, None, None, None, 0, len(scores), provisional=True)
    low, high = int(min(given)), int(max(given))
    mean, missing = sum(given) / len(given), len(scores) - len(given)
    return DimensionScore(dimension, mean, low, high, len(given), missing, len(given) < least)


def domain_score(
    scheme: Scheme,
    domain: RatingDomain,
    scores: Mapping[str, float | None],
    no_opportunity: Sequence[str] = (),
    unsure: Sequence[str] = (),
) -> DomainScore:
    """Average a domain's dimensions after turning those where lower is better: ``min + max − score``.

    Every dimension is needed. One that there was ``no_opportunity`` to see may be missing where another one
    is there; the score is then provisional, as it is with a dimension that is ``unsure``.
    """
    missing = tuple(name for name in domain.members if scores.get(name) is None)
    blocking = [name for name in missing if name not in no_opportunity]
    if scheme.scale is None or blocking or len(missing) == len(domain.members):
        why = Problem("sequences.domain_incomplete", {"domain": domain.name, "missing": ", ".join(missing)})
        return DomainScore(domain.id, None, provisional=True, missing=missing, reason=why)
    known = [(name, scores.get(name)) for name in domain.members]
    turned = [
        scheme.dimension_by_id[name].oriented(value, scheme.scale)
        for name, value in known
        if value is not None
    ]
    doubtful = bool(missing) or any(name in unsure for name in domain.members)
    return DomainScore(domain.id, sum(turned) / len(turned), doubtful, missing)


def domain_scores(
    scheme: Scheme, cycles: Mapping[str, Sequence[float | None]], least: int = LEAST_CYCLES
) -> dict[str, DomainScore]:
    """Average each domain of a scheme over its dimensions' means over cycles.

    A cycle without a score (None) counts as one without an opportunity.
    """
    means = {name: dimension_score(name, scores, least) for name, scores in cycles.items()}
    values = {name: found.mean for name, found in means.items()}
    nothing = [name for name, found in means.items() if found.n == 0 and found.n_missing]
    unsure = [name for name, found in means.items() if found.provisional]
    return {domain.id: domain_score(scheme, domain, values, nothing, unsure) for domain in scheme.domains}


@dataclass(frozen=True, slots=True)
class DyadIndex:
    """Two people's values of one thing: each, their mean and how far they lie apart."""

    values: Mapping[str, float | None]

    @property
    def _both(self) -> list[float] | None:
        known = [value for value in self.values.values() if value is not None]
        return known if len(known) == len(self.values) == 2 else None

    @property
    def mean(self) -> float | None:
        """Give the mean of both; None where one is missing."""
        both = self._both
        return None if both is None else sum(both) / 2

    @property
    def difference(self) -> float | None:
        """Give the distance between both, without a sign."""
        both = self._both
        return None if both is None else abs(both[0] - both[1])

    def as_json(self) -> dict[str, Any]:
        """Give both values, their mean and their difference."""
        return {"both_roles": dict(self.values), "mean": self.mean, "difference": self.difference}
