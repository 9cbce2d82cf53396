"""What a table is: named columns that come in batches, or as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import repeat
from types import MappingProxyType
from typing import Any

from havenlens.services.stored_columns import Coded, Ids, Numbers

BATCH = 50_000
"""Rows that are held at a time."""


class Kind(StrEnum):
    """What values a column has; instants are ISO texts in UTC."""

    TEXT = "text"
    CATEGORY = "category"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what it means, what an empty cell means, and words for the values of a category.

    ``ordered`` says of numbers that only their order counts, as of scores.
    """

    name: str
    kind: Kind = Kind.TEXT
    meaning: str = ""
    missing: str = ""
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ordered: bool = False


Values = Coded | Numbers | Ids | Sequence[Any]
"""A column of a batch; a plain sequence has None for a missing value."""

Batch = Sequence[Values]
"""Some rows of a table, a value for each column."""


def length_of(values: Values) -> int:
    """Count the rows of a column of a batch."""
    if isinstance(values, Coded):
        return len(values.places)
    if isinstance(values, Numbers):
        return len(values.values)
    return len(values.digits if isinstance(values, Ids) else values)


def read_values(values: Values) -> Sequence[Any]:
    """Give the values of a column as Python has them."""
    return values.read() if isinstance(values, Coded | Numbers | Ids) else values


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table as columns of equal length, with what each column means; None is a missing value."""

    name: str
    columns: Mapping[str, Sequence[Any]]
    meaning: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table that can be read again and again, some rows at a time; ``n_rows`` is how many there will be.

    ``about`` says in sentences on what the whole of it rests.
    """

    name: str
    columns: tuple[Column, ...]
    n_rows: int
    batches: Callable[[], Iterator[Batch]]
    about: tuple[str, ...] = ()

    def read(self) -> DataTable:
        """Read the whole table into memory."""
        read: list[list[Any]] = [[] for _ in self.columns]
        for batch in self.batches():
            for whole, values in zip(read, batch, strict=True):
                whole.extend(read_values(values))
        names = [column.name for column in self.columns]
        meaning = {column.name: column.meaning for column in self.columns}
        return DataTable(self.name, dict(zip(names, read, strict=True)), meaning)


def source_of_rows(
    name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], about: Sequence[str] = ()
) -> TableSource:
    """Make a table of rows that are there already; what a row lacks is missing."""

    def batches() -> Iterator[Batch]:
        for at in range(0, len(rows), BATCH):
            some = rows[at : at + BATCH]
            yield [[row.get(column.name) for row in some] for column in columns]

    return TableSource(name, tuple(columns), len(rows), batches, tuple(about))


def source_of_table(table: DataTable) -> TableSource:
    """Make a table of columns that are there already; what kind each has is seen from its values."""
    columns = tuple(
        Column(name, _kind_of(values), table.meaning.get(name, "")) for name, values in table.columns.items()
    )
    n_rows = max(map(len, table.columns.values()), default=0)
    whole = [list(values) for values in table.columns.values()]

    def batches() -> Iterator[Batch]:
        for at in range(0, n_rows, BATCH):
            yield [values[at : at + BATCH] for values in whole]

    return TableSource(table.name, columns, n_rows, batches)


_KINDS = ((bool, Kind.FLAG), (int, Kind.INTEGER), (int | float, Kind.NUMBER), (date, Kind.DATE))


def _kind_of(values: Sequence[Any]) -> Kind:
    known = [value for value in values if value is not None]
    if not known or any(isinstance(value, datetime) for value in known):
        return Kind.TEXT
    for kind, name in _KINDS:
        fits = all(map(isinstance, known, repeat(kind)))
        if fits and (kind is bool or not any(isinstance(value, bool) for value in known)):
            return name
    return Kind.TEXT
