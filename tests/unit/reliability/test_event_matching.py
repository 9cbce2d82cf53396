from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.deviation import deviations
from havenlens.reliability.eventkappa import event_kappa, event_kappa_parts
from havenlens.reliability.eventmatch import assign, event_table, match_events
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import MISSED

CODES = ("bid", "answer", "relief")
QUICK = Resampling(draws=0)


def events(*parts, actor="ADA"):
    return [TimedEvent(round(at * SECOND), None, code, actor) for at, code in parts]


def codes_of(pairs):
    return [tuple(event.code if event else None for event in pair) for pair in pairs]


def kappa(*codings, **options):
    return event_kappa(codings, CODES, resampling=QUICK, **options)


def double(first, second, end=1000):
    return DoubleCoding(first, second, 0, end * SECOND)


def test_the_tolerance_is_inclusive():
    assert codes_of(match_events(events((1, "bid")), events((3, "bid")))) == [("bid", "bid")]
    assert codes_of(match_events(events((1, "bid")), events((3.000001, "bid")))) == [
        ("bid", None),
        (None, "bid"),
    ]


def test_the_same_code_goes_before_the_nearer_event():
    first, second = events((10, "bid")), events((9, "answer"), (11.9, "bid"))
    assert codes_of(match_events(first, second)) == [(None, "answer"), ("bid", "bid")]


def test_more_pairs_go_before_nearer_ones():
    first, second = events((10, "bid"), (11.5, "bid")), events((8.2, "answer"), (10.1, "answer"))
    assert [pair.first is not None and pair.second is not None for pair in match_events(first, second)] == [
        True,
        True,
    ]


def test_of_two_the_nearer_is_taken():
    pairs = match_events(events((10, "bid")), events((8.5, "bid"), (10.5, "bid")))
    assert codes_of(pairs) == [(None, "bid"), ("bid", "bid")]


def test_of_two_equally_near_the_earlier_is_taken():
    pairs = match_events(events((10, "bid")), events((9, "answer"), (11, "relief")))
    assert codes_of(pairs) == [("bid", "answer"), (None, "relief")]


def test_events_keep_their_order_where_nothing_else_decides():
    first, second = events((10, "bid"), (11, "bid")), events((10.5, "bid"), (11.5, "bid"))
    assert [pair.second.onset - pair.first.onset for pair in match_events(first, second)] == [500_000] * 2


def test_another_person_is_never_matched():
    pairs = match_events(events((1, "bid")), events((1, "bid"), actor="LEO"))
    assert sorted(codes_of(pairs), key=str) == [("bid", None), (None, "bid")]


def test_states_are_matched_by_their_onset_and_both_deviations_are_told():
    one = [TimedEvent(10 * SECOND, 20 * SECOND, "bid"), TimedEvent(30 * SECOND, 31 * SECOND, "bid")]
    two = [TimedEvent(11 * SECOND, 28 * SECOND, "bid"), TimedEvent(29_500_000, 31 * SECOND, "answer")]
    found = deviations(match_events(one, two))
    assert found == {
        "n_linked": 2,
        "n_same_code": 1,
        "onset_mean": 0.25,
        "onset_sd": pytest.approx(1.06066, abs=1e-5),
        "onset_median_abs": 0.75,
        "offset_mean": 4.0,
        "offset_sd": pytest.approx(5.65685, abs=1e-5),
        "offset_median_abs": 4.0,
    }


def test_deviations_of_nothing_are_none():
    assert deviations([])["onset_mean"] is None


def test_a_tolerance_below_zero_is_refused():
    with pytest.raises(StudyError, match=r"A tolerance of -0\.5 cannot be; give 0 or more\."):
        match_events([], [], -500_000)


def score(pairs):
    linked = [pair for pair in pairs if None not in pair]
    differences = [(pair.first.onset - pair.second.onset) ** 2 for pair in linked]
    onsets = [pair.first.onset + pair.second.onset for pair in linked]
    return (-sum(pair.agrees for pair in linked), -len(linked), sum(differences), sum(onsets))


def every_score(first, second, tolerance):
    """Score every one-to-one matching there is."""
    slots = [*range(len(second)), *[None] * len(first)]
    for order in set(permutations(slots, len(first))):
        pairs = [
            (one, None if place is None else second[place]) for one, place in zip(first, order, strict=True)
        ]
        linked = [(one, two) for one, two in pairs if two is not None]
        if all(abs(one.onset - two.onset) <= tolerance and one.actor == two.actor for one, two in linked):
            same = sum(one.code == two.code for one, two in linked)
            apart = sum((one.onset - two.onset) ** 2 for one, two in linked)
            yield (-same, -len(linked), apart, sum(one.onset + two.onset for one, two in linked))


few_events = st.lists(
    st.builds(
        TimedEvent,
        onset=st.integers(0, 12).map(lambda half: half * 500_000),
        offset=st.none(),
        code=st.sampled_from(CODES),
        actor=st.sampled_from(["ADA", "LEO"]),
    ),
    max_size=4,
)
many_events = st.lists(
    st.builds(
        TimedEvent,
        onset=st.integers(0, 60_000_000),
        offset=st.none(),
        code=st.sampled_from(CODES),
        actor=st.sampled_from(["ADA", "LEO"]),
    ),
    max_size=40,
)


