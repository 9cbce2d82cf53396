"""What a person may type to go somewhere, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.jumps import Jump, JumpKind, parse_jump
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, clock

NOW = Micros(60_000_000)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1:02.440", 62_440_000),
        (" 62.44 ", 62_440_000),
        ("62,44", 62_440_000),
        ("1:00:00", 3_600_000_000),
        ("+5", 65_000_000),
        ("-2", 58_000_000),
        ("−2.5", 57_500_000),
        ("+1:00", 120_000_000),
        ("-90", -30_000_000),
    ],
)
def test_times_and_distances_are_read(text, at):
    assert parse_jump(text, NOW) == Jump(JumpKind.TIME, at)


@pytest.mark.parametrize("text", ["f1561", "F1561", "f 1561"])
def test_frames_are_read(text):
    assert parse_jump(text, NOW) == Jump(JumpKind.FRAME, 1561)


@pytest.mark.parametrize("text", ["", "noon", "1:75", "f", "f-1", "+-5", "1.2.3", "5f"])
def test_anything_else_is_refused_in_a_sentence(text):
    with pytest.raises(StudyError) as refused:
        parse_jump(text, NOW)
    assert "is no time and no frame" in refused.value.problem.sentence


@given(st.integers(0, 10**11).map(lambda ms: ms // 1000 * 1000))
def test_a_time_as_it_is_shown_leads_back_to_itself(at):
    assert parse_jump(clock(at), NOW) == Jump(JumpKind.TIME, at)
