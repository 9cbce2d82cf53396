"""The sheet that compares a trainee's coding with the master: agreement by code, and every difference."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.time import clock
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.training import Comparison, Difference, Kind
from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.tokens import Space
from havenlens.ui.working.checklist_sheet import SheetHead
from havenlens.ui.working.line_list import Line, LineList
from havenlens.words.catalogue import N_, tr
from havenlens.words.sentences import say

_SIGNS = {
    Kind.OMISSION: (N_("Missed"), "minus", Tint.DANGER),
    Kind.EXTRA: (N_("Not in the master"), "plus", Tint.WARNING),
    Kind.WRONG_CODE: (N_("Another code"), "x", Tint.DANGER),
    Kind.BOUNDARY: (N_("Another time"), "clock", Tint.WARNING),
    Kind.DETAIL: (N_("Another detail"), "pencil", Tint.SECONDARY),
}


class ComparisonSheet(QFrame):
    """Agreement above, differences below in time order; each jumps to its moment."""

    looked_at = pyqtSignal(object)
    """Carries the `Difference` that the person is at."""
    attempt_requested = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self.setAccessibleName(tr("Compared with the master"))
        self._shown: tuple[Difference, ...] = ()
        close = QToolButton()
        close.clicked.connect(self.closed)
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self.table = QTreeWidget()
        self._dress_table()
        self.lines = LineList(tr("Differences"))
        self.lines.looked_at.connect(self._look)
        self.lines.gone_to.connect(self._look)
        both = QTabWidget()
        both.setDocumentMode(True)
        both.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both.addTab(self.lines, tr("Differences"))
        both.addTab(self.table, tr("By code"))
        self.again = QPushButton(tr("Try again"))
        self.again.setToolTip(tr("Begin a new attempt from an empty coding; this one stays."))
        self.again.clicked.connect(self.attempt_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(SheetHead(tr("Compared with the master"), close))
        column.addWidget(self._summary)
        column.addWidget(both, 1)
        column.addWidget(self.again)

    def _dress_table(self) -> None:
        self.table.setAccessibleName(tr("Agreement by code"))
        self.table.setHeaderLabels([tr("Of"), tr("Value"), tr("n")])
        self.table.setUniformRowHeights(True)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setIndentation(Space.M)
        self.table.setProperty("frame", "none")
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        header = self.table.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_comparison(self, comparison: Comparison, *, may_try_again: bool) -> None:
        """Show how two codings compare."""
        self._shown = comparison.differences
        alike = say("training.alike", alike=comparison.matched, all=len(comparison.master_events))
        numbers = [(tr(_SIGNS[kind][0]), comparison.count(kind)) for kind in Kind]
        counts = [f"{name}: {n}" for name, n in numbers if n]
        self._summary.setText(" ".join([alike, " · ".join(counts)]).strip())
        self.table.clear()
        parents: dict[object, QTreeWidgetItem] = {}
        for result in comparison.results:
            scope = result.scope
            key = (scope.group or scope.dimension, result.coefficient.method)
            item = QTreeWidgetItem(parents.get(key) or self.table, _cells(result))
            for column in (1, 2):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column in range(3):
                item.setToolTip(column, " ".join([f"{result.method_name}.", _note(result)]).strip())
            parents.setdefault(key, item)
        self.lines.show_lines([_line(one) for one in comparison.differences])
        self.again.setVisible(may_try_again)

    def _look(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self.looked_at.emit(self._shown[row])


def _cells(result: AgreementResult) -> list[str]:
    value = result.coefficient.estimate
    shown = "–" if value is None else f"{value:.2f}"
    whole = result.scope.code is None
    name = f"{result.scope_name} · {result.method_name}" if whole else result.scope_name
    return [name, shown, f"{result.coefficient.n_units:g}"]


def _note(result: AgreementResult) -> str:
    why = result.coefficient.undefined
    said = [warning.sentence for warning in result.coefficient.warnings]
    return " ".join([why.sentence, *said] if why is not None else said)


def _line(one: Difference) -> Line:
    meaning, icon, tint = _SIGNS[one.kind]
    return Line(one.said.sentence, clock(one.at), icon, tint, tr(meaning))
