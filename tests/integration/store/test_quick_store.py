"""What the tests do quickly, `tests/support/quick_store.py`, is what the program does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, select

from havenlens.store import connections, schema, study_file
from havenlens.store.connections import connect_to_fill, connect_to_write, disconnect, driver
from havenlens.store.tables import study as study_table
from tests.support.quick_store import Compiled, Migrations

OFF, FULL = 0, 2
Made = tuple[list[tuple[object, ...]], list[tuple[object, ...]], int]


def made_by(migrate: Callable[[Connection], None], path: Path) -> Made:
    """Give all that is in a file after its tables were made: the schema in its order, the rows, the mark."""
    connection = connect_to_write(path)
    try:
        with connection.begin():
            migrate(connection)
    finally:
        disconnect(connection)
    with closing(sqlite3.connect(path)) as file:
        tables = file.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid").fetchall()
        rows = [
            (name, *row)
            for kind, name, *_ in tables
            if kind == "table"
            for row in file.execute(f'SELECT * FROM "{name}"')
        ]
        return tables, rows, file.execute("PRAGMA application_id").fetchone()[0]


def test_tables_made_quickly_are_those_of_the_migrations(tmp_path: Path) -> None:
    quick = Migrations()
    slow = made_by(schema.migrate, tmp_path / "slow")
    assert made_by(quick.migrate, tmp_path / "first") == slow
    assert made_by(quick.migrate, tmp_path / "second") == slow
    assert slow[1] == [("alembic_version", schema.HEAD)]
    assert slow[2] == schema.APPLICATION_ID


def test_a_file_with_tables_is_upgraded_by_the_migrations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, asked = Migrations(), []
    made_by(quick.migrate, tmp_path / "study")
    monkeypatch.setattr(schema, "migrate", asked.append)
    made_by(quick.migrate, tmp_path / "study")
    assert len(asked) == 1


def test_each_file_has_its_own_rows_and_pragmas_on_one_dialect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "create_engine", Compiled().create_engine)
    for name in ("a", "b"):
        study_file.StudyFile.create(tmp_path / f"{name}.havenlens", name).close()
    a, b = (connect_to_write(tmp_path / f"{name}.havenlens") for name in ("a", "b"))
    filled = connect_to_fill(tmp_path / "c.havenlens")
    try:
        assert a.dialect is b.dialect
        assert [each.execute(select(study_table.c.name)).scalar() for each in (a, b)] == ["a", "b"]
        modes = [driver(each).execute("PRAGMA journal_mode").fetchone()[0] for each in (a, b, filled)]
        assert modes == ["wal", "wal", "memory"]
    finally:
        for each in (a, b, filled):
            disconnect(each)


@pytest.mark.parametrize(("engines", "synchronous"), [(create_engine, FULL), (Compiled().create_engine, OFF)])
def test_the_program_waits_for_the_disk_where_the_tests_do_not(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engines: Callable[..., Engine],
    synchronous: int,
) -> None:
    monkeypatch.setattr(connections, "create_engine", engines)
    for connect in (connect_to_write, connect_to_fill):
        connection = connect(tmp_path / connect.__name__)
        try:
            with connection.begin():
                assert driver(connection).execute("PRAGMA synchronous").fetchone() == (synchronous,)
        finally:
            disconnect(connection)
