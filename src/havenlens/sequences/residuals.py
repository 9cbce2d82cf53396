"""What a table of who follows whom holds beyond its totals: expected counts, adjusted residuals, Yule's Q."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from havenlens.inference.ipf import proportional_fit

Array = NDArray[np.float64]

LEAST_EXPECTED = 5.0
"""A residual is shown only where at least so many were expected …"""

LEAST_TALLIES = 30
"""… in a table of at least so many."""


class Fourfold(NamedTuple):
    """The two-by-two tables of every cell against everything else, as arrays of the table's shape."""

    a: Array
    b: Array
    c: Array
    d: Array


def expected_counts(observed: Array, structural: NDArray[np.bool_] | None = None) -> Array:
    """Give what the totals alone lead to: ``r_i c_j / N``, or quasi-independence around structural zeros.

    >>> expected_counts(np.array([[20.0, 5], [10, 15]])).tolist()
    [[15.0, 10.0], [15.0, 10.0]]
    """
    if structural is not None and structural.any():
        return proportional_fit(observed, structural).table
    total = float(observed.sum())
    if total <= 0:
        return np.zeros_like(observed)
    return np.outer(observed.sum(axis=1), observed.sum(axis=0)) / total


def adjusted_residuals(observed: Array, structural: NDArray[np.bool_] | None = None) -> Array:
    """Give each cell's residual over its standard error; NaN where it has none.

    ``z = (f − e) / √(e (1 − r_i/N)(1 − c_j/N))``: Haberman, S. J. (1973), Biometrics 29, 205-220; for
    transitions Allison, P. D., & Liker, J. K. (1982), Psychological Bulletin 91, 393-403. Around structural
    zeros the variance is ``e (1 − h)`` with the leverage h of the fitted log-linear model, which is the same
    thing where there are none. Table 2.5 of Agresti, A. (2007), An Introduction to Categorical Data Analysis
    (2nd ed.), women and men by party:

    >>> z = adjusted_residuals(np.array([[762.0, 327, 468], [484, 239, 477]]))
    >>> z.round(2).tolist()
    [[4.5, 0.7, -5.32], [-4.5, -0.7, 5.32]]
    """
    expected = expected_counts(observed, structural)
    if structural is not None and structural.any():
        variance = expected * (1 - _leverage(expected))
    else:
        total = max(float(observed.sum()), 1.0)
        rows, columns = observed.sum(axis=1) / total, observed.sum(axis=0) / total
        variance = expected * np.outer(1 - rows, 1 - columns)
    some = variance > 1e-9
    return np.where(some, (observed - expected) / np.sqrt(np.where(some, variance, 1.0)), np.nan)


def _leverage(expected: Array) -> Array:
    """Give the leverage of each cell in the model with a row and a column effect, weighted by its fit."""
    rows, columns = np.nonzero(expected > 0)
    design = np.zeros((rows.size, sum(expected.shape)))
    design[np.arange(rows.size), rows] = 1
    design[np.arange(rows.size), expected.shape[0] + columns] = 1
    weight = expected[rows, columns]
    inverse = np.linalg.pinv(design.T @ (design * weight[:, None]), hermitian=True)
    leverage = np.ones_like(expected)
    leverage[rows, columns] = weight * np.einsum("ij,jk,ik->i", design, inverse, design)
    return leverage


def fourfold(table: Array) -> Fourfold:
    """Collapse a table around each of its cells: the cell, its row's rest, its column's rest, the rest."""
    rows, columns = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    return Fourfold(table, rows - table, columns - table, table.sum() - rows - columns + table)


def odds_parts(observed: Array, structural: NDArray[np.bool_] | None = None) -> tuple[Array, Array]:
    """Give the two products whose ratio is each cell's odds ratio; both are 0 where it says nothing.

    They are ``a d`` and ``b c`` of the cell's two-by-two table. Around structural zeros the same products of
    the expected counts are divided out: a table that holds nothing beyond its totals has an odds ratio of 1.
    """
    f = fourfold(observed)
    ahead, behind = f.a * f.d, f.b * f.c
    if structural is None or not structural.any():
        return ahead, behind
    e = fourfold(expected_counts(observed, structural))
    return np.maximum(ahead * e.b * e.c, 0.0), np.maximum(behind * e.a * e.d, 0.0)


def yules_q(ahead: Array, behind: Array) -> Array:
    """Give ``Q = (ad − bc) / (ad + bc)``; NaN where both products are 0.

    Yule, G. U. (1900), Philosophical Transactions of the Royal Society A 194, 257-319.

    >>> float(yules_q(np.array(4.0 * 51), np.array(20.0 * 0)))
    1.0
    """
    both = ahead + behind
    return np.where(both > 0, (ahead - behind) / np.where(both > 0, both, 1.0), np.nan)


def q_of_sums(sums: Array) -> Array:
    """Give Yule's Q of two-by-two tables that were added up: draws × (a, b, c, d)."""
    a, b, c, d = np.moveaxis(sums, -1, 0)
    return yules_q(a * d, b * c)


def too_small(expected: Array, total: float) -> NDArray[np.bool_]:
    """Tell for which cells a residual cannot be read as a normal deviate."""
    return (expected < LEAST_EXPECTED) | (total < LEAST_TALLIES)
