"""Edit the selected events in place: code, times, people, answers, comment, flags and link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PyQt6.QtCore import QPoint, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.events import Event, Flag
from havenlens.domain.problems import Problem
from havenlens.domain.time import Micros, clock
from havenlens.ui.coding.bridge import CodingBridge
from havenlens.ui.coding.codes_panel import explain
from havenlens.ui.coding.edits import change, events_of, why_not
from havenlens.ui.coding.event_form import EventForm, FormKind, common, common_answer, form_kind
from havenlens.ui.coding.value_fields import answer_in
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import ntr, tr

_TIMES = ("onset", "offset")


class EventEditor(QFrame):
    """A form for one event or several at once; every field asks for its own intent, one step to undo.

    What is refused stays in its field with the reason above the form; Escape puts back what is coded.
    """

    comment_finished = pyqtSignal()
    """The comment was ended with Enter or Escape."""

    def __init__(self, bridge: CodingBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self.setMinimumWidth(current_look().metrics.px(260))
        self._bridge = bridge
        self.notes: Mapping[str, Sequence[str]] = {}
        """The dated notes of each code, latest first."""
        self._events: tuple[Event, ...] = ()
        self._filled: tuple[Event, ...] = ()
        self._putting_off = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._catch_up)
        self._refusal: Problem | None = None
        bridge.said.connect(self._hear)
        self._title = QLabel()
        self._title.setProperty("role", "strong")
        self._hint, self._reason = QLabel(), QLabel()
        self._hint.setProperty("role", "secondary")
        self._reason.setProperty("role", "danger")
        for label in (self._hint, self._reason):
            label.setWordWrap(True)
        self._reason.hide()
        self._forms: dict[FormKind, EventForm] = {}
        self._form = EventForm(bridge.session, None)
        self._lay_out()
        self._rebuild()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.S)
        head = self._head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._title)
        column.addLayout(head)
        for part in (self._hint, self._reason):
            column.addWidget(part)
        column.addStretch()
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(scroll)

    # What is shown

    @property
    def event_id(self) -> UUID | None:
        """Give the event that is edited; of several the last one."""
        return self._events[-1].id if self._events else None

    def show_event(self, event: Event | None) -> None:
        """Show an event's values, or that none is selected; one of several that are shown is shown anew."""
        if event is not None and len(self._events) > 1 and event.id in {one.id for one in self._events}:
            self.show_events(events_of(self._bridge.session, [one.id for one in self._events]))
        else:
            self.show_events(() if event is None else (event,))

    def show_events(self, events: Sequence[Event]) -> None:
        """Show what several events have in common; fields stay while the same events are shown."""
        shown = tuple(events)
        if shown == self._events:
            return
        self._events = shown
        if self._putting_off:
            self._soon.start()
        else:
            self._catch_up()

    def put_off(self, *, putting_off: bool) -> None:
        """Say whether the fields may follow a moment later: making them would hold up a key press."""
        self._putting_off = putting_off
        if not putting_off:
            self._catch_up()

    def renew(self) -> None:
        """Make the fields anew: codes have other letters, or nothing may be changed any more."""
        for form in self._forms.values():
            for part in (form, form.code_box):
                part.hide()
                part.deleteLater()
        self._forms.clear()
        self._form = EventForm(self._bridge.session, None)
        self._rebuild()
        self._filled = self._events
        self._fill()

    def _catch_up(self) -> None:
        """Let the fields show the events that were chosen last."""
        self._soon.stop()
        before, shown = self._filled, self._events
        if before == shown:
            return
        if [(e.id, e.code) for e in before] != [(e.id, e.code) for e in shown]:
            self._forget_refusal()
            self._rebuild()  # what is still being typed is saved now, to the event it was typed for
        self._filled = shown
        self._fill()

    def _rebuild(self) -> None:
        n, reason = len(self._events), why_not(self._bridge.session)
        self._title.setVisible(n != 1)
        self._title.setText(
            tr("No event selected") if n == 0 else ntr("{n} event selected", "{n} events selected", n)
        )
        hint = tr("Select one in the table or on the timeline, or press a code's key.") if n == 0 else ""
        if n > 1:
            hint = tr("What you set here is set for all of them, as one step.")
        if n and reason is not None:
            hint = reason.sentence
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._show_form(editable=reason is None)

    def _show_form(self, *, editable: bool) -> None:
        """Show the form for events of these codes; it is made once, because making one takes long."""
        kind = form_kind(self._events, self._bridge.session)
        before = self._form
        if kind is not None:
            if kind not in self._forms:
                self._forms[kind] = self._make_form(kind)
            self._form = self._forms[kind]
            for part in (self._form, self._form.code_box):
                part.setEnabled(editable)
        if kind is None or before is not self._form:
            for part in (before, before.code_box):
                part.hide()
        if kind is not None:
            self._fit()
            for part in (self._form.code_box, self._form):
                part.show()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._form.fit(self.width() - 3 * Space.M)

    def _make_form(self, kind: FormKind) -> EventForm:
        form = EventForm(self._bridge.session, kind)
        form.text_finished.connect(self._save_text)
        form.value_picked.connect(self._save_value)
        form.flag_clicked.connect(self._save_flag)
        form.link_chosen.connect(self._save_link)
        form.comment_entered.connect(self._comment_entered)
        self._head.addWidget(form.code_box, 1)
        self._column.insertWidget(self._column.count() - 1, form)
        return form

    def _fill(self) -> None:
        form, events = self._form, self._events
        if not events:
            return
        for part, field in form.texts.items():
            if field.hasFocus() and (field.isModified() or field.property("invalid")):
                continue
            value = common([_text(event, part) for event in events])
            field.setText("" if value is None else value)
            field.setPlaceholderText(tr("several") if value is None else form.placeholder(part))
        for part, choice in form.choices.items():
            given = common([(getattr(event, part),) for event in events])
            choice.show_mixed() if given is None else choice.show_value(given[0])
        for name, answer in form.answers.items():
            shared = common_answer(events, name)
            answer.show_mixed() if shared is None else answer.show_value(shared[0])
        for flag, check in form.flags.items():
            states = {flag in event.flags for event in events}
            check.setTristate(len(states) > 1)
            mixed = Qt.CheckState.PartiallyChecked
            plain = Qt.CheckState.Checked if True in states else Qt.CheckState.Unchecked
            check.setCheckState(mixed if len(states) > 1 else plain)
        form.show_link(events)

    def explain(self, _at: Micros) -> None:
        """Show what the code of the event means, where a tooltip would need the mouse."""
        if self._events:
            code = self._bridge.session.scheme.code_by_id[self._events[-1].code]
            text = explain(code, self.notes.get(code.id, ()))
            QToolTip.showText(self.mapToGlobal(QPoint(0, 0)), text, self, msecShowTime=15_000)

    def begin_comment(self) -> None:
        """Put the cursor into the comment."""
        self._catch_up()
        field = self._form.texts.get("comment")
        if field is not None:
            take_keyboard(field)
            field.selectAll()
            self._scroll.ensureWidgetVisible(field)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keep what is typed in the form from being heard as codes; Escape goes back to the video."""
        if event is None:
            return
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self._put_back()
            self.comment_finished.emit()
        elif held or event.key() in (Qt.Key.Key_F1, Qt.Key.Key_F6):
            event.ignore()

    # What is asked for

    def _hear(self, problem: Problem, refused: bool) -> None:
        self._refusal = problem if refused else None

    def _save_text(self, part: str, field: QLineEdit) -> None:
        if not self._filled or not (field.isModified() or field.property("invalid")):
            return
        field.setModified(False)
        self._refusal = None
        if part in _TIMES:
            done = self._bridge.edit_text(self._filled[-1], part, field.text())
        else:
            done = change(self._bridge, self._current(), comment=field.text())
        self._mark(field, invalid=not done)
        if done:
            self._form.forget_invalid()

    def _save_value(self, part: str) -> None:
        if not self._filled:
            return
        self._refusal = None
        if part in self._form.choices:
            done = change(self._bridge, self._current(), **{part: self._form.choices[part].value()})
        else:
            answers = {part: answer_in(self._form.answers[part])}
            done = change(self._bridge, self._current(), modifiers=answers)
        self._after(done=done)

    def _save_flag(self, flag: Flag) -> None:
        if self._filled:
            self._refusal = None
            # Of several that differ, the first click sets the flag for all.
            on = not all(flag in event.flags for event in self._filled)
            self._after(done=change(self._bridge, self._current(), **{"flag_on" if on else "flag_off": flag}))

    def _save_link(self, link: UUID | None) -> None:
        if self._filled:
            self._refusal = None
            self._after(done=change(self._bridge, self._current(), link=link))

    def _comment_entered(self) -> None:
        field = self._form.texts["comment"]
        self._save_text("comment", field)
        if not field.property("invalid"):
            self.comment_finished.emit()

    def _current(self) -> list[Event]:
        return events_of(self._bridge.session, [event.id for event in self._filled])

    def _after(self, *, done: bool) -> None:
        """Show values as they are coded, with the reason where a change was refused."""
        if not done:
            self._fill()
        self._tell_reason()

    def _mark(self, field: QLineEdit, *, invalid: bool) -> None:
        self._form.mark_invalid(field, invalid=invalid)
        self._tell_reason()

    def _tell_reason(self) -> None:
        self._reason.setText("" if self._refusal is None else self._refusal.sentence)
        self._reason.setVisible(self._refusal is not None)

    def _put_back(self) -> None:
        self._forget_refusal()
        for part, field in self._form.texts.items():
            value = common([_text(event, part) for event in self._filled])
            field.setText("" if value is None else value)
            field.setModified(False)
        self._fill()

    def _forget_refusal(self) -> None:
        self._refusal = None
        self._form.forget_invalid()
        self._tell_reason()


def _text(event: Event, part: str) -> str:
    if part == "comment":
        return event.comment
    if part == "onset":
        return clock(event.span.start)
    return "" if event.span.end is None else clock(event.span.end)
