"""Observers who err at random: the kappa to expect of them, and the accuracy that a kappa implies."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ZERO = 1e-12


def expected_kappa(prevalence: ArrayLike, accuracy: float, *, gold: bool = False) -> float | None:
    """Give the kappa to expect of two observers, or with ``gold`` of one against the truth.

    Codes come up with the shares ``prevalence``; an observer gives the right one with probability a and each
    of the others equally often. With ``d = (q·a − 1)/(q − 1)`` and ``S = Σ p²`` the joint table's kappa is
    ``e(1 − S) / (1 − 1/q − e(S − 1/q))``, e being d² for two observers and d against the truth. Bakeman, R.,
    Quera, V., McArthur, D., & Robinson, B. F. (1997), Psychological Methods 2, 357-370. None where one code
    is all there is.

    With equally likely codes it is ((q·a − 1)/(q − 1))²:

    >>> round(expected_kappa([0.2] * 5, 0.9), 6)
    0.765625
    """
    shares = np.asarray(prevalence, dtype=np.float64)
    spread, rest, size = _spread(shares)
    if spread <= _ZERO:
        return None
    better = (size * accuracy - 1) / (size - 1)
    kept = better if gold else better**2
    return float(kept * spread / (1 - 1 / size - kept * rest))


def implied_accuracy(prevalence: ArrayLike, kappa: float, *, gold: bool = False) -> float | None:
    """Give the accuracy at which observers would reach a kappa; the inverse of `expected_kappa`.

    None for a kappa below 0, which no accuracy above chance brings about, and where one code is all there is.

    >>> round(implied_accuracy([0.2] * 5, 0.765625), 6)
    0.9
    """
    shares = np.asarray(prevalence, dtype=np.float64)
    spread, rest, size = _spread(shares)
    if spread <= _ZERO or kappa < 0:
        return None
    kept = kappa * (1 - 1 / size) / (spread + kappa * rest)
    better = kept if gold else math.sqrt(kept)
    return float((1 + (size - 1) * better) / size)


def _spread(shares: NDArray[np.float64]) -> tuple[float, float, int]:
    same = float((shares**2).sum())
    return 1 - same, same - 1 / max(1, shares.size), shares.size
