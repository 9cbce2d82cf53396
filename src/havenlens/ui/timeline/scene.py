"""The events of a timeline in rows and sub-rows, kept in step one event at a time. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

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
from havenlens.ui.timeline.index import Entry, SpanIndex
from havenlens.ui.timeline.model import (
    TimelineContent,
    TimelineItem,
    TimelineThread,
    TimelineTrack,
    TranscriptItem,
)

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
        self.duration: Micros = content.duration
        self.tracks: dict[str, TimelineTrack] = {track.key: track for track in content.tracks}
        self.set_transcript(content.transcript)
        self.cycles = tuple(sorted(content.cycles, key=lambda item: item.span))
        self.waveform = content.waveform
        self.marks: list[Mark] = []
        self._mark_numbers: dict[tuple[str, str, int, bool], int] = {}
        self._items: dict[UUID, TimelineItem] = {}
        self._open: dict[UUID, TimelineItem] = {}
        self._lane_of: dict[UUID, int] = {}
        """The sub-rows of items that do not lie in the first one, as nearly all do."""
        self._threads_of: dict[UUID, list[TimelineThread]] = {}
        self._placed: dict[TimelineThread, Span] = {}
        self.rows: dict[str, SpanIndex[UUID]] = self._rows(content.items)
        for thread in content.threads:
            self._know(thread)
        for thread in content.threads:
            span = self._thread_span(thread)
            if span is not None:
                self._placed[thread] = span
        none = [0] * len(self._placed)
        self.threads: SpanIndex[TimelineThread] = SpanIndex.of_columns(
            list(self._placed), list(self._placed.values()), none, none
        )

    def _rows(self, items: tuple[TimelineItem, ...]) -> dict[str, SpanIndex[UUID]]:
        by_track: dict[str, list[TimelineItem]] = {key: [] for key in self.tracks}
        for item in items:
            members = by_track.get(item.track)
            if members is not None:
                members.append(item)
                self._items[item.id] = item
                if item.span.end is None:
                    self._open[item.id] = item
        rows = {}
        for key, members in by_track.items():
            lanes = _lanes_of(members)
            ids = [item.id for item in members]
            self._lane_of.update((key, lane) for key, lane in zip(ids, lanes, strict=True) if lane)
            marks = [self._mark(item) for item in members]
            rows[key] = SpanIndex.of_columns(ids, [item.span for item in members], marks, lanes)
        return rows

    def set_transcript(self, lines: Iterable[TranscriptItem]) -> None:
        """Take other spoken lines; those that overlap are put into sub-rows, up to `TEXT_LANES`."""
        self.transcript = tuple(sorted(lines, key=lambda line: line.span))
        lanes = stack([line.span for line in self.transcript], TEXT_LANES)
        self.text_rows: SpanIndex[int] = SpanIndex(
            Entry(place, line.span, lane=lane)
            for place, (line, lane) in enumerate(zip(self.transcript, lanes, strict=True))
        )
        self.text_room = [int(self.duration)] * len(lanes)
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
        self._place_threads(item.id)

    def remove(self, item_id: UUID) -> TimelineItem | None:
        """Take an item out and give it back; its threads stay known, should it return (undo)."""
        item = self._items.pop(item_id, None)
        if item is not None:
            self._open.pop(item_id, None)
            self._lane_of.pop(item_id, None)
            self.rows[item.track].remove(item.id, item.span)
            self._place_threads(item_id)
        return item

    def add_thread(self, thread: TimelineThread) -> None:
        """Join a bid and its answer."""
        self._know(thread)
        self._place(thread)

    def remove_thread(self, thread: TimelineThread) -> None:
        """Part a bid from its answer."""
        for end in thread:
            known = [] if end is None else self._threads_of.get(end, [])
            if thread in known:
                known.remove(thread)
        span = self._placed.pop(thread, None)
        if span is not None:
            self.threads.remove(thread, span)

    def threads_of(self, item_id: UUID) -> Iterator[TimelineThread]:
        """List the threads that begin or end at an item and can be drawn."""
        return (thread for thread in self._threads_of.get(item_id, ()) if thread in self._placed)

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

    def _know(self, thread: TimelineThread) -> None:
        """Remember a thread at its ends; the few of one end are compared, as hashing two ids is slow."""
        for end in thread:
            if end is not None:
                known = self._threads_of.setdefault(end, [])
                if thread not in known:
                    known.append(thread)

    def _thread_span(self, thread: TimelineThread) -> Span | None:
        bid = self._items.get(thread.bid)
        if bid is None:
            return None
        if thread.answer is None:
            return Span.instant(bid.span.start)
        answer = self._items.get(thread.answer)
        if answer is None:
            return None
        first, last = sorted((bid.span.start, answer.span.start))
        return Span(first, last)

    def _place_threads(self, item_id: UUID) -> None:
        for thread in self._threads_of.get(item_id, ()):
            self._place(thread)

    def _place(self, thread: TimelineThread) -> None:
        before, after = self._placed.pop(thread, None), self._thread_span(thread)
        if before is not None:
            self.threads.remove(thread, before)
        if after is not None:
            self.threads.add(Entry(thread, after))
            self._placed[thread] = after


def _lanes_of(items: list[TimelineItem]) -> list[int]:
    """Give each item a sub-row; where nothing overlaps, which is told quickly, all lie in the first."""
    last = -1
    for item in items:
        span = item.span
        if span.end is None or span.start < last:
            return stack([one.span for one in items])
        last = max(span.end, span.start + 1)
    return [0] * len(items)
