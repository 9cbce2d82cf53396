"""Every test runs without a display, a network, a language of its own, or anything in the person's home.

What is unexpected in the log fails a test, as pytest-qt does with Qt's messages.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from havenlens.app.display import quieten

gc.disable()  # until everything is imported and collected: nothing of it goes

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HAVENLENS_LANGUAGE"] = "en"
os.environ.pop("QT_STYLE_OVERRIDE", None)
# As in the program. Besides, Qt says what it finds missing while it loads a library of its own, and Python,
# which pytest-qt lets hear it, may wait for another thread that waits for a library.
quieten()

# Neither a slow machine nor an earlier run may decide whether a test passes.
# To look longer for a counter-example: pytest --hypothesis-profile=long (tests that set a number keep it).
settings.register_profile("havenlens", deadline=None, database=None, derandomize=True, max_examples=40)
settings.register_profile("long", deadline=None, database=None, max_examples=1000)
settings.load_profile("havenlens")

_OWN_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "runtime",
}


class _Watch(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the program, and the programs it starts, a home of their own."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, part in _OWN_FOLDERS.items():
            place = folder / part
            place.mkdir(mode=0o700, exist_ok=True)
            patch.setenv(name, str(place))
        yield folder


@pytest.fixture(scope="session")
def demo_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Put the demo study into a folder and give its file; it is built once, whoever comes first."""

    def put(folder: Path) -> Path:
        from havenlens.app.demo.building import STUDY_NAME, build_demo_study
        from havenlens.media.library import VideoLibrary
        from tests.support.once import once_for_all

        made = once_for_all(tmp_path_factory, "demo", lambda place: build_demo_study(place, VideoLibrary()))
        return Path(shutil.copytree(made, folder, dirs_exist_ok=True)) / STUDY_NAME

    return put


def pytest_collection_finish() -> None:
    """Leave what is imported by now out of every search for garbage: all of it stays."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _quick_store() -> Iterator[None]:
    from tests.support.quick_store import quick_store  # after the environment of this file is set

    with quick_store():
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: object) -> None:
        inside = self.family not in {socket.AF_INET, socket.AF_INET6}
        if not inside and str(address[0]) not in {"127.0.0.1", "::1", "localhost"}:  # type: ignore[index]
            message = f"a test reached for the network: {address}"
            raise AssertionError(message)
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_here)
        yield


@pytest.fixture(autouse=True)
def expected_log(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Fail the test on any log line from WARNING on; a test adds the parts of lines that it expects."""
    watch, root, expected = _Watch(), logging.getLogger(), []  # type: ignore[var-annotated]
    root.addHandler(watch)
    try:
        yield expected
    finally:
        root.removeHandler(watch)
    lines = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in watch.records]
    surprises = [line for line in lines if not any(part in line for part in expected)]
    if surprises and not sys.exc_info()[0]:
        pytest.fail("unexpected in the log:\n" + "\n".join(surprises), pytrace=False)
