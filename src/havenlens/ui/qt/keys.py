"""Turn Qt's key events into key strokes; Qt ends here."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent

from havenlens.domain.keymap import KeyStroke

_NAMED: dict[int, str] = {
    Qt.Key.Key_Space: "space",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
    Qt.Key.Key_Backspace: "backspace",
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Tab: "tab",
    Qt.Key.Key_Backtab: "tab",
    Qt.Key.Key_Escape: "escape",
    Qt.Key.Key_Period: ".",
    Qt.Key.Key_Plus: "+",
    Qt.Key.Key_Minus: "-",
    **{getattr(Qt.Key, f"Key_F{n}"): f"f{n}" for n in range(1, 25)},
}


def stroke_of(event: QKeyEvent) -> KeyStroke | None:
    """Give the stroke of a key event; None for a modifier alone. Caps Lock makes no difference."""
    key = event.key()
    name = _NAMED.get(key)
    if name is None:
        if not 0x20 < key < 0x7F:
            return None
        name = chr(key).lower()
    held = event.modifiers()
    if held & Qt.KeyboardModifier.MetaModifier:
        return None  # the system's own key
    # Where a sign lies behind Shift differs between keyboards, so only letters and named keys know Shift.
    shifted = len(name) > 1 or name.isalpha()
    return KeyStroke(
        name,
        shift=shifted and bool(held & Qt.KeyboardModifier.ShiftModifier),
        ctrl=bool(held & Qt.KeyboardModifier.ControlModifier),
        alt=bool(held & Qt.KeyboardModifier.AltModifier),
    )
