"""A table of plain rows: words with an icon beside them where that tells something, each row with its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from havenlens.ui.theme.icons import Tint, icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.tables import dress_rows


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a cell."""

    words: str
    icon: str = ""
    tint: Tint = Tint.SECONDARY


@dataclass(frozen=True, slots=True)
class Row:
    """A row and what it stands for."""

    key: Any
    cells: tuple[Shown, ...]


class RowTable(QTableWidget):
    """Rows are chosen whole; the choice stays with its key when other rows are shown."""

    chosen = pyqtSignal(object)
    """Carries the key of the row that is chosen, or None."""
    opened = pyqtSignal(object)
    """Carries the key of a row that was double-clicked, or on which Enter was pressed."""

    def __init__(self, name: str, columns: Sequence[str], stretched: int) -> None:
        super().__init__(0, len(columns))
        side, top = dress_rows(self, name)
        side.setDefaultSectionSize(current_look().metrics.px(28))
        self.setHorizontalHeaderLabels(list(columns))
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        top.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        top.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        top.setMinimumSectionSize(current_look().metrics.px(60))
        self._keys: list[Any] = []
        self.itemSelectionChanged.connect(self._tell)
        self.itemDoubleClicked.connect(self._open)

    @property
    def key(self) -> Any:
        """Give the key of the row that is chosen."""
        row = self.currentRow()
        return self._keys[row] if 0 <= row < len(self._keys) and self.selectedItems() else None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the first is chosen where the chosen one is gone."""
        before = self.key
        font = current_look().font(current_look().metrics.body, tabular=True)
        with QSignalBlocker(self):
            self._keys = [row.key for row in rows]
            self.setRowCount(len(rows))
            for number, row in enumerate(rows):
                for column, cell in enumerate(row.cells):
                    item = QTableWidgetItem(cell.words)
                    item.setFont(font)
                    item.setToolTip(cell.words)
                    if cell.icon:
                        item.setIcon(icon(cell.icon, tint=cell.tint))
                    self.setItem(number, column, item)
            if rows:
                self.selectRow(self._keys.index(before) if before in self._keys else 0)
        self._tell()

    def choose(self, key: Any) -> None:
        """Choose a row by its key."""
        if key in self._keys:
            self.selectRow(self._keys.index(key))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if (
            event is not None
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.key is not None
        ):
            self.opened.emit(self.key)
            return
        super().keyPressEvent(event)

    def _open(self, _item: QTableWidgetItem) -> None:
        self.opened.emit(self.key)

    def _tell(self) -> None:
        self.chosen.emit(self.key)
