"""A study on disk: make it, open it for one writer or to read, back it up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Self
from uuid import uuid4

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DatabaseError, DBAPIError

from havenlens.domain.problems import Problem, StudyError
from havenlens.services.files import cannot_write, whole_file
from havenlens.store.check import check_study
from havenlens.store.coding_rows import CodingRows
from havenlens.store.connections import address_of, connect_to_read, connect_to_write, disconnect, driver
from havenlens.store.failures import failure_code, read_failure, write_failure
from havenlens.store.location import filesystem_of, refuse_foreign, refuse_network, refuse_taken
from havenlens.store.lock import WriteLock
from havenlens.store.schema import HEAD, KNOWN, migrate, version_of
from havenlens.store.study_rows import StudyRows
from havenlens.store.tables import study as study_table
from havenlens.store.whereabouts import RESCUED, Whereabouts
from havenlens.store.withdrawal import WithdrawalRows

SUFFIX = ".havenlens"
PATIENCE = 5.0
"""Seconds to wait for another program that is writing the file."""


class StudyFile:
    """One open study: its connection belongs to the thread that opened it."""

    def __init__(self, path: Path, connection: Connection, lock: WriteLock | None) -> None:
        self.path, self._connection, self._lock = path, connection, lock
        self._whereabouts = Whereabouts(path)
        self.codings = CodingRows(connection, writable=self.writable, place=path.name)
        self.rows = StudyRows(connection, self.codings, place=path.name)
        self.withdrawals = WithdrawalRows(connection, self.codings, place=path.name)

    @property
    def writable(self) -> bool:
        """Tell whether this process holds the right to write."""
        return self._lock is not None

    @classmethod
    def create(
        cls,
        path: Path,
        name: str,
        *,
        fill: Callable[[StudyFile], None] | None = None,
        filesystem: Callable[[Path], str] = filesystem_of,
    ) -> StudyFile:
        """Make a new study and open it to write; raise `StudyError` where that cannot be.

        The file gets its name when it is whole, with what ``fill`` puts into it; before, and where that
        fails or is interrupted, there is no study.
        """
        path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
        refuse_taken(path)
        refuse_network(path, filesystem)
        lock = WriteLock.take(path)
        if lock is None:
            raise StudyError("study.locked", path=path)
        draft = path.with_name(f".{path.name}-new")
        try:
            _remove(draft)
            _write_draft(cls, path, draft, name, lock, fill)
            refuse_taken(path)
            draft.rename(path)
            return cls(path, connect_to_write(path), lock)
        except BaseException as error:
            _remove(draft)
            lock.release()
            if not path.exists():
                _remove(path)
            if isinstance(error, DBAPIError | sqlite3.Error):
                raise write_failure(str(path), error) from error
            if isinstance(error, OSError):
                raise cannot_write(path, error) from error
            raise

    @classmethod
    def open(
        cls, path: Path, *, write: bool, must: bool = True, filesystem: Callable[[Path], str] = filesystem_of
    ) -> StudyFile:
        """Open a study; with ``must=False`` a study that cannot be written here is opened to read instead.

        An older study is backed up and brought up to date first, which needs the right to write.
        """
        refuse_foreign(path)
        refuse_network(path, filesystem)
        lock = _take_lock(path, must=must) if write else None
        connection: Connection | None = None
        try:
            if _is_older(path):
                with _held(lock, path):
                    _bring_up_to_date(path)
            connection = connect_to_read(path) if lock is None else connect_to_write(path)
            return cls(path, connection, lock)
        except BaseException as error:
            if connection is not None:
                disconnect(connection)
            if lock is not None:
                lock.release()
            if isinstance(error, DatabaseError | sqlite3.Error):
                raise read_failure(str(path), error) from error
            raise

    def reader(self) -> StudyRows:
        """Open a second connection that only reads, for a job on another thread; close it there."""
        return self._beside(writable=False)

    def writer(self) -> StudyRows:
        """Open a second connection that writes, for a job on another thread; close it there.

        While a transaction of the job is open, the first connection reads, and waits to write.
        """
        return self._beside(writable=self.writable)

    def _beside(self, *, writable: bool) -> StudyRows:
        """Connect once more; raise `StudyError` where the path leads to no file now, or to another one."""
        place = self.path.name
        if not self._whereabouts.is_there:
            raise StudyError("study.taken_away", path=place)
        try:
            connection = connect_to_write(self.path) if writable else connect_to_read(self.path)
        except (DBAPIError, sqlite3.Error) as error:
            raise read_failure(place, error) from error
        return StudyRows(connection, CodingRows(connection, writable=writable, place=place), place)

    def check(self) -> list[Problem]:
        """List what is wrong with the file, its logs and its events; nothing where all of it holds."""
        return check_study(self._connection)

    @property
    def name(self) -> str:
        """Give the study's name."""
        with self.rows.transaction():
            return str(self._connection.execute(select(study_table.c.name)).scalar_one())

    def close(self) -> None:
        """Close the study and let the next one write."""
        disconnect(self._connection)
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def backup(path: Path, target: Path | None = None) -> Path:
    """Copy a study while it may be in use, to a file beside it, whole or not at all; give the copy's path.

    The copy is written anew, so that nothing of what was deleted from the study is in it.
    """
    refuse_foreign(path)
    target = target or _copy_name(path, "backup")
    refuse_taken(target)
    try:
        with whole_file(target) as copy:
            connection = connect_to_read(path)
            try:
                driver(connection).execute("VACUUM INTO ?", (str(copy),))
            finally:
                disconnect(connection)
    except (sqlite3.Error, DBAPIError) as error:
        codes = {"study.disk_full": "file.disk_full", "study.disk_failed": "file.disk_full"}
        code = failure_code(error)
        if code is None:
            raise
        if code in codes:
            raise StudyError(codes[code], path=target, folder=target.parent) from error
        raise StudyError(code, path=path) from error
    return target


