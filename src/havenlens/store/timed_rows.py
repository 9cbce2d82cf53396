"""Read when which code was given to whom, for many codings at once and nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, String, select, type_coerce

from havenlens.services.study_store import TimedRows
from havenlens.store import tables as t

if TYPE_CHECKING:
    import numpy as np  # slow to import
    from numpy.typing import NDArray

_AT_ONCE = 400
"""How many codings one query asks for; SQLite takes a limited number of values."""


def read_timed_rows(connection: Connection, codings: Sequence[UUID]) -> dict[UUID, TimedRows]:
    """Give each coding's events by onset: code, onset, end and actor.

    Ids are read as text and each is made a UUID once, because a conversion a row would take most of the time.
    """
    import numpy as np  # noqa: PLC0415 - slow to import

    codes: dict[str, int] = {}
    people: dict[str, int] = {}
    parts: dict[UUID, list[NDArray[Any]]] = {}
    for at in range(0, len(codings), _AT_ONCE):
        parts.update(_read(connection, codings[at : at + _AT_ONCE], codes, people))
    named, who = tuple(codes), tuple(map(UUID, people))
    times, places = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.intp)
    found = {}
    for coding in codings:
        onset, offset, is_open, code, actor = parts.get(coding, [times, times, times > 0, places, places])
        found[coding] = TimedRows(onset, offset, is_open, code, actor, named, who)
    return found


def _read(
    connection: Connection, codings: Sequence[UUID], codes: dict[str, int], people: dict[str, int]
) -> Iterator[tuple[UUID, list[NDArray[Any]]]]:
    """Read some codings; new codes and people are numbered as they come."""
    import numpy as np  # noqa: PLC0415 - slow to import

    rows_of = t.events.c
    query = (
        select(
            type_coerce(rows_of.coding, String),
            rows_of.code,
            rows_of.onset_us,
            rows_of.offset_us,
            type_coerce(rows_of.actor, String),
        )
        .where(rows_of.coding.in_(codings))
        .order_by(rows_of.coding, rows_of.onset_us)
    )
    rows = connection.execute(query).fetchall()
    if not rows:
        return
    owner, code, onset, offset, actor = zip(*rows, strict=True)
    begins = np.array(onset, dtype=np.int64)
    left_open = np.array([end is None for end in offset])
    ends = begins.copy()
    ends[~left_open] = [end for end in offset if end is not None]
    numbers: dict[str, int] = {}
    which = _numbered(owner, numbers)
    columns: list[NDArray[Any]] = [
        begins,
        ends,
        left_open,
        _numbered(code, codes),
        _numbered(actor, people),
    ]
    cuts = np.flatnonzero(np.diff(which)) + 1
    for coding, *own in zip(numbers, *(np.split(column, cuts) for column in columns), strict=True):
        yield UUID(coding), own


def _numbered(names: Sequence[str], known: dict[str, int]) -> NDArray[np.intp]:
    """Give each name its number; what is not known yet gets the next one."""
    import numpy as np  # noqa: PLC0415 - slow to import

    for name in dict.fromkeys(names):
        known.setdefault(name, len(known))
    return np.fromiter(map(known.__getitem__, names), dtype=np.intp, count=len(names))
