"""Ratings over a study: by period, dimension, domain, observation and teacher, and why some are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from havenlens.domain.events import PeriodKind
from havenlens.domain.observation import Observation
from havenlens.domain.time import Span
from havenlens.sequences.scores import (
    LEAST_CYCLES,
    DimensionScore,
    DomainScore,
    dimension_score,
    domain_scores,
)
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted
from havenlens.services.study import Study

_APART = (PeriodKind.CLIP, PeriodKind.EPISODE)
TEACHER, CYCLE = "teacher", "coaching_cycle"
"""Variables by which observations belong to a teacher and one of the teacher's coaching cycles."""


@dataclass(frozen=True, slots=True)
class RatedPeriod:
    """One score, or the reason why there is none, with whom and which occasion it is about."""

    coding: CodedObservation
    teacher: str | None
    cycle: int | None
    kind: PeriodKind
    ordinal: int
    span: Span | None
    dimension: str
    score: int | None
    reason: str | None
    subject: str | None
    partner: str | None

    @property
    def apart(self) -> bool:
        """Tell whether it was rated on a clip or an episode, and so stays out of the means."""
        return self.kind in _APART


@dataclass(frozen=True, slots=True)
class Scores:
    """Dimensions over periods, and domains over dimensions, of an observation or a teacher.

    ``n_periods`` counts rated periods; ``apart`` tells that only clips or episodes were rated.
    """

    dimensions: Mapping[str, DimensionScore]
    domains: Mapping[str, DomainScore]
    n_periods: int
    n_observations: int
    apart: bool

    def plain(self) -> dict[str, Any]:
        """Give the scores as plain values: each domain's value by name, and everything behind it."""
        return {
            **{name: one.value for name, one in self.domains.items()},
            "n": {name: one.n for name, one in self.dimensions.items()},
            "n_periods": self.n_periods,
            "n_observations": self.n_observations,
            "rated_apart": self.apart,
            "dimensions": {name: one.as_json() for name, one in self.dimensions.items()},
            "domains": {name: one.as_json() for name, one in self.domains.items()},
        }


@dataclass(frozen=True, slots=True)
class RatingResults:
    """The ratings made with one scheme version.

    ``progress`` is by teacher and coaching cycle, ``by_coder`` the same for each coder whose codings count.
    """

    counted: Counted
    periods: tuple[RatedPeriod, ...]
    observations: Mapping[str, Scores]
    teachers: Mapping[str, Scores]
    progress: Mapping[tuple[str, int], Scores]
    by_coder: Mapping[str, Mapping[tuple[str, int], Scores]]

    @property
    def least(self) -> int:
        """Give how many periods a mean needs so that it is not provisional."""
        return _least(self.counted)

    @property
    def missing(self) -> tuple[RatedPeriod, ...]:
        """List what has a reason instead of a score."""
        return tuple(one for one in self.periods if one.score is None)

    def plain(self) -> dict[str, Any]:
        """Give the results as plain values."""
        return {
            "least_periods": self.least,
            "observations": {name: one.plain() for name, one in self.observations.items()},
            "teachers": {name: one.plain() for name, one in self.teachers.items()},
            "progress": named_cycles(self.progress),
            "missing": [
                {
                    "observation": one.coding.name,
                    "period": one.ordinal,
                    "kind": one.kind.value,
                    "dimension": one.dimension,
                    "subject": one.subject,
                    "reason": one.reason,
                }
                for one in self.missing
            ],
        }


def named_cycles(progress: Mapping[tuple[str, int], Scores]) -> dict[str, Any]:
    """Name each teacher's cycle ``T02.cycle3`` in plain results."""
    return {f"{teacher}.cycle{cycle}": one.plain() for (teacher, cycle), one in progress.items()}


