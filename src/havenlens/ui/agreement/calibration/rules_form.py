"""The thresholds of a training set as a form: scores, events, how long it holds, and drift."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Scheme
from havenlens.services.certificate_rules import (
    CertificateRules,
    DriftRule,
    EventRule,
    ScoreRule,
    usual_rules,
)
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, let_shrink
from havenlens.ui.widgets.tab_order import tab_through
from havenlens.words.catalogue import tr


class RuleRow(QWidget):
    """One threshold: what it is about, where it holds, the figure, and a way to take it out."""

    def __init__(self, rule: ScoreRule | EventRule, scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule = rule
        self.measure, self.scope = ShortBox(), ShortBox()
        self.limit = decimal(rule.limit if isinstance(rule, ScoreRule) else rule.at_least, 10)
        self.away = QToolButton()
        self.away.setAccessibleName(tr("Take this threshold out"))
        self.away.setToolTip(tr("Take this threshold out"))
        show_icon(self.away, "x")
        if isinstance(rule, ScoreRule):
            fill(self.measure, _score_measures(), rule.measure)
            fill(self.scope, _scopes(), rule.scope)
        else:
            fill(self.measure, _event_measures(), rule.measure)
            fill(self.scope, _parts(scheme), (rule.group, rule.code))
        for choice in (self.measure, self.scope):
            # Names of codes may be long; the list shows them whole, and the row keeps its figure in sight.
            let_shrink(choice)
        self.measure.setAccessibleName(tr("What the threshold is about"))
        self.scope.setAccessibleName(tr("Where the threshold holds"))
        self.limit.setAccessibleName(tr("Threshold"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for part, room in ((self.measure, 5), (self.scope, 3), (self.limit, 1), (self.away, 0)):
            row.addWidget(part, room)

    @property
    def rule(self) -> ScoreRule | EventRule:
        """Give the threshold as it stands."""
        measure, limit = self.measure.currentData(), round(self.limit.value(), 3)
        if isinstance(self._rule, ScoreRule):
            return ScoreRule(measure, self.scope.currentData(), limit, self._rule.enough)
        group, code = self.scope.currentData()
        return EventRule(measure, limit, group, code)


class RulesForm(QWidget):
    """Rows of thresholds that grow, and what holds for all of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scheme: Scheme | None = None
        self._enough = DriftRule()
        self.rows: list[RuleRow] = []
        self.add_score = QPushButton(tr("Threshold for scores"))
        self.add_event = QPushButton(tr("Threshold for events"))
        for button in (self.add_score, self.add_event):
            show_icon(button, "plus")
            button.setAutoDefault(False)
        self.tolerance = decimal(1, 10, tr(" points"))
        self.months = QSpinBox()
        self.months.setRange(1, 120)
        self.months.setSuffix(tr(" months"))
        self.missed = QCheckBox(tr("A score that was not given counts as missed"))
        self.later = QCheckBox(tr("Later attempts count, though the master has been seen by then"))
        self.watches = QCheckBox(tr("Pause for drift, over the last"))
        self.days = QSpinBox()
        self.days.setRange(7, 730)
        self.days.setSuffix(tr(" days"))
        self.within, self.kappa = decimal(0.8, 1), decimal(0.6, 1)
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.XS)
        self._arrange()
        self.add_score.clicked.connect(self._add_score)
        self.add_event.clicked.connect(self._add_event)
        self.watches.toggled.connect(self._watch)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_score)
        buttons.addWidget(self.add_event)
        buttons.addStretch()
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(2, 1)
        left = Qt.AlignmentFlag.AlignLeft
        for line, (words, field) in enumerate(
            ((tr("Near means within"), self.tolerance), (tr("A certificate holds for"), self.months))
        ):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words)
            grid.addWidget(label, line, 0)
            grid.addWidget(field, line, 1)
        grid.addWidget(self.missed, 2, 0, 1, 3, left)
        grid.addWidget(self.later, 3, 0, 1, 3, left)
        grid.addWidget(self.watches, 4, 0)
        grid.addWidget(self.days, 4, 1)
        self.days.setAccessibleName(tr("Days that drift is looked for"))
        for line, (words, field) in enumerate(
            (
                (tr("Least share of scores that are near"), self.within),
                (tr("Least mean kappa over events"), self.kappa),
            ),
            start=5,
        ):
            field.setAccessibleName(words)
            grid.addWidget(QLabel(words), line, 0)
            grid.addWidget(field, line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(self._column)
        column.addLayout(buttons)
        column.addSpacing(Space.S)
        column.addLayout(grid)

    def show_rules(self, rules: CertificateRules, scheme: Scheme) -> None:
        """Show the rules of a set, with what the scheme has."""
        self._scheme = scheme
        for row in [*self.rows]:
            self._take_out(row)
        for score in rules.scores:
            self._add(score)
        for event in rules.events:
            self._add(event)
        self.add_score.setVisible(bool(scheme.dimensions))
        self.add_event.setVisible(bool(scheme.groups))
        self.tolerance.setValue(rules.tolerance)
        self.months.setValue(rules.months)
        self.missed.setChecked(rules.missed)
        self.later.setChecked(rules.later_attempts)
        self._enough = rules.drift or DriftRule()
        self.watches.setChecked(rules.drift is not None)
        self.days.setValue(self._enough.days)
        self.within.setValue(self._enough.within)
        self.kappa.setValue(self._enough.kappa)
        self._watch(rules.drift is not None)

    @property
    def rules(self) -> CertificateRules:
        """Give the rules as the form has them."""
        given = [row.rule for row in self.rows]
        kept = self._enough
        drift = DriftRule(
            round(self.within.value(), 3),
            round(self.kappa.value(), 3),
            self.days.value(),
            kept.least_scores,
            kept.least_codings,
        )
        return CertificateRules(
            tuple(rule for rule in given if isinstance(rule, ScoreRule)),
            tuple(rule for rule in given if isinstance(rule, EventRule)),
            self.tolerance.value(),
            self.missed.isChecked(),
            self.months.value(),
            self.later.isChecked(),
            drift if self.watches.isChecked() else None,
        )

    def use_scheme(self, scheme: Scheme) -> None:
        """Begin anew with the usual rules of another scheme."""
        self.show_rules(usual_rules(scheme), scheme)

    def _add_score(self) -> None:
        self._add(ScoreRule())

    def _add_event(self) -> None:
        self._add(EventRule())

    def _add(self, rule: ScoreRule | EventRule) -> None:
        assert self._scheme is not None
        row = RuleRow(rule, self._scheme)
        row.away.clicked.connect(self._remove_sender)
        self.rows.append(row)
        self._column.addWidget(row)
        after = (self.add_score, self.add_event, self.tolerance, self.months, self.missed, self.later)
        tab_through(*self.rows, *after, self.watches, self.days, self.within, self.kappa)

    def _remove_sender(self) -> None:
        gone = next((row for row in self.rows if row.away is self.sender()), None)
        if gone is not None:
            self._take_out(gone)
            self.add_score.setFocus()

    def _take_out(self, row: RuleRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _watch(self, on: bool) -> None:
        for field in (self.days, self.within, self.kappa):
            field.setEnabled(on)


def decimal(value: float, most: float, suffix: str = "") -> QDoubleSpinBox:
    """Make a field for a figure from 0 up."""
    box = QDoubleSpinBox()
    box.setDecimals(2)
    box.setRange(0, most)
    box.setSingleStep(0.05)
    box.setSuffix(suffix)
    box.setValue(value)
    return box


def fill(box: QComboBox, choices: dict[object, str], value: object) -> None:
    """Offer choices in a box, with one of them chosen."""
    box.clear()
    for key, words in choices.items():
        box.addItem(words, key)
    box.setCurrentIndex(max(0, [*choices].index(value) if value in choices else 0))


def _score_measures() -> dict[object, str]:
    return {
        "within": tr("share within the tolerance, at least"),
        "exact": tr("share exact, at least"),
        "kappa": tr("weighted kappa, at least"),
        "bias": tr("severity (mean deviation), at most"),
        "mean_abs_deviation": tr("mean size of deviation, at most"),
    }


def _scopes() -> dict[object, str]:
    return {
        "overall": tr("overall"),
        "dimension": tr("in each dimension"),
        "segment": tr("in each video"),
    }


def _event_measures() -> dict[object, str]:
    return {
        "event_kappa": tr("kappa over events, at least"),
        "time_unit_kappa": tr("kappa over time, at least"),
    }


def _parts(scheme: Scheme) -> dict[object, str]:
    found: dict[object, str] = {("", ""): tr("each group of codes")}
    for group in scheme.groups:
        found[group.id, ""] = group.name
        for code in scheme.codes_in(group.id):
            found[group.id, code.id] = f"{group.name}: {code.name}"
    return found
