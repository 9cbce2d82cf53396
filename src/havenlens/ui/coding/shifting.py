"""Shift events in time: all, the selected ones, or those from the playhead on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coding import Refused
from havenlens.domain.editing import Outcome, Place, by_frames, by_time, shift
from havenlens.domain.events import Event
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros, clock
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import carry_out_or_why, events_of, film_of, ground_of, why_not
from havenlens.ui.qt.keyboard import open_and_return
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.labels import give_role
from havenlens.words.catalogue import N_, ntr, tr

EDIT = N_("Code and edit")
_MOST = 86_400_000
"""A day, in milliseconds."""


class Shifting(Feature):
    """Ctrl+Shift+T asks which events to shift, and by how much."""

    def bindings(self) -> Sequence[Binding]:
        stroke = KeyStroke("t", ctrl=True, shift=True)
        return [Binding(stroke, "shift_in_time", tr("Shift events in time"), tr(EDIT))]

    def actions(self) -> Mapping[str, Action]:
        return {"shift_in_time": self._ask}

    def _ask(self, _argument: str, at: Micros) -> None:
        reason = why_not(self.desk.session)
        if reason is None:
            open_and_return(ShiftDialog(self.desk, at, self.desk.page))
        else:
            self.desk.tell(reason)


class ShiftDialog(Dialog):
    """Which events, by how much, and what comes of it, before anything is changed."""

    def __init__(self, desk: Desk, at: Micros, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Shift in time"))
        self._desk, self._at = desk, at
        session = desk.session
        self._sets: tuple[list[Event], ...] = (
            list(session.events),
            events_of(session, desk.chosen()),
            [event for event in session.events if event.span.start >= at],
        )
        self.scopes = QButtonGroup(self)
        self.amount = QSpinBox()
        self.amount.setRange(-_MOST, _MOST)
        self.amount.setSingleStep(40)
        self.amount.setAccessibleName(tr("By how much"))
        self.amount.setFixedWidth(current_look().metrics.px(120))
        self.unit = ShortBox()
        self.unit.addItems([tr("milliseconds"), tr("frames")])
        self.unit.setAccessibleName(tr("Unit"))
        self.preview = QLabel()
        self.preview.setWordWrap(True)
        self.preview.setMinimumHeight(current_look().metrics.px(44))
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.accept_button = QPushButton(tr("Shift in time"))
        self.accept_button.setProperty("role", "primary")
        self.accept_button.clicked.connect(self._shift)
        self._lay_out()
        self.scopes.idToggled.connect(self._scope_toggled)
        self.amount.valueChanged.connect(self._amount_changed)
        self.unit.currentIndexChanged.connect(self._unit_changed)
        self._show_preview()
        self.amount.selectAll()
        self.amount.setFocus()

    def _lay_out(self) -> None:
        names = (
            ntr("All of it ({n} event)", "All of it ({n} events)", len(self._sets[0])),
            ntr("The selected {n} event", "The selected {n} events", len(self._sets[1])),
            tr("From {at} on").format(at=clock(self._at)) + f" ({len(self._sets[2])})",
        )
        scopes = QVBoxLayout()
        for number, name in enumerate(names):
            button = QRadioButton(name)
            button.setEnabled(bool(self._sets[number]))
            self.scopes.addButton(button, number)
            scopes.addWidget(button)
        first = self.scopes.button(1 if len(self._sets[1]) > 1 else 0)
        assert first is not None
        first.setChecked(True)
        row = QHBoxLayout()
        row.addWidget(self.amount)
        row.addWidget(self.unit)
        row.addStretch()
        form = QFormLayout()
        form.setSpacing(Space.M)
        form.addRow(tr("Which"), scopes)
        form.addRow(tr("By (− is earlier)"), row)
        close = QPushButton(tr("Cancel"))
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.accept_button)
        buttons.addWidget(close)
        self.accept_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(form)
        column.addWidget(self.preview)
        column.addLayout(buttons)
        self.keep_wide(460)

    def _scope_toggled(self, _number: int, on: bool) -> None:
        if on:
            self._show_preview()

    def _amount_changed(self, _value: int) -> None:
        self._show_preview()

    def _unit_changed(self, index: int) -> None:
        self.amount.setSingleStep(1 if index else 40)
        self._show_preview()

    def _events(self) -> list[Event]:
        return events_of(self._desk.session, [e.id for e in self._sets[max(self.scopes.checkedId(), 0)]])

    def _place(self) -> Place:
        times, amount = self._desk.player.times, self.amount.value()
        if self.unit.currentIndex() == 0:
            return by_time(amount * 1000)
        return by_time(amount * 40_000) if times is None or not len(times) else by_frames(times, amount)

    def _outcome(self) -> Outcome:
        ground = ground_of(self._desk.session, film_of(self._desk))
        return shift(self._events(), self._place(), ground)

    def _show_preview(self) -> None:
        outcome, events = self._outcome(), self._events()
        refused = isinstance(outcome, Refused)
        idle = not self.amount.value() or not events
        if isinstance(outcome, Refused):
            text = outcome.problem.sentence
        elif idle:
            text = tr("Nothing moves yet.")
        else:
            first = min(event.span.start for event in events)
            text = tr("The first one goes from {before} to {after}.").format(
                before=clock(first), after=clock(self._place()(first))
            )
        give_role(self.preview, "danger" if refused else "secondary")
        self.preview.setText(text)
        self.accept_button.setEnabled(not refused and not idle)

    def _shift(self) -> None:
        """Shift, and stay open with the reason where something is in the way."""
        why = carry_out_or_why(self._desk.bridge, "shift", self._outcome())
        if why is None:
            self.accept()
        elif why:
            give_role(self.preview, "danger")
            self.preview.setText(why)
