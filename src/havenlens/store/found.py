"""Find everything a study keeps about a person: what is listed before a withdrawal is what is erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, or_, select

from havenlens.domain.observation import Participant
from havenlens.domain.time import Span
from havenlens.store import coaching_tables as coaching
from havenlens.store import tables as t
from havenlens.store.naming import Naming

_TEXTS: tuple[Column[Any], ...] = (
    coaching.coaching_cycles.c.focus,
    coaching.coaching_cycles.c.title,
    coaching.coaching_cycles.c.opening,
    coaching.coaching_cycles.c.summary,
    coaching.coaching_cycles.c.conference_notes,
    coaching.coaching_cycles.c.exemplar,
    coaching.coaching_cycles.c.previous_plan,
    coaching.cycle_steps.c.who,
    coaching.cycle_steps.c.skipped_because,
    coaching.plans.c.at_what_time,
    coaching.plans.c.i_will,
    coaching.plans.c.with_whom,
    coaching.plans.c.i_will_know,
    coaching.plans.c.tried,
    coaching.clip_marks.c.note,
    coaching.access_log.c.reason,
    t.scheme_notes.c.text,
    t.assignments.c.note,
    t.codings.c.status_note,
)
"""Texts that are emptied where they name the person."""
_NAMES: tuple[Column[Any], ...] = (
    t.observations.c.name,
    t.observations.c.title,
    t.observation_variables.c.value,
    t.recordings.c.name,
)
"""Names in which the withdrawn label takes the person's place."""
_CLIP_TEXTS: tuple[tuple[Column[Any], Column[Any]], ...] = (
    (coaching.clips.c.title, coaching.clips.c.id),
    (coaching.clips.c.still_shows, coaching.clips.c.id),
    (coaching.clip_lines.c.text, coaching.clip_lines.c.clip),
    (coaching.prompts.c.text, coaching.prompts.c.clip),
    (coaching.prompts.c.question, coaching.prompts.c.clip),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One cell that names the person: its table, its row's primary key, its column and what it says."""

    table: Table
    key: tuple[Any, ...]
    column: Column[Any]
    text: str


@dataclass(frozen=True)
class Found:
    """The ids of everything about a person; ``comments``, ``notes`` and ``unlinked`` are others'.

    ``answers`` gives the modifiers that remain of others' events with a written answer about the person.
    """

    person: UUID
    events: frozenset[UUID] = frozenset()
    comments: frozenset[UUID] = frozenset()
    unlinked: frozenset[UUID] = frozenset()
    ratings: frozenset[UUID] = frozenset()
    notes: frozenset[UUID] = frozenset()
    clips: frozenset[UUID] = frozenset()
    library: frozenset[UUID] = frozenset()
    clip_parts: frozenset[UUID] = frozenset()
    cycles: frozenset[UUID] = frozenset()
    presence: frozenset[UUID] = frozenset()
    lines: frozenset[UUID] = frozenset()
    codings: frozenset[UUID] = frozenset()
    texts: tuple[Place, ...] = ()
    names: tuple[Place, ...] = ()
    evidence: Mapping[UUID, list[Any]] = field(default_factory=dict)
    answers: Mapping[UUID, dict[str, Any]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Count what is erased, by kind."""
        at_work = sum(place.table in (t.assignments, t.codings, t.scheme_notes) for place in self.texts)
        return {
            "events": len(self.events),
            "comments": len(self.comments) + len(self.notes) + len(self.answers) + at_work,
            "ratings": len(self.ratings),
            "clips": len(self.clips) + len(self.library),
            "presence": len(self.presence),
            "spoken lines": len(self.lines),
            "coaching cycles": len(self.cycles),
            "coaching texts": len(self.texts) - at_work + len(self.evidence),
            "names": len(self.names),
        }


def find(connection: Connection, person: Participant) -> Found:
    """Find everything about a person, inside the caller's transaction."""
    return _Search(connection, person).found()


class _Search:
    def __init__(self, connection: Connection, person: Participant) -> None:
        self._connection, self._person, self._naming = connection, person, Naming(person)

    def found(self) -> Found:
        me = self._person.id
        events = self._ids(t.events, or_(t.events.c.actor == me, t.events.c.target == me))
        ratings = self._ids(t.ratings, or_(t.ratings.c.subject == me, t.ratings.c.partner == me))
        cycles = self._ids(coaching.coaching_cycles, coaching.coaching_cycles.c.teacher == me)
        clips = self._clips(cycles)
        lines = self._ids(t.transcript_lines, t.transcript_lines.c.speaker == me)
        return Found(
            person=me,
            events=events,
            comments=self._naming_rows(t.events.c.comment, t.events.c.id) - events,
            unlinked=self._ids(t.events, t.events.c.link.in_(events)) - events,
            ratings=ratings,
            notes=self._naming_rows(t.ratings.c.note, t.ratings.c.id) - ratings,
            clips=clips,
            library=self._library(),
            clip_parts=self._ids(coaching.prompts, coaching.prompts.c.clip.in_(clips)),
            cycles=cycles,
            presence=self._ids(t.presence, t.presence.c.participant == me),
            lines=lines | self._naming_rows(t.transcript_lines.c.text, t.transcript_lines.c.id),
            codings=frozenset(
                row.coding
                for row in self._connection.execute(
                    select(t.casting.c.coding).where(t.casting.c.participant == me)
                )
            ),
            texts=tuple(p for c in _TEXTS for p in self._places(c) if p.key[0] not in cycles),
            names=tuple(p for c in _NAMES for p in self._places(c)),
            evidence=self._evidence(cycles),
            answers=self._answers(events),
        )

    def _ids(self, table: Table, condition: ColumnElement[bool]) -> frozenset[UUID]:
        return frozenset(row.id for row in self._connection.execute(select(table.c.id).where(condition)))

    def _naming_rows(self, column: Column[Any], key: Column[Any]) -> frozenset[UUID]:
        rows = self._connection.execute(select(column.label("text"), key.label("key")).where(column != ""))
        return frozenset(row.key for row in rows if self._naming.in_text(row.text))

    def _answers(self, own: frozenset[UUID]) -> dict[UUID, dict[str, Any]]:
        """Give the modifiers that remain of others' events; an answer that names the person is left out."""
        query = select(t.events.c.id, t.events.c.modifiers).where(t.events.c.modifiers != {})
        named = self._naming.in_content
        return {
            row.id: {name: value for name, value in row.modifiers.items() if not named(value)}
            for row in self._connection.execute(query)
            if row.id not in own and named([*row.modifiers.values()])
        }

    def _places(self, column: Column[Any]) -> Iterator[Place]:
        table = column.table
        assert isinstance(table, Table)
        keys = list(table.primary_key.columns)
        for row in self._connection.execute(select(column, *keys)):
            if self._naming.in_content(row[0]):
                yield Place(table, tuple(row[1:]), column, str(row[0]))

    def _clips(self, cycles: frozenset[UUID]) -> frozenset[UUID]:
        """Find the clips a person is in: named as seen, heard, told of, or acting while the clip lasts."""
        me = self._person.id
        seen = select(coaching.clip_participants.c.clip).where(coaching.clip_participants.c.participant == me)
        heard = select(coaching.clip_lines.c.clip).where(coaching.clip_lines.c.speaker == me)
        own = select(coaching.clips.c.id).where(coaching.clips.c.cycle.in_(cycles))
        found = {row[0] for row in self._connection.execute(seen.union(heard, own))}
        for column, key in _CLIP_TEXTS:
            found |= self._naming_rows(column, key)
        answered = self._naming_rows(coaching.answers.c.text, coaching.answers.c.prompt)
        told = select(coaching.prompts.c.clip).where(coaching.prompts.c.id.in_(answered))
        found |= {row.clip for row in self._connection.execute(told)}
        found |= self._masked(coaching.clips)
        cut = select(coaching.clips, coaching.coaching_cycles.c.observation).join(coaching.coaching_cycles)
        return frozenset(found | self._while_acting(cut))

    def _masked(self, table: Table) -> set[UUID]:
        """Find the clips in which a mask hides the person, who is in them, then."""
        rows = self._connection.execute(select(table.c.id, table.c.masks).where(table.c.masks != []))
        me = str(self._person.id)
        return {row.id for row in rows if any(mask["participant"] == me for mask in row.masks)}

    def _library(self) -> frozenset[UUID]:
        """Find the library clips a person is in, or whose words name them."""
        me, table, people = self._person.id, coaching.library_clips, coaching.library_clip_participants
        found = {
            row[0]
            for row in self._connection.execute(select(people.c.clip).where(people.c.participant == me))
        }
        found |= self._masked(table)
        for column in (table.c.title, table.c.still_shows, table.c.watch_for):
            found |= self._naming_rows(column, table.c.id)
        return frozenset(found | self._while_acting(select(table)))

    def _while_acting(self, clips: Select[Any]) -> set[UUID]:
        """Find those of some clips during which the person acts, speaks or is there."""
        me = self._person.id
        acts = select(t.codings.c.observation, t.events.c.onset_us, t.events.c.offset_us)
        acts = acts.join(t.codings).where(or_(t.events.c.actor == me, t.events.c.target == me))
        speaks = select(
            t.transcripts.c.observation, t.transcript_lines.c.onset_us, t.transcript_lines.c.offset_us
        ).join(t.transcripts)
        speaks = speaks.where(t.transcript_lines.c.speaker == me)
        there = select(t.presence.c.observation, t.presence.c.onset_us, t.presence.c.offset_us)
        there = there.where(t.presence.c.participant == me, t.presence.c.state != "off_camera")
        spans: dict[UUID, list[Span]] = {}
        for query in (acts, speaks, there):
            for observation, onset, offset in self._connection.execute(query):
                spans.setdefault(observation, []).append(Span(onset, offset))
        return {
            clip.id
            for clip in self._connection.execute(clips)
            if any(Span(clip.onset_us, clip.offset_us).overlaps(s) for s in spans.get(clip.observation, ()))
        }

    def _evidence(self, cycles: frozenset[UUID]) -> dict[UUID, list[Any]]:
        """Give the numbers that remain of cycles which show one about the person."""
        rows = self._connection.execute(
            select(coaching.coaching_cycles.c.id, coaching.coaching_cycles.c.evidence)
        )
        hidden = self._person.id.hex
        return {
            row.id: [choice for choice in row.evidence if choice.get("seeker") != hidden]
            for row in rows
            if row.id not in cycles and any(choice.get("seeker") == hidden for choice in row.evidence)
        }
