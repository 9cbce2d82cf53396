"""Move what was committed from the write-ahead log into the file while nobody waits for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from threading import Event, Thread
from time import monotonic

_QUIET = 1.0
"""Seconds without a commit after which it is done."""


class Checkpoints:
    """A thread that waits for a pause after commits.

    SQLite itself does it within every so many commits, one of which then takes as long as a hundred others: a
    key press that is felt. What was committed is on the disk before and after; nothing depends on this.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._committed, self._ended = Event(), Event()
        self._last = 0.0
        self._thread: Thread | None = None

    def note(self) -> None:
        """Take note of a commit."""
        self._last = monotonic()
        if self._thread is None:
            self._thread = Thread(target=self._wait, name="checkpoints", daemon=True)
            self._thread.start()
        self._committed.set()

    def close(self) -> None:
        """Stop, and let go of the file."""
        self._ended.set()
        self._committed.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _wait(self) -> None:
        while self._committed.wait() and not self._ended.is_set():
            self._committed.clear()
            while (rest := self._last + _QUIET - monotonic()) > 0:
                if self._ended.wait(rest):
                    return
            # Where it cannot be done now, it is done later: at the next pause, or when the file is closed.
            with suppress(sqlite3.Error), closing(sqlite3.connect(self._address, uri=True)) as file:
                file.execute("PRAGMA checkpoint_fullfsync=ON")
                file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
