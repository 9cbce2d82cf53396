"""A row of parts that goes on in another line where it has no room for all of them."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QRect, QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QSpacerItem, QWidget

from havenlens.ui.theme.tokens import Space

_Line = list[QLayoutItem]


class FlowLayout(QLayout):
    """Lays parts out as a row does, each as wide as it wants; what is left of a line goes to what expands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(Space.S)

    def addStretch(self) -> None:
        """Let what follows stand at the right end of its line."""
        self.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum))

    def addLayout(self, layout: QLayout) -> None:
        """Add parts that stay together."""
        self.addChildLayout(layout)
        self.addItem(layout)

    def addItem(self, item: QLayoutItem | None) -> None:
        if item is not None:
            self._items.append(item)
            self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        lines = self._lines(width - margins.left() - margins.right())
        between = self.spacing() * max(0, len(lines) - 1)
        return sum(map(_height, lines)) + between + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        return self._whole(self._wide(self._seen()), _height(self._seen()))

    def minimumSize(self) -> QSize:
        seen = self._seen()
        return self._whole(max((one.minimumSize().width() for one in seen), default=0), _height(seen))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        room = rect.marginsRemoved(self.contentsMargins())
        top = room.top()
        for line in self._lines(room.width()):
            high = _height(line)
            left = room.left()
            spare = max(0, room.width() - self._wide(line))
            growing = [one for one in line if one.expandingDirections() & Qt.Orientation.Horizontal]
            for one in line:
                wide = min(one.sizeHint().width(), room.width())
                wide += spare // len(growing) if one in growing else 0
                tall = min(high, max(one.sizeHint().height(), one.minimumSize().height()))
                one.setGeometry(QRect(left, top + (high - tall) // 2, wide, tall))
                left += wide + (self.spacing() if one.spacerItem() is None else 0)
            top += high + self.spacing()

    def _seen(self) -> _Line:
        return [one for one in self._items if one.spacerItem() is not None or not one.isEmpty()]

    def _wide(self, line: _Line) -> int:
        parts = [one.sizeHint().width() for one in line if one.spacerItem() is None]
        return sum(parts) + self.spacing() * max(0, len(parts) - 1)

    def _lines(self, width: int) -> list[_Line]:
        lines: list[_Line] = [[]]
        for one in self._seen():
            if self._wide(lines[-1]) and self._wide([*lines[-1], one]) > width:
                lines.append([])
            lines[-1].append(one)
        return lines

    def _whole(self, width: int, height: int) -> QSize:
        margins = self.contentsMargins()
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())


def _height(line: _Line) -> int:
    return max((max(one.sizeHint().height(), one.minimumSize().height()) for one in line), default=0)


class Flowing(QWidget):
    """Parts in a flow of their own, for which a layout keeps room for all their lines, not only for one."""

    def event(self, event: QEvent | None) -> bool:
        heard = super().event(event)
        if event is not None and event.type() == QEvent.Type.LayoutRequest:
            self._ask_for_room()
        return heard

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._ask_for_room()

    def _ask_for_room(self) -> None:
        flow = self.layout()
        if flow is not None:
            self.setMinimumHeight(flow.heightForWidth(self.width()))
