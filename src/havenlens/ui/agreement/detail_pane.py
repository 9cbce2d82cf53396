"""One coefficient from close up: what it is, why this one, what to beware of, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.agreement_results import AgreementResult
from havenlens.services.agreement_tables import table_of
from havenlens.ui.agreement.confusion import ConfusionView, Unit
from havenlens.ui.agreement.profile_chart import ProfileChart
from havenlens.ui.agreement.shown import (
    DASH,
    cell_shown,
    interval_shown,
    percentage_of,
    sentences_of,
    value_shown,
)
from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import IconLabel, give_role
from havenlens.words.catalogue import N_, ntr, tr
from havenlens.words.intervals import interval_named
from havenlens.words.sentences import as_heading

if TYPE_CHECKING:
    from havenlens.reliability.profile import Profile  # NumPy is slow to import

_BESIDE = (
    ("po", N_("Agreement observed")),
    ("pe", N_("Agreement by chance")),
    ("kappa_max", N_("Most that is possible")),
    ("pabak", N_("PABAK")),
    ("prevalence_index", N_("Prevalence index")),
    ("bias_index", N_("Bias index")),
    ("linked", N_("Events matched")),
    ("onset_mean", N_("Onset later by, s")),
    ("onset_median_abs", N_("Onset apart, median, s")),
    ("bias", N_("Mean difference")),
    ("mean_abs_deviation", N_("Mean size of differences")),
)


class DetailPane(QWidget):
    """Shows a result; `more_wanted` asks for the other coefficients of the same thing."""

    more_wanted = pyqtSignal(object)
    moments_wanted = pyqtSignal(object, str, str)
    """Carries the result, and the row and column of the cell whose moments are asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: AgreementResult | None = None
        self._of = _line("label")
        self._method = _line("heading")
        self._value = _line("title")
        self._interval = _line("secondary")
        self._why = _line("secondary")
        self._beside = QGridLayout()
        self._beside.setHorizontalSpacing(Space.L)
        self._beside.setVerticalSpacing(Space.XS)
        self.table = ConfusionView()
        self.table.cell_chosen.connect(self._ask_for_moments)
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(Space.XS)
        self.more = QPushButton(tr("More coefficients"))
        self.more.setToolTip(tr("Other ways to look at the same codings; some take a while."))
        self.more.clicked.connect(self._ask_for_more)
        self.chart = ProfileChart()
        self._others = QGridLayout()
        self._others.setHorizontalSpacing(Space.L)
        self._others.setVerticalSpacing(Space.XS)
        self._arrange()

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        figure = QHBoxLayout()
        figure.setSpacing(Space.S)
        figure.addWidget(self._value)
        figure.addWidget(self._interval, 1, Qt.AlignmentFlag.AlignBottom)
        for part in (self._of, self._method):
            column.addWidget(part)
        column.addLayout(figure)
        column.addWidget(self._why)
        column.addLayout(self._warnings)
        column.addWidget(self.table)
        column.addLayout(self._beside)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._others)
        column.addWidget(self.chart)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def show_result(self, result: AgreementResult) -> None:
        """Show a result."""
        self.result = result
        coefficient = result.coefficient
        self._of.setText(f"{result.scope_name} · {' – '.join(result.coders)}")
        self._method.setText(as_heading(result.method_name))
        self._value.setText(value_shown(coefficient))
        self._interval.setText(_interval_told(result))
        self._why.setText("" if result.why is None else result.why.sentence)
        self._why.setVisible(result.why is not None)
        _empty(self._warnings)
        for sentence in sentences_of(coefficient):
            self._warnings.addWidget(_warning(sentence))
        self._show_table(result)
        _empty(self._beside)
        shown = [
            (tr(words), coefficient.detail[name]) for name, words in _BESIDE if name in coefficient.detail
        ]
        _fill(self._beside, [(words, _figure(value)) for words, value in shown])
        _empty(self._others)
        self.chart.show_profile(None)
        self.more.setEnabled(True)
        self.more.setVisible(result.of_a_pair)

    def show_more(self, results: Sequence[AgreementResult], profile: Profile | None) -> None:
        """Show the other coefficients of the same thing, and the curve over tolerance where there is one."""
        self.chart.show_profile(profile)
        self.more.setEnabled(True)
        _empty(self._others)
        _fill(self._others, [(_named(each), cell_shown(each.coefficient)) for each in results])
        for row, each in enumerate(results):
            label = self._others.itemAtPosition(row, 0)
            widget = None if label is None else label.widget()
            if widget is not None:
                widget.setToolTip("\n".join(sentences_of(each.coefficient)))

    def _show_table(self, result: AgreementResult) -> None:
        """Show the table a value rests on, whose cells lead to its moments."""
        found = table_of(result)
        self.table.setVisible(found is not None)
        if found is not None:
            both = (result.coders[0], result.coders[1])
            self.table.show_table(found.ids, found.names, found.matrix, both, _unit_of(result))

    def _ask_for_moments(self, row: str, column: str) -> None:
        if self.result is not None:
            self.moments_wanted.emit(self.result, row, column)

    def _ask_for_more(self) -> None:
        if self.result is not None:
            self.more.setEnabled(False)
            self.more_wanted.emit(self.result)


def _unit_of(result: AgreementResult) -> Unit:
    """Tell what the table of a result counts: time is in seconds, or in the units the plan cuts it into."""
    if result.scope.dimension is not None:
        return Unit.RATINGS
    if result.coefficient.method != "time_unit_kappa":
        return Unit.COUNT
    return Unit.UNITS if result.coefficient.params.get("unit") else Unit.SECONDS


def _interval_told(result: AgreementResult) -> str:
    coefficient = result.coefficient
    n = tr("n = {n}").format(n=f"{coefficient.n_units:g}")
    places = ntr("{n} observation", "{n} observations", result.observations).format(n=result.observations)
    parts = [n, places]
    if coefficient.interval is not None:
        interval = coefficient.interval
        parts = [f"{percentage_of(interval.level)} {interval_shown(interval)}", *parts]
        parts.append(interval_named(interval.method))
    return "  ·  ".join(parts)


def _named(result: AgreementResult) -> str:
    """Name a coefficient, with the question it is about where it is about one."""
    asked = result.scope.modifier
    return result.method_name if asked is None else f"{result.scope_name}: {result.method_name}"


def _figure(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else DASH


def _line(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    give_role(label, role)
    return label


def _warning(sentence: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    row.addWidget(IconLabel("triangle-alert", 16, Tint.WARNING), 0, Qt.AlignmentFlag.AlignTop)
    text = QLabel(sentence)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setWordWrap(True)
    row.addWidget(text, 1)
    return line


def _fill(grid: QGridLayout, rows: Sequence[tuple[str, str]]) -> None:
    for number, (words, value) in enumerate(rows):
        name, figure = QLabel(words), QLabel(value)
        give_role(name, "secondary")
        figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(name, number, 0)
        grid.addWidget(figure, number, 1)
    grid.setColumnStretch(1, 1)


def _empty(layout: QVBoxLayout | QGridLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
