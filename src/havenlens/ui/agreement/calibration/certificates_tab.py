"""Who is certified: a table of coders, a check against a set, and what each check found."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.certificates import (
    CoderStanding,
    State,
    lift,
    since_last_pass,
    standings,
    why_paused,
)
from havenlens.services.certifying import Check, check_coder, issue
from havenlens.services.submitting import may_review
from havenlens.services.training_sets import TrainingSet, training_sets
from havenlens.ui.agreement.calibration.check_pane import CheckPane
from havenlens.ui.agreement.calibration.choices import choose
from havenlens.ui.agreement.calibration.listing import Listing
from havenlens.ui.agreement.calibration.reason_dialog import ReasonDialog
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class CertificatesTab(QWidget):
    """A check is looked at before it is kept; keeping it certifies, or pauses."""

    changed = pyqtSignal()

    def __init__(self, opened: OpenStudy, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened, self._jobs = opened, jobs
        self._coder: UUID | None = None
        self._check: Check | None = None
        self._names: dict[UUID, str] = {}
        self.coder, self.set = ShortBox(), ShortBox()
        self.coder.setAccessibleName(tr("Coder"))
        self.set.setAccessibleName(tr("Training set"))
        self.check = QPushButton(tr("Check"))
        self.check.setProperty("role", "primary")
        self.lift = QPushButton(tr("Lift the pause…"))
        self.banner = Banner()
        self.table = Listing(
            tr("Certificates"),
            [tr("State"), tr("Coder"), tr("Scheme"), tr("Until"), tr("Checked against")],
            stretched=4,
        )
        self.pane = CheckPane(opened.study)
        self._arrange()
        self.check.clicked.connect(self._begin)
        self.lift.clicked.connect(self._lift)
        self.banner.action_chosen.connect(self._keep)
        self.table.chosen.connect(self._show)

    def _arrange(self) -> None:
        self._asking = QWidget()
        row = FlowLayout(self._asking)
        for label, box in ((tr("Check"), self.coder), (tr("against"), self.set)):
            words = QLabel(label)
            words.setProperty("role", "secondary")
            row.addWidget(words)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            row.addWidget(box)
        row.addWidget(self.check)
        row.addStretch()
        row.addWidget(self.lift)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self._split = split
        self._none = EmptyState(
            "shield",
            tr("No certificate is asked for yet"),
            tr(
                "A training set says what coders must reach; who has reached it, and until when, stands here."
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._asking)
        column.addWidget(self.banner)
        column.addWidget(split, 1)
        column.addWidget(self._none, 1)

    def show_for(self, coder: UUID | None) -> None:
        """Leads see and check everybody; others see where they stand themselves."""
        self._coder = coder
        study = self._opened.study
        leads = may_review(study, coder)
        self._names = {one.id: one.name for one in study.store.coders()}
        offered = {one.id: one.name for one in study.store.coders() if one.role != "master"}
        _offer(self.coder, [(name, own) for own, name in offered.items()])
        _offer(self.set, [(one.name, one.id) for one in training_sets(study)])
        self.check.setEnabled(self._opened.writable and self.set.count() > 0 and self.coder.count() > 0)
        found = [one for one in standings(study, _today()) if leads or one.coder == coder]
        asked = bool(found) or self.set.count() > 0
        self._asking.setVisible(leads and asked)
        self._split.setVisible(asked)
        self._none.setVisible(not asked)
        self.table.show_rows([(one, self._texts(one)) for one in found], [_ink(one) for one in found])
        self._show(self.table.value)

    def _texts(self, one: CoderStanding) -> list[str]:
        states = {
            State.CERTIFIED: tr("certified"),
            State.EXPIRED: tr("expired"),
            State.FAILED: tr("not passed"),
            State.NEVER: tr("never checked"),
        }
        state = tr("paused") if one.is_paused else states[one.state]
        last = None if one.certificate is None else one.certificate.expires_on
        checked = one.paused_by or one.certificate
        return [
            state,
            self._names[one.coder],
            self._opened.study.scheme(one.scheme).name,
            "–" if last is None else last.isoformat(),
            "" if checked is None else checked.set_name or tr("drift"),
        ]

    def _show(self, one: CoderStanding | None) -> None:
        leads = may_review(self._opened.study, self._coder)
        self.lift.setEnabled(leads and self._opened.writable and one is not None and one.is_paused)
        self.lift.setVisible(leads)
        self.pane.show_standing(one, leads=leads)
        if one is not None:
            choose(self.coder, one.coder)

    # --- checking -----------------------------------------------------------------------------------

    def _begin(self) -> None:
        chosen = next((s for s in training_sets(self._opened.study) if s.id == self.set.currentData()), None)
        if chosen is None:
            return
        self.check.setEnabled(False)
        work = partial(self._compute, chosen, self.coder.currentData())
        self._jobs.submit(work, on_done=self._checked, on_failed=self._refused)

    def _compute(self, chosen: TrainingSet, coder: UUID) -> Check:
        opened = self._opened.reader()
        try:
            return check_coder(opened.study, chosen, coder)
        finally:
            opened.close()

    def _checked(self, found: Check) -> None:
        self.check.setEnabled(True)
        self._check = found
        self.pane.show_check(found)
        values = {"coder": self._names[found.coder], "set": found.set.name}
        if found.passed:
            text = tr("{coder} reaches everything that {set} asks for.").format(**values)
            self.banner.say(text, Level.GOOD, tr("Issue the certificate"))
        else:
            text = tr("{coder} is below what {set} asks for.").format(**values)
            self.banner.say(text, Level.WARNING, tr("Keep this and pause"))

    def _refused(self, error: StudyError) -> None:
        self.check.setEnabled(True)
        self._check = None
        self.banner.say(str(error), Level.DANGER)

    def _keep(self) -> None:
        found = self._check
        if found is None:
            return
        try:
            kept = issue(self._opened.study, found, self._coder)
        except StudyError as error:
            self.banner.say(str(error), Level.DANGER)
            return
        self._check = None
        values = {"coder": self._names[found.coder], "set": found.set.name}
        if kept.passed:
            day = "–" if kept.expires_on is None else kept.expires_on.isoformat()
            self.banner.say(say("calibration.passed", **values, day=day), Level.GOOD)
        else:
            n = len(since_last_pass(self._opened.study, found.coder, found.set.scheme))
            self.banner.say(say("calibration.failed", **values, n=n), Level.WARNING)
        self.changed.emit()

    def _lift(self) -> None:
        one: CoderStanding | None = self.table.value
        if one is None or one.paused_by is None:
            return
        study = self._opened.study
        dialog = ReasonDialog(why_paused(study, one.paused_by).sentence, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            try:
                lift(study, one.coder, one.scheme, dialog.reason.toPlainText(), self._coder)
            except StudyError as error:
                self.banner.say(str(error), Level.DANGER)
                return
            self.banner.dismiss()
            self.changed.emit()


def _offer(box: QComboBox, choices: list[tuple[str, UUID]]) -> None:
    before = box.currentData()
    box.clear()
    for words, value in choices:
        box.addItem(words, value)
    choose(box, before)


def _ink(one: CoderStanding) -> str:
    if one.is_paused:
        return "danger"
    return {State.CERTIFIED: "good", State.EXPIRED: "warning", State.FAILED: "warning"}.get(one.state, "")


def _today() -> date:
    return date.today()  # noqa: DTZ011 - certificates end on days where the coder is
