"""Find and replace in many events at once, counted before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Modifier, ModifierKind
from havenlens.domain.coding import Refused
from havenlens.domain.editing import Edited, Outcome
from havenlens.domain.events import Event
from havenlens.domain.replacing import Replacement, Where, replace
from havenlens.domain.time import clock
from havenlens.ui.coding.desk import Desk
from havenlens.ui.coding.edits import carry_out_or_why, events_of, film_of, ground_of
from havenlens.ui.coding.value_fields import BLANK, ChoiceField, Option
from havenlens.ui.models.event_cells import EventCells
from havenlens.ui.models.events import CODE, COMMENT, MODIFIERS, WHO, WHOM
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.labels import give_role
from havenlens.words.catalogue import ntr, tr

_SHOWN = 4
_COLUMNS = {
    Where.COMMENTS: (COMMENT,),
    Where.CODES: (CODE,),
    Where.PEOPLE: (WHO, WHOM),
    Where.ANSWERS: (MODIFIERS,),
}


class ReplaceDialog(Dialog):
    """Where, what, by what, in which events; the preview counts and shows the first ones."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Find and replace"))
        self._desk, session = desk, desk.session
        asked = [m for m in session.scheme.modifiers if m.kind in (ModifierKind.SINGLE, ModifierKind.SEVERAL)]
        texts = [m for m in session.scheme.modifiers if m.kind is ModifierKind.TEXT]
        self._questions: tuple[Modifier, ...] = (*asked, *texts)
        self.where = _box(tr("Where"), _places(has_questions=bool(self._questions)))
        self.question = _box(tr("Question"), [(m.name, m.id) for m in self._questions])
        self.sought, self.by = QLineEdit(), QLineEdit()
        self.find_choice, self.by_choice = _box(tr("Find"), []), _box(tr("Replace by"), [])
        self.match_case = QCheckBox(tr("Upper and lower case as written"))
        self.whole_words = QCheckBox(tr("Whole words"))
        chosen, shown = desk.chosen(), [event.id for event in desk.model.shown()]
        scopes: list[Option] = [(tr("All events") + f" ({len(session.events)})", None)]
        if not desk.model.filter.is_empty:
            scopes.append((tr("Events that the filter shows") + f" ({len(shown)})", tuple(shown)))
        if len(chosen) > 1:
            scopes.append((tr("Selected events") + f" ({len(chosen)})", tuple(chosen)))
        self.scope = _box(tr("In"), scopes)
        self.scope.setCurrentIndex(len(scopes) - 1)
        self.preview = QLabel()
        self.preview.setWordWrap(True)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.preview.setMinimumHeight(current_look().metrics.px(104))
        self.replace_button = QPushButton(tr("Replace"))
        self.replace_button.setProperty("role", "primary")
        self.replace_button.setDefault(True)
        self._lay_out()
        self._connect()
        self._place_changed()

    def _lay_out(self) -> None:
        form = self._form = QFormLayout()
        form.setSpacing(Space.S)
        form.addRow(tr("Where"), self.where)
        form.addRow(tr("Question"), self.question)
        for title, text, choice in (
            (tr("Find"), self.sought, self.find_choice),
            (tr("Replace by"), self.by, self.by_choice),
        ):
            text.setAccessibleName(title)
            form.addRow(title, text)
            form.addRow(title, choice)
        self._checks = QWidget()
        checks = QHBoxLayout(self._checks)
        checks.setContentsMargins(0, 0, 0, 0)
        checks.setSpacing(Space.L)
        checks.addWidget(self.match_case)
        checks.addWidget(self.whole_words)
        checks.addStretch()
        form.addRow("", self._checks)
        form.addRow(tr("In"), self.scope)
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch()
        buttons.addWidget(self.replace_button)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(form)
        column.addWidget(self.preview, 1)
        column.addLayout(buttons)
        self.keep_wide(520)

    def _connect(self) -> None:
        self.where.currentIndexChanged.connect(self._place_changed)
        self.question.currentIndexChanged.connect(self._place_changed)
        for text in (self.sought, self.by):
            text.textChanged.connect(self._show_preview)
        for box in (self.find_choice, self.by_choice, self.scope):
            box.currentIndexChanged.connect(self._show_preview)
        for check in (self.match_case, self.whole_words):
            check.toggled.connect(self._show_preview)
        self.replace_button.clicked.connect(self._replace)

    # What is asked for

    def _asked(self) -> Modifier | None:
        wanted = self.question.value() if self._where() is Where.ANSWERS else None
        return next((m for m in self._questions if m.id == wanted), None)

    def _where(self) -> Where:
        return Where(str(self.where.value()))

    def _typed(self) -> bool:
        asked = self._asked()
        return self._where() is Where.COMMENTS or (asked is not None and asked.kind is ModifierKind.TEXT)

    def _wanted(self) -> Replacement:
        asked = self._asked()
        modifier = "" if asked is None else asked.id
        if self._typed():
            case, whole = self.match_case.isChecked(), self.whole_words.isChecked()
            return Replacement(self._where(), self.sought.text(), self.by.text(), modifier, case, whole)
        find, by = self.find_choice.value(), self.by_choice.value()
        ids = [one if isinstance(one, str) else "" if one is None else one for one in (find, by)]
        return Replacement(self._where(), ids[0], ids[1], modifier)  # type: ignore[arg-type]  # ids of people are UUIDs

    def _events(self) -> list[Event]:
        ids = self.scope.value()
        session = self._desk.session
        return events_of(session, ids) if isinstance(ids, tuple) else list(session.events)

    def _outcome(self) -> Outcome:
        ground = ground_of(self._desk.session, film_of(self._desk))
        return replace(self._events(), self._wanted(), ground)

    # What is shown

    def _place_changed(self, _index: int = 0) -> None:
        typed, where = self._typed(), self._where()
        rows = (
            (self.question, where is Where.ANSWERS),
            (self.sought, typed),
            (self.by, typed),
            (self._checks, typed),
            (self.find_choice, not typed),
            (self.by_choice, not typed),
        )
        for widget, on in rows:
            self._form.setRowVisible(widget, on)
        if not typed:
            options = self._options(where)
            blank: list[Option] = [(tr("Not answered"), None)] if where is Where.ANSWERS else []
            _fill(self.find_choice, options)
            _fill(self.by_choice, [*options, *blank])
            self.by_choice.setCurrentIndex(min(1, self.by_choice.count() - 1))
        self._show_preview()

    def _options(self, where: Where) -> list[Option]:
        session, asked = self._desk.session, self._asked()
        if where is Where.CODES:
            return [(code.name, code.id) for code in session.scheme.codes]
        if where is Where.PEOPLE:
            return [(person.pseudonym, person.id) for person in session.people]
        return [] if asked is None else [(option.name, option.id) for option in asked.options]

    def _show_preview(self, _value: object = None) -> None:
        outcome = self._outcome()
        ready = isinstance(outcome, Edited)
        give_role(self.preview, "secondary")
        self.replace_button.setEnabled(ready)
        n = len(outcome.changes.replaced) if isinstance(outcome, Edited) else 0
        label = ntr("Replace in {n} event", "Replace in {n} events", n) if n else tr("Replace")
        self.replace_button.setText(label)
        if isinstance(outcome, Refused):
            ready = self._wanted().is_ready
            self.preview.setText(outcome.problem.sentence if ready else tr("Say what to look for."))
            return
        lines = [self._line(before, after) for before, after in outcome.changes.replaced[:_SHOWN]]
        more = n - len(lines)
        if more > 0:
            lines.append(ntr("… and {n} more", "… and {n} more", more))
        self.preview.setText("\n".join(lines))

    def _line(self, before: Event, after: Event) -> str:
        session = self._desk.session
        cells = EventCells(session.scheme, session.names, {})
        for column in _COLUMNS[self._where()]:
            old, new = cells.text(before, column), cells.text(after, column)
            if old != new:
                return f"{clock(before.span.start)}   {old or BLANK} → {new or BLANK}"
        return clock(before.span.start)

    def _replace(self) -> None:
        """Replace, and say why where something is in the way; the dialog stays for the next one."""
        why = carry_out_or_why(self._desk.bridge, "replace", self._outcome())
        if why is None:
            self.accept()
        elif why:
            give_role(self.preview, "danger")
            self.preview.setText(why)


def _places(*, has_questions: bool) -> list[Option]:
    names: list[Option] = [
        (tr("Comments"), Where.COMMENTS.value),
        (tr("Codes"), Where.CODES.value),
        (tr("People"), Where.PEOPLE.value),
    ]
    return [*names, (tr("Answers to questions"), Where.ANSWERS.value)] if has_questions else names


def _box(name: str, options: Sequence[Option]) -> ChoiceField:
    return ChoiceField(options, name)


def _fill(box: QComboBox, options: Sequence[Option]) -> None:
    box.blockSignals(True)
    box.clear()
    for text, value in options:
        box.addItem(text, value)
    box.setCurrentIndex(0)
    box.blockSignals(False)
