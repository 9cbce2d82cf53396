"""What is given in one period, cell by cell: a line of dimensions for everybody who is rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Radius
from havenlens.words.catalogue import tr


@dataclass(frozen=True, slots=True)
class UnitCell:
    """One cell: who is rated (empty where nobody is told apart), what, and what stands there."""

    who: str
    name: str
    text: str


class UnitStrip(QWidget):
    """A line of cells for each person; the one being rated is ringed, blank ones are plainly blank."""

    chosen = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: tuple[UnitCell, ...] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_cells(self, cells: Sequence[UnitCell], current: int) -> None:
        """Show what is given, and which cell is being rated."""
        self._cells, self._current = tuple(cells), current
        self.setAccessibleName("; ".join(_said(cell) for cell in self._cells))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = current_look().metrics
        return QSize(metrics.px(200), max(1, len(self._people())) * metrics.px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def boxes(self) -> list[QRectF]:
        """Give the rectangle of every cell."""
        people, metrics = self._people(), current_look().metrics
        if not people:
            return []
        left = max((self._width_of(who) for who in people), default=0.0)
        most = max(sum(cell.who == who for cell in self._cells) for who in people)
        step = min(metrics.px(38), (self.width() - left) / most)
        placed = dict.fromkeys(people, 0)
        found = []
        for cell in self._cells:
            x, line = left + placed[cell.who] * step, people.index(cell.who)
            found.append(QRectF(x + 0.5, line * metrics.px(26) + 1.5, step - 4, metrics.px(22)))
            placed[cell.who] += 1
        return found

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        place = None if event is None else self._at(event.position())
        if place is not None:
            self.chosen.emit(place)

    def event(self, event: QEvent | None) -> bool:
        """Say what a cell is about on hovering."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            cell = None if place is None else self._cells[place]
            QToolTip.showText(event.globalPos(), "" if cell is None else _said(cell), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        look, painter = current_look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, who in enumerate(self._people()):
            painter.setPen(QColor(look.tokens.secondary))
            painter.setFont(look.font(look.metrics.label))
            row = QRectF(0, line * look.metrics.px(26), self.width(), look.metrics.px(26))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, who)
        for place, box in enumerate(self.boxes()):
            self._paint_cell(painter, box, place)

    def _paint_cell(self, painter: QPainter, box: QRectF, place: int) -> None:
        look, text, current = current_look(), self._cells[place].text, place == self._current
        tokens = look.tokens
        style = Qt.PenStyle.SolidLine if text or current else Qt.PenStyle.DashLine
        edge = QPen(QColor(tokens.accent if current else tokens.outline), 2 if current else 1, style)
        painter.setPen(edge)
        painter.setBrush(QColor(tokens.accent_wash if text else tokens.surface))
        painter.drawRoundedRect(box, Radius.KEY, Radius.KEY)
        painter.setPen(QColor(tokens.text))
        painter.setFont(look.font(look.metrics.label, QFont.Weight.DemiBold, tabular=True))
        fits = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 2)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, fits)

    def _at(self, point: QPointF) -> int | None:
        return next((n for n, box in enumerate(self.boxes()) if box.contains(point)), None)

    def _people(self) -> list[str]:
        return list(dict.fromkeys(cell.who for cell in self._cells))

    @staticmethod
    def _width_of(who: str) -> float:
        look = current_look()
        font = look.font(look.metrics.label)
        return QFontMetricsF(font).horizontalAdvance(who) + look.metrics.px(8) if who else 0.0


def _said(cell: UnitCell) -> str:
    """Say in words what stands in a cell."""
    given = cell.text or tr("blank")
    return f"{cell.who} {cell.name}: {given}".strip()
