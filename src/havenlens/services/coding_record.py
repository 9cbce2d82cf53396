"""A coding in memory and in the store: every edit is one transaction and one step to undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from havenlens.domain.codebook import Scheme
from havenlens.domain.coding import check_event, check_link, check_overlap, without_links_to
from havenlens.domain.events import Changes, Event, Flag, Rating, RatingPeriod
from havenlens.domain.observation import Coding, CodingStatus, Participant
from havenlens.domain.problems import Problem
from havenlens.domain.queries import EventSeries
from havenlens.domain.ratings import RatingSeries, check_rating
from havenlens.domain.time import Micros, Span, clock, in_seconds
from havenlens.services.asking import Asked
from havenlens.services.history import Done, History, Step
from havenlens.services.rating_words import rating_name
from havenlens.words.catalogue import tr

_NEXT = timedelta(microseconds=1)
_OPEN = (CodingStatus.IN_PROGRESS, CodingStatus.RETURNED, CodingStatus.ASSIGNED)


class CodingStore(Protocol):
    """Where a coding's events are kept; `write` is one transaction and raises `StudyError` where it fails."""

    def events_of(self, coding: UUID) -> Sequence[Event]: ...

    def ratings_of(self, coding: UUID) -> Sequence[tuple[RatingPeriod, Rating]]: ...

    def steps_of(self, coding: UUID, *, undoable: bool = False) -> Iterable[Step]: ...

    def write(self, coding: UUID, step: Step) -> None: ...

    def save_position(self, coding: UUID, at: Micros) -> None: ...

    @property
    def writable(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """What an intent did: the changes to show, what to say, and the question that is open now."""

    changes: Changes
    notice: Problem
    question: Asked | None = None
    refused: bool = False


class CodingRecord:
    """One coder's events on one observation, with everything that may be done to them later.

    Memory follows the store: if a write raises, nothing has changed anywhere. What the rules forbid is no
    error: the reply says why it was refused. ``today`` gives the UTC instant written to the log.
    """

    def __init__(
        self,
        store: CodingStore,
        coding: Coding,
        scheme: Scheme,
        people: Sequence[Participant],
        *,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        self.coding = coding
        self.scheme = scheme
        self.people = tuple(people)
        self.names: Mapping[UUID, str] = {person.id: person.pseudonym for person in people}
        self.events = EventSeries(scheme, store.events_of(coding.id))
        self.ratings = RatingSeries(store.ratings_of(coding.id))
        self.question: Asked | None = None
        self.barred: Problem | None = None
        self._store, self._today, self._new_id = store, today, new_id
        self._history: History | None = None
        self._last_step: UUID | None = None
        self._unsettled: list[Changes] | None = None
        """What was written in a transaction of others, which has not ended yet."""

    @property
    def editable(self) -> bool:
        """Tell whether this coding may be changed here and now."""
        return self._store.writable and self.coding.status in _OPEN and self.barred is None

    def let_go(self) -> None:
        """Forget the events, which may be very many: the coding is closed."""
        self.events = EventSeries(self.scheme)
        self._history = None

    # --- editing ------------------------------------------------------------------------------------

    def edit(self, event_id: UUID, **values: Any) -> Reply:
        """Change parts of an event (span, actor, target, code, modifiers, comment, link, flags)."""
        before = self.events.get(event_id)
        if before is None:
            return self._refuse("coding.gone")
        after = before.with_(**values, defaults=before.defaults - values.keys())
        if after == before:
            return Reply(
                Changes(), Problem("coding.unchanged", {"code": self._code_name(after)}), self.question
            )
        problem = (
            check_event(after, self.scheme, self.coding.casting)
            or check_overlap(after, self.scheme, self.events)
            or check_link(after, self.events)
        )
        if problem is not None:
            return self._refuse(problem.code, **problem.values)
        changes = Changes(replaced=((before, after),))
        said = Problem("coding.edited", {"code": self._code_name(after)})
        return self._write("edit", changes) or Reply(changes, said, self.question)

    def apply(self, kind: str, changes: Changes, said: Problem) -> Reply:
        """Write changes that were worked out elsewhere as one step, if every event may be as it will be."""
        if changes.is_empty:
            return Reply(changes, said, self.question)
        problem = self._problem_after(changes)
        if problem is not None:
            return self._refuse(problem.code, **problem.values)
        return self._write(kind, changes) or Reply(changes, said, self.question)

    def set_span(self, event_id: UUID, start: Micros, end: Micros | None) -> Reply:
        """Move an event's onset and offset; refuse an end before the beginning."""
        if end is not None and end < start:
            return self._refuse("coding.ends_early", onset=clock(start), offset=clock(end))
        return self.edit(event_id, span=Span(start, end))

    def toggle_flag(self, event_id: UUID, flag: Flag) -> Reply:
        """Set or clear a flag on an event."""
        event = self.events.get(event_id)
        return self.edit(event_id, flags=(event.flags if event else frozenset()) ^ {flag})

    def delete(self, event_ids: Iterable[UUID]) -> Reply:
        """Remove events as one step; links to them are cleared with it."""
        gone = {event_id: self.events[event_id] for event_id in event_ids if event_id in self.events}
        if not gone:
            return self._refuse("coding.gone")
        unlinked = without_links_to(gone.keys(), self.events)
        changes = Changes(removed=tuple(gone.values()), replaced=unlinked)
        said = Problem("coding.deleted", {"what": self._summary(Changes(removed=changes.removed))})
        return self._write("delete", changes) or Reply(changes, said, self.question)

    @contextmanager
    def within(self, transaction: AbstractContextManager[object]) -> Iterator[None]:
        """Write in one transaction with what else belongs to it; where that fails, memory is as it was."""
        last, written = self._last_step, list[Changes]()
        self._unsettled = written
        try:
            with transaction:
                yield
        except BaseException:
            for changes in reversed(written):
                self._remember(changes.inverse())
            self._history, self._last_step = None, last
            raise
        finally:
            self._unsettled = None

    # --- history ------------------------------------------------------------------------------------

    @property
    def history(self) -> History:
        """Give the undo stacks, folded from the log when first needed."""
        if self._history is None:
            steps = self._store.steps_of(self.coding.id, undoable=True)
            self._history = History.fold(steps, self.coding.submitted_at)
        return self._history

    def undo(self) -> Reply:
        """Take the last step back."""
        return self._step_back(self.history.undo, "undo", "coding.undone", "coding.nothing_to_undo")

    def redo(self) -> Reply:
        """Do the step again that was taken back last."""
        return self._step_back(self.history.redo, "redo", "coding.redone", "coding.nothing_to_redo")

    def save_position(self, at: Micros) -> None:
        """Remember where the coder is, to come back to the same moment."""
        if self._store.writable:
            self._store.save_position(self.coding.id, at)

    # --- inside ----------------------------------------------------------------------------------------

    def _problem_after(self, changes: Changes) -> Problem | None:
        """Find what would be wrong with any event after the changes; nothing has changed in the end."""
        scheme, casting = self.scheme, self.coding.casting
        self.events.apply(changes)
        try:
            for event in (*changes.added, *(after for _, after in changes.replaced)):
                problem = (
                    check_event(event, scheme, casting)
                    or check_overlap(event, scheme, self.events)
                    or check_link(event, self.events)
                )
                if problem is not None:
                    return problem
            checked = (check_rating(change, scheme, self.events) for change in changes.ratings)
            return next((problem for problem in checked if problem is not None), None)
        finally:
            self.events.apply(changes.inverse())

    def _step_back(self, stack: list[Done], kind: str, said: str, nothing: str) -> Reply:
        if not stack:
            return self._forbidden() or self._refuse(nothing)
        done = stack[-1]
        changes = done.changes.inverse()
        forbidden = self._write(kind, changes, undoes=done.id)
        if forbidden is not None:
            return forbidden
        self.question = None
        return Reply(changes, Problem(said, {"what": self._summary(changes)}))

    def _write(
        self, kind: str, changes: Changes, *, step_id: UUID | None = None, undoes: UUID | None = None
    ) -> Reply | None:
        """Write first, then remember; a step that raises leaves memory as it was.

        Give the refusal where this coding may not be changed.
        """
        forbidden = self._forbidden()
        if forbidden is not None:
            return forbidden
        if undoes is None and changes.removed:
            cited = self.ratings.without_evidence({event.id for event in changes.removed})
            changes = replace(changes, ratings=(*changes.ratings, *cited))
        step = Step(step_id or self._new_id(), kind, changes, self._instant(), self.coding.coder, undoes)
        self._store.write(self.coding.id, step)
        self._remember(changes)
        if self._unsettled is not None:
            self._unsettled.append(changes)
        if self._history is not None:
            self._history.record(step)
        self._last_step = step.id
        self._after_write(kind)
        return None

    def _remember(self, changes: Changes) -> None:
        self.events.apply(changes)
        self.ratings.apply(changes)

    def _instant(self) -> datetime:
        """Give the instant of a step: after the coding was handed in, even where the clock was set back.

        What is older than that cannot be undone once the coding is opened again.
        """
        now, handed_in = self._today(), self.coding.submitted_at
        return now if handed_in is None or now > handed_in else handed_in + _NEXT

    def _forbidden(self) -> Reply | None:
        """Say why this coding may not be changed, where it may not."""
        if self.barred is not None:
            return self._refuse(self.barred.code, **self.barred.values)
        if self.coding.status not in _OPEN:
            return self._refuse("coding.not_open", status=tr(self.coding.status.value))
        if not self._store.writable:
            return self._refuse("coding.read_only")
        return None

    def _after_write(self, kind: str) -> None:
        """Let a session close what no longer fits; ``kind`` is the step's."""

    def _refuse(self, code: str, /, **values: Any) -> Reply:
        return Reply(Changes(), Problem(code, values), self.question, refused=True)

    def _code_name(self, event: Event) -> str:
        return self.scheme.code_by_id[event.code].name

    def _who(self, event: Event) -> str:
        actor = self.names[event.actor]
        return actor if event.target is None else f"{actor} → {self.names[event.target]}"

    def _values(self, event: Event) -> dict[str, object]:
        span = event.span
        return {
            "code": self._code_name(event),
            "who": self._who(event),
            "at": clock(span.start),
            "end": "" if span.end is None else clock(span.end),
            "seconds": "" if span.end is None else f"{in_seconds(span.length):.1f}",
        }

    def _summary(self, changes: Changes) -> str:
        events = [*changes.added, *changes.removed, *(after for _, after in changes.replaced)]
        rated = [] if events else [rating_name(change, self.scheme) for change in changes.ratings]
        names = list(dict.fromkeys([*(self._code_name(event) for event in events), *rated]))
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
