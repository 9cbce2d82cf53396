"""Chains: how far they come, what ends them, and what is passed over."""

from dataclasses import replace

import pytest

from havenlens.domain.recipes import ChainRecipe, ChainStep, Selector
from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.chains import Closing, chains_of, summarise_chains
from tests.support.sequences import act, coding

NAMED = ChainRecipe(
    id="chain",
    steps=(
        ChainStep("need", ("distress",)),
        ChainStep("bid", ("bid",), optional=True),
        ChainStep("answer", ("comforts", "comes")),
        ChainStep("relief", ("settles",)),
    ),
    same="seeker",
    max_gap=Micros(20 * SECOND),
    opens_with=Selector(codes=("distress",)),
    breaks=Selector(codes=("snaps",)),
)
UNNAMED = replace(
    NAMED, opens_with=Selector(), steps=(ChainStep("need", ("distress", "bid")), *NAMED.steps[2:])
)


def chains(*acts, recipe=NAMED, end=100, **others):
    return chains_of(coding(*acts, end=end, **others), recipe)


def need(at, until=None, **others):
    return act(at, "distress", until=at + 1 if until is None else until, **others)


def answer(at, target="ADA", name="comforts"):
    return act(at, name, "TEACHER", target)


def test_a_whole_chain():
    (chain,) = chains(need(10), act(12, "bid"), answer(15), act(30, "settles"))
    assert list(chain.steps) == ["need", "bid", "answer", "relief"]
    assert (chain.complete, chain.completeness, chain.closing) == (True, 1.0, Closing.FINISHED)
    assert chain.total == 20 * SECOND
    assert chain.stages == {("need", "answer"): 5 * SECOND, ("answer", "relief"): 15 * SECOND}


def test_an_optional_step_that_comes_too_late_does_not_hide_the_next_one():
    (chain,) = chains(need(10), answer(15), act(18, "bid"), act(25, "settles"))
    assert list(chain.steps) == ["need", "answer", "relief"]


def test_an_optional_step_may_bridge_the_gap():
    (chain,) = chains(need(10), act(25, "bid"), answer(40))
    assert list(chain.steps) == ["need", "bid", "answer"]


@pytest.mark.parametrize(
    ("acts", "end", "closing"),
    [
        ([need(10), answer(30.1)], 100, Closing.GAVE_OUT),
        ([need(10)], 29, Closing.CUT_OFF),
        ([need(10), need(20), answer(25)], 100, Closing.REOPENED),
    ],
)
def test_what_ends_a_chain(acts, end, closing):
    first = chains(*acts, end=end)[0]
    assert (first.closing, first.furthest, first.total) == (closing, "need", None)


def test_without_a_named_opening_a_chain_goes_on_through_further_bids():
    (chain,) = chains(
        need(10), act(14, "bid"), act(18, "bid"), answer(25), act(30, "settles"), recipe=UNNAMED
    )
    assert chain.complete
    assert len(chains(need(10), act(40, "bid"), recipe=UNNAMED)) == 2


def test_breaks_are_those_of_the_person_while_the_chain_goes_on():
    breaks = [
        answer(12, name="snaps"),
        answer(13, "LEO", "snaps"),
        act(14, "snaps", "TEACHER"),
        answer(60, name="snaps"),
    ]
    (chain,) = chains(need(10), answer(16), *breaks)
    assert [one.onset // SECOND for one in chain.breaks] == [12, 14]


def test_only_the_cast_have_chains_where_the_role_is_cast():
    assert [one.seeker for one in chains(need(10), need(10, actor="LEO"), roles={"seeker": ("LEO",)})] == [
        "LEO"
    ]


def test_a_summary_leaves_out_what_was_cut_off():
    found = chains(need(10), answer(15), act(20, "settles"), need(30), need(95))
    summary = summarise_chains(found).as_json()
    assert (summary["n_episodes"], summary["n_censored"], summary["share_complete"]) == (3, 1, 0.5)
    assert summary["furthest_step"] == {"relief": 1, "need": 2}
    both = summarise_chains(found[:1]) + summarise_chains(found[1:])
    assert both.as_json() == summary
    assert both.complete_interval().low == pytest.approx(0.0945, abs=1e-4)
