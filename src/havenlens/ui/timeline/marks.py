"""The marks of point events: a shape in the code's colour with its letter, drawn once and kept."""

from __future__ import annotations

from functools import lru_cache

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from havenlens.ui.theme.colours import MARK_CONTRAST, blend, contrast, fitted, ink_on
from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import Theme, Tokens
from havenlens.ui.timeline.model import Shape

_LETTER_SHARE = 0.62


def mark_path(shape: Shape, box: QRectF) -> QPainterPath:
    """Give the outline of a mark that fills a box; shapes look about equally large."""
    path = QPainterPath()
    if shape is Shape.DISC:
        path.addEllipse(box)
    elif shape is Shape.SQUARE:
        inset, corner = box.width() * 0.04, box.width() * 0.2  # a fixed corner makes small ones round
        path.addRoundedRect(box.adjusted(inset, inset, -inset, -inset), corner, corner)
    elif shape is Shape.DIAMOND:
        grown = box.width() * 0.08
        path.addPolygon(
            _polygon(box.adjusted(-grown, -grown, grown, grown), ((1, 0), (2, 1), (1, 2), (0, 1)))
        )
        path.closeSubpath()
    else:
        corners = ((0.5, 0.06), (1.5, 0.06), (2, 1), (1.5, 1.94), (0.5, 1.94), (0, 1))
        path.addPolygon(_polygon(box, corners))
        path.closeSubpath()
    return path


def fill_of(colour: str, tokens: Tokens) -> str:
    """Give a code's colour as it is filled in: its own, lightened in the dark theme where needed."""
    return fitted(colour, tokens.surface) if tokens.name is Theme.DARK else colour


def edge_of(colour: str, tokens: Tokens) -> str | None:
    """Give the line that a pale fill needs to be seen on its ground, or None where it stands out itself."""
    fill = fill_of(colour, tokens)
    return None if contrast(fill, tokens.surface) >= MARK_CONTRAST else fitted(colour, tokens.surface)


@lru_cache(maxsize=1024)
def bar_colours(colour: str, tokens: Tokens) -> tuple[str, str, str]:
    """Give a state's fill (quieter than a point's, because it is so much larger), its border and its ink."""
    fill = fill_of(colour, tokens)
    quiet = blend(fill, tokens.surface, 0.82)
    return quiet, edge_of(colour, tokens) or fill, ink_on(quiet)


@lru_cache(maxsize=1024)
def bar_inks(colour: str, tokens: Tokens) -> tuple[QColor, QColor, QColor]:
    """Give the colours of `bar_colours` ready to paint with; they are shared and not to be changed."""
    fill, line, ink = bar_colours(colour, tokens)
    return QColor(fill), QColor(line), QColor(ink)


def mark_pixmap(
    shape: Shape,
    colour: str,
    letter: str,
    size: int,
    density: float = 1.0,
    *,
    flagged: bool = False,
    look: Look | None = None,
) -> QPixmap:
    """Draw a point's mark, in the look in force unless one is given, with two pixels of air around it."""
    return _drawn(shape, colour, letter, size, density, flagged, look or current_look())


@lru_cache(maxsize=1024)
def _drawn(
    shape: Shape, colour: str, letter: str, size: int, density: float, flagged: bool, look: Look
) -> QPixmap:
    edge = size + 4
    picture = QPixmap(round(edge * density), round(edge * density))
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill, line = fill_of(colour, look.tokens), edge_of(colour, look.tokens)
    box = QRectF(2, 2, size, size)
    path = mark_path(shape, box.adjusted(0.5, 0.5, -0.5, -0.5) if line else box)
    painter.strokePath(path, QPen(QColor(look.tokens.surface), 2.5))  # keeps overlapping marks apart
    painter.setPen(QPen(QColor(line), 1.2) if line else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawPath(path)
    painter.setFont(look.font(size * _LETTER_SHARE, QFont.Weight.Bold))
    painter.setPen(QColor(ink_on(fill)))
    painter.drawText(QRectF(0, 0, edge, edge), Qt.AlignmentFlag.AlignCenter, letter)
    if flagged:
        _draw_flag(painter, edge, look.tokens)
    painter.end()
    return picture


RING_AIR = 5
"""How many pixels the picture of a ring reaches beyond the mark it goes around."""


@lru_cache(maxsize=64)
def ring_pixmap(shape: Shape, size: int, colour: str, width: float, density: float = 1.0) -> QPixmap:
    """Draw the ring around a point's mark of some size; it lies two pixels outside of it."""
    edge = size + 2 * RING_AIR
    picture = QPixmap(round(edge * density), round(edge * density))
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), width))
    painter.drawPath(mark_path(shape, QRectF(RING_AIR, RING_AIR, size, size).adjusted(-2, -2, 2, 2)))
    painter.end()
    return picture


def _draw_flag(painter: QPainter, edge: int, tokens: Tokens) -> None:
    painter.setPen(QPen(QColor(tokens.surface), 1))
    painter.setBrush(QColor(tokens.warning))
    painter.drawPolygon(_polygon(QRectF(edge - 8, 0, 8, 8), ((1, 0), (2, 2), (0, 2))))


def _polygon(box: QRectF, corners: tuple[tuple[float, float], ...]) -> QPolygonF:
    """Give the polygon with corners counted in halves of a box."""
    half_width, half_height = box.width() / 2, box.height() / 2
    return QPolygonF([QPointF(box.left() + x * half_width, box.top() + y * half_height) for x, y in corners])
