"""The reference cases of statistics of numbers, to the tolerance they state."""

import pytest

from havenlens.reliability.certification import MasterScore, certification
from havenlens.reliability.concordance import kendall_w
from havenlens.reliability.correspondence import ccc, finn
from havenlens.reliability.gdesigns import design, long_scores, long_scores_of
from havenlens.reliability.gtheory import gtheory
from havenlens.reliability.icc import icc
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.units import ratings_of_numbers
from tests.support.reference import cases, check, columns, rows

DESIGNS = {
    "brennan_sd1_pxi": "p x i",
    "brennan_sd2_i_in_p": "i:p",
    "brennan_sd4_px_r_in_t": "p x (r:t)",
    "brennan_pxi_missing": "p x i",
    "class_synth_long": "(c:t) x r",
}
NO_DRAWS = Resampling(draws=0)
SHORT = {"teacher": "t", "cycle": "c", "rater": "r"}


def numbers(name):
    raters, cells = columns(name)
    return ratings_of_numbers(cells, raters)


def long_table(case):
    header, *body = rows(case["data_file"])
    return long_scores(body, [SHORT.get(name, name) for name in header[:-1]])


@pytest.mark.parametrize("case", cases("icc_incomplete_ebel"))
def test_one_way_with_gaps(case):
    found = {form: icc(numbers(case["data_file"]), form) for form in ("ICC(1)", "ICC(k)")}
    assert found["ICC(1)"].params["estimator"] == "one-way ANOVA, Ebel k0"
    check(found["ICC(1)"].detail | {form: each.estimate for form, each in found.items()}, case)


@pytest.mark.parametrize("case", cases("icc_incomplete_reml"))
def test_reml_with_gaps(case):
    found = {form: icc(numbers(case["data_file"]), form) for form in ("ICC(A,1)", "ICC(C,1)")}
    assert found["ICC(A,1)"].params["estimator"] == "REML"
    check(found["ICC(A,1)"].detail | {form: each.estimate for form, each in found.items()}, case)


@pytest.mark.parametrize("case", cases("concordance"))
def test_concordance(case):
    check(kendall_w(numbers(case["data_file"])).detail, case)


@pytest.mark.parametrize("case", cases("finn"))
def test_finn(case):
    for model in ("oneway", "twoway"):
        found = finn(numbers(case["data_file"]), levels=case["params"]["levels"], model=model)
        check(found.detail, case)
        assert found.estimate == found.detail[f"finn_{model}"]


@pytest.mark.parametrize("case", cases("ccc_bland_altman"))
def test_concordance_correlation(case):
    ratings = numbers(case["data_file"])
    pair = ratings.only(*(ratings.raters.index(name) for name in case["params"]["raters"]))
    check(ccc(pair).detail, case)


@pytest.mark.parametrize("case", cases("gstudy_variance_components"))
def test_components_of_variance(case):
    if "recast" in case["params"].get("design", ""):
        table = long_table(case)
        again = [
            (table.levels[0][person], table.levels[2][rater], score)
            for (person, _, rater), score in zip(table.places.tolist(), table.scores.tolist(), strict=True)
        ]
        found = gtheory(long_scores(again, ["p", "i"]), "p x i")
    else:
        text, estimator = DESIGNS[case["dataset"]], case["params"]["estimator"]
        found = gtheory(long_table(case), text, estimator=estimator, resampling=NO_DRAWS)
        assert found.params["estimator"] == estimator.replace("'", "").replace(", urGENOVA", "")
    check(found.detail, case)


@pytest.mark.parametrize("case", cases("dstudy"))
def test_decision_study(case):
    text, params = DESIGNS[case["dataset"]], case["params"]
    sizes = design(text).sizes(params)
    found = gtheory(long_table(case), text, of=params["object"], sizes=sizes, fixed=params.get("fixed", ()))
    check(found.detail, case)


@pytest.mark.parametrize("case", cases("generalizability_ci"))
def test_interval_of_one_facet(case):
    found = gtheory(long_table(case), case["params"]["design"], level=case["params"]["conf"])
    check({"lo": found.interval.low, "hi": found.interval.high}, case)


@pytest.mark.parametrize("case", cases("master_code_certification"))
def test_certification(case):
    scores = [MasterScore(*row) for row in rows(case["data_file"])[1:]]
    check(certification(scores, **case["params"]).detail, case)


@pytest.mark.parametrize("case", cases("icc", where=lambda case: case["params"]["mcgraw_wong"] == "ICC(C,k)"))
def test_one_crossed_facet_is_the_consistency_icc(case):
    ratings = numbers(case["data_file"])
    found, wanted = gtheory(long_scores_of(ratings), "p x r"), icc(ratings, "ICC(C,k)")
    assert found.estimate == pytest.approx(wanted.estimate)
    assert found.interval.low == pytest.approx(wanted.interval.low)
    assert found.interval.high == pytest.approx(wanted.interval.high)
    absolute = gtheory(long_scores_of(ratings), "p x r", which="Phi")
    assert absolute.estimate == pytest.approx(icc(ratings, "ICC(A,k)").estimate)
    assert absolute.interval.low == pytest.approx(icc(ratings, "ICC(A,k)").interval.low)
