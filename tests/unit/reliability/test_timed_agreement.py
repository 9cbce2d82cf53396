"""Agreement on events in time: tolerance, presence, and ways of linking."""

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import TimedEvent
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.eventmatch import match_events
from havenlens.reliability.linking import Linking
from havenlens.reliability.timeunits import time_unit_kappa
from tests.support.timed_codings import CODES, ONE, QUICK, TWO, double, few, instants, on_a_grid, states, told

time_kappa = partial(time_unit_kappa, codes=CODES, resampling=QUICK)
onsets_kappa = partial(event_kappa, codes=CODES, resampling=QUICK)

# --- time units -----------------------------------------------------------------------------------------


def test_a_tolerance_forgives_a_change_that_comes_a_unit_late():
    found = time_kappa([double(ONE, TWO)], unit=SECOND, tolerance=1).pooled.detail
    # Second 5: calm for the first, upset for the second, who was calm a second before.
    # Second 14: away for the first; the second has nothing until second 16, which is two later.
    assert found["matrix_a_first"] == [[6, 0, 0, 0], [0, 8, 0, 0], [0, 1, 5, 0], [0, 0, 0, 0]]
    # Second 15: nothing for the second coder, and nothing anywhere near for the first.
    assert found["matrix_b_first"] == [[5, 0, 0, 0], [0, 10, 0, 0], [0, 0, 4, 1], [0, 0, 0, 0]]
    assert found["po_a_first"] == pytest.approx(19 / 20)
    assert found["po_b_first"] == pytest.approx(19 / 20)


