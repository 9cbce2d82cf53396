"""The Board: every teacher's cycle with what is due, and the fidelity log."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtCore import QEvent, QModelIndex, QObject, QSignalBlocker, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.keymap import KeyStroke
from havenlens.services.coaching.board import BoardRow, StepState, coaches_of, coaching_board
from havenlens.ui.coaching.board_actions import BoardActions
from havenlens.ui.coaching.board_table import BoardModel, BoardTable
from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.ui.coaching.fidelity_tab import FidelityTab
from havenlens.ui.coaching.rules_dialog import RulesDialog
from havenlens.ui.coaching.start_dialog import StartCycleDialog
from havenlens.ui.qt.keys import stroke_of
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.navigation import SegmentedNav
from havenlens.words.catalogue import ntr, tr


class BoardPage(CoachPart):
    """Twenty teachers at a glance: what is late stands on top; Enter opens a cycle for review."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__(desk)
        self.model = BoardModel(self)
        self.table = BoardTable(self.model)
        self.actions_bar = BoardActions(desk)
        self.coach = ShortBox()
        self.start = QPushButton(tr("Start a cycle…"))
        self.rules = QPushButton(tr("How this study coaches…"))
        self.summary = ElidedLabel()
        self.fidelity = FidelityTab(desk)
        self.views = SegmentedNav([("cycles", tr("Cycles")), ("fidelity", tr("Fidelity"))])
        self._views = QStackedWidget()
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            "message-square",
            tr("Nobody is coached yet"),
            tr("A cycle holds three short clips with a prompt each, and the plan that follows."),
            tr("Start a cycle…") if desk.opened.writable else "",
        )
        self._coach_known = False
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.coach.setAccessibleName(tr("Whose cycles are shown"))
        self.start.setEnabled(self.desk.opened.writable)
        self.start.setToolTip(tr("Ctrl+Shift+N"))
        self.rules.setProperty("role", "quiet")
        self.rules.setEnabled(self.desk.opened.writable)
        self.summary.setProperty("role", "secondary")
        whose = QLabel(tr("Coach"))
        whose.setProperty("role", "secondary")
        head = FlowLayout()
        head.addWidget(self.views)
        head.addWidget(whose)
        head.addWidget(self.coach)
        head.addWidget(self.summary)
        head.addStretch()
        head.addWidget(self.rules)
        head.addWidget(self.start)
        cycles = QWidget()
        inside = QVBoxLayout(cycles)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(Space.S)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.actions_bar)
        self.views.setAccessibleName(tr("What the board shows"))
        self._views.addWidget(cycles)
        self._views.addWidget(self.fidelity)
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self._views, 1)
        self._stack.addWidget(listing)
        self._stack.addWidget(self._empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        page.addWidget(self._stack)

    def _connect(self) -> None:
        self.coach.activated.connect(self._show_coach)
        self.start.clicked.connect(self.ask_for_cycle)
        self.rules.clicked.connect(self._edit_rules)
        self._empty.primary_chosen.connect(self.ask_for_cycle)
        self.views.current_changed.connect(self._show_view)
        self.table.doubleClicked.connect(self._open_index)
        selection = self.table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._show_current)
        self.table.installEventFilter(self)
        self.actions_bar.start_requested.connect(self._start_for)
        self.actions_bar.open_requested.connect(self.open_row)
        self.desk.changed.connect(self._show_change)

    # --- showing ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the board as it is today; whoever comes from elsewhere has the keyboard in the table."""
        self._list_coaches()
        current = self._current()
        rows = coaching_board(self.desk.study, self.desk.today(), self.coach.currentData())
        self.model.show_rows(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        wanted = None if current is None else self.model.place_of(current.teacher)
        self.table.selectRow(wanted or 0)
        self._show_current()
        late = sum(row.next_step is not None and row.next_step.state is StepState.LATE for row in rows)
        n = sum(row.cycle is not None and not row.is_complete for row in rows)
        parts = [ntr("{n} cycle under way", "{n} cycles under way", n)]
        if late:
            parts.append(ntr("{n} late", "{n} late", late))
        self.summary.show_text(" · ".join(parts))
        self._show_view(self.views.current())
        focused = QApplication.focusWidget()
        if focused is None or (focused.window() is self.window() and not self.isAncestorOf(focused)):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list_coaches(self) -> None:
        coaches = coaches_of(self.desk.study)
        chosen = self.coach.currentData()
        if not self._coach_known and any(one.id == self.desk.coach for one in coaches):
            chosen, self._coach_known = self.desk.coach, True
        with QSignalBlocker(self.coach):
            self.coach.clear()
            self.coach.addItem(tr("All coaches"), None)
            for one in coaches:
                self.coach.addItem(one.name, one.id)
            self.coach.setCurrentIndex(max(0, place_of(self.coach, chosen)))

    def _show_change(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show_coach(self, _place: int) -> None:
        self.refresh()

    def _show_view(self, key: str) -> None:
        self._views.setCurrentIndex(1 if key == "fidelity" else 0)
        if key == "fidelity":
            self.fidelity.show_for(self.coach.currentData())

    def _show_current(self, *_indexes: QModelIndex) -> None:
        self.actions_bar.show_row(self._current())

    def _current(self) -> BoardRow | None:
        return self.model.row(self.table.currentIndex().row())

    # --- doing --------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hear keys before the table does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.table:
            return self._hear(event, in_table=True)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None or not self._hear(event, in_table=False):
            super().keyPressEvent(event)

    def _hear(self, event: QKeyEvent, *, in_table: bool) -> bool:
        """Enter opens a cycle; with Ctrl, Enter does the next step, Z takes one back; Ctrl+Shift+N begins."""
        stroke = stroke_of(event)
        if stroke == KeyStroke("enter") and in_table:
            self.open_row(self._current())
        elif stroke == KeyStroke("enter", ctrl=True):
            self.actions_bar.do_next()
        elif stroke == KeyStroke("z", ctrl=True):
            self.actions_bar.take_back()
        elif stroke == KeyStroke("n", ctrl=True, shift=True):
            self.ask_for_cycle()
        else:
            return False
        return True

    def open_row(self, row: BoardRow | None) -> None:
        """Take up a row's cycle and go to its review; offer to begin one where there is none."""
        if row is None:
            return
        if row.cycle is None:
            self._start_for(row)
            return
        self.desk.take_up(row.cycle)
        self.desk.go_to("review")

    def _open_index(self, index: QModelIndex) -> None:
        self.open_row(self.model.row(index.row()))

    def ask_for_cycle(self) -> None:
        """Ask with whom a cycle begins, and begin it."""
        row = self._current()
        self._ask(None if row is None else row.teacher)

    def _edit_rules(self) -> None:
        RulesDialog(self.desk, self).exec()  # it tells everybody itself

    def _start_for(self, row: BoardRow) -> None:
        self._ask(row.teacher)

    def _ask(self, teacher: UUID | None) -> None:
        if not self.desk.opened.writable:
            return
        coach = self.coach.currentData() or self.desk.coach
        dialog = StartCycleDialog(self.desk.study, teacher, coach, self.desk.today(), self)
        dialog.finished.connect(partial(self._begun, dialog))
        dialog.open()

    def _begun(self, dialog: StartCycleDialog, result: int) -> None:
        if result == QDialog.DialogCode.Accepted and dialog.made is not None:
            self.desk.said.emit(dialog.chosen_words(), False)
            self.desk.reload()
            place = self.model.place_of(dialog.made.teacher)
            if place is not None:
                self.table.selectRow(place)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        dialog.deleteLater()
