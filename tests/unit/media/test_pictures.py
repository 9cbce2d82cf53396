"""Turning pictures upright and fitting them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.media.index import stamp_before
from havenlens.media.pictures import Orientation, Shape
from havenlens.media.probe import is_variable

_PIXELS = np.arange(6, dtype=np.uint32).reshape(2, 3)


@pytest.mark.parametrize(
    ("orientation", "rotation", "quarter_turns"),
    [
        (Orientation(), 0, 0),
        (Orientation(swapped=True, flipped_x=True), 90, 1),
        (Orientation(flipped_x=True, flipped_y=True), 180, 2),
        (Orientation(swapped=True, flipped_y=True), 270, 3),
    ],
)
def test_turning_is_clockwise(orientation, rotation, quarter_turns):
    assert orientation.rotation == rotation
    assert orientation.turn(_PIXELS).tolist() == np.rot90(_PIXELS, k=-quarter_turns).tolist()


@given(st.booleans(), st.booleans(), st.booleans())
def test_turning_keeps_every_pixel_and_lays_rows_side_by_side(swapped, flipped_x, flipped_y):
    turned = Orientation(swapped, flipped_x, flipped_y).turn(_PIXELS)
    assert sorted(turned.ravel().tolist()) == list(range(6))
    assert turned.shape == ((3, 2) if swapped else (2, 3))
    assert turned.flags.c_contiguous


@given(st.integers(2, 5000), st.integers(2, 5000), st.none() | st.integers(2, 2160))
def test_a_fitted_shape_is_even_and_no_larger(width, height, limit):
    fitted = Shape(Orientation(), width, height).within(limit)
    assert fitted.width % 2 == fitted.height % 2 == 0
    assert 2 <= fitted.width <= width
    assert 2 <= fitted.height <= min(height, limit or height)


@given(st.sets(st.integers(-50, 50)), st.integers(-60, 60))
def test_the_last_stamp_not_after_another(stamps, wanted):
    ordered = tuple(sorted(stamps))
    earlier = [place for place, stamp in enumerate(ordered) if stamp <= wanted]
    assert stamp_before(ordered, wanted) == (earlier[-1] if earlier else -1)


@given(st.integers(10, 60), st.integers(3, 400))
def test_rounding_to_milliseconds_makes_no_rate_variable(rate, count):
    assert not is_variable([round(n * 1000 / rate) * 1000 for n in range(count)], tick=1000)


@given(st.integers(10, 60), st.integers(5, 100), st.data())
def test_one_dropped_frame_makes_a_rate_variable(rate, count, data):
    dropped = data.draw(st.integers(1, count - 2))
    assert is_variable([round(n * 1e6 / rate) for n in range(count) if n != dropped], tick=11)
