"""Connect to a study file: to write it, to read it, or to read it where nothing may be written beside it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.dml import UpdateBase

from havenlens.store.checkpoints import Checkpoints
from havenlens.store.whereabouts import Whereabouts

_PAGES_WITHOUT_PAUSE = 8_000
"""How long the write-ahead log may get before a commit moves it after all, in pages of 4 KB."""
_WHEREABOUTS = "whereabouts"

_THROUGH = ("fullfsync=ON", "checkpoint_fullfsync=ON")
"""macOS alone: without these, what it calls written may still be in the memory of the disk itself."""


def address_of(path: PurePath, options: str) -> str:
    """Name a file to SQLite, with what it may do there, such as ``mode=ro``; the path has to be absolute.

    The host of a share is part of the path there: SQLite knows no host but this one.
    """
    place = path.as_posix()
    stroke = "" if place.startswith("/") else "/"  # a drive of Windows stands behind one
    return f"file://{stroke}{quote(os.fsencode(place), safe='/:')}?{options}"


def connect_to_write(path: Path, *, foreign_keys: bool = True) -> Connection:
    """Connect to a file to write it, and make it where it is missing.

    What is deleted is overwritten, and every commit is on the disk: in the write-ahead log at first, which is
    moved into the file in a pause. Nothing is written to a file that was taken away while it was open: the
    transaction raises `StudyError`. Migrations rebuild tables, which would cascade: they ask for a connection
    without foreign keys.
    """
    keys = "ON" if foreign_keys else "OFF"
    pragmas = (
        f"foreign_keys={keys}",
        "journal_mode=WAL",
        "synchronous=FULL",
        *_THROUGH,
        "secure_delete=ON",
        f"wal_autocheckpoint={_PAGES_WITHOUT_PAUSE}",
    )
    whereabouts = Whereabouts(path)
    engine = _engine(path, "mode=rwc", pragmas, whereabouts)
    checkpoints = Checkpoints(address_of(path.resolve(), "mode=rw"))

    @event.listens_for(engine, "commit")
    def note(connection: Connection) -> None:
        whereabouts.refuse(driver(connection))
        checkpoints.note()

    @event.listens_for(engine, "engine_disposed")
    def close(_engine: Engine) -> None:
        checkpoints.close()

    connection = engine.connect()
    connection.info[_WHEREABOUTS] = whereabouts
    return connection


def connect_to_fill(path: Path) -> Connection:
    """Connect to a file nobody knows of yet, to write all of it at once; nothing is put beside it."""
    return _engine(
        path, "mode=rwc", ("foreign_keys=ON", "journal_mode=MEMORY", "synchronous=FULL", *_THROUGH)
    ).connect()


def connect_to_read(path: Path) -> Connection:
    """Connect to a file to read it, also in a folder or on a disk that may only be read.

    There, a file without a write-ahead log beside it is read as it lies: nobody is writing it.
    """
    mode = "mode=ro"
    log = path.with_name(path.name + "-wal")
    if not log.exists() or log.stat().st_size == 0:
        try:
            with closing(sqlite3.connect(address_of(path.resolve(), mode), uri=True)) as probe:
                probe.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError:
            mode = "mode=ro&immutable=1"
    return _engine(path, mode, ("foreign_keys=ON",)).connect()


def driver(connection: Connection) -> sqlite3.Connection:
    """Give SQLite's own connection, for what runs outside a transaction."""
    own = connection.connection.driver_connection
    assert isinstance(own, sqlite3.Connection)
    return own


def disconnect(connection: Connection) -> None:
    """Close a connection and everything that was opened for it."""
    whereabouts = None if connection.closed else connection.info.get(_WHEREABOUTS)
    if isinstance(whereabouts, Whereabouts):
        whereabouts.settle(driver(connection))
    connection.close()
    connection.engine.dispose()


class Prepared:
    """A statement written out once, for what a key press does: it goes to the driver as it is.

    SQLAlchemy's way there takes several times as long as SQLite itself. Errors are raised as it would.
    """

    def __init__(self, statement: UpdateBase) -> None:
        dialect = SQLiteDialect_pysqlite(paramstyle="qmark")
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._columns = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
        ]

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for each row of values, inside the caller's transaction; give how many rows it touched."""
        stored = [
            tuple([row[name] if store is None else store(row[name]) for name, store in self._columns])
            for row in rows
        ]
        own = driver(connection)
        try:
            if len(stored) == 1:
                return own.execute(self._sql, stored[0]).rowcount
            return own.executemany(self._sql, stored).rowcount
        except sqlite3.Error as error:
            raise DBAPIError.instance(self._sql, stored[0], error, sqlite3.Error) from error


def _engine(
    path: Path, mode: str, pragmas: tuple[str, ...], whereabouts: Whereabouts | None = None
) -> Engine:
    address = address_of(path.resolve(), mode)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False, timeout=5)

    # Not by a URL: SQLAlchemy would decode it once more, and "100%25" or "#" would be another file.
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    # sqlite3 begins no transaction before a SELECT or a CREATE TABLE: readers would see two states of the
    # study in one check, and a migration could stop half-way. So transactions are begun here.
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if whereabouts is not None:
            whereabouts.look(driver(connection))
        driver(connection).execute("BEGIN")

    return engine
