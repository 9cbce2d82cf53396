"""The Work tab of Study: assignments with their status, and what the lead and the coders do with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Coding, CodingStatus
from havenlens.domain.problems import StudyError
from havenlens.services import submitting
from havenlens.services.assignments import Task, begin, next_assignment, take_back, tasks
from havenlens.services.checklist import counts_missing
from havenlens.services.ports import Progress
from havenlens.services.training import hidden_codings
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.study.assigning import AssignDialog, ReturnDialog
from havenlens.ui.study.coders_dialog import CodersDialog
from havenlens.ui.study.tasks import TasksModel, key_of
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.read_when_seen import ReadWhenSeen
from havenlens.ui.widgets.search_line import SearchLine
from havenlens.ui.widgets.tables import dress_rows, fit_columns
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_S = CodingStatus


class WorkTab(ReadWhenSeen):
    """Who codes what until when; a double-click opens, buttons lock, return and reopen."""

    coding_requested = pyqtSignal(object)
    """Carries the id of the coding to open."""
    changed = pyqtSignal()
    """Something was done; whoever shows the study reads it again, this tab included."""
    said = pyqtSignal(str, bool)

    def __init__(self, opened: OpenStudy, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened, self._jobs = opened, jobs
        self._coder: UUID | None = None
        self._chosen: UUID | None = None
        self._task: object = None
        self._counting: Job | None = None
        self.model = TasksModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.search = SearchLine(self.table, self.model, tr("Find work"), tr("What is due first"))
        self.search.listen_in(self)
        self.whose = ShortBox()
        self.whose.setAccessibleName(tr("Whose work is shown"))
        self.next = QPushButton(tr("Next assignment"))
        self.next.setProperty("role", "primary")
        self.next.setToolTip(tr("Open what is due next (Ctrl+Shift+Enter)"))
        self.assign = QPushButton(tr("Assign…"))
        show_icon(self.assign, "user-plus")
        self.coders = QPushButton(tr("Coders…"))
        show_icon(self.coders, "users")
        self.buttons: dict[str, QPushButton] = {
            "open": QPushButton(tr("Open")),
            "lock": QPushButton(tr("Lock")),
            "return": QPushButton(tr("Return…")),
            "reopen": QPushButton(tr("Take the lock off")),
            "take_back": QPushButton(tr("Take back")),
        }
        self._empty = EmptyState(
            "clipboard-check",
            tr("Nothing is assigned yet"),
            tr("Assign observations to coders, and see here how far each has come."),
            tr("Assign…"),
        )
        self._nothing = EmptyState(
            "search",
            tr("Nothing found"),
            tr("Every word has to be somewhere in the row."),
            tr("Show all"),
        )
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        label = QLabel(tr("Work of"))
        label.setProperty("role", "secondary")
        for part in (label, self.whose):
            head.addWidget(part)
        head.addWidget(self.search, 1)
        head.addWidget(self.coders)
        head.addWidget(self.assign)
        head.addWidget(self.next)
        table = self.table
        _, horizontal = dress_rows(table, tr("Work"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setWordWrap(False)
        horizontal.setStretchLastSection(True)
        horizontal.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        for button in self.buttons.values():
            foot.addWidget(button)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self._nothing, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.assign.clicked.connect(self._assign)
        self.coders.clicked.connect(self._show_coders_dialog)
        self._empty.primary_chosen.connect(self._assign)
        self.next.clicked.connect(self.open_next)
        self.whose.currentIndexChanged.connect(self._filter)
        self._nothing.primary_chosen.connect(self.search.show_all)
        self.search.narrowed.connect(self._show_found)
        self.table.doubleClicked.connect(self._open)
        for name, act in (
            ("open", self._open),
            ("lock", self._lock),
            ("return", self._return),
            ("reopen", self._reopen),
            ("take_back", self._take_back),
        ):
            self.buttons[name].clicked.connect(act)
        selection = self.table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._offer)
        for keys, act in (("Return", self._open), ("Enter", self._open)):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    # --- showing ------------------------------------------------------------------------------------

    def show_for(self, coder: UUID | None) -> None:
        """Show the work as somebody sees it: their own first."""
        if coder != self._coder:
            self._coder = coder
            self._chosen = coder
            self.refresh()

    def read_again(self) -> None:
        """Read the work again and show it; what is missing is counted in the background."""
        study = self._opened.study
        coders = {coder.id: coder.name for coder in study.store.coders()}
        hidden = hidden_codings(study, self._coder)
        listed = [one for one in tasks(study) if one.coding is None or one.coding.id not in hidden]
        schemes = {one: study.scheme(one).name for one in {task.scheme for task in listed}}
        leads = submitting.may_review(study, self._coder)
        self.model.show_tasks(listed, coders, schemes, leads=leads)
        self._empty.setVisible(not listed)
        self._show_coders(coders)
        fit_columns(self.table, self.model, names=(0, 1, 2))
        if self._counting is not None:
            self._counting.cancel()
        self._counting = self._jobs.submit(
            self._count, on_done=self._show_missing, on_failed=self._ignore, on_progress=self._counted
        )

    def _count(self, progress: Progress) -> Mapping[UUID, int]:
        opened = self._opened.reader()
        try:
            return counts_missing(opened.study, progress)
        finally:
            opened.close()

    def _counted(self, _done: int, _total: int) -> None:
        """Say nothing: the numbers that were counted last stand until the new ones are there."""

    def _show_missing(self, missing: Mapping[UUID, int]) -> None:
        self.model.show_missing(missing)
        if self.current() is None:
            self._show_found()

    def _ignore(self, _error: StudyError) -> None:
        """Leave the numbers out where the study cannot be read a second time."""

    def _show_coders(self, coders: Mapping[UUID, str]) -> None:
        self.whose.blockSignals(True)
        self.whose.clear()
        self.whose.addItem(tr("everybody"), None)
        for own, name in sorted(coders.items(), key=lambda pair: pair[1].casefold()):
            self.whose.addItem(name, own)
        owns = [self.whose.itemData(place) for place in range(self.whose.count())]
        self.whose.setCurrentIndex(owns.index(self._chosen) if self._chosen in owns else 0)
        self.whose.blockSignals(False)
        self._filter()

    def _filter(self, _index: int = 0) -> None:
        self._chosen = self.whose.currentData()
        self.model.show_work_of(self._chosen)
        self._show_found()

    def _show_found(self) -> None:
        """Show the rows that are found; the task that was chosen stays so while it is among them."""
        self.search.tell()
        self.table.setVisible(self._empty.isHidden() and not self.search.found_nothing)
        self._nothing.setVisible(self.search.found_nothing)
        if self.model.rowCount():
            self.table.selectRow(self.model.row_of(self._task) or 0)
        self._offer()

    def current(self) -> Task | None:
        """Give the task that is chosen."""
        index = self.table.currentIndex()
        return self.model.task(index.row()) if index.isValid() else None

    def _offer(self, *_row: object) -> None:
        """Offer what can be done with the chosen task by whoever is at work."""
        task, writable = self.current(), self._opened.writable
        self._task = self._task if task is None else key_of(task)
        status = None if task is None else task.status
        leads = writable and submitting.may_review(self._opened.study, self._coder)
        fits = {
            "open": task is not None and (task.coding is not None or writable),
            "lock": leads and status is _S.SUBMITTED,
            "return": leads and status is _S.SUBMITTED,
            "reopen": leads and status is _S.LOCKED,
            "take_back": leads and task is not None and task.assignment is not None and task.coding is None,
        }
        self._keep_keyboard([button for name, button in self.buttons.items() if not fits[name]])
        for name, button in self.buttons.items():
            button.setEnabled(bool(fits[name]))
        self.assign.setEnabled(leads)
        reason = "" if leads or not writable else say("work.leads_only")
        for button in (self.assign, *(self.buttons[name] for name in ("lock", "return", "reopen"))):
            button.setToolTip(reason)
        self.next.setEnabled(writable)

    def _keep_keyboard(self, closing: Sequence[QPushButton]) -> None:
        """Give the keyboard back to the table before Qt hands it on from a button that is closed."""
        window = self.window()
        if window is not None and window.focusWidget() in closing:
            self.table.setFocus()

    # --- doing --------------------------------------------------------------------------------------

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except StudyError as error:
            self.said.emit(str(error), True)
            return
        self.changed.emit()

    def _show_coders_dialog(self) -> None:
        study = self._opened.study
        may = self._opened.writable and submitting.may_review(study, self._coder)
        dialog = CodersDialog(study, self, may_change=may)
        dialog.finished.connect(self.changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _assign(self) -> None:
        task = self.current()
        chosen = () if task is None else (task.observation.id,)
        dialog = AssignDialog(self._opened.study, chosen, self)
        dialog.accepted.connect(partial(self._assigned, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _assigned(self, dialog: AssignDialog) -> None:
        if dialog.done_with is not None:
            self.changed.emit()
            done = dialog.done_with
            self.said.emit(say("work.assigned", n=len(done.new), there=done.there), False)

    def open_next(self) -> None:
        """Open what is due next for whoever is at work."""
        if self._coder is None:
            self.said.emit(say("work.nobody"), True)
            return
        upcoming = next_assignment(self._opened.study, self._coder)
        if upcoming is None:
            names = {one.id: one.name for one in self._opened.study.store.coders()}
            self.said.emit(say("work.nothing_next", coder=names[self._coder]), False)
            return
        self._begin_and_open(lambda: begin(self._opened.study, upcoming))

    def _open(self, *_index: object) -> None:
        task = self.current()
        if task is None:
            return
        if task.coding is not None:
            self.coding_requested.emit(task.coding.id)
        elif task.assignment is not None and self._opened.writable:
            assignment = task.assignment
            self._begin_and_open(lambda: begin(self._opened.study, assignment))

    def _begin_and_open(self, make: Callable[[], UUID]) -> None:
        try:
            coding = make()
        except StudyError as error:
            self.said.emit(str(error), True)
            return
        self.coding_requested.emit(coding)

    def _with_coding(self, act: Callable[[Coding], object]) -> None:
        task = self.current()
        if task is not None and task.coding is not None:
            coding = task.coding
            self._try(lambda: act(coding))

    def _lock(self) -> None:
        self._with_coding(lambda coding: submitting.lock(self._opened.study, coding, self._coder))

    def _reopen(self) -> None:
        self._with_coding(lambda coding: submitting.reopen(self._opened.study, coding, self._coder))

    def _return(self) -> None:
        task = self.current()
        if task is None or task.coding is None:
            return
        title = f"{task.observation.name}  {task.observation.title}".strip()
        dialog = ReturnDialog(title, self)
        dialog.accepted.connect(partial(self._returned, dialog, task.coding))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _returned(self, dialog: ReturnDialog, coding: Coding) -> None:
        note = dialog.note.toPlainText()
        self._try(lambda: submitting.give_back(self._opened.study, coding, self._coder, note))

    def _take_back(self) -> None:
        task = self.current()
        if task is not None and task.assignment is not None:
            assignment = task.assignment
            self._try(lambda: take_back(self._opened.study, assignment))
