"""Make and open study files without doing anew, in each of thousands of tests, what comes out the same.

The first study of a process is made by the migrations; later ones get the statements that are in it then.
What SQLAlchemy has compiled is kept for all files, since one program opens few and the tests open thousands.
Nothing waits for the disk itself: what a process has written stays when it is killed, which is all that a
test can see; only a power cut would tell the difference.
`tests/integration/store/test_quick_store.py` holds all of it against the real thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import Dialect

from havenlens.store import connections, handing_out, schema, study_file
from havenlens.store.connections import driver

_EMPTY = "SELECT count(*) = 0 FROM sqlite_master"
_MADE = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"


class Migrations:
    """Creates the tables of an empty file from what the migrations made once; upgrades by the migrations."""

    def __init__(self) -> None:
        self._statements: list[str] = []

    def migrate(self, connection: Connection) -> None:
        """Do what `schema.migrate` does."""
        file = driver(connection)
        [empty] = file.execute(_EMPTY).fetchone()
        if not empty:
            schema.migrate(connection)
        elif self._statements:
            for statement in self._statements:
                file.execute(statement)
        else:
            schema.migrate(connection)
            self._statements = [sql for (sql,) in file.execute(_MADE)] + [
                f"INSERT INTO alembic_version VALUES ('{schema.HEAD}')",
                f"PRAGMA application_id = {schema.APPLICATION_ID}",
            ]


class Compiled:
    """Makes engines which have one dialect, and so one store of compiled statements."""

    def __init__(self) -> None:
        engine = create_engine("sqlite://")
        engine.connect().close()  # which is when a dialect finds out what it speaks to
        engine.dispose()
        self._dialect: Dialect = engine.dialect
        self._statements: dict[Any, Any] = {}

    def create_engine(self, *arguments: Any, **options: Any) -> Engine:
        """Do what `sqlalchemy.create_engine` does."""
        engine = create_engine(*arguments, **options, execution_options={"compiled_cache": self._statements})
        engine.dialect = engine.pool._dialect = self._dialect
        event.listen(engine, "checkout", _wait_for_no_disk)  # which comes after the program has set it up
        return engine


def _wait_for_no_disk(connection: Any, *_: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


@contextmanager
def quick_store() -> Iterator[None]:
    """Make and open study files quickly inside the block."""
    migrations, compiled = Migrations(), Compiled()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study_file, "migrate", migrations.migrate)
        patch.setattr(handing_out, "migrate", migrations.migrate)
        patch.setattr(connections, "create_engine", compiled.create_engine)
        yield
