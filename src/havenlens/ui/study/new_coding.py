"""Begin a coding: which scheme, who codes, what for, and who plays which role."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Scheme
from havenlens.domain.observation import Observation, Participant, Purpose
from havenlens.services.casting import propose_casting
from havenlens.services.sign_in import Account
from havenlens.services.study import Study
from havenlens.services.study_store import StoredScheme
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_PURPOSES = (Purpose.RESEARCH, Purpose.RELIABILITY, Purpose.TRAINING, Purpose.COACHING)


class NewCodingDialog(Dialog):
    """Asks what is needed to begin; everything that can be known beforehand is filled in."""

    def __init__(
        self,
        study: Study,
        observation: Observation,
        parent: QWidget | None = None,
        *,
        coder: Account | None = None,
        fixed: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Start a coding"))
        self.keep_wide(440)
        self._study = study
        people = {person.id: person for person in study.store.participants()}
        self._people: list[Participant] = [people[p] for p in observation.participants if p in people]
        self.scheme = ShortBox()
        for stored in study.store.schemes():
            scheme = study.scheme(stored.id)
            draft = f", {tr('draft')}" if scheme.status == "draft" else ""
            self.scheme.addItem(f"{scheme.name} ({stored.version}{draft})", stored)
        self.coder = ShortBox()
        self.coder.setEditable(True)
        for known in study.store.coders():
            self.coder.addItem(known.name)
        if coder is not None:
            self.coder.setCurrentText(coder.name)
            self.coder.setEnabled(not fixed)
            used = [coding.scheme for coding in study.store.list_codings() if coding.coder == coder.id]
            ids = [stored.id for stored in study.store.schemes()]
            self.scheme.setCurrentIndex(ids.index(used[-1]) if used else 0)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setProperty("role", "danger")
        self._said.hide()
        self.purpose = ShortBox()
        for purpose in _PURPOSES:
            self.purpose.addItem(tr(purpose.value), purpose)
        self._roles = QVBoxLayout()
        self._roles.setSpacing(Space.XS)
        self._boxes: dict[str, dict[UUID, QCheckBox]] = {}
        self._arrange(observation)
        self.scheme.currentIndexChanged.connect(self._show_roles)
        self._show_roles()

    def _arrange(self, observation: Observation) -> None:
        title = QLabel(f"{observation.name}  {observation.title}")
        title.setProperty("role", "heading")
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(tr("Scheme"), self.scheme)
        form.addRow(tr("Coder"), self.coder)
        form.addRow(tr("Purpose"), self.purpose)
        label = QLabel(tr("Who is who in this coding"))
        label.setProperty("role", "strong")
        buttons, _ = confirm_or_cancel(self, tr("Start"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(label)
        column.addLayout(self._roles)
        column.addWidget(self._said)
        column.addWidget(buttons)

    @property
    def coder_name(self) -> str:
        """Give the name of whoever codes."""
        return self.coder.currentText().strip()

    def accept(self) -> None:
        """Begin, or say in the dialog what is missing."""
        if not self.coder_name:
            self._said.setText(say("study.coder_without_name"))
            self._said.show()
            self.coder.setFocus()
        elif self.scheme.currentData() is not None:
            super().accept()

    def chosen_scheme(self) -> StoredScheme:
        """Give the stored scheme that was chosen."""
        stored: StoredScheme = self.scheme.currentData()
        return stored

    def casting(self) -> Mapping[str, tuple[UUID, ...]]:
        """Give who was ticked for each role."""
        chosen = {
            role: tuple(person for person, box in boxes.items() if box.isChecked())
            for role, boxes in self._boxes.items()
        }
        return {role: people for role, people in chosen.items() if people}

    def _show_roles(self, _index: int = 0) -> None:
        while (item := self._roles.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes.clear()
        if self.scheme.currentData() is None:
            return
        scheme: Scheme = self._study.scheme(self.chosen_scheme().id)
        proposed = propose_casting(scheme, self._people)
        for role in scheme.roles:
            name = QLabel(role.name)
            name.setProperty("role", "secondary")
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, Space.XS)
            row.setSpacing(Space.L)
            self._boxes[role.id] = {}
            for person in self._people:
                box = QCheckBox(person.pseudonym)
                box.setChecked(person.id in proposed.get(role.id, ()))
                self._boxes[role.id][person.id] = box
                row.addWidget(box)
            row.addStretch()
            self._roles.addWidget(name)
            self._roles.addWidget(holder)
