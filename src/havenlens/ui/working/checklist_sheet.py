"""The sheet of what is missing before a coding can be handed in."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from havenlens.domain.time import clock
from havenlens.services.checklist import Missing
from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import give_role
from havenlens.ui.working.line_list import Line, LineList
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say


class SheetHead(QHBoxLayout):
    """The title of a sheet and the button that closes it."""

    def __init__(self, title: str, close: QToolButton) -> None:
        super().__init__()
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        close.setAccessibleName(tr("Close"))
        close.setToolTip(tr("Close (Escape)"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        show_icon(close, "x")
        self.addWidget(heading, 1)
        self.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)


class ChecklistSheet(QFrame):
    """Each line jumps to its place; handing in waits until nothing that must be there is missing."""

    looked_at = pyqtSignal(object)
    """Carries the `Missing` that the person is at."""
    gone_to = pyqtSignal(object)
    """Carries the `Missing` to work on: the keyboard goes back to the video."""
    submit_requested = pyqtSignal()
    end_requested = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self.setAccessibleName(tr("Before handing in"))
        self._found: tuple[Missing, ...] = ()
        close = QToolButton()
        close.clicked.connect(self.closed)
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self.lines = LineList(tr("What is missing"))
        self.lines.looked_at.connect(self._look)
        self.lines.gone_to.connect(self._go)
        self.end_all = QPushButton(tr("End what is open at the end of the recording"))
        self.end_all.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.end_all.clicked.connect(self.end_requested)
        self._hint = QLabel(tr("↑ ↓ look at each, Enter works on it, Ctrl Enter hands in."))
        self._hint.setProperty("role", "label")
        self._hint.setWordWrap(True)
        self.submit = QPushButton(tr("Hand in"))
        self.submit.setProperty("role", "primary")
        self.submit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.submit.clicked.connect(self.submit_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(SheetHead(tr("Before handing in"), close))
        column.addWidget(self._summary)
        column.addWidget(self.lines, 1)
        column.addWidget(self.end_all)
        column.addWidget(self._hint)
        column.addWidget(self.submit)

    @property
    def found(self) -> tuple[Missing, ...]:
        """Give what is listed."""
        return self._found

    def show_missing(self, found: Sequence[Missing]) -> None:
        """List what is missing."""
        self._found = tuple(found)
        blocking = sum(one.blocks for one in found)
        hints = len(found) - blocking
        parts = [say("work.blocking", n=blocking)] if blocking else []
        parts += [ntr("{n} hint to look at.", "{n} hints to look at.", hints)] if hints else []
        self._summary.setText(" ".join(parts) or say("work.nothing_missing"))
        give_role(self._summary, "warning" if blocking else "good" if not hints else "secondary")
        self.end_all.setVisible(any(one.code == "missing.end" for one in found))
        self.lines.setVisible(bool(found))
        self.lines.show_lines([_line(one) for one in found])
        self.submit.setEnabled(not blocking)

    def _look(self, row: int) -> None:
        self.looked_at.emit(self._found[row])

    def _go(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self.gone_to.emit(self._found[row])


def _line(one: Missing) -> Line:
    place = "" if one.at is None else clock(one.at)
    if one.blocks:
        return Line(one.sentence, place, "circle-alert", Tint.DANGER, tr("Must be done"))
    return Line(one.sentence, place, "info", Tint.SECONDARY, tr("Hint"))
