"""Erase what is kept about a person, so that the log's chains still verify."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, and_, delete, func, select, update
from sqlalchemy.exc import DBAPIError

from havenlens.domain.observation import Participant
from havenlens.domain.problems import StudyError
from havenlens.domain.ratings import REASON_LENGTH
from havenlens.services.rating import RATINGS_BEGUN
from havenlens.services.withdrawal import Withdrawal
from havenlens.store import coaching_tables as coaching
from havenlens.store import tables as t
from havenlens.store.chain import WITHDRAWAL, Chain, plain
from havenlens.store.coding_rows import CodingRows, replay
from havenlens.store.connections import driver
from havenlens.store.event_rows import event_json, event_of_row
from havenlens.store.failures import write_failure
from havenlens.store.found import Found, find
from havenlens.store.meeting_withdrawal import erase_from_meetings
from havenlens.store.naming import Naming, hexes, ids_in
from havenlens.store.rating_rows import drop_evidence, logged_ratings


@dataclass
class _Erased:
    """The rows of one chain whose payloads were erased, and the ids that stood in them."""

    rows: list[int] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def add(self, seq: int, payload: str) -> None:
        self.rows.append(seq)
        self.ids |= ids_in(payload)


class WithdrawalRows:
    """List and erase a person's events, mentions in comments, ratings, presence, spoken lines and clips."""

    def __init__(self, connection: Connection, codings: CodingRows, place: str) -> None:
        self._connection, self._coding_rows, self._place = connection, codings, place

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._connection.begin():
                yield
        except DBAPIError as error:
            raise write_failure(self._place, error) from error
        finally:
            self._coding_rows.forget_chains()

    def plan_withdrawal(self, person: Participant) -> Withdrawal:
        """List what would be erased; nothing is changed."""
        with self._transaction():
            return self._plan(person, find(self._connection, person))

    def withdraw(self, person: Participant, by: UUID | None = None) -> Withdrawal:
        """Erase it all in one transaction, and say in every log which rows were erased.

        Then the file is written anew, since the database leaves copies of moved rows in unused space; raise
        `StudyError` where that cannot be done now, with everything erased all the same.
        """
        with self._transaction():
            found = find(self._connection, person)
            plan = self._plan(person, found)
            naming = Naming(person)
            label = f"withdrawn-{person.id.hex[:8]}"
            self._erase_rows(person, found)
            self._replace_names(found, naming, label)
            self._clear_rating_texts(naming, label, hexes(found.events) | {person.id.hex})
            for coding in self._codings():
                self._erase_in_coding(coding, person, found, naming, by)
            self._erase_in_study_log(person, found, naming, by)
        self._write_anew()
        return plan

    def _plan(self, person: Participant, found: Found) -> Withdrawal:
        query = (
            select(t.observations.c.name, t.schemes.c.scheme, t.coders.c.name.label("coder"), func.count())
            .select_from(t.events)
            .join(t.codings, t.codings.c.id == t.events.c.coding)
            .join(t.observations, t.observations.c.id == t.codings.c.observation)
            .join(t.schemes, t.schemes.c.id == t.codings.c.scheme)
            .join(t.coders, t.coders.c.id == t.codings.c.coder)
            .where((t.events.c.actor == person.id) | (t.events.c.target == person.id))
            .group_by(t.observations.c.name, t.schemes.c.scheme, t.coders.c.name)
        )
        places = tuple(f"{o} / {s} / {c}: {n}" for o, s, c, n in self._connection.execute(query))
        return Withdrawal(person, found.counts(), places)

    def _codings(self) -> list[UUID]:
        return [row.id for row in self._connection.execute(select(t.codings.c.id).order_by(t.codings.c.id))]

    # --- rows ---------------------------------------------------------------------------------------

    def _erase_rows(self, person: Participant, found: Found) -> None:
        for table, ids in (
            (t.events, found.events),
            (t.ratings, found.ratings),
            (coaching.clips, found.clips),
            (coaching.library_clips, found.library),
            (coaching.coaching_cycles, found.cycles),
            (t.presence, found.presence),
            (t.transcript_lines, found.lines),
        ):
            for row_id in ids:
                self._connection.execute(delete(table).where(table.c.id == row_id))
        for table in (t.casting, t.consents, t.observation_participants):
            self._connection.execute(delete(table).where(table.c.participant == person.id))
        for row_id in found.comments:
            self._connection.execute(update(t.events).where(t.events.c.id == row_id).values(comment=""))
        for row_id in found.notes:
            self._connection.execute(update(t.ratings).where(t.ratings.c.id == row_id).values(note=""))
        for row_id, answers in found.answers.items():
            self._change(t.events, (row_id,), {"modifiers": answers})
        drop_evidence(self._connection, found.events)
        self._forget_in_access_log(person)
        erase_from_meetings(self._connection, person.id, found.events)
        unlinked = update(t.events).where(t.events.c.id.in_(found.unlinked)).values(link=None)
        self._connection.execute(unlinked)
        for place in found.texts:
            empty = None if place.column.nullable else ""
            self._change(place.table, place.key, {place.column.name: empty})
        for cycle, choices in found.evidence.items():
            query = update(coaching.coaching_cycles).where(coaching.coaching_cycles.c.id == cycle)
            self._connection.execute(query.values(evidence=choices))

    def _forget_in_access_log(self, person: Participant) -> None:
        """Keep that something left or was passed over, but neither about whom nor a file named for them."""
        log, naming = coaching.access_log, Naming(person)
        for row in self._connection.execute(select(log.c.id, log.c.details)).all():
            left = {
                name: value
                for name, value in row.details.items()
                if value != person.id.hex and not naming.in_content(value)
            }
            if left != row.details:
                self._change(log, (row.id,), {"details": left})

    def _replace_names(self, found: Found, naming: Naming, label: str) -> None:
        """Put the withdrawn label into names and variables, which keep rows apart or group them."""
        for place in found.names:
            self._change(place.table, place.key, {place.column.name: naming.replaced(place.text, label)})
        query = update(t.participants).where(t.participants.c.id == found.person)
        gone = {"label": label, "pseudonym": "", "withdrawn_at": datetime.now(UTC)}
        self._connection.execute(query.values(**gone))

    def _clear_rating_texts(self, naming: Naming, label: str, ids: set[str]) -> None:
        """Put the withdrawn label into written reasons, and let go of ratings that were only begun."""
        for row in self._connection.execute(select(t.ratings.c.id, t.ratings.c.reason)).all():
            if naming.in_text(row.reason):
                reason = naming.replaced(row.reason, label)[:REASON_LENGTH]
                self._change(t.ratings, (row.id,), {"reason": reason})
        for row in self._connection.execute(select(t.codings.c.id, t.codings.c.state)).all():
            begun = row.state.get(RATINGS_BEGUN)
            if begun and naming.in_payload(json.dumps({"begun": begun}), ids):
                left = {name: value for name, value in row.state.items() if name != RATINGS_BEGUN}
                self._change(t.codings, (row.id,), {"state": left})

    def _change(self, table: Table, key: tuple[Any, ...], values: dict[str, Any]) -> None:
        columns = zip(table.primary_key.columns, key, strict=True)
        here = and_(*(column == value for column, value in columns))
        self._connection.execute(update(table).where(here).values(**values))

    # --- logs ---------------------------------------------------------------------------------------

    def _erase_in_coding(
        self, coding: UUID, person: Participant, found: Found, naming: Naming, by: UUID | None
    ) -> None:
        """Erase payloads, then state anew what the log can no longer tell of the rows that remain."""
        ids = {person.id.hex} | hexes(found.events | found.ratings)
        erased = self._erase_payloads(coding, naming, ids)
        touched = erased.ids | hexes(found.comments | found.notes | found.unlinked | found.answers.keys())
        in_coding = t.events.c.coding == coding
        payloads: list[dict[str, Any]] = [
            {"before": None, "after": event_json(event_of_row(row))}
            for row in self._connection.execute(select(t.events).where(in_coding))
            if row.id.hex in touched
        ]
        query = select(t.ratings).join(t.rating_periods).where(t.rating_periods.c.coding == coding)
        payloads += [
            {"rating": plain(dict(row))}
            for row in self._connection.execute(query).mappings()
            if row["id"].hex in touched
        ]
        payloads += self._gone(coding)
        if erased.rows or payloads or coding in found.codings:
            self._append(coding, [{"erased": erased.rows}, *payloads], by)

    def _gone(self, coding: UUID) -> list[dict[str, Any]]:
        """Say that events and ratings are gone whose removal stood in a row that was erased."""
        log = self._connection.execute(select(t.change_log).where(t.change_log.c.chain == coding)).all()
        kept = {row.id for row in self._connection.execute(select(t.events.c.id))}
        rated = {row.id.hex for row in self._connection.execute(select(t.ratings.c.id))}
        return [
            *({"before": event_json(e), "after": None} for e in replay(log).values() if e.id not in kept),
            *({"rating_before": {"id": r}, "rating_after": None} for r in logged_ratings(log).keys() - rated),
        ]

    def _erase_in_study_log(self, person: Participant, found: Found, naming: Naming, by: UUID | None) -> None:
        study_id = self._connection.execute(select(t.study.c.id)).scalar_one()
        ids = {person.id.hex} | hexes(
            found.clips | found.library | found.clip_parts | found.cycles | found.lines | found.events
        )
        self._append(study_id, [{"erased": self._erase_payloads(study_id, naming, ids).rows}], by)

    def _erase_payloads(self, chain: UUID, naming: Naming, ids: set[str]) -> _Erased:
        log = t.change_log
        query = select(log.c.seq, log.c.payload).where(log.c.chain == chain, log.c.payload.is_not(None))
        erased = _Erased()
        for row in self._connection.execute(query).all():
            if naming.in_payload(row.payload, ids):
                erased.add(row.seq, row.payload)
                here = update(log).where(log.c.chain == chain, log.c.seq == row.seq)
                self._connection.execute(here.values(payload=None))
        return erased

    def _append(self, chain: UUID, payloads: list[dict[str, Any]], by: UUID | None) -> None:
        end = Chain.at_end(self._connection, chain)
        links = end.links(payloads, step_id=uuid4(), kind=WITHDRAWAL, at=datetime.now(UTC), coder=by)
        end.append(self._connection, links)

    def _write_anew(self) -> None:
        file = driver(self._connection)
        try:
            file.execute("VACUUM")
            busy, *_ = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise StudyError("withdraw.traces", path=self._place) from error
        if busy:
            raise StudyError("withdraw.traces", path=self._place)
