"""What was spoken, to read, to search, to correct and to type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from havenlens.domain.observation import TranscriptLine
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.seeing.transcript_model import TranscriptModel
from havenlens.ui.seeing.transcript_table import TranscriptTable
from havenlens.ui.seeing.typing_bar import TypingBar, TypingField
from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import give_role
from havenlens.ui.widgets.messages import Banner
from havenlens.words.catalogue import N_, tr
from havenlens.words.sentences import say

_BUTTONS = (
    ("add", "plus", N_("Add a line at the playhead")),
    ("split", "scissors", N_("Split the line at the playhead (Ctrl+T)")),
    ("join", "link", N_("Join the selected lines (Ctrl+J)")),
    ("delete", "trash-2", N_("Delete the selected lines (Delete)")),
    ("type", "keyboard", N_("Type a line while the video loops (Ctrl+Shift+N)")),
)
_MENU = (
    ("import", N_("Import WebVTT or SRT…")),
    ("export", N_("Export…")),
    ("undo", N_("Undo")),
    ("redo", N_("Do again")),
)


class TranscriptPanel(QFrame):
    """A tab beside the events; it asks for everything by `asked` and changes nothing itself."""

    asked = pyqtSignal(str)
    """Carries what was asked for: add, split, join, delete, type, import, export, undo, redo."""
    searched = pyqtSignal(str, int)
    """Carries what is looked for, and 1 or -1 for the next or the one before, 0 for the first from here."""
    left = pyqtSignal()
    """Escape was pressed: the keyboard goes back to the video."""

    def __init__(self, people: Sequence[tuple[UUID, str]]) -> None:
        super().__init__()
        self._names: Mapping[UUID, str] = dict(people)
        self.model = TranscriptModel(self)
        self.table = TranscriptTable(self.model, people)
        self.typing = TypingBar(people)
        self.banner = Banner()
        self.question = ImportQuestion()
        self.search = TypingField()
        self.search.setPlaceholderText(tr("Search what was said"))
        self.search.setAccessibleName(tr("Search what was said"))
        self.search.setClearButtonEnabled(True)
        self.count = QLabel()
        give_role(self.count, "secondary")
        self.follow = _button("eye", tr("Follow what is being spoken"))
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.buttons = {name: _button(sign, tr(text)) for name, sign, text in _BUTTONS}
        self.menu = QMenu(self)
        self._body = QStackedWidget()
        self._empty = NoTranscript()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.XS)
        before, after = (
            _button("chevron-up", tr("The one before")),
            _button("chevron-down", tr("The next one")),
        )
        before.clicked.connect(self._search_back)
        after.clicked.connect(self._search_on)
        self.search.setMinimumWidth(current_look().metrics.px(120))
        self.search.setMaximumWidth(current_look().metrics.px(260))
        row.addWidget(self.search, 1)
        for part in (before, after, self.count):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.follow)
        for button in self.buttons.values():
            row.addWidget(button)
        more = _button("ellipsis", tr("Import, export, undo"))
        for name, text in _MENU:
            action = self.menu.addAction(tr(text))
            assert action is not None
            action.triggered.connect(self._asking(name))
        more.setMenu(self.menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(more)
        self.table.setMinimumHeight(0)
        self._body.setMinimumHeight(1)
        self._body.addWidget(self._empty)
        self._body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        for bar in (self.banner, self.question, self.typing):
            column.addWidget(bar)
        column.addWidget(self._body, 1)

    def _connect(self) -> None:
        for name, button in self.buttons.items():
            button.clicked.connect(self._asking(name))
        self.table.asked.connect(self.asked)
        self.table.scrolled.connect(self._pause_following)
        self._empty.import_button.clicked.connect(self._asking("import"))
        self._empty.type_button.clicked.connect(self._asking("type"))
        self.search.textChanged.connect(self._search_anew)
        self.search.returnPressed.connect(self._search_on)
        self.search.tabbed.connect(self._tabbed)
        self.search.escaped.connect(self.left)

    def set_editable(self, editable: bool) -> None:
        """Allow or forbid changes."""
        self.model.editable = editable
        for button in self.buttons.values():
            button.setEnabled(editable)

    def show_lines(self, lines: Sequence[TranscriptLine], chosen: Sequence[UUID] = ()) -> None:
        """Show other lines, and select one of them."""
        bar = self.table.verticalScrollBar()
        assert bar is not None
        place = bar.value()
        self.model.show_lines(lines, self._names)
        self._body.setCurrentWidget(self.table if lines else self._empty)
        bar.setValue(place)
        for line_id in chosen[:1]:
            self.table.select_line(line_id)

    def show_spoken(self, row: int | None) -> None:
        """Mark the line being spoken, and keep it in sight while that is wished."""
        if row == self.model.spoken:
            return
        self.model.show_spoken(row)
        self._catch_up()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self._catch_up)  # once the table knows how high it is

    def _catch_up(self) -> None:
        row = self.model.spoken
        if row is not None and self.follow.isChecked():
            self.table.scrollTo(self.model.index(row, 0))

    def show_hits(self, rows: Sequence[int], current: int | None) -> None:
        """Mark what the search found, and go to one of it."""
        self.model.show_hits(rows)
        if not self.search.text().strip():
            self.count.clear()
        elif current is None:
            self.count.setText(tr("not found"))
        else:
            place = tr("{place} of {all}").format(place=rows.index(current) + 1, all=len(rows))
            self.count.setText(place)
            self._pause_following()
            self.table.go_to_row(current)

    def begin_search(self) -> None:
        """Put the cursor into the search."""
        take_keyboard(self.search)
        self.search.selectAll()

    def _asking(self, what: str) -> Callable[[], None]:
        def ask() -> None:
            self.asked.emit(what)

        return ask

    def _pause_following(self) -> None:
        self.follow.setChecked(False)

    def _search_anew(self, text: str) -> None:
        self.searched.emit(text, 0)

    def _search_on(self) -> None:
        self.searched.emit(self.search.text(), 1)

    def _search_back(self) -> None:
        self.searched.emit(self.search.text(), -1)

    def _tabbed(self, _steps: int) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)


class NoTranscript(QFrame):
    """What stands where nothing was transcribed yet; low, because the tab may be."""

    def __init__(self) -> None:
        super().__init__()
        text = QLabel(
            tr("No transcript yet: import WebVTT or SRT, drop a file, or type while the video loops.")
        )
        text.setWordWrap(True)
        give_role(text, "secondary")
        self.import_button = QPushButton(tr("Import…"))
        self.import_button.setProperty("role", "primary")
        self.type_button = QPushButton(tr("Type a line"))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(text, 1)
        row.addWidget(self.import_button)
        row.addWidget(self.type_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XS, Space.S, Space.XS)
        column.addLayout(row)
        column.addStretch()


class ImportQuestion(QFrame):
    """Asks what becomes of the lines that are there already."""

    answered = pyqtSignal(str)
    """Carries replace, add or cancel."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "raised")
        self._text = QLabel()
        self._text.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(self._text, 1)
        self.buttons = {
            "replace": QPushButton(tr("Replace them")),
            "add": QPushButton(tr("Add to them")),
            "cancel": QPushButton(tr("Cancel")),
        }
        for button in self.buttons.values():
            button.clicked.connect(self._answer)
            row.addWidget(button)
        self.hide()

    def ask(self, n: int, new: int, name: str) -> None:
        """Ask about some lines that are there and new ones from a file."""
        self._text.setText(say("transcript.there_already", n=n, path=name, new=new))
        self.show()
        take_keyboard(self.buttons["replace"], Qt.FocusReason.OtherFocusReason)

    def _answer(self) -> None:
        self.hide()
        answer = next(name for name, button in self.buttons.items() if button is self.sender())
        self.answered.emit(answer)


def _button(sign: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    show_icon(button, sign, Tint.SECONDARY if sign != "eye" else Tint.TEXT)
    return button
