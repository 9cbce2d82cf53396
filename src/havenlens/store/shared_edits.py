"""Take in edits of what all share: presence, transcripts, notes, how far the work has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from havenlens.services.merging import Act, Key, Registers, is_news, verdict
from havenlens.store import tables as t
from havenlens.store.columns import metadata
from havenlens.store.returned import FROM, MERGE, SHARED, Returned, logged_edits

_HOMES = {
    "presence": ("observation", t.observations),
    "transcripts": ("observation", t.observations),
    "transcript_lines": ("transcript", t.transcripts),
    "scheme_notes": ("scheme", t.schemes),
}
"""Where a row of each table belongs; one whose home is not in the study stays out."""
_ORDER = tuple(SHARED)
_KINDS = (
    "presence",
    "transcript",
    "scheme_note",
    "coding",
    "submit",
    "lock",
    "return",
    "reopen",
    "assignment",
    MERGE,
)
"""The kinds of rows in a study's log that tell of edits of shared tables."""


def take_in_edits(
    connection: Connection, returned: Returned, left_out: Collection[UUID]
) -> list[dict[str, Any]]:
    """Let the latest edit of each column hold; give what the study's log has to say of it.

    ``left_out`` are codings that stay as they are.
    """
    if not returned.edits:
        return []
    ours = _registers(connection)
    theirs = returned.registers
    hidden = {coding.hex for coding in left_out}
    taken = [(edit, content) for edit, content in returned.edits if not _stays_out(content, hidden)]
    # A line's transcript has to be there before the line.
    for key in sorted({edit.key for edit, _ in taken}, key=lambda key: (_ORDER.index(key[0]), key[1])):
        _settle(connection, returned, key, ours)
    return [
        {**{name: value for name, value in content.items() if name != "salt"}, FROM: list(edit.stamp)}
        for edit, content in taken
        if is_news(edit, ours, theirs)
    ]


def _stays_out(content: Mapping[str, Any], hidden: set[str]) -> bool:
    """Tell what is not taken in: codings left out with their assignments, and words of a changed scheme."""
    row = content.get("row", {})
    if content["table"] == "scheme_notes":
        return not row.get("author")
    return content.get("id", row.get("id")) in hidden or row.get("coding") in hidden


def _registers(connection: Connection) -> Registers:
    study = select(t.study.c.id).scalar_subquery()
    log = t.change_log
    query = select(log).where(log.c.chain == study, log.c.kind.in_(_KINDS)).order_by(log.c.seq)
    return Registers.of(edit for edit, _ in logged_edits(connection.execute(query), ""))


def _settle(connection: Connection, returned: Returned, key: Key, ours: Registers) -> None:
    table, row_id = metadata.tables[key[0]], UUID(key[1])
    here = select(table).where(table.c.id == row_id)
    found = connection.execute(here).first()
    said = verdict(key, ours, returned.registers, is_there=found is not None)
    if said.act is Act.REMOVE and key[0] in _HOMES:
        connection.execute(delete(table).where(table.c.id == row_id))
        return
    theirs = returned.connection.execute(here).mappings().first()
    if said.act is None or theirs is None:
        return
    if said.act is Act.ADD and _has_home(connection, key[0], theirs):
        connection.execute(insert(table), [dict(theirs)])
    elif said.act is Act.CHANGE:
        values = {name: theirs[name] for name in said.columns}
        connection.execute(update(table).where(table.c.id == row_id).values(**values))


def _has_home(connection: Connection, table: str, row: Mapping[Any, Any]) -> bool:
    if table not in _HOMES:
        return False
    column, home = _HOMES[table]
    return connection.execute(select(home.c.id).where(home.c.id == row[column])).first() is not None
