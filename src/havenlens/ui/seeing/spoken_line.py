"""Marks the line being spoken on the timeline, over the picture that stands still."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from havenlens.domain.observation import TranscriptLine
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Radius
from havenlens.ui.timeline.geometry import TRANSCRIPT
from havenlens.ui.timeline.widget import TimelineWidget

_SIGN = "▸ "
_LEAST = 10


class SpokenLine(QWidget):
    """A box in the transcript's row; it moves only when another line is spoken or the view changes."""

    def __init__(self, timeline: TimelineWidget) -> None:
        super().__init__(timeline)
        self._timeline = timeline
        self._line: TranscriptLine | None = None
        self._number = 0
        self._spoken = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        timeline.view_changed.connect(self._place)

    def show_line(self, line: TranscriptLine | None, number: int = 0) -> None:
        """Mark another line, which is the one of that number on the timeline, or none."""
        if line != self._line or number != self._number:
            self._line, self._number = line, number
            self._place()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        if self._line is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, view = current_look(), self._timeline.view()
        whole = QRectF(self.rect())
        painter.fillRect(whole, QColor(look.tokens.surface))  # over the text that stands there still
        painter.setPen(QPen(QColor(look.tokens.accent), 1))
        painter.setBrush(QColor(look.tokens.accent_wash))
        box = QRectF(0, 0, self._spoken, self.height()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, Radius.KEY, Radius.KEY)
        painter.setPen(QColor(look.tokens.text))
        painter.setFont(view.lettering.strong)
        room = whole.adjusted(4, 0, -3, 0)
        text = _SIGN + " ".join(self._line.text.split())
        shown = view.lettering.strong_metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _place(self) -> None:
        view, line = self._timeline.view(), self._line
        row, lanes = view.layout.row(TRANSCRIPT), view.scene.text_rows.lanes
        if line is None or row is None or self._number >= len(lanes):
            self.hide()
            return
        end = line.span.start if line.span.end is None else line.span.end
        left = max(view.scale.x_of(line.span.start), view.scale.left)
        right = min(max(view.scale.x_of(end), left + _LEAST), view.right)
        top = row.top + view.offset + int(lanes[self._number]) * view.layout.sizes.lane
        if right <= left or top < view.layout.sizes.ruler:
            self.hide()
            return
        self._spoken = right - left
        written = min(view.scale.x_of(view.scene.text_room[self._number]), view.right) - left - 2
        width = round(max(self._spoken, written))
        self.setGeometry(round(left), top + 3, width, view.layout.sizes.text - 6)
        self.show()
        self.update()
