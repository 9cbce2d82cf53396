"""The bar above the table: what to look for, and how many events have it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from havenlens.domain.event_filter import EventFilter
from havenlens.domain.events import Flag
from havenlens.domain.time import Span
from havenlens.services.coding import CodingSession
from havenlens.ui.coding.edits import brief_time
from havenlens.ui.coding.value_fields import Option, SeveralField
from havenlens.ui.models.event_cells import flag_names
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.chip import Chip
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_TYPING_MS = 120


class MenuFilter(SeveralField):
    """A button whose menu says which codes, people or flags; it shows how many are asked for."""

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        super().__init__(options, title, blank=title)
        self._title = title
        self.setStyleSheet("")
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.picked.connect(self._show_count)
        self._show_count()

    def clear(self) -> None:
        """Ask for nothing."""
        self.show_value(())
        self._show_count()

    def _show_names(self) -> None:
        super()._show_names()
        self._show_count()

    def _show_count(self) -> None:
        n = len(self.value())
        title = getattr(self, "_title", self._blank)
        self.setText(f"{title} · {n}" if n else title)
        if bool(self.property("on")) != bool(n):
            self.setProperty("on", bool(n))


class FindBar(QFrame):
    """Words, codes, people, flags, what is missing, what is in sight: all of it at once."""

    changed = pyqtSignal(object)
    """Carries the `EventFilter` that is asked for now."""
    stepped = pyqtSignal(int)
    """Asks for the next (1) or the previous (-1) event that fits."""
    closed = pyqtSignal()
    replace_asked = pyqtSignal()

    def __init__(self, session: CodingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "bar")
        self._span: Span | None = None
        self._in_sight: Span | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find in events"))
        self.search.setAccessibleName(tr("Find in events"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(current_look().metrics.px(90))
        self.search.installEventFilter(self)
        scheme = session.scheme
        people = [(person.pseudonym, person.id) for person in session.people]
        self.codes = MenuFilter(tr("Codes"), [(code.name, code.id) for code in scheme.codes])
        self.people = MenuFilter(tr("People"), people)
        self.flags = MenuFilter(tr("Flags"), [(flag_names(frozenset({flag})), flag) for flag in Flag])
        self.missing = _toggle(tr("Missing"), tr("Something has still to be answered"))
        self.sight = _toggle(tr("In view"), tr("In the stretch of time that the timeline shows"))
        self.count = Chip("")
        """Says how many events the filter shows; a click shows all again."""
        self.count.hide()
        self.count.clicked.connect(self._chip_clicked)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self._tell)
        self.search.textChanged.connect(self._typed)
        for menu in (self.codes, self.people, self.flags):
            menu.picked.connect(self._tell)
        self.missing.toggled.connect(self._toggled)
        self.sight.toggled.connect(self._sight_toggled)
        self._lay_out()

    def _lay_out(self) -> None:
        row = FlowLayout(self)
        row.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.XS)
        row.setSpacing(Space.XS)
        row.addWidget(self.search)
        for part in (self.codes, self.people, self.flags, self.missing, self.sight):
            row.addWidget(part)
        row.addWidget(self.count)
        for name, text, slot in (
            ("chevron-up", tr("The one before"), self._step_back),
            ("chevron-down", tr("The next one"), self._step_on),
            ("pencil", tr("Replace"), self.replace_asked.emit),
            ("x", tr("Show all events again"), self.closed.emit),
        ):
            button = QToolButton()
            show_icon(button, name)
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.clicked.connect(slot)
            row.addWidget(button)

    def wanted(self) -> EventFilter:
        """Give what is asked for."""
        return EventFilter(
            text=self.search.text().strip(),
            codes=frozenset(str(code) for code in self.codes.value()),
            people=frozenset(one for one in self.people.value() if isinstance(one, UUID)),
            flags=frozenset(flag for flag in self.flags.value() if isinstance(flag, Flag)),
            span=self._span,
            missing=self.missing.isChecked(),
        )

    def set_sight(self, span: Span) -> None:
        """Say which stretch of time is in sight."""
        self._in_sight = span

    def show_count(self, shown: int, total: int) -> None:
        """Say how many events fit."""
        filtered = not self.wanted().is_empty
        self.count.setVisible(filtered)
        self.count.setChecked(filtered)
        if not filtered:
            return  # what nobody sees costs no key press its time
        self.count.setText(f"{shown} / {total}")
        self.count.updateGeometry()
        self.count.setToolTip(say("editing.filtered", shown=shown, total=total))
        self.count.setAccessibleName(self.count.toolTip())

    def begin(self) -> None:
        """Put the cursor into the words."""
        self.show()
        take_keyboard(self.search)
        self.search.selectAll()

    def clear(self) -> None:
        """Ask for nothing any more."""
        self.search.clear()
        for menu in (self.codes, self.people, self.flags):
            menu.clear()
        for toggle in (self.missing, self.sight):
            toggle.setChecked(False)
        self._tell()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let Enter go to the next event that fits, with Shift to the one before, and Escape close."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._tell()
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.stepped.emit(-1 if back else 1)
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keep what is typed here from being heard as codes."""
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.key() == Qt.Key.Key_F6:
            event.ignore()

    def _chip_clicked(self, _on: bool) -> None:
        self.clear()

    def _typed(self, _text: str) -> None:
        self._timer.start()

    def _toggled(self, _on: bool) -> None:
        self._tell()

    def _sight_toggled(self, on: bool) -> None:
        self._span = self._in_sight if on else None
        shown = tr("In view")
        if self._span is not None and self._span.end is not None:
            shown = f"{brief_time(self._span.start)} – {brief_time(self._span.end)}"
        self.sight.setText(shown)
        self._tell()

    def _step_back(self) -> None:
        self.stepped.emit(-1)

    def _step_on(self) -> None:
        self.stepped.emit(1)

    def _tell(self) -> None:
        self._timer.stop()
        self.changed.emit(self.wanted())


def _toggle(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setToolTip(tip)
    return button
