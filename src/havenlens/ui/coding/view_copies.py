"""Small copies of the views, made in the background where more than two have to play at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from havenlens.domain.problems import StudyError
from havenlens.services.ports import MediaLibrary
from havenlens.ui.coding.opening import FilmedView, ViewFile
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

MOST_IN_FULL = 2
"""How many 1080p views two cores decode in time; with more, all play from copies of 540 rows."""


class ViewCopies(QObject):
    """Knows the copy of each file by its content, and makes those that are missing, one after another."""

    ready = pyqtSignal()
    """Every view has its copy now."""

    def __init__(self, media: MediaLibrary, jobs: Jobs, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._media, self._jobs, self._folder = media, jobs, folder
        self._missing: list[ViewFile] = []
        self._job: Job | None = None
        self._total = 0
        self.banner = Banner()
        self.banner.action_chosen.connect(self.stop)

    def path_of(self, file: ViewFile) -> Path:
        """Give where a file's copy is, or will be."""
        return self._folder / f"{file.fingerprint}-540.mp4"

    def has(self, view: FilmedView) -> bool:
        """Tell whether every file of a view has its copy."""
        return all(self.path_of(file).is_file() for file in view.files)

    @property
    def is_working(self) -> bool:
        """Tell whether copies are being made."""
        return self._job is not None

    def make(self, views: Sequence[FilmedView]) -> None:
        """Make the copies that are missing, and no others; a file that is not there cannot have one."""
        files = {file.fingerprint: file for view in views for file in view.files}
        missing = [f for f in files.values() if f.path.is_file() and not self.path_of(f).is_file()]
        making = self._missing[0].fingerprint if self._job is not None and self._missing else None
        missing.sort(key=lambda file: file.fingerprint != making)  # what is being made stays the first
        self._missing, self._total = missing, len(missing)
        if self._job is None and missing:
            self._next()
        elif self._job is not None and making not in {file.fingerprint for file in missing}:
            self._job.on_cancelled = self._next
            self._job.cancel()

    def stop(self) -> None:
        """Make no more; a copy that was begun is thrown away, those that are whole stay."""
        if self._job is not None:
            self._job.cancel()

    def _cancelled(self) -> None:
        self._missing.clear()
        self._job = None
        self.banner.say(say("views.copies_stopped"), Level.WARNING)

    def _next(self) -> None:
        if not self._missing:
            self._job = None
            self.banner.hide()
            self.ready.emit()
            return
        self._tell(0, 1)
        file = self._missing[0]
        self._job = self._jobs.submit(
            self._media.proxy,
            file.path,
            self.path_of(file),
            on_done=self._made,
            on_failed=self._failed,
            on_progress=self._tell,
            on_cancelled=self._cancelled,
            title=tr("Small copies of the views"),
        )

    def _made(self, _nothing: object) -> None:
        self._missing.pop(0)
        self._next()

    def _failed(self, error: StudyError) -> None:
        self._missing.clear()
        self._job = None
        self.banner.say(str(error), Level.WARNING)

    def _tell(self, done: int, total: int) -> None:
        number = self._total - len(self._missing) + 1
        percent = 100 * done // max(1, total)
        text = say("views.making_copies", done=number, total=self._total, percent=percent)
        self.banner.say(text, action=tr("Stop"), closable=False)
