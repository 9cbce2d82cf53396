"""The curve of waiting bids: what is cut off where, and the median with its interval."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.recipes import ResponseWindow, Selector
from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.latency import Waits, latency_curve, pool_waits, waits
from tests.support.sequences import act, coding

WINDOW = ResponseWindow(
    id="bids",
    given=Selector(codes=("bid",)),
    target=Selector(codes=("comforts",)),
    window=Micros(10 * SECOND),
    sweep=(Micros(20 * SECOND),),
    link_overrides_window=True,
)


def answered(at, **others):
    return act(at, "comforts", "TEACHER", "ADA", **others)


def test_a_bid_is_cut_off_at_the_widest_window_or_at_the_end():
    found = waits(coding(act(10, "bid"), answered(27), act(50, "bid"), act(95, "bid")), WINDOW)
    assert found.time.tolist() == [17 * SECOND, 20 * SECOND, 5 * SECOND]
    assert found.answered.tolist() == [True, False, False]
    narrow = waits(coding(act(10, "bid"), answered(27)), WINDOW, 10 * SECOND)
    assert narrow.answered.tolist() == [False]


def test_a_linked_answer_beyond_the_reach_counts_as_cut_off_there():
    found = waits(coding(act(10, "bid", id="b"), answered(60, link="b")), WINDOW)
    assert (found.time.tolist(), found.answered.tolist()) == ([20 * SECOND], [False])


def test_what_is_cut_off_at_a_time_is_still_watched_at_it():
    curve = latency_curve(Waits(np.array([5, 5, 9]), np.array([True, False, True])))
    assert [(step.at_risk, step.answered) for step in curve.steps] == [(3, 1), (1, 1)]
    assert curve.steps[-1].interval is None
    assert (curve.unanswered_at(4), curve.unanswered_at(5), curve.median) == (1.0, pytest.approx(2 / 3), 9)


def test_nothing_answered_has_no_median():
    curve = latency_curve(pool_waits([]))
    assert (curve.n_bids, curve.steps, curve.median, curve.median_interval) == (0, (), None, (None, None))
    assert curve.as_json()["median_s"] is None


def test_without_anything_cut_off_the_curve_is_the_share_that_still_waits():
    times = np.arange(1, 11) * SECOND
    curve = latency_curve(Waits(times, np.ones(10, bool)))
    assert [round(step.unanswered, 6) for step in curve.steps] == [
        0.9,
        0.8,
        0.7,
        0.6,
        0.5,
        0.4,
        0.3,
        0.2,
        0.1,
        0,
    ]
    assert curve.as_json()["median_s"] == 5.0
    assert curve.as_json()["steps"][0]["se"] == pytest.approx((0.9 * 0.1 / 10) ** 0.5)


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40))
def test_the_curve_falls_from_one_and_its_interval_holds_it(found):
    curve = latency_curve(Waits(*(np.array(part) for part in zip(*found, strict=True))))
    left = [1.0, *(step.unanswered for step in curve.steps)]
    assert all(after < before for before, after in pairwise(left))
    for step in curve.steps:
        assert step.interval is None or 0 <= step.interval.low <= step.unanswered <= step.interval.high <= 1
    low, high = curve.median_interval
    assert curve.median is None or (low is not None and low <= curve.median)
    assert high is None or curve.median is None or curve.median <= high
