"""Calibration: the board, training sets, certificates, drift, and double coding."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from havenlens.services.due_board import Due, DueKind
from havenlens.services.submitting import may_review
from havenlens.ui.agreement.calibration.board_tab import BoardTab
from havenlens.ui.agreement.calibration.certificates_tab import CertificatesTab
from havenlens.ui.agreement.calibration.double_tab import DoubleTab
from havenlens.ui.agreement.calibration.drift_tab import DriftTab
from havenlens.ui.agreement.calibration.sets_tab import SetsTab
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class CalibrationPage(QWidget):
    """What one tab changes shows in all; double coding is for leads only."""

    def __init__(self, opened: OpenStudy, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = opened.study
        self._coder: UUID | None = None
        self.board = BoardTab(opened.study)
        self.sets = SetsTab(opened)
        self.certificates = CertificatesTab(opened, jobs)
        self.drift = DriftTab(opened, jobs)
        self.double = DoubleTab(opened)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for part, title in (
            (self.board, tr("Who is due what")),
            (self.sets, tr("Training sets")),
            (self.certificates, tr("Certificates")),
            (self.drift, tr("Drift")),
            (self.double, tr("Double coding")),
        ):
            self.tabs.addTab(part, title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.addWidget(self.tabs)
        for changing in (self.sets, self.certificates, self.drift, self.double):
            changing.changed.connect(self.refresh)
        self.board.opened.connect(self._go_to)

    def _go_to(self, line: Due) -> None:
        """Go to where something that is due is done."""
        if line.kind is DueKind.DRAW:
            self.double.choose_scheme(line.scheme)
            self.tabs.setCurrentWidget(self.double)
        elif line.kind is not DueKind.ASSIGNMENT:
            of_line = (line.coder, line.scheme)
            self.certificates.table.select_value(lambda one: (one.coder, one.scheme) == of_line)
            self.tabs.setCurrentWidget(self.certificates)

    def show_for(self, coder: UUID | None) -> None:
        """Show what this person may see."""
        self._coder = coder
        self.refresh()

    def refresh(self) -> None:
        """Read again what may have changed."""
        self.tabs.setTabVisible(self.tabs.indexOf(self.double), may_review(self._study, self._coder))
        for part in (self.board, self.sets, self.certificates, self.drift, self.double):
            part.show_for(self._coder)
