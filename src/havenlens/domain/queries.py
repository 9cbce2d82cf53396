"""A coding's events in time order, and exact questions about them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from uuid import UUID

from havenlens.domain.codebook import Exclusive, Kind, Scheme
from havenlens.domain.events import Changes, Event
from havenlens.domain.time import Micros

_Key = tuple[int, bytes]


def _key(event: Event) -> _Key:
    return (event.span.start, event.id.bytes)


class EventSeries:
    """Events sorted by onset, kept in step with `Changes`; lookups do not walk the whole series."""

    def __init__(self, scheme: Scheme, events: Iterable[Event] = ()) -> None:
        self._scheme = scheme
        self._by_id: dict[UUID, Event] = {event.id: event for event in events}
        self._order: list[_Key] = sorted(_key(event) for event in self._by_id.values())
        self._states: dict[tuple[UUID, str], list[_Key]] = {}
        self._open: dict[UUID, Event] = {}
        for key in self._order:
            self._index(self._by_id[UUID(bytes=key[1])])

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Event]:
        return (self._by_id[UUID(bytes=key[1])] for key in self._order)

    def __contains__(self, event_id: UUID) -> bool:
        return event_id in self._by_id

    def __getitem__(self, event_id: UUID) -> Event:
        return self._by_id[event_id]

    def get(self, event_id: UUID | None) -> Event | None:
        """Give an event by its id, or None."""
        return None if event_id is None else self._by_id.get(event_id)

    def position(self, event: Event) -> int:
        """Give the row of an event in time order."""
        return bisect_left(self._order, _key(event))

    def at_position(self, row: int) -> Event:
        """Give the event in a row of the time order."""
        return self._by_id[UUID(bytes=self._order[row][1])]

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
        return tuple(sorted(self._open.values(), key=_key))

    def states_of(self, actor: UUID, group: str) -> tuple[Event, ...]:
        """List one person's states of one group, by onset."""
        return tuple(self._by_id[UUID(bytes=key[1])] for key in self._states.get((actor, group), ()))

    def state_at(self, actor: UUID, group: str, at: int, code: str | None = None) -> Event | None:
        """Give the state of a person that covers a moment, the latest one where several do; or None."""
        keys = self._states.get((actor, group), [])
        last = bisect_right(keys, (at, b"\xff" * 16)) - 1
        # Where states exclude each other, only the latest onset can reach this far.
        first = last if self._scheme.group_by_id[group].exclusive is Exclusive.PER_ACTOR else 0
        for row in range(last, max(first, 0) - 1, -1):
            state = self._by_id[UUID(bytes=keys[row][1])]
            if state.span.covers(at) and code in (None, state.code):
                return state
        return None

    def state_after(self, actor: UUID, group: str, at: int) -> Event | None:
        """Give a person's first state of a group that starts after a moment, or None."""
        keys = self._states.get((actor, group), [])
        row = bisect_right(keys, (at, b"\xff" * 16))
        return self._by_id[UUID(bytes=keys[row][1])] if row < len(keys) else None

    def open_state(self, actor: UUID, code: str) -> Event | None:
        """Give a person's open state of a code, or None."""
        return next((e for e in self._open.values() if e.actor == actor and e.code == code), None)

    def starting_within(self, start: int, end: int) -> tuple[Event, ...]:
        """List the events whose onset lies in ``[start, end)``."""
        low = bisect_left(self._order, (start, b""))
        high = bisect_left(self._order, (end, b""))
        return tuple(self.at_position(row) for row in range(low, high))

    def next_after(self, at: int) -> Event | None:
        """Give the first event that starts after a moment."""
        row = bisect_right(self._order, (at, b"\xff" * 16))
        return self.at_position(row) if row < len(self._order) else None

    def last_before(self, at: int) -> Event | None:
        """Give the last event that starts before a moment."""
        row = bisect_left(self._order, (at, b"")) - 1
        return self.at_position(row) if row >= 0 else None

    def _put(self, event: Event) -> None:
        self._by_id[event.id] = event
        insort(self._order, _key(event))
        self._index(event)

    def _index(self, event: Event) -> None:
        code = self._scheme.code_by_id[event.code]
        if code.kind is Kind.STATE:
            insort(self._states.setdefault((event.actor, code.group), []), _key(event))
        if event.span.is_open:
            self._open[event.id] = event

    def _drop(self, event_id: UUID) -> None:
        event = self._by_id.pop(event_id)
        del self._order[bisect_left(self._order, _key(event))]
        code = self._scheme.code_by_id[event.code]
        if code.kind is Kind.STATE:
            keys = self._states[(event.actor, code.group)]
            del keys[bisect_left(keys, _key(event))]
        self._open.pop(event_id, None)


def latest_onset(events: Iterable[Event]) -> Micros:
    """Give the last onset of some events, or zero where there are none."""
    return max((event.span.start for event in events), default=Micros(0))
