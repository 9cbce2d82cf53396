"""Whether two coders use the categories equally often: Stuart-Maxwell, Bhapkar and McNemar."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.kappa import table_of
from havenlens.reliability.tables import Confusion
from havenlens.reliability.units import Ratings

Array = NDArray[np.float64]

_ZERO = 1e-12


def marginal_homogeneity(data: Ratings | Confusion, *, level: float = 0.95) -> Coefficient:
    """Test whether two coders give the categories equally often; the estimate is Stuart and Maxwell's χ².

    ``d' S⁻¹ d`` with ``d_i = n_i. − n_.i``, ``S_ii = n_i. + n_.i − 2n_ii``, ``S_ij = −(n_ij + n_ji)``;
    Stuart, A. (1955), Biometrika 42, 412-416; Maxwell, A. E. (1970), British Journal of Psychiatry 116,
    651-655. Bhapkar, V. P. (1966), Journal of the American Statistical Association 61, 228-235: ``χ² / (1 −
    χ²/n)``. The degrees of freedom are the rank of S: q − 1, less for categories that the coders never
    disagree about. The detail has both with p, the differences of the totals, and for two categories the
    test of McNemar, Q. (1947), Psychometrika 12, 153-157, with its exact p. There is no interval, as the
    estimate is a test.

    Stuart's own example, 7477 women's unaided vision in two eyes, is printed with 11.96:

    >>> vision = np.array([[1520.0, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205],
    ...                    [36, 82, 179, 492]])
    >>> found = marginal_homogeneity(Confusion(("1st", "2nd", "3rd", "4th"), vision))
    >>> round(found.estimate, 2), found.detail["df"]
    (11.96, 3)
    """
    warnings: list[Problem] = []
    params: dict[str, Any] = {"conf": level}
    if isinstance(data, Ratings):
        kept, n_dropped = data.only(*range(len(data.raters))[:2]).complete()
        n, n_raters = len(kept.units), len(kept.raters)
        why = cautions.unnamed(data) or cautions.incomparable(kept, n)
        if why is not None:
            return Coefficient.not_defined(
                "marginal_homogeneity", why, n_units=n, n_raters=n_raters, params=params
            )
        table = table_of(kept)
        warnings += cautions.dropped(n_dropped, len(data.units))
    else:
        table = data
    n = round(table.n)
    common: dict[str, Any] = {"n_units": n, "n_raters": 2, "params": params}
    why = cautions.uncounted(table, n)
    if why is not None:
        return Coefficient.not_defined("marginal_homogeneity", why, **common, detail=table.as_detail())
    chi2, df = stuart_maxwell(table.matrix)
    differences = (table.matrix.sum(axis=1) - table.matrix.sum(axis=0)) / table.n
    detail: dict[str, Any] = {
        "difference_of_shares": dict(zip(table.codes, differences.tolist(), strict=True)),
        **table.as_detail(),
    }
    if df == 0:
        why = Problem("agreement.no_disagreement")
        return Coefficient.not_defined("marginal_homogeneity", why, **common, detail=detail)
    return Coefficient(
        "marginal_homogeneity",
        chi2,
        **common,
        warnings=(*warnings, *cautions.scarce_units(n)),
        detail=_tests(table, chi2, df) | detail,
    )


def stuart_maxwell(matrix: Array) -> tuple[float, int]:
    """Give Stuart and Maxwell's χ² of a table and its degrees of freedom; 0 where coders never differ."""
    both = matrix + matrix.T
    spread = np.diag(both.sum(axis=1)) - both
    difference = matrix.sum(axis=1) - matrix.sum(axis=0)
    df = int(np.linalg.matrix_rank(spread, hermitian=True)) if spread.any() else 0
    return float(difference @ np.linalg.pinv(spread, hermitian=True) @ difference), df


def _tests(table: Confusion, chi2: float, df: int) -> dict[str, Any]:
    from scipy import special  # noqa: PLC0415 - late, so that starting the program does not wait for it

    room = 1 - chi2 / table.n
    bhapkar = chi2 / room if room > _ZERO else None
    found: dict[str, Any] = {
        "stuart_maxwell_chi2": chi2,
        "df": df,
        "p": float(special.chdtrc(df, chi2)),
        "bhapkar_chi2": bhapkar,
        "bhapkar_p": None if bhapkar is None else float(special.chdtrc(df, bhapkar)),
    }
    if len(table.codes) == 2:
        more, fewer = sorted((table.matrix[0, 1], table.matrix[1, 0]), reverse=True)
        exact = min(1.0, 2 * float(special.bdtr(fewer, round(more + fewer), 0.5)))
        corrected = max(0.0, more - fewer - 1) ** 2 / (more + fewer)
        found |= {
            "mcnemar_chi2": chi2,
            "mcnemar_p": found["p"],
            "mcnemar_exact_p": exact,
            "mcnemar_corrected_chi2": float(corrected),
        }
    return found
