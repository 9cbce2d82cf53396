"""The Agree workspace: how far coders agree, pooled and for each code behind it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import (
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.agreement import AgreementResult, agreement_of, counting_rule
from havenlens.services.ports import Progress
from havenlens.services.training import hidden_masters
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class AgreementPage(QWidget):
    """A tree: scheme and coders, then groups and dimensions, then the codes of a group."""

    def __init__(self, opened: OpenStudy, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened, self._jobs = opened, jobs
        self._coder: UUID | None = None
        title = QLabel(tr("Agreement"))
        title.setProperty("role", "title")
        self._rule = QLabel(counting_rule())
        self._rule.setProperty("role", "secondary")
        self._rule.setWordWrap(True)
        self.compute = QPushButton(tr("Compute again"))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Agreement"))
        self.tree.setHeaderLabels(
            [tr("Of"), tr("Coefficient"), tr("Value"), tr("95% CI"), tr("n"), tr("Note")]
        )
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        assert header is not None
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self._empty = EmptyState(
            "list-checks",
            tr("Nothing to compare yet"),
            tr("When a second person has coded some of the same videos, their agreement stands here."),
        )
        self._banner = Banner()
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        page.setSpacing(Space.S)
        for part in (title, self._rule, self._banner):
            page.addWidget(part)
        page.addWidget(self.tree, 1)
        page.addWidget(self._empty, 1)
        page.addWidget(self.compute, 0, Qt.AlignmentFlag.AlignLeft)
        self.compute.clicked.connect(self.refresh)
        self._empty.hide()

    def show_for(self, coder: UUID | None) -> None:
        """Leave out what somebody may not see yet: the master codings of what they train on."""
        self._coder = coder

    def refresh(self) -> None:
        """Compute agreement in the background, on a connection of its own."""
        self.compute.setEnabled(False)
        self._jobs.submit(
            self._compute, on_done=self._show, on_failed=self._show_failure, on_progress=_keep_going
        )

    def _compute(self, progress: Progress) -> Sequence[AgreementResult]:
        opened = self._opened.reader()
        try:
            return agreement_of(opened.study, progress, hidden_masters(opened.study, self._coder))
        finally:
            opened.close()

    def _show(self, results: Sequence[AgreementResult]) -> None:
        self.compute.setEnabled(True)
        self._empty.hide()
        self._banner.hide()
        self.tree.show()
        self.tree.clear()
        tops: dict[tuple[str, tuple[str, str]], QTreeWidgetItem] = {}
        parents: dict[tuple[object, ...], QTreeWidgetItem] = {}
        for result in results:
            key = (result.scheme, result.coders)
            if key not in tops:
                tops[key] = QTreeWidgetItem(
                    self.tree, [f"{result.scheme_name}   {' – '.join(result.coders)}"]
                )
                tops[key].setFirstColumnSpanned(True)
                tops[key].setFont(0, _strong(self.font()))
            self._add(tops[key], parents, result)
        for item in tops.values():
            item.setExpanded(True)
        for column, width in enumerate((300, 190, 70, 120, 80)):
            self.tree.setColumnWidth(column, width)

    @staticmethod
    def _add(
        top: QTreeWidgetItem, parents: dict[tuple[object, ...], QTreeWidgetItem], result: AgreementResult
    ) -> None:
        """Put codes under their group's value, and further coefficients of a rating under its first one."""
        scope = result.scope
        if scope.group is not None:
            key: tuple[object, ...] = (id(top), scope.group, result.coefficient.method)
        else:
            key = (id(top), scope.dimension, scope.period)
        parent = parents.get(key)
        item = QTreeWidgetItem(parent or top, [result.scope_name, *_cells(result)])
        for column in (2, 4):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column in (0, 5):
            item.setToolTip(column, item.text(column))
        if parent is None:
            parents[key] = item

    def _show_failure(self, error: StudyError) -> None:
        self.compute.setEnabled(True)
        nothing = error.problem.code == "agreement.nobody_twice"
        self.tree.setVisible(not nothing)
        self._empty.setVisible(nothing)
        if not nothing:
            self._banner.say(str(error), Level.DANGER)


def _cells(result: AgreementResult) -> list[str]:
    coefficient = result.coefficient
    interval = coefficient.interval
    note = coefficient.undefined.sentence if coefficient.undefined else ""
    note = note or " ".join(warning.sentence for warning in coefficient.warnings)
    return [
        result.method_name,
        "–" if coefficient.estimate is None else f"{coefficient.estimate:.2f}",
        "" if interval is None else f"{_bound(interval.low)} … {_bound(interval.high)}",
        f"{coefficient.n_units:g}",
        note,
    ]


def _bound(value: float) -> str:
    """Write an interval's end; below −1 the number says nothing more."""
    return "< −1" if value < -1 else f"{value:.2f}"


def _strong(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def _keep_going(_done: int, _total: int) -> None:
    """Let the job be cancelled between its parts although nobody watches it."""
