"""Write a coder's part of a study into a file of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Select, Table, func, insert, select, union
from sqlalchemy.exc import DBAPIError

from havenlens.domain.problems import StudyError
from havenlens.services.files import whole_file
from havenlens.services.hand_outs import HANDED_OUT, MARK, HandOutContents, HandOutMark, HandOutOrder
from havenlens.services.ports import Progress
from havenlens.store import tables as t
from havenlens.store.chain import Chain
from havenlens.store.connections import connect_to_fill, disconnect
from havenlens.store.failures import write_failure
from havenlens.store.location import refuse_taken
from havenlens.store.schema import migrate

HAND_OUT = "hand_out"
"""The kind of the first row in the log of a hand-out, which says whose it is."""
_AT_ONCE = 500
_PURPOSES = [purpose.value for purpose in HANDED_OUT]


def write_hand_out(
    source: Connection, order: HandOutOrder, path: Path, progress: Progress
) -> HandOutContents:
    """Write the file inside the caller's transaction, which only reads; it is there whole or not at all."""
    refuse_taken(path)
    with whole_file(path) as draft:
        target = connect_to_fill(draft)
        try:
            with target.begin():
                migrate(target)
                return _Copy(source, target, order, progress).make()
        except (DBAPIError, sqlite3.Error) as error:
            failure = write_failure(str(path), error)
            if failure.problem.code in ("study.disk_full", "study.disk_failed"):
                raise StudyError("file.disk_full", path=path) from error
            raise failure from error
        finally:
            disconnect(target)


