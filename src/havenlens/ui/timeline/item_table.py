"""The items of very many events: columns to paint from, and an item for who asks for one. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar, overload
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.time import Span
from havenlens.ui.timeline.index import columns_of
from havenlens.ui.timeline.model import TimelineItem


class Drawn(Protocol):
    """What an item is made of."""

    @property
    def id(self) -> UUID: ...

    @property
    def span(self) -> Span: ...


D = TypeVar("D", bound=Drawn)


class ItemTable(Sequence[TimelineItem], Generic[D]):
    """Items in time order that are made only when they are asked for, as most of 100,000 never are.

    ``sources`` are what they are made of and ``by_id`` the same by their ids, for the table to keep. Each has
    the number of its sample: an item of the same look on the same track. Columns are in microseconds.
    """

    def __init__(
        self,
        sources: Sequence[D],
        by_id: dict[UUID, D],
        make: Callable[[D], TimelineItem],
        looks: tuple[Sequence[TimelineItem], Sequence[int]],
    ) -> None:
        self.sources, self.by_id, self.make = sources, by_id, make
        self.samples = looks[0]
        self.sample_numbers: NDArray[np.int32] = np.asarray(looks[1], np.int32)
        self.starts, self.ends = columns_of(list(map(attrgetter("span"), sources)))

    def __len__(self) -> int:
        return len(self.sources)

    @overload
    def __getitem__(self, place: int) -> TimelineItem: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[TimelineItem]: ...

    def __getitem__(self, place: int | slice) -> TimelineItem | Sequence[TimelineItem]:
        if isinstance(place, slice):
            return [self.make(source) for source in self.sources[place]]
        return self.make(self.sources[place])

    def __iter__(self) -> Iterator[TimelineItem]:
        return map(self.make, self.sources)


class Shelf:
    """The items that are shown by their ids; those of a table are made when they are asked for."""

    def __init__(self) -> None:
        self._items: dict[UUID, TimelineItem] = {}
        self._unmade: dict[UUID, Any] = {}
        self._make: Callable[[Any], TimelineItem] | None = None

    def lay(self, table: ItemTable[Any], shown: Callable[[TimelineItem], bool]) -> None:
        """Take the items of a table whose samples are shown."""
        self._unmade, self._make = table.by_id, table.make
        hidden = {number for number, sample in enumerate(table.samples) if not shown(sample)}
        if hidden:
            for source, number in zip(table.sources, table.sample_numbers.tolist(), strict=True):
                if number in hidden:
                    del self._unmade[source.id]

    def __len__(self) -> int:
        return len(self._items) + len(self._unmade)

    def __contains__(self, item_id: UUID) -> bool:
        return item_id in self._items or item_id in self._unmade

    def __getitem__(self, item_id: UUID) -> TimelineItem:
        item = self.get(item_id)
        if item is None:
            raise KeyError(item_id)
        return item

    def __setitem__(self, item_id: UUID, item: TimelineItem) -> None:
        self._unmade.pop(item_id, None)
        self._items[item_id] = item

    def get(self, item_id: UUID) -> TimelineItem | None:
        """Give an item by its id, or None."""
        source = self._unmade.get(item_id)
        if source is None or self._make is None:
            return self._items.get(item_id)
        return self._make(source)

    def span(self, item_id: UUID) -> Span | None:
        """Give the span of an item without making it, or None."""
        found = self._unmade.get(item_id) or self._items.get(item_id)
        return None if found is None else found.span

    def pop(self, item_id: UUID) -> TimelineItem | None:
        """Take an item away and give it, or None."""
        item = self.get(item_id)
        if item is not None and self._unmade.pop(item_id, None) is None:
            del self._items[item_id]
        return item
