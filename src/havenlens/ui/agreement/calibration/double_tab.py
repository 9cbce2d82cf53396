"""Double coding: the quota of a scheme, what each stratum still lacks, and a button that draws it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.assignments import assignments_of
from havenlens.services.double_coding import (
    AGAIN,
    QuotaRules,
    Stratum,
    draws_of,
    plan_for,
    strata_of,
)
from havenlens.services.drawing import draw
from havenlens.services.submitting import may_review, told_status
from havenlens.ui.agreement.calibration.choices import choose, offer_schemes
from havenlens.ui.agreement.calibration.listing import Listing
from havenlens.ui.agreement.calibration.quota_dialog import QuotaDialog
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, let_shrink
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class DoubleTab(QWidget):
    """For leads; who codes is not to know what is coded twice."""

    changed = pyqtSignal()

    def __init__(self, opened: OpenStudy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._coder: UUID | None = None
        self.scheme = ShortBox()
        self.scheme.setAccessibleName(tr("Scheme"))
        self.quota = QPushButton(tr("Quota…"))
        self.draw = QPushButton(tr("Draw and assign"))
        self.draw.setProperty("role", "primary")
        self.told = QLabel()
        self.told.setProperty("role", "secondary")
        self.told.setWordWrap(True)
        self.banner = Banner()
        self.strata = Listing(
            tr("Strata"),
            [tr("Stratum"), tr("Videos"), tr("Asked for"), tr("Drawn"), tr("Handed in"), tr("Short of")],
            stretched=0,
            numbers=(1, 2, 3, 4, 5),
        )
        self.drawn = Listing(
            tr("Drawn"), [tr("Observation"), tr("Coder"), tr("Kind"), tr("State"), tr("Due")], stretched=2
        )
        self._empty = EmptyState(
            "users",
            tr("No quota yet"),
            tr(
                "Say which share is coded twice. It is drawn at random, evenly over what you name, and "
                "assigned without saying so."
            ),
            tr("Quota…"),
        )
        self._arrange()
        self.scheme.currentIndexChanged.connect(self._show)
        self.quota.clicked.connect(self._fix)
        self._empty.primary_chosen.connect(self._fix)
        self.draw.clicked.connect(self._draw)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        let_shrink(self.scheme)
        head.addWidget(self.scheme, 1)
        head.addWidget(self.told, 1)
        head.addWidget(self.quota)
        head.addWidget(self.draw)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.strata)
        self._split.addWidget(self.drawn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self._split, 1)
        column.addWidget(self._empty, 1)

    def show_for(self, coder: UUID | None) -> None:
        """Offer the schemes, and show the quota of the one chosen."""
        self._coder = coder
        study = self._opened.study
        coded = {one.scheme for one in study.store.list_codings()}
        offer_schemes(self.scheme, study, coded | {one.scheme for one in assignments_of(study)})
        self._show()

    def choose_scheme(self, scheme: UUID | None) -> None:
        """Show the quota of a scheme version."""
        choose(self.scheme, scheme)

    def _show(self) -> None:
        study, scheme = self._opened.study, self.scheme.currentData()
        plan = None if scheme is None else plan_for(study, scheme)
        may = self._opened.writable and may_review(study, self._coder) and scheme is not None
        self.quota.setEnabled(may)
        self.draw.setEnabled(may and plan is not None)
        self._split.setVisible(plan is not None)
        self._empty.setVisible(plan is None)
        self.told.setText("" if plan is None else _in_words(plan.rules))
        if plan is None:
            return
        self.strata.show_rows(
            [(one, _texts(one)) for one in strata_of(study, plan)],
            ["warning" if one.short else "" for one in strata_of(study, plan)],
        )
        places = {place.id: place.name for place in study.store.observations()}
        names = {one.id: one.name for one in study.store.coders()}
        work = {one.id: one for one in assignments_of(study)}
        rows = []
        for one in draws_of(study, plan):
            task = work.get(one.assignment) if one.assignment is not None else None
            kind = tr("the same coder again") if one.kind == AGAIN else tr("another coder")
            status = tr("taken back") if task is None else told_status(task.status)
            due = "–" if task is None or task.due_on is None else task.due_on.isoformat()
            rows.append((one, (places[one.observation], names[one.coder], kind, status, due)))
        self.drawn.show_rows(rows)

    def _fix(self) -> None:
        scheme = self.scheme.currentData()
        if scheme is None or not self.quota.isEnabled():
            return
        dialog = QuotaDialog(self._opened.study, scheme, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.banner.hide()
            self.changed.emit()

    def _draw(self) -> None:
        study = self._opened.study
        plan = plan_for(study, self.scheme.currentData())
        if plan is None:
            return
        there = len(draws_of(study, plan))
        try:
            done = draw(study, plan, date.today())  # noqa: DTZ011 - due days are days where the coder is
        except StudyError as error:
            self.banner.say(str(error), Level.DANGER)
            return
        lines = [say("double.drawn", n=len(done.new), there=there), *(one.sentence for one in done.short)]
        self.changed.emit()
        self.banner.say("\n".join(lines), Level.WARNING if done.short else Level.GOOD)


def _texts(one: Stratum) -> list[str]:
    return [
        one.name,
        str(len(one.observations)),
        str(one.wanted),
        str(one.drawn),
        str(one.done),
        str(one.short) if one.short else "–",
    ]


def _in_words(rules: QuotaRules) -> str:
    parts = [tr("{share} coded twice").format(share=f"{rules.share:.0%}")]
    if rules.again:
        parts.append(tr("{share} by the same coder again").format(share=f"{rules.again:.0%}"))
    if rules.by:
        parts.append(tr("evenly by {names}").format(names=", ".join(rules.by)))
    parts.append(tr("seed {seed}").format(seed=rules.seed))
    return " · ".join(parts)
