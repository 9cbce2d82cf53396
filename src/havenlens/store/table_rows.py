"""Read very many rows a batch at a time, as columns for tables that leave the study."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    LargeBinary,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
    type_coerce,
)

from havenlens.services.stored_columns import Coded, Ids
from havenlens.services.study_store import EventBatch, LogBatch
from havenlens.store.stored_events import BETWEEN, DEFAULTS, FLAGS, MODIFIERS, in_one_text
from havenlens.store.tables import change_log, events

if TYPE_CHECKING:
    import numpy as np  # slow to import
    import pyarrow as pa
    from numpy.typing import NDArray

_SHARED = 3
"""What the driver says where threads may share a connection (PEP 249)."""
_DIGITS = 32
"""How long an id is in the file."""
_LAG, _COMMENT = events.c.reaction_lag_us, events.c.comment
_FIELDS = {
    "id": type_coerce(events.c.id, String),
    "code": events.c.code,
    "onset": events.c.onset_us,
    "offset": events.c.offset_us,
    "actor": type_coerce(events.c.actor, String),
    "target": type_coerce(events.c.target, String),
    "link": type_coerce(events.c.link, String),
    "modifiers": MODIFIERS,
    # What most events lack; a comment may hold anything, so that its bytes are written as digits.
    "rest": case(
        (and_(FLAGS == 0, _LAG == 0, DEFAULTS == "[]", _COMMENT == ""), None),
        else_=func.hex(in_one_text(FLAGS, _LAG, DEFAULTS, _COMMENT)),
    ),
}
_FEW = ("code", "actor", "target", "modifiers")
_OF = bindparam("of", type_=String)
_LINES = (
    select(func.printf(BETWEEN.join(["%s"] * len(_FIELDS)), *_FIELDS.values()).label("line"))
    .where(type_coerce(events.c.coding, String) == _OF)
    .order_by(events.c.onset_us)
    .subquery()
)
_TEXT = select(cast(func.group_concat(_LINES.c.line, "\n"), LargeBinary))
"""A coding's events as one text, a line each: it is read at once, where rows are read value after value."""
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
    """Give the codings' events, coding after coding in time order; a batch has ``size`` rows or fewer.

    The next texts are read while a batch is taken apart and used, as SQLite does without Python's lock.
    """
    groups = _groups(_texts(connection, codings), size)
    if sqlite3.threadsafety < _SHARED:  # a connection belongs to one thread, as with some builds of SQLite
        for texts, places in groups:
            yield from _batches_of(texts, places, size)
        return
    with ThreadPoolExecutor(1) as reading:
        coming = reading.submit(next, groups, None)
        while (group := coming.result()) is not None:
            coming = reading.submit(next, groups, None)
            yield from _batches_of(*group, size)


def _texts(connection: Connection, codings: Sequence[UUID]) -> Iterator[tuple[int, bytes]]:
    """Give the text of each coding that has events, with the coding's place."""
    # By the driver, whose connection several threads may use, where SQLAlchemy's belongs to one.
    driver: Any = connection.connection.driver_connection
    statement = _TEXT.compile(dialect=connection.dialect)
    sql = str(statement)
    values = [statement.params[name] for name in statement.positiontup or ()]
    which = (statement.positiontup or []).index(_OF.key)
    for place, coding in enumerate(codings):
        values[which] = coding.hex
        (text,) = driver.execute(sql, values).fetchone()
        if text is not None:
            yield place, text


def _groups(
    texts: Iterable[tuple[int, bytes]], size: int
) -> Iterator[tuple[list[bytes], list[tuple[int, int]]]]:
    """Put texts together that have ``size`` lines at most, with each one's place and number of lines."""
    held: list[bytes] = []
    places: list[tuple[int, int]] = []
    rows = 0
    for place, text in texts:
        count = text.count(b"\n") + 1
        if held and rows + count > size:
            yield held, places
            held, places, rows = [], [], 0
        held.append(text)
        places.append((place, count))
        rows += count
    if held:
        yield held, places


