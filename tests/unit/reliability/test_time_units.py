import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import UNCODED, Confusion, pooled
from havenlens.reliability.timeunits import time_unit_kappa

CODES = ("calm", "upset", "away")
QUICK = Resampling(draws=0)


def states(*parts, actor="ADA"):
    return [TimedEvent(int(on * SECOND), int(off * SECOND), code, actor) for on, off, code in parts]


def double(first, second, end=20, **others):
    return DoubleCoding(first, second, 0, int(end * SECOND), **others)


def kappa(*codings, **options):
    return time_unit_kappa(codings, CODES, resampling=QUICK, **options)


ONE = states((0, 6.25, "calm"), (6.25, 14, "upset"), (14, 20, "away"))
TWO = states((0, 5, "calm"), (5, 14.5, "upset"), (16, 20, "away"))


def test_the_table_holds_seconds_exactly_on_the_boundaries():
    found = kappa(double(ONE, TWO))
    assert found.table.codes == (*CODES, UNCODED)
    assert found.table.matrix.tolist() == [
        [5, 1.25, 0, 0],
        [0, 7.75, 0, 0],
        [0, 0.5, 4, 1.5],
        [0, 0, 0, 0],
    ]
    assert found.pooled.detail["po"] == pytest.approx(16.75 / 20)
    assert found.pooled.n_units == 20
    assert found.pooled.params["sampling"] == "exact, on the boundaries"


def test_a_unit_takes_the_state_at_its_start():
    found = kappa(double(ONE, TWO), unit=SECOND)
    assert found.table.matrix.tolist() == [[5, 2, 0, 0], [0, 7, 0, 0], [0, 1, 4, 1], [0, 0, 0, 0]]
    assert found.pooled.params["unit"] == 1.0
    assert found.pooled.n_units == 20


def test_a_last_unit_that_is_cut_short_still_counts():
    whole = states((0, 9.5, "calm"))
    found = kappa(double(whole, states((0, 9.5, "upset")), end=9.5), unit=2 * SECOND)
    assert found.table.n == 5


def test_people_are_compared_each_for_themselves():
    ada, leo = states((0, 10, "calm")), states((0, 10, "upset"), actor="LEO")
    found = kappa(double([*ada, *leo], [*ada, *leo], end=10))
    assert found.pooled.estimate == 1
    assert found.table.n == 20


def test_the_people_can_be_named():
    found = kappa(double(ONE, TWO, actors=("ADA", "ZOE")))
    assert found.table.matrix[-1, -1] == 20


def test_time_without_code_is_left_out_where_one_code_must_always_hold():
    found = kappa(double(ONE, TWO), exhaustive=True)
    assert found.table.codes == CODES
    assert found.table.n == 18.5
    assert "1.5 s without a code were left out" in found.pooled.warnings[-1].sentence


def test_states_that_do_not_exclude_each_other_are_compared_as_sets():
    first = states((0, 10, "calm"), (4, 8, "upset"))
    second = states((0, 10, "calm"), (4, 6, "upset"))
    found = kappa(double(first, second, end=12), exclusive=False)
    assert found.table.codes == ("calm+upset", "calm", UNCODED)
    assert found.table.matrix.tolist() == [[2, 2, 0], [0, 6, 0], [0, 0, 2]]
    assert found.per_code["upset"].detail["matrix"] == [[2, 2], [0, 8]]
    assert found.per_code["calm"].estimate == 1


def test_overlapping_states_of_an_exclusive_group_name_the_place():
    first = states((0, 10, "calm"), (4, 8, "upset"))
    with pytest.raises(StudyError) as error:
        time_unit_kappa([double(first, ONE)], CODES, coders=("Ann", "Ben"))
    assert str(error.value).startswith("Ann has calm and upset for ADA at the same time, at 00:00:04.000")


def test_a_state_that_ends_before_it_starts_names_the_place():
    with pytest.raises(StudyError) as error:
        kappa(double([TimedEvent(5 * SECOND, 4 * SECOND, "calm", "ADA")], ONE))
    assert str(error.value) == "coder 1's calm at 00:00:05.000 ends before it starts; correct its end."


def test_instants_other_codes_and_time_outside_are_left_out():
    extra = [
        TimedEvent(3 * SECOND, 3 * SECOND, "upset", "ADA"),
        TimedEvent(4 * SECOND, None, "upset", "ADA"),
        TimedEvent(0, 9 * SECOND, "nothing we know", "ADA"),
        TimedEvent(20 * SECOND, 30 * SECOND, "calm", "ADA"),
    ]
    assert (
        kappa(double([*ONE, *extra], TWO)).table.matrix.tolist()
        == kappa(double(ONE, TWO)).table.matrix.tolist()
    )


def test_per_code_values_are_those_of_the_folded_table():
    found = kappa(double(ONE, TWO))
    assert found.per_code["calm"].detail["matrix"] == [[5, 1.25], [0, 13.75]]
    assert found.per_code["calm"].method == "time_unit_kappa"


def test_the_interval_resamples_observations_and_is_repeatable():
    codings = [double(ONE, TWO), double(TWO, TWO), double(ONE, ONE), double(states((0, 20, "calm")), ONE)]
    first, again = (time_unit_kappa(codings, CODES).pooled for _ in range(2))
    assert first == again
    assert first.interval is not None
    assert first.interval.low <= first.estimate <= first.interval.high
    assert any("rests on 4 observations" in warning.sentence for warning in first.warnings)


def test_a_single_observation_has_no_interval_and_says_so():
    found = time_unit_kappa([double(ONE, TWO)], CODES).pooled
    assert found.interval is None
    assert any(warning.code == "agreement.one_observation" for warning in found.warnings)


@st.composite
def codings(draw, grid=500_000):
    """Draw two coders' states on a grid, with gaps."""
    length = draw(st.integers(4, 40))

    def one():
        cuts = sorted(draw(st.sets(st.integers(0, length), min_size=2, max_size=10)))
        codes = draw(
            st.lists(st.sampled_from([*CODES, None]), min_size=len(cuts) - 1, max_size=len(cuts) - 1)
        )
        return [
            TimedEvent(start * grid, end * grid, code, "ADA")
            for start, end, code in zip(cuts, cuts[1:], codes, strict=False)
            if code is not None
        ]

    return DoubleCoding(one(), one(), 0, length * grid, ("ADA",))


@given(codings())
@settings(max_examples=60, deadline=None)
def test_units_as_fine_as_the_boundaries_give_the_exact_value(coding):
    exact, sampled = kappa(coding), kappa(coding, unit=500_000)
    assert sampled.pooled.estimate == pytest.approx(exact.pooled.estimate, abs=1e-12)
    assert np.allclose(sampled.table.matrix / 2, exact.table.matrix)


@given(codings(grid=333_333))
@settings(max_examples=30, deadline=None)
def test_ever_smaller_units_come_close_to_the_exact_value(coding):
    exact, fine = kappa(coding).table.matrix, kappa(coding, unit=1000).table.matrix / 1000
    # Each boundary can move time of one unit from one cell to another.
    assert np.abs(exact - fine).max() <= 0.001 * 20


@given(st.lists(codings(), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_tables_of_the_parts_add_up_to_the_whole(parts):
    whole = kappa(*parts).table
    added = pooled([kappa(part).table for part in parts])
    assert isinstance(added, Confusion)
    assert np.allclose(whole.matrix, added.matrix)
