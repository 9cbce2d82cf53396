"""Somebody at work: keys pressed on a coding's video, and the moment waited for."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from havenlens.domain.time import SECOND, Micros
from havenlens.ui.coding.page import CodePage
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, new_coding

Key = Qt.Key
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def begun(qtbot, window: MainWindow) -> CodePage:
    """Begin an empty coding and wait until its video can be sought."""
    new_coding(window)
    return ready(qtbot, window)


def ready(qtbot, window: MainWindow) -> CodePage:
    """Wait until the video of the open coding can be sought."""
    qtbot.waitUntil(lambda: isinstance(window.pages.get("code"), CodePage))
    page = code_page(window)
    qtbot.waitUntil(lambda: page.player.times is not None and page.player.playhead.position is not None)
    return page


def go(qtbot, page: CodePage, at: float) -> None:
    """Go to a moment in seconds."""
    wanted = Micros(round(at * SECOND))
    page.player.seek(wanted)
    qtbot.waitUntil(lambda: page.player.playhead.now() == wanted)


def press(page: CodePage, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key on the video."""
    QTest.keyClick(page.video, key, held)


def code_at(qtbot, page: CodePage, at: float, key: Qt.Key):
    """Press a code's key at a moment; give the event it begins or ends."""
    go(qtbot, page, at)
    press(page, key)
    return page.bridge.session.events[page.bridge.session.last_event]


def repeat(widget: QWidget, key: Qt.Key, text: str) -> None:
    """Let a key that is held down repeat, as the system does."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, text, autorep=True)
    QApplication.sendEvent(widget, event)


def dialog() -> QWidget:
    """Give the dialog that is open."""
    shown = QApplication.activeModalWidget()
    assert shown is not None
    return shown
