"""Agreement of coders on ratings: each dimension by itself, and each kind of period by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.codebook import Dimension
from havenlens.domain.events import PeriodKind
from havenlens.domain.problems import Problem
from havenlens.domain.ratings import same_periods
from havenlens.services.agreement_events import resampling_of
from havenlens.services.agreement_pairs import CoderPair
from havenlens.services.agreement_plan import AgreementPlan
from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.services.study import Study
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import
    from havenlens.reliability.pooling import Resampling
    from havenlens.reliability.units import Ratings

FORMS = ("ICC(2,1)", "ICC(1,1)", "ICC(3,1)", "ICC(2,k)")
"""Forms of the intraclass correlation that are given; the first is recommended."""


@dataclass(frozen=True, slots=True)
class RatedUnit:
    """One thing that both rated: a period of an observation, maybe of one person."""

    kind: PeriodKind
    observation: str
    number: int
    subject: UUID | None

    @property
    def label(self) -> str:
        """Name it as tables do."""
        who = "" if self.subject is None else f"/{self.subject}"
        return f"{self.observation}/{self.kind.value}/{self.number}{who}"


@dataclass(frozen=True, slots=True)
class DimensionData:
    """The scores of a pair of coders on one dimension and kind of period, units that lack one left out."""

    pair: CoderPair
    dimension: Dimension
    kind: PeriodKind
    units: tuple[RatedUnit, ...]
    scores: tuple[tuple[int, int], ...]

    def result(self, found: Coefficient, why: Problem | None = None) -> AgreementResult:
        """Say what a coefficient is about."""
        scheme = self.pair.scheme
        scope = Scope(dimension=self.dimension.id, period=self.kind.value)
        name = f"{self.dimension.name} ({tr(self.kind.value)})"
        places = len({unit.observation for unit in self.units})
        return AgreementResult(
            scheme.id,
            scope,
            self.pair.coders,
            places,
            found,
            self.pair.scheme_name,
            name,
            why,
            version=scheme.version,
        )

    def ratings(self) -> Ratings:
        """Give the scores as units by coders on the scheme's scale, clustered by observation."""
        from havenlens.reliability.units import ratings_of_numbers  # noqa: PLC0415 - NumPy is slow to import

        scheme = self.pair.scheme
        return ratings_of_numbers(
            self.scores,
            raters=self.pair.coders,
            units=[unit.label for unit in self.units],
            scale=scheme.scale.values if scheme.scale else (),
            clusters=[unit.observation for unit in self.units],
        )


def dimension_data(study: Study, pair: CoderPair) -> Iterator[DimensionData]:
    """Put the scores of a pair side by side; clip, episode and interval ratings are kept from cycles."""
    if not pair.scheme.dimensions:
        return
    scores: dict[tuple[str, PeriodKind], dict[RatedUnit, list[int | None]]] = {}
    for observation, one, two in pair.codings:
        rated = [study.store.ratings_of(coding.id) for coding in (one, two)]
        same = same_periods(*([period for period, _ in ratings] for ratings in rated))
        for column, ratings in enumerate(rated):
            for period, rating in ratings:
                number = same.get(period.id) if column else period.ordinal
                if number is None:
                    continue
                unit = RatedUnit(period.kind, observation.name, number, rating.subject)
                rows = scores.setdefault((rating.dimension, period.kind), {})
                rows.setdefault(unit, [None, None])[column] = rating.score
    for dimension in pair.scheme.dimensions:
        for kind in PeriodKind:
            found = _complete(scores.get((dimension.id, kind), {}))
            if found:
                yield DimensionData(pair, dimension, kind, tuple(found), tuple(found.values()))


def _complete(rows: Mapping[RatedUnit, Sequence[int | None]]) -> dict[RatedUnit, tuple[int, int]]:
    return {unit: (one, two) for unit, (one, two) in rows.items() if one is not None and two is not None}


def recommended_ratings(data: DimensionData, plan: AgreementPlan) -> Iterator[AgreementResult]:
    """Compute what suits scores: the share within one, ICC(2,1), weighted kappa, and what stands beside."""
    from havenlens.reliability.icc import icc  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.kappa import weighted_kappa  # noqa: PLC0415
    from havenlens.reliability.percent import percent, within_k  # noqa: PLC0415

    ratings = data.ratings()
    weights: Any = plan.weights  # the plan is checked
    shared: dict[str, Any] = {"level": plan.level, "resampling": by_observation(data, plan)}
    yield data.result(percent(ratings, level=plan.level))
    yield data.result(within_k(ratings, plan.within, level=plan.level), Problem("why.within_k"))
    yield data.result(weighted_kappa(ratings, weights, **shared), Problem("why.weighted_kappa"))
    for form in FORMS:
        why = Problem("why.icc") if form == FORMS[0] else None
        yield data.result(icc(ratings, form, **shared), why)


def by_observation(data: DimensionData, plan: AgreementPlan) -> Resampling | None:
    """Resample observations where several units come from one; else the intervals in closed form hold."""
    several = len({unit.observation for unit in data.units}) < len(data.units)
    return resampling_of(plan) if several else None
