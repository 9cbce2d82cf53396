"""The scheme's codes with their keys, the people, what is open and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Code, Scheme
from havenlens.domain.events import Event
from havenlens.domain.time import Micros, in_seconds
from havenlens.services.asking import Answer, Asked
from havenlens.ui.coding.people_row import PeopleRow
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.timeline.model import Shape, shapes_of_groups
from havenlens.ui.widgets.code_mark import CodeMark
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.labels import ElidedLabel, KeyCap
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_NOTES_SHOWN = 5


_NARROWEST, _LOWEST = 160, 160
"""How small the panel may get, in pixels at the usual size of text."""

_ROOM_FOR_TWO = 300
"""How wide the panel must be for two columns of codes, in pixels at the usual size of text."""

_TAKEN = 300
"""How many pixels it takes from the video at the most, so as to have two columns."""

_ROOM_FOR_LINES = 330
"""How high the panel must be for long answers to stand below each other, at the normal text size."""


class CodeRow(QWidget):
    """One code: its key, mark and name; a click codes as the key does, hovering explains."""

    pressed = pyqtSignal(str)

    def __init__(
        self, code: Code, shape: Shape, notes: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._code = code
        self.setAccessibleName(f"{code.name} ({code.key})")
        self.setToolTip(explain(code, notes))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS + 2)
        row.addWidget(KeyCap(code.key))
        row.addWidget(CodeMark(code.colour, code.kind, shape))
        row.addWidget(ElidedLabel(code.name), 1)

    def mousePressEvent(self, event: object) -> None:
        if event is not None:
            self.pressed.emit(self._code.id)


class OptionRow(QWidget):
    """One answer to a question: its digit and its name; a click answers as the digit does."""

    chosen = pyqtSignal(str)

    def __init__(self, option: Answer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = option.key
        given = tr("chosen") if option.given else ""
        self.setAccessibleName(f"{option.text} ({option.key}) {given}".strip())
        self.setToolTip(option.text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS + 2)
        row.addWidget(KeyCap(option.key))
        row.addWidget(ElidedLabel(("✓ " if option.given else "") + option.text), 1)

    def mousePressEvent(self, event: object) -> None:
        if event is not None:
            self.chosen.emit(self._key)


def explain(code: Code, notes: Sequence[str] = ()) -> str:
    """Give a code's definition, what counts and what does not, and dated notes, as rich text."""
    from html import escape  # noqa: PLC0415 - tooltips only

    parts = [f"<b>{escape(code.name)}</b> ({escape(code.key)})<br>{escape(code.definition)}"]
    for title, items in ((tr("Include"), code.include), (tr("Exclude"), code.exclude)):
        if items:
            parts.append(f"<b>{title}:</b> {escape('; '.join(items))}")
    if code.example:
        title = tr("Example")  # inside the f-string it would not be found for translation
        parts.append(f"<b>{title}:</b> {escape(code.example)}")
    if notes:
        title = tr("Notes")
        parts.append(f"<b>{title}:</b><br>" + "<br>".join(escape(note) for note in notes[:_NOTES_SHOWN]))
    return "<p>" + "</p><p>".join(parts) + "</p>"


