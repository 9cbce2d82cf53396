"""What the program says in place: a banner over the work, and what an empty page offers."""

from __future__ import annotations

from enum import StrEnum

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import IconLabel
from havenlens.words.catalogue import tr


class Level(StrEnum):
    """How much a message matters."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


_ICONS = {
    Level.INFO: ("info", Tint.ACCENT),
    Level.GOOD: ("circle-check", Tint.GOOD),
    Level.WARNING: ("triangle-alert", Tint.WARNING),
    Level.DANGER: ("circle-alert", Tint.DANGER),
}


class Banner(QFrame):
    """A message across the top of a page, maybe with one action; hidden until it has something to say."""

    action_chosen = pyqtSignal()
    dismissed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("info", 16, Tint.ACCENT)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._action.clicked.connect(self.action_chosen)
        self._close = QToolButton()
        self._close.setAccessibleName(tr("Dismiss"))
        self._close.setToolTip(tr("Dismiss"))
        show_icon(self._close, "x")
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S - 2, Space.S, Space.S - 2)
        row.setSpacing(Space.S)
        for part in (self._icon, self._text, self._action, self._close):
            row.addWidget(part)
        self.hide()

    def say(self, text: str, level: Level = Level.INFO, action: str = "", *, closable: bool = True) -> None:
        """Show a sentence, with an action where one is named."""
        self._text.setText(text)
        self._icon.show_icon(*_ICONS[level])
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._close.setVisible(closable)
        self.setProperty("level", str(level))
        style = self.style()
        assert style is not None
        style.unpolish(self)
        style.polish(self)
        self.setAccessibleName(text)
        self.show()

    def text(self) -> str:
        """Give what the banner says."""
        return self._text.text()

    def dismiss(self) -> None:
        """Hide the banner and tell so."""
        self.hide()
        self.dismissed.emit()


class EmptyState(QWidget):
    """What stands where nothing is yet: an icon, a title, a sentence, and what to do about it."""

    primary_chosen = pyqtSignal()
    secondary_chosen = pyqtSignal()

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str,
        primary: str = "",
        secondary: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        column = QVBoxLayout(self)
        column.setSpacing(Space.S)
        column.addStretch(2)
        column.addWidget(IconLabel(icon, 32, Tint.SECONDARY), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.S)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        column.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        text = QLabel(sentence)
        text.setProperty("role", "secondary")
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setMinimumWidth(current_look().metrics.px(320))
        text.setMaximumWidth(current_look().metrics.px(440))
        # Between two stretches, without an alignment of its own, a label is given the height its lines need.
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(text)
        line.addStretch()
        column.addLayout(line)
        column.addSpacing(Space.S)
        column.addLayout(self._actions(primary, secondary))
        column.addStretch(3)

    def _actions(self, primary: str, secondary: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addStretch()
        for text, role, signal in (
            (primary, "primary", self.primary_chosen),
            (secondary, "", self.secondary_chosen),
        ):
            if text:
                button = QPushButton(text)
                button.setProperty("role", role)
                button.clicked.connect(signal)
                row.addWidget(button)
        row.addStretch()
        return row
