"""Events as columns: what makes agreement on a million events quick and small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self, overload

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError
from havenlens.domain.time import clock
from havenlens.reliability.codings import CODERS, DoubleCoding, TimedEvent

Times = NDArray[np.int64]
Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class EventColumns(Sequence[TimedEvent]):
    """Events as columns of equal length; read as a sequence, it gives the events themselves.

    ``offset`` is in microseconds, as ``onset``; it is the onset where an event does not ``last``.
    ``code`` and ``actor`` are places in ``codes`` and ``actors``, which may name more than occur.
    """

    onset: Times
    offset: Times
    lasts: Flags
    code: Numbers
    actor: Numbers
    codes: tuple[str, ...]
    actors: tuple[str, ...]

    @classmethod
    def of(cls, events: Sequence[TimedEvent]) -> EventColumns:
        """Put events into columns; columns stay what they are."""
        if isinstance(events, EventColumns):
            return events
        if not events:
            times, places = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.intp)
            return cls(times, times, times > 0, places, places, (), ())
        onsets, offsets, codes, actors = zip(*events, strict=True)
        onset = np.array(onsets, dtype=np.int64)
        lasts = np.array([offset is not None for offset in offsets])
        offset = onset.copy()
        offset[lasts] = [each for each in offsets if each is not None]
        code_places = {name: place for place, name in enumerate(dict.fromkeys(codes))}
        actor_places = {name: place for place, name in enumerate(dict.fromkeys(actors))}
        return cls(
            onset,
            offset,
            lasts,
            np.array([code_places[name] for name in codes], dtype=np.intp),
            np.array([actor_places[name] for name in actors], dtype=np.intp),
            tuple(code_places),
            tuple(actor_places),
        )

    def kept(self, which: Flags | Numbers) -> EventColumns:
        """Give some of the events, by a mask or by their places."""
        return EventColumns(
            self.onset[which],
            self.offset[which],
            self.lasts[which],
            self.code[which],
            self.actor[which],
            self.codes,
            self.actors,
        )

    def __len__(self) -> int:
        return int(self.onset.size)

    def __iter__(self) -> Iterator[TimedEvent]:
        columns = (self.onset, self.offset, self.lasts, self.code, self.actor)
        for onset, offset, lasts, code, actor in zip(*(each.tolist() for each in columns), strict=True):
            yield TimedEvent(onset, offset if lasts else None, self.codes[code], self.actors[actor])

    @overload
    def __getitem__(self, place: int) -> TimedEvent: ...

    @overload
    def __getitem__(self, place: slice) -> EventColumns: ...

    def __getitem__(self, place: int | slice) -> TimedEvent | EventColumns:
        if isinstance(place, slice):
            return self.kept(np.arange(len(self), dtype=np.intp)[place])
        return TimedEvent(
            int(self.onset[place]),
            int(self.offset[place]) if self.lasts[place] else None,
            self.codes[self.code[place]],
            self.actors[self.actor[place]],
        )


class Side(NamedTuple):
    """One coder's events of many observations, with the number of the observation that each is in."""

    events: EventColumns
    observation: Numbers

    @classmethod
    def of(cls, parts: Sequence[Sequence[TimedEvent]]) -> Self:
        """Put the events of observations behind each other."""
        columns = [EventColumns.of(part) for part in parts]
        if len(columns) == 1:
            return cls.whole(columns[0])
        codes = _renumbered([part.codes for part in columns])
        actors = _renumbered([part.actors for part in columns])
        times, places = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.intp)
        joined = EventColumns(
            np.concatenate([times, *(part.onset for part in columns)]),
            np.concatenate([times, *(part.offset for part in columns)]),
            np.concatenate([times > 0, *(part.lasts for part in columns)]),
            np.concatenate([places, *(codes.places[part.codes][part.code] for part in columns)]),
            np.concatenate([places, *(actors.places[part.actors][part.actor] for part in columns)]),
            codes.names,
            actors.names,
        )
        return cls(joined, np.repeat(np.arange(len(columns)), [len(part) for part in columns]))

    @classmethod
    def whole(cls, events: EventColumns) -> Self:
        """Take all events as those of one observation."""
        return cls(events, np.zeros(len(events), dtype=np.intp))

    def kept(self, which: Flags) -> Side:
        """Give some of the events."""
        return Side(self.events.kept(which), self.observation[which])


class _Renumbered(NamedTuple):
    names: tuple[str, ...]
    places: dict[tuple[str, ...], Numbers]


def _renumbered(lists: Sequence[tuple[str, ...]]) -> _Renumbered:
    """Give one list of all names, and for each list where its names stand in that."""
    distinct = dict.fromkeys(lists)
    names = {name: place for place, name in enumerate(dict.fromkeys(n for each in distinct for n in each))}
    places = {each: np.array([names[name] for name in each], dtype=np.intp) for each in distinct}
    return _Renumbered(tuple(names), places)


def numbered(names: Sequence[str], wanted: Sequence[str]) -> Numbers:
    """Give where each name stands among those that are wanted; −1 for one that does not."""
    places = {name: place for place, name in enumerate(wanted)}
    return np.array([places.get(name, -1) for name in names], dtype=np.intp)


def sides_seen(
    codings: Sequence[DoubleCoding], codes: Sequence[str], coders: tuple[str, str] = CODERS
) -> tuple[Side, Side, int]:
    """Give both coders' events as `events_seen` does, of all observations at once; numbers count them.

    StudyError for an event that ends before it starts.
    """
    sides = [Side.of([one.first for one in codings]), Side.of([one.second for one in codings])]
    sides = [side.kept(numbered(side.events.codes, codes)[side.events.code] >= 0) for side in sides]
    refuse_backwards(sides, coders)
    start = np.array([one.start for one in codings], dtype=np.int64)
    end = np.array([one.end for one in codings], dtype=np.int64)
    within = []
    for events, place in sides:
        inside = (start[place] <= events.onset) & (events.onset <= end[place])
        within.append(Side(events, place).kept(inside))
    kept = [side.kept(~_away(side, codings)) for side in within]
    left_out = sum(len(side.events) for side in within) - sum(len(side.events) for side in kept)
    return kept[0], kept[1], left_out


def refuse_backwards(sides: Sequence[Side], coders: Sequence[str]) -> None:
    """Raise StudyError for the first event that ends before it starts: by observation, then by coder."""
    wrong = [
        (int(side.observation[at]), number, int(at))
        for number, side in enumerate(sides)
        for at in np.flatnonzero(side.events.offset < side.events.onset)[:1]
    ]
    if wrong:
        _, number, at = min(wrong)
        event = sides[number].events[at]
        raise StudyError(
            "agreement.ends_before_it_starts",
            coder=coders[number],
            label=event.code,
            at=clock(event.onset),
        )


def _away(side: Side, codings: Sequence[DoubleCoding]) -> Flags:
    """Tell which events begin while their person is out of view."""
    away = np.zeros(len(side.events), dtype=bool)
    for number, coding in enumerate(codings):
        if not coding.away:
            continue
        low, high = np.searchsorted(side.observation, [number, number + 1])
        onset, actor = side.events.onset[low:high], side.events.actor[low:high]
        for name in coding.away:
            if name not in side.events.actors:
                continue
            own = actor == side.events.actors.index(name)
            for begin, stop in coding.absences(name):
                away[low:high] |= own & (begin <= onset) & (onset < stop)
    return away
