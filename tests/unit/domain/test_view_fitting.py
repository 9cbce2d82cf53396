"""Matches give the time base that they were made with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.time import Micros, TimeBase
from havenlens.domain.view_fitting import Match, fit_time_base

offsets = st.integers(-3_600_000_000, 3_600_000_000)
drifts = st.integers(-1_000, 1_000)


def matches(base: TimeBase, places: list[int]) -> list[Match]:
    return [Match(base.to_observation(p), Micros(p)) for p in places]


@given(offsets, drifts, st.lists(st.integers(0, 3_600_000_000), min_size=2, max_size=12, unique=True))
def test_matches_far_apart_give_offset_and_drift(offset, drift, places):
    places = [*places, max(places) + 20_000_000]
    base = TimeBase(Micros(offset), float(drift))
    fitted = fit_time_base(matches(base, places))
    for place in places:
        assert abs(fitted.to_observation(place) - base.to_observation(place)) <= 3
    assert fitted.rate_ppm == pytest.approx(drift, abs=0.2)


@given(offsets, drifts, st.integers(0, 3_600_000_000))
def test_one_match_gives_the_offset_and_leaves_the_drift(offset, drift, place):
    base = TimeBase(Micros(offset), float(drift))
    fitted = fit_time_base(matches(base, [place]), drift)
    assert fitted.rate_ppm == drift
    assert abs(fitted.offset - offset) <= 1


def test_matches_near_each_other_say_nothing_about_drift():
    near = [Match(Micros(1_000_000), Micros(0)), Match(Micros(3_040_000), Micros(2_000_000))]
    assert fit_time_base(near) == TimeBase(Micros(1_020_000), 0.0)


def test_without_a_match_there_is_no_time_base():
    with pytest.raises(ValueError, match="no match"):
        fit_time_base([])
