"""The shapes of marks are told apart in any size: beside a code's name as well as on the timeline."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPointF, QRectF

from havenlens.ui.timeline.marks import mark_path
from havenlens.ui.timeline.model import Shape


@pytest.mark.parametrize("size", [9, 11, 17, 34])
def test_a_square_has_corners_where_a_disc_has_none(size):
    near_corner = QPointF(0.13 * size, 0.13 * size)
    box = QRectF(0, 0, size, size)
    holds = {shape: mark_path(shape, box).contains(near_corner) for shape in Shape}
    assert holds == {shape: shape is Shape.SQUARE for shape in Shape}