@given(few_events, few_events)
@settings(max_examples=40, deadline=None)
def test_no_other_matching_is_better(first, second):
    assert score(match_events(first, second)) == min(every_score(first, second, 2 * SECOND))


@given(many_events, many_events)
@settings(max_examples=40, deadline=None)
def test_every_event_is_in_exactly_one_pair(first, second):
    pairs = match_events(first, second)
    assert sorted(pair.first for pair in pairs if pair.first) == sorted(first)
    assert sorted(pair.second for pair in pairs if pair.second) == sorted(second)
    assert [pair.onset for pair in pairs] == sorted(pair.onset for pair in pairs)


@given(many_events, many_events, st.integers(-(10**9), 10**9))
@settings(max_examples=40, deadline=None)
def test_a_time_shift_changes_no_pair(first, second, by):
    def later(events):
        return [event._replace(onset=event.onset + by) for event in events]

    moved = match_events(later(first), later(second))
    assert codes_of(moved) == codes_of(match_events(first, second))


@given(st.lists(st.dictionaries(st.integers(0, 5), st.integers(-50, -1)), max_size=5))
@settings(max_examples=40, deadline=None)
def test_assignment_is_the_cheapest_there_is(costs):
    found = assign(costs)
    taken = [column for column in found if column is not None]
    assert len(taken) == len(set(taken))
    total = sum(row[column] for row, column in zip(costs, found, strict=True) if column is not None)
    slots = [*range(6), *[None] * len(costs)]
    best = min(
        sum(0 if column is None else row[column] for row, column in zip(costs, order, strict=True))
        for order in set(permutations(slots, len(costs)))
        if all(column is None or column in row for row, column in zip(costs, order, strict=True))
    )
    assert total == best


def test_the_table_has_a_row_and_a_column_for_what_was_missed():
    found = event_table(
        match_events(events((1, "bid"), (9, "answer")), events((1, "bid"), (20, "bid"))), CODES
    )
    assert found.codes == (*CODES, MISSED)
    assert found.matrix.tolist() == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [1, 0, 0, 0]]


def fitted(matrix):
    """Fit quasi-independence with the last cell fixed at zero, the long way."""
    fit = np.ones_like(matrix)
    fit[-1, -1] = 0
    for _ in range(400):
        for axis in (0, 1):
            margin, current = matrix.sum(axis=axis, keepdims=True), fit.sum(axis=axis, keepdims=True)
            fit = fit * np.divide(margin, current, out=np.zeros_like(margin), where=current > 0)
    return fit


@given(st.lists(st.integers(0, 9), min_size=16, max_size=16))
@settings(max_examples=40, deadline=None)
def test_the_closed_form_is_what_iterative_fitting_comes_to(cells):
    matrix = np.array(cells, dtype=float).reshape(4, 4) + 0.5
    matrix[-1, -1] = 0
    expected = np.trace(fitted(matrix)) / matrix.sum()
    assert float(event_kappa_parts(matrix).expected) == pytest.approx(expected, abs=1e-9)


# Holle, H., & Rein, R. (2015), Behavior Research Methods 47, 837-847: two tables worked out with the authors'
# own program; the last row and column hold what was not matched.
@pytest.mark.parametrize(
    ("matrix", "kappa_ipf"),
    [
        ([[4, 0, 0, 0], [0, 4, 0, 0], [0, 2, 2, 1], [1, 1, 0, 0]], 0.5526057030481809),
        ([[2, 0, 0, 1], [0, 4, 0, 0], [0, 2, 2, 1], [2, 1, 0, 0]], 0.40652173913043477),
    ],
)
def test_holle_and_rein_2015(matrix, kappa_ipf):
    assert float(event_kappa_parts(np.array(matrix, dtype=float)).kappa) == pytest.approx(
        kappa_ipf, abs=1e-12
    )


def test_pooled_and_per_code_with_what_was_linked():
    first = events((1, "bid"), (5, "answer"), (20, "bid"), (25, "answer"), (40, "relief"))
    second = events((1.5, "bid"), (5, "answer"), (20, "answer"), (26, "answer"), (60, "relief"))
    found = kappa(double(first, second))
    detail = found.pooled.detail
    assert found.pooled.n_units == 6
    assert detail["linked"] == pytest.approx(4 / 6)
    assert detail["po"] == pytest.approx(3 / 6)
    assert detail["specific_agreement"]["answer"] == pytest.approx(4 / 5)
    assert detail["specific_agreement"]["relief"] == 0
    assert detail["onset_median_abs"] == pytest.approx(0.25)
    assert found.per_code["bid"].detail["matrix"] == [[1, 1], [0, 4]]
    assert found.per_code["bid"].n_units == 2
    assert found.pooled.params["tolerance"] == 2.0
    assert len(found.pairs[0]) == 6


def test_events_outside_the_observation_are_left_out():
    found = kappa(double(events((1, "bid"), (99, "bid")), events((1, "bid"), (2, "answer")), end=50))
    assert found.table.n == 2


def test_a_state_that_ends_before_it_starts_names_the_place():
    with pytest.raises(StudyError, match=r"coder 2's bid at 00:00:05.000 ends before it starts"):
        kappa(double([], [TimedEvent(5 * SECOND, 4 * SECOND, "bid")]))
