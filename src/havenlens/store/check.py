"""Check a study: the file's integrity, its log chains, and whether its events and ratings are the log's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DatabaseError

from havenlens.domain.problems import Problem
from havenlens.services.ports import Progress, no_progress
from havenlens.store.chain import GENESIS, WITHDRAWAL, link_hash, plain, sha256
from havenlens.store.coding_rows import replay
from havenlens.store.event_rows import event_of_row
from havenlens.store.rating_rows import logged_ratings
from havenlens.store.tables import (
    chain_ends,
    change_log,
    coders,
    codings,
    events,
    observations,
    rating_periods,
    ratings,
    schemes,
    study,
)


def check_study(connection: Connection, progress: Progress = no_progress) -> list[Problem]:
    """List what is wrong with a study; an empty list means that all of it holds.

    All of it is read in one transaction, so that a coder at work elsewhere makes no difference. ``progress``
    counts the logs.
    """
    try:
        with connection.begin():
            return _file_problems(connection) or _study_problems(connection, progress)
    except DatabaseError as error:
        return [Problem("check.integrity", {"message": error.orig})]
    except (ValueError, TypeError, LookupError) as error:
        return [Problem("check.unreadable", {"message": error})]


def _file_problems(connection: Connection) -> list[Problem]:
    message = connection.execute(text("PRAGMA integrity_check(1)")).scalar()
    if message != "ok":
        return [Problem("check.integrity", {"message": message})]
    dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [Problem("check.foreign_keys", {"n": len(dangling)})] if dangling else []


def _study_problems(connection: Connection, progress: Progress) -> list[Problem]:
    problems: list[Problem] = []
    names = _chain_names(connection)
    ends = {row.chain: (row.seq, row.hash) for row in connection.execute(select(chain_ends))}
    query = select(change_log).order_by(change_log.c.chain, change_log.c.seq)
    logged: set[UUID] = set()
    for chain, group in groupby(connection.execute(query), key=lambda row: row.chain):
        rows = list(group)
        progress(len(logged), len(names))
        logged.add(chain)
        if chain not in names:
            problems.append(Problem("check.chain_without_coding", {"n": len(rows)}))
            continue
        broken = _chain_problems(names[chain], rows, ends.get(chain))
        problems += broken or _content_problems(connection, chain, names[chain], rows)
    for chain in names.keys() - logged:
        if chain in ends:
            problems.append(Problem("check.chain_cut", {"chain": names[chain]}))
        else:
            problems += _content_problems(connection, chain, names[chain], [])
    return problems


def _chain_names(connection: Connection) -> dict[UUID, str]:
    query = (
        select(codings.c.id, observations.c.name, schemes.c.scheme, coders.c.name.label("coder"))
        .join(observations, observations.c.id == codings.c.observation)
        .join(schemes, schemes.c.id == codings.c.scheme)
        .join(coders, coders.c.id == codings.c.coder)
    )
    names = {row.id: f"{row.name} / {row.scheme} / {row.coder}" for row in connection.execute(query)}
    return {**names, **{row.id: row.name for row in connection.execute(select(study))}}


def _chain_problems(name: str, rows: Sequence[Any], end: tuple[int, str] | None) -> list[Problem]:
    """Check that each row follows the one before, that no payload changed, that erasures were meant."""
    problems: list[Problem] = []
    expected, last = 1, GENESIS
    for row in rows:
        if row.seq != expected or row.prev_hash != last or link_hash(row) != row.hash:
            return [*problems, Problem("check.chain_broken", {"chain": name, "seq": row.seq})]
        if row.payload is not None and sha256(row.payload) != row.payload_sha256:
            problems.append(Problem("check.payload_changed", {"chain": name, "seq": row.seq}))
        expected, last = expected + 1, row.hash
    if problems:
        return problems
    if end != (rows[-1].seq, rows[-1].hash):
        return [Problem("check.chain_cut", {"chain": name})]
    meant = _erased_by_withdrawal(rows)
    gone = [row.seq for row in rows if row.payload is None and row.seq not in meant]
    return [Problem("check.payload_gone", {"chain": name, "seq": seq}) for seq in gone]


def _erased_by_withdrawal(rows: Sequence[Any]) -> set[int]:
    markers = (json.loads(row.payload) for row in rows if row.kind == WITHDRAWAL and row.payload)
    return {seq for marker in markers for seq in marker.get("erased", ())}


def _content_problems(connection: Connection, coding: UUID, name: str, rows: Sequence[Any]) -> list[Problem]:
    logged = replay(rows)
    kept = {
        row.id: event_of_row(row)
        for row in connection.execute(select(events).where(events.c.coding == coding))
    }
    problems = []
    if differ := _differing(logged, kept):
        problems.append(Problem("check.rows_differ", {"chain": name, "n": differ}))
    if differ := _differing(logged_ratings(rows), _kept_ratings(connection, coding)):
        problems.append(Problem("check.ratings_differ", {"chain": name, "n": differ}))
    return problems


def _kept_ratings(connection: Connection, coding: UUID) -> dict[str, Any]:
    query = select(ratings).join(rating_periods).where(rating_periods.c.coding == coding)
    return {row["id"].hex: plain(dict(row)) for row in connection.execute(query).mappings()}


def _differing(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> int:
    return sum(1 for key in one.keys() | other.keys() if one.get(key) != other.get(key))
