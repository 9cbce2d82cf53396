"""The events of a timeline in rows and sub-rows, kept in step one event at a time. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import ArrayLike, NDArray

from havenlens.domain.codebook import Kind
from havenlens.domain.time import Micros, Span
from havenlens.ui.timeline.geometry import (
    CYCLES,
    SOUND,
    TRANSCRIPT,
    Layout,
    RowSizes,
    free_lane,
    lay_out,
    stack,
)
from havenlens.ui.timeline.index import NEVER, Entry, SpanIndex, columns_of
from havenlens.ui.timeline.item_table import ItemTable, Shelf
from havenlens.ui.timeline.model import (
    TimelineContent,
    TimelineItem,
    TimelineThread,
    TimelineTrack,
    TranscriptItem,
)
from havenlens.ui.timeline.threads import Threads

TEXT_LANES = 3
"""How many sub-rows the transcript may have."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What events of the same look share."""

    letter: str
    colour: str
    kind: Kind
    flagged: bool = False


class TimelineScene:
    """Items and threads with indexes for what a window shows; a track that is not there hides its items."""

    def __init__(self, content: TimelineContent) -> None:
        self.duration, self.first = content.duration, content.first
        self.tracks: dict[str, TimelineTrack] = {track.key: track for track in content.tracks}
        self.set_transcript(content.transcript)
        self.cycles = tuple(sorted(content.cycles, key=lambda item: item.span))
        self.waveform = content.waveform
        self.marks: list[Mark] = []
        self._mark_numbers: dict[tuple[str, str, int, bool], int] = {}
        self._items = Shelf()
        self._open: dict[UUID, TimelineItem] = {}
        self._lane_of: dict[UUID, int] = {}
        """The sub-rows of items that do not lie in the first one, as nearly all do."""
        items = content.items
        if isinstance(items, ItemTable):
            self.rows: dict[str, SpanIndex[UUID]] = self._rows_of_table(items)
        else:
            self.rows = self._rows(items)
        self.threads = Threads(content.threads, self._items)

    def _rows(self, items: Iterable[TimelineItem]) -> dict[str, SpanIndex[UUID]]:
        by_track: dict[str, list[TimelineItem]] = {key: [] for key in self.tracks}
        for item in items:
            if item.track in by_track:
                by_track[item.track].append(item)
                self._remember(item)
        return {
            key: self._row(
                [item.id for item in members],
                columns_of([item.span for item in members]),
                [self._mark(item) for item in members],
            )
            for key, members in by_track.items()
        }

    def _rows_of_table(self, table: ItemTable[Any]) -> dict[str, SpanIndex[UUID]]:
        self._items.lay(table, lambda sample: sample.track in self.tracks)
        marks = np.array([self._mark(sample) for sample in table.samples], np.int32)
        places = {key: place for place, key in enumerate(self.tracks)}
        track_of = np.array([places.get(sample.track, -1) for sample in table.samples], np.int32)
        tracks = track_of[table.sample_numbers] if len(table) else np.empty(0, np.int32)
        for place in np.flatnonzero((table.ends == NEVER) & (tracks >= 0)).tolist():
            self._open[table.sources[place].id] = table[place]
        rows = {}
        for key, number in places.items():
            members = np.flatnonzero(tracks == number)
            ids = [table.sources[place].id for place in members.tolist()]
            numbers = marks[table.sample_numbers[members]] if ids else members
            rows[key] = self._row(ids, (table.starts[members], table.ends[members]), numbers)
        return rows

    def _row(
        self, ids: list[UUID], spans: tuple[NDArray[np.int64], NDArray[np.int64]], marks: ArrayLike
    ) -> SpanIndex[UUID]:
        lanes = _lanes_of(*spans)
        self._lane_of.update((key, lane) for key, lane in zip(ids, lanes.tolist(), strict=True) if lane)
        return SpanIndex.of_columns(ids, spans, marks, lanes)

    @property
    def last(self) -> int:
        """Give when the observation ends."""
        return self.first + self.duration

    def set_film(self, film: Span) -> None:
        """Take over that the observation covers other time now."""
        self.first, self.duration = film.start, film.length
        self.set_transcript(self.transcript)

    def set_transcript(self, lines: Iterable[TranscriptItem]) -> None:
        """Take other spoken lines; those that overlap are put into sub-rows, up to `TEXT_LANES`."""
        self.transcript = tuple(sorted(lines, key=lambda line: line.span))
        lanes = stack([line.span for line in self.transcript], TEXT_LANES)
        self.text_rows: SpanIndex[int] = SpanIndex(
            Entry(place, line.span, lane=lane)
            for place, (line, lane) in enumerate(zip(self.transcript, lanes, strict=True))
        )
        self.text_room = [self.last] * len(lanes)
        """Until when each line's text may be written: to the next line of its sub-row."""
        begun: dict[int, int] = {}
        for place, lane in enumerate(lanes):
            if lane in begun:
                self.text_room[begun[lane]] = self.transcript[place].span.start
            begun[lane] = place

    def __len__(self) -> int:
        return len(self._items)

    def get(self, item_id: UUID | None) -> TimelineItem | None:
        """Give an item by its id, or None."""
        return None if item_id is None else self._items.get(item_id)

    def open_items(self) -> tuple[TimelineItem, ...]:
        """List the states that have begun and not ended."""
        return tuple(self._open.values())

    def lane(self, item: TimelineItem) -> int:
        """Give the sub-row of an item; one that is not shown raises KeyError."""
        if item.id not in self._items:
            raise KeyError(item.id)
        return self._lane_of.get(item.id, 0)

    def lanes_in(self, track: str) -> int:
        """Count the sub-rows of a track, at least one."""
        lanes = self.rows[track].lanes
        return int(lanes.max()) + 1 if lanes.size else 1

    def layout(self, sizes: RowSizes) -> Layout:
        """Lay out the rows that have something to show."""
        above = [
            key
            for key, there in (
                (SOUND, self.waveform is not None),
                (TRANSCRIPT, bool(self.transcript)),
                (CYCLES, bool(self.cycles)),
            )
            if there
        ]
        texts = int(self.text_rows.lanes.max(initial=0)) + 1
        return lay_out(above, ((key, self.lanes_in(key)) for key in self.tracks), sizes, texts)

    def fits(self, layout: Layout) -> bool:
        """Tell whether each track of a layout still has the sub-rows that it needs, and none is missing."""
        laid_out = {row.key: row.lanes for row in layout.rows}
        return all(laid_out.get(key) == self.lanes_in(key) for key in self.tracks)

    def add_track(self, track: TimelineTrack) -> None:
        """Make room for the events of one more track."""
        self.tracks[track.key] = track
        self.rows[track.key] = SpanIndex(())

    def add(self, item: TimelineItem) -> None:
        """Take an item in; one on an unknown track is not shown."""
        row = self.rows.get(item.track)
        if row is None:
            return
        end = item.span.start if item.span.end is None else item.span.end
        near = [
            self._lane_of.get(other.id, 0)
            for place in row.touching(item.span.start, end + 1)
            if (other := self._items[row.keys[place]]).span.overlaps(item.span)
            or other.span.start == item.span.start
        ]
        if item.span.end is None:
            near += [self.lane(other) for other in self._later(item)]
        lane = free_lane(near)
        if lane:
            self._lane_of[item.id] = lane
        row.add(Entry(item.id, item.span, self._mark(item), lane))
        self._remember(item)
        self.threads.follow(item.id)

    def remove(self, item_id: UUID) -> TimelineItem | None:
        """Take an item out and give it back; its threads stay known, should it return (undo)."""
        item = self._items.pop(item_id)
        if item is not None:
            self._open.pop(item_id, None)
            self._lane_of.pop(item_id, None)
            self.rows[item.track].remove(item.id, item.span)
            self.threads.follow(item_id)
        return item

    def set_threads(self, threads: Threads) -> None:
        """Take other threads, which may have been made for items that are no longer these."""
        self.threads = threads.on(self._items)

    def threads_between(self, threads: Iterable[TimelineThread]) -> Threads:
        """Make threads for `set_threads`; another thread of the program may do so."""
        return Threads(threads, self._items)

    def _later(self, item: TimelineItem) -> list[TimelineItem]:
        row = self.rows[item.track]
        first = int(row.starts.searchsorted(item.span.start))
        return [self._items[key] for key in row.keys[first:]]

    def _remember(self, item: TimelineItem) -> None:
        self._items[item.id] = item
        if item.is_open:
            self._open[item.id] = item

    def _mark(self, item: TimelineItem) -> int:
        flagged = bool(item.flags)
        look = (item.letter, item.colour, id(item.kind), flagged)  # a kind is one of two, slow to hash
        number = self._mark_numbers.get(look)
        if number is None:
            number = self._mark_numbers[look] = len(self.marks)
            self.marks.append(Mark(item.letter, item.colour, item.kind, flagged))
        return number


def _lanes_of(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int16]:
    """Give each span a sub-row; where nothing overlaps, which is told quickly, all lie in the first."""
    if (ends == NEVER).any() or (starts[1:] < np.maximum(ends, starts + 1)[:-1]).any():
        found = zip(starts.tolist(), ends.tolist(), strict=True)
        spans = [Span(Micros(start), None if end == NEVER else Micros(end)) for start, end in found]
        return np.array(stack(spans), np.int16)
    return np.zeros(len(starts), np.int16)
