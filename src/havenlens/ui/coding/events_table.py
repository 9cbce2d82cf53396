"""How the table of events looks and what may be done in it."""

from __future__ import annotations

from PyQt6.QtCore import QItemSelectionModel, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QHeaderView,
    QScrollBar,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from havenlens.domain.time import Micros
from havenlens.ui.coding.cell_painting import RowsPainter
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import tr

_MOVES = (QAbstractSlider.SliderChange.SliderRangeChange, QAbstractSlider.SliderChange.SliderValueChange)
_WIDTHS = (114, 114, 168, 88, 88, 160, 120, 90)


class _SteadyBar(QScrollBar):
    """A scroll bar that is painted anew only when its handle moves by a pixel.

    One more row among very many moves it by much less, and painting it paints what is behind it, too.
    """

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._handle = (-1, -1)

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        rows = self.maximum() + self.pageStep()
        handle = (
            self.value() * self.height() // max(1, rows),
            self.pageStep() * self.height() // max(1, rows),
        )
        if handle != self._handle or change not in _MOVES:
            self._handle = handle
            super().sliderChange(change)


class EventsTable(QTableView):
    """A table of events in which one more row among many moves nothing but the scroll bar's end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.follows = False
        """Whether the selection follows what was chosen elsewhere, and does not lead."""
        self._laid_out: tuple[object, ...] = ()
        self._rows = RowsPainter(self)
        self.setVerticalScrollBar(_SteadyBar(Qt.Orientation.Vertical, self))
        room = self.viewport()
        assert room is not None
        # All of it is painted here: nothing of what lies behind it is painted with each event.
        room.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if event is None:
            return
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        self._rows.paint(QPainter(self.viewport()), event.rect(), option)

    def updateGeometries(self) -> None:
        """Lay out headers and scroll bars, unless there are only other rows out of sight than before.

        Laying out costs a key press the painting of both scroll bars and of what is behind them.
        """
        bar, side, top, room = (
            self.verticalScrollBar(),
            self.verticalHeader(),
            self.horizontalHeader(),
            self.viewport(),
        )
        if bar is None or side is None or top is None or room is None or not self.isVisible():
            self._laid_out = ()
            super().updateGeometries()
            return
        shown = room.height() // max(1, side.defaultSectionSize())
        laid_out = (self.size(), room.geometry(), top.length(), top.sizeHint().height(), shown)
        known = bar.isVisible() and bar.pageStep() == shown and side.count() > shown + 1
        if not known or laid_out != self._laid_out:
            super().updateGeometries()
            self._laid_out = (self.size(), room.geometry(), top.length(), top.sizeHint().height(), shown)
            return
        quiet = bar.blockSignals(True)
        bar.setMaximum(side.count() - shown)
        bar.blockSignals(quiet)


def dress_table(table: QTableView) -> None:
    """Make a table of events: whole rows, several at once, sorted by any column, edited by double click."""
    vertical, horizontal = dress_rows(table, tr("Events"), several=True)
    table.setEditTriggers(
        QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
    )
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    table.setWordWrap(False)
    vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    vertical.setDefaultSectionSize(current_look().metrics.table_row)
    horizontal.setStretchLastSection(True)
    horizontal.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    horizontal.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    table.setSortingEnabled(True)
    # Whole rows are selected: a header that followed the selection would be painted at every key press.
    horizontal.setSelectionModel(QItemSelectionModel(table.model(), horizontal))
    for column, width in enumerate(_WIDTHS):
        table.setColumnWidth(column, current_look().metrics.px(width))


def edit_onset(table: QTableView, _at: Micros) -> None:
    """Edit the current event in its cells, beginning with the onset; Tab goes on to the next cell."""
    index, model = table.currentIndex(), table.model()
    if not index.isValid() or model is None or table.state() == QAbstractItemView.State.EditingState:
        return
    cell = model.index(index.row(), 0)
    if model.flags(cell) & Qt.ItemFlag.ItemIsEditable:
        selection = table.selectionModel()
        assert selection is not None
        selection.setCurrentIndex(cell, QItemSelectionModel.SelectionFlag.NoUpdate)
        table.scrollTo(cell)
        take_keyboard(table)
        table.edit(cell)
