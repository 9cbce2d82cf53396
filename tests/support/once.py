"""Make what is expensive once in a run, whoever of the workers comes first."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

_PATIENCE_S = 600


def once_for_all(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Give the folder that ``make`` fills, the same one to every worker: nobody may change it, or open it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    place = shared / f"once-{name}"
    with _one_at_a_time(shared / f"once-{name}-lock"):
        if not place.exists():
            unfinished = factory.mktemp(name)
            make(unfinished)
            unfinished.rename(place)
    return place


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    """Let the others wait; the lock of a process ends with it."""
    with closing(sqlite3.connect(lock, isolation_level=None, timeout=_PATIENCE_S)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
