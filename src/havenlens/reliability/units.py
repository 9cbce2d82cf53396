"""Scores as units × raters, checked once, so that the statistics need not check again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError
from havenlens.reliability.tables import Confusion, whole_number

Array = NDArray[np.float64]

_SPAN = 4096


@dataclass(frozen=True, slots=True)
class Ratings:
    """Scores of units (rows) by raters (columns); NaN is a missing cell and stays inside this package.

    Nominal codes are held as numbers 0, 1, … into ``categories``. Numbers are held as they are;
    ``categories`` is then the declared scale where one was given, else empty. ``clusters`` names what each
    unit belongs to (its observation), where units are not independent: it is what resampling draws.
    ``anonymous`` says that only counts are known, so that a column is no one person.
    """

    values: Array
    units: tuple[str, ...]
    raters: tuple[str, ...]
    categories: tuple[str, ...] = ()
    scale: tuple[float, ...] = ()
    clusters: tuple[str, ...] = ()
    anonymous: bool = False

    @property
    def present(self) -> NDArray[np.bool_]:
        """Tell which cells hold a score."""
        return ~np.isnan(self.values)

    @property
    def nominal(self) -> bool:
        """Tell whether the numbers stand for names."""
        return bool(self.categories)

    def complete(self) -> tuple[Self, int]:
        """Give the units that every rater scored, and how many were dropped."""
        kept = np.asarray(self.present.all(axis=1))
        return self.kept(kept), int((~kept).sum())

    def kept(self, keep: NDArray[np.bool_]) -> Self:
        """Give some units, in their order."""
        places = np.flatnonzero(keep).tolist()
        return replace(
            self,
            values=self.values[keep],
            units=tuple(self.units[place] for place in places),
            clusters=tuple(self.clusters[place] for place in places) if self.clusters else (),
        )

    def only(self, *raters: int) -> Self:
        """Give some raters' columns, in the order asked for."""
        names = tuple(self.raters[index] for index in raters)
        return replace(self, values=self.values[:, list(raters)], raters=names)

    def declared(self) -> tuple[tuple[str, ...], tuple[float, ...]]:
        """Give the categories with their numbers: names in order, the declared scale, or what occurs."""
        if self.nominal:
            return self.categories, tuple(float(index) for index in range(len(self.categories)))
        scale = self.scale or tuple(distinct_scores(self.values).tolist())
        return tuple(exact(score) for score in scale), scale

    def with_declared(self) -> Self:
        """Give the same with what occurs as its scale, so that a part of it keeps the categories of all."""
        return self if self.nominal or self.scale else replace(self, scale=self.declared()[1])

    def category_numbers(self) -> NDArray[np.intp]:
        """Give each present score as its place among the declared categories; missing cells are −1."""
        scores = np.asarray(self.declared()[1])
        numbered = _numbered(self.values, scores)
        if numbered is not None:
            return numbered
        places = np.searchsorted(scores, np.where(self.present, self.values, np.inf))
        return np.where(self.present, places, -1).astype(np.intp)


def exact(score: float) -> str:
    """Write a score so that different ones differ, without the noise of its last digits.

    >>> exact(3.0), exact(1234567.0), exact(0.1 + 0.2)
    ('3', '1234567', '0.3')
    """
    return f"{score:.12g}"


def distinct_scores(values: Array) -> Array:
    """Give the scores that occur, ascending; whole numbers close together are counted and not sorted."""
    given = values[~np.isnan(values)]
    if given.size:
        low, high = float(given.min()), float(given.max())
        if high - low < _SPAN:
            places = (given - low).astype(np.intp)
            if low.is_integer() and (places + low == given).all():
                return (np.flatnonzero(np.bincount(places)) + low).astype(np.float64)
    found: Array = np.unique(given)
    return found


def _numbered(values: Array, scores: Array) -> NDArray[np.intp] | None:
    """Look the places of whole-number scores up, which is quicker than searching; None for others."""
    if not scores.size or not (scores == np.floor(scores)).all() or np.ptp(scores) >= _SPAN:
        return None
    low, width = scores[0], int(np.ptp(scores)) + 1
    lookup = np.full(width + 1, -1, dtype=np.intp)
    lookup[(scores - low).astype(np.intp)] = np.arange(scores.size)
    # Missing cells look up the last place, which is no score.
    numbers: NDArray[np.intp] = lookup[np.where(np.isnan(values), width, values - low).astype(np.intp)]
    return numbers


def ratings_of_numbers(
    rows: Sequence[Sequence[float | str | None]],
    raters: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
    scale: Sequence[float] = (),
    clusters: Sequence[str] = (),
) -> Ratings:
    """Check rows of scores (units × raters); None, NaN and white space are missing cells.

    ``scale`` lists the scores that may be given, ascending. StudyError names the cell that is no number or
    not on the scale, the row with too few or too many cells, the name that two raters share.
    """
    names, labels = _names(rows, raters, units)
    cells = [
        [_number(cell, names[column], labels[row]) for column, cell in enumerate(cells)]
        for row, cells in enumerate(rows)
    ]
    values = np.array(cells, dtype=np.float64).reshape(len(rows), len(names))
    if scale:
        _check_scale(values, tuple(scale), names, labels)
    declared = tuple(float(score) for score in scale)
    return Ratings(values, labels, names, scale=declared, clusters=tuple(clusters))


