"""Draw a chart as SVG: for a screen in its theme's colours, or for paper."""

from __future__ import annotations

from collections.abc import Mapping
from math import atan2, cos, pi, sin
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from havenlens.services.charts.model import (
    Arrow,
    Box,
    Chart,
    Colour,
    Disc,
    Ink,
    Label,
    Line,
    Point,
    Shape,
    Trace,
)

Palette = Mapping[Ink, str]

PAPER: Palette = {
    Ink.TEXT: "#1A232E",
    Ink.SECONDARY: "#4A5665",
    Ink.GRID: "#D8DEE6",
    Ink.SURFACE: "#FFFFFF",
    Ink.ACCENT: "#1F6F8B",
    Ink.WASH: "#E0EFF4",
    Ink.GOOD: "#26724F",
    Ink.WARNING: "#8F5A0A",
    Ink.DANGER: "#B3362B",
    Ink.MUTED: "#9AA5B1",
}
_HEAD = 7.0


def draw_svg(
    chart: Chart,
    palette: Palette = PAPER,
    *,
    ground: bool = False,
    hits: bool = True,
    family: str = "Inter, sans-serif",
) -> str:
    """Write a chart as an SVG document with its title and what it shows in words.

    ``ground`` paints the surface behind it; ``hits`` puts a clear box over each part that says something, so
    that a browser shows its words; ``family`` is the font, and what a browser takes where there is none.
    """
    width, height = _n(chart.width), _n(chart.height)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{family}">',
        f"<title>{escape(chart.title)}</title>",
        f"<desc>{escape(chart.summary)}</desc>",
    ]
    hatching = f"hatched-{crc32((chart.title + chart.summary).encode()):08x}"  # charts may share a page
    if any(isinstance(shape, Box) and shape.hatched for shape in chart.shapes):
        parts.append(_hatching(palette, hatching))
    if ground:
        parts.append(f'<rect width="100%" height="100%" fill="{palette[Ink.SURFACE]}"/>')
    parts += [_shape(shape, palette, hatching) for shape in chart.shapes]
    if hits:
        parts += [
            f'<rect x="{_n(hit.x)}" y="{_n(hit.y)}" width="{_n(hit.width)}" height="{_n(hit.height)}" '
            f'fill="#000" fill-opacity="0"><title>{escape(hit.text)}</title></rect>'
            for hit in chart.hits
        ]
    return "\n".join([*parts, "</svg>\n"])


def _shape(shape: Shape, palette: Palette, hatching: str) -> str:
    match shape:
        case Line(start, end, ink, width, dashed):
            ends = f'x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
            return f"<line {ends} {_stroke(ink, width, palette, dashed=dashed)}/>"
        case Box():
            return _box(shape, palette, hatching)
        case Disc((x, y), radius, fill, stroke, width):
            line = _stroke(stroke, width, palette) if stroke else ""
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" {_fill(fill, palette)} {line}/>'
        case Trace():
            return _trace(shape, palette)
        case Arrow():
            return _arrow(shape, palette)
        case Label():
            return _label(shape, palette)


def _trace(trace: Trace, palette: Palette) -> str:
    kind = "polygon" if trace.fill else "polyline"
    line = _stroke(trace.stroke, trace.width, palette, dashed=trace.dashed and not trace.dashes)
    if trace.stroke:
        line += ' stroke-linejoin="round"' + ("" if trace.dashes else ' stroke-linecap="round"')
    if trace.dashes:
        line += f' stroke-dasharray="{" ".join(_n(length) for length in trace.dashes)}"'
    clear = f' fill-opacity="{_n(trace.opacity)}"' if trace.opacity < 1 else ""
    return f'<{kind} points="{_points(trace.points)}" {_fill(trace.fill, palette)}{clear} {line}/>'


def _box(box: Box, palette: Palette, hatching: str) -> str:
    place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
    round_off = f' rx="{_n(box.radius)}"' if box.radius else ""
    line = " " + _stroke(box.stroke, 1, palette) if box.stroke else ""
    drawn = f"<rect {place}{round_off} {_fill(box.fill, palette)}{line}/>"
    return drawn + f'<rect {place}{round_off} fill="url(#{hatching})"/>' if box.hatched else drawn


def _hatching(palette: Palette, name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{palette[Ink.SURFACE]}" stroke-width="2"/>'
        "</pattern></defs>"
    )


def _arrow(arrow: Arrow, palette: Palette) -> str:
    (x1, y1), (x2, y2), (x3, y3) = arrow.start, arrow.by, arrow.end
    turn = atan2(y3 - y2, x3 - x2)
    head = _HEAD + arrow.width
    back = (x3 - head * 0.8 * cos(turn), y3 - head * 0.8 * sin(turn))
    wings = [(x3 + head * cos(turn + side), y3 + head * sin(turn + side)) for side in (pi * 0.86, -pi * 0.86)]
    way = f"M{_n(x1)} {_n(y1)}Q{_n(x2)} {_n(y2)} {_n(back[0])} {_n(back[1])}"
    colour = _colour(arrow.ink, palette)
    return (
        f'<path d="{way}" fill="none" {_stroke(arrow.ink, arrow.width, palette, dashed=arrow.dashed)}/>'
        f'<polygon points="{_points(((x3, y3), *wings))}" fill="{colour}"/>'
    )


def _label(label: Label, palette: Palette) -> str:
    x, y = label.at
    turned = f' transform="rotate({_n(label.turned)} {_n(x)} {_n(y)})"' if label.turned else ""
    strong = ' font-weight="600"' if label.strong else ""
    anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(label.size)}" fill="{_colour(label.ink, palette)}"'
        f"{anchor}{strong}{turned}>{escape(label.text)}</text>"
    )


def _fill(colour: Colour | None, palette: Palette) -> str:
    return f"fill={quoteattr(_colour(colour, palette))}" if colour else 'fill="none"'


def _stroke(colour: Colour | None, width: float, palette: Palette, *, dashed: bool = False) -> str:
    if colour is None:
        return ""
    dashes = f' stroke-dasharray="{_n(4 * max(1, width))} {_n(3 * max(1, width))}"' if dashed else ""
    return f'stroke={quoteattr(_colour(colour, palette))} stroke-width="{_n(width)}"{dashes}'


def _colour(colour: Colour, palette: Palette) -> str:
    return palette[colour] if isinstance(colour, Ink) else colour


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
