"""A table of results to look at: words in cells, plain values behind them, moments behind rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import wilson
from havenlens.sequences.acts import Act
from havenlens.services.charts.page import percent, seconds_in_words
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.naming import code_name
from havenlens.services.tables import Kind
from havenlens.words.catalogue import N_, tr
from havenlens.words.reports import to_a_tenth, with_decimals
from havenlens.words.sentences import say

DASH = "–"


class Per(StrEnum):
    """What a row of a table stands for."""

    STUDY = N_("Study")
    OBSERVATION = N_("Observation")
    PARTICIPANT = N_("Participant")


class Analysis(StrEnum):
    """What is looked at, in the order in which it is listed."""

    BIDS = N_("Bids and responses")
    LATENCY = N_("Latency")
    EPISODES = N_("Episodes and repair")
    CHAINS = N_("Chains")
    PARTNERS = N_("Partners")
    SHARES = N_("Shares and ratios")
    FOLLOWS = N_("What follows what")
    TIME = N_("Time")
    TOGETHER = N_("At the same time")
    EQUITY = N_("Equity")
    RATINGS = N_("Ratings")


@dataclass(frozen=True, slots=True)
class Field:
    """A plain value behind a column, as it is saved."""

    name: str
    kind: Kind = Kind.TEXT
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its title, and what is saved of each cell; ``tip`` says what it means."""

    title: str
    fields: tuple[Field, ...]
    tip: str = ""
    number: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, the values behind them in the order of the column's fields, and what to beware of."""

    words: str
    values: tuple[Any, ...]
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One moment behind a row: where, when, who did what, and what came of it."""

    coding: UUID
    observation: UUID
    place: str
    at: int
    who: str
    what: str
    then: str = ""


Behind = Callable[[], Iterable[Occurrence]]


def nothing_behind() -> Iterable[Occurrence]:
    """Give no moments: a row that says something about all of a study."""
    return ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row; ``key`` names it, ``place`` is the observation and ``person`` the participant it is about."""

    key: str
    cells: tuple[Cell, ...]
    behind: Behind = nothing_behind
    place: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole table; ``notes`` are sentences to print with it."""

    analysis: Analysis
    per: Per
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def without_all(sheet: Sheet) -> Sheet:
    """Take the first column off a table of a whole study in which something else names the rows."""
    if sheet.per is not Per.STUDY or sheet.analysis in _NAMED_FIRST:
        return sheet
    rows = tuple(replace(row, cells=row.cells[1:]) for row in sheet.rows)
    return replace(sheet, columns=sheet.columns[1:], rows=rows)


_NAMED_FIRST = (
    Analysis.BIDS,
    Analysis.LATENCY,
    Analysis.EPISODES,
    Analysis.CHAINS,
    Analysis.EQUITY,
)


# --- columns ----------------------------------------------------------------------------------------


def text_column(title: str, name: str, tip: str = "") -> Column:
    """Make a column of words."""
    return Column(title, (Field(name, Kind.TEXT, tip or title),), tip, number=False)


def of_column(per: Per) -> Column:
    """Make the first column of a table, which says what a row is about."""
    names = {
        Per.STUDY: tr("Of"),
        Per.OBSERVATION: tr("Observation"),
        Per.PARTICIPANT: tr("Participant"),
    }
    return text_column(names[per], "of")


def count_column(title: str, name: str, tip: str = "") -> Column:
    """Make a column of counts."""
    return Column(title, (Field(name, Kind.INTEGER, tip or title),), tip)


def number_column(title: str, name: str, tip: str = "") -> Column:
    """Make a column of numbers."""
    return Column(title, (Field(name, Kind.NUMBER, tip or title),), tip)


def interval_column(title: str, name: str, tip: str = "") -> Column:
    """Make a column of values with both ends of their interval."""
    ends = ((f"{name}_low", "sheet.low"), (f"{name}_high", "sheet.high"))
    more = tuple(Field(end, Kind.NUMBER, say(words, value=title)) for end, words in ends)
    return Column(title, (Field(name, Kind.NUMBER, tip or title), *more), tip)


def resampled_column(title: str, name: str) -> Column:
    """Make a column of values whose interval resamples observations."""
    return interval_column(title, f"{name}_over_observations", say("sheet.bootstrap"))


def share_column(title: str, name: str, tip: str = "") -> Column:
    """Make a column of shares with what they are shares of, and their interval."""
    column = interval_column(title, f"share_{name}", tip)
    part = Field(f"n_{name}", Kind.INTEGER, title)
    whole = Field(f"n_{name}_of", Kind.INTEGER, say("sheet.of", value=title))
    return Column(title, (part, whole, *column.fields), tip)


# --- cells ------------------------------------------------------------------------------------------


def text(words: str) -> Cell:
    """Make a cell of words."""
    return Cell(words, (words,))


def count(n: int | None) -> Cell:
    """Make a cell of a count."""
    return Cell(DASH if n is None else str(n), (n,))


def decimal(value: float | None, digits: int = 2, tip: str = "") -> Cell:
    """Make a cell of a number."""
    return Cell(DASH if value is None else minus(with_decimals(value, digits)), (value,), tip)


def seconds(micros: float | None) -> Cell:
    """Make a cell of a duration, saved in seconds."""
    if micros is None:
        return Cell(DASH, (None,))
    return Cell(in_seconds(micros), (micros / SECOND,))


def share(part: int, whole: int, interval: Interval | None) -> Cell:
    """Make a cell of a share: ``3 of 5 · 60 % (23–88)``; a dash where there is nothing to share."""
    if not whole:
        return Cell(DASH, (part, whole, None, None, None))
    words = say("sheet.share", part=part, whole=whole, share=in_percent(part / whole, interval))
    return Cell(words, (part, whole, part / whole, *_ends(interval)))


def share_of(part: int, whole: int, level: float) -> Cell:
    """Make a cell of a share with Wilson's interval."""
    return share(part, whole, wilson(part, whole, level))


