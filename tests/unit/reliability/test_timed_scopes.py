"""What stands beside a pooled value, and what else two coders of events can agree on."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import TimedEvent
from havenlens.reliability.counts import counts_icc
from havenlens.reliability.deviation import onset_offset
from havenlens.reliability.eventkappa import event_kappa
from havenlens.reliability.links import link_agreement
from havenlens.reliability.modifiers import UNANSWERED, modifier_agreement
from havenlens.reliability.notes import NotedCoding, NotedEvent
from havenlens.reliability.overlap import overlap_ratio
from havenlens.reliability.profile import TOLERANCES, profile
from havenlens.reliability.scopes import mean_of, scopes
from havenlens.reliability.timeunits import time_unit_kappa
from tests.support.timed_codings import CODES, ONE, QUICK, TWO, double, few, instants, on_a_grid, states, told

# --- scopes ---------------------------------------------------------------------------------------------


def two_people():
    leo = [event._replace(actor="LEO") for event in ONE]
    late = states((0, 2, "calm"), (2, 20, "upset"), actor="LEO")
    return [
        double([*ONE, *leo], [*TWO, *leo], name="a"),
        double([*ONE, *leo], [*ONE, *late], name="b"),
        double(ONE, TWO, name="c"),
    ]


@pytest.mark.parametrize("metric", [time_unit_kappa, event_kappa, overlap_ratio])
def test_a_pooled_value_comes_with_every_person_and_with_the_means(metric):
    codings = two_people()
    found = metric(codings, CODES, resampling=QUICK)
    assert set(found.per_actor) == {"ADA", "LEO"}
    alone = metric(
        [
            replace(
                each,
                first=[e for e in each.first if e.actor == "LEO"],
                second=[e for e in each.second if e.actor == "LEO"],
            )
            for each in codings[:2]
        ],
        CODES,
        resampling=QUICK,
    )
    assert found.per_actor["LEO"].estimate == pytest.approx(alone.pooled.estimate)
    apart = [metric([each], CODES, resampling=QUICK).pooled.estimate for each in codings]
    observations, codes = found.averaged["observations"], found.averaged["codes"]
    assert observations.estimate == pytest.approx(np.mean(apart))
    assert observations.detail["values"] == pytest.approx(dict(zip("abc", apart, strict=True)))
    assert observations.interval.method == "t over observations"
    own = [each.estimate for each in found.per_code.values() if each.estimate is not None]
    assert codes.estimate == pytest.approx(np.mean(own))
    assert codes.interval is None


def test_a_person_whom_the_pooled_value_hides_is_named():
    leo = [event._replace(actor="LEO") for event in ONE]
    other = states((0, 6, "upset"), (6, 14, "away"), (14, 20, "calm"), actor="LEO")
    found = time_unit_kappa([double([*ONE, *leo], [*TWO, *other])], CODES, resampling=QUICK).pooled
    assert "hides LEO, for whom it is only -0.49" in told(found)
    alone = time_unit_kappa([double(ONE, TWO)], CODES, resampling=QUICK).pooled
    assert "for whom" not in told(alone)


def test_any_coefficient_can_be_given_its_scopes():
    codings = two_people()
    metric = partial(time_unit_kappa, codes=CODES, resampling=QUICK)
    found, own = scopes(metric, codings), metric(codings)
    assert {who: each.estimate for who, each in found.per_actor.items()} == pytest.approx(
        {who: each.estimate for who, each in own.per_actor.items()}
    )
    for which in ("observations", "codes"):
        assert found.averaged[which].estimate == pytest.approx(own.averaged[which].estimate)


def test_a_mean_says_how_many_parts_it_lacks_and_has_none_without_parts():
    assert "1 of 3 parts have no value of their own" in told(
        mean_of("m", "codes", {"a": 1, "b": 0, "c": None})
    )
    assert mean_of("m", "codes", {"a": None}).undefined.sentence.startswith("None of the parts has a value")


# --- deviations, counts ---------------------------------------------------------------------------------


def test_deviations_by_onset_with_their_spread():
    one = states((0, 10, "calm"), (20, 30, "upset"), (40, 50, "calm"))
    two = states((1, 10, "calm"), (20, 32, "upset"), (39, 51, "upset"))
    found = onset_offset([double(one, two, end=60)], CODES, by="onset", within=SECOND, resampling=QUICK)
    detail = found.pooled.detail
    assert (detail["n_linked"], detail["n_same_code"]) == (3, 2)
    assert detail["onset_mean"] == 0
    assert detail["onset_loa_high"] == pytest.approx(1.96, abs=1e-4)
    assert detail["onset_within"] == 1
    assert detail["offset_within"] == pytest.approx(2 / 3)
    assert detail["offset_p90_abs"] == pytest.approx(1.8)
    assert detail["mean_overlap"] == pytest.approx((0.9 + 10 / 12 + 10 / 12) / 3)
    assert found.per_code["calm"].estimate == 1
    assert found.per_code["away"].undefined.sentence.startswith("No matched event has away from both")


@given(on_a_grid())
@few
def test_changing_the_coders_over_turns_deviations_round(coding):
    one, other = (
        onset_offset([each], CODES, by="onset", resampling=QUICK).pooled
        for each in (coding, coding.swapped())
    )
    assert one.n_units == other.n_units
    if one.estimate is not None:
        assert one.estimate == pytest.approx(-other.estimate)


def test_counts_durations_means_and_rates():
    made = [(3, 3), (5, 4), (8, 9), (1, 2)]
    codings = [
        double(*(states(*((at, at + 2, "calm") for at in range(0, 4 * n, 4))) for n in pair), end=60)
        for pair in made
    ]
    figures = {
        name: counts_icc(codings, ("calm",), statistic=name).per_code["calm"].detail
        for name in ("count", "duration", "mean_duration", "rate")
    }
    assert figures["count"]["rater1"] == [3, 5, 8, 1]
    assert figures["count"]["mean_abs_difference"] == 0.75
    assert figures["count"]["mean_difference"] == 0.25
    assert figures["duration"]["rater2"] == [6, 8, 18, 4]
    assert figures["rate"]["rater1"] == pytest.approx([180, 300, 480, 60])
    assert figures["rate"]["icc"] == pytest.approx(figures["count"]["icc"])
    assert figures["mean_duration"]["icc"] is None


def test_durations_leave_out_time_out_of_view_and_after_the_end():
    coding = double(
        states((0, 10, "calm")), states((0, 30, "calm")), away={"ADA": [(4 * SECOND, 6 * SECOND)]}
    )
    codings = [coding, double(ONE, TWO)]
    detail = counts_icc(codings, ("calm",), statistic="duration").per_code["calm"].detail
    assert (detail["rater1"], detail["rater2"]) == ([8, 6], [18, 5])


def test_figures_that_cannot_be_had():
    codings = [double(instants((1, "calm")), instants((2, "calm")))] * 2
    found = counts_icc(codings, ("calm",), statistic="duration").per_code["calm"]
    assert found.undefined.sentence.startswith("calm has no duration here")
    one = counts_icc([double(ONE, TWO), double(ONE, []), double(TWO, ONE)], CODES, statistic="mean_duration")
    assert "1 of 3 observations have no figure" in told(one.pooled)
    with pytest.raises(
        StudyError, match="There is no statistic luck of events; choose one of count, duration"
    ):
        counts_icc(codings, ("calm",), statistic="luck")


def test_overlap_of_nothing_and_of_one_coder():
    assert overlap_ratio([double([], [])], CODES).pooled.undefined.sentence.startswith(
        "Neither coder has a state"
    )
    found = overlap_ratio([double(ONE, [])], CODES, coders=("Ann", "Ben")).pooled
    assert found.estimate == 0
    assert "Ben has no state here, so no time can be in common" in told(found)


def test_overlap_counts_codes_that_do_not_exclude_each_other():
    one = states((0, 10, "calm"), (0, 4, "upset"))
    two = states((0, 10, "calm"), (2, 4, "upset"))
    found = overlap_ratio([double(one, two)], CODES, resampling=QUICK)
    assert found.per_code["upset"].estimate == 0.5
    assert found.pooled.estimate == pytest.approx(12 / 14)
    assert found.table.matrix.tolist() == [[12, 2], [0, 0]]


# --- links and modifiers --------------------------------------------------------------------------------


def noted(*parts):
    """Give events from (time, code, id, link, answers)."""
    return [
        NotedEvent(TimedEvent(round(at * SECOND), None, code, "ADA"), name, link, answers)
        for at, code, name, link, answers in parts
    ]


def asked(*answers):
    return noted(
        *((10 * at, "bid", at, None, {} if a is None else {"how": a}) for at, a in enumerate(answers))
    )


def modifiers_of(first, second):
    found = modifier_agreement([NotedCoding(first, second, 0, 10**9)], ("bid",), resampling=QUICK)
    return found["how"].pooled


def test_links_agree_where_both_lead_to_matched_targets_or_nowhere():
    bids = [(0, "bid", "b1", None, {}), (20, "bid", "b2", None, {}), (40, "bid", "b3", None, {})]
    times = (3, 23, 43, 50, 60)
    first = ("b1", "b2", "b3", None, None)
    second = ("b1", "b3", None, None, "b1")
    sides = [
        noted(*bids, *((at, "reply", f"r{at}", link, {}) for at, link in zip(times, links, strict=True)))
        for links in (first, second)
    ]
    found = link_agreement([NotedCoding(*sides, 0, 100 * SECOND)], ("reply",), ("bid",), resampling=QUICK)
    detail = found.pooled.detail
    outcomes = ("same", "neither", "different", "first_only", "second_only")
    assert [detail[name] for name in outcomes] == [1] * 5
    assert found.pooled.estimate == pytest.approx(2 / 5)
    assert detail["same_of_linked"] == 0.5
    assert detail["matrix"] == [[2, 1], [1, 1]]
    assert found.per_code["reply"].estimate == found.pooled.estimate


def test_a_link_to_a_target_that_the_other_missed_is_another_link():
    first = noted((0, "bid", "x", None, {}), (5, "reply", "r", "x", {}))
    second = noted((9, "bid", "y", None, {}), (5, "reply", "r", "y", {}))
    found = link_agreement([NotedCoding(first, second, 0, 10**8)], ("reply",), ("bid",), resampling=QUICK)
    assert found.pooled.detail["different"] == 1


def test_no_matched_response_has_no_value():
    first = noted((5, "reply", "r", None, {}))
    found = link_agreement([NotedCoding(first, [], 0, 10**8)], ("reply",), ("bid",)).pooled
    assert found.undefined.sentence.startswith("No event of one coder was matched with one of the other's")


def test_modifiers_are_compared_where_both_saw_the_same_event():
    found = modifiers_of(asked("low", "low", "top", None), asked("low", "top", "top", None))
    assert found.detail["codes"] == ["low", "top", UNANSWERED]
    assert found.detail["po"] == 0.75
    assert found.n_units == 4


def test_numbers_and_several_options_are_compared_by_what_they_say():
    numbers = modifiers_of(asked(3, 5, 4), asked(3.0, 5, 2))
    assert numbers.detail["po"] == pytest.approx(2 / 3)
    assert numbers.detail["mean_abs_difference"] == pytest.approx(2 / 3)
    assert numbers.detail["codes"] == ["2", "3", "4", "5"]
    several = modifiers_of(asked(("a", "b"), ("a",), ("c",)), asked(("b", "a"), ("a", "b"), ("c",)))
    assert several.detail["codes"] == ["a", "a+b", "c"]
    assert several.detail["po"] == pytest.approx(2 / 3)
    assert several.detail["mean_jaccard"] == pytest.approx((1 + 0.5 + 1) / 3)


def test_modifiers_without_answers_and_with_one_answer_have_no_value():
    coding = NotedCoding(asked(None, None), asked(None, None), 0, 10**9)
    assert modifier_agreement([coding], ("bid",)) == {}
    wanted = modifier_agreement([coding], ("bid",), modifiers=["how"])["how"].pooled
    assert wanted.undefined.sentence == (
        "Nobody answered how for a matched event, so there is nothing to compare."
    )
    same = modifiers_of(asked("low", "low"), asked("low", "low"))
    assert same.undefined.sentence.startswith("Both coders put everything into low")


# --- profile --------------------------------------------------------------------------------------------


def test_a_profile_is_a_curve_and_names_no_best_point():
    first = instants((10, "calm"), (30, "upset"), (50, "calm"))
    second = instants((10.4, "calm"), (31.7, "upset"), (54.6, "calm"))
    found = profile(event_kappa, [double(first, second, end=60)], CODES, fixed=2 * SECOND, resampling=QUICK)
    assert [at for at, _ in found.points] == list(TOLERANCES) == [n * SECOND // 2 for n in range(1, 11)]
    shares = [point.detail["linked"] for _, point in found.points]
    assert shares == sorted(shares)
    assert found.points[-1][1].estimate == 1
    assert found.as_json()["fixed"] == 2
    assert found.as_json()["points"][0]["tolerance"] == 0.5
    assert not hasattr(found, "best")
    one = profile(event_kappa, [double(first, second, end=60)], CODES, code="calm", resampling=QUICK)
    assert one.points[-1][1].estimate == 1
    with pytest.raises(StudyError, match="A tolerance of -1"):
        profile(event_kappa, [], CODES, tolerances=[-SECOND])
