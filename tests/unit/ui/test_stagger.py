"""When the frames of a view that follows are painted between those of the view that leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.ui.player.following import stagger

FRAMES = st.integers(4_000, 200_000)
APART = st.integers(-(10**9), 10**9)


@given(apart=APART, frame=FRAMES)
def test_a_view_is_never_moved_by_more_than_half_a_frame(apart, frame):
    assert abs(stagger(apart, frame)) <= frame / 2


@given(apart=APART, frame=FRAMES)
def test_frames_that_were_not_made_at_the_same_moment_come_midway(apart, frame):
    moved = stagger(apart, frame)
    phase = apart % frame
    if moved:
        assert phase - moved == pytest.approx(frame / 2)
    else:
        assert phase == pytest.approx(frame / 2) or min(phase, frame - phase) <= 0.2 * frame


@given(apart=APART, frame=FRAMES, more=st.integers(-5, 5))
def test_whole_frames_more_make_no_difference(apart, frame, more):
    assert stagger(apart + more * frame, frame) == stagger(apart, frame)
