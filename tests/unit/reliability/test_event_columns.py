"""Events as columns say the same as events in a list, whoever asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.reliability.codings import DoubleCoding, TimedEvent, events_seen
from havenlens.reliability.eventcolumns import EventColumns, sides_seen
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.eventmatch import match_events
from havenlens.reliability.timeunits import time_unit_kappa

CODES = ("bid", "look", "upset")
END = 60_000_000


def event(onset: int, length: int | None, code: str, actor: str) -> TimedEvent:
    return TimedEvent(onset, None if length is None else onset + length, code, actor)


EVENTS = st.lists(
    st.builds(
        event,
        st.integers(-5_000_000, END + 5_000_000),
        st.none() | st.integers(0, 9_000_000),
        st.sampled_from((*CODES, "other")),
        st.sampled_from(("Ada", "Bo", "")),
    ),
    max_size=12,
)
AWAY = st.dictionaries(
    st.sampled_from(("Ada", "Bo", "Cy")), st.lists(st.just((10_000_000, 25_000_000)), max_size=1), max_size=2
)
CODINGS = st.lists(
    st.builds(DoubleCoding, EVENTS, EVENTS, st.just(0), st.just(END), st.none(), st.just(""), AWAY),
    min_size=1,
    max_size=4,
)


def in_columns(coding: DoubleCoding) -> DoubleCoding:
    return replace(coding, first=EventColumns.of(coding.first), second=EventColumns.of(coding.second))


@settings(max_examples=40)
@given(EVENTS)
def test_columns_read_as_the_events_they_were_made_of(events: list[TimedEvent]) -> None:
    columns = EventColumns.of(events)
    assert list(columns) == events
    assert [columns[place] for place in range(len(columns))] == events
    assert list(columns[1:3]) == events[1:3]
    assert EventColumns.of(columns) is columns
    with pytest.raises(IndexError):
        columns[len(events)]


@settings(max_examples=40)
@given(CODINGS)
def test_all_observations_at_once_see_what_each_by_itself_sees(codings: list[DoubleCoding]) -> None:
    first, second, n_away = sides_seen(codings, CODES)
    apart = [events_seen(coding, CODES) for coding in codings]
    assert n_away == sum(away for _, _, away in apart)
    seen_by = ([one for one, _, _ in apart], [two for _, two, _ in apart])
    for side, seen in zip((first, second), seen_by, strict=True):
        assert list(side.events) == [each for events in seen for each in events]
        assert side.observation.tolist() == [place for place, events in enumerate(seen) for _ in events]


@settings(max_examples=30)
@given(CODINGS)
def test_pairs_of_all_observations_are_those_of_each_by_itself(codings: list[DoubleCoding]) -> None:
    found = event_kappa(list(map(in_columns, codings)), CODES).pairs
    assert len(found) == len(codings)
    assert list(found) == [match_events(*events_seen(coding, CODES)[:2]) for coding in codings]
    assert found[:1] == (found[0],)


@settings(max_examples=20)
@given(CODINGS)
def test_kappa_over_time_is_the_same_of_columns_and_of_lists(codings: list[DoubleCoding]) -> None:
    listed = time_unit_kappa(codings, CODES, exclusive=False)
    columns = time_unit_kappa(list(map(in_columns, codings)), CODES, exclusive=False)
    assert listed.pooled == columns.pooled
    assert listed.per_actor == columns.per_actor


def test_the_first_event_that_ends_before_it_starts_is_named_by_observation_then_coder() -> None:
    good, bad = event(5, 2, "bid", "Ada"), event(9_000_000, -1, "look", "Ada")
    later = event(1_000_000, -1, "bid", "Ada")
    codings = [DoubleCoding([good], [bad], 0, END), DoubleCoding([later], [], 0, END)]
    for kappa in (event_kappa, time_unit_kappa):
        with pytest.raises(StudyError, match=r"TB's look at 00:00:09\.000 ends before it starts"):
            kappa(codings, CODES, coders=("MK", "TB"))
