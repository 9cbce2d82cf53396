"""The parameters agreement is worked out with: fixed before anybody looks."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.agreement_plan import AgreementPlan, FixedPlan
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.ui.widgets.labels import give_role
from havenlens.words.catalogue import tr


class OptionalNumber(QWidget):
    """A number that may be left out: a box to tick, and the number beside it."""

    def __init__(
        self, words: str, value: float | None, default: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.used = QCheckBox(words)
        self.number = QDoubleSpinBox()
        self.number.setDecimals(2)
        self.number.setValue(default if value is None else value)
        self.used.setChecked(value is not None)
        self.number.setEnabled(value is not None)
        self.number.setAccessibleName(words)
        self.used.toggled.connect(self.number.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.used, 1)
        row.addWidget(self.number)

    @property
    def value(self) -> float | None:
        """Give the number; None where it is not used."""
        return self.number.value() if self.used.isChecked() else None


class PlanDialog(Dialog):
    """One form; after agreement was looked at it asks why, and every report will say so."""

    def __init__(self, held: FixedPlan, *, unblinded: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Parameters of agreement"))
        self._plan, self._unblinded = held.plan, unblinded
        plan = held.plan
        self.tolerance = _decimal(plan.tolerance, 60, " s")
        self.overlap = OptionalNumber(tr("they must also overlap by a share of"), plan.overlap, 0.6)
        self.overlap.number.setRange(0.01, 1)
        self.unit = OptionalNumber(tr("in units of so many seconds, not exactly"), plan.unit, 1)
        self.unit.number.setRange(0.01, 600)
        self.weights = _choice(
            plan.weights, {"quadratic": tr("quadratic"), "linear": tr("linear"), "ordinal": tr("ordinal")}
        )
        self.within = _decimal(plan.within, 10, tr(" points"))
        self.criterion = _decimal(plan.criterion, 1, "")
        self.level = _decimal(plan.level, 0.999, "")
        self.level.setMinimum(0.5)
        self.interval = _choice(
            plan.interval,
            {"percentile": tr("percentile"), "bca": tr("BCa"), "jackknife": tr("jackknife")},
        )
        self.draws = _whole(plan.bootstrap, 100_000)
        self.seed = _whole(plan.seed, 2**31 - 1)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("Why now? Every report will say it."))
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        give_role(self.problem, "danger")
        self.problem.hide()
        self._arrange()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.S)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for words, field in (
            (tr("Two onsets are of one event up to"), self.tolerance),
            (tr("Events"), self.overlap),
            (tr("Time is compared"), self.unit),
            (tr("Weights of weighted kappa"), self.weights),
            (tr("Scores count as near within"), self.within),
            (tr("Share that must be near"), self.criterion),
            (tr("Level of intervals"), self.level),
            (tr("Kind of interval"), self.interval),
            (tr("Resamples"), self.draws),
            (tr("Seed"), self.seed),
        ):
            form.addRow(words, field)
        if self._unblinded:
            form.addRow(tr("Reason"), self.reason)
        told = QLabel(
            tr("Agreement has been looked at already: a change now is told in every report.")
            if self._unblinded
            else tr("Fix these before anybody looks. A later change is told in every report.")
        )
        told.setWordWrap(True)
        give_role(told, "secondary")
        buttons, _ = confirm_or_cancel(self, tr("Fix these"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(told)
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addWidget(buttons)
        self.begin_in(560)

    @property
    def chosen(self) -> AgreementPlan:
        """Give the plan as the form has it; StudyError where a value cannot be."""
        return self._plan.changed(
            tolerance=self.tolerance.value(),
            overlap=self.overlap.value,
            unit=self.unit.value,
            weights=self.weights.currentData(),
            within=self.within.value(),
            criterion=self.criterion.value(),
            level=self.level.value(),
            interval=self.interval.currentData(),
            bootstrap=self.draws.value(),
            seed=self.seed.value(),
        )

    def accept(self) -> None:
        """Close where the values can be, and the reason is given where one is due; else say what is wrong."""
        try:
            self.chosen  # noqa: B018 - asking is the check
            if self._unblinded and not self.reason.text().strip():
                raise StudyError("plan.no_reason")  # noqa: TRY301 - one way to say it
        except StudyError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        super().accept()


def _decimal(value: float, most: float, suffix: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setDecimals(3 if most < 1 else 2)
    box.setRange(0, most)
    box.setSingleStep(0.1 if most > 1 else 0.05)
    box.setSuffix(suffix)
    box.setValue(value)
    return box


def _whole(value: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, most)
    box.setValue(value)
    return box


def _choice(value: str, words: dict[str, str]) -> QComboBox:
    box = ShortBox()
    for key, text in words.items():
        box.addItem(text, key)
    box.setCurrentIndex(box.findData(value))
    return box
