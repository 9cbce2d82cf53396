"""What tests ask of any chart: where its shapes reach, and which words stand in it."""

from __future__ import annotations

from havenlens.services.charts.model import (
    Arrow,
    Box,
    Chart,
    Disc,
    Label,
    Line,
    Shape,
    Trace,
    text_width,
)


def extent(shape: Shape) -> tuple[float, float, float, float]:
    """Give the left, top, right and bottom a shape reaches, words by their estimated width."""
    match shape:
        case Label((x, y), text, _, size, anchor, strong):
            wide = text_width(text, size, strong=strong)
            left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            return left, y - size, left + wide, y + size * 0.3
        case Box(x, y, width, height):
            assert width >= 0
            assert height >= 0
            return x, y, x + width, y + height
        case Disc((x, y), radius):
            return x - radius, y - radius, x + radius, y + radius
        case Line(start, end):
            points = (start, end)
        case Trace(points):
            pass
        case Arrow(start, by, end):
            # A bent arrow stays within half of the way to the point it is bent by.
            middle = tuple((a + 2 * b + c) / 4 for a, b, c in zip(start, by, end, strict=True))
            points = (start, middle, end)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def stray(chart: Chart, slack: float = 0.75) -> list[Shape]:
    """List the shapes and hits that reach out of the picture."""
    found = []
    for part in (*chart.shapes, *chart.hits):
        left, top, right, bottom = (
            extent(part)
            if isinstance(part, Shape)
            else (part.x, part.y, part.x + part.width, part.y + part.height)
        )
        inside = left >= -slack and top >= -slack
        if not (inside and right <= chart.width + slack and bottom <= chart.height + slack):
            found.append(part)
    return found


def texts(chart: Chart) -> list[str]:
    """List the words in a chart, numbers and units with plain spaces."""
    return [shape.text.replace("\u00a0", " ") for shape in chart.shapes if isinstance(shape, Label)]


def hits(chart: Chart) -> list[str]:
    """List what the parts of a chart say."""
    return [hit.text.replace("\u00a0", " ") for hit in chart.hits]
