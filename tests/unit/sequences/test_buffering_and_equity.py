"""Moves that fit a state, turns after them, coupled ratings; who is answered."""

from dataclasses import replace

import numpy as np
import pytest

from havenlens.domain.recipes import (
    Fit,
    IntervalCorrelation,
    LatencyRecipe,
    MatchInState,
    Move,
    PerSubject,
    ResponseWindow,
    Selector,
)
from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.buffering import (
    Rated,
    coupling,
    couplings,
    match_by_state,
    moves_of,
    rated,
    summarise_moves,
    turn_seconds,
    turns_of,
)
from havenlens.sequences.equity import equity_of, gini, sum_equity
from tests.support.sequences import act, coding

MATCH = MatchInState(
    id="match",
    moves=Selector(codes=("comforts", "nods", "snaps")),
    fits=(Fit("upset", Selector(codes=("comforts",))), Fit("calm", Selector(codes=("nods",)))),
    counter=Selector(codes=("snaps",)),
)
TURN = LatencyRecipe(
    id="turn", builds_on="match", to=Selector(codes=("settles",)), use=(Move.FIRST_MATCHED, Move.LAST_MATCHED)
)
WINDOW = ResponseWindow(
    id="bids",
    given=Selector(codes=("bid",)),
    target=Selector(codes=("comforts", "nods")),
    window=Micros(5 * SECOND),
    sensitive_classes=("sensitive",),
)
EQUITY = PerSubject(id="equity", builds_on="bids", role="seeker", min_bids_for_rate=3)


def move(at, name, target="ADA", actor="TOM"):
    return act(at, name, actor, target)


def test_a_move_counts_in_the_half_open_span_of_the_others_state():
    found = coding(
        act(10, "upset", until=20),
        act(20, "calm", until=30),
        *(move(at, "comforts") for at in (9.9, 10, 19.9, 20)),
        move(15, "comforts", actor="ADA", target="TOM"),
        move(16, "comforts", target="LEO"),
        move(17, "snaps", target=None),
    )
    rows = moves_of(found, MATCH)
    assert [(row.act.onset / SECOND, row.state, row.matched) for row in rows] == [
        (10, "upset", True),
        (17, "upset", False),
        (19.9, "upset", True),
        (20, "calm", False),
    ]
    upset = match_by_state(rows, MATCH)["upset"]
    assert (upset.n_moves, upset.n_matched, upset.n_counter) == (3, 2, 1)
    assert upset.matched_interval().low == pytest.approx(0.2077, abs=1e-4)
    assert summarise_moves(rows) + upset == summarise_moves([*rows, *rows[:3]])


def test_a_turn_ends_the_moves_before_it_and_one_that_did_not_come_has_no_time():
    found = coding(
        act(10, "upset", until=60),
        *(move(at, "comforts") for at in (12, 20, 40)),
        act(25, "settles"),
        act(30, "settles"),
    )
    turns = turns_of(found, TURN, moves_of(found, MATCH))
    assert [(len(turn.moves), turn.act is not None) for turn in turns] == [(2, True), (1, False)]
    assert turn_seconds(turns, TURN) == {"first_matched": 13.0, "last_matched": 5.0}
    assert turns[1].after(Move.FIRST_MATCHED) is None
    assert turn_seconds([], TURN) == {"first_matched": None, "last_matched": None}


def test_coupling_is_within_persons_and_at_a_lag():
    one = Rated(np.arange(4), np.array([1.0, 2, 3, 4]), np.array([0.0, 1, 2, 3]))
    other = Rated(np.arange(4), np.array([11.0, 12, 13, 14]), np.array([-9.0, -8, -7, -6]))
    assert coupling([one, other]).estimate == pytest.approx(1.0)
    assert coupling([one, other], within_person=False).estimate < 0
    lagged = coupling([one, other], lag=1)
    assert (lagged.n_units, lagged.params["lag"]) == (6, 1)


def test_few_intervals_are_flagged_and_too_few_have_no_value():
    short = Rated(np.arange(3), np.array([1.0, 2, 4]), np.array([3.0, 1, 1]))
    assert [warning.code for warning in coupling([short]).warnings] == ["sequences.few_intervals"]
    assert "fewer than 8" in coupling([short]).warnings[0].sentence
    assert coupling([short], lag=1).undefined.code == "sequences.few_pairs"
    flat = Rated(np.arange(3), np.ones(3), np.array([3.0, 1, 1]))
    assert coupling([flat]).undefined.code == "sequences.no_spread"


def test_a_missing_rating_and_a_hole_between_intervals_make_no_pair():
    recipe = IntervalCorrelation(id="r", x="soft", y="away", lags=(0, 1))
    rows = [(5, {"soft": 1, "away": 2}), (0, {"soft": 3, "away": None}), (1, {"soft": 2, "away": 4})]
    person = rated(rows, recipe)
    assert person.ordinal.tolist() == [0, 1, 5]
    assert {lag: one.n_units for lag, one in couplings([person], recipe).items()} == {0: 2, 1: 1}


def lesson():
    asks = [act(at, "bid") for at in (10, 20, 30)] + [act(40, "bid", actor="LEO")]
    answers = [act(at, "comforts", "TEACHER", "ADA") for at in (11, 22)]
    others = [act(at, "nods", "TEACHER", target) for at, target in ((60, "LEO"), (62, "LEO"), (70, None))]
    return coding(*asks, *answers, *others, roles={"seeker": ("ADA", "LEO", "ZOE")})


def test_shares_of_bids_and_of_responses_and_what_is_suppressed():
    found = equity_of(lesson(), EQUITY, WINDOW)
    ada, leo, zoe = found.rows()
    assert (ada.share_answered, ada.suppressed) == (2 / 3, False)
    assert (ada.share_of_bids, ada.share_of_responses, ada.beyond_bids) == (0.75, 0.5, -0.25)
    assert (leo.n_bids, leo.share_answered, leo.suppressed) == (1, None, True)
    assert (zoe.n_bids, zoe.share_of_bids, zoe.fair_share) == (0, 0.0, 1 / 3)
    assert found.n_to_nobody == 1
    assert found.gini_of_responses == pytest.approx(1 / 3)


def test_observations_and_groups_add_up():
    found = equity_of(lesson(), EQUITY, WINDOW)
    twice = sum_equity([found, found], 3)
    assert [row.n_bids for row in twice.rows()] == [6, 2, 0]
    assert (found + found).as_json() == twice.as_json()
    grouped = found.by_group({"ADA": "new here", "LEO": "new here"})
    assert [(row.person, row.n_bids) for row in grouped.rows()] == [("new here", 4)]


def test_without_bids_or_responses_there_is_no_share():
    none = equity_of(coding(roles={"seeker": ("ADA",)}), EQUITY, WINDOW).rows()[0]
    assert (none.share_of_bids, none.share_of_responses, none.beyond_bids) == (None, None, None)
    assert gini([0, 0]) is None
    assert gini([]) is None


def test_who_is_not_cast_but_asks_is_counted():
    found = equity_of(lesson(), replace(EQUITY, role="other"), WINDOW)
    assert [row.person for row in found.rows()] == ["ADA", "LEO"]
