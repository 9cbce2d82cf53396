"""How the study coaches: days, cycles a year, the names of the blocks, scores, footer and logo, retention."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import ClipType, CycleStep
from havenlens.domain.cycle_steps import FEWEST_CYCLES, MOST_CYCLES, CoachingRules
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.rules import set_coaching_rules
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.pack_dialog import LANGUAGES
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.cycles import step_name
from havenlens.words.sentences import say

_LARGEST_LOGO = 500_000


class RulesDialog(Dialog):
    """Changes what the study's coaches share; the change stands in the study's log."""

    def __init__(self, desk: CycleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent or desk.page)
        self.setWindowTitle(tr("How this study coaches"))
        self._desk = desk
        rules = desk.rules
        self._rules, self._logo = rules, rules.logo
        self.length = _spin(7, 60, rules.length_days)
        self.per_year = _spin(FEWEST_CYCLES, MOST_CYCLES, rules.cycles_per_year)
        self.days = {step: _spin(0, 60, rules.target_days[step]) for step in CycleStep}
        self.labels = {kind: QLineEdit(rules.labels.get(kind, "")) for kind in ClipType}
        self.scores = QCheckBox(tr("Teachers see the scores of the focus dimension"))
        self.scores.setChecked(rules.shows_scores)
        self.language = ShortBox()
        self.footer = QLineEdit(rules.footer)
        self.logo = QLabel()
        self.choose_logo, self.no_logo = QPushButton(tr("Choose…")), QPushButton(tr("None"))
        self.megabytes = _spin(1, 500, round(rules.most_bytes / 1e6))
        self.keep = _spin(0, 36500, rules.keep_days or 0)
        self.said = QLabel()
        self._arrange()
        self.choose_logo.clicked.connect(self._choose_logo)
        self.no_logo.clicked.connect(self._drop_logo)
        self._show_logo()

    def _arrange(self) -> None:
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, place_of(self.language, self._rules.language)))
        self.keep.setSpecialValueText(tr("as long as wanted"))
        self.footer.setPlaceholderText(tr("a line of the study below each page"))
        form = QFormLayout()
        form.addRow(tr("Days of a cycle"), self.length)
        form.addRow(tr("Cycles a year"), self.per_year)
        days = QHBoxLayout()
        for step, spin in self.days.items():
            column = QVBoxLayout()
            above = QLabel(step_name(step))
            above.setProperty("role", "secondary")
            spin.setAccessibleName(tr("Day of {step}").format(step=step_name(step)))
            column.addWidget(above)
            column.addWidget(spin)
            days.addLayout(column)
        form.addRow(tr("Due on day"), days)
        for kind, field in self.labels.items():
            usual = say(f"report.{kind.value}")
            field.setPlaceholderText(usual)
            form.addRow(usual, field)
        form.addRow(tr("Language"), self.language)
        form.addRow(tr("Footer"), self.footer)
        logo = QHBoxLayout()
        for part in (self.logo, self.choose_logo, self.no_logo):
            logo.addWidget(part)
        logo.addStretch(1)
        form.addRow(tr("Logo"), logo)
        form.addRow(tr("A pack has at most (MB)"), self.megabytes)
        form.addRow(tr("Videos stay (days after filming)"), self.keep)
        form.addRow(self.scores)
        self.said.setWordWrap(True)
        self.said.setProperty("role", "danger")
        self.buttons, _ = confirm_or_cancel(self, tr("Keep"))
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        page.setSpacing(Space.M)
        page.addLayout(form)
        page.addWidget(self.said)
        page.addWidget(self.buttons)

    # --- the logo -----------------------------------------------------------------------------------

    def _choose_logo(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Logo"), "", "PNG, JPEG (*.png *.jpg *.jpeg)")
        if path:
            self.take_logo(Path(path))

    def take_logo(self, path: Path) -> None:
        """Take a picture as the study's logo; say why where it cannot be one."""
        try:
            content = path.read_bytes()
        except OSError:
            self.said.setText(say("file.missing", path=path))
            return
        picture = QPixmap()
        if len(content) > _LARGEST_LOGO or not picture.loadFromData(content):
            self.said.setText(say("pack.bad_logo", path=path, most=_LARGEST_LOGO // 1000))
            return
        self.said.clear()
        self._logo = content
        self._show_logo()

    def _drop_logo(self) -> None:
        self._logo = b""
        self._show_logo()

    def _show_logo(self) -> None:
        picture = QPixmap()
        if self._logo and picture.loadFromData(self._logo):
            self.logo.setPixmap(picture.scaledToHeight(32, Qt.TransformationMode.SmoothTransformation))
        else:
            self.logo.setText(tr("none"))
        self.no_logo.setEnabled(bool(self._logo))

    # --- keeping ------------------------------------------------------------------------------------

    def made(self) -> CoachingRules:
        """Give the rules as they stand; raise `StudyError` where they cannot be kept."""
        labels = {kind: field.text().strip() for kind, field in self.labels.items()}
        return replace(
            self._rules,
            length_days=self.length.value(),
            cycles_per_year=self.per_year.value(),
            target_days={step: spin.value() for step, spin in self.days.items()},
            labels={kind: label for kind, label in labels.items() if label},
            shows_scores=self.scores.isChecked(),
            language=self.language.currentData(),
            footer=self.footer.text().strip(),
            logo=self._logo,
            most_bytes=self.megabytes.value() * 1_000_000,
            keep_days=self.keep.value() or None,
        )

    def accept(self) -> None:
        """Keep the rules; where that is refused, say why and stay open."""
        try:
            set_coaching_rules(self._desk.study, self.made())
        except StudyError as error:
            self.said.setText(str(error))
            return
        self._desk.reload()
        super().accept()


def _spin(least: int, most: int, value: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setValue(value)
    return spin
