"""Severity and drift from what was coded twice, pauses by drift, and what a coder sees of themselves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from havenlens.domain.observation import Purpose
from havenlens.services.assignments import assign
from havenlens.services.certificate_rules import DriftRule
from havenlens.services.certificates import lift, paused_by, why_paused
from havenlens.services.drift_watch import drift_of, note_drift
from havenlens.services.mirror import mirror_of
from havenlens.services.training_sets import make_set
from tests.support.calibrated import CODED, SCORED, add_places, day, events, hand_in, rated
from tests.support.pairs import coded, event
from tests.support.studies import SmallStudy, make_small, open_small

RULE = DriftRule(least_scores=4, least_codings=2)
MASTER = Purpose.MASTER


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the study once; nobody may change it."""
    made = make_small(tmp_path_factory.mktemp("whole") / "small.havenlens")
    made.file.close()
    return made.path


@pytest.fixture
def small(whole: Path, tmp_path: Path) -> Iterator[SmallStudy]:
    made = open_small(Path(shutil.copy(whole, tmp_path)))
    yield made
    made.file.close()


def who(small: SmallStudy, name: str):
    return small.study.coder(name).id


def drifting(small: SmallStudy, *, with_master: bool = True) -> None:
    """Let A agree in March and score 3 points higher in May; B stays where the master is."""
    places = add_places(small, "p1", "p2", "p3", "p4")
    days = [day(1), day(15), day(1, 5), day(15, 5)]
    for number, (place, on) in enumerate(zip(places, days, strict=True)):
        up = 3 if number > 1 else 0
        rated(small, place, "A", [(2 + up, 3)] * 2, purpose=Purpose.RESEARCH, on=on)
        rated(small, place, "B", [(2, 3)] * 2, purpose=Purpose.RELIABILITY, on=on)
        if with_master:
            rated(small, place, "gold", [(2, 3)] * 2, purpose=MASTER, on=day(1))
    if with_master:
        rules = replace(SCORED, drift=replace(RULE, days=30))
        make_set(small.study, "set", small.scheme.id, places, rules)


def one(found, name: str, part: str):
    [series] = [each for each in found if (each.coder_name, each.name) == (name, part)]
    return series


def test_a_coder_who_scores_higher_and_higher_is_found_and_paused(small):
    drifting(small)
    found = drift_of(small.study, small.scheme.id)
    own = one(found, "A", "Warmth (cycle)")
    assert own.severity.estimate == 1.5
    assert own.drift.estimate > 1
    assert [(p.day, p.value) for p in own.points][::2] == [
        (date(2026, 3, 1), 0.0),
        (date(2026, 3, 15), 0.0),
        (date(2026, 5, 1), 3.0),
        (date(2026, 5, 15), 3.0),
    ]
    assert (own.recent, own.n_recent, own.below) == (0.0, 4, True)
    assert not one(found, "A", "Pressure (cycle)").below
    assert not one(found, "B", "Warmth (cycle)").below
    assert {each.coder_name for each in found} == {"A", "B"}
    [made] = note_drift(small.study, found)
    said = why_paused(small.study, made).sentence
    assert said.startswith("A is paused with A small scheme since drift was found on ")
    assert "Warmth (cycle): a share of 0.00 of the last 4 scores in 30 days" in said
    assert note_drift(small.study, found) == []
    boss = small.study.add_coder("boss", "lead").id
    lift(small.study, who(small, "A"), small.scheme.id, "talked it over", boss)
    assert note_drift(small.study, drift_of(small.study, small.scheme.id)) == []
    assert paused_by(small.study, who(small, "A"), small.scheme.id) is None
    assert small.file.check() == []


def test_without_a_rule_drift_is_shown_and_nobody_is_paused(small):
    drifting(small, with_master=False)
    found = drift_of(small.study, small.scheme.id)
    assert one(found, "A", "Warmth (cycle)").severity.estimate == 1.5
    assert one(found, "B", "Warmth (cycle)").severity.estimate == -1.5
    assert not any(series.below for series in found)
    assert note_drift(small.study, found) == []


def test_the_master_is_what_counts_where_there_is_one(small):
    drifting(small)
    assert one(drift_of(small.study, small.scheme.id), "B", "Warmth (cycle)").severity.estimate == 0.0
    alone = drift_of(small.study, small.scheme.id, coder=who(small, "B"))
    assert {series.coder_name for series in alone} == {"B"}


def test_training_says_nothing_of_drift(small):
    [place] = add_places(small, "p1")
    rated(small, place, "gold", [(2, 3)], purpose=MASTER)
    rated(small, place, "A", [(5, 3)])
    assert drift_of(small.study, small.scheme.id) == []


def test_kappa_of_each_coding_is_followed_for_a_group(small):
    places = add_places(small, "e1", "e2", "e3")
    for number, place in enumerate(places):
        hand_in_on = day(1 + number * 10)
        mine = events(small, without=8 if number else 0)
        for name, listed, purpose in (
            ("A", mine, Purpose.RESEARCH),
            ("gold", events(small), MASTER),
        ):
            coding = coded(small, place, name, *listed, purpose=purpose)
            small.study.store.change("codings", "submit", coding.id, submitted_at=hand_in_on)
    make_set(small.study, "set", small.scheme.id, places, replace(CODED, drift=replace(RULE, days=15)))
    own = one(drift_of(small.study, small.scheme.id), "A", "Acts")
    assert own.points[0].value == 1.0
    assert own.severity.estimate == pytest.approx(-80 * 2 / 3)
    assert own.drift.estimate < 0
    assert (own.n_recent, own.below) == (2, True)


# --- the mirror -------------------------------------------------------------------------------------


def test_a_coder_sees_their_lag_and_what_they_mix_up(small):
    [place] = add_places(small, "m1")
    need = {"need": "help"}
    coded(small, place, "B", *events(small), event(small, "upset", 50, 55))
    wrong = [event(small, "returns", 5.8), event(small, "bids", 58, modifiers=need)]
    coded(small, place, "A", *events(small, 0.8)[1:], *wrong)
    [mirror] = mirror_of(small.study, who(small, "A"))
    assert (mirror.compared, mirror.lag.median, mirror.lag.n) == (1, 800_000, 9)
    assert [(each.own, each.others, each.times, each.of) for each in mirror.mixed_up] == [
        ("Returns", "Bids", 1, 5)
    ]
    assert [(each.code, each.times) for each in mirror.missed] == [("Upset", 1)]
    assert [(each.code, each.times) for each in mirror.alone] == [("Bids", 1)]
    assert [each.name for each in mirror.lags] == ["Acts"]
    [other] = mirror_of(small.study, who(small, "B"))
    assert other.lag.median == -800_000


def test_nothing_is_seen_before_both_have_handed_in(small):
    [place] = add_places(small, "m1")
    coded(small, place, "B", *events(small))
    mine = coded(small, place, "A", *events(small), open_=True)
    assert mirror_of(small.study, who(small, "A")) == []
    assert mirror_of(small.study, who(small, "B")) == []
    hand_in(small, mine)
    assert mirror_of(small.study, who(small, "B")) != []


def test_a_master_that_is_trained_on_stays_hidden(small):
    [place] = add_places(small, "m1")
    small.study.add_coder("boss", "lead")
    coded(small, place, "gold", *events(small), purpose=MASTER)
    coded(small, place, "A", *events(small, 0.3), purpose=Purpose.RESEARCH)
    assign(small.study, [place], small.scheme.id, [who(small, "A")], Purpose.TRAINING)
    assert mirror_of(small.study, who(small, "A")) == []


def test_the_master_stands_for_the_others_and_a_lead_sees_their_own_codings_only(small):
    [place] = add_places(small, "m1")
    boss = small.study.add_coder("boss", "lead").id
    coded(small, place, "gold", *events(small), purpose=MASTER)
    coded(small, place, "B", *events(small, 1.5))
    coded(small, place, "A", *events(small, 0.3))
    assert mirror_of(small.study, boss) == []
    [mirror] = mirror_of(small.study, who(small, "A"))
    assert mirror.lag.median == 300_000
