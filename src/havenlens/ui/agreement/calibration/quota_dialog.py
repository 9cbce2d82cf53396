"""The quota of double coding as a form: share, strata, the same coder again, seed, second coders."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.double_coding import TIMES, QuotaPlan, QuotaRules, keep_plan, plan_for
from havenlens.services.study import Study
from havenlens.ui.agreement.calibration.rules_form import decimal
from havenlens.ui.agreement.calibration.ticks import Ticks
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr


class QuotaDialog(Dialog):
    """Keeping it draws nothing yet."""

    def __init__(self, study: Study, scheme: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Quota of double coding"))
        self._study, self._scheme = study, scheme
        held = plan_for(study, scheme)
        rules = QuotaRules() if held is None else held.rules
        self.plan: QuotaPlan | None = None
        self.share, self.again = decimal(rules.share, 1), decimal(rules.again, 1)
        self.seed = QSpinBox()
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setValue(rules.seed)
        self.due = QSpinBox()
        self.due.setRange(0, 365)
        self.due.setValue(rules.due_days)
        self.due.setSuffix(tr(" days"))
        self.due.setSpecialValueText(tr("no day"))
        times = {"month": tr("Month of filming"), "quarter": tr("Quarter"), "year": tr("Year")}
        self.by = Ticks(tr("The same share in each"))
        variables = [(one.name, one.name) for one in study.store.variables()]
        self.by.show_values([*variables, *((name, times[name]) for name in TIMES)], rules.by)
        self.coders = Ticks(tr("Who may be drawn as second coder"))
        names = [(one.id, one.name) for one in study.store.coders() if one.role != "master"]
        self.coders.show_values(names, rules.coders)
        self.problem = QLabel()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._arrange()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setHorizontalSpacing(Space.L)
        for words, field in (
            (tr("Share that is coded twice"), self.share),
            (tr("of it by the same coder again"), self.again),
            (tr("Seed"), self.seed),
            (tr("Due after"), self.due),
        ):
            form.addRow(words, field)
            field.setAccessibleName(words)
        lists = QHBoxLayout()
        lists.setSpacing(Space.L)
        for words, ticks in (
            (tr("The same share in each"), self.by),
            (tr("Second coders (none ticked: all who code)"), self.coders),
        ):
            side = QVBoxLayout()
            label = QLabel(words)
            label.setProperty("role", "strong")
            side.addWidget(label)
            side.addWidget(ticks, 1)
            lists.addLayout(side, 1)
        told = QLabel(
            tr(
                "Both are shares of all observations. Drawn at random by the seed; later observations top it "
                "up, and nothing drawn is taken back."
            )
        )
        told.setProperty("role", "secondary")
        told.setWordWrap(True)
        buttons, _ = confirm_or_cancel(self, tr("Fix the quota"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(told)
        column.addLayout(form)
        column.addLayout(lists, 1)
        column.addWidget(self.problem)
        column.addWidget(buttons)
        self.begin_in(560, 520)

    def accept(self) -> None:
        """Keep the quota, or say what cannot be."""
        rules = QuotaRules(
            round(self.share.value(), 3),
            round(self.again.value(), 3),
            tuple(self.by.ticked),
            self.seed.value(),
            tuple(self.coders.ticked),
            self.due.value(),
        )
        try:
            self.plan = keep_plan(self._study, self._scheme, rules)
        except StudyError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        super().accept()
