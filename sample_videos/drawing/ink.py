"""Small helpers for painting with flat colours."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen

Point = tuple[float, float]
FONT = "Inter"


def colour(value: str, alpha: float = 1.0) -> QColor:
    """Give a colour with a transparency."""
    c = QColor(value)
    c.setAlphaF(alpha)
    return c


def shade(value: str, factor: float) -> str:
    """Give a darker (below 1) or lighter (above 1) colour of the same hue."""
    c = QColor(value)
    target = 0 if factor < 1 else 255
    w = 1 - factor if factor < 1 else factor - 1
    parts = [round(v + (target - v) * w) for v in (c.red(), c.green(), c.blue())]
    return QColor(*parts).name()


def fill(p: QPainter, shape: QPainterPath, value: str, alpha: float = 1.0) -> None:
    """Fill a shape."""
    p.fillPath(shape, QBrush(colour(value, alpha)))


def stroke(p: QPainter, shape: QPainterPath, value: str, width: float, alpha: float = 1.0) -> None:
    """Draw a line with round ends."""
    pen = QPen(colour(value, alpha), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    p.strokePath(shape, pen)


def path(*points: Point, closed: bool = False) -> QPainterPath:
    """Give a path of straight lines."""
    result = QPainterPath(QPointF(*points[0]))
    for q in points[1:]:
        result.lineTo(*q)
    if closed:
        result.closeSubpath()
    return result


def curve(start: Point, *rest: Sequence[float], closed: bool = False) -> QPainterPath:
    """Give a path of curves: two numbers are a line, four a quadratic, six a cubic."""
    result = QPainterPath(QPointF(*start))
    for q in rest:
        if len(q) == 2:
            result.lineTo(q[0], q[1])
        elif len(q) == 4:
            result.quadTo(q[0], q[1], q[2], q[3])
        else:
            result.cubicTo(q[0], q[1], q[2], q[3], q[4], q[5])
    if closed:
        result.closeSubpath()
    return result


def ellipse(x: float, y: float, rx: float, ry: float) -> QPainterPath:
    """Give an ellipse by its centre."""
    result = QPainterPath()
    result.addEllipse(QPointF(x, y), rx, ry)
    return result


def box(x: float, y: float, w: float, h: float, radius: float = 0.0) -> QPainterPath:
    """Give a rectangle with round corners."""
    result = QPainterPath()
    result.addRoundedRect(QRectF(x, y, w, h), radius, radius)
    return result


def font(size: float, weight: QFont.Weight = QFont.Weight.Medium) -> QFont:
    """Give the font at a size in pixels, with figures of equal width."""
    f = QFont(FONT)
    f.setPixelSize(round(size))
    f.setWeight(weight)
    f.setFeature(QFont.Tag("tnum"), 1)
    return f


def text(p: QPainter, x: float, y: float, words: str, f: QFont, value: str) -> None:
    """Write words with their baseline at y."""
    p.setFont(f)
    p.setPen(colour(value))
    p.drawText(QPointF(x, y), words)
