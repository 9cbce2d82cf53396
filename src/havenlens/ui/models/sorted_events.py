"""The events that pass a filter, in the order of a column. Knows no Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from havenlens.domain.events import Event
from havenlens.domain.queries import EventSeries
from havenlens.ui.models.event_cells import ANSWER_TO, ONSET, EventCells

_first, _third = itemgetter(0), itemgetter(2)


class SortedEvents:
    """Ascending, whichever way round they are shown; each event is found by what it is sorted by.

    `shown` is for reading only.
    """

    def __init__(self, cells: EventCells) -> None:
        self._cells = cells
        self._matches: Callable[[Event], bool] | None = None
        self._column = ONSET
        self._key = cells.sort_key(ONSET)
        self._keys: list[tuple[Any, ...]] = []
        self.shown: list[Event] = []

    def __len__(self) -> int:
        return len(self.shown)

    @property
    def column(self) -> int:
        """Give the column that they are sorted by."""
        return self._column

    def sort_by(self, column: int, series: EventSeries) -> None:
        """Sort by another column; events that are equal in it stay in time order."""
        self._column, self._key = column, self._cells.sort_key(column)
        self.arrange(series)

    def filter_by(self, matches: Callable[[Event], bool] | None, series: EventSeries) -> None:
        """Keep only the events that fulfil something, or all of them."""
        self._matches = matches
        self.arrange(series)

    def arrange(self, series: EventSeries) -> None:
        """Take all events anew."""
        if self._column == ONSET and self._matches is None:
            keys = series.keys()
            self._keys, self.shown = list[tuple[Any, ...]](keys), list(map(_third, keys))
            return
        events: Iterable[Event] = series if self._matches is None else filter(self._matches, series)
        key = self._key
        pairs = [(key(event), event) for event in events]
        if self._column != ONSET:  # the series is in time order
            pairs.sort(key=_first)
        self._keys = [pair[0] for pair in pairs]
        self.shown = [pair[1] for pair in pairs]

    def passes(self, event: Event) -> bool:
        """Tell whether an event fulfils the filter."""
        return self._matches is None or self._matches(event)

    def place_of(self, event: Event) -> int | None:
        """Find an event as it stands here; what its key depends on must not have changed yet."""
        key = self._key(event)
        place = bisect_left(self._keys, key)
        # A key found by may be shorter than those in the list, which end in the event itself.
        if place < len(self._keys) and self._keys[place][: len(key)] == key:
            return place
        if self._column != ANSWER_TO:
            return None
        # An answer is sorted by its bid, which may have moved or gone in the same step.
        return next((n for n, one in enumerate(self.shown) if one.id == event.id), None)

    def place_for(self, event: Event) -> int:
        """Give the place at which a new event belongs."""
        return bisect_left(self._keys, self._key(event))

    def goal_of(self, place: int, event: Event) -> int:
        """Give the place at which the event that stands at a place belongs, as it is now."""
        key = self._key(event)
        if key == self._keys[place][: len(key)]:
            return place
        goal = bisect_left(self._keys, key)
        return goal - (goal > place)

    def insert(self, place: int, event: Event) -> None:
        """Put an event at its place."""
        self._keys.insert(place, self._key(event))
        self.shown.insert(place, event)

    def take_out(self, place: int) -> None:
        """Take out the event at a place."""
        del self._keys[place]
        del self.shown[place]

    def move(self, place: int, goal: int, event: Event) -> None:
        """Put an event from one place to another, and keep it as it is now."""
        if goal == place:
            self._keys[place], self.shown[place] = self._key(event), event
        else:
            self.take_out(place)
            self.insert(goal, event)
