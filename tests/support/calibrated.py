"""A small study with master codings, ratings, and coders who are near the master or far from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from havenlens.domain.events import Event, PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import Coding, Purpose
from havenlens.domain.time import Micros, Span
from havenlens.services import submitting
from havenlens.services.certificate_rules import CertificateRules, DriftRule, EventRule, ScoreRule
from havenlens.services.study_store import NewObservation
from havenlens.services.training_sets import TrainingSet, make_set
from tests.support.pairs import coded, event, micros
from tests.support.studies import SmallStudy

SCORED = CertificateRules(scores=(ScoreRule(), ScoreRule(scope="dimension")), drift=DriftRule())
CODED = CertificateRules(events=(EventRule(at_least=0.6),))


def add_places(small: SmallStudy, *names: str, **variables: Sequence[object]) -> list[UUID]:
    """Add observations of a minute; each variable has a value for each of them."""
    people = [person.id for person in small.people.values()]
    made = []
    for at, name in enumerate(names):
        own = {variable: values[at] for variable, values in variables.items()}
        new = NewObservation(name, duration=micros(60), participants=people, variables=own)
        made.append(small.study.add_observation(new).id)
    return made


def rated(
    small: SmallStudy,
    place: UUID,
    coder: str,
    scores: Sequence[tuple[int | None, int | None]],
    *,
    purpose: Purpose = Purpose.TRAINING,
    attempt: int = 1,
    on: datetime | None = None,
) -> Coding:
    """Add a coding with (warmth, pressure) for each cycle, handed in now or on a day."""
    study = small.study
    who = study.add_coder(coder, "master" if purpose is Purpose.MASTER else "coder").id
    casting = {"seeker": (small.mia, small.amir), "provider": (small.dale,)}
    coding = study.add_coding(place, small.scheme.id, who, purpose, casting, attempt=attempt)
    periods, ratings = [], []
    for number, given in enumerate(scores, start=1):
        start = (number - 1) * 10_000_000
        period = RatingPeriod(
            uuid4(), PeriodKind.CYCLE, number, Span(Micros(start), Micros(start + 10_000_000))
        )
        periods.append(period)
        for dimension, score in zip(("warmth", "pressure"), given, strict=True):
            if score is not None:
                ratings.append(Rating(uuid4(), period.id, dimension, score))
    study.store.add_ratings(coding, periods, ratings)
    return hand_in(small, coding, on)


def hand_in(small: SmallStudy, coding: Coding, on: datetime | None = None) -> Coding:
    """Hand a coding in, now or on a day of the past."""
    done = submitting.submit(small.study, coding)
    if on is not None:
        small.study.store.change("codings", "submit", coding.id, submitted_at=on)
    return next(one for one in small.study.store.list_codings() if one.id == done.id)


def day(number: int, month: int = 3) -> datetime:
    """Give noon of a day in 2026."""
    return datetime(2026, month, number, 12, tzinfo=UTC)


def scored_set(small: SmallStudy, rules: CertificateRules = SCORED, name: str = "first") -> TrainingSet:
    """Make a set of two videos with a master's scores of five cycles each."""
    places = add_places(small, f"{name} a", f"{name} b")
    for place in places:
        rated(small, place, "gold", [(4, 2)] * 5, purpose=Purpose.MASTER, on=day(1))
    return make_set(small.study, name, small.scheme.id, places, rules)


def coded_set(small: SmallStudy, rules: CertificateRules = CODED, name: str = "events") -> TrainingSet:
    """Make a set of one video with a master's events."""
    [place] = add_places(small, name)
    coded(small, place, "gold", *events(small), purpose=Purpose.MASTER)
    return make_set(small.study, name, small.scheme.id, [place], rules)


def events(small: SmallStudy, late: float = 0.0, *, without: int = 0) -> list[Event]:
    """Give the master's events, so many seconds late, the last ones left out."""
    need = {"need": "help"}
    times = [5.0, 15.0, 25.0, 35.0, 45.0]
    made = [event(small, "bids", at + late, modifiers=need) for at in times]
    made += [event(small, "returns", at + 5 + late) for at in times]
    return made[: len(made) - without]
