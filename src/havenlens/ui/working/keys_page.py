"""Every key by section, each of which can be changed: choose a line, press Enter, press the new key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Scheme
from havenlens.domain.keymap import Binding, Keymap, KeyStroke
from havenlens.services.preferences import Preferences
from havenlens.ui.qt.key_names import key_text
from havenlens.ui.qt.keys import stroke_of
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import give_role
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_Name = Qt.ItemDataRole.UserRole
_NUMBERED = "focus"
_BEGIN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class KeysPage(QWidget):
    """Lists the keys of one scheme with the program's; holds what was changed until it is taken over."""

    def __init__(
        self, own: Keymap, scheme: Scheme, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._own, self._scheme = own, scheme
        self.preferences = preferences
        self._waiting: str | None = None
        self._offer: tuple[str, KeyStroke, str] | None = None
        self._lines: dict[str, QTreeWidgetItem] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a key or what it does"))
        self.search.setAccessibleName(tr("Find a key or what it does"))
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Keys"))
        self.change = QPushButton(tr("Change…"))
        self.restore = QPushButton(tr("Usual key"))
        self.restore_all = QPushButton(tr("All usual keys"))
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._arrange()
        self._fill()
        self.search.textChanged.connect(self._filter)
        self.tree.itemDoubleClicked.connect(self._ask)
        self.tree.installEventFilter(self)
        self.change.clicked.connect(self._ask)
        self.restore.clicked.connect(self._restore)
        self.restore_all.clicked.connect(self._restore_all)

    def _arrange(self) -> None:
        self.tree.setHeaderLabels([tr("What it does"), tr("Key"), tr("Usual key")])
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(False)
        header = self.tree.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        row = QHBoxLayout()
        for button in (self.change, self.restore, self.restore_all):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch()
        self._said.setMinimumHeight(self._said.fontMetrics().height() * 2 + 4)
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        page.setSpacing(Space.S)
        page.addWidget(self.search)
        page.addWidget(self.tree, 1)
        page.addWidget(self._said)
        page.addLayout(row)

    # --- showing ------------------------------------------------------------------------------------

    @property
    def keys(self) -> Keymap:
        """Give the keys as they would be."""
        return self._own.rebound(self.preferences.overrides(self._scheme))

    def _fill(self) -> None:
        tops: dict[str, QTreeWidgetItem] = {}
        for name, binding in self._own.named().items():
            if binding.is_fixed or not (binding.section or binding.action == _NUMBERED):
                continue
            section = binding.section or tr("People")
            if section not in tops:
                tops[section] = QTreeWidgetItem(self.tree, [section])
                tops[section].setFirstColumnSpanned(True)
                tops[section].setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = tops[section].font(0)
                font.setBold(True)
                tops[section].setFont(0, font)
                tops[section].setExpanded(True)
            line = QTreeWidgetItem(tops[section], [_words(binding), "", ""])
            line.setData(0, _Name, name)
            line.setToolTip(0, _words(binding))
            self._lines[name] = line
        self._show()

    def _show(self) -> None:
        now: Mapping[str, Binding] = self.keys.named()
        usual = self._own.named()
        for name, line in self._lines.items():
            changed = now[name].stroke != usual[name].stroke
            line.setText(1, key_text(now[name].stroke))
            line.setText(2, key_text(usual[name].stroke) if changed else "")
            font = line.font(1)
            font.setBold(changed)
            line.setFont(1, font)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for line in self._lines.values():
            words = f"{line.text(0)}\n{line.text(1)}".casefold()
            line.setHidden(bool(wanted) and wanted not in words)
        for place in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(place)
            if top is not None:
                top.setHidden(all(_child(top, n).isHidden() for n in range(top.childCount())))

    def _say(self, text: str, role: str) -> None:
        give_role(self._said, role)
        self._said.setText(text)

    def choose(self, name: str) -> None:
        """Choose the line of a binding."""
        self.tree.setCurrentItem(self._lines[name])

    @property
    def chosen(self) -> str | None:
        """Give the name of the binding whose line is chosen."""
        line = self.tree.currentItem()
        return None if line is None else line.data(0, _Name)

    # --- changing -----------------------------------------------------------------------------------

    def _ask(self, *_item: object) -> None:
        """Wait for the new key of the chosen line."""
        name = self.chosen
        if name is not None:
            self._offer = None
            self._waiting = name
            self._say(say("keys.press", action=self._lines[name].text(0)), "")
            self._lines[name].setText(1, "…")
            self.tree.setFocus()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take the key that is waited for, whatever it usually does."""
        if self._waiting is None and isinstance(event, QKeyEvent):
            begins = event.type() == QEvent.Type.KeyPress and event.key() in _BEGIN
            if begins:  # a tree hands Enter on to the dialog, which would close
                self._ask()
            return begins or super().eventFilter(watched, event)
        if not isinstance(event, QKeyEvent):
            if event is not None and event.type() == QEvent.Type.FocusOut:
                self._give_up()
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and self._waiting is not None:
            stroke = stroke_of(event)
            if stroke is not None and not event.isAutoRepeat():
                self._take(self._waiting, stroke)
        return True

    def _give_up(self) -> None:
        if self._waiting is not None:
            self._waiting = self._offer = None
            self._said.clear()
            self._show()

    def _take(self, name: str, stroke: KeyStroke) -> None:
        if stroke == KeyStroke("escape"):
            self._give_up()
            return
        if stroke == KeyStroke("enter") and self._offer is not None:
            self._swap(*self._offer)
            return
        fault = self._own.fault(name, stroke)
        if fault is not None:
            shown = {**fault.values, "key": key_text(stroke)}
            self._say(replace(fault, values=shown).sentence, "warning")
            return
        keys = self.keys
        other = self._rival(keys, name, stroke)
        if other is None:
            self._set({name: stroke})
            self._say(say("keys.set", action=self._lines[name].text(0), key=key_text(stroke)), "good")
            return
        self._offer = (name, stroke, other)
        words = _words(keys.named()[other])
        if not self._can_swap(keys, name, other):
            self._offer = None
            old = key_text(keys.named()[name].stroke)
            said = say("keys.not_swapped", key=key_text(stroke), other=words, old=old)
        else:
            said = say("keys.taken", key=key_text(stroke), other=words)
        self._say(said, "warning")

    @staticmethod
    def _rival(keys: Keymap, name: str, stroke: KeyStroke) -> str | None:
        """Find what has a key already; a code's Shift key counts too, since it goes with the letter."""
        found = keys.holder(name, stroke)
        if found is None and name.startswith("code "):
            twin = "code_again " + name.removeprefix("code ")
            found = keys.holder(twin, KeyStroke(stroke.key, shift=True))
        return found

    def _can_swap(self, keys: Keymap, name: str, other: str) -> bool:
        return other in self._lines and self._own.fault(other, keys.named()[name].stroke) is None

    def _swap(self, name: str, stroke: KeyStroke, other: str) -> None:
        old = self.keys.named()[name].stroke
        self._set({name: stroke, other: old})
        words = {"action": self._lines[name].text(0), "key": key_text(stroke)}
        others = {"other": self._lines[other].text(0), "old": key_text(old)}
        self._say(say("keys.swapped", **words, **others), "good")

    def _set(self, strokes: Mapping[str, KeyStroke]) -> None:
        usual = self._own.named()
        for name, stroke in strokes.items():
            own = None if usual[name].stroke == stroke else stroke
            self.preferences = self.preferences.with_key(self._scheme, name, own)
        self._waiting = self._offer = None
        self._show()

    def _restore(self) -> None:
        name = self.chosen
        if name is None:
            return
        usual = self._own.named()[name].stroke
        other = self._rival(self.keys, name, usual)
        if other is not None and not self._can_swap(self.keys, name, other):
            self._say(
                say("keys.taken", key=key_text(usual), other=_words(self.keys.named()[other])), "warning"
            )
        elif other is not None:
            self._swap(name, usual, other)
        else:
            self._set({name: usual})
            self._say(say("keys.set", action=self._lines[name].text(0), key=key_text(usual)), "good")

    def _restore_all(self) -> None:
        self.preferences = self.preferences.without_keys(self._scheme)
        self._waiting = self._offer = None
        self._said.clear()
        self._show()


def _words(binding: Binding) -> str:
    number = f" {int(binding.argument) + 1}" if binding.action == _NUMBERED else ""
    return binding.text + number


def _child(item: QTreeWidgetItem, place: int) -> QTreeWidgetItem:
    child = item.child(place)
    assert child is not None
    return child
