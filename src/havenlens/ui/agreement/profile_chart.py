"""Agreement as the tolerance grows: a curve with its interval, and the tolerance that was fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.domain.time import in_seconds
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.reliability.profile import Profile  # NumPy is slow to import

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 12, 40
_STEP = 0.25


class ProfileChart(QWidget):
    """Draws kappa over tolerance from 0 (or the lowest value) to 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile: Profile | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Agreement over tolerance"))
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(320, 200)

    def show_profile(self, profile: Profile | None) -> None:
        """Draw a curve; nothing is shown where there is none."""
        self._profile = profile
        self.setVisible(profile is not None)
        if profile is not None:
            values = [
                f"{in_seconds(at):g} s: {'–' if each.estimate is None else f'{each.estimate:.2f}'}"
                for at, each in profile.points
            ]
            self.setAccessibleDescription(", ".join(values))
            self.setToolTip("\n".join(values))
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        profile = self._profile
        if profile is None or not profile.points:
            return
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(look.metrics.label, tabular=True))
        room = QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)
        known = [(at, each) for at, each in profile.points if each.estimate is not None]
        lowest = min((each.estimate or 0.0 for _, each in known), default=0.0)
        floor = min(0.0, lowest)
        last = max(at for at, _ in profile.points) or 1

        def place(at: float, value: float) -> QPointF:
            clipped = max(floor, min(1.0, value))
            return QPointF(
                room.left() + room.width() * at / last,
                room.bottom() - room.height() * (clipped - floor) / (1 - floor),
            )

        colours = look.tokens
        self._grid(painter, room, floor, last, QColor(colours.border), QColor(colours.secondary))
        ends = [(at, each.interval) for at, each in known if each.interval is not None]
        if ends:
            band = QPolygonF(
                [
                    *(place(at, interval.high) for at, interval in ends),
                    *(place(at, interval.low) for at, interval in reversed(ends)),
                ]
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_wash))
            painter.drawPolygon(band)
        line = [place(at, each.estimate or 0.0) for at, each in known]
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(line))
        painter.setBrush(QColor(colours.accent))
        for point in line:
            painter.drawEllipse(point, 3, 3)
        if profile.fixed is not None:
            painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DashLine))
            x = place(profile.fixed, 0).x()
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        painter.end()

    def _grid(
        self, painter: QPainter, room: QRectF, floor: float, last: int, line: QColor, words: QColor
    ) -> None:
        steps = round((1 - floor) / _STEP)
        for number in range(steps + 1):
            value = 1 - number * _STEP
            y = room.bottom() - room.height() * (value - floor) / (1 - floor)
            painter.setPen(line)
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(words)
            painter.drawText(
                QRectF(0, y - 8, _LEFT - 6, 16),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                f"{value:.2f}".replace("-", "−"),
            )
        for second in range(int(in_seconds(last)) + 1):
            x = room.left() + room.width() * second / in_seconds(last)
            painter.drawText(
                QRectF(x - 20, room.bottom() + 4, 40, 16), Qt.AlignmentFlag.AlignHCenter, f"{second}"
            )
        painter.drawText(
            QRectF(room.left(), room.bottom() + 20, room.width(), 16),
            Qt.AlignmentFlag.AlignHCenter,
            tr("tolerance in seconds; dashed: as fixed"),
        )
