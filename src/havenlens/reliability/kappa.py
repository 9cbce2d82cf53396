"""Cohen's kappa and weighted kappa for two coders, from a table or from scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient, Interval
from havenlens.inference.intervals import normal, student
from havenlens.reliability import cautions
from havenlens.reliability.observers import implied_accuracy
from havenlens.reliability.pooling import Resampling
from havenlens.reliability.tables import Confusion, Parts, kappa_parts
from havenlens.reliability.tally import tally_of
from havenlens.reliability.units import Ratings
from havenlens.reliability.weights import Weights, agreement_weights, scores_name, weights_name

Array = NDArray[np.float64]
Limits = Literal["normal", "t"]

_ROUNDING = 1e-12
_ZERO = 1e-12
CODERS = ("rater 1", "rater 2")


def cohen(
    data: Ratings | Confusion,
    *,
    coders: tuple[str, str] | None = None,
    level: float = 0.95,
    limits: Limits = "normal",
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Cohen's kappa: agreement of two coders on categories beyond what their totals give by chance.

    ``(po − pe) / (1 − pe)``, ``pe = Σ r_i c_i``; Cohen, J. (1960), Educational and Psychological Measurement
    20, 37-46. Standard errors by Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969), Psychological Bulletin
    72, 323-327; interval ``κ ± z·se``, with the quantile of t and n − 1 for ``limits="t"``; or by
    ``resampling`` units, or the clusters that they belong to. The detail has po, pe, se0 and z0 (under no
    agreement beyond chance), po_max and kappa_max (with these totals), pabak, specific agreement, the
    accuracy of observers that would give this kappa, and for two categories the prevalence and bias index of
    Byrt, T., Bishop, J., & Carlin, J. B. (1993), Journal of Clinical Epidemiology 46, 423-429. Ratings with
    a missing score are left out, with a warning.

    Cohen's own example, 200 diagnoses (p. 45), is printed with kappa .492 and at most .831:

    >>> table = Confusion(("personality", "neurosis", "psychosis"),
    ...                   np.array([[88.0, 14, 18], [10, 40, 10], [2, 6, 12]]))
    >>> found = cohen(table)
    >>> round(found.estimate, 3), round(found.detail["kappa_max"], 3), round(found.detail["pe"], 2)
    (0.492, 0.831, 0.41)
    """
    return _kappa(data, "cohen", "none", None, coders, level, limits, resampling)


