"""The desktop app as a program in a real window on a screen of its own; keys come from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NEEDED = {"Xvfb": "xvfb", "xdotool": "xdotool"}


def find(program: str) -> str:
    """Give the path of a program that the tests need."""
    path = shutil.which(program)
    if path is None:
        pytest.fail(f"{program} is missing; install it with: sudo apt-get install {NEEDED[program]}")
    return path


@contextmanager
def screen() -> Iterator[str]:
    """Give a screen of 1440 by 900 as long as the block lasts."""
    read, write = os.pipe()
    command = [find("Xvfb"), "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


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
        """Let xdotool do something on the screen; give what it says."""
        done = subprocess.run(
            [find("xdotool"), *arguments], env=self.env, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def code(self, key: str, done: Callable[[], bool]) -> None:
        """Press a code's key until it has coded: while no frame is on the screen yet, it is refused."""
        for _ in range(10):
            self.key(key)
            if comes_to_be(done, 4):
                return
        pytest.fail(f"{key} never coded")

    def key(self, *keys: str) -> None:
        """Press keys on the keyboard of the screen."""
        self.tool("windowfocus", "--sync", self.window)
        self.tool("key", "--window", self.window, *keys)


def remember(home: Path, study: Path, coding: str) -> None:
    """Let the app open a coding again at its start."""
    (home / "Havenlens").mkdir(parents=True)
    key = study.resolve().as_posix().replace("/", "|").replace("|", "%7C").replace(" ", "%20")
    (home / "Havenlens" / "havenlens.ini").write_text(f"[last_coding]\n{key}={coding}\n", encoding="utf-8")


def comes_to_be(check: Callable[[], bool], seconds: float) -> bool:
    """Wait until something has happened; tell whether it has."""
    for _ in range(int(seconds * 10)):
        if check():
            return True
        time.sleep(0.1)
    return False


def wait_until(check: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something has happened, or fail."""
    if not comes_to_be(check, seconds):
        pytest.fail("it did not happen in time")
