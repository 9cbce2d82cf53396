"""Work through a recode queue: one question at a time, each beside the moment it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.domain.scheme_maps import NEW, SPLIT
from havenlens.domain.time import clock
from havenlens.services.coding_record import CodingRecord
from havenlens.services.recode_queue import RecodeItem, RecodeQueue
from havenlens.services.study import Study
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.words.catalogue import tr

RecordOf = Callable[[UUID], CodingRecord | None]
"""Gives the record of a coding that is open, so that what is answered here shows there at once."""

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""Keys that would press a dialog's first button, whatever has the focus."""

_Item = Qt.ItemDataRole.UserRole


def nothing_open(_coding: UUID) -> CodingRecord | None:
    """Say that no coding is open."""
    return None


class _Items(QListWidget):
    """A list that leaves letters and digits to the panel, and does not search by them."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        assert event is not None
        if event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)


class RecodePanel(QWidget):
    """The items that are left; digits answer the current one, Enter opens its coding at the moment."""

    moment_requested = pyqtSignal(object, object)
    """Carries the id of a coding and the moment (microseconds) to open it at."""
    answered = pyqtSignal()

    def __init__(
        self,
        study: Study,
        record_of: RecordOf = nothing_open,
        parent: QWidget | None = None,
        coder: UUID | None = None,
    ) -> None:
        super().__init__(parent)
        self._study, self._record_of = study, record_of
        self.queue = RecodeQueue(study, coder)
        self._schemes: dict[UUID, UUID] = {}
        self.banner = Banner()
        self.list = _Items()
        self.list.setAccessibleName(tr("What to look at again"))
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.question.setProperty("role", "heading")
        self.where = QLabel()
        self.where.setProperty("role", "secondary")
        self.progress = QProgressBar()
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self._choices = QHBoxLayout()
        self._choices.setSpacing(Space.S)
        self.open_button = QPushButton(tr("Show the moment"))
        show_icon(self.open_button, "play")
        self.skip_button = QPushButton(tr("Later (S)"))
        self._arrange()
        self.list.currentItemChanged.connect(self._show_item)
        self.list.itemActivated.connect(self.show_moment)
        self.open_button.clicked.connect(self.show_moment)
        self.skip_button.clicked.connect(self.skip)
        self.refresh()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self.progress, 1)
        top.addWidget(self.count)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.open_button)
        row.addWidget(self.skip_button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        for part in (self.banner, self.where, self.question):
            column.addWidget(part)
        column.addLayout(self._choices)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addLayout(top)
        column.addStretch()  # where there is no list, the sentence stays at the top

    def refresh(self) -> None:
        """Read the queue again and show it, with the current item where it was."""
        self.list.ensurePolished()
        row = max(self.list.currentRow(), 0)
        every = self.queue.items(all_items=True)
        items = [item for item in every if not item.done]
        self._schemes = {coding.id: coding.scheme for coding in self._study.store.list_codings()}
        self.list.blockSignals(True)
        self.list.clear()
        for item in items:
            shown = QListWidgetItem(
                f"{self._moment(item)}   {item.observation}   {item.coder}   {self._short(item)}"
            )
            shown.setData(_Item, item)
            self.list.addItem(shown)
        self.list.setCurrentRow(min(row, len(items) - 1))
        self.list.blockSignals(False)
        done, total = len(every) - len(items), len(every)
        self.progress.setMaximum(max(total, 1))
        self.progress.setValue(done if total else 1)
        for part in (self.list, self.progress, self.count, self.open_button, self.skip_button):
            part.setVisible(total > 0)
        self.count.setText(tr("{done} of {total} done").format(done=done, total=total))
        self._show_item()

    def current(self) -> RecodeItem | None:
        """Give the item that is asked about."""
        item = self.list.currentItem()
        found: RecodeItem | None = None if item is None else item.data(_Item)
        return found

    def _moment(self, item: RecodeItem) -> str:
        return tr("whole") if item.kind == NEW else clock(item.at)

    def _short(self, item: RecodeItem) -> str:
        scheme = self._study.scheme(self._schemes[item.coding])
        if item.lost is not None:
            return tr("left out: {answers}").format(answers=item.lost.words(scheme))
        names = " / ".join(scheme.code_by_id[code].name for code in item.choices)
        return tr("new: {codes}").format(codes=names) if item.kind == NEW else names

    def _show_item(self, *_: object) -> None:
        while (gone := self._choices.takeAt(0)) is not None:
            widget = gone.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        item = self.current()
        for button in (self.open_button, self.skip_button):
            button.setEnabled(item is not None)
        if item is None:
            self.where.clear()
            self.question.setText(tr("There is nothing to look at again."))
            return
        scheme = self._study.scheme(self._schemes[item.coding])
        row = self._study.store.rows_of("scheme_maps", id=item.map)[0]
        self.where.setText(f"{item.observation} · {item.coder}")
        self.question.setText(item.question(scheme, self._study.scheme(row["old_scheme"])))
        for number, code in enumerate(item.choices, start=1):
            words = scheme.code_by_id[code].name if item.kind == SPLIT else tr("Looked through")
            button = QPushButton(f"{number}  {words}")
            button.clicked.connect(partial(self.answer, number))
            self._choices.addWidget(button)
        self._choices.addStretch()

    def answer(self, number: int, _checked: object = None) -> None:
        """Give the answer with a number, counted from 1, to the current item."""
        item = self.current()
        if item is None or not 1 <= number <= len(item.choices):
            return
        self.banner.hide()
        try:
            self.queue.answer(item, item.choices[number - 1], self._record_of(item.coding))
        except StudyError as error:
            self.banner.say(str(error), Level.DANGER)
            return
        self.refresh()
        self.answered.emit()

    def skip(self) -> None:
        """Leave the current item for later."""
        item = self.current()
        if item is not None:
            self.queue.skip(item.id)
            self.refresh()

    def show_moment(self, *_: object) -> None:
        """Ask for the coding of the current item to be opened at its moment."""
        item = self.current()
        if item is not None:
            self.moment_requested.emit(item.coding, item.at)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        assert event is not None
        digit = event.key() - Qt.Key.Key_0
        if 1 <= digit <= 9:
            self.answer(digit)
        elif event.key() == Qt.Key.Key_S:
            self.skip()
        else:
            super().keyPressEvent(event)


class RecodeDialog(Dialog):
    """The recode queue in a window of its own, beside the Code workspace."""

    moment_requested = pyqtSignal(object, object)

    def __init__(
        self,
        study: Study,
        record_of: RecordOf = nothing_open,
        parent: QWidget | None = None,
        coder: UUID | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Code again"))
        self.begin_in(640, 520)
        self.panel = RecodePanel(study, record_of, coder=coder)
        self.panel.moment_requested.connect(self.moment_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        self.panel.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in ENTER_KEYS:
            return  # Enter shows the moment and answers nothing
        super().keyPressEvent(event)
