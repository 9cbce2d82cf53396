"""The overlay that shows every key, made from the keymap."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from havenlens.domain.keymap import Binding, Keymap, KeyStroke
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import KeyCap
from havenlens.words.catalogue import N_, tr

_COLUMN_OF_SECTION = (0, 1, 1, 2)
"""Watch; code and edit, with find your way below it; the scheme's own codes."""


class KeyHelp(QDialog):
    """All keys by section; Escape or F1 closes it."""

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        row.setSpacing(Space.XL)
        sections: dict[str, list[Binding]] = {}
        for binding in keymap.bindings:
            if binding.section:
                sections.setdefault(binding.section, []).append(binding)
        columns = [QVBoxLayout() for _ in range(max(_COLUMN_OF_SECTION) + 1)]
        for column in columns:
            row.addLayout(column)
        for place, (name, bindings) in enumerate(sections.items()):
            columns[_COLUMN_OF_SECTION[place]].addWidget(_section(name, bindings))
        for column in columns:
            column.addStretch()

    def keyPressEvent(self, event: object) -> None:
        key = getattr(event, "key", lambda: None)()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.accept()


def _section(name: str, bindings: list[Binding]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, Space.M)
    grid.setHorizontalSpacing(Space.M)
    grid.setVerticalSpacing(Space.XS)
    title = QLabel(name)
    title.setProperty("role", "heading")
    grid.addWidget(title, 0, 0, 1, 2)
    shown: dict[str, int] = {}
    for binding in bindings:
        if binding.text in shown:
            continue
        shown[binding.text] = grid.rowCount()
        grid.addWidget(KeyCap(key_text(binding.stroke)), grid.rowCount(), 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(QLabel(binding.text), grid.rowCount() - 1, 1)
    grid.setColumnStretch(1, 1)
    return box


_GLYPHS = {"left": "←", "right": "→", "up": "↑", "down": "↓"}
_NAMES = {
    "space": N_("Space"),
    "backspace": N_("Backspace"),
    "delete": N_("Delete"),
    "escape": N_("Escape"),
    "home": N_("Home"),
    "end": N_("End"),
}


def key_text(stroke: KeyStroke) -> str:
    """Write a stroke as it stands on the keys."""
    key, plain = stroke.key, not (stroke.ctrl or stroke.alt or stroke.shift)
    if key in _NAMES:
        name = tr(_NAMES[key])
    elif len(key) == 1:
        name = key if plain else key.upper()
    else:
        name = _GLYPHS.get(key, key.capitalize())
    held = ((tr("Ctrl"), stroke.ctrl), (tr("Alt"), stroke.alt), (tr("Shift"), stroke.shift))
    return " ".join([*(held_key for held_key, on in held if on), name])
