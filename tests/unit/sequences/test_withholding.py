"""What hangs on acts that are left out is told nobody, and counts as cut off."""

from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, ResponseWindow, Selector
from havenlens.domain.time import SECOND, Micros
from havenlens.sequences.bids import bid_rows, narrow, summarise
from havenlens.sequences.episodes import episodes_of, repairs_of, summarise_episodes, summarise_repairs
from havenlens.sequences.latency import waits_of
from havenlens.sequences.withholding import withhold_bids, withhold_episodes, withhold_repairs
from tests.support.sequences import act, coding

WINDOW = ResponseWindow(
    id="bids",
    given=Selector(codes=("bid",)),
    target=Selector(codes=("comforts", "nods")),
    window=Micros(10 * SECOND),
    sensitive_classes=("sensitive",),
    quality_order=("sensitive", "partial"),
    link_overrides_window=True,
)
BOUTS = EpisodeRecipe(
    id="bouts", builds_on="bids", merge_gap=Micros(5 * SECOND), resolved_by=Selector(codes=("settles",))
)
MENDING = RepairRecipe(
    id="mending",
    builds_on="bouts",
    repaired_by=Selector(codes=("comforts",)),
    max_gap=Micros(30 * SECOND),
    while_in=Selector(),
)


def answered(at, by="DALE", name="comforts", **others):
    return act(at, name, by, "ADA", **others)


def without(who, *acts):
    """Give the bids of everybody's acts, and of those but one person's."""
    left = [one for one in acts if who not in (one.actor, one.target)]
    return bid_rows(coding(*left), WINDOW), bid_rows(coding(*acts), WINDOW)


def withheld(who, *acts):
    return [row.withheld for row in withhold_bids(*without(who, *acts))]


def test_a_bid_is_withheld_where_its_first_answer_or_its_quality_hangs_on_somebody():
    assert withheld("UTE", act(10, "bid"), answered(12, "UTE")) == [True]
    assert withheld("UTE", act(10, "bid"), answered(12, "UTE"), answered(14)) == [True]
    assert withheld("UTE", act(10, "bid"), answered(12, name="nods"), answered(14, "UTE")) == [True]
    assert withheld("UTE", act(10, "bid"), answered(12), answered(14, "UTE")) == [False]
    assert withheld("UTE", act(10, "bid"), answered(22, "UTE")) == [False]


def test_a_link_to_a_bid_that_is_left_out_makes_no_answer_to_another_one():
    others = act(11, "bid", "BEN", id="b")
    assert withheld("BEN", act(10, "bid"), others, answered(12, link="b")) == [True]


def test_withheld_bids_count_as_cut_off_in_every_window_and_wait_for_nothing():
    rows = withhold_bids(
        *without("UTE", act(10, "bid"), answered(12, "UTE"), act(40, "bid"), answered(43), act(70, "bid"))
    )
    for found in (summarise(rows), narrow(rows, 5 * SECOND, 100 * SECOND)):
        assert (found.n_bids, found.n_censored, found.n_answered, found.share_answered) == (3, 1, 1, 0.5)
    assert waits_of(rows, 10 * SECOND, 100 * SECOND).time.tolist() == [3 * SECOND, 10 * SECOND]
    assert (rows[0].answers, rows[0].first_class, rows[0].sensitive) == ((), None, False)


def test_episodes_and_repairs_are_withheld_likewise():
    ute = [answered(12, "UTE"), answered(75, "UTE")]
    others = [act(10, "bid"), act(40, "bid"), answered(43), act(60, "bid"), answered(85)]
    acts, everybody = coding(*others), coding(*others, *ute)
    full = episodes_of(everybody, BOUTS, WINDOW)
    episodes = withhold_episodes(episodes_of(acts, BOUTS, WINDOW), full)
    assert [one.withheld for one in episodes] == [True, False, False]
    counts = summarise_episodes(episodes).as_json()
    assert (counts["n_censored"], counts["share_answered"]) == (1, 0.5)
    [repair] = withhold_repairs(repairs_of(acts, MENDING, episodes), repairs_of(everybody, MENDING, full))
    assert (repair.act, repair.withheld) == (None, True)
    assert summarise_repairs([repair]).as_json()["share_repaired"] is None


def test_what_hangs_on_nobody_stays_as_it_is():
    acts = coding(act(10, "bid"), act(40, "bid"), answered(43))
    rows, episodes = bid_rows(acts, WINDOW), episodes_of(acts, BOUTS, WINDOW)
    repairs = repairs_of(acts, MENDING, episodes)
    assert withhold_bids(rows, rows) == rows
    assert withhold_episodes(episodes, episodes) == episodes
    assert withhold_repairs(repairs, repairs) == repairs
