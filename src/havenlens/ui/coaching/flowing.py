"""Parts beside each other that go on in the next line where there is no more room."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from havenlens.ui.theme.tokens import Space


class Flow(QWidget):
    """Places its parts itself, each in the size it wants."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """Give the parts in their order."""
        return tuple(self._parts)

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show other parts in the place of those that are there."""
        for old in self._parts:
            old.hide()
            old.deleteLater()
        self._parts = list(parts)
        for part in parts:
            part.setParent(self)
            part.show()
        self._place(self.width())
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._walk(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(200, self._walk(max(200, self.width()), move=False))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 24)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place(self.width())

    def _place(self, width: int) -> None:
        self._walk(width, move=True)

    def _walk(self, width: int, *, move: bool) -> int:
        left = top = line = 0
        for part in self._parts:
            size = part.sizeHint()
            if left and left + size.width() > width:
                left, top, line = 0, top + line + Space.S, 0
            if move:
                part.setGeometry(left, top, min(size.width(), width), size.height())
            left, line = left + size.width() + Space.S, max(line, size.height())
        return top + line
