"""Moments suggested from codes: the scene's own, and what each kind needs."""

from __future__ import annotations

from functools import cache
from uuid import UUID, uuid4

import pytest

from havenlens.domain.coaching import Clip, ClipType, Prompt
from havenlens.domain.time import Span, in_seconds, seconds
from havenlens.exchange.schemes import parse_scheme
from havenlens.sequences.acts import Act, coded
from havenlens.services.coaching.suggestions import not_taken, suggest
from havenlens.services.shipped import shipped

NAMES = {"AMIR": "Amir", "TEACHER": "Mr. Dale", "ZOE": "Zoe"}
EVENTS = (
    (7.5, 30.5, "distress", "AMIR", None),
    (9, None, "bid_indirect", "AMIR", "TEACHER"),
    (16, None, "bid_direct", "AMIR", "TEACHER"),
    (25, None, "bid_direct", "AMIR", "TEACHER"),
    (27.5, None, "resp_minimise", "TEACHER", "AMIR"),
    (30.5, None, "out_gives_up", "AMIR", None),
    (30.5, 68.5, "distress", "AMIR", None),
    (49, None, "provider_initiates", "TEACHER", "AMIR"),
    (56, None, "resp_comfort", "TEACHER", "AMIR"),
    (59.5, None, "bid_direct", "AMIR", "TEACHER"),
    (61.5, None, "resp_help", "TEACHER", "AMIR"),
    (68.5, None, "out_settles", "AMIR", None),
    (74, None, "out_returns", "AMIR", None),
    (84, None, "bid_checkin", "AMIR", "TEACHER"),
    (85, None, "resp_presence", "TEACHER", "AMIR"),
    (86, None, "bid_direct", "ZOE", "TEACHER"),
)
"""The master codes of scene 02."""


MISSED = (
    "Amir signals from 0:09 to 0:25 (3×) without an answer that meets the need; Mr. Dale makes good "
    "for it at 0:49."
)


@cache
def scheme(name="safe_haven_bids"):
    path = shipped("coding_schemes") / f"{name}.yaml"
    return parse_scheme(path.read_text(encoding="utf-8"), path.name)


def act(number, start, end, code, actor, target):
    return Act(number, seconds(start), None if end is None else seconds(end), code, actor, target)


def found(events=EVENTS, end=88, name="safe_haven_bids"):
    acts = [act(number, *event) for number, event in enumerate(events)]
    return suggest(coded(acts, scheme(name), Span(seconds(0), seconds(end))), NAMES)


def best(kind, suggestions):
    return next(one for one in suggestions if one.type is kind)


@pytest.mark.parametrize(
    ("kind", "start", "end", "reason"),
    [
        (
            ClipType.STRENGTH, 41, 69,
            "Mr. Dale turns to Amir at 0:49, after 3 signals without an answer that met the need.",
        ),
        (
            ClipType.LOOK_AGAIN, 7, 31,
            MISSED,
        ),
        (ClipType.LINK, 59, 87, "Helps by Mr. Dale at 1:01; 7 s later Amir settles."),
    ],
)  # fmt: skip
def test_scene_02_gives_the_moments_of_the_sample(kind, start, end, reason):
    one = best(kind, found())
    assert (in_seconds(one.span.start), in_seconds(one.span.end)) == (start, end)
    assert one.reason.sentence == reason


def test_a_bid_that_is_answered_warmly_is_a_strength_with_its_latency():
    [one] = found(EVENTS[9:11], end=300)
    assert one.type is ClipType.STRENGTH
    assert one.span.covers(seconds(59.5))
    assert one.reason.sentence == "Amir signals, and Mr. Dale answers warmly at 1:01, after 2 s."


def test_a_miss_that_nobody_makes_good_for_says_so():
    [one] = found(EVENTS[1:5], end=300)
    assert one.type is ClipType.LOOK_AGAIN
    assert one.reason.sentence == (
        "Amir signals from 0:09 to 0:25 (3×) and gets no answer that meets the need."
    )


def test_relief_that_comes_too_late_is_no_effect():
    events = ((10, None, "resp_help", "TEACHER", "AMIR"), (25.1, None, "out_settles", "AMIR", None))
    assert ClipType.LINK not in {one.type for one in found(events, end=300)}
    assert ClipType.LINK in {one.type for one in found((events[0], (25, *events[1][1:])), end=300)}


def test_distress_that_goes_on_at_once_has_not_ended():
    events = (
        (5, 20, "distress", "AMIR", None),
        (18, None, "resp_comfort", "TEACHER", "AMIR"),
        (20.5, 60, "distress", "AMIR", None),
    )
    assert ClipType.LINK not in {one.type for one in found(events, end=300)}
    assert ClipType.LINK in {one.type for one in found(events[:2], end=300)}


def test_every_span_has_a_good_length_inside_the_video():
    for one in found():
        assert 20 <= in_seconds(one.span.length) <= 120
        assert one.span.start >= 0
        assert one.span.end <= seconds(88)


def test_a_scheme_without_bids_suggests_nothing():
    events = ((0, 6.4, "tone_warm", "TEACHER", "ZOE"),)
    assert found(events, name="classroom_emotional_support") == ()


def test_what_has_a_clip_in_its_block_is_not_suggested_again():
    suggestions = found()
    span = Span(seconds(42), seconds(68))
    clip = Clip(uuid4(), ClipType.STRENGTH, "", span, span.start, Prompt("", ""), people=(UUID(int=1),))
    left = not_taken(suggestions, [clip])
    assert len(left) == len(suggestions) - 1
    assert best(ClipType.LINK, left).span == best(ClipType.LINK, suggestions).span
