"""The people of a coding as chips: a few lines of them, and the rest by scrolling."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QFrame, QScrollArea, QWidget

from havenlens.domain.keymap import PEOPLE_KEYS
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.chip import Chip
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.words.catalogue import tr

_HIGHEST = 112
"""Three lines of chips and a half, which shows that there are more, in pixels at the usual size of text."""


class PeopleRow(QScrollArea):
    """As high as its chips need, but never so high that the codes above have no room."""

    person_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        inside.setProperty("ground", "none")
        self._flow = FlowLayout(inside)
        self._flow.setContentsMargins(Space.M, Space.S, Space.M, Space.XS)
        self._flow.setSpacing(Space.XS + 2)
        self.setWidget(inside)
        self.chips: dict[UUID, Chip] = {}
        self._names: dict[UUID, str] = {}

    def show_people(self, people: Iterable[tuple[UUID, str]], focusable: Sequence[UUID]) -> None:
        """Show everybody who is cast; those whom a role does not tell apart have a key to say who acts."""
        while (item := self._flow.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self.chips.clear()
        keys = {person: key.upper() for person, key in zip(focusable, PEOPLE_KEYS, strict=False)}
        for person, name in people:
            chip = Chip(name, keys.get(person, ""))
            self._names[person] = name
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(partial(self.person_chosen.emit, person))
            self.chips[person] = chip
            self._flow.addWidget(chip)
        self._fit()

    def show_absent(self, people: Collection[UUID]) -> None:
        """Say of whom it is known that they are off camera now."""
        for person, chip in self.chips.items():
            name = self._names[person]
            chip.setText(f"{name} · {tr('off camera')}" if person in people else name)
        self._fit()

    def show_focus(self, person: UUID | None) -> None:
        """Mark who is in focus, and bring them into sight."""
        for key, chip in self.chips.items():
            chip.setChecked(key == person)
            if key == person:
                self.ensureWidgetVisible(chip, 0, Space.S)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None and event.oldSize().width() != event.size().width():
            self._fit()

    def _fit(self) -> None:
        needed = self._flow.heightForWidth(self.width())
        self.setFixedHeight(min(needed, current_look().metrics.px(_HIGHEST)))
