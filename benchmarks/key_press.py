"""How long a key press takes until it is on the disk and on the screen, among 100,000 events, at 720p."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEvent, QObject, QSettings, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from benchmarks.bench_study import Casting, make_study
from benchmarks.table import Row, print_table
from havenlens.app.desktop import make_window
from havenlens.domain.codebook import Code, Kind, Scheme
from havenlens.domain.events import Event
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.shipped import shipped
from havenlens.store.study_file import StudyFile
from havenlens.ui.coding.page import CodePage
from havenlens.ui.window import MainWindow

FEW, MANY = 1_000, 100_000
PRESSES = 300
PAUSE_MS = 60
MEDIAN_MS, P99_MS, TIMES = 8.0, 30.0, 2.0
DURATION = Micros(3 * 3600 * SECOND)
"""The occasion lasts three hours; the sample video shows its first 75 s, in which the keys are pressed."""
_VIDEO = "01_classroom_bid_answered.mp4"
_END = Micros(70 * SECOND)


@dataclass
class Figures:
    """Milliseconds from key down until an event was committed, and until table and timeline painted it."""

    committed: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)


def rows() -> list[Row]:
    """Code with real keys in a real window among few events and among many."""
    few, many = _measure(FEW), _measure(MANY)
    half, p99 = median(many.shown), quantiles(many.shown, n=100)[98]
    committed = f"{median(many.committed):.2f} and {quantiles(many.committed, n=100)[98]:.2f} ms"
    times = half / median(few.shown)
    what = f"Key press, {MANY} events, 720p playing"
    return [
        Row(f"{what}: committed, median and p99", "none", committed, met=True),
        Row(f"{what}: shown, median", f"≤ {MEDIAN_MS:.0f} ms", f"{half:.2f} ms", half <= MEDIAN_MS),
        Row(f"{what}: shown, p99", f"≤ {P99_MS:.0f} ms", f"{p99:.2f} ms", p99 <= P99_MS),
        Row(f"{what}: times as long as with {FEW}", f"≤ {TIMES:.0f}", f"{times:.2f}", times <= TIMES),
    ]


@contextmanager
def study_of(events: int) -> Iterator[tuple[Path, UUID]]:
    """Make a study with one video and a coding of some events; give its path and the coding."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "bench.havenlens"
        video = Path(shutil.copyfile(shipped("sample_videos") / _VIDEO, path.with_name(_VIDEO)))
        yield path, make_study(path, video, partial(_events, events), DURATION)
        with StudyFile.open(path, write=False) as file:
            problems = file.check()
        assert problems == [], problems


def open_window(path: Path) -> MainWindow:
    """Open a window on a study, with settings of its own."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(path.parent))
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    window = make_window(application)
    window.resize(1440, 900)
    window.show()
    window.open_path(path)
    QTest.qWait(300)
    return window


class Painted(QObject):
    """Knows which of some widgets have been painted since it was last asked."""

    def __init__(self, *watched: QObject) -> None:
        super().__init__()
        self._watched, self._seen = set(watched), set[QObject]()
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Paint and watched is not None:
            self._seen.add(watched)
        return False

    def all(self) -> bool:
        """Tell whether all of them have been painted."""
        return self._seen >= self._watched

    def forget(self) -> None:
        """Begin anew."""
        self._seen.clear()


def _events(events: int, scheme: Scheme, casting: Casting, _duration: Micros) -> Iterator[Event]:
    """Make states one after another, bids, and answers of which every other one is linked to the last bid."""
    length = DURATION // events
    bid: UUID | None = None
    codes = cycle(code for code in scheme.codes if code.group in ("seeker_state", "bid", "response"))
    for number, code in zip(range(events), codes, strict=False):
        start = Micros(number * length)
        end = Micros(start + length) if code.kind is Kind.STATE else start
        answers = bid if code.group == "response" and number % 2 else None
        event = Event(uuid4(), code.id, Span(start, end), _one(code.actors, casting), link=answers)
        event = event.with_(target=_one(code.targets, casting)) if code.targets else event
        bid = event.id if code.group == "bid" else bid
        yield event


def _one(roles: tuple[str, ...], casting: Casting) -> UUID:
    return casting[roles[0]][0]


def _measure(events: int) -> Figures:
    with study_of(events) as (path, coding):
        window = open_window(path)
        window.open_coding(coding)
        page = window.pages["code"]
        assert isinstance(page, CodePage)
        try:
            return _press_all(page)
        finally:
            window.close()


def _press_all(page: CodePage) -> Figures:
    """Press keys while the video plays, as far apart as nobody presses them for long."""
    ends = _clock(page)
    viewport = page.table.viewport()
    assert viewport is not None
    painted = Painted(page.timeline, viewport)
    page.timeline.zoom_to(Span(Micros(0), Micros(75 * SECOND)))
    page.player.play()
    QTest.qWait(1500)
    assert page.player.is_playing
    figures = Figures()
    for code in cycle(_points(page)):
        key = QKeyEvent(QEvent.Type.KeyPress, ord(code.key.upper()), Qt.KeyboardModifier.NoModifier, code.key)
        painted.forget()
        begun = perf_counter()
        QApplication.sendEvent(page.video, key)
        # What the loop does next, before timers: posted events, among them the painting.
        for _ in range(20):
            QApplication.sendPostedEvents()
            if painted.all() or ends[-1][1]:
                break
        end = perf_counter()
        written, refused = ends.pop()
        if not refused:
            figures.committed.append(1000 * (written - begun))
            figures.shown.append(1000 * (end - begun))
        if len(figures.committed) == PRESSES:
            return figures
        QTest.qWait(PAUSE_MS)
        if not page.player.is_playing or page.player.playhead.now() > _END:
            page.player.go_to_start()
            page.player.play()
    raise AssertionError("a scheme without points")


def _points(page: CodePage) -> list[Code]:
    return [code for code in page.bridge.session.scheme.codes if code.kind is Kind.POINT]


def _clock(page: CodePage) -> list[tuple[float, bool]]:
    """Note when each press was committed, and whether it was refused."""
    session, ends = page.bridge.session, list[tuple[float, bool]]()
    press = session.press

    def timed(*args: Any, **kwargs: Any) -> Any:
        reply = press(*args, **kwargs)
        ends.append((perf_counter(), reply.refused))
        return reply

    session.press = timed  # type: ignore[method-assign]  # the clock stops when the press has returned
    return ends


if __name__ == "__main__":
    print_table(rows())
