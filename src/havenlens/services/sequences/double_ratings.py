"""How far two coders who rated the same agree, beside the scores that they gave."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from havenlens.domain.observation import Purpose
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.icc import icc
from havenlens.reliability.kappa import weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.services.agreement_pairs import coder_pairs
from havenlens.services.agreement_plan import AgreementPlan, plan_of
from havenlens.services.agreement_ratings import FORMS, DimensionData, by_observation, dimension_data
from havenlens.services.study import Study

_INDEPENDENT = (Purpose.RESEARCH, Purpose.RELIABILITY)


@dataclass(frozen=True, slots=True)
class DoubleRated:
    """One dimension that two coders rated; ``bias`` is the mean of the second's scores minus the first's.

    ``dimension`` is its id, ``name`` what people call it.
    """

    scheme: str
    coders: tuple[str, str]
    dimension: str
    name: str
    kind: str
    n: int
    bias: float
    found: Mapping[str, Coefficient]

    def plain(self) -> dict[str, Any]:
        """Give the coefficients by name, with their intervals; what rounding leaves behind is taken off."""
        return {
            "n": self.n,
            f"bias_{self.coders[1]}_minus_{self.coders[0]}": self.bias,
            **{name: _without_noise(one.estimate) for name, one in self.found.items()},
            "ci": {
                name: [one.interval.low, one.interval.high]
                for name, one in self.found.items()
                if one.interval is not None
            },
        }


def double_rated(study: Study, hidden: Collection[UUID] = ()) -> tuple[DoubleRated, ...]:
    """Compare the scores of coders who rated the same independently; units that lack one are left out."""
    plan = plan_of(study).plan
    found: list[DoubleRated] = []
    for pair in coder_pairs(study, hidden):
        own = tuple(
            (place, one, two)
            for place, one, two in pair.codings
            if one.purpose in _INDEPENDENT and two.purpose in _INDEPENDENT
        )
        if own:
            found += (_compare(data, plan) for data in dimension_data(study, replace(pair, codings=own)))
    return tuple(found)


def _compare(data: DimensionData, plan: AgreementPlan) -> DoubleRated:
    bias = sum(two - one for one, two in data.scores) / len(data.scores)
    return DoubleRated(
        data.pair.scheme.id,
        data.pair.coders,
        data.dimension.id,
        data.dimension.name,
        data.kind.value,
        len(data.scores),
        bias,
        dict(_coefficients(data, plan)),
    )


def _coefficients(data: DimensionData, plan: AgreementPlan) -> Iterator[tuple[str, Coefficient]]:
    ratings = data.ratings()
    shared: dict[str, Any] = {"level": plan.level, "resampling": by_observation(data, plan)}
    yield "within_one", within_k(ratings, 1, level=plan.level)
    yield "exact", percent(ratings, level=plan.level)
    yield "weighted_kappa_quadratic", weighted_kappa(ratings, "quadratic", **shared)
    for form in FORMS:
        name = form.lower().replace("(", "_").replace(",", "_").rstrip(")")
        yield name, icc(ratings, form, **shared)


def _without_noise(value: float | None) -> float | None:
    """Take off the last digits of a double, so that 0.53125 stays 0.53125 when it is rounded further."""
    return None if value is None else round(value, 12)