def ratings_of_codes(
    rows: Sequence[Sequence[str | None]],
    raters: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
    categories: Sequence[str] = (),
    clusters: Sequence[str] = (),
) -> Ratings:
    """Check rows of codes (units × raters); None and white space are missing cells.

    ``categories`` declares the codes and their order; without it they are those that occur, sorted.
    """
    names, labels = _names(rows, raters, units)
    cells = [[(cell or "").strip() for cell in row] for row in rows]
    known = tuple(categories) or tuple(sorted({cell for row in cells for cell in row if cell}))
    place = {code: float(index) for index, code in enumerate(known)}
    for row, label in zip(cells, labels, strict=True):
        for cell, name in zip(row, names, strict=True):
            if cell and cell not in place:
                raise StudyError(
                    "agreement.unknown_code", coder=name, label=cell, unit=label, codes=", ".join(known)
                )
    numbers = [[place.get(cell, math.nan) for cell in row] for row in cells]
    values = np.array(numbers, dtype=np.float64).reshape(len(rows), len(names))
    return Ratings(values, labels, names, categories=known, clusters=tuple(clusters))


def ratings_of_counts(
    rows: Sequence[Sequence[float | str | None]],
    categories: Sequence[str],
    units: Sequence[str] | None = None,
    scale: Sequence[float] = (),
    clusters: Sequence[str] = (),
) -> Ratings:
    """Turn counts (units × categories: how many coders gave each) into ratings by coders without names.

    White space is a count of 0. ``scale`` gives the numbers that the categories stand for; without it they
    are names. StudyError names the count that is no whole number from 0, and the row of another length.

    >>> ratings_of_counts([(2, 1), (0, 1)], ("yes", "no")).values.tolist()
    [[0.0, 0.0, 1.0], [1.0, nan, nan]]
    """
    width = len(categories)
    for place, row in enumerate(rows):
        if len(row) != width:
            unit = units[place] if units is not None else str(place + 1)
            raise StudyError("agreement.ragged_counts", unit=unit, found=len(row), expected=width)
    names, labels = _names(rows, categories, units)
    cells = [
        [whole_number(cell, label, name) for cell, name in zip(row, names, strict=True)]
        for row, label in zip(rows, labels, strict=True)
    ]
    counts = np.array(cells, dtype=np.intp).reshape(len(labels), len(names))
    given = counts.sum(axis=1)
    width = int(given.max(initial=0))
    numbers = np.asarray(scale or range(len(names)), dtype=np.float64)
    values = np.full((len(labels), width), np.nan)
    # Row by row, as a mask takes its cells.
    values[np.arange(width) < given[:, None]] = np.repeat(np.tile(numbers, len(labels)), counts.ravel())
    return Ratings(
        values,
        labels,
        tuple(f"rating {number + 1}" for number in range(width)),
        categories=() if scale else names,
        scale=tuple(float(score) for score in scale),
        clusters=tuple(clusters),
        anonymous=True,
    )


def ratings_of_table(table: Confusion, scores: Sequence[float] = ()) -> Ratings:
    """Write a table of counts out as the two coders' ratings, one unit for each count.

    ``scores`` gives the numbers that the categories stand for; without it they are names in the table's
    order. ValueError for counts that are not whole.

    >>> ratings_of_table(Confusion(("a", "b"), np.array([[1.0, 2.0], [0.0, 0.0]]))).values.tolist()
    [[0.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    """
    often = np.rint(table.matrix).astype(np.intp)
    if not np.allclose(often, table.matrix):
        raise ValueError("only whole counts can be written out as ratings")
    places = np.repeat(np.arange(often.size), often.ravel())
    numbers = np.asarray(scores or range(len(table.codes)), dtype=np.float64)
    values = np.stack([numbers[places // len(table.codes)], numbers[places % len(table.codes)]], axis=1)
    return Ratings(
        values,
        tuple(str(number + 1) for number in range(places.size)),
        ("rater 1", "rater 2"),
        categories=() if scores else table.codes,
        scale=tuple(float(score) for score in scores),
    )


def _names(
    rows: Sequence[Sequence[object]], raters: Sequence[str] | None, units: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    width = len(raters) if raters is not None else len(rows[0]) if rows else 0
    names = tuple(raters) if raters is not None else tuple(f"rater {i + 1}" for i in range(width))
    labels = tuple(units) if units is not None else tuple(str(i + 1) for i in range(len(rows)))
    for name in names:
        if names.count(name) > 1:
            raise StudyError("agreement.doubled_rater", rater=name)
    for label, row in zip(labels, rows, strict=True):
        if len(row) != width:
            raise StudyError("agreement.ragged", unit=label, found=len(row), expected=width)
    return names, labels


def _number(cell: float | str | None, rater: str, unit: str) -> float:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return math.nan
    try:
        number = float(cell)
    except ValueError:
        number = math.inf
    if math.isinf(number):
        raise StudyError("agreement.not_a_number", rater=rater, text=cell, unit=unit)
    return number


def _check_scale(
    values: Array, scale: tuple[float, ...], raters: tuple[str, ...], units: tuple[str, ...]
) -> None:
    wrong = np.argwhere(~np.isnan(values) & ~np.isin(values, scale))
    if wrong.size:
        row, column = wrong[0]
        raise StudyError(
            "agreement.off_scale",
            rater=raters[column],
            unit=units[row],
            value=f"{values[row, column]:g}",
            low=f"{scale[0]:g}",
            high=f"{scale[-1]:g}",
        )
