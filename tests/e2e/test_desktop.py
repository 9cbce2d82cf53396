"""The desktop app as a program in a real window: keys from outside, killed, opened again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from havenlens.app.bootstrap import open_study
from havenlens.domain.observation import Purpose
from havenlens.services.casting import propose_casting
from tests.support.desktop import demo_study

NEEDED = {"Xvfb": "xvfb", "xdotool": "xdotool"}


def find(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.fail(f"{program} is missing; install it with: sudo apt-get install {NEEDED[program]}")
    return path


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    read, write = os.pipe()
    command = [find("Xvfb"), "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def study(tmp_path) -> Path:
    path = demo_study(tmp_path / "demo")
    file, opened = open_study(path, write=True)
    with file:
        place = opened.observation("01")
        scheme = opened.stored_scheme("safe_haven_bids")
        people = {p.id: p for p in opened.store.participants()}
        cast = propose_casting(opened.scheme(scheme.id), [people[p] for p in place.participants])
        opened.add_coding(place.id, scheme.id, opened.add_coder("tester").id, Purpose.RESEARCH, cast)
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


class Program:
    """A running desktop app with its own settings."""

    def __init__(self, display: str, study: Path, home: Path) -> None:
        self.env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": str(home)}
        self.log = home.parent / "program.log"
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "havenlens", str(study)]
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)
        self.window = self._wait_for_window()

    def _wait_for_window(self) -> str:
        for _ in range(300):
            found = self.tool("search", "--onlyvisible", "--name", "Havenlens")
            if found:
                return found.splitlines()[-1]
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.1)
        pytest.fail("the window did not come within 30 s")

    def tool(self, *arguments: str) -> str:
        done = subprocess.run(
            [find("xdotool"), *arguments], env=self.env, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def key(self, *keys: str) -> None:
        self.tool("windowfocus", "--sync", self.window)
        self.tool("key", "--window", self.window, *keys)


def remember(home: Path, study: Path, coding: str) -> None:
    (home / "Havenlens").mkdir(parents=True)
    key = study.resolve().as_posix().replace("/", "|").replace("|", "%7C").replace(" ", "%20")
    (home / "Havenlens" / "havenlens.ini").write_text(f"[last_coding]\n{key}={coding}\n", encoding="utf-8")


def wait_until(check, seconds: float = 20) -> None:
    for _ in range(int(seconds * 10)):
        if check():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen in time")


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
