"""The scenes' master codes, analysed by the shipped schemes' recipes, against independent results."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, ResponseWindow
from havenlens.domain.time import seconds
from havenlens.exchange.schemes import find_scheme, load_scheme
from havenlens.sequences.acts import Act, coded
from havenlens.sequences.bids import bid_rows, by_seeker, summarise, sweep, window_name
from havenlens.sequences.episodes import episodes_of, repairs_of
from havenlens.sequences.states import state_seconds

SAMPLES = Path(__file__).parents[3] / "sample_videos"


def read(name):
    return YAML(typ="safe").load((SAMPLES / name).read_text(encoding="utf-8"))


RESULTS = read("expected_results.yaml")["results"]
BID_SCENES = ("01_classroom_bid_answered", "02_classroom_bid_missed_repaired")


def coding(scene, scheme):
    script = read(f"{scene}.yaml")
    acts = [
        Act(
            id=number,
            onset=seconds(event["onset"]),
            offset=seconds(event["offset"]) if "offset" in event else None,
            code=event["code"],
            actor=event["actor"],
            target=event.get("target"),
            modifiers=event.get("modifiers", {}),
        )
        for number, event in enumerate(script["master"][scheme]["events"])
    ]
    return coded(acts, load_scheme(find_scheme(scheme)), seconds(script["duration_s"]))


def recipe(scheme, kind):
    return next(one for one in scheme.recipes if isinstance(one, kind))


def rounded(value):
    """Round as the expected results are: shares to three places, the rest has one."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return round(value, 3) if isinstance(value, float) else value


@pytest.fixture(params=BID_SCENES)
def scene(request):
    found = coding(request.param, "safe_haven_bids")
    return found, RESULTS[request.param]["safe_haven_bids"]


def test_bids_and_their_summary(scene):
    found, wanted = scene
    rows = bid_rows(found, recipe(found.scheme, ResponseWindow))
    assert [row.as_json() for row in rows] == wanted["bid_response_k10"]["rows"]
    assert rounded(summarise(rows).as_json()) == wanted["bid_response_k10"]["summary"]


def test_sweep_over_windows(scene):
    found, wanted = scene
    swept = sweep(found, recipe(found.scheme, ResponseWindow))
    assert {window_name(k): rounded(part.as_json()) for k, part in swept.items()} == wanted["sweep"]


def test_by_seeker(scene):
    found, wanted = scene
    parts = by_seeker(bid_rows(found, recipe(found.scheme, ResponseWindow)))
    assert {seeker: rounded(part.as_json()) for seeker, part in parts.items()} == wanted["by_seeker_k10"]


def test_episodes_and_repair(scene):
    found, wanted = scene
    base, episode = recipe(found.scheme, ResponseWindow), recipe(found.scheme, EpisodeRecipe)
    assert episode.builds_on == base.id
    episodes = episodes_of(found, episode, base)
    assert [one.as_json() for one in episodes] == wanted["episodes_k10"]
    repairs = repairs_of(found, recipe(found.scheme, RepairRecipe), episodes)
    assert [one.as_json() for one in repairs] == wanted["repair"]


def test_state_seconds(scene):
    found, wanted = scene
    assert state_seconds(found) == wanted["state_seconds"]


def test_state_seconds_of_the_couple():
    name = "03_couple_withdrawal_soft_strategy"
    found = coding(name, "asem_partner_buffering")
    assert state_seconds(found) == RESULTS[name]["asem_partner_buffering"]["state_seconds"]


def test_pooling_the_scenes_gives_the_whole():
    parts = [
        summarise(bid_rows(found, recipe(found.scheme, ResponseWindow)))
        for found in (coding(name, "safe_haven_bids") for name in BID_SCENES)
    ]
    whole = parts[0] + parts[1]
    assert (whole.n_bids, whole.n_in_denominator, whole.n_answered, whole.n_sensitive) == (11, 10, 8, 7)
    assert whole.median_latency == 1_750_000


def test_whether_episodes_were_resolved():
    found = coding(BID_SCENES[0], "safe_haven_bids")
    episodes = episodes_of(found, recipe(found.scheme, EpisodeRecipe), recipe(found.scheme, ResponseWindow))
    assert [one.resolved for one in episodes] == [False, True, False]
