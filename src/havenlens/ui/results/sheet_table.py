"""A table of results on the screen, and the moments behind one of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QHeaderView, QTableView, QWidget

from havenlens.domain.time import clock
from havenlens.services.results.sheet import Column, Occurrence, Row, Sheet
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import tr

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WIDEST, _SHORT, _NARROWEST = 250, 150, 56
_ROOM, _TIGHTER, _ARROW, _FRAME = 14, 8, 10, 6
"""Around the words of a cell; so much less where room is short; what a heading keeps for an arrow that is not
there; around the table.
"""
_MEASURED = 100
"""So many rows say how wide a column is: asking thousands would hold up the window."""

_Role = Qt.ItemDataRole


class SheetModel(QAbstractTableModel):
    """The cells of a sheet as words, numbers to the right."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[Row, ...] = ()

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show another sheet, or nothing."""
        self.beginResetModel()
        self.columns = () if sheet is None else sheet.columns
        self.rows = () if sheet is None else sheet.rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.rows[index.row()].cells[index.column()]
        if role == _Role.DisplayRole:
            return cell.words
        if role == _Role.ToolTipRole:
            return "\n".join(filter(None, (cell.words, cell.tip)))
        if role == _Role.TextAlignmentRole:
            return _RIGHT if self.columns[index.column()].number else _LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == _Role.DisplayRole:
            return column.title
        if role == _Role.ToolTipRole:
            return column.tip or column.title
        if role == _Role.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        return None


class OccurrencesModel(QAbstractTableModel):
    """Moments: where, when, who, what, and what came of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moments: Sequence[Occurrence] = ()
        self._titles = (tr("Observation"), tr("At"), tr("Who"), tr("What"), tr("What came of it"))

    def show_moments(self, moments: Sequence[Occurrence]) -> None:
        """Show other moments."""
        self.beginResetModel()
        self.moments = moments
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.moments)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._titles)

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid() or role not in (_Role.DisplayRole, _Role.ToolTipRole):
            return None
        one = self.moments[index.row()]
        return (one.place, clock(one.at), one.who, one.what, one.then)[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return self._titles[section]
        return int(_LEFT) if role == _Role.TextAlignmentRole else None


class _RowsView(QTableView):
    """Rows that are chosen whole; Enter opens one, as a double-click does."""

    opened = pyqtSignal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        side, self._top = dress_rows(self, name)
        side.setDefaultSectionSize(current_look().metrics.table_row)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setFont(current_look().font(current_look().metrics.body, tabular=True))
        self._top.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._top.setMinimumSectionSize(current_look().metrics.px(_NARROWEST))
        self._top.setResizeContentsPrecision(_MEASURED)
        self.doubleClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event is not None and event.key() in enter and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def fit(self) -> None:
        """Give each column the room its words need, up to a limit; what is left over goes to the first."""
        model, px = self.model(), current_look().metrics.px
        columns = range(0 if model is None else model.columnCount())
        needed = [self._needed(column) for column in columns]
        wide = [min(px(_WIDEST), one) for one in needed]
        if wide:
            viewport = self.viewport()
            room = 0 if viewport is None else viewport.width()
            if sum(wide) > room:
                wide = [self._shorter(column, one) for column, one in enumerate(wide)]
            for column, one in enumerate(needed):
                wide[column] += max(0, min(one - wide[column], room - sum(wide)))
        for column, one in zip(columns, wide, strict=True):
            self.setColumnWidth(column, one)

    def _shorter(self, column: int, wide: int) -> int:
        """Give less room to a column where there is little, and still less to words, which can be cut."""
        px = current_look().metrics.px
        most = px(_SHORT) if self._may_be_cut(column) else wide
        return max(px(_NARROWEST), min(wide - px(_TIGHTER), most))

    def _may_be_cut(self, column: int) -> bool:
        return column > 1

    def _needed(self, column: int) -> int:
        px = current_look().metrics.px
        head = self._top.sectionSizeHint(column) - px(_ARROW)
        return max(px(_NARROWEST), max(self.sizeHintForColumn(column), head) + px(_ROOM))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None and event.oldSize().width() != event.size().width():
            self.fit()

    def wanted_height(self) -> int:
        """Give how high it is with all its rows."""
        model = self.model()
        rows = 0 if model is None else model.rowCount()
        bar, viewport = self.horizontalScrollBar(), self.viewport()
        scrolls = viewport is not None and self._top.length() > viewport.width()
        below = bar.sizeHint().height() if bar is not None and scrolls else 0
        return self._top.sizeHint().height() + rows * current_look().metrics.table_row + below + _FRAME


class SheetTable(_RowsView):
    """Shows a sheet; the choice stays with its row when the sheet is worked out again."""

    row_chosen = pyqtSignal(object)
    """Carries the `Row` that is chosen, or None."""
    row_opened = pyqtSignal(object)
    """Carries the `Row` on which Enter was pressed, or which was double-clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Results"), parent)
        self.sheet_model = SheetModel(self)
        self.setModel(self.sheet_model)
        selection = self.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._tell)
        self.opened.connect(self._tell_opened)

    @property
    def row(self) -> Row | None:
        """Give the row that is chosen."""
        at = self.currentIndex().row()
        return self.sheet_model.rows[at] if 0 <= at < len(self.sheet_model.rows) else None

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show another sheet; the row chosen before stays so where it is in it."""
        before = self.row.key if self.row else ""
        self.sheet_model.show_sheet(sheet)
        self.fit()
        rows = self.sheet_model.rows
        if rows:
            self.selectRow(next((n for n, row in enumerate(rows) if row.key == before), 0))
        else:
            self.row_chosen.emit(None)

    def _may_be_cut(self, column: int) -> bool:
        return not self.sheet_model.columns[column].number

    def _tell(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(self.sheet_model.rows[index.row()])

    def _tell_opened(self, row: int) -> None:
        self.row_opened.emit(self.sheet_model.rows[row])


class OccurrencesTable(_RowsView):
    """Lists the moments behind a row; opening one goes to the video."""

    moment_opened = pyqtSignal(object)
    """Carries the `Occurrence` that was opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Moments"), parent)
        self.moments_model = OccurrencesModel(self)
        self.setModel(self.moments_model)
        self._top.setStretchLastSection(True)
        self.opened.connect(self._tell_opened)

    def show_moments(self, moments: Sequence[Occurrence]) -> None:
        """Show other moments, the first one chosen."""
        self.moments_model.show_moments(moments)
        self.fit()
        if moments:
            self.selectRow(0)

    def _tell_opened(self, row: int) -> None:
        self.moment_opened.emit(self.moments_model.moments[row])
