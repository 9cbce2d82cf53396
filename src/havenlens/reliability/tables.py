"""Confusion tables: the countable part of agreement, which adds up over files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MISSED = "missed"
"""The last row and column of an event table: the other coder has no event there."""

UNCODED = "uncoded"
"""The last row and column of a time table where a group is not exhaustive."""


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

    def transposed(self) -> Self:
        """Give the table with the coders changed over."""
        return self._replace(matrix=self.matrix.T)

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
