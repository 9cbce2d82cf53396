"""Let a widget have the keyboard, in whichever window of the program it is."""

from __future__ import annotations

from functools import partial

from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QDialog, QWidget


def take_keyboard(widget: QWidget, reason: Qt.FocusReason = Qt.FocusReason.ShortcutFocusReason) -> None:
    """Put the cursor into a widget, and bring its window forward where another one of ours has the keys.

    A focus alone reaches nobody in a window that is not active: with the picture in a window of its own, keys
    would go on being heard there, and typed words coded. Another program's window is never taken over.
    """
    window, active = widget.window(), QApplication.activeWindow()
    if window is not None and active is not None and active is not window and widget.isVisible():
        window.activateWindow()
    widget.setFocus(reason)


def finish_typing(inside: QWidget) -> None:
    """Let the field that is being typed into write what stands in it, as it does when it is left."""
    field = QApplication.focusWidget()
    if field is not None and inside.isAncestorOf(field):
        field.clearFocus()


def open_and_return(dialog: QDialog) -> None:
    """Open a dialog; when it closes, the keyboard goes back to the window and the widget that had it."""
    had = QApplication.focusWidget()
    if had is not None:
        dialog.finished.connect(partial(_return_to, had))
    dialog.open()


def _return_to(widget: QWidget, _result: int) -> None:
    window = None if sip.isdeleted(widget) else widget.window()
    if window is not None and window.isVisible():
        window.activateWindow()
        widget.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
