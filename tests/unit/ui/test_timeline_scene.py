"""Events in rows: windows are answered exactly, and one change leaves the rest as it was."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.codebook import Kind
from havenlens.domain.time import Micros, Span
from havenlens.services.ports import Waveform
from havenlens.ui.timeline.density import point_columns, sound_columns, state_columns
from havenlens.ui.timeline.geometry import RowSizes, TimeScale
from havenlens.ui.timeline.index import NEVER, Entry, SpanIndex
from havenlens.ui.timeline.item_table import ItemTable
from havenlens.ui.timeline.model import (
    Shape,
    TimelineContent,
    TimelineItem,
    TimelineThread,
    TimelineTrack,
    shapes_of_groups,
)
from havenlens.ui.timeline.scene import TimelineScene

SPANS = st.tuples(st.integers(0, 100), st.one_of(st.none(), st.integers(0, 40))).map(
    lambda pair: Span(Micros(pair[0]), None if pair[1] is None else Micros(pair[0] + pair[1]))
)
WINDOWS = st.tuples(st.integers(0, 120), st.integers(1, 50))


def item(number: int, span: Span, track: str = "t", kind: Kind | None = None) -> TimelineItem:
    found = kind or (Kind.POINT if span.is_instant else Kind.STATE)
    return TimelineItem(UUID(int=number), track, span, "d", "Distress", "#D55E00", found)


def point(number: int, at: int, track: str = "t") -> TimelineItem:
    return item(number, Span.instant(Micros(at)), track)


def state(number: int, start: int, end: int | None) -> TimelineItem:
    return item(number, Span(Micros(start), None if end is None else Micros(end)), kind=Kind.STATE)


def scene(*items: TimelineItem, threads: tuple[TimelineThread, ...] = ()) -> TimelineScene:
    tracks = (TimelineTrack("t", "Maya · state"), TimelineTrack("u", "Ms. Reyes · responses"))
    return TimelineScene(TimelineContent(Micros(200), tracks, items, threads))


@given(st.lists(SPANS, max_size=30), WINDOWS)
def test_a_window_finds_what_touches_it_and_nothing_else(spans: list[Span], window: tuple[int, int]):
    start, end = window[0], window[0] + window[1]
    index = SpanIndex(Entry(number, span) for number, span in enumerate(spans))
    found = {index.keys[row] for row in index.touching(start, end)}
    wanted = {n for n, s in enumerate(spans) if s.start < end and (s.end is None or s.end >= start)}
    assert found == wanted


@given(st.lists(SPANS, min_size=1, max_size=20), st.data())
def test_an_index_kept_in_step_equals_one_made_anew(spans: list[Span], data: st.DataObject):
    entries = [Entry(number, span, mark=number) for number, span in enumerate(spans)]
    gone = data.draw(st.sets(st.sampled_from(range(len(spans)))))
    index: SpanIndex[int] = SpanIndex()
    for entry in entries:
        index.add(entry)
    for number in gone:
        index.remove(number, spans[number])
    anew = SpanIndex(entry for entry in entries if entry.key not in gone)
    assert sorted(index.keys) == sorted(anew.keys)
    for column in ("starts", "reach"):
        assert np.array_equal(getattr(index, column), getattr(anew, column))
    assert [int(mark) for mark in index.marks] == list(index.keys)


def test_an_entry_that_is_not_there_cannot_be_removed():
    with pytest.raises(KeyError):
        SpanIndex[int]().remove(1, Span.instant(Micros(0)))


def test_overlapping_states_make_a_track_taller_and_touching_ones_do_not():
    assert scene(state(1, 0, 10), state(2, 10, 20)).lanes_in("t") == 1
    assert scene(state(1, 0, 11), state(2, 10, 20)).lanes_in("t") == 2


def test_a_new_event_moves_no_other():
    shown = scene(state(1, 0, 10), state(2, 20, 30))
    shown.add(state(3, 5, 25))
    assert [shown.lane(shown.get(UUID(int=n))) for n in (1, 2, 3)] == [0, 0, 1]
    shown.remove(UUID(int=1))
    assert shown.lane(shown.get(UUID(int=3))) == 1


def test_an_open_state_makes_room_for_what_comes_later():
    shown = scene(state(1, 50, 60))
    shown.add(state(2, 10, None))
    assert shown.open_items() == (state(2, 10, None),)
    assert shown.lanes_in("t") == 2
    assert shown.rows["t"].ends.max() == NEVER


def test_points_at_the_same_moment_do_not_cover_each_other():
    shown = scene(point(1, 10))
    shown.add(point(2, 10))
    assert shown.lanes_in("t") == 2


def test_an_event_on_an_unknown_track_is_not_shown():
    shown = scene()
    shown.add(point(1, 10, track="nobody"))
    assert len(shown) == 0
    assert shown.remove(UUID(int=1)) is None


def test_threads_follow_their_events_and_come_back_with_them():
    thread = TimelineThread(UUID(int=1), UUID(int=2))
    shown = scene(point(1, 10), point(2, 30, "u"), threads=(thread,))
    assert [shown.threads.keys[row] for row in shown.threads.touching(15, 20)] == [thread]
    answer = shown.remove(UUID(int=2))
    assert len(shown.threads) == 0
    shown.add(answer)
    assert list(shown.threads.of(UUID(int=1))) == [thread]
    shown.threads.remove(thread)
    assert len(shown.threads) == 0


def test_a_bid_without_an_answer_has_a_thread_of_its_own():
    shown = scene(point(1, 10))
    shown.threads.add(TimelineThread(UUID(int=1)))
    assert list(shown.threads.of(UUID(int=1))) == [TimelineThread(UUID(int=1))]


def test_only_rows_with_something_to_show_are_laid_out():
    assert [row.key for row in scene().layout(RowSizes()).rows] == ["t", "u"]


def test_groups_differ_by_shape():
    shapes = shapes_of_groups(["bid", "response", "outcome", "bid"])
    assert list(shapes.values()) == [Shape.DISC, Shape.SQUARE, Shape.DIAMOND]


def test_columns_of_states_show_each_at_its_place():
    scale = TimeScale(100, 0, 10, 0, 10)
    columns = state_columns(
        np.array([0, 30]), np.array([20, 95]), np.array([1, 2], dtype=np.uint32), scale, 10
    )
    assert columns.tolist() == [1, 1, 0, 2, 2, 2, 2, 2, 2, 2]


def test_columns_of_points_are_tallest_where_there_are_most_and_take_the_commonest_colour():
    scale = TimeScale(90, 0, 9, 0, 10)
    starts = np.array([1, 2, 3, 70])
    marks = np.array([0, 1, 1, 0], dtype=np.int32)
    picture = point_columns(starts, marks, np.array([7, 9], dtype=np.uint32), scale, 9, 20)
    assert picture.shape == (20, 9)
    assert np.count_nonzero(picture[:, 0]) == 20 > np.count_nonzero(picture[:, 6]) > 0
    assert set(picture[:, 0]) == {9}
    assert not picture[:, 3:6].any()


def test_sound_shows_the_loudest_peak_and_nothing_beyond_the_end():
    waveform = Waveform(bin_us=10, peaks=bytes([0, 255, 0, 0, 51, 0]))
    loudness = sound_columns(waveform, TimeScale(60, 0, 12, 0, 10), 0, 12)
    assert loudness.tolist() == pytest.approx([1.0, 0.2, -1.0, -1.0])


ITEMS = st.lists(st.tuples(SPANS, st.sampled_from("tux")), max_size=20).map(
    lambda pairs: sorted(
        (item(number, span, track) for number, (span, track) in enumerate(pairs)),
        key=lambda one: (one.span.start, one.id.int),
    )
)


def table(items: list[TimelineItem]) -> ItemTable[TimelineItem]:
    looks = [(one.track, one.kind) for one in items]
    known = list(dict.fromkeys(looks))
    samples = [items[looks.index(look)] for look in known]
    numbers = [known.index(look) for look in looks]
    return ItemTable(items, {one.id: one for one in items}, lambda one: one, (samples, numbers))


def shown(found: TimelineScene) -> object:
    rows = {
        key: (row.keys, row.starts.tolist(), row.ends.tolist(), row.lanes.tolist())
        for key, row in found.rows.items()
    }
    looks = {key: [found.marks[mark] for mark in row.marks.tolist()] for key, row in found.rows.items()}
    return rows, looks, len(found), set(found.open_items())


@given(ITEMS, st.data())
def test_a_table_of_items_is_shown_as_the_items_themselves(items: list[TimelineItem], data: st.DataObject):
    """Items on the track "x" are not shown in either case, as there is no such track."""
    tracks = (TimelineTrack("t", "Maya · state"), TimelineTrack("u", "Ms. Reyes · responses"))
    threads = tuple(TimelineThread(one.id, other.id) for one, other in pairwise(items))
    made = TimelineScene(TimelineContent(Micros(200), tracks, tuple(items), threads))
    lazy = TimelineScene(TimelineContent(Micros(200), tracks, table(items), threads))
    assert shown(lazy) == shown(made)
    assert list(table(items)) == items
    assert set(lazy.threads.keys) == set(made.threads.keys)
    for one in data.draw(
        st.lists(st.sampled_from(items), unique_by=lambda i: i.id) if items else st.just([])
    ):
        assert lazy.get(one.id) == made.get(one.id)
        later = one._replace(span=one.span.shifted(3))
        for found in (made, lazy):
            found.remove(one.id)
            found.add(later)
    assert shown(lazy) == shown(made)
    assert [lazy.get(one.id) for one in items] == [made.get(one.id) for one in items]
    assert set(lazy.threads.keys) == set(made.threads.keys)


def test_threads_made_for_items_that_are_gone_join_those_that_are_there():
    thread = TimelineThread(UUID(int=1), UUID(int=2))
    before, after = scene(point(1, 10)), scene(point(1, 40), point(2, 50, "u"))
    after.set_threads(before.threads_between((thread,)))
    assert [after.threads.keys[row] for row in after.threads.touching(41, 45)] == [thread]
