"""A coding's events in time order, and exact questions about them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from operator import attrgetter
from uuid import UUID

from havenlens.domain.codebook import Exclusive, Kind, Scheme
from havenlens.domain.events import Changes, Event

Key = tuple[int, int, Event]
"""Sorts by onset and id; a key without the event is found right before it."""
_Track = tuple[UUID, str, str]
_BEFORE_IDS, _LAST_ID = -1, 2**128
_ID, _NUMBER, _SPAN, _START = (attrgetter(name) for name in ("id", "int", "span", "start"))


def _key(event: Event) -> Key:
    return (event.span.start, event.id.int, event)


def _ordered(events: list[Event]) -> list[Key]:
    """Give the keys of events in order; no two have one id, so that events are never compared."""
    starts = map(_START, map(_SPAN, events))
    return sorted(zip(starts, map(_NUMBER, map(_ID, events)), events, strict=True))


def _sorted_by(key: Key) -> tuple[int, int]:
    return key[:2]


def _place(event: Event) -> tuple[int, int]:
    return (event.span.start, event.id.int)


class EventSeries:
    """Events sorted by onset, kept in step with `Changes`; no question about a moment walks the series.

    States lie on tracks within which they never overlap: one for each person and exclusive group, and in
    the other groups one for each person and code (nobody is in the same state twice).
    """

    def __init__(self, scheme: Scheme, events: Iterable[Event] = ()) -> None:
        self._scheme = scheme
        self._code = {
            code.id: (
                code.group,
                scheme.group_by_id[code.group].exclusive is Exclusive.PER_ACTOR,
                code.kind is Kind.STATE,
            )
            for code in scheme.code_by_id.values()
        }
        listed = list(events)
        self._by_id: dict[UUID, Event] = dict(zip(map(_ID, listed), listed, strict=True))
        self._order: list[Key] = _ordered(list(self._by_id.values()))
        self._tracks: dict[_Track, list[Key]] = {}
        self._open: dict[UUID, Event] = {}
        self._links: dict[UUID, list[UUID]] = {}
        self._index_all()

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Event]:
        return (key[2] for key in self._order)

    def __contains__(self, event_id: UUID) -> bool:
        return event_id in self._by_id

    def __getitem__(self, event_id: UUID) -> Event:
        return self._by_id[event_id]

    def get(self, event_id: UUID | None) -> Event | None:
        """Give an event by its id, or None."""
        return None if event_id is None else self._by_id.get(event_id)

    def by_id(self) -> dict[UUID, Event]:
        """Give the events as they are now, by their ids, for the caller to keep."""
        return self._by_id.copy()

    def keys(self) -> list[Key]:
        """Give what sorts the events as they are now, each with its event, for the caller to keep."""
        return self._order.copy()

    def position(self, event: Event) -> int:
        """Give the row of an event in time order."""
        return bisect_left(self._order, _place(event))

    def at_position(self, row: int) -> Event:
        """Give the event in a row of the time order."""
        return self._order[row][2]

    def apply(self, changes: Changes) -> None:
        """Take changes over that have been written."""
        for event in changes.removed:
            self._drop(event.id)
        for before, after in changes.replaced:
            self._drop(before.id)
            self._put(after)
        for event in changes.added:
            self._put(event)

    def open_states(self) -> tuple[Event, ...]:
        """List the states that have begun and not ended, by onset."""
        return tuple(sorted(self._open.values(), key=_place))

    def state_at(self, actor: UUID, code: str, at: int) -> Event | None:
        """Give the state a person is in at a moment, among those that a state code excludes (or is)."""
        keys = self._tracks.get(self._track(actor, code), [])
        row = bisect_right(keys, (at, _LAST_ID)) - 1
        state = keys[row][2] if row >= 0 else None
        return state if state is not None and state.span.covers(at) else None

    def state_after(self, actor: UUID, code: str, at: int) -> Event | None:
        """Give the first state that starts after a moment, among those that a state code excludes (or is)."""
        keys = self._tracks.get(self._track(actor, code), [])
        row = bisect_right(keys, (at, _LAST_ID))
        return keys[row][2] if row < len(keys) else None

    def open_state(self, actor: UUID, code: str) -> Event | None:
        """Give a person's open state of a code, or None."""
        keys = self._tracks.get(self._track(actor, code), [])
        last = keys[-1][2] if keys else None
        return last if last is not None and last.span.is_open and last.code == code else None

    def in_the_way(self, state: Event) -> Event | None:
        """Give a state that another one, in the series or not, would overlap though it must not; or None."""
        keys = self._tracks.get(self._track(state.actor, state.code), [])
        row = bisect_right(keys, (state.span.start, _LAST_ID)) - 1
        while row >= 0 and keys[row][1] == state.id.int:
            row -= 1
        for place in range(max(row, 0), len(keys)):
            other = keys[place][2]
            if state.span.end is not None and other.span.start >= state.span.end:
                return None
            if other.id != state.id and other.span.overlaps(state.span):
                return other
        return None

    def linked_to(self, event_id: UUID) -> tuple[Event, ...]:
        """List the events whose link names an event, by onset."""
        return tuple(sorted((self._by_id[one] for one in self._links.get(event_id, ())), key=_place))

    def starting_within(self, start: int, end: int) -> tuple[Event, ...]:
        """List the events whose onset lies in ``[start, end)``."""
        low = bisect_left(self._order, (start, _BEFORE_IDS))
        high = bisect_left(self._order, (end, _BEFORE_IDS))
        return tuple(self.at_position(row) for row in range(low, high))

    def next_after(self, at: int) -> Event | None:
        """Give the first event that starts after a moment."""
        row = bisect_right(self._order, (at, _LAST_ID))
        return self.at_position(row) if row < len(self._order) else None

    def last_before(self, at: int) -> Event | None:
        """Give the last event that starts before a moment."""
        row = bisect_left(self._order, (at, _BEFORE_IDS)) - 1
        return self.at_position(row) if row >= 0 else None

    def _put(self, event: Event) -> None:
        self._by_id[event.id] = event
        key = _key(event)
        insort(self._order, key, key=_sorted_by)
        self._index(key)

    def _index_all(self) -> None:
        """Index the events as `_index` does one, at a fraction of its time for each of very many."""
        # Events share their actors, so those are told apart by where they lie: hashing an id takes longer.
        tracks: dict[tuple[str, int], list[Key] | None] = {}
        for key in self._order:
            event = key[2]
            place = (event.code, id(event.actor))
            if place in tracks:
                keys = tracks[place]
            else:
                lasts = self._code[event.code][2]
                track = self._track(event.actor, event.code) if lasts else None
                keys = tracks[place] = None if track is None else self._tracks.setdefault(track, [])
            if keys is not None:
                keys.append(key)
            if event.span.end is None:
                self._open[event.id] = event
            if event.link is not None:
                self._links.setdefault(event.link, []).append(event.id)

    def _track(self, actor: UUID, code: str) -> _Track:
        group, excludes, _ = self._code[code]
        return (actor, group, "" if excludes else code)

    def _index(self, key: Key) -> None:
        event = key[2]
        if self._code[event.code][2]:
            keys = self._tracks.setdefault(self._track(event.actor, event.code), [])
            if not keys or keys[-1][:2] < key[:2]:
                keys.append(key)
            else:
                insort(keys, key, key=_sorted_by)
        if event.span.end is None:
            self._open[event.id] = event
        if event.link is not None:
            self._links.setdefault(event.link, []).append(event.id)

    def _drop(self, event_id: UUID) -> None:
        event = self._by_id.pop(event_id)
        del self._order[bisect_left(self._order, _place(event))]
        if self._scheme.code_by_id[event.code].kind is Kind.STATE:
            keys = self._tracks[self._track(event.actor, event.code)]
            del keys[bisect_left(keys, _place(event))]
        self._open.pop(event_id, None)
        if event.link is not None:
            self._links[event.link].remove(event_id)
