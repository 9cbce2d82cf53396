"""Designs, components of variance and decision studies: the laws they keep and the sentences they give."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.inference.bootstrap import resample_counts
from havenlens.reliability.gdesigns import design, likely_design, long_scores
from havenlens.reliability.gtheory import dstudy, gtheory, smallest_designs
from havenlens.reliability.gvariance import Analogous, variance_components
from havenlens.reliability.pooling import Resampling

NO_DRAWS = Resampling(draws=0)


def made(facets, counts, seed=1, missing=0.0, nested=None):
    """Make scores for every combination, with an effect of each facet; nested labels start again at 1."""
    draws = np.random.default_rng(seed)
    effects = [draws.normal(size=count) for count in counts]
    rows = []
    for places in product(*(range(count) for count in counts)):
        score = sum(effect[place] for effect, place in zip(effects, places, strict=True)) + draws.normal()
        if draws.random() >= missing:
            rows.append((*map(str, places), score))
    return long_scores(rows, facets)


def sentences(found):
    return " | ".join(warning.sentence for warning in found.warnings)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("p x r", ["p", "r", "pr,e"]),
        ("p × (r:o)", ["p", "o", "r:o", "po", "pr:o,e"]),
        ("p x r x o", ["p", "r", "o", "pr", "po", "ro", "pro,e"]),
        ("r:p", ["p", "r:p,e"]),
        ("(c:t) x r", ["t", "c:t", "r", "tr", "cr:t,e"]),
        ("(r x o):p", ["p", "r:p", "o:p", "ro:p,e"]),
        ("p x (i:h:g)", ["p", "g", "h:g", "i:gh", "pg", "ph:g", "pi:gh,e"]),
        ("p x (i:(r x o))", ["p", "r", "o", "i:ro", "pr", "po", "ro", "pro", "pi:ro,e"]),
    ],
)
def test_effects_of_designs(text, labels):
    assert sorted(effect.label for effect in design(text).effects) == sorted(labels)
    assert design(text).effects[-1].label == labels[-1]


@pytest.mark.parametrize("text", ["", "p", "p x", "p x (r", "p x p", "p r", "p x r)", ":p"])
def test_designs_that_cannot_be_read(text):
    with pytest.raises(StudyError, match="cannot be read; write it like p x r"):
        design(text)


@pytest.mark.parametrize(
    ("facets", "rows", "text"),
    [
        (["p", "r"], [("1", "a"), ("1", "b"), ("2", "a"), ("2", "b")], "p x r"),
        (["p", "i"], [("1", "a"), ("1", "b"), ("2", "c"), ("2", "d")], "i:p"),
        (["p", "t", "r"], [(p, t, t + r) for p in "12" for t in "uv" for r in "ab"], "p x (r:t)"),
        (["t", "c", "r"], [(t, t + c, r) for t in "uv" for c in "12" for r in "ab"], "(c:t) x r"),
    ],
)
def test_a_design_is_guessed_from_the_labels(facets, rows, text):
    table = long_scores([(*row, place) for place, row in enumerate(rows)], facets)
    assert likely_design(table).text == text
    assert gtheory(table, resampling=NO_DRAWS).params["design"] == text


def test_a_design_that_cannot_be_guessed():
    rows = [(r, o, r + o + n, 1) for r in "ab" for o in "uv" for n in "12"]
    with pytest.raises(StudyError, match=r"i lies within each of (r, o|o, r)"):
        likely_design(long_scores(rows, ["r", "o", "i"]))


def test_balanced_data_give_the_same_by_all_estimators():
    table = made(["p", "r", "o"], (12, 3, 4))
    by_squares, by_reml = (
        variance_components(table, design("p x r x o"), of="p", estimator=name) for name in ("EMS", "REML")
    )
    assert (by_squares.estimator, by_squares.balanced) == ("EMS ANOVA", True)
    if not by_squares.negative:
        assert list(by_reml.values.values()) == pytest.approx(list(by_squares.values.values()), abs=1e-4)
    ms = {source.label: source.ms for source in by_squares.sources}
    assert by_squares.values["pro,e"] == pytest.approx(ms["pro,e"])
    assert by_squares.values["pr"] == pytest.approx((ms["pr"] - ms["pro,e"]) / 4)
    total = sum(source.ss for source in by_squares.sources)
    assert total == pytest.approx(((table.scores - table.scores.mean()) ** 2).sum())


@given(seed=st.integers(0, 50), data=st.data())
@settings(max_examples=10, deadline=None)
def test_order_and_names_change_nothing(seed, data):
    rows = [
        (t, c, r, float(score))
        for (t, c, r), score in zip(
            product("abcd", "12", "xyz"), np.random.default_rng(seed).normal(size=24), strict=True
        )
    ][: data.draw(st.integers(20, 24))]
    mixed = [(t.upper(), c + "!", r + "?", score) for t, c, r, score in data.draw(st.permutations(rows))]
    one, other = (
        gtheory(long_scores(each, "tcr"), "(c:t) x r", resampling=NO_DRAWS) for each in (rows, mixed)
    )
    for label in ("t", "c:t", "r", "tr", "cr:t,e"):
        assert other.detail[label] == pytest.approx(one.detail[label], abs=1e-9)


def test_resampled_objects_are_those_counted_again():
    table, plan = made(["t", "c", "r"], (6, 3, 4), missing=0.15), design("(c:t) x r")
    levels = [table.levels_of(effect.indices) for effect in plan.effects]
    analogous = Analogous(table, plan, "t", levels)
    counts = resample_counts(6, 8, 5)
    found = analogous.components(counts @ analogous.parts)
    for often, values in zip(counts, found, strict=True):
        rows = [
            (f"{table.levels[0][t]} {copy}", str(c), str(r), score)
            for (t, c, r), score in zip(table.places.tolist(), table.scores.tolist(), strict=True)
            for copy in range(often[t])
        ]
        again = variance_components(long_scores(rows, "tcr"), plan, of="t")
        if np.count_nonzero(often) > 1:
            assert values == pytest.approx(list(again.values.values()), abs=1e-9)


def test_reml_leaves_out_one_object_at_a_time():
    table = made(["p", "r"], (8, 3), missing=0.1)
    found = gtheory(table, "p x r", estimator="REML")
    assert found.interval.method == "jackknife, t"
    drawn = gtheory(table, "p x r", estimator="REML", resampling=Resampling(draws=20))
    assert drawn.interval.method == "cluster bootstrap, percentile"


def test_more_conditions_never_make_it_worse():
    found = variance_components(made(["p", "r", "o"], (20, 3, 3)), design("p x r x o"), of="p")
    values = [dstudy(found, "p", {"r": n, "o": n}, negative="zero").phi for n in (1, 2, 5, 20, 1000)]
    assert values == sorted(values)
    assert values[-1] > 0.95


def test_the_smallest_designs_reach_the_target_and_nothing_smaller_does():
    found = variance_components(made(["p", "r", "o"], (30, 3, 3), seed=4), design("p x r x o"), of="p")
    studies = smallest_designs(found, "p", {"r": 8, "o": 8}, target=0.5, negative="zero")
    assert studies
    for study in studies:
        assert study.phi >= 0.5
        for facet in ("r", "o"):
            if study.sizes[facet] > 1:
                fewer = {**study.sizes, facet: study.sizes[facet] - 1}
                assert dstudy(found, "p", fewer, negative="zero").phi < 0.5
    assert [study.scores for study in studies] == sorted(study.scores for study in studies)
    assert smallest_designs(found, "p", {"r": 1, "o": 1}, target=0.999) == ()


def test_a_cut_score_far_from_the_mean_is_easy_to_decide_about():
    found = variance_components(made(["p", "r"], (10, 3)), design("p x r"), of="p")
    near, far = (dstudy(found, "p", cut=found.mean + by).phi_lambda for by in (0, 5))
    assert near < dstudy(found, "p").phi < far < 1


def test_sizes_of_unequal_nests():
    rows = [
        (p, t, t + r, float(hash_))
        for hash_, (p, t, r) in enumerate(
            (p, t, r) for p in "123" for t in "uv" for r in ("abc" if t == "u" else "a")
        )
    ]
    found = variance_components(long_scores(rows, "ptr"), design("p x (r:t)"), of="p")
    assert found.sizes["t"] == pytest.approx(16 / 10)
    assert found.sizes["t"] * found.sizes["r"] == pytest.approx(4)


def test_negative_components_are_kept_and_told():
    rows = [("1", "a", 1), ("1", "b", 5), ("2", "a", 5), ("2", "b", 1), ("3", "a", 3), ("3", "b", 3)]
    found = gtheory(long_scores(rows, "pr"), "p x r", resampling=NO_DRAWS)
    assert found.detail["p"] < 0
    assert "p, r is estimated below 0 and kept as it is" in sentences(found)
    held = gtheory(long_scores(rows, "pr"), "p x r", estimator="REML", resampling=NO_DRAWS)
    assert "held at 0, because REML" in sentences(held)
    assert held.estimate == 0


def test_missing_scores_are_told():
    table = long_scores(
        [("1", "a", 1), ("1", "b", " "), ("2", "a", 3), ("2", "b", 5), ("3", "a", 6), ("3", "b", 5)], "pr"
    )
    assert "1 scores are missing" in sentences(gtheory(table, "p x r", resampling=NO_DRAWS))


def reason(rows, text, **options):
    found = gtheory(long_scores(rows, "pr"), text, **options)
    assert found.estimate is None
    return found.undefined.sentence


def test_reasons_for_no_value():
    assert reason([], "p x r").startswith("No unit has scores")
    assert reason([("1", "a", 2), ("2", "a", 2)], "p x r").startswith("All scores are the same")
    assert reason([("1", "a", 2), ("2", "a", 3)], "p x r").startswith("r has only one level")
    apart = [("1", "a", 2), ("1", "b", 3), ("2", "c", 5), ("2", "d", 7)]
    assert "cannot be told apart" in reason(apart, "p x r")
    flat = [("1", "a", 2), ("1", "b", 3), ("2", "a", 4), ("2", "b", 5)]
    assert "REML has no value" in reason(flat, "p x r", estimator="REML")
    level = [("1", "a", 2), ("1", "b", 4), ("2", "a", 2), ("2", "b", 4)]
    assert reason(level, "p x r").startswith("No variance between the levels of p")


def refusal(act):
    with pytest.raises(StudyError) as refused:
        act()
    return str(refused.value)


def test_refusals_name_what_is_wrong():
    table = made(["p", "r"], (3, 2))
    assert "There is no facet o" in refusal(lambda: gtheory(table, "p x o"))
    assert "There is no facet o" in refusal(lambda: gtheory(table, "p x r", of="o"))
    assert "no estimator called guess" in refusal(lambda: gtheory(table, "p x r", estimator="guess"))
    assert "cannot have 0 conditions of r" in refusal(lambda: gtheory(table, "p x r", sizes={"r": 0}))
    twice = long_scores([("1", "a", 2), ("1", "a", 3), ("2", "a", 4)], "pr")
    assert "two scores for p 1, r a" in refusal(lambda: gtheory(twice, "p x r"))
    assert "Row 2 does not have a label" in refusal(lambda: long_scores([("1", "a", 2), ("", "a", 3)], "pr"))
    assert "Row 1 has “good”" in refusal(lambda: long_scores([("1", "a", "good")], "pr"))
