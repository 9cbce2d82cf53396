"""The rules of coding: what a press of a code's key means, given what is already coded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from uuid import UUID

from havenlens.domain.codebook import Code, Kind, Scheme
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
class Choice:
    """Another way to take a press: its words, and what it changes after what the press did.

    ``later`` is a choice that takes effect when the state is ended: then the one before it goes on.
    """

    words: Problem
    changes: Changes = field(default_factory=Changes)
    later: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a press does, and what to say about it; ``event`` is the one that was begun or ended.

    ``choices`` are other ways to take it, where it fell into a state that was closed already.
    """

    changes: Changes
    event: Event
    notice: str
    others: tuple[Event, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a press does nothing."""

    problem: Problem


def interpret(press: Press, situation: Situation, new_id: NewId) -> Accepted | Refused:
    """Say what a press changes; pure, so that the same press in the same situation always does the same.

    Inside a state its own key ends it: an open one is closed, a closed one shortened. A new state of a group
    that excludes others ends the open one at its onset, takes over the rest of a closed one, and itself ends
    where the next one begins.
    """
    code = situation.scheme.code_by_id[press.code]
    actor = acting(code, situation)
    if isinstance(actor, Refused):
        return actor
    if code.kind is Kind.POINT:
        event = _new_event(press, code, actor, Span.instant(press.at), situation, new_id)
        return Accepted(Changes(added=(event,)), event, "coding.added")
    holding = situation.events.state_at(actor, code.id, press.at)
    if holding is not None and holding.code == code.id:
        return _end(press, code, holding, situation, new_id)
    still_open = situation.events.open_state(actor, code.id)
    # The key was pressed inside the open state; only the reaction lag took the moment to before its onset.
    if still_open is not None and still_open.span.start <= press.at + press.reaction_lag:
        return _end(press, code, still_open, situation, new_id)
    return _begin(press, code, actor, holding, situation, new_id)


def holders(scheme_roles: tuple[str, ...], casting: Mapping[str, tuple[UUID, ...]]) -> tuple[UUID, ...]:
    """List everybody who holds one of some roles, each once, in the order of the casting."""
    return tuple(dict.fromkeys(person for role in scheme_roles for person in casting.get(role, ())))


def acting(code: Code, situation: Situation) -> UUID | Refused:
    """Say who acts: the only one who may, else whoever of them was in focus last."""
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


def default_target(code: Code, actor: UUID, situation: Situation) -> tuple[UUID | None, frozenset[str]]:
    """Fill in the other party only where the role has one holder, else the person in focus, else nobody.

    Give also which values were filled in, as an event keeps them.
    """
    candidates = tuple(person for person in holders(code.targets, situation.casting) if person != actor)
    focused = situation.focus[:1]
    if len(candidates) == 1:
        return candidates[0], frozenset({"target"})
    if focused and focused[0] in candidates:
        return focused[0], frozenset({"target"})
    return None, frozenset()


def _new_event(
    press: Press, code: Code, actor: UUID, span: Span, situation: Situation, new_id: NewId
) -> Event:
    target, filled = default_target(code, actor, situation)
    return Event(
        id=new_id(),
        code=code.id,
        span=span,
        actor=actor,
        target=target,
        defaults=filled,
        reaction_lag=press.reaction_lag,
    )


def _end(press: Press, code: Code, own: Event, situation: Situation, new_id: NewId) -> Accepted | Refused:
    if press.at <= own.span.start:
        return Refused(
            Problem("coding.ends_before_start", {"code": code.name, "onset": clock(own.span.start)})
        )
    ended = own.with_(span=Span(own.span.start, press.at))
    if not press.restart:
        group = situation.scheme.group_by_id[code.group]
        if group.exhaustive and own.span.is_open:
            return Refused(Problem("coding.always_one", {"code": code.name, "group": group.name}))
        choices = _instead_of_trimming(press, code, own, situation, new_id)
        return Accepted(Changes(replaced=((own, ended),)), ended, "coding.ended", choices=choices)
    again = _new_event(press, code, own.actor, Span(press.at, own.span.end), situation, new_id)
    return Accepted(Changes(added=(again,), replaced=((own, ended),)), again, "coding.restarted", (ended,))


def _instead_of_trimming(
    press: Press, code: Code, own: Event, situation: Situation, new_id: NewId
) -> tuple[Choice, ...]:
    """Offer to split a closed state instead of shortening it, or to let the state before it go on."""
    if own.span.end is None:
        return ()
    rest = Span(press.at, own.span.end)
    again = _new_event(press, code, own.actor, rest, situation, new_id)
    values = {"code": code.name, "at": clock(press.at), "end": clock(own.span.end)}
    choices = [Choice(Problem("coding.split_instead", values), Changes(added=(again,)))]
    before = situation.events.state_at(own.actor, code.id, own.span.start - 1)
    if before is not None and before.code != code.id and before.span.end == own.span.start:
        on = before.with_(id=new_id(), span=rest, comment="", link=None)
        other = situation.scheme.code_by_id[before.code].name
        words = Problem("coding.goes_on_instead", {**values, "other": other})
        choices.append(Choice(words, Changes(added=(on,))))
    return tuple(choices)


def _begin(
    press: Press, code: Code, actor: UUID, holding: Event | None, situation: Situation, new_id: NewId
) -> Accepted:
    """Begin a state, where ``holding`` is the one that it excludes and that holds at the moment."""
    following = situation.events.state_after(actor, code.id, press.at)
    end = None if following is None else following.span.start
    if holding is None:
        event = _new_event(press, code, actor, Span(press.at, end), situation, new_id)
        notice = "coding.begun" if end is None else "coding.begun_until"
        return Accepted(Changes(added=(event,)), event, notice)
    event = _new_event(press, code, actor, Span(press.at, holding.span.end), situation, new_id)
    if holding.span.start == press.at:
        unlinked = without_links_to({holding.id}, situation.events)
        changes = Changes(added=(event,), removed=(holding,), replaced=unlinked)
        return Accepted(changes, event, "coding.replaced", (holding,))
    trimmed = holding.with_(span=Span(holding.span.start, press.at))
    changes = Changes(added=(event,), replaced=((holding, trimmed),))
    if holding.span.is_open:
        return Accepted(changes, event, "coding.begun_ending", (trimmed,))
    other = situation.scheme.code_by_id[holding.code].name
    words = Problem("coding.between_instead", {"code": code.name, "other": other, "key": code.key})
    return Accepted(changes, event, "coding.took_over", (trimmed,), (Choice(words, later=True),))


def without_links_to(gone: AbstractSet[UUID], events: EventSeries) -> tuple[tuple[Event, Event], ...]:
    """Clear the links of events that stay to events that go."""
    return tuple(
        (event, event.with_(link=None))
        for event_id in sorted(gone)
        for event in events.linked_to(event_id)
        if event.id not in gone
    )


def check_event(event: Event, scheme: Scheme, casting: Mapping[str, tuple[UUID, ...]]) -> Problem | None:
    """Check one event against its scheme: its code, a span that fits, people and modifiers allowed."""
    code = scheme.code_by_id.get(event.code)
    if code is None:
        return Problem("coding.unknown_code", {"code": event.code, "scheme": scheme.ref})
    if code.kind is Kind.POINT and not event.span.is_instant:
        return Problem("coding.point_has_length", {"code": code.name, "onset": clock(event.span.start)})
    if code.kind is Kind.STATE and event.span.is_instant:
        return Problem("coding.state_without_length", {"code": code.name, "onset": clock(event.span.start)})
    if event.actor not in holders(code.actors or tuple(casting), casting):
        return Problem("coding.actor_not_allowed", {"code": code.name, "onset": clock(event.span.start)})
    others = [person for person in holders(code.targets, casting) if person != event.actor]
    if event.target is not None and event.target not in others:
        return Problem("coding.target_not_allowed", {"code": code.name, "onset": clock(event.span.start)})
    known = {modifier.id: modifier for modifier in scheme.modifiers_of(code.id)}
    for name, value in event.modifiers.items():
        if name not in known or not known[name].takes(value):
            shown = known[name].shown(value) if name in known else value
            values = {"code": code.name, "modifier": name, "option": shown}
            return Problem("coding.modifier_not_allowed", values)
    return None


def check_overlap(event: Event, scheme: Scheme, events: EventSeries) -> Problem | None:
    """Check that a state overlaps none that it excludes for the same person, nor one of its own code."""
    code = scheme.code_by_id[event.code]
    other = events.in_the_way(event) if code.kind is Kind.STATE else None
    if other is None:
        return None
    found = {"code": code.name, "other": scheme.code_by_id[other.code].name, "onset": clock(other.span.start)}
    return Problem("coding.overlap", found)


def check_link(event: Event, events: EventSeries) -> Problem | None:
    """Check that an event's link names another event of the same coding."""
    if event.link is None or (event.link != event.id and event.link in events):
        return None
    return Problem("coding.link_nowhere", {"onset": clock(event.span.start)})
