"""Say who is coding: choose a name, and type the PIN where there is one."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

from PyQt6.QtCore import QCoreApplication, QEvent, QObject, QRegularExpression, Qt
from PyQt6.QtGui import QKeyEvent, QRegularExpressionValidator
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.sign_in import LONGEST, Account, Doorkeeper, accounts, add_account
from havenlens.services.study import Study
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_Account = Qt.ItemDataRole.UserRole


class PinField(QLineEdit):
    """A field for a PIN: digits, shown as dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d*"), self))
        self.setPlaceholderText(tr("PIN"))
        self.setAccessibleName(tr("PIN"))


_ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down})


class SignInDialog(Dialog):
    """Asks who codes; `account` is who it is, once it was accepted."""

    def __init__(
        self, study: Study, last: UUID | None = None, parent: QWidget | None = None, *, may_add: bool = True
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Who is coding?"))
        self.keep_wide(400)
        self._study = study
        self._door = Doorkeeper(study, monotonic)
        self.account: Account | None = None
        self.people = QListWidget()
        self.people.setAccessibleName(tr("Coders"))
        self.people.setMinimumHeight(current_look().metrics.px(150))
        self.pin = PinField()
        self.new_name = QLineEdit()
        self.new_name.setPlaceholderText(tr("A new name, such as MK"))
        self.new_name.setAccessibleName(tr("New coder"))
        self.add = QPushButton(tr("Add"))
        self.add.setAutoDefault(False)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setProperty("role", "danger")
        self._arrange(may_add)
        self._show_people(last)
        self.people.currentRowChanged.connect(self._chosen)
        self.people.itemActivated.connect(self.accept)
        self.add.clicked.connect(self._add)
        self.new_name.returnPressed.connect(self._add)
        self.pin.installEventFilter(self)
        self._chosen()
        known = self.chosen
        if known is not None and known.id == last and known.has_pin:
            self.pin.setFocus()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let the arrows choose another name while the PIN is typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ARROWS:
            self.people.setFocus()
            QCoreApplication.sendEvent(self.people, event)
            return True
        return super().eventFilter(watched, event)

    def _arrange(self, may_add: bool) -> None:
        title = QLabel(tr("Who is coding?"))
        title.setProperty("role", "heading")
        adding = QWidget()
        row = QHBoxLayout(adding)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.new_name, 1)
        row.addWidget(self.add)
        adding.setVisible(may_add)
        self._note = QLabel(say("sign.courtesy"))
        self._note.setProperty("role", "secondary")
        self._note.setWordWrap(True)
        buttons, ok = confirm_or_cancel(self, tr("That is me"))
        ok.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for part in (title, self.people, self.pin, self._said, adding, self._note, buttons):
            column.addWidget(part)
        self._said.hide()

    def _show_people(self, chosen: UUID | None) -> None:
        listed = accounts(self._study)
        self.people.clear()
        for one in listed:
            words = [one.name, tr(one.role), *([tr("PIN")] if one.has_pin else [])]
            item = QListWidgetItem(" · ".join(words))
            item.setData(_Account, one)
            self.people.addItem(item)
            if one.id == chosen:
                self.people.setCurrentItem(item)
        if self.people.currentRow() < 0 and listed:
            self.people.setCurrentRow(0)
        self._note.setVisible(any(one.has_pin for one in listed))

    @property
    def chosen(self) -> Account | None:
        """Give the name that is chosen."""
        item = self.people.currentItem()
        return None if item is None else item.data(_Account)

    def _chosen(self, _row: int = 0) -> None:
        one = self.chosen
        self.pin.clear()
        self.pin.setVisible(one is not None and one.has_pin)
        self._said.hide()

    def _add(self) -> None:
        try:
            made = add_account(self._study, self.new_name.text())
        except StudyError as error:
            self._say(str(error))
            return
        self.new_name.clear()
        self._show_people(made.id)
        self.people.setFocus()

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.show()

    def accept(self, _item: object = None) -> None:
        """Let the chosen coder in, or say why not."""
        one = self.chosen
        if one is None or self.new_name.hasFocus():
            if self.new_name.text().strip() or one is None:
                self._add()
            return
        if one.has_pin and not self.pin.text():
            self.pin.setFocus()
            return
        problem = self._door.refuses(one.id, self.pin.text())
        if problem is not None:
            self.pin.clear()
            self.pin.setFocus()
            self._say(problem.sentence)
            return
        self.account = one
        super().accept()
