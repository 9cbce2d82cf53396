"""Which frames of a recording are played, and where playing begins."""

from __future__ import annotations

import pytest

from havenlens.domain.frames import FrameTimes
from havenlens.domain.time import Micros, Span
from havenlens.ui.player.stretch import Stretch, Stretches

TIMES = FrameTimes(tuple(range(0, 400_000, 40_000)))
MIDDLE = Stretch(Span(Micros(120_000), Micros(240_000)))


@pytest.mark.parametrize(
    ("start", "end", "frames"),
    [
        (120_000, 240_000, (3, 5)),
        (130_000, 240_001, (3, 6)),
        (120_000, 120_000, (3, 3)),
        (120_000, None, (3, 9)),
        (0, 9_000_000, (0, 9)),
    ],
)
def test_a_stretch_goes_from_its_first_to_its_last_frame(start, end, frames):
    span = Span(Micros(start), None if end is None else Micros(end))
    assert Stretch(span).frames(TIMES) == frames


def test_what_is_played_once_goes_before_what_is_looped():
    stretches = Stretches()
    assert stretches.bounds(TIMES) == (0, 9)
    stretches.loop = MIDDLE
    assert stretches.bounds(TIMES) == (3, 5)
    stretches.once = Stretch(Span(Micros(0), Micros(80_000)))
    assert stretches.bounds(TIMES) == (0, 1)


@pytest.mark.parametrize(
    ("wanted", "backwards", "begins"),
    [(4, False, 4), (0, False, 3), (5, False, 3), (8, False, 3), (4, True, 4), (3, True, 5), (8, True, 5)],
)
def test_playing_a_loop_begins_within_it(wanted, backwards, begins):
    stretches = Stretches()
    stretches.loop = MIDDLE
    assert stretches.beginning(TIMES, wanted, backwards=backwards, sought=False) == begins


def test_at_the_end_playing_begins_anew_unless_the_end_was_asked_for():
    begin = Stretches().beginning
    assert begin(TIMES, 9, backwards=False, sought=False) == 0
    assert begin(TIMES, 9, backwards=False, sought=True) == 9
    assert begin(TIMES, 4, backwards=False, sought=False) == 4


@pytest.mark.parametrize(
    ("at", "near"), [(None, 120_000), (0, 120_000), (150_000, 150_000), (240_000, 120_000)]
)
def test_before_frames_are_known_a_loop_goes_by_time(at, near):
    stretches = Stretches()
    assert stretches.start_near(at) == at
    stretches.loop = MIDDLE
    assert stretches.start_near(at) == near
