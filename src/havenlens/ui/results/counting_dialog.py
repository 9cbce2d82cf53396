"""Which codings count: a rule is chosen in words, and what comes of it is said before it is kept."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QRadioButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.sequences.counting import (
    BY_PURPOSE,
    OF_CODER,
    PRIMARY,
    RANDOM,
    USUAL,
    Candidates,
    Chosen,
    CountingRule,
    counting_rule,
    set_counting_rule,
)
from havenlens.services.study import Study
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.ui.widgets.labels import give_role
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say

_PURPOSE, _CODER = "purpose", "coder"
"""Ways to choose that ask for something more: which purpose, whose codings."""

_MOST_SEED = 2**31 - 1
_WIDE, _OUTCOME = 600, 136


class CountingDialog(Dialog):
    """Five ways to choose one coding for each observation and scheme; the rule is kept in the study."""

    kept = pyqtSignal(object)
    """Carries the `CountingRule` that the study has now, where it is another than before."""

    def __init__(
        self, study: Study, candidates: Candidates, n_hidden: int = 0, parent: QWidget | None = None
    ) -> None:
        """Choose among ``candidates``, without ``n_hidden`` codings that the person may not see yet."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Which codings count"))
        self._study, self._candidates, self._n_hidden = study, candidates, n_hidden
        words = {
            USUAL: tr("The consensus, else the first coder's research coding, else the master (usual)"),
            PRIMARY: tr("The first coder's research coding"),
            RANDOM: tr("One research coding, drawn at random"),
            _PURPOSE: tr("The one with the purpose"),
            _CODER: tr("The one made by"),
        }
        self.ways = {way: QRadioButton(text) for way, text in words.items()}
        self._group = QButtonGroup(self)
        self.seed = QSpinBox()
        self.seed.setRange(0, _MOST_SEED)
        self.seed.setPrefix(f"{tr('Seed')} ")
        self.purpose, self.coder = ShortBox(), ShortBox()
        for purpose in BY_PURPOSE:
            self.purpose.addItem(tr(purpose), purpose)
        for name in sorted({each.name for each in candidates.coders}, key=str.casefold):
            self.coder.addItem(name, name)
        self.unfinished = QCheckBox(tr("Codings that were not handed in count as well"))
        self.sentence, self.count, self.waiting = QLabel(), QLabel(), QLabel()
        self.problem = QLabel()
        self._fields: dict[str, QWidget] = {RANDOM: self.seed, _PURPOSE: self.purpose, _CODER: self.coder}
        self._arrange()
        self._held = self._read()
        self._show_rule(self._held or CountingRule())
        self._connect()

    def _arrange(self) -> None:
        px = current_look().metrics.px
        about = QLabel(
            tr("One coding counts for each observation and scheme. Every result says by which rule.")
        )
        give_role(about, "secondary")
        names = {RANDOM: tr("Seed"), _PURPOSE: tr("Purpose"), _CODER: tr("Coder")}
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)
        for row, (way, button) in enumerate(self.ways.items()):
            self._group.addButton(button)
            field = self._fields.get(way)
            grid.addWidget(button, row, 0, 1, 2 if field is None else 1)
            if field is not None:
                field.setAccessibleName(names[way])
                field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                grid.addWidget(field, row, 1)
        for label in (about, self.sentence, self.waiting, self.problem):
            label.setWordWrap(True)
        give_role(self.waiting, "secondary")
        give_role(self.problem, "danger")
        self.problem.hide()
        outcome = QFrame()
        outcome.setProperty("ground", "card")
        outcome.setMinimumHeight(px(_OUTCOME))
        inside = QVBoxLayout(outcome)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        inside.setSpacing(Space.S)
        for label in (self.sentence, self.count, self.waiting):
            label.setTextFormat(Qt.TextFormat.PlainText)
            inside.addWidget(label)
        inside.addStretch()
        buttons, self.confirm = confirm_or_cancel(self, tr("Keep this rule"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(about)
        column.addLayout(grid)
        for part in (self.unfinished, outcome, self.problem, buttons):
            column.addWidget(part)
        self.keep_wide(_WIDE)

    def _connect(self) -> None:
        self._group.buttonToggled.connect(self._turn)
        self.seed.valueChanged.connect(self._change)
        self.purpose.currentIndexChanged.connect(self._change)
        self.coder.currentIndexChanged.connect(self._change)
        self.unfinished.toggled.connect(self._change)

    # --- the rule -----------------------------------------------------------------------------------

    @property
    def rule(self) -> CountingRule:
        """Give the rule as it is chosen."""
        way = next(way for way, button in self.ways.items() if button.isChecked())
        choice = {_PURPOSE: self.purpose.currentData(), _CODER: f"{OF_CODER}{self.coder.currentData()}"}
        return CountingRule(choice.get(way, way), self.seed.value(), unfinished=self.unfinished.isChecked())

    def _read(self) -> CountingRule | None:
        """Read the study's rule; None, and the reason in place, where it cannot be followed any more."""
        try:
            held = counting_rule(self._study)
            if held.coder is not None:
                self._study.coder(held.coder)
        except StudyError as error:
            self._refuse(error)
            return None
        return held

    def _show_rule(self, rule: CountingRule) -> None:
        way = rule.choice
        if rule.coder is not None:
            way = _CODER
            self.coder.setCurrentIndex(place_of(self.coder, rule.coder))
        elif rule.choice in BY_PURPOSE:
            way = _PURPOSE
            self.purpose.setCurrentIndex(place_of(self.purpose, rule.choice))
        self.seed.setValue(min(max(0, rule.seed), _MOST_SEED))
        self.unfinished.setChecked(rule.unfinished)
        self.ways[way].setChecked(True)
        self.ways[way].setFocus()
        self._show_outcome()

    def _turn(self, _button: object, on: bool) -> None:
        if on:
            self._change()

    def _change(self, _value: object = None) -> None:
        self.problem.hide()
        self._show_outcome()

    # --- what comes of it ---------------------------------------------------------------------------

    def _show_outcome(self) -> None:
        for way, field in self._fields.items():
            field.setEnabled(self.ways[way].isChecked())
        self.ways[_CODER].setEnabled(self.coder.count() > 0)
        rule = self.rule
        self.sentence.setText(rule.sentence)
        try:
            chosen = self._candidates.chosen(rule)
        except StudyError as error:
            self._refuse(error)
            chosen = Chosen((), ())
        n = len(chosen.counted)
        places = len({coding.observation for coding in chosen.counted})
        self.count.setText(
            " · ".join(
                (
                    ntr("{n} coding would count", "{n} codings would count", n),
                    ntr("{n} observation", "{n} observations", places),
                )
            )
            if n
            else say("sheet.rule_counts_nothing")
        )
        give_role(self.count, "strong" if n else "warning")
        self.waiting.setText(" ".join(self._left_out(chosen)))
        self.waiting.setVisible(bool(self.waiting.text()))
        self._make_room()

    def _left_out(self, chosen: Chosen) -> list[str]:
        """Say what waits because it was not handed in, and what the person may not see yet."""
        told = []
        if n := len(chosen.unfinished):
            told.append(
                ntr(
                    "{n} coding waits, because it was not handed in.",
                    "{n} codings wait, because they were not handed in.",
                    n,
                )
            )
        if self._n_hidden:
            told.append(say("sheet.hidden", n=self._n_hidden))
        return told

    def _refuse(self, error: StudyError) -> None:
        self.problem.setText(str(error))
        self.problem.show()
        self._make_room()

    def _make_room(self) -> None:
        """Grow where sentences have become longer: a dialog does not do so for lines that wrap."""
        layout = self.layout()
        assert layout is not None
        wanted = layout.totalHeightForWidth(max(self.width(), self.minimumWidth()))
        if wanted > self.height():
            self.resize(self.width(), wanted)

    def accept(self) -> None:
        """Keep the rule and close; stay open where it cannot be written, saying why."""
        rule = self.rule
        is_new = rule != self._held
        try:
            if is_new:
                set_counting_rule(self._study, rule)
        except StudyError as error:
            self._refuse(error)
            return
        super().accept()
        if is_new:
            self.kept.emit(rule)
