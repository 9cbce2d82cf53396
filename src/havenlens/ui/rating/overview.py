"""All ratings of a coding at a glance: the periods down, what is rated across."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QKeyEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.events import Rating, RatingPeriod
from havenlens.domain.ratings import RatingUnit
from havenlens.services.rating import RatingWork
from havenlens.services.rating_words import period_name, reason_text, whole_name
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import ntr, tr

_Role = Qt.ItemDataRole
_PARENT = QModelIndex()


class RatingsModel(QAbstractTableModel):
    """Scores and reasons as cells; a blank is an empty cell, and said to be blank."""

    def __init__(self, work: RatingWork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._periods: tuple[RatingPeriod, ...] = ()
        self._units: tuple[RatingUnit, ...] = ()
        self._rated: dict[tuple[Any, RatingUnit], Rating] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take over what is rated now."""
        work = self._work
        periods, ratings = work.periods.all, work.session.ratings
        found = dict.fromkeys(work.units) | dict.fromkeys(RatingUnit.of(rating) for _, rating in ratings)
        rated = {(period.id, RatingUnit.of(rating)): rating for period, rating in ratings}
        if (periods, tuple(found)) != (self._periods, self._units):
            self.beginResetModel()
            self._periods, self._units, self._rated = periods, tuple(found), rated
            self.endResetModel()
        elif rated != self._rated:
            self._rated = rated
            last = self.index(len(periods) - 1, len(self._units) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(periods) - 1)

    def rowCount(self, parent: QModelIndex = _PARENT) -> int:
        return 0 if parent.isValid() else len(self._periods)

    def columnCount(self, parent: QModelIndex = _PARENT) -> int:
        return 0 if parent.isValid() else len(self._units)

    def cell(self, index: QModelIndex) -> tuple[RatingPeriod, RatingUnit] | None:
        """Give the period and the unit of a cell."""
        return (self._periods[index.row()], self._units[index.column()]) if index.isValid() else None

    def index_of(self, period: RatingPeriod, unit: RatingUnit) -> QModelIndex:
        """Give the cell of a period and a unit."""
        row = next((n for n, each in enumerate(self._periods) if each.id == period.id), -1)
        column = self._units.index(unit) if unit in self._units else -1
        return self.index(row, column)

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        found = self.cell(index)
        if found is None:
            return None
        rating = self._rated.get((found[0].id, found[1]))
        match role:
            case _Role.DisplayRole:
                return _short(rating)
            case _Role.ToolTipRole | _Role.AccessibleTextRole:
                return self._whole(*found, rating)
            case _Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case _Role.FontRole if rating is not None and rating.score is not None:
                look = current_look()
                return look.font(look.metrics.body, QFont.Weight.DemiBold, tabular=True)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            name = self._name_of(self._units[section])
            if role == _Role.DisplayRole:
                return name.replace(": ", "\n", 1) if self._units[section].subject else name
            return name if role == _Role.ToolTipRole else None
        if role == _Role.DisplayRole:
            given = self._work.given(self._periods[section])
            mark = "✓" if given.is_complete else f"{given.given}/{given.expected}"
            return f"{whole_name(self._periods[section])}   {mark}"
        return None

    def _name_of(self, unit: RatingUnit) -> str:
        session = self._work.session
        known = session.scheme.dimension_by_id.get(unit.dimension)
        name = unit.dimension if known is None else known.name
        who = "" if unit.subject is None else session.names.get(unit.subject, "")
        return f"{who}: {name}" if who else name

    def _whole(self, period: RatingPeriod, unit: RatingUnit, rating: Rating | None) -> str:
        given = _short(rating) or tr("blank")
        lines = [f"{self._name_of(unit)}, {period_name(period)}: {given}"]
        if rating is not None and rating.note:
            lines.append(rating.note)
        return "\n".join(lines)


