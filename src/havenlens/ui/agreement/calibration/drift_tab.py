"""Severity and drift of every coder and dimension or group: a table, and the points of the one chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from havenlens.domain.problems import StudyError
from havenlens.services.drift_watch import DriftSeries, drift_of, drift_rule, note_drift
from havenlens.services.ports import Progress
from havenlens.services.submitting import may_review
from havenlens.services.training import hidden_codings
from havenlens.ui.agreement.calibration.choices import offer_schemes
from havenlens.ui.agreement.calibration.drift_chart import DriftChart
from havenlens.ui.agreement.calibration.listing import Listing
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, let_shrink
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import ntr, tr

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import


class DriftTab(QWidget):
    """Worked out in the background; leads see everybody, others themselves."""

    changed = pyqtSignal()

    def __init__(self, opened: OpenStudy, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened, self._jobs = opened, jobs
        self._coder: UUID | None = None
        self._stale = True
        self.series: Sequence[DriftSeries] = ()
        self.scheme = ShortBox()
        self.scheme.setAccessibleName(tr("Scheme"))
        self.pause = QPushButton(tr("Pause who fell below"))
        self.banner = Banner()
        self.table = Listing(
            tr("Severity and drift"),
            [
                tr("State"),
                tr("Coder"),
                tr("Of"),
                tr("Severity"),
                tr("Drift in 30 days"),
                tr("Latest"),
                tr("Asked for"),
                tr("n"),
            ],
            stretched=2,
            numbers=(3, 4, 5, 6, 7),
        )
        self.chart = DriftChart()
        self._empty = EmptyState(
            "chart-column",
            tr("Nothing to follow yet"),
            tr("When coders have handed in what others coded too, each is followed here over time."),
        )
        self._arrange()
        self.scheme.currentIndexChanged.connect(self.refresh)
        self.pause.clicked.connect(self._pause)
        self.table.chosen.connect(self.chart.show_series)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        let_shrink(self.scheme)
        head.addWidget(self.scheme, 1)
        told = QLabel(
            tr("Against the master where there is one, else the other coders; training is left out.")
        )
        told.setProperty("role", "secondary")
        told.setWordWrap(True)
        head.addWidget(told, 1)
        head.addWidget(self.pause)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(self.chart)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self._split, 1)
        column.addWidget(self._empty, 1)
        self._empty.hide()

    def show_for(self, coder: UUID | None) -> None:
        """Offer the schemes, and follow the coders of the one chosen."""
        self._coder = coder
        study = self._opened.study
        offer_schemes(self.scheme, study, {one.scheme for one in study.store.list_codings()})
        self.refresh()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Work it out when somebody looks, and not before."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Work it out again, as soon as somebody looks."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        scheme, coder = self.scheme.currentData(), self._coder
        if scheme is None:
            self._show(scheme, coder, ())
            return
        self._jobs.submit(
            partial(self._compute, scheme, coder),
            on_done=partial(self._show, scheme, coder),
            on_failed=self._refused,
            title=tr("Following coders over time"),
        )

    def _compute(self, scheme: UUID, coder: UUID | None, progress: Progress) -> Sequence[DriftSeries]:
        opened = self._opened.reader()
        try:
            study = opened.study
            leads = may_review(study, coder)
            if coder is None and not leads:
                return ()  # nobody has said who they are
            hidden = hidden_codings(study, coder)
            return tuple(drift_of(study, scheme, hidden, None if leads else coder, progress))
        finally:
            opened.close()

    def _show(self, scheme: UUID | None, coder: UUID | None, found: Sequence[DriftSeries]) -> None:
        if (scheme, coder) != (self.scheme.currentData(), self._coder):
            return  # something else, or somebody else, is looked at by now
        self.series = found
        rows = [(one, _texts(one)) for one in found]
        self.table.show_rows(rows, ["danger" if one.below else "" for one in found])
        self._split.setVisible(bool(found))
        self._empty.setVisible(not found)
        study = self._opened.study
        leads = self._opened.writable and may_review(study, self._coder)
        self.pause.setVisible(leads)
        self.pause.setEnabled(any(one.below for one in found))
        if found and scheme is not None and drift_rule(study, scheme) is None and leads:
            text = tr("No training set of this scheme asks for anything about drift, so nobody falls below.")
            self.banner.say(text, Level.INFO)
        else:
            self.banner.hide()

    def _refused(self, error: StudyError) -> None:
        self.banner.say(str(error), Level.DANGER)

    def _pause(self) -> None:
        try:
            made = note_drift(self._opened.study, self.series, self._coder)
        except StudyError as error:
            self._refused(error)
            return
        self.changed.emit()
        if made:
            self.banner.say(ntr("{n} coder paused", "{n} coders paused", len(made)), Level.WARNING)
        else:
            self.banner.say(tr("Everybody below was paused, or let on, since then."), Level.INFO)


def _texts(one: DriftSeries) -> list[str]:
    state = tr("below") if one.below else tr("in range") if one.enough else tr("too few")
    return [
        state,
        one.coder_name,
        one.name,
        signed(one.severity),
        signed(one.drift),
        "–" if one.recent is None else f"{one.recent:.2f}".replace("-", "−"),
        f"≥ {one.limit:g}",
        str(one.n_recent),
    ]


def signed(found: Coefficient) -> str:
    """Write a value with its sign and its interval, or a dash where there is none."""
    if found.estimate is None:
        return "–"
    text = _figure(found.estimate)
    if found.interval is not None:
        text += f" [{_figure(found.interval.low)}, {_figure(found.interval.high)}]"
    return text


def _figure(value: float) -> str:
    """Write a number with its sign; what rounds to nothing has none."""
    return f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0.00"
