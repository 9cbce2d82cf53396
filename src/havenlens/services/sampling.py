"""Time sampling: at every interval, and for every person, what holds or what occurred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from havenlens.domain.codebook import NOTHING, Exclusive, Sampling
from havenlens.domain.coding import default_target, holders
from havenlens.domain.events import Changes, Event
from havenlens.domain.problems import Problem
from havenlens.domain.time import Micros, Span, clock, seconds
from havenlens.services.coding import CodingSession
from havenlens.services.coding_record import Reply


@dataclass(frozen=True, slots=True)
class Sample:
    """One interval of one person; ``ordinal`` counts the intervals from 1."""

    ordinal: int
    span: Span
    person: UUID


def intervals(length_s: float, duration: Micros) -> Iterator[Span]:
    """Lay intervals over an observation; a rest shorter than half of one is not sampled.

    >>> [(span.start, span.end) for span in intervals(10, Micros(24_000_000))]
    [(0, 10000000), (10000000, 20000000)]
    """
    length, start = seconds(length_s), 0
    while duration - start >= length / 2:
        end = min(start + length, duration)
        yield Span(Micros(start), Micros(end))
        start += length


class Sampler:
    """The samples of one coding: which are there, which is next, and what a key makes of one.

    A code lasts as long as its interval; `NOTHING` stands where a person showed nothing the scheme has.
    """

    def __init__(self, session: CodingSession, duration: Micros | None) -> None:
        scheme = session.scheme
        self.session = session
        self.intervals: tuple[Span, ...] = ()
        self.lay(duration)
        roles = tuple(dict.fromkeys(role for code in scheme.codes for role in code.actors))
        self.people = holders(roles, session.coding.casting)

    def lay(self, duration: Micros | None) -> None:
        """Lay the intervals over an observation; there are none while nobody knows how long it lasts."""
        length = self.session.scheme.unit_s
        assert length is not None
        self.intervals = () if duration is None else tuple(intervals(length, duration))

    @property
    def momentary(self) -> bool:
        """Tell whether what holds at the beginning of an interval is asked, rather than what occurs in it."""
        return self.session.scheme.sampling is Sampling.MOMENTARY

    def asked_at(self, sample: Sample) -> Micros:
        """Give the moment at which a sample is asked: at its mark, or when its interval is over."""
        end = sample.span.end
        return sample.span.start if self.momentary or end is None else end

    def samples(self) -> Iterator[Sample]:
        """List every sample, interval by interval."""
        for ordinal, span in enumerate(self.intervals, start=1):
            for person in self.people:
                yield Sample(ordinal, span, person)

    def coded(self, sample: Sample) -> tuple[Event, ...]:
        """List what was coded of one sample."""
        inside = self.session.events.starting_within(sample.span.start, sample.span.start + 1)
        return tuple(event for event in inside if event.actor == sample.person)

    def missing(self) -> list[Sample]:
        """List the samples nobody has coded."""
        return [sample for sample in self.samples() if not self.coded(sample)]

    def first_missing(self) -> Sample | None:
        """Give the first sample nobody has coded; none is asked before it."""
        return next((sample for sample in self.samples() if not self.coded(sample)), None)

    def after(self, sample: Sample | None) -> Sample | None:
        """Give the next sample without a code after one, else the first; None where all are coded."""
        if sample is None:
            return self.first_missing()
        missing = self.missing()
        place = (sample.ordinal, self.people.index(sample.person))
        later = (s for s in missing if (s.ordinal, self.people.index(s.person)) > place)
        return next(later, missing[0] if missing else None)

    def before(self, sample: Sample) -> Sample | None:
        """Give the sample before one, coded or not."""
        every = list(self.samples())
        place = every.index(sample)
        return every[place - 1] if place else None

    def toggle(self, sample: Sample, code: str) -> Reply:
        """Code a sample, or take the code away again; an exclusive group keeps the latest only."""
        session = self.session
        not_now = session.refusal(code)
        if not_now is not None:
            return not_now
        found = session.scheme.code_by_id[code]
        there = self.coded(sample)
        own = [event for event in there if event.code == code]
        if own:
            session.note_press(code)
            return session.delete([event.id for event in own])
        if sample.person not in holders(found.actors, session.coding.casting):
            return Reply(
                Changes(),
                Problem("coding.actor_not_allowed", {"code": found.name, "onset": clock(sample.span.start)}),
                session.question,
                refused=True,
            )
        alone = session.scheme.group_by_id[found.group].exclusive is Exclusive.PER_ACTOR
        replaced = [
            event
            for event in there
            if event.code == NOTHING or (alone and session.scheme.code_by_id[event.code].group == found.group)
        ]
        reply = self._put(sample, code, replaced)
        session.note_press(code)
        return reply

    def nothing(self, sample: Sample) -> Reply:
        """Note that a person showed nothing of the scheme in an interval."""
        return self._put(sample, NOTHING, self.coded(sample))

    def _put(self, sample: Sample, code: str, instead_of: Iterable[Event]) -> Reply:
        session = self.session
        found = session.scheme.code_by_id[code]
        session.focus_on(sample.person)
        target, filled = default_target(found, sample.person, session.situation())
        event = Event(uuid4(), code, sample.span, sample.person, target, defaults=filled)
        values = {"code": found.name, "who": session.names[sample.person], "n": sample.ordinal}
        said = Problem("coding.sampled", values)
        return session.apply("sample", Changes(added=(event,), removed=tuple(instead_of)), said)


def missing_samples(session: CodingSession, duration: Micros) -> list[Sample]:
    """List the samples of a coding that nobody has coded; none where its scheme samples no time."""
    return Sampler(session, duration).missing() if session.scheme.sampling is not None else []
