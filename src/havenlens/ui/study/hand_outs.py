"""Hand out a coder's work as a file of its own, and merge what came back, in the background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QFileDialog, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.file_names import file_name
from havenlens.services.hand_outs import Merged
from havenlens.services.handing_out import HandedOut, hand_out, has_work
from havenlens.services.merging import merge
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study
from havenlens.services.submitting import may_review
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say

_STUDIES = "Havenlens (*.havenlens)"


class HandOuts(QObject):
    """A menu of two actions for whoever leads the study; says in a banner of the page what came of them."""

    merging = pyqtSignal()
    """A merge begins: a coding that is open would not know of what it brings."""
    changed = pyqtSignal()
    """Something was merged; whoever shows the study reads it again."""

    def __init__(self, page: QWidget, opened: OpenStudy, jobs: Jobs) -> None:
        super().__init__(page)
        self._page, self._opened, self._jobs = page, opened, jobs
        self.banner = Banner()
        self.button = QPushButton(tr("Hand-outs"), page)
        self.button.setToolTip(tr("One file for each coder, where they do not share this one"))
        menu = QMenu(self.button)
        self.hand_out = QAction(tr("Hand out to a coder…"), self)
        self.hand_out.triggered.connect(self.ask_whom)
        self.merge = QAction(tr("Merge what came back…"), self)
        self.merge.triggered.connect(self.ask_what)
        for action in (self.hand_out, self.merge):
            menu.addAction(action)
        self.button.setMenu(menu)
        self.dialog: HandOutDialog | None = None
        self.show_for(None)

    def show_for(self, coder: UUID | None) -> None:
        """Offer both to whoever leads; in a hand-out there is nothing to hand out."""
        study = self._opened.study
        self.button.setVisible(study.handed_out is None)
        may = self._opened.writable and may_review(study, coder)
        for action in (self.hand_out, self.merge):
            action.setEnabled(may)

    def whose(self) -> tuple[str, ...]:
        """Say to whom this file was handed out and when, if it was."""
        study = self._opened.study
        mark = study.handed_out
        if mark is None:
            return ()
        names = {coder.id: coder.name for coder in study.store.coders()}
        return (say("handout.what", coder=names.get(mark.coder, "–"), day=_day(mark.at)),)

    # --- out ----------------------------------------------------------------------------------------

    def ask_whom(self) -> None:
        """Ask to whom, then where to put the file."""
        self.dialog = HandOutDialog(self._opened.study, self._page)
        self.dialog.accepted.connect(self._ask_where)
        self.dialog.open()

    def _ask_where(self) -> None:
        assert self.dialog is not None
        coder, name = self.dialog.coder.currentData(), self.dialog.coder.currentText()
        whose = file_name(name, "coder")
        proposed = str(self._opened.path.with_name(f"{self._opened.path.stem}-{whose}.havenlens"))
        # What is there already is never written over: the sentence says so, no question before it.
        options = QFileDialog.Option.DontConfirmOverwrite
        title = tr("Where to put the file")
        path, _ = QFileDialog.getSaveFileName(self._page, title, proposed, _STUDIES, options=options)
        if path:
            self._jobs.submit(
                partial(_hand_out, self._opened.writer, coder, Path(path)),
                on_done=self._handed_out,
                on_failed=self._failed,
                title=say("handout.working", coder=name),
            )

    def _handed_out(self, done: HandedOut) -> None:
        self.changed.emit()
        values = {"coder": done.coder, "n": done.contents.observations, "path": done.path}
        self.banner.say(say("handout.made", **values), Level.GOOD)

    # --- and back -----------------------------------------------------------------------------------

    def ask_what(self) -> None:
        """Ask for the files that came back, and merge them: all of them, or none."""
        folder = str(self._opened.path.parent)
        paths, _ = QFileDialog.getOpenFileNames(self._page, tr("What came back"), folder, _STUDIES)
        if not paths:
            return
        files = tuple(Path(path) for path in paths)
        self.merging.emit()
        self._page.setEnabled(False)
        self._jobs.submit(
            partial(_merge, self._opened.writer, files),
            on_done=self._merged,
            on_failed=self._merge_failed,
            on_cancelled=self._end_merge,
            title=say("merge.working", path=", ".join(file.name for file in files)),
        )

    def _merged(self, done: tuple[tuple[Path, Merged], ...]) -> None:
        self._end_merge()
        lines = [line for path, one in done for line in _told(path, one)]
        noticed = any(one.notices for _, one in done)
        self.banner.say("\n".join(lines), Level.WARNING if noticed else Level.GOOD)

    def _merge_failed(self, error: StudyError) -> None:
        self._end_merge()
        self._failed(error)

    def _end_merge(self) -> None:
        self._page.setEnabled(True)
        self.changed.emit()

    def _failed(self, error: StudyError) -> None:
        self.banner.say(str(error), Level.DANGER)


class HandOutDialog(Dialog):
    """Asks to whom to hand out; only coders who have something to code are listed."""

    def __init__(self, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Hand out to a coder"))
        self.keep_wide(440)
        self._study = study
        self.coder = ShortBox()
        self.coder.setAccessibleName(tr("Coder"))
        for one in study.store.coders():
            if has_work(study, one.id):
                self.coder.addItem(one.name, one.id)
        self.note = QLabel()
        self.note.setProperty("role", "secondary")
        self.note.setWordWrap(True)
        title = QLabel(tr("Hand out to a coder"))
        title.setProperty("role", "heading")
        what = QLabel(
            tr(
                "Writes one file with this coder's assignments, the schemes and their own codings. Nobody "
                "else's coding is in it, no master coding, no hidden variable."
            )
        )
        what.setWordWrap(True)
        buttons, self.go = confirm_or_cancel(self, tr("Choose the place…"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for part in (title, what, self.coder, self.note, buttons):
            column.addWidget(part)
        self.coder.currentIndexChanged.connect(self._tell)
        self._tell()

    def _tell(self, _index: int = 0) -> None:
        """Say how much there is, and what became of the last file."""
        coder = self.coder.currentData()
        self.go.setEnabled(coder is not None)
        if coder is None:
            self.note.setText(tr("Nobody has anything to code yet; assign some observations first."))
            return
        store = self._study.store
        parts = [ntr("{n} assignment", "{n} assignments", len(store.rows_of("assignments", coder=coder)))]
        rows = store.rows_of("hand_outs", coder=coder)
        last = max(rows, key=lambda row: row["made_at"], default=None)
        if last is not None:
            parts.append(tr("last handed out on {day}").format(day=_day(last["made_at"])))
            back = last["merged_at"]
            parts.append(tr("not back yet") if back is None else tr("back on {day}").format(day=_day(back)))
        self.note.setText(" · ".join(parts))


def _told(path: Path, done: Merged) -> list[str]:
    if done.news:
        counts = {"new": done.new, "further": done.further, "same": done.same, "events": done.events}
        first = say("merge.done", coder=done.coder, **counts)
    else:
        first = say("merge.nothing_new", path=path.name)
    return [first, *(notice.sentence for notice in done.notices)]


def _day(at: datetime) -> str:
    return at.astimezone().date().isoformat()


def _hand_out(
    writer: Callable[[], OpenStudy], coder: UUID, path: Path, progress: Progress = no_progress
) -> HandedOut:
    """Write the file over a connection of its own; for a job."""
    opened = writer()
    try:
        return hand_out(opened.study, coder, path, progress)
    finally:
        opened.close()


def _merge(
    writer: Callable[[], OpenStudy], files: tuple[Path, ...], progress: Progress = no_progress
) -> tuple[tuple[Path, Merged], ...]:
    """Merge files over a connection of its own, in one transaction; for a job."""
    opened = writer()
    try:
        with opened.study.store.transaction():
            return tuple((path, merge(opened.study, path, progress)) for path in files)
    finally:
        opened.close()
