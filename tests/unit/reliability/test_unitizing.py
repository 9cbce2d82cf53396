"""Krippendorff's alphas for unitizing, and the continua they are worked out from."""

from dataclasses import replace

import numpy as np
import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.continua import Continuum, continua_of
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.unitizing import unitizing_alpha
from tests.support.continua import continuum
from tests.support.reference import cases, check

BOTH = ("Krippendorff 2016", "Krippendorff 2004")
QUICK = Resampling(draws=0)

both_versions = pytest.mark.parametrize("version", BOTH)


def made(*coders, end=100, name=""):
    units = {
        f"coder {place}": [TimedEvent(*unit) for unit in own] for place, own in enumerate(coders, start=1)
    }
    return Continuum(units, 0, end, name)


def alpha(*continua, codes="AB", **options):
    return unitizing_alpha(continua, codes, **{"unit": 1, "resampling": QUICK} | options)


@pytest.mark.parametrize("case", cases("alpha_U"))
def test_the_published_cases_of_2004(case):
    params = case["params"]
    unit = SECOND // params.get("stretch", 1)
    start, end = params["begin"] * unit, (params["begin"] + params["length"]) * unit
    codes, given = continuum(case["data_file"], 0, 0, video=params.get("video"))
    found = alpha(
        replace(given, start=start, end=end), codes=codes, unit=unit, version="Krippendorff 2004"
    ).pooled
    check(found.detail, case, skipped=("Do_stretch1",))
    assert found.estimate == found.detail["alpha_U"]
    unstretched = alpha(replace(given, start=start, end=end), codes=codes, unit=SECOND).pooled
    assert unstretched.detail["Do"] == pytest.approx(case["expected"].get("Do_stretch1", found.detail["Do"]))


@pytest.mark.parametrize("case", cases("u_alpha_nominal (Krippendorff et al. 2016)"))
def test_the_published_cases_of_2016(case):
    params = case["params"]
    unit = SECOND // (params["time_units_per_second"] or 1)
    codes, given = continuum(
        case["data_file"], params["begin"], params["begin"] + params["length"], video=params["video"]
    )
    end = given.start + params["length"] * unit
    found = alpha(replace(given, end=end), codes=codes, unit=unit).pooled
    check(found.detail, case)
    assert found.estimate == found.detail["u_alpha"]


def test_the_rest_of_the_family_by_hand():
    # On 0–100: one coder A on 0–50, the other A on 0–25 and B on 25–50. Lengths: (A,A) 25, (A,B) 25 either
    # way, gaps 50. Coded or not is the same throughout; where both coded, half of the length agrees.
    found = alpha(made([(0, 50, "A")], [(0, 25, "A"), (25, 50, "B")])).pooled.detail
    assert found["binary_u_alpha"] == pytest.approx(1)
    # Where both coded: A 75, B 25 of 100; own pairs 50², 25² and 25². Expected apart 2·75·25 / (100 − 37.5).
    assert found["cu_alpha"] == pytest.approx(1 - 50 / (2 * 75 * 25 / (100 - 3750 / 100)))
    assert found["experimental"] == ["binary_u_alpha", "cu_alpha", "ku_alpha"]


@both_versions
def test_identical_divisions_give_1(version):
    units = [(0, 20, "A"), (30, 50, "B")]
    found = alpha(made(units, units, units), version=version)
    assert found.pooled.estimate == pytest.approx(1)
    assert found.per_code["A"].estimate == pytest.approx(1)
    assert found.pooled.n_raters == 3
    assert found.pooled.n_units == 6


@both_versions
def test_the_unit_of_time_is_stated_and_matters_a_little(version):
    given = made([(0, 20_000, "A")], [(3_000, 23_000, "A")], end=100_000)
    fine, rough = (alpha(given, unit=unit, version=version).pooled for unit in (1, 1000))
    assert rough.params["time_unit_us"] == 1000
    assert fine.estimate != rough.estimate
    assert fine.estimate == pytest.approx(rough.estimate, abs=0.05)


@both_versions
def test_observations_add_up_and_are_resampled(version):
    one = made([(0, 20, "A"), (40, 60, "B")], [(5, 25, "A"), (40, 60, "B")], name="v1")
    two = made([(0, 20, "A")], [(50, 70, "B"), (0, 10, "A")], name="v2")
    found = alpha(one, two, version=version, resampling=Resampling(draws=300))
    low, high = sorted(alpha(each, version=version).pooled.estimate for each in (one, two))
    assert low < found.pooled.estimate < high
    assert found.pooled.interval.low <= found.pooled.estimate <= found.pooled.interval.high
    assert found.averaged["observations"].estimate == pytest.approx((low + high) / 2)
    assert found.pooled.detail["n_observations"] == 2


