"""Code one observation: a press is one transaction and one step to undo, written first, remembered after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from havenlens.domain.codebook import Ask, Modifier, Scheme
from havenlens.domain.coding import Accepted, Press, Refused, Situation, check_event, check_overlap, interpret
from havenlens.domain.events import Changes, Event, Flag
from havenlens.domain.observation import Coding, CodingStatus, Participant
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, Span, clock, in_seconds
from havenlens.services.history import History, Step

REPEAT_WINDOW = 0.3
"""Seconds within which the same key again is taken for a slip (key rule 5)."""

_OPEN = (CodingStatus.IN_PROGRESS, CodingStatus.RETURNED, CodingStatus.ASSIGNED)


class CodingStore(Protocol):
    """Where a coding's events are kept; `write` is one transaction and raises `StudyError` where it fails."""

    def events_of(self, coding: UUID) -> Sequence[Event]: ...

    def steps_of(self, coding: UUID) -> Iterable[Step]: ...

    def write(self, coding: UUID, step: Step) -> None: ...

    def save_position(self, coding: UUID, at: Micros) -> None: ...

    @property
    def writable(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Question:
    """A modifier that is being asked about an event; digits answer it."""

    event: UUID
    modifier: Modifier


@dataclass(frozen=True, slots=True)
class Reply:
    """What an intent did: the changes to show, what to say, and the question that is open now."""

    changes: Changes
    notice: Problem
    question: Question | None = None
    refused: bool = False


class CodingSession:
    """One coder at work on one coding.

    Memory follows the store: if a write raises, nothing has changed anywhere. ``now`` gives seconds of a
    steady clock (for repeated keys); ``today`` gives the UTC instant written to the log.
    """

    def __init__(
        self,
        store: CodingStore,
        coding: Coding,
        scheme: Scheme,
        people: Sequence[Participant],
        *,
        now: Callable[[], float],
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        self.coding = coding
        self.scheme = scheme
        self.people = tuple(people)
        self.names: Mapping[UUID, str] = {person.id: person.pseudonym for person in people}
        self.events = EventSeries(scheme, store.events_of(coding.id))
        self.focus: tuple[UUID, ...] = self.focusable[:1]
        self.reaction_lag = Micros(0)
        self.question: Question | None = None
        self.last_event: UUID | None = None
        self._same_time_next = False
        self._store, self._now, self._today, self._new_id = store, now, today, new_id
        self._history: History | None = None
        self._open_step: UUID | None = None
        self._last_press: tuple[str, float] | None = None

    # --- people -------------------------------------------------------------------------------------

    @property
    def editable(self) -> bool:
        """Tell whether this coding may be changed here and now."""
        return self._store.writable and self.coding.status in _OPEN

    @property
    def focusable(self) -> tuple[UUID, ...]:
        """List whom a role does not tell apart: who shares one with somebody else; else everybody."""
        shared = {p for people in self.coding.casting.values() if len(people) > 1 for p in people}
        everybody = tuple(person.id for person in self.people)
        return tuple(person for person in everybody if person in shared) or everybody

    def focus_on(self, person: UUID) -> None:
        """Put a person in focus; the one before stays next in line."""
        self.focus = (person, *(other for other in self.focus if other != person))

    def focus_back(self) -> None:
        """Go back to the person who was in focus before."""
        if len(self.focus) > 1:
            self.focus_on(self.focus[1])

    # --- coding -------------------------------------------------------------------------------------

    def press(self, code: str, at: Micros, *, restart: bool = False, playing: bool = False) -> Reply:
        """Code at once; close any question that was open (its blank is left for the walk)."""
        pressed = self._now()
        if self._last_press is not None and not restart:
            last_code, last_time = self._last_press
            if last_code == code and pressed - last_time < REPEAT_WINDOW:
                return self._refuse("coding.repeated", code=self.scheme.code_by_id[code].name)
        same_time = self.events.get(self.last_event) if self._same_time_next else None
        if same_time is not None:
            at, lag = same_time.span.start, same_time.reaction_lag
        else:
            lag = self.reaction_lag if playing else Micros(0)
            at = Micros(max(0, at - lag))
        outcome = interpret(Press(code, at, restart, lag), self._situation(), self._new_id)
        if isinstance(outcome, Refused):
            return self._refuse(outcome.problem.code, **outcome.problem.values)
        self._write("press", outcome.changes)
        self._last_press, self._same_time_next, self.last_event = (code, pressed), False, outcome.event.id
        self.question = self._first_question(outcome)
        return Reply(outcome.changes, self._notice(outcome), self.question)

    def same_time_next(self) -> None:
        """Give the next code the time of the last event."""
        self._same_time_next = True

    def answer(self, key: str) -> Reply:
        """Answer the open question with a digit; it becomes part of the press's step."""
        question = self.question
        event = None if question is None else self.events.get(question.event)
        if question is None or event is None:
            return self._refuse("coding.no_question")
        option = next((o for o in question.modifier.options if o.key == key), None)
        if option is None:
            return self._refuse("coding.no_such_option", modifier=question.modifier.name, key=key)
        after = event.with_(modifiers={**event.modifiers, question.modifier.id: option.id})
        self._write("answer", Changes(replaced=((event, after),)), step_id=self._open_step)
        self.question = self._question_after(after, question.modifier)
        values = {"code": self._code_name(event), "modifier": question.modifier.name, "option": option.name}
        return Reply(Changes(replaced=((event, after),)), Problem("coding.answered", values), self.question)

    def skip_question(self) -> None:
        """Leave the open question for the walk."""
        self.question = None

    # --- editing ------------------------------------------------------------------------------------

    def edit(self, event_id: UUID, **values: Any) -> Reply:
        """Change parts of an event (span, actor, target, code, modifiers, comment, link, flags)."""
        before = self.events.get(event_id)
        if before is None:
            return self._refuse("coding.gone")
        after = before.with_(**values, defaults=before.defaults - values.keys())
        problem = check_event(after, self.scheme, self.coding.casting)
        problem = problem or check_overlap(after, self.scheme, self.events)
        if problem is not None:
            return self._refuse(problem.code, **problem.values)
        changes = Changes(replaced=((before, after),))
        self._write("edit", changes)
        return Reply(changes, Problem("coding.edited", {"code": self._code_name(after)}), self.question)

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
        gone = {event_id for event_id in event_ids if event_id in self.events}
        if not gone:
            return self._refuse("coding.gone")
        unlinked = tuple(
            (event, event.with_(link=None))
            for event in self.events
            if event.link in gone and event.id not in gone
        )
        changes = Changes(removed=tuple(self.events[event_id] for event_id in gone), replaced=unlinked)
        self._write("delete", changes)
        return Reply(changes, Problem("coding.deleted", {"n": len(gone)}))

    # --- history ------------------------------------------------------------------------------------

    @property
    def history(self) -> History:
        """Give the undo stacks, folded from the log when first needed."""
        if self._history is None:
            self._history = History.fold(self._store.steps_of(self.coding.id))
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

    # --- inside -------------------------------------------------------------------------------------

    def _step_back(self, stack: list[Any], kind: str, said: str, nothing: str) -> Reply:
        if not stack:
            return self._refuse(nothing)
        done = stack[-1]
        changes = done.changes.inverse()
        self._write(kind, changes, undoes=done.id)
        self.question = None
        return Reply(changes, Problem(said, {"what": self._summary(changes)}))

    def _write(
        self, kind: str, changes: Changes, *, step_id: UUID | None = None, undoes: UUID | None = None
    ) -> None:
        """Write first, then remember; a step that raises leaves memory as it was."""
        if self.coding.status not in _OPEN:
            raise StudyError("coding.not_open", status=self.coding.status)
        if not self._store.writable:
            raise StudyError("coding.read_only")
        step = Step(step_id or self._new_id(), kind, changes, self._today(), self.coding.coder, undoes)
        self._store.write(self.coding.id, step)
        self.events.apply(changes)
        if self._history is not None:
            self._history.record(step)
        self._open_step = step.id

    def _situation(self) -> Situation:
        return Situation(self.scheme, self.coding.casting, self.focus, self.events, self.names)

    def _first_question(self, outcome: Accepted) -> Question | None:
        if not any(event.id == outcome.event.id for event in outcome.changes.added):
            return None
        return self._question_after(outcome.event, None)

    def _question_after(self, event: Event, answered: Modifier | None) -> Question | None:
        modifiers = [m for m in self.scheme.modifiers_of(event.code) if m.ask is Ask.NOW and m.ask_if is None]
        later = modifiers[modifiers.index(answered) + 1 :] if answered in modifiers else modifiers
        open_ones = (m for m in later if m.id not in event.modifiers)
        return next((Question(event.id, modifier) for modifier in open_ones), None)

    def _refuse(self, code: str, /, **values: Any) -> Reply:
        return Reply(Changes(), Problem(code, values), self.question, refused=True)

    def _code_name(self, event: Event) -> str:
        return self.scheme.code_by_id[event.code].name

    def _who(self, event: Event) -> str:
        actor = self.names[event.actor]
        return actor if event.target is None else f"{actor} → {self.names[event.target]}"

    def _notice(self, outcome: Accepted) -> Problem:
        event, span = outcome.event, outcome.event.span
        at = span.end if outcome.notice == "coding.ended" and span.end is not None else span.start
        values = {
            "code": self._code_name(event),
            "who": self._who(event),
            "at": clock(at),
            "end": "" if span.end is None else clock(span.end),
            "seconds": "" if span.end is None else f"{in_seconds(span.length):.1f}",
            "other": ", ".join(self._code_name(other) for other in outcome.others),
        }
        return Problem(outcome.notice, values)

    def _summary(self, changes: Changes) -> str:
        events = [*changes.added, *changes.removed, *(after for _, after in changes.replaced)]
        names = list(dict.fromkeys(self._code_name(event) for event in events))
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
