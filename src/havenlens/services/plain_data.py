"""What a plain table can hold for agreement: six kinds of table, told by their headings and cells."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND

Rows = Sequence[Sequence[str]]


class TableKind(StrEnum):
    """What the rows of a table are."""

    RATINGS = "ratings"
    CONTINGENCY = "contingency"
    COUNTS = "counts"
    LONG = "long"
    EVENTS = "events"
    SEQUENCES = "sequences"


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table as it was read: its name, its headings and its rows of text, the first of which is line 2."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: TableKind

    def column(self, name: str) -> list[str]:
        """Give the cells of one column."""
        place = self.heading.index(name)
        return [row[place] for row in self.rows]

    def has(self, *names: str) -> bool:
        """Tell whether the table has all these columns."""
        return set(names) <= set(self.heading)


@dataclass(frozen=True, slots=True)
class RatedUnits:
    """Cells of units by raters, with what each unit belongs to where the table says so."""

    raters: tuple[str, ...]
    units: tuple[str, ...]
    cells: Rows
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of a table, in microseconds; no offset is an instant."""

    coder: str
    onset: int
    offset: int | None
    code: str
    actor: str = ""
    observation: str = ""


@dataclass(frozen=True, slots=True)
class EventTable:
    """Events of several coders, and how many microseconds one unit of the table's time is."""

    rows: tuple[EventRow, ...]
    scale: float = SECOND
    coders: tuple[str, ...] = field(default=())


_LATEST = 2**53
"""Microseconds, some 285 years: nothing that is coded lasts longer, nor does any date lie further off."""

_SAME = {"video": "observation", "subject": "actor", "tier": "actor"}
_RATER = re.compile(
    r"(rater|coder|r|judge|observer|obs|annotator|ann|master|candidate)[\s_.-]*\w?\d*", re.IGNORECASE
)
_CLUSTERS = ("observation", "teacher", "cluster")
_MINE = ("unit", *_CLUSTERS)


def table_of(name: str, rows: Rows, kind: TableKind | None = None) -> PlainTable:
    """Check that rows make a table with headings, and tell what kind of table it is.

    ``kind`` says it beforehand. StudyError for an empty table, a heading that is missing or there twice, and
    a row that is longer or shorter than the headings.
    """
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise StudyError("plain.empty", file=name)
    rows = _without_empty_columns(rows)
    raw = tuple(cell.strip() for cell in rows[0])
    heading = tuple(
        _SAME.get(cell.lower(), cell) if place or "\\" not in cell else cell for place, cell in enumerate(raw)
    )
    lowered = tuple(cell.lower() if cell.lower() in _KNOWN else cell for cell in heading)
    for place, cell in enumerate(lowered):
        if not cell:
            raise StudyError("plain.no_heading", file=name, column=place + 1)
        if lowered.count(cell) > 1:
            raise StudyError("plain.doubled_heading", file=name, column=raw[place])
    body = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(lowered):
            raise StudyError("plain.uneven", file=name, line=line, found=len(row), expected=len(lowered))
        body.append(tuple(cell.strip() for cell in row))
    found = kind or _kind_of(lowered, body)
    return PlainTable(name, lowered, tuple(body), found)


def _without_empty_columns(rows: Rows) -> Rows:
    """Leave out columns at the end that have no heading and not one cell, as spreadsheets write them."""
    width = max((place + 1 for row in rows for place, cell in enumerate(row) if cell.strip()), default=0)
    return [row[:width] for row in rows]


_KNOWN = {
    "unit",
    "coder",
    "onset",
    "offset",
    "code",
    "actor",
    "observation",
    "position",
    "score",
    "master",
    "candidate",
}


def _kind_of(heading: Sequence[str], rows: Rows) -> TableKind:
    if "\\" in heading[0]:
        return TableKind.CONTINGENCY
    names = set(heading)
    if {"coder", "onset", "code"} <= names:
        return TableKind.EVENTS
    if {"coder", "position", "code"} <= names:
        return TableKind.SEQUENCES
    if "score" in names or {"master", "candidate"} <= names:
        return TableKind.LONG
    if _counts(heading, rows):
        return TableKind.COUNTS
    return TableKind.RATINGS


def _counts(heading: Sequence[str], rows: Rows) -> bool:
    """Tell whether cells say how many raters chose each category: whole numbers, one sum in all rows."""
    own = [place for place, name in enumerate(heading) if name not in _MINE]
    if len(rows) < 2 or len(own) < 2 or any(_RATER.fullmatch(heading[place]) for place in own):
        return False
    cells = [[row[place] for place in own] for row in rows]
    if not all(cell.isdecimal() for row in cells for cell in row):
        return False
    sums = {sum(map(int, row)) for row in cells}
    return len(sums) == 1 and sums.pop() >= 2 and any(int(cell) == 0 for row in cells for cell in row)


