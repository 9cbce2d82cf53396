"""The reference cases of the methods that are built, to the tolerance they state."""

import numpy as np
import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.time import seconds
from havenlens.inference.bootstrap import cluster_bootstrap
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.icc import icc
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.tables import kappa_parts
from havenlens.reliability.timeunits import time_unit_kappa
from havenlens.reliability.units import ratings_of_codes, ratings_of_numbers
from havenlens.reliability.weights import weights_from_disagreement
from tests.support.reference import cases, check, columns, contingency, rows


def flat(coefficient, estimate):
    ends = (
        {}
        if coefficient.interval is None
        else {
            "ci95_lo": coefficient.interval.low,
            "ci95_hi": coefficient.interval.high,
        }
    )
    return {**coefficient.detail, estimate: coefficient.estimate, "se": coefficient.se, **ends}


def numbers(name):
    raters, cells = columns(name)
    return ratings_of_numbers(cells, raters)


@pytest.mark.parametrize("case", cases("cohen_kappa"))
def test_cohen(case):
    # Gwet's limits are those of t; his linearised error is the same to the tolerance given.
    gwet = "est" in case["expected"]
    found = cohen(contingency(case["data_file"]), limits="t" if gwet else "normal")
    check(flat(found, "est" if gwet else "kappa"), case)


@pytest.mark.parametrize("case", cases("two_rater_chance_family"))
def test_pabak_and_indices(case):
    others = ("scott_pi", "gwet_ac1", "kripp_alpha")
    check(cohen(contingency(case["data_file"])).detail, case, skipped=others)


@pytest.mark.parametrize("case", cases("weighted_kappa", "custom_distance"))
def test_weighted_kappa(case):
    params = case["params"]
    disagreement = params.get("disagreement_weights") or params.get("distance")
    weights = params["weights"] if disagreement is None else weights_from_disagreement(disagreement)
    found = weighted_kappa(contingency(case["data_file"]), weights)
    check(flat(found, "kappa_w"), case, skipped=("alpha_w",))


@pytest.mark.parametrize("case", cases("icc"))
def test_icc(case):
    params = case["params"]
    ratings = numbers(case["data_file"])
    for name in (params["mcgraw_wong"], params["shrout_fleiss"]):
        found = icc(ratings, name, level=params["conf"], r0=params["r0"])
        check(flat(found, "icc"), case)


@pytest.mark.parametrize("case", cases("per_code_summary_icc"))
def test_icc_of_counts_and_durations(case):
    wanted = case["expected"]
    ratings = ratings_of_numbers(list(zip(wanted["rater1"], wanted["rater2"], strict=True)))
    assert icc(ratings, "ICC(A,1)").estimate == pytest.approx(wanted["icc"], abs=1e-6)
    assert icc(ratings, "ICC(C,1)").estimate == pytest.approx(wanted["icc_consistency"], abs=1e-6)


@pytest.mark.parametrize("case", cases("percent_agreement"))
def test_percent(case):
    raters, cells = columns(case["data_file"])
    try:
        ratings = ratings_of_numbers(cells, raters)
        near = within_k(ratings, 1).detail
    except StudyError:  # the table holds names
        ratings, near = ratings_of_codes(cells, raters), {}
    check({**near, **percent(ratings).detail}, case)


@pytest.mark.parametrize("case", cases("master_code_certification"))
def test_certification_shares(case):
    body = rows(case["data_file"])[1:]
    ratings = ratings_of_numbers([row[2:] for row in body], ["master", "candidate"], scale=range(1, 8))
    wanted = case["expected"]
    near = within_k(ratings, 1)
    assert near.estimate == pytest.approx(wanted["within_1"])
    assert percent(ratings).estimate == pytest.approx(wanted["exact"])
    assert near.detail["bias"] == pytest.approx(wanted["mean_signed_deviation"])
    assert near.detail["mean_abs_deviation"] == pytest.approx(wanted["mean_abs_deviation"])
    assert weighted_kappa(ratings).estimate == pytest.approx(wanted["wkappa_quadratic_1to7"])


def state_codings(name):
    body = rows(name)[1:]
    own = {
        coder: [
            TimedEvent(seconds(onset), seconds(offset), code)
            for _, who, code, onset, offset in body
            if who == coder
        ]
        for coder in sorted({row[1] for row in body})
    }
    return [*own.values()]


@pytest.mark.parametrize(
    "case", cases("time_unit_kappa", where=lambda case: not case["params"]["tolerance_units"])
)
def test_time_unit_kappa(case):
    params, wanted = case["params"], case["expected"]
    first, second = state_codings(case["data_file"])
    coding = DoubleCoding(first, second, seconds(params["t0"]), seconds(params["t1"]))
    found = time_unit_kappa([coding], wanted["codes"], unit=seconds(params["unit"]), exhaustive=True)
    assert found.pooled.n_units == wanted["n_units"]
    assert found.pooled.estimate == pytest.approx(wanted["kappa_pooled"], abs=1e-9)
    assert found.pooled.detail["po"] == pytest.approx(wanted["po_a_first"], abs=1e-9)
    assert found.pooled.detail["codes"] == wanted["codes"]
    assert found.pooled.detail["matrix"] == wanted["matrix_a_first"]


@pytest.mark.parametrize("case", cases("cluster_bootstrap"))
def test_cluster_bootstrap(case):
    body = rows(case["data_file"])[1:]
    videos = sorted({row[0] for row in body})
    codes = sorted({code for row in body for code in row[1:]})
    tables = np.zeros((len(videos), len(codes), len(codes)))
    for video, one, two in body:
        tables[videos.index(video), codes.index(one), codes.index(two)] += 1
    index = np.array(rows(case["params"]["index_file"])[1:], dtype=int) - 1
    counts = np.array([np.bincount(row, minlength=len(videos)) for row in index])
    found = cluster_bootstrap(tables, lambda sums: kappa_parts(sums).kappa, counts)
    kappa = float(kappa_parts(tables.sum(axis=0)).kappa)
    check(
        {"kappa": kappa, "se": found.se, "ci95_lo": found.interval.low, "ci95_hi": found.interval.high}, case
    )


BUILT = (
    "edge_constant_both",
    "edge_constant_disagree",
    "edge_perfect",
    "edge_icc_constant",
    "edge_whitespace_missing",
)


@pytest.mark.parametrize("case", cases("edge_case", where=lambda case: case["id"] in BUILT))
def test_edges(case):
    name = case["id"]
    alike = {"edge_constant_both": ("a", "a"), "edge_constant_disagree": ("a", "b")}
    if name in alike:
        ratings = ratings_of_codes([alike[name]] * 10)
        wanted = case["expected"]["cohen_kappa"]
        found = cohen(ratings)
        assert found.estimate == (None if wanted == "undefined" else wanted)
        assert percent(ratings).estimate == case["expected"]["percent_agreement"]
    elif name == "edge_perfect":
        assert cohen(ratings_of_codes([("a", "a"), ("b", "b")] * 5)).estimate == 1
    elif name == "edge_icc_constant":
        assert icc(ratings_of_numbers([(3, 3)] * 10), "ICC(2,1)").estimate is None
    else:
        assert not ratings_of_codes([("a", "  ")]).present[0, 1]
