"""Krippendorff's alpha: any number of coders, missing cells, and the scale that the scores are on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from havenlens.domain.problems import Problem, StudyError
from havenlens.inference.bootstrap import NOTHING
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.alphadraws import Parts, linearised_se, pairs_drawn, units_drawn
from havenlens.reliability.distances import (
    Measurement,
    by_distance,
    by_moments,
    by_rank,
    by_single_unit,
    mid_ranks,
    pair_sums,
    squared_distances,
)
from havenlens.reliability.framework import limits
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.tables import Confusion
from havenlens.reliability.tally import tally_of
from havenlens.reliability.units import Ratings, distinct_scores
from havenlens.reliability.weights import (
    Weights,
    agreement_weights,
    scores_name,
    weights_from_disagreement,
    weights_name,
)

Array = NDArray[np.float64]
Algorithm = Literal["units", "pairs"]

FEW_CATEGORIES = 128
"""Up to so many different scores they are counted; beyond, they are taken as numbers."""

BARS = (0.667, 0.80)
"""Krippendorff's bars: below the first nothing should be concluded, from the second on it is reliable."""

_AT_MOST = 2**24
_SINGLE = 2048


def krippendorff(
    data: Ratings | Confusion,
    level_of_measurement: Measurement = "nominal",
    *,
    distance: ArrayLike | None = None,
    weights: Weights | None = None,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    resampling: Resampling | None = DEFAULT,
    algorithm: Algorithm = "units",
) -> Coefficient:
    """Give Krippendorff's alpha: 1 − observed / expected disagreement of all pairs of scores within units.

    ``α = 1 − (n − 1) Σ o_cl δ_cl / Σ n_c n_l δ_cl`` with coincidences ``o_cl = Σ_u (n_uc n_ul − [c=l] n_uc) /
    (m_u − 1)`` of the units with two scores or more. Squared differences δ: nominal ``c ≠ l``; ordinal, of
    mid-ranks of the scores given; interval ``(c − l)²``; ratio ``((c − l)/(c + l))²``, 0/0 being 0; or a
    ``distance`` matrix of the categories, or 1 less agreement ``weights``. Krippendorff, K. (2004), Content
    Analysis, 2nd ed., ch. 11.

    The interval is by resampling units, or the clusters they belong to, and working both disagreements out
    again; ``algorithm="pairs"`` draws single pairs and holds the expected disagreement fixed, as Hayes, A.
    F., & Krippendorff, K. (2007), Communication Methods and Measures 1, 77-89, do, which is often too
    narrow. Without ``resampling`` it is by Gwet's linearised standard error, which the detail has as
    ``kripp_se``. The detail has Do, De, n_pairable, and how much of the resamples lies below .667 and .80.
    Units with fewer than two scores are left out. StudyError for a level that names cannot have.

    Krippendorff (2011) prints .743, .815, .849 and .797 for four coders' twelve units:

    >>> from havenlens.reliability.units import ratings_of_numbers
    >>> rows = ["11 1", "2232", "3333", "3333", "2222", "1234",
    ...         "4444", "1121", "2222", " 555", "  11", "  3 "]
    >>> coded = ratings_of_numbers(rows)
    >>> [round(krippendorff(coded, at, resampling=None).estimate, 3)
    ...  for at in ("nominal", "ordinal", "interval", "ratio")]
    [0.743, 0.815, 0.849, 0.797]
    """
    if isinstance(data, Ratings) and data.nominal and scores is None and level_of_measurement in _NUMBERS:
        raise StudyError("agreement.names_have_no_distance", level=level_of_measurement)
    if resampling is not None and level != resampling.level:
        resampling = replace(resampling, level=level)
    named = "custom" if distance is not None or weights is not None else level_of_measurement
    params: dict[str, Any] = {
        "level": named,
        "conf": level,
        **({"weights": weights_name(weights)} if weights is not None else {}),
        **({"se": "Gwet 2014 linearised"} if resampling is None else resampling.as_params()),
        **({"algorithm": algorithm} if resampling is not None and resampling.draws else {}),
    }
    parts = _parts(data, named, distance, weights, scores)
    n_units, n_raters, n_missing = _extent(data, parts)
    if weights is not None and parts.tally is not None:
        used = scores if scores is not None else parts.tally.scores
        params |= scores_name(weights, used, parts.tally.size)
    common: dict[str, Any] = {"n_units": n_units, "n_raters": n_raters, "params": params}
    why = cautions.uncounted(data, n_units)
    if why is not None:
        return Coefficient.not_defined("krippendorff", why, **common)
    detail: dict[str, Any] = {
        "Do": float(parts.whole.observed),
        "De": float(parts.whole.expected),
        "n_pairable": float(parts.whole.n_pairable),
        "n_missing": n_missing,
    }
    if not np.isfinite(parts.whole.alpha):
        return Coefficient.not_defined("krippendorff", _no_variation(parts), **common, detail=detail)
    warnings = _below_zero(data, scores) if named == "ratio" else ()
    return _valued(data, parts, common, detail, resampling, algorithm, level).warned(warnings)


