"""A button with a menu whose words stand at the left, as in a field."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from havenlens.ui.theme.look import current_look

_LEFT = 9
_ARROW = 28
"""What the arrow at the right takes, in pixels at the usual size of text."""


class MenuField(QPushButton):
    """Looks like a field and opens a menu; words that have no room end in an ellipsis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Paint the words by hand: the style sets text at the left of a menu button without its padding."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, option.text = option.text, ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        room = self.rect().adjusted(_LEFT, 0, -current_look().metrics.px(_ARROW), 0)
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawItemText(room, side, self.palette(), self.isEnabled(), shown, self.foregroundRole())
