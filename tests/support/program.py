"""Run the program as a person does: as a process, with its exit code and what it prints."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    """A run that has ended."""

    returncode: int
    stdout: str
    stderr: str


def start(*arguments: object, cwd: Path | None = None) -> Done:
    """Start the program from nothing, as ``python -m havenlens``, and wait for its end."""
    ended = subprocess.run(
        command(*arguments),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
    )
    return Done(ended.returncode, ended.stdout, ended.stderr)


def command(*arguments: object) -> list[str]:
    """Give the command that starts the program."""
    return [sys.executable, "-m", "havenlens", *(str(argument) for argument in arguments)]


def run(
    *arguments: object, cwd: Path | None = None, as_owner: bool = False, file_size: int | None = None
) -> Done:
    """Run the program in a process of its own; where the system can fork, its imports are there already.

    ``as_owner`` lets file permissions count, also where the tests run as root; ``file_size`` is the size in
    bytes beyond which no file can grow, as on a full disk.
    """
    if not hasattr(os, "fork"):
        return start(*arguments, cwd=cwd)
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        out.touch()
        err.touch()
        order = {
            "arguments": [str(argument) for argument in arguments],
            "out": str(out),
            "err": str(err),
            "cwd": str(cwd or Path.cwd()),
            "as_owner": as_owner,
            "file_size": file_size,
        }
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(order) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return Done(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.support.zygote"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
    )
    atexit.register(_end, server)
    return server


def _end(server: subprocess.Popen[str]) -> None:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.close()
    server.wait(timeout=10)
    server.stdout.close()
