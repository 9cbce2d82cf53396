"""Edit events in the cells of their table, with the field that suits the column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QRect, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from havenlens.domain.codebook import UNLABELLED, Modifier
from havenlens.domain.coding import holders
from havenlens.domain.editing import linkable
from havenlens.domain.events import Event, Flag
from havenlens.services.coding import CodingSession
from havenlens.ui.coding.bridge import CodingBridge
from havenlens.ui.coding.edits import brief_event, change, events_of, ground_of
from havenlens.ui.coding.value_fields import (
    BLANK,
    AnswerField,
    ChoiceField,
    Option,
    SeveralField,
    answer_field,
    answer_in,
)
from havenlens.ui.models.event_cells import flag_names, heading
from havenlens.ui.models.events import (
    ANSWER_TO,
    CODE,
    COMMENT,
    FLAGS,
    MODIFIERS,
    OFFSET,
    ONSET,
    WHO,
    WHOM,
    EventId,
)
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space

Chosen = Callable[[], Sequence[UUID]]
"""Gives the events that are selected."""

_TYPED = {ONSET: "onset", OFFSET: "offset", COMMENT: "comment"}
_WIDE = {CODE: 180, WHO: 120, WHOM: 120, FLAGS: 170, ANSWER_TO: 230}
_ANSWER_WIDTH = 150
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ENDING = (*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)


class AnswerRow(QWidget):
    """The questions of one event side by side."""

    def __init__(self, questions: Sequence[Modifier], event: Event, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XS, 0, Space.XS, 0)
        row.setSpacing(Space.XS)
        self.fields: dict[str, AnswerField] = {}
        for modifier in questions:
            label = QLabel(modifier.name)
            label.setProperty("role", "label")
            field = answer_field(modifier)
            field.setFixedWidth(current_look().metrics.px(_ANSWER_WIDTH))
            field.show_value(event.modifiers.get(modifier.id))
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
            self.fields[modifier.id] = field
        if not self.fields:
            row.addWidget(QLabel(BLANK))
        first = next(iter(self.fields.values()), None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if first is not None:
            self.setFocusProxy(first)

    def answers(self) -> dict[str, object]:
        """Give what is answered; None for what is left open."""
        return {name: answer_in(field) for name, field in self.fields.items()}


class EventDelegate(QStyledItemDelegate):
    """Makes the fields of cells and asks for what was set in them.

    A value set in one of several selected rows is set in all of them, as one step; a time only in its own.
    """

    def __init__(self, bridge: CodingBridge, chosen: Chosen, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._chosen = bridge, chosen
        self._closing: QWidget | None = None
        self.closeEditor.connect(self._note_closing)

    @property
    def _session(self) -> CodingSession:
        return self._bridge.session

    def createEditor(
        self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget | None:
        event = self._session.events.get(index.data(EventId))
        column = index.column()
        if event is None or parent is None or column in _TYPED:
            field = super().createEditor(parent, option, index)
            if field is not None:
                field.setAccessibleName(heading(column))
            return field
        if column == MODIFIERS:
            made = AnswerRow(self._session.scheme.modifiers_of(event.code), event, parent)
            for one in made.fields.values():
                one.installEventFilter(self)
            return made
        choice = self._choice(event, column)
        choice.setParent(parent)
        if isinstance(choice, ChoiceField):
            choice.activated.connect(self._picked)
            line = choice.lineEdit()
            if line is not None:
                line.installEventFilter(self)
        return choice

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        event = self._session.events.get(index.data(EventId))
        if isinstance(editor, ChoiceField | SeveralField) and event is not None:
            values = {CODE: event.code, WHO: event.actor, WHOM: event.target, FLAGS: event.flags}
            editor.show_value(values.get(index.column(), event.link))
            line = editor.lineEdit() if isinstance(editor, ChoiceField) else None
            if line is not None:
                line.selectAll()
        elif not isinstance(editor, AnswerRow):
            super().setEditorData(editor, index)

    def setModelData(
        self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex
    ) -> None:
        event, column = self._session.events.get(index.data(EventId)), index.column()
        if event is None or editor is None:
            return
        if column in (ONSET, OFFSET):
            super().setModelData(editor, model, index)
            return
        values = self._values(editor, event, column)
        if values:
            change(self._bridge, self._meant(event), **values)

    def updateEditorGeometry(
        self, editor: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Give a field the room it needs, inside the table."""
        super().updateEditorGeometry(editor, option, index)
        if editor is None:
            return
        place, parent = QRect(option.rect), editor.parentWidget()
        wanted = editor.sizeHint().width() if isinstance(editor, AnswerRow) else _WIDE.get(index.column(), 0)
        width = max(place.width(), wanted)
        if parent is not None:
            width = min(width, parent.width())
            place.moveLeft(max(0, min(place.left(), parent.width() - width)))
        place.setWidth(width)
        editor.setGeometry(place)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let Enter, Tab and Escape in a part of a field do what they do in a whole one.

        Enter and letters end here: the page would hear them as keys of its own.
        """
        part = watched if isinstance(watched, QWidget) else None
        whole = _whole_of(part)
        key = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if part is None or whole is None or event is None:
            return super().eventFilter(watched, event)
        if whole is not part:
            if event.type() == QEvent.Type.FocusOut and isinstance(whole, AnswerRow):
                self._left(whole)
            if key not in _ENDING or _stays(whole, part, key):
                return _swallowed(part, event, key)
        done = super().eventFilter(whole, event)
        return done or key in _ENTER or _swallowed(part, event, key)

    def _left(self, row: AnswerRow) -> None:
        """Take over what stands in a row of questions when the focus leaves it, except to its own lists."""
        focused = QApplication.focusWidget()
        inside = focused is not None and (focused is row or row.isAncestorOf(focused))
        if not inside and row is not self._closing and QApplication.activePopupWidget() is None:
            self.commitData.emit(row)
            self.closeEditor.emit(row, QStyledItemDelegate.EndEditHint.NoHint)

    def _note_closing(self, editor: QWidget | None) -> None:
        """Remember which field is being closed: it loses the focus then, and is not to be asked again."""
        self._closing = editor

    def _picked(self, _index: int) -> None:
        """Take over what is chosen in a list that was opened; what is typed waits for Enter or Tab."""
        field = self.sender()
        if isinstance(field, ChoiceField) and _popup_shows(field):
            self.commitData.emit(field)
            self.closeEditor.emit(field, QStyledItemDelegate.EndEditHint.NoHint)

    def _choice(self, event: Event, column: int) -> ChoiceField | SeveralField:
        session = self._session
        scheme, cast, names = session.scheme, session.coding.casting, session.names
        code = scheme.code_by_id[event.code]
        if column == FLAGS:
            return SeveralField([(flag_names(frozenset({flag})), flag) for flag in Flag], heading(column))
        options: list[Option] = []
        if column == CODE:
            fitting = [c for c in scheme.codes if c.kind is code.kind or event.code == UNLABELLED]
            own = [] if code in fitting else [code]
            options = [(f"{c.name}  {c.key}", c.id) for c in (*own, *fitting)]
        elif column == WHO:
            people = holders(code.actors or tuple(cast), cast)
            options = [(names[person], person) for person in people]
        elif column == WHOM:
            people = holders(code.targets, cast)
            options = [(BLANK, None), *((names[person], person) for person in people)]
        else:
            bids = linkable(event, ground_of(session))
            known = session.events.get(event.link)
            listed = [*bids, *([] if known is None or known in bids else [known])]
            options = [(BLANK, None), *((brief_event(bid, session), bid.id) for bid in listed)]
        return ChoiceField(options, heading(column), typed=column in (CODE, WHO, WHOM))

    def _values(self, editor: QWidget, event: Event, column: int) -> dict[str, Any]:
        """Give what differs from the event, as it is asked for."""
        if isinstance(editor, AnswerRow):
            given = editor.answers()
            changed = {name: value for name, value in given.items() if value != event.modifiers.get(name)}
            return {"modifiers": changed} if changed else {}
        if isinstance(editor, SeveralField):
            flags = frozenset(flag for flag in editor.value() if isinstance(flag, Flag))
            return {"flags": flags} if flags != event.flags else {}
        if isinstance(editor, ChoiceField):
            part = {CODE: "code", WHO: "actor", WHOM: "target"}.get(column, "link")
            value = editor.value()
            return {part: value} if value != getattr(event, part) else {}
        text = str(editor.property("text"))
        return {"comment": text} if text != event.comment else {}

    def _meant(self, event: Event) -> list[Event]:
        chosen = list(self._chosen())
        several = len(chosen) > 1 and event.id in chosen
        return events_of(self._session, chosen) if several else [event]


def _whole_of(part: QWidget | None) -> QWidget | None:
    """Give the field of a cell that a widget belongs to, as far as it is made of parts."""
    parent = None if part is None else part.parentWidget()
    return parent if isinstance(parent, AnswerRow | ChoiceField) else part


def _stays(whole: QWidget, part: QWidget, key: int | None) -> bool:
    """Tell whether a key goes on inside a field: to the next question, or in a list that is open."""
    if isinstance(part, QComboBox) and _popup_shows(part):
        return True
    fields: list[QWidget] = list(whole.fields.values()) if isinstance(whole, AnswerRow) else []
    return (key == Qt.Key.Key_Tab and part in fields[:-1]) or (
        key == Qt.Key.Key_Backtab and part in fields[1:]
    )


def _swallowed(part: QWidget, event: QEvent, key: int | None) -> bool:
    """Tell whether a key is to be heard by nobody: what is no field has no use for letters and digits."""
    typed = isinstance(event, QKeyEvent) and key is not None and bool(event.text().strip())
    return typed and isinstance(part, SeveralField | AnswerRow) and key not in _ENDING


def _popup_shows(field: QComboBox) -> bool:
    view = field.view()
    return view is not None and view.isVisible()