def suppressed(cells: tuple[Cell, ...], kept: int, least: int) -> tuple[Cell, ...]:
    """Keep the first cells of a row, and put dashes for rates that rest on too few to be shown."""
    few = say("sheet.few", least=least)
    return (*cells[:kept], *(withheld(cell, few) for cell in cells[kept:]))


def withheld(cell: Cell, why: str) -> Cell:
    """Put a dash for a value that rests on too few to be shown."""
    return Cell(DASH, (None,) * len(cell.values), why)


def over_observations(found: Coefficient | None, unit: str = "share") -> Cell:
    """Make a cell of a value with the interval that resamples observations; the tip is what to beware of."""
    if found is None or found.estimate is None:
        why = found.undefined.sentence if found is not None and found.undefined else ""
        return Cell(DASH, (None, None, None), why)
    ends = found.interval
    tip = "\n".join(warning.sentence for warning in found.warnings)
    values = (found.estimate, *_ends(ends))
    if unit == "share":
        return Cell(in_percent(found.estimate, ends), values, tip)
    if unit == "seconds":
        return Cell(in_seconds(found.estimate * SECOND, ends, SECOND), values, tip)
    return Cell(with_ends(found.estimate, ends), values, tip)


def in_percent(value: float, interval: Interval | None) -> str:
    """Write a share with its interval: ``60 % (23–88)``."""
    if interval is None:
        return percent(value)
    low, high = round(interval.low * 100), round(interval.high * 100)
    return say("chart.share_interval", share=percent(value), low=low, high=high)


def in_seconds(value: float, interval: Interval | None = None, unit: int = 1) -> str:
    """Write microseconds with the interval (in ``unit`` microseconds) as seconds: ``5.6 s (1.5–5.6)``."""
    words = seconds_in_words(value, to_a_tenth)
    if interval is None:
        return words
    low, high = (to_a_tenth(end * unit / SECOND) for end in (interval.low, interval.high))
    return say("chart.share_interval", share=words, low=low, high=high)


def with_ends(value: float, interval: Interval | None) -> str:
    """Write a number with its interval: ``0.42 (0.10 to 0.71)``."""
    shown = minus(with_decimals(value, 2))
    if interval is None:
        return shown
    low, high = (minus(with_decimals(end, 2)) for end in (interval.low, interval.high))
    return say("sheet.interval", value=shown, low=low, high=high)


def minus(words: str) -> str:
    """Write a minus sign, and no sign before nothing.

    >>> minus("-0.50"), minus("-0.00")
    ('−0.50', '0.00')
    """
    return words.replace("-", "−") if words.strip("-0.,") else words.removeprefix("-")


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)


# --- moments ----------------------------------------------------------------------------------------


def occurrence(coding: CodedObservation, act: Act, then: str = "", at: int | None = None) -> Occurrence:
    """Say of an act where it is, who did it and to whom."""
    what = code_name(coding.scheme, act.code)
    who = act.actor if act.target is None else say("sheet.towards", who=act.actor, whom=act.target)
    return Occurrence(
        coding.coding.id,
        coding.observation.id,
        coding.name,
        act.onset if at is None else at,
        who,
        what,
        then,
    )


def in_order(found: Iterable[Occurrence]) -> Sequence[Occurrence]:
    """Sort moments by observation and time."""
    return sorted(found, key=lambda one: (one.place, one.at))


def saved_fields(sheet: Sheet) -> tuple[Field, ...]:
    """List the plain columns a sheet is saved with."""
    return tuple(field for column in sheet.columns for field in column.fields)


def saved_rows(sheet: Sheet) -> list[Mapping[str, Any]]:
    """Give the plain values of every row under the names of the fields."""
    names = [field.name for field in saved_fields(sheet)]
    return [
        dict(zip(names, (value for cell in row.cells for value in cell.values), strict=True))
        for row in sheet.rows
    ]
