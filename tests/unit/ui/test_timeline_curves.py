"""The part of a thread's curve that is near the window lies on the whole curve."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainterPath

from havenlens.ui.timeline.curves import Curve, near_part


def points(curve: Curve) -> list[QPointF]:
    path = QPainterPath(curve[0])
    path.cubicTo(*curve[1:])
    return [path.pointAtPercent(n / 50) for n in range(51)]


@pytest.mark.parametrize(("start", "stop"), [(-9000.0, 12000.0), (12000.0, -9000.0), (100.0, 50000.0)])
def test_a_cut_curve_runs_where_the_whole_one_does(start: float, stop: float) -> None:
    ends = QPointF(start, 40), QPointF(stop, 90)
    whole = ends[0], QPointF(start, 65), QPointF(stop, 65), ends[1]
    cut = near_part(whole, -60, 1460)
    low, high = sorted((cut[0].x(), cut[3].x()))
    assert low == pytest.approx(max(-60, min(start, stop)), abs=0.01)
    assert high == pytest.approx(1460, abs=0.01)
    for point in points(cut):
        share = (point.x() - start) / (stop - start)
        t = next(n / 20000 for n in range(20001) if 3 * (n / 20000) ** 2 - 2 * (n / 20000) ** 3 >= share)
        expected = 40 * (1 - t) ** 3 + 65 * 3 * t * (1 - t) + 90 * t**3
        assert point.y() == pytest.approx(expected, abs=0.05)