def test_the_table_is_the_mean_of_both_ways_and_its_kappa_that_of_their_sum():
    found = time_kappa([double(ONE, TWO)], unit=SECOND, tolerance=1)
    both = [np.array(found.pooled.detail[f"matrix_{who}_first"]) for who in "ab"]
    assert np.array_equal(found.table.matrix, (both[0] + both[1]) / 2)
    assert found.pooled.estimate == pytest.approx(found.pooled.detail["kappa_pooled"])
    assert found.pooled.params["tolerance_units"] == 1
    assert found.pooled.n_units == 20


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"unit": 0}, "A time unit of 0 s cannot be; give one above 0."),
        ({"unit": SECOND, "tolerance": -1}, "A tolerance of -1 cannot be; give 0 or more."),
        (
            {"unit": SECOND, "sampling": "often"},
            "There is no way of sampling called often; choose one of start, midpoint, majority, boris.",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused(options, sentence):
    with pytest.raises(StudyError) as error:
        time_kappa([double(ONE, TWO)], **options)
    assert str(error.value) == sentence


def test_the_state_in_the_middle_or_for_most_of_a_unit():
    first = states((0, 1.4, "calm"), (1.4, 4, "upset"))
    second = states((0, 1.6, "calm"), (1.6, 4, "upset"))
    coding = double(first, second, end=4)
    by = {way: time_kappa([coding], unit=SECOND, sampling=way) for way in ("start", "midpoint", "majority")}
    assert by["start"].table.matrix[:2, :2].tolist() == [[2, 0], [0, 2]]
    for way in ("midpoint", "majority"):
        assert by[way].table.matrix[:2, :2].tolist() == [[1, 0], [1, 2]]
    assert by["majority"].pooled.params["sampling"] == "state for most of unit"


def test_of_two_states_that_hold_as_long_the_first_one_gives_the_unit_its_code():
    coding = double(states((0, 0.5, "upset"), (0.5, 1, "calm")), states((0, 1, "upset")), end=1)
    assert time_kappa([coding], unit=SECOND, sampling="majority").table.matrix[1, 1] == 1


def by_the_rule(coding, unit, tolerance):
    """Tally unit by unit, the long way: led by the first coder."""
    size, starts = len(CODES) + 1, range(coding.start, coding.end, unit)

    def code(events, at):
        return next((CODES.index(e.code) for e in events if e.onset <= at < e.offset), size - 1)

    gone = [any(a <= at < b for a, b in coding.away["ADA"]) for at in starts]
    first, second = ([code(events, at) for at in starts] for events in (coding.first, coding.second))
    table = np.zeros((size, size))
    for at, own in enumerate(first):
        near = range(max(0, at - tolerance), min(len(first), at + tolerance + 1))
        if not gone[at]:
            met = any(second[other] == own and not gone[other] for other in near)
            table[own, own if met else second[at]] += 1
    return table


@given(on_a_grid(), st.integers(0, 4))
@few
def test_counting_along_the_boundaries_is_counting_unit_by_unit(coding, tolerance):
    found = time_kappa([coding], unit=500_000, tolerance=tolerance).pooled.detail
    assert np.array_equal(found["matrix_a_first"], by_the_rule(coding, 500_000, tolerance))
    assert np.array_equal(found["matrix_b_first"], by_the_rule(coding.swapped(), 500_000, tolerance).T)


@given(on_a_grid())
@few
def test_more_tolerance_never_finds_less_agreement(coding):
    shares = [time_kappa([coding], tolerance=at * SECOND).pooled.detail["po"] for at in (0, 1, 2, 5)]
    assert all(one <= two + 1e-12 for one, two in pairwise(shares) if np.isfinite(one))


def test_more_codes_than_a_number_has_digits_change_nothing():
    first, second = states((0, 10, "calm"), (4, 8, "upset")), states((0, 9, "calm"), (4, 6, "upset"))
    codes = (*CODES, *(f"never {number}" for number in range(70)))
    few_codes, many = (
        time_unit_kappa([double(first, second)], own, exclusive=False, resampling=QUICK)
        for own in (CODES, codes)
    )
    assert many.table.codes == few_codes.table.codes
    assert many.table.matrix.tolist() == few_codes.table.matrix.tolist()


# --- presence -------------------------------------------------------------------------------------------


def test_time_out_of_view_is_taken_out_of_both_coders():
    coding = double(ONE, TWO, away={"ADA": [(5 * SECOND, 6 * SECOND), (14 * SECOND, 16 * SECOND)]})
    found = time_kappa([coding])
    assert found.pooled.estimate == 1
    assert found.table.n == 17
    assert found.pooled.detail["away_s"] == 3
    assert "3 s in which the person was out of view were left out of both coders." in told(found.pooled)
    assert time_kappa([coding], unit=SECOND).table.n == 17
    assert time_kappa([coding], unit=SECOND, sampling="majority").table.n == 17


def test_time_out_of_view_of_one_person_is_that_persons_only():
    other = [event._replace(actor="LEO") for event in ONE]
    coding = double([*ONE, *other], [*TWO, *other], away={"ADA": [(0, 20 * SECOND)]})
    found = time_kappa([coding])
    assert found.table.n == 20
    assert found.pooled.estimate == 1


def test_events_that_begin_out_of_view_are_left_out_of_both_and_counted():
    first, second = instants((1, "calm"), (5, "upset"), (9, "upset")), instants((1, "calm"), (9, "upset"))
    coding = double(first, second, away={"ADA": [(4 * SECOND, 6 * SECOND), (5 * SECOND, 9 * SECOND)]})
    found = onsets_kappa([coding])
    assert found.table.n == 2
    assert found.pooled.estimate == 1
    assert "1 events that begin while their person is out of view were left out" in told(found.pooled)


@given(on_a_grid())
@few
def test_cutting_time_out_leaves_what_is_left_as_it_was(coding):
    within = replace(coding, away={})
    whole, left = time_kappa([within]).table, time_kappa([coding]).table
    assert (left.matrix <= whole.matrix + 1e-9).all()
    gone = sum(stop - start for start, stop in coding.absences("ADA")) / SECOND
    assert whole.n - left.n == pytest.approx(gone)


# --- other ways of linking ------------------------------------------------------------------------------


def linked(first, second, **how):
    return sum(None not in pair for pair in match_events(first, second, **how))


def test_events_can_be_linked_by_how_much_of_them_overlaps():
    one, two = states((0, 10, "calm")), states((3, 13, "calm"))
    assert linked(one, two, tolerance=2 * SECOND) == 0
    assert linked(one, two, by="overlap", overlap=0.7) == 1
    assert linked(one, two, by="overlap", overlap=0.71) == 0
    assert linked(one, states((4, 8, "calm")), by="overlap", overlap=0.5) == 0
    assert linked(one, states((4, 8, "calm")), by="overlap", overlap=0.5, share_of="shorter") == 1


def test_onset_and_overlap_or_either_of_them():
    one, near, far = states((0, 10, "calm")), states((1, 3, "calm")), states((3, 10, "calm"))
    ways = {"onset": (1, 0), "overlap": (0, 1), "onset and overlap": (0, 0), "onset or overlap": (1, 1)}
    for by, found in ways.items():
        assert tuple(linked(one, other, by=by, overlap=0.6) for other in (near, far)) == found


def test_onsets_and_offsets_both_near():
    one = states((0, 10, "calm"))
    assert linked(one, states((1, 12, "calm")), by="onset and offset") == 1
    assert linked(one, states((1, 13, "calm")), by="onset and offset") == 0
    assert linked(one, states((1, 13, "calm")), by="onset and offset", offset_tolerance=3 * SECOND) == 1


def test_instants_are_linked_by_their_onset_whatever_the_rule():
    for by in ("overlap", "onset and overlap", "onset or overlap", "onset and offset"):
        assert linked(instants((1, "calm")), instants((2, "calm")), by=by) == 1
        assert linked(instants((1, "calm")), states((2, 9, "calm")), by=by) == 1
        assert linked(instants((1, "calm")), instants((4, "calm")), by=by) == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"overlap": 0}, "An overlap of 0 cannot be; give a share above 0 and at most 1, such as 0.6."),
        ({"overlap": 60}, "An overlap of 60 cannot be; give a share above 0 and at most 1, such as 0.6."),
        ({"by": "luck"}, "Events cannot be linked by luck; choose one of onset, overlap, "),
        ({"share_of": "both"}, "Events cannot be linked by both; choose one of longer, shorter."),
        ({"offset_tolerance": -1}, "A tolerance of -1e-06 cannot be; give 0 or more."),
    ],
)
def test_rules_of_linking_that_cannot_be_are_refused(options, sentence):
    with pytest.raises(StudyError) as error:
        Linking(**options)
    assert str(error.value).startswith(sentence)


