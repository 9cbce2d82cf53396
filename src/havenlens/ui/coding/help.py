"""The overlay that shows every key, made from the keymap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Scheme
from havenlens.domain.keymap import Binding, Keymap
from havenlens.ui.qt.key_names import key_text
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.labels import ElidedLabel, KeyCap
from havenlens.words.catalogue import N_, tr

_COLUMN = 430
"""How wide a column of keys wants to be, in pixels at the usual text size."""

_NUMBERED = {"focus": N_("People"), "answer": N_("Code and edit")}
"""Under which heading rows of keys stand that are told as one."""

_HEADING = 2
"""How many rows a section's heading is worth."""


class KeyHelp(Dialog):
    """All keys by section; typing finds one, Enter does the first that is found, Escape or F1 closes."""

    chosen = pyqtSignal(object)
    """Carries the `Binding` that is to be done."""

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sections: dict[str, list[Binding]] = {}
        self._last: dict[tuple[str, str], Binding] = {}
        for binding in keymap.bindings:
            section = binding.section
            if binding.action in _NUMBERED:
                section = tr(_NUMBERED[binding.action])
            if section:
                self._sections.setdefault(section, []).append(binding)
                self._last[binding.action, binding.text] = binding
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a key or what it does; Enter does it"))
        self.search.setAccessibleName(tr("Find a key or what it does; Enter does it"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self._nothing = QLabel(tr("No key does that."))
        self._nothing.setProperty("role", "secondary")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self._scroll, 1)
        self._fit(parent)
        self._fill()

    def _fit(self, parent: QWidget | None) -> None:
        """Take as much room as the window has, and no more than the keys need."""
        room = parent.window().size() if parent is not None else QSize(1000, 700)  # type: ignore[union-attr]  # a widget has a window
        rows = sum(len(_distinct(some)) + _HEADING for some in self._sections.values())
        metrics = current_look().metrics
        wanted = min(3, max(1, -(-rows // 22)))
        width = min(metrics.px(_COLUMN) * wanted + 3 * Space.L, room.width() - 2 * Space.XL)
        high = metrics.px(27) * -(-rows // wanted) + metrics.px(120)
        self.resize(width, min(high, room.height() - 3 * Space.XL))

    @property
    def shown(self) -> list[Binding]:
        """List the keys that fit what is searched for."""
        wanted = self.search.text().strip().casefold()
        return [
            binding
            for some in self._sections.values()
            for binding in _distinct(some)
            if wanted in binding.text.casefold() or wanted == key_text(binding.stroke).casefold()
        ]

    def _fill(self) -> None:
        found = self.shown
        self._nothing.setVisible(not found)
        sections = {
            name: [binding for binding in _distinct(some) if binding in found]
            for name, some in self._sections.items()
        }
        listed = [(name, some) for name, some in sections.items() if some]
        inside = QWidget()
        inside.setProperty("ground", "none")
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, Space.M, 0)
        row.setSpacing(Space.L)
        places = max(1, min(3, self.width() // current_look().metrics.px(_COLUMN - 30)))
        for part in _in_columns(listed, places):
            column = QVBoxLayout()
            column.setSpacing(0)
            for name, some in part:
                column.addWidget(_section(name, [(one, self._keys_of(one)) for one in some]))
            column.addStretch()
            row.addLayout(column, 1)
        self._scroll.setWidget(inside)

    def _keys_of(self, binding: Binding) -> str:
        """Write a key, or the first and the last of a row of keys that do the same with different things."""
        last = self._last[binding.action, binding.text]
        shown = key_text(binding.stroke)
        return shown if last.argument == binding.argument else f"{shown} – {key_text(last.stroke)}"

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.accept()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.text().strip():
            found = self.shown
            if found:
                self.accept()
                self.chosen.emit(found[0])
        bar = self._scroll.verticalScrollBar()
        if bar is not None and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + (60 if event.key() == Qt.Key.Key_Down else -60))


def _distinct(bindings: Sequence[Binding]) -> list[Binding]:
    """Leave out what says the same as a key before it."""
    return list({binding.text: binding for binding in reversed(bindings)}.values())[::-1]


def _in_columns(
    sections: Sequence[tuple[str, list[Binding]]], places: int
) -> list[list[tuple[str, list[Binding]]]]:
    """Share sections out in their order, so that the highest column is as low as it can be."""
    heights = [len(some) + _HEADING for _, some in sections]
    for limit in range(max(heights, default=0), sum(heights) + 1):
        columns: list[list[tuple[str, list[Binding]]]] = [[]]
        filled = 0
        for section, height in zip(sections, heights, strict=True):
            if filled and filled + height > limit:
                columns.append([])
                filled = 0
            columns[-1].append(section)
            filled += height
        if len(columns) <= places:
            return columns + [[] for _ in range(places - len(columns))]
    return [list(sections)]


def _section(name: str, bindings: Sequence[tuple[Binding, str]]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, Space.M)
    grid.setHorizontalSpacing(Space.S)
    grid.setVerticalSpacing(3)
    title = QLabel(name)
    title.setProperty("role", "strong")
    grid.addWidget(title, 0, 0, 1, 2)
    for line, (binding, keys) in enumerate(bindings, start=1):
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(ElidedLabel(binding.text), 1)
        row.addWidget(KeyCap(keys))
        grid.addLayout(row, line, 0, 1, 2)
    grid.setColumnStretch(0, 1)
    return box


def with_keys(scheme: Scheme, keys: Keymap) -> Scheme:
    """Give a scheme with the letters that its codes have for this coder."""
    own = {binding.argument: binding.stroke for binding in keys.bindings if binding.action == "code"}
    codes = tuple(
        replace(code, key=own[code.id].key if code.id in own else code.key) for code in scheme.codes
    )
    return scheme if codes == scheme.codes else replace(scheme, codes=codes)
