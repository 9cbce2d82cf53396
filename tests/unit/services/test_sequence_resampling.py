"""Shares over observations, and which codings a rule names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.problems import StudyError
from havenlens.sequences.pooling import pooled_share
from havenlens.services.sequences.counting import CHOICES, CountingRule
from havenlens.services.sequences.gathering import SequenceOptions
from havenlens.services.sequences.resampling import share, shares

OPTIONS = SequenceOptions(draws=400, permutations=0)
COUNTS = st.integers(1, 9).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@given(st.lists(COUNTS, min_size=2, max_size=12))
def test_a_share_of_observations_that_all_count_is_the_pooled_share(parts):
    found = share("answered", parts, OPTIONS)
    wanted = pooled_share("answered", parts, draws=OPTIONS.draws, seed=OPTIONS.seed)
    assert found.estimate == pytest.approx(wanted.estimate)
    assert (found.interval is None) == (wanted.interval is None)
    if found.interval is not None and wanted.interval is not None:
        ends = [found.interval.low, found.interval.high]
        assert ends == pytest.approx([wanted.interval.low, wanted.interval.high])
    assert (found.n_units, found.warnings) == (wanted.n_units, wanted.warnings)


def test_shares_that_are_drawn_together_are_those_drawn_alone():
    one, other = [(1, 2), (0, 3), (4, 4)], [(0, 0), (2, 5), (1, 1)]
    both = shares({"one": ("x", one), "other": ("x", other)}, OPTIONS)
    assert both == {"one": share("x", one, OPTIONS), "other": share("x", other, OPTIONS)}
    assert shares({}, OPTIONS) == {}


def test_nothing_to_count_is_a_reason_and_one_observation_has_no_interval():
    nothing = share("x", [(0, 0), (0, 0)], OPTIONS)
    assert nothing.estimate is None
    assert nothing.undefined is not None
    assert nothing.undefined.code == "sequences.nothing_to_pool"
    alone = share("x", [(1, 2), (0, 0)], OPTIONS)
    assert (alone.estimate, alone.interval, alone.warnings) == (0.5, None, ())
    assert [one.code for one in share("x", [(1, 2), (2, 2)], OPTIONS).warnings] == [
        "sequences.few_observations"
    ]


def test_a_rate_rests_on_what_was_counted_and_not_on_its_time():
    found = shares({"look": ("rate", [(3, 60_000_000), (1, 60_000_000)])}, OPTIONS, 60_000_000, {"look": 4})
    assert (found["look"].estimate, found["look"].n_units) == (2.0, 4)


def test_an_interval_covers_what_it_is_of_about_as_often_as_it_says():
    generator, inside, runs = np.random.default_rng(5), 0, 300
    for _ in range(runs):
        chances = generator.beta(6, 4, size=40)
        wholes = generator.integers(5, 15, size=40)
        parts = list(zip(generator.binomial(wholes, chances).tolist(), wholes.tolist(), strict=True))
        found = share("x", parts, OPTIONS).interval
        assert found is not None
        inside += found.low <= 0.6 <= found.high
    assert 0.90 <= inside / runs <= 0.98


@pytest.mark.parametrize("choice", [*CHOICES, "coder:MK"])
def test_every_rule_is_said_in_a_sentence(choice):
    sentences = {CountingRule(choice, unfinished=unfinished).sentence for unfinished in (True, False)}
    assert len(sentences) == 2
    assert all(sentence.startswith("For each observation and scheme one") for sentence in sentences)
    assert CountingRule(choice).as_json()["choice"] == choice


@pytest.mark.parametrize("choice", ["", "best", "coder:"])
def test_what_is_no_rule_is_refused(choice):
    with pytest.raises(StudyError, match="choose one of usual, primary, random"):
        CountingRule(choice)


@pytest.mark.parametrize(
    "options",
    [
        {"lags": ()},
        {"periods": 0},
        {"pause": 0},
        {"permutations": -1},
        {"level": 1.0},
        {"draws": 1},
        {"seed": -1},
    ],
)
def test_what_is_out_of_range_is_refused(options):
    (name,) = options
    with pytest.raises(StudyError, match=name.removesuffix("s")):
        SequenceOptions(**options)
