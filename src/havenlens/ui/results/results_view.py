"""The numbers of a study: choose an analysis, read its table, look at its picture, go to its moments."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.charts.model import Moment
from havenlens.services.ports import Progress
from havenlens.services.results.asking import Found, Request, ask
from havenlens.services.results.pictures import Behind, Picture, behind_row
from havenlens.services.results.sheet import Analysis, Occurrence, Row
from havenlens.services.sequences.counting import CountingRule
from havenlens.ui.charts.chart_panel import ChartPanel
from havenlens.ui.qt.garbage import making_what_is_shown
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.results.choosing import Chooser
from havenlens.ui.results.parameters import Parameters
from havenlens.ui.results.rule_line import RuleLine
from havenlens.ui.results.saving import SaveTable
from havenlens.ui.results.sheet_table import OccurrencesTable, SheetTable
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_MOST_MOMENTS = 5_000
_PATIENCE_MS = 300
_VIEWS = (Analysis.LATENCY, Analysis.FOLLOWS)
"""Analyses whose pictures are views of the same, so that the one that was chosen stays."""
_LEAST_TABLE, _MOST_TABLE = 96, 0.38
"""Pixels that a table has at least, and the share of the height it has at most, before somebody says so."""


class ResultsView(QWidget):
    """Lists on the left, a table over its picture and its moments on the right, the rule beneath."""

    moment_requested = pyqtSignal(object, object)
    """Carries the id of a coding, and the moment in it."""
    said = pyqtSignal(str, bool)

    def __init__(self, opened: OpenStudy, workplace: Workplace, jobs: Jobs) -> None:
        super().__init__()
        self._opened, self._jobs = opened, jobs
        self._coder: UUID | None = None
        self._job: Job | None = None
        self._is_moved = False
        self.found: Found | None = None
        self.chooser, self.parameters = Chooser(), Parameters()
        self.table, self.moments = SheetTable(), OccurrencesTable()
        self.picture = ChartPanel(workplace, jobs)
        self.pictures = ShortBox()
        self.pictures.setAccessibleName(tr("Picture"))
        self.save = SaveTable(workplace, jobs, opened.path.parent)
        self.below = QTabWidget()
        self.banner = Banner()
        self._pictures: tuple[Picture, ...] = ()
        self._row: Row | None = None
        self._row_job: Job | None = None
        self.rule = RuleLine(opened, jobs)
        self._more, self._working, self.stop = QLabel(), QLabel(), QPushButton(tr("Stop"))
        self._stack, self._empty, self._why = QStackedWidget(), QWidget(), QVBoxLayout()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        for label in (self._more, self._working):
            label.setProperty("role", "secondary")
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.parameters, 1)
        head.addStretch()  # where there are no parameters
        for part in (self._working, self.stop, self.save):
            head.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        moments = QWidget()
        column = QVBoxLayout(moments)
        column.setContentsMargins(0, Space.XS, 0, 0)
        column.addWidget(self.moments, 1)
        column.addWidget(self._more)
        self.below.setDocumentMode(True)
        pictured = QWidget()
        column = QVBoxLayout(pictured)
        column.setContentsMargins(0, Space.XS, 0, 0)
        column.addWidget(self.picture)
        self.below.addTab(pictured, tr("Picture"))
        self.below.addTab(moments, tr("Moments"))
        self.pictures.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        beside = QWidget()
        corner = QHBoxLayout(beside)
        corner.setContentsMargins(0, 0, 0, Space.S)  # on the line of the tabs
        corner.addWidget(self.pictures)
        self.below.setCornerWidget(beside)
        self.table.setMinimumHeight(current_look().metrics.px(_LEAST_TABLE))
        self._body = body = splitter(Qt.Orientation.Vertical, self.table, self.below, sizes=(300, 520))
        self._why.setContentsMargins(0, 0, 0, 0)
        self._empty.setLayout(self._why)
        for state in (body, self._empty):
            self._stack.addWidget(state)
        right = QVBoxLayout()
        right.setSpacing(Space.S)
        right.addLayout(head)
        right.addWidget(self.banner)
        right.addWidget(self._stack, 1)
        right.addWidget(self.rule)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, Space.S, 0, 0)
        page.setSpacing(Space.L)
        page.addWidget(self.chooser)
        page.addLayout(right, 1)
        self._show_working(False)

    def _connect(self) -> None:
        self.chooser.changed.connect(self.ask)
        self.parameters.changed.connect(self.ask)
        self.stop.clicked.connect(self._stop)
        self._patience.timeout.connect(partial(self._show_working, True))
        self.table.row_chosen.connect(self._show_row)
        self.table.row_opened.connect(self._open_row)
        self.moments.moment_opened.connect(self._open_moment)
        self.picture.chosen.connect(self._open_place)
        self.pictures.currentIndexChanged.connect(self._show_picture)
        self.banner.action_chosen.connect(self.refresh)
        self.below.currentChanged.connect(self._turned)
        self._body.splitterMoved.connect(self._moved)
        self.rule.changed.connect(self._recount)
        for part in (self.parameters, self.picture, self.save, self.rule):
            part.said.connect(self.said)

    # --- asking -------------------------------------------------------------------------------------

    def show_for(self, coder: UUID | None) -> None:
        """Leave out what somebody may not see yet; what was worked out for somebody else is taken away."""
        if coder != self._coder:
            self._coder = coder
            self.rule.show_for(coder)
            self._cancel()
            self.found = None
            self._let_go_of_row()
            self._show_nothing("")
            if self.isVisible():
                self.refresh()

    def refresh(self) -> None:
        """Work everything out again, as codings may have changed, and who leads."""
        self.rule.show_for(self._coder)
        self._ask(None)

    def ask(self) -> None:
        """Show what is chosen; what is known already is not worked out again."""
        self._ask(self.found)

    def _recount(self, rule: CountingRule) -> None:
        self.said.emit(say("sequences.rule_set", rule=rule.sentence), False)
        self.refresh()

    @property
    def is_working(self) -> bool:
        """Tell whether something is being worked out, or will be as soon as nobody types any more."""
        return self.parameters.is_settling or self._job is not None or self._row_job is not None

    def _ask(self, known: Found | None) -> None:
        self._cancel()
        self.banner.hide()
        request = self.parameters.applied_to(self.chooser.request())
        self.parameters.show_for(request.analysis)
        self._patience.start()
        self._job = self._jobs.submit(
            partial(self._work, self._coder, request, known),
            on_done=partial(self._show, self._coder),
            on_failed=self._show_failure,
            on_progress=self._show_progress,
            title=tr("Results"),
        )

    def _work(self, coder: UUID | None, request: Request, known: Found | None, progress: Progress) -> Found:
        with making_what_is_shown():
            opened = self._opened.reader()
            try:
                return ask(opened.study, coder, request, progress, known)
            finally:
                opened.close()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._ended()

    def _stop(self) -> None:
        self._cancel()
        self.banner.say(
            tr("Stopped; what is shown is what was worked out last."), Level.INFO, tr("Work it out")
        )

    def _ended(self) -> None:
        self._job = None
        self._patience.stop()
        self._show_working(False)

    def _show_working(self, working: bool) -> None:
        self._working.setVisible(working)
        self.stop.setVisible(working)
        self.save.setVisible(not working)
        if working and not self._working.text():
            self._working.setText(tr("Working it out…"))
        if not working:
            self._working.clear()

    def _show_progress(self, done: int, total: int) -> None:
        share = round(100 * done / total) if total else 0
        self._working.setText(tr("Working it out… {share} %").format(share=share))

    def _show_failure(self, error: StudyError) -> None:
        self._ended()
        self.found = None
        self.rule.clear()
        self._show_nothing(str(error))

    # --- showing ------------------------------------------------------------------------------------

    def _show(self, coder: UUID | None, found: Found) -> None:
        if coder != self._coder:
            return
        self._ended()
        self.found = found
        self.chooser.show_found(found)
        self.parameters.show_window(found.own_window)
        self.parameters.show_for(found.request.analysis)
        tip = "" if found.results is None else "\n".join(found.results.warnings)
        self.rule.show_told(" ".join(self._told(found)), tip)
        if found.sheet is None:
            self._show_nothing(found.why)
            return
        self.save.show_found(found)
        self.parameters.show()
        self._stack.setCurrentIndex(0)
        self.table.show_sheet(found.sheet)
        self._fit_table()

    def _fit_table(self) -> None:
        """Leave the picture what a short table does not need, until somebody moves what is between them."""
        whole = sum(self._body.sizes())
        if whole and not self._is_moved:
            wanted = min(self.table.wanted_height(), round(whole * _MOST_TABLE))
            high = max(self.table.minimumHeight(), wanted)
            self._body.setSizes([high, whole - high])

    def _moved(self) -> None:
        self._is_moved = True

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit_table()

    def _told(self, found: Found) -> list[str]:
        """Say which codings count, what is left out, and what to know about the table."""
        told = [found.rule.sentence]
        if found.hidden:
            told.append(say("sheet.hidden", n=found.hidden))
        warnings = () if found.results is None else found.results.warnings
        if warnings:
            told.append(say("sheet.left_out", n=len(warnings), first=warnings[0]))
        return [*told, *(() if found.sheet is None else found.sheet.notes)]

    def _show_nothing(self, why: str) -> None:
        self.save.show_found(None)
        # What somebody asked for may be why there is nothing: it can be taken back.
        self.parameters.setVisible(not self.parameters.is_usual)
        self.table.show_sheet(None)
        if not why:
            self.rule.clear()
        while (item := self._why.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        if why:
            self._why.addWidget(EmptyState("table-2", tr("Nothing to show here"), why))
        self._stack.setCurrentWidget(self._empty)

    def _show_row(self, row: Row | None) -> None:
        """Look for what lies behind a row; in a large study that takes a moment."""
        self._let_go_of_row()
        if self.found is None or self.found.sheet is None or row is None:
            self._show_behind(None, None)
            return
        self._row_job = self._jobs.submit(
            behind_row, self.found, row, _MOST_MOMENTS, on_done=partial(self._show_behind, row)
        )

    def _let_go_of_row(self) -> None:
        if self._row_job is not None:
            self._row_job.cancel()
            self._row_job = None

    def _show_behind(self, row: Row | None, behind: Behind | None) -> None:
        self._row_job, self._row = None, row
        n = 0 if behind is None else behind.n
        self.moments.show_moments(() if behind is None else behind.moments)
        many = n > _MOST_MOMENTS
        self._more.setText(say("sheet.most_moments", shown=_MOST_MOMENTS, n=n) if many else "")
        self._more.setVisible(many)
        self.below.setTabText(1, tr("Moments ({n})").format(n=n))
        self._pictures = () if behind is None else behind.pictures
        kept = self.found is not None and self.found.request.analysis in _VIEWS
        wanted = self.pictures.currentText() if kept else ""
        with QSignalBlocker(self.pictures):
            self.pictures.clear()
            self.pictures.addItems([one.name for one in self._pictures])
            self.pictures.setCurrentIndex(max(0, self.pictures.findText(wanted)) if self._pictures else -1)
        self._turned()
        self._show_picture()

    def _turned(self) -> None:
        """Show the choice of pictures beside a picture only."""
        self.pictures.setVisible(len(self._pictures) > 1 and self.below.currentIndex() == 0)

    def _show_picture(self) -> None:
        at = self.pictures.currentIndex()
        self.picture.show_chart(self._pictures[at].make if 0 <= at < len(self._pictures) else None)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.chooser.restyle()

    # --- moments ------------------------------------------------------------------------------------

    def _open_row(self, row: Row) -> None:
        """Go to the moment behind a row, or to the list of them where there are several."""
        moments = self.moments.moments_model.moments if row is self._row else ()
        if len(moments) == 1:
            self._open_moment(moments[0])
        elif moments:
            self.below.setCurrentIndex(1)
            self.moments.setFocus()

    def _open_moment(self, one: Occurrence) -> None:
        self.moment_requested.emit(one.coding, Micros(one.at))

    def _open_place(self, moment: Moment) -> None:
        coding = None if self.found is None else self.found.coding_at(moment.observation)
        if coding is not None:
            self.moment_requested.emit(coding, moment.at)
