"""The desktop app as a program in a real window: keys from outside, killed, opened again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from havenlens.app.bootstrap import open_study
from tests.support.desktop import empty_coding
from tests.support.screen import Program, remember, screen, wait_until
from tests.support.studies import make_small


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as number:
        yield number


@pytest.fixture
def study(demo_in, tmp_path) -> Path:
    path = demo_in(tmp_path / "demo")
    file, opened = open_study(path, write=True)
    with file:
        empty_coding(opened)
    return path


def events(path: Path) -> list:
    file, opened = open_study(path)
    with file:
        tester = opened.coder("tester").id
        coding = next(c for c in opened.store.list_codings() if c.coder == tester)
        return list(opened.store.events_of(coding.id))


def problems(path: Path) -> list:
    file, _ = open_study(path)
    with file:
        return file.check()


def test_keys_from_outside_are_coded_survive_a_kill_and_are_undone_after_it(display, study, tmp_path):
    file, opened = open_study(study)
    with file:
        tester = opened.coder("tester").id
        coding = next(c for c in opened.store.list_codings() if c.coder == tester)
    remember(tmp_path / "home", study, coding.id.hex)

    program = Program(display, study, tmp_path / "home")
    program.code("b", lambda: len(events(study)) == 1)
    program.key("1")
    wait_until(lambda: events(study)[0].modifiers == {"need": "comfort"})
    program.key("shift+Right")
    program.key("d")
    wait_until(lambda: len(events(study)) == 2)
    program.process.send_signal(signal.SIGKILL)
    program.process.wait()
    assert [event.code for event in events(study)] == ["bid_direct", "distress"]
    assert problems(study) == []

    program = Program(display, study, tmp_path / "home")
    time.sleep(2.5)
    program.key("ctrl+z")
    wait_until(lambda: len(events(study)) == 1)
    program.key("ctrl+shift+z")
    wait_until(lambda: len(events(study)) == 2)
    program.process.terminate()
    program.process.wait()
    assert problems(study) == []
    assert program.log.read_text(encoding="utf-8") == "", "the terminal has other things to show"


_CLOSED_AT_ONCE = """
import gc, sys
from pathlib import Path
from PyQt6 import sip
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QWidget
import havenlens.app.desktop as desktop

class Application(QApplication):
    def __init__(self, arguments):
        super().__init__(arguments)
        QTimer.singleShot(300, self.quit)

desktop.QApplication = Application
study = Path(sys.argv[1])
sys.argv = ["havenlens"]
code = desktop.run_desktop(study)
left = [one for one in gc.get_objects() if isinstance(one, QWidget) and not sip.isdeleted(one)]
sys.exit(code or f"{len(left)} widgets are left, such as {left[0]!r}" if left else code)
"""


def test_no_widget_outlives_the_application(tmp_path):
    """Python would delete it with no application around it, which crashes now and then."""
    small = make_small(tmp_path / "small.havenlens")
    small.file.close()
    home = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path / "home"))
    ended = subprocess.run(
        [sys.executable, "-c", _CLOSED_AT_ONCE, str(small.path)],
        env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
