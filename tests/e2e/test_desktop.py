"""The desktop app as a program in a real window: keys from outside, killed, opened again."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from havenlens.app.bootstrap import open_study
from tests.support.desktop import demo_study, empty_coding
from tests.support.screen import Program, remember, screen, wait_until


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as number:
        yield number


@pytest.fixture
def study(tmp_path) -> Path:
    path = demo_study(tmp_path / "demo")
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
    time.sleep(2.5)
    program.key("b")
    wait_until(lambda: len(events(study)) == 1)
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
