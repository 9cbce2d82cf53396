"""Time budgets, shares, rates and scores, the study as a whole, recipes that name what is gone."""

from dataclasses import replace

import numpy as np
import pytest

from havenlens.domain.codebook import Dimension, Direction, Modifier, Option, RatingDomain, Scale
from havenlens.domain.problems import StudyError
from havenlens.domain.recipes import (
    ClassRatio,
    ClassShare,
    CountByCode,
    EpisodeRecipe,
    ModifierShare,
    PerTargetShare,
    RatePerMinute,
    RepairRecipe,
    ResponseWindow,
    Selector,
)
from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.acts import coded
from havenlens.sequences.bids import bid_rows, break_down
from havenlens.sequences.budget import Period, co_occurrence, cut, observed_time, sum_budgets, time_budget
from havenlens.sequences.checking import recipe_problems, usable_recipes
from havenlens.sequences.pooling import pooled_median, pooled_share
from havenlens.sequences.results import results_of
from havenlens.sequences.scores import DyadIndex, dimension_score, domain_score, domain_scores
from havenlens.sequences.shares import (
    class_ratio,
    class_share,
    count_by_code,
    modifier_share,
    per_target_share,
    rates_per_minute,
    total_share,
)
from tests.support.sequences import SCHEME, act, coding, film


def rows(found, **others):
    return {(row.person, row.code, row.period): row for row in time_budget(found, **others)}


def test_rates_and_shares_are_those_of_the_time_that_could_be_observed():
    away = {"ADA": ((10 * SECOND, 40 * SECOND), (30 * SECOND, 60 * SECOND))}
    found = coding(act(0, "distress", until=20), act(5, "bid"), act(50, "bid"), act(70, "bid"), away=away)
    budget = rows(found)
    held, asked = budget["ADA", "distress", ""], budget["ADA", "bid", ""]
    assert (held.time, held.observable, held.share) == (10 * SECOND, 50 * SECOND, 0.2)
    assert (asked.count, asked.rate, asked.share, asked.mean_duration) == (2, 2.4, None, None)
    assert asked.as_json()["seconds"] is None
    assert held.as_json()["mean_duration_s"] == 10.0


