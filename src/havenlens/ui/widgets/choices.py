"""Lists to choose from: an entry by the value behind it, and how wide they have to be."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QHelpEvent, QPaintEvent
from PyQt6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

from havenlens.ui.theme.tokens import Space

_ROUNDED = 1
"""By how many pixels a list's own idea of its width may be too small."""

_LEAST = 8
"""How many letters a list shows at least."""


class ShortBox(QComboBox):
    """Long names in little room: the chosen one ends in an ellipsis and is said whole on hovering.

    Opened, the list is as wide as it needs.
    """

    def event(self, event: QEvent | None) -> bool:
        """Say all of the chosen entry where it has no room, unless there is something else to say."""
        if (
            isinstance(event, QHelpEvent)
            and event.type() == QEvent.Type.ToolTip
            and not self.toolTip()
            and self._fitted() != self.currentText()
        ):
            QToolTip.showText(event.globalPos(), self.currentText(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the words by hand: Qt cuts them off in the middle of a letter."""
        if self.isEditable() or self.currentIndex() < 0:
            super().paintEvent(event)
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self._fitted()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        view = self.view()
        if view is not None:
            view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * Space.L)
        super().showPopup()

    def _fitted(self) -> str:
        style, option = self.style(), QStyleOptionComboBox()
        assert style is not None
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + Space.XS
        words = self.currentText()
        if self.fontMetrics().horizontalAdvance(words) <= room + _ROUNDED:
            return words  # a list that is as wide as its longest entry shows all of it
        return self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)


def let_shrink(box: QComboBox) -> None:
    """Let a list be narrower than its longest entry; opened, it shows all of them."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LEAST)


def place_of(box: QComboBox, value: object) -> int:
    """Find the entry with an equal value, or -1; Qt's own `findData` takes equal ids for different ones."""
    return next((place for place in range(box.count()) if box.itemData(place) == value), -1)