lasting = st.lists(
    st.builds(
        lambda at, length, code: TimedEvent(at * SECOND, at * SECOND + length * SECOND, code),
        st.integers(0, 40),
        st.integers(0, 12),
        st.sampled_from(CODES),
    ),
    max_size=8,
)


@pytest.mark.parametrize("by", ["overlap", "onset and overlap", "onset or overlap", "onset and offset"])
@given(first=lasting, second=lasting)
@few
def test_only_what_the_rule_links_is_paired_and_nothing_more_could_be(by, first, second):
    how = Linking(by)
    pairs = match_events(first, second, by=by)
    assert all(how.links(*pair) for pair in pairs if None not in pair)
    alone = [[pair[side] for pair in pairs if pair[1 - side] is None] for side in (0, 1)]
    assert not any(how.links(one, two) for one in alone[0] for two in alone[1])
    assert sorted(e for e, _ in pairs if e) == sorted(first)
    assert sorted(e for _, e in pairs if e) == sorted(second)


@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from(CODES)), min_size=60, max_size=90))
@settings(max_examples=10, deadline=None)
def test_a_long_chain_of_events_has_as_many_pairs_as_there_can_be(events):
    half = len(events) // 2
    first, second = (
        instants(*((at / 10, code) for at, code in part)) for part in (events[:half], events[half:])
    )
    worth = np.array(
        [
            [(abs(a.onset - b.onset) <= 5 * SECOND) * (1 + 1000 * (a.code == b.code)) for b in second]
            for a in first
        ]
    )
    most = worth[linear_sum_assignment(worth, maximize=True)].sum()
    pairs = match_events(first, second, 5 * SECOND)
    assert sum((None not in pair) + 1000 * pair.agrees for pair in pairs) == most
