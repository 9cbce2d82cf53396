"""Write tables for SPSS (.sav) and Stata (.dta) through pyreadstat, with labels and measurement levels."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from havenlens.domain.problems import StudyError
from havenlens.exchange.whole_tables import WholeColumn, gather
from havenlens.services.files import whole_file
from havenlens.services.tables import Column, Kind, TableSource
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    import pandas as pd

_DAY = 86_400
_SPSS_EPOCH = 141_428 * _DAY
"""Seconds from 1582-10-14 to 1970-01-01."""
_STATA_EPOCH = 3_653
"""Days from 1960-01-01 to 1970-01-01."""
_LONGEST_SAV = 32_767
_ROOM = 1 << 16
_SAV_WORDS = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
_DTA_WORDS = frozenset(
    {"byte", "double", "float", "if", "in", "int", "long", "strl", "using", "with"}
)  # those with an underscore in front cannot come up


@dataclass(frozen=True, slots=True)
class Limits:
    """What names and labels a format takes: lengths in bytes, words that mean something else in it."""

    name: int
    label: int
    value_label: int
    words: frozenset[str]


SAV = Limits(64, 255, 120, _SAV_WORDS)
DTA = Limits(29, 80, 32_000, _DTA_WORDS)
"""Stata's names have 32; three are needed for numbers, since its labels are called after the columns."""


def names_in_file(columns: Sequence[Column], limits: Limits) -> list[str]:
    """Give columns names that the format takes; no two are equal, in capitals or not.

    >>> names_in_file([Column("Klasse 1"), Column("klasse_1"), Column("with"), Column("1st")], SAV)
    ['Klasse_1', 'klasse_1_2', 'with_', 'v_1st']
    """
    found: list[str] = []
    taken: set[str] = set()
    for column in columns:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", column.name) or "v"
        plain = plain if plain[0].isalpha() else f"v_{plain}"
        if plain.casefold() in limits.words or re.fullmatch(r"str\d+", plain.casefold()):
            plain += "_"
        plain, number = plain[: limits.name], 1
        name = plain
        while name.casefold() in taken:
            number += 1
            name = f"{plain[: limits.name - len(str(number)) - 1]}_{number}"
        taken.add(name.casefold())
        found.append(name)
    return found


def write_sav_table(source: TableSource, path: Path) -> None:
    """Write a table for SPSS, whole or not at all: texts with value labels, blanks declared as missing."""
    import pyreadstat  # noqa: PLC0415 - slow to import

    names = names_in_file(source.columns, SAV)
    frame, whole = _frame(source, names, _sav_values)
    texts = [name for name, one in zip(names, whole, strict=True) if _is_text(one.column)]
    with whole_file(path) as temporary, _write_errors(temporary, len(frame), len(names)):
        pyreadstat.write_sav(
            frame,
            temporary,
            file_label=_cut(f"Havenlens: {source.name}", 64),
            column_labels=[_cut(column.meaning, SAV.label) or None for column in source.columns],
            variable_value_labels=_sav_labels(names, whole),
            missing_ranges={name: [""] for name in texts},
            variable_measure={name: _measure(one.column) for name, one in zip(names, whole, strict=True)},
            variable_format={
                name: _SAV_FORMATS[one.column.kind]
                for name, one in zip(names, whole, strict=True)
                if one.column.kind in _SAV_FORMATS
            },
        )


_SAV_FORMATS = {
    Kind.INTEGER: "F16.0",
    Kind.NUMBER: "F16.6",
    Kind.FLAG: "F1.0",
    Kind.DATE: "SDATE10",
    Kind.INSTANT: "DATETIME20",
}


def _is_text(column: Column) -> bool:
    return column.kind in (Kind.TEXT, Kind.CATEGORY)


def _measure(column: Column) -> str:
    if _is_text(column) or column.kind is Kind.FLAG:
        return "nominal"
    return "ordinal" if column.ordered else "scale"


def _sav_values(one: WholeColumn) -> Any:
    """Give the values as the file has them; a missing text is blank."""
    import numpy as np  # noqa: PLC0415 - slow to import
    import pandas as pd  # noqa: PLC0415 - slow to import

    if one.names is not None:
        names = [_clean(name) for name in one.names]
        distinct = list(dict.fromkeys([*names, ""]))
        places = [distinct.index(name) for name in (*names, "")]
        codes: Any = np.array(places)[one.cells]
        # As objects, which all cells share; pandas' own strings would be made anew for every cell.
        return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype=object))
    if one.column.kind is Kind.TEXT:
        return _texts(one)
    if one.column.kind is Kind.DATE:
        return one.cells * _DAY + _SPSS_EPOCH
    return one.cells + _SPSS_EPOCH if one.column.kind is Kind.INSTANT else one.cells


def _texts(one: WholeColumn) -> Any:
    """Give texts as pandas' plainest strings, which are read fastest one by one."""
    import pandas as pd  # noqa: PLC0415 - slow to import

    texts: list[str] = [_clean(text or "") for text in one.cells]
    return pd.array(texts, dtype="string[python]")