class _Copy:
    """What belongs to a coder, table by table, so that what is pointed to comes first."""

    def __init__(
        self, source: Connection, target: Connection, order: HandOutOrder, progress: Progress
    ) -> None:
        self._source, self._target, self._order, self._progress = source, target, order, progress
        self._done = self._total = 0
        own = (t.codings.c.coder == order.coder, t.codings.c.purpose.in_(_PURPOSES))
        due = (t.assignments.c.coder == order.coder, t.assignments.c.purpose.in_(_PURPOSES))
        self._codings = select(t.codings).where(*own)
        self._assignments = select(t.assignments).where(*due)
        self._own = select(t.codings.c.id).where(*own)
        self._places = union(
            select(t.codings.c.observation).where(*own), select(t.assignments.c.observation).where(*due)
        )
        used = union(select(t.codings.c.scheme).where(*own), select(t.assignments.c.scheme).where(*due))
        self._schemes = self._with_what_they_came_from({row[0] for row in source.execute(used)})

    def make(self) -> HandOutContents:
        """Copy it all and mark the file."""
        mark = self._add_study()
        parts = self._parts()
        counts = {table: self._count(query) for table, query in parts.items()}
        self._total = sum(counts.values())
        for table, query in parts.items():
            self._copy(table, query)
        logs = {row.chain: row.seq for row in self._source.execute(_of(t.chain_ends.c.chain, self._own))}
        return HandOutContents(
            mark,
            tuple(sorted(self._schemes)),
            counts[t.observations],
            counts[t.assignments],
            {row.id: logs.get(row.id, 0) for row in self._source.execute(self._own)},
        )

    def _add_study(self) -> HandOutMark:
        """Give the file the study's id and a log that begins with whose it is."""
        row = self._source.execute(select(t.study)).one()
        end = Chain.at_end(self._source, row.id)
        order = self._order
        mark = HandOutMark(order.id, order.coder, order.at, end.seq, end.last_hash)
        values = {"id": row.id, "name": row.name, "created_at": row.created_at}
        self._target.execute(insert(t.study), {**values, "settings": {MARK: mark.as_json()}})
        begun = Chain.at_end(self._target, row.id)
        links = begun.links(
            [{MARK: mark.as_json()}], step_id=uuid4(), kind=HAND_OUT, at=datetime.now(UTC), coder=None
        )
        begun.append(self._target, links)
        return mark

    def _with_what_they_came_from(self, schemes: set[UUID]) -> set[UUID]:
        """Add the earlier versions, whose notes stand beside the codes of the later ones."""
        maps = self._source.execute(select(t.scheme_maps.c.old_scheme, t.scheme_maps.c.new_scheme)).all()
        while more := {row.old_scheme for row in maps if row.new_scheme in schemes} - schemes:
            schemes = schemes | more
        return schemes

    def _parts(self) -> dict[Table, Select[Any]]:
        places, own, schemes = self._places, self._own, list(self._schemes)
        films = select(t.recordings.c.id).where(t.recordings.c.observation.in_(places))
        files = _of(t.recording_files.c.recording, films)
        scripts = select(t.transcripts.c.id).where(t.transcripts.c.observation.in_(places))
        periods = select(t.rating_periods.c.id).where(t.rating_periods.c.coding.in_(own))
        shown = select(t.variables.c.id).where(t.variables.c.hidden_from_coders.is_(False))
        maps = (t.scheme_maps.c.new_scheme.in_(schemes), t.scheme_maps.c.old_scheme.in_(schemes))
        people = self._people(scripts, periods)
        roots = select(t.recording_files.c.root).where(t.recording_files.c.recording.in_(films))
        values = select(t.observation_variables).where(
            t.observation_variables.c.observation.in_(places), t.observation_variables.c.variable.in_(shown)
        )
        return {
            t.schemes: select(t.schemes).where(t.schemes.c.id.in_(schemes)),
            t.scheme_notes: select(t.scheme_notes).where(t.scheme_notes.c.scheme.in_(schemes)),
            t.participants: select(t.participants).where(t.participants.c.id.in_(people)),
            t.consents: _of(t.consents.c.participant, people),
            t.observations: _of(t.observations.c.id, places),
            t.variables: _of(t.variables.c.id, shown),
            t.observation_variables: values,
            t.observation_participants: _of(t.observation_participants.c.observation, places),
            t.media_roots: _of(t.media_roots.c.id, roots),
            t.recordings: _of(t.recordings.c.id, films),
            t.recording_files: files,
            t.presence: _of(t.presence.c.observation, places),
            t.transcripts: _of(t.transcripts.c.id, scripts),
            t.transcript_lines: _of(t.transcript_lines.c.transcript, scripts),
            t.coders: select(t.coders).where(t.coders.c.id == self._order.coder),
            t.assignments: self._assignments,
            t.codings: self._codings,
            t.casting: _of(t.casting.c.coding, own),
            t.events: _of(t.events.c.coding, own),
            t.rating_periods: _of(t.rating_periods.c.id, periods),
            t.ratings: _of(t.ratings.c.period, periods),
            t.work_spans: _of(t.work_spans.c.coding, own),
            t.scheme_maps: select(t.scheme_maps).where(*maps),
            t.recode_items: _of(t.recode_items.c.coding, own),
            t.change_log: _of(t.change_log.c.chain, own),
            t.chain_ends: _of(t.chain_ends.c.chain, own),
        }

    def _people(self, scripts: Select[Any], periods: Select[Any]) -> Any:
        """Choose everybody who is seen, heard or coded in what is handed out."""
        places, own = self._places, self._own
        named: list[tuple[Any, Any]] = [
            (t.observation_participants.c.participant, t.observation_participants.c.observation.in_(places)),
            (t.presence.c.participant, t.presence.c.observation.in_(places)),
            (t.transcript_lines.c.speaker, t.transcript_lines.c.transcript.in_(scripts)),
            (t.casting.c.participant, t.casting.c.coding.in_(own)),
            (t.events.c.actor, t.events.c.coding.in_(own)),
            (t.events.c.target, t.events.c.coding.in_(own)),
            (t.ratings.c.subject, t.ratings.c.period.in_(periods)),
            (t.ratings.c.partner, t.ratings.c.period.in_(periods)),
        ]
        return union(*(select(column).where(here, column.is_not(None)) for column, here in named))

    def _count(self, query: Select[Any]) -> int:
        return int(self._source.execute(select(func.count()).select_from(query.subquery())).scalar_one())

    def _copy(self, table: Table, query: Select[Any]) -> None:
        self._progress(self._done, self._total)
        for part in self._source.execute(query).mappings().partitions(_AT_ONCE):
            self._target.execute(insert(table), [self._as_handed_out(table, row) for row in part])
            self._done += len(part)
            self._progress(self._done, self._total)

    def _as_handed_out(self, table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
        values = dict(row)
        if table is t.media_roots:
            values["path"] = self._order.roots[values["id"]]
        if table is t.scheme_maps and values["coder"] != self._order.coder:
            values["coder"] = None
        return values


def _of(column: Any, chosen: Any) -> Select[Any]:
    """Choose the rows of a column's table that belong to what was chosen."""
    return select(column.table).where(column.in_(chosen))
