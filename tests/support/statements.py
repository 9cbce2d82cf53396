"""What a study asks of its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from havenlens.store.connections import driver
from havenlens.store.study_rows import StudyRows


@contextmanager
def reading(rows: StudyRows) -> Iterator[list[str]]:
    """Collect the queries that are sent to the file until the block ends."""
    asked: list[str] = []

    def note(statement: str) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    own = driver(rows._connection)
    own.set_trace_callback(note)
    try:
        yield asked
    finally:
        own.set_trace_callback(None)