def test_units_that_run_over_the_edge_are_cut():
    inside = made([(0, 20, "A"), (50, 100, "B")], [(0, 30, "A"), (50, 100, "B")])
    over = made([(-10, 20, "A"), (50, 120, "B")], [(0, 30, "A"), (50, 100, "B")])
    assert alpha(over).pooled.estimate == alpha(inside).pooled.estimate


def test_what_has_no_extent_is_left_out_with_a_warning():
    given = made([(0, 20, "A"), (30, None, "A")], [(0, 20, "A"), (40, 60, "B")])
    found = alpha(given).pooled
    assert found.n_units == 3
    assert any("1 events without an extent" in warning.sentence for warning in found.warnings)


@both_versions
def test_units_of_one_coder_and_code_may_not_overlap(version):
    with pytest.raises(StudyError, match="coder 1 has A twice at the same time, at 00:00:00"):
        alpha(made([(0, 20, "A"), (19, 30, "A")], [(0, 20, "A")]), version=version)


def test_codes_that_overlap_are_told_of_in_the_version_that_takes_one_at_a_time():
    given = made([(0, 20, "A"), (10, 30, "B")], [(0, 20, "A"), (10, 30, "B")])
    found = alpha(given).pooled
    assert found.estimate < 1
    assert any("coder 1 has A and B at the same time" in warning.sentence for warning in found.warnings)
    older = alpha(given, version="Krippendorff 2004").pooled
    assert older.estimate == 1
    assert not any(warning.code == "agreement.codes_at_once" for warning in older.warnings)


def test_there_is_no_value_with_a_reason():
    def why(*coders, **options):
        return alpha(made(*coders), **options).pooled.undefined.sentence

    assert "one coder only" in why([(0, 1, "A")])
    assert "Neither coder" in why([], [])
    assert "coder 2 has no event" in why([(0, 1, "A")], [])
    assert "no coded time" in alpha(made([(0, 1, "A")], [(0, 1, "A")], end=0)).pooled.undefined.sentence
    assert "Chance alone" in why([(0, 100, "A")], [(0, 100, "A")])
    assert "Neither coder" in alpha().pooled.undefined.sentence
    found = alpha(made([(0, 10, "A")], [(0, 10, "A")]))
    assert "Neither coder used B" in found.per_code["B"].undefined.sentence
    with pytest.raises(StudyError, match="no variant called 1995"):
        alpha(made([], []), version="1995")


def test_time_out_of_view_is_cut_out_of_both_coders():
    first = [TimedEvent(0, 30, "A", "ADA"), TimedEvent(40, 60, "B", "ADA")]
    second = [TimedEvent(0, 20, "A", "ADA"), TimedEvent(25, 50, "B", "ADA")]
    coding = DoubleCoding(first, second, 0, 100, name="v1", away={"ADA": [(20, 40)]})
    (found,) = continua_of([coding], "AB")
    assert found.end == 80
    assert [(unit.onset, unit.offset) for unit in found.units["coder 1"]] == [(0, 20), (20, 40)]
    assert [(unit.onset, unit.offset) for unit in found.units["coder 2"]] == [(0, 20), (20, 30)]


def test_each_person_has_a_continuum_of_their_own():
    ada, leo = TimedEvent(0, 30, "A", "ADA"), TimedEvent(0, 30, "B", "LEO")
    found = continua_of([DoubleCoding([ada, leo], [ada], 0, 100, name="v1")], "AB")
    assert [one.actor for one in found] == ["ADA", "LEO"]
    result = unitizing_alpha(found, "AB", unit=1)
    assert result.per_actor["ADA"].estimate == pytest.approx(1)
    assert "coder 2 has no event" in result.per_actor["LEO"].undefined.sentence
    assert result.pooled.detail["n_observations"] == 1


def test_the_table_holds_seconds():
    found = unitizing_alpha([made([(0, SECOND, "A")], [(0, SECOND, "A")], end=3 * SECOND)], "A")
    assert np.allclose(found.table.matrix, [[2, 0], [0, 4]])
