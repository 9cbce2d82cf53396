"""Check a study: the file's integrity, its log chains, and whether the events are those of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text

from havenlens.domain.problems import Problem
from havenlens.store.chain import GENESIS, WITHDRAWAL, link_hash, sha256
from havenlens.store.coding_rows import replay
from havenlens.store.event_rows import event_of_row
from havenlens.store.tables import change_log, coders, codings, events, observations, schemes


def check_study(connection: Connection) -> list[Problem]:
    """List what is wrong with a study; an empty list means that all of it holds."""
    with connection.begin():
        problems = _file_problems(connection)
        names = _chain_names(connection)
        query = select(change_log).order_by(change_log.c.chain, change_log.c.seq)
        logged: set[UUID] = set()
        for chain, group in groupby(connection.execute(query), key=lambda row: row.chain):
            rows = list(group)
            logged.add(chain)
            name = names.get(chain, "the study")
            problems += _chain_problems(name, rows)
            if chain in names:
                problems += _event_problems(connection, chain, name, rows)
        for chain in names.keys() - logged:
            problems += _event_problems(connection, chain, names[chain], [])
    return problems


def _file_problems(connection: Connection) -> list[Problem]:
    problems = []
    message = connection.execute(text("PRAGMA integrity_check(1)")).scalar()
    if message != "ok":
        problems.append(Problem("check.integrity", {"message": message}))
    dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    if dangling:
        problems.append(Problem("check.foreign_keys", {"n": len(dangling)}))
    return problems


def _chain_names(connection: Connection) -> dict[UUID, str]:
    query = (
        select(codings.c.id, observations.c.name, schemes.c.scheme, coders.c.name.label("coder"))
        .join(observations, observations.c.id == codings.c.observation)
        .join(schemes, schemes.c.id == codings.c.scheme)
        .join(coders, coders.c.id == codings.c.coder)
    )
    return {row.id: f"{row.name} / {row.scheme} / {row.coder}" for row in connection.execute(query)}


def _chain_problems(name: str, rows: Sequence[Any]) -> list[Problem]:
    """Check that each row follows the one before, that no payload changed, that erasures were meant."""
    problems: list[Problem] = []
    expected, last = 1, GENESIS
    erased = _erased_by_withdrawal(rows)
    for row in rows:
        if row.seq != expected or row.prev_hash != last or link_hash(row) != row.hash:
            return [*problems, Problem("check.chain_broken", {"chain": name, "seq": row.seq})]
        if row.payload is None and row.seq not in erased:
            problems.append(Problem("check.payload_gone", {"chain": name, "seq": row.seq}))
        if row.payload is not None and sha256(row.payload) != row.payload_sha256:
            problems.append(Problem("check.payload_changed", {"chain": name, "seq": row.seq}))
        expected, last = expected + 1, row.hash
    return problems


def _erased_by_withdrawal(rows: Sequence[Any]) -> set[int]:
    markers = (json.loads(row.payload) for row in rows if row.kind == WITHDRAWAL and row.payload)
    return {seq for marker in markers for seq in marker.get("erased", ())}


def _event_problems(connection: Connection, coding: UUID, name: str, rows: Sequence[Any]) -> list[Problem]:
    logged = replay(rows)
    kept = {
        row.id: event_of_row(row)
        for row in connection.execute(select(events).where(events.c.coding == coding))
    }
    differ = sum(1 for key in logged.keys() | kept.keys() if logged.get(key) != kept.get(key))
    return [Problem("check.rows_differ", {"chain": name, "n": differ})] if differ else []
