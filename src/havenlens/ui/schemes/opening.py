"""Open the schemes of the study that is open, one window at a time."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from havenlens.domain.time import Micros
from havenlens.services.coding_record import CodingRecord
from havenlens.services.sign_in import Account
from havenlens.ui.coding.page import CodePage
from havenlens.ui.qt.jobs import Jobs, hear_no_more
from havenlens.ui.schemes.dialog import SchemesDialog
from havenlens.ui.workplace import OpenStudy, Workplace


class SchemesOpening(QObject):
    """Holds the window of schemes; it is made anew for each study.

    ``page`` gives the Code workspace where a coding is open in it, so that what is recoded there is seen.
    """

    schemes_changed = pyqtSignal()

    def __init__(
        self,
        window: QWidget,
        workplace: Workplace,
        jobs: Jobs,
        page: Callable[[], CodePage | None],
        open_coding: Callable[[UUID], None],
    ) -> None:
        super().__init__(window)
        self._window, self._workplace, self._jobs = window, workplace, jobs
        self._page, self._open_coding = page, open_coding
        self.dialog: SchemesDialog | None = None

    def show(self, opened: OpenStudy, coder: Account | None) -> None:
        """Show the schemes of a study; the coder at work signs dated notes."""
        author = "" if coder is None else coder.name
        if self.dialog is not None and self.dialog.author != author:
            self.close()
        if self.dialog is None:
            self.dialog = SchemesDialog(
                opened, self._workplace, self._jobs, author, self._record_of, self._window
            )
            self.dialog.moment_requested.connect(self._show_moment)
            self.dialog.schemes_changed.connect(self.schemes_changed)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def close(self) -> None:
        """Close the window, since the study closes; what is being edited is kept as a draft."""
        if self.dialog is not None:
            self.dialog.close()
            hear_no_more(self.dialog)
            self.dialog.deleteLater()
            self.dialog = None

    def _record_of(self, coding: UUID) -> CodingRecord | None:
        page = self._page()
        session = None if page is None else page.bridge.session
        return session if session is not None and session.coding.id == coding else None

    def _show_moment(self, coding: UUID, at: Micros) -> None:
        """Show a moment of a coding, such as one that waits to be recoded."""
        if self._record_of(coding) is None:
            self._open_coding(coding)
        page = self._page()
        if page is not None:
            page.player.seek(at)
            page.timeline.ensure_visible(at)
        self._window.raise_()
