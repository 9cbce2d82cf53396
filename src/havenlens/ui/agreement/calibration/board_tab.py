"""Who is due what, in the order in which it presses."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from havenlens.services.due_board import Due, DueKind, board_of
from havenlens.services.study import Study
from havenlens.services.submitting import may_review
from havenlens.ui.agreement.calibration.listing import Listing
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import EmptyState
from havenlens.words.catalogue import tr


class BoardTab(QWidget):
    """A line for whatever is due; leads see everybody's, others their own. Enter goes to where it is done."""

    opened = pyqtSignal(object)
    """Carries the `Due` line to go on with."""

    def __init__(self, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self.table = Listing(
            tr("Who is due what"), [tr("State"), tr("Due"), tr("Coder"), tr("Kind"), tr("What")], stretched=4
        )
        empty = EmptyState(
            "clipboard-check",
            tr("Nothing is due"),
            tr("Open assignments, draws for double coding, certificates that end, and pauses stand here."),
        )
        self._stack = QStackedWidget()
        for part in (self.table, empty):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.addWidget(self._stack)
        self.table.opened.connect(self.opened)

    def show_for(self, coder: UUID | None) -> None:
        """Show what this person may see."""
        leads, today = may_review(self._study, coder), date.today()  # noqa: DTZ011 - days are the coder's
        seen = leads or coder is not None
        lines = board_of(self._study, today, None if leads else coder) if seen else []
        self.table.show_rows([(line, _texts(line)) for line in lines], [_ink(line) for line in lines])
        self._stack.setCurrentIndex(0 if lines else 1)


def _texts(line: Due) -> list[str]:
    state = tr("paused") if line.kind is DueKind.PAUSED else tr("late") if line.late else tr("open")
    kinds = {
        DueKind.PAUSED: tr("Certificate"),
        DueKind.CERTIFICATE: tr("Certificate"),
        DueKind.DRAW: tr("Double coding"),
        DueKind.ASSIGNMENT: tr("Assignment"),
    }
    day = "–" if line.due_on is None else line.due_on.isoformat()
    return [state, day, line.coder_name or tr("lead"), kinds[line.kind], line.said.sentence]


def _ink(line: Due) -> str:
    return "danger" if line.kind is DueKind.PAUSED else "warning" if line.late else ""
