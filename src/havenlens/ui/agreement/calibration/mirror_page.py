"""The mirror: a coder's own lag, drift and favourite confusions, for nobody else's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.domain.time import in_seconds
from havenlens.services.divergences import LEAST_FOR_LAG, Lag
from havenlens.services.mirror import Mirror, in_seconds_signed, mirror_of
from havenlens.services.ports import Progress
from havenlens.ui.agreement.calibration.choices import choose
from havenlens.ui.agreement.calibration.drift_chart import DriftChart
from havenlens.ui.agreement.calibration.drift_tab import signed
from havenlens.ui.agreement.calibration.listing import Listing
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, let_shrink
from havenlens.ui.widgets.labels import IconLabel
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import ntr, tr


class MirrorPage(QWidget):
    """Shows whoever is signed in to themselves, once both they and others have handed in."""

    def __init__(self, opened: OpenStudy, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened, self._jobs = opened, jobs
        self._coder: UUID | None = None
        self._stale = True
        self.mirrors: Sequence[Mirror] = ()
        self.scheme = ShortBox()
        self.scheme.setAccessibleName(tr("Scheme"))
        let_shrink(self.scheme)
        self.lag, self.lags = QLabel(), QLabel()
        self.confusions = Listing(
            tr("Favourite confusions"),
            [tr("What"), tr("You"), tr("The others"), tr("Times"), tr("of")],
            stretched=2,
            numbers=(3, 4),
        )
        self.drift = Listing(
            tr("Severity and drift"),
            [tr("Of"), tr("Severity"), tr("Drift in 30 days")],
            stretched=0,
            numbers=(1, 2),
        )
        self.chart = DriftChart()
        self._nobody = EmptyState(
            "user", tr("Who is looking?"), tr("Choose your name at the top right; this page is yours alone.")
        )
        self._empty = EmptyState(
            "eye",
            tr("Nothing to see yet"),
            tr("When you and somebody else have handed in the same video, you see yourself here."),
        )
        self._stack = QStackedWidget()
        self._arrange()
        self.scheme.currentIndexChanged.connect(self._show_scheme)
        self.drift.chosen.connect(self.chart.show_series)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(IconLabel("lock"))
        told = QLabel(tr("Only you see this page. It is made of what you and others have handed in."))
        told.setProperty("role", "secondary")
        told.setWordWrap(True)
        head.addWidget(told, 1)
        head.addWidget(self.scheme, 1)
        for label, role in ((self.lag, "title"), (self.lags, "secondary")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card = QFrame()
        card.setProperty("ground", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        inside.addWidget(_heading(tr("Your lag")))
        inside.addWidget(self.lag)
        inside.addWidget(self.lags)
        left, right = QWidget(), QWidget()
        for side, parts in (
            (left, (_heading(tr("What you mix up")), self.confusions)),
            (right, (_heading(tr("Where you are going")), self.drift, self.chart)),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.S)
            for part in parts:
                column.addWidget(part, 0 if isinstance(part, QLabel) else 1)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(right)
        self._split.setSizes([500, 500])
        self._right = right
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Space.M)
        grid.addLayout(head, 0, 0)
        grid.addWidget(card, 1, 0)
        grid.addWidget(self._split, 2, 0)
        grid.setRowStretch(2, 1)
        for state in (body, self._nobody, self._empty):
            self._stack.addWidget(state)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, Space.S, 0, 0)
        page.addWidget(self._stack)
        self._stack.setCurrentWidget(self._nobody)

    def show_for(self, coder: UUID | None) -> None:
        """Show whoever is signed in; what somebody else saw goes at once."""
        self._coder = coder
        self.mirrors = ()
        self._stack.setCurrentWidget(self._nobody if coder is None else self._empty)
        self.refresh()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Work it out when somebody looks, and not before."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Work it out again in the background, as soon as somebody looks."""
        self._stale = not self.isVisible()
        if self._coder is None or self._stale:
            return
        coder = self._coder
        self._jobs.submit(
            partial(self._compute, coder),
            on_done=partial(self._show, coder),
            on_failed=self._refused,
            title=tr("Holding up the mirror"),
        )

    def _compute(self, coder: UUID, progress: Progress) -> Sequence[Mirror]:
        opened = self._opened.reader()
        try:
            return tuple(mirror_of(opened.study, coder, progress))
        finally:
            opened.close()

    def _refused(self, _error: StudyError) -> None:
        self._stack.setCurrentWidget(self._empty)

    def _show(self, coder: UUID, found: Sequence[Mirror]) -> None:
        if coder != self._coder:
            return  # somebody else sits here now
        self.mirrors = found
        before = self.scheme.currentData()
        self.scheme.blockSignals(True)
        self.scheme.clear()
        for one in found:
            self.scheme.addItem(one.scheme_name, one.scheme)
        choose(self.scheme, before)
        self.scheme.blockSignals(False)
        self._stack.setCurrentIndex(0 if found else self._stack.indexOf(self._empty))
        self._show_scheme()

    def _show_scheme(self) -> None:
        one = next((each for each in self.mirrors if each.scheme == self.scheme.currentData()), None)
        if one is None:
            return
        self.lag.setText(_lag_in_words(one.lag))
        parts = [
            ntr("{n} of your codings compared", "{n} of your codings compared", one.compared),
            *(f"{each.name}: {in_seconds_signed(each.lag.median)} s ({each.lag.n})" for each in one.lags),
        ]
        self.lags.setText(" · ".join(parts))
        rows: list[tuple[object, Sequence[str]]] = [
            (each, (tr("another code"), each.own, each.others, str(each.times), str(each.of)))
            for each in one.mixed_up
        ]
        rows += [
            (each, (tr("you left out"), "–", each.code, str(each.times), str(each.of))) for each in one.missed
        ]
        rows += [
            (each, (tr("only you"), each.code, "–", str(each.times), str(each.of))) for each in one.alone
        ]
        self.confusions.show_rows(rows)
        self.drift.show_rows(
            [(each, (each.name, signed(each.severity), signed(each.drift))) for each in one.drift]
        )
        self._right.setVisible(bool(one.drift))


def _lag_in_words(lag: Lag) -> str:
    if lag.n < LEAST_FOR_LAG:
        return tr("Too few events in common to tell")
    if not lag.median:
        return tr("Neither early nor late")
    words = (
        tr("{seconds} s later than the others")
        if lag.median > 0
        else tr("{seconds} s earlier than the others")
    )
    return words.format(seconds=f"{in_seconds(abs(lag.median)):.2f}")


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "heading")
    return label
