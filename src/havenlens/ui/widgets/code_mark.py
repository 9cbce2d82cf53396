"""A code's mark beside its name: a bar for a state, its group's shape for a point."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.domain.codebook import Kind
from havenlens.ui.theme.look import current_look
from havenlens.ui.timeline.marks import edge_of, fill_of, mark_path
from havenlens.ui.timeline.model import Shape


class CodeMark(QWidget):
    """The sign by which a code is known on the timeline; silent to a screen reader."""

    def __init__(
        self, colour: str, kind: Kind, shape: Shape = Shape.DISC, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._colour, self._kind, self._shape = colour, kind, shape
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = current_look().metrics
        return QSize(metrics.px(16), metrics.px(14))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = fill_of(self._colour, look.tokens)
        painter.setPen(QPen(QColor(edge_of(self._colour, look.tokens) or fill), 1))
        painter.setBrush(QColor(fill))
        point = self._kind is Kind.POINT
        width, height = (look.metrics.px(10),) * 2 if point else (look.metrics.px(14), look.metrics.px(8))
        box = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        if point:
            painter.drawPath(mark_path(self._shape, box))
        else:
            painter.drawRoundedRect(box, 2, 2)
