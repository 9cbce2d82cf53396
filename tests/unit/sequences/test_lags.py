"""Lag tables, windows and the permutation: against other programs, in closed form, on known dependence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from havenlens.domain.recipes import LagSequential, Selector
from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.contingency import BinSeries, bin_onsets, bin_series, contingency, pooled_q
from havenlens.sequences.lags import (
    PAUSE,
    by_actor,
    lag_table,
    lag_tables,
    no_repeats,
    pooled_cell_q,
    steps_of,
    stream_of,
)
from havenlens.sequences.permutation import chain_null, lag_shifts, mid_p, shift_sums
from havenlens.sequences.residuals import adjusted_residuals, expected_counts, odds_parts, yules_q
from tests.support.sequences import act, coding

NAMES = ("a", "b", "c", "d")

# 15 transitions and what LagSequential 0.1.1 (Draper & O'Connor), another program, prints for them.
OTHERS_COUNTS = np.array(
    [
        [0, 1, 0, 0, 1, 0],
        [0, 0, 3, 0, 0, 0],
        [0, 0, 1, 3, 0, 1],
        [1, 2, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 0],
    ],
    dtype=float,
)
OTHERS_Z = [
    [-0.41, 1.14, -1.07, -0.92, 2.64, -0.41],
    [-0.52, -0.97, 2.74, -1.17, -0.52, -0.52],
    [-0.73, -1.37, -0.77, 2.06, -0.73, 1.46],
    [1.72, 1.75, -0.41, -1.41, -0.62, -0.62],
    [-0.28, -0.52, -0.73, 1.72, -0.28, -0.28],
]
OTHERS_Q = [
    [-1, 0.69, -1, -1, 1, -1],
    [-1, -1, 1, -1, -1, -1],
    [-1, -1, -0.45, 0.86, -1, 1],
    [1, 0.82, -0.26, -1, -1, -1],
    [-1, -1, -1, 1, -1, -1],
]


def test_another_program_prints_the_same():
    z = adjusted_residuals(OTHERS_COUNTS)
    assert np.allclose(z[:5], OTHERS_Z, atol=0.00501)
    assert np.isnan(z[5]).all()
    assert np.allclose(yules_q(*odds_parts(OTHERS_COUNTS))[:5], OTHERS_Q, atol=0.00501)


def test_a_published_table_of_three_by_three():
    """Agresti, A. (2002), Categorical Data Analysis (2nd ed.), education and religious beliefs."""
    counts = np.array([[178.0, 138, 108], [570, 648, 442], [138, 252, 252]])
    wanted = [[4.5, -2.6, -1.9], [2.6, 1.3, -4.0], [-6.8, 0.7, 6.3]]
    assert adjusted_residuals(counts).round(1).tolist() == wanted


def test_around_structural_zeros_the_residual_is_that_of_the_log_linear_model():
    """The information matrix of a Poisson regression with rows and columns, worked out apart."""
    zeros = np.eye(4, dtype=bool)
    counts = np.where(zeros, 0, np.array([[0, 12, 5, 9], [8, 0, 7, 3], [6, 4, 0, 10], [11, 2, 9, 0]], float))
    expected = expected_counts(counts, zeros)
    places = np.argwhere(~zeros)
    design = np.zeros((12, 7))
    for row, (i, j) in enumerate(places):
        design[row, i] = 1
        if j < 3:
            design[row, 4 + j] = 1
    beta = np.zeros(7)
    y = counts[~zeros]
    for _ in range(50):
        mu = np.exp(design @ beta)
        beta += np.linalg.solve(design.T * mu @ design, design.T @ (y - mu))
    mu = np.exp(design @ beta)
    covariance = np.linalg.inv(design.T * mu @ design)
    leverage = mu * np.einsum("ij,jk,ik->i", design, covariance, design)
    assert np.allclose(expected[~zeros], mu)
    assert np.allclose(adjusted_residuals(counts, zeros)[~zeros], (y - mu) / np.sqrt(mu * (1 - leverage)))


def test_q_around_structural_zeros_is_nothing_where_the_table_holds_nothing_else():
    a, b = np.array([4.0, 3, 2, 1]), np.array([1.0, 2, 3, 4])
    table = np.where(np.eye(4, dtype=bool), 0, np.outer(a, b))
    q = yules_q(*odds_parts(table, np.eye(4, dtype=bool)))
    assert np.allclose(q[~np.eye(4, dtype=bool)], 0, atol=1e-9)


@given(hnp.arrays(np.int64, (3, 3), elements=st.integers(0, 40)))
def test_residuals_and_expected_counts_keep_the_totals(counts):
    table = counts.astype(float)
    expected = expected_counts(table)
    assert np.allclose(expected.sum(axis=0), table.sum(axis=0))
    assert np.allclose(expected.sum(axis=1), table.sum(axis=1))
    ahead, behind = odds_parts(table)
    q = yules_q(ahead, behind)
    assert np.all(np.isnan(q) | (np.abs(q) <= 1))


def chain(generator, n, after):
    """Draw codes one after another, each with the shares that the one before gives."""
    found = [0]
    for _ in range(n - 1):
        found.append(int(generator.choice(4, p=after[found[-1]])))
    return np.array(found, dtype=np.intp)


def test_known_dependence_is_found_with_the_size_it_has():
    after = np.full((4, 4), 0.25)
    after[0] = [0.1, 0.7, 0.1, 0.1]
    stream = chain(np.random.default_rng(1), 6000, after)
    table = lag_table([stream], NAMES)
    cell = table.cell("a", "b")
    assert cell.share == pytest.approx(0.7, abs=0.03)
    assert cell.z_shown > 20
    lasting = np.linalg.matrix_power(after, 50)[0][:, None] * after
    assert np.allclose(yules_q(*odds_parts(table.observed)), yules_q(*odds_parts(lasting)), atol=0.08)
    at_random = np.random.default_rng(2).integers(4, size=6000)
    assert np.abs(lag_table([at_random], NAMES).residuals).max() < 4
    assert lag_table([stream], NAMES, 5).cell("a", "b").z < 3
    few = lag_table([stream[:40]], NAMES).cell("a", "b")
    assert few.z_shown is None
    assert few.reason.code == "sequences.small_table"
    assert "permutation" in few.reason.sentence
    assert few.p is not None


def test_a_permutation_finds_what_is_there_and_is_the_same_every_time():
    generator = np.random.default_rng(3)
    given = np.sort(generator.integers(300 * SECOND, size=8))
    series = bin_onsets(given, np.sort(given + 2 * SECOND), 300 * SECOND, 3 * SECOND, SECOND)
    one, other = contingency([series]), contingency([series], always=True)
    assert one.small
    assert one.p <= 0.01
    assert (one.p, one.permutations) == (other.p, 299)
    pooled = [contingency([series] * 3, always=True, seed=seed).p for seed in (1, 1, 2)]
    assert pooled[0] == pooled[1]
    assert pooled[0] < 0.01


def test_no_permutation_is_made_where_none_is_needed():
    generator = np.random.default_rng(4)
    given, target = (np.sort(generator.integers(2000 * SECOND, size=60)) for _ in range(2))
    found = contingency([bin_onsets(given, target, 2000 * SECOND, 10 * SECOND, SECOND)])
    assert (found.small, found.p, found.permutations) == (False, None, 0)
    assert found.z_shown == found.z


@pytest.mark.parametrize(
    ("given", "target", "codes"),
    [
        ([], [], ["sequences.no_bins"]),
        ([0, 0, 0], [0, 1, 0], ["sequences.given_constant"]),
        ([1, 0, 0], [1, 1, 1], ["sequences.hit_constant"]),
        ([1, 0, 0], [1, 0, 0], ["sequences.small_table", "sequences.no_odds"]),
    ],
)
def test_what_cannot_be_said_has_a_reason_and_no_number(given, target, codes):
    series = BinSeries(np.array(given, bool), np.array(target, bool), np.arange(len(given)))
    found = contingency([series])
    assert [reason.code for reason in found.reasons] == codes
    assert (found.z is None) == (codes[0] != "sequences.small_table")
    assert all(reason.sentence for reason in found.reasons)


def test_bins_are_given_by_their_centre_and_hit_by_an_onset():
    recipe = LagSequential(
        id="lag", given=Selector(codes=("bid",)), target=Selector(codes=("nods",)), window=Micros(2 * SECOND)
    )
    found = bin_series(
        coding(act(1.5, "bid"), act(3.5, "nods", "TEACHER"), act(9.9, "nods"), end=9.9), recipe
    )
    assert found.given.tolist() == [False, True, True, True, *[False] * 5]
    assert np.flatnonzero(found.target).tolist() == [3]


def test_events_follow_each_other_with_or_without_pauses():
    everything = Selector(codes=("bid", "nods", "distress"))
    codes = ["bid", "nods", "distress", PAUSE]
    found = coding(act(2, "bid"), act(3, "distress", until=8), act(18.5, "nods", "TEACHER"), end=20)
    assert stream_of(found, everything, codes).tolist() == [0, 2, 1]
    assert stream_of(found, everything, codes, 5 * SECOND).tolist() == [0, 2, 3, 3, 1]
    assert stream_of(found, everything, codes, 5 * SECOND, many=False).tolist() == [0, 2, 3, 1]
    people = ["ADA.bid", "TEACHER.nods", "LEO.nods"]
    assert stream_of(found, everything, people, name=by_actor).tolist() == [0, 1]
    with pytest.raises(ValueError, match="pause"):
        stream_of(found, everything, codes[:3], 5 * SECOND)


def test_a_pause_begins_where_what_was_before_it_ends():
    found = coding(act(2, "bid"), act(3, "distress", until=8), act(18.5, "nods", "TEACHER"), end=20)
    steps = list(steps_of(found, found.acts, 5 * SECOND, name=by_actor))
    assert [(step.name, step.onset / SECOND) for step in steps] == [
        ("ADA.bid", 2),
        ("ADA.distress", 3),
        (PAUSE, 8),
        (PAUSE, 13),
        ("TEACHER.nods", 18.5),
    ]
    assert [step.act is None for step in steps] == [False, False, True, True, False]


def test_what_cannot_follow_is_left_out_and_counted():
    streams = [np.array([0, 0, 1, 2, 1, 0], dtype=np.intp)]
    table = lag_table(streams, NAMES, structural=no_repeats(NAMES))
    assert (table.n, table.n_impossible) == (4, 1)
    assert table.cell("a", "a").reason.sentence == "a cannot follow a."
    assert table.cell("d", "a").reason.code == "sequences.no_residual"
    assert table.as_json()["n_impossible"] == 1
    assert not no_repeats([*NAMES, PAUSE])[4, 4]
    with pytest.raises(ValueError, match="later"):
        lag_table(streams, NAMES, 2, structural=no_repeats(NAMES))
    assert set(lag_tables(streams, NAMES, (1, 2), structural=no_repeats(NAMES))) == {1, 2}


def test_streams_add_up_and_nothing_follows_across_them():
    one, other = np.array([0, 1, 2], dtype=np.intp), np.array([3, 0], dtype=np.intp)
    table = lag_table([one, other, np.array([], dtype=np.intp)], NAMES, permutations=0)
    assert table.n == 3
    assert table.cell("c", "d").count == 0
    assert [(edge.given, edge.target) for edge in table.transitions()] == [("a", "b"), ("b", "c"), ("d", "a")]


def test_shifts_keep_the_totals_and_leave_out_an_event_upon_itself():
    stream = np.array([0, 1, 2, 3, 0, 2, 1, 3, 1], dtype=np.intp)
    found = lag_shifts([stream], 4, 1)
    observed = np.bincount(stream[:-1] * 4 + stream[1:], minlength=16)
    base = 1 + stream.size
    null = (found.null // base**2).reshape(-1, 4, 4)
    assert (found.observed // base**2).tolist() == observed.tolist()
    assert null.shape[0] == 6
    assert (null.sum(axis=2) == observed.reshape(4, 4).sum(axis=1)).all()
    assert (null.sum(axis=1) == observed.reshape(4, 4).sum(axis=0)).all()
    assert lag_shifts([stream, stream], 4, 1, 50).null.shape == (50, 16)
    assert lag_shifts([], 4, 1, 10).null.sum() == 0


def test_of_two_equal_counts_the_one_that_comes_sooner_is_higher():
    stream = np.array([0, 2, 1, 2, 2, 2, 2, 1, 2, 2, 0, 2], dtype=np.intp)
    found = lag_shifts([stream], 3, 1)
    cell = found.null[:, 1]
    assert len(set(cell.tolist())) > len(set((cell // (1 + stream.size) ** 2).tolist()))


def test_streams_drawn_anew_keep_to_what_cannot_follow():
    expected = expected_counts(np.array([[0.0, 5, 3], [4, 0, 2], [4, 2, 0]]), np.eye(3, dtype=bool))
    null = chain_null([np.array([0, 1, 0, 2])], expected, 200).reshape(-1, 3, 3)
    assert null.sum(axis=(1, 2)).tolist() == [3] * 200
    assert not null[:, [0, 1, 2], [0, 1, 2]].any()


@given(hnp.arrays(np.bool_, 24), hnp.arrays(np.bool_, 24), st.integers(0, 23))
def test_sums_of_shifts_are_those_of_shifting_by_hand(weights, target, shift):
    assert shift_sums(weights, target)[shift] == (weights & np.roll(target, -shift)).sum()


def test_a_p_value_is_never_nothing_and_at_most_one():
    null = np.arange(99)
    assert float(mid_p(np.array(1000), null)) == pytest.approx(0.01)
    assert float(mid_p(np.array(49), null)) == 1.0
    assert float(mid_p(np.array(1000), null[:19])) == pytest.approx(0.1)


def test_where_no_permutation_was_made_none_is_said_to_be_shown():
    stream = np.array([0, 1, 0, 1, 0, 2, 0, 1], dtype=np.intp)
    made = lag_table([stream], NAMES).cell("a", "b")
    without = lag_table([stream], NAMES, permutations=0).cell("a", "b")
    short = lag_table([np.array([0, 1, 0], dtype=np.intp)], NAMES).cell("a", "b")
    assert (made.p is None, made.reason.code) == (False, "sequences.small_table")
    for cell in (without, short):
        assert (cell.p, cell.z_shown) == (None, None)
        assert cell.reason.sentence.endswith(
            "z is not shown, and no permutation was made that could take its place."
        )
    series = bin_onsets(np.array([5 * SECOND]), np.array([6 * SECOND]), 60 * SECOND, 3 * SECOND, SECOND)
    for permutations, code in ((100, "sequences.small_table"), (0, "sequences.small_table_alone")):
        assert contingency([series], permutations).reasons[0].code == code


def test_q_over_few_observations_is_warned_of_and_only_where_it_has_an_interval():
    generator = np.random.default_rng(5)
    series = [
        bin_onsets(*np.sort(generator.integers(90 * SECOND, size=(2, 9))), 90 * SECOND, 9 * SECOND, SECOND)
        for _ in range(10)
    ]
    streams = [generator.integers(4, size=60).astype(np.intp) for _ in range(10)]
    for few, warned in ((1, []), (2, ["sequences.few_observations"]), (10, [])):
        for found in (pooled_q(series[:few], draws=200), pooled_cell_q(streams[:few], NAMES, "a", "b")):
            assert (found.interval is None) == (few == 1)
            assert [one.code for one in found.warnings] == warned


def test_q_over_a_study_has_an_interval_over_observations():
    generator = np.random.default_rng(5)
    series = []
    for _ in range(12):
        given = np.sort(generator.integers(300 * SECOND, size=10))
        target = np.sort(np.concatenate([given[:5] + 1, generator.integers(300 * SECOND, size=5)]))
        series.append(bin_onsets(given, target, 300 * SECOND, 5 * SECOND, SECOND))
    found = pooled_q(series, draws=300)
    assert found.interval.low < found.estimate < found.interval.high
    nothing = BinSeries(np.zeros(5, bool), np.zeros(5, bool), np.zeros(5, np.int64))
    assert pooled_q([nothing]).undefined.code == "sequences.no_q"
    streams = [generator.integers(4, size=30).astype(np.intp) for _ in range(10)]
    assert pooled_cell_q(streams, NAMES, "a", "b", draws=200).interval is not None
    assert pooled_cell_q(streams, [*NAMES, "e"], "e", "b").undefined.code == "sequences.no_q"


@pytest.mark.parametrize("bans", [False, True], ids=["all may follow", "no repeats"])
def test_drawing_tells_how_far_it_is_and_stops_when_told(bans):
    streams = [np.array([0, 1, 2, 0, 2, 1, 0, 1]) for _ in range(5)]
    told: list[tuple[int, int]] = []
    structural = no_repeats(NAMES[:3]) if bans else None

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lag_tables(streams, NAMES[:3], (1, 2), structural=structural, permutations=20, progress=tell)
    assert told == [(done, 10) for done in range(8)]
