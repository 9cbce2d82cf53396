"""One coder over time: every score or coding as a point, not smoothed, with the line of drift through it."""

from __future__ import annotations

from datetime import date

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.services.drift_watch import DriftPoint, DriftSeries
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr

_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 12, 36
_RADIUS = 3.5
_APART = 2.5
"""Pixels between points of one day and value, so that none hides another."""


class DriftChart(QWidget):
    """Points of a dimension lie around 0, the tolerance is a band; kappas go up to 1, the limit is a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: DriftSeries | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Drift over time"))

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 150)

    def show_series(self, series: DriftSeries | None) -> None:
        """Draw one coder's points."""
        self._series = series
        if series is not None:
            told = [f"{p.day.isoformat()} {p.observation}: {p.value:+.2f}" for p in series.points]
            self.setAccessibleName(f"{series.coder_name} · {series.name}")
            self.setAccessibleDescription("; ".join(told))
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        series = self._series
        if series is None or not series.points:
            return
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(look.metrics.label, tabular=True))
        scale = _Scale(
            series, QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)
        )
        tokens = look.tokens
        if series.tolerance:
            band = QRectF(scale.at(scale.first, series.tolerance), scale.at(scale.last, -series.tolerance))
            painter.fillRect(band, QColor(tokens.accent_wash))
        _draw_grid(painter, scale, QColor(tokens.border), QColor(tokens.secondary))
        if series.kind == "group":
            painter.setPen(QPen(QColor(tokens.text), 1, Qt.PenStyle.DashLine))
            painter.drawLine(scale.at(scale.first, series.limit), scale.at(scale.last, series.limit))
        _draw_slope(painter, series, scale, QColor(tokens.text))
        _draw_points(painter, series, scale, QColor(tokens.accent), QColor(tokens.surface))
        painter.setPen(QColor(tokens.secondary))
        room = scale.room
        words = (
            tr("points above the master or the others; band: within the tolerance; line: drift")
            if series.kind == "dimension"
            else tr("kappa of each coding; dashed: the least that is asked for; line: drift")
        )
        painter.drawText(
            QRectF(room.left(), room.bottom() + 18, room.width(), 16), Qt.AlignmentFlag.AlignHCenter, words
        )
        painter.end()


class _Scale:
    """Where days and values lie on the chart."""

    def __init__(self, series: DriftSeries, room: QRectF) -> None:
        self.room = room
        days = [point.day.toordinal() for point in series.points]
        values = [point.value for point in series.points]
        self.first, self.last = min(days), max(days)
        if self.first == self.last:
            self.first, self.last = self.first - 1, self.last + 1
        if series.kind == "dimension":
            reach = max(series.tolerance + 0.5, *(abs(value) + 0.5 for value in values))
            self.low, self.high = -reach, reach
        else:
            self.low, self.high = min(0.0, *values), 1.0

    def at(self, day: float, value: float) -> QPointF:
        """Give the place of a day and a value."""
        room = self.room
        return QPointF(
            room.left() + room.width() * (day - self.first) / (self.last - self.first),
            room.bottom() - room.height() * (value - self.low) / (self.high - self.low),
        )


def _draw_grid(painter: QPainter, scale: _Scale, line: QColor, words: QColor) -> None:
    step = 0.25 if scale.high - scale.low <= 2 else 1.0
    number = int(scale.low / step)
    while number * step <= scale.high + 1e-9:
        value = number * step
        place = scale.at(scale.first, value)
        painter.setPen(QPen(line, 2 if value == 0 else 1))
        painter.drawLine(place, scale.at(scale.last, value))
        painter.setPen(words)
        text = f"{value:+.0f}" if step >= 1 else f"{value:.2f}"
        painter.drawText(
            QRectF(0, place.y() - 8, _LEFT - 8, 16),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            text.replace("-", "−") if value else "0",
        )
        number += 1
    bottom = scale.room.bottom() + 2
    ends = (
        (scale.first, Qt.AlignmentFlag.AlignLeft, scale.room.left()),
        (scale.last, Qt.AlignmentFlag.AlignRight, scale.room.right() - 90),
    )
    for day, side, left in ends:
        painter.drawText(QRectF(left, bottom, 90, 16), side, _day(day))


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _draw_slope(painter: QPainter, series: DriftSeries, scale: _Scale, ink: QColor) -> None:
    detail = series.drift.detail
    if series.drift.estimate is None:
        return
    ends = (
        scale.at(detail["first_day"], detail["expected_first"]),
        scale.at(detail["last_day"], detail["expected_last"]),
    )
    painter.setPen(QPen(ink, 1.5))
    painter.drawLine(*ends)


def _draw_points(painter: QPainter, series: DriftSeries, scale: _Scale, ink: QColor, ground: QColor) -> None:
    """Draw every point; those of one day and value stand side by side."""
    stacked: dict[tuple[int, float], int] = {}
    painter.setPen(QPen(ground, 1))
    painter.setBrush(ink)
    for point in series.points:
        painter.drawEllipse(_placed(point, scale, stacked), _RADIUS, _RADIUS)


def _placed(point: DriftPoint, scale: _Scale, stacked: dict[tuple[int, float], int]) -> QPointF:
    key = (point.day.toordinal(), round(point.value, 3))
    number = stacked.get(key, 0)
    stacked[key] = number + 1
    sideways = (number + 1) // 2 * _APART * (-1 if number % 2 else 1)
    place = scale.at(*key)
    left, right = scale.room.left(), scale.room.right()
    return QPointF(min(right, max(left, place.x() + sideways)), place.y())
