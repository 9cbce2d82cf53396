"""Erase what is kept about a person, so that the log's chains still verify."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update
from sqlalchemy.exc import DBAPIError

from havenlens.domain.observation import Participant
from havenlens.services.withdrawal import Withdrawal
from havenlens.store import tables as t
from havenlens.store.chain import WITHDRAWAL, Chain
from havenlens.store.event_rows import event_json, event_of_row
from havenlens.store.failures import write_failure

_COACHING_TEXTS = (
    t.coaching_cycles.c.title,
    t.coaching_cycles.c.opening,
    t.coaching_cycles.c.conference_notes,
    t.coaching_cycles.c.summary,
    t.plans.c.with_whom,
    t.plans.c.i_will,
    t.plans.c.i_will_know,
    t.plans.c.tried,
    t.answers.c.text,
)


class WithdrawalRows:
    """List and erase a person's events, mentions in comments, ratings, presence, spoken lines and clips."""

    def __init__(self, connection: Connection, place: str) -> None:
        self._connection, self._place = connection, place

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._connection.begin():
                yield
        except DBAPIError as error:
            raise write_failure(self._place, error) from error

    def plan_withdrawal(self, person: Participant) -> Withdrawal:
        """List what would be erased; nothing is changed."""
        with self._transaction():
            return self._plan(person)

    def withdraw(self, person: Participant, by: UUID | None = None) -> Withdrawal:
        """Erase it all in one transaction, and say in every log which rows were erased."""
        with self._transaction():
            plan = self._plan(person)
            for coding in self._codings(person):
                self._erase_in_coding(coding, person, by)
            self._erase_clips(person)
            self._erase_rows(person)
            self._erase_in_study_log(person, by)
        return plan

    def _plan(self, person: Participant) -> Withdrawal:
        counts = {
            "events": self._count(t.events, _about(person)),
            "comments": self._count(t.events, _mentions(t.events.c.comment, person) & ~_about(person)),
            "ratings": self._count(
                t.ratings, or_(t.ratings.c.subject == person.id, t.ratings.c.partner == person.id)
            ),
            "clips": len(self._clips(person)),
            "presence": self._count(t.presence, t.presence.c.participant == person.id),
            "spoken lines": self._count(t.transcript_lines, self._lines_of(person)),
            "coaching cycles": self._count(t.coaching_cycles, t.coaching_cycles.c.teacher == person.id),
            "coaching texts": sum(self._count(c.table, _mentions(c, person)) for c in _COACHING_TEXTS),
        }
        query = (
            select(t.observations.c.name, t.schemes.c.scheme, t.coders.c.name.label("coder"), func.count())
            .select_from(t.events)
            .join(t.codings, t.codings.c.id == t.events.c.coding)
            .join(t.observations, t.observations.c.id == t.codings.c.observation)
            .join(t.schemes, t.schemes.c.id == t.codings.c.scheme)
            .join(t.coders, t.coders.c.id == t.codings.c.coder)
            .where(_about(person))
            .group_by(t.observations.c.name, t.schemes.c.scheme, t.coders.c.name)
        )
        places = tuple(f"{o} / {s} / {c}: {n}" for o, s, c, n in self._connection.execute(query))
        return Withdrawal(person, counts, places)

    def _count(self, table: Any, condition: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(condition)
        return int(self._connection.execute(query).scalar_one())

    def _lines_of(self, person: Participant) -> ColumnElement[bool]:
        lines = t.transcript_lines
        return or_(lines.c.speaker == person.id, _mentions(lines.c.text, person))

    def _clips(self, person: Participant) -> Sequence[UUID]:
        """Find the clips a person is in: named as seen, heard in a line, or acting during the clip."""
        seen = select(t.clip_participants.c.clip).where(t.clip_participants.c.participant == person.id)
        heard = select(t.clip_lines.c.clip).where(t.clip_lines.c.speaker == person.id)
        own = select(t.clips.c.id).join(t.coaching_cycles).where(t.coaching_cycles.c.teacher == person.id)
        told = select(t.prompts.c.clip).where(
            _mentions(t.prompts.c.text, person) | _mentions(t.prompts.c.question, person)
        )
        return [row[0] for row in self._connection.execute(seen.union(heard, own, told))]

    def _codings(self, person: Participant) -> Sequence[UUID]:
        """Find the codings whose rows or log name the person."""
        rows = select(t.events.c.coding).where(_about(person) | _mentions(t.events.c.comment, person))
        cast = select(t.casting.c.coding).where(t.casting.c.participant == person.id)
        logged = select(t.change_log.c.chain).where(_logged(person))
        found = {row[0] for row in self._connection.execute(rows.union(cast, logged))}
        known = {row[0] for row in self._connection.execute(select(t.codings.c.id))}
        return sorted(found & known)

    def _erase_in_coding(self, coding: UUID, person: Participant, by: UUID | None) -> None:
        in_coding = t.events.c.coding == coding
        mentioning = self._connection.execute(
            select(t.events).where(in_coding, _mentions(t.events.c.comment, person), ~_about(person))
        ).all()
        self._connection.execute(delete(t.events).where(in_coding, _about(person)))
        self._erase_ratings(coding, person)
        blanked = [event_of_row(row).with_(comment="") for row in mentioning]
        for event in blanked:
            self._connection.execute(update(t.events).where(t.events.c.id == event.id).values(comment=""))
        condition = _logged(person)
        for event in blanked:
            condition |= t.change_log.c.payload.contains(event.id.hex)
        erased = self._erase_payloads(coding, condition)
        payloads: list[dict[str, Any]] = [{"erased": erased}]
        payloads += [{"before": None, "after": event_json(event)} for event in blanked]
        self._append(coding, payloads, by)

    def _erase_ratings(self, coding: UUID, person: Participant) -> None:
        periods = select(t.rating_periods.c.id).where(t.rating_periods.c.coding == coding)
        about = or_(t.ratings.c.subject == person.id, t.ratings.c.partner == person.id)
        self._connection.execute(delete(t.ratings).where(t.ratings.c.period.in_(periods), about))

    def _erase_payloads(self, chain: UUID, condition: ColumnElement[bool]) -> list[int]:
        log = t.change_log
        rows = self._connection.execute(
            select(log.c.seq).where(log.c.chain == chain, log.c.payload.is_not(None), condition)
        )
        erased = [row.seq for row in rows]
        self._connection.execute(
            update(log).where(log.c.chain == chain, log.c.seq.in_(erased)).values(payload=None)
        )
        return erased

    def _append(self, chain: UUID, payloads: list[dict[str, Any]], by: UUID | None) -> None:
        end = Chain.at_end(self._connection, chain)
        links = end.links(payloads, step_id=uuid4(), kind=WITHDRAWAL, at=datetime.now(UTC), coder=by)
        self._connection.execute(insert(t.change_log), [link.as_row() for link in links])

    def _erase_clips(self, person: Participant) -> None:
        clips = self._clips(person)
        if clips:
            self._connection.execute(delete(t.clips).where(t.clips.c.id.in_(clips)))
        self._connection.execute(delete(t.coaching_cycles).where(t.coaching_cycles.c.teacher == person.id))

    def _erase_rows(self, person: Participant) -> None:
        run = self._connection.execute
        run(delete(t.presence).where(t.presence.c.participant == person.id))
        run(delete(t.transcript_lines).where(self._lines_of(person)))
        run(delete(t.casting).where(t.casting.c.participant == person.id))
        run(delete(t.consents).where(t.consents.c.participant == person.id))
        run(delete(t.observation_participants).where(t.observation_participants.c.participant == person.id))
        gone = {"label": f"withdrawn-{person.id.hex[:8]}", "pseudonym": "", "withdrawn_at": datetime.now(UTC)}
        run(update(t.participants).where(t.participants.c.id == person.id).values(**gone))

    def _erase_in_study_log(self, person: Participant, by: UUID | None) -> None:
        study_id = self._connection.execute(select(t.study.c.id)).scalar_one()
        condition = (
            _logged(person)
            | _mentions(t.change_log.c.payload, person)
            | t.change_log.c.payload.contains(json.dumps(person.label))
        )
        self._append(study_id, [{"erased": self._erase_payloads(study_id, condition)}], by)


def _about(person: Participant) -> ColumnElement[bool]:
    return or_(t.events.c.actor == person.id, t.events.c.target == person.id)


def _logged(person: Participant) -> ColumnElement[bool]:
    return t.change_log.c.payload.contains(person.id.hex)


def _mentions(column: Any, person: Participant) -> ColumnElement[bool]:
    """Match texts that name the person; a label is looked for as it is written, a pseudonym in any case."""
    named = func.lower(column).contains(person.pseudonym.lower(), autoescape=True)
    return or_(named, column.contains(person.label, autoescape=True))
