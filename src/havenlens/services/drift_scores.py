"""What drift is told by: each coder's scores off the master or the others, each coding's kappa, and when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from havenlens.domain.observation import Coding, Observation, Purpose
from havenlens.domain.time import SECOND
from havenlens.services.agreement_events import GroupData, group_data
from havenlens.services.agreement_pairs import CoderPair, coder_pairs
from havenlens.services.agreement_plan import AgreementPlan, plan_of
from havenlens.services.agreement_ratings import dimension_data
from havenlens.services.certifying_events import agreement_on, values_by_observation
from havenlens.services.days import day_of
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study
from havenlens.words.catalogue import tr

_WATCHED = (Purpose.RESEARCH, Purpose.RELIABILITY)
_TEN_MINUTES = 600 * SECOND


@dataclass(frozen=True, slots=True)
class Watched:
    """A coder on a rated dimension or a group of codes."""

    coder: UUID
    kind: str
    part: str
    name: str


@dataclass(frozen=True, slots=True)
class DatedScore:
    """How far off one score lay, or the kappa of one coding; ``rate`` is events more per ten minutes."""

    day: date
    observation: str
    value: float
    rate: float = 0.0


def dated_scores(
    study: Study,
    scheme: UUID,
    hidden: Collection[UUID] = (),
    coder: UUID | None = None,
    progress: Progress = no_progress,
) -> dict[Watched, list[DatedScore]]:
    """Collect what each coder did for research or reliability, where somebody else did the same.

    Training is left out: mistakes are its point. With a ``coder``, only what concerns them is read.
    """
    found: dict[Watched, list[DatedScore]] = {}
    pairs = _watched_pairs(study, scheme, hidden, coder)
    plan = plan_of(study).plan
    for done, pair in enumerate(pairs):
        progress(done, len(pairs))
        for data in group_data(study, pair):
            for watched, score in _kappas(data, plan):
                found.setdefault(watched, []).append(score)
    for watched, score in _deviations(study, pairs):
        found.setdefault(watched, []).append(score)
    progress(len(pairs), len(pairs))
    return {watched: scores for watched, scores in found.items() if coder in (None, watched.coder)}


def _watched_pairs(
    study: Study, scheme: UUID, hidden: Collection[UUID], coder: UUID | None
) -> list[CoderPair]:
    """Give the pairs of different coders with what they did for research or reliability, or as masters."""
    kept = []
    for pair in coder_pairs(study, hidden):
        if pair.scheme_id != scheme:
            continue
        codings = tuple(
            entry
            for entry in pair.codings
            if entry[1].coder != entry[2].coder
            and coder in (None, entry[1].coder, entry[2].coder)
            and all(_counts(coding) for coding in entry[1:])
        )
        if codings:
            kept.append(replace(pair, codings=codings))
    return kept


def _counts(coding: Coding) -> bool:
    return coding.purpose in _WATCHED or coding.purpose is Purpose.MASTER


def _day(coding: Coding, place: Observation) -> date | None:
    return day_of(coding.submitted_at) if coding.submitted_at is not None else place.filmed_on


def _kappas(data: GroupData, plan: AgreementPlan) -> Iterator[tuple[Watched, DatedScore]]:
    """Give the kappa of each double coding of a group, to both coders; a master has none of its own."""
    kappas = values_by_observation(agreement_on("event_kappa", data, plan))
    for double, entry, kappa in zip(data.doubles, data.codings, kappas, strict=True):
        if kappa is None:
            continue
        place, *codings = entry
        counts = [sum(event.code in data.names for event in side) for side in (double.first, double.second)]
        for side, coding in enumerate(codings):
            day = _day(coding, place)
            if coding.purpose is Purpose.MASTER or day is None:
                continue
            more = (counts[side] - counts[1 - side]) * _TEN_MINUTES / max(1, double.end - double.start)
            watched = Watched(coding.coder, "group", data.group.id, data.group.name)
            yield watched, DatedScore(day, place.name, kappa, more)


@dataclass(slots=True)
class _Unit:
    """One unit of one coder: the score, and what it is held against."""

    day: date
    observation: str
    own: int
    others: list[int]
    master: int | None = None

    @property
    def deviation(self) -> float:
        """Give how far above the master, or else the mean of the others, the score lies."""
        return self.own - (self.master if self.master is not None else sum(self.others) / len(self.others))


def _deviations(study: Study, pairs: Sequence[CoderPair]) -> Iterator[tuple[Watched, DatedScore]]:
    units: dict[tuple[Watched, object], _Unit] = {}
    for pair in pairs:
        by_name = {place.name: (place, one, two) for place, one, two in pair.codings}
        for data in dimension_data(study, pair):
            name = f"{data.dimension.name} ({tr(data.kind.value)})"
            part = f"{data.dimension.id}/{data.kind.value}"
            for unit, scores in zip(data.units, data.scores, strict=True):
                place, *codings = by_name[unit.observation]
                for side, coding in enumerate(codings):
                    watched = Watched(coding.coder, "dimension", part, name)
                    _hold(units, (watched, unit), scores, place, codings, side)
    for (watched, _), held in units.items():
        yield watched, DatedScore(held.day, held.observation, held.deviation)


def _hold(
    units: dict[tuple[Watched, object], _Unit],
    key: tuple[Watched, object],
    scores: tuple[int, int],
    place: Observation,
    codings: Sequence[Coding],
    side: int,
) -> None:
    """Hold one coder's score against the other's, which may be the master's."""
    own, other = codings[side], codings[1 - side]
    day = _day(own, place)
    if own.purpose is Purpose.MASTER or day is None:
        return
    held = units.setdefault(key, _Unit(day, place.name, scores[side], []))
    if other.purpose is Purpose.MASTER:
        held.master = scores[1 - side]
    else:
        held.others.append(scores[1 - side])
