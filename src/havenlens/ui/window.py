"""The one window: four workspaces in the order of the work."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QCloseEvent, QKeySequence
from PyQt6.QtWidgets import (
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Coding, Observation
from havenlens.domain.problems import Problem, StudyError
from havenlens.ui.agreement.page import AgreementPage
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coding.opening import view_of
from havenlens.ui.coding.page import CodePage
from havenlens.ui.qt.garbage import collect_soon, making_what_stays
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.qt.keyboard import finish_typing, take_keyboard
from havenlens.ui.qt.signals import connect_queued
from havenlens.ui.results.visiting import follow
from havenlens.ui.schemes.opening import SchemesOpening
from havenlens.ui.settings import Settings
from havenlens.ui.status_line import StatusLine
from havenlens.ui.study.beginning import Beginning
from havenlens.ui.study.errands import Errands
from havenlens.ui.study.page import StudyPage
from havenlens.ui.study.start import no_coding
from havenlens.ui.study.videos import VideoIntake
from havenlens.ui.theme.style import Appearance
from havenlens.ui.theme.tokens import Theme
from havenlens.ui.top_bar import TopBar
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.widgets.workspaces import Room
from havenlens.ui.window_pages import WORKSPACES, WindowPages
from havenlens.ui.working.crew import Crew
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class MainWindow(QMainWindow):
    """Study, Code, Agree and Coach over one open study."""

    def __init__(self, workplace: Workplace, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self.workplace, self._settings, self._appearance = workplace, settings, appearance
        self.jobs = Jobs(self)
        self._opened: OpenStudy | None = None
        self._where = ("", "")
        self._waiting: UUID | None = None
        self.setWindowTitle("Havenlens")
        self.setMinimumSize(960, 640)
        self.resize(1440, 900)
        self.bar = TopBar()
        self.nav = self.bar.nav
        self.banner = Banner()
        self.stack = WindowPages()
        self.start, self.pages = self.stack.start, self.stack.pages
        self.status = StatusLine(self.jobs)
        self.background = self.status.background
        self.crew = Crew(self, settings)
        self._beginning = Beginning(self)
        self._schemes = SchemesOpening(self, workplace, self.jobs, self._give_code_page, self.open_coding)
        self._errands = Errands(self, workplace, self.jobs, self.banner, self._give_opened, self.crew)
        self._arrange()
        self._connect()
        self.close_study()
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.banner)
        column.addWidget(Room(self.stack), 1)
        self.setCentralWidget(body)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        self.nav.current_changed.connect(self.show_workspace)
        self.bar.coder_requested.connect(self.crew.sign_in)
        self.bar.settings_requested.connect(self._edit_settings)
        self.crew.changed.connect(self._show_crew)
        self.crew.theme_wanted.connect(self._wear)
        self.crew.failed.connect(self._job_failed)
        self.crew.pause_requested.connect(self._pause)
        self._beginning.begun.connect(self._begun)
        self._beginning.failed.connect(self._job_failed)
        self.bar.close_requested.connect(self.close_study)
        self.bar.theme_chosen.connect(self.choose_theme)
        self._schemes.schemes_changed.connect(self.stack.refresh_study)
        self._errands.serve(self.bar, self.start)
        self._errands.found.connect(self.open_path)
        self._errands.made.connect(self._use)
        self._errands.said.connect(self.status.tell)
        self.start.recent_chosen.connect(self.open_path)
        for number, key in enumerate(WORKSPACES, start=1):
            action = QAction(self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(partial(self.nav.choose, key))
            self.addAction(action)
        self._settings_key = QAction(self)
        self._settings_key.setShortcut(QKeySequence("Ctrl+,"))
        self._settings_key.triggered.connect(self._edit_settings)
        self.addAction(self._settings_key)

    def _give_code_page(self) -> CodePage | None:
        return self.stack.code

    def _give_opened(self) -> OpenStudy | None:
        return self._opened

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
        known = any(coding.id == last for coding in opened.study.store.list_codings())
        self._waiting = last if known else None
        self._resume()

    def _resume(self) -> None:
        """Open the coding that was open last, once whoever codes is known to be its coder."""
        assert self._opened is not None
        waiting = next((c for c in self._opened.study.store.list_codings() if c.id == self._waiting), None)
        if waiting is not None and (not self.crew.asks or waiting.coder == self.crew.coder_id):
            self.open_coding(waiting.id)

    def _use(self, opened: OpenStudy) -> None:
        self._close_study()
        self._opened = opened
        self._settings.remember(opened.path)
        self.setWindowTitle(f"{opened.name} – Havenlens")
        page = StudyPage(opened, self.workplace, self.jobs)
        follow(page, self)
        page.new_coding_requested.connect(self._begin_coding)
        page.said.connect(self.status.tell)
        page.schemes_requested.connect(self._show_schemes)
        page.refilmed.connect(self.stack.film_again)
        page.hand_outs.merging.connect(self._close_coding)
        intake = VideoIntake(opened.study, self.workplace.media, self.jobs, page)
        intake.failed.connect(self._job_failed)
        self.stack.put("study", page)
        self.stack.put("code", self._no_coding())
        agreement = AgreementPage(opened, self.workplace, self.jobs)
        agreement.said.connect(self.status.tell)
        self.stack.put("agree", agreement)
        coaching = CoachingPage(opened, self.workplace, self.jobs)
        coaching.said.connect(self.status.tell)
        self.stack.put("coach", coaching)
        for key in WORKSPACES:
            self.nav.set_available(key, available=True)
        if opened.writable:
            self.banner.hide()
        else:
            self.banner.say(say("study.opened_to_read", path=opened.path.name), Level.WARNING, closable=False)
        self.nav.choose("study")
        self.show_workspace("study")
        self.crew.join(opened)

    def _no_coding(self) -> EmptyState:
        state = no_coding()
        state.primary_chosen.connect(partial(self.nav.choose, "study"))
        return state

    def _close_study(self) -> None:
        finish_typing(self)
        self._close_coding()
        self.stack.clear()
        self._schemes.close()
        if self._opened is not None:
            self.crew.leave()
            self._opened.close()
            self._opened = None

    def close_study(self) -> None:
        """Close the study and offer where to begin."""
        self._close_study()
        self.setWindowTitle("Havenlens")
        self.bar.show_place("", "")
        self.bar.coder.hide()
        self.start.show_recent(self._settings.recent())
        for key in WORKSPACES:
            self.nav.set_available(key, available=False, reason=tr("Open a study first."))
        self.stack.setCurrentWidget(self.start)
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def build_demo(self, folder: Path) -> None:
        """Build the demo study in a folder in the background, then open it."""
        self._errands.build_demo(folder)

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
        self._waiting = None
        with making_what_stays():
            view = view_of(opened.study, coding_id)
            view.session.barred = self.crew.begin_coding(view.session.coding)
            page = CodePage(opened, view, self.workplace.media, self.jobs)
        page.status_changed.connect(self.status.tell)
        page.counts_changed.connect(self.status.counts.setText)
        page.saved_changed.connect(self._show_saved)
        connect_queued(page.desk.coding_requested, self.open_coding)
        page.desk.settings_requested.connect(self._edit_settings)
        page.desk.handed_in.connect(self._handed_in)
        page.desk.refilmed.connect(self.stack.refresh_study)
        page.desk.use_preferences(self.crew.coder_id, self.crew.preferences)
        self.stack.put("code", page)
        self._where = (view.name, view.about)
        self.status.counts.setText(say("coding.counts", n=len(view.session.events)))
        self._show_saved(True)
        self._settings.remember_coding(opened.path, coding_id)
        self.nav.choose("code")
        self.show_workspace("code")
        page.greet()

    def _close_coding(self) -> None:
        page = self.stack.code
        if page is not None:
            page.close_coding()
            self.stack.put("code", self._no_coding())
            collect_soon()
        self.bar.saved.clear()
        self.status.clear()

    def _begin_coding(self, observation: Observation) -> None:
        assert self._opened is not None
        asks = self.crew.asks
        if asks and self.crew.coder is None:
            self.crew.sign_in()
        else:
            self._beginning.ask(self._opened.study, observation, self.crew.coder, asks=asks)

    def _begun(self, coding: Coding) -> None:
        self.stack.refresh_study()
        self.open_coding(coding.id)

    def _handed_in(self) -> None:
        self._show_saved(True)
        self.stack.refresh_study()

    def _show_schemes(self) -> None:
        assert self._opened is not None
        self._schemes.show(self._opened, self.crew.coder)

    # --- who is at work -----------------------------------------------------------------------------

    def _show_crew(self) -> None:
        """Somebody else is at work: their settings hold, and what they may not change is closed to them."""
        coder, page = self.crew.coder, self.stack.code
        self.bar.coder.setVisible(self._opened is not None)
        self.bar.show_coder(None if coder is None else coder.name)
        self.stack.show_for(self.crew.coder_id)
        if page is not None:
            known = (None, page.bridge.session.coding.coder, page.desk.coder)
            if self.crew.coder_id not in known:
                self.forget_coding()
                self.nav.choose("study")
            else:
                page.desk.use_preferences(self.crew.coder_id, self.crew.preferences)
        elif self.crew.coder is not None:
            self._resume()

    def _edit_settings(self) -> None:
        page = self.stack.code
        desk = None if page is None else page.desk
        self.crew.edit_settings(None if desk is None else (desk.own_keys, desk.session.scheme))

    def _wear(self, theme: Theme) -> None:
        self._settings.theme = theme
        self._appearance.choose(theme)

    def _pause(self) -> None:
        if (page := self.stack.code) is not None:
            page.player.pause()
            page.save_position()

    def show_workspace(self, key: str) -> None:
        """Bring a workspace to the front."""
        page = self.pages.get(key)
        if page is None:
            return
        leaving = self.stack.code
        if key != "code" and leaving is not None:
            leaving.player.pause()
        coding = key == "code" and isinstance(page, CodePage)
        self._settings_key.setEnabled(not coding)  # there the key is the coder's own
        self.bar.show_place(*(self._where if coding else ("", "")))
        self.bar.saved.setVisible(coding)
        self.status.counts.setVisible(coding)
        self.status.said.show_text("")
        self.stack.setCurrentWidget(page)
        if isinstance(page, StudyPage):
            take_keyboard(page.table, Qt.FocusReason.OtherFocusReason)
        elif isinstance(page, AgreementPage | CoachingPage):
            page.refresh()
        if isinstance(page, CodePage):
            page.desk.listen()

    def _show_saved(self, saved: bool) -> None:
        page = self.stack.code
        self.bar.show_saved(saved, editable=page is None or page.bridge.session.editable)

    def choose_theme(self, theme: Theme) -> None:
        """Use a theme from now on, and remember it."""
        self._wear(theme)
        self.crew.choose_theme(theme)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self._settings.geometry = self.saveGeometry()
        self._close_study()
        self.jobs.shutdown()
        super().closeEvent(event)
