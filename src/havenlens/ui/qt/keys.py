"""Turn Qt's key events into key strokes; Qt ends here."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent

from havenlens.domain.keymap import KeyStroke
from havenlens.ui.qt.positions import place_of

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
    Qt.Key.Key_PageUp: "pageup",
    Qt.Key.Key_PageDown: "pagedown",
    Qt.Key.Key_Insert: "insert",
    Qt.Key.Key_MediaPlay: "media-play",
    Qt.Key.Key_MediaPause: "media-pause",
    Qt.Key.Key_MediaTogglePlayPause: "media-play",
    Qt.Key.Key_MediaStop: "media-stop",
    Qt.Key.Key_MediaNext: "media-next",
    Qt.Key.Key_MediaPrevious: "media-previous",
    Qt.Key.Key_MediaRecord: "media-record",
    **{getattr(Qt.Key, f"Key_F{n}"): f"f{n}" for n in range(1, 25)},
}


def stroke_of(event: QKeyEvent) -> KeyStroke | None:
    """Give the stroke of a key event; None for a modifier alone. Caps Lock makes no difference.

    Letters count by what stands on the key, where it is Latin, else by the key's place; the row of digits
    counts by place on every keyboard.
    """
    key, place = event.key(), place_of(event)
    name = _NAMED.get(key)
    if place is not None and place.isdigit():
        name = place
    if name is None:
        name = chr(key).lower() if 0x20 < key < 0x7F else place
    if name is None:
        return None
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
