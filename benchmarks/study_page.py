"""Is a study with 2,000 observations opened and walked through without the window standing still?"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QSettings, Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from benchmarks.key_press import Painted
from benchmarks.large_study import OBSERVATIONS, LargeStudy
from benchmarks.table import Row, print_table
from havenlens.app.desktop import make_window
from havenlens.services.shipped import shipped
from havenlens.ui.study.page import StudyPage
from havenlens.ui.window import MainWindow

_VIDEO = "01_classroom_bid_answered.mp4"
_PRESSES, _RATE = 90, 30
_PAINTED_S, _OPENING_MS, _ARROWS_MS = 2.0, 1500, 100
_BEAT_MS = 2


class Heart:
    """Beats as often as the window can hear anything; what lies between two beats is a standstill."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(_BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = self._longest = 0.0

    def longest_during(self, act: Callable[[], None]) -> float:
        """Give the longest standstill in milliseconds while something is done."""
        self._last, self._longest = perf_counter(), 0.0
        self._timer.start()
        act()
        QTest.qWait(10 * _BEAT_MS)
        self._timer.stop()
        return 1000 * self._longest

    def _beat(self) -> None:
        now = perf_counter()
        self._longest, self._last = max(self._longest, now - self._last), now


def rows() -> list[Row]:
    """Make the study, open it in a window, and hold an arrow key down in its list."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "large.havenlens"
        video = Path(shutil.copyfile(shipped("sample_videos") / _VIDEO, path.with_name(_VIDEO)))
        LargeStudy(path).make(video)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        application = QApplication.instance() or QApplication(["havenlens"])
        assert isinstance(application, QApplication)
        window = make_window(application)
        window.resize(1440, 900)
        window.show()
        QTest.qWait(300)
        try:
            return _measured(window, path)
        finally:
            window.close()


def _measured(window: MainWindow, path: Path) -> list[Row]:
    heart, painted = Heart(), [0.0]

    def open_it() -> None:
        begun = perf_counter()
        window.open_path(path)
        seen = Painted(_page(window).table.viewport())
        while not seen.all():
            QTest.qWait(1)
        painted[0] = perf_counter() - begun
        while not window.jobs.is_idle:
            QTest.qWait(20)

    opening = heart.longest_during(open_it)
    table = _page(window).table

    def hold() -> None:
        begun = perf_counter()
        for number in range(_PRESSES):
            QTest.keyClick(table, Qt.Key.Key_Down)
            QTest.qWait(max(1, round(1000 * (begun + (number + 1) / _RATE - perf_counter()))))

    held = heart.longest_during(hold)
    assert table.currentIndex().row() == _PRESSES
    what = f"Study page with {OBSERVATIONS} observations"
    return [
        Row(f"{what}: painted", f"≤ {_PAINTED_S:.0f} s", f"{painted[0]:.2f} s", painted[0] <= _PAINTED_S),
        _still(f"{what}: longest standstill while it opens", _OPENING_MS, opening),
        _still(f"{what}: longest standstill while an arrow is held", _ARROWS_MS, held),
    ]


def _still(what: str, most: int, found: float) -> Row:
    return Row(what, f"≤ {most} ms", f"{found:.0f} ms", found <= most)


def _page(window: MainWindow) -> StudyPage:
    page = window.pages["study"]
    assert isinstance(page, StudyPage)
    return page


if __name__ == "__main__":
    print_table(rows())
