"""One writer at a time: an open transaction on a sidecar file, which dies with its process."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from havenlens.domain.problems import StudyError


class WriteLock:
    """Hold the right to write one study; the operating system takes it back when the process dies."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def take(cls, study: Path) -> WriteLock | None:
        """Take the lock of a study, or give None where another process has it.

        Raise `StudyError` where the folder may not be written at all.
        """
        study_itself = study.resolve()
        sidecar = study_itself.with_name(study_itself.name + "-lock")
        try:
            connection = sqlite3.connect(sidecar, isolation_level=None, timeout=0, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise StudyError("study.read_only", path=study) from error
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            connection.close()
            if "locked" in str(error):
                return None
            raise StudyError("study.read_only", path=study) from error
        return cls(connection)

    def release(self) -> None:
        """Let the next one write."""
        with suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK")
        self._connection.close()
