"""Agreement of plain tables with gaps, several coders, several observations, and parameters of all kinds."""

from __future__ import annotations

import numpy as np
import pytest

from havenlens.domain.problems import StudyError
from havenlens.exchange.plain_tables import read_table
from havenlens.services.plain_agreement import agree_on
from havenlens.services.plain_data import table_of
from havenlens.services.plain_options import AgreeOptions, read_params


def table(text, name="table.csv"):
    return table_of(name, [line.split(",") for line in text.strip().splitlines()])


def agreed(text, *methods, scale=1_000_000, **options):
    return agree_on([table(text)], methods, AgreeOptions(**options), scale)


GAPS = """
unit,A,B,C
1,1,1,2
2,2,3,2
3,3,3,
4,,5,4
5,2,2,1
6,4,,4
7,3,4,4
"""


@pytest.mark.parametrize("weights", ["linear", "quadratic", "ordinal"])
@pytest.mark.parametrize("method", ["cohen", "weighted_kappa", "scott"])
def test_pairs_are_weighted_on_the_scores_of_all_coders(method, weights):
    found = agreed(GAPS, method, weights=weights)
    assert [one.detail["coders"] for one in found] == [["A", "B"], ["A", "C"], ["B", "C"]]
    declared = agreed(GAPS, method, weights=weights, params={"scale": [1, 5]})
    assert [one.estimate for one in found] == pytest.approx([one.estimate for one in declared])


def test_a_dropped_score_is_still_a_category_of_two_coders():
    [found] = agreed("unit,A,B\n1,1,1\n2,2,1\n3,3,3\n4,,5\n", "weighted_kappa", weights="linear")
    assert found.detail["codes"] == ["1", "2", "3", "5"]


def test_numbers_spelt_in_two_ways_are_one_category():
    [mixed] = agreed("unit,A,B\n1,1.0,1\n2,2,2.0\n3,3,2\n", "krippendorff", level="nominal")
    [plain] = agreed("unit,A,B\n1,1,1\n2,2,2\n3,3,2\n", "krippendorff", level="nominal")
    assert mixed.estimate == plain.estimate


def test_a_scale_holds_for_categories_too():
    text = "unit,A,B\n1,1,1\n2,2,3\n3,5,5\n"
    [found] = agreed(text, "brennan_prediger", level="nominal", params={"scale": [1, 5]})
    assert found.params["categories"] == ["1", "2", "3", "4", "5"]
    [two] = agreed("unit,A,B\n1,1,1\n2,5,1\n3,5,5\n", "brennan_prediger", params={"categories": ["1", "5"]})
    assert two.estimate == pytest.approx(2 * (2 / 3) - 1)


def test_what_other_programs_write_for_a_missing_number_is_missing():
    [found] = agreed("unit,A,B\n1,1,2\n2,NA,3\n3,NaN,\n4,4,4\n", "percent")
    assert (found.n_units, found.estimate) == (2, 0.5)
    [found] = agreed("unit,A,B\n1,yes,no\n2,NA,NA\n", "percent")
    assert found.n_units == 2


def test_rows_with_one_name_are_told_of():
    [found] = agreed("unit,A,B\n1,1,2\n1,3,3\n2,4,4\n", "percent")
    assert "plain.doubled_unit" in [warning.code for warning in found.warnings]
    [found] = agreed("unit,A,B\n1,1,2\n2,3,3\n3,4,4\n", "percent")
    assert "plain.doubled_unit" not in [warning.code for warning in found.warnings]


def test_columns_without_anything_are_passed_over():
    [found] = agreed("unit,A,B,,\n1,1,2,,\n2,3,3,,\n", "percent")
    assert found.estimate == 0.5
    with pytest.raises(StudyError, match=r"Column 4 of .* has no heading"):
        agreed("unit,A,B,\n1,1,2,\n2,3,3,x\n", "percent")


def test_scores_of_categories():
    text = "unit,A,B\n1,1,1\n2,2,9\n3,9,9\n4,1,2\n5,1,9\n"
    [own], [even], [given] = (
        agreed(text, "weighted_kappa", weights="linear", params=params)
        for params in ({}, {"scores": "1..q"}, {"scores": [1, 2, 3]})
    )
    assert even.detail["po_w"] == given.detail["po_w"] == 1 - (0.5 + 1 + 0.5) / 5
    assert own.detail["po_w"] == pytest.approx(1 - (7 / 8 + 1 + 1 / 8) / 5)
    with pytest.raises(StudyError, match=r"no value for scores; give \[1, 2, 3\]"):
        agreed(text, "weighted_kappa", params={"scores": [1, 2]})


def test_more_different_scores_than_there_can_be_categories():
    rows = "\n".join(f"{i},{i / 7:.4f},{i / 7 + 0.1:.4f}" for i in range(300))
    with pytest.raises(StudyError, match="too many to take as categories"):
        agreed(f"unit,A,B\n{rows}", "cohen")
    found = {one.method: one for one in agreed(f"unit,A,B\n{rows}", "all")}
    assert found["cohen"].undefined.code == "agreement.too_many_categories"
    assert found["ccc"].estimate > 0.99


def test_names_of_scores_differ_where_scores_do():
    [found] = agreed("unit,A,B\n1,1234567,1234567\n2,1234568,1234568\n3,1234568,1234567\n", "cohen")
    assert found.detail["codes"] == ["1234567", "1234568"]


def test_ratio_alpha_of_scores_below_zero_is_warned_of():
    text = "unit,A,B\n1,-3,3\n2,2,2\n3,1,2\n"
    [found] = agreed(text, "krippendorff", level="ratio")
    assert "agreement.below_zero" in [warning.code for warning in found.warnings]
    [found] = agreed(text, "krippendorff", level="interval")
    assert "agreement.below_zero" not in [warning.code for warning in found.warnings]


@pytest.mark.parametrize(
    ("method", "params", "said"),
    [
        ("cohen", {"tolerence": 2}, "cohen has no parameter tolerence; it has"),
        ("icc", {"k": 2}, "icc has no parameter k"),
        ("percent", {"unit": 1}, "percent has no parameter unit"),
        ("icc", {"conf": 95}, "95.0 is no value for conf"),
        ("cohen", {"index_file": [[0, 1]]}, "hold 0 where the number of an observation from 1 to 2"),
        ("cohen", {"index_file": [[1, 2]]}, "draw from 2 observations, but there are"),
    ],
)
def test_parameters_that_a_method_does_not_have(method, params, said):
    with pytest.raises(StudyError) as raised:
        agreed(GAPS, method, params=params)
    assert said in str(raised.value)


def test_a_parameter_of_one_method_does_not_stop_the_others():
    found = agreed(GAPS, "icc", "within_k", params={"k": 2, "note": "as printed"})
    assert found[-1].params["k"] == 2


def test_conf_is_the_level_of_intervals():
    wide, narrow = (agreed(GAPS, "icc", params={"conf": conf})[0].interval for conf in (0.95, 0.5))
    assert (wide.level, narrow.level) == (0.95, 0.5)
    assert narrow.high - narrow.low < wide.high - wide.low


def test_draws_made_elsewhere():
    text = "observation,A,B\n" + "\n".join(f"v{i // 4},{'xy'[i % 2]},{'xyy'[i % 3]}" for i in range(16))
    draws = [[1, 1, 2, 3], [4, 4, 4, 2], [1, 2, 3, 4]]
    [found] = agreed(text, "cohen", params={"index_file": draws})
    each = []
    for draw in draws:
        again = [line for number in draw for line in text.splitlines()[4 * number - 3 : 4 * number + 1]]
        each.append(agreed("\n".join(["observation,A,B", *again]), "cohen")[0].estimate)
    assert found.se == pytest.approx(np.std(each, ddof=1))
    assert found.interval.low == pytest.approx(np.quantile(each, 0.025))


def test_an_interval_that_takes_units_of_one_observation_as_independent_is_warned_of():
    text = "observation,A,B\n" + "\n".join(f"v{i // 4},{'xy'[i % 2]},{'xyy'[i % 3]}" for i in range(16))
    [alone], [drawn] = agreed(text, "cohen"), agreed(text, "cohen", draws=50)
    assert "plain.not_independent" in [warning.code for warning in alone.warnings]
    assert "plain.not_independent" not in [warning.code for warning in drawn.warnings]
    [single] = agreed(text.replace("observation", "unit"), "cohen")
    assert "plain.not_independent" not in [warning.code for warning in single.warnings]


EVENTS = """
observation,coder,onset,offset,code
v,A,0,6,talk
v,A,6,10,play
v,B,0,5,talk
v,B,5,10,play
"""


@pytest.mark.parametrize("method", ["time_unit_kappa", "event_kappa", "counts_icc", "alignment_kappa"])
def test_what_neither_of_two_coders_coded_is_not_theirs(method):
    ours = agreed(EVENTS + "v,C,0,10,play\n", method)[0]
    more = agreed(EVENTS + "v,C,0,10,play\nw,C,0,100,play\n", method)[0]
    assert (ours.estimate, ours.n_units) == (more.estimate, more.n_units)


