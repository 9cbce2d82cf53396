"""Read when which code was given to whom, for many codings at once and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, String, select, type_coerce

from havenlens.services.study_store import TimedRow
from havenlens.store import tables as t

_AT_ONCE = 400
"""How many codings one query asks for; SQLite takes a limited number of values."""


def read_timed_rows(connection: Connection, codings: Sequence[UUID]) -> dict[UUID, list[TimedRow]]:
    """Give each coding's events by onset: code, onset, end and actor.

    Ids are read as text and each is made a UUID once, because a conversion a row would take most of the time.
    """
    found: dict[UUID, list[TimedRow]] = {coding: [] for coding in codings}
    by_text: dict[str, list[TimedRow]] = {}
    people: dict[str, UUID] = {}
    rows_of = t.events.c
    for at in range(0, len(codings), _AT_ONCE):
        some = codings[at : at + _AT_ONCE]
        query = (
            select(
                type_coerce(rows_of.coding, String),
                rows_of.code,
                rows_of.onset_us,
                rows_of.offset_us,
                type_coerce(rows_of.actor, String),
            )
            .where(rows_of.coding.in_(some))
            .order_by(rows_of.coding, rows_of.onset_us)
        )
        for coding, code, onset, offset, actor in connection.execute(query).fetchall():
            rows = by_text.get(coding)
            if rows is None:
                rows = by_text[coding] = found[UUID(coding)]
            person = people.get(actor)
            if person is None:
                person = people[actor] = UUID(actor)
            rows.append(TimedRow(code, onset, offset, person))
    return found
