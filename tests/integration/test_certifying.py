"""Training sets, certificates, pauses and what they rest on, in a real study file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.domain.observation import Purpose
from havenlens.domain.problems import StudyError
from havenlens.services.alternatives import Accepted, Alternative
from havenlens.services.assignments import assign, assignments_of
from havenlens.services.certificate_rules import CertificateRules, EventRule, ScoreRule, usual_rules
from havenlens.services.certificates import (
    State,
    certificates_of,
    entries_of,
    lift,
    since_last_pass,
    standing_of,
    why_paused,
)
from havenlens.services.certifying import check_coder, issue
from havenlens.services.training_sets import change_set, make_set, remove_set, training_set, training_sets
from tests.support.calibrated import (
    CODED,
    SCORED,
    add_places,
    coded_set,
    day,
    events,
    rated,
    scored_set,
)
from tests.support.pairs import coded, event
from tests.support.studies import SmallStudy, make_small, open_small

TODAY = date(2026, 3, 20)


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


def who(small: SmallStudy, name: str = "A"):
    return small.study.coder(name).id


def test_a_set_is_kept_changed_and_removed_in_the_log(small):
    made = scored_set(small)
    assert training_set(small.study, "first") == made
    assert made.rules == SCORED
    changed = change_set(small.study, replace(made, name=" second ", rules=CODED))
    assert (changed.id, changed.name, changed.rules) == (made.id, "second", CODED)
    remove_set(small.study, changed)
    assert training_sets(small.study) == []
    kinds = [row["kind"] for row in small.study.store.rows_of("change_log")]
    assert kinds.count("training_set") == 3
    assert small.file.check() == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, "Give the training set a name"),
        ({"name": "first"}, "There is a training set first already"),
        ({"scheme": uuid4()}, "The scheme of this training set is not in the study; choose one of small"),
        ({"observations": []}, "Choose at least one observation"),
        ({"observations": [uuid4()]}, "is not in the study any more"),
        ({"rules": CertificateRules()}, "The set asks for nothing yet"),
        ({"rules": replace(SCORED, months=0)}, "A certificate holds 1 to 120 months, not 0"),
        ({"rules": replace(SCORED, tolerance=11)}, "A threshold cannot be 11; choose one from 0 to 10"),
        ({"rules": replace(SCORED, scores=(ScoreRule(limit=80),))}, "A threshold cannot be 80"),
        ({"rules": replace(SCORED, scores=(ScoreRule("mean"),))}, "No threshold can be about mean/overall"),
        ({"rules": CertificateRules(events=(EventRule("alpha"),))}, "No threshold can be about alpha"),
        (
            {"rules": CertificateRules(events=(EventRule(group="looks"),))},
            "looks is not in the scheme of this set; there are states, acts",
        ),
        (
            {"rules": CertificateRules(events=(EventRule(group="acts", code="upset"),))},
            "upset is not in the scheme of this set; there are bids",
        ),
    ],
)
def test_what_cannot_be_a_set_is_said(small, values, said):
    first = scored_set(small)
    asked = {"name": "other", "scheme": first.scheme, "observations": first.observations, "rules": SCORED}
    with pytest.raises(StudyError) as error:
        make_set(small.study, **{**asked, **values})
    assert said in str(error.value)


def test_an_observation_without_a_master_is_named(small):
    first = scored_set(small)
    places = [*first.observations, *add_places(small, "bare")]
    with pytest.raises(StudyError, match="no master coding of bare with A small scheme"):
        make_set(small.study, "more", first.scheme, places, SCORED)


def test_only_leads_make_sets_where_there_are_leads(small):
    first = scored_set(small)
    small.study.add_coder("boss", "lead")
    coder = small.study.add_coder("A").id
    with pytest.raises(StudyError, match="Only whoever leads"):
        remove_set(small.study, first, coder)
    remove_set(small.study, first, who(small, "boss"))


def test_a_scheme_offers_rules_for_what_it_has(small):
    rules = usual_rules(small.study.scheme(small.scheme.id))
    assert [rule.scope for rule in rules.scores] == ["overall", "dimension"]
    assert rules.events == (EventRule(),)
    assert CertificateRules.of_json({**rules.as_json(), "of a later version": 1}) == rules


# --- checks -----------------------------------------------------------------------------------------


def test_who_is_near_the_master_is_certified_from_the_day_of_the_last_coding(small):
    chosen = scored_set(small)
    first, second = chosen.observations
    rated(small, first, "A", [(4, 2), (5, 3), (3, 1), (4, 2), (4, 2)], on=day(5))
    rated(small, second, "A", [(4, 2)] * 4 + [(1, 2)], on=day(9))
    found = check_coder(small.study, chosen, who(small))
    assert found.passed
    assert [verdict.value for verdict in found.verdicts] == [0.95, 1.0]
    shares = {(part.kind, part.name): part.value for part in found.parts}
    assert shares["video", "first b"] == 0.9
    assert shares["dimension", "Warmth"] == 0.9
    kept = issue(small.study, found)
    assert kept.expires_on == date(2027, 3, 9)
    standing = standing_of(small.study, who(small), chosen.scheme, TODAY)
    assert (standing.state, standing.is_paused) == (State.CERTIFIED, False)
    assert standing_of(small.study, who(small), chosen.scheme, date(2027, 3, 10)).state is State.EXPIRED
    assert small.file.check() == []


def test_who_is_far_from_the_master_is_paused_and_told_why(small):
    chosen = scored_set(small)
    for place in chosen.observations:
        rated(small, place, "A", [(1, 2)] * 5)
    [bare] = add_places(small, "bare")
    later = rated(small, bare, "A", [(3, 3)], purpose=Purpose.RESEARCH)
    found = check_coder(small.study, chosen, who(small))
    assert not found.passed
    assert found.verdicts[1].failing == ("Warmth",)
    kept = issue(small.study, found)
    assert kept.expires_on is None
    standing = standing_of(small.study, who(small), chosen.scheme, TODAY)
    assert (standing.state, standing.is_paused) == (State.FAILED, True)
    said = why_paused(small.study, standing.paused_by).sentence
    assert said.startswith("A is paused with A small scheme since the check against first on ")
    assert "Within 1, overall: 0.50 does not meet ≥ 0.8." in said
    assert [one.id for one in since_last_pass(small.study, who(small), chosen.scheme)] == [later.id]


def test_a_paused_coder_is_given_training_only_until_the_lead_lifts_it(small):
    chosen = scored_set(small)
    for place in chosen.observations:
        rated(small, place, "A", [(1, 2)] * 5)
    issue(small.study, check_coder(small.study, chosen, who(small)))
    [bare] = add_places(small, "bare")
    with pytest.raises(StudyError, match=r"A is paused with .* Only training can be assigned"):
        assign(small.study, [bare], chosen.scheme, [who(small, "MK"), who(small)], Purpose.RESEARCH)
    assert assignments_of(small.study) == []
    assign(small.study, [bare], chosen.scheme, [who(small)], Purpose.TRAINING)
    boss = small.study.add_coder("boss", "lead").id
    with pytest.raises(StudyError, match="Only whoever leads"):
        lift(small.study, who(small), chosen.scheme, "let me", who(small))
    with pytest.raises(StudyError, match="Say why the coder may go on"):
        lift(small.study, who(small), chosen.scheme, " ", boss)
    lift(small.study, who(small), chosen.scheme, "trained again by hand", boss)
    assert len(assign(small.study, [bare], chosen.scheme, [who(small)], Purpose.RESEARCH).new) == 1
    standing = standing_of(small.study, who(small), chosen.scheme, TODAY)
    assert (standing.state, standing.is_paused) == (State.FAILED, False)
    last = entries_of(small.study, who(small))[-1]
    assert [reason.sentence for reason in last.reasons] == ["trained again by hand"]
    assert "trained again" in " ".join(str(r["payload"]) for r in small.study.store.rows_of("change_log"))
    with pytest.raises(StudyError, match="not paused"):
        lift(small.study, who(small), chosen.scheme, "again", boss)


def test_only_the_first_attempt_is_blind_unless_the_set_says_otherwise(small):
    chosen = scored_set(small)
    for place in chosen.observations:
        rated(small, place, "A", [(1, 2)] * 5)
        rated(small, place, "A", [(4, 2)] * 5, attempt=2)
    assert not check_coder(small.study, chosen, who(small)).passed
    changed = change_set(small.study, replace(chosen, rules=replace(SCORED, later_attempts=True)))
    assert check_coder(small.study, changed, who(small)).passed


def test_a_pass_after_a_failure_lifts_the_pause(small):
    chosen = scored_set(small, replace(SCORED, later_attempts=True))
    for place in chosen.observations:
        rated(small, place, "A", [(1, 2)] * 5)
    issue(small.study, check_coder(small.study, chosen, who(small)))
    for place in chosen.observations:
        rated(small, place, "A", [(4, 2)] * 5, attempt=2)
    issue(small.study, check_coder(small.study, chosen, who(small)))
    assert not standing_of(small.study, who(small), chosen.scheme, TODAY).is_paused
    assert len(certificates_of(small.study, who(small))) == 1
    assert since_last_pass(small.study, who(small), chosen.scheme) == []


def test_a_score_not_given_is_left_out_or_counts_as_missed(small):
    chosen = scored_set(small)
    for place in chosen.observations:
        rated(small, place, "A", [(4, 2)] * 3 + [(None, None)] * 2)
    assert check_coder(small.study, chosen, who(small)).passed
    strict = change_set(small.study, replace(chosen, rules=replace(SCORED, missed=True)))
    assert check_coder(small.study, strict, who(small)).verdicts[0].value == 0.6


def test_codings_that_are_missing_are_named(small):
    chosen = scored_set(small)
    rated(small, chosen.observations[0], "A", [(4, 2)] * 5)
    with pytest.raises(StudyError, match="A has not handed in all of first; hand in first b"):
        check_coder(small.study, chosen, who(small))


def test_nobody_is_certified_by_their_own_master(small):
    chosen = scored_set(small)
    for place in chosen.observations:
        rated(small, place, "gold", [(4, 2)] * 5)
    with pytest.raises(StudyError, match="gold's own"):
        check_coder(small.study, chosen, who(small, "gold"))


# --- events -----------------------------------------------------------------------------------------


def test_events_are_judged_by_group(small):
    chosen = coded_set(small, CertificateRules(events=(EventRule(group="acts"), EventRule(code="bids"))))
    place = chosen.observations[0]
    coded(small, place, "A", *events(small, 0.5), purpose=Purpose.TRAINING)
    coded(small, place, "B", *events(small, without=6), purpose=Purpose.TRAINING)
    good = check_coder(small.study, chosen, who(small))
    assert good.passed
    assert [verdict.value for verdict in good.verdicts] == [1.0, 1.0]
    assert good.verdicts[0].what == "Acts: kappa over events"
    assert {("code", "Returns"), ("video", "events · Acts")} <= {(p.kind, p.name) for p in good.parts}
    poor = check_coder(small.study, chosen, who(small, "B"))
    assert not poor.passed
    assert "does not meet ≥ 0.6" in poor.verdicts[0].reason.sentence


def test_what_a_panel_accepts_counts_as_right(small):
    chosen = coded_set(small, CertificateRules(events=(EventRule(group="acts", at_least=1.0),)))
    place = chosen.observations[0]
    master = next(c for c in small.study.store.list_codings() if c.purpose is Purpose.MASTER)
    last = small.study.store.events_of(master.id)[-1]
    own = [*events(small)[:-1], event(small, "bids", last.span.start / 1e6, modifiers={"need": "help"})]
    coded(small, place, "A", *own, purpose=Purpose.TRAINING)
    assert not check_coder(small.study, chosen, who(small)).passed
    accept(small, master, last, Alternative.of(own[-1]))
    assert check_coder(small.study, chosen, who(small)).passed


def accept(small, master, right, other):
    now = small.study.store.rows_of("codings", id=master.id)[0]["begun_at"]
    panel = {
        "id": uuid4(),
        "kind": "master",
        "observation": master.observation,
        "scheme": master.scheme,
        "codings": [],
        "result": master.id,
        "opened_at": now,
        "closed_at": now,
    }
    small.study.store.add("panels", "panel", [panel])
    decision = {
        "id": uuid4(),
        "panel": panel["id"],
        "onset_us": right.span.start,
        "events": {},
        "votes": {},
        "result": right.id,
        "alternatives": Accepted(right.id, (other,)).plain(),
        "decided_at": now,
    }
    small.study.store.add("panel_decisions", "panel_decision", [decision])


def test_a_coding_with_scores_but_no_events_cannot_pass_by_being_left_out(small):
    chosen = coded_set(small)
    rated(small, chosen.observations[0], "A", [(4, 2)])
    with pytest.raises(StudyError, match="A handed in no events for events"):
        check_coder(small.study, chosen, who(small))


def test_over_time_only_states_are_judged(small):
    [place] = add_places(small, "calm")
    own = [event(small, "upset", 5, 9)]
    coded(small, place, "gold", event(small, "upset", 5, 9), purpose=Purpose.MASTER)
    coded(small, place, "A", *own, purpose=Purpose.RELIABILITY)
    rules = CertificateRules(events=(EventRule("time_unit_kappa"),))
    chosen = make_set(small.study, "calm", small.scheme.id, [place], rules)
    found = check_coder(small.study, chosen, who(small))
    assert [(verdict.what, verdict.value) for verdict in found.verdicts] == [("States: kappa over time", 1.0)]
    only_points = replace(chosen, rules=CertificateRules(events=(EventRule("time_unit_kappa", 0.5, "acts"),)))
    [verdict] = check_coder(small.study, change_set(small.study, only_points), who(small)).verdicts
    assert verdict.reason.sentence == "There is no value to judge, so this rule is not met."


def test_a_certificate_that_is_renewed_by_old_codings_ends_as_before(small):
    chosen = scored_set(small)
    for place in chosen.observations:
        rated(small, place, "A", [(4, 2)] * 5, on=day(1, 2))
    ends = [issue(small.study, check_coder(small.study, chosen, who(small))).expires_on for _ in range(2)]
    assert ends[0] == ends[1] == day(1, 2).date() + timedelta(days=365)
