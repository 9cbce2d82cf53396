"""How long a key press takes until it is on the disk, with 10,000 events there and a 720p video playing."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEvent, QSettings, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from benchmarks.table import Row, print_table
from havenlens.app.bootstrap import create_study
from havenlens.app.desktop import make_window
from havenlens.domain.codebook import Kind, Scheme
from havenlens.domain.events import Changes, Event
from havenlens.domain.observation import Purpose
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.media.library import VideoLibrary
from havenlens.services.history import Step
from havenlens.services.shipped import shipped
from havenlens.services.study import NewObservation, Study
from havenlens.store.study_file import StudyFile
from havenlens.ui.coding.page import CodePage

EVENTS = 10_000
PRESSES = 500
PAUSE_MS = 60
MEDIAN_MS, P99_MS = 5.0, 16.0
_VIDEO = "01_classroom_bid_answered.mp4"
_END = Micros(70 * SECOND)
"""The video lasts 75 s."""
_SCHEME = "safe_haven_bids"


def rows() -> list[Row]:
    """Code with real keys in a real window, and time every press that was accepted."""
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings.Format.IniFormat
        QSettings.setPath(settings, QSettings.Scope.UserScope, folder)
        application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(application, QApplication)
        path = Path(folder) / "bench.havenlens"
        coding = _make_study(path)
        window = make_window(application)
        window.show()
        window.open_path(path)
        window.open_coding(coding)
        page = window.pages["code"]
        assert isinstance(page, CodePage)
        committed, shown = _press_all(page)
        window.close()
        with StudyFile.open(path, write=False) as file:
            problems = file.check()
    assert problems == [], problems
    half, p99 = median(committed), quantiles(committed, n=100)[98]
    what = f"Key press, {EVENTS} events, 720p playing"
    both = f"{median(shown):.2f} and {quantiles(shown, n=100)[98]:.2f} ms"
    return [
        Row(f"{what}: committed, median", f"≤ {MEDIAN_MS:.0f} ms", f"{half:.2f} ms", half <= MEDIAN_MS),
        Row(f"{what}: committed, p99", f"≤ {P99_MS:.0f} ms", f"{p99:.2f} ms", p99 <= P99_MS),
        Row(f"{what}: shown too, median and p99", "none", both, met=True),
    ]


def _make_study(path: Path) -> UUID:
    """Make a study with one video and a coding of many events."""
    video = Path(shutil.copyfile(shipped("sample_videos") / _VIDEO, path.with_name(_VIDEO)))
    made: list[UUID] = []

    def fill(study: Study) -> None:
        source = shipped("coding_schemes") / f"{_SCHEME}.yaml"
        scheme = study.add_scheme(source.read_text(encoding="utf-8"), source.name)
        teacher = study.add_participant("T01", "Ms. Rivera", "teacher").id
        child = study.add_participant("C1", "Mia", "child").id
        facts = VideoLibrary().facts(video)
        observation = study.add_observation(
            NewObservation("bench", participants=[teacher, child], video=facts)
        )
        parsed = study.scheme(scheme.id)
        casting = {role.id: (teacher if role.id == "provider" else child,) for role in parsed.roles}
        coder = study.add_coder("MK")
        coding = study.add_coding(observation.id, scheme.id, coder.id, Purpose.RESEARCH, casting)
        added = tuple(_events(parsed, casting, facts.duration))
        step = Step(uuid4(), "import", Changes(added=added), datetime.now(UTC), coder.id)
        study.store.write_events(coding.id, step)
        made.append(coding.id)

    create_study(path, "Bench", fill)[0].close()
    return made[0]


def _events(scheme: Scheme, casting: dict[str, tuple[UUID]], duration: Micros) -> Iterator[Event]:
    points = [code for code in scheme.codes if code.kind is Kind.POINT]
    for number, code in zip(range(EVENTS), cycle(points), strict=False):
        at = Micros(number * duration // EVENTS)
        yield Event(uuid4(), code.id, Span.instant(at), casting[code.actors[0]][0])


def _press_all(page: CodePage) -> tuple[list[float], list[float]]:
    """Press keys while the video plays; give milliseconds until committed, and until all is shown."""
    session = page.bridge.session
    press, ends = session.press, []

    def timed(*args: Any, **kwargs: Any) -> Any:
        reply = press(*args, **kwargs)
        ends.append((perf_counter(), reply.refused))
        return reply

    session.press = timed  # type: ignore[method-assign]  # the clock stops when the press has returned
    page.player.play()
    QTest.qWait(1500)
    assert page.player.is_playing
    committed, shown = [], []
    for code in cycle(code for code in session.scheme.codes if code.kind is Kind.POINT):
        key = QKeyEvent(QEvent.Type.KeyPress, ord(code.key.upper()), Qt.KeyboardModifier.NoModifier, code.key)
        begun = perf_counter()
        QApplication.sendEvent(page.video, key)
        end = perf_counter()
        written, refused = ends.pop()
        if not refused:
            committed.append(1000 * (written - begun))
            shown.append(1000 * (end - begun))
        if len(committed) == PRESSES:
            return committed, shown
        QTest.qWait(PAUSE_MS)
        if not page.player.is_playing or page.player.playhead.now() > _END:
            page.player.go_to_start()
            page.player.play()
    raise AssertionError("a scheme without points")


if __name__ == "__main__":
    print_table(rows())
