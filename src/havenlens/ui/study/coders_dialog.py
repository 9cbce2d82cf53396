"""Who codes in this study: names, what they do, and a forgotten PIN taken off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.sign_in import Account, accounts, add_account, set_pin, set_role
from havenlens.services.study import Study
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.tab_order import tab_through
from havenlens.words.catalogue import tr

_ROLES = ("coder", "trainee", "rater", "coach", "master", "researcher", "lead")


class CodersDialog(Dialog):
    """A line for each coder; what is chosen is kept at once. Researchers and leads lock and return."""

    def __init__(self, study: Study, parent: QWidget | None = None, *, may_change: bool = True) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Coders"))
        self._study, self._may_change = study, may_change
        self.roles: dict[UUID, QComboBox] = {}
        self.pins: dict[UUID, QPushButton] = {}
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("A new name, such as MK"))
        self.name.setAccessibleName(tr("New coder"))
        self._said = QLabel()
        self._said.setProperty("role", "danger")
        self._said.setWordWrap(True)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._arrange()
        self._fill()

    def _arrange(self) -> None:
        title = QLabel(tr("Coders"))
        title.setProperty("role", "heading")
        note = QLabel(tr("Researchers and leads lock, return and reopen codings, and take off a lost PIN."))
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        add = self._add_button = QPushButton(tr("Add"))
        add.setAutoDefault(False)
        add.clicked.connect(self._add)
        self.name.returnPressed.connect(self._add)
        self.name.setEnabled(self._may_change)
        add.setEnabled(self._may_change)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(add)
        buttons = QDialogButtonBox()
        done = buttons.addButton(tr("Done"), QDialogButtonBox.ButtonRole.RejectRole)
        assert done is not None
        done.setAutoDefault(False)
        buttons.rejected.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addWidget(note)
        column.addWidget(self._scroll, 1)
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(buttons)
        self._said.hide()
        self.begin_in(480, 460)

    def _fill(self) -> None:
        self.roles.clear()
        self.pins.clear()
        inside = QWidget()
        inside.setProperty("ground", "none")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, Space.S, 0)
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(Space.S)
        listed = accounts(self._study)
        for line, one in enumerate(listed):
            self._add_line(grid, line, one)
        grid.setRowStretch(len(listed), 1)
        self._scroll.setWidget(inside)
        tab_through(inside, self.name, self._add_button)

    def _add_line(self, grid: QGridLayout, line: int, one: Account) -> None:
        role = ShortBox()
        role.setAccessibleName(tr("What {name} does").format(name=one.name))
        for known in dict.fromkeys((*_ROLES, one.role)):
            role.addItem(tr(known), known)
        role.setCurrentIndex(role.findData(one.role))
        role.activated.connect(partial(self._change_role, one.id))
        role.setEnabled(self._may_change)
        pin = QPushButton(tr("Take the PIN off"))
        pin.setAutoDefault(False)
        pin.setProperty("role", "quiet")
        pin.setVisible(one.has_pin)
        pin.setEnabled(self._may_change)
        pin.clicked.connect(partial(self._take_pin_off, one.id))
        self.roles[one.id], self.pins[one.id] = role, pin
        grid.addWidget(QLabel(one.name), line, 0)
        grid.addWidget(role, line, 1)
        grid.addWidget(pin, line, 2, Qt.AlignmentFlag.AlignRight)

    def _change_role(self, coder: UUID, _index: int) -> None:
        self._try(partial(set_role, self._study, coder, self.roles[coder].currentData()))

    def _take_pin_off(self, coder: UUID, _on: bool = False) -> None:  # noqa: FBT002 - Qt's
        if self._try(partial(set_pin, self._study, coder, "")):
            self.pins[coder].hide()

    def _add(self) -> None:
        if self._try(partial(add_account, self._study, self.name.text())):
            self.name.clear()
            self._fill()

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except StudyError as error:
            self._said.setText(str(error))
            self._said.show()
            return False
        self._said.hide()
        return True
