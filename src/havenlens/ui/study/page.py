"""The Study workspace: observations, their codings, and where to begin."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QEvent, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Coding, Observation, RecordingFile
from havenlens.domain.time import Micros, clock
from havenlens.services.checklist import OPEN_STATUSES
from havenlens.services.double_coding import told_purpose
from havenlens.services.submitting import may_review
from havenlens.services.training import hidden_codings
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.results.tab import ResultsTab
from havenlens.ui.study.hand_outs import HandOuts
from havenlens.ui.study.observations import ObservationsModel
from havenlens.ui.study.thumbnail import Thumbnail
from havenlens.ui.study.views_menu import ViewsMenu
from havenlens.ui.study.work_tab import WorkTab
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.read_when_seen import ReadWhenSeen
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.widgets.tables import dress_rows
from havenlens.ui.widgets.workspaces import Tabs
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say

CodingId = Qt.ItemDataRole.UserRole


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
        self._codings: list[Coding] = []
        self._coder: UUID | None = None
        self._masters: set[UUID] = set()
        self.work = WorkTab(opened, jobs)
        self.results = ResultsTab(opened, workplace, jobs)
        self.hand_outs = HandOuts(self, opened, jobs)
        self.tabs = Tabs()
        self.model = ObservationsModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.codings = QListWidget()
        self.codings.setAccessibleName(tr("Codings"))
        self.codings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.codings.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.codings.setSpacing(1)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._summary = QLabel()
        self._summary.setProperty("role", "secondary")
        self.add_videos = QPushButton(tr("Add videos…"))
        show_icon(self.add_videos, "plus")
        self.schemes = QPushButton(tr("Schemes…"))
        self.begin = QPushButton(tr("Start a coding…"))
        self.begin.setProperty("role", "primary")
        self.find_video = QPushButton(tr("Find the video…"))
        self._details = QLabel()
        self._details.setWordWrap(True)
        self._details.setProperty("role", "secondary")
        self.picture = Thumbnail(workplace.media, jobs)
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._heading.setWordWrap(True)
        self._empty = EmptyState(
            "film",
            tr("No videos yet"),
            tr("Add the videos of your study. They stay where they are; the study only remembers them."),
            tr("Add videos…"),
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
        side = QFrame()
        side.setProperty("ground", "card")
        side.setMinimumWidth(current_look().metrics.px(300))
        column = QVBoxLayout(side)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        label = QLabel(tr("CODINGS"))
        label.setProperty("role", "label")
        for part in (self.picture, self._heading, self._details, self.find_video, label):
            column.addWidget(part)
        column.addWidget(self.codings, 1)
        column.addWidget(self.begin)
        self._body = splitter(Qt.Orientation.Horizontal, self.table, side, sizes=(1000, 380))
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        page.setSpacing(Space.M)
        page.addLayout(head)
        page.addWidget(self.hand_outs.banner)
        places = QWidget()
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

    def read_again(self) -> None:
        """Read the study again and show it."""
        study = self._opened.study
        chosen = self.current()
        observations = study.store.observations()
        people = study.store.participants()
        hidden = hidden_codings(study, self._coder)
        listed = study.store.list_codings()
        self._codings = [coding for coding in listed if coding.id not in hidden]
        self._masters = {coding.observation for coding in listed if coding.id in hidden}
        counts: dict[UUID, int] = {}
        for coding in self._codings:
            counts[coding.observation] = counts.get(coding.observation, 0) + 1
        self.model.show_rows(
            observations,
            {person.id: person.pseudonym for person in people},
            {observation.id: self._video_state(observation) for observation in observations},
            counts,
            [variable.name for variable in study.store.variables() if not variable.hidden_from_coders],
        )
        self._title.setText(self._opened.name)
        parts = (
            ntr("{n} observation", "{n} observations", len(observations)),
            ntr("{n} person", "{n} people", len(people)),
            ntr("{n} coding", "{n} codings", len(self._codings)),
        )
        self._summary.setText(" · ".join((*self.hand_outs.whose(), *parts)))
        self._body.setVisible(bool(observations))
        self._empty.setVisible(not observations)
        for button in (self.add_videos, self.begin):
            button.setEnabled(self._opened.writable)
        if study.handed_out is not None:
            self.add_videos.setEnabled(False)
        self.table.resizeColumnsToContents()
        self._choose(chosen.id if chosen else None)
        if self.tabs.currentWidget() is self.work:
            self.work.refresh()

    def current(self) -> Observation | None:
        """Give the chosen observation."""
        index = self.table.currentIndex()
        return self.model.observation(index.row()) if index.isValid() else None

    def _choose(self, observation: UUID | None) -> None:
        rows = range(self.model.rowCount())
        row = next((n for n in rows if self.model.observation(n).id == observation), 0)
        if self.model.rowCount():
            self.table.selectRow(row)
            self._show_observation(self.model.observation(row))

    def _row_chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._show_observation(self.model.observation(index.row()))

    def _show_observation(self, observation: Observation) -> None:
        self._heading.setText(f"{observation.name}  {observation.title}")
        file = _file(observation)
        where = tr("No video: rated live or from elsewhere.")
        missing = False
        path = None if file is None else self._opened.study.media_path(file)
        if file is not None and path is not None:
            missing = not os.path.exists(path)  # noqa: PTH110 - never raises
            where = say("study.video_missing", path=file.path) if missing else file.path
        if observation.id in self._masters:
            where = f"{where}\n{say('training.hidden')}"
        self._details.setText(where)
        self.find_video.setVisible(missing)
        middle = Micros((observation.duration or 0) // 2)
        self.picture.show_video(None if missing else path, middle)
        self.codings.clear()
        study = self._opened.study
        coders = {coder.id: coder.name for coder in study.store.coders()}
        counts = study.store.event_counts()
        leads = may_review(study, self._coder)
        for coding in self._codings:
            if coding.observation == observation.id:
                scheme = study.scheme(coding.scheme)
                purpose = told_purpose(coding.purpose, leads=leads)
                status = tr(coding.status.value).replace("_", " ")
                lines = (
                    f"{scheme.name}",
                    f"{coders[coding.coder]} · {tr(purpose.value)} · {status} · "
                    + self._content(coding, counts.get(coding.id, 0)),
                )
                item = QListWidgetItem("\n".join(lines))
                item.setData(CodingId, coding.id)
                item.setToolTip(say("study.coding_at", scheme=scheme.ref, at=clock(coding.resume_at)))
                self.codings.addItem(item)
        self.begin.setEnabled(self._opened.writable and file is not None)

    def _content(self, coding: Coding, events: int) -> str:
        """Count what a coding holds: events, or ratings where there are only those."""
        ratings = 0 if events else len(self._opened.study.store.ratings_of(coding.id))
        if ratings:
            return ntr("{n} rating", "{n} ratings", ratings)
        return ntr("{n} event", "{n} events", events)

    def _video_state(self, observation: Observation) -> str:
        file = _file(observation)
        if file is None:
            return tr("none")
        there = os.path.exists(self._opened.study.media_path(file))  # noqa: PTH110 - never raises
        return tr("found") if there else tr("missing")

    def _open_row(self, *_index: QModelIndex) -> None:
        """Open what the coder at work codes here, or begin; of nobody's in particular, what is not done yet.

        What others code is in the list: whoever means to code should not happen to see it.
        """
        observation = self.current()
        if observation is None:
            return
        there = [coding for coding in self._codings if coding.observation == observation.id]
        there.sort(key=lambda one: (one.coder != self._coder, one.status not in OPEN_STATUSES))
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


def _file(observation: Observation) -> RecordingFile | None:
    files = observation.files
    return files[0] if files else None
