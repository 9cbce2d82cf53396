"""The rules of windows, links, episodes and repair, each on its own."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.domain.recipes import (
    Breakdown,
    Edge,
    EpisodeRecipe,
    Pairing,
    RepairRecipe,
    ResponseWindow,
    Selector,
)
from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.acts import coded
from havenlens.sequences.bids import bid_rows, narrow, summarise, summarise_by
from havenlens.sequences.episodes import episodes_of, repairs_of
from havenlens.sequences.states import state_seconds, state_time
from tests.support.sequences import SCHEME, act, coding, film

WINDOW = ResponseWindow(
    id="bids",
    given=Selector(classes=("bid",), safe_haven_only=True),
    target=Selector(classes=("sensitive", "partial", "insensitive")),
    window=Micros(10 * SECOND),
    link_overrides_window=True,
    quality_order=("sensitive", "partial", "insensitive"),
    sensitive_classes=("sensitive",),
    by=Breakdown(modifiers=("need",)),
)
TELLING = Selector(codes=("telling",))
EPISODES = EpisodeRecipe(
    id="episodes", builds_on="bids", merge_gap=Micros(5 * SECOND), resolved_by=Selector(classes=("relief",))
)
REPAIR = RepairRecipe(
    id="repair",
    builds_on="episodes",
    repaired_by=Selector(classes=("sensitive", "unbidden")),
    max_gap=Micros(60 * SECOND),
    while_in=Selector(classes=("distress",)),
    explicit_modifier="repair",
    explicit_option="explicit",
)


def bid(at, **others):
    return act(at, "bid", **others)


def reply(at, name="comforts", target="ADA", **others):
    return act(at, name, others.pop("actor", "TEACHER"), target, **others)


def rows(*acts, recipe=WINDOW, end=100, window=None):
    return bid_rows(coding(*acts, end=end), recipe, window)


def episodes(*acts, end=100):
    return episodes_of(coding(*acts, end=end), EPISODES, WINDOW)


def repairs(*acts, end=300):
    return repairs_of(coding(*acts, end=end), REPAIR, episodes(*acts, end=end))


@pytest.mark.parametrize(("at", "answered"), [(9.99, False), (10, True), (20, True), (20.000001, False)])
def test_the_window_is_closed_at_both_ends(at, answered):
    (row,) = rows(bid(10), reply(at))
    assert bool(row.answers) is answered


def test_the_window_is_as_closed_where_it_is_narrowed_later():
    found = rows(bid(10), reply(15))
    assert narrow(found, 5 * SECOND, 100 * SECOND).n_answered == 1
    assert narrow(found, 5 * SECOND - 1, 100 * SECOND).n_answered == 0


def test_only_bids_for_the_safe_haven_are_bids():
    assert rows(act(1, "chat")) == ()


def test_the_person_addressed_answers():
    addressed, to_nobody = bid(10, target="AIDE"), bid(10, id="other")
    one, other = rows(addressed, to_nobody, reply(12))
    assert not one.answers
    assert other.latency == 2 * SECOND


def test_an_answer_to_somebody_else_is_none():
    (row,) = rows(bid(10), reply(12, target="LEO"))
    assert not row.answers


def test_anybody_answers_where_the_recipe_says_so():
    (row,) = rows(
        bid(10, target="AIDE"), reply(12, target="LEO"), recipe=replace(WINDOW, pairing=Pairing.ANYONE)
    )
    assert row.latency == 2 * SECOND


def test_the_first_answer_decides_the_latency_and_the_best_one_the_quality():
    (row,) = rows(bid(10), reply(12, "snaps"), reply(15), reply(17, "nods"))
    assert (row.latency, row.first_class, row.best_class) == (2 * SECOND, "insensitive", "sensitive")
    assert row.sensitive


def test_one_answer_may_answer_several_bids():
    assert [row.latency for row in rows(bid(10), bid(12), reply(13))] == [3 * SECOND, SECOND]


def test_censored_is_an_unanswered_window_that_runs_past_the_end():
    early, late, last = rows(bid(89.9), bid(90), bid(90.1), end=100)
    assert [row.censored for row in (early, late, last)] == [False, False, True]
    assert not rows(bid(95), reply(96))[0].censored


def test_a_censored_bid_is_in_no_denominator():
    found = summarise(rows(bid(10), bid(50), reply(51), bid(99)))
    assert (found.n_bids, found.n_censored, found.n_in_denominator, found.share_answered) == (3, 1, 2, 0.5)
    assert found.answered_interval().low == pytest.approx(0.0945, abs=1e-4)


def test_nothing_to_count_gives_no_share():
    found = summarise(rows(bid(99)))
    assert (found.share_answered, found.share_sensitive, found.median_latency) == (None, None, None)
    assert found.answered_interval() is None
    assert found.sensitive_interval() is None


def test_a_link_reaches_beyond_the_window_and_wins_over_it():
    (row,) = rows(bid(10, id="b"), reply(12, "snaps"), reply(40, link="b"))
    assert row.linked
    assert (row.latency, row.first_class) == (30 * SECOND, "sensitive")


def test_a_linked_answer_answers_no_other_bid():
    first, second = rows(bid(10), bid(12, id="b"), reply(13, link="b"))
    assert not first.answers
    assert second.latency == SECOND


def test_a_link_to_a_later_bid_or_to_something_else_is_as_if_there_were_none():
    (row,) = rows(bid(20, id="b"), reply(15, link="b"))
    assert not row.answers
    (row,) = rows(bid(10), reply(12, link="some state"))
    assert row.latency == 2 * SECOND


def test_an_answer_linked_to_a_bid_that_is_not_counted_answers_no_other():
    chat, linked = act(12, "chat", id="c"), reply(13, link="c")
    (row,) = rows(bid(10), chat, linked)
    assert not row.answers
    (row,) = rows(bid(10), act(14, "chat", id="c"), linked)
    assert row.latency == 3 * SECOND, "a link to what comes later says nothing"
    (row,) = rows(bid(10), chat, linked, recipe=replace(WINDOW, link_overrides_window=False))
    assert row.latency == 3 * SECOND


def test_links_count_only_where_the_recipe_says_so():
    (row,) = rows(bid(10, id="b"), reply(40, link="b"), recipe=replace(WINDOW, link_overrides_window=False))
    assert not row.answers


def test_a_window_can_begin_at_the_end_of_a_state():
    recipe = replace(WINDOW, given=TELLING, given_at=Edge.OFFSET)
    told, still_open = act(10, "telling", until=30), act(50, "telling")
    (row,) = rows(told, still_open, reply(12), reply(31), recipe=recipe)
    assert (row.at, row.latency) == (30 * SECOND, SECOND)


def test_the_end_of_a_moment_is_the_moment_itself():
    recipe = replace(WINDOW, given_at=Edge.OFFSET)
    (row,) = rows(bid(10), reply(12), recipe=recipe)
    assert row.latency == 2 * SECOND
    (row,) = rows(act(10, "telling", until=10), reply(12), recipe=replace(recipe, given=TELLING))
    assert row.latency == 2 * SECOND


def test_rows_can_be_split_by_anything():
    found = rows(bid(10, modifiers={"need": "help"}), bid(30, modifiers={"need": "comfort"}), reply(31))
    parts = summarise_by(found, lambda row: row.modifiers["need"])
    assert {need: part.n_answered for need, part in parts.items()} == {"comfort": 1, "help": 0}


def test_bids_close_together_are_one_episode_for_each_person():
    found = episodes(bid(10), bid(15), bid(20.1), bid(12, actor="LEO"))
    assert [(one.seeker, len(one.bids)) for one in found] == [("ADA", 2), ("LEO", 1), ("ADA", 1)]


def test_an_episode_counts_answers_from_its_first_bid_to_the_window_of_its_last():
    (one,) = episodes(bid(10), bid(14), reply(24, "nods"))
    assert (one.time_to_first_response, one.time_to_first_sensitive) == (14 * SECOND, None)
    assert one.missed
    (one,) = episodes(bid(10), bid(14), reply(24.1))
    assert one.time_to_first_response is None


def test_an_episode_is_resolved_before_the_next_one():
    found = episodes(bid(10), bid(30), act(40, "settles"))
    assert [one.resolved for one in found] == [False, True]
    silent = replace(EPISODES, resolved_by=Selector())
    assert episodes_of(coding(bid(10)), silent, WINDOW)[0].resolved is None


def test_a_run_of_missed_episodes_is_repaired_within_the_gap():
    (one,) = repairs(bid(10), bid(30), reply(85, "comes", modifiers={"repair": "explicit"}))
    assert (one.first_missed_bid, one.last_missed_bid) == (10 * SECOND, 30 * SECOND)
    assert (one.act.code, one.explicit) == ("comes", True)


def test_beyond_the_gap_a_repair_counts_only_while_distress_lasts():
    late = reply(120, "comes")
    assert repairs(bid(10), late)[0].act is None
    assert repairs(bid(10), act(5, "distress", until=121), late)[0].act is not None
    assert repairs(bid(10), act(5, "distress", until=120), late)[0].act is None
    assert repairs(bid(10), act(5, "distress"), late)[0].act is not None
    assert repairs(bid(10), act(5, "distress", actor="LEO"), late)[0].act is None


def test_a_sensitive_answer_ends_a_run_and_a_censored_episode_does_not_begin_one():
    found = repairs(bid(10), bid(30), reply(31), bid(60), bid(295))
    assert [one.first_missed_bid // SECOND for one in found] == [10, 60]


def test_time_in_states_is_clipped_and_counted_once():
    found = coding(
        act(-5, "distress", until=10),
        act(8, "distress", until=12, id="again"),
        act(90, "telling"),
        act(95, "telling", actor="LEO", until=120),
    )
    assert state_seconds(found) == {"ADA.distress": 12.0, "ADA.telling": 10.0, "LEO.telling": 5.0}
    assert state_time(found, Selector(codes=("telling",))) == {
        ("ADA", "telling"): 10 * SECOND,
        ("LEO", "telling"): 5 * SECOND,
    }
    away = {"LEO": ((96 * SECOND, 98 * SECOND),), "ADA": ((0, 200 * SECOND),)}
    assert state_seconds(replace(found, away=away)) == {
        "ADA.distress": 0.0,
        "ADA.telling": 0.0,
        "LEO.telling": 3.0,
    }


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: coding(act(5, "gone")),
            "The observation: the event gone of ADA at 00:00:05.000 is not in the scheme test 1.0.0",
        ),
        (
            lambda: coding(act(5, "distress", until=4)),
            "The observation: distress of ADA at 00:00:05.000 ends before it starts",
        ),
        (lambda: coded([], SCHEME, None, "Lesson 3"), "Lesson 3 has no length"),
        (lambda: coded([], SCHEME, film(0), "Lesson 3"), "Lesson 3 has no length"),
    ],
)
def test_bad_input_is_told_in_one_sentence(make, sentence):
    with pytest.raises(StudyError) as error:
        make()
    assert str(error.value).startswith(sentence)


acts = st.lists(
    st.builds(
        act,
        st.integers(0, 400).map(lambda tenth: tenth / 4),
        st.sampled_from(["bid", "comforts", "nods", "snaps"]),
        st.sampled_from(["ADA", "LEO", "TEACHER"]),
        st.sampled_from([None, "ADA", "LEO", "TEACHER"]),
        id=st.uuids(),
    ),
    max_size=25,
)


@given(acts, st.integers(0, 15), st.integers(0, 15))
@settings(max_examples=60, deadline=None)
def test_a_wider_window_never_answers_fewer_bids(found, one, more):
    narrow, wide = (rows(*found, window=k * SECOND) for k in (one, one + more))
    for before, after in zip(narrow, wide, strict=True):
        assert not before.answers or before.latency == after.latency
        assert before.sensitive <= after.sensitive


@given(acts)
@settings(max_examples=60, deadline=None)
def test_every_bid_is_in_one_episode_and_seekers_add_up(found):
    each = rows(*found)
    assert sum(len(one.bids) for one in episodes(*found)) == len(each)
    parts = summarise_by(each, lambda row: row.seeker).values()
    assert sum(part.n_bids for part in parts) == summarise(each).n_bids
    assert sum(part.n_answered for part in parts) == summarise(each).n_answered
