"""A coder's hands: real key events on the video of an open coding, and seeking to a frame."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from havenlens.domain.events import Event
from havenlens.domain.time import SECOND, Micros
from havenlens.ui.coding.page import CodePage
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page

NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def shown(qtbot, window: MainWindow) -> CodePage:
    """Wait until the video of the open coding is indexed and a frame is painted; give the page."""
    page = code_page(window)
    qtbot.waitUntil(lambda: page.player.times is not None and page.player.playhead.position is not None)
    return page


def go(qtbot, page: CodePage, seconds: float) -> None:
    """Go to the frame at a time, and wait until it is painted."""
    wanted = Micros(round(seconds * SECOND))
    page.player.seek(wanted)
    qtbot.waitUntil(lambda: page.player.playhead.now() == wanted)


def press(page: CodePage, key: Qt.Key | str, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key on the video, a letter or a digit by its character."""
    QTest.keyClick(page.video, key, held)


def events(page: CodePage) -> list[Event]:
    """List the events of the coding in time order."""
    return list(page.bridge.session.events)