def copies_of(path: Path) -> list[Path]:
    """List the copies of a study that `backup`, upgrades and rescues have put beside it."""
    kinds = ("backup", "before", RESCUED)
    return sorted(
        copy
        for copy in path.parent.glob(f"*{SUFFIX}")
        if copy.stem.startswith(tuple(f"{path.stem}-{kind}-" for kind in kinds))
    )


def _write_draft(
    cls: type[StudyFile],
    path: Path,
    draft: Path,
    name: str,
    lock: WriteLock,
    fill: Callable[[StudyFile], None] | None,
) -> None:
    connection = connect_to_write(draft)
    try:
        with connection.begin():
            migrate(connection)
            row = {"id": uuid4(), "name": name, "created_at": datetime.now(UTC), "settings": {}}
            connection.execute(insert(study_table), row)
        if fill is not None:
            fill(cls(path, connection, lock))
        driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        disconnect(connection)


def _take_lock(path: Path, *, must: bool) -> WriteLock | None:
    try:
        lock = WriteLock.take(path)
        if lock is None:
            raise StudyError("study.locked", path=path)  # noqa: TRY301 - one way out for all
        try:
            _refuse_read_only(path)
        except BaseException:
            lock.release()
            raise
    except StudyError:
        if must:
            raise
        return None
    return lock


def _refuse_read_only(path: Path) -> None:
    address = address_of(path.resolve(), "mode=rw")
    try:
        # SQLite itself opens a file it may not write to read it, and says so at the first write only.
        path.open("r+b").close()
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as probe:
            probe.execute("BEGIN IMMEDIATE")
    except OSError as error:
        raise StudyError("study.read_only", path=path) from error
    except sqlite3.Error as error:
        code = failure_code(error)
        if code is None:
            raise
        raise StudyError("study.read_only" if code == "study.disk_failed" else code, path=path) from error


def _is_older(path: Path) -> bool:
    """Tell whether a study has to be brought up to date; refuse one of a newer program, and what is none."""
    connection = connect_to_read(path)
    try:
        with connection.begin():
            version = version_of(connection)
    finally:
        disconnect(connection)
    if version is None:
        raise StudyError("study.not_a_study", path=path)
    if version not in KNOWN:
        raise StudyError("study.newer", path=path, version=version)
    return version != HEAD


@contextmanager
def _held(lock: WriteLock | None, path: Path) -> Iterator[None]:
    """Hold the lock that is there already, or take it for as long as the block lasts."""
    own = _take_lock(path, must=True) if lock is None else None
    try:
        yield
    finally:
        if own is not None:
            own.release()


def _bring_up_to_date(path: Path) -> None:
    backup(path, _copy_name(path, f"before-{HEAD}"))
    connection = connect_to_write(path, foreign_keys=False)
    try:
        with connection.begin():
            migrate(connection)
    finally:
        disconnect(connection)


def _copy_name(path: Path, kind: str) -> Path:
    """Give a name beside a study, with the time, that no file has yet."""
    stamp = f"{path.stem}-{kind}-{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
    names = (path.with_name(f"{stamp}{extra}{SUFFIX}") for extra in chain([""], (f"-{n}" for n in count(2))))
    return next(name for name in names if not name.exists())


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-lock", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