def rated_units(table: PlainTable) -> RatedUnits:
    """Read units by raters: a first column called unit is their name, one called observation their cluster.

    StudyError where fewer than two columns are left for raters, or no row is there.
    """
    own = [place for place, name in enumerate(table.heading) if name not in _MINE]
    if len(own) < 2:
        raise StudyError("plain.one_rater", file=table.name)
    if not table.rows:
        raise StudyError("plain.no_rows", file=table.name)
    units = table.column("unit") if "unit" in table.heading else [str(i + 1) for i in range(len(table.rows))]
    cluster = next((name for name in _CLUSTERS if name in table.heading), None)
    return RatedUnits(
        tuple(table.heading[place] for place in own),
        tuple(units),
        [[row[place] for place in own] for row in table.rows],
        tuple(table.column(cluster)) if cluster else (),
    )


def square(table: PlainTable) -> tuple[tuple[str, ...], list[list[float]]]:
    """Read a table of two raters: categories, and how often each pair of them was given (rows rater 1).

    StudyError where rows and columns are not the same categories, or a cell is no count.
    """
    categories = table.heading[1:]
    named = tuple(row[0] for row in table.rows)
    if sorted(named) != sorted(categories):
        raise StudyError(
            "plain.not_square", file=table.name, rows=", ".join(named), columns=", ".join(categories)
        )
    by_name = {row[0]: row[1:] for row in table.rows}
    return categories, [[_count(table, cell, name) for cell in by_name[name]] for name in categories]


def counted(table: PlainTable) -> tuple[tuple[str, ...], tuple[str, ...], list[list[float]]]:
    """Read how many raters gave each unit each category: categories, units, counts."""
    own = [place for place, name in enumerate(table.heading) if name not in _MINE]
    units = table.column("unit") if "unit" in table.heading else [str(i + 1) for i in range(len(table.rows))]
    cells = [
        [_count(table, row[place], unit) for place in own]
        for row, unit in zip(table.rows, units, strict=True)
    ]
    return tuple(table.heading[place] for place in own), tuple(units), cells


def _count(table: PlainTable, cell: str, row: str) -> float:
    try:
        count = float(cell or 0)
    except ValueError:
        count = -1.0
    if not 0 <= count < math.inf:
        raise StudyError("plain.no_count", file=table.name, row=row, text=cell)
    return count


def event_table(table: PlainTable, scale: float = SECOND) -> EventTable:
    """Read events; ``scale`` is how many microseconds one unit of the table's time is.

    StudyError for a time that is no number, an end before its start, a coder or code left out, one coder.
    """
    rows = [_event(table, line, row, scale) for line, row in enumerate(table.rows, start=2)]
    coders = tuple(dict.fromkeys(row.coder for row in rows))
    if not rows:
        raise StudyError("plain.no_rows", file=table.name)
    if len(coders) < 2:
        raise StudyError("plain.one_coder", file=table.name, coder=coders[0])
    return EventTable(tuple(rows), scale, coders)


def _event(table: PlainTable, line: int, row: Sequence[str], scale: float) -> EventRow:
    cells: Mapping[str, str] = dict(zip(table.heading, row, strict=True))
    for name in ("coder", "code", "onset"):
        if not cells[name]:
            raise StudyError("plain.cell_missing", file=table.name, line=line, column=name)
    onset = _time(table, line, "onset", cells["onset"], scale)
    end = cells.get("offset", "")
    offset = _time(table, line, "offset", end, scale) if end else None
    if offset is not None and offset < onset:
        raise StudyError("plain.ends_before", file=table.name, line=line, onset=cells["onset"], offset=end)
    return EventRow(
        cells["coder"],
        onset,
        None if offset == onset else offset,
        cells["code"],
        cells.get("actor", ""),
        cells.get("observation", ""),
    )


def _time(table: PlainTable, line: int, column: str, text: str, scale: float) -> int:
    told: dict[str, Any] = {"file": table.name, "line": line, "column": column, "text": text}
    try:
        found = float(text) * scale
    except ValueError as error:
        raise StudyError("plain.no_time", **told) from error
    if not math.isfinite(found):
        raise StudyError("plain.no_time", **told)
    if abs(found) > _LATEST:
        raise StudyError("plain.time_too_large", **told)
    return round(found)


def sequences(table: PlainTable) -> dict[str, list[str]]:
    """Read what each coder noted, in order of position; StudyError for a position that is no number."""
    found: dict[str, list[tuple[float, str]]] = {}
    for line, row in enumerate(table.rows, start=2):
        cells = dict(zip(table.heading, row, strict=True))
        try:
            place = float(cells["position"])
        except ValueError as error:
            raise StudyError(
                "plain.no_time", file=table.name, line=line, column="position", text=cells["position"]
            ) from error
        found.setdefault(cells["coder"], []).append((place, cells["code"]))
    if len(found) < 2:
        raise StudyError("plain.one_coder", file=table.name, coder=next(iter(found), "–"))
    return {coder: [code for _, code in sorted(each, key=lambda e: e[0])] for coder, each in found.items()}
