"""How far two coders of a study agree: which codings are compared, and the coefficients that suit them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.codebook import UNLABELLED, CodeGroup, Exclusive, Kind, Scheme
from havenlens.domain.coding import holders
from havenlens.domain.events import Event, PeriodKind
from havenlens.domain.observation import Coding, CodingStatus, Observation, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.ratings import same_periods
from havenlens.domain.time import Micros
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import

COMPARED = (Purpose.TRAINING, Purpose.RELIABILITY, Purpose.RESEARCH, Purpose.MASTER)
"""Purposes whose codings are compared, the last first where a coder has several."""

_HANDED_IN = (CodingStatus.SUBMITTED, CodingStatus.LOCKED)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a result is about: a group of codes, one code of it, or a rated dimension of a kind of period."""

    group: str | None = None
    code: str | None = None
    dimension: str | None = None
    period: str | None = None

    def as_json(self) -> dict[str, str]:
        """Give the parts that are set."""
        parts = {"group": self.group, "code": self.code, "dimension": self.dimension, "period": self.period}
        return {name: value for name, value in parts.items() if value is not None}


@dataclass(frozen=True, slots=True)
class AgreementResult:
    """One coefficient of two coders on one scheme, and over how many observations."""

    scheme: str
    scope: Scope
    coders: tuple[str, str]
    observations: int
    coefficient: Coefficient
    scheme_name: str = ""
    scope_name: str = ""

    @property
    def method_name(self) -> str:
        """Name the coefficient as a person reads it, with its form where it has several."""
        form = self.coefficient.params.get("shrout_fleiss")
        return str(form) if form else say(f"method.{self.coefficient.method}")

    def as_json(self) -> dict[str, Any]:
        """Give the result as design and scripts expect it."""
        return {
            **self.coefficient.as_json(),
            "scheme": self.scheme,
            "scope": self.scope.as_json(),
            "coders": list(self.coders),
            "observations": self.observations,
        }


@dataclass(frozen=True, slots=True)
class CoderPair:
    """Two coders who coded the same observations with the same scheme version; the master comes first."""

    scheme: Scheme
    coders: tuple[str, str]
    codings: tuple[tuple[Observation, Coding, Coding], ...]


def counting_rule() -> str:
    """Say which codings are compared; every output prints it."""
    return say("agreement.counting_rule")


def coder_pairs(study: Study, hidden: Collection[UUID] = ()) -> list[CoderPair]:
    """Find the pairs of coders with an observation in common, by scheme version; latest attempts count.

    Codings that are ``hidden`` from the person who looks are left out.
    """
    coders = {coder.id: coder.name for coder in study.store.coders()}
    masters = {coder.id for coder in study.store.coders() if coder.role == "master"}
    observations = {observation.id: observation for observation in study.store.observations()}
    latest: dict[tuple[UUID, UUID, UUID], Coding] = {}
    for coding in study.store.list_codings():
        if coding.purpose in COMPARED and coding.id not in hidden:
            key = (coding.scheme, coding.observation, coding.coder)
            if key not in latest or _weight(latest[key]) <= _weight(coding):
                latest[key] = coding
    shared: dict[tuple[UUID, UUID, UUID], list[tuple[Observation, Coding, Coding]]] = {}
    for (scheme, place), codings in _by_observation(latest.values()).items():
        ordered = sorted(codings, key=lambda c: (c.coder not in masters, coders[c.coder]))
        for first, second in combinations(ordered, 2):
            entry = (observations[place], first, second)
            shared.setdefault((scheme, first.coder, second.coder), []).append(entry)
    return [
        CoderPair(study.scheme(scheme), (coders[first], coders[second]), tuple(entries))
        for (scheme, first, second), entries in shared.items()
        if study.scheme(scheme).measurement
    ]


def _weight(coding: Coding) -> tuple[int, int]:
    return (COMPARED.index(coding.purpose), coding.attempt)


