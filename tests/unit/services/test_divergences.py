"""Matching and comparing two codings, and what a panel accepts, without a study."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.codebook import Code, CodeGroup, Kind, Modifier, Option, Role, Scheme
from havenlens.domain.events import Event
from havenlens.domain.time import Micros, Span
from havenlens.services.alternatives import Accepted, Alternative, credited
from havenlens.services.divergences import (
    BOUNDARY,
    Divergence,
    Lag,
    Part,
    diverging,
    lag_of,
    matches,
    partners_of,
)

MIA, DALE = UUID(int=1), UUID(int=2)
_ids = count(100)


def code(name, kind, group):
    return Code(name, name.title(), name[0], kind, group, "c", ("seeker",), ("provider",), "#000000", "")


OPTIONS = (Option("help", "1", "Help"), Option("comfort", "2", "Comfort"))
SCHEME = Scheme(
    "s",
    "S",
    "1.0.0",
    "CC0",
    (),
    "",
    "",
    (Role("seeker", "Seeker"), Role("provider", "Provider")),
    (CodeGroup("states", "States"), CodeGroup("acts", "Acts")),
    (
        code("upset", Kind.STATE, "states"),
        code("bids", Kind.POINT, "acts"),
        code("turns", Kind.POINT, "acts"),
    ),
    (Modifier("need", "Need", ("bids",), OPTIONS),),
)


def made(name, start, end=None, **values):
    span = Span(Micros(start), Micros(start if end is None else end))
    return Event(UUID(int=next(_ids)), name, span, values.pop("actor", MIA), **values)


points = st.builds(
    lambda name, at, target: made(name, at, target=target),
    st.sampled_from(["bids", "turns"]),
    st.integers(0, 20_000_000),
    st.sampled_from([None, DALE]),
)
states = st.builds(
    lambda at, long: made("upset", at, at + long), st.integers(0, 20_000_000), st.integers(1, 5_000_000)
)
codings = st.lists(st.one_of(points, states), max_size=8)


def found(first, second):
    matched = matches(SCHEME, first, second)
    partners = partners_of(matched)
    return [one for each in matched for one in diverging(SCHEME, each, partners)]


def signature(one: Divergence):
    return one.part, *(None if e is None else e.id for e in (one.first, one.second)), one.by


@given(codings)
def test_a_coding_does_not_diverge_from_its_copy(events):
    copy = [replace(event, id=UUID(int=event.id.int + 10**6)) for event in events]
    assert found(events, copy) == []


def tally(divergences, *, mirrored):
    """Count omissions by who missed them, and wrong codes; equal onsets leave open which is which."""
    return Counter(
        (one.part, (one.first is None) is not mirrored if one.part is Part.EVENT else None)
        for one in divergences
        if one.part in (Part.EVENT, Part.CODE)
    )


@given(codings, codings)
def test_changing_the_coders_over_mirrors_what_is_found(first, second):
    assert tally(found(first, second), mirrored=False) == tally(found(second, first), mirrored=True)


@given(codings, codings, st.integers(0, 10**9))
def test_a_shift_in_time_changes_nothing(first, second, by):
    moved = [[replace(e, span=e.span.shifted(by)) for e in events] for events in (first, second)]
    assert list(map(signature, found(*moved))) == list(map(signature, found(first, second)))


@given(codings, codings)
def test_every_event_is_in_one_pair(first, second):
    matched = matches(SCHEME, first, second)
    for side, events in (("first", first), ("second", second)):
        there = [getattr(one, side).id for one in matched if getattr(one, side) is not None]
        assert sorted(there) == sorted(event.id for event in events)


def test_an_answer_that_only_one_coder_gave_is_a_detail():
    [one] = found([made("bids", 5, modifiers={"need": "help"})], [made("bids", 5)])
    assert (one.part, one.modifier) == (Part.MODIFIER, "need")


def test_a_link_to_what_the_other_coder_missed_is_no_difference_of_its_own():
    bid = made("bids", 0)
    first, second = made("turns", 9_000_000, link=bid.id), made("turns", 9_000_000)
    assert [one.part for one in found([bid, first], [second])] == [Part.EVENT]


@pytest.mark.parametrize(
    ("by", "explained"),
    [
        (1_000_000, True),
        (600_000, True),
        (1_500_000, True),
        (1_600_000, False),
        (300_000, False),
        (-700_000, False),
    ],
)
def test_a_lag_explains_what_is_within_the_limit_of_it(by, explained):
    assert Lag(Micros(1_000_000), 9, 1.0).explains(by) is explained


@pytest.mark.parametrize(
    "lag",
    [
        Lag(Micros(1_000_000), 4, 1.0),  # too few onsets
        Lag(Micros(1_000_000), 9, 0.6),  # they scatter
        Lag(Micros(BOUNDARY // 2), 9, 1.0),  # too small to matter
        Lag(),
    ],
)
def test_what_is_no_systematic_shift_explains_nothing(lag):
    assert not lag.is_systematic
    assert not lag.explains(lag.median)


def test_the_lag_is_taken_of_events_with_one_code():
    first = [made("bids", at * 3_000_000) for at in range(6)]
    second = [made("bids", event.span.start + 700_000) for event in first[:5]]
    wrong = made("turns", first[5].span.start + 1_900_000)
    lag = lag_of(matches(SCHEME, first, [*second, wrong]))
    assert (lag.median, lag.n, lag.one_way) == (700_000, 5, 1.0)


# --- what a panel accepts ---------------------------------------------------------------------------


def test_an_accepted_event_stands_where_the_master_has_its_own_as_far_off_as_it_is():
    master, other = made("upset", 1_000_000, 4_000_000), made("bids", 1_500_000)
    accepted = [Accepted(master.id, (Alternative.of(other),))]
    right, coded = credited([master], [made("bids", 1_800_000)], accepted)
    assert right == [master]
    assert (coded[0].code, coded[0].span.start, coded[0].span.end) == ("upset", 1_300_000, 4_000_000)


def test_nothing_is_credited_beside_an_event_that_is_right_itself():
    master, other = made("bids", 1_000_000), made("turns", 1_200_000)
    own = [made("bids", 1_100_000), made("turns", 1_200_000)]
    assert credited([master], own, [Accepted(master.id, (Alternative.of(other),))]) == ([master], own)


def test_what_may_be_missed_is_left_out_only_where_nothing_stands_in_its_place():
    master = made("bids", 1_000_000)
    accepted = [Accepted(master.id, (), nothing=True)]
    assert credited([master], [], accepted) == ([], [])
    wrong = made("turns", 1_000_000)
    assert credited([master], [wrong], accepted) == ([master], [wrong])


def test_what_is_accepted_beside_no_event_is_no_extra():
    maybe = made("turns", 5_000_000)
    assert credited([], [made("turns", 5_400_000)], [Accepted(None, (Alternative.of(maybe),))]) == ([], [])


def test_alternatives_are_kept_as_they_are():
    one = Alternative("bids", Span(Micros(1), None), MIA, DALE, {"need": "help", "signs": ("a", "b")})
    accepted = Accepted(UUID(int=7), (one,), nothing=True)
    assert Accepted.of_plain(UUID(int=7), accepted.plain()) == accepted