def weighted_kappa(
    data: Ratings | Confusion,
    weights: Weights = "quadratic",
    *,
    scores: Sequence[float] | None = None,
    coders: tuple[str, str] | None = None,
    level: float = 0.95,
    limits: Limits = "normal",
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give weighted kappa: near misses count as partial agreement.

    ``weights`` is a rule (linear, quadratic, ordinal) on the *declared* scale (``scores``, else the scale of
    the ratings, else the categories' own numbers, else 1, 2, …), or a matrix of agreement or of disagreement
    weights, see `agreement_weights`. Cohen, J. (1968), Psychological Bulletin 70, 213-220; standard errors
    and intervals as in `cohen`.

    Cohen (1968) prints .348 for these disagreement weights:

    >>> table = Confusion(("personality", "neurosis", "psychosis"),
    ...                   np.array([[88.0, 14, 18], [10, 40, 10], [2, 6, 12]]))
    >>> round(weighted_kappa(table, [[0, 1, 3], [1, 0, 6], [3, 6, 0]]).estimate, 3)
    0.348
    """
    return _kappa(data, "weighted_kappa", weights, scores, coders, level, limits, resampling)


def _kappa(
    data: Ratings | Confusion,
    method: str,
    weights: Weights,
    scores: Sequence[float] | None,
    coders: tuple[str, str] | None,
    level: float,
    limits: Limits,
    resampling: Resampling | None,
) -> Coefficient:
    params: dict[str, Any] = {
        "weights": weights_name(weights),
        "se": "Fleiss-Cohen-Everitt 1969",
        "conf": level,
        **(resampling.as_params() if resampling else {}),
    }
    warnings: list[Problem] = []
    if isinstance(data, Ratings):
        # Scores of units that are dropped still say which categories there are.
        data = data.with_declared()
        kept, n_dropped = data.only(*range(len(data.raters))[:2]).complete()
        n_units, n_raters = len(kept.units), len(kept.raters)
        why = cautions.unnamed(data) or cautions.incomparable(kept, n_units)
        if why is not None:
            return Coefficient.not_defined(method, why, n_units=n_units, n_raters=n_raters, params=params)
        coders, table = coders or (data.raters[0], data.raters[1]), table_of(kept)
        # Names have no numbers of their own.
        scores = scores if scores is not None or data.nominal else data.declared()[1]
        warnings += [*cautions.dropped(n_dropped, len(data.units)), *cautions.narrow_scale(kept)]
    else:
        kept, table = None, data
    params |= scores_name(weights, scores, len(table.codes))
    agreement = agreement_weights(weights, scores, len(table.codes))
    found = kappa_of_table(table, agreement, method=method, params=params, level=level, limits=limits)
    if resampling is not None and found.estimate is not None:
        found = _resampled(found, table if kept is None else kept, agreement, resampling)
    totals = (table.matrix.sum(axis=1), table.matrix.sum(axis=0))
    warnings += [
        *cautions.share_of_one(table),
        *cautions.never_used(table.codes, totals, coders or CODERS),
    ]
    return found.warned([*warnings, *cautions.scarce_units(found.n_units)])


def _resampled(
    found: Coefficient, data: Ratings | Confusion, weights: Array, resampling: Resampling
) -> Coefficient:
    """Replace interval and standard error by those over resampled units."""
    tally = tally_of(data, least=2)
    cells = np.zeros((tally.often.size, tally.size, tally.size))
    cells[np.arange(tally.often.size), tally.numbers[:, 0], tally.numbers[:, 1]] = 1
    resampled = tally.resampled(cells, lambda sums: kappa_parts(sums, weights).kappa, resampling)
    return replace(
        found,
        interval=resampled.interval,
        se=resampled.se,
        warnings=tuple(cautions.redrawn(resampled, clusters=len(tally.cluster_names))),
    )


def table_of(ratings: Ratings) -> Confusion:
    """Count two raters' complete scores into a table over the declared categories."""
    numbers = ratings.category_numbers()
    return Confusion.of_pairs(ratings.declared()[0], numbers[:, 0], numbers[:, 1])


def kappa_of_table(
    table: Confusion,
    weights: Array,
    *,
    method: str,
    params: dict[str, Any],
    level: float,
    limits: Limits = "normal",
) -> Coefficient:
    """Give kappa of a table of counts with its standard errors; see `cohen`."""
    n, matrix = round(table.n), table.matrix
    common: dict[str, Any] = {"n_units": n, "n_raters": 2, "params": params}
    if n < 2:
        code = "agreement.no_units" if n == 0 else "agreement.too_few_units"
        return Coefficient.not_defined(method, Problem(code, {"n": n}), **common, detail=table.as_detail())
    parts = kappa_parts(matrix, weights)
    unweighted = bool(np.array_equal(weights, np.eye(len(table.codes))))
    detail = _detail(table, parts, unweighted=unweighted)
    if not np.isfinite(parts.kappa):
        return Coefficient.not_defined(method, full_chance(table), **common, detail=detail)
    kappa = float(parts.kappa)
    se, se0 = _standard_errors(matrix / matrix.sum(), weights, float(matrix.sum()))
    detail |= {"se0": se0, "z0": kappa / se0 if se0 > _ZERO else None}
    if unweighted:
        shares = (matrix.sum(axis=0) + matrix.sum(axis=1)) / (2 * matrix.sum())
        detail |= {"implied_accuracy": implied_accuracy(shares, kappa)}
    interval: Interval | None = None
    if se > _ZERO:
        interval = normal(kappa, se, level) if limits == "normal" else student(kappa, se, n - 1, level)
    warnings = () if interval else (Problem("agreement.no_interval"),)
    return Coefficient(
        method,
        kappa,
        **common,
        interval=interval,
        se=se if interval else None,
        warnings=warnings,
        detail=detail,
    )


def full_chance(table: Confusion) -> Problem:
    """Say why agreement cannot be told from chance: one category only, or weights that forgive everything."""
    used = np.flatnonzero(table.matrix.sum(axis=0) + table.matrix.sum(axis=1))
    if used.size == 1:
        return Problem("agreement.one_category", {"category": table.codes[used[0]]})
    return Problem("agreement.chance_is_full")


def _standard_errors(p: Array, weights: Array, n: float) -> tuple[float, float]:
    """Give the large-sample standard error and the one under chance (Fleiss, Cohen & Everitt 1969)."""
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((p * weights).sum()), float(rows @ weights @ columns)
    margins = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    spread = (p * (weights * (1 - expected) - margins * (1 - observed)) ** 2).sum()
    centre = (observed * expected - 2 * expected + observed) ** 2
    by_chance = (np.outer(rows, columns) * (weights - margins) ** 2).sum()
    variance = _left(float(spread), centre) / (n * (1 - expected) ** 4)
    variance0 = _left(float(by_chance), expected**2) / (n * (1 - expected) ** 2)
    return float(np.sqrt(variance)), float(np.sqrt(variance0))


def _left(whole: float, part: float) -> float:
    """Give what is left of a whole; a rest within rounding is 0, which the square root would blow up."""
    rest = whole - part
    return rest if rest > _ROUNDING * whole else 0.0


def _detail(table: Confusion, parts: Parts, *, unweighted: bool) -> dict[str, Any]:
    observed, expected = float(parts.observed), float(parts.expected)
    if not unweighted:
        return {"po_w": observed, "pe_w": expected, **table.as_detail()}
    p = table.matrix / table.n
    rows, columns, size = p.sum(axis=1), p.sum(axis=0), len(table.codes)
    most = float(np.minimum(rows, columns).sum())
    specific = specific_agreement(table)
    detail: dict[str, Any] = {
        "po": observed,
        "pe": expected,
        "po_max": most,
        "kappa_max": (most - expected) / (1 - expected) if expected < 1 - _ZERO else None,
        "pabak": (size * observed - 1) / (size - 1) if size > 1 else None,
        "specific_agreement": specific,
    }
    if size == 2:
        shares = list(specific.values())
        detail |= {
            "prevalence_index": float(p[0, 0] - p[1, 1]),
            "bias_index": float(p[0, 1] - p[1, 0]),
            "positive_agreement": shares[0],
            "negative_agreement": shares[1],
        }
    return {**detail, **table.as_detail()}


def specific_agreement(table: Confusion) -> dict[str, float | None]:
    """Give each code's agreement ``2 n_ii / (n_i. + n_.i)``; None for a code that nobody used.

    Cicchetti, D. V., & Feinstein, A. R. (1990), Journal of Clinical Epidemiology 43, 551-558.
    """
    totals = table.matrix.sum(axis=0) + table.matrix.sum(axis=1)
    both = 2 * np.diagonal(table.matrix)
    return {
        code: float(agreed / total) if total > 0 else None
        for code, agreed, total in zip(table.codes, both, totals, strict=True)
    }
