"""The pages of the window: where to begin, and one for each workspace of an open study."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtWidgets import QWidget

from havenlens.ui.agreement.page import AgreementPage
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coding.page import CodePage
from havenlens.ui.qt.jobs import hear_no_more
from havenlens.ui.study.page import StudyPage
from havenlens.ui.study.start import StartPage
from havenlens.ui.widgets.workspaces import Workspaces

WORKSPACES = ("study", "code", "agree", "coach")


class WindowPages(Workspaces):
    """Shows one page at a time; those of a study go when it closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start = StartPage()
        self.pages: dict[str, QWidget] = {}
        self.addWidget(self.start)

    @property
    def code(self) -> CodePage | None:
        """Give the page of the coding that is open, if any."""
        page = self.pages.get("code")
        return page if isinstance(page, CodePage) else None

    def put(self, key: str, page: QWidget) -> None:
        """Let a page be a workspace's, in place of the one before."""
        old = self.pages.pop(key, None)
        self.pages[key] = page
        self.addWidget(page)
        if old is not None:
            if self.currentWidget() is old:
                self.setCurrentWidget(page)
            self._drop(old)

    def clear(self) -> None:
        """Let go of every workspace, and of the videos in them."""
        for page in self.pages.values():
            if isinstance(page, AgreementPage | CoachingPage):
                page.close_videos()
            self._drop(page)
        self.pages.clear()

    def show_for(self, coder: UUID | None) -> None:
        """Show to each workspace who is at work."""
        for page in self.pages.values():
            if isinstance(page, StudyPage | AgreementPage | CoachingPage):
                page.show_for(coder)

    def refresh_study(self) -> None:
        """Read the study again for the list of it."""
        page = self.pages.get("study")
        if isinstance(page, StudyPage):
            page.refresh()

    def film_again(self) -> None:
        """Let the coding that is open, if there is one, take over what was filmed as it is now."""
        if self.code is not None:
            self.code.desk.film_again()

    def _drop(self, page: QWidget) -> None:
        self.removeWidget(page)
        hear_no_more(page)
        page.deleteLater()
