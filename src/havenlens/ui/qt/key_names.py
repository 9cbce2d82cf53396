"""Keys in words: what stands on them, on the keyboard and in the language of the person."""

from __future__ import annotations

from havenlens.domain.keymap import KeyStroke
from havenlens.words.catalogue import N_, tr
from havenlens.words.keyboard import on_keyboard

_GLYPHS = {"left": "←", "right": "→", "up": "↑", "down": "↓"}
_NAMES = {
    "space": N_("Space"),
    "backspace": N_("Backspace"),
    "delete": N_("Del"),
    "escape": N_("Escape"),
    "home": N_("Home"),
    "end": N_("End"),
    "pageup": N_("Page up"),
    "pagedown": N_("Page down"),
    "insert": N_("Insert"),
    "media-play": N_("Media play"),
    "media-pause": N_("Media pause"),
    "media-stop": N_("Media stop"),
    "media-next": N_("Media next"),
    "media-previous": N_("Media previous"),
    "media-record": N_("Media record"),
}


def key_text(stroke: KeyStroke, between: str = " ") -> str:
    """Write a stroke as it stands on the keys."""
    key, plain = stroke.key, not (stroke.ctrl or stroke.alt or stroke.shift)
    if key in _NAMES:
        name = tr(_NAMES[key])
    elif len(key) == 1:
        name = key if plain else key.upper()
    else:
        name = _GLYPHS.get(key, key.capitalize())
    held = ((tr("Ctrl"), stroke.ctrl), (tr("Alt"), stroke.alt), (tr("Shift"), stroke.shift))
    return between.join([*(held_key for held_key, on in held if on), name])


def menu_key(stroke: KeyStroke) -> str:
    """Write a stroke as menus and tips do: joined by plus signs, or on a Mac by nothing."""
    return on_keyboard(key_text(stroke, "+"))
