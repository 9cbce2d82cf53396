"""What an edit of coded events changes, worked out without doing it: pure, so that it can be shown first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import Code, Kind, Scheme
from havenlens.domain.coding import NewId, Refused, holders
from havenlens.domain.events import Changes, Event, Flag
from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import Problem
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Micros, Span, clock

Place = Callable[[Micros], Micros]
"""Says where a time goes."""

COMMENT_JOINT = " / "
_LINKABLE = 40


@dataclass(frozen=True, slots=True)
class Ground:
    """What an edit stands on: the scheme, who holds which role, what is coded, names, and the film's span."""

    scheme: Scheme
    casting: Mapping[str, tuple[UUID, ...]]
    events: EventSeries
    names: Mapping[UUID, str]
    film: Span


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit changes, and what to say about it."""

    changes: Changes
    said: Problem


Outcome = Edited | Refused


def split(chosen: Iterable[Event], at: Micros, ground: Ground, new_id: NewId) -> Outcome:
    """Cut the states that last over a moment in two.

    Answers, comment, flags and link stay with the first part; the second one has the code and the people.
    """
    lasting = [e for e in chosen if e.span.start < at and (e.span.end is None or at < e.span.end)]
    if not lasting:
        return Refused(Problem("editing.split_outside", {"at": clock(at)}))
    second = tuple(
        Event(
            new_id(),
            event.code,
            Span(at, event.span.end),
            event.actor,
            event.target,
            defaults=event.defaults & {"target"},
        )
        for event in lasting
    )
    first = tuple((event, event.with_(span=Span(event.span.start, at))) for event in lasting)
    said = Problem("editing.split", {"what": names_of(lasting, ground.scheme), "at": clock(at)})
    return Edited(Changes(added=second, replaced=first), said)


def merge(chosen: Sequence[Event], ground: Ground) -> Outcome:
    """Make one state of several of the same code and person, or of one and the next.

    It lasts from the first onset to the last offset. Where both have an answer to the same question, or a
    link, that of the first one stays; comments are joined; links to the others go to the one that is left.
    """
    parts = sorted(chosen, key=lambda event: event.span)
    if len(parts) == 1:
        following = _next_of_its_kind(parts[0], ground.events)
        parts += [] if following is None else [following]
    if len(parts) < 2:
        return Refused(Problem("editing.nothing_to_merge"))
    if len({(event.code, event.actor) for event in parts}) > 1:
        return Refused(Problem("editing.merge_differs"))
    code = ground.scheme.code_by_id[parts[0].code]
    if code.kind is Kind.POINT:
        return Refused(Problem("editing.merge_points", {"code": code.name}))
    first, rest = parts[0], parts[1:]
    whole = _whole_of(parts)
    gone = {event.id for event in rest}
    relinked = tuple(
        (other, other.with_(link=first.id))
        for event in rest
        for other in ground.events.linked_to(event.id)
        if other.id not in gone and other.id != first.id
    )
    values = {"code": code.name, "n": len(parts), "at": clock(whole.span.start), "end": _end_of(whole)}
    changes = Changes(removed=tuple(rest), replaced=((first, whole), *relinked))
    return Edited(changes, Problem("editing.merged", values))


def shift(chosen: Sequence[Event], place: Place, ground: Ground) -> Outcome:
    """Move events in time; refuse what would leave the recording."""
    moved = tuple((event, event.with_(span=moved_span(event.span, place))) for event in chosen)
    outside = next((pair for pair in moved if not _inside(pair[1].span, ground.film)), None)
    if outside is not None:
        return Refused(_leaves(outside[0], ground))
    first = min((after.span.start for _, after in moved), default=Micros(0))
    said = Problem("editing.shifted", {"n": len(moved), "at": clock(first)})
    return Edited(_replacing(moved), said)


def by_time(by: int) -> Place:
    """Move times by some microseconds."""
    return lambda at: Micros(at + by)


def by_frames(times: FrameTimes, count: int) -> Place:
    """Move times by whole frames, also where frames last differently long; beyond the ends as at the ends."""
    last = len(times) - 1
    step = times.end_of(last) - times.time_of(last)

    def place(at: Micros) -> Micros:
        number = times.nearest(at)
        goal = number + count
        inside = min(max(goal, 0), last)
        return Micros(times.time_of(inside) + (goal - inside) * step + at - times.time_of(number))

    return place


def moved_span(span: Span, place: Place) -> Span:
    """Give a span whose ends have gone to other places; what lasts never becomes a moment."""
    start = place(span.start)
    if span.end is None or span.is_instant:
        return Span(start, None if span.end is None else start)
    return Span(start, Micros(max(place(span.end), start + 1)))


def codes_for(event: Event, person: UUID, group: str, ground: Ground) -> tuple[Code, ...]:
    """List what an event could be on the track of a person in a group: codes of its kind they may show."""
    kind = ground.scheme.code_by_id[event.code].kind
    return tuple(
        code
        for code in ground.scheme.codes_in(group)
        if code.kind is kind and person in holders(code.actors, ground.casting)
    )


def linkable(event: Event, ground: Ground) -> tuple[Event, ...]:
    """List what an event may be an answer to, the latest first: earlier bids, where the scheme has any."""
    bids = {code.id for code in ground.scheme.codes if code.code_class == "bid"}
    found: list[Event] = []
    row = ground.events.position(event) if event.id in ground.events else len(ground.events)
    while row > 0 and len(found) < _LINKABLE:
        row -= 1
        other = ground.events.at_position(row)
        if not bids or other.code in bids:
            found.append(other)
    return tuple(found)


def set_values(chosen: Iterable[Event], ground: Ground, **values: Any) -> Outcome:
    """Give several events the same values in one step.

    ``code``, ``actor``, ``target``, ``comment``, ``link`` and ``flags`` replace what was there; ``modifiers``
    are answers by question (None takes one away), given where the question applies; ``flag_on`` and
    ``flag_off`` set or clear one flag.
    """
    events = list(chosen)
    pairs = [(event, with_values(event, ground, **values)) for event in events]
    changes = _replacing(pairs)
    if changes.is_empty:
        return Edited(changes, Problem("editing.as_they_were", {"n": len(events)}))
    said = {"n": len(changes.replaced), "what": names_of([a for _, a in changes.replaced], ground.scheme)}
    return Edited(changes, Problem("editing.set", said))


def move_to(
    chosen: Sequence[Event], ground: Ground, *, actor: UUID, code: str | None = None, by: int = 0
) -> Outcome:
    """Move events to another person, maybe as another code, and in time, as one step."""
    values: dict[str, Any] = {"actor": actor} if code is None else {"actor": actor, "code": code}
    pairs = []
    for event in chosen:
        after = with_values(event, ground, **values)
        pairs.append((event, after.with_(span=after.span.shifted(by))))
    outside = next((pair for pair in pairs if not _inside(pair[1].span, ground.film)), None)
    if outside is not None:
        return Refused(_leaves(outside[0], ground))
    after = pairs[0][1]
    said = {
        "what": names_of([one for _, one in pairs], ground.scheme),
        "who": ground.names.get(actor, ""),
        "at": clock(after.span.start),
    }
    return Edited(_replacing(pairs), Problem("editing.moved", said))


def with_values(event: Event, ground: Ground, **values: Any) -> Event:
    """Give an event with other values; answers and a target that no longer fit are left out."""
    answers = values.pop("modifiers", {})
    flags = values.pop("flags", event.flags)
    flags = (flags | _flag(values.pop("flag_on", None))) - _flag(values.pop("flag_off", None))
    after = event.with_(**values, flags=frozenset(flags))
    known = {modifier.id: modifier for modifier in ground.scheme.modifiers_of(after.code)}
    same = after.code == event.code
    if answers or not same:
        # A new answer is kept where its question applies: checking says what is wrong with it.
        given = {
            name: value
            for name, value in after.modifiers.items()
            if name not in answers and (same or (name in known and known[name].takes(value)))
        }
        fresh = {name: value for name, value in answers.items() if name in known and value is not None}
        after = after.with_(modifiers={**given, **fresh})
    if "target" not in values and after.target is not None:
        allowed = holders(ground.scheme.code_by_id[after.code].targets, ground.casting)
        if after.target == after.actor or after.target not in allowed:
            after = after.with_(target=None, defaults=after.defaults - {"target"})
    return after if after == event else after.with_(defaults=after.defaults - values.keys())


def names_of(events: Iterable[Event], scheme: Scheme) -> str:
    """Name the codes of some events, the first three of them."""
    names = list(dict.fromkeys(scheme.code_by_id[event.code].name for event in events))
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _flag(flag: Flag | None) -> frozenset[Flag]:
    return frozenset() if flag is None else frozenset({flag})


def _replacing(pairs: Iterable[tuple[Event, Event]]) -> Changes:
    return Changes(replaced=tuple((before, after) for before, after in pairs if before != after))


def _whole_of(parts: Sequence[Event]) -> Event:
    """Fold events into the first one of them."""
    own = {event.id for event in parts}
    modifiers: dict[str, Any] = {}
    for event in parts:
        modifiers = {**event.modifiers, **modifiers}
    ends = [event.span.end for event in parts]
    known = [end for end in ends if end is not None]
    comments = dict.fromkeys(event.comment for event in parts if event.comment)
    links = [event.link for event in parts if event.link is not None and event.link not in own]
    return parts[0].with_(
        span=Span(parts[0].span.start, max(known) if len(known) == len(ends) else None),
        modifiers=modifiers,
        comment=COMMENT_JOINT.join(comments),
        flags=frozenset().union(*(event.flags for event in parts)),
        link=links[0] if links else None,
        target=next((event.target for event in parts if event.target is not None), None),
    )


def _next_of_its_kind(event: Event, events: EventSeries) -> Event | None:
    for row in range(events.position(event) + 1, len(events)):
        other = events.at_position(row)
        if (other.code, other.actor) == (event.code, event.actor):
            return other
    return None


def _inside(span: Span, film: Span) -> bool:
    last = span.start if span.end is None else span.end
    return film.start <= span.start and (film.end is None or last <= film.end)


def _leaves(event: Event, ground: Ground) -> Problem:
    values = {
        "code": ground.scheme.code_by_id[event.code].name,
        "onset": clock(event.span.start),
        "start": clock(ground.film.start),
        "end": "" if ground.film.end is None else clock(ground.film.end),
    }
    return Problem("editing.leaves_film" if ground.film.end is not None else "editing.leaves_start", values)


def _end_of(event: Event) -> str:
    return "" if event.span.end is None else clock(event.span.end)
