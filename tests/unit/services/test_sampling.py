"""Time sampling: intervals, samples, and what a key makes of one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.codebook import NOTHING, Sampling
from havenlens.domain.time import SECOND, Micros
from havenlens.services.sampling import Sampler, intervals, missing_samples
from tests.support.memory_store import LEO, MAYA, REYES, Desk, at


@pytest.fixture
def desk():
    desk = Desk()
    desk.session.scheme = replace(
        desk.scheme, unit="interval", unit_s=10.0, sampling=Sampling.PARTIAL_INTERVAL
    )
    return desk


@pytest.fixture
def sampler(desk):
    return Sampler(desk.session, at(24))


def coded(sampler, sample):
    return sorted(event.code for event in sampler.coded(sample))


@given(st.floats(0.5, 120), st.integers(0, 4000))
def test_intervals_follow_each_other_without_a_gap(length, duration):
    spans = list(intervals(length, Micros(duration * SECOND)))
    assert all(one.end == two.start for one, two in pairwise(spans))
    assert all(0 < span.end - span.start <= round(length * SECOND) for span in spans)
    end = spans[-1].end if spans else 0
    assert 0 <= duration * SECOND - end < max(1, round(length * SECOND))


def test_everybody_is_sampled_in_every_interval(sampler):
    assert [(s.ordinal, s.person) for s in sampler.samples()] == [
        (n, person) for n in (1, 2) for person in (MAYA.id, LEO.id, REYES.id)
    ]
    assert sampler.missing() == list(sampler.samples())


def test_what_occurs_is_asked_when_the_interval_is_over_and_what_holds_at_its_mark(desk, sampler):
    second = next(s for s in sampler.samples() if s.ordinal == 2)
    assert sampler.asked_at(second) == at(20)
    desk.session.scheme = replace(desk.session.scheme, sampling=Sampling.MOMENTARY)
    assert sampler.asked_at(second) == at(10)


def test_a_code_lasts_as_long_as_its_interval(desk, sampler):
    sample = sampler.after(None)
    reply = sampler.toggle(sample, "calm")
    assert reply.notice.sentence == "Interval 1 · Maya: Calm"
    assert desk.line() == [("calm", 0, 10)]
    assert sampler.after(sample).person == LEO.id
    assert sampler.missing()[0].person == LEO.id


def test_a_group_that_excludes_keeps_the_latest_and_others_keep_all(sampler):
    sample = sampler.after(None)
    sampler.toggle(sample, "calm")
    sampler.toggle(sample, "speaks")
    sampler.toggle(sample, "upset")
    assert coded(sampler, sample) == ["speaks", "upset"]


def test_the_same_key_again_takes_the_code_away(desk, sampler):
    sample = sampler.after(None)
    sampler.toggle(sample, "calm")
    assert sampler.toggle(sample, "calm").refused  # bounced
    desk.time += 0.3
    sampler.toggle(sample, "calm")
    assert coded(sampler, sample) == []
    desk.session.undo()
    assert coded(sampler, sample) == ["calm"]


def test_nothing_seen_is_data_and_gives_way_to_a_code(sampler):
    sample = sampler.after(None)
    sampler.toggle(sample, "calm")
    sampler.nothing(sample)
    assert coded(sampler, sample) == [NOTHING]
    sampler.toggle(sample, "upset")
    assert coded(sampler, sample) == ["upset"]


def test_who_cannot_show_a_code_is_refused_it(sampler):
    teacher = next(s for s in sampler.samples() if s.person == REYES.id)
    reply = sampler.toggle(teacher, "calm")
    assert reply.refused
    assert reply.notice.sentence.startswith("Calm at 00:00:00.000: this person cannot show it")


def test_a_pass_holds_for_samples(desk, sampler):
    desk.session.scheme = replace(desk.session.scheme, passes=(("states",), ("acts",)))
    desk.session.next_pass()
    sample = next(sampler.samples())
    assert sampler.toggle(sample, "bids").notice.code == "coding.not_in_pass"
    assert coded(sampler, sample) == []
    assert not sampler.toggle(sample, "calm").refused


def test_it_comes_back_to_what_was_left_out_and_ends_when_all_is_coded(sampler):
    samples = list(sampler.samples())
    for sample in samples[1:]:
        sampler.nothing(sample)
    assert sampler.after(samples[3]) == samples[0]
    assert sampler.before(samples[1]) == samples[0]
    assert sampler.before(samples[0]) is None
    sampler.nothing(samples[0])
    assert sampler.after(samples[0]) is None


def test_a_scheme_that_samples_nothing_misses_nothing():
    assert missing_samples(Desk().session, at(60)) == []
