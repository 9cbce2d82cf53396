"""ICCs where cells are missing, REML by itself, and ICCs with resampled units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.inference.bootstrap import resample_counts
from havenlens.reliability.icc import FORMS, icc, iccs
from havenlens.reliability.icc_incomplete import components, statistic, two_way
from havenlens.reliability.mixed import reml
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.units import ratings_of_codes, ratings_of_counts, ratings_of_numbers

quick = settings(max_examples=5, deadline=None)


def scored(seed=1, n=40, k=4, missing=0.2):
    draws = np.random.default_rng(seed)
    values = draws.normal(size=(n, 1)) + 0.4 * draws.normal(size=k) + 0.7 * draws.normal(size=(n, k))
    values[draws.random((n, k)) < missing] = np.nan
    return values


def ratings(values, **more):
    return ratings_of_numbers(np.asarray(values, dtype=float).tolist(), **more)


def sentences(found):
    return " | ".join(warning.sentence for warning in found.warnings)


@pytest.mark.parametrize("seed", range(4))
def test_two_ways_of_doing_reml_agree(seed):
    values = scored(seed, missing=0.3)
    units, raters = np.nonzero(~np.isnan(values))
    found = reml(values[units, raters], [np.unique(units, return_inverse=True)[1], raters])
    other = two_way(values[~np.isnan(values).all(axis=1)])
    assert found.converged
    assert (other.unit, other.rater) == pytest.approx(found.components, rel=1e-9)
    assert other.residual == pytest.approx(found.residual, rel=1e-9)
    assert other.loglik == pytest.approx(found.loglik, abs=1e-8)


def test_reml_of_complete_data_is_the_analysis_of_variance():
    values = scored(missing=0) + np.array([0, 1, 0, 2])
    units, raters = (places.ravel() for places in np.indices(values.shape))
    found = reml(values.ravel(), [units, raters])
    wanted = icc(ratings(values), "ICC(A,1)")
    total = sum(found.components) + found.residual
    assert found.components[0] / total == pytest.approx(wanted.estimate, abs=1e-12)


def test_reml_leaves_zero_where_the_slope_leads_away_from_it():
    draws = np.random.default_rng(3)
    groups = np.repeat(np.arange(30), 4)
    y = 0.3 * draws.normal(size=30)[groups] + draws.normal(size=120)
    found = reml(y, [groups])
    table = y.reshape(30, 4)
    between, within = 4 * table.mean(1).var(ddof=1), table.var(axis=1, ddof=1).mean()
    assert found.components[0] == pytest.approx(max(0, (between - within) / 4), abs=1e-5)


def test_reml_keeps_a_component_at_zero_that_would_be_negative():
    found = reml(np.array([1.0, 9, 2, 8, 1, 9, 2, 8]), [np.repeat(np.arange(4), 2)])
    assert found.components == (0.0,)
    assert found.on_the_edge == (0,)


def test_reml_without_a_residual_has_no_value():
    assert reml(np.array([1.0, 1, 4, 4]), [np.array([0, 0, 1, 1])]) is None


@given(shift=st.floats(-50, 50), scale=st.floats(0.01, 100), seed=st.integers(0, 5))
@quick
def test_origin_and_unit_of_the_scale_change_nothing(shift, scale, seed):
    values = scored(seed)
    for form in ("ICC(1)", "ICC(A,1)", "ICC(C,k)"):
        one, other = icc(ratings(values), form), icc(ratings(values * scale + shift), form)
        assert other.estimate == pytest.approx(one.estimate, abs=1e-5)


@given(seed=st.integers(0, 30), data=st.data())
@quick
def test_the_order_of_units_and_raters_changes_nothing(seed, data):
    values = scored(seed, n=12, k=3)
    mixed = values[data.draw(st.permutations(range(12)))][:, data.draw(st.permutations(range(3)))]
    for one, other in zip(iccs(ratings(values)), iccs(ratings(mixed)), strict=True):
        assert other.estimate == pytest.approx(one.estimate, abs=1e-6)


@pytest.mark.parametrize("form", FORMS)
def test_identical_scores_give_1_with_gaps_too(form):
    found = icc(ratings([(1, 1, np.nan), (4, 4, 4), (np.nan, 6, 6), (2, np.nan, 2)] * 4), form)
    assert found.estimate == pytest.approx(1)
    assert "There is no interval" in sentences(found)


def test_a_rater_who_is_always_higher_lowers_agreement_only():
    found = {
        form: icc(ratings([(1, 2), (3, 4), (5, 6), (2, np.nan), (np.nan, 5)]), form)
        for form in ("ICC(A,1)", "ICC(C,1)")
    }
    assert found["ICC(C,1)"].estimate == pytest.approx(1)
    assert found["ICC(A,1)"].estimate < 0.95


def test_the_estimator_is_named_and_gaps_are_counted():
    found = icc(ratings(scored()), "ICC(A,1)")
    assert found.params["estimator"] == "REML"
    assert "of 160 scores are missing; the value is estimated from all that are there (REML)" in sentences(
        found
    )
    assert icc(ratings(scored(missing=0)), "ICC(A,1)").params["estimator"] == "ANOVA"
    only_complete = icc(ratings(scored()), "ICC(A,1)", listwise=True)
    assert only_complete.params["estimator"] == "ANOVA"
    assert "were left out because a score is missing" in sentences(only_complete)


def test_the_mean_of_raters_or_of_as_many_as_there_are():
    all_raters, harmonic = (
        icc(ratings(scored()), "ICC(C,k)", average=average) for average in ("raters", "harmonic")
    )
    single = icc(ratings(scored()), "ICC(C,1)").estimate
    assert all_raters.estimate == pytest.approx(4 * single / (1 + 3 * single))
    assert single < harmonic.estimate < all_raters.estimate


@pytest.mark.parametrize("form", FORMS)
def test_intervals_hold_the_estimate(form):
    found = icc(ratings(scored(n=60)), form)
    assert found.interval.low < found.estimate < found.interval.high


def test_no_overlap_between_raters():
    found = icc(ratings([(1, 2, np.nan, np.nan), (np.nan, np.nan, 3, 5)]), "ICC(A,1)")
    assert found.undefined.sentence.startswith("Too few units share coders")


def test_all_the_same_with_gaps():
    values = [(3, 3), (3, np.nan), (3, 3)]
    for form in FORMS:
        assert icc(ratings(values), form).undefined.sentence.startswith("All scores are the same")


def test_counts_have_no_named_raters():
    counts = ratings_of_counts([(2, 1), (0, 3), (3, 0)], ("low", "high"), scale=(1, 2))
    assert icc(counts, "ICC(1)").estimate is not None
    assert icc(counts, "ICC(A,1)").undefined is not None
    assert ratings_of_codes([("a", "b")]).nominal


@pytest.mark.parametrize("form", FORMS)
def test_resampled_units_are_those_counted_again(form):
    values = scored(n=15, missing=0)
    found = icc(ratings(values), form, resampling=Resampling(draws=50, seed=7))
    again = [
        icc(ratings(np.repeat(values, often, axis=0)), form).estimate for often in resample_counts(15, 50, 7)
    ]
    assert found.se == pytest.approx(np.std(again, ddof=1))
    assert found.interval.low == pytest.approx(np.quantile(again, 0.025))
    assert found.params["seed"] == 7


def test_resampled_units_with_gaps_are_those_counted_again():
    values = scored(n=20, missing=0.2)
    values = values[(~np.isnan(values)).any(axis=1)]
    parts = components(values - np.nanmean(values))
    counts = resample_counts(len(values), 10, 3)
    quickly = statistic(4, absolute=True, k=1)(counts @ parts)
    slowly = [icc(ratings(np.repeat(values, often, axis=0)), "ICC(A,1)").estimate for often in counts]
    assert quickly == pytest.approx(slowly, abs=1e-5)


def test_one_way_with_gaps_is_resampled_too():
    values = scored(n=20)
    found = icc(ratings(values), "ICC(1)", resampling=Resampling(draws=200))
    assert found.interval.low < found.estimate < found.interval.high


def test_clusters_widen_the_interval():
    values = np.repeat(scored(n=12, missing=0), 5, axis=0)
    names = [str(place // 5) for place in range(60)]
    alone, together = (
        icc(ratings(values, **more), "ICC(A,1)", resampling=Resampling(draws=300))
        for more in ({}, {"clusters": names})
    )
    assert together.se > 1.5 * alone.se
