"""Read and write everything of a study but the events of a coding; each write stands in the study's log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from havenlens.domain.events import Event, Rating, RatingPeriod
from havenlens.domain.observation import (
    Coder,
    Coding,
    Consent,
    Observation,
    Participant,
    Presence,
    TranscriptLine,
)
from havenlens.domain.time import Span
from havenlens.services.hand_outs import HandOutContents, HandOutOrder, Merged
from havenlens.services.history import Step
from havenlens.services.ports import Progress
from havenlens.services.study_store import EventBatch, LogBatch, StoredScheme, TimedRows, Variable
from havenlens.store import agreement_tables, coaching_tables  # noqa: F401 - their tables belong to the metadata
from havenlens.store import tables as t
from havenlens.store.chain import RATING, Chain, plain
from havenlens.store.coding_rows import CodingRows
from havenlens.store.columns import metadata
from havenlens.store.failures import write_failure
from havenlens.store.listed_rows import ListedRows, read_codings, read_observations
from havenlens.store.rating_rows import period_row, rated, rating_row
from havenlens.store.table_rows import event_batches, log_batches
from havenlens.store.timed_rows import read_timed_rows

T = TypeVar("T")


class StudyRows:
    """The rows of one study on one connection; writes inside `transaction` become one, or none at all."""

    def __init__(self, connection: Connection, codings: CodingRows, place: str) -> None:
        self._connection, self._codings, self._place = connection, codings, place
        self._lists = ListedRows(connection)
        self._chain: Chain | None = None

    @property
    def codings(self) -> CodingRows:
        """Give the rows of the codings' events."""
        return self._codings

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write whole or not at all; a transaction inside another joins it."""
        if self._connection.in_transaction():
            yield
            return
        try:
            with self._connection.begin():
                yield
        except (DBAPIError, sqlite3.Error) as error:  # some rows are read by the driver itself
            raise write_failure(self._place, error) from error
        finally:
            self._chain = None
            self.codings.forget_chains()

    def close(self) -> None:
        """Close the connection of a reader."""
        self._connection.close()

    # --- reading ------------------------------------------------------------------------------------

    def _all(self, query: Any) -> Sequence[Any]:
        with self.transaction():
            return self._connection.execute(query).all()

    @property
    def study_id(self) -> UUID:
        """Give the study's id, which is its log chain too."""
        return UUID(str(self._all(select(t.study.c.id))[0].id))

    def settings(self) -> Mapping[str, Any]:
        """Give the study's settings (which codings count, parameters of analyses)."""
        return dict(self._all(select(t.study.c.settings))[0].settings)

    def participants(self) -> list[Participant]:
        """List everybody who was not withdrawn, with their latest consent."""
        dated = select(t.consents).order_by(t.consents.c.valid_from.nulls_first())
        levels = {row.participant: row.level for row in self._all(dated)}
        query = (
            select(t.participants)
            .where(t.participants.c.withdrawn_at.is_(None))
            .order_by(t.participants.c.label)
        )
        return [
            Participant(row.id, row.label, row.pseudonym, row.role, Consent(levels.get(row.id, Consent.NONE)))
            for row in self._all(query)
        ]

    def coders(self) -> list[Coder]:
        """List the coders and coaches."""
        return [
            Coder(row.id, row.name, row.role) for row in self._all(select(t.coders).order_by(t.coders.c.name))
        ]

    def schemes(self) -> list[StoredScheme]:
        """List the stored schemes with their source text."""
        query = select(t.schemes).order_by(t.schemes.c.scheme, t.schemes.c.version)
        return [
            StoredScheme(row.id, row.scheme, row.version, row.measurement_hash, row.source)
            for row in self._all(query)
        ]

    def variables(self) -> list[Variable]:
        """List the study's observation variables."""
        query = select(t.variables).order_by(t.variables.c.position)
        return [
            Variable(row.id, row.name, row.type, row.hidden_from_coders, tuple(row.choices or ()))
            for row in self._all(query)
        ]

    def observations(self, name: str | None = None) -> list[Observation]:
        """List the observations with their variables, people and recordings; of a name, only that one."""
        if name is None:
            return self._listed(read_observations)
        with self.transaction():
            return read_observations(self._connection, name)

    def list_codings(self) -> list[Coding]:
        """List every coding with its casting."""
        return self._listed(read_codings)

    def _listed(self, read: Callable[[Connection], list[T]]) -> list[T]:
        """List all of a kind, quickly where nothing was written since they were listed last."""
        may_be_undone = self._connection.in_transaction()
        with self.transaction():
            return read(self._connection) if may_be_undone else self._lists.of(read)

    def event_counts(self, leaving_out: Collection[str] = ()) -> Mapping[UUID, int]:
        """Count the events of every coding, those of some codes left out."""
        query = select(t.events.c.coding, func.count().label("n")).group_by(t.events.c.coding)
        if leaving_out:  # all of them can be counted without reading one
            query = query.where(t.events.c.code.not_in(leaving_out))
        return {row.coding: row.n for row in self._all(query)}

    def rating_counts(self) -> Mapping[UUID, int]:
        """Count the ratings of every coding that has any."""
        periods = t.rating_periods.c.coding
        query = select(periods, func.count().label("n")).select_from(t.ratings.join(t.rating_periods))
        return {row.coding: row.n for row in self._all(query.group_by(periods))}

    def events_of(self, coding: UUID) -> Sequence[Event]:
        """Load a coding's events in time order."""
        return self.codings.events_of(coding)

    def timed_rows(self, codings: Sequence[UUID]) -> Mapping[UUID, TimedRows]:
        """Read code, onset, end and actor of many codings' events."""
        with self.transaction():
            return read_timed_rows(self._connection, codings)

    def event_batches(self, codings: Sequence[UUID], size: int) -> Iterator[EventBatch]:
        """Read the codings' events as columns, so many rows at a time; the transaction lasts as long."""
        with self.transaction():
            yield from event_batches(self._connection, codings, size)

    def log_batches(self, size: int) -> Iterator[LogBatch]:
        """Read the change log as columns without payloads, so many rows at a time."""
        with self.transaction():
            yield from log_batches(self._connection, size)

    def ratings_of(self, coding: UUID) -> list[tuple[RatingPeriod, Rating]]:
        """Load a coding's ratings with their periods, in the order of the periods."""
        with self.transaction():
            return rated(self._connection, coding)

    def presence_of(self, observation: UUID) -> list[Presence]:
        """List when people could be seen or heard in an observation."""
        query = (
            select(t.presence).where(t.presence.c.observation == observation).order_by(t.presence.c.onset_us)
        )
        return [
            Presence(row.id, row.participant, row.state, Span(row.onset_us, row.offset_us))
            for row in self._all(query)
        ]

    def transcript_of(self, observation: UUID) -> list[TranscriptLine]:
        """List the spoken lines of an observation."""
        lines, scripts = t.transcript_lines, t.transcripts
        # Not by a join: SQLite would look at the lines of every observation to have them in order.
        own = select(scripts.c.id).where(scripts.c.observation == observation)
        query = select(lines).where(lines.c.transcript.in_(own))
        return [
            TranscriptLine(row.id, Span(row.onset_us, row.offset_us), row.text, row.speaker)
            for row in self._all(query.order_by(lines.c.onset_us))
        ]

    def rows_of(self, table: str, **equal: Any) -> list[Mapping[str, Any]]:
        """Read rows of a table as mappings, those whose columns equal the given values."""
        columns = metadata.tables[table]
        query = select(columns).where(
            and_(True, *(columns.c[name] == value for name, value in equal.items()))
        )
        return [dict(row._mapping) for row in self._all(query)]  # noqa: SLF001 - SQLAlchemy's public spelling

    # --- writing ------------------------------------------------------------------------------------

    def add(self, table: str, kind: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows of one table and put each into the study's log under one step."""
        if not rows:
            return
        with self.transaction(), self._lists.adding(table):
            self._connection.execute(insert(metadata.tables[table]), [dict(row) for row in rows])
            self._log(kind, [{"table": table, "row": plain(row)} for row in rows])

    def change(self, table: str, kind: str, row_id: UUID, /, **values: Any) -> None:
        """Change one row of a table and log the new values."""
        columns = metadata.tables[table]
        with self.transaction():
            self._connection.execute(update(columns).where(columns.c.id == row_id).values(**values))
            self._log(kind, [{"table": table, "id": row_id.hex, "row": plain(values)}])

    def remove(self, table: str, kind: str, row_ids: Sequence[UUID]) -> None:
        """Delete rows of one table and put each, as it was, into the study's log under one step."""
        columns = metadata.tables[table]
        chosen = columns.c.id.in_(row_ids)
        with self.transaction():
            gone = [dict(row) for row in self._connection.execute(select(columns).where(chosen)).mappings()]
            if gone:
                self._connection.execute(delete(columns).where(chosen))
                self._log(kind, [{"table": table, "removed": plain(row)} for row in gone])

    def replace(
        self, table: str, kind: str, owner: str, owner_id: UUID, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Put rows in the place of all that belong to one owner, and log them."""
        columns = metadata.tables[table]
        with self.transaction():
            self._connection.execute(delete(columns).where(columns.c[owner] == owner_id))
            if rows:
                self._connection.execute(insert(columns), [dict(row) for row in rows])
            rows = [plain(row) for row in rows]
            self._log(kind, [{"table": table, "of": {owner: owner_id.hex}, "rows": rows}])

    def keep(self, table: str, row_id: UUID, **values: Any) -> None:
        """Change one row without the log: what is no finding, such as a layout or where somebody was."""
        columns = metadata.tables[table]
        with self.transaction():
            self._connection.execute(update(columns).where(columns.c.id == row_id).values(**values))

    def write_events(self, coding: UUID, step: Step) -> None:
        """Write a step's events, inside the transaction that is open where there is one."""
        with self.transaction():
            self.codings.write(coding, step)

    def add_ratings(self, coding: Coding, periods: Sequence[RatingPeriod], ratings: Sequence[Rating]) -> None:
        """Insert a coding's ratings with their periods, in the coding's own log."""
        with self.transaction():
            if periods:
                self._connection.execute(
                    insert(t.rating_periods), [period_row(coding.id, p) for p in periods]
                )
            rows = [rating_row(rating) for rating in ratings]
            if rows:
                self._connection.execute(insert(t.ratings), rows)
                payloads = [{"rating": plain(row)} for row in rows]
                self._log(RATING, payloads, chain=coding.id, coder=coding.coder)

    def write_hand_out(self, order: HandOutOrder, path: Path, progress: Progress) -> HandOutContents:
        """Write a coder's part of the study into a new file."""
        from havenlens.store.handing_out import write_hand_out  # noqa: PLC0415 - when it is wanted

        with self.transaction():
            return write_hand_out(self._connection, order, path, progress)

    def merge_hand_out(self, path: Path, progress: Progress, without: Collection[str]) -> Merged:
        """Take in what came back, in the transaction that is open or one of its own."""
        from havenlens.store.merging import merge_hand_out  # noqa: PLC0415 - it needs this module

        with self.transaction():
            try:
                return merge_hand_out(self._connection, path, progress, without)
            finally:
                self._chain = None
                self.codings.forget_chains()

    def _log(
        self,
        kind: str,
        payloads: Sequence[Mapping[str, Any]],
        *,
        chain: UUID | None = None,
        coder: UUID | None = None,
    ) -> None:
        if chain is None:
            if self._chain is None:
                study_id = self._connection.execute(select(t.study.c.id)).scalar_one()
                self._chain = Chain.at_end(self._connection, study_id)
            end = self._chain
        else:
            end = Chain.at_end(self._connection, chain)
            self.codings.forget_chains()
        links = end.links(payloads, step_id=uuid4(), kind=kind, at=datetime.now(UTC), coder=coder)
        end.append(self._connection, links)
        end.advance(links)


def _ordered(table: Table) -> Any:
    return select(table).order_by(table.c.position)


def _grouped(rows: Sequence[Any], key: str, value: str) -> dict[UUID, list[UUID]]:
    groups: dict[UUID, list[UUID]] = {}
    for row in rows:
        groups.setdefault(getattr(row, key), []).append(getattr(row, value))
    return groups
