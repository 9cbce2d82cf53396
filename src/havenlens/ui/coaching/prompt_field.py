"""A field of words in which hints are underlined, gently; and the list of those hints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PyQt6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from havenlens.services.prompt_lint import LintFinding, Part
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr


class WordsField(QPlainTextEdit):
    """Running text: Tab goes on, Escape leaves, and no key that is typed here is heard by the page."""

    left = pyqtSignal()

    def __init__(self, name: str, lines: int, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self._lines = lines
        self._marked: tuple[tuple[int, int], ...] = ()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._size()

    def _size(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 18)

    def show_text(self, text: str) -> None:
        """Show a text; one that is there already, but for blanks at its ends, keeps its cursor."""
        if self.toPlainText().strip() != text.strip():
            self.setPlainText(text)

    def underline(self, places: Sequence[tuple[int, int]]) -> None:
        """Underline stretches of characters, in other words: what the hints are about."""
        length = len(self.toPlainText())
        self._marked = tuple((start, min(end, length)) for start, end in places if start < min(end, length))
        self._dress()

    @property
    def underlined(self) -> tuple[str, ...]:
        """Give the words that are underlined."""
        return tuple(self.toPlainText()[start:end] for start, end in self._marked)

    def select(self, start: int, end: int) -> None:
        """Choose a stretch of characters, to be typed over."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(min(end, len(self.toPlainText())), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self) -> None:
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(current_look().tokens.warning))
        selections = []
        for start, end in self._marked:
            selection = QTextEdit.ExtraSelection()
            cursor = self.textCursor()
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor, selection.format = cursor, look
            selections.append(selection)
        self.setExtraSelections(selections)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)
        if event is not None:
            event.accept()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._size()
            self._dress()


class WordsLine(QLineEdit):
    """One line of words: Escape leaves, and no key that is typed here is heard by the page."""

    left = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)
        if event is not None:
            event.accept()


class Hints(QWidget):
    """One line a hint; choosing one goes to the words it is about. Nothing here ever blocks."""

    wanted = pyqtSignal(object)
    """Carries the `LintFinding` that was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._found: tuple[LintFinding, ...] = ()
        self.setAccessibleName(tr("Hints"))

    @property
    def found(self) -> tuple[LintFinding, ...]:
        """Give the hints that are shown."""
        return self._found

    def show_findings(self, found: Sequence[LintFinding]) -> None:
        """Show other hints."""
        if tuple(found) == self._found:
            return
        self._found = tuple(found)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in self._found:
            line = _HintLine(_words(one))
            line.clicked.connect(partial(self.wanted.emit, one))
            line.setEnabled(one.part is not Part.WHOLE)
            self._column.addWidget(line)
        self._fit()
        self.setVisible(bool(self._found))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give each hint the height that its words need at this width."""
        for place in range(self._column.count()):
            item = self._column.itemAt(place)
            line = None if item is None else item.widget()
            if isinstance(line, _HintLine):
                line.fit(self.width())


class _HintLine(QPushButton):
    """A sentence over as many lines as it needs, with a quiet sign before it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFlat(True)

    def text(self) -> str:
        return self._words

    def fit(self, width: int) -> None:
        """Be as high as the words need."""
        room = max(40, width - self._sign() - 2 * Space.XS)
        flags = Qt.TextFlag.TextWordWrap
        box = self.fontMetrics().boundingRect(0, 0, room, 10_000, flags, self._words)
        self.setFixedHeight(box.height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.fontMetrics().height() + 6)

    def _sign(self) -> int:
        return current_look().metrics.px(20)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or (self.underMouse() and self.isEnabled()):
            painter.setPen(QPen(QColor(look.tokens.accent if self.hasFocus() else look.tokens.border), 1))
            painter.setBrush(QColor(look.tokens.raised))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.setPen(QPen(QColor(look.tokens.warning), 1.5))
        middle = 3 + self.fontMetrics().height() / 2
        for step in range(3):
            painter.drawPoint(round(8 + step * 4), round(middle))
        painter.setPen(QColor(look.tokens.secondary))
        room = self.rect().adjusted(self._sign() + Space.XS, 3, -Space.XS, -3)
        painter.drawText(room, Qt.TextFlag.TextWordWrap, self._words)


def _words(one: LintFinding) -> str:
    sentence = one.problem.sentence
    return sentence if not one.suggestion else f"{sentence} → {one.suggestion}"