def _by_observation(codings: Iterable[Coding]) -> dict[tuple[UUID, UUID], list[Coding]]:
    found: dict[tuple[UUID, UUID], list[Coding]] = {}
    for coding in codings:
        found.setdefault((coding.scheme, coding.observation), []).append(coding)
    return found


def agreement_of(
    study: Study, progress: Progress = no_progress, hidden: Collection[UUID] = ()
) -> list[AgreementResult]:
    """Compute what suits each pair: kappa over time and over events by group, and four looks at each rating.

    Raise `StudyError` where nobody has coded what somebody else has coded too.
    """
    pairs = coder_pairs(study, hidden)
    if not pairs:
        raise StudyError("agreement.nobody_twice")
    results: list[AgreementResult] = []
    for done, pair in enumerate(pairs):
        progress(done, len(pairs))
        results += [*_event_results(study, pair), *_rating_results(study, pair)]
    progress(len(pairs), len(pairs))
    return results


def agreement_of_two(study: Study, first: Coding, second: Coding) -> list[AgreementResult]:
    """Compute the agreement of two codings of one observation with one scheme version, as of any pair."""
    coders = {coder.id: coder.name for coder in study.store.coders()}
    place = next(o for o in study.store.observations() if o.id == first.observation)
    names = (coders[first.coder], coders[second.coder])
    pair = CoderPair(study.scheme(first.scheme), names, ((place, first, second),))
    return [*_event_results(study, pair), *_rating_results(study, pair)]


# --- events -----------------------------------------------------------------------------------------


def _event_results(study: Study, pair: CoderPair) -> Iterator[AgreementResult]:
    both = [
        (observation, one, two, study.store.events_of(one.id), study.store.events_of(two.id))
        for observation, one, two in pair.codings
    ]
    coded = [
        entry for entry in both if _codes(study, entry[1], entry[3]) and _codes(study, entry[2], entry[4])
    ]
    if not coded:
        return
    labels = {person.id: person.label for person in study.store.participants()}
    for group in pair.scheme.groups:
        yield from _group_results(pair, group, coded, labels)


def _codes(study: Study, coding: Coding, events: Sequence[Event]) -> bool:
    """Tell whether a coding was made by events: who handed in none, and no ratings either, saw none."""
    coded = any(event.code != UNLABELLED for event in events)
    return coded or (coding.status in _HANDED_IN and not study.store.ratings_of(coding.id))


def _group_results(
    pair: CoderPair,
    group: CodeGroup,
    coded: Sequence[tuple[Observation, Coding, Coding, Sequence[Event], Sequence[Event]]],
    labels: Mapping[UUID, str],
) -> Iterator[AgreementResult]:
    from havenlens.reliability.codings import DoubleCoding, TimedEvent  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.eventkappa import event_kappa  # noqa: PLC0415
    from havenlens.reliability.timeunits import time_unit_kappa  # noqa: PLC0415

    codes = pair.scheme.codes_in(group.id)
    roles = tuple(dict.fromkeys(role for code in codes for role in code.actors))

    def timed(events: Sequence[Event], end: Micros) -> list[TimedEvent]:
        """Give the group's events; a state that was left open lasts to the end of the observation."""
        return [
            TimedEvent(
                e.span.start,
                None if e.span.is_instant else max(e.span.start, end) if e.span.is_open else e.span.end,
                e.code,
                labels[e.actor],
            )
            for e in events
            if pair.scheme.code_by_id[e.code].group == group.id
        ]

    doubles = [
        DoubleCoding(
            timed(first, observation.duration),
            timed(second, observation.duration),
            0,
            observation.duration,
            [labels[p] for p in dict.fromkeys((*holders(roles, one.casting), *holders(roles, two.casting)))],
            observation.name,
        )
        for observation, one, two, first, second in coded
        if observation.duration
    ]
    names = [code.id for code in codes]
    states = [code.id for code in codes if code.kind is Kind.STATE]
    if states and doubles:
        exclusive = group.exclusive is Exclusive.PER_ACTOR
        over_time = time_unit_kappa(
            doubles, states, exclusive=exclusive, exhaustive=group.exhaustive, coders=pair.coders
        )
        yield from _scoped(pair, group, over_time.pooled, over_time.per_code, len(doubles))
    if doubles:
        over_events = event_kappa(doubles, names, coders=pair.coders)
        yield from _scoped(pair, group, over_events.pooled, over_events.per_code, len(doubles))


