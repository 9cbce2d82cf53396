"""The Agree workspace: results, the meeting's list, panels, calibration, and each coder's own page."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from havenlens.services.disagreements import Disagreement
from havenlens.ui.agreement.calibration.calibration_page import CalibrationPage
from havenlens.ui.agreement.calibration.mirror_page import MirrorPage
from havenlens.ui.agreement.moments_page import MomentsPage
from havenlens.ui.agreement.panels_page import PanelsPage
from havenlens.ui.agreement.playlist import PlaylistPage
from havenlens.ui.agreement.results_page import ResultsPage
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.workspaces import Tabs, Workspaces
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr


class AgreementPage(QWidget):
    """Tabs in the order of the work: look, meet, agree; the moments behind a number lie over the results."""

    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""

    results: ResultsPage
    moments: MomentsPage
    meeting: PlaylistPage
    panels: PanelsPage
    calibration: CalibrationPage
    mirror: MirrorPage
    tabs: QTabWidget

    def __init__(
        self, opened: OpenStudy, workplace: Workplace, jobs: Jobs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._opened, self._workplace, self._jobs = opened, workplace, jobs
        self._coder: UUID | None = None
        self._is_built = False

    def _build(self) -> None:
        """Make the tabs when somebody comes here: they hold players, and opening a study waits for none."""
        if self._is_built:
            return
        self._is_built = True
        self.results = ResultsPage(self._opened, self._workplace, self._jobs)
        self.moments = MomentsPage(self._opened, self._workplace.media)
        self.meeting = PlaylistPage(self._opened, self._workplace.media)
        self.panels = PanelsPage(self._opened, self._workplace.media)
        self.calibration = CalibrationPage(self._opened, self._jobs)
        self.mirror = MirrorPage(self._opened, self._jobs)
        self._numbers = Workspaces()
        for part in (self.results, self.moments):
            self._numbers.addWidget(part)
        self.tabs = Tabs()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._numbers, tr("Results"))
        self.tabs.addTab(self.meeting, tr("Meeting"))
        self.tabs.addTab(self.panels, tr("Consensus and masters"))
        self.tabs.addTab(self.calibration, tr("Calibration"))
        self.tabs.addTab(self.mirror, tr("My own page"))
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        page.addWidget(self.tabs)
        self._connect()
        self._show_to_coder()

    def _connect(self) -> None:
        self.results.moments_found.connect(self._show_moments)
        self.moments.back_requested.connect(self._show_results)
        self.moments.list_changed.connect(self.meeting.refresh)
        for part in (self.moments, self.meeting, self.panels, self.results.export):
            part.said.connect(self.said)
        self.tabs.currentChanged.connect(self._show_tab)

    def show_for(self, coder: UUID | None) -> None:
        """Show what this person may see: moments that were found for somebody else are left."""
        another, self._coder = coder != self._coder, coder
        if not self._is_built:
            return
        if another:
            self.moments.leave()
            self._show_results()
        self._show_to_coder()

    def _show_to_coder(self) -> None:
        for part in (self.results, self.moments, self.meeting, self.panels, self.mirror):
            part.show_for(self._coder)
        if self.calibration.isVisible():
            self.calibration.show_for(self._coder)

    def refresh(self) -> None:
        """Work out again what may have changed."""
        self._build()
        self.results.refresh()
        self.meeting.refresh()
        self.panels.refresh()

    def close_videos(self) -> None:
        """Let go of every video; nothing can be shown afterwards."""
        if not self._is_built:
            return
        for part in (self.moments, self.meeting, self.panels):
            part.close_video()

    def _show_moments(self, title: str, found: Sequence[Disagreement]) -> None:
        self.moments.show_moments(found, title)
        self._numbers.setCurrentWidget(self.moments)

    def _show_results(self) -> None:
        self._numbers.setCurrentWidget(self.results)

    def _show_tab(self, _number: int) -> None:
        shown = self.tabs.currentWidget()
        if shown is self._numbers:
            self.moments.refresh()
        if shown in (self.meeting, self.panels, self.mirror):
            shown.refresh()
        if shown is self.calibration:
            # Much is read for it, so not before somebody looks.
            self.calibration.show_for(self._coder)
