"""Which coaches may pass over a missing consent, with a reason that is logged."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from havenlens.services.coaching.board import coaches_of
from havenlens.services.coaching.consent import allow_override
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr


class AuthorityList(QWidget):
    """A switch for each coach."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self.boxes: dict[UUID, QCheckBox] = {}
        self._listed: list[tuple[UUID, str, bool]] = []
        head = QLabel(tr("Who may pass over a missing consent"))
        head.setProperty("role", "heading")
        head.setWordWrap(True)
        note = QLabel(
            tr(
                "The gate stops clips in which somebody lacks consent. Whoever is ticked may let them leave "
                "all the same, with a reason. Name, day, person and reason stand in the log."
            )
        )
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        self._boxes = QVBoxLayout()
        self._boxes.setSpacing(Space.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(head)
        column.addWidget(note)
        column.addLayout(self._boxes)

    def refresh(self) -> None:
        """List the coaches with what they may do."""
        allowed = {row["id"]: bool(row["may_override"]) for row in self._desk.study.store.rows_of("coders")}
        coaches = {one.id: one.name for one in coaches_of(self._desk.study)}
        names = {one.id: one.name for one in self._desk.study.store.coders()}
        shown = {**coaches, **{one: names[one] for one, may in allowed.items() if may and one in names}}
        listed = [
            (one, name, allowed.get(one, False)) for one, name in sorted(shown.items(), key=lambda p: p[1])
        ]
        if listed == self._listed:
            return
        self._listed = listed
        while (item := self._boxes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        for one, name, may in listed:
            box = QCheckBox(name)
            box.setChecked(may)
            box.setEnabled(self._desk.opened.writable)
            box.toggled.connect(partial(self._set, one, name))
            self._boxes.addWidget(box)
            self.boxes[one] = box
        if not listed:
            self._boxes.addWidget(QLabel(tr("There is no coach in the study yet.")))

    def _set(self, coach: UUID, name: str, allowed: bool) -> None:
        study = self._desk.study
        if self._desk.do(partial(allow_override, study, coach, allowed=allowed)):
            self._desk.say("consent.override_given" if allowed else "consent.override_ended", coach=name)
