"""A list of lines to go to, by arrows, Enter or a click; every other key is left to the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import IconLabel

_OWN_KEYS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)

_PADDING = QSize(16, 10)
"""What the style sheet puts around an item of a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its words, a time or a place in front, and an icon that says how much it matters."""

    text: str
    place: str
    icon: str
    tint: Tint
    meaning: str


class LineList(QListWidget):
    """Lines with an icon and a time; tells which one is looked at and which one is gone to."""

    looked_at = pyqtSignal(int)
    gone_to = pyqtSignal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("frame", "none")
        self._rows: list[_Row] = []
        self.currentRowChanged.connect(self._tell)
        self.itemActivated.connect(self._go)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; the place in the list is kept."""
        row = self.currentRow()
        self.blockSignals(True)
        self.clear()
        self._rows = [_Row(line) for line in lines]
        for shown in self._rows:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{shown.line.meaning}: {shown.line.text}")
            self.addItem(item)
            self.setItemWidget(item, shown)
        self._fit()
        self.setCurrentRow(min(row, len(lines) - 1))
        self.blockSignals(False)

    def _fit(self) -> None:
        bar = self.verticalScrollBar()
        width = self.width() - (0 if bar is None else bar.sizeHint().width()) - _PADDING.width()
        for place, row in enumerate(self._rows):
            item = self.item(place)
            if item is not None:
                item.setSizeHint(QSize(0, row.height_in(width) + _PADDING.height()))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt's own event, handed on
        self._fit()

    def _tell(self, row: int) -> None:
        if row >= 0:
            self.looked_at.emit(row)

    def _go(self, item: QListWidgetItem) -> None:
        self.gone_to.emit(self.row(item))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.gone_to.emit(self.currentRow())
        elif plain and event.key() in _OWN_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()


class _Row(QWidget):
    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = QLabel(line.text)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        place = QLabel(line.place)
        place.setProperty("role", "label")
        icon = IconLabel(line.icon, 16, line.tint)
        icon.setToolTip(line.meaning)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(words)
        if line.place:
            column.addWidget(place)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def height_in(self, width: int) -> int:
        """Give the height that the line needs in a width."""
        inside = self.layout()
        assert inside is not None
        return inside.totalHeightForWidth(max(120, width))
