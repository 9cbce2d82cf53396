"""Settings: how this coder works, which keys they use, and their PIN."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Scheme
from havenlens.domain.keymap import Keymap
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros
from havenlens.services.preferences import LONGEST_IDLE, LONGEST_LAG, Preferences
from havenlens.services.sign_in import Account, account, fits, set_pin
from havenlens.services.study import Study
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space, Theme
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.ui.widgets.labels import give_role
from havenlens.ui.working.keys_page import KeysPage
from havenlens.ui.working.sign_in_dialog import PinField
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen: the coder's settings, and two of this computer."""

    preferences: Preferences
    asks_who: bool
    theme: Theme


class SettingsDialog(Dialog):
    """One page for working, one for keys, one for the PIN; `chosen` gives what was chosen."""

    def __init__(
        self,
        study: Study,
        coder: Account | None,
        before: Chosen,
        keys: tuple[Keymap, Scheme] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._before = before
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.working = WorkingPage(before, known=coder is not None)
        self.tabs.addTab(self.working, tr("Working"))
        self.keys: KeysPage | None = None
        if keys is not None:
            self.keys = KeysPage(keys[0], keys[1], before.preferences)
            self.tabs.addTab(self.keys, tr("Keys"))
        else:
            self.tabs.addTab(
                _only(tr("Open a coding to see its keys: they belong to its scheme.")), tr("Keys")
            )
        self.pin: PinPage | None = None
        if coder is not None:
            self.pin = PinPage(study, coder)
            self.tabs.addTab(self.pin, tr("PIN"))
        whose = tr("Nobody has said who codes, so this is kept on this computer only.")
        if coder is not None:
            whose = tr("These belong to {coder} and come along with the study.").format(coder=coder.name)
        note = QLabel(whose)
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        buttons, _ = confirm_or_cancel(self, tr("Use these"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        for part in (self.tabs, note, buttons):
            column.addWidget(part)
        self.begin_in(620, 560)

    def accept(self) -> None:
        """Set a PIN that was typed and not set yet, and close; stay open where it cannot be one."""
        if self.pin is not None and not self.pin.settle():
            self.tabs.setCurrentWidget(self.pin)
            return
        super().accept()

    @property
    def chosen(self) -> Chosen:
        """Give what was chosen."""
        keys = self._before.preferences if self.keys is None else self.keys.preferences
        return self.working.chosen(keys)


class WorkingPage(QWidget):
    """Reaction lag, hold to code, what happens on opening, the idle lock, and the theme."""

    def __init__(self, before: Chosen, *, known: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        likes = before.preferences
        self.lag = QSpinBox()
        self.lag.setRange(0, LONGEST_LAG // 1000)
        self.lag.setSingleStep(10)
        self.lag.setSuffix(" ms")
        self.lag.setValue(likes.reaction_lag // 1000)
        self.hold = QCheckBox(tr("A state lasts as long as its key is held down"))
        self.hold.setChecked(likes.hold_to_code)
        self.replay = QCheckBox(tr("Play the last five seconds when a coding is opened"))
        self.replay.setChecked(likes.replay_on_opening)
        self.idle = QSpinBox()
        self.idle.setRange(0, LONGEST_IDLE)
        self.idle.setSpecialValueText(tr("never"))
        self.idle.setSuffix(" min")
        self.idle.setValue(likes.idle_minutes)
        self.theme = ShortBox()
        for theme, text in (
            (Theme.SYSTEM, tr("Theme of the system")),
            (Theme.LIGHT, tr("Light theme")),
            (Theme.DARK, tr("Dark theme")),
        ):
            self.theme.addItem(text, theme.value)
        self.theme.setCurrentIndex(self.theme.findData(before.theme.value))
        self.asks_who = QCheckBox(tr("Ask who codes whenever a study is opened on this computer"))
        self.asks_who.setChecked(before.asks_who)
        for part in (self.lag, self.hold, self.replay, self.idle):
            part.setEnabled(known)
        self._arrange()

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        form.setVerticalSpacing(Space.S)
        form.setHorizontalSpacing(Space.L)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows: tuple[tuple[str, QWidget, str], ...] = (
            (
                tr("Reaction lag"),
                self.lag,
                tr("Taken off the time of what is coded while the video plays, and written into the data."),
            ),
            (tr("Hold to code"), self.hold, ""),
            (tr("On opening"), self.replay, ""),
            (tr("Cover the window after"), self.idle, tr("Asks for your PIN; only if you have one.")),
            (tr("Theme"), self.theme, ""),
            (tr("Shared computer"), self.asks_who, ""),
        )
        for label, widget, hint in rows:
            form.addRow(label, widget)
            if isinstance(widget, QSpinBox):
                widget.setMaximumWidth(current_look().metrics.px(120))
            if hint:
                words = QLabel(hint)
                words.setProperty("role", "label")
                words.setWordWrap(True)
                form.addRow("", words)

    def chosen(self, keys: Preferences) -> Chosen:
        """Give what was chosen, with keys from the other page."""
        theme = Theme(self.theme.currentData())
        preferences = replace(
            keys,
            reaction_lag=Micros(self.lag.value() * 1000),
            hold_to_code=self.hold.isChecked(),
            replay_on_opening=self.replay.isChecked(),
            idle_minutes=self.idle.value(),
            theme=theme.value,
        )
        return Chosen(preferences, self.asks_who.isChecked(), theme)


class PinPage(QWidget):
    """Set, change or take away one's PIN; what is done here is done at once."""

    def __init__(self, study: Study, coder: Account, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study, self._coder = study, coder
        self.old, self.new, self.again = PinField(), PinField(), PinField()
        self.old.setPlaceholderText(tr("PIN until now"))
        self.new.setPlaceholderText(tr("New PIN"))
        self.again.setPlaceholderText(tr("New PIN again"))
        for field in (self.old, self.new, self.again):
            field.setAccessibleName(field.placeholderText())
        self.keep = QPushButton(tr("Set the PIN"))
        self.remove = QPushButton(tr("Take the PIN away"))
        self.remove.setProperty("role", "quiet")
        self._said = QLabel()
        self._said.setWordWrap(True)
        note = QLabel(say("sign.courtesy"))
        note.setWordWrap(True)
        note.setProperty("role", "secondary")
        buttons = QHBoxLayout()
        for button, act in ((self.keep, self._set), (self.remove, self._take_away)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        column.setSpacing(Space.S)
        for field in (self.old, self.new, self.again):
            field.setMaximumWidth(current_look().metrics.px(260))
            column.addWidget(field)
        column.addLayout(buttons)
        column.addWidget(self._said)
        column.addStretch()
        column.addWidget(note)
        self._show()

    def _show(self) -> None:
        now = account(self._study, self._coder.id)
        has = now is not None and now.has_pin
        self.old.setVisible(has)
        self.remove.setVisible(has)

    def settle(self) -> bool:
        """Set the PIN that stands in the fields; tell whether nothing is left in them."""
        if self.new.text() or self.again.text():
            self._set()
        return not (self.new.text() or self.again.text())

    def _set(self) -> None:
        if self.new.text() != self.again.text():
            self._say(Problem("sign.pins_differ").sentence, "danger")
            return
        self._change(self.new.text() or "-", tr("The PIN is set."))

    def _take_away(self) -> None:
        self._change("", tr("There is no PIN any more."))

    def _change(self, pin: str, done: str) -> None:
        try:
            if not fits(self._study, self._coder.id, self.old.text()):
                raise StudyError("sign.wrong_pin")  # noqa: TRY301 - one way out for all
            set_pin(self._study, self._coder.id, pin)
        except StudyError as error:
            self._say(str(error), "danger")
            return
        for field in (self.old, self.new, self.again):
            field.clear()
        self._say("✓ " + done, "good")
        self._show()

    def _say(self, text: str, role: str) -> None:
        give_role(self._said, role)
        self._said.setText(text)


def _only(text: str) -> QWidget:
    box = QWidget()
    words = QLabel(text)
    words.setWordWrap(True)
    words.setProperty("role", "secondary")
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    QVBoxLayout(box).addWidget(words)
    return box
