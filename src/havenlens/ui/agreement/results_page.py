"""How far two coders agree: choose a scheme and a pair, look at a number, and at what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.agreement import agreement_of
from havenlens.services.agreement_more import more_of, profile_of
from havenlens.services.agreement_pairs import counting_rule
from havenlens.services.agreement_plan import changes_told, fix_plan, note_unblinding, plan_of, unblinded_at
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.agreement_tables import moments_behind, table_of
from havenlens.services.disagreements import Disagreement
from havenlens.services.ports import Progress
from havenlens.services.training import hidden_codings
from havenlens.ui.agreement.detail_pane import DetailPane
from havenlens.ui.agreement.exporting import ExportMenu
from havenlens.ui.agreement.plan_dialog import PlanDialog
from havenlens.ui.agreement.results_tree import ResultsTree
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.labels import give_role
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.reliability.profile import Profile  # NumPy is slow to import


@dataclass(frozen=True, slots=True)
class More:
    """The further coefficients of a result, and its curve over tolerance where it has one."""

    of: AgreementResult
    results: tuple[AgreementResult, ...]
    profile: Profile | None


class ResultsPage(QWidget):
    """Pickers on top, a table for events and one for ratings, and the chosen number beside them."""

    moments_found = pyqtSignal(str, object)
    """Carries a title, and the moments behind a cell that was chosen."""

    def __init__(
        self, opened: OpenStudy, workplace: Workplace, jobs: Jobs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._opened, self._jobs = opened, jobs
        self._coder: UUID | None = None
        self._results: Sequence[AgreementResult] = ()
        self.scheme, self.pair = ShortBox(), ShortBox()
        self.scheme.setAccessibleName(tr("Scheme"))
        self.pair.setAccessibleName(tr("Coders"))
        self._show_choices()
        self.plan = QPushButton(tr("Parameters…"))
        self.compute = QPushButton(tr("Compute again"))
        self.export = ExportMenu(workplace, opened, jobs, self._give_results)
        self.export.setEnabled(False)
        self.events, self.ratings = ResultsTree(tr("Events")), ResultsTree(tr("Ratings"))
        self.detail = DetailPane()
        self._banner = Banner()
        self._stack = QStackedWidget()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        rule = QLabel(counting_rule())
        rule.setWordWrap(True)
        give_role(rule, "secondary")
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.setChildrenCollapsible(False)
        for tree in (self.events, self.ratings):
            tables.addWidget(tree)
        card = QWidget()
        beside = QVBoxLayout(card)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.detail)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(tables)
        self.split.addWidget(card)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self._empty = EmptyState(
            "list-checks",
            tr("Nothing to compare yet"),
            tr("When a second person has coded some of the same videos, their agreement stands here."),
        )
        self.gate = EmptyState(
            "eye-off",
            tr("Nobody has looked yet"),
            tr(
                "Tolerances and intervals are to be fixed before anybody looks at agreement. From the first "
                "look on, every change of them is told in every report."
            ),
            tr("Look at agreement"),
            tr("Parameters…"),
        )
        self._waiting = QWidget()
        for state in (self._waiting, self.split, self._empty, self.gate):
            self._stack.addWidget(state)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, Space.S, 0, 0)
        page.setSpacing(Space.S)
        page.addLayout(self._picking())
        page.addWidget(rule)
        page.addWidget(self._banner)
        page.addWidget(self._stack, 1)

    def _picking(self) -> FlowLayout:
        picking = FlowLayout()
        for part in (self.scheme, self.pair):
            part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            picking.addWidget(part)
        picking.addStretch()
        picking.addWidget(self.plan)
        picking.addWidget(self.export)
        picking.addWidget(self.compute)
        return picking

    def _connect(self) -> None:
        self.compute.clicked.connect(self.refresh)
        self.gate.primary_chosen.connect(self._pass_gate)
        self.gate.secondary_chosen.connect(self._fix_plan)
        self.plan.clicked.connect(self._fix_plan)
        self.scheme.currentIndexChanged.connect(self._show_pairs)
        self.pair.currentIndexChanged.connect(self._show_pair)
        for tree in (self.events, self.ratings):
            tree.chosen.connect(self._show_result)
        self.detail.more_wanted.connect(self._work_out_more)
        self.detail.moments_wanted.connect(self._find_moments)

    def show_for(self, coder: UUID | None) -> None:
        """Leave out what somebody may not see yet: the master codings of what they train on.

        Nothing that was computed for somebody else stays on the screen.
        """
        if coder == self._coder:
            return
        self._coder = coder
        self._results = ()
        self._stack.setCurrentWidget(self._waiting)
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Compute agreement in the background, on a connection of its own."""
        self.compute.setEnabled(False)
        self._jobs.submit(
            partial(self._compute, self._coder),
            on_done=partial(self._show, self._coder),
            on_failed=partial(self._show_failure, self._coder),
            on_progress=_keep_going,
        )

    def _compute(self, coder: UUID | None, progress: Progress) -> Sequence[AgreementResult]:
        opened = self._opened.reader()
        try:
            return agreement_of(opened.study, progress, hidden_codings(opened.study, coder))
        finally:
            opened.close()

    def _show(self, coder: UUID | None, results: Sequence[AgreementResult]) -> None:
        """Show what was computed, unless somebody else is at work by now."""
        if coder != self._coder:
            return
        self.compute.setEnabled(True)
        self._banner.hide()
        self._results = results
        if not results:
            self._stack.setCurrentWidget(self._empty)
            return
        if self._opened.writable and unblinded_at(self._opened.study) is None:
            self._stack.setCurrentWidget(self.gate)
            return
        self._look()

    def _pass_gate(self) -> None:
        """Go on from the gate with the keyboard on the numbers."""
        self._look()
        (self.events if self.events.isVisible() else self.ratings).setFocus()

    def _give_results(self) -> Sequence[AgreementResult]:
        return self._results

    def _look(self) -> None:
        """Show what was computed, and keep that somebody has looked."""
        self.export.setEnabled(True)
        self._note_looking()
        self._stack.setCurrentWidget(self.split)
        schemes = {result.scheme: result.scheme_name for result in self._results}
        before = self.scheme.currentData()
        self.scheme.blockSignals(True)
        self.scheme.clear()
        for scheme, name in schemes.items():
            self.scheme.addItem(name, scheme)
        self.scheme.setCurrentIndex(max(0, place_of(self.scheme, before)))
        self.scheme.blockSignals(False)
        self._show_pairs()
        told = [change.sentence for change in changes_told(self._opened.study)]
        if told:
            self._banner.say("\n".join(told), Level.WARNING)

    def _note_looking(self) -> None:
        """Keep that somebody has looked, where the study may be written."""
        if not self._opened.writable:
            return
        study = self._opened.study
        shown = {result.scheme for result in self._results}
        note_unblinding(study, [one.id for one in study.store.schemes() if one.scheme in shown], self._coder)

    def _show_choices(self) -> None:
        """Show a list only where there is something to choose in it."""
        for box in (self.scheme, self.pair):
            box.setVisible(box.count() > 0)

    def _show_pairs(self) -> None:
        scheme = self.scheme.currentData()
        pairs = dict.fromkeys(result.coders for result in self._results if result.scheme == scheme)
        before = self.pair.currentText()
        self.pair.blockSignals(True)
        self.pair.clear()
        for coders in pairs:
            self.pair.addItem(" – ".join(coders), coders)
        self.pair.setCurrentIndex(max(0, self.pair.findText(before)))
        self.pair.blockSignals(False)
        self._show_choices()
        self._show_pair()

    def _show_pair(self) -> None:
        shown = [
            result
            for result in self._results
            if (result.scheme, result.coders) == (self.scheme.currentData(), self.pair.currentData())
        ]
        over_events = [result for result in shown if result.scope.group is not None]
        over_ratings = [result for result in shown if result.scope.dimension is not None]
        for tree, results in ((self.events, over_events), (self.ratings, over_ratings)):
            tree.setVisible(bool(results))
            tree.show_results(results)
        (self.events if over_events else self.ratings).first()

    def _show_result(self, result: AgreementResult) -> None:
        self.detail.show_result(result)

    def _work_out_more(self, result: AgreementResult) -> None:
        self._jobs.submit(
            partial(self._more, result),
            on_done=self._show_more,
            on_failed=partial(self._show_failure, self._coder),
            on_progress=_keep_going,
        )

    def _more(self, result: AgreementResult, progress: Progress) -> More:
        opened = self._opened.reader()
        try:
            hidden = hidden_codings(opened.study, self._coder)
            found = more_of(opened.study, result, progress, hidden)
            over_events = result.scope.group is not None and result.scope.participant is None
            curve = profile_of(opened.study, result, hidden) if over_events else None
            return More(result, tuple(found), curve)
        finally:
            opened.close()

    def _show_more(self, more: More) -> None:
        """Show what was worked out, unless something else has been chosen since."""
        if more.of == self.detail.result:
            self.detail.show_more(more.results, more.profile)

    def _find_moments(self, result: AgreementResult, row: str, column: str) -> None:
        self._jobs.submit(
            partial(self._moments, result, row, column),
            on_done=partial(self._show_moments, self._coder),
            on_failed=partial(self._show_failure, self._coder),
            on_progress=_keep_going,
        )

    def _moments(
        self, result: AgreementResult, row: str, column: str, progress: Progress
    ) -> tuple[str, Sequence[Disagreement]]:
        opened = self._opened.reader()
        try:
            hidden = hidden_codings(opened.study, self._coder)
            table = table_of(result)
            names = {} if table is None else dict(zip(table.ids, table.names, strict=True))
            both = f"{names.get(row, row)} / {names.get(column, column)}"
            progress(0, 1)
            title = f"{result.scope_name} · {' – '.join(result.coders)} · {both}"
            return title, moments_behind(opened.study, result, row, column, hidden)
        finally:
            opened.close()

    def _show_moments(self, coder: UUID | None, found: tuple[str, Sequence[Disagreement]]) -> None:
        if coder == self._coder:
            self.moments_found.emit(*found)

    def _fix_plan(self) -> None:
        study = self._opened.study
        unblinded = unblinded_at(study) is not None
        dialog = PlanDialog(plan_of(study), unblinded=unblinded, parent=self)
        dialog.accepted.connect(self._plan_chosen)
        self._dialog = dialog
        dialog.open()

    def _plan_chosen(self) -> None:
        try:
            fix_plan(self._opened.study, self._dialog.chosen, self._coder, self._dialog.reason.text())
        except StudyError as error:
            self._banner.say(str(error), Level.DANGER)
            return
        self.refresh()

    def _show_failure(self, coder: UUID | None, error: StudyError) -> None:
        if coder != self._coder:
            return
        self.compute.setEnabled(True)
        self.detail.more.setEnabled(True)
        nothing = error.problem.code == "agreement.nobody_twice"
        self._stack.setCurrentWidget(self._empty if nothing else self.split)
        if not nothing:
            self._banner.say(str(error), Level.DANGER)


def _keep_going(_done: int, _total: int) -> None:
    """Let the job be cancelled between its parts although nobody watches it."""
