"""The change log: a hash chain per coding and one for the study, whose payloads can be erased."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from havenlens.store.connections import Prepared
from havenlens.store.tables import chain_ends, change_log

GENESIS = "0" * 64
WITHDRAWAL = "withdraw"
"""The kind of the rows that say which payloads of a chain were erased."""
RATING = "rate"
"""The kind of the rows that hold ratings brought in whole; they are no steps to undo."""


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the log; ``payload`` is None once it was erased, and the hash still holds."""

    chain: UUID
    seq: int
    step_id: UUID
    undoes_step_id: UUID | None
    at_utc: str
    coder: UUID | None
    kind: str
    payload: str | None
    payload_sha256: str
    prev_hash: str
    hash: str

    def as_row(self) -> dict[str, Any]:
        """Give the row to insert."""
        return {name: getattr(self, name) for name in self.__slots__}


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Make a row fit for JSON: ids as hex, dates and instants as ISO text."""
    return {
        name: value.hex
        if isinstance(value, UUID)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in row.items()
    }


def payload_text(content: Mapping[str, Any]) -> str:
    """Write a payload as JSON, with a salt so that an erased payload cannot be guessed from its hash."""
    return json.dumps({"salt": secrets.token_hex(8), **content}, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """Give the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def link_hash(link: Link) -> str:
    """Compute the hash of a row: over everything but the payload itself, whose own hash stands for it."""
    parts = (
        link.chain.hex,
        link.seq,
        link.step_id.hex,
        link.undoes_step_id.hex if link.undoes_step_id else "",
        link.at_utc,
        link.coder.hex if link.coder else "",
        link.kind,
        link.payload_sha256,
        link.prev_hash,
    )
    return sha256("\x1f".join(str(part) for part in parts))


class Chain:
    """The end of one chain, to which rows are added."""

    def __init__(self, chain: UUID, seq: int, last_hash: str) -> None:
        self.chain, self.seq, self.last_hash = chain, seq, last_hash

    @classmethod
    def at_end(cls, connection: Connection, chain: UUID) -> Chain:
        """Find the end of a chain in the store."""
        row = connection.execute(_END, {"of": chain}).first()
        return cls(chain, 0, GENESIS) if row is None else cls(chain, row.seq, row.hash)

    def links(
        self,
        payloads: Sequence[Mapping[str, Any]],
        *,
        step_id: UUID,
        kind: str,
        at: datetime,
        coder: UUID | None,
        undoes: UUID | None = None,
    ) -> list[Link]:
        """Make the next rows, without moving the end: call `advance` once they are committed."""
        made: list[Link] = []
        seq, last = self.seq, self.last_hash
        instant = at.astimezone(UTC).isoformat(timespec="microseconds")
        for content in payloads:
            text = payload_text(content)
            seq += 1
            draft = Link(self.chain, seq, step_id, undoes, instant, coder, kind, text, sha256(text), last, "")
            last = link_hash(draft)
            made.append(
                Link(
                    self.chain,
                    seq,
                    step_id,
                    undoes,
                    instant,
                    coder,
                    kind,
                    text,
                    draft.payload_sha256,
                    draft.prev_hash,
                    last,
                )
            )
        return made

    def append(self, connection: Connection, links: Sequence[Link]) -> None:
        """Insert rows and move the kept end past them, inside the caller's transaction.

        The end is kept apart from the rows, so that rows which are cut off the end are missed.
        """
        if not links:
            return
        _INSERT_LINK.execute(connection, [link.as_row() for link in links])
        last = links[-1]
        end = {"of": self.chain, "to_seq": last.seq, "to_hash": last.hash}
        if _MOVE_END.execute(connection, [end]) == 0:
            connection.execute(_FIRST_END, {"chain": self.chain, "seq": last.seq, "hash": last.hash})

    def advance(self, links: Sequence[Link]) -> None:
        """Move the end past rows that have been written."""
        if links:
            self.seq, self.last_hash = links[-1].seq, links[-1].hash


_INSERT_LINK = Prepared(insert(change_log))
_END = select(chain_ends).where(chain_ends.c.chain == bindparam("of"))
_FIRST_END = insert(chain_ends)
_MOVE_END = Prepared(
    update(chain_ends)
    .where(chain_ends.c.chain == bindparam("of"))
    .values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))
)