_NUMBERS = {"interval", "ratio"}


def _below_zero(data: Ratings | Confusion, scores: Sequence[float] | None) -> Iterator[Problem]:
    """Warn of scores that no ratio scale has; the sums of such scores make differences vanish."""
    given = data.values if isinstance(data, Ratings) and scores is None else np.asarray(scores or [0.0])
    lowest = float(np.nanmin(given))
    if lowest < 0:
        yield Problem("agreement.below_zero", {"value": f"{lowest:g}"})


def _parts(
    data: Ratings | Confusion,
    level: str,
    distance: ArrayLike | None,
    weights: Weights | None,
    scores: Sequence[float] | None,
) -> Parts:
    if isinstance(data, Ratings) and scores is None and level != "custom" and not data.nominal:
        found = distinct_scores(data.values)
        if found.size > FEW_CATEGORIES:
            return _of_many(data, level)
        # What nobody gave plays no part in alpha, and what is declared need not be found again.
        data = data if data.scale else replace(data, scale=tuple(found.tolist()))
    tally = tally_of(data, least=2, ordered=False)
    points = scores if scores is not None else tally.scores
    numbers = np.asarray(points if points is not None else range(1, tally.size + 1), dtype=np.float64)
    if distance is not None:
        squared = _checked(distance, tally.size)
        units = by_distance(tally, squared)
    elif weights is not None:
        squared = 1 - agreement_weights(weights, points, tally.size)
        units = by_distance(tally, squared)
    elif level == "ordinal":
        units = by_rank(tally)
        squared = squared_distances("ordinal", numbers, tally.sums(tally.counts))
    elif level == "interval":
        units = by_moments(np.where(tally.numbers >= 0, numbers[tally.numbers], np.nan))
        squared = squared_distances("interval", numbers)
    else:
        squared = squared_distances("ratio" if level == "ratio" else "nominal", numbers)
        units = by_distance(tally, squared)
    return Parts(units.read(tally.sums(units.components)), units, tally, distance=squared)


def _of_many(data: Ratings, level: str) -> Parts:
    """Take scores as numbers, where too many of them differ to be counted."""
    kept = data.kept(np.asarray(data.present.sum(axis=1) >= 2))
    values = kept.values
    if level in {"nominal", "ratio"}:
        exact: Literal["nominal", "ratio"] = "ratio" if level == "ratio" else "nominal"
        numbers = np.unique(values[kept.present])
        if numbers.size * max(numbers.size, values.shape[0]) > _AT_MOST:
            return Parts(pair_sums(values, exact), None, kept=kept)
        tally = tally_of(replace(kept, scale=tuple(numbers.tolist())), ordered=False)
        squared = squared_distances(exact, numbers)
        units = by_distance(tally, squared)
        return Parts(units.read(tally.sums(units.components)), units, tally, kept, squared)
    if level == "interval":
        units = by_moments(values)
        return Parts(units.read(units.components.sum(axis=0)), units, kept=kept)
    ranked = by_moments(mid_ranks(values))
    whole = ranked.read(ranked.components.sum(axis=0))
    # Ranks change from resample to resample, and with them what each unit adds.
    return Parts(whole, by_single_unit(values) if values.shape[0] <= _SINGLE else None, kept=kept)


