"""Who can be seen or heard in a clip, with what each of them allows today."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from havenlens.domain.coaching import Clip
from havenlens.domain.observation import Consent, Observation
from havenlens.services.coaching.consent import consents_on, lacking
from havenlens.services.coaching.editing import set_people
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import IconLabel
from havenlens.words.catalogue import tr
from havenlens.words.privacy import allows

_ORDER = tuple(Consent)


class PeoplePicker(QWidget):
    """A line for everybody of the observation; a clip that names nobody is taken to show them all."""

    chosen = pyqtSignal(object)
    """Carries the ids of those who are ticked, after it was written."""

    def __init__(self, desk: CycleDesk, needed: Consent = Consent.FEEDBACK) -> None:
        super().__init__()
        self._desk, self._needed = desk, needed
        self._clip: Clip | None = None
        self.boxes: dict[UUID, QCheckBox] = {}
        self._lacks: dict[UUID, bool] = {}
        self._present: tuple[UUID, ...] = ()
        self._words: dict[UUID, tuple[IconLabel, QLabel]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(2, 1)

    def show_clip(self, clip: Clip, place: Observation | None) -> None:
        """Show who of an observation is in a clip; where it names nobody, everybody of the study can be."""
        self._clip = clip
        people = self._desk.people()
        listed = place.participants if place else ()
        present = tuple(one for one in listed if one in people) or tuple(people)
        if present != self._present:
            self._present = present
            self._build({one: people[one].pseudonym or people[one].label for one in present})
        study, today = self._desk.study, self._desk.today()
        held = consents_on(study, today)
        lacks = () if place is None else lacking(study, place.id, [clip], self._needed, today)
        self._lacks = {lack.person.id: lack.only_heard for lack in lacks}
        for person, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(person in clip.people or (not clip.people and person in listed))
            box.setEnabled(self._desk.opened.writable)
            self._show_consent(person, held[person], seen=box.isChecked())

    def _show_consent(self, person: UUID, level: Consent, *, seen: bool) -> None:
        icon, label = self._words[person]
        words = tr("allows {level}").format(level=allows(level))
        if not seen:
            icon.show_icon("minus", Tint.SECONDARY)
        elif _ORDER.index(level) >= _ORDER.index(self._needed):
            icon.show_icon("circle-check", Tint.GOOD)
        elif person not in self._lacks:
            icon.show_icon("eye-off", Tint.GOOD)
            words = tr("{words}; hidden all the time").format(words=words)
        elif self._lacks[person]:
            icon.show_icon("triangle-alert", Tint.WARNING)
            words = tr("{words}; hidden, but heard").format(words=words)
        else:
            icon.show_icon("triangle-alert", Tint.WARNING)
            words = tr("{words}, not {needed}").format(words=words, needed=allows(self._needed))
        label.setText(words)
        self.boxes[person].setAccessibleDescription(words)

    def _build(self, names: dict[UUID, str]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes, self._words = {}, {}
        for row, (person, name) in enumerate(names.items()):
            box, icon, label = QCheckBox(name), IconLabel("minus", 16, Tint.SECONDARY), QLabel()
            label.setProperty("role", "secondary")
            label.setWordWrap(True)
            box.toggled.connect(partial(self._write, person))
            for column, part in enumerate((box, icon, label)):
                self._grid.addWidget(part, row, column)
            self.boxes[person], self._words[person] = box, (icon, label)

    def _write(self, _person: UUID, _checked: bool) -> None:
        clip, study = self._clip, self._desk.study
        if clip is None:
            return
        people: Sequence[UUID] = [person for person, box in self.boxes.items() if box.isChecked()]
        if not people:
            # Nobody ticked would be read as everybody, so the last one stays.
            self._desk.say("consent.somebody_is_seen", refused=True)
            self.show_clip(clip, self._desk.observation)
            return
        if self._desk.do(partial(set_people, study, clip.id, people)):
            self._desk.remember(tr("who is seen"), partial(set_people, study, clip.id, clip.people))
            self.chosen.emit(tuple(people))
