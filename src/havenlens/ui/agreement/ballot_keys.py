"""The keys of a ballot: digits vote, and a few keys ask for what stands beside the votes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def hear(event: QKeyEvent, vote: Callable[[int], None], asked: Mapping[int, Callable[[], None]]) -> bool:
    """Take a digit as a vote, and a key for what it asks; tell whether it was one of them, held alone."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held != Qt.KeyboardModifier.NoModifier:
        return False
    if event.text().isdigit() and event.text().isascii():
        vote(int(event.text()))
        return True
    ask = asked.get(event.key())
    if ask is not None:
        ask()
    return ask is not None
