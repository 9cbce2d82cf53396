"""Assign observations to coders: several at once, with a scheme, a purpose and a day."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from PyQt6.QtCore import QDate, QSize, Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Purpose
from havenlens.domain.problems import StudyError
from havenlens.services.assignments import Assigned, assign
from havenlens.services.sign_in import add_account
from havenlens.services.study import Study
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_PURPOSES = (
    Purpose.RESEARCH,
    Purpose.RELIABILITY,
    Purpose.TRAINING,
    Purpose.MASTER,
    Purpose.CONSENSUS,
    Purpose.COACHING,
)
_Id = Qt.ItemDataRole.UserRole


class AssignDialog(Dialog):
    """Every observation that is ticked goes to every coder who is ticked; `done` says what came of it."""

    def __init__(self, study: Study, chosen: Collection[UUID] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Assign"))
        self._study = study
        self.done_with: Assigned | None = None
        self.observations = _ticks(tr("Observations"))
        for place in study.store.observations():
            _add(self.observations, f"{place.name}  {place.title}".strip(), place.id, place.id in chosen)
        self.coders = _ticks(tr("Coders"))
        for coder in study.store.coders():
            _add(self.coders, coder.name, coder.id, False)
        self.new_coder = QLineEdit()
        self.new_coder.setPlaceholderText(tr("Add a coder: type a name, press Enter"))
        self.new_coder.setAccessibleName(tr("New coder"))
        self.new_coder.returnPressed.connect(self._add_coder)
        self.scheme = ShortBox()
        for stored in study.store.schemes():
            self.scheme.addItem(f"{study.scheme(stored.id).name} ({stored.version})", stored.id)
        self.purpose = ShortBox()
        for purpose in _PURPOSES:
            self.purpose.addItem(tr(purpose.value), purpose)
        self.is_due = QCheckBox(tr("due on"))
        self.due = QDateEdit(QDate.currentDate().addDays(14))
        self.due.setAccessibleName(tr("due on"))
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("yyyy-MM-dd")
        self.due.setEnabled(False)
        self.is_due.toggled.connect(self.due.setEnabled)
        self.note = QPlainTextEdit()
        self.note.setPlaceholderText(tr("A note for the coder"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(current_look().metrics.px(56))
        self._said = QLabel()
        self._said.setProperty("role", "danger")
        self._said.setWordWrap(True)
        self._arrange()

    def _arrange(self) -> None:
        lists = QHBoxLayout()
        lists.setSpacing(Space.L)
        for title, widget, below in (
            (tr("Observations"), self.observations, None),
            (tr("Coders"), self.coders, self.new_coder),
        ):
            column = QVBoxLayout()
            label = QLabel(title)
            label.setProperty("role", "strong")
            column.addWidget(label)
            column.addWidget(widget, 1)
            if below is not None:
                column.addWidget(below)
            lists.addLayout(column, 1)
        day = QHBoxLayout()
        day.setSpacing(Space.S)
        day.addWidget(self.is_due)
        day.addWidget(self.due)
        day.addStretch()
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(tr("Scheme"), self.scheme)
        form.addRow(tr("Purpose"), self.purpose)
        form.addRow(tr("When"), day)
        form.addRow(tr("Note"), self.note)
        buttons, _ = confirm_or_cancel(self, tr("Assign"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(lists, 1)
        column.addLayout(form)
        column.addWidget(self._said)
        column.addWidget(buttons)
        self._said.hide()
        self.begin_in(640, 560)

    def _add_coder(self) -> None:
        try:
            made = add_account(self._study, self.new_coder.text())
        except StudyError as error:
            self._say(str(error))
            return
        self.new_coder.clear()
        known = [item for item in _items(self.coders) if item.data(_Id) == made.id]
        if known:
            known[0].setCheckState(Qt.CheckState.Checked)
        else:
            _add(self.coders, made.name, made.id, True)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.show()

    def accept(self) -> None:
        """Assign, or say in the dialog what is missing."""
        if self.new_coder.hasFocus() and self.new_coder.text().strip():
            return  # Enter added the coder who was typed
        due = self.due.date().toPyDate() if self.is_due.isChecked() else None
        try:
            self.done_with = assign(
                self._study,
                _ticked(self.observations),
                self.scheme.currentData(),
                _ticked(self.coders),
                self.purpose.currentData(),
                due,
                self.note.toPlainText(),
            )
        except StudyError as error:
            self._say(str(error))
            return
        super().accept()


class ReturnDialog(Dialog):
    """Asks why a coding goes back."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Return to the coder"))
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        heading.setWordWrap(True)
        self.note = QPlainTextEdit()
        self.note.setPlaceholderText(tr("What should be looked at again?"))
        self.note.setAccessibleName(tr("Note"))
        self.note.setTabChangesFocus(True)
        self._said = QLabel(say("work.note_missing"))
        self._said.setProperty("role", "danger")
        self._said.setWordWrap(True)
        self._said.hide()
        buttons, _ = confirm_or_cancel(self, tr("Return it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for part in (heading, self.note, self._said, buttons):
            column.addWidget(part)
        self.begin_in(420, 260)

    def accept(self) -> None:
        """Return it, or say that the note is missing."""
        if self.note.toPlainText().strip():
            super().accept()
        else:
            self._said.show()
            self.note.setFocus()


def _ticks(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    return made


def _add(box: QListWidget, text: str, own: UUID, ticked: bool) -> None:
    item = QListWidgetItem(text)
    item.setData(_Id, own)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
    item.setSizeHint(QSize(0, current_look().metrics.px(28)))
    box.addItem(item)


def _items(box: QListWidget) -> list[QListWidgetItem]:
    return [item for row in range(box.count()) if (item := box.item(row)) is not None]


def _ticked(box: QListWidget) -> list[UUID]:
    return [item.data(_Id) for item in _items(box) if item.checkState() == Qt.CheckState.Checked]
