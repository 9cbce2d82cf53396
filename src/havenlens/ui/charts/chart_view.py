"""A chart on the screen: hover or walk through its parts, and go to the moment behind one."""

from __future__ import annotations

from PyQt6.QtCore import QByteArray, QEvent, QPoint, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from havenlens.services.charts.model import Chart, Hit, Ink
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Tokens
from havenlens.ui.workplace import DrawChart

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


def palette_of(tokens: Tokens) -> dict[Ink, str]:
    """Give each ink its colour in a theme."""
    return {
        Ink.TEXT: tokens.text,
        Ink.SECONDARY: tokens.secondary,
        Ink.GRID: tokens.border,
        Ink.SURFACE: tokens.surface,
        Ink.ACCENT: tokens.accent,
        Ink.WASH: tokens.accent_wash,
        Ink.GOOD: tokens.good,
        Ink.WARNING: tokens.warning,
        Ink.DANGER: tokens.danger,
        Ink.MUTED: tokens.disabled,
    }


class ChartView(QWidget):
    """Shows one chart as big as there is room, with its proportions kept.

    Arrows walk through what says something, Enter goes to its moment, as a click does.
    """

    chosen = pyqtSignal(object)
    """Carries the `Moment` of a part that was clicked or entered."""
    reached = pyqtSignal(object)
    """Carries the `Hit` that the arrows have come to, so that it can be scrolled to."""

    def __init__(self, draw: DrawChart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self._draw = draw
        self._picture: QSvgRenderer | None = None
        self._theme = ""
        self._at: Hit | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_chart(self, chart: Chart | None) -> None:
        """Show a chart, or nothing."""
        self.chart, self._picture, self._at = chart, None, None
        self.setAccessibleName(chart.title if chart else "")
        self.setAccessibleDescription(chart.summary if chart else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return (
            QSize(640, 320)
            if self.chart is None
            else QSize(round(self.chart.width), round(self.chart.height))
        )

    def hasHeightForWidth(self) -> bool:
        return self.chart is not None

    def heightForWidth(self, width: int) -> int:
        if self.chart is None:
            return -1
        return round(min(width, self.chart.width * _MOST) * self.chart.height / self.chart.width)

    def place_of(self, hit: Hit) -> QPointF:
        """Give where the middle of a part stands in this widget."""
        frame, scale = self._frame()
        return QPointF(
            frame.x() + (hit.x + hit.width / 2) * scale, frame.y() + (hit.y + hit.height / 2) * scale
        )

    # --- painting -----------------------------------------------------------------------------------

    def _frame(self) -> tuple[QRectF, float]:
        chart = self.chart
        if chart is None:
            return QRectF(), 1.0
        scale = min(self.width() / chart.width, self.height() / chart.height, _MOST)
        return QRectF(0, 0, chart.width * scale, chart.height * scale), scale

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        if self.chart is None:
            return
        tokens = current_look().tokens
        if self._picture is None or self._theme != tokens.name:
            svg = self._draw(self.chart, palette_of(tokens))
            self._picture, self._theme = QSvgRenderer(QByteArray(svg.encode())), tokens.name
        frame, scale = self._frame()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._picture.render(painter, frame)
        if self._at is not None:
            hit = self._at
            painter.setPen(QPen(QColor(tokens.accent), 2))
            place = QRectF(hit.x * scale, hit.y * scale, hit.width * scale, hit.height * scale)
            painter.drawRoundedRect(place.translated(frame.topLeft()).adjusted(-2, -2, 2, 2), 4, 4)
        painter.end()

    # --- pointing -----------------------------------------------------------------------------------

    def hit_at(self, position: QPointF) -> Hit | None:
        """Find the part under a point of this widget."""
        if self.chart is None:
            return None
        frame, scale = self._frame()
        return self.chart.hit_at((position.x() - frame.x()) / scale, (position.y() - frame.y()) / scale)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        hit = self.hit_at(event.position())
        leads = hit is not None and hit.moment is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        if hit is not self._at:
            self._at = hit
            self.update()
        if hit is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint() + QPoint(12, 12), hit.text, self)

    def leaveEvent(self, event: QEvent | None) -> None:
        super().leaveEvent(event)
        self._at = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self.hit_at(event.position())
        if hit is not None and hit.moment is not None:
            self.chosen.emit(hit.moment)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        hits = self.chart.hits if self.chart else ()
        if event.key() in _STEPS and hits:
            self._walk(_STEPS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at and self._at.moment:
            self.chosen.emit(self._at.moment)
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        assert self.chart is not None
        hits = self.chart.hits
        now = next((n for n, hit in enumerate(hits) if hit is self._at), -1 if step > 0 else 0)
        self._at = hits[(now + step) % len(hits)]
        self.setAccessibleDescription(self._at.text)
        self.reached.emit(self._at)
        QToolTip.showText(self.mapToGlobal(self.place_of(self._at).toPoint()), self._at.text, self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self._at = None
        self.update()


_MOST = 1.6
"""A chart is not blown up further, since its letters would shout."""
