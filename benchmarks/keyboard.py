"""How many keys scene 02 takes: coded live at normal speed with real keys, then walked through.

What the keys made is compared with the scene's master codes, so that no press is saved by leaving
something out.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QElapsedTimer, QEvent, QSettings, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from benchmarks.table import Row, print_table
from havenlens.app.demo import build_demo_study
from havenlens.app.desktop import make_window
from havenlens.domain.events import Event
from havenlens.domain.observation import Purpose
from havenlens.domain.time import SECOND
from havenlens.media.library import VideoLibrary
from havenlens.services.asking import Question
from havenlens.ui.coding.page import CodePage
from havenlens.ui.coding.walking import Walking
from havenlens.ui.window import MainWindow
from tests.support.desktop import new_coding

LIVE, WALK = 40, 20
NEAR_S = 0.25
"""How far a key that is pressed in time may lie from the master, in seconds of the video."""
_SCHEME, _SCENE = "safe_haven_bids", "02"

# What a coder presses, and when; capitals are with Shift. The keys at 0 come before playing.
BEFORE = ("e", "Tab", "e", "Space")
SCRIPT: tuple[tuple[float, tuple[str, ...]], ...] = (
    (6.5, ("Tab", "e")),
    (7.5, ("d",)),
    (9.0, ("h", "2")),
    (16.0, ("b", "2")),
    (25.0, ("b", "2")),
    (27.5, ("z",)),
    (30.5, ("y", ".", "D")),
    (34.0, ("Tab", "e")),
    (44.5, ("e",)),
    (49.0, ("Tab", "u")),
    (56.0, ("m",)),
    (59.5, ("b", "2")),
    (61.5, ("t",)),
    (68.5, ("s", ".", "d")),
    (74.0, ("f", ".", "e")),
    (84.0, ("c", "4")),
    (85.0, ("p",)),
    (86.0, ("Tab", "e", ".", "b", "2")),
)
_NAMED = {
    "Tab": Qt.Key.Key_Tab,
    "Space": Qt.Key.Key_Space,
    ".": Qt.Key.Key_Period,
    "Enter": Qt.Key.Key_Return,
}


def rows() -> list[Row]:
    """Code the scene and walk through it; count every press."""
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(application, QApplication)
        window = make_window(application)
        window.show()
        window.open_path(build_demo_study(Path(folder) / "study", VideoLibrary()))
        page = _begin(window)
        live, paused = _code(page)
        walked = _walk(page, _master(window))
        differences = _differences(page, _master(window))
        window.close()
    said = f"{live} presses, {'paused' if paused else 'no pause'}, no chord but Shift"
    same = "the same as the master" if not differences else "; ".join(differences[:3])
    fits = not differences
    return [
        Row(f"Scene {_SCENE} by keyboard, live at 1×", f"≤ {LIVE}", said, live <= LIVE and not paused),
        Row(f"Scene {_SCENE} by keyboard, walk after", f"≤ {WALK}", f"{walked} presses", walked <= WALK),
        Row(f"Scene {_SCENE} by keyboard, result", f"master, ± {NEAR_S} s", same, fits),
    ]


def _wait(until: Callable[[], bool], patience_ms: int = 30_000) -> None:
    clock = QElapsedTimer()
    clock.start()
    while not until():
        assert clock.elapsed() < patience_ms, "nothing came"
        QTest.qWait(4)


def _begin(window: MainWindow) -> CodePage:
    new_coding(window, _SCENE, _SCHEME)
    page = window.pages["code"]
    assert isinstance(page, CodePage)
    _wait(lambda: page.player.times is not None and page.player.playhead.number == 0)
    return page


def _has_come(page: CodePage, due: int) -> bool:
    return page.player.playhead.now() >= due


def _press(page: CodePage, name: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    if len(name) == 1 and name.isupper():
        held = Qt.KeyboardModifier.ShiftModifier
    key = _NAMED[name].value if name in _NAMED else ord(name.upper())
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(page.video, QKeyEvent(kind, key, held, name if len(name) == 1 else ""))


def _code(page: CodePage) -> tuple[int, bool]:
    """Press every key in its time; give how many there were, and whether the video ever stood still."""
    stops: list[bool] = []
    for name in BEFORE:
        _press(page, name)
    count = len(BEFORE)
    page.player.state_changed.connect(stops.append)
    for seconds, names in SCRIPT:
        due = round(seconds * SECOND)
        _wait(partial(_has_come, page, due))
        for name in names:
            _press(page, name)
            count += 1
    paused = False in stops
    _wait(lambda: not page.player.is_playing)
    return count, paused


def _master(window: MainWindow) -> list[Event]:
    assert window.opened is not None
    store = window.opened.study.store
    page = window.pages["code"]
    assert isinstance(page, CodePage)
    own = page.bridge.session.coding
    [master] = [
        coding
        for coding in store.list_codings()
        if (coding.observation, coding.scheme, coding.purpose)
        == (own.observation, own.scheme, Purpose.MASTER)
    ]
    return list(store.events_of(master.id))


def _twin(event: Event, others: list[Event]) -> Event | None:
    same = [o for o in others if (o.code, o.actor) == (event.code, event.actor)]
    near = [o for o in same if abs(o.span.start - event.span.start) <= NEAR_S * SECOND]
    return near[0] if near else None


def _walk(page: CodePage, master: list[Event]) -> int:
    """Walk through what is blank, answering as the master does; what the master left out is passed by."""
    walking = next(feature for feature in page.features if isinstance(feature, Walking))
    _press(page, "w", Qt.KeyboardModifier.ControlModifier)
    count = 1
    clock = QElapsedTimer()
    clock.start()
    while walking.is_walking and clock.elapsed() < 60_000:
        question = page.bridge.session.question
        assert isinstance(question, Question), question
        twin = _twin(page.bridge.session.events[question.event], master)
        wanted = None if twin is None else twin.modifiers.get(question.modifier.id)
        key = next((o.key for o in question.modifier.options if o.id == wanted), "Enter")
        _press(page, key)
        count += 1
    return count


def _differences(page: CodePage, master: list[Event]) -> list[str]:
    found = []
    events = list(page.bridge.session.events)
    for event in events:
        twin = _twin(event, master)
        if twin is None:
            found.append(f"{event.code} at {event.span.start / SECOND:.2f} is not in the master")
            continue
        end = page.desk.view.duration if event.span.end is None else event.span.end
        if twin.span.end is not None and abs(end - twin.span.end) > NEAR_S * SECOND:
            found.append(f"{event.code} ends at {end / SECOND:.2f}, not {twin.span.end / SECOND:.2f}")
        if (event.target, dict(event.modifiers)) != (twin.target, dict(twin.modifiers)):
            found.append(f"{event.code} at {event.span.start / SECOND:.2f} differs: {dict(event.modifiers)}")
    missing = [event for event in master if _twin(event, events) is None]
    return found + [f"{event.code} at {event.span.start / SECOND:.2f} is missing" for event in missing]


if __name__ == "__main__":
    print_table(rows())
