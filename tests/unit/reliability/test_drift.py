"""Severity and drift over time: against masters, against the others, in periods and on charts."""

import math

import numpy as np
import pytest

from havenlens.reliability.drift import (
    by_period,
    cusum,
    deviations,
    drift,
    ewma,
    rater_by_period,
    severity,
)

# Montgomery, D. C. (2013), Introduction to Statistical Quality Control, 7th ed., Table 9.1: target 10, SD 1.
MEASURED = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
    9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip


def test_what_a_score_is_held_against():
    raters, units, scores = list("ABAB"), list("1122"), [5, 3, 4, 4]
    others = deviations(raters, units, scores)
    assert others.values.tolist() == [2, -2, 0, 0]
    assert deviations(raters, units, scores, reference="consensus").values.tolist() == [1, -1, 0, 0]
    masters = deviations(raters, units, scores, masters=[4, 4, 4, math.nan], reference="master")
    assert masters.values.tolist() == [1, -1, 0]
    assert deviations(["A"], ["1"], [3]).values.size == 0


def test_severity_of_raters():
    found = severity(deviations(["A"] * 4, list("1234"), [5, 4, 6, 5], masters=[4] * 4, reference="master"))[
        "A"
    ]
    assert found.estimate == 1
    assert found.se == pytest.approx(np.std([1, 0, 2, 1], ddof=1) / 2)
    assert (found.detail["exact"], found.detail["within"]) == (0.25, 0.75)
    assert found.interval.low < 1 < found.interval.high


def test_scores_of_one_video_are_not_independent():
    scores, units = [5, 5, 5, 3, 3, 3, 4, 4, 4], [str(place) for place in range(9)]
    shared = {"masters": [4] * 9, "reference": "master"}
    alone = severity(deviations(["A"] * 9, units, scores, **shared))["A"]
    together = severity(deviations(["A"] * 9, units, scores, clusters=list("111222333"), **shared))["A"]
    assert together.detail["n_clusters"] == 3
    assert together.se > 1.5 * alone.se


def test_one_video_has_no_error():
    found = severity(deviations(["A"] * 2, ["1", "1"], [5, 4], masters=[4, 4], reference="master"))["A"]
    assert found.estimate == 0.5
    assert found.se is None
    assert found.interval is None


def slopes(scores, days):
    n = len(scores)
    units = [str(place) for place in range(n)]
    return drift(deviations(["A"] * n, units, scores, masters=[4] * n, days=days, reference="master"))["A"]


def test_a_slope_for_thirty_days():
    found = slopes([4, 5, 5, 6, 5, 7], [0, 10, 20, 30, 40, 50])
    line = np.polyfit([0, 10, 20, 30, 40, 50], [0, 1, 1, 2, 1, 3], 1)
    assert found.estimate == pytest.approx(30 * line[0])
    assert found.detail["expected_first"] == pytest.approx(line[1])
    assert found.detail["p"] < 0.05
    x = np.arange(0, 60, 10.0) - 25
    left = np.array([0, 1, 1, 2, 1, 3]) - np.polyval(line, np.arange(0, 60, 10.0))
    wanted = math.sqrt((x**2 @ left**2) / (x @ x) ** 2 * 6 / 5 * 5 / 4)
    assert found.detail["slope_per_day"] == pytest.approx(line[0])
    assert found.se == pytest.approx(30 * wanted)


def test_no_slope_without_days():
    assert slopes([4, 5, 6], [0, 0, 0]).undefined.sentence.startswith("There are scores of 3 videos")
    assert slopes([4, 5], [0, 9]).undefined.sentence.startswith("There are scores of 2 videos")
    assert slopes([4, 5, 6], [math.nan] * 3).undefined is not None


def test_a_straight_line_has_no_error():
    found = slopes([4, 5, 6, 7], [0, 30, 60, 90])
    assert found.estimate == pytest.approx(1)
    assert found.interval is None
    assert found.detail["p"] is None


def test_agreement_by_period():
    found = deviations(
        list("AAAB"), list("1234"), [4, 5, 7, 4], masters=[4] * 4, days=[0, 10, 30, 31], reference="master"
    )
    first, second, other = by_period(found, [0, 30, 60])
    assert (first.rater, first.start, first.within.estimate, first.mean.estimate) == ("A", 0, 1.0, 0.5)
    assert (second.within.estimate, second.within.n_units) == (0.0, 1)
    assert other.rater == "B"
    assert first.within.interval.method == "Wilson"


def test_raters_who_change_differently():
    draws = np.random.default_rng(2)
    raters, days, scores = [], [], []
    for rater, change in (("A", 2.0), ("B", -2.0), ("C", 0.0)):
        for day in range(60):
            raters.append(rater)
            days.append(day)
            scores.append(4 + (change if day >= 30 else 0) + 0.5 * draws.normal())
    units = [str(place) for place in range(len(raters))]
    found = deviations(raters, units, scores, masters=[4] * len(raters), days=days, reference="master")
    changing = rater_by_period(found, [0, 30, 60])
    assert changing.estimate > 0.5
    assert changing.detail["var_resid"] == pytest.approx(0.25, abs=0.06)
    assert rater_by_period(found, [0, 60]).undefined.sentence.startswith("Too few coders have scores in two")


def test_cusum_of_montgomery():
    chart = cusum(MEASURED, sd=1, target=10)
    assert [round(each, 2) for each in chart.upper[-2:]] == [5.28, 5.30]
    assert chart.signals == (28, 29)
    assert max(chart.lower) < 5


def test_ewma_of_montgomery():
    chart = ewma(MEASURED, sd=1, target=10, weight=0.1, width=2.7)
    assert round(chart.upper[0], 3) == 9.945
    assert round(chart.upper_limit[0], 2) == 10.27
    assert chart.signals[-1] == 29


def test_a_chart_needs_a_spread():
    for chart in (cusum, ewma):
        with pytest.raises(ValueError, match="above 0"):
            chart([1.0, 2.0], sd=0)
