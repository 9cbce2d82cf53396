"""Notice that a study was taken away while it was open, and keep what was in it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from havenlens.domain.problems import Problem, StudyError
from havenlens.services.files import whole_file

RESCUED = "rescued"
"""What a copy is called that was made of a study which was no longer in its place."""


class Whereabouts:
    """Knows which file a path led to, and whether it still does.

    Linux and macOS let an open file be moved, renamed or deleted: SQLite would go on writing to a file that
    nobody finds any more, and leave what is in the write-ahead log out of one that was renamed. A file that
    is only being made is not watched.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._file = self._found()
        self._gone: Problem | None = None
        self._changes = 0

    @property
    def is_there(self) -> bool:
        """Tell whether the path still leads to the file that was opened."""
        return self._file is None or self._found() == self._file

    def look(self, own: sqlite3.Connection) -> None:
        """Look before a transaction; where the file was taken away, save what is in it, once.

        A transaction that only reads goes on: what is open can still be seen.
        """
        if self.is_there:
            self._gone = None
        elif self._gone is None:
            self.settle(own)
            self._gone = self._rescue(own)
        self._changes = own.total_changes

    def refuse(self, own: sqlite3.Connection) -> None:
        """Take back a transaction that wrote to a file which was taken away, and raise `StudyError`."""
        if self._gone is not None and own.total_changes != self._changes:
            own.execute("ROLLBACK")
            raise StudyError(self._gone.code, **self._gone.values)

    def settle(self, own: sqlite3.Connection) -> None:
        """Move all of the log into a file that was taken away: SQLite itself leaves that undone."""
        if not self.is_there:
            with suppress(sqlite3.Error):
                own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _rescue(self, own: sqlite3.Connection) -> Problem:
        """Write everything into a copy beside where the study was, as far as that can be done."""
        stamp = f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
        copy = self._path.with_name(f"{self._path.stem}-{RESCUED}-{stamp}{self._path.suffix}")
        try:
            with whole_file(copy) as draft:
                own.execute("VACUUM INTO ?", (str(draft),))
        except (sqlite3.Error, StudyError):
            return Problem("study.taken_away", {"path": self._path.name})
        return Problem("study.rescued", {"path": self._path.name, "copy": copy})

    def _found(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino
