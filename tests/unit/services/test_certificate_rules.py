"""Rules of certificates and quotas as data: what is kept is what was meant."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.exchange.schemes import parse_scheme
from havenlens.services.certificate_rules import (
    EVENT_MEASURES,
    MEASURES,
    SCOPES,
    CertificateRules,
    DriftRule,
    EventRule,
    ScoreRule,
    checked,
    in_words,
    usual_rules,
)
from havenlens.services.certificates import months_later
from havenlens.services.double_coding import TIMES, QuotaRules, stratum_of
from havenlens.services.drawing import draw_key
from tests.support.schemes import SMALL

SCHEME = parse_scheme(SMALL, "small.yaml")
shares = st.floats(0, 1)

score_rules = st.builds(ScoreRule, st.sampled_from(MEASURES), st.sampled_from(SCOPES), shares, shares)
event_rules = st.builds(
    EventRule, st.sampled_from(EVENT_MEASURES), shares, st.sampled_from(["", "acts", "states"])
)
rule_sets = st.builds(
    CertificateRules,
    st.lists(score_rules, min_size=1, max_size=3).map(tuple),
    st.lists(event_rules, max_size=3).map(tuple),
    st.floats(0, 10),
    st.booleans(),
    st.integers(1, 120),
    st.booleans(),
    st.none() | st.builds(DriftRule, shares, shares, st.integers(7, 700)),
)


@given(rule_sets)
def test_rules_survive_being_kept_as_json(rules):
    assert CertificateRules.of_json(json.loads(json.dumps(rules.as_json()))) == rules


@given(rule_sets)
def test_rules_within_their_ranges_are_taken_and_checking_twice_changes_nothing(rules):
    once = checked(rules, SCHEME)
    assert checked(once, SCHEME) == once
    assert set(once.scores) == set(rules.scores)


def test_rules_about_what_a_scheme_does_not_have_are_refused():
    bare = replace(SCHEME, dimensions=())
    with pytest.raises(StudyError, match="A small scheme has no rating scales"):
        checked(CertificateRules(scores=(ScoreRule(),)), bare)
    assert usual_rules(bare).scores == ()
    codeless = replace(SCHEME, groups=(), codes=())
    with pytest.raises(StudyError, match="A small scheme has no codes for events"):
        checked(CertificateRules(events=(EventRule(),)), codeless)
    with pytest.raises(StudyError, match="A threshold cannot be 2;"):
        checked(CertificateRules(events=(EventRule(),), drift=DriftRule(within=2)), SCHEME)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("scope", SCOPES)
def test_every_threshold_for_scores_has_words_and_a_rule(measure, scope):
    rule = ScoreRule(measure, scope, 0.7)
    assert "," in in_words(rule, 1)
    made = rule.as_rule()
    assert {made.at_least, made.at_most} == {0.7, None}
    assert (made.at_most is None) == (measure in ("within", "exact", "kappa"))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_months_later_is_that_many_months_later(day, months):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@given(st.lists(st.text(min_size=1), unique=True, min_size=1, max_size=20), st.text(min_size=1))
def test_a_new_observation_changes_nothing_of_the_order_of_the_others(names, new):
    order = sorted(names, key=lambda name: draw_key(5, name))
    more = sorted({*names, new}, key=lambda name: draw_key(5, name))
    assert [name for name in more if name in names] == order


@given(st.floats(0.01, 1), st.lists(st.sampled_from(TIMES), max_size=2), st.integers(0, 9))
def test_a_quota_survives_being_kept_as_json(share, by, seed):
    rules = QuotaRules(share, 0.0, tuple(by), seed, (UUID(int=seed),), 14)
    assert QuotaRules.of_json(json.loads(json.dumps(rules.as_json()))) == rules


def test_strata_by_time_and_by_what_is_not_known():
    place = Observation(UUID(int=1), "A", filmed_on=date(2026, 12, 3), variables={"wave": None, "home": True})
    assert stratum_of(place, ["month", "year", "wave", "home", "site"]) == (
        "2026-12",
        "2026",
        "–",
        "true",
        "–",
    )
    assert stratum_of(replace(place, filmed_on=None), ["quarter"]) == ("–",)
