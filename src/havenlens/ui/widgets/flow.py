"""Parts in a row that goes on in further rows where there is no room."""

from __future__ import annotations

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtWidgets import QLayout, QLayoutItem, QWidget

from havenlens.ui.theme.tokens import Space


class Flow(QLayout):
    """Sets parts beside each other, as words on a page; each row is as high as its highest part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem | None) -> None:
        if item is not None:
            self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        heights = [height for _, height in self._rows(width)]
        return sum(heights) + Space.S * max(0, len(heights) - 1)

    def sizeHint(self) -> QSize:
        wide = sum(item.sizeHint().width() + Space.M for item in self._shown())
        high = max((item.sizeHint().height() for item in self._shown()), default=0)
        return QSize(max(0, wide - Space.M), high)

    def minimumSize(self) -> QSize:
        found = QSize()
        for item in self._shown():
            found = found.expandedTo(item.sizeHint())
        return found.expandedTo(QSize(0, 0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        y = rect.y()
        for row, height in self._rows(rect.width()):
            x = rect.x()
            for item in row:
                size = item.sizeHint()
                wide = min(size.width(), rect.width())
                item.setGeometry(QRect(x, y + (height - size.height()) // 2, wide, size.height()))
                x += wide + Space.M
            y += height + Space.S

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[tuple[list[QLayoutItem], int]]:
        """Share the parts out over rows, with the height of each row."""
        rows: list[tuple[list[QLayoutItem], int]] = []
        taken = 0
        for item in self._shown():
            size = item.sizeHint()
            if rows and taken + size.width() <= width:
                rows[-1] = ([*rows[-1][0], item], max(rows[-1][1], size.height()))
            else:
                rows.append(([item], size.height()))
                taken = 0
            taken += size.width() + Space.M
        return rows