def _short(rating: Rating | None) -> str:
    """Write a rating into a cell: the score or the reason, then whether there are a note and evidence."""
    if rating is None:
        return ""
    parts = [str(rating.score) if rating.score is not None else reason_text(rating.reason or "")]
    if rating.note:
        parts.append(tr("note"))
    if rating.evidence:
        parts.append(ntr("{n} event", "{n} events", len(rating.evidence)))
    return " · ".join(parts)


class RatingsTable(QTableView):
    """The cells; a click or Enter opens one, arrows move, and digits score where the sheet shows it."""

    opened = pyqtSignal(object, object)
    """Carries the period and the unit of the cell to rate."""
    moved_to = pyqtSignal(object, object)
    """Carries the period and the unit of the cell that arrows have come to."""

    def __init__(self, model: RatingsModel, *, lines: int = 1, parent: QWidget | None = None) -> None:
        """Make the table; ``lines`` is how many its headings have."""
        super().__init__(parent)
        self._ratings = model
        self.setModel(model)
        self.setAccessibleName(tr("All ratings"))
        self.setShowGrid(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setProperty("frame", "none")
        self.setWordWrap(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        assert across is not None
        assert down is not None
        metrics = current_look().metrics
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(metrics.px(128))
        across.setTextElideMode(Qt.TextElideMode.ElideRight)
        across.setSectionsClickable(False)
        across.setFixedHeight(metrics.table_row + (lines - 1) * metrics.px(16))
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(metrics.table_row)
        down.setSectionsClickable(False)
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Open with Enter and move with the arrows; all other keys are heard as everywhere."""
        if event is None:
            return
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() in arrows and not event.modifiers():
            super().keyPressEvent(event)
            self._tell()
        else:
            event.ignore()

    def _tell(self) -> None:
        found = self._ratings.cell(self.currentIndex())
        if found is not None:
            self.moved_to.emit(*found)

    def _open(self, index: QModelIndex) -> None:
        found = self._ratings.cell(index)
        if found is not None:
            self.opened.emit(*found)


class RatingsOverview(QFrame):
    """The table of all ratings; where nothing is laid over a film, a line says how periods come about."""

    period_wanted = pyqtSignal()

    def __init__(self, work: RatingWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self._work = work
        self.model = RatingsModel(work, self)
        self.table = RatingsTable(self.model, lines=2 if work.people else 1)
        self._hint = QLabel(tr("Select an event that lasts, or mark in and out; Ctrl+Shift+R rates it."))
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(Space.M, Space.S, Space.M, 0)
        self.another = QPushButton(tr("One more period"))
        self.another.setProperty("role", "quiet")
        self.another.clicked.connect(self._ask_for_another)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._hint)
        column.addWidget(self.table, 1)
        column.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def refresh(self) -> None:
        """Show everything as it is now."""
        self.model.refresh()
        empty = not self._work.periods.all
        self._hint.setVisible(empty)
        self.another.setVisible(self._work.periods.is_live)
        self.table.setVisible(not empty)

    def show_cell(self, period: RatingPeriod, unit: RatingUnit) -> None:
        """Make the cell current that the sheet shows."""
        index = self.model.index_of(period, unit)
        if index.isValid() and index != self.table.currentIndex():
            self.table.setCurrentIndex(index)

    @property
    def title(self) -> str:
        """Give the words for the tab: how many periods are complete."""
        regular = self._work.periods.regular
        done = sum(self._work.given(period).is_complete for period in regular)
        return tr("Ratings {n}/{m}").format(n=done, m=len(regular)) if regular else tr("Ratings")

    @property
    def planned(self) -> str:
        """Say what the scheme plans where there are fewer periods; empty where there are enough."""
        least, there = self._work.session.scheme.plan.min_units or 0, len(self._work.periods.regular)
        if not 0 < there < least:
            return ""
        return tr("The scheme plans at least {n} periods; here there are {m}.").format(n=least, m=there)

    def _ask_for_another(self, _checked: bool) -> None:
        self.period_wanted.emit()
