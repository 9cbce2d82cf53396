"""The published cases of agreement on categories, to the tolerance they state."""

import pytest

from havenlens.domain.problems import StudyError
from havenlens.reliability.accuracy import kappa_of_accuracy
from havenlens.reliability.alpha import krippendorff
from havenlens.reliability.chance import (
    brennan_prediger,
    conger,
    fleiss,
    gwet_ac1,
    gwet_ac2,
    light,
    scott,
)
from havenlens.reliability.homogeneity import marginal_homogeneity
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.percent import percent
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.units import (
    ratings_of_codes,
    ratings_of_counts,
    ratings_of_numbers,
    ratings_of_table,
)
from tests.support.reference import cases, check, columns, contingency

NONE = Resampling(draws=0)


def ratings(case):
    """Read units × raters: numbers on the categories of the case where they are numbers, else names."""
    raters, cells = columns(case["data_file"])
    named = case["params"].get("categories", ())
    try:
        return ratings_of_numbers(cells, raters, scale=[float(name) for name in named])
    except (StudyError, ValueError):
        return ratings_of_codes(cells, raters, categories=named)


def with_limits(found, name):
    """Name estimate, error and limits as the cases do."""
    return {
        name: found.estimate,
        "se": found.se,
        "ci95_lo": found.interval.low,
        "ci95_hi": found.interval.high,
    }


@pytest.mark.parametrize("case", cases("gwet_framework_multirater"))
def test_framework(case):
    rated = ratings(case)
    weights = case["params"]["weights"].replace("unweighted", "none")
    detail = fleiss(rated, weights).detail
    found = {"pa": detail["pa"], "pa_se": detail["pa_se"]}
    for name, coefficient in {
        "ac": gwet_ac2(rated, weights),
        "fleiss": fleiss(rated, weights),
        "conger": conger(rated, weights),
        "bp": brennan_prediger(rated, weights),
        "kripp": krippendorff(rated, weights=weights, resampling=None),
    }.items():
        found |= {name: coefficient.estimate, f"{name}_se": coefficient.se}
    check(found, case)


@pytest.mark.parametrize("case", cases("krippendorff_alpha"))
def test_alpha(case):
    found = krippendorff(ratings(case), case["params"]["level"], resampling=NONE)
    check({**found.detail, "alpha": found.estimate}, case)


@pytest.mark.parametrize("case", cases("two_rater_chance_family"))
def test_family_of_a_table(case):
    table = contingency(case["data_file"])
    for data in (table, ratings_of_table(table)):
        found = {
            **cohen(data).detail,
            "scott_pi": scott(data).estimate,
            "gwet_ac1": gwet_ac1(data).estimate,
            "pabak": brennan_prediger(data).estimate,
            "kripp_alpha": krippendorff(data, resampling=NONE).estimate,
        }
        check(found, case)


@pytest.mark.parametrize("case", cases("gwet_ac2"))
def test_ac2_of_a_table(case):
    table = contingency(case["data_file"])
    for data in (table, ratings_of_table(table)):
        found = gwet_ac2(data, case["params"]["weights"])
        check({**found.detail, "ac2": found.estimate}, case)


ALONE = {
    "gwet_ac1": gwet_ac1,
    "scott_pi": scott,
    "brennan_prediger": brennan_prediger,
    "kripp_alpha": lambda table: krippendorff(table, resampling=None),
}


@pytest.mark.parametrize("case", cases(*ALONE))
def test_errors_and_limits_of_a_table(case):
    check(with_limits(ALONE[case["method"]](contingency(case["data_file"])), "est"), case)


@pytest.mark.parametrize("case", cases("fleiss_kappa"))
def test_fleiss_1971(case):
    found = fleiss(ratings(case))
    check({**found.detail, "kappa": found.estimate}, case)


@pytest.mark.parametrize("case", cases("conger_light"))
def test_conger_and_light(case):
    rated = ratings(case)
    found = light(rated, resampling=NONE).detail
    check({**found, "conger": conger(rated).estimate}, case)


@pytest.mark.parametrize("case", cases("counts_family"))
def test_counts(case):
    categories, rows = columns(case["data_file"])
    rated = ratings_of_counts(rows, categories)
    by_fleiss, by_gwet = fleiss(rated), gwet_ac1(rated)
    found = {
        **by_fleiss.detail,
        "fleiss": by_fleiss.estimate,
        "ac1": by_gwet.estimate,
        "ac1_se": by_gwet.se,
        "bp": brennan_prediger(rated).estimate,
        "kripp_alpha": krippendorff(rated, resampling=NONE).estimate,
    }
    check(found, case)


@pytest.mark.parametrize("case", cases("custom_distance"))
def test_distances_of_ones_own(case):
    table, distance = contingency(case["data_file"]), case["params"]["distance"]
    found = {
        "kappa_w": weighted_kappa(table, distance).estimate,
        "alpha_w": krippendorff(table, distance=distance, resampling=NONE).estimate,
    }
    check(found, case)


@pytest.mark.parametrize("case", cases("marginal_homogeneity"))
def test_marginal_homogeneity(case):
    found = marginal_homogeneity(contingency(case["data_file"])).detail
    check(found, case)
    assert found["df"] == case["params"]["df"]


@pytest.mark.parametrize("case", cases("expected_kappa_given_accuracy"))
def test_expected_kappa(case):
    params = case["params"]
    check(kappa_of_accuracy(params["prevalence"], params["accuracy"]).detail, case)


def edge(name):
    return cases("edge_case", where=lambda case: case["id"] == name)


@pytest.mark.parametrize("case", edge("edge_constant_both"))
def test_one_category_only(case):
    rated = ratings_of_codes([("a", "a")] * 10)
    declared = ratings_of_codes([("a", "a")] * 10, categories=("a", "b"))
    for found in (cohen(rated), krippendorff(rated), krippendorff(declared), gwet_ac1(rated)):
        assert found.estimate is None
    assert gwet_ac1(declared).estimate == 1
    assert percent(rated).estimate == case["expected"]["percent_agreement"]


@pytest.mark.parametrize("case", edge("edge_constant_disagree"))
def test_each_has_one_category_of_its_own(case):
    rated = ratings_of_codes([("a", "b")] * 10)
    assert scott(rated).estimate == case["expected"]["scott_pi"]
    assert cohen(rated).estimate == case["expected"]["cohen_kappa"]


@pytest.mark.parametrize("case", edge("edge_perfect"))
def test_perfect_agreement(case):
    rated = ratings_of_codes([("a", "a"), ("b", "b")] * 5)
    assert fleiss(rated).estimate == case["expected"]["fleiss"]
    assert gwet_ac1(rated).estimate == case["expected"]["gwet_ac1"]
    assert krippendorff(rated).estimate == case["expected"]["krippendorff_alpha"]


@pytest.mark.parametrize("case", edge("edge_unit_single_rating"))
def test_a_unit_with_one_score(case):
    rows = [("a", "a"), ("a", "b"), ("b", "b")]
    whole, more = ratings_of_codes(rows), ratings_of_codes([*rows, ("a", None)])
    assert case["expected"]["rule"]
    assert krippendorff(more, resampling=NONE).estimate == krippendorff(whole, resampling=NONE).estimate
    assert fleiss(more).detail["pa"] == fleiss(whole).detail["pa"]
    assert fleiss(more).detail["shares"] == {"a": 0.625, "b": 0.375}
