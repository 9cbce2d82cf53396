"""Keys held down as X11 tells of them: let go and pressed again in one millisecond, as Qt hands it on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication

from havenlens.domain.time import SECOND, Span
from havenlens.services.preferences import keep_preferences, preferences_of
from havenlens.ui.working.key_drill_dialog import KeyDrillDialog
from tests.support.desktop import new_coding
from tests.support.keys import NONE, events, go, shown

Key = Qt.Key
DOWN, UP = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


@pytest.fixture
def page(qtbot, window):
    new_coding(window)
    return shown(qtbot, window)


class KeyOfABoard(QKeyEvent):
    """A key event with the millisecond in which it happened, which Qt's own takes from the system alone."""

    def __init__(self, kind: QEvent.Type, at: int, key: Qt.Key, text: str) -> None:
        super().__init__(kind, key, NONE, text)
        self._at = at

    def timestamp(self) -> int:
        return self._at


def tell(page, kind: QEvent.Type, at: int, key: Qt.Key = Key.Key_D, text: str = "d") -> None:
    """Let the page hear of a key as from a keyboard."""
    QApplication.sendEvent(page.video, KeyOfABoard(kind, at, key, text))


def hold(page, *repetitions: int) -> None:
    """Hold a key down; Qt has noticed none of its repetitions."""
    for at in repetitions:
        tell(page, UP, at)
        tell(page, DOWN, at)


def test_a_state_goes_on_however_long_its_key_is_held(qtbot, page):
    said: list[str] = []
    page.status_changed.connect(lambda text, _refused: said.append(text))
    ticks = iter(range(100, 200))
    page.bridge.session._now = lambda: float(next(ticks))
    go(qtbot, page, 3.0)
    tell(page, DOWN, 1000)
    go(qtbot, page, 4.0)
    hold(page, 1660, 1700)
    tell(page, UP, 1720)
    assert [event.span for event in events(page)] == [Span(3 * SECOND, None)]
    assert "again" in said[-1]
    tell(page, DOWN, 2500)
    assert [event.span for event in events(page)] == [Span(3 * SECOND, 4 * SECOND)]


def test_space_held_down_plays_or_pauses_once(page):
    tell(page, DOWN, 1000, Key.Key_Space, " ")
    tell(page, UP, 1660, Key.Key_Space, " ")
    tell(page, DOWN, 1660, Key.Key_Space, " ")
    assert page.player.is_playing


def test_frames_are_stepped_through_as_long_as_the_key_is_held(qtbot, page):
    go(qtbot, page, 3.0)
    tell(page, DOWN, 1000, Key.Key_Right, "")
    for at in 1660, 1700:
        tell(page, UP, at, Key.Key_Right, "")
        tell(page, DOWN, at, Key.Key_Right, "")
    qtbot.waitUntil(lambda: page.player.playhead.now() == 3_120_000)


def test_what_is_coded_by_holding_ends_where_the_finger_was_lifted(qtbot, window, page):
    study, coder = window.opened.study, window.crew.coder_id
    before = preferences_of(study, coder)
    keep_preferences(study, coder, replace(before, hold_to_code=True))
    window.crew._be(window.crew.coder)
    try:
        go(qtbot, page, 3.0)
        tell(page, DOWN, 1000)
        go(qtbot, page, 4.0)
        hold(page, 1660, 1700)
        go(qtbot, page, 5.0)
        tell(page, UP, 1820)
        go(qtbot, page, 6.0)
        qtbot.waitUntil(lambda: [event.span for event in events(page)] == [Span(3 * SECOND, 5 * SECOND)])
    finally:
        keep_preferences(study, coder, before)
        window.crew._be(window.crew.coder)


def test_two_keys_let_go_one_after_the_other_are_both_heard(qtbot, page):
    heard: list[str] = []
    page.desk.held_keys.let_go.connect(lambda stroke, _at: heard.append(stroke.key))
    tell(page, DOWN, 1000)
    tell(page, DOWN, 1010, Key.Key_B, "b")
    tell(page, UP, 1100)
    tell(page, UP, 1100, Key.Key_B, "b")
    qtbot.waitUntil(lambda: heard == ["d", "b"])


def test_a_card_of_the_drill_takes_one_press_however_long_it_is(qtbot, page):
    drill = KeyDrillDialog(page.bridge.session.scheme, page, seed=1)
    drill.show()
    wanted = drill.drill.card.key
    for at, kind in ((1000, DOWN), (1660, UP), (1660, DOWN), (1700, UP), (1700, DOWN), (1720, UP)):
        QApplication.sendEvent(drill, KeyOfABoard(kind, at, Key(ord(wanted.upper())), wanted))
    assert drill._said.text().startswith("✓")
    drill.close()
