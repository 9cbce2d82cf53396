"""The views of one observation: add, name, place in time by number or by sound, take out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import (
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Observation, Recording
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND, Micros, TimeBase, clock, in_seconds
from havenlens.domain.view_fitting import MOST_DRIFT
from havenlens.services.files import in_counted_order
from havenlens.services.ports import MediaFacts, MediaLibrary, SoundMatches
from havenlens.services.study import Study
from havenlens.services.views import MOST_OFFSET, MOST_VIEWS, Views, longest_file, view_name
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.study.view_facts import about, facts_of, shown_base
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.job_bar import JobBar
from havenlens.ui.widgets.kept_keyboard import KeptKeyboard
from havenlens.ui.widgets.labels import give_role
from havenlens.words.catalogue import tr

PATTERN = "(*.mp4 *.mov *.mkv *.avi *.m4v *.webm *.mts)"


class ViewsForm(KeptKeyboard):
    """Every change is written at once; what was done, or why not, is said below."""

    changed = pyqtSignal()
    """A view was added, named, placed or taken out."""
    chosen = pyqtSignal(int)
    """Carries the place of the view that was chosen."""

    def __init__(
        self,
        study: Study,
        observation_id: UUID,
        media: MediaLibrary,
        jobs: Jobs,
        *,
        writable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._study, self._views, self._id = study, Views(study), observation_id
        self._media, self._writable = media, writable
        self._observation = self._views.observation(observation_id)
        self.list = QListWidget()
        self.add = QPushButton(tr("Add a view…"))
        self.remove = QPushButton(tr("Remove"))
        self.add_next = QPushButton(tr("Add the next file…"))
        self.remove_last = QPushButton(tr("Remove the last file"))
        self.name = QLineEdit()
        self.offset = self._number(in_seconds(MOST_OFFSET), 3, 0.04, " s", tr("Offset in seconds"))
        self.drift = self._number(MOST_DRIFT, 1, 1.0, " ppm", tr("Drift in parts per million"))
        self.align = QPushButton(tr("Align by the sound"))
        self.work = JobBar(jobs, tr("Progress"))
        self.note = QLabel()
        self._arrange()
        self._connect()
        self.keep_keyboard_at(self.list)
        self.refresh()
        if not writable:
            self.tell(Problem("views.read_only", {}), refused=True)

    def _number(self, most: float, decimals: int, step: float, unit: str, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(-most, most)
        box.setDecimals(decimals)
        box.setSingleStep(step)
        box.setSuffix(unit)
        box.setKeyboardTracking(False)
        box.setAccessibleName(name)
        box.setFont(current_look().font(current_look().metrics.body, tabular=True))
        return box

    def _arrange(self) -> None:
        self.list.setAccessibleName(tr("Views"))
        self.list.setMinimumHeight(current_look().metrics.px(96))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.name.setAccessibleName(tr("Name of the view"))
        self.name.setPlaceholderText(tr("for example: front, door, table"))
        show_icon(self.add, "plus")
        show_icon(self.add_next, "plus")
        self.add_next.setToolTip(
            tr("For a camera that writes several files: what it filmed next, where this view ends")
        )
        self.note.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Name"), self.name)
        form.addRow(tr("Time offset"), self.offset)
        form.addRow(tr("Drift"), self.drift)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.list, 1)
        column.addLayout(_row(self.add, self.remove))
        column.addLayout(_row(self.add_next))  # a row each: beside the video there is no room for both
        column.addLayout(_row(self.remove_last))
        column.addLayout(form)
        self._ways = _row(self.align)
        column.addLayout(self._ways)
        column.addWidget(self.work)
        column.addWidget(self.note)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._choose)
        self.add.clicked.connect(self._ask_video)
        self.remove.clicked.connect(self._remove)
        self.add_next.clicked.connect(self._ask_next)
        self.remove_last.clicked.connect(self._remove_last)
        self.name.editingFinished.connect(self._rename)
        self.offset.valueChanged.connect(self._place)
        self.drift.valueChanged.connect(self._place)
        self.align.clicked.connect(self._align)
        self.work.changed.connect(self._allow)

    def add_way(self, button: QPushButton) -> None:
        """Put one more way to place a view beside the others."""
        self._ways.insertWidget(1, button)

    # --- showing ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent | None) -> None:
        """Lay the rows out anew: they were filled in before they had their style, which makes them higher."""
        super().showEvent(event)
        self.list.scheduleDelayedItemsLayout()

    @property
    def observation(self) -> Observation:
        """Give the observation as it is now."""
        return self._observation

    @property
    def place_chosen(self) -> int:
        """Give the place of the chosen view, counted from 0."""
        return max(0, self.list.currentRow())

    def recording(self) -> Recording | None:
        """Give the chosen view."""
        views = self._observation.recordings
        return views[self.place_chosen] if views else None

    def refresh(self) -> None:
        """Read the views from the study again."""
        self._observation = self._views.observation(self._id)
        row = self.place_chosen
        with QSignalBlocker(self.list):
            self.list.clear()
            for number, recording in enumerate(self._observation.recordings, start=1):
                item = QListWidgetItem(f"{number}  {view_name(recording)}\n{about(recording)}")
                item.setToolTip("\n".join(file.path for file in recording.files))
                self.list.addItem(item)
            self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._choose(self.list.currentRow())

    def choose(self, place: int) -> None:
        """Choose a view by its place."""
        self.list.setCurrentRow(place)

    def tell(self, problem: Problem, *, refused: bool = False) -> None:
        """Say below what was done, or why not."""
        give_role(self.note, "warning" if refused else "secondary")
        self.note.setText(problem.sentence)

    def _choose(self, row: int) -> None:
        self._allow()
        recording = self.recording()
        base = recording.files[0].time_base if recording and recording.files else TimeBase()
        with QSignalBlocker(self.offset), QSignalBlocker(self.drift):
            self.offset.setValue(in_seconds(base.offset))
            self.drift.setValue(base.rate_ppm)
        self.name.setText(recording.name if recording else "")
        if row == 0 and recording is not None and not self.note.text():
            give_role(self.note, "secondary")
            self.note.setText(
                tr("The first view is the observation's clock; the others are placed against it.")
            )
        elif row > 0 and self.note.property("role") == "secondary" and recording is not None:
            self.note.clear()
        if recording is not None:
            self.chosen.emit(row)

    def _allow(self) -> None:
        """Enable what may be done with the chosen view; while a job runs, nothing may."""
        self.note.setVisible(not self.work.is_running)  # in a small window there is room for one of the two
        may = self._writable and not self.work.is_running
        recording = self.recording()
        files = () if recording is None else recording.files
        self.add.setEnabled(may and self.list.count() < MOST_VIEWS)
        may = may and recording is not None
        for part in (self.offset, self.drift, self.align, self.remove):
            part.setEnabled(may and self.place_chosen > 0)
        self.name.setEnabled(may)
        self.add_next.setEnabled(may and len(files) > 0)
        self.remove_last.setVisible(len(files) > 1)
        self.remove_last.setEnabled(may)

    # --- changing -----------------------------------------------------------------------------------

    def _try(self, act: object, *values: object) -> bool:
        try:
            act(*values)  # type: ignore[operator]  # a method of `Views`
        except StudyError as error:
            self.refresh()
            self.tell(error.problem, refused=True)
            return False
        self.refresh()
        self.changed.emit()
        return True

    def _ask_video(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Add a view"), "", f"{tr('Videos')} {PATTERN}")
        if path:
            self.add_video(Path(path))

    def add_video(self, path: Path) -> None:
        """Read a video in the background and add it as a view named after its file."""
        self.work.run(self._media.facts, path, on_done=self._add, on_failed=self._failed)

    def _add(self, video: MediaFacts) -> None:
        if self._try(self._views.add, self._id, video, video.path.stem):
            self.choose(self.list.count() - 1)
            name = self._observation.name
            self.tell(Problem("views.added", {"name": video.path.stem, "observation": name}))

    def _ask_next(self) -> None:
        title = tr("Add the next file")
        paths, _ = QFileDialog.getOpenFileNames(self, title, "", f"{tr('Videos')} {PATTERN}")
        if paths:
            self.add_files([Path(path) for path in in_counted_order(paths)])

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read videos in the background and let them go on, one after another, where the chosen view ends."""
        recording = self.recording()
        if recording is None or not recording.files:
            return
        last = self._study.media_path(recording.files[-1])
        done = partial(self._append, recording.id)
        self.work.run(facts_of, self._media, (last, *paths), on_done=done, on_failed=self._failed)

    def _append(self, recording_id: UUID, films: Sequence[MediaFacts]) -> None:
        last, *videos = films
        if self._try(self._views.append, self._id, recording_id, last, videos):
            told = "views.file_added" if len(videos) == 1 else "views.files_added"
            values = {"path": videos[-1].path.name, "n": len(videos)}
            self.tell(Problem(told, {**values, **self._ending(recording_id)}))

    def _remove_last(self) -> None:
        recording = self.recording()
        if recording is not None and self._try(self._views.remove_last_file, self._id, recording.id):
            path = Path(recording.files[-1].path).name
            self.tell(Problem("views.file_removed", {"path": path, **self._ending(recording.id)}))

    def _ending(self, recording_id: UUID) -> dict[str, str]:
        """Give a view's name and when its last file ends, as sentences name them."""
        recording = next(one for one in self._observation.recordings if one.id == recording_id)
        file = recording.files[-1]
        return {"name": view_name(recording), "at": clock(file.time_base.to_observation(file.duration or 0))}

    def _remove(self) -> None:
        recording = self.recording()
        if recording is not None and self._try(self._views.remove, self._id, recording.id):
            values = {"name": view_name(recording), "observation": self._observation.name}
            self.tell(Problem("views.removed", values))

    def _rename(self) -> None:
        recording = self.recording()
        if recording is not None and self.name.text().strip() != recording.name:
            self._try(self._views.rename, self._id, recording.id, self.name.text())

    def _place(self, _value: float) -> None:
        offset = Micros(round(self.offset.value() * SECOND))
        recording = self.recording()
        if recording is None or not recording.files:
            return
        before = recording.files[0].time_base
        # What is shown to the millisecond is kept to the microsecond: a drift typed leaves the offset alone.
        if round(before.offset / 1000) == round(offset / 1000):
            offset = before.offset
        drift = before.rate_ppm if round(before.rate_ppm, 1) == self.drift.value() else self.drift.value()
        self.place(TimeBase(offset, drift))

    def place(self, base: TimeBase) -> bool:
        """Write where the chosen view lies in time; tell whether it was accepted."""
        recording = self.recording()
        if recording is None or not self._try(self._views.place, self._id, recording.id, base):
            return False
        self.tell(Problem("views.placed", {"name": view_name(recording), **shown_base(base)}))
        return True

    # --- sound --------------------------------------------------------------------------------------

    def _align(self) -> None:
        recording = self.recording()
        if recording is None:
            return
        here, there = longest_file(self._observation.recordings[0]), longest_file(recording)
        self.work.run(
            self._media.sound_matches,
            self._study.media_path(here),
            self._study.media_path(there),
            on_done=partial(self._aligned, recording.id),
            on_failed=self._failed,
            title=tr("Comparing the sound of two views"),
        )

    def _aligned(self, recording_id: UUID, found: SoundMatches) -> None:
        if self._try(self._views.place_by_sound, self._id, recording_id, found):
            placed = next(one for one in self._observation.recordings if one.id == recording_id)
            values = {"n": len(found.pairs), "of": found.tried, "spread": max(1, round(found.spread / 1000))}
            self.tell(Problem("views.aligned", {**values, **shown_base(placed.files[0].time_base)}))

    def _failed(self, error: StudyError) -> None:
        self.tell(error.problem, refused=True)


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row
