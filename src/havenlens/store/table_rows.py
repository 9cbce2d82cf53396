"""Read very many rows a batch at a time, as columns for tables that leave the study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Connection,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
)

from havenlens.services.study_store import EventBatch, LogBatch
from havenlens.store.stored_events import BETWEEN, DEFAULTS, FLAGS, MODIFIERS, in_one_text
from havenlens.store.tables import change_log, events

if TYPE_CHECKING:
    import numpy as np  # slow to import
    from numpy.typing import NDArray

_AT_ONCE = 2_000
_LAG, _COMMENT = events.c.reaction_lag_us, events.c.comment
_STILL_OPEN = -(2**62)
"""Stands for no offset, in microseconds; no event lies so far before its recording."""
_EVENTS = (
    select(
        type_coerce(events.c.id, String),
        events.c.code,
        events.c.onset_us,
        func.coalesce(events.c.offset_us, literal(_STILL_OPEN, BigInteger)),
        type_coerce(events.c.actor, String),
        type_coerce(events.c.target, String),
        type_coerce(events.c.link, String),
        MODIFIERS,
        # What most events lack.
        case(
            (and_(FLAGS == 0, _LAG == 0, DEFAULTS == "[]", _COMMENT == ""), None),
            else_=in_one_text(FLAGS, _LAG, DEFAULTS, _COMMENT),
        ),
    )
    .where(events.c.coding == bindparam("of"))
    .order_by(events.c.onset_us)
)
_LOG = select(
    type_coerce(change_log.c.chain, String),
    change_log.c.seq,
    type_coerce(change_log.c.step_id, String),
    change_log.c.at_utc,
    type_coerce(change_log.c.coder, String),
    change_log.c.kind,
    change_log.c.hash,
).order_by(change_log.c.chain, change_log.c.seq)


def event_batches(connection: Connection, codings: Sequence[UUID], size: int) -> Iterator[EventBatch]:
    """Give the codings' events, coding after coding in time order; a batch has ``size`` rows or fewer."""
    columns: list[list[Any]] = [[] for _ in _EVENTS.selected_columns]
    places: list[tuple[int, int]] = []
    for place, coding in enumerate(codings):
        # The driver's plain rows: SQLAlchemy's own take several times as long.
        cursor = connection.execute(_EVENTS, {"of": coding}).cursor
        assert cursor is not None
        # Few at a time, since every row is one more thing for Python to look after until it is taken apart.
        while found := cursor.fetchmany(min(_AT_ONCE, size - len(columns[0]))):
            for column, values in zip(columns, zip(*found, strict=True), strict=True):
                column.extend(values)
            places.append((place, len(found)))
            if len(columns[0]) == size:
                yield _event_batch(columns, places)
                columns, places = [[] for _ in columns], []
    if places:
        yield _event_batch(columns, places)


def _event_batch(columns: Sequence[list[Any]], places: Sequence[tuple[int, int]]) -> EventBatch:
    import numpy as np  # noqa: PLC0415 - slow to import

    ids, codes, onsets, offsets, actors, targets, links, modifiers, texts = columns
    flags, lags, defaults, comments = _taken_apart(texts)
    which, sizes = zip(*places, strict=True)
    begin, end = _whole(onsets), _whole(offsets)
    is_open = end == _STILL_OPEN
    return EventBatch(
        coding=np.repeat(np.array(which, dtype=np.intp), sizes),
        id=ids,
        code=codes,
        onset=begin,
        offset=np.where(is_open, begin, end),
        is_open=is_open,
        actor=actors,
        target=targets,
        link=links,
        modifiers=modifiers,
        comment=comments,
        flags=flags,
        defaults=defaults,
        reaction_lag=lags,
    )


def _taken_apart(
    texts: Sequence[str | None],
) -> tuple[NDArray[np.intp], NDArray[np.int64], list[str], list[str]]:
    """Give flags, reaction lags, defaults and comments; most events have none of them."""
    import numpy as np  # noqa: PLC0415 - slow to import

    flags, lags = np.zeros(len(texts), dtype=np.intp), np.zeros(len(texts), dtype=np.int64)
    defaults, comments = ["[]"] * len(texts), [""] * len(texts)
    for row, text in enumerate(texts):
        if text is not None:
            bits, lag, defaults[row], comments[row] = text.split(BETWEEN, 3)
            flags[row], lags[row] = int(bits), int(lag)
    return flags, lags, defaults, comments


def log_batches(connection: Connection, size: int) -> Iterator[LogBatch]:
    """Give the rows of the change log, chain after chain, without what they hold."""
    cursor = connection.execute(_LOG).cursor
    assert cursor is not None
    while rows := cursor.fetchmany(size):
        chains, seqs, steps, instants, coders, kinds, hashes = zip(*rows, strict=True)
        yield LogBatch(chains, _whole(seqs), steps, instants, coders, kinds, hashes)


def _whole(numbers: Sequence[int]) -> NDArray[np.int64]:
    import numpy as np  # noqa: PLC0415 - slow to import

    return np.array(numbers, dtype=np.int64)