class Occasions:
    """Whose and which occasion an observation is: by its variables, else by the coaching cycle it is in."""

    def __init__(self, study: Study, labels: Mapping[UUID, str]) -> None:
        people = study.store.participants()
        self._labels, self._named = labels, {person.label: labels[person.id] for person in people}
        self._teachers = {person.id for person in people if person.role == TEACHER}
        self._cycles = {
            cycle.observation: (self._labels[cycle.teacher], cycle.number)
            for cycle in list_cycles(study)
            if cycle.observation is not None and cycle.teacher in self._labels
        }

    def of(self, place: Observation) -> tuple[str | None, int | None]:
        """Give the teacher's label and the number of the coaching cycle, as far as they are known."""
        teacher, cycle = self._cycles.get(place.id, (None, None))
        named, numbered = place.variables.get(TEACHER), place.variables.get(CYCLE)
        if named is None and teacher is None:
            present = [one for one in place.participants if one in self._teachers]
            teacher = self._labels[present[0]] if len(present) == 1 else None
        return (
            teacher if named is None else self._named.get(str(named), str(named)),
            numbered if isinstance(numbered, int) else cycle,
        )


def all_ratings(
    study: Study, counted: Sequence[Counted], names: Mapping[UUID, str]
) -> tuple[RatingResults, ...]:
    """Put the ratings of every scheme version together that has any; ``names`` replace people's labels."""
    rated = [one for one in counted if any(coding.rated for coding in one.codings)]
    if not rated:
        return ()
    labels = {person.id: person.label for person in study.store.participants()} | dict(names)
    occasions = Occasions(study, labels)
    return tuple(_results(one, occasions, labels) for one in rated)


def _results(counted: Counted, occasions: Occasions, labels: Mapping[UUID, str]) -> RatingResults:
    periods = [one for coding in counted.codings for one in _periods(coding, occasions, labels)]
    by_place: dict[str, list[RatedPeriod]] = {}
    by_teacher: dict[str, list[RatedPeriod]] = {}
    by_cycle: dict[tuple[str, int], list[RatedPeriod]] = {}
    by_coder: dict[str, dict[tuple[str, int], list[RatedPeriod]]] = {}
    for one in periods:
        by_place.setdefault(one.coding.name, []).append(one)
        if one.teacher is not None and not one.apart:
            by_teacher.setdefault(one.teacher, []).append(one)
            if one.cycle is not None:
                key = (one.teacher, one.cycle)
                by_cycle.setdefault(key, []).append(one)
                by_coder.setdefault(one.coding.coder, {}).setdefault(key, []).append(one)
    return RatingResults(
        counted,
        tuple(periods),
        {name: scores_of(counted, own) for name, own in by_place.items()},
        {name: scores_of(counted, own) for name, own in sorted(by_teacher.items())},
        {key: scores_of(counted, own) for key, own in sorted(by_cycle.items())},
        {
            coder: {key: scores_of(counted, own) for key, own in sorted(cycles.items())}
            for coder, cycles in sorted(by_coder.items())
        },
    )


def _periods(
    coding: CodedObservation, occasions: Occasions, labels: Mapping[UUID, str]
) -> Iterable[RatedPeriod]:
    teacher, cycle = occasions.of(coding.observation)
    for period, rating in coding.rated:
        yield RatedPeriod(
            *(coding, teacher, cycle, period.kind, period.ordinal, period.span),
            dimension=rating.dimension,
            score=rating.score,
            reason=rating.reason,
            subject=None if rating.subject is None else labels[rating.subject],
            partner=None if rating.partner is None else labels[rating.partner],
        )


def scores_of(counted: Counted, periods: Sequence[RatedPeriod]) -> Scores:
    """Average dimensions over periods, then domains over dimensions; clips and episodes stay out.

    Where nothing else was rated, clips and episodes are averaged, and the result says so.
    """
    regular = [one for one in periods if not one.apart]
    used = regular or periods
    scheme, least = counted.scheme, _least(counted)
    scores: dict[str, list[float | None]] = {}
    for one in used:
        scores.setdefault(one.dimension, []).append(None if one.score is None else float(one.score))
    in_order = {one.id: scores[one.id] for one in scheme.dimensions if one.id in scores}
    places = {(one.coding.name, one.kind, one.ordinal) for one in used}
    return Scores(
        {name: dimension_score(name, own, least) for name, own in in_order.items()},
        domain_scores(scheme, in_order, least),
        n_periods=len(places),
        n_observations=len({place for place, _, _ in places}),
        apart=not regular,
    )


def _least(counted: Counted) -> int:
    return counted.scheme.plan.min_units or LEAST_CYCLES
