"""Iterative proportional fitting: the table with given totals that knows nothing beyond them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SWEEPS = 500
"""Where hardly anything is matched the fit comes ever more slowly nearer; then this has to do."""

_CLOSE = 1e-13


class Fit(NamedTuple):
    """A fitted table, how many sweeps it took, and how far its worst total is off."""

    table: Array
    sweeps: int
    off: float


def proportional_fit(matrix: Array, structural: NDArray[np.bool_] | None = None) -> Fit:
    """Fit quasi-independence: a table with the row and column totals of ``matrix``, some cells fixed at zero.

    ``structural`` marks cells that cannot be filled; the start is 1 in all others. Each sweep scales rows,
    then columns, to their totals, until the worst is within 1e-13 of the sum, or `SWEEPS` are over. Deming,
    W. E., & Stephan, F. F. (1940), Annals of Mathematical Statistics 11, 427-444; Bakeman, R., & Robinson,
    B. F. (1994), Understanding Log-Linear Analysis with ILOG, for its use with cells that cannot be seen.

    Without structural zeros one sweep gives independence, ``r_i c_j / n``:

    >>> proportional_fit(np.array([[20.0, 5], [10, 15]])).table.tolist()
    [[15.0, 10.0], [15.0, 10.0]]
    """
    rows, columns, total = matrix.sum(axis=1), matrix.sum(axis=0), float(matrix.sum())
    fitted = np.ones(matrix.shape) if structural is None else (~structural).astype(np.float64)
    if total <= 0:
        return Fit(np.zeros(matrix.shape), 0, 0.0)
    off = float("inf")
    for sweep in range(1, SWEEPS + 1):
        fitted *= _factor(rows, fitted.sum(axis=1))[:, None]
        fitted *= _factor(columns, fitted.sum(axis=0))[None, :]
        off = float(np.abs(fitted.sum(axis=1) - rows).max()) / total
        if off <= _CLOSE:
            return Fit(fitted, sweep, off)
    return Fit(fitted, SWEEPS, off)


def proportional_fits(tables: Array, structural: NDArray[np.bool_], *, sweeps: int = 100) -> Array:
    """Fit many tables (draws × rows × columns) at once, as `proportional_fit` does one, less closely.

    It stops when the worst total of all is within 1e-9 of its sum, or after so many sweeps.
    """
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    totals = np.maximum(rows.sum(axis=1), 1.0)
    fitted = np.broadcast_to((~structural).astype(np.float64), tables.shape).copy()
    for _ in range(sweeps):
        fitted *= _factor(rows, fitted.sum(axis=2))[:, :, None]
        fitted *= _factor(columns, fitted.sum(axis=1))[:, None, :]
        if float((np.abs(fitted.sum(axis=2) - rows).max(axis=1) / totals).max(initial=0.0)) <= 1e-9:
            break
    return fitted


def missed_by_both(size: int) -> NDArray[np.bool_]:
    """Mark the last cell of an event table, what both coders missed, as one that cannot be filled."""
    structural = np.zeros((size, size), dtype=np.bool_)
    structural[-1, -1] = True
    return structural


def _factor(wanted: Array, found: Array) -> Array:
    """Give what totals have to be multiplied by; an empty row or column stays empty."""
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)
