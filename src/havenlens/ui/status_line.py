"""The line at the foot of the window: what was said last, what is computed, and how much is coded."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QStatusBar, QWidget

from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.background_jobs import BackgroundJobs
from havenlens.ui.widgets.labels import ElidedLabel, give_role


class StatusLine(QStatusBar):
    """Says one thing at a time, until another is said."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said, self.counts = ElidedLabel(), QLabel()
        self.background = BackgroundJobs(jobs)
        self.setSizeGripEnabled(False)
        for label in (self.said, self.counts):
            label.setContentsMargins(Space.M, 0, Space.M, 0)
        self.addWidget(self.said, 1)
        self.addPermanentWidget(self.background)
        self.addPermanentWidget(self.counts)

    def tell(self, text: str, refused: bool) -> None:
        """Say what was done, or why not."""
        give_role(self.said, "warning" if refused else "")
        self.said.show_text(text)

    def clear(self) -> None:
        """Say nothing, and count nothing."""
        self.said.show_text("")
        self.counts.clear()
