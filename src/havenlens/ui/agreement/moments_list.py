"""A list of moments: filtered by kind, gone through by keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QEvent, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from havenlens.services.disagreements import Disagreement, DisagreementKind
from havenlens.ui.agreement.kinds import kind_name
from havenlens.ui.agreement.moments_model import (
    AT,
    FIRST,
    KIND,
    LENGTH,
    LISTED,
    PLACE,
    SAID,
    SECOND,
    MomentsModel,
)
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.chip import Chip
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import ntr, tr

_WIDTHS = {KIND: 128, PLACE: 84, AT: 116, LENGTH: 84, FIRST: 112, SECOND: 112, SAID: 200, LISTED: 60}
_ROOM_FOR_WORDS = 640
"""How wide the list has to be to say in it what stands beside it anyway."""


class MomentsList(QWidget):
    """Enter plays, P puts a moment on the list for the meeting, R rules; a double click plays, too."""

    chosen = pyqtSignal(object)
    """Carries the `Disagreement` that the person is at, or None."""
    played = pyqtSignal(object)
    add_requested = pyqtSignal(object)
    rule_requested = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Disagreement, ...] = ()
        self._only: DisagreementKind | None = None
        self._places: Mapping[UUID, str] = {}
        self._coders = ("", "")
        self._number: Callable[[Disagreement], int] = _number_of_nothing
        self.chips: dict[DisagreementKind | None, Chip] = {}
        self._bar = FlowLayout()
        self._bar.setSpacing(Space.XS)
        self.model = MomentsModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self._hint = QLabel(tr("Enter plays · P puts on the list for the meeting · R rules"))
        self._hint.setProperty("role", "label")
        self._hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(self._bar)
        column.addWidget(self.table, 1)
        column.addWidget(self._hint)
        self._dress()

    def _dress(self) -> None:
        side, top = dress_rows(self.table, tr("Moments"))
        self._top = top
        side.setDefaultSectionSize(current_look().metrics.table_row)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        top.setStretchLastSection(False)
        top.setSectionResizeMode(SAID, QHeaderView.ResizeMode.Stretch)
        top.setMinimumSectionSize(current_look().metrics.px(48))
        self.table.setWordWrap(False)
        self.table.installEventFilter(self)
        self.table.doubleClicked.connect(self._play_index)
        selection = self.table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._tell)
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, current_look().metrics.px(width))

    # --- what is shown ------------------------------------------------------------------------------

    def show_moments(
        self,
        moments: Sequence[Disagreement],
        places: Mapping[UUID, str],
        coders: tuple[str, str],
        number: Callable[[Disagreement], int] | None = None,
    ) -> None:
        """Show moments with the names of their observations and coders.

        ``number`` gives a moment's number on the list for the meeting, or 0.
        """
        self._all = tuple(moments)
        self._places, self._coders, self._number = places, coders, number or _number_of_nothing
        self._make_chips()
        self._filter(None)
        self.table.setColumnHidden(PLACE, len({one.observation for one in moments}) < 2)
        # How long it was matters where time was compared; events are told apart by their onsets.
        self.table.setColumnHidden(LENGTH, all(one.said.code != "moment.stretch" for one in moments))
        self._fit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.table.width() >= current_look().metrics.px(_ROOM_FOR_WORDS)
        self.table.setColumnHidden(SAID, not wide)
        self._top.setStretchLastSection(not wide)
        for column in (FIRST, SECOND):
            self.table.setColumnWidth(column, current_look().metrics.px(_WIDTHS[column] if wide else 94))

    def _make_chips(self) -> None:
        while (taken := self._bar.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.deleteLater()
        self.chips.clear()
        counts = Counter(one.kind for one in self._all)
        every = tr("All {n}").format(n=len(self._all))
        for kind in (None, *(kind for kind in DisagreementKind if counts[kind])):
            chip = Chip(every if kind is None else f"{kind_name(kind)} {counts[kind]}")
            chip.clicked.connect(partial(self._filter, kind))
            self.chips[kind] = chip
            self._bar.addWidget(chip)

    def _filter(self, kind: DisagreementKind | None, _checked: bool = False) -> None:  # noqa: FBT002 - a signal's
        self._only = kind
        for each, chip in self.chips.items():
            chip.setChecked(each is kind)
        rows = [one for one in self._all if kind in (None, one.kind)]
        self.model.show_rows(rows, self._places, self._coders, self._number)
        self.table.setAccessibleDescription(ntr("{n} moment", "{n} moments", len(rows)))
        if rows:
            self.table.selectRow(0)
        else:
            self.chosen.emit(None)

    def refresh(self) -> None:
        """Look up again which moments are on the list for the meeting."""
        self.model.refresh()

    def retype(self, before: Disagreement, after: Disagreement) -> None:
        """Show a moment as another kind."""
        row = self.table.currentIndex().row()
        self._all = tuple(after if one is before else one for one in self._all)
        self._make_chips()
        self._filter(None)
        self.table.selectRow(max(0, row))

    # --- where the person is ------------------------------------------------------------------------

    @property
    def current(self) -> Disagreement | None:
        """Give the moment that the person is at."""
        return self.model.row(self.table.currentIndex().row())

    def step(self, by: int) -> None:
        """Go some rows on (1) or back (-1)."""
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.table.selectRow(row)

    def _tell(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.model.row(index.row()))

    def _play_index(self, index: QModelIndex) -> None:
        one = self.model.row(index.row())
        if one is not None:
            self.played.emit(one)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hear the list's own keys before the table takes letters for a search."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or watched is not self.table:
            return super().eventFilter(watched, event)
        assert isinstance(event, QKeyEvent)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        signal = {
            Qt.Key.Key_Return: self.played,
            Qt.Key.Key_Enter: self.played,
            Qt.Key.Key_P: self.add_requested,
            Qt.Key.Key_R: self.rule_requested,
        }.get(Qt.Key(event.key()))
        if not plain or signal is None or self.current is None:
            return False
        signal.emit(self.current)
        return True


def _number_of_nothing(_one: Disagreement) -> int:
    return 0