def test_a_coder_with_nothing_in_one_observation_is_named():
    found = agreed(EVENTS + "w,A,0,5,talk\n", "event_kappa")[0]
    told = next(warning for warning in found.warnings if warning.code == "plain.nothing_from")
    assert told.sentence.startswith("B has no event in w and counts as having seen nothing there")
    found = agreed(EVENTS, "event_kappa")[0]
    assert "plain.nothing_from" not in [warning.code for warning in found.warnings]


def test_observations_stay_what_they_are_when_codes_are_chosen():
    text = EVENTS + "w,A,0,5,talk\nw,B,0,5,talk\nx,A,0,5,play\nx,B,0,4,play\n"
    [found] = agreed(text, "counts_icc", params={"code": "play"})
    assert (found.detail["units"], found.detail["rater1"]) == (["v", "w", "x"], [1.0, 0.0, 1.0])
    [found] = agreed(EVENTS, "time_unit_kappa", params={"codes": ["play"]})
    assert np.sum(found.detail["matrix"]) == 10


@pytest.mark.parametrize(
    ("text", "method", "params", "said"),
    [
        (EVENTS + "v,A,1,1e300,talk\n", "overlap_ratio", {}, "1e300” for offset, which is longer than"),
        (EVENTS + "v,A,1,inf,talk\n", "overlap_ratio", {}, "inf” for offset, which is no number"),
        (EVENTS, "gamma", {"precision": 0}, "0.0 is no value for precision"),
        (EVENTS, "gamma", {"alpha": -1}, "-1.0 is no value for alpha"),
        (EVENTS, "holle_rein", {"matched_weight": 1}, "1 is no value for matched_weight"),
        (EVENTS, "counts_icc", {"icc": "ICC(1)"}, "ICC(1) is no value for icc"),
    ],
)
def test_times_and_values_that_cannot_be(text, method, params, said):
    with pytest.raises(StudyError) as raised:
        agreed(text, method, params=params)
    assert said in str(raised.value)


def test_a_parameter_is_a_number_as_people_write_it():
    assert read_params(["overlap_threshold=.6", "cut=-.5"]) == {"overlap_threshold": 0.6, "cut": -0.5}
    assert read_params(["tolerance=NaN", "codes=.a"]) == {"tolerance": "NaN", "codes": ".a"}
    assert read_params(["fps=1e400", "cut=1.5"]) == {"fps": "1e400", "cut": 1.5}


def test_a_comma_parts_decimals_where_a_semicolon_parts_cells(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("unit;A;B\n1;2,5;3\n2;-,5;1\n3;a,b;2\n", encoding="utf-8")
    assert read_table(path).column("A") == ["2.5", "-.5", "a,b"]


def test_a_tolerance_in_time_is_one_in_units_too():
    [exact] = agreed(EVENTS, "time_unit_kappa", params={"tolerance": 1})
    [units] = agreed(EVENTS, "time_unit_kappa", params={"unit": 0.5, "tolerance": 1})
    assert (exact.params["tolerance"], units.params["tolerance_units"]) == (1.0, 2)
    assert (exact.estimate, units.estimate) == (1.0, 1.0)
    with pytest.raises(StudyError, match="no unit was given"):
        agreed(EVENTS, "time_unit_kappa", params={"tolerance_units": 1})


def test_all_goes_on_where_one_method_cannot_take_the_events():
    found = {one.method: one for one in agreed(EVENTS + "v,A,3,8,talk\n", "all", draws=10)}
    assert found["unitizing_alpha"].undefined.code == "agreement.overlaps_itself"
    assert found["event_kappa"].estimate is not None
    with pytest.raises(StudyError, match="twice at the same time"):
        agreed(EVENTS + "v,A,3,8,talk\n", "unitizing_alpha")


def test_instants_have_no_overlap_of_time():
    [found] = agreed("coder,onset,offset,code\nA,1,,x\nB,1,,x\n", "overlap_ratio")
    assert found.undefined.code == "agreement.no_states"


def test_counts_can_be_compared_for_consistency():
    text = "observation,coder,onset,code\n" + "\n".join(
        f"{video},{coder},{at},x"
        for video, often in (("u", (1, 2)), ("v", (3, 4)), ("w", (5, 7)))
        for coder, n in zip("AB", often, strict=True)
        for at in range(n)
    )
    [agree] = agreed(text, "counts_icc", params={"code": "x"})
    [alike] = agreed(text, "counts_icc", params={"code": "x", "icc": "ICC(C,1)"})
    assert alike.estimate == agree.detail["icc_consistency"] > agree.estimate
    assert alike.params["icc"] == "ICC(C,1)"


def test_times_apart_are_named_in_the_unit_they_are_in():
    [found] = agreed(EVENTS, "event_kappa", scale=1000, params={"tolerance": 3})
    assert (found.detail["time_unit"], found.detail["onset_mean"]) == ("ms", -0.5)
