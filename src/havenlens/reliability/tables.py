"""Confusion tables: the countable part of agreement, which adds up over files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError

Array = NDArray[np.float64]

MISSED = "missed"
"""The last row and column of an event table: the other coder has no event there."""

UNCODED = "uncoded"
"""The last row and column of a time table where a group is not exhaustive."""

_ZERO = 1e-12


def whole_number(cell: float | str | None, row: str, column: str) -> int:
    """Read a count; white space is 0. StudyError for text, fractions and numbers below 0."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return 0
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not number.is_integer() or number < 0:
        raise StudyError("agreement.not_a_count", row=row, column=column, text=cell)
    return int(number)


def table_of_counts(
    rows: Sequence[Sequence[float | str | None]],
    codes: Sequence[str],
    row_codes: Sequence[str] | None = None,
) -> Confusion:
    """Check a contingency table: rows are the first coder's codes, columns the second's.

    White space is a count of 0. StudyError where rows and columns are not the same codes in the same order,
    and for a cell that is no whole number from 0.

    >>> table_of_counts([("12", "3"), ("", "5")], ("yes", "no")).matrix.tolist()
    [[12.0, 3.0], [0.0, 5.0]]
    """
    named = tuple(codes)
    if len(rows) != len(named) or any(len(row) != len(named) for row in rows):
        wide = next((len(row) for row in rows if len(row) != len(named)), len(named))
        raise StudyError("agreement.table_not_square", rows=len(rows), columns=wide)
    if row_codes is not None and tuple(row_codes) != named:
        raise StudyError("agreement.table_not_alike", rows=", ".join(row_codes), columns=", ".join(named))
    counts = [
        [whole_number(cell, code, column) for cell, column in zip(row, named, strict=True)]
        for row, code in zip(rows, named, strict=True)
    ]
    return Confusion(named, np.array(counts, dtype=np.float64).reshape(len(named), len(named)))


class Confusion(NamedTuple):
    """How often one coder's code (row) met the other coder's code (column); square, with labels."""

    codes: tuple[str, ...]
    matrix: Array

    @classmethod
    def empty(cls, codes: Sequence[str]) -> Self:
        """Make a table of zeros."""
        return cls(tuple(codes), np.zeros((len(codes), len(codes))))

    @classmethod
    def of_pairs(cls, codes: Sequence[str], first: NDArray[np.intp], second: NDArray[np.intp]) -> Self:
        """Count pairs of category numbers."""
        size = len(codes)
        counts = np.bincount(first * size + second, minlength=size * size)
        return cls(tuple(codes), counts.reshape(size, size).astype(np.float64))

    @classmethod
    def of_detail(cls, detail: Mapping[str, Any]) -> Self:
        """Read the table back from the detail of a coefficient."""
        return cls(tuple(detail["codes"]), np.asarray(detail["matrix"], dtype=np.float64))

    @property
    def n(self) -> float:
        """Give the sum of all cells."""
        return float(self.matrix.sum())

    def as_detail(self) -> dict[str, Any]:
        """Give the table as plain values under the names used in results."""
        return {"codes": list(self.codes), "matrix": self.matrix.tolist()}

    def against_rest(self, code: str) -> Self:
        """Give the two-by-two table of one code against everything else."""
        return self._replace(
            codes=(code, f"not {code}"), matrix=against_rest(self.matrix, self.codes.index(code))
        )


def against_rest(matrix: Array, index: int) -> Array:
    """Fold tables (… × q × q) to two by two: one code against everything else."""
    both = matrix[..., index, index]
    row = matrix[..., index, :].sum(axis=-1) - both
    column = matrix[..., :, index].sum(axis=-1) - both
    rest = matrix.sum(axis=(-2, -1)) - both - row - column
    return np.stack([np.stack([both, row], axis=-1), np.stack([column, rest], axis=-1)], axis=-2)


def pooled(tables: Iterable[Confusion]) -> Confusion:
    """Add tables with the same codes; ValueError where the codes differ or there is none."""
    found = list(tables)
    if not found or any(table.codes != found[0].codes for table in found):
        raise ValueError("tables add up only where there are some and all have the same codes")
    return found[0]._replace(matrix=np.sum([table.matrix for table in found], axis=0))


class Parts(NamedTuple):
    """Observed and expected agreement, and what is left of them beyond chance (NaN where chance is full)."""

    observed: Array
    expected: Array
    kappa: Array


def kappa_parts(matrix: Array, weights: Array | None = None) -> Parts:
    """Work kappa out for many tables (… × q × q); ``weights`` are agreement weights, 1 on the diagonal."""
    weights = np.eye(matrix.shape[-1]) if weights is None else weights
    total = matrix.sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = matrix.sum(axis=-1) / total[..., None]
        columns = matrix.sum(axis=-2) / total[..., None]
        observed = (matrix * weights).sum(axis=(-2, -1)) / total
        expected = np.einsum("...i,ij,...j->...", rows, weights, columns)
        room = 1 - expected
        kappa = np.where(room > _ZERO, (observed - expected) / np.where(room > _ZERO, room, 1), np.nan)
    return Parts(observed, expected, kappa)
