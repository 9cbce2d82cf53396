"""A study whose observation was filmed by several cameras that were started at known moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QApplication, QMainWindow

from havenlens.app.bootstrap import add_shipped_schemes, create_study
from havenlens.app.desktop import DesktopWorkplace
from havenlens.domain.observation import Purpose
from havenlens.domain.time import TimeBase
from havenlens.media.library import VideoLibrary
from havenlens.services.casting import propose_casting
from havenlens.services.study_store import NewObservation
from havenlens.services.views import Views
from havenlens.ui.coding.opening import view_of
from havenlens.ui.coding.page import CodePage
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.style import apply_theme
from havenlens.ui.theme.tokens import Theme
from tests.support.videos import Recipe, make


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera: what it filmed, what it is called, and how its clock maps to observation time."""

    name: str
    recipe: Recipe
    base: TimeBase = field(default_factory=TimeBase)


def study_of(folder: Path, cameras: Sequence[Camera]) -> Path:
    """Make a study with one observation named ``01`` and two people in it, filmed by some cameras or none."""
    library, path = VideoLibrary(), folder / "views.havenlens"
    file, study = create_study(path, "views", add_shipped_schemes)
    try:
        people = [
            study.add_participant("C01", "Maya", "child").id,
            study.add_participant("T01", "Ms. Reyes", "teacher").id,
        ]
        films = [make(folder / f"camera{n}.mp4", camera.recipe).path for n, camera in enumerate(cameras)]
        first = library.facts(films[0]) if films else None
        place = study.add_observation(NewObservation("01", participants=people, video=first))
        views = Views(study)
        for recording in place.recordings:
            views.rename(place.id, recording.id, cameras[0].name)
        for camera, film in zip(cameras[1:], films[1:], strict=True):
            added = views.add(place.id, library.facts(film), camera.name)
            views.place(place.id, added.id, camera.base)
    finally:
        file.close()
    return path


class CodingDesk:
    """One coding, open in the Code workspace, as the window would open it."""

    def __init__(self, study: Path, settings: Path, scheme: str = "") -> None:
        """Open the workspace; ``scheme`` is a scheme file's text to code with in place of safe-haven bids."""
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(settings))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, Theme.LIGHT)
        self.window = QMainWindow()
        self.media = VideoLibrary()
        self.jobs = Jobs(self.window)
        self.opened = DesktopWorkplace(self.media).open_study(study)
        self.scheme = "safe_haven_bids"
        if scheme:
            self.scheme = self.opened.study.add_scheme(scheme, "own.yaml").scheme
        self.page = self.open()
        self.window.resize(1440, 840)
        self.window.show()

    def open(self) -> CodePage:
        """Open the tester's coding, an empty one the first time."""
        study = self.opened.study
        place = study.observation("01")
        scheme = study.stored_scheme(self.scheme)
        people = {person.id: person for person in study.store.participants()}
        cast = propose_casting(study.scheme(scheme.id), [people[p] for p in place.participants])
        coder = study.add_coder("tester")
        coding = study.add_coding(place.id, scheme.id, coder.id, Purpose.RESEARCH, cast)
        view = view_of(study, coding.id)
        self.page = CodePage(self.opened, view, self.media, self.jobs)
        self.window.setCentralWidget(self.page)
        self.page.greet()
        return self.page

    def close(self) -> None:
        """Close the coding and the study, as the window does."""
        self.page.close_coding()
        self.jobs.shutdown()
        self.window.close()
        self.opened.close()
