"""Cut a thread's curve to what is near the window: far zoomed in, all of it would take long to draw."""

from __future__ import annotations

from PyQt6.QtCore import QPointF

Curve = tuple[QPointF, QPointF, QPointF, QPointF]
"""A cubic curve that leaves and arrives upright: its ``x`` runs as ``3t² - 2t³`` from end to end."""


def near_part(curve: Curve, left: float, right: float) -> Curve:
    """Give the part of a curve whose ``x`` lies between two pixels; the same line, only shorter."""
    first, last = curve[0].x(), curve[3].x()
    inside = (min(max(x, min(first, last)), max(first, last)) for x in (left, right))
    shares = sorted((x - first) / (last - first) for x in inside)
    return _between(curve, _inverse_of_ease(shares[0]), _inverse_of_ease(shares[1]))


def _inverse_of_ease(share: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if middle * middle * (3 - 2 * middle) < share else (low, middle)
    return (low + high) / 2


def _between(curve: Curve, start: float, end: float) -> Curve:
    """Give the part between two parameters, by polar forms (de Casteljau)."""
    return (
        _blossom(curve, start, start, start),
        _blossom(curve, start, start, end),
        _blossom(curve, start, end, end),
        _blossom(curve, end, end, end),
    )


def _blossom(curve: Curve, a: float, b: float, c: float) -> QPointF:
    p, q, r, s = curve
    first, second, third = p + (q - p) * a, q + (r - q) * a, r + (s - r) * a
    left, right = first + (second - first) * b, second + (third - second) * b
    return left + (right - left) * c