def _scoped(
    pair: CoderPair,
    group: CodeGroup,
    pooled: Coefficient,
    per_code: Mapping[str, Coefficient],
    observations: int,
) -> Iterator[AgreementResult]:
    """Give the pooled value with the value of each code behind it: it never stands alone."""
    yield _result(pair, Scope(group=group.id), group.name, observations, pooled)
    for code, coefficient in per_code.items():
        name = pair.scheme.code_by_id[code].name
        yield _result(pair, Scope(group=group.id, code=code), name, observations, coefficient)


def _result(
    pair: CoderPair, scope: Scope, name: str, observations: int, coefficient: Coefficient
) -> AgreementResult:
    scheme = pair.scheme
    return AgreementResult(scheme.id, scope, pair.coders, observations, coefficient, scheme.name, name)


# --- ratings ----------------------------------------------------------------------------------------

_Unit = tuple[PeriodKind, str, int, UUID | None]


def _rating_results(study: Study, pair: CoderPair) -> Iterator[AgreementResult]:
    """Compare each dimension, clip, episode and interval ratings kept apart from those of cycles."""
    scores: dict[tuple[str, PeriodKind], dict[_Unit, list[int | None]]] = {}
    places: dict[tuple[str, PeriodKind], set[str]] = {}
    for observation, one, two in pair.codings:
        rated = [study.store.ratings_of(coding.id) for coding in (one, two)]
        same = same_periods(*([period for period, _ in ratings] for ratings in rated))
        for column, ratings in enumerate(rated):
            for period, rating in ratings:
                number = same.get(period.id) if column else period.ordinal
                if number is None:
                    continue
                key = (rating.dimension, period.kind)
                unit = (period.kind, observation.name, number, rating.subject)
                scores.setdefault(key, {}).setdefault(unit, [None, None])[column] = rating.score
                places.setdefault(key, set()).add(observation.name)
    for dimension in pair.scheme.dimensions:
        for kind in PeriodKind:
            units = scores.get((dimension.id, kind), {})
            rows = {unit: row for unit, row in units.items() if None not in row}
            if rows:
                scope = Scope(dimension=dimension.id, period=kind.value)
                n = len({unit[1] for unit in rows})
                name = f"{dimension.name} ({tr(kind.value)})"
                for coefficient in _rating_coefficients(pair, rows):
                    yield _result(pair, scope, name, n, coefficient)


def _rating_coefficients(pair: CoderPair, rows: Mapping[_Unit, list[int | None]]) -> Iterator[Coefficient]:
    from havenlens.reliability.icc import icc  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.kappa import weighted_kappa  # noqa: PLC0415
    from havenlens.reliability.percent import percent, within_k  # noqa: PLC0415
    from havenlens.reliability.units import ratings_of_numbers  # noqa: PLC0415

    scale = pair.scheme.scale.values if pair.scheme.scale else ()
    units = [f"{name}/{kind}/{ordinal}" + (f"/{who}" if who else "") for kind, name, ordinal, who in rows]
    ratings = ratings_of_numbers(list(rows.values()), raters=pair.coders, units=units, scale=scale)
    yield percent(ratings)
    yield within_k(ratings, 1)
    yield weighted_kappa(ratings, "quadratic")
    for form in ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(2,k)"):
        yield icc(ratings, form)
