"""The threads between bids and answers, with an index for what a window shows. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.time import Span
from havenlens.ui.timeline.index import Entry, SpanIndex, columns_of
from havenlens.ui.timeline.item_table import Shelf
from havenlens.ui.timeline.model import TimelineThread


class Threads:
    """Threads kept in step with the items at their ends; one is drawn while the items it needs are shown.

    Making many takes a while and touches no widget, so that another thread of the program may do it.
    """

    def __init__(self, threads: Iterable[TimelineThread], items: Shelf) -> None:
        self._items = items
        self._of: dict[UUID, list[TimelineThread]] = {}
        self._placed: dict[TimelineThread, Span] = {}
        known = dict.fromkeys(threads)
        for thread in known:
            for end in thread.ends:
                self._of.setdefault(end, []).append(thread)
        placed = [(thread, span) for thread in known if (span := self._span(thread)) is not None]
        self._placed = dict(placed)
        none = np.zeros(len(placed), np.int16)
        self._index: SpanIndex[TimelineThread] = SpanIndex.of_columns(
            [thread for thread, _ in placed], columns_of([span for _, span in placed]), none, none
        )

    def __len__(self) -> int:
        """Count those that are drawn."""
        return len(self._index)

    @property
    def keys(self) -> list[TimelineThread]:
        """List those that are drawn, in the order of their rows."""
        return self._index.keys

    def touching(self, start: int, end: int) -> NDArray[np.intp]:
        """Give the rows of what can be seen between two times (microseconds)."""
        return self._index.touching(start, end)

    def of(self, item_id: UUID) -> Iterator[TimelineThread]:
        """List the threads that begin or end at an item and are drawn."""
        return (thread for thread in self._of.get(item_id, ()) if thread in self._placed)

    def add(self, thread: TimelineThread) -> None:
        """Take one more thread in."""
        for end in thread.ends:
            known = self._of.setdefault(end, [])
            if thread not in known:
                known.append(thread)
        self._place(thread)

    def remove(self, thread: TimelineThread) -> None:
        """Forget a thread."""
        for end in thread.ends:
            known = self._of.get(end, [])
            if thread in known:
                known.remove(thread)
        self._take_away(thread)

    def follow(self, item_id: UUID) -> None:
        """Put the threads of an item that came or went where they belong now."""
        for thread in self._of.get(item_id, ()):
            self._place(thread)

    def on(self, items: Shelf) -> Threads:
        """Give these threads between the items of a shelf."""
        if items is self._items:
            return self
        return Threads((thread for known in self._of.values() for thread in known), items)

    def _place(self, thread: TimelineThread) -> None:
        self._take_away(thread)
        span = self._span(thread)
        if span is not None:
            self._index.add(Entry(thread, span))
            self._placed[thread] = span

    def _take_away(self, thread: TimelineThread) -> None:
        span = self._placed.pop(thread, None)
        if span is not None:
            self._index.remove(thread, span)

    def _span(self, thread: TimelineThread) -> Span | None:
        bid = self._items.span(thread.bid)
        answer = bid if thread.answer is None else self._items.span(thread.answer)
        if bid is None or answer is None:
            return None
        return Span(min(bid.start, answer.start), max(bid.start, answer.start))
