"""The double-coded ratings of the demo study, against results that were computed independently."""

import csv
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from havenlens.reliability.icc import icc
from havenlens.reliability.kappa import weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.units import ratings_of_numbers

SAMPLES = Path(__file__).parents[3] / "sample_videos"
EXPECTED = YAML(typ="safe").load((SAMPLES / "expected_demo_ratings.yaml").read_text(encoding="utf-8"))
PAIRS = EXPECTED["double_coded_pairs"]


def double_coded(dimension):
    with (SAMPLES / "demo_ratings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["dimension"] == dimension]
    scores = {
        (row["teacher"], row["coaching_cycle"], row["observation_cycle"], row["rater"]): row["score"]
        for row in rows
    }
    units = sorted({key[:3] for key in scores if key[3] == "R2"})
    cells = [[scores[*unit, rater] for rater in ("R1", "R2")] for unit in units]
    return ratings_of_numbers(cells, ("R1", "R2"), [".".join(unit) for unit in units], scale=range(1, 8))


@pytest.mark.parametrize("dimension", PAIRS)
def test_every_number(dimension):
    ratings, wanted = double_coded(dimension), PAIRS[dimension]
    near = within_k(ratings, 1)
    assert near.n_units == wanted["n"]
    assert near.estimate == pytest.approx(wanted["within_one"], abs=5e-5)
    assert near.detail["bias"] == pytest.approx(wanted["bias_R2_minus_R1"], abs=5e-5)
    assert percent(ratings).estimate == pytest.approx(wanted["exact"], abs=5e-5)
    assert weighted_kappa(ratings, "quadratic").estimate == pytest.approx(
        wanted["weighted_kappa_quadratic"], abs=5.1e-5
    )
    for key, form in (("1_1", "ICC(1,1)"), ("2_1", "ICC(2,1)"), ("3_1", "ICC(3,1)"), ("2_k", "ICC(2,k)")):
        assert icc(ratings, form, listwise=True).estimate == pytest.approx(wanted[f"icc_{key}"], abs=5e-5)


def test_a_dimension_without_opportunity_says_how_many_were_dropped():
    found = icc(double_coded("safe_haven"), "ICC(2,1)", listwise=True)
    assert found.warnings[0].sentence.startswith("1 of 12 units were left out")
