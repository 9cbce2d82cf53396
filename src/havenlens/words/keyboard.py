"""The keys that are held down, as they stand on the keyboard in front of the person."""

from __future__ import annotations

import re
import sys

_SIGNS = {"Ctrl": "⌘", "Strg": "⌘", "Alt": "⌥", "Shift": "⇧", "Umschalt": "⇧"}
_ORDER = "⌥⇧⌘"
"""As Macs write them."""
_HELD = re.compile(r"(?<!\w)(?:(?:Ctrl|Strg|Alt|Shift|Umschalt|[⌥⇧⌘])\+)+(?=\S)")
_CONTROL = re.compile(r"\b(?:Ctrl|Strg)\b")
_OTHER = re.compile(r"\bAlt\b")


def on_keyboard(text: str, platform: str | None = None) -> str:
    """Name the keys in a text as a Mac does, where the program runs on one: Qt takes ⌘ there for Ctrl.

    >>> on_keyboard("Ctrl+Shift+P turns it on; hold Ctrl or Alt", "darwin")
    '⇧⌘P turns it on; hold ⌘ or ⌥'
    >>> on_keyboard("Strg+Umschalt+P", "win32")
    'Strg+Umschalt+P'
    """
    if (platform or sys.platform) != "darwin":
        return text
    if text in _SIGNS:
        return _SIGNS[text]
    if _CONTROL.search(text):  # else it may be a German word
        text = _OTHER.sub(_together, _CONTROL.sub("⌘", _HELD.sub(_together, text)))
    return _HELD.sub(_together, text)


def _together(held: re.Match[str]) -> str:
    signs = (_SIGNS.get(name, name) for name in held[0].strip("+").split("+"))
    return "".join(sorted(signs, key=_ORDER.index))
