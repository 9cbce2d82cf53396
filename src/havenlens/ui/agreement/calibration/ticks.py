"""Lists in which several can be ticked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from havenlens.ui.theme.look import current_look

_VALUE = Qt.ItemDataRole.UserRole


class Ticks(QListWidget):
    """A line for each value; Space ticks it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)

    def show_values(self, values: Iterable[tuple[Any, str]], ticked: Collection[Any]) -> None:
        """Show (value, text) lines."""
        self.clear()
        height = current_look().metrics.px(26)
        for value, text in values:
            item = QListWidgetItem(text)
            item.setData(_VALUE, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, height))
            self.addItem(item)
        self.setCurrentRow(0)

    def tick(self, value: Any, *, on: bool = True) -> None:
        """Tick a value, or not."""
        for item in self._items():
            if item.data(_VALUE) == value:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    @property
    def ticked(self) -> list[Any]:
        """List the values that are ticked, in their order."""
        return [item.data(_VALUE) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def _items(self) -> list[QListWidgetItem]:
        return [item for row in range(self.count()) if (item := self.item(row)) is not None]
