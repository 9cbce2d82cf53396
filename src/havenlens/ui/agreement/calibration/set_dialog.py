"""Make or change a training set: its name, scheme, videos with master codings, and thresholds."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.study import Study
from havenlens.services.training_sets import TrainingSet, change_set, make_set, masters_of
from havenlens.ui.agreement.calibration.choices import choose
from havenlens.ui.agreement.calibration.rules_form import RulesForm
from havenlens.ui.agreement.calibration.ticks import Ticks
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr


class SetDialog(Dialog):
    """Only observations that have a master coding with the scheme can be ticked."""

    def __init__(
        self, study: Study, coder: UUID | None, held: TrainingSet | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New training set") if held is None else tr("Change the training set"))
        self._study, self._coder, self._held = study, coder, held
        self.made: TrainingSet | None = None
        self.name = QLineEdit("" if held is None else held.name)
        self.name.setPlaceholderText(tr("Such as: Certification autumn"))
        self.scheme = ShortBox()
        for stored in study.store.schemes():
            if study.scheme(stored.id).measurement:
                self.scheme.addItem(f"{study.scheme(stored.id).name} ({stored.version})", stored.id)
        self.places = Ticks(tr("Observations with a master coding"))
        self.nothing = QLabel(tr("No master coding with this scheme was handed in yet."))
        self.nothing.setProperty("role", "secondary")
        self.nothing.setWordWrap(True)
        self.form = RulesForm()
        self.problem = QLabel()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._arrange()
        self.scheme.currentIndexChanged.connect(self._use_scheme)
        if held is not None:
            choose(self.scheme, held.scheme)
        elif with_master := [n for n in range(self.scheme.count()) if self._masters(self.scheme.itemData(n))]:
            self.scheme.setCurrentIndex(with_master[0])
        self._use_scheme()
        if held is not None:
            self.form.show_rules(held.rules, study.scheme(held.scheme))

    def _arrange(self) -> None:
        head = QFormLayout()
        head.setVerticalSpacing(Space.S)
        head.addRow(tr("Name"), self.name)
        head.addRow(tr("Scheme"), self.scheme)
        videos = QVBoxLayout()
        videos.setSpacing(Space.S)
        videos.addWidget(_heading(tr("Videos with a master coding")))
        videos.addWidget(self.nothing)
        videos.addWidget(self.places, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.form.setProperty("ground", "none")
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.addWidget(self.form)
        column.addStretch()
        scroll.setWidget(inside)
        thresholds = QVBoxLayout()
        thresholds.setSpacing(Space.S)
        thresholds.addWidget(_heading(tr("What a certificate asks for")))
        thresholds.addWidget(scroll, 1)
        body = QHBoxLayout()
        body.setSpacing(Space.L)
        body.addLayout(videos, 2)
        body.addLayout(thresholds, 5)
        buttons, _ = confirm_or_cancel(self, tr("Keep this set"))
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        page.setSpacing(Space.M)
        page.addLayout(head)
        page.addLayout(body, 1)
        page.addWidget(self.problem)
        page.addWidget(buttons)
        self.begin_in(920, 580)

    def _masters(self, scheme: UUID) -> dict[UUID, str]:
        masters = masters_of(self._study, scheme)
        return {
            place.id: f"{place.name}  {place.title}".strip()
            for place in self._study.store.observations()
            if place.id in masters
        }

    def _use_scheme(self) -> None:
        scheme = self.scheme.currentData()
        if scheme is None:
            return
        found = self._masters(scheme)
        held = self._held
        ticked = held.observations if held is not None and held.scheme == scheme else [*found]
        self.places.show_values(found.items(), ticked)
        self.places.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self.form.use_scheme(self._study.scheme(scheme))

    def accept(self) -> None:
        """Keep the set, or say in the dialog what is wrong with it."""
        name, scheme, places = self.name.text(), self.scheme.currentData(), tuple(self.places.ticked)
        try:
            if self._held is None:
                self.made = make_set(self._study, name, scheme, places, self.form.rules, self._coder)
            else:
                held = self._held
                changed = TrainingSet(held.id, name, scheme, places, self.form.rules, held.made_at)
                self.made = change_set(self._study, changed, self._coder)
        except StudyError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        super().accept()


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "strong")
    return label
