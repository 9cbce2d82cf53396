"""Bring a coding in from elsewhere: checked whole against its scheme, then written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from havenlens.domain.codebook import Scheme
from havenlens.domain.coding import check_event, check_overlap
from havenlens.domain.events import Changes, Event, PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, Span, clock
from havenlens.services.history import IMPORT, Step
from havenlens.services.study import Study


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event as a file has it: people by the names the file uses; equal ends are a point."""

    code: str
    onset: Micros
    offset: Micros | None
    actor: str
    target: str | None = None
    modifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """A rating as a file has it: a score, or the reason why there is none."""

    kind: PeriodKind
    ordinal: int
    span: Span | None
    dimension: str
    score: int | None
    reason: str | None = None
    subject: str | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class CodingDraft:
    """A coding as a file has it; ``roles`` casts people by the names the file uses."""

    roles: Mapping[str, tuple[str, ...]]
    events: tuple[EventDraft, ...] = ()
    ratings: tuple[RatingDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an imported coding goes: observation, stored scheme, coder and purpose, and who is who."""

    observation: UUID
    scheme: UUID
    coder: UUID
    purpose: Purpose
    people: Mapping[str, UUID]


def import_coding(
    study: Study,
    draft: CodingDraft,
    to: Destination,
    *,
    status: CodingStatus = CodingStatus.SUBMITTED,
    new_id: Callable[[], UUID] = uuid4,
) -> Coding:
    """Write a drafted coding, whole or not at all; raise `StudyError` at the first misfit.

    A coding that has something in it already is refused: nothing is coded twice by importing twice.
    """
    scheme = study.scheme(to.scheme)
    _refuse_begun(study, scheme, to)
    casting = {role: tuple(_person(to.people, name) for name in names) for role, names in draft.roles.items()}
    series = EventSeries(scheme)
    for event_draft in draft.events:
        event = _event(event_draft, to.people, new_id())
        problem = check_event(event, scheme, casting) or check_overlap(event, scheme, series)
        if problem is not None:
            raise StudyError.of(problem)
        series.apply(Changes(added=(event,)))
    periods, ratings = _ratings(draft, to.people, scheme, new_id)
    with study.store.transaction():
        coding = study.add_coding(to.observation, to.scheme, to.coder, to.purpose, casting, status)
        if len(series):
            step = Step(new_id(), IMPORT, Changes(added=tuple(series)), datetime.now(UTC), to.coder)
            study.store.write_events(coding.id, step)
        study.store.add_ratings(coding, periods, ratings)
    return coding


def _refuse_begun(study: Study, scheme: Scheme, to: Destination) -> None:
    old = study.find_coding(to.observation, to.scheme, to.coder, to.purpose)
    if old is None or not (study.store.events_of(old.id) or study.store.ratings_of(old.id)):
        return
    coder = next(c.name for c in study.store.coders() if c.id == to.coder)
    observation = next(o.name for o in study.store.observations() if o.id == to.observation)
    raise StudyError("coding.coded_already", observation=observation, coder=coder, scheme=scheme.ref)


def _person(people: Mapping[str, UUID], name: str) -> UUID:
    if name not in people:
        raise StudyError("coding.unknown_person", person=name)
    return people[name]


def _event(draft: EventDraft, people: Mapping[str, UUID], event_id: UUID) -> Event:
    if draft.offset is not None and draft.offset < draft.onset:
        raise StudyError("coding.ends_early", onset=clock(draft.onset), offset=clock(draft.offset))
    return Event(
        id=event_id,
        code=draft.code,
        span=Span(draft.onset, draft.offset),
        actor=_person(people, draft.actor),
        target=None if draft.target is None else _person(people, draft.target),
        modifiers=dict(draft.modifiers),
    )


def _ratings(
    draft: CodingDraft, people: Mapping[str, UUID], scheme: Scheme, new_id: Callable[[], UUID]
) -> tuple[list[RatingPeriod], list[Rating]]:
    periods: dict[tuple[PeriodKind, int], RatingPeriod] = {}
    ratings = []
    seen: set[tuple[PeriodKind, int, str, str | None, str | None]] = set()
    for item in draft.ratings:
        _check_rating(item, scheme)
        key = (item.kind, item.ordinal)
        unit = (*key, item.dimension, item.subject, item.partner)
        if unit in seen:
            raise StudyError("coding.rated_twice", dimension=item.dimension, n=item.ordinal)
        seen.add(unit)
        period = periods.setdefault(key, RatingPeriod(new_id(), item.kind, item.ordinal, item.span))
        subject = None if item.subject is None else _person(people, item.subject)
        partner = None if item.partner is None else _person(people, item.partner)
        ratings.append(Rating(new_id(), period.id, item.dimension, item.score, item.reason, subject, partner))
    return list(periods.values()), ratings


def _check_rating(item: RatingDraft, scheme: Scheme) -> None:
    dimension = scheme.dimension_by_id.get(item.dimension)
    if dimension is None or scheme.scale is None:
        raise StudyError("coding.unknown_dimension", scheme=scheme.ref, dimension=item.dimension)
    if (item.score is None) == (item.reason is None):
        raise StudyError("coding.score_or_reason", dimension=dimension.name, n=item.ordinal)
    if item.score is not None and item.score not in scheme.scale.values:
        scale = scheme.scale
        values = {"score": item.score, "low": scale.minimum, "high": scale.maximum}
        raise StudyError("coding.score_outside", dimension=dimension.name, **values)
