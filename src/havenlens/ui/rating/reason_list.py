"""Why there is no score: a few reasons to choose from, or one in words."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from havenlens.domain.ratings import REASON_LENGTH
from havenlens.services.rating_words import reason_text
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import KeyCap
from havenlens.words.catalogue import tr


class WrittenLine(QLineEdit):
    """A line to write in, whose Enter is its own: the sheet around it does not close by it."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        super().keyPressEvent(event)
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class ReasonRow(QWidget):
    """One reason: its digit and its words; a click chooses it as the digit does."""

    chosen = pyqtSignal(str)

    def __init__(self, key: str, reason: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reason = reason
        self.setAccessibleName(f"{reason_text(reason)} ({key})")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(Space.XS + 2)
        words = QLabel(reason_text(reason))
        words.setWordWrap(True)
        row.addWidget(KeyCap(key))
        row.addWidget(words, 1)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None:
            self.chosen.emit(self._reason)


class ReasonList(QFrame):
    """Asks for a reason: digits choose, the last one puts the cursor into a line to write."""

    reason_chosen = pyqtSignal(str)
    left = pyqtSignal()
    """Escape was pressed while writing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "raised")
        self._reasons: tuple[str, ...] = ()
        self._rows: list[ReasonRow] = []
        self._title = QLabel()
        self._title.setProperty("role", "strong")
        self._title.setWordWrap(True)
        self._rule = QLabel()
        self._rule.setWordWrap(True)
        self._rule.setProperty("role", "secondary")
        self._list = QGridLayout()
        self._list.setSpacing(Space.XS)
        self._list.setColumnStretch(0, 1)
        self._list.setColumnStretch(1, 1)
        self.text = WrittenLine()
        self.text.setMaxLength(REASON_LENGTH)
        self.text.setAccessibleName(tr("Reason in your own words"))
        self.text.returnPressed.connect(self._written)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self._title)
        column.addWidget(self._rule)
        column.addLayout(self._list)
        column.addWidget(self.text)
        column.addStretch()

    def ask(self, title: str, rule: str, reasons: Sequence[str], written: str = "") -> None:
        """Ask for a reason; ``rule`` is what the scheme says about leaving it out."""
        self._reasons = tuple(reasons)
        self._title.setText(title)
        self._rule.setText(rule)
        self._rule.setVisible(bool(rule))
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        for place, reason in enumerate(self._reasons):
            row = ReasonRow(str(place + 1), reason)
            row.chosen.connect(self.reason_chosen)
            self._list.addWidget(row, place // 2, place % 2)
            self._rows.append(row)
        self.text.setText("" if written in self._reasons else written)
        self.text.setPlaceholderText(tr("{key} in your own words, Enter keeps it").format(key=self._own_key))

    @property
    def _own_key(self) -> str:
        return str(len(self._reasons) + 1)

    def digit(self, key: str) -> bool:
        """Choose by a digit; tell whether it stands for anything."""
        if key == self._own_key:
            take_keyboard(self.text)
            return True
        number = int(key)
        if not 1 <= number <= len(self._reasons):
            return False
        self.reason_chosen.emit(self._reasons[number - 1])
        return True

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go back with Escape; keep letters from being heard as codes."""
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif not self.text.hasFocus() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()

    def _written(self) -> None:
        self.reason_chosen.emit(self.text.text())
