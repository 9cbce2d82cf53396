"""The row of workspaces in the top bar."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QAbstractButton, QButtonGroup, QPushButton, QSizePolicy, QWidget

from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.words.catalogue import tr


class SegmentedNav(QWidget):
    """Buttons of which one is chosen; emits its key. Arrow keys move between them."""

    current_changed = pyqtSignal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """Make a button for each (key, label); the first one is chosen."""
        super().__init__(parent)
        self.setAccessibleName(tr("Workspaces"))
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group = QButtonGroup(self)
        self._keys = [key for key, _ in choices]
        row = FlowLayout(self)
        row.setSpacing(Space.XS)
        for number, (_, label) in enumerate(choices):
            button = QPushButton(label)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("role", "nav")
            button.setAccessibleName(label)
            self._group.addButton(button, number)
            row.addWidget(button)
        first = self._group.button(0)
        if first is not None:
            first.setChecked(True)
        self._group.buttonToggled.connect(self._tell)

    def current(self) -> str:
        """Give the key of the choice."""
        return self._keys[self._group.checkedId()]

    def choose(self, key: str) -> None:
        """Choose by key; an unknown one raises ValueError."""
        self._button(key).setChecked(True)

    def set_available(self, key: str, *, available: bool, reason: str = "") -> None:
        """Allow or forbid a choice; the reason is shown as its tooltip."""
        button = self._button(key)
        button.setEnabled(available)
        button.setToolTip("" if available else reason)

    def _button(self, key: str) -> QAbstractButton:
        button = self._group.button(self._keys.index(key))
        assert button is not None
        return button

    def _tell(self, button: QAbstractButton, checked: bool) -> None:
        if checked:
            self.current_changed.emit(self._keys[self._group.id(button)])
