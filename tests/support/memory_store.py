"""A coding's store in memory, which can fail like a disk, and a session on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event, Rating, RatingPeriod
from havenlens.domain.observation import Coding, CodingStatus, Participant, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.queries import EventSeries
from havenlens.domain.ratings import RatingSeries
from havenlens.domain.time import SECOND, Micros
from havenlens.exchange.schemes import parse_scheme
from havenlens.services.coding import CodingSession
from havenlens.services.history import Step
from tests.support.schemes import SMALL

MAYA, LEO, REYES = (
    Participant(UUID(int=number), label, name, role)
    for number, label, name, role in (
        (1, "MAYA", "Maya", "seeker"),
        (2, "LEO", "Leo", "seeker"),
        (3, "T01", "Ms. Reyes", "provider"),
    )
)
CASTING = {"provider": (REYES.id,), "seeker": (MAYA.id, LEO.id)}

_CALM = """\
  - id: calm
    name: Calm
    key: "e"
    kind: state
    group: states
    class: calm
    actors: [seeker]
    targets: []
    colour: "#56B4E9"
    definition: At ease.
    onset_rule: First display.
    offset_rule: 3 s without.
  - id: speaks
    name: Speaks
    key: "s"
    kind: state
    group: acts
    class: speech
    actors: [seeker, provider]
    targets: [seeker, provider]
    colour: "#CC79A7"
    definition: Talks.
    onset_rule: First sound.
    offset_rule: Last sound.
  - id: moves
    name: Moves
    key: "m"
    kind: state
    group: acts
    class: motion
    actors: [seeker]
    targets: []
    colour: "#999999"
    definition: Walks about.
    onset_rule: First step.
    offset_rule: Last step.
"""
_MOOD = """\
  - id: loud
    name: Loudness
    applies_to: [bids]
    ask: now
    options:
      - {id: soft, key: "1", name: Soft}
      - {id: loud, key: "2", name: Loud}
"""
WHOLE = SMALL.replace("rating_scale:", _CALM + "rating_scale:").replace("codes:\n", _MOOD + "codes:\n", 1)
WHOLE = WHOLE.replace("    ask_if: after_miss\n", "    ask: now\n    ask_if: after_miss\n")


def whole_scheme() -> Scheme:
    """Give the small scheme with two exclusive states, two that exclude nothing, and two questions."""
    return parse_scheme(WHOLE, "whole.yaml")


def at(seconds: float) -> Micros:
    """Give seconds as microseconds."""
    return Micros(round(seconds * SECOND))


class MemoryStore:
    """Keeps events and steps; ``full`` makes the next writes fail as a full disk does."""

    def __init__(self, scheme: Scheme) -> None:
        self._events = EventSeries(scheme)
        self._ratings = RatingSeries()
        self.steps: list[Step] = []
        self.position: Micros | None = None
        self.full = False
        self.writable = True

    def events_of(self, coding: UUID) -> Sequence[Event]:
        return list(self._events)

    def ratings_of(self, coding: UUID) -> Sequence[tuple[RatingPeriod, Rating]]:
        return list(self._ratings)

    def steps_of(self, coding: UUID, *, undoable: bool = False) -> Iterable[Step]:
        return list(self.steps)

    def write(self, coding: UUID, step: Step) -> None:
        if self.full:
            raise StudyError("study.disk_full", path="class.havenlens")
        self._events.apply(step.changes)
        self._ratings.apply(step.changes)
        self.steps.append(step)

    def save_position(self, coding: UUID, at: Micros) -> None:
        self.position = at


class Desk:
    """A coder's session on a memory store, with a clock that only moves when told; ids count from 100."""

    def __init__(
        self,
        *,
        status: CodingStatus = CodingStatus.IN_PROGRESS,
        casting: Mapping[str, tuple[UUID, ...]] = CASTING,
    ) -> None:
        self.scheme = whole_scheme()
        self.store = MemoryStore(self.scheme)
        self.time = 0.0
        self._ids = iter(range(100, 1_000_000))
        own, observation, scheme, coder = (UUID(int=number) for number in (10, 11, 12, 13))
        self.coding = Coding(
            own, observation, scheme, coder, Purpose.RESEARCH, status=status, casting=casting
        )
        self.session = self.reopened()

    def reopened(self) -> CodingSession:
        """Open the same coding again, as after a restart."""
        return CodingSession(
            self.store,
            self.coding,
            self.scheme,
            (REYES, MAYA, LEO),
            now=lambda: self.time,
            today=lambda: datetime(2026, 3, 5, 12, tzinfo=UTC),
            new_id=lambda: UUID(int=next(self._ids)),
        )

    def press(self, code: str, seconds: float, **how):
        """Press a code's key, at leisure."""
        self.time += 1
        return self.session.press(code, at(seconds), **how)

    def coded(self, code: str, seconds: float, **how) -> Event:
        """Press a code's key that must be accepted; give the event it begins or ends."""
        reply = self.press(code, seconds, **how)
        assert not reply.refused, reply.notice.sentence
        return self.session.events[self.session.last_event]

    def line(self, actor: Participant = MAYA) -> list[tuple[str, float, float | None]]:
        """Give a person's events as code, onset and offset in seconds."""
        return [
            (e.code, e.span.start / SECOND, None if e.span.end is None else e.span.end / SECOND)
            for e in self.session.events
            if e.actor == actor.id
        ]
