"""Code one observation: a press is one transaction and one step to undo, written first, remembered after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from havenlens.domain.codebook import UNLABELLED, Kind, Modifier, ModifierKind, Scheme
from havenlens.domain.coding import (
    Accepted,
    Choice,
    Press,
    Refused,
    Situation,
    acting,
    default_target,
    holders,
    interpret,
)
from havenlens.domain.events import Changes, Event, ModifierValue
from havenlens.domain.observation import Coding, Participant
from havenlens.domain.problems import Problem
from havenlens.domain.time import Micros, Span, clock
from havenlens.services.asking import Asked, Offer, Pick, Question, asked_now
from havenlens.services.coding_record import CodingRecord, CodingStore, Reply
from havenlens.words.catalogue import tr

REPEAT_WINDOW = 0.3
"""Seconds within which the same key again is taken for a slip (key rule 5)."""

_Stroke = tuple[str, bool, tuple[UUID, ...]]
"""A code, whether it was to begin again, and the person in focus: what makes two presses the same."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """What a press coded: an event's onset or its end, and the reaction lag that was taken off."""

    event: UUID
    of_end: bool
    reaction_lag: Micros


class CodingSession(CodingRecord):
    """One coder at the keys: who acts, what a press means now, and the question that is open.

    ``now`` gives seconds of a steady clock (for repeated keys). ``pass_`` is the place of the scheme's pass
    that is coded at the moment; None codes everything.
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
        super().__init__(store, coding, scheme, people, today=today, new_id=new_id)
        self.focus: tuple[UUID, ...] = self.focusable[:1]
        self.reaction_lag = Micros(0)
        self.pass_: int | None = None
        self._now = now
        self._last_coded: _Moment | None = None
        self._same_time_next = False
        self._last_press: tuple[_Stroke, float] | None = None
        self._goes_on: set[UUID] = set()

    # --- people -------------------------------------------------------------------------------------

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
        """Go back to the person who was in focus before; to the next one where nobody was yet."""
        others = (*self.focus[1:2], *(person for person in self.focusable if person not in self.focus))
        if others:
            self.focus_on(others[0])

    # --- passes -------------------------------------------------------------------------------------

    def next_pass(self) -> Reply:
        """Go to the scheme's next pass, and after the last one back to everything at once."""
        count = len(self.scheme.passes)
        place = 0 if self.pass_ is None else self.pass_ + 1
        self.pass_ = place if place < count else None
        return Reply(Changes(), Problem("coding.pass_begun", {"name": self.pass_name}), self.question)

    @property
    def pass_name(self) -> str:
        """Name the pass by its groups."""
        if self.pass_ is None:
            return tr("everything")
        names = (self.scheme.group_by_id[group].name for group in self.scheme.passes[self.pass_])
        return ", ".join(names)

    def in_pass(self, code: str) -> bool:
        """Tell whether a code belongs to the pass that is coded now."""
        return self.pass_ is None or self.scheme.code_by_id[code].group in self.scheme.passes[self.pass_]

    # --- coding -------------------------------------------------------------------------------------

    def press(self, code: str, at: Micros, *, restart: bool = False, playing: bool = False) -> Reply:
        """Code at once; close any question that was open (its blank is left for the walk)."""
        not_now = self._forbidden() or self.refusal(code, restart=restart)
        if not_now is not None:
            return not_now
        at, lag = self._moment(at, playing=playing)
        outcome = interpret(Press(code, at, restart, lag), self.situation(), self._new_id)
        if isinstance(outcome, Refused):
            return self._refuse(outcome.problem.code, **outcome.problem.values)
        going_on = self._going_on(outcome)
        changes = outcome.changes if going_on is None else outcome.changes.then(going_on.changes)
        forbidden = self._write("press", changes)
        if forbidden is not None:
            return forbidden
        self.note_press(code, restart=restart)
        ended = outcome.notice == "coding.ended"
        self._last_coded = _Moment(outcome.event.id, of_end=ended, reaction_lag=lag)
        said = self._notice(outcome)
        self.question = None if ended else self._question_after(outcome.event, None)
        if outcome.choices and going_on is None and self._last_step is not None:
            self.question = Offer(outcome.event.id, self._last_step, said, outcome.choices)
        return Reply(changes, said, self.question)

    def refusal(self, code: str, *, restart: bool = False) -> Reply | None:
        """Refuse a key that coded a moment ago (key rule 5), or of another pass; None where it may code."""
        stroke, when = self._last_press or (None, 0.0)
        name = self.scheme.code_by_id[code].name
        if stroke == (code, restart, self.focus[:1]) and self._now() - when < REPEAT_WINDOW:
            return self._refuse("coding.repeated", code=name)
        if not self.in_pass(code):
            return self._refuse("coding.not_in_pass", code=name, name=self.pass_name)
        return None

    def note_press(self, code: str, *, restart: bool = False) -> None:
        """Remember that a key coded just now; whatever it coded was the next code of `same_time_next`."""
        self._same_time_next = False
        self._last_press = ((code, restart, self.focus[:1]), self._now())

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

    def own_time_next(self) -> Reply | None:
        """Take `same_time_next` back; None where it does not wait for a code."""
        waits, self._same_time_next = self._same_time_next, False
        return Reply(Changes(), Problem("coding.own_time"), self.question) if waits else None

    # --- spans that were marked first ---------------------------------------------------------------

    def code_span(self, code: str, span: Span) -> Reply:
        """Code a stretch that was marked: a state lasts as long, a point stands at its beginning."""
        not_now, found = self._forbidden() or self.refusal(code), self.scheme.code_by_id[code]
        if not_now is not None:
            return not_now
        at = Span.instant(span.start) if found.kind is Kind.POINT else span
        actor = acting(found, self.situation())
        if isinstance(actor, Refused):
            return self._refuse(actor.problem.code, **actor.problem.values)
        target, filled = default_target(found, actor, self.situation())
        event = Event(self._new_id(), code, at, actor, target, defaults=filled)
        return self._add_span(event, "coding.coded_span" if at is span else "coding.added")

    def keep_segment(self, span: Span) -> Reply:
        """Keep a stretch that was marked, to be labelled later."""
        if not self.focus:
            roles = " / ".join(role.name for role in self.scheme.roles)
            name = self.scheme.code_by_id[UNLABELLED].name
            return self._refuse("coding.nobody_in_role", code=name, role=roles)
        event = Event(self._new_id(), UNLABELLED, span, self.focus[0])
        return self._add_span(event, "coding.segment_kept")

    def label(self, event_id: UUID, code: str) -> Reply:
        """Give a stretch that waits for its code a code; a point stands at its beginning."""
        before, not_now = self.events.get(event_id), self._forbidden() or self.refusal(code)
        if before is None or not_now is not None:
            return not_now or self._refuse("coding.gone")
        found = self.scheme.code_by_id[code]
        shows_it = before.actor in holders(found.actors, self.coding.casting)
        actor = before.actor if shows_it else acting(found, self.situation())
        if isinstance(actor, Refused):
            return self._refuse(actor.problem.code, **actor.problem.values)
        target, filled = default_target(found, actor, self.situation())
        span = Span.instant(before.span.start) if found.kind is Kind.POINT else before.span
        after = before.with_(code=code, actor=actor, target=target, span=span, defaults=filled)
        values = self._values(after)
        return self._then_ask(
            self.apply("label", Changes(replaced=((before, after),)), Problem("coding.added", values)), after
        )

    def _add_span(self, event: Event, said: str) -> Reply:
        reply = self.apply("press", Changes(added=(event,)), Problem(said, self._values(event)))
        if not reply.refused:
            self._last_coded = _Moment(event.id, of_end=False, reaction_lag=Micros(0))
        return self._then_ask(reply, event)

    def _then_ask(self, reply: Reply, event: Event) -> Reply:
        if reply.refused:
            return reply
        self.note_press(event.code)
        self.question = self._question_after(event, None)
        return Reply(reply.changes, reply.notice, self.question)

    # --- answering ----------------------------------------------------------------------------------

    def answer(self, key: str) -> Reply:
        """Answer the open question with a digit, or take one back; it becomes part of the press's step."""
        question = self.question
        if question is None:
            return self._refuse("coding.no_question")
        if isinstance(question, Offer):
            return self._choose(question, key)
        if isinstance(question, Pick):
            return self._pick(question, key)
        answered = question.with_key(key)
        if answered is None:
            if question.modifier.kind is ModifierKind.TEXT:
                return self._refuse("coding.write_with_enter", modifier=question.modifier.name)
            return self._refuse("coding.no_such_option", modifier=question.modifier.name, key=key)
        return self._fill_in(answered, ended=answered.goes_on)

    def answer_with(self, value: ModifierValue) -> Reply:
        """Answer the open question with a value as it is: words, a number."""
        question = self.question
        if not isinstance(question, Question):
            return self._refuse("coding.no_question")
        if not question.modifier.takes(value):
            shown = question.modifier.shown(value)
            return self._refuse(
                "coding.modifier_not_allowed",
                code=self._code_name(self.events[question.event]),
                modifier=question.modifier.name,
                option=shown,
            )
        return self._fill_in(replace(question, value=value), ended=True)

    def finish_answer(self) -> Reply:
        """Go on from a question that takes several keys to the next one."""
        question = self.question
        if not isinstance(question, Question):
            return self._refuse("coding.no_question")
        if question.outside is not None:
            return self._refuse(question.outside.code, **question.outside.values)
        event = self.events[question.event]
        self.question = self._following(question)
        values = {
            "code": self._code_name(event),
            "modifier": question.modifier.name,
            "option": question.modifier.shown(event.modifiers.get(question.modifier.id)),
        }
        return Reply(Changes(), Problem("coding.answered", values), self.question)

    def ask(self, question: Asked | None) -> None:
        """Ask something that no press asked, such as what a walk comes to; digits answer it."""
        self.question = question

    def ask_about(self, event_id: UUID, modifier: Modifier) -> None:
        """Ask a modifier of an event by itself; all digits of its answer are one step of its own."""
        given = self.events[event_id].modifiers.get(modifier.id)
        self.question = Question(event_id, modifier, self._new_id(), given, alone=True)

    def skip_question(self) -> None:
        """Leave the open question for the walk."""
        self.question = None

    def _fill_in(self, question: Question, *, ended: bool) -> Reply:
        event, modifier = self.events[question.event], question.modifier
        answers = {name: value for name, value in event.modifiers.items() if name != modifier.id}
        if question.value is not None:
            answers[modifier.id] = question.value
        after = event.with_(modifiers=answers)
        changes = Changes(replaced=((event, after),)) if after != event else Changes()
        if not changes.is_empty:
            # Something else may have been done in between: then the answer is a step of its own.
            step = question.step if question.step == self._last_step else self._new_id()
            forbidden = self._write("answer", changes, step_id=step)
            if forbidden is not None:
                return forbidden
            question = replace(question, step=step)
        self.question = self._following(question) if ended else question
        outside = question.outside
        if outside is not None and question.too_large:
            return Reply(changes, outside, self.question, refused=True)
        shown = modifier.shown(question.value) if question.value is not None else question.typed or "–"
        values = {"code": self._code_name(event), "modifier": modifier.name, "option": shown}
        return Reply(changes, Problem("coding.answered", values), self.question)

    def _pick(self, pick: Pick, key: str) -> Reply:
        values = pick.value(key)
        if values is None:
            return self._refuse("coding.no_such_choice", key=key)
        self.question = None
        reply = self.edit(pick.event, **values) if values else Reply(Changes(), Problem("coding.left_blank"))
        if reply.refused:
            self.question = pick
        return reply

    def _choose(self, offer: Offer, key: str) -> Reply:
        """Take one of the other ways that were offered, as part of the press's step; the first keeps it."""
        choice = offer.choice(key)
        name = self._code_name(self.events[offer.event])
        if choice is None:
            if key != "1":
                return self._refuse("coding.no_such_choice", key=key)
            self.question = self._question_after(self.events[offer.event], None)
            return Reply(Changes(), Problem("coding.kept", {"code": name}), self.question)
        step_id = offer.step if offer.step == self._last_step else None
        if choice.later:
            self._goes_on.add(offer.event)
        else:
            forbidden = self._write("answer", choice.changes, step_id=step_id)
            if forbidden is not None:
                return forbidden
        self.question = self._question_after(self.events[offer.event], None) if choice.later else None
        return Reply(choice.changes, choice.words, self.question)

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

    def _after_write(self, kind: str) -> None:
        """Close a question whose event is gone or recoded; what was taken back may be pressed again."""
        question = self.question
        if question is not None:
            event = self.events.get(question.event)
            gone = event is None
            if isinstance(question, Question) and event is not None:
                gone = event.code not in question.modifier.applies_to
            if gone or (isinstance(question, Offer) and question.step != self._last_step):
                self.question = None
        if kind in ("undo", "redo", "delete"):
            self._last_press = None

    def situation(self) -> Situation:
        """Give what a press meets at this moment."""
        return Situation(self.scheme, self.coding.casting, self.focus, self.events, self.names)

    def _question_after(self, event: Event, answered: Modifier | None) -> Question | None:
        order = self.scheme.modifiers_of(event.code)
        passed = order[: order.index(answered) + 1] if answered in order else ()
        open_ones = (m for m in asked_now(event, self.scheme, self.events) if m not in passed)
        assert self._last_step is not None
        step = self._last_step
        return next((Question(event.id, modifier, step) for modifier in open_ones), None)

    def _following(self, question: Question) -> Question | None:
        event = self.events[question.event]
        return None if question.alone else self._question_after(event, question.modifier)

    def _going_on(self, outcome: Accepted) -> Choice | None:
        """Find the state that was chosen to go on when this one ends."""
        if outcome.event.id not in self._goes_on:
            return None
        return next((one for one in outcome.choices if one.words.code == "coding.goes_on_instead"), None)

    def _notice(self, outcome: Accepted) -> Problem:
        values = self._values(outcome.event)
        if outcome.notice == "coding.ended":
            values["at"] = values["end"]
        values["other"] = ", ".join(self._code_name(other) for other in outcome.others)
        return Problem(outcome.notice, values)
