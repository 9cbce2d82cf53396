"""Ratings: the laws that undo rests on, how periods are laid, and who is rated."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.events import Changes, PeriodKind, Rating, RatingChange, RatingPeriod
from havenlens.domain.queries import EventSeries
from havenlens.domain.ratings import (
    RatingSeries,
    RatingUnit,
    check_rating,
    lay_periods,
    next_period,
    rated_people,
    rating_units,
    same_periods,
)
from havenlens.domain.time import Micros, Span
from havenlens.exchange.schemes import load_scheme
from havenlens.services.shipped import shipped
from tests.support.memory_store import CASTING, whole_scheme

CODING = UUID(int=77)
SCHEME = whole_scheme()
MINUTE = 60_000_000
PERIODS = tuple(RatingPeriod(UUID(int=n), PeriodKind.CYCLE, n) for n in (1, 2))


@lru_cache
def scheme_of(name):
    return load_scheme(shipped("coding_schemes") / f"{name}.yaml")


@st.composite
def forms(draw, rating_id):
    """Give one of the forms that a rating with an id may take; its period follows from its id."""
    scored = draw(st.booleans())
    return Rating(
        rating_id,
        PERIODS[rating_id.int % 2].id,
        draw(st.sampled_from(("warmth", "pressure"))),
        draw(st.integers(1, 5)) if scored else None,
        None if scored else draw(st.sampled_from(("not_seen", "left the room"))),
        note=draw(st.sampled_from(("", "why"))),
        evidence=tuple(draw(st.lists(st.sampled_from([UUID(int=n) for n in (8, 9)]), unique=True))),
    )


@st.composite
def ratings_and_changes(draw, steps=3):
    """Give ratings and some changes of them, each of which fits what the ones before have left."""
    now = {UUID(int=n): draw(forms(UUID(int=n))) for n in draw(st.sets(st.integers(1, 6)))}
    begun, made = tuple(now.values()), []
    for _ in range(steps):
        changes = []
        for number in draw(st.sets(st.integers(1, 8), max_size=4)):
            rating_id = UUID(int=number)
            before = now.pop(rating_id, None)
            after = draw(forms(rating_id)) if before is None or draw(st.booleans()) else None
            changes.append(RatingChange(PERIODS[number % 2], before, after))
            if after is not None:
                now[rating_id] = after
        made.append(Changes(ratings=tuple(changes)))
    return begun, made


def applied(ratings, *changes):
    series = RatingSeries((PERIODS[rating.id.int % 2], rating) for rating in ratings)
    for each in changes:
        series.apply(each)
    return {rating.id: (period, rating) for period, rating in series}


@settings(max_examples=40)
@given(ratings_and_changes())
def test_taking_changes_back_gives_the_ratings_back(case):
    begun, made = case
    back = [changes.inverse() for changes in reversed(made)]
    assert applied(begun, *made, *back) == applied(begun)


@settings(max_examples=40)
@given(ratings_and_changes())
def test_the_inverse_of_the_inverse_is_the_same_changes(case):
    for changes in case[1]:
        assert changes.inverse().inverse() == changes


@settings(max_examples=40)
@given(ratings_and_changes())
def test_folded_changes_do_what_the_single_ones_do(case):
    begun, (one, two, three) = case
    whole = one.then(two).then(three)
    assert applied(begun, whole) == applied(begun, one, two, three)
    assert applied(begun, whole, whole.inverse()) == applied(begun)


@settings(max_examples=40)
@given(ratings_and_changes())
def test_it_does_not_matter_in_which_order_changes_are_folded(case):
    _, (one, two, three) = case
    early, late = one.then(two).then(three), one.then(two.then(three))
    assert {c.rating.id: c for c in early.ratings} == {c.rating.id: c for c in late.ratings}


@settings(max_examples=40)
@given(ratings_and_changes(steps=1))
def test_changes_and_their_inverse_come_to_nothing(case):
    changes = case[1][0]
    assert changes.then(changes.inverse()).is_empty


@settings(max_examples=40)
@given(ratings_and_changes(steps=1))
def test_events_take_no_notice_of_ratings(case):
    series = EventSeries(SCHEME)
    series.apply(case[1][0])
    assert len(series) == 0


def test_a_change_is_about_one_rating():
    with pytest.raises(ValueError, match="about one rating"):
        RatingChange(PERIODS[0], None, None)
    one, other = (Rating(UUID(int=n), PERIODS[0].id, "warmth", 3) for n in (1, 2))
    with pytest.raises(ValueError, match="about one rating"):
        RatingChange(PERIODS[0], one, other)


def laid(name, duration):
    spans = [
        (
            period.kind.value,
            period.ordinal,
            None if period.span is None else (period.span.start, period.span.end),
        )
        for period in lay_periods(CODING, scheme_of(name), duration)
    ]
    assert len({period.id for period in lay_periods(CODING, scheme_of(name), duration)}) == len(spans)
    return spans


def test_cycles_are_laid_from_the_beginning_and_a_long_rest_is_one_more():
    quarter = 15 * MINUTE
    whole = [("cycle", n + 1, (n * quarter, (n + 1) * quarter)) for n in range(3)]
    assert laid("classroom_emotional_support", Micros(3 * quarter)) == whole
    assert laid("classroom_emotional_support", Micros(3 * quarter + quarter // 2 - 1)) == whole
    rest = ("cycle", 4, (3 * quarter, 3 * quarter + quarter // 2))
    assert laid("classroom_emotional_support", Micros(3 * quarter + quarter // 2)) == [*whole, rest]


def test_a_recording_shorter_than_a_cycle_is_one_clip():
    assert laid("classroom_emotional_support", Micros(75_000_000)) == [("clip", 1, (0, 75_000_000))]


def test_intervals_of_half_a_minute():
    ends = [(n * 30_000_000, (n + 1) * 30_000_000) for n in range(3)]
    expected = [("interval", n + 1, span) for n, span in enumerate(ends)]
    assert laid("asem_partner_buffering", Micros(90_000_000)) == expected


def test_without_a_film_there_are_as_many_cycles_as_planned():
    assert laid("classroom_emotional_support", None) == [("cycle", n, None) for n in (1, 2, 3, 4)]


def test_episodes_are_not_laid_and_schemes_without_dimensions_have_no_periods():
    assert laid("secure_base_script_chain", Micros(75_000_000)) == []
    assert laid("safe_haven_bids", Micros(75_000_000)) == []


@given(st.integers(1, 40 * MINUTE))
def test_laid_periods_touch_and_stay_inside(duration):
    periods = lay_periods(CODING, SCHEME, Micros(duration))
    ends = [period.span.end for period in periods]
    assert [period.span.start for period in periods] == [0, *ends[:-1]]
    assert ends[-1] <= duration
    assert duration - ends[-1] < 60_000_000


def test_the_next_period_has_the_next_number_and_the_same_stretch_the_same_id():
    span = Span(Micros(0), Micros(5))
    first = next_period(CODING, PeriodKind.CLIP, span, ())
    assert (first.ordinal, next_period(CODING, PeriodKind.CLIP, span, ()).id) == (1, first.id)
    assert next_period(CODING, PeriodKind.CLIP, span, [first]).ordinal == 2
    assert next_period(CODING, PeriodKind.EPISODE, span, [first]).ordinal == 1


def test_people_are_rated_where_one_role_has_both_of_them():
    dana, theo = UUID(int=1), UUID(int=2)
    asem = scheme_of("asem_partner_buffering")
    assert rated_people(asem, {"partner": (dana, theo)}) == ((dana, theo), (theo, dana))
    units = rating_units(asem, {"partner": (dana, theo)})
    assert len(units) == 8
    assert units[0] == RatingUnit("withdrawal", dana, theo)


def test_nobody_is_named_where_the_casting_says_who_it_is():
    casting = {"discloser": (UUID(int=1),), "responder": (UUID(int=2),)}
    scheme = scheme_of("partner_responsiveness")
    assert rating_units(scheme, casting) == tuple(RatingUnit(d.id) for d in scheme.dimensions)
    assert (
        rated_people(scheme_of("classroom_emotional_support"), {"child": tuple(casting["discloser"])}) == ()
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"dimension": "cold"}, "small 1.2.0 has no rating cold; check the name."),
        ({"score": 6}, "6 lies outside the scale 1 to 5 of Warmth; correct it."),
        (
            {"score": None, "reason": " "},
            "Warmth in cycle 1 needs a score or a reason why there is none; fill in one of the two.",
        ),
        (
            {"score": None, "reason": "x" * 61},
            "The reason for Warmth may have 60 characters; put the rest into the note.",
        ),
        (
            {"evidence": (UUID(int=5),)},
            "Only events of this coding can be evidence for Warmth; choose some that are listed.",
        ),
    ],
)
def test_what_cannot_be_rated(changed, sentence):
    rating = Rating(UUID(int=1), PERIODS[0].id, "warmth", 3)
    assert check_rating(RatingChange(PERIODS[0], None, rating), SCHEME, EventSeries(SCHEME)) is None
    assert check_rating(RatingChange(PERIODS[0], rating, None), SCHEME, EventSeries(SCHEME)) is None
    problem = check_rating(
        RatingChange(PERIODS[0], None, replace(rating, **changed)), SCHEME, EventSeries(SCHEME)
    )
    assert problem.sentence == sentence


def test_ratings_are_found_by_period_and_unit():
    first, second = (Rating(UUID(int=n), PERIODS[n - 1].id, "warmth", 3) for n in (1, 2))
    series = RatingSeries([(PERIODS[1], second), (PERIODS[0], first)])
    assert series.periods == PERIODS
    assert series.of(PERIODS[0].id) == {RatingUnit("warmth"): first}
    assert [rating for _, rating in series] == [first, second]


def test_evidence_that_is_gone_is_taken_out():
    events = tuple(UUID(int=n) for n in (8, 9))
    cited = Rating(UUID(int=1), PERIODS[0].id, "warmth", 3, evidence=events)
    series = RatingSeries([(PERIODS[0], cited)])
    assert series.without_evidence([UUID(int=7)]) == ()
    [change] = series.without_evidence([events[0]])
    assert (change.before, change.after.evidence) == (cited, events[1:])


def test_with_three_people_nobody_is_the_partner():
    people = rated_people(SCHEME, CASTING)
    assert [partner for _, partner in people] == [None, None, None]
    assert rating_units(SCHEME, CASTING)[0] == RatingUnit("warmth", people[0][0])


def period(number, kind, ordinal, span=None):
    stretch = None if span is None else Span(Micros(span[0]), Micros(span[1]))
    return RatingPeriod(UUID(int=number), kind, ordinal, stretch)


def test_cycles_are_the_same_by_number_whatever_their_times():
    one, other = period(1, PeriodKind.CYCLE, 2, (0, 9)), period(2, PeriodKind.CYCLE, 2)
    assert same_periods([one], [other, period(3, PeriodKind.CYCLE, 3)]) == {other.id: 2}


def test_clips_are_the_same_by_the_time_they_share():
    ones = [period(1, PeriodKind.CLIP, 1, (0, 100)), period(2, PeriodKind.CLIP, 2, (200, 300))]
    late, elsewhere = period(3, PeriodKind.CLIP, 1, (210, 310)), period(4, PeriodKind.CLIP, 2, (500, 600))
    slight = period(5, PeriodKind.CLIP, 3, (45, 145))  # 55 of 145
    assert same_periods(ones, [late, elsewhere, slight]) == {late.id: 2}
    assert same_periods(ones, [period(6, PeriodKind.EPISODE, 1, (0, 100))]) == {}


def test_clips_without_times_are_the_same_by_number():
    one, other = period(1, PeriodKind.CLIP, 1), period(2, PeriodKind.CLIP, 1, (0, 9))
    assert same_periods([one], [other]) == {other.id: 1}
