"""Is the time of an event that of the frame on the screen when the key went down?"""

from __future__ import annotations

import os
import random
import tempfile
from itertools import cycle
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from benchmarks.coded_study import coding_of, point_keys
from benchmarks.table import Row, print_table
from havenlens.ui.coding.page import CodePage
from tests.support.videos import Recipe, make
from tests.support.watching import number_in

PRESSES = 500
_RATES = (0.5, 1.0, 2.0)
_SECONDS = 40.0
_LAST_START = 30.0


def rows() -> list[Row]:
    """Press real keys while a film with variable frame rate plays, and read the number on the screen."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        recipe = Recipe(seconds=_SECONDS, seed=21, size=(1280, 720), gop=50, sound=False)
        film = make(Path(folder) / "numbered.mp4", recipe)
        for rate in _RATES:
            with coding_of(film.path, 0) as page:
                right = _press_all(page, rate, PRESSES)
            what = f"Time of an event = number on the screen at key down, {rate:g}×"
            found.append(Row(what, f"{PRESSES} of {PRESSES}", f"{right} of {PRESSES}", right == PRESSES))
    return found


def _press_all(page: CodePage, rate: float, presses: int) -> int:
    chance, right, done = random.Random(8), 0, 0
    session, times = page.bridge.session, page.player.times
    assert times is not None
    keys = cycle(point_keys(page))
    page.player.set_rate(rate)
    page.player.play()
    while done < presses:
        QTest.qWait(chance.randrange(15, 70))
        if not page.player.is_playing or page.player.playhead.now() > _LAST_START * 1e6:
            page.player.seek_frame(0)
            page.player.play()
            QTest.qWait(200)
            continue
        known = {event.id for event in session.events}
        shown = number_in(page.video.grab(page.video.picture_area()).toImage())
        _press(page, next(keys))
        fresh = [event for event in session.events if event.id not in known]
        if not fresh:  # the scheme refused this code at this moment
            continue
        done += 1
        right += fresh[0].span.start == times.time_of(shown)
    page.player.pause()
    return right


def _press(page: CodePage, key: str) -> None:
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(page.video, QKeyEvent(kind, ord(key.upper()), none, key))


if __name__ == "__main__":
    print_table(rows())
