"""A confusion table to look into: how often, or how long, one coder's code met the other's."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PyQt6.QtCore import QModelIndex, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.cells import MISSED
from havenlens.ui.theme.colours import blend, ink_on
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import FOCUS_WIDTH, Radius, Space
from havenlens.words.catalogue import tr

_VALUE = Qt.ItemDataRole.UserRole
_HEAT = Qt.ItemDataRole.UserRole + 1
_SAME = Qt.ItemDataRole.UserRole + 2
_STRONGEST = 0.55
_AT_ONCE = 440
"""How much of a large table is seen at once, before it scrolls by itself."""
_CHOOSES = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Unit(StrEnum):
    """What a table counts."""

    COUNT = "count"
    SECONDS = "seconds"
    UNITS = "units"
    RATINGS = "ratings"


class ConfusionView(QWidget):
    """A heat table with totals; cells on the diagonal are framed and bold, cells with nothing hold a dot."""

    cell_chosen = pyqtSignal(str, str)
    """Carries the ids of row and column: what the first coder has, what the second has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[str, ...] = ()
        self.caption = QLabel()
        self.caption.setProperty("role", "secondary")
        self.caption.setWordWrap(True)
        self.table = _Cells()
        self.table.chosen.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.caption)
        column.addWidget(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_table(
        self,
        ids: Sequence[str],
        names: Sequence[str],
        matrix: Sequence[Sequence[float]],
        coders: tuple[str, str],
        unit: Unit = Unit.COUNT,
    ) -> None:
        """Show a square table; ``ids`` are what `cell_chosen` says, ``names`` what a person reads."""
        self._ids = tuple(ids)
        what = _counted(unit)
        words = tr("{what}: {first} in rows, {second} in columns. Framed cells: both have the same.")
        self.caption.setText(words.format(what=what, first=coders[0], second=coders[1]))
        self.table.setAccessibleName(tr("Confusion table"))
        self.table.setAccessibleDescription(self.caption.text())
        self.table.fill(names, matrix, coders, unit, unseen=MISSED in ids)

    @property
    def ids(self) -> tuple[str, ...]:
        """List the ids of the rows and columns."""
        return self._ids

    def choose(self, row: str, column: str) -> None:
        """Put the keyboard on a cell, without choosing it; ValueError for an id that is not in the table."""
        self.table.setCurrentCell(self._ids.index(row), self._ids.index(column))

    def _choose(self, row: int, column: int) -> None:
        if self.table.can_be_chosen(row, column):
            self.cell_chosen.emit(self._ids[row], self._ids[column])


class _Cells(QTableWidget):
    chosen = pyqtSignal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_CellPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.cellClicked.connect(self.chosen)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            assert header is not None
            header.setSectionsClickable(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
        side = self.verticalHeader()
        assert side is not None
        side.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def fill(
        self,
        names: Sequence[str],
        matrix: Sequence[Sequence[float]],
        coders: tuple[str, str],
        unit: Unit,
        *,
        unseen: bool,
    ) -> None:
        """Put values and totals into the cells; what both missed is ``unseen``, in the last cell."""
        size, total = len(names), tr("Total")
        self.clear()
        self.setRowCount(size + 1)
        self.setColumnCount(size + 1)
        most = max((value for row in matrix for value in row), default=0.0) or 1.0
        shown = [[*row, sum(row)] for row in matrix]
        shown.append([sum(column) for column in zip(*shown, strict=True)] if shown else [0.0])
        headings = [*names, total]
        for row, values in enumerate(shown):
            for column, value in enumerate(values):
                inside = row < size and column < size
                item = QTableWidgetItem(_written(value, unit))
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setData(_VALUE, float(value))
                item.setData(_HEAT, (value / most) ** 0.5 if inside else -1.0)
                hidden = unseen and inside and row == column == size - 1
                item.setData(_SAME, inside and row == column and not hidden)
                said = f"{coders[0]}: {headings[row]} · {coders[1]}: {headings[column]} · {item.text()}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
                item.setToolTip(said)
                if hidden:
                    item.setText("")
                if not inside or hidden:
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.setItem(row, column, item)
        self._head(headings)
        if size:
            self.setCurrentCell(0, 0)

        whole = self._whole_height()
        self.setMinimumHeight(min(whole, current_look().metrics.px(_AT_ONCE)))
        self.setMaximumHeight(whole)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def can_be_chosen(self, row: int, column: int) -> bool:
        """Tell whether there may be something behind a cell: totals have nothing of their own."""
        item = self.item(row, column)
        return item is not None and bool(item.flags() & Qt.ItemFlag.ItemIsSelectable)

    def _whole_height(self) -> int:
        top, bar = self.horizontalHeader(), self.horizontalScrollBar()
        assert top is not None
        assert bar is not None
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        return top.height() + rows + bar.sizeHint().height() + 4

    def _head(self, headings: Sequence[str]) -> None:
        look = current_look()
        side, top = self.verticalHeader(), self.horizontalHeader()
        assert side is not None
        assert top is not None
        widest = max(self.fontMetrics().horizontalAdvance(name) for name in headings)
        column = min(max(look.metrics.px(64), widest + look.metrics.px(26)), look.metrics.px(124))
        for place, name in enumerate(headings):
            for head, put in (
                (QTableWidgetItem(name), self.setHorizontalHeaderItem),
                (QTableWidgetItem(name), self.setVerticalHeaderItem),
            ):
                head.setToolTip(name)
                put(place, head)
            self.setColumnWidth(place, column)
            self.setRowHeight(place, look.metrics.px(34))
        side.setFixedWidth(min(widest + look.metrics.px(30), look.metrics.px(180)))
        top.setFixedHeight(look.metrics.px(30))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in _CHOOSES:
            self.chosen.emit(self.currentRow(), self.currentColumn())
            return
        super().keyPressEvent(event)


class _CellPainter(QStyledItemDelegate):
    """Fills a cell by how much is in it: what both agree on in the accent, the rest in the warning colour."""

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if painter is None:
            return
        look = current_look()
        tokens = look.tokens
        heat, same = float(index.data(_HEAT)), bool(index.data(_SAME))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = QRectF(option.rect).adjusted(2, 2, -2, -2)
        ground = tokens.surface
        if heat > 0:
            ground = blend(tokens.accent if same else tokens.warning, tokens.surface, _STRONGEST * heat)
        edge = QPen(QColor(tokens.accent), 1.5) if same else QPen(Qt.PenStyle.NoPen)
        view = option.widget
        at = isinstance(view, QTableWidget) and view.hasFocus() and view.currentIndex() == index
        painter.setPen(QPen(QColor(tokens.text), FOCUS_WIDTH) if at else edge)
        painter.setBrush(QColor(ground) if heat >= 0 else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cell, Radius.KEY, Radius.KEY)
        empty = not float(index.data(_VALUE))
        ink = tokens.secondary if heat < 0 or empty else tokens.text if heat < 0.3 else ink_on(ground)
        weight = QFont.Weight.DemiBold if same or heat < 0 else QFont.Weight.Normal
        painter.setFont(look.font(look.metrics.body, weight, tabular=True))
        painter.setPen(QColor(ink))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()


def _counted(unit: Unit) -> str:
    names = {
        Unit.COUNT: tr("Events"),
        Unit.SECONDS: tr("Seconds"),
        Unit.UNITS: tr("Units of time"),
        Unit.RATINGS: tr("Ratings"),
    }
    return names[unit]


def _written(value: float, unit: Unit) -> str:
    if not value:
        return "·"
    if unit is not Unit.SECONDS:
        return f"{value:g}"
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"
