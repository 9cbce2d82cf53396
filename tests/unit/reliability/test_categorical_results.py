"""Intervals, warnings, reasons and sentences of the coefficients of categories."""

import numpy as np
import pytest

from havenlens.domain.problems import StudyError
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.accuracy import kappa_acc, kappa_of_accuracy
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
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import Confusion, table_of_counts
from havenlens.reliability.units import (
    ratings_of_codes,
    ratings_of_counts,
    ratings_of_numbers,
    ratings_of_table,
)
from havenlens.reliability.weights import weights_from_disagreement

FEW_DRAWS = Resampling(draws=200)
METRICS = [
    fleiss,
    conger,
    brennan_prediger,
    gwet_ac1,
    gwet_ac2,
    scott,
    light,
    krippendorff,
    kappa_acc,
    marginal_homogeneity,
]
RESAMPLED = [fleiss, conger, brennan_prediger, gwet_ac1, gwet_ac2, scott, cohen, weighted_kappa, krippendorff]
metric = pytest.mark.parametrize("metric", METRICS, ids=lambda found: found.__name__)
resampled = pytest.mark.parametrize("metric", RESAMPLED, ids=lambda found: found.__name__)


def reason(found: Coefficient) -> str:
    assert found.estimate is None
    assert found.interval is None
    return found.undefined.sentence


def sentences(found):
    return " | ".join(warning.sentence for warning in found.warnings)


def some(n=40, raters=3, seed=1, clusters=0):
    """Make scores that agree more often than not; with clusters, in so many groups."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(1, 6, size=(n, 1))
    guessed = rng.integers(1, 6, size=(n, raters))
    values = np.where(rng.random((n, raters)) < 0.7, truth, guessed)
    named = [f"video {unit % clusters}" for unit in range(n)] if clusters else ()
    return ratings_of_numbers(values.tolist(), scale=range(1, 6), clusters=named)


# --- why there is no value ----------------------------------------------------------------------------


@metric
def test_nothing_to_compare(metric):
    assert reason(metric(ratings_of_codes([("a", None), (None, "b")]))).startswith("No unit has scores")
    assert reason(metric(ratings_of_codes([("a",), ("b",)]))).startswith("There are scores from one coder")
    assert reason(metric(ratings_of_codes([], "AB"))).startswith("No unit has scores")
    assert reason(metric(Confusion(("a", "b"), np.zeros((2, 2))))).startswith("No unit has scores")


@metric
def test_one_unit(metric):
    for data in (
        ratings_of_codes([("a", "b"), ("a", None)]),
        Confusion(("a", "b"), np.eye(2)[[1, 0]] * [1, 0]),
    ):
        assert reason(metric(data)).startswith("Only 1 unit was coded by both")


@pytest.mark.parametrize("metric", [fleiss, conger, scott, light, krippendorff])
def test_one_category(metric):
    rated = ratings_of_codes([("calm", "calm")] * 12, categories=("calm", "upset"))
    assert reason(metric(rated)).startswith("All coders put everything into calm")


@pytest.mark.parametrize("metric", [brennan_prediger, gwet_ac1, gwet_ac2])
def test_one_category_only_counts_where_no_other_is_declared(metric):
    assert metric(ratings_of_codes([("a", "a")] * 12, categories=("a", "b"))).estimate == 1
    assert reason(metric(ratings_of_codes([("a", "a")] * 12))).startswith("All coders put everything into a")


def test_weights_that_forgive_everything():
    found = fleiss(ratings_of_codes([("a", "b"), ("b", "a")]), [[1, 1], [1, 1]])
    assert reason(found).startswith("Chance alone would already give full agreement")


def test_counts_do_not_tell_who_gave_what():
    rated = ratings_of_counts([(2, 1), (0, 3), (1, 2)], ("a", "b"))
    for metric in (conger, light, cohen, marginal_homogeneity, kappa_acc):
        assert reason(metric(rated)).startswith("Only counts are known here")
    assert fleiss(rated).estimate is not None


def test_kappa_below_zero_implies_no_accuracy():
    found = kappa_acc(Confusion(("a", "b"), np.array([[1.0, 9], [9, 1]])))
    assert reason(found).startswith("Kappa is -0.80, and observers who are right more often")
    assert cohen(Confusion(("a", "b"), np.array([[1.0, 9], [9, 1]]))).detail["implied_accuracy"] is None


def test_coders_who_never_differ_have_no_totals_to_test():
    assert reason(marginal_homogeneity(Confusion(("a", "b"), np.eye(2) * 10))).startswith(
        "The coders never differ"
    )


# --- intervals ----------------------------------------------------------------------------------------


@resampled
def test_an_interval_by_resampling_says_so_and_can_be_repeated(metric):
    found, again = (metric(some(raters=2), resampling=FEW_DRAWS) for _ in range(2))
    assert found.interval.method == "cluster bootstrap, percentile"
    assert found.interval == again.interval
    assert found.interval.low < found.estimate < found.interval.high
    assert found.params["bootstrap"] == 200
    other = metric(some(raters=2), resampling=Resampling(draws=200, seed=7))
    assert other.se != found.se


@resampled
@pytest.mark.parametrize("kind", ["bca", "jackknife"])
def test_other_kinds_of_resampling(metric, kind):
    found = metric(some(raters=2), resampling=Resampling(draws=200, kind=kind))
    assert found.interval.low < found.estimate < found.interval.high


@resampled
def test_resampling_draws_the_clusters_that_units_belong_to(metric):
    single = metric(some(raters=2, clusters=1), resampling=FEW_DRAWS)
    assert single.interval is None
    assert "one observation cannot show how much observations differ" in sentences(single)
    few = metric(some(raters=2, clusters=4), resampling=FEW_DRAWS)
    assert "The interval rests on 4 observations" in sentences(few)
    assert few.interval != metric(some(raters=2), resampling=FEW_DRAWS).interval


@resampled
def test_resampling_a_table_is_resampling_its_units(metric):
    table = Confusion(tuple("abc"), np.array([[20.0, 3, 1], [4, 15, 2], [0, 5, 10]]))
    found = metric(table, resampling=FEW_DRAWS)
    spread = metric(ratings_of_table(table), resampling=FEW_DRAWS).se
    assert found.se == pytest.approx(spread, rel=0.2)


def test_resampling_units_that_are_alike_together_gives_the_same_spread():
    # Bootstrap and linearised errors estimate the same thing.
    rated = some(n=300)
    for metric in (fleiss, conger, gwet_ac1, brennan_prediger, krippendorff):
        by_formula = metric(rated, resampling=None).se
        assert metric(rated, resampling=FEW_DRAWS).se == pytest.approx(by_formula, rel=0.25)


def test_the_upper_limit_is_at_most_1():
    found = gwet_ac1(ratings_of_codes([("a", "a"), ("b", "b")] * 6 + [("a", "b")]))
    assert found.interval.high == 1
    assert found.interval.method == "linearised, t"


def test_perfect_agreement_has_no_interval_and_says_so():
    perfect = ratings_of_codes([("a", "a"), ("b", "b")] * 6)
    for found in (
        brennan_prediger(perfect),
        krippendorff(perfect),
        light(perfect),
        krippendorff(perfect, resampling=None),
    ):
        assert found.estimate == 1
        assert found.interval is None
        assert "There is no interval" in sentences(found)


def test_alpha_tells_how_much_of_the_resamples_lies_below_the_bars():
    found = krippendorff(some(n=60), "ordinal").detail
    assert 0 <= found["q_alpha_below_0.667"] <= found["q_alpha_below_0.800"] <= 1
    assert found["kripp_se"] > 0
    assert "q_alpha_below_0.667" not in krippendorff(some(n=60), resampling=None).detail


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_by_pairs_is_labelled_and_lies_around_the_estimate(level):
    found = krippendorff(some(n=60), level, algorithm="pairs", resampling=Resampling(draws=500))
    assert found.interval.method == "Krippendorff and Hayes's bootstrap of pairs, percentile"
    assert found.interval.low < found.estimate < found.interval.high
    units = krippendorff(some(n=60), level, resampling=Resampling(draws=500))
    assert found.se < units.se


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
@pytest.mark.parametrize("clusters", [0, 12])
def test_alpha_of_many_different_numbers(level, clusters):
    rng = np.random.default_rng(3)
    values = rng.normal(50, 10, size=(80, 1)) + rng.normal(0, 4, size=(80, 3))
    named = [f"video {unit % clusters}" for unit in range(80)] if clusters else ()
    rated = ratings_of_numbers(values.tolist(), clusters=named)
    found = krippendorff(rated, level, resampling=Resampling(draws=100))
    assert found.interval.low < found.estimate < found.interval.high
    if level != "ratio":
        assert krippendorff(rated, level, algorithm="pairs", resampling=FEW_DRAWS).interval is not None


def test_light_leaves_pairs_without_a_value_out_and_says_so():
    rows = [("a", "a", "a"), ("b", "b", "a"), ("a", "b", "a"), ("b", "b", "a")] * 3
    rows += [(None, "a", "a"), ("a", None, "a")]
    found = light(
        ratings_of_codes([(*row, None) for row in rows] + [("a", None, None, "a")] * 2), resampling=FEW_DRAWS
    )
    assert "of 6 pairs of coders have no kappa of their own" in sentences(found)
    assert found.detail["pairs"][0]["raters"] == ["rater 1", "rater 2"]


def test_a_coder_who_gave_nothing_plays_no_part():
    rows = [("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")] * 4
    with_third = ratings_of_codes([(*row, None) for row in rows])
    found = conger(with_third)
    assert found.n_raters == 2
    assert found.estimate == pytest.approx(conger(ratings_of_codes(rows)).estimate)


def test_limits_by_t_are_wider():
    table = Confusion(("a", "b"), np.array([[8.0, 2], [3, 7]]))
    narrow, wide = cohen(table).interval, cohen(table, limits="t").interval
    assert wide.low < narrow.low < narrow.high < wide.high


# --- warnings and details -----------------------------------------------------------------------------


def test_units_with_one_score_are_told():
    rated = ratings_of_codes([("a", "a"), ("b", "b"), ("b", "a"), ("a", None), (None, None)])
    assert "Units with one score only: 1;" in sentences(fleiss(rated))
    assert "2 of 5 units were left out" in sentences(krippendorff(rated))
    assert "2 of 5 units were left out" in sentences(scott(rated))


def test_little_variance_is_told():
    rated = ratings_of_codes([("a", "a", "a")] * 30 + [("b", "a", "b")])
    for found in (fleiss(rated), krippendorff(rated), light(rated, resampling=FEW_DRAWS)):
        assert "Too little variance: 98% of everything is a" in sentences(found)


def test_the_categories_own_kappas():
    found = fleiss(ratings_of_codes(["aab", "abb", "ccc", "bbb"], categories="abcd")).detail
    assert found["per_category"]["c"] == pytest.approx(1)
    assert found["per_category"]["d"] is None
    assert fleiss(ratings_of_codes([("a", "a", None), ("a", "b", "b"), ("b", "b", "b")])).detail["z"] is None


def test_mcnemar_of_two_categories():
    # McNemar's test by hand: (12 - 5)² / 17, and twice the binomial tail of 5 or fewer of 17.
    found = marginal_homogeneity(Confusion(("a", "b"), np.array([[20.0, 12], [5, 10]]))).detail
    assert found["mcnemar_chi2"] == pytest.approx(49 / 17)
    assert found["mcnemar_exact_p"] == pytest.approx(0.143463, abs=1e-6)
    assert found["mcnemar_corrected_chi2"] == pytest.approx(36 / 17)
    assert found["df"] == 1
    assert found["difference_of_shares"]["a"] == pytest.approx(7 / 47)


def test_categories_that_nobody_differs_about_take_no_degree_of_freedom():
    table = np.array([[20.0, 12, 0], [5, 10, 0], [0, 0, 8]])
    whole = marginal_homogeneity(Confusion(("a", "b", "c"), table))
    part = marginal_homogeneity(Confusion(("a", "b"), table[:2, :2]))
    assert whole.detail["df"] == 1
    assert whole.estimate == pytest.approx(part.estimate)


def test_kappa_acc_gives_the_interval_of_kappa_as_accuracies():
    table = Confusion(("yes", "no"), np.array([[40.0, 10], [10, 40]]))
    found = kappa_acc(table)
    kappa = cohen(table)
    assert found.estimate == kappa.detail["implied_accuracy"]
    assert found.interval.low < found.estimate < found.interval.high
    assert found.detail["expected_kappa"]["0.90"] == pytest.approx(0.64)
    assert "kappa's limits (normal)" in found.interval.method


# --- bad input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: fleiss(some(), [[1, 0], [0, 1]]), "The weights are 2 by 2, but there are 5"),
        (lambda: cohen_weighted([[1, 0.5], [0.5, 0.9]]), "Agreement weights must be the same for every"),
        (lambda: cohen_weighted([[1, 2], [0, 1]]), "Agreement weights must be the same for every"),
        (lambda: cohen_weighted([[1, "x"], [0, 1]]), "Weights must be finite"),
        (lambda: cohen_weighted([[1, -1], [0, 1]]), "Weights must be finite"),
        (lambda: cohen_weighted([[0, float("nan")], [0, 0]]), "Weights must be finite"),
        (lambda: weights_from_disagreement([[0, 0], [0, 0]]), "Weights must be finite"),
        (lambda: krippendorff(some(), distance=[[0, 1], [1, 0]]), "The weights are 2 by 2, but there are 5"),
        (lambda: krippendorff(some(), distance=np.eye(5)), "A category must have the distance 0 from itself"),
        (
            lambda: krippendorff(ratings_of_codes([("a", "b")] * 3), "interval"),
            "The scores are names, which have no interval distance",
        ),
        (lambda: ratings_of_counts([(1, "x")], ("a", "b")), "Row 1 has “x” under b where a count belongs"),
        (lambda: ratings_of_counts([(1, -2)], ("a", "b")), "Row 1 has “-2” under b where a count belongs"),
        (lambda: ratings_of_counts([(1, 1.5)], ("a", "b")), "Row 1 has “1.5” under b where a count"),
        (lambda: ratings_of_counts([(1,)], ("a", "b")), "Unit 1 has 1 counts but there are 2 categories"),
        (lambda: table_of_counts([("1", "x"), (1, 2)], "ab"), "Row a has “x” under b where a count belongs"),
        (lambda: table_of_counts([(1, 2)], "ab"), "The table has 1 rows and a row of 2 cells"),
        (lambda: table_of_counts([(1, 2), (1,)], "ab"), "The table has 2 rows and a row of 1 cells"),
        (
            lambda: table_of_counts([(1, 2), (1, 3)], "ab", "ba"),
            "The rows of the table are b, a and its columns a, b",
        ),
        (lambda: kappa_of_accuracy([0.5, 0.6], 0.8), "The shares of the codes add up to 1.1"),
        (lambda: kappa_of_accuracy([0.5, 0.5], 1.8), "The accuracy 1.8 is no share"),
    ],
)
def test_bad_input_is_told_in_one_sentence(make, sentence):
    with pytest.raises(StudyError) as error:
        make()
    assert str(error.value).startswith(sentence)


def cohen_weighted(weights):
    return weighted_kappa(ratings_of_codes([("a", "b"), ("b", "b")]), weights)


def test_an_unknown_rule_and_counts_that_are_not_whole_are_mistakes_of_the_caller():
    with pytest.raises(ValueError, match="cubic"):
        weighted_kappa(some(raters=2), "cubic")
    with pytest.raises(ValueError, match="whole counts"):
        ratings_of_table(Confusion(("a", "b"), np.array([[0.5, 1], [1, 1]])))


def test_one_code_alone_has_no_expected_kappa():
    assert reason(kappa_of_accuracy([1.0], 0.9)).startswith("Chance alone would already give full")
