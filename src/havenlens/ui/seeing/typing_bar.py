"""Type what is said while a stretch of the video loops: Enter saves and goes on, Tab says who."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit

from havenlens.domain.time import Span, clock
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.seeing.transcript_table import fill_speakers
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.words.catalogue import tr


class TypingField(QLineEdit):
    """A line of text that keeps Tab, Escape and Ctrl+Space for the one who types."""

    tabbed = pyqtSignal(int)
    escaped = pyqtSignal()
    play_wanted = pyqtSignal()

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.tabbed.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.escaped.emit()
                return True
            if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.play_wanted.emit()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        super().keyPressEvent(event)
        if event is not None:
            event.accept()  # what is typed here is never heard as a code


class TypingBar(QFrame):
    """The stretch that loops, who speaks, and the text; hidden until it begins."""

    entered = pyqtSignal(str, object)
    """Carries the text and who speaks, as Enter is pressed."""
    ended = pyqtSignal()
    play_wanted = pyqtSignal()

    def __init__(self, people: Sequence[tuple[UUID, str]]) -> None:
        super().__init__()
        self.setProperty("ground", "raised")
        self.span: Span | None = None
        self._times = QLabel()
        self._times.setProperty("role", "secondary")
        self.who = ShortBox()
        self.who.setAccessibleName(tr("Who"))
        self.who.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fill_speakers(self.who, people)
        self.field = TypingField()
        self.field.setAccessibleName(tr("What was said"))
        self.field.setPlaceholderText(
            tr("What is said? Enter saves and goes on, Tab says who, Ctrl+Space plays or pauses, Esc ends")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(self._times)
        row.addWidget(self.who)
        row.addWidget(self.field, 1)
        self.field.returnPressed.connect(self._enter)
        self.field.tabbed.connect(self._next_speaker)
        self.field.escaped.connect(self.ended)
        self.field.play_wanted.connect(self.play_wanted)
        self.hide()

    @property
    def text(self) -> str:
        """Give what is typed so far."""
        return self.field.text().strip()

    def begin(self, span: Span) -> None:
        """Ask what is said in a stretch; who spoke before is proposed again."""
        self.span = span
        end = span.start if span.end is None else span.end
        self._times.setText(f"⟳ {clock(span.start)} – {clock(end)}")
        self.field.clear()
        self.show()
        take_keyboard(self.field)

    def end(self) -> None:
        """Ask no more."""
        self.span = None
        self.hide()

    def _enter(self) -> None:
        self.entered.emit(self.text, self.who.currentData())

    def _next_speaker(self, steps: int) -> None:
        self.who.setCurrentIndex((self.who.currentIndex() + steps) % self.who.count())
