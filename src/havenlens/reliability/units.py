"""Scores as units × raters, checked once, so that the statistics need not check again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ratings:
    """Scores of units (rows) by raters (columns); NaN is a missing cell and stays inside this package.

    Nominal codes are held as numbers 0, 1, … into ``categories``. Numbers are held as they are;
    ``categories`` is then the declared scale where one was given, else empty. ``clusters`` names what each
    unit belongs to (its observation), where units are not independent: it is what resampling draws.
    """

    values: Array
    units: tuple[str, ...]
    raters: tuple[str, ...]
    categories: tuple[str, ...] = ()
    scale: tuple[float, ...] = ()
    clusters: tuple[str, ...] = ()

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
        scale = self.scale or tuple(np.unique(self.values[self.present]).tolist())
        return tuple(f"{score:g}" for score in scale), scale

    def category_numbers(self) -> NDArray[np.intp]:
        """Give each present score as its place among the declared categories; missing cells are −1."""
        scores = np.asarray(self.declared()[1])
        places = np.searchsorted(scores, np.where(self.present, self.values, np.inf))
        return np.where(self.present, places, -1).astype(np.intp)


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
