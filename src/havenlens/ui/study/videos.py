"""Take videos into the study, and find moved ones again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.services.ports import MediaFacts, MediaLibrary
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation
from havenlens.ui.qt.jobs import Jobs

if TYPE_CHECKING:
    from havenlens.ui.study.page import StudyPage


class VideoIntake(QObject):
    """Reads videos in the background and registers each as an observation named after its file."""

    registered = pyqtSignal()
    failed = pyqtSignal(object)
    """Carries the `StudyError` of a video that cannot be taken in."""

    def __init__(self, study: Study, media: MediaLibrary, jobs: Jobs, page: StudyPage) -> None:
        """Do what the page of the study asks for, and tell it."""
        super().__init__(page)
        self._study, self._media, self._jobs = study, media, jobs
        page.videos_chosen.connect(self.add)
        page.media_found.connect(self.relocate)
        self.registered.connect(page.take_films)

    def add(self, paths: list[Path]) -> None:
        """Read videos and register them."""
        for path in paths:
            self._jobs.submit(self._media.facts, path, on_done=self._register, on_failed=self._tell)

    def relocate(self, observation: Observation, folder: Path) -> None:
        """Point an observation to the folder its video is in now."""
        try:
            self._study.relocate(observation, folder, self._media.facts)
        except StudyError as error:
            self.failed.emit(error)
        self.registered.emit()

    def _tell(self, error: StudyError) -> None:
        self.failed.emit(error)

    def _register(self, facts: MediaFacts) -> None:
        try:
            self._study.add_observation(NewObservation(name=facts.path.stem, video=facts))
        except StudyError as error:
            self.failed.emit(error)
        self.registered.emit()
