"""A study with one film and a coding of some events, opened in a real window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from uuid import uuid4

from PyQt6.QtTest import QTest

from benchmarks.bench_study import Casting, make_study
from benchmarks.key_press import open_window
from havenlens.domain.codebook import Kind, Scheme
from havenlens.domain.events import Event
from havenlens.domain.time import Micros, Span
from havenlens.ui.coding.page import CodePage

_PATIENCE = 120.0


@contextmanager
def coding_of(film: Path, events: int) -> Iterator[CodePage]:
    """Open a coding of a film in a window of 1440 × 900, once its frames can be sought."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        video = Path(folder) / film.name
        try:
            video.hardlink_to(film)
        except OSError:  # another disk, or a system without such links
            shutil.copyfile(film, video)
        path = Path(folder) / "bench.havenlens"
        # Made by another process, whose memory is not that of the program which is measured.
        with ProcessPoolExecutor(1, get_context("spawn")) as maker:
            coding = maker.submit(make_study, path, video, partial(_events, events)).result()
        window = open_window(path)
        window.open_coding(coding)
        page = window.pages["code"]
        assert isinstance(page, CodePage)
        give_up = monotonic() + _PATIENCE
        while page.player.times is None and monotonic() < give_up:
            QTest.qWait(50)
        QTest.qWait(500)
        yield page
        window.close()
        QTest.qWait(100)


def point_keys(page: CodePage) -> list[str]:
    """List the keys of the codes that are moments."""
    scheme = page.bridge.session.scheme
    return [code.key for code in scheme.codes if code.kind is Kind.POINT and code.key]


def _events(events: int, scheme: Scheme, casting: Casting, duration: Micros) -> Iterator[Event]:
    points = [code for code in scheme.codes if code.kind is Kind.POINT]
    for number, code in zip(range(events), cycle(points), strict=False):
        at = Micros(number * duration // events)
        yield Event(uuid4(), code.id, Span.instant(at), casting[code.actors[0]][0])
