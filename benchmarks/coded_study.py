"""A study with one film and a coding of some events, opened in a real window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from uuid import UUID, uuid4

from PyQt6.QtTest import QTest

from benchmarks.key_press import open_window
from havenlens.app.bootstrap import create_study
from havenlens.domain.codebook import Kind, Scheme
from havenlens.domain.events import Changes, Event
from havenlens.domain.observation import Purpose
from havenlens.domain.time import Micros, Span
from havenlens.media.library import VideoLibrary
from havenlens.services.history import Step
from havenlens.services.shipped import shipped
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation
from havenlens.ui.coding.page import CodePage

_SCHEME = "safe_haven_bids"
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
            coding = maker.submit(_make_study, path, video, events).result()
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


def _make_study(path: Path, video: Path, events: int) -> UUID:
    made: list[UUID] = []

    def fill(study: Study) -> None:
        source = shipped("coding_schemes") / f"{_SCHEME}.yaml"
        scheme = study.add_scheme(source.read_text(encoding="utf-8"), source.name)
        teacher = study.add_participant("T01", "Ms. Rivera", "teacher").id
        child = study.add_participant("C1", "Mia", "child").id
        facts = replace(VideoLibrary().facts(video), path=video)
        people = [teacher, child]
        observation = study.add_observation(NewObservation("bench", participants=people, video=facts))
        parsed = study.scheme(scheme.id)
        casting = {role.id: (teacher if role.id == "provider" else child,) for role in parsed.roles}
        coder = study.add_coder("MK")
        coding = study.add_coding(observation.id, scheme.id, coder.id, Purpose.RESEARCH, casting)
        if events:
            added = tuple(_events(parsed, casting, facts.duration, events))
            step = Step(uuid4(), "import", Changes(added=added), datetime.now(UTC), coder.id)
            study.store.write_events(coding.id, step)
        made.append(coding.id)

    create_study(path, "Bench", fill)[0].close()
    return made[0]


def _events(
    scheme: Scheme, casting: dict[str, tuple[UUID]], duration: Micros, events: int
) -> Iterator[Event]:
    points = [code for code in scheme.codes if code.kind is Kind.POINT]
    for number, code in zip(range(events), cycle(points), strict=False):
        at = Micros(number * duration // events)
        yield Event(uuid4(), code.id, Span.instant(at), casting[code.actors[0]][0])
