"""A stored coding as the pure analyses read it: acts by label, casting, absence, and its ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from havenlens.domain.codebook import NOTHING, UNLABELLED, Scheme
from havenlens.domain.events import Event, PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import Coding, Observation
from havenlens.sequences.acts import Act, CodedActs, coded
from havenlens.sequences.results import Ratings
from havenlens.services.presence import OFF_CAMERA
from havenlens.services.study import Study

_APART = (PeriodKind.CLIP, PeriodKind.EPISODE)
"""What was rated apart stays out of the means of cycles, and stands alone where there is nothing else."""

Rated = Sequence[tuple[RatingPeriod, Rating]]


@dataclass(frozen=True)
class CodedObservation:
    """One observation by the coding that counts; ``acts`` is None where only ratings were made."""

    observation: Observation
    coding: Coding
    coder: str
    scheme: Scheme
    acts: CodedActs | None
    rated: Rated
    ratings: Ratings

    @property
    def name(self) -> str:
        """Give the observation's name."""
        return self.observation.name


class StudyReader:
    """Reads codings of a study; what is asked again and again is read once.

    ``labels`` and ``places`` take the place of the study's own names; what ``left_out`` people did, or what
    was done to them or rated about them, is not read.
    """

    def __init__(
        self,
        study: Study,
        labels: Mapping[UUID, str],
        places: Mapping[UUID, str],
        left_out: frozenset[UUID],
    ) -> None:
        self.study, self._left_out = study, left_out
        self.labels = {**{person.id: person.label for person in study.store.participants()}, **labels}
        self.observations = {
            place.id: replace(place, name=places[place.id]) if place.id in places else place
            for place in study.store.observations()
        }
        self.coders = {coder.id: coder.name for coder in study.store.coders()}

    @cached_property
    def _away(self) -> Mapping[UUID, list[tuple[str, int, int | None]]]:
        found: dict[UUID, list[tuple[str, int, int | None]]] = {}
        for row in self.study.store.rows_of("presence", state=OFF_CAMERA):
            span = (self.labels[row["participant"]], row["onset_us"], row["offset_us"])
            found.setdefault(row["observation"], []).append(span)
        return found

    def read(self, coding: Coding, scheme: Scheme) -> CodedObservation:
        """Read one coding; StudyError tells which event cannot be analysed, or that there is no length.

        Stretches that wait for their code and samples without any are no acts.
        """
        place = self.observations[coding.observation]
        events = [e for e in self.study.store.events_of(coding.id) if e.code not in (UNLABELLED, NOTHING)]
        rated = self.study.store.ratings_of(coding.id) if scheme.dimensions else []
        if self._left_out:
            events = [e for e in events if self._left_out.isdisjoint((e.actor, e.target))]
            rated = self._about_others(coding, rated)
        only_rated = place.duration is None and not events and (rated or not scheme.codes)
        acts = None if only_rated else self._acts(events, coding, scheme, place)
        return CodedObservation(
            place, coding, self.coders[coding.coder], scheme, acts, rated, self._ratings(rated)
        )

    def _about_others(self, coding: Coding, rated: Rated) -> list[tuple[RatingPeriod, Rating]]:
        """Leave out what is rated about left-out people; about nobody means about all who are cast."""
        cast = {person for people in coding.casting.values() for person in people}
        gone = bool((cast or set(self.observations[coding.observation].participants)) & self._left_out)
        return [
            (period, one)
            for period, one in rated
            if self._left_out.isdisjoint((one.subject, one.partner)) and not (gone and one.subject is None)
        ]

    def _acts(self, events: Sequence[Event], coding: Coding, scheme: Scheme, place: Observation) -> CodedActs:
        labels = self.labels
        # By place in memory: a coding's events share one id a person, and ids are slow to compare.
        known: dict[int, str | None] = {id(None): None}
        for event in events:
            for one in (event.actor, event.target):
                if id(one) not in known and one is not None:
                    known[id(one)] = labels[one]
        acts = [
            Act(
                event.id,
                event.span.start,
                None if event.span.end == event.span.start else event.span.end,
                event.code,
                known[id(event.actor)] or "",
                known[id(event.target)],
                event.modifiers,
                event.link,
            )
            for event in events
        ]
        away: dict[str, list[tuple[int, int]]] = {}
        for person, start, end in self._away.get(place.id, ()):
            away.setdefault(person, []).append((start, place.duration or start if end is None else end))
        return coded(
            acts,
            scheme,
            place.duration,
            place.name,
            roles={
                role: tuple(labels[one] for one in cast if one not in self._left_out)
                for role, cast in coding.casting.items()
            },
            away={person: tuple(sorted(spans)) for person, spans in away.items()},
        )

    def _ratings(self, rated: Rated) -> Ratings:
        regular = [pair for pair in rated if pair[0].kind not in _APART]
        scores: dict[str, list[int]] = {}
        for _, rating in regular or rated:
            own = scores.setdefault(rating.dimension, [])
            if rating.score is not None:
                own.append(rating.score)
        intervals: dict[str, dict[int, dict[str, float | None]]] = {}
        for period, rating in regular:
            if rating.subject is not None:
                rows = intervals.setdefault(self.labels[rating.subject], {})
                rows.setdefault(period.ordinal, {})[rating.dimension] = rating.score
        return Ratings(
            {name: sum(own) / len(own) if own else None for name, own in scores.items()},
            {person: sorted(rows.items()) for person, rows in intervals.items()},
        )
