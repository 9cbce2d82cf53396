"""The training sets of a study: a table, and what each asks for."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from havenlens.domain.codebook import Scheme
from havenlens.domain.problems import StudyError
from havenlens.services.certificate_rules import CertificateRules, in_words
from havenlens.services.submitting import may_review
from havenlens.services.training_sets import TrainingSet, remove_set, training_sets
from havenlens.ui.agreement.calibration.listing import Listing
from havenlens.ui.agreement.calibration.set_dialog import SetDialog
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say


class SetsTab(QWidget):
    """Leads make, change and remove sets; everybody may read what is asked."""

    changed = pyqtSignal()

    def __init__(self, opened: OpenStudy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._coder: UUID | None = None
        self.new, self.change = QPushButton(tr("New set…")), QPushButton(tr("Change…"))
        self.remove = QPushButton(tr("Remove…"))
        self.banner = Banner()
        show_icon(self.new, "plus")
        self.table = Listing(
            tr("Training sets"), [tr("Name"), tr("Scheme"), tr("Videos"), tr("Asks for")], stretched=3
        )
        self._empty = EmptyState(
            "graduation-cap",
            tr("No training set yet"),
            tr("A set is some videos with master codings, and what coders must reach on them."),
            tr("New set…"),
        )
        head = QHBoxLayout()
        told = QLabel(tr("Videos with master codings, and the thresholds of a certificate."))
        told.setProperty("role", "secondary")
        told.setWordWrap(True)
        head.addWidget(told, 1)
        for button in (self.new, self.change, self.remove):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty, 1)
        self.new.clicked.connect(self._make)
        self._empty.primary_chosen.connect(self._make)
        self.change.clicked.connect(self._change)
        self.remove.clicked.connect(self._remove)
        self.table.opened.connect(self._change)
        self.table.chosen.connect(self._choose)

    def show_for(self, coder: UUID | None) -> None:
        """List the sets for whoever is at work."""
        self._coder = coder
        study = self._opened.study
        places = {place.id: place.name for place in study.store.observations()}
        rows = []
        for one in training_sets(study):
            scheme = study.scheme(one.scheme)
            names = ", ".join(places.get(place, "–") for place in one.observations)
            rows.append((one, (one.name, scheme.name, names, ", ".join(asked_for(one.rules, scheme)))))
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.table.show_rows(rows)
        self._choose(self.table.value)

    def _choose(self, one: TrainingSet | None) -> None:
        leads = self._opened.writable and may_review(self._opened.study, self._coder)
        self.new.setEnabled(leads)
        for button in (self.change, self.remove):
            button.setEnabled(leads and one is not None)

    def _make(self) -> None:
        self._ask(SetDialog(self._opened.study, self._coder, parent=self))

    def _change(self) -> None:
        one = self.table.value
        if one is not None and self.change.isEnabled():
            self._ask(SetDialog(self._opened.study, self._coder, one, self))

    def _ask(self, dialog: SetDialog) -> None:
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.changed.emit()

    def _remove(self) -> None:
        one = self.table.value
        question = tr("Remove the training set {name}? Its videos, codings and certificates stay.")
        asked = QMessageBox.question(self, tr("Training set"), question.format(name=one.name))
        if asked == QMessageBox.StandardButton.Yes:
            try:
                remove_set(self._opened.study, one, self._coder)
            except StudyError as error:
                self.banner.say(str(error), Level.DANGER)
                return
            self.changed.emit()


def asked_for(rules: CertificateRules, scheme: Scheme) -> list[str]:
    """Say in a few words each what a set asks for."""
    told = []
    for score in rules.scores:
        sign = "≤" if score.measure in ("bias", "mean_abs_deviation") else "≥"
        told.append(f"{in_words(score, rules.tolerance)} {sign} {score.limit:g}")
    names = {group.id: group.name for group in scheme.groups} | {c.id: c.name for c in scheme.codes}
    for event in rules.events:
        name = names.get(event.code or event.group, tr("each group of codes"))
        told.append(f"{name}: {say(f'method.{event.measure}')} ≥ {event.at_least:g}")
    told.append(ntr("holds for {n} month", "holds for {n} months", rules.months))
    return told
