"""What must hold for every coefficient of categories, any number of coders and any cells missing."""

import json
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.reliability import alpha as alpha_module
from havenlens.reliability.accuracy import kappa_acc
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
from havenlens.reliability.kappa import cohen, table_of, weighted_kappa
from havenlens.reliability.observers import expected_kappa, implied_accuracy
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import Confusion
from havenlens.reliability.units import (
    ratings_of_codes,
    ratings_of_counts,
    ratings_of_numbers,
    ratings_of_table,
)
from havenlens.reliability.weights import agreement_weights

SCALE = (1, 2, 3, 4, 5)
NONE = Resampling(draws=0)
RULES = ("none", "linear", "quadratic", "ordinal")
LEVELS = ("nominal", "ordinal", "interval", "ratio")

SEVERAL = {
    "fleiss": fleiss,
    "conger": conger,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": gwet_ac1,
    **{f"gwet_ac2 {rule}": partial(gwet_ac2, weights=rule) for rule in RULES[1:]},
    **{f"fleiss {rule}": partial(fleiss, weights=rule) for rule in RULES[1:]},
    "conger linear": partial(conger, weights="linear"),
    "light": partial(light, resampling=NONE),
    **{f"alpha {level}": partial(krippendorff, level_of_measurement=level) for level in LEVELS},
    "alpha linear weights": partial(krippendorff, weights="linear", resampling=NONE),
}
NOMINAL = ("fleiss", "conger", "brennan_prediger", "gwet_ac1", "light", "alpha nominal")
SEVERAL = {
    name: partial(metric, resampling=NONE) if name.startswith("alpha") else metric
    for name, metric in SEVERAL.items()
}

several = pytest.mark.parametrize("metric", SEVERAL.values(), ids=SEVERAL)
quick = settings(max_examples=10, deadline=None)
scores = st.sampled_from(SCALE)
gapped = st.lists(st.tuples(*[st.one_of(scores, st.none())] * 3), max_size=20)
line = st.lists(st.integers(0, 9), min_size=5, max_size=5)
matrices = st.lists(line, min_size=5, max_size=5)
complete = st.lists(st.tuples(scores, scores), min_size=2, max_size=25)


def rated(rows, raters=("A", "B", "C")):
    return ratings_of_numbers(rows, raters, scale=SCALE)


def same(found, wanted):
    if found.estimate is None or wanted.estimate is None:
        return found.estimate is wanted.estimate
    return found.estimate == pytest.approx(wanted.estimate, abs=1e-9)


@several
@given(rows=gapped)
@quick
def test_any_scores_give_a_value_up_to_1_or_a_reason(metric, rows):
    found = metric(rated(rows))
    assert (found.estimate is None) != (found.undefined is None)
    if found.estimate is not None:
        assert found.estimate <= 1 + 1e-12
    else:
        assert found.undefined.sentence
    if found.interval is not None:
        assert found.interval.low <= found.interval.high
    assert json.dumps(found.as_json(), allow_nan=False)
    assert all(warning.sentence for warning in found.warnings)


@several
@given(rows=gapped, data=st.data())
@quick
def test_the_order_of_coders_and_units_changes_nothing(metric, rows, data):
    order = data.draw(st.permutations(range(3)))
    mixed = [tuple(row[place] for place in order) for row in data.draw(st.permutations(rows))]
    assert same(metric(rated(mixed)), metric(rated(rows)))


@several
@given(rows=gapped)
@quick
def test_units_without_any_score_change_nothing(metric, rows):
    assert same(metric(rated([*rows, (None, None, None)])), metric(rated(rows)))


@several
@given(column=st.lists(scores, min_size=2, max_size=20))
@quick
def test_identical_codings_give_1(metric, column):
    found = metric(rated([(score,) * 3 for score in column]))
    assert found.estimate == pytest.approx(1) if len(set(column)) > 1 else found.estimate in {None, 1.0}


@pytest.mark.parametrize("name", NOMINAL)
@given(rows=gapped, names=st.permutations("vwxyz"))
@quick
def test_the_names_of_codes_change_nothing(name, rows, names):
    def coded(named):
        cells = [tuple(None if score is None else named[score - 1] for score in row) for row in rows]
        return ratings_of_codes(cells, "ABC", categories=sorted(named))

    metric = SEVERAL[name]
    assert same(metric(coded(names)), metric(coded("abcde")))


@given(rows=complete, rule=st.sampled_from(RULES))
@quick
def test_with_two_coders_the_families_meet(rows, rule):
    both = rated(rows, ("A", "B"))
    kappa = weighted_kappa(both, rule)
    assert same(conger(both, rule), kappa)
    assert same(light(both, rule, resampling=NONE), kappa)
    assert same(scott(both, rule), fleiss(both, rule))
    pabak = cohen(both).detail["pabak"]
    assert brennan_prediger(both).estimate == pytest.approx(pabak)


@given(rows=complete, rule=st.sampled_from(RULES))
@quick
def test_a_table_says_the_same_as_the_ratings_it_counts(rows, rule):
    both = rated(rows, ("A", "B"))
    table = table_of(both)
    written = ratings_of_table(table, SCALE)
    for metric in (fleiss, conger, brennan_prediger, gwet_ac2, scott):
        found = metric(both, rule)
        assert same(metric(table, rule, scores=SCALE), found)
        assert same(metric(written, rule), found)
    for metric in (partial(krippendorff, weights=rule, resampling=NONE), partial(light, weights=rule)):
        assert same(metric(table, scores=SCALE), metric(both))
    assert same(marginal_homogeneity(table), marginal_homogeneity(both))


@given(rows=gapped)
@quick
def test_counts_say_the_same_as_the_ratings_they_count(rows):
    counts = [[row.count(score) for score in SCALE] for row in rows]
    for counted in (
        ratings_of_counts(counts, [str(score) for score in SCALE], scale=SCALE),
        ratings_of_counts([[str(n or " ") for n in row] for row in counts], "abcde"),
    ):
        for metric in (fleiss, gwet_ac1, brennan_prediger, partial(krippendorff, resampling=NONE)):
            if len(counted.raters) > 1:
                assert same(metric(counted), metric(rated(rows)))


@given(rows=complete, matrix=matrices)
@quick
def test_weights_of_agreement_and_of_disagreement_give_the_same(rows, matrix):
    disagreement = np.array(matrix, dtype=float)
    np.fill_diagonal(disagreement, 0)
    if not disagreement.any():
        return
    both, agreement = rated(rows, ("A", "B")), 10 - 10 * disagreement / disagreement.max()
    for metric in (weighted_kappa, conger, fleiss, gwet_ac2):
        one, other = metric(both, disagreement), metric(both, agreement)
        assert same(one, other)
        assert one.se == pytest.approx(other.se)


@given(rows=complete)
@quick
def test_alpha_is_scotts_pi_corrected_for_few_units(rows):
    both = rated(rows, ("A", "B"))
    pi = scott(both)
    if pi.estimate is not None:
        n = 2 * len(rows)
        alpha = 1 - (1 - pi.detail["pa"]) / (n / (n - 1) * (1 - pi.detail["pe"]))
        assert krippendorff(both, resampling=NONE).estimate == pytest.approx(alpha)


@pytest.mark.parametrize("level", LEVELS)
@given(rows=gapped)
@quick
def test_alpha_is_the_same_counted_and_taken_as_numbers(level, rows):
    coded = ratings_of_numbers(rows, "ABC")
    counted = krippendorff(coded, level, resampling=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alpha_module, "FEW_CATEGORIES", 0)
        many = krippendorff(coded, level, resampling=NONE)
        patch.setattr(alpha_module, "_AT_MOST", 0)
        pairwise = krippendorff(coded, level, resampling=NONE)
    assert same(many, counted)
    assert same(pairwise, counted)


@pytest.mark.parametrize("level", ["nominal", "interval", "ratio"])
@given(rows=gapped)
@quick
def test_alpha_takes_a_matrix_of_its_own_distances(level, rows):
    points = np.array(SCALE, dtype=float)
    distance = {
        "nominal": (points[:, None] != points).astype(float),
        "interval": (points[:, None] - points) ** 2,
        "ratio": ((points[:, None] - points) / (points[:, None] + points)) ** 2,
    }[level]
    coded = rated(rows)
    given_so = krippendorff(coded, distance=distance, resampling=None)
    assert same(given_so, krippendorff(coded, level, resampling=None))
    assert given_so.se == pytest.approx(krippendorff(coded, level, resampling=None).se)


@given(
    shares=st.lists(st.floats(0.05, 1), min_size=2, max_size=6),
    accuracy=st.floats(0.0, 1.0),
    gold=st.booleans(),
)
@quick
def test_the_implied_accuracy_undoes_the_expected_kappa(shares, accuracy, gold):
    prevalence = np.array(shares) / sum(shares)
    size = prevalence.size
    better = 1 / size + accuracy * (1 - 1 / size)
    kappa = expected_kappa(prevalence, better, gold=gold)
    assert implied_accuracy(prevalence, kappa, gold=gold) == pytest.approx(better, abs=1e-6)


@given(accuracy=st.floats(0.0, 1.0), shares=st.lists(st.floats(0.05, 1), min_size=2, max_size=5))
@quick
def test_the_expected_kappa_is_that_of_the_joint_table(accuracy, shares):
    prevalence = np.array(shares) / sum(shares)
    size = prevalence.size
    given_true = np.full((size, size), (1 - accuracy) / (size - 1))
    np.fill_diagonal(given_true, accuracy)
    joint = given_true.T @ np.diag(prevalence) @ given_true
    for table, gold in ((joint, False), (np.diag(prevalence) @ given_true, True)):
        found = cohen(Confusion(tuple("abcde"[:size]), table * 1e4)).estimate
        assert expected_kappa(prevalence, accuracy, gold=gold) == pytest.approx(found)


@given(rows=complete)
@quick
def test_kappa_acc_takes_the_order_of_coders_either_way(rows):
    assert same(kappa_acc(rated(rows, ("A", "B"))), kappa_acc(rated([row[::-1] for row in rows], ("A", "B"))))


@pytest.mark.parametrize("rule", RULES)
def test_weights_are_1_for_the_same_category_and_fall_to_0(rule):
    weights = agreement_weights(rule, None, 5)
    assert np.array_equal(np.diagonal(weights), np.ones(5))
    assert weights[0, -1] == 0
    assert np.array_equal(weights, weights.T)
    assert (np.diff(weights[0]) <= 0).all()
