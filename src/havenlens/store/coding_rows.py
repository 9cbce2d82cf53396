"""Read and write one coding: every step is one transaction with its rows in the change log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, String, bindparam, delete, func, insert, select, type_coerce, update
from sqlalchemy.exc import DBAPIError

from havenlens.domain.events import Changes, Event, Rating, RatingChange, RatingPeriod
from havenlens.domain.time import Micros
from havenlens.services.history import BROUGHT_IN, LoggedStep, Step
from havenlens.store.chain import RATING, WITHDRAWAL, Chain, Link
from havenlens.store.connections import Prepared
from havenlens.store.event_rows import event_json, event_of_json, event_row
from havenlens.store.failures import write_failure
from havenlens.store.rating_rows import apply_rating_changes, change_of_payload, rated, rating_payload
from havenlens.store.stored_events import STORED, StoredEvents
from havenlens.store.tables import change_log, codings, events

_AT_ONCE = 5_000
"""Rows that are read before they are turned into events: all at once would take much memory for a moment."""
_EVENTS = select(*STORED).where(events.c.coding == bindparam("of")).order_by(events.c.onset_us)
_INSERT_EVENT = Prepared(insert(events))
_DELETE_EVENT = delete(events).where(events.c.id == bindparam("gone"))
_UPDATE_EVENT = update(events).where(events.c.id == bindparam("changed"))
_STEPS = (
    # Ids as they are stored: a long log has many rows, and only whole steps need theirs.
    select(
        type_coerce(change_log.c.step_id, String),
        type_coerce(change_log.c.undoes_step_id, String),
        change_log.c.kind,
        change_log.c.at_utc,
        change_log.c.coder,
        change_log.c.payload,
    )
    .where(change_log.c.chain == bindparam("of"), change_log.c.seq > bindparam("after"))
    .where(change_log.c.kind != RATING)
    .order_by(change_log.c.seq)
)


class CodingRows:
    """The events of codings, on one connection that belongs to one thread."""

    def __init__(self, connection: Connection, *, writable: bool, place: str) -> None:
        self._connection, self._writable, self._place = connection, writable, place
        self._chains: dict[UUID, Chain] = {}

    @property
    def writable(self) -> bool:
        """Tell whether this process may write the study."""
        return self._writable

    def events_of(self, coding: UUID) -> Sequence[Event]:
        """Load a coding's events in time order."""
        with self._joined():
            # The driver's plain rows: 100,000 of SQLAlchemy's own take half a second.
            cursor = self._connection.execute(_EVENTS, {"of": coding}).cursor
            assert cursor is not None
            made, found = StoredEvents(), list[Event]()
            while rows := cursor.fetchmany(_AT_ONCE):
                found += made.made_of(rows)
        return found

    def ratings_of(self, coding: UUID) -> Sequence[tuple[RatingPeriod, Rating]]:
        """Load a coding's ratings with their periods."""
        with self._joined():
            return rated(self._connection, coding)

    def steps_of(self, coding: UUID, *, undoable: bool = False) -> Iterator[Step]:
        """Read a coding's steps from the log, oldest first, beginning after the last withdrawal.

        Those that can be undone begin after what was brought in last, too. What a step changed is worked out
        when somebody asks for it.
        """
        floors = (WITHDRAWAL, *BROUGHT_IN) if undoable else (WITHDRAWAL,)
        floor = select(func.max(change_log.c.seq)).where(
            change_log.c.chain == coding, change_log.c.kind.in_(floors)
        )
        with self._joined():
            first = self._connection.execute(floor).scalar() or 0
            rows = self._connection.execute(_STEPS, {"of": coding, "after": first}).all()
        for key, group in groupby(rows, key=itemgetter(0, 1, 2, 3)):
            step_id, undoes, kind, at_utc = key
            links = list(group)
            read = partial(_changes, tuple(link.payload for link in links))
            at = datetime.fromisoformat(at_utc)
            yield LoggedStep(
                UUID(step_id), kind, read, at, links[0].coder, None if undoes is None else UUID(undoes)
            )

    def write(self, coding: UUID, step: Step) -> None:
        """Write a step's events and log rows in one transaction; raise `StudyError` where it fails."""
        try:
            with self._joined():
                chain = self._chains.get(coding) or Chain.at_end(self._connection, coding)
                links = chain.links(
                    _payloads(step.changes),
                    step_id=step.id,
                    kind=step.kind,
                    at=step.at,
                    coder=step.coder,
                    undoes=step.undoes,
                )
                apply_changes(self._connection, coding, step.changes)
                chain.append(self._connection, links)
        except DBAPIError as error:
            self._chains.pop(coding, None)
            raise write_failure(self._place, error) from error
        chain.advance(links)
        self._chains[coding] = chain

    def _joined(self) -> AbstractContextManager[object]:
        """Begin a transaction, or join the one that is open (an import writes whole or not at all)."""
        return nullcontext() if self._connection.in_transaction() else self._connection.begin()

    def save_position(self, coding: UUID, at: Micros) -> None:
        """Remember the moment a coder was at."""
        try:
            with self._joined():
                self._connection.execute(update(codings).where(codings.c.id == coding).values(resume_us=at))
        except DBAPIError as error:
            raise write_failure(self._place, error) from error

    def forget_chains(self) -> None:
        """Look the chains' ends up again, after something else has written to them."""
        self._chains.clear()


def apply_changes(connection: Connection, coding: UUID, changes: Changes) -> None:
    """Write added, removed and replaced events, and ratings, inside the caller's transaction."""
    for event in changes.removed:
        connection.execute(_DELETE_EVENT, {"gone": event.id})
    for before, after in changes.replaced:
        row = event_row(coding, after)
        old = event_row(coding, before)
        changed = {name: value for name, value in row.items() if old[name] != value}
        if changed:
            connection.execute(_UPDATE_EVENT.values(**changed), {"changed": after.id})
    if changes.added:
        _INSERT_EVENT.execute(connection, [event_row(coding, event) for event in changes.added])
    apply_rating_changes(connection, coding, changes.ratings)


def _payloads(changes: Changes) -> list[dict[str, Any]]:
    return [
        *({"before": event_json(event), "after": None} for event in changes.removed),
        *({"before": event_json(b), "after": event_json(a)} for b, a in changes.replaced),
        *({"before": None, "after": event_json(event)} for event in changes.added),
        *(rating_payload(change) for change in changes.ratings),
    ]


def _changes(payloads: Sequence[str]) -> Changes:
    added: list[Event] = []
    removed: list[Event] = []
    replaced: list[tuple[Event, Event]] = []
    ratings: list[RatingChange] = []
    for payload in payloads:
        content = json.loads(payload)
        before, after = content.get("before"), content.get("after")
        if before and after:
            replaced.append((event_of_json(before), event_of_json(after)))
        elif after:
            added.append(event_of_json(after))
        elif before:
            removed.append(event_of_json(before))
        elif rating := change_of_payload(content):
            ratings.append(rating)
    return Changes(tuple(added), tuple(removed), tuple(replaced), tuple(ratings))


def replay(links: Sequence[Link | Any]) -> dict[UUID, Event]:
    """Rebuild a coding's events from its log alone; rows with an erased payload are passed over."""
    alive: dict[UUID, Event] = {}
    for link in links:
        if link.payload is None:
            continue
        content = json.loads(link.payload)
        if content.get("before"):
            alive.pop(UUID(content["before"]["id"]), None)
        if content.get("after"):
            event = event_of_json(content["after"])
            alive[event.id] = event
    return alive
