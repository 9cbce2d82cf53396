"""What is shown in place of a picture where a recording has only sound."""

from __future__ import annotations

from math import sin

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter

from havenlens.domain.time import clock
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import DARK
from havenlens.words.catalogue import tr

_WIDTH, _HEIGHT = 960, 540
_MARGIN = 120
_BARS = 96
_DOT = 9.0


def sound_card(title: str, at: int, end: int) -> QImage:
    """Draw the name of a recording, the time, and how far it has come; times in microseconds."""
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(current_look().tokens.stage))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    kind = tr("sound only")
    _write(painter, 120, 18, DARK.secondary, f"{title} · {kind}")
    _write(painter, 160, 30, DARK.text, clock(at))
    _draw_bars(painter, min(1.0, at / end) if end else 0.0)
    painter.end()
    return image


def _write(painter: QPainter, top: int, size: int, colour: str, text: str) -> None:
    font = current_look().font(size, tabular=True)
    font.setPixelSize(size)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    area = QRectF(_MARGIN, top, _WIDTH - 2 * _MARGIN, size * 1.6)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(area.width()))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)


def _draw_bars(painter: QPainter, done: float) -> None:
    """Draw a row of bars that stands for sound (it is no measurement), and the playhead on it."""
    middle, width = 330.0, _WIDTH - 2 * _MARGIN
    painter.setPen(Qt.PenStyle.NoPen)
    for bar in range(_BARS):
        high = 14 + 34 * abs(sin(bar * 0.37) * sin(bar * 0.113 + 1))
        left = _MARGIN + bar * width / _BARS
        painter.setBrush(QColor(DARK.accent if bar / _BARS < done else DARK.border))
        painter.drawRoundedRect(QRectF(left, middle - high, width / _BARS - 3, 2 * high), 2, 2)
    painter.setBrush(QColor(DARK.text))
    place = _MARGIN + done * width
    painter.drawRect(QRectF(place - 1, middle - 64, 2, 128))
    painter.drawEllipse(QPointF(place, middle - 64), _DOT / 2, _DOT / 2)
