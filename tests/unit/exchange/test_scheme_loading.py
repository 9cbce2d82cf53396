"""What a good scheme becomes when it is loaded."""

from __future__ import annotations

from typing import get_args

import pytest

from havenlens.domain.codebook import Ask, AskIf, Exclusive, Kind
from havenlens.domain.problems import StudyError
from havenlens.domain.recipes import (
    Breakdown,
    ChainRecipe,
    ChainStep,
    Edge,
    EpisodeRecipe,
    Fit,
    LagSequential,
    MatchInState,
    Pairing,
    PerSubject,
    Recipe,
    RepairRecipe,
    ResponseWindow,
    Selector,
    Statistic,
)
from havenlens.domain.time import seconds
from havenlens.exchange.schemes import parse_scheme
from tests.support.schemes import SMALL, line_of


@pytest.fixture(scope="module")
def scheme():
    return parse_scheme(SMALL, "small.yaml")


def test_the_head_is_read(scheme):
    assert (scheme.ref, scheme.status, scheme.contexts) == ("small 1.2.0", "draft", ("classroom",))
    assert (scheme.unit, scheme.unit_s, scheme.passes) == ("segment", 120.0, (("states",), ("acts",)))
    assert scheme.plan.double_code_share == 0.2
    assert scheme.plan.clip is not None
    assert scheme.plan.clip.max_s == 120.0


def test_codes_and_groups_are_read(scheme):
    assert (scheme.code_by_id["upset"].key, scheme.code_by_id["upset"].kind) == ("d", Kind.STATE)
    assert scheme.code_by_id["upset"].min_duration_s == 1.5
    assert scheme.code_by_id["bids"].safe_haven is True
    assert scheme.code_by_id["comforts"].safe_haven is None
    assert scheme.group_by_id["states"].exclusive is Exclusive.PER_ACTOR
    assert [code.id for code in scheme.codes_in("acts")] == ["bids", "comforts", "returns"]


def test_a_required_modifier_is_asked_now_and_another_in_the_walk(scheme):
    need, repair = scheme.modifiers
    assert (need.ask, need.ask_if) == (Ask.NOW, None)
    assert (repair.ask, repair.ask_if) == (Ask.WALK, AskIf.AFTER_MISS)


def test_a_required_modifier_may_wait_for_the_walk():
    text = SMALL.replace("    required: true\n", "    required: true\n    ask: walk\n", 1)
    assert parse_scheme(text, "s").modifiers[0].ask is Ask.WALK


def test_ratings_are_read(scheme):
    assert scheme.scale is not None
    assert scheme.scale.values == (1, 2, 3, 4, 5)
    assert scheme.dimension_by_id["pressure"].oriented(2, scheme.scale) == 4
    assert scheme.dimension_by_id["warmth"].anchors == {"low": "Cold.", "high": "Warm."}
    assert scheme.dimension_by_id["pressure"].anchors == {}, "the manual has them"


def test_every_kind_of_recipe_is_in_the_small_scheme(scheme):
    assert {type(recipe) for recipe in scheme.recipes} == set(get_args(Recipe))


def test_a_response_window_is_read(scheme):
    assert scheme.recipe_by_id["window"] == ResponseWindow(
        id="window",
        outputs=("n_bids",),
        given=Selector(classes=("bid",), safe_haven_only=True),
        given_at=Edge.ONSET,
        target=Selector(classes=("sensitive",)),
        pairing=Pairing.ADDRESSED,
        window=seconds(10),
        sweep=(seconds(3), seconds(5)),
        quality_order=("sensitive",),
        sensitive_classes=("sensitive",),
        by=Breakdown(modifiers=("need",), roles=("seeker",), code=True),
    )


def test_recipes_that_build_on_others_are_read(scheme):
    assert scheme.recipe_by_id["bouts"] == EpisodeRecipe(
        id="bouts", builds_on="window", merge_gap=seconds(5), resolved_by=Selector(codes=("returns",))
    )
    assert scheme.recipe_by_id["mending"] == RepairRecipe(
        id="mending",
        builds_on="bouts",
        repaired_by=Selector(classes=("sensitive",)),
        max_gap=seconds(60),
        while_in=Selector(codes=("upset",)),
        explicit_modifier="repair",
        explicit_option="explicit",
    )
    assert scheme.recipe_by_id["children"] == PerSubject(id="children", builds_on="window", role="seeker")


def test_a_chain_is_read(scheme):
    chain = scheme.recipe_by_id["sequence"]
    assert isinstance(chain, ChainRecipe)
    assert chain.steps[1] == ChainStep("comfort", ("comforts",), optional=True)
    assert [step.name for step in chain.required] == ["bid", "return"]


def test_lags_and_matches_are_read(scheme):
    lags = scheme.recipe_by_id["lags"]
    assert isinstance(lags, LagSequential)
    assert (lags.unit, lags.statistics) == (seconds(1), tuple(Statistic))
    match = scheme.recipe_by_id["fitting"]
    assert isinstance(match, MatchInState)
    assert match.fits == (Fit("upset", Selector(codes=("comforts",))),)


def test_a_selector_picks_codes(scheme):
    assert [code.id for code in scheme.selected(Selector(groups=("acts",), safe_haven_only=True))] == ["bids"]
    assert [code.id for code in scheme.selected(Selector(codes=("upset",), classes=("return",)))] == [
        "upset",
        "returns",
    ]


def test_a_bad_scheme_raises_its_first_problem():
    text = SMALL.replace('key: "d"', 'key: "j"').replace('key: "f"', 'key: "k"')
    with pytest.raises(StudyError) as caught:
        parse_scheme(text, "my.yaml")
    assert caught.value.problem.code == "scheme.reserved_key"
    line = line_of(text, 'key: "j"')
    assert str(caught.value).startswith(f"my.yaml:{line}: codes.upset has the key j")
