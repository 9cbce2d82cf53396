"""Results as a table: a row for each group, code, person or dimension, a column for each coefficient."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QResizeEvent
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.ui.agreement.shown import cell_shown, sentences_of
from havenlens.ui.theme.icons import icon
from havenlens.words.catalogue import tr
from havenlens.words.sentences import as_heading

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_RESULT = Qt.ItemDataRole.UserRole
_OF_WIDTH, _VALUE_WIDTH, _N_WIDTH = 230, 150, 64
_OF_NARROW, _VALUE_NARROW, _N_NARROW = 168, 126, 44
_ROOM_FOR_NOTE = 120
"""How much of the note has to be seen; where there is less, the columns before it are narrow."""


class ResultsTree(QTreeWidget):
    """Pooled values with those of codes, people and means behind them; `chosen` gives the one pointed at."""

    chosen = pyqtSignal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._methods: list[str] = []
        self._people: list[QTreeWidgetItem] = []
        chosen = self.selectionModel()
        assert chosen is not None
        chosen.currentChanged.connect(self._tell)

    def show_results(self, results: Sequence[AgreementResult]) -> None:
        """Show recommended results; the others belong to what is shown when one is chosen."""
        self.clear()
        self._people.clear()
        found = [result for result in results if result.recommended]
        self._methods = list(dict.fromkeys(_key(result) for result in found))
        names = {_key(result): as_heading(result.method_name) for result in found}
        self.setHeaderLabels([tr("Of"), *(names[key] for key in self._methods), tr("n"), tr("Note")])
        head = self.headerItem()
        if head is not None:
            for column, key in enumerate(self._methods, start=1):
                head.setToolTip(column, names[key])
            head.setTextAlignment(1 + len(self._methods), _NUMBER)
        rows: dict[Scope, QTreeWidgetItem] = {}
        for result in found:
            row = rows.get(result.scope)
            if row is None:
                row = rows[result.scope] = self._row(rows, result)
            self._fill(row, result)
        for row in rows.values():
            row.setExpanded(row.parent() is None)
        self._fit()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            for row in self._people:
                row.setIcon(0, icon("user"))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None and event.oldSize().width() != event.size().width():
            self._fit()

    def first(self) -> None:
        """Choose the first value there is."""
        top = self.topLevelItem(0)
        if top is not None:
            self.setCurrentItem(top, 1)

    def current(self) -> AgreementResult | None:
        """Give the result that is pointed at."""
        row = self.currentItem()
        return None if row is None else _result_at(row, self.currentColumn(), len(self._methods))

    def _row(self, rows: dict[Scope, QTreeWidgetItem], result: AgreementResult) -> QTreeWidgetItem:
        scope = result.scope
        parent = None if scope.pooled else rows.get(Scope(group=scope.group))
        row = QTreeWidgetItem(parent or self, [result.scope_name])
        row.setToolTip(0, result.scope_name)
        if scope.participant is not None:
            row.setIcon(0, icon("user"))
            self._people.append(row)
        if scope.average is not None:
            row.setFont(0, _slanted(self.font()))
        if parent is None:
            row.setFont(0, _strong(self.font()))
        return row

    def _fill(self, row: QTreeWidgetItem, result: AgreementResult) -> None:
        column = 1 + self._methods.index(_key(result))
        row.setText(column, cell_shown(result.coefficient))
        row.setData(column, _RESULT, result)
        last = 1 + len(self._methods)
        row.setText(last, f"{result.coefficient.n_units:g}")
        row.setTextAlignment(last, _NUMBER)
        said = sentences_of(result.coefficient)
        if said:
            row.setToolTip(column, "\n".join(said))
            before = row.text(last + 1)
            row.setText(last + 1, before or said[0])
            row.setToolTip(last + 1, row.text(last + 1))

    def _fit(self) -> None:
        header = self.header()
        assert header is not None
        header.setStretchLastSection(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        of, value, n = _OF_WIDTH, _VALUE_WIDTH, _N_WIDTH
        shown = self.viewport()
        room = self.width() if shown is None else shown.width()
        if room < of + len(self._methods) * value + n + _ROOM_FOR_NOTE:
            of, value, n = _OF_NARROW, _VALUE_NARROW, _N_NARROW
        for column in range(self.columnCount() - 1):
            self.setColumnWidth(column, of if column == 0 else value if column <= len(self._methods) else n)

    def _tell(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = self.itemFromIndex(index)
        found = None if row is None else _result_at(row, index.column(), len(self._methods))
        if found is not None:
            self.chosen.emit(found)


def _key(result: AgreementResult) -> str:
    return str(result.coefficient.params.get("shrout_fleiss", result.coefficient.method))


def _result_at(row: QTreeWidgetItem, column: int, methods: int) -> AgreementResult | None:
    """Give the result in a cell; beside the values, the row's first one."""
    places = [column] if 0 < column <= methods else range(1, methods + 1)
    found = (row.data(place, _RESULT) for place in places)
    return next((each for each in found if isinstance(each, AgreementResult)), None)


def _slanted(font: QFont) -> QFont:
    slanted = QFont(font)
    slanted.setItalic(True)
    return slanted


def _strong(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong
