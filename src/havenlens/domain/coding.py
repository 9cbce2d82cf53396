"""The rules of coding: what a press of a code's key means, given what is already coded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from havenlens.domain.codebook import Code, Exclusive, Kind, Scheme
from havenlens.domain.events import Changes, Event
from havenlens.domain.problems import Problem
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, Span, clock

NewId = Callable[[], UUID]


@dataclass(frozen=True, slots=True)
class Press:
    """A coder pressed a code's key while the frame of a moment was on the screen.

    ``restart`` (Shift) ends an open state and begins it again on this frame.
    """

    code: str
    at: Micros
    restart: bool = False
    reaction_lag: Micros = Micros(0)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a press meets: the scheme, the casting, who was in focus (latest first), what is coded."""

    scheme: Scheme
    casting: Mapping[str, tuple[UUID, ...]]
    focus: tuple[UUID, ...]
    events: EventSeries
    names: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a press does, and what to say about it; ``event`` is the one that was begun or ended."""

    changes: Changes
    event: Event
    notice: str
    others: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a press does nothing."""

    problem: Problem


def interpret(press: Press, situation: Situation, new_id: NewId) -> Accepted | Refused:
    """Say what a press changes; pure, so that the same press in the same situation always does the same.

    A state's own key ends it where it is open, shortens it where it is closed. A new state of a group that
    excludes others ends the open one at its onset, and takes over the rest of a closed one.
    """
    code = situation.scheme.code_by_id[press.code]
    actor = _actor(code, situation)
    if isinstance(actor, Refused):
        return actor
    if code.kind is Kind.POINT:
        event = _new_event(press, code, actor, Span.instant(press.at), situation, new_id)
        return Accepted(Changes(added=(event,)), event, "coding.added")
    events = situation.events
    own = events.open_state(actor, code.id) or events.state_at(actor, code.group, press.at, code.id)
    if own is not None:
        return _end(press, code, own, situation, new_id)
    return _begin(press, code, actor, situation, new_id)


def holders(scheme_roles: tuple[str, ...], casting: Mapping[str, tuple[UUID, ...]]) -> tuple[UUID, ...]:
    """List everybody who holds one of some roles, each once, in the order of the casting."""
    return tuple(dict.fromkeys(person for role in scheme_roles for person in casting.get(role, ())))


def _actor(code: Code, situation: Situation) -> UUID | Refused:
    candidates = holders(code.actors, situation.casting)
    if not candidates:
        roles = " / ".join(situation.scheme.role_by_id[role].name for role in code.actors)
        return Refused(Problem("coding.nobody_in_role", {"code": code.name, "role": roles}))
    if len(candidates) == 1:
        return candidates[0]
    focused = next((person for person in situation.focus if person in candidates), None)
    if focused is None:
        people = ", ".join(situation.names[person] for person in candidates)
        return Refused(Problem("coding.say_who", {"code": code.name, "people": people}))
    return focused


def _target(code: Code, actor: UUID, situation: Situation) -> UUID | None:
    """Fill in the other party only where the role has one holder, else the person in focus, else nobody."""
    candidates = tuple(person for person in holders(code.targets, situation.casting) if person != actor)
    if len(candidates) == 1:
        return candidates[0]
    if situation.focus and situation.focus[0] in candidates:
        return situation.focus[0]
    return None


def _new_event(
    press: Press, code: Code, actor: UUID, span: Span, situation: Situation, new_id: NewId
) -> Event:
    target = _target(code, actor, situation)
    return Event(
        id=new_id(),
        code=code.id,
        span=span,
        actor=actor,
        target=target,
        defaults=frozenset() if target is None else frozenset({"target"}),
        reaction_lag=press.reaction_lag,
    )


def _end(press: Press, code: Code, own: Event, situation: Situation, new_id: NewId) -> Accepted | Refused:
    if press.at <= own.span.start:
        return Refused(
            Problem("coding.ends_before_start", {"code": code.name, "onset": clock(own.span.start)})
        )
    ended = own.with_(span=Span(own.span.start, press.at))
    if not press.restart:
        return Accepted(Changes(replaced=((own, ended),)), ended, "coding.ended")
    again = _new_event(press, code, own.actor, Span(press.at, own.span.end), situation, new_id)
    return Accepted(Changes(added=(again,), replaced=((own, ended),)), again, "coding.restarted", (ended,))


def _begin(press: Press, code: Code, actor: UUID, situation: Situation, new_id: NewId) -> Accepted | Refused:
    group = situation.scheme.group_by_id[code.group]
    if group.exclusive is Exclusive.NONE:
        event = _new_event(press, code, actor, Span(press.at, None), situation, new_id)
        return Accepted(Changes(added=(event,)), event, "coding.begun")
    covering = situation.events.state_at(actor, group.id, press.at)
    following = situation.events.state_after(actor, group.id, press.at)
    end = None if following is None else following.span.start
    if covering is None:
        event = _new_event(press, code, actor, Span(press.at, end), situation, new_id)
        return Accepted(
            Changes(added=(event,)), event, "coding.begun" if end is None else "coding.begun_until"
        )
    if not covering.span.is_open:
        end = covering.span.end
    event = _new_event(press, code, actor, Span(press.at, end), situation, new_id)
    notice = "coding.took_over" if end is not None else "coding.begun_ending"
    if covering.span.start == press.at:
        return Accepted(Changes(added=(event,), removed=(covering,)), event, notice, (covering,))
    trimmed = covering.with_(span=Span(covering.span.start, press.at))
    return Accepted(Changes(added=(event,), replaced=((covering, trimmed),)), event, notice, (trimmed,))


def check_event(event: Event, scheme: Scheme, casting: Mapping[str, tuple[UUID, ...]]) -> Problem | None:
    """Check one event against its scheme: its code, a span that fits, people and modifiers allowed."""
    code = scheme.code_by_id.get(event.code)
    if code is None:
        return Problem("coding.unknown_code", {"code": event.code, "scheme": scheme.ref})
    if code.kind is Kind.POINT and not event.span.is_instant:
        return Problem("coding.point_has_length", {"code": code.name, "onset": clock(event.span.start)})
    if code.kind is Kind.STATE and event.span.is_instant:
        return Problem("coding.state_without_length", {"code": code.name, "onset": clock(event.span.start)})
    if event.actor not in holders(code.actors, casting):
        return Problem("coding.actor_not_allowed", {"code": code.name, "onset": clock(event.span.start)})
    if event.target is not None and event.target not in holders(code.targets, casting):
        return Problem("coding.target_not_allowed", {"code": code.name, "onset": clock(event.span.start)})
    options = {m.id: {option.id for option in m.options} for m in scheme.modifiers_of(code.id)}
    for modifier, option in event.modifiers.items():
        if option not in options.get(modifier, ()):
            values = {"code": code.name, "modifier": modifier, "option": option}
            return Problem("coding.modifier_not_allowed", values)
    return None


def check_overlap(event: Event, scheme: Scheme, events: EventSeries) -> Problem | None:
    """Check that a state overlaps no other state that its group excludes for the same person."""
    code = scheme.code_by_id[event.code]
    if code.kind is not Kind.STATE or scheme.group_by_id[code.group].exclusive is Exclusive.NONE:
        return None
    for other in events.states_of(event.actor, code.group):
        if other.id != event.id and other.span.overlaps(event.span):
            values = {
                "code": code.name,
                "other": scheme.code_by_id[other.code].name,
                "onset": clock(other.span.start),
            }
            return Problem("coding.overlap", values)
    return None