class CodesPanel(QFrame):
    """Right of the video: codes by group, people in focus, open states, and the question being asked."""

    code_chosen = pyqtSignal(str)
    person_chosen = pyqtSignal(object)
    answer_chosen = pyqtSignal(str)
    pass_wanted = pyqtSignal()
    """Asks for the scheme's next pass."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "card")
        self._codes = QWidget()
        self._codes.setProperty("ground", "none")
        self._grid = QGridLayout(self._codes)
        self._grid.setContentsMargins(Space.M, Space.S, Space.S, Space.XS)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._codes)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setMinimumHeight(current_look().metrics.px(30))  # the question needs the room more
        self.people = PeopleRow()
        self.people.person_chosen.connect(self.person_chosen)
        self._now = NowCard()
        self._now.answer_chosen.connect(self.answer_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, Space.S)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        line = QFrame()
        line.setProperty("ground", "line")
        line.setFixedHeight(1)
        column.addWidget(line)
        column.addWidget(self.people)
        column.addWidget(self._now)
        self.notes: dict[str, list[str]] = {}
        """The dated notes of each code, latest first."""
        self._rows: list[tuple[str, QWidget]] = []
        self._groups: list[tuple[ElidedLabel, list[CodeRow]]] = []
        self._columns = 2
        self._pass = QToolButton()
        self._pass.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pass.setToolTip(tr("Next pass (Ctrl+P)"))
        self._pass.clicked.connect(self.pass_wanted)
        self._pass.hide()

    def show_scheme(self, scheme: Scheme) -> None:
        """List the codes of a scheme by group, in two columns where there is room for them."""
        self._pass.setParent(self)  # it stays when the rows go
        _clear(self._grid)
        shapes = shapes_of_groups(group.id for group in scheme.groups)
        head = QLabel(tr("Codes"))
        head.setProperty("role", "strong")
        self._hint = hint = ElidedLabel(tr("a letter codes at once"))
        hint.setProperty("role", "secondary")
        top = FlowLayout()
        top.addWidget(head)
        top.addWidget(hint)
        top.addStretch()
        top.addWidget(self._pass)
        self._rows, self._groups = [], []
        self._grid.addLayout(top, 0, 0, 1, 2)
        for group in scheme.groups:
            title = ElidedLabel(group.name.upper())
            title.setProperty("role", "label")
            title.setContentsMargins(0, Space.XS, 0, 0)
            rows = []
            for code in scheme.codes_in(group.id):
                row = CodeRow(code, shapes[group.id], self.notes.get(code.id, ()))
                row.pressed.connect(self.code_chosen)
                self._rows.append((group.id, row))
                rows.append(row)
            self._groups.append((title, rows))
        self._place_rows()

    def _place_rows(self) -> None:
        """Put each group's title over its codes."""
        line, columns = 1, self._columns
        for title, rows in self._groups:
            self._grid.addWidget(title, line, 0, 1, columns)
            line += 1
            for place, row in enumerate(rows):
                self._grid.addWidget(row, line + place // columns, place % columns)
            line += -(-len(rows) // columns)
        for place in range(self._grid.rowCount()):
            self._grid.setRowStretch(place, 1 if place == line else 0)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def minimumSizeHint(self) -> QSize:
        """Want room for the people and the whole question; of the codes the first ones are enough."""
        metrics, column = current_look().metrics, self.layout()
        needed = 0 if column is None else column.minimumHeightForWidth(self.width())
        two = metrics.px(_ROOM_FOR_TWO)
        return QSize(two if two <= _TAKEN else metrics.px(_NARROWEST), max(metrics.px(_LOWEST), needed))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Go to one column where two would cut the names of the codes off."""
        super().resizeEvent(event)
        columns = 2 if self.width() >= current_look().metrics.px(_ROOM_FOR_TWO) else 1
        if columns != self._columns:
            self._columns = columns
            self._place_rows()

    def show_pass(self, name: str, groups: Collection[str] | None) -> None:
        """Show which pass is coded; the codes of other groups are shown faintly and take no click."""
        title = tr("Pass")
        self._pass.setText(f"{title}: {name}")
        self._pass.show()
        self._hint.hide()
        for group, row in self._rows:
            row.setEnabled(groups is None or group in groups)

    @property
    def now(self) -> NowCard:
        """Give the card that shows open states and the question."""
        return self._now


class NowCard(QFrame):
    """What holds at this moment: a question that is asked, else the states that are open."""

    answer_chosen = pyqtSignal(str)
    written = pyqtSignal(str)
    """Carries the words that were written as an answer; empty where none were."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel()
        self._heading.setProperty("role", "strong")
        self._heading.setWordWrap(True)
        self._heading.hide()
        self._words = QLineEdit()
        self._words.setPlaceholderText(tr("Your words; Enter saves"))
        self._words.hide()
        self._words.returnPressed.connect(self._finish)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._options = QGridLayout()
        self._options.setSpacing(Space.XS)
        card = QFrame()
        card.setProperty("ground", "raised")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        inside.setSpacing(Space.XS)
        inside.addWidget(self._heading)
        inside.addWidget(self._text)
        inside.addLayout(self._options)
        inside.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XS, Space.M, 0)
        column.addWidget(card)
        self._question: Asked | None = None

    def show_heading(self, text: str) -> None:
        """Say above the question where the coder is: in a walk, at an interval; nothing where in neither."""
        self._heading.setText(text)
        self._heading.setVisible(bool(text))

    def begin_words(self) -> None:
        """Let the coder write the answer."""
        self._words.clear()
        self._words.show()
        take_keyboard(self._words)

    def keep_words(self) -> None:
        """Take the answer as it is written so far, where one is being written."""
        if not self._words.isHidden() and self._words.text().strip():
            self._finish()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keep what is written from being heard as codes; Escape leaves it."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # it saved the words, and must not begin a comment as well
        elif event is None or not self._words.hasFocus():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._words.clear()
            self._finish()

    def _finish(self) -> None:
        text = self._words.text().strip()
        self._words.hide()
        self.written.emit(text)

    def show_question(self, question: Asked | None) -> None:
        """Ask a question with its answers, or stop asking."""
        if question == self._question:
            return
        self._question = question
        _clear(self._options)
        self._words.hide()
        if question is None:
            return
        self._text.setText("\n".join(filter(None, (question.title, question.hint))))
        columns = self._columns(question)
        for place, option in enumerate(question.answers):
            row = OptionRow(option)
            row.chosen.connect(self.answer_chosen)
            self._options.addWidget(row, place // columns, place % columns)
        for column in range(2):
            self._options.setColumnStretch(column, 1 if column < columns else 0)

    def _columns(self, question: Asked) -> int:
        """Put long answers below each other where the panel is high enough, so that none is cut off."""
        panel = self.parentWidget()
        room = current_look().metrics.px(_ROOM_FOR_LINES)
        widest = max((self.fontMetrics().horizontalAdvance(a.text) for a in question.answers), default=0)
        high = panel is not None and panel.height() >= room
        return 1 if high and widest > self.width() / 2 - 3 * Space.XL else 2

    def show_open(self, states: Iterable[tuple[Event, Code, str]], at: Micros) -> None:
        """Say which states are open and since when, unless a question is asked."""
        if self._question is not None:
            return
        lines = [
            say("coding.open_state", code=code.name, who=who, key=code.key, seconds=_since(event, at))
            for event, code, who in states
        ]
        self._text.setText("\n".join(lines) or tr("No state is open."))

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, 64))


def _since(event: Event, at: Micros) -> str:
    return f"{max(0.0, in_seconds(at - event.span.start)):.1f}"


def _clear(layout: QGridLayout | FlowLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        if isinstance(inner, FlowLayout):
            _clear(inner)