def _checked(distance: ArrayLike, size: int) -> Array:
    """Check a matrix of distances: 0 on the diagonal, none below 0, one row and column for each category."""
    weights_from_disagreement(distance)
    given = np.asarray(distance, dtype=np.float64)
    if given.shape != (size, size):
        rows, columns = (*given.shape, 1, 1)[:2]
        raise StudyError("agreement.weights_shape", rows=rows, columns=columns, codes=size)
    if np.diagonal(given).any():
        raise StudyError("agreement.distance_diagonal")
    return given


def _extent(data: Ratings | Confusion, parts: Parts) -> tuple[int, int, int]:
    """Give the units with two scores or more, the coders, and the cells without a score."""
    n = parts.tally.n if parts.tally is not None else len(parts.kept.units) if parts.kept is not None else 0
    if isinstance(data, Confusion):
        return n, 2, 0
    missing = parts.tally.n_missing if parts.tally is not None else int((~data.present).sum())
    return n, len(data.raters), missing


def _no_variation(parts: Parts) -> Problem:
    if parts.tally is not None:
        used = np.flatnonzero(parts.tally.sums(parts.tally.counts))
        if used.size == 1:
            return Problem("agreement.one_category_all", {"category": parts.tally.categories[used[0]]})
    return Problem("agreement.chance_is_full")


def _valued(
    data: Ratings | Confusion,
    parts: Parts,
    common: dict[str, Any],
    detail: dict[str, Any],
    resampling: Resampling | None,
    algorithm: Algorithm,
    level: float,
) -> Coefficient:
    alpha = float(parts.whole.alpha)
    warnings = _warnings(data, parts)
    clusters = len(set(data.clusters)) if isinstance(data, Ratings) else 0
    se = None
    if resampling is None or resampling.draws:
        se = linearised_se(parts.tally, parts.distance)
        detail |= {"kripp_se": se}
    interval = limits(alpha, se, common["n_units"], level) if resampling is None else None
    if resampling is None and interval is None:
        warnings.append(Problem("agreement.no_interval"))
    if resampling is not None and resampling.draws:
        if algorithm == "pairs":
            found, drawn = pairs_drawn(parts, common["params"]["level"], resampling)
        else:
            found, drawn = units_drawn(parts, resampling)
        se, interval = found.se, found.interval
        if drawn.size:
            detail |= {f"q_alpha_below_{bar:.3f}": float((drawn < bar).mean()) for bar in BARS}
        warnings += cautions.redrawn(found, clusters if algorithm == "units" else 0)
        if found is NOTHING:
            warnings.append(Problem("agreement.no_interval"))
    return Coefficient(
        "krippendorff", alpha, **common, interval=interval, se=se, warnings=tuple(warnings), detail=detail
    )


def _warnings(data: Ratings | Confusion, parts: Parts) -> list[Problem]:
    warnings: list[Problem] = []
    if isinstance(data, Ratings):
        left_out = len(data.units) - _extent(data, parts)[0]
        warnings += [*cautions.dropped(left_out, len(data.units)), *cautions.narrow_scale(data)]
    if parts.tally is None:
        return warnings
    totals = parts.tally.sums(parts.tally.counts)
    return [
        *warnings,
        *cautions.share_of_totals(parts.tally.categories, totals),
        *cautions.scarce_units(parts.tally.n),
    ]