def test_periods_share_out_time_and_starts():
    periods = (Period("first", 0, 50 * SECOND), Period("second", 50 * SECOND, 100 * SECOND))
    budget = rows(coding(act(40, "distress", until=70), act(100, "bid")), periods=periods)
    assert [budget["ADA", "distress", name].time // SECOND for name in ("first", "second")] == [10, 20]
    assert [budget["ADA", "distress", name].count for name in ("first", "second")] == [1, 0]
    assert [budget["ADA", "bid", name].count for name in ("first", "second")] == [0, 1]


def test_who_is_never_seen_has_no_rate():
    found = coding(act(5, "bid"), act(6, "distress", until=9), away={"ADA": ((0, 200 * SECOND),)})
    assert [(row.rate, row.share) for row in time_budget(found)] == [(None, None), (None, None)]
    assert cut((0, 10), ((12, 20),)) == ((0, 10),)


def test_budgets_add_up_on_all_time_observed():
    codings = [coding(act(5, "bid")), coding(act(5, "nods"))]
    every = [row for one in codings for row in time_budget(one)]
    assert {row.code: row.observable for row in sum_budgets(every)} == {
        "bid": 100 * SECOND,
        "nods": 100 * SECOND,
    }
    observed = observed_time(codings)
    assert {row.code: row.rate for row in sum_budgets(every, observed)} == {"bid": 0.3, "nods": 0.3}


def test_states_at_the_same_time_beside_what_chance_would_give():
    found = coding(
        act(0, "distress", until=50),
        act(25, "telling", "LEO", until=75),
        act(0, "calm", until=10),
        act(10, "upset", until=20),
    )
    pairs = {(one.one, one.other): one for one in co_occurrence(found)}
    both = pairs[("ADA", "distress"), ("LEO", "telling")]
    assert (both.time, both.expected, both.ratio) == (25 * SECOND, 25 * SECOND, 1.0)
    assert (("ADA", "calm"), ("ADA", "upset")) not in pairs
    assert both.as_json()["one"] == "ADA.distress"
    assert co_occurrence(coding(act(1, "distress", until=5))) == ()


def test_time_off_camera_of_either_counts_for_neither():
    found = coding(
        act(0, "distress", until=50), act(25, "telling", "LEO", until=75), away={"LEO": ((0, 30 * SECOND),)}
    )
    (both,) = co_occurrence(found)
    assert (both.time, both.observable) == (20 * SECOND, 70 * SECOND)
    assert both.expected == pytest.approx(20 * 45 / 70 * SECOND)


def test_two_states_that_exclude_each_other_are_refused_with_their_place():
    with pytest.raises(StudyError) as error:
        coding(act(5, "calm", until=20), act(12, "upset", until=30), observation="Lesson 3")
    assert str(error.value).startswith(
        "Lesson 3: upset of ADA at 00:00:12.000 starts while calm from 00:00:05.000 still lasts"
    )
    with pytest.raises(StudyError):
        coding(act(5, "calm"), act(12, "upset", until=30))
    assert coding(act(5, "calm", until=12), act(12, "upset", until=30), act(6, "calm", "LEO", until=30)).acts


def test_shares_of_classes_are_those_of_people_who_can_do_both():
    scheme = replace(SCHEME, codes=tuple(replace(one, actors=("seeker",)) for one in SCHEME.codes))
    acts = [act(1, "comforts"), act(2, "nods"), act(3, "nods", "LEO")]
    recipe = ClassShare(
        id="s",
        numerator=Selector(classes=("sensitive",)),
        denominator=Selector(classes=("sensitive", "partial")),
    )
    cast = coded(acts, scheme, film(9), roles={"seeker": ("ADA",)})
    assert {name: one.value for name, one in class_share(cast, recipe).items()} == {"ADA": 0.5}
    uncast = class_share(coded(acts, scheme, film(9)), recipe)
    assert (total_share(uncast.values()).value, total_share([]).value) == (1 / 3, None)
    assert total_share(uncast.values()).as_json()["ci"] is not None


def test_ratios_targets_options_and_counts():
    scheme = replace(
        SCHEME,
        modifiers=(
            Modifier("need", "Need", ("bid",), (Option("help", "1", "Help"), Option("hug", "2", "Hug"))),
        ),
    )
    acts = [act(1, "bid", modifiers={"need": "help"}), act(2, "bid", modifiers={"need": ("help", "hug")})]
    acts += [act(3, "bid"), act(4, "nods", "T", "ADA"), act(5, "telling", until=65)]
    found = coded(acts, scheme, film(100), roles={"seeker": ("ADA", "LEO")})
    bids, nods = Selector(codes=("bid",)), Selector(codes=("nods",))
    ratio = class_ratio(found, ClassRatio(id="r", numerator=bids, denominator=nods, add_half=True))
    assert ratio.value == pytest.approx(3.5 / 1.5)
    assert (ratio + ratio).as_json()["n_numerator"] == 6
    assert ratio.as_json()["undefined"] is None
    neither = ClassRatio(id="r", numerator=Selector(codes=("snaps",)), denominator=Selector(), add_half=True)
    assert class_ratio(found, neither).as_json() == {
        "n_numerator": 0,
        "n_denominator": 0,
        "ratio": None,
        "undefined": "There are 0 of the one and 0 of the other, so they have no ratio.",
    }
    assert class_ratio(found, replace(neither, numerator=nods)).value == 3.0
    assert class_ratio(found, ClassRatio(id="r", numerator=nods, denominator=Selector())).value is None
    spread = per_target_share(found, PerTargetShare(id="p", events=nods, role="seeker"))
    assert {name: one.value for name, one in spread.items()} == {"ADA": 1.0, "LEO": 0.0}
    options = modifier_share(found, ModifierShare(id="m", events=bids, modifier="need"))
    assert {name: (one.part, one.whole) for name, one in options.items()} == {"help": (2, 2), "hug": (1, 2)}
    assert count_by_code(found, CountByCode(id="c", events=Selector(classes=("bid",)))) == {
        "bid": 3,
        "chat": 0,
    }
    rates = rates_per_minute(
        found,
        RatePerMinute(
            id="r", events=Selector(classes=("bid",), codes=("nods",)), time_in=Selector(("telling",))
        ),
    )
    assert {name: one.value for name, one in rates.items()} == {"bid": 3.0, "nods": 1.0}
    assert (rates["bid"] + rates["bid"]).as_json()["minutes"] == 2.0


def test_a_rate_counts_neither_acts_nor_time_off_camera():
    recipe = RatePerMinute(
        id="r",
        events=Selector(codes=("nods", "snaps"), classes=("partial",)),
        time_in=Selector(("telling",)),
    )
    acts = [act(0, "telling", until=60), *(act(at, "nods", "LEO") for at in (10, 30, 70, 100))]
    gone = ((20 * SECOND, 50 * SECOND),)
    rates = rates_per_minute(coding(*acts, away={"ADA": gone, "LEO": gone}), recipe)
    assert {name: (one.count, one.time) for name, one in rates.items()} == {
        "partial": (3, 30 * SECOND),
        "nods": (3, 30 * SECOND),
        "snaps": (0, 30 * SECOND),
    }
    until_the_end = {"LEO": ((80 * SECOND, 100 * SECOND),)}
    assert rates_per_minute(coding(*acts, away=until_the_end), recipe)["nods"].count == 3
    budget = rows(coding(*acts, away=until_the_end))
    assert budget["LEO", "nods", ""].count == 3, "a time budget counts the same"


def test_bids_are_split_by_modifier_person_and_code():
    window = ResponseWindow(
        id="w", given=Selector(codes=("bid",)), target=Selector(codes=("nods",)), window=Micros(5 * SECOND)
    )
    by = replace(window, by=replace(window.by, modifiers=("need",), roles=("seeker", "provider"), code=True))
    acts = [
        act(1, "bid", modifiers={"need": ("help", "hug")}),
        act(2, "nods", "T", "ADA"),
        act(9, "bid", target="U"),
    ]
    parts = break_down(bid_rows(coding(*acts), by), by)
    assert {key: list(split) for key, split in parts.items()} == {
        "need": [None, "help, hug"],
        "seeker": ["ADA"],
        "provider": ["T", "U"],
        "code": ["bid"],
    }


RATED = replace(
    SCHEME,
    scale=Scale(1, 7),
    dimensions=(
        Dimension("warmth", "Warmth", "w", Direction.HIGHER_BETTER, ""),
        Dimension("harshness", "Harshness", "h", Direction.LOWER_BETTER, ""),
    ),
    domains=(RatingDomain("support", "Support", ("warmth", "harshness")),),
)


def test_a_domain_needs_its_dimensions_but_for_want_of_opportunity():
    (domain,) = RATED.domains
    assert domain_score(RATED, domain, {"warmth": 6, "harshness": 2}).value == 6.0
    missing = domain_score(RATED, domain, {"warmth": 6})
    assert (missing.value, missing.missing) == (None, ("harshness",))
    assert missing.reason.sentence == "Support has no value without harshness."
    without = domain_score(RATED, domain, {"warmth": 6}, no_opportunity=["harshness"])
    assert (without.value, without.provisional) == (6.0, True)
    assert domain_score(RATED, domain, {}, no_opportunity=["warmth", "harshness"]).value is None


def test_few_cycles_are_provisional():
    found = domain_scores(RATED, {"warmth": [5, 6, 7], "harshness": [1, 2, None]})["support"]
    assert (found.value, found.provisional) == (6.25, True)
    whole = domain_scores(RATED, {"warmth": [5, 6, 7], "harshness": [1, 2, 3]})["support"]
    assert whole.as_json() == {"value": 6.0, "provisional": False, "missing": [], "reason": None}
    assert dimension_score("warmth", [None]).mean is None


def test_two_people_side_by_side():
    both = DyadIndex({"THEO": 3.0, "DANA": 5.0})
    assert (both.mean, both.difference) == (4.0, 2.0)
    assert DyadIndex({"THEO": 3.0, "DANA": None}).as_json()["mean"] is None


def test_a_study_is_its_observations_resampled_whole():
    generator = np.random.default_rng(1)
    parts = [(int(generator.binomial(10, 0.6)), 10) for _ in range(30)]
    found = pooled_share("share", parts, draws=400)
    assert found.interval.low < found.estimate < found.interval.high
    assert not found.warnings
    assert pooled_share("share", [(0, 0)]).undefined.code == "sequences.nothing_to_pool"
    same = pooled_share("share", [(3, 5), (6, 10)], draws=50)
    assert (same.interval, same.warnings) == (None, ()), "there is no interval to beware of"
    apart = pooled_share("share", [(1, 5), (6, 10)], draws=50)
    assert [one.code for one in apart.warnings] == ["sequences.few_observations"]
    assert pooled_share("rate", [(3, 2.0)], scale=60).estimate == 90.0


def test_a_median_over_a_study():
    values = np.random.default_rng(2).normal(size=(40, 30))
    found = pooled_median("median", values.tolist(), draws=300)
    assert found.estimate == pytest.approx(np.median(values))
    assert found.interval.low < found.estimate < found.interval.high
    assert pooled_median("median", [[]]).undefined is not None


WINDOW = ResponseWindow(
    id="bids", given=Selector(classes=("bid",)), target=Selector(codes=("gone",)), window=Micros(SECOND)
)


def test_a_recipe_that_names_what_is_gone_is_told_and_left_out():
    episodes = EpisodeRecipe(id="episodes", builds_on="bids", merge_gap=Micros(SECOND))
    mended = RepairRecipe(
        id="mended",
        builds_on="episodes",
        repaired_by=Selector(classes=("sensitive",)),
        max_gap=Micros(SECOND),
    )
    counts = CountByCode(id="counts", events=Selector(codes=("bid",)))
    scheme = replace(SCHEME, recipes=(WINDOW, episodes, mended, counts))
    usable, problems = usable_recipes(scheme)
    assert [recipe.id for recipe in usable] == ["counts"]
    assert problems[0].sentence.startswith(
        "The recipe bids names gone, which the scheme test 1.0.0 does not have"
    )
    assert [problem.sentence for problem in problems[1:]] == [
        "The recipe episodes builds on bids, which cannot be worked out; correct bids first.",
        "The recipe mended builds on episodes, which cannot be worked out; correct episodes first.",
    ]
    found = results_of(coded([act(1, "bid")], scheme, film(9)))
    assert (found["counts"], len(found["problems"])) == ({"bid": 1}, 3)


@pytest.mark.parametrize(
    "recipe",
    [
        CountByCode(id="c", events=Selector(classes=("gone",))),
        CountByCode(id="c", events=Selector(groups=("gone",))),
        PerTargetShare(id="c", events=Selector(codes=("bid",)), role="gone"),
        ModifierShare(id="c", events=Selector(codes=("bid",)), modifier="gone"),
        EpisodeRecipe(id="c", builds_on="gone", merge_gap=Micros(1)),
    ],
)
def test_anything_a_recipe_names_can_be_gone(recipe):
    assert [problem.values["name"] for problem in recipe_problems(recipe, SCHEME)] == ["gone"]
