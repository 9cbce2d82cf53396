"""Exact questions about a series, held against the plain answer."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.events import Changes, Event
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import Span
from tests.support.memory_store import LEO, MAYA, whole_scheme

SCHEME = whole_scheme()
GROUP = {code.id: code.group for code in SCHEME.codes}
EXCLUDES = {"upset": {"upset", "calm"}, "calm": {"upset", "calm"}, "speaks": {"speaks"}, "moves": {"moves"}}
moments = st.integers(-1, 61)


@st.composite
def codings(draw):
    """Give events as the rules leave them: on each track, states one after another."""
    events = []
    for actor in (MAYA.id, LEO.id):
        for codes in (("upset", "calm"), ("speaks",), ("moves",)):
            edges = sorted(draw(st.sets(st.integers(0, 60), max_size=12)))
            pairs = [(edges[n], edges[n + 1]) for n in range(len(edges) - 1) if draw(st.booleans())]
            if edges and draw(st.booleans()):
                pairs.append((edges[-1], None))
            events += [(draw(st.sampled_from(codes)), Span(a, b), actor) for a, b in pairs]
        events += [("bids", Span.instant(at), actor) for at in draw(st.lists(st.integers(0, 60), max_size=5))]
    ids = draw(st.permutations(range(1, len(events) + 1)))
    return [Event(UUID(int=n), *parts) for n, parts in zip(ids, events, strict=True)]


def in_order(events):
    return sorted(events, key=lambda e: (e.span.start, e.id.bytes))


@given(codings(), moments, st.sampled_from(tuple(EXCLUDES)))
def test_questions_about_a_moment(events, at, code):
    series = EventSeries(SCHEME, events)
    own = [e for e in in_order(events) if e.actor == MAYA.id and e.code in EXCLUDES[code]]
    assert series.state_at(MAYA.id, code, at) == next((e for e in own if e.span.covers(at)), None)
    assert series.state_after(MAYA.id, code, at) == next((e for e in own if e.span.start > at), None)
    still = next((e for e in own if e.span.is_open and e.code == code), None)
    assert series.open_state(MAYA.id, code) == still
    assert series.open_states() == tuple(e for e in in_order(events) if e.span.is_open)


@given(codings(), moments, moments)
def test_questions_about_the_order_of_time(events, start, end):
    series, ordered = EventSeries(SCHEME, events), in_order(events)
    assert list(series) == ordered
    assert len(series) == len(ordered)
    assert [series.position(event) for event in ordered] == list(range(len(ordered)))
    assert [series.at_position(row) for row in range(len(ordered))] == ordered
    assert series.starting_within(start, end) == tuple(e for e in ordered if start <= e.span.start < end)
    assert series.next_after(start) == next((e for e in ordered if e.span.start > start), None)
    assert series.last_before(start) == next((e for e in ordered[::-1] if e.span.start < start), None)


@given(codings(), st.integers(0, 60), st.none() | st.integers(1, 30), st.sampled_from(("upset", "moves")))
def test_a_state_is_in_the_way_where_it_would_overlap(events, start, length, code):
    new = Event(UUID(int=999), code, Span(start, None if length is None else start + length), MAYA.id)
    found = EventSeries(SCHEME, events).in_the_way(new)
    clashes = [
        e for e in events if e.actor == MAYA.id and e.code in EXCLUDES[code] and e.span.overlaps(new.span)
    ]
    assert (found in clashes) if clashes else found is None


@given(codings(), st.data())
def test_an_event_is_not_in_its_own_way(events, data):
    series = EventSeries(SCHEME, events)
    for event in events:
        if event.code != "bids":
            assert series.in_the_way(event) is None
            start = data.draw(st.integers(0, event.span.start))
            wider = event.with_(span=Span(start, event.span.end))
            others = [e for e in events if e.id != event.id and e.actor == event.actor]
            clash = any(e.code in EXCLUDES[event.code] and e.span.overlaps(wider.span) for e in others)
            assert (series.in_the_way(wider) is not None) == clash


@given(codings(), st.data())
def test_a_series_in_step_with_changes_is_the_series_made_anew(events, data):
    series = EventSeries(SCHEME, events)
    left = [event for event in events if data.draw(st.booleans())]
    series.apply(Changes(removed=tuple(event for event in events if event not in left)))
    moved = [(e, e.with_(span=e.span.shifted(1))) for e in left]
    series.apply(Changes(replaced=tuple(moved)))
    anew = EventSeries(SCHEME, [after for _, after in moved])
    assert list(series) == list(anew)
    assert series.open_states() == anew.open_states()
    for at in range(0, 62, 10):
        assert series.state_at(LEO.id, "upset", at) == anew.state_at(LEO.id, "upset", at)


def test_events_that_link_to_another_are_found():
    bid = Event(UUID(int=1), "bids", Span.instant(5), MAYA.id)
    answers = [Event(UUID(int=n), "comforts", Span.instant(30 - n), LEO.id, link=bid.id) for n in (2, 3)]
    series = EventSeries(SCHEME, [bid, *answers])
    assert series.linked_to(bid.id) == (answers[1], answers[0])
    series.apply(Changes(replaced=((answers[0], answers[0].with_(link=None)),), removed=(answers[1],)))
    assert series.linked_to(bid.id) == ()


def test_events_are_found_by_id():
    bid = Event(UUID(int=1), "bids", Span.instant(5), MAYA.id)
    series = EventSeries(SCHEME, [bid])
    assert series[bid.id] is series.get(bid.id) is bid
    assert bid.id in series
    assert series.get(None) is series.get(UUID(int=2)) is None


class _Counted(list):  # type: ignore[type-arg]
    """A list that knows how often one of its items was asked for."""

    asked = 0

    def __getitem__(self, place):
        self.asked += 1
        return super().__getitem__(place)


def test_ten_thousand_events_are_not_walked_through():
    states = [Event(UUID(int=n), "speaks", Span(n * 10, n * 10 + 10), MAYA.id) for n in range(1, 10_001)]
    series = EventSeries(SCHEME, states)
    (track,) = series._tracks.values()
    counted = series._tracks[next(iter(series._tracks))] = _Counted(track)
    series.state_at(MAYA.id, "speaks", 55_555)
    series.state_at(MAYA.id, "speaks", 9)
    series.open_state(MAYA.id, "speaks")
    series.state_after(MAYA.id, "speaks", 55_555)
    assert series.in_the_way(Event(UUID(int=1), "speaks", Span(9, 12), MAYA.id)) is None
    assert counted.asked < 100