def _batches_of(texts: Sequence[bytes], places: Sequence[tuple[int, int]], size: int) -> Iterator[EventBatch]:
    import numpy as np  # noqa: PLC0415 - slow to import
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    from pyarrow import csv  # noqa: PLC0415

    whole = b"\n".join(texts)
    few = pa.dictionary(pa.int32(), pa.string())
    kinds = dict.fromkeys(_FEW, few)
    kinds |= {name: pa.binary(_DIGITS) for name in ("id", "link")}
    kinds |= {"onset": pa.int64(), "offset": pa.int64(), "rest": pa.string()}
    try:
        table = csv.read_csv(
            pa.BufferReader(whole),
            csv.ReadOptions(use_threads=False, block_size=len(whole) + 1, column_names=list(_FIELDS)),
            csv.ParseOptions(delimiter=BETWEEN, quote_char=False, double_quote=False),
            csv.ConvertOptions(column_types=kinds, null_values=[""], strings_can_be_null=True),
        ).combine_chunks()
    except pa.ArrowInvalid as error:  # an id that Havenlens never wrote, such as a code with a line break
        raise sqlite3.DatabaseError("malformed events") from error
    which, counts = zip(*places, strict=True)
    coding = np.repeat(np.array(which, dtype=np.intp), counts)
    if len(coding) <= size:
        yield _event_batch(coding, table)
        return
    for at in range(0, len(coding), size):
        part = table.slice(at, size)
        for name in _FEW:  # a part has not every value of the whole
            own = part[name].cast(pa.string()).dictionary_encode()
            part = part.set_column(part.schema.get_field_index(name), name, own)
        yield _event_batch(coding[at : at + size], part)


def _event_batch(coding: NDArray[np.intp], table: pa.Table) -> EventBatch:
    import numpy as np  # noqa: PLC0415 - slow to import

    columns = {name: table[name].combine_chunks() for name in table.column_names}
    flags, lags, defaults, comments = _taken_apart(columns["rest"])
    begin = columns["onset"].to_numpy()
    is_open = columns["offset"].is_null().to_numpy(zero_copy_only=False)
    return EventBatch(
        coding=coding,
        id=_ids(columns["id"]),
        code=_coded(columns["code"]),
        onset=begin,
        offset=np.where(is_open, begin, columns["offset"].fill_null(0).to_numpy()),
        is_open=is_open,
        actor=_coded(columns["actor"]),
        target=_coded(columns["target"]),
        link=_ids(columns["link"]),
        modifiers=_coded(columns["modifiers"]),
        comment=comments,
        flags=flags,
        defaults=defaults,
        reaction_lag=lags,
    )


def _coded(column: pa.DictionaryArray) -> Coded:
    return Coded(column.indices.fill_null(-1).to_numpy(), column.dictionary.to_pylist())


def _ids(column: pa.FixedSizeBinaryArray) -> Ids:
    import numpy as np  # noqa: PLC0415 - slow to import

    _, data = column.buffers()
    begin = _DIGITS * column.offset
    digits = np.frombuffer(data, dtype=f"S{_DIGITS}", count=len(column), offset=begin)
    if column.null_count:
        digits = np.where(column.is_valid().to_numpy(zero_copy_only=False), digits, b"")
    return Ids(digits)


def _taken_apart(
    column: pa.StringArray,
) -> tuple[NDArray[np.intp], NDArray[np.int64], list[str], list[str]]:
    """Give flags, reaction lags, defaults and comments; most events have none of them."""
    import numpy as np  # noqa: PLC0415 - slow to import

    flags, lags = np.zeros(len(column), dtype=np.intp), np.zeros(len(column), dtype=np.int64)
    defaults, comments = ["[]"] * len(column), [""] * len(column)
    rows = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False)).tolist()
    for row, digits in zip(rows, column.drop_null().to_pylist(), strict=True):
        text = bytes.fromhex(digits).decode()
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
