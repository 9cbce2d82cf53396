"""Agreement as the tolerance grows, as a drawing for a page."""

from __future__ import annotations

from dataclasses import dataclass

from havenlens.reporting.agreement_view import figure
from havenlens.services.agreement_report import ReportCurve

WIDTH, HEIGHT = 480, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 12, 40
_STEP = 0.25


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything stands, in the units of the drawing; ``points`` are x, y and what they say."""

    band: str
    line: str
    points: tuple[tuple[float, float, str], ...]
    levels: tuple[tuple[float, str], ...]
    seconds: tuple[tuple[float, str], ...]
    fixed: float | None
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = HEIGHT - _BOTTOM


def draw(curve: ReportCurve) -> Drawing:
    """Place a curve between 0 (or the lowest value) and 1; its interval is a band around it."""
    known = [
        (at, each.estimate, each.low, each.high) for at, each in curve.points if each.estimate is not None
    ]
    floor = min([0.0, *(value for _, value, _, _ in known)])
    last = max((at for at, _ in curve.points), default=1.0) or 1.0

    def x(at: float) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * at / last, 1)

    def y(value: float) -> float:
        room = HEIGHT - _TOP - _BOTTOM
        return round(HEIGHT - _BOTTOM - room * (min(1.0, max(floor, value)) - floor) / (1 - floor), 1)

    ends = [(at, low, high) for at, _, low, high in known if low is not None and high is not None]
    around = [f"{x(at)},{y(high)}" for at, _, high in ends] + [
        f"{x(at)},{y(low)}" for at, low, _ in ends[::-1]
    ]
    steps = int((1 - floor) / _STEP + 1e-9)
    return Drawing(
        " ".join(around),
        " ".join(f"{x(at)},{y(value)}" for at, value, _, _ in known),
        tuple((x(at), y(value), f"{at:g} s: {figure(value)}") for at, value, _, _ in known),
        tuple((y(1 - step * _STEP), figure(1 - step * _STEP)) for step in range(steps + 1)),
        tuple((x(second), f"{second}") for second in range(int(last) + 1)),
        None if curve.fixed is None or curve.fixed > last else x(curve.fixed),
    )
