"""A stored coding as the pure analyses read it: acts by label, casting, absence, and its ratings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress, pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.codebook import NOTHING, UNLABELLED, Scheme
from havenlens.domain.events import PeriodKind, Rating, RatingPeriod, answers_of
from havenlens.domain.observation import Coding, Observation
from havenlens.sequences.acts import Act, CodedActs, coded, in_order
from havenlens.sequences.results import Ratings
from havenlens.services.presence import OFF_CAMERA
from havenlens.services.rated_people import people_rated
from havenlens.services.stored_columns import Coded
from havenlens.services.study import Study
from havenlens.services.study_store import EventBatch
from havenlens.services.tables.columns import BATCH

if TYPE_CHECKING:
    import numpy as np  # slow to import
    from numpy.typing import NDArray

_APART = (PeriodKind.CLIP, PeriodKind.EPISODE)
"""What was rated apart stays out of the means of cycles, and stands alone where there is nothing else."""

Rated = Sequence[tuple[RatingPeriod, Rating]]


@dataclass(frozen=True)
class CodedObservation:
    """One observation by the coding that counts; ``acts`` is None where only ratings were made.

    Where acts of some people are left out, ``with_everybody`` has them too: to tell what hangs on them.
    """

    observation: Observation
    coding: Coding
    coder: str
    scheme: Scheme
    acts: CodedActs | None
    rated: Rated
    ratings: Ratings
    with_everybody: CodedActs | None = None

    @property
    def name(self) -> str:
        """Give the observation's name."""
        return self.observation.name


class StudyReader:
    """Reads codings of a study; what is asked again and again is read once.

    ``labels``, ``places`` and ``coders`` take the place of the study's own names; what ``left_out`` people
    did, or what was done to them or rated about them, is not in the acts and ratings.
    """

    def __init__(
        self,
        study: Study,
        labels: Mapping[UUID, str],
        places: Mapping[UUID, str],
        left_out: frozenset[UUID],
        coders: Mapping[UUID, str] | None = None,
    ) -> None:
        self.study, self._left_out = study, left_out
        self.labels = {**{person.id: person.label for person in study.store.participants()}, **labels}
        self.observations = {
            place.id: replace(place, name=places[place.id]) if place.id in places else place
            for place in study.store.observations()
        }
        own = {coder.id: coder.name for coder in study.store.coders()}
        self.coders = own if coders is None else coders

    @cached_property
    def _away(self) -> Mapping[UUID, list[tuple[str, int, int | None]]]:
        found: dict[UUID, list[tuple[str, int, int | None]]] = {}
        for row in self.study.store.rows_of("presence", state=OFF_CAMERA):
            span = (self.labels[row["participant"]], row["onset_us"], row["offset_us"])
            found.setdefault(row["observation"], []).append(span)
        return found

    def acts_of(self, codings: Sequence[Coding]) -> Iterator[tuple[Coding, list[Act]]]:
        """Give each coding with its acts in time order; those of many codings are read at once.

        Stretches that wait for their code and samples without any are no acts.
        """
        done, own = 0, list[Act]()
        for batch in self.study.store.event_batches([coding.id for coding in codings], BATCH):
            places, acts = self._acts_in(batch)
            for place, begin, end in _runs(places):
                for coding in codings[done:place]:
                    yield coding, own
                    own = []
                done = place
                own += acts[begin:end]
        for coding in codings[done:]:
            yield coding, own
            own = []

    def _acts_in(self, batch: EventBatch) -> tuple[NDArray[np.intp], list[Act]]:
        """Make the acts of a batch, and give the place of each one's coding; ids are without dashes."""
        import numpy as np  # noqa: PLC0415 - slow to import

        no_acts = [code in (UNLABELLED, NOTHING) for code in batch.code.values]
        kept = ~np.array(no_acts, dtype=bool)[batch.code.places]
        answers = [answers_of(json.loads(text)) for text in batch.modifiers.values]
        columns = (
            batch.id.plain(),
            batch.onset.tolist(),
            batch.offset.tolist(),
            batch.is_open.tolist(),
            batch.code.read(),
            self._named(batch.actor),
            self._named(batch.target),
            map(answers.__getitem__, batch.modifiers.places.tolist()),
            batch.link.plain(),
        )
        rows = compress(zip(*columns, strict=True), kept.tolist())
        acts = [
            Act(each, onset, None if is_open else offset, code, actor, target, answered, link)
            for each, onset, offset, is_open, code, actor, target, answered, link in rows
        ]
        return batch.coding[kept], acts

    def _named(self, people: Coded) -> list[Any]:
        return Coded(people.places, [self.labels[UUID(each)] for each in people.values]).read()

    def read(self, coding: Coding, scheme: Scheme, acts: Sequence[Act]) -> CodedObservation:
        """Put a coding together; StudyError says which act cannot be, or that there is no length."""
        place = self.observations[coding.observation]
        rated = self.study.store.ratings_of(coding.id) if scheme.dimensions else []
        acts, gone = self._parted(acts)
        if self._left_out:
            rated = self._about_others(coding, rated)
        only_rated = place.film is None and not acts and (rated or not scheme.codes)
        found = None if only_rated else self._coded(acts, coding, scheme, place)
        return CodedObservation(
            observation=place,
            coding=coding,
            coder=self.coders[coding.coder],
            scheme=scheme,
            acts=found,
            rated=rated,
            ratings=self._ratings(rated),
            with_everybody=_with_gone(found, gone) if found and gone else None,
        )

    def _parted(self, acts: Sequence[Act]) -> tuple[Sequence[Act], Sequence[Act]]:
        """Give the acts that stay, and those that left-out people did or that were done to them."""
        if not self._left_out:
            return acts, ()
        people = {self.labels[person] for person in self._left_out}
        gone = [act for act in acts if act.actor in people or act.target in people]
        return [act for act in acts if act.actor not in people and act.target not in people], gone

    def _about_others(self, coding: Coding, rated: Rated) -> list[tuple[RatingPeriod, Rating]]:
        """Leave out what is rated about left-out people."""
        filmed = self.observations[coding.observation].participants
        return [
            (period, one)
            for period, one in rated
            if self._left_out.isdisjoint(people_rated(one, coding, filmed))
        ]

    def _coded(self, acts: Sequence[Act], coding: Coding, scheme: Scheme, place: Observation) -> CodedActs:
        labels, film = self.labels, place.film
        last = None if film is None else film.end
        away: dict[str, list[tuple[int, int]]] = {}
        for person, begin, end in self._away.get(place.id, ()):
            away.setdefault(person, []).append((begin, max(begin, last or begin) if end is None else end))
        return coded(
            acts,
            scheme,
            film,
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


def _with_gone(others: CodedActs, gone: Sequence[Act]) -> CodedActs:
    """Put the acts of left-out people back; what is wrong with these is told nobody."""
    known = [act for act in gone if act.code in others.scheme.code_by_id]
    return replace(others, acts=in_order([*others.acts, *known], others.scheme))


def _runs(places: NDArray[np.intp]) -> Iterator[tuple[int, int, int]]:
    """Give each value that stands in a row, with where it begins and ends."""
    import numpy as np  # noqa: PLC0415 - slow to import

    cuts = [0, *(np.flatnonzero(np.diff(places)) + 1).tolist(), len(places)]
    for begin, end in pairwise(cuts):
        if begin < end:
            yield int(places[begin]), begin, end
