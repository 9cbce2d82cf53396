"""Event alignment kappa: the alignment itself, the published cases, and its laws."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.alignment import Costs, align, alignment_kappa, sequence
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.pooling import Resampling
from tests.support.continua import code_sequences
from tests.support.reference import cases, check

words = st.text("ABC", max_size=8)


def compared(first, second, codes="ABC", **options):
    return alignment_kappa([DoubleCoding(sequence(first), sequence(second), 0, 100)], codes, **options)


def shown(found):
    return [(one.first and one.first.code, one.second and one.second.code) for one in found.pairs[0]]


@pytest.mark.parametrize("case", cases("event_alignment_kappa"))
def test_the_published_cases(case):
    first, second = code_sequences(case["data_file"]).values()
    found = compared(first, second, case["expected"]["codes"][:-1]).pooled
    check(found.detail, case, skipped=("codes", "matrix"))
    assert found.detail["codes"] == case["expected"]["codes"]
    assert np.array_equal(found.detail["matrix"], case["expected"]["matrix"])
    assert found.estimate == pytest.approx(case["expected"]["kappa"], abs=1e-8)


@given(one=words, two=words, costs=st.tuples(*[st.integers(0, 3)] * 3))
@settings(max_examples=40, deadline=None)
def test_the_cost_is_the_least_there_is(one, two, costs):
    match, substitution, gap = costs

    @cache
    def least(row, column):
        if not row or not column:
            return gap * (row + column)
        together = match if one[row - 1] == two[column - 1] else substitution
        return min(
            least(row - 1, column - 1) + together, least(row - 1, column) + gap, least(row, column - 1) + gap
        )

    numbers = [np.array(["ABC".index(code) for code in own], dtype=np.intp) for own in (one, two)]
    found = align(*numbers, Costs(match, substitution, gap).table(3))
    assert found.cost == least(len(one), len(two))


@given(one=words, two=words)
@settings(max_examples=40, deadline=None)
def test_everything_stands_once_and_in_order(one, two):
    numbers = [np.array(["ABC".index(code) for code in own], dtype=np.intp) for own in (one, two)]
    found = align(*numbers, 1.0 - np.eye(4))
    for side, own in ((found.first, one), (found.second, two)):
        placed = side[side >= 0]
        assert placed.tolist() == list(range(len(own)))
        assert all(before < after for before, after in pairwise(placed.tolist()))
    assert not ((found.first < 0) & (found.second < 0)).any()


@given(one=words, two=words)
@settings(max_examples=40, deadline=None)
def test_changing_the_coders_over_costs_the_same_and_gives_the_swapped_value(one, two):
    quick = Resampling(draws=0)
    found, turned = compared(one, two, resampling=quick).pooled, compared(two, one, resampling=quick).pooled
    assert found.detail["cost"] == turned.detail["cost"]
    assert turned.estimate == pytest.approx(found.detail["kappa_swapped"])


def test_of_equal_costs_substitution_comes_before_omission_before_commission():
    assert shown(compared("AB", "BA")) == [("A", "B"), ("B", "A")]
    # One of two equal events is left over: going back from the end, the last is matched.
    assert shown(compared("AA", "A")) == [("A", None), ("A", "A")]
    free = Costs(0, 3, 1)
    assert shown(compared("A", "B", costs=free)) == [(None, "B"), ("A", None)]


def test_given_costs_decide():
    dear = np.full((3, 3), 5.0)
    np.fill_diagonal(dear, 0)
    dear[-1] = dear[:, -1] = 1
    found = compared("AB", "AA", "AB", costs=Costs(matrix=dear))
    assert found.pooled.detail["cost"] == 2
    assert found.pooled.params["costs"]["matrix"] == dear.tolist()
    one_way = np.array([[0.0, 1, 1], [9, 0, 9], [1, 9, 0]])
    assert compared("A", "B", "AB", costs=Costs(matrix=one_way)).pooled.detail["cost"] == 1
    assert compared("B", "A", "AB", costs=Costs(matrix=one_way)).pooled.detail["cost"] == 9


def test_costs_that_cannot_be_are_refused():
    with pytest.raises(StudyError, match="costs are 2 by 2, but there are 3 codes"):
        compared("A", "B", costs=Costs(matrix=np.zeros((2, 2))))
    with pytest.raises(StudyError, match="none below 0"):
        compared("A", "B", costs=Costs(gap=-1))


def test_with_times_only_near_events_stand_together():
    first = [TimedEvent(0, None, "A"), TimedEvent(10 * SECOND, None, "B")]
    second = [TimedEvent(SECOND, None, "A"), TimedEvent(20 * SECOND, None, "B")]
    codings = [DoubleCoding(first, second, 0, 30 * SECOND)]
    assert len(alignment_kappa(codings, "AB").pairs[0]) == 2
    near = alignment_kappa(codings, "AB", tolerance=2 * SECOND)
    assert shown(near) in ([("A", "A"), ("B", None), (None, "B")], [("A", "A"), (None, "B"), ("B", None)])
    assert near.pooled.params["tolerance"] == 2
    priced = alignment_kappa(codings, "AB", onset_cost=0.1)
    assert priced.pooled.detail["cost"] == pytest.approx(1.1)


def test_with_overlap_states_stand_together_that_share_enough():
    first = [TimedEvent(0, 10 * SECOND, "A"), TimedEvent(10 * SECOND, 20 * SECOND, "B")]
    second = [TimedEvent(SECOND, 10 * SECOND, "A"), TimedEvent(15 * SECOND, 20 * SECOND, "B")]
    found = alignment_kappa([DoubleCoding(first, second, 0, 30 * SECOND)], "AB", overlap=0.8)
    assert found.pooled.detail["n_agree"] == 1
    assert len(found.pairs[0]) == 3


def test_people_are_aligned_apart():
    first = [TimedEvent(0, None, "A", "ADA"), TimedEvent(1, None, "B", "LEO")]
    second = [TimedEvent(0, None, "B", "LEO"), TimedEvent(1, None, "A", "ADA")]
    found = alignment_kappa([DoubleCoding(first, second, 0, 30)], "AB")
    assert found.pooled.estimate == pytest.approx(1)
    assert set(found.per_actor) == {"ADA", "LEO"}


def test_there_is_no_value_without_events_or_with_one_code():
    assert "Neither coder" in compared("", "").pooled.undefined.sentence
    assert "Only the code A" in compared("AA", "A").pooled.undefined.sentence
    assert "coder 2 has no event" in compared("AB", "").pooled.undefined.sentence
