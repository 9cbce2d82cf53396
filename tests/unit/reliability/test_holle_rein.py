"""Holle and Rein's kappa: matching by overlap, the published table, and its laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, Pair, TimedEvent
from havenlens.reliability.hollerein import holle_rein
from havenlens.reliability.overlapmatch import overlap_matching
from havenlens.reliability.pooling import Resampling
from tests.support.continua import double_codings
from tests.support.reference import cases, check

MS = SECOND // 1000


def event(onset, offset, code="A", actor=""):
    return TimedEvent(onset, offset, code, actor)


def coding(first, second, **others):
    return DoubleCoding(first, second, 0, 10**9, **others)


@pytest.mark.parametrize("case", cases("easydiag_modified_kappa"))
def test_the_published_cases(case):
    codes, codings = double_codings(case["data_file"], MS)
    found = holle_rein(codings, codes, overlap_threshold=case["params"]["overlap_threshold"])
    detail = found.pooled.detail
    check(detail, case, skipped=("per_code", "matrix"))
    assert found.pooled.estimate == pytest.approx(case["expected"]["kappa_ipf"], abs=1e-8)
    assert np.array_equal(detail["matrix"], case["expected"]["matrix"])
    for code, wanted in case["expected"]["per_code"].items():
        assert detail["per_code"][code] == pytest.approx(wanted, abs=1e-8)
        assert found.per_code[code].estimate == pytest.approx(wanted["kappa"], abs=1e-8)


def test_those_that_overlap_most_are_matched_first():
    first = [event(0, 100)]
    second = [event(30, 100, "B"), event(10, 100, "C")]
    (pair, missed) = overlap_matching(first, second, 0.6)
    assert pair == Pair(first[0], second[1])
    assert missed == Pair(None, second[0])


def test_of_equal_overlaps_the_one_whose_second_event_comes_first_is_taken():
    # Both first events overlap both second ones equally; the earlier second takes the earlier first.
    first = [event(0, 100, "A"), event(0, 100, "B")]
    second = [event(10, 100, "A"), event(10, 100, "C")]
    pairs = overlap_matching(first, second, 0.6)
    assert [tuple(one.code for one in pair) for pair in pairs] == [("A", "A"), ("B", "C")]


def test_the_threshold_itself_matches():
    (pair,) = overlap_matching([event(2000, 3000)], [event(2400, 3000)], 0.6)
    assert pair.agrees
    assert len(overlap_matching([event(2000, 3000)], [event(2401, 3000)], 0.6)) == 2


def test_only_the_same_persons_events_are_matched():
    pairs = overlap_matching([event(0, 10, actor="ADA")], [event(0, 10, actor="LEO")], 0.6)
    assert [pair.agrees for pair in pairs] == [False, False]


def test_instants_match_at_the_same_time_and_never_a_state():
    (pair,) = overlap_matching([event(5, None)], [event(5, None)], 0.6)
    assert pair.agrees
    assert len(overlap_matching([event(5, None)], [event(0, 10)], 0.6)) == 2
    assert len(overlap_matching([event(5, None)], [event(6, None)], 0.6)) == 2


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), max_size=8),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), max_size=8),
    st.sampled_from([0.51, 0.6, 0.9]),
)
@settings(max_examples=60, deadline=None)
def test_the_matching_is_the_greedy_one_tried_out_cell_by_cell(one, two, threshold):
    first, second = (
        sorted(event(onset, onset + length, str(place)) for place, (onset, length) in enumerate(given_))
        for given_ in (one, two)
    )
    order = [sorted(own, key=lambda e: (e.onset, e.offset, e.code)) for own in (first, second)]
    left = [list(range(len(own))) for own in order]
    wanted = set()
    while left[0] and left[1]:
        best = max(
            (
                (overlap(order[0][row], order[1][column]), -column, -row)
                for row in left[0]
                for column in left[1]
            ),
        )
        if best[0] < threshold or best[0] <= 0:
            break
        row, column = -best[2], -best[1]
        wanted.add(Pair(order[0][row], order[1][column]))
        left[0].remove(row)
        left[1].remove(column)
    found = overlap_matching(first, second, threshold)
    assert {pair for pair in found if None not in pair} == wanted
    assert len(found) == len(first) + len(second) - len(wanted)


def overlap(one, two):
    longer = max(one.offset - one.onset, two.offset - two.onset)
    shared = min(one.offset, two.offset) - max(one.onset, two.onset)
    return shared / longer if longer else float(shared == 0)


def test_a_negative_value_stays_negative():
    first = [event(0, 10, "A"), event(20, 30, "B")]
    second = [event(0, 10, "B"), event(20, 30, "A")]
    assert holle_rein([coding(first, second)], ["A", "B"]).pooled.estimate == pytest.approx(-1)


def test_the_variants_take_different_thresholds():
    codings = [coding([event(0, 10), event(20, 30, "B")], [event(0, 10), event(20, 30, "B")])]
    assert holle_rein(codings, "AB", overlap_threshold=1.0, variant="ELAN").pooled.params["variant"] == "ELAN"
    with pytest.raises(StudyError, match=r"0\.95 is outside 0\.51 to 0\.9.*EasyDIAg"):
        holle_rein(codings, "AB", overlap_threshold=0.95)
    with pytest.raises(StudyError, match="no variant called GSEQ; choose one of EasyDIAg, ELAN"):
        holle_rein(codings, "AB", variant="GSEQ")


def test_there_is_no_value_where_a_coder_has_no_event_or_only_one_code_occurs():
    silent = holle_rein([coding([event(0, 10)], [])], "AB", coders=("Ana", "Ben")).pooled
    assert "Ben has no event here" in silent.undefined.sentence
    alone = holle_rein([coding([event(0, 10)], [event(0, 10)])], "AB").pooled
    assert "Only the code A occurs" in alone.undefined.sentence
    assert alone.detail["kappa_ipf"] is None
    assert alone.detail["ra_incl"] == 1
    nothing = holle_rein([coding([], [])], "AB").pooled
    assert "Neither coder has an event" in nothing.undefined.sentence
    assert nothing.detail["linked"] is None


def test_events_while_the_person_is_away_are_left_out_with_a_warning():
    first = [event(0, 10), event(20, 30, "B"), event(100, 110, actor="")]
    second = [event(0, 10), event(20, 30, "B")]
    found = holle_rein([coding(first, second, away={"": [(90, 200)]})], "AB").pooled
    assert found.estimate == pytest.approx(1)
    assert any(warning.code == "agreement.away_events" for warning in found.warnings)


def test_beside_the_pooled_value_stand_people_and_means():
    ada = [event(0, 10, "A", "ADA"), event(20, 30, "B", "ADA")]
    leo = [event(0, 10, "A", "LEO"), event(20, 30, "B", "LEO")]
    turned = [event(0, 10, "B", "LEO"), event(20, 30, "A", "LEO")]
    codings = [coding([*ada, *leo], [*ada, *turned], name="v1"), coding(ada, ada, name="v2")]
    found = holle_rein(codings, "AB", resampling=Resampling(draws=200))
    assert found.per_actor["ADA"].estimate == pytest.approx(1)
    assert found.per_actor["LEO"].estimate == pytest.approx(-1)
    assert found.averaged["observations"].detail["values"] == pytest.approx({"v1": 0.0, "v2": 1.0})
    assert found.pooled.interval.method == "cluster bootstrap, percentile"
