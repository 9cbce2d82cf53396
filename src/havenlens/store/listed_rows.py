"""Read the observations and the codings of a study, all at once, and keep them until the file changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, String, Uuid, select, type_coerce

from havenlens.domain.observation import (
    Coding,
    CodingStatus,
    Observation,
    Purpose,
    Recording,
    RecordingFile,
)
from havenlens.domain.time import Micros
from havenlens.services.study_store import Variable
from havenlens.store import tables as t
from havenlens.store.connections import driver

T = TypeVar("T")
_LISTED = frozenset(
    {
        "observations",
        "observation_participants",
        "observation_variables",
        "variables",
        "recordings",
        "recording_files",
        "media_roots",
        "codings",
        "casting",
    }
)
"""The tables that are read here."""


class ListedRows:
    """Lists that were read from one connection; each is read again once anything in the file has changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._state = (0, 0)
        self._elsewhere = 0
        self._kept: dict[Callable[..., Sequence[Any]], Sequence[Any]] = {}

    def of(self, read: Callable[[Connection], list[T]]) -> list[T]:
        """Give what ``read`` gives, from memory where nobody has written since.

        In a transaction that may have written and may yet be undone, read past this.
        """
        own = driver(self._connection)
        # The first number counts what other connections have committed, the second what this one has done.
        others = int(own.execute("PRAGMA data_version").fetchone()[0])
        state = (others, own.total_changes - self._elsewhere)
        if state != self._state:
            self._state = state
            self._kept.clear()
        if read not in self._kept:
            self._kept[read] = read(self._connection)
        return list(self._kept[read])

    @contextmanager
    def adding(self, table: str) -> Iterator[None]:
        """Keep the lists while rows are added to a table that is in none, such as the log of accesses."""
        own = driver(self._connection)
        before = own.total_changes
        yield
        if table not in _LISTED:
            self._elsewhere += own.total_changes - before


class _Ids(dict[str, UUID]):
    """Ids by their text, each made once: a conversion a row would take most of the time."""

    def __missing__(self, text: str) -> UUID:
        made = self[text] = UUID(text)
        return made


def read_observations(connection: Connection, name: str | None = None) -> list[Observation]:
    """List the observations with their variables, people and recordings; of a name, only that one."""
    ids = _Ids()
    chosen = select(t.observations.c.id)
    if name is not None:
        chosen = chosen.where(t.observations.c.name == name)
    cast = t.observation_participants.c
    people: dict[str, list[UUID]] = {}
    query = _quick(cast.observation, cast.participant).order_by(cast.position)
    for place, person in connection.execute(query.where(cast.observation.in_(chosen))):
        people.setdefault(place, []).append(ids[person])
    values: dict[str, dict[str, Any]] = {}
    told = t.observation_variables.c
    query = _quick(told.observation, t.variables.c.name, t.variables.c.type, told.value)
    query = query.select_from(t.observation_variables.join(t.variables))
    for place, variable, kind, value in connection.execute(query.where(told.observation.in_(chosen))):
        values.setdefault(place, {})[variable] = Variable.read(kind, value)
    films = _recordings(connection, chosen, ids)
    own = t.observations.c
    query = _quick(own.id, own.name, own.title, own.filmed_on, own.duration_us).where(own.id.in_(chosen))
    return [
        Observation(
            id=ids[row[0]],
            name=row[1],
            title=row[2],
            filmed_on=row[3],
            duration=None if row[4] is None else Micros(row[4]),
            variables=values.get(row[0], {}),
            participants=tuple(people.get(row[0], ())),
            recordings=tuple(films.get(row[0], ())),
        )
        for row in connection.execute(query.order_by(own.position, own.name))
    ]


def _recordings(
    connection: Connection, observations: Select[tuple[UUID]], ids: _Ids
) -> dict[str, list[Recording]]:
    files: dict[str, list[RecordingFile]] = {}
    chosen = select(t.recordings.c.id).where(t.recordings.c.observation.in_(observations))
    own = t.recording_files.c
    query = _quick(
        own.recording,
        own.id,
        own.ordinal,
        t.media_roots.c.path,
        own.path,
        own.size,
        own.fingerprint,
        own.offset_us,
        own.rate_ppm,
        own.duration_us,
    )
    query = query.select_from(t.recording_files.join(t.media_roots)).where(own.recording.in_(chosen))
    for owner, file, ordinal, root, path, size, fingerprint, offset, rate, duration in connection.execute(
        query.order_by(own.ordinal)
    ):
        length = None if duration is None else Micros(duration)
        files.setdefault(owner, []).append(
            RecordingFile(ids[file], ordinal, root, path, size, fingerprint, Micros(offset), rate, length)
        )
    films: dict[str, list[Recording]] = {}
    film = t.recordings.c
    query = _quick(film.observation, film.id, film.view, film.name).order_by(film.view)
    for place, recording, view, name in connection.execute(query.where(film.observation.in_(observations))):
        made = Recording(ids[recording], view, name, tuple(files.get(recording, ())))
        films.setdefault(place, []).append(made)
    return films


def read_codings(connection: Connection) -> list[Coding]:
    """List every coding with its casting, in the order in which they were begun."""
    ids = _Ids()
    cast: dict[str, dict[str, tuple[UUID, ...]]] = {}
    held = t.casting.c
    query = _quick(held.coding, held.role, held.participant).order_by(held.position)
    for coding, role, person in connection.execute(query):
        roles = cast.setdefault(coding, {})
        roles[role] = (*roles.get(role, ()), ids[person])
    own = t.codings.c
    query = _quick(
        own.id,
        own.observation,
        own.scheme,
        own.coder,
        own.purpose,
        own.attempt,
        own.status,
        own.resume_us,
        own.submitted_at,
    )
    return [
        Coding(
            id=ids[row[0]],
            observation=ids[row[1]],
            scheme=ids[row[2]],
            coder=ids[row[3]],
            purpose=Purpose(row[4]),
            attempt=row[5],
            status=CodingStatus(row[6]),
            casting=cast.get(row[0], {}),
            resume_at=Micros(row[7]),
            submitted_at=row[8],
        )
        for row in connection.execute(query.order_by(own.begun_at))
    ]


def _quick(*columns: ColumnElement[Any]) -> Select[Any]:
    """Select columns, ids among them as the text they are in the file."""
    return select(*(type_coerce(one, String) if isinstance(one.type, Uuid) else one for one in columns))
