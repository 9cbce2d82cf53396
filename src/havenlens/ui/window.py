"""The one window: four workspaces in the order of the work."""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QCloseEvent, QKeySequence
from PyQt6.QtWidgets import (
    QFileDialog,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Observation
from havenlens.domain.problems import Problem, StudyError
from havenlens.ui.agreement.page import AgreementPage
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coding.opening import view_of
from havenlens.ui.coding.page import CodePage
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.settings import Settings
from havenlens.ui.study.new_coding import NewCodingDialog
from havenlens.ui.study.page import StudyPage
from havenlens.ui.study.start import StartPage
from havenlens.ui.study.videos import VideoIntake
from havenlens.ui.theme.style import Appearance
from havenlens.ui.theme.tokens import Space, Theme
from havenlens.ui.top_bar import TopBar
from havenlens.ui.widgets.labels import give_role
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_WORKSPACES = ("study", "code", "agree", "coach")


class MainWindow(QMainWindow):
    """Study, Code, Agree and Coach over one open study."""

    def __init__(self, workplace: Workplace, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self.workplace, self._settings, self._appearance = workplace, settings, appearance
        self.jobs = Jobs(self)
        self._opened: OpenStudy | None = None
        self._where = ""
        self.setWindowTitle("Havenlens")
        self.setMinimumSize(960, 640)
        self.resize(1440, 900)
        self.bar = TopBar()
        self.nav = self.bar.nav
        self.banner = Banner()
        self.start = StartPage()
        self.pages: dict[str, QWidget] = {}
        self.stack = QStackedWidget()
        self._said = QLabel()
        self._counts = QLabel()
        self._arrange()
        self._connect()
        self.close_study()
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)

    # --- building -----------------------------------------------------------------------------------

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(body)
        self.stack.addWidget(self.start)
        status = self.statusBar()
        assert status is not None
        status.setSizeGripEnabled(False)
        self._said.setContentsMargins(Space.M, 0, Space.M, 0)
        self._counts.setContentsMargins(Space.M, 0, Space.M, 0)
        status.addWidget(self._said, 1)
        status.addPermanentWidget(self._counts)

    def _connect(self) -> None:
        self.nav.current_changed.connect(self.show_workspace)
        self.bar.new_requested.connect(self._new_study)
        self.bar.open_requested.connect(self._open_study)
        self.bar.export_requested.connect(self._export)
        self.bar.check_requested.connect(self._check)
        self.bar.close_requested.connect(self.close_study)
        self.bar.theme_chosen.connect(self.choose_theme)
        self.start.demo_requested.connect(self._build_demo)
        self.start.new_requested.connect(self._new_study)
        self.start.open_requested.connect(self._open_study)
        self.start.recent_chosen.connect(self.open_path)
        for number, key in enumerate(_WORKSPACES, start=1):
            action = QAction(self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(partial(self.nav.choose, key))
            self.addAction(action)

    @property
    def opened(self) -> OpenStudy | None:
        """Give the study that is open."""
        return self._opened

    @property
    def appearance(self) -> Appearance:
        """Give what sets the theme."""
        return self._appearance

    def forget_coding(self) -> None:
        """Close the coding, so that the study opens without it next time."""
        if self._opened is not None:
            self._settings.remember_coding(self._opened.path, None)
        self._close_coding()

    # --- studies ------------------------------------------------------------------------------------

    def open_path(self, path: Path) -> None:
        """Open a study, and the coding that was open in it last."""
        if self._opened is not None and self._opened.path.resolve() == path.resolve():
            self.banner.hide()
            self.nav.choose("study")
            return
        try:
            opened = self.workplace.open_study(path)
        except StudyError as error:
            self.banner.say(str(error), Level.DANGER)
            return
        self._use(opened)
        last = self._settings.last_coding(opened.path)
        if last is not None and any(c.id == last for c in opened.study.store.list_codings()):
            self.open_coding(last)

    def _use(self, opened: OpenStudy) -> None:
        self._close_study()
        self._opened = opened
        self._settings.remember(opened.path)
        self.setWindowTitle(f"{opened.name} – Havenlens")
        page = StudyPage(opened, self.workplace.media, self.jobs)
        page.coding_requested.connect(self.open_coding)
        page.new_coding_requested.connect(self._begin_coding)
        intake = VideoIntake(opened.study, self.workplace.media, self.jobs, page)
        intake.registered.connect(page.refresh)
        intake.failed.connect(self._job_failed)
        page.videos_chosen.connect(intake.add)
        page.media_found.connect(intake.relocate)
        self._put("study", page)
        self._put("code", self._no_coding())
        agreement = AgreementPage(opened, self.jobs)
        self._put("agree", agreement)
        coaching = CoachingPage(opened, self.workplace, self.jobs)
        coaching.said.connect(self._tell)
        self._put("coach", coaching)
        for key in _WORKSPACES:
            self.nav.set_available(key, available=True)
        if opened.writable:
            self.banner.hide()
        else:
            self.banner.say(say("study.opened_to_read", path=opened.path.name), Level.WARNING, closable=False)
        self.nav.choose("study")
        self.show_workspace("study")

    def _no_coding(self) -> EmptyState:
        state = EmptyState(
            "film",
            tr("No coding is open"),
            tr("Choose a video in Study and start a coding, or go on with one that is listed there."),
            tr("Go to Study"),
        )
        state.primary_chosen.connect(partial(self.nav.choose, "study"))
        return state

    def _put(self, key: str, page: QWidget) -> None:
        old = self.pages.pop(key, None)
        self.pages[key] = page
        self.stack.addWidget(page)
        if old is not None:
            if self.stack.currentWidget() is old:
                self.stack.setCurrentWidget(page)
            self.stack.removeWidget(old)
            old.deleteLater()

    def _close_study(self) -> None:
        self._close_coding()
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages.clear()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def close_study(self) -> None:
        """Close the study and offer where to begin."""
        self._close_study()
        self.setWindowTitle("Havenlens")
        self.bar.where.clear()
        self.start.show_recent(self._settings.recent())
        for key in _WORKSPACES:
            self.nav.set_available(key, available=False, reason=tr("Open a study first."))
        self.stack.setCurrentWidget(self.start)
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_study(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("New study"), "", "Havenlens (*.havenlens)")
        if path:
            self._try_use(partial(self.workplace.new_study, Path(path), Path(path).stem))

    def _open_study(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Open a study"), "", "Havenlens (*.havenlens)")
        if path:
            self.open_path(Path(path))

    def _try_use(self, make: object) -> None:
        try:
            self._use(make())  # type: ignore[operator]  # a partial that gives an OpenStudy
        except StudyError as error:
            self.banner.say(str(error), Level.DANGER)

    def _build_demo(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Where to put the demo study"))
        if folder:
            self.build_demo(Path(folder) / "havenlens-demo")

    def build_demo(self, folder: Path) -> None:
        """Build the demo study in a folder in the background, then open it."""
        self.banner.say(tr("Building the demo study: three scenes, codings and a report…"), closable=False)
        self.jobs.submit(
            self.workplace.build_demo,
            folder,
            on_done=self.open_path,
            on_failed=self._job_failed,
            on_progress=self._demo_progress,
        )

    def _demo_progress(self, done: int, total: int) -> None:
        self._tell(say("app.building_demo", done=done, total=total), False)

    def show_problem(self, problem: Problem) -> None:
        """Show a problem that nobody else has shown."""
        self.banner.say(problem.sentence, Level.DANGER)

    def _job_failed(self, error: StudyError) -> None:
        self.banner.say(str(error), Level.DANGER)

    # --- codings ------------------------------------------------------------------------------------

    def open_coding(self, coding_id: UUID) -> None:
        """Open a coding in the Code workspace, at the moment where it was left."""
        opened = self._opened
        assert opened is not None
        self._close_coding()
        view = view_of(opened.study, coding_id)
        page = CodePage(opened, view, self.workplace.media, self.jobs)
        page.status_changed.connect(self._tell)
        page.counts_changed.connect(self._counts.setText)
        page.saved_changed.connect(self._show_saved)
        self._put("code", page)
        self._where = view.title
        self._counts.setText(say("coding.counts", n=len(view.session.events)))
        self._show_saved(True)
        self._settings.remember_coding(opened.path, coding_id)
        self.nav.choose("code")
        self.show_workspace("code")
        page.greet()
        gc.freeze()  # a coding's events live as long as it is open: no pause for looking through them again

    def _close_coding(self) -> None:
        page = self.pages.get("code")
        if isinstance(page, CodePage):
            page.close_coding()
            self._put("code", self._no_coding())
        self._counts.clear()
        self.bar.saved.clear()
        self._said.clear()

    def _begin_coding(self, observation: Observation) -> None:
        assert self._opened is not None
        dialog = NewCodingDialog(self._opened.study, observation, self)
        dialog.accepted.connect(partial(self._make_coding, dialog, observation))
        dialog.open()

    def _make_coding(self, dialog: NewCodingDialog, observation: Observation) -> None:
        assert self._opened is not None
        study = self._opened.study
        name = dialog.coder.currentText().strip()
        if not name:
            self.banner.say(say("study.coder_without_name"), Level.WARNING)
            return
        try:
            coder = study.add_coder(name)
            coding = study.add_coding(
                observation.id,
                dialog.chosen_scheme().id,
                coder.id,
                dialog.purpose.currentData(),
                dialog.casting(),
            )
        except StudyError as error:
            self.banner.say(str(error), Level.DANGER)
            return
        self._refresh_study()
        self.open_coding(coding.id)

    def _refresh_study(self) -> None:
        page = self.pages.get("study")
        if isinstance(page, StudyPage):
            page.refresh()

    # --- the rest -----------------------------------------------------------------------------------

    def show_workspace(self, key: str) -> None:
        """Bring a workspace to the front."""
        page = self.pages.get(key)
        if page is None:
            return
        leaving = self.pages.get("code")
        if key != "code" and isinstance(leaving, CodePage):
            leaving.player.pause()
        coding = key == "code" and isinstance(page, CodePage)
        self.bar.where.setText(self._where if coding else "")
        self.bar.saved.setVisible(coding)
        self._counts.setVisible(coding)
        self._said.clear()
        self.stack.setCurrentWidget(page)
        if isinstance(page, StudyPage):
            page.refresh()
            page.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(page, AgreementPage):
            page.refresh()
        if isinstance(page, CodePage):
            page.video.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, text: str, refused: bool) -> None:
        give_role(self._said, "warning" if refused else "")
        self._said.setText(text)

    def _show_saved(self, saved: bool) -> None:
        page = self.pages.get("code")
        if isinstance(page, CodePage) and not page.bridge.session.editable:
            give_role(self.bar.saved, "secondary")
            self.bar.saved.setText(tr("read only"))
            return
        give_role(self.bar.saved, "good" if saved else "danger")
        self.bar.saved.setText("✓ " + tr("saved") if saved else tr("not saved"))

    def choose_theme(self, theme: Theme) -> None:
        """Use a theme from now on, and remember it."""
        self._settings.theme = theme
        self._appearance.choose(theme)

    def _check(self) -> None:
        if self._opened is None:
            return
        problems = self._opened.check()
        if problems:
            self.banner.say(problems[0].sentence, Level.DANGER)
        else:
            self.banner.say(say("done.check_clean", path=self._opened.path.name), Level.GOOD)

    def _export(self) -> None:
        if self._opened is None:
            return
        folder = QFileDialog.getExistingDirectory(self, tr("Where to put the tables"))
        if folder:
            self.jobs.submit(
                self.workplace.export_tables,
                self._opened,
                Path(folder),
                on_done=self._exported,
                on_failed=self._job_failed,
                on_progress=_ignore_progress,
            )

    def _exported(self, paths: list[Path]) -> None:
        self.banner.say(say("done.exported", n=len(paths), path=paths[0].parent), Level.GOOD)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self._settings.geometry = self.saveGeometry()
        self._close_study()
        self.jobs.shutdown()
        super().closeEvent(event)


def _ignore_progress(_done: int, _total: int) -> None:
    """Let a job be cancelled between its parts although nobody watches it."""
