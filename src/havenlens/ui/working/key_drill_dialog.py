"""The key drill: a code is shown, its key is pressed, nothing is written."""

from __future__ import annotations

from random import Random
from time import monotonic

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from havenlens.domain.codebook import Scheme
from havenlens.domain.time import Micros
from havenlens.services.key_drill import Card, Drill, Score, cards_of
from havenlens.ui.qt.held_keys import HeldKeys
from havenlens.ui.qt.keys import stroke_of
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.timeline.model import shapes_of_groups
from havenlens.ui.widgets.code_mark import CodeMark
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.labels import KeyCap, give_role
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class KeyDrillDialog(Dialog):
    """Keyboard only: a key answers, Escape ends with the score, Enter begins again."""

    def __init__(self, scheme: Scheme, parent: QWidget | None = None, seed: int | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Key drill"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._scheme, self._chance = scheme, Random(seed)  # noqa: S311 - no secret is made of it
        self._shapes = shapes_of_groups(group.id for group in scheme.groups)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._mark = QHBoxLayout()
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._about = QLabel()
        self._about.setProperty("role", "secondary")
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._about.setMinimumHeight(current_look().metrics.px(80))
        self._wanted = QLabel()
        self._wanted.setProperty("role", "strong")
        self._said = QLabel()
        self._said.setMinimumHeight(current_look().metrics.px(28))
        self._arrange()
        self.drill = Drill((), self._chance)
        self._shown_at = 0.0
        self._held_keys = HeldKeys(self)
        self.begin()

    def _arrange(self) -> None:
        card = QFrame()
        card.setProperty("ground", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        inside.setSpacing(Space.M)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addLayout(self._mark)
        head.addWidget(self._title, 1)
        inside.addLayout(head)
        inside.addWidget(self._about, 1)
        inside.addWidget(self._wanted)
        note = QLabel(say("drill.unused"))
        note.setProperty("role", "label")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._progress)
        column.addWidget(card, 1)
        column.addWidget(self._said)
        column.addWidget(note)
        self.begin_in(520, 380)

    def begin(self) -> None:
        """Begin a round with all keys."""
        self.drill = Drill(cards_of(self._scheme), self._chance)
        self._progress.setMaximum(self.drill.total)
        self._said.clear()
        self._show_card()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None or self._held_keys.is_repeated(event):
            return
        stroke = stroke_of(event)
        if stroke is None:
            return
        if stroke.key == "escape":
            self._end()
        elif self.drill.card is None:
            if stroke.key == "enter":
                self.begin()
        elif not (stroke.ctrl or stroke.alt) and stroke.key not in ("enter", "tab"):
            self._take(stroke.key)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        super().keyReleaseEvent(event)
        if event is not None:
            self._held_keys.release(event, Micros(0))

    def _take(self, key: str) -> None:
        verdict = self.drill.press(key, monotonic() - self._shown_at)
        if verdict is None:
            return
        if verdict.right:
            self._say("✓ " + say("drill.right"), "good")
            if self.drill.next_card() is None:
                self._end()
            else:
                self._show_card()
        else:
            self._say("✗ " + say("drill.wrong", pressed=key, key=verdict.card.key), "danger")

    def _say(self, text: str, role: str) -> None:
        give_role(self._said, role)
        self._said.setText(text)

    def _show_card(self) -> None:
        card = self.drill.card
        if card is None:
            return
        self._progress.setValue(self.drill.known)
        self._put_mark(CodeMark(card.code.colour, card.code.kind, self._shapes[card.code.group]))
        if card.modifier is None or card.option is None:
            self._title.setText(card.code.name)
            self._about.setText(card.code.definition)
            self._wanted.setText(tr("Which key?"))
        else:
            self._title.setText(card.option.name)
            self._about.setText(f"{card.code.name} · {card.modifier.name}")
            self._wanted.setText(tr("Which digit?"))
        self._shown_at = monotonic()

    def _put_mark(self, *widgets: QWidget) -> None:
        while (item := self._mark.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for widget in widgets:
            self._mark.addWidget(widget)

    def _end(self) -> None:
        """Show the score; where there is none, or it is shown already, close."""
        score, known = self.drill.score(), self.drill.card is None
        if not score.presses or self._wanted.text() == self._last_words:
            self.accept()
            return
        if known:
            self._title.setText(say("drill.done", n=self.drill.total))
        else:
            self._title.setText(tr("Your keys so far"))
        self.drill.stop()
        self._progress.setValue(self.drill.known)
        self._about.setText(_told(score))
        self._put_mark(*(KeyCap(card.key) for card in score.hardest))
        self._wanted.setText(self._last_words)
        self._said.clear()

    @property
    def _last_words(self) -> str:
        return tr("Enter begins again, Escape closes.")


def _told(score: Score) -> str:
    share = score.share or 0.0
    seconds = "–" if score.seconds is None else f"{score.seconds:.1f}"
    lines = [say("drill.score", presses=score.presses, share=f"{100 * share:.0f}", seconds=seconds)]
    if score.hardest:
        lines.append(say("drill.hardest", keys=", ".join(map(_name, score.hardest))))
    return "\n".join(lines)


def _name(card: Card) -> str:
    return f"{card.code.name if card.option is None else card.option.name} ({card.key})"
