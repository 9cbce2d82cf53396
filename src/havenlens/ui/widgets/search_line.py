"""The line above a long table: words to find, how many rows have them, and what the rows are sorted by."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QTableView, QWidget

from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.found_rows import OWN_ORDER, FoundRowsModel
from havenlens.words.catalogue import ntr, tr

_WIDTH = 280
_ASCENDING, _DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


class _Words(QLineEdit):
    """Esc takes the words away, and then leads back to the table, as ↓ and Enter do."""

    left = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        key = None if event is None else event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SearchLine(QWidget):
    """Narrows and sorts the rows of a table; Ctrl+F begins to type, a click on a heading sorts as well."""

    narrowed = pyqtSignal()
    """Other rows are shown: whoever has chosen one chooses it again."""

    def __init__(self, table: QTableView, model: FoundRowsModel, hint: str, own_order: str) -> None:
        super().__init__()
        self._table, self._model, self._own_order = table, model, own_order
        self.words = _Words()
        self.words.setPlaceholderText(hint)
        self.words.setAccessibleName(hint)
        self.words.setToolTip(tr("Every word has to be somewhere in the row (Ctrl+F)"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(current_look().metrics.px(_WIDTH))
        self.words.textChanged.connect(self._look_for)
        self.words.left.connect(self._leave)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.order = QPushButton(tr("Sort"))
        self._menu = QMenu(self.order)
        self._menu.aboutToShow.connect(self._list_columns)
        self.order.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.words, 1)
        row.addWidget(self.count)
        row.addStretch()
        row.addWidget(self.order)
        self._let_sort()

    def _let_sort(self) -> None:
        top = self._table.horizontalHeader()
        assert top is not None
        top.setSortIndicatorClearable(True)
        with QSignalBlocker(top):
            top.setSortIndicator(OWN_ORDER, _ASCENDING)
        self._table.setSortingEnabled(True)
        top.sortIndicatorChanged.connect(self._show_order)
        self._show_order()

    def listen_in(self, place: QWidget) -> None:
        """Hear Ctrl+F anywhere in a part of the page."""
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), place)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.begin)

    def begin(self) -> None:
        """Let somebody type what to look for."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def _look_for(self, words: str) -> None:
        """Show the rows that have some words."""
        self._model.find(words)
        self.tell()
        self.narrowed.emit()

    def tell(self) -> None:
        """Say how many rows there are, of how many."""
        shown, n = self._model.rowCount(), self._model.count
        text = ntr("{n} row", "{n} rows", n)
        if self.words.text().strip():
            text = tr("{shown} of {n} found").format(shown=shown, n=n)
        self.count.setText(text)
        self.words.setAccessibleDescription(text)

    @property
    def found_nothing(self) -> bool:
        """Tell whether there are rows, and none that has the words."""
        return not self._model.rowCount() and self._model.count > 0

    def show_all(self) -> None:
        """Look for nothing any more."""
        self.words.clear()
        self._leave()

    def _leave(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the order ----------------------------------------------------------------------------------

    def _heading(self, column: int) -> str:
        return str(self._model.headerData(column, Qt.Orientation.Horizontal))

    def _list_columns(self) -> None:
        self._menu.clear()
        column, backwards = self._model.sorted_by
        group = QActionGroup(self._menu)
        for each in range(OWN_ORDER, self._model.columnCount()):
            name = self._own_order if each == OWN_ORDER else self._heading(each)
            self._add(name, each == column, partial(self._sort, each, backwards=backwards), group)
        self._menu.addSeparator()
        turn = self._add(
            tr("From last to first"), backwards, partial(self._sort, column, backwards=not backwards)
        )
        turn.setEnabled(column != OWN_ORDER)

    def _add(
        self, name: str, checked: bool, act: partial[None], group: QActionGroup | None = None
    ) -> QAction:
        action = QAction(name, group or self._menu)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(act)
        self._menu.addAction(action)
        return action

    def _sort(self, column: int, *_checked: bool, backwards: bool) -> None:
        self._table.sortByColumn(column, _DESCENDING if backwards else _ASCENDING)

    def _show_order(self, *_indicator: object) -> None:
        column, backwards = self._model.sorted_by
        name = self._own_order
        if 0 <= column < self._model.columnCount():
            name = tr("Sorted by {column}").format(
                column=f"{self._heading(column)} {'↓' if backwards else '↑'}"
            )
        self._table.scrollTo(self._table.currentIndex())
        self.order.setAccessibleDescription(name)
        self.order.setToolTip(name)
