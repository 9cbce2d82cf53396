"""What is done with a study as a whole: build the demo, check it, write its tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QDialog, QFileDialog, QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.exporting import Exported, ExportOrder
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.study.export_dialog import ExportDialog
from havenlens.ui.study.start import StartPage
from havenlens.ui.top_bar import TopBar
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.ui.working.crew import Crew
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_STUDIES = "Havenlens (*.havenlens)"
_MOST_NOTICES = 3


class Errands(QObject):
    """Does them and says in the banner what came of it."""

    found = pyqtSignal(object)
    """Carries the path of a study to open."""
    made = pyqtSignal(object)
    """Carries a new study that is open."""
    said = pyqtSignal(str, bool)

    def __init__(
        self,
        window: QWidget,
        workplace: Workplace,
        jobs: Jobs,
        banner: Banner,
        opened: Callable[[], OpenStudy | None],
        crew: Crew,
    ) -> None:
        super().__init__(window)
        self._window, self._workplace, self._jobs, self._banner = window, workplace, jobs, banner
        self._opened, self._crew = opened, crew

    def serve(self, bar: TopBar, start: StartPage) -> None:
        """Do what the menu and the start page ask for."""
        bar.export_requested.connect(self.export)
        bar.check_requested.connect(self.check)
        start.demo_requested.connect(self.ask_for_demo)
        for part in (bar, start):
            part.new_requested.connect(self.ask_for_new)
            part.open_requested.connect(self.ask_for_study)

    def ask_for_new(self) -> None:
        """Ask where to put a new study, and make it."""
        path, _ = QFileDialog.getSaveFileName(self._window, tr("New study"), "", _STUDIES)
        if path:
            try:
                self.made.emit(self._workplace.new_study(Path(path), Path(path).stem))
            except StudyError as error:
                self._failed(error)

    def ask_for_study(self) -> None:
        """Ask which study to open."""
        path, _ = QFileDialog.getOpenFileName(self._window, tr("Open a study"), "", _STUDIES)
        if path:
            self.found.emit(Path(path))

    def ask_for_demo(self) -> None:
        """Ask where to put the demo study, and build it there."""
        folder = QFileDialog.getExistingDirectory(self._window, tr("Where to put the demo study"))
        if folder:
            self.build_demo(Path(folder) / "havenlens-demo")

    def build_demo(self, folder: Path) -> None:
        """Build the demo study in a folder in the background."""
        self._banner.say(tr("Building the demo study: three scenes, codings and a report…"), closable=False)
        self._jobs.submit(
            self._workplace.build_demo,
            folder,
            on_done=self.found.emit,
            on_failed=self._failed,
            on_progress=self._demo_progress,
        )

    def _demo_progress(self, done: int, total: int) -> None:
        self.said.emit(say("app.building_demo", done=done, total=total), False)

    def check(self) -> None:
        """Check the file, its change log and its events."""
        opened = self._opened()
        if opened is None:
            return
        problems = opened.check()
        if problems:
            self._banner.say(problems[0].sentence, Level.DANGER)
        else:
            self._banner.say(say("done.check_clean", path=opened.path.name), Level.GOOD)

    def export(self) -> None:
        """Ask for a format and a folder, and write every table there."""
        if self._opened() is None:
            return
        dialog = ExportDialog(self._window)
        accepted, form, deposit, asked = dialog.exec(), dialog.form, dialog.is_deposit, dialog.analyses
        dialog.deleteLater()
        if accepted != QDialog.DialogCode.Accepted:
            return
        folder = QFileDialog.getExistingDirectory(self._window, tr("Where to put the tables"))
        if folder:
            self.write_tables(ExportOrder(Path(folder), None, form, deposit, is_folder=True, analyses=asked))

    def write_tables(self, order: ExportOrder) -> None:
        """Write tables in the background; the status bar says how far they are."""
        opened = self._opened()
        if opened is not None:
            self._jobs.submit(
                self._workplace.export_tables,
                opened,
                order,
                self._crew.coder_id,
                on_done=self._exported,
                on_failed=self._failed,
                on_cancelled=self._stopped,
                title=tr("Writing tables"),
            )

    def _exported(self, done: Exported) -> None:
        said = [say("done.exported", n=len(done.paths), path=done.paths[0].parent)]
        said += [notice.sentence for notice in done.notices[:_MOST_NOTICES]]
        self._banner.say(" ".join(said), Level.WARNING if done.notices else Level.GOOD)

    def _stopped(self) -> None:
        self.said.emit(say("cycle.writing_stopped"), False)

    def _failed(self, error: StudyError) -> None:
        self._banner.say(str(error), Level.DANGER)
