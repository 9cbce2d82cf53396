"""A thin strip over or under the timeline that keeps to its time and to its column of labels."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen, QWheelEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Radius
from havenlens.ui.timeline.geometry import TimeScale
from havenlens.ui.timeline.widget import TimelineWidget


class Strip(QWidget):
    """Follows what a timeline shows; subclasses paint into `lane`."""

    def __init__(self, timeline: TimelineWidget, title: str, height: int) -> None:
        super().__init__()
        self.timeline, self._title, self._height = timeline, title, height
        self._frame: tuple[QSize, QPainterPath, QPainterPath] | None = None
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        timeline.view_changed.connect(self.follow)

    @property
    def scale(self) -> TimeScale:
        """Give the stretch of time the timeline shows, at its own pixels."""
        return self.timeline.scale()

    @property
    def gutter(self) -> int:
        """Give how wide the column of labels is."""
        return self.timeline.view().layout.sizes.gutter

    @property
    def lane(self) -> QRectF:
        """Give the rectangle in which time runs."""
        return QRectF(self.gutter, 0, max(0, self.width() - self.gutter), self.height() - 1)

    def follow(self) -> None:
        """Show what the timeline shows now."""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, current_look().metrics.px(self._height))

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        self.timeline.wheelEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.follow()

    def paint_ground(self, painter: QPainter) -> None:
        """Paint the ground and the label."""
        look = current_look()
        tokens = look.tokens
        painter.fillRect(self.rect(), QColor(tokens.surface))
        painter.setPen(QColor(tokens.secondary))
        painter.setFont(look.font(look.metrics.label))
        pad = look.metrics.px(12)
        room = QRectF(pad, 0, self.gutter - 2 * pad, self.height() - 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._title)

    def paint_frame(self, painter: QPainter) -> None:
        """Paint the edge of the card, last of all."""
        tokens, size = current_look().tokens, self.size()
        if self._frame is None or self._frame[0] != size:
            self._frame = size, *_frame_of(QRectF(self.rect()))
        _, card, corners = self._frame
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipping(False)
        painter.fillPath(corners, QColor(tokens.background))
        painter.strokePath(card, QPen(QColor(tokens.border), 1))


def _frame_of(whole: QRectF) -> tuple[QPainterPath, QPainterPath]:
    """Give the outline of a card, and what lies between it and its corners; the latter takes a while."""
    card, corners = QPainterPath(), QPainterPath()
    card.addRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), Radius.CARD, Radius.CARD)
    corners.addRect(whole)
    return card, corners.subtracted(card)
