"""Correlations, Kendall's W, concordance and Finn's r: what they answer, what they refuse."""

import math

import numpy as np
import pytest

from havenlens.inference.bootstrap import resample_counts
from havenlens.reliability import concordance
from havenlens.reliability.concordance import kendall_w, pearson, spearman
from havenlens.reliability.correspondence import ccc, finn
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.units import ratings_of_counts, ratings_of_numbers

METRICS = [pearson, spearman, kendall_w, ccc, finn]
SCALE = range(1, 8)


def made(seed=1, n=20, k=3):
    draws = np.random.default_rng(seed)
    scores = np.clip(np.rint(4 + draws.normal(size=(n, 1)) + draws.normal(size=(n, k))), 1, 7)
    return scores.tolist()


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("kind", ["percentile", "jackknife"])
def test_resampled_units_are_those_counted_again(metric, k, kind):
    rows = made(n=12, k=k)
    found = metric(ratings_of_numbers(rows, scale=SCALE), resampling=Resampling(draws=40, seed=3, kind=kind))
    assert found.interval.low < found.interval.high
    assert found.params["interval"] == kind
    if kind == "percentile" and metric in {ccc, finn}:
        again = [
            metric(ratings_of_numbers(np.repeat(rows, often, axis=0).tolist(), scale=SCALE)).estimate
            for often in resample_counts(12, 40, 3)
        ]
        assert found.se == pytest.approx(np.std(again, ddof=1))


def test_rank_statistics_weigh_units_as_if_they_were_there_again():
    rows = made(n=10)
    names = [str(place) for place in range(10)]
    doubled = ratings_of_numbers([*rows, *rows], clusters=[*names, *names])
    for metric in (spearman, kendall_w):
        whole = metric(doubled, resampling=Resampling(draws=60))
        single = metric(ratings_of_numbers(rows, clusters=names), resampling=Resampling(draws=60))
        assert whole.se == pytest.approx(single.se, rel=0.2)


def test_pairs_are_compared_on_what_both_scored():
    rows = [(1, 2, None), (2, 4, 1), (3, 6, 5), (4, 8, 9), (5, None, 2)]
    found = pearson(ratings_of_numbers(rows, ("A", "B", "C")))
    assert found.detail["pairs"]["A × B"] == pytest.approx(1)
    assert found.params["average"].startswith("arithmetic")
    assert found.estimate == pytest.approx(found.detail["mean_plain"])


def test_correlation_does_not_see_a_shift_and_concordance_does():
    rows = [(1, 3), (2, 4), (3, 5), (4, 6)]
    assert pearson(ratings_of_numbers(rows)).estimate == pytest.approx(1)
    assert spearman(ratings_of_numbers(rows)).estimate == pytest.approx(1)
    assert ccc(ratings_of_numbers(rows)).estimate == pytest.approx(2 * 1.25 / (2.5 + 4))


def test_several_raters_concord_as_their_pairs_taken_together():
    rows = np.array(made(k=3))
    pairs = [(0, 1), (0, 2), (1, 2)]
    shared = sum(2 * np.cov(rows[:, pair].T, ddof=0)[0, 1] for pair in map(list, pairs))
    room = sum(
        rows[:, pair].var(axis=0).sum() + np.diff(rows[:, pair].mean(axis=0))[0] ** 2
        for pair in map(list, pairs)
    )
    assert ccc(ratings_of_numbers(rows.tolist())).estimate == pytest.approx(shared / room)


def test_limits_of_agreement():
    found = ccc(ratings_of_numbers([(3, 1), (5, 4), (6, 6), (4, 3)])).detail
    assert found["bias"] == 1
    assert found["sd"] == pytest.approx(math.sqrt(2 / 3))
    assert found["loa_high"] == pytest.approx(1 + 1.96 * math.sqrt(2 / 3))
    low, high = found["loa_high_ci"]
    assert low < found["loa_high"] < high


def test_mean_rank_correlation_is_that_of_the_pairs_without_ties():
    rows = np.argsort(np.random.default_rng(4).random((4, 9)), axis=1).T.tolist()
    found = kendall_w(ratings_of_numbers(rows)).detail
    plain = spearman(ratings_of_numbers(rows)).detail["mean_plain"]
    assert found["mean_rank_correlation"] == pytest.approx(plain)


def test_reasons_for_no_value():
    constant = ratings_of_numbers([(1, 3), (2, 3), (5, 3)], ("A", "B"))
    for metric in (pearson, spearman):
        assert metric(constant).undefined.sentence.startswith("The correlation of A × B has no value")
    same = ratings_of_numbers([(3, 3), (3, 3)])
    assert kendall_w(same).undefined.sentence.startswith("All scores are the same")
    assert ccc(same).undefined.sentence.startswith("All scores are the same")
    assert finn(constant).undefined.sentence.startswith("This coefficient must know how many points")
    for metric in METRICS:
        assert metric(ratings_of_numbers([(1,), (2,)])).undefined.sentence.startswith(
            "There are scores from one"
        )
        counts = ratings_of_counts([(2, 1), (0, 3), (3, 0)], ("low", "high"), scale=(1, 2))
        assert "undefined" in metric(counts).as_json()
        assert metric(counts).undefined is not None


@pytest.mark.parametrize("metric", [spearman, kendall_w])
def test_many_different_scores_give_what_few_do(metric, monkeypatch):
    generator = np.random.default_rng(4)
    one = generator.normal(size=300).round(2)
    ratings = ratings_of_numbers(np.stack([one, one + generator.normal(size=300).round(1)], axis=1).tolist())
    found = metric(ratings, resampling=Resampling(draws=50))
    monkeypatch.setattr(concordance, "_FEW", 10)
    again = metric(ratings, resampling=Resampling(draws=50))
    assert again.estimate == pytest.approx(found.estimate, abs=1e-12)
    assert again.interval.low == pytest.approx(found.interval.low, abs=1e-12)
