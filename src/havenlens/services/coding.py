"""Code one observation: a press is one transaction and one step to undo, written first, remembered after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from havenlens.domain.codebook import Ask, Modifier, Scheme
from havenlens.domain.coding import (
    Accepted,
    Press,
    Refused,
    Situation,
    check_event,
    check_link,
    check_overlap,
    holders,
    interpret,
    without_links_to,
)
from havenlens.domain.events import Changes, Event, Flag
from havenlens.domain.observation import Coding, CodingStatus, Participant
from havenlens.domain.problems import Problem
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, Span, clock, in_seconds
from havenlens.services.history import Done, History, Step
from havenlens.words.catalogue import tr

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
    """A modifier that is being asked about an event; digits answer it, as part of the step that asked."""

    event: UUID
    modifier: Modifier
    step: UUID


@dataclass(frozen=True, slots=True)
class Reply:
    """What an intent did: the changes to show, what to say, and the question that is open now."""

    changes: Changes
    notice: Problem
    question: Question | None = None
    refused: bool = False


_Stroke = tuple[str, bool, tuple[UUID, ...]]
"""A code, whether it was to begin again, and the person in focus: what makes two presses the same."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """What a press coded: an event's onset or its end, and the reaction lag that was taken off."""

    event: UUID
    of_end: bool
    reaction_lag: Micros


class CodingSession:
    """One coder at work on one coding.

    Memory follows the store: if a write raises, nothing has changed anywhere. What the rules forbid is no
    error: the reply says why it was refused. ``now`` gives seconds of a steady clock (for repeated keys);
    ``today`` gives the UTC instant written to the log.
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
        self._last_coded: _Moment | None = None
        self._same_time_next = False
        self._store, self._now, self._today, self._new_id = store, now, today, new_id
        self._history: History | None = None
        self._last_step: UUID | None = None
        self._last_press: tuple[_Stroke, float] | None = None

    # --- people -------------------------------------------------------------------------------------

    @property
    def editable(self) -> bool:
        """Tell whether this coding may be changed here and now."""
        return self._store.writable and self.coding.status in _OPEN

    @property
    def focusable(self) -> tuple[UUID, ...]:
        """List whom the focus tells apart, in the order of the casting; everybody where nobody needs it.

        First come the people who share a role, then those of a code that several roles may show.
        """
        scheme, casting = self.scheme, self.coding.casting
        crews = [
            *(holders((role.id,), casting) for role in scheme.roles),
            *(holders(code.actors, casting) for code in scheme.codes),
        ]
        found = tuple(dict.fromkeys(person for crew in crews if len(crew) > 1 for person in crew))
        return found or tuple(person.id for person in self.people)

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
        pressed, stroke = self._now(), (code, restart, self.focus[:1])
        last, when = self._last_press or (None, pressed)
        if stroke == last and pressed - when < REPEAT_WINDOW:
            return self._refuse("coding.repeated", code=self.scheme.code_by_id[code].name)
        at, lag = self._moment(at, playing=playing)
        outcome = interpret(Press(code, at, restart, lag), self._situation(), self._new_id)
        if isinstance(outcome, Refused):
            return self._refuse(outcome.problem.code, **outcome.problem.values)
        forbidden = self._write("press", outcome.changes)
        if forbidden is not None:
            return forbidden
        self._last_press, self._same_time_next = (stroke, pressed), False
        ended = outcome.notice == "coding.ended"
        self._last_coded = _Moment(outcome.event.id, of_end=ended, reaction_lag=lag)
        self.question = None if ended else self._question_after(outcome.event, None)
        return Reply(outcome.changes, self._notice(outcome), self.question)

    @property
    def last_event(self) -> UUID | None:
        """Give the event that was coded last, as long as it is there."""
        return self._last_coded.event if self._last_coded and self._last_coded.event in self.events else None

    def same_time_next(self) -> Reply:
        """Give the next code the moment that was coded last; refuse where there is none."""
        if self.last_event is None:
            return self._refuse("coding.no_last_event")
        self._same_time_next = True
        at, _ = self._moment(Micros(0), playing=False)
        return Reply(Changes(), Problem("coding.same_time", {"at": clock(at)}), self.question)

    def answer(self, key: str) -> Reply:
        """Answer the open question with a digit; it becomes part of the press's step."""
        question = self.question
        if question is None:
            return self._refuse("coding.no_question")
        option = next((o for o in question.modifier.options if o.key == key), None)
        if option is None:
            return self._refuse("coding.no_such_option", modifier=question.modifier.name, key=key)
        event = self.events[question.event]
        after = event.with_(modifiers={**event.modifiers, question.modifier.id: option.id})
        # Something else may have been done in between: then the answer is a step of its own.
        step_id = question.step if question.step == self._last_step else None
        forbidden = self._write("answer", Changes(replaced=((event, after),)), step_id=step_id)
        if forbidden is not None:
            return forbidden
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

    def _moment(self, at: Micros, *, playing: bool) -> tuple[Micros, Micros]:
        """Give the moment that a press codes, and the reaction lag that was taken off it."""
        last = self._last_coded
        same = self.events.get(last.event) if self._same_time_next and last is not None else None
        if last is not None and same is not None:
            end = same.span.end
            return end if last.of_end and end is not None else same.span.start, last.reaction_lag
        # The lag never leads out of the film, which may begin before time zero.
        lag = min(self.reaction_lag, max(at, 0)) if playing else 0
        return Micros(at - lag), Micros(lag)

    def _step_back(self, stack: list[Done], kind: str, said: str, nothing: str) -> Reply:
        if not stack:
            return self._refuse(nothing)
        done = stack[-1]
        changes = done.changes.inverse()
        forbidden = self._write(kind, changes, undoes=done.id)
        if forbidden is not None:
            return forbidden
        self.question = self._last_press = None
        return Reply(changes, Problem(said, {"what": self._summary(changes)}))

    def _write(
        self, kind: str, changes: Changes, *, step_id: UUID | None = None, undoes: UUID | None = None
    ) -> Reply | None:
        """Write first, then remember; a step that raises leaves memory as it was.

        Give the refusal where this coding may not be changed.
        """
        if self.coding.status not in _OPEN:
            return self._refuse("coding.not_open", status=tr(self.coding.status.value))
        if not self._store.writable:
            return self._refuse("coding.read_only")
        step = Step(step_id or self._new_id(), kind, changes, self._today(), self.coding.coder, undoes)
        self._store.write(self.coding.id, step)
        self.events.apply(changes)
        if self._history is not None:
            self._history.record(step)
        self._last_step = step.id
        self._close_stale_question()
        return None

    def _close_stale_question(self) -> None:
        question = self.question
        event = None if question is None else self.events.get(question.event)
        if question is not None and (event is None or event.code not in question.modifier.applies_to):
            self.question = None

    def _situation(self) -> Situation:
        return Situation(self.scheme, self.coding.casting, self.focus, self.events, self.names)

    def _question_after(self, event: Event, answered: Modifier | None) -> Question | None:
        modifiers = [m for m in self.scheme.modifiers_of(event.code) if m.ask is Ask.NOW and m.ask_if is None]
        later = modifiers[modifiers.index(answered) + 1 :] if answered in modifiers else modifiers
        open_ones = (m for m in later if m.id not in event.modifiers)
        assert self._last_step is not None
        step = self._last_step
        return next((Question(event.id, modifier, step) for modifier in open_ones), None)

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
