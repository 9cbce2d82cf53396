"""On a Mac, ⌥ and a digit write a sign: what can be typed into a field is, before any shortcut is heard."""

from __future__ import annotations

import sys

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)
_WITHOUT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


class TypedFirst(QObject):
    """Accepts, for the field, a key that it can type; an accepted key is no shortcut any more."""

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return False
        if not isinstance(watched, _FIELDS) or watched.isReadOnly():
            return False
        held = event.modifiers()
        writes = bool(held & Qt.KeyboardModifier.AltModifier) and not held & _WITHOUT
        if writes and event.text().isprintable() and event.text():
            event.accept()
            return True
        return False


def type_first(app: QApplication, platform: str = sys.platform) -> None:
    """Let fields have what ⌥ writes on a Mac, such as @ on a Spanish one; elsewhere Alt writes nothing."""
    if platform == "darwin":
        app.installEventFilter(TypedFirst(app))
