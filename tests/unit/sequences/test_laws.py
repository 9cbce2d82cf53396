"""What must not change anything: when an observation begins, what people are called, who else is there."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.recipes import (
    ChainRecipe,
    EpisodeRecipe,
    LagSequential,
    RepairRecipe,
    ResponseWindow,
    Selector,
)
from havenlens.domain.time import SECOND
from havenlens.sequences.acts import coded
from havenlens.sequences.bids import bid_rows, rows_within, sweep
from havenlens.sequences.budget import co_occurrence, observed_time, seen_together, time_budget
from havenlens.sequences.chains import chains_of
from havenlens.sequences.contingency import bin_series
from havenlens.sequences.episodes import episodes_of, repairs_of, summarise_episodes, summarise_repairs
from havenlens.sequences.lags import PAUSE, lag_table, stream_of
from havenlens.sequences.latency import latency_curve, waits
from havenlens.services.sequences.budgets import equal_periods
from tests.support.sequences import act, film, recipe, shipped

SCHEME = shipped("safe_haven_bids")
CODES = tuple(code.id for code in SCHEME.codes)
POINTS = (
    "bid_direct",
    "bid_indirect",
    "resp_comfort",
    "resp_help",
    "resp_dismiss",
    "provider_initiates",
    "out_settles",
)
PEOPLE = ("MAYA", "LEO", "TEACHER")
NAMES = {"MAYA": "ZELDA", "LEO": "ABE", "TEACHER": "MISS"}

acts = st.lists(
    st.builds(
        act,
        st.integers(0, 240).map(lambda quarter: quarter / 4),
        st.sampled_from([code for code in POINTS if code in CODES]),
        st.sampled_from(PEOPLE),
        st.sampled_from([None, *PEOPLE]),
        id=st.uuids(),
    ),
    max_size=20,
)


def everything(found, end=80, away=None, start=0):
    """Give what every analysis finds, with times from the first moment of the observation."""
    coding = coded(found, SCHEME, film(end, start), away=away or {})
    base = recipe(SCHEME, ResponseWindow)
    rows = bid_rows(coding, base)
    episodes = episodes_of(coding, recipe(SCHEME, EpisodeRecipe), base)
    repairs = repairs_of(coding, recipe(SCHEME, RepairRecipe), episodes)
    stream = stream_of(coding, Selector(codes=CODES), CODES)
    bins = bin_series(coding, recipe(SCHEME, LagSequential))
    thirds = time_budget(coding, periods=equal_periods(coding, 3))
    return {
        "bids": sorted(
            (row.seeker, row.at, row.latency or -1, row.best_class or "", row.censored) for row in rows
        ),
        "sweep": [part.as_json() for part in sweep(coding, base).values()],
        "curve": latency_curve(waits(coding, base)).as_json(),
        "episodes": summarise_episodes(episodes).as_json(),
        "repairs": summarise_repairs(repairs).as_json(),
        "chains": sorted(
            (one.seeker, sorted(one.steps.items())) for one in chains_of(coding, recipe(SCHEME, ChainRecipe))
        ),
        "lags": lag_table([stream], CODES, permutations=0).observed.tolist(),
        "budget": sorted((row.person, row.code, row.count, row.time) for row in time_budget(coding)),
        "timed": [
            stream_of(coding, Selector(codes=CODES), (*CODES, PAUSE), pause=5 * SECOND).tolist(),
            [part.tolist() for part in (bins.given, bins.target, bins.since)],
            sorted((row.person, row.code, row.period, row.count, row.observable) for row in thirds),
            [together.as_json() for together in co_occurrence(coding)],
            [seen_together(coding, *pair) for pair in pairwise(PEOPLE)],
            {who: time for (who, _), time in observed_time([coding]).items()},
        ],
    }


def moved(found, by):
    return [one._replace(onset=one.onset + by) for one in found]


@given(acts)
@settings(max_examples=25)
def test_an_observation_that_begins_later_says_the_same(found):
    before, after = everything(found), everything(moved(found, 30 * SECOND), end=110)
    assert [(who, at + 30 * SECOND, *rest) for who, at, *rest in before["bids"]] == after["bids"]
    for name in ("sweep", "curve", "episodes", "repairs", "lags", "budget"):
        assert before[name] == after[name]


@given(acts, st.integers(1, 60))
@settings(max_examples=25)
def test_what_was_filmed_before_the_first_camera_ran_counts_like_the_rest(found, early):
    away = {"MAYA": ((20 * SECOND, 30 * SECOND),)}
    sooner = {"MAYA": (((20 - early) * SECOND, (30 - early) * SECOND),)}
    acts = moved(found, -early * SECOND)
    before, after = everything(found, away=away), everything(acts, 80 - early, sooner, -early)
    assert [(who, at - early * SECOND, *rest) for who, at, *rest in before["bids"]] == after["bids"]
    chains = [(who, [(step, at - early * SECOND) for step, at in steps]) for who, steps in before["chains"]]
    assert chains == after["chains"]
    for name in ("sweep", "curve", "episodes", "repairs", "lags", "budget", "timed"):
        assert before[name] == after[name]


@given(acts)
@settings(max_examples=25)
def test_what_people_are_called_changes_nothing_but_their_names(found):
    renamed = [one._replace(actor=NAMES[one.actor], target=NAMES.get(one.target)) for one in found]
    before, after = everything(found), everything(renamed)
    assert sorted((NAMES[who], *rest) for who, *rest in before["bids"]) == after["bids"]
    assert sorted((NAMES[who], steps) for who, steps in before["chains"]) == after["chains"]
    assert {key: before[key] for key in ("sweep", "curve", "lags")} == {
        key: after[key] for key in ("sweep", "curve", "lags")
    }


def in_order(found):
    """Give acts as everything but which of two alike was typed first."""
    return [(one.onset, one.code, one.actor) for one in coded(found, SCHEME, film(80)).acts]


@given(acts, st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_in_which_order_events_were_typed_changes_nothing(found, random):
    shuffled = random.sample(found, len(found))
    assert everything(found) == everything(shuffled)
    assert in_order(found) == in_order(shuffled)


def test_what_comes_at_the_same_time_stands_in_the_order_of_the_scheme():
    pairs = [(act(at, "bid_direct", "MAYA"), act(at, "resp_help", "TEACHER")) for at in range(0, 80, 2)]
    one_way = [one for pair in pairs for one in pair]
    mixed = [one for at, pair in enumerate(pairs) for one in (pair[::-1] if at % 2 else pair)]
    assert in_order(mixed) == in_order(one_way)
    assert [code for _, code, _ in in_order(mixed)[:3]] == ["bid_direct", "resp_help", "bid_direct"]
    both = [act(4, "resp_help", "TEACHER"), act(4, "resp_help", "AIDE")]
    assert [actor for *_, actor in in_order(both)] == ["AIDE", "TEACHER"]


@given(acts)
@settings(max_examples=25)
def test_somebody_who_has_nothing_to_do_with_anybody_changes_nothing(found):
    stranger = [act(at, "out_settles", "STRANGER") for at in (3, 33)]
    before, after = everything(found), everything([*found, *stranger])
    assert {key: before[key] for key in ("bids", "sweep", "curve", "episodes", "repairs", "chains")} == {
        key: after[key] for key in ("bids", "sweep", "curve", "episodes", "repairs", "chains")
    }
    assert [row for row in after["budget"] if row[0] != "STRANGER"] == before["budget"]


@given(acts)
@settings(max_examples=25)
def test_wider_windows_answer_no_fewer_and_the_parts_are_the_whole(found):
    coding = coded(found, SCHEME, film(80))
    base = recipe(SCHEME, ResponseWindow)
    parts = list(sweep(coding, base).values())
    assert all(one.n_answered <= more.n_answered for one, more in pairwise(parts))
    for window, part in sweep(coding, base, [0, 7 * SECOND, base.window]).items():
        rows = bid_rows(coding, base, window)
        assert part.n_answered == sum(bool(row.answers) for row in rows)
        assert part.n_sensitive == sum(row.sensitive for row in rows)
        assert part.n_censored == sum(row.censored for row in rows)


@given(acts, st.integers(10, 60))
def test_bids_searched_widely_and_narrowed_are_those_searched_narrowly(found, seconds):
    base = recipe(SCHEME, ResponseWindow)
    coding = coded(found, SCHEME, film(80), away={})
    wide = bid_rows(coding, base, seconds * SECOND)
    assert rows_within(wide, coding, base) == bid_rows(coding, base)
