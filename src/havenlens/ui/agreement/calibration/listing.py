"""A table of text rows as every part of calibration shows them, with the value each row stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.tables import dress_rows

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDEST = 260


class Listing(QTableWidget):
    """Rows that are chosen whole; the ``stretched`` column takes the room, ``numbers`` stand right."""

    chosen = pyqtSignal(object)
    """Carries the value of the row pointed at, or None."""
    opened = pyqtSignal(object)
    """Carries the value of the row that was double-clicked, or chosen with Enter."""

    def __init__(
        self,
        name: str,
        headers: Sequence[str],
        *,
        stretched: int,
        numbers: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, len(headers), parent)
        side, top = dress_rows(self, name)
        side.setDefaultSectionSize(current_look().metrics.table_row)
        self.setHorizontalHeaderLabels(list(headers))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._stretched, self._numbers = stretched, frozenset(numbers)
        self._values: list[Any] = []
        top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in self._numbers:
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_NUMBER)
        self.itemSelectionChanged.connect(self._tell)
        self.doubleClicked.connect(self._open)

    def show_rows(self, rows: Sequence[tuple[Any, Sequence[str]]], marked: Sequence[str] = ()) -> None:
        """Show (value, texts) rows; ``marked`` has a token's name (or "") for the ink of each row's state."""
        before = self.value
        self.blockSignals(True)
        self._values = [value for value, _ in rows]
        self.setRowCount(len(rows))
        tokens = current_look().tokens
        for row, (_, texts) in enumerate(rows):
            ink = marked[row] if row < len(marked) else ""
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column in self._numbers:
                    item.setTextAlignment(_NUMBER)
                if ink and column == 0:
                    item.setForeground(QColor(str(getattr(tokens, ink))))
                self.setItem(row, column, item)
        self._fit()
        self.blockSignals(False)
        again = self._values.index(before) if before in self._values else 0
        if rows:
            self.selectRow(again)
        self._tell()

    @property
    def value(self) -> Any:
        """Give the value of the row pointed at; None where there is none."""
        row = self.currentRow()
        return self._values[row] if 0 <= row < len(self._values) else None

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
            return
        super().keyPressEvent(event)

    def select_value(self, wanted: Callable[[Any], bool]) -> None:
        """Point at the first row whose value is wanted."""
        row = next((row for row, value in enumerate(self._values) if wanted(value)), None)
        if row is not None:
            self.selectRow(row)

    def _open(self) -> None:
        if self.value is not None:
            self.opened.emit(self.value)

    def _tell(self) -> None:
        self.chosen.emit(self.value)

    def _fit(self) -> None:
        top = self.horizontalHeader()
        assert top is not None
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            if column == self._stretched:
                top.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                top.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(
                    column, min(current_look().metrics.px(_WIDEST), self.columnWidth(column) + 12)
                )
