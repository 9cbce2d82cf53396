import json
import math

import numpy as np
import pytest

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient, Interval

WHY = Problem("agreement.no_units")


def test_a_coefficient_has_a_value_or_a_reason_never_both_and_never_neither():
    with pytest.raises(ValueError, match="never both"):
        Coefficient("cohen", 0.5, 10, 2, undefined=WHY)
    with pytest.raises(ValueError, match="never neither"):
        Coefficient("cohen", None, 10, 2)


@pytest.mark.parametrize("estimate", [math.nan, math.inf, -math.inf])
def test_an_estimate_is_never_a_number_that_is_none(estimate):
    with pytest.raises(ValueError, match="finite"):
        Coefficient("cohen", estimate, 10, 2)


def test_json_has_the_agreed_keys_and_plain_values():
    found = Coefficient(
        "cohen",
        0.5,
        10,
        2,
        params={"conf": 0.95, "weights": np.eye(2)},
        interval=Interval(0.1, 0.9, 0.95, "normal"),
        se=0.2,
        warnings=(Problem("agreement.few_units", {"n": 4}),),
        detail={"po": np.float64(0.7), "z0": math.nan, "codes": ("a", "b"), "n": np.int64(3)},
    ).as_json()
    assert list(found) == [
        "method",
        "params",
        "estimate",
        "ci",
        "se",
        "n_units",
        "n_raters",
        "undefined",
        "warnings",
        "detail",
    ]
    assert found["ci"] == [0.1, 0.9]
    assert found["params"]["weights"] == [[1, 0], [0, 1]]
    assert found["detail"] == {"po": 0.7, "z0": None, "codes": ["a", "b"], "n": 3}
    assert found["warnings"][0].startswith("Few units: 4")
    json.dumps(found, allow_nan=False)


def test_json_of_no_value_gives_the_reason_as_a_sentence():
    found = Coefficient.not_defined("cohen", WHY).as_json()
    assert (found["estimate"], found["ci"], found["se"]) == (None, None, None)
    assert found["undefined"] == WHY.sentence


def test_warnings_are_added_behind_those_there_are():
    found = Coefficient("cohen", 0.5, 10, 2, warnings=(WHY,)).warned([Problem("agreement.no_interval")])
    assert [warning.code for warning in found.warnings] == ["agreement.no_units", "agreement.no_interval"]
