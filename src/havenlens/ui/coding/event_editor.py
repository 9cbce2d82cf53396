"""Edit the selected event in place: times, people, modifiers, comment and flags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Kind, Modifier
from havenlens.domain.coding import holders
from havenlens.domain.events import Event, Flag
from havenlens.domain.time import Micros, clock
from havenlens.services.coding import CodingSession
from havenlens.ui.coding.bridge import CodingBridge
from havenlens.ui.coding.codes_panel import explain
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.words.catalogue import tr


class EventEditor(QFrame):
    """A form for one event; every field asks for its own intent, so each is one step to undo."""

    comment_finished = pyqtSignal()
    """The comment was ended with Enter or Escape."""

    def __init__(self, bridge: CodingBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self.setMinimumWidth(260)
        self._bridge = bridge
        self._event: Event | None = None
        self._texts: dict[str, QLineEdit] = {}
        self._choices: dict[str, QComboBox] = {}
        self._flags: dict[Flag, QCheckBox] = {}
        self._title = QLabel(tr("No event selected"))
        self._title.setProperty("role", "strong")
        self._hint = QLabel(tr("Select one in the table or on the timeline, or press a code's key."))
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        self._form_box = QWidget()
        self._form = QGridLayout(self._form_box)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(Space.S)
        self._form.setVerticalSpacing(Space.XS)
        for place, stretch in enumerate((0, 1, 0, 1)):
            self._form.setColumnStretch(place, stretch)
        self._places = 0
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.S)
        for part in (self._title, self._hint, self._form_box):
            column.addWidget(part)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(scroll)

    @property
    def event_id(self) -> UUID | None:
        """Give the event that is edited."""
        return None if self._event is None else self._event.id

    def show_event(self, event: Event | None) -> None:
        """Show an event's values, or that none is selected; fields stay while the same event is shown."""
        if event == self._event:
            return
        before, self._event = self._event, event
        self._hint.setVisible(event is None)
        if event is None or before is None or (before.id, before.code) != (event.id, event.code):
            self._build(event)
        if event is not None:
            self._fill(event)

    def _build(self, event: Event | None) -> None:
        while (item := self._form.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._places = 0
        self._texts.clear()
        self._choices.clear()
        self._flags.clear()
        if event is None:
            self._title.setText(tr("No event selected"))
            return
        session = self._bridge.session
        self._title.setText(session.scheme.code_by_id[event.code].name)
        self._add_text("onset", tr("Onset"), "")
        if session.scheme.code_by_id[event.code].kind is Kind.STATE:
            self._add_text("offset", tr("Offset"), tr("open"))
        else:
            self._places += 1
        self._add_people(event, session)
        for modifier in session.scheme.modifiers_of(event.code):
            self._add_modifier(modifier)
        self._add_text("comment", tr("Comment"), tr("What you saw"))
        self._texts["comment"].returnPressed.connect(self.comment_finished)
        self._add_flags()

    def _fill(self, event: Event) -> None:
        for part, field in self._texts.items():
            if not (field.hasFocus() and field.isModified()):
                field.setText(_text(event, part))
        for part, box in self._choices.items():
            chosen = getattr(event, part) if part in ("actor", "target") else event.modifiers.get(part)
            box.setCurrentIndex(_index_of(box, chosen))
        for flag, check in self._flags.items():
            check.setChecked(flag in event.flags)

    def explain(self, _at: Micros) -> None:
        """Show what the code of the event means, where a tooltip would need the mouse."""
        if self._event is not None:
            text = explain(self._bridge.session.scheme.code_by_id[self._event.code])
            QToolTip.showText(self.mapToGlobal(QPoint(0, 0)), text, self, msecShowTime=15_000)

    def begin_comment(self) -> None:
        """Put the cursor into the comment."""
        field = self._texts.get("comment")
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keep what is typed in the form from being heard as codes; Escape goes back to the video."""
        if event is None:
            return
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            for part, field in self._texts.items():
                if field.isModified() and self._event is not None:
                    field.setText(_text(self._event, part))
            self.comment_finished.emit()
        elif held or event.key() in (Qt.Key.Key_F1, Qt.Key.Key_F6):
            event.ignore()

    def _add_text(self, part: str, label: str, placeholder: str) -> None:
        field = QLineEdit()
        field.setPlaceholderText(placeholder)
        field.setAccessibleName(label)
        field.editingFinished.connect(partial(self._save_text, part))
        self._texts[part] = field
        self._place(label, field, wide=part == "comment")

    def _add_people(self, event: Event, session: CodingSession) -> None:
        code, cast = session.scheme.code_by_id[event.code], session.coding.casting
        for label, part, people in (
            (tr("Who"), "actor", holders(code.actors, cast)),
            (tr("To whom"), "target", holders(code.targets, cast)),
        ):
            if people:
                blank = [] if part == "actor" else [("–", None)]
                self._add_choice(part, label, [*blank, *((session.names[p], p) for p in people)])

    def _add_modifier(self, modifier: Modifier) -> None:
        options = [(f"{option.key}  {option.name}", option.id) for option in modifier.options]
        self._add_choice(modifier.id, modifier.name, [("–", None), *options])

    def _add_choice(self, part: str, label: str, options: Sequence[tuple[str, object]]) -> None:
        box = QComboBox()
        box.setAccessibleName(label)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        for name, value in options:
            box.addItem(name, value)
        box.activated.connect(partial(self._save_choice, part))
        self._choices[part] = box
        self._place(label, box)

    def _add_flags(self) -> None:
        names = {Flag.UNSURE: tr("unsure"), Flag.OFF_CAMERA: tr("off camera"), Flag.DISCUSS: tr("discuss")}
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for flag, name in names.items():
            check = QCheckBox(name)
            check.clicked.connect(partial(self._save_flag, flag))
            self._flags[flag] = check
            row.addWidget(check)
        row.addStretch()
        self._place(tr("Flags"), holder, wide=True)

    def _place(self, label: str, field: QWidget, *, wide: bool = False) -> None:
        """Put a field where the next one goes: two in a row, a wide one alone."""
        if wide and self._places % 2:
            self._places += 1
        row, half = divmod(self._places, 2)
        name = ElidedLabel(label)
        name.setProperty("role", "secondary")
        name.setFixedWidth(current_look().metrics.px(76))
        name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._form.setColumnMinimumWidth(half * 2, current_look().metrics.px(76))
        self._form.addWidget(name, row, half * 2)
        self._form.addWidget(field, row, half * 2 + 1, 1, 3 if wide else 1)
        self._places += 2 if wide else 1

    def _save_text(self, part: str) -> None:
        field = self._texts.get(part)
        if self._event is not None and field is not None and field.isModified():
            field.setModified(False)
            if not self._bridge.edit_text(self._event, part, field.text()):
                field.setText(_text(self._event, part))

    def _save_choice(self, part: str, _index: int) -> None:
        if self._event is None:
            return
        chosen = self._choices[part].currentData()
        if part in ("actor", "target"):
            done = self._bridge.edit(self._event.id, **{part: chosen})
        else:
            answers = {**self._event.modifiers, part: chosen}
            given = {name: option for name, option in answers.items() if option is not None}
            done = self._bridge.edit(self._event.id, modifiers=given)
        if not done:
            self._fill(self._event)

    def _save_flag(self, flag: Flag, _checked: bool) -> None:
        if self._event is not None and not self._bridge.toggle_flag(self._event.id, flag):
            self._fill(self._event)


def _index_of(box: QComboBox, value: object) -> int:
    """Find the entry of a value; Qt's own search compares ids by identity."""
    return next((row for row in range(box.count()) if box.itemData(row) == value), 0)


def _text(event: Event, part: str) -> str:
    if part == "comment":
        return event.comment
    if part == "onset":
        return clock(event.span.start)
    return "" if event.span.end is None else clock(event.span.end)
