"""A study on disk: make it, open it for one writer or to read, back it up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.pool import NullPool

from havenlens.domain.problems import Problem, StudyError
from havenlens.store.check import check_study
from havenlens.store.coding_rows import CodingRows
from havenlens.store.failures import write_failure
from havenlens.store.location import filesystem_of, is_network
from havenlens.store.lock import WriteLock
from havenlens.store.schema import HEAD, KNOWN, migrate, version_of
from havenlens.store.study_rows import StudyRows
from havenlens.store.tables import study as study_table
from havenlens.store.withdrawal import WithdrawalRows

SUFFIX = ".havenlens"
_HEADER = b"SQLite format 3\x00"


class StudyFile:
    """One open study: its connection belongs to the thread that opened it."""

    def __init__(self, path: Path, connection: Connection, lock: WriteLock | None) -> None:
        self.path, self._connection, self._lock = path, connection, lock
        self.codings = CodingRows(connection, writable=self.writable, place=path.name)
        self.rows = StudyRows(connection, self.codings, place=path.name)
        self.withdrawals = WithdrawalRows(connection, place=path.name)

    @property
    def writable(self) -> bool:
        """Tell whether this process holds the right to write."""
        return self._lock is not None

    @classmethod
    def create(cls, path: Path, name: str, *, filesystem: Callable[[Path], str] = filesystem_of) -> StudyFile:
        """Make a new study and open it to write; raise `StudyError` where that cannot be."""
        path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
        if path.exists():
            raise StudyError("study.exists", path=path)
        if not path.parent.is_dir():
            raise StudyError("file.no_folder", path=path, folder=path.parent)
        _refuse_network(path, filesystem)
        lock = WriteLock.take(path)
        try:
            connection = _engine(path).connect()
            with connection.begin():
                migrate(connection)
                row = {"id": uuid4(), "name": name, "created_at": datetime.now(UTC), "settings": {}}
                connection.execute(insert(study_table), row)
        except (DBAPIError, sqlite3.Error) as error:
            if lock is not None:
                lock.release()
            _remove(path)
            if isinstance(error, DBAPIError):
                raise write_failure(str(path), error) from error
            raise StudyError("study.read_only", path=path) from error
        return cls(path, connection, lock)

    @classmethod
    def open(
        cls, path: Path, *, write: bool, must: bool = True, filesystem: Callable[[Path], str] = filesystem_of
    ) -> StudyFile:
        """Open a study; with ``must=False`` a study that is open elsewhere is opened to read instead.

        An older study is backed up and brought up to date first, which needs the right to write.
        """
        _refuse_foreign(path)
        _refuse_network(path, filesystem)
        lock = cls._lock_for(path, must=must) if write else None
        try:
            connection = _engine(path, read_only=lock is None).connect()
            cls._bring_up_to_date(path, connection, writable=lock is not None)
        except DatabaseError as error:
            if lock is not None:
                lock.release()
            raise write_failure(str(path), error) from error
        except StudyError:
            if lock is not None:
                lock.release()
            raise
        return cls(path, connection, lock)

    @staticmethod
    def _lock_for(path: Path, *, must: bool) -> WriteLock | None:
        try:
            lock = WriteLock.take(path)
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as probe:
                probe.execute("PRAGMA schema_version")
                if lock is not None:
                    probe.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StudyError("study.read_only", path=path) from error
        except StudyError:
            if must:
                raise
            return None
        if lock is None and must:
            raise StudyError("study.locked", path=path)
        return lock

    @staticmethod
    def _bring_up_to_date(path: Path, connection: Connection, *, writable: bool) -> None:
        with connection.begin():
            version = version_of(connection)
        if version is None:
            raise StudyError("study.not_a_study", path=path)
        if version not in KNOWN:
            raise StudyError("study.newer", path=path, version=version)
        if version != HEAD:
            if not writable:
                raise StudyError("study.read_only", path=path)
            backup(path, path.with_name(f"{path.stem}-before-{HEAD}{SUFFIX}"))
            with connection.begin():
                migrate(connection)

    def reader(self) -> StudyRows:
        """Open a second connection that only reads, for a job on another thread; close it there."""
        connection = _engine(self.path, read_only=True).connect()
        return StudyRows(
            connection, CodingRows(connection, writable=False, place=self.path.name), self.path.name
        )

    def check(self) -> list[Problem]:
        """List what is wrong with the file, its logs and its events; nothing where all of it holds."""
        return check_study(self._connection)

    @property
    def name(self) -> str:
        """Give the study's name."""
        with self._connection.begin():
            return str(self._connection.execute(select(study_table.c.name)).scalar_one())

    def close(self) -> None:
        """Close the study and let the next one write."""
        self._connection.close()
        self._connection.engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def backup(path: Path, target: Path | None = None) -> Path:
    """Copy a study while it may be in use, to a file beside it; give the copy's path."""
    _refuse_foreign(path)
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    target = target or path.with_name(f"{path.stem}-backup-{stamp}{SUFFIX}")
    if target.exists():
        raise StudyError("study.exists", path=target)
    try:
        with (
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as error:
        _remove(target)
        code = "file.disk_full" if "full" in str(error) else "file.read_only"
        raise StudyError(code, path=target, folder=target.parent) from error
    return target


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-lock", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _refuse_foreign(path: Path) -> None:
    if not path.exists():
        raise StudyError("study.missing", path=path)
    try:
        with path.open("rb") as file:
            header = file.read(16)
    except OSError as error:
        raise StudyError("study.not_a_study", path=path) from error
    if header != _HEADER:
        raise StudyError("study.not_a_study", path=path)


def _refuse_network(path: Path, filesystem: Callable[[Path], str]) -> None:
    kind = filesystem(path.parent)
    if is_network(kind):
        raise StudyError("study.network", path=path, filesystem=kind)


def _engine(path: Path, *, read_only: bool = False) -> Engine:
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}&uri=true"
    engine = create_engine(
        "sqlite:///" + uri, poolclass=NullPool, connect_args={"check_same_thread": False, "timeout": 5}
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        if not read_only:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine
