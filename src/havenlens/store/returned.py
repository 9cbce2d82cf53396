"""A hand-out that came back: opened to read, and checked before anything of it is taken in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from havenlens.domain.problems import StudyError
from havenlens.services.hand_outs import KEPT_IN_THE_STUDY, MARK, HandOutMark
from havenlens.services.merging import Act, Edit, LoggedRow, Registers
from havenlens.services.ports import Progress
from havenlens.store import tables as t
from havenlens.store.chain import WITHDRAWAL
from havenlens.store.check import check_study
from havenlens.store.connections import connect_to_read, disconnect
from havenlens.store.failures import read_failure
from havenlens.store.location import refuse_foreign
from havenlens.store.schema import HEAD, KNOWN, version_of

SHARED: Mapping[str, tuple[str, ...]] = {
    "presence": ("participant", "state", "onset_us", "offset_us"),
    "transcripts": ("language",),
    "transcript_lines": ("onset_us", "offset_us", "speaker", "text"),
    "scheme_notes": ("text",),
    "codings": ("status", "submitted_at", "status_note"),
    "assignments": ("coding",),
}
"""What of each table is taken in edit by edit."""
MERGE = "merge"
"""The kind of the rows of the study's log that say what a merge took in."""
FROM = "from"
"""Where such a row says when and where the edit was made."""


class Returned:
    """The rows of a hand-out on a connection of its own."""

    def __init__(self, connection: Connection, path: Path, mark: HandOutMark) -> None:
        self.connection, self.path, self.mark = connection, path, mark
        self.coder = connection.execute(select(t.coders).where(t.coders.c.id == mark.coder)).one()
        study_id = connection.execute(select(t.study.c.id)).scalar_one()
        log = connection.execute(_log_of(study_id)).all()
        self.head = (log[-1].seq, log[-1].hash)
        self.edits = list(logged_edits(log, mark.id.hex))
        self.registers = Registers.of(edit for edit, _ in self.edits)
        self.other_tables = tuple(sorted(_tables(log) - SHARED.keys()))

    def rows(self, table: Any, *conditions: Any) -> list[dict[str, Any]]:
        """Read the rows of a table."""
        query = select(table).where(*conditions)
        return [dict(row) for row in self.connection.execute(query).mappings()]


@contextmanager
def opened_hand_out(path: Path, take_study: Callable[[], UUID], progress: Progress) -> Iterator[Returned]:
    """Open a hand-out as it lies, and check it; raise `StudyError` where it cannot be merged.

    ``take_study`` takes the right to write the study and gives its id: once the file is known to hold, so
    that coding there need not wait for it.
    """
    refuse_foreign(path)
    connection = connect_to_read(path)
    try:
        with _read_failures(path):
            _check_file(connection, path, progress)
        study_id = take_study()
        with _read_failures(path):
            connection.begin()  # one state of the file for all that is read, until it is closed
            returned = _checked(connection, path, study_id)
        yield returned
    finally:
        disconnect(connection)


@contextmanager
def _read_failures(path: Path) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise read_failure(str(path), error) from error


def _check_file(connection: Connection, path: Path, progress: Progress) -> None:
    _refuse_version(path, connection)
    problems = check_study(connection, progress)
    if problems:
        raise StudyError("merge.tampered", path=path, problem=problems[0].sentence)


def _refuse_version(path: Path, connection: Connection) -> None:
    with connection.begin():
        version = version_of(connection)
    if version is None:
        raise StudyError("study.not_a_study", path=path)
    if version not in KNOWN:
        raise StudyError("study.newer", path=path, version=version)
    if version != HEAD:
        raise StudyError("merge.older", path=path)


def _checked(connection: Connection, path: Path, study_id: UUID) -> Returned:
    row = connection.execute(select(t.study)).one()
    if row.id != study_id:
        raise StudyError("merge.other_study", path=path, study=row.name)
    mark = HandOutMark.of_settings(row.settings)
    if mark is None:
        raise StudyError("merge.no_hand_out", path=path)
    first = connection.execute(_log_of(row.id).limit(1)).one()
    if first.payload is None or json.loads(first.payload).get(MARK) != mark.as_json():
        raise StudyError("merge.mark_changed", path=path)
    known = {coder.id: coder.name for coder in connection.execute(select(t.coders))}
    if mark.coder not in known:
        raise StudyError("merge.mark_changed", path=path)
    _refuse_others_work(connection, path, mark, known)
    return Returned(connection, path, mark)


def _refuse_others_work(
    connection: Connection, path: Path, mark: HandOutMark, known: Mapping[UUID, str]
) -> None:
    """Refuse what the coder had no right to make: codings of somebody else, masters, consensus."""
    query = select(t.codings, t.observations.c.name).join(t.observations)
    for coding in connection.execute(query.order_by(t.observations.c.name)):
        values = {"path": path, "observation": coding.name, "coder": known[mark.coder]}
        if coding.coder != mark.coder:
            raise StudyError("merge.of_another", other=known[coding.coder], **values)
        if coding.purpose in KEPT_IN_THE_STUDY:
            raise StudyError("merge.purpose", **values)


# --- logs -------------------------------------------------------------------------------------------


def _log_of(chain: UUID) -> Any:
    return select(t.change_log).where(t.change_log.c.chain == chain).order_by(t.change_log.c.seq)


def coding_log(connection: Connection, coding: UUID) -> list[LoggedRow]:
    """Read what decides how two logs of a coding stand to each other."""
    log = t.change_log
    query = select(log.c.hash, log.c.kind, log.c.payload.is_(None)).where(log.c.chain == coding)
    return [
        LoggedRow(row_hash, kind == WITHDRAWAL, bool(erased))
        for row_hash, kind, erased in connection.execute(query.order_by(log.c.seq))
    ]


def logged_edits(log: Iterable[Any], origin: str) -> Iterator[tuple[Edit, Mapping[str, Any]]]:
    """Read the edits of shared tables from a log, each with its payload, oldest first.

    A log knows its own order: where the clock went back, an edit counts as made when the one before it was.
    What a merge took in keeps the stamp it was made with.
    """
    latest = ""
    for row in log:
        if row.payload is None:
            continue
        content = json.loads(row.payload)
        if FROM in content:
            at, place, seq = content[FROM]
            stamp = (at, place, seq)
        else:
            latest = max(latest, row.at_utc)
            stamp = (latest, origin, row.seq)
        edit = _edit(content, stamp)
        if edit is not None:
            yield edit, content


def _edit(content: Mapping[str, Any], stamp: tuple[str, str, int]) -> Edit | None:
    table = str(content.get("table", ""))
    if table not in SHARED:
        return None
    if "removed" in content:
        return Edit((table, content["removed"]["id"]), Act.REMOVE, stamp)
    values = content["row"]
    act = Act.CHANGE if "id" in content else Act.ADD
    row_id = content["id"] if act is Act.CHANGE else values["id"]
    return Edit((table, row_id), act, stamp, tuple(name for name in SHARED[table] if name in values))


def _tables(log: Iterable[Any]) -> set[str]:
    payloads = (json.loads(row.payload) for row in log if row.payload is not None)
    return {content["table"] for content in payloads if "table" in content}
