"""Agreement beyond chance of two or more coders: Fleiss, Conger, Light, Brennan-Prediger, Gwet and Scott."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.framework import Chance, Framework, as_detail, framework, limits
from havenlens.reliability.pooling import DEFAULT, Resampling
from havenlens.reliability.tables import Confusion, kappa_parts
from havenlens.reliability.tally import Tally, tally_of
from havenlens.reliability.units import Ratings
from havenlens.reliability.weights import Weights, agreement_weights, scores_name, weights_name

Array = NDArray[np.float64]

_ZERO = 1e-12
_AT_MOST = 2**25
"""Beyond so many numbers Light's kappa is not resampled."""


def fleiss(
    data: Ratings | Confusion,
    weights: Weights = "none",
    *,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Fleiss's kappa: raters need not be the same from unit to unit, nor equally many.

    Chance agreement is ``Σ W_cl π_c π_l``; Fleiss, J. L. (1971), Psychological Bulletin 76, 378-382. Missing
    cells, weights, the linearised standard error and the interval by t with n − 1 degrees of freedom follow
    Gwet, K. L. (2014), see `framework`. The detail has each category's own kappa, and with equally many
    scores for every unit se0 and z under no agreement beyond chance: Fleiss, J. L., Nee, J. C. M., & Landis,
    J. R. (1979), Psychological Bulletin 86, 974-977.

    Randolph (2005, p. 17), four units by three raters, by Fleiss .3333:

    >>> from havenlens.reliability.units import ratings_of_codes
    >>> found = fleiss(ratings_of_codes(["YYY", "YYN", "NNY", "NNN"]))
    >>> round(found.estimate, 4), round(found.detail["pa"], 4)
    (0.3333, 0.6667)
    """
    return _chance(data, "fleiss", "fleiss", weights, scores, level, resampling)


def conger(
    data: Ratings | Confusion,
    weights: Weights = "none",
    *,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Conger's kappa: chance agreement from each rater's own totals; Cohen's kappa where there are two.

    Observed and chance agreement are means over the pairs of raters; Conger, A. J. (1980), Psychological
    Bulletin 88, 322-328. Missing cells, weights, standard error and interval as in `fleiss`. Coders who gave
    no score are left out.

    >>> from havenlens.reliability.units import ratings_of_codes
    >>> round(conger(ratings_of_codes(["YYY", "YYN", "NNY", "NNN"])).estimate, 4)
    0.3333
    """
    return _chance(data, "conger", "conger", weights, scores, level, resampling)


def brennan_prediger(
    data: Ratings | Confusion,
    weights: Weights = "none",
    *,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Brennan and Prediger's kappa: by chance all *declared* categories are equally likely.

    Chance agreement is ``ΣW / q²``; Brennan, R. L., & Prediger, D. J. (1981), Educational and Psychological
    Measurement 41, 687-699. With two coders it is Bennett's S and PABAK, with more Randolph's kappa. Missing
    cells, weights, standard error and interval as in `fleiss`.

    Zwick (1988, Table 2) prints .467 for two raters who agree on 60 of 100 units in four categories:

    >>> table = np.array([[20.0, 10, 10, 0], [10, 10, 0, 0], [10, 0, 10, 0], [0, 0, 0, 20]])
    >>> round(brennan_prediger(Confusion(tuple("ABCD"), table)).estimate, 3)
    0.467
    """
    return _chance(data, "brennan_prediger", "uniform", weights, scores, level, resampling)


def gwet_ac1(
    data: Ratings | Confusion, *, level: float = 0.95, resampling: Resampling | None = None
) -> Coefficient:
    """Give Gwet's AC1, which does not fall where nearly everything is one category.

    Chance agreement is ``Σ π_c (1 − π_c) / (q − 1)`` over the q *declared* categories; Gwet, K. L. (2008),
    British Journal of Mathematical and Statistical Psychology 61, 29-48. Missing cells, standard error and
    interval as in `fleiss`.

    His table of 125 units, 118 of them positive for both, has .9408 where Cohen's kappa is −.0234:

    >>> round(gwet_ac1(Confusion(("+", "-"), np.array([[118.0, 5], [2, 0]]))).estimate, 4)
    0.9408
    """
    return _chance(data, "gwet_ac1", "gwet", "none", None, level, resampling)


def gwet_ac2(
    data: Ratings | Confusion,
    weights: Weights = "quadratic",
    *,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Gwet's AC2: AC1 in which near misses count as partial agreement.

    Chance agreement is ``ΣW / (q(q − 1)) · Σ π_c (1 − π_c)``; Gwet, K. L. (2014), Handbook of Inter-Rater
    Reliability, 4th ed. Missing cells, standard error and interval as in `fleiss`; weights as in
    `weighted_kappa`.

    >>> table = np.array([[88.0, 14, 18], [10, 40, 10], [2, 6, 12]])
    >>> round(gwet_ac2(Confusion(("1", "2", "3"), table), "linear").estimate, 4)
    0.6098
    """
    return _chance(data, "gwet_ac2", "gwet", weights, scores, level, resampling)


def scott(
    data: Ratings | Confusion,
    weights: Weights = "none",
    *,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    resampling: Resampling | None = None,
) -> Coefficient:
    """Give Scott's pi: agreement of two coders beyond what their *common* totals give by chance.

    Chance agreement is ``Σ ((r_c + c_c)/2)²``; Scott, W. A. (1955), Public Opinion Quarterly 19, 321-325. It
    is Fleiss's kappa of two coders. The first two coders are taken, and units with a missing score are left
    out. Standard error and interval as in `fleiss`.

    Artstein and Poesio (2008, p. 558) take agreement on 70 of 100 dialogue acts, with pi .341:

    >>> round(scott(Confusion(("STAT", "IReq"), np.array([[20.0, 20], [10, 50]]))).estimate, 3)
    0.341
    """
    dropped: list[Problem] = []
    if isinstance(data, Ratings):
        data = data.with_declared().only(*range(len(data.raters))[:2])
        kept, n_dropped = data.complete()
        dropped += cautions.dropped(n_dropped, len(data.units))
        data = kept
    return _chance(data, "scott", "fleiss", weights, scores, level, resampling).warned(dropped)


def light(
    data: Ratings | Confusion,
    weights: Weights = "none",
    *,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    resampling: Resampling = DEFAULT,
) -> Coefficient:
    """Give Light's kappa: the mean of Cohen's kappa over the pairs of coders.

    Light, R. J. (1971), Psychological Bulletin 76, 365-377. Each pair is taken on the units that both scored.
    Pairs without a value are left out of the mean, with a warning. There is no formula for the standard
    error, so the interval is by ``resampling`` units or the clusters they belong to. The detail has the
    kappa of each pair.

    >>> from havenlens.reliability.units import ratings_of_codes
    >>> rated = ratings_of_codes(["YYY", "YYN", "NNY", "NNN"])
    >>> round(light(rated, resampling=Resampling(draws=0)).estimate, 4)
    0.3333
    """
    tally = tally_of(data, least=2)
    matrix = agreement_weights(weights, scores if scores is not None else tally.scores, tally.size)
    resampling = replace(resampling, level=level)
    common: dict[str, Any] = {
        "n_units": tally.n,
        "n_raters": len(tally.raters),
        "params": _params(tally, weights, scores, level) | resampling.as_params(),
    }
    why = cautions.uncounted(data, tally.n, named=True)
    if why is not None:
        return Coefficient.not_defined("light", why, **common)
    tables = _pair_tables(tally)
    kappas = kappa_parts(tally.sums(tables), matrix).kappa
    named = [
        {"raters": list(pair), "kappa": float(kappa) if np.isfinite(kappa) else None}
        for pair, kappa in zip(combinations(tally.raters, 2), kappas, strict=True)
    ]
    detail = {"light_mean_pairwise_kappa": None, "pairs": named, "n_missing": tally.n_missing}
    valued = kappas[np.isfinite(kappas)]
    if not valued.size:
        return Coefficient.not_defined("light", _full_chance(tally), **common, detail=detail)
    estimate = float(valued.mean())
    warnings = [*_warnings(data, tally)]
    if valued.size < len(named):
        told = {"n": len(named) - valued.size, "pairs": len(named)}
        warnings.append(Problem("agreement.pairs_undefined", told))
    if tables.size > _AT_MOST:
        resampling = replace(resampling, draws=0)
    resampled = tally.resampled(tables, lambda sums: _mean(kappa_parts(sums, matrix).kappa), resampling)
    warnings += cautions.redrawn(resampled, len(tally.cluster_names))
    return Coefficient(
        "light",
        estimate,
        **common,
        interval=resampled.interval,
        se=resampled.se,
        warnings=tuple(warnings),
        detail=detail | {"light_mean_pairwise_kappa": estimate},
    )


def _pair_tables(tally: Tally) -> Array:
    """Mark for each row and pair of coders the cell that they meet in: rows × pairs × q × q."""
    pairs = list(combinations(range(len(tally.raters)), 2))
    tables = np.zeros((tally.often.size, len(pairs), tally.size, tally.size))
    for place, (first, second) in enumerate(pairs):
        one, other = tally.numbers[:, first], tally.numbers[:, second]
        both = np.flatnonzero((one >= 0) & (other >= 0))
        tables[both, place, one[both], other[both]] = 1
    return tables


def _mean(kappas: Array) -> Array:
    """Average the pairs that have a value; NaN where none has."""
    valued = np.isfinite(kappas)
    with np.errstate(invalid="ignore"):
        found: Array = np.where(valued, kappas, 0).sum(axis=-1) / valued.sum(axis=-1)
    return found


def _chance(
    data: Ratings | Confusion,
    method: str,
    chance: Chance,
    weights: Weights,
    scores: Sequence[float] | None,
    level: float,
    resampling: Resampling | None,
) -> Coefficient:
    tally = tally_of(data, ordered=chance == "conger")
    if chance == "conger":
        tally = _with_scores(tally)
    matrix = agreement_weights(weights, scores if scores is not None else tally.scores, tally.size)
    compared = int(tally.often @ ((tally.numbers >= 0).sum(axis=1) >= 2))
    common: dict[str, Any] = {
        "n_units": compared,
        "n_raters": len(tally.raters),
        "params": _params(tally, weights, scores, level)
        | {"se": "Gwet 2014 linearised"}
        | (resampling.as_params() if resampling else {}),
    }
    why = cautions.uncounted(data, compared, named=chance == "conger")
    if why is not None:
        return Coefficient.not_defined(method, why, **common)
    found = framework(tally, matrix, chance)
    detail = as_detail(found, tally)
    if method in {"fleiss", "scott"} and weights_name(weights) == "none":
        detail |= classic(tally)
    if tally.size < 2 or not np.isfinite(found.whole.kappa):
        return Coefficient.not_defined(method, _full_chance(tally), **common, detail=detail)
    return _valued(method, data, tally, found, common, detail, level, resampling)


def _valued(
    method: str,
    data: Ratings | Confusion,
    tally: Tally,
    found: Framework,
    common: dict[str, Any],
    detail: dict[str, Any],
    level: float,
    resampling: Resampling | None,
) -> Coefficient:
    estimate = float(found.whole.kappa)
    warnings = _warnings(data, tally)
    if resampling is None:
        se = found.errors.se
        interval = limits(estimate, se, tally.n, level)
        if interval is None:
            warnings.append(Problem("agreement.no_interval"))
    else:
        resampled = tally.resampled(found.components, lambda sums: found.read(sums).kappa, resampling)
        se, interval = resampled.se, resampled.interval
        warnings += cautions.redrawn(resampled, len(tally.cluster_names))
    return Coefficient(
        method, estimate, **common, interval=interval, se=se, warnings=tuple(warnings), detail=detail
    )


def _with_scores(tally: Tally) -> Tally:
    """Leave out coders who gave no score at all."""
    has = np.flatnonzero((tally.numbers >= 0).any(axis=0))
    return replace(tally, numbers=tally.numbers[:, has], raters=tuple(tally.raters[at] for at in has))


def classic(tally: Tally) -> dict[str, Any]:
    """Give each category's own kappa, and se0 and z where all units have equally many scores."""
    counts = tally.counts
    given = tally.given
    shares = tally.sums(counts / given[:, None]) / tally.n
    several = given >= 2
    often = (tally.often * several)[:, None]
    pairs = np.where(several, given * (given - 1), 1)[:, None]
    rest = given[:, None] - counts
    agreed = (often * (counts * (counts - 1) + rest * (rest - 1)) / pairs).sum(axis=0) / often.sum()
    room = 2 * shares * (1 - shares)
    own = [
        float((observed - (1 - left)) / left) if left > _ZERO else None
        for observed, left in zip(agreed, room, strict=True)
    ]
    detail: dict[str, Any] = {
        "per_category": dict(zip(tally.categories, own, strict=True)),
        "se0": None,
        "z": None,
    }
    k, n = given[0], tally.n
    both = float(room.sum() / 2)
    if np.ptp(given) or both <= _ZERO:
        return detail
    skew = float((shares * (1 - shares) * (1 - 2 * shares)).sum())
    left = both**2 - skew
    if left > _ZERO:
        se0 = float(np.sqrt(2 * left / (n * k * (k - 1))) / both)
        weighted = float((tally.often @ (counts * (counts - 1)).sum(axis=1)) / (n * k * (k - 1)))
        detail |= {"se0": se0, "z": (weighted - (1 - both)) / both / se0}
    return detail


def _params(tally: Tally, weights: Weights, scores: Sequence[float] | None, level: float) -> dict[str, Any]:
    used = scores if scores is not None else tally.scores
    return {
        "weights": weights_name(weights),
        **scores_name(weights, used, tally.size),
        "categories": list(tally.categories),
        "conf": level,
    }


def _full_chance(tally: Tally) -> Problem:
    """Say why agreement cannot be told from chance: one category only, or weights that forgive everything."""
    used = np.flatnonzero(tally.sums(tally.counts))
    if used.size == 1:
        return Problem("agreement.one_category_all", {"category": tally.categories[used[0]]})
    return Problem("agreement.chance_is_full")


def _warnings(data: Ratings | Confusion, tally: Tally) -> list[Problem]:
    given = (tally.numbers >= 0).sum(axis=1)
    warnings: list[Problem] = []
    if tally.n_left_out:
        total = len(data.units) if isinstance(data, Ratings) else tally.n
        warnings += cautions.dropped(tally.n_left_out, total)
    single = int(tally.often[given == 1].sum())
    if single:
        warnings.append(Problem("agreement.one_score", {"n": single}))
    warnings += cautions.share_of_totals(tally.categories, tally.sums(tally.counts))
    if isinstance(data, Ratings):
        warnings += cautions.narrow_scale(data)
    return [*warnings, *cautions.scarce_units(int(tally.often[given >= 2].sum()))]
