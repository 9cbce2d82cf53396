"""Turn the stored columns of very many events into events, a column at a time."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import repeat
from typing import Any, TypeVar
from uuid import UUID, SafeUUID

from sqlalchemy import BigInteger, ColumnElement, Integer, String, and_, case, cast, type_coerce

from havenlens.domain.events import Event, Flag, ModifierValue, answers_of
from havenlens.domain.time import Micros, Span
from havenlens.store.tables import events

T = TypeVar("T")


_UNSURE, _OFF_CAMERA, _DISCUSS = 1, 2, 4
BETWEEN = "\x1f"
"""Stands between parts of a text; JSON writes it in another way, and the comment comes last."""
FLAGS = (
    type_coerce(events.c.unsure, Integer) * _UNSURE
    + type_coerce(events.c.off_camera, Integer) * _OFF_CAMERA
    + type_coerce(events.c.discuss, Integer) * _DISCUSS
)
MODIFIERS, DEFAULTS = type_coerce(events.c.modifiers, String), type_coerce(events.c.defaults, String)


def in_one_text(*parts: ColumnElement[Any]) -> ColumnElement[str]:
    """Put values of an event into one text with `BETWEEN` between them; each value takes time to read."""
    first, *others = (cast(part, String) for part in parts)
    return reduce(lambda text, part: text.concat(BETWEEN).concat(part), others, first)


_REST = in_one_text(MODIFIERS, FLAGS, DEFAULTS, events.c.reaction_lag_us, events.c.comment)
_IS_PLAIN = and_(
    MODIFIERS == "{}", FLAGS == 0, DEFAULTS == "[]", events.c.reaction_lag_us == 0, events.c.comment == ""
)

STORED = (
    type_coerce(events.c.id, String),
    type_coerce(events.c.code, String),
    type_coerce(events.c.onset_us, BigInteger),
    type_coerce(events.c.offset_us, BigInteger),
    type_coerce(events.c.actor, String),
    type_coerce(events.c.target, String),
    type_coerce(events.c.link, String),
    case((_IS_PLAIN, None), else_=_REST),
)
"""The columns of an event as they lie in the file; in one text what most events lack, as each takes time."""


class StoredEvents:
    """Makes events of rows of `STORED` columns; what repeats is turned into a value once and shared."""

    def __init__(self) -> None:
        self._people, self._rest = _Once(UUID), _Once(_rest_of_text)
        self._people[None] = None

    def made_of(self, rows: Sequence[Sequence[Any]]) -> list[Event]:
        """Give the events of some rows."""
        if not rows:
            return []
        ids, codes, starts, ends, actors, targets, links, texts = zip(*rows, strict=True)
        modifiers, flags, defaults, lags, comments = zip(*map(self._rest.__getitem__, texts), strict=True)
        made = ids_of(ids)
        linked = dict(zip(ids, made, strict=True)) if any(links) else {}
        return _filled(
            Event,
            len(rows),
            {
                "id": made,
                "code": map(sys.intern, codes),
                "span": _spans(starts, ends),
                "actor": map(self._people.__getitem__, actors),
                "target": map(self._people.__getitem__, targets),
                "modifiers": modifiers,
                "comment": comments,
                # The very id of the bid, as a rule, by which it is found in no time.
                "link": (None if link is None else linked.get(link) or UUID(link) for link in links),
                "flags": flags,
                "defaults": defaults,
                "reaction_lag": lags,
            },
        )


def ids_of(stored: Sequence[str]) -> list[UUID]:
    """Give the ids that are stored as 32 digits each."""
    numbers = map(int, stored, repeat(16))
    return _filled(UUID, len(stored), {"int": numbers, "is_safe": repeat(SafeUUID.unknown)})


def _spans(starts: Sequence[int], ends: Sequence[int | None]) -> list[Span]:
    """Give spans, of which the file makes sure that none ends before it begins.

    The two ends of an instant are one number in memory.
    """
    shared = (start if end == start else end for start, end in zip(starts, ends, strict=True))
    return _filled(Span, len(starts), {"start": starts, "end": shared})


def _filled(kind: type[T], size: int, columns: Mapping[str, Iterable[Any]]) -> list[T]:
    """Make many values of a class with slots, attribute by attribute.

    No loop of Python's and no constructor runs for a value, each of which takes longer than all this does.
    """
    made = list(map(object.__new__, repeat(kind, size)))
    for name, values in columns.items():
        deque(map(getattr(kind, name).__set__, made, values), maxlen=0)
    return made


class _Once(dict[Any, Any]):
    """Makes a value where it is first asked for."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, stored: Any) -> Any:
        value = self[stored] = self._make(stored)
        return value


def _rest_of_text(
    text: str | None,
) -> tuple[Mapping[str, ModifierValue], frozenset[Flag], frozenset[str], Micros, str]:
    if text is None:
        return {}, frozenset(), frozenset(), Micros(0), ""
    modifiers, bits, defaults, lag, comment = text.split(BETWEEN, 4)
    told = ((Flag.UNSURE, _UNSURE), (Flag.OFF_CAMERA, _OFF_CAMERA), (Flag.DISCUSS, _DISCUSS))
    flags = frozenset(flag for flag, bit in told if int(bits) & bit)
    return (
        answers_of(json.loads(modifiers)),
        flags,
        frozenset(json.loads(defaults)),
        Micros(int(lag)),
        comment,
    )
