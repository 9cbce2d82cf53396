"""Certification by rules that are data, and the reasons that go with them."""

import pytest

from havenlens.domain.problems import StudyError
from havenlens.reliability.certification import MasterScore, Rule, certification, certify, clopper_pearson


def made(*pairs, segments=("A", "B"), dimensions=("D1", "D2")):
    places = [(segment, dimension) for segment in segments for dimension in dimensions]
    return [MasterScore(*place, *pair) for place, pair in zip(places, pairs, strict=True)]


MOSTLY_NEAR = made((4, 4), (5, 6), (3, 3), (2, 5))


def reasons(found):
    return [verdict.reason.sentence for verdict in found.verdicts]


def test_the_share_decides():
    assert not certify(MOSTLY_NEAR).passed
    assert reasons(certify(MOSTLY_NEAR)) == ["0.75 does not meet ≥ 0.8."]
    assert certify(MOSTLY_NEAR, (Rule(at_least=0.75),)).passed
    assert certification(MOSTLY_NEAR, criterion=0.75).detail["passed"]
    assert certify(MOSTLY_NEAR, tolerance=3).passed


def test_the_limit_itself_is_enough():
    assert certify(made(*[(1, 1)] * 8, (1, 5), (1, 5), segments=range(5))).passed


def test_each_segment_and_each_dimension():
    found = certify(
        MOSTLY_NEAR,
        [
            Rule(scope="segment", at_least=0.8),
            Rule(scope="dimension", at_least=0.8, enough=0.5),
            Rule(scope="segment", at_least=0.5),
        ],
    )
    assert [verdict.passed for verdict in found.verdicts] == [False, True, True]
    assert reasons(found) == [
        "Only 1 of 2 meet ≥ 0.8, but 2 are needed; below it: B.",
        "1 of 2 meet ≥ 0.8, and 1 are needed; below it: D2.",
        "All 2 meet ≥ 0.5.",
    ]
    assert found.verdicts[0].failing == ("B",)
    assert not found.passed


@pytest.mark.parametrize(
    ("rule", "value", "passed"),
    [
        (Rule("exact", at_least=0.5), 0.5, True),
        (Rule("bias", at_most=0.5), 1.0, False),
        (Rule("mean_abs_deviation", at_most=1), 1.0, True),
        (Rule("kappa", at_least=0.9), 0.0, False),
    ],
)
def test_other_measures(rule, value, passed):
    (verdict,) = certify(MOSTLY_NEAR, [rule]).verdicts
    assert verdict.passed is passed
    if rule.measure != "kappa":
        assert verdict.value == value
    else:
        assert verdict.value == certify(MOSTLY_NEAR).kappa.estimate


def test_a_bias_to_either_side_counts():
    assert not certify(made((4, 2), (5, 3), (3, 1), (6, 4)), [Rule("bias", at_most=1)]).passed


def test_what_has_no_value_is_not_met():
    flat = made((4, 4), (4, 4), (4, 4), (4, 4))
    found = certify(flat, [Rule("kappa", at_least=0.4)])
    assert reasons(found) == ["There is no value to judge, so this rule is not met."]
    assert not certify(MOSTLY_NEAR, []).passed
    assert not certify([]).passed
    assert certify([]).share.undefined is not None
    assert reasons(certify([], [Rule(scope="segment", at_least=0.8)])) == [
        "There is no value to judge, so this rule is not met."
    ]


def test_scores_that_were_not_given():
    gaps = made((4, 4), (5, 5), (3, None), (2, " "))
    left_out, missed = (certify(gaps, missing=missing) for missing in ("left_out", "missed"))
    assert (left_out.share.estimate, missed.share.estimate) == (1.0, 0.5)
    assert "2 of 4 units were left out" in left_out.share.warnings[-1].sentence
    assert missed.per_segment == {"A": 1.0, "B": 0.0}


def test_intervals_of_the_share():
    found = certify(MOSTLY_NEAR).share
    assert found.interval.method == "Wilson"
    low, high = found.detail["ci_exact_binomial"]
    assert low < found.interval.low < 0.75 < found.interval.high < high
    assert clopper_pearson(0, 5).low == 0
    assert clopper_pearson(5, 5).high == 1
    assert clopper_pearson(0, 0) is None


def test_scores_off_the_scale_are_refused():
    with pytest.raises(StudyError, match="candidate gave 9 to unit B · D2, which is not on the scale 1 to 7"):
        certify(made((4, 4), (5, 5), (3, 3), (2, 9)))
