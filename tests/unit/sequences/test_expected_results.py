"""The scenes' master codes, analysed by the shipped schemes' recipes, against independent results."""

import csv
import json
from dataclasses import replace

import pytest

from havenlens.domain.recipes import EpisodeRecipe, RepairRecipe, ResponseWindow
from havenlens.sequences.bids import bid_rows, by_seeker, summarise, sweep, window_name
from havenlens.sequences.episodes import episodes_of, repairs_of
from havenlens.sequences.results import Ratings, results_of
from havenlens.sequences.scores import domain_scores
from havenlens.sequences.states import state_seconds
from tests.support.sequences import SAMPLES, read, recipe, scene_coding, shipped

RESULTS = read("expected_results.yaml")["results"]
BID_SCENES = ("01_classroom_bid_answered", "02_classroom_bid_missed_repaired")


def rounded(value):
    """Round as the expected results are: shares to three places, the rest has one."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return round(value, 3) if isinstance(value, float) else value


@pytest.fixture(params=BID_SCENES)
def scene(request):
    found = scene_coding(request.param, "safe_haven_bids")
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
    found = scene_coding(name, "asem_partner_buffering")
    assert state_seconds(found) == RESULTS[name]["asem_partner_buffering"]["state_seconds"]


def test_pooling_the_scenes_gives_the_whole():
    parts = [
        summarise(bid_rows(found, recipe(found.scheme, ResponseWindow)))
        for found in (scene_coding(name, "safe_haven_bids") for name in BID_SCENES)
    ]
    whole = parts[0] + parts[1]
    assert (whole.n_bids, whole.n_in_denominator, whole.n_answered, whole.n_sensitive) == (11, 10, 8, 7)
    assert whole.median_latency == 1_750_000


def test_whether_episodes_were_resolved():
    found = scene_coding(BID_SCENES[0], "safe_haven_bids")
    episodes = episodes_of(found, recipe(found.scheme, EpisodeRecipe), recipe(found.scheme, ResponseWindow))
    assert [one.resolved for one in episodes] == [False, True, False]


def ratings(scene, scheme):
    master = read(f"{scene}.yaml")["master"][scheme]
    rows = master.get("interval_ratings", {}).get("rows", [])
    people = {row["recipient"] for row in rows}
    numbered = list(enumerate(rows))
    return Ratings(
        master.get("ratings", {}),
        {name: [(n, row) for n, row in numbered if row["recipient"] == name] for name in people},
    )


def differences(wanted, found, path=""):
    """Give every number of what is wanted that did not come out, to as many places as it is written with."""
    if isinstance(wanted, dict):
        return [
            at
            for key, part in wanted.items()
            for at in differences(part, found.get(key) if isinstance(found, dict) else None, f"{path}/{key}")
        ]
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return [path]
        return [at for n, part in enumerate(wanted) for at in differences(part, found[n], f"{path}/{n}")]
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return [] if wanted == found else [f"{path}: {found}, not {wanted}"]
    places = len(f"{wanted!r}".partition(".")[2])
    right = isinstance(found, int | float) and round(found, places) == wanted
    return [] if right else [f"{path}: {found}, not {wanted}"]


@pytest.mark.parametrize(
    ("scene", "scheme"), [(scene, scheme) for scene, parts in RESULTS.items() for scheme in parts]
)
def test_every_number_comes_out(scene, scheme):
    wanted = RESULTS[scene][scheme]
    found = results_of(scene_coding(scene, scheme), ratings(scene, scheme))
    assert differences(wanted, found) == []
    assert differences({**wanted, "state_seconds": {"NOBODY.here": 1.5}}, found) != []


def test_every_domain_score_of_the_demonstration_ratings_comes_out():
    scheme = shipped("classroom_emotional_support")
    with (SAMPLES / "demo_ratings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["rater"] == "R1"]
    cycles = {}
    for row in rows:
        name = f"{row['teacher']}.cycle{row['coaching_cycle']}"
        score = float(row["score"]) if row["score"] else None
        cycles.setdefault(name, {}).setdefault(row["dimension"], []).append(score)
    for name, wanted in read("expected_demo_ratings.yaml")["progress_R1"].items():
        found = domain_scores(scheme, cycles[name])
        values = {domain: round(found[domain].value, 4) for domain in ("emotional_support", "security")}
        assert values == {domain: wanted[domain] for domain in values}
        seen = [score for score in cycles[name]["safe_haven"] if score is not None]
        assert len(seen) == wanted["n"]["safe_haven"]


@pytest.mark.parametrize(
    ("scene", "scheme"),
    [(scene, scheme) for scene in RESULTS for scheme in read(f"{scene}.yaml")["master"]],
)
def test_every_result_is_plain_and_holds_no_nan(scene, scheme):
    found = results_of(scene_coding(scene, scheme), ratings(scene, scheme))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    nobody = replace(scene_coding(scene, scheme), acts=())
    assert json.dumps(results_of(nobody), allow_nan=False)