def _sav_labels(names: Sequence[str], whole: Sequence[WholeColumn]) -> dict[str, dict[Any, str]]:
    found: dict[str, dict[Any, str]] = {}
    for name, one in zip(names, whole, strict=True):
        if one.column.kind is Kind.FLAG:
            found[name] = {1.0: tr("yes"), 0.0: tr("no")}
        elif one.column.labels and one.names is not None:
            labels = one.column.labels.items()
            found[name] = {value: _cut(words, SAV.value_label) for value, words in labels if value}
    return found


def write_dta_table(source: TableSource, path: Path) -> None:
    """Write a table for Stata, whole or not at all; categories are numbers that are labelled by their ids."""
    import pyreadstat  # noqa: PLC0415 - slow to import

    names = names_in_file(source.columns, DTA)
    frame, whole = _frame(source, names, _dta_values)
    labels: dict[str, dict[Any, str]] = {}
    for name, one in zip(names, whole, strict=True):
        if one.names:
            ids = dict.fromkeys((*one.column.labels, *one.names))
            labels[name] = {number: _cut(_clean(text), DTA.value_label) for number, text in enumerate(ids, 1)}
        elif one.column.kind is Kind.FLAG:
            labels[name] = {1: tr("yes"), 0: tr("no")}
    with whole_file(path) as temporary, _write_errors(temporary, len(frame), len(names)):
        pyreadstat.write_dta(
            frame,
            temporary,
            file_label=_cut(f"Havenlens: {source.name}", DTA.label),
            column_labels=[_cut(column.meaning, DTA.label) or None for column in source.columns],
            variable_value_labels=labels,
            variable_format={
                name: _DTA_FORMATS[one.column.kind]
                for name, one in zip(names, whole, strict=True)
                if one.column.kind in _DTA_FORMATS
            },
        )


_DTA_FORMATS = {Kind.INTEGER: "%16.0f", Kind.DATE: "%td", Kind.INSTANT: "%tc"}


def _dta_values(one: WholeColumn) -> Any:
    import numpy as np  # noqa: PLC0415 - slow to import

    if one.names is not None:
        # Numbers follow the labels' order, so that they are the same in every export of one scheme.
        order = {
            text: number for number, text in enumerate(dict.fromkeys((*one.column.labels, *one.names)), 1)
        }
        numbers = np.array([*(order[text] for text in one.names), np.nan])[one.cells]
        return numbers if np.isnan(numbers).any() else numbers.astype(np.int32)
    if one.column.kind is Kind.TEXT:
        return _texts(one)
    if one.column.kind is Kind.DATE:
        return one.cells + _STATA_EPOCH
    if one.column.kind is Kind.INSTANT:
        return (one.cells + _STATA_EPOCH * _DAY) * 1000
    return one.cells


def _frame(
    source: TableSource, names: Sequence[str], values_of: Any
) -> tuple[pd.DataFrame, list[WholeColumn]]:
    """Put the columns into a data frame; each is let go of as it is taken over."""
    import pandas as pd  # noqa: PLC0415 - slow to import

    whole = gather(source)
    for one in whole:
        _check_lengths(source, one)
    made: dict[str, Any] = {}
    for place, (name, one) in enumerate(zip(names, whole, strict=True)):
        made[name] = values_of(one)
        if one.column.kind is not Kind.CATEGORY:
            whole[place] = WholeColumn(one.column, one.cells[:0])
    return pd.DataFrame(made, copy=False), whole


def _check_lengths(source: TableSource, one: WholeColumn) -> None:
    if not _is_text(one.column):
        return
    for text in one.cells if one.names is None else one.names:
        if text and len(text) * 4 > _LONGEST_SAV and len(text.encode()) > _LONGEST_SAV:
            raise StudyError(
                "export.text_too_long", table=source.name, column=one.column.name, most=_LONGEST_SAV
            )


def _clean(text: str) -> str:
    """Leave out the character that ends a text in these files."""
    return text.replace("\0", "") if "\0" in text else text


def _cut(text: str, most: int) -> str:
    """Cut a label to so many bytes, between two characters."""
    return text.encode()[:most].decode(errors="ignore")


@contextmanager
def _write_errors(path: Path, n_rows: int, n_columns: int) -> Iterator[None]:
    """Notice a disk that is full: the library takes a write that is refused for one that went well.

    A file that is too short is noticed, and so is one that cannot grow any more.
    """
    from pyreadstat import PyreadstatError, ReadstatError  # noqa: PLC0415 - slow to import

    try:
        yield
    except (PyreadstatError, ReadstatError) as error:
        if "write" in str(error).lower():
            raise OSError(errno.ENOSPC, str(error)) from error
        raise
    with path.open("ab") as file:
        size = file.tell()
        if size < n_rows * n_columns:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        file.write(bytes(_ROOM))
        file.flush()
        file.truncate(size)


def renamed(columns: Sequence[Column], suffix: str) -> Mapping[str, str]:
    """Say which columns are called otherwise in a file of a format."""
    limits = {".sav": SAV, ".dta": DTA}.get(suffix)
    if limits is None:
        return {}
    names = names_in_file(columns, limits)
    return {c.name: name for c, name in zip(columns, names, strict=True) if c.name != name}
