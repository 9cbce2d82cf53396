"""What a key press writes: prepared statements, and a write-ahead log that is moved in a pause."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from havenlens.store import checkpoints
from havenlens.store.connections import Prepared, connect_to_write, disconnect, driver
from havenlens.store.tables import chain_ends

ADD = Prepared(insert(chain_ends))


def row(chain: UUID, seq: int = 1) -> dict[str, object]:
    return {"chain": chain, "seq": seq, "hash": "0" * 64}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    made = connect_to_write(tmp_path / "study.havenlens")
    with made.begin():
        chain_ends.create(made)
    yield made
    disconnect(made)


def test_a_prepared_statement_stores_values_as_its_table_does(connection: Connection) -> None:
    rows = [row(uuid4(), number) for number in range(3)]
    with connection.begin():
        assert ADD.execute(connection, rows[:1]) == 1
        assert ADD.execute(connection, rows[1:]) == 2
        found = connection.execute(select(chain_ends).order_by(chain_ends.c.seq)).mappings().all()
    assert [dict(one) for one in found] == rows


def test_a_prepared_statement_fails_as_others_do_and_is_taken_back(connection: Connection) -> None:
    twice = row(uuid4())
    with pytest.raises(IntegrityError), connection.begin():
        ADD.execute(connection, [twice, twice])
    driver(connection).execute("PRAGMA query_only=ON")
    with pytest.raises(OperationalError, match="readonly"), connection.begin():
        ADD.execute(connection, [twice])
    driver(connection).execute("PRAGMA query_only=OFF")
    with connection.begin():
        assert Prepared(update(chain_ends).values(hash="")).execute(connection, [{"hash": ""}]) == 0


def test_the_log_is_moved_into_the_file_in_a_pause(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "_QUIET", 0.05)
    with connection.begin():
        ADD.execute(connection, [row(uuid4())])
    alone, end = tmp_path / "alone", monotonic() + 20
    while monotonic() < end:
        alone.write_bytes((tmp_path / "study.havenlens").read_bytes())
        with closing(sqlite3.connect(alone)) as file:
            tables = file.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if tables != (0,) and file.execute("SELECT count(*) FROM chain_ends").fetchone() == (1,):
                return
        sleep(0.02)
    pytest.fail("what was committed is still in the log alone")


def test_closing_a_file_does_not_wait_for_a_pause(connection: Connection, tmp_path: Path) -> None:
    with connection.begin():
        ADD.execute(connection, [row(uuid4())])
    disconnect(connection)
    assert not (tmp_path / "study.havenlens-wal").exists()
