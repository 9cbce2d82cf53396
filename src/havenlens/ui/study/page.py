"""The Study workspace: observations, their codings, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QEvent, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Observation
from havenlens.services.checklist import OPEN_STATUSES
from havenlens.services.overview import Overview, study_overview
from havenlens.services.video_files import first_video, videos_there
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.results.tab import ResultsTab
from havenlens.ui.study.hand_outs import HandOuts
from havenlens.ui.study.observation_side import CodingId, ObservationSide
from havenlens.ui.study.observations import ObservationsModel
from havenlens.ui.study.views_menu import ViewsMenu
from havenlens.ui.study.work_tab import WorkTab
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.read_when_seen import ReadWhenSeen
from havenlens.ui.widgets.search_line import SearchLine
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.widgets.tables import dress_rows, fit_columns
from havenlens.ui.widgets.workspaces import Tabs
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import ntr, tr

_NAMES = (0, 1, 4)
"""The columns of names, titles and people, which may be long."""


class StudyPage(ReadWhenSeen):
    """What is in the study; a double-click on a coding opens it."""

    coding_requested = pyqtSignal(object)
    """Carries the id of the coding to open."""
    moment_requested = pyqtSignal(object, object)
    """Carries the id of the coding to open, and the moment to go to."""
    new_coding_requested = pyqtSignal(object)
    """Carries the observation to code."""
    videos_chosen = pyqtSignal(list)
    schemes_requested = pyqtSignal()
    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""
    media_found = pyqtSignal(object, object)
    """Carries the observation and the folder its video is in now."""
    refilmed = pyqtSignal()
    """Observations may have other views, or their files lie elsewhere."""

    def __init__(
        self, opened: OpenStudy, workplace: Workplace, jobs: Jobs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._opened = opened
        self._jobs = jobs
        self._overview: Overview | None = None
        self._coder: UUID | None = None
        self._looking: Job | None = None
        self.work = WorkTab(opened, jobs)
        self.results = ResultsTab(opened, workplace, jobs)
        self.hand_outs = HandOuts(self, opened, jobs)
        self.tabs = Tabs()
        self.model = ObservationsModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.search = SearchLine(self.table, self.model, tr("Find observations"), tr("As they were added"))
        self.side = ObservationSide(opened.study, workplace.media, jobs)
        self.codings, self.begin, self.find_video = self.side.codings, self.side.begin, self.side.find_video
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._summary = QLabel()
        self._summary.setProperty("role", "secondary")
        self.add_videos = QPushButton(tr("Add videos…"))
        show_icon(self.add_videos, "plus")
        self.schemes = QPushButton(tr("Schemes…"))
        self._empty = EmptyState(
            "film",
            tr("No videos yet"),
            tr("Add the videos of your study. They stay where they are; the study only remembers them."),
            tr("Add videos…"),
        )
        self._nothing = EmptyState(
            "search",
            tr("Nothing found"),
            tr("Every word has to be somewhere in the row."),
            tr("Show all"),
        )
        self._arrange()
        self._connect()
        self.views = ViewsMenu(self.table, opened, workplace.media, jobs, self.current, self.take_films)

    def _arrange(self) -> None:
        head = FlowLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._summary)
        head.addLayout(words)
        head.addStretch()
        head.addWidget(self.hand_outs.button)
        head.addWidget(self.schemes)
        head.addWidget(self.add_videos)
        self._dress_table()
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addWidget(self._nothing, 1)
        self._body = splitter(Qt.Orientation.Horizontal, listed, self.side, sizes=(1000, 380))
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        page.setSpacing(Space.M)
        page.addLayout(head)
        page.addWidget(self.hand_outs.banner)
        places = QWidget()
        self.search.listen_in(places)
        column = QVBoxLayout(places)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.addWidget(self._body, 1)
        column.addWidget(self._empty, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(places, tr("Observations"))
        self.tabs.addTab(self.work, tr("Work"))
        self.tabs.addTab(self.results, tr("Results"))
        page.addWidget(self.tabs, 1)

    def _dress_table(self) -> None:
        _, horizontal = dress_rows(self.table, tr("Observations"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        horizontal.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        horizontal.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        horizontal.setStretchLastSection(True)

    def _connect(self) -> None:
        self.work.coding_requested.connect(self.coding_requested)
        self.work.changed.connect(self.refresh)
        self.work.said.connect(self.said)
        self.results.moment_requested.connect(self.moment_requested)
        self.results.said.connect(self.said)
        self.hand_outs.changed.connect(self.refresh)
        self.tabs.currentChanged.connect(self._turned)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.work.open_next)
        self.add_videos.clicked.connect(self._choose_videos)
        self.schemes.clicked.connect(self.schemes_requested)
        self._empty.primary_chosen.connect(self._choose_videos)
        self._nothing.primary_chosen.connect(self.search.show_all)
        self.search.narrowed.connect(self._narrowed)
        self.begin.clicked.connect(self._begin)
        self.find_video.clicked.connect(self._find_video)
        self.codings.itemActivated.connect(self._open_coding)
        self.table.doubleClicked.connect(self._open_row)
        self.table.installEventFilter(self)
        selection = self.table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._row_chosen)

    def show_for(self, coder: UUID | None) -> None:
        """Show the study as somebody may see it; what they should do is in the Work tab."""
        self._coder = coder
        self.work.show_for(coder)
        self.results.show_for(coder)
        self.hand_outs.show_for(coder)
        self.refresh()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let Enter do what a double click does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_row()
                return True
        return super().eventFilter(watched, event)

    def _turned(self, _place: int) -> None:
        if self.tabs.currentWidget() is self.work:
            self.work.table.setFocus()
        if self.tabs.currentWidget() is self.results:
            self.results.take_focus()

    def take_films(self) -> None:
        """Show what was filmed as it is now, and tell of it."""
        self.refresh()
        self.refilmed.emit()

    def refresh(self) -> None:
        """Read the study again, and the work in it, each at once or when somebody looks."""
        super().refresh()
        self.work.refresh()

    def read_again(self) -> None:
        """Read the study again and show it."""
        chosen = self.current()
        self._overview = seen = study_overview(self._opened.study, self._coder)
        self.model.show_overview(seen)
        self._title.setText(self._opened.name)
        parts = (
            ntr("{n} observation", "{n} observations", len(seen.observations)),
            ntr("{n} person", "{n} people", len(seen.people)),
            ntr("{n} coding", "{n} codings", sum(map(len, seen.codings.values()))),
        )
        self._summary.setText(" · ".join((*self.hand_outs.whose(), *parts)))
        self._body.setVisible(bool(seen.observations))
        self._empty.setVisible(not seen.observations)
        for button in (self.add_videos, self.begin):
            button.setEnabled(self._opened.writable)
        if self._opened.study.handed_out is not None:
            self.add_videos.setEnabled(False)
        fit_columns(self.table, self.model, names=_NAMES)
        self._show_found(chosen)
        self._look_for_videos()

    def _look_for_videos(self) -> None:
        """Find out in the background which videos are there; until then, what was found last stands."""
        if self._overview is None:
            return
        if self._looking is not None:
            self._looking.cancel()
        folder = self._opened.study.folder
        places = {one.id: first_video(one, folder) for one in self._overview.observations}
        videos = {one: path for one, path in places.items() if path is not None}
        self._looking = self._jobs.submit(
            videos_there, videos, on_done=self._show_videos, on_progress=self._looked
        )

    def _looked(self, _done: int, _total: int) -> None:
        """Say nothing: most answers are there at once, and each row says in the end how its video is."""

    def _show_videos(self, there: Mapping[UUID, bool]) -> None:
        chosen = self.current()
        self.model.show_videos(there)
        if chosen is None or self.current() != chosen:
            self._show_found(chosen)
        elif self._overview is not None:
            hidden = chosen.id in self._overview.hidden
            self.side.show_where(missing=self.model.is_missing(chosen), hidden=hidden)

    def _narrowed(self) -> None:
        self._show_found(self.side.observation)

    def _show_found(self, chosen: Observation | None) -> None:
        """Show the rows that are found; the observation that was chosen stays so while it is among them."""
        self.search.tell()
        self.table.setVisible(not self.search.found_nothing)
        self.side.setVisible(not self.search.found_nothing)
        self._nothing.setVisible(self.search.found_nothing)
        if self.model.rowCount():
            row = self.model.row_of(chosen.id if chosen else None) or 0
            self.table.selectRow(row)
            self._show_observation(self.model.observation(row))

    def current(self) -> Observation | None:
        """Give the chosen observation."""
        index = self.table.currentIndex()
        return self.model.observation(index.row()) if index.isValid() else None

    def _row_chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._show_observation(self.model.observation(index.row()))

    def _show_observation(self, observation: Observation) -> None:
        assert self._overview is not None
        missing = self.model.is_missing(observation)
        self.side.show_observation(
            observation, self._overview, missing=missing, writable=self._opened.writable
        )

    def _open_row(self, *_index: QModelIndex) -> None:
        """Open what the coder at work codes here, or begin; of nobody's in particular, what is not done yet.

        What others code is in the list: whoever means to code should not happen to see it.
        """
        observation = self.current()
        if observation is None or self._overview is None:
            return
        there = sorted(
            self._overview.codings.get(observation.id, ()),
            key=lambda one: (one.coder != self._coder, one.status not in OPEN_STATUSES),
        )
        if self.begin.isEnabled() and (not there or there[0].coder != self._coder is not None):
            self.new_coding_requested.emit(observation)
        elif there:
            self.coding_requested.emit(there[0].id)

    def _open_coding(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.coding_requested.emit(item.data(CodingId))

    def _begin(self) -> None:
        observation = self.current()
        if observation is not None:
            self.new_coding_requested.emit(observation)

    def _choose_videos(self) -> None:
        pattern = tr("Videos") + " (*.mp4 *.mov *.mkv *.avi *.m4v *.webm *.mts)"
        paths, _ = QFileDialog.getOpenFileNames(self, tr("Add videos"), "", pattern)
        if paths:
            self.videos_chosen.emit([Path(path) for path in paths])

    def _find_video(self) -> None:
        observation = self.current()
        folder = QFileDialog.getExistingDirectory(self, tr("Where is the video now?"))
        if observation is not None and folder:
            self.media_found.emit(observation, Path(folder))
