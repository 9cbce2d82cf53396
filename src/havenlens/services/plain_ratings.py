"""Agreement on ratings from a plain table: units by coders, two coders' counts, or counts per unit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import chance, concordance
from havenlens.reliability.accuracy import kappa_acc
from havenlens.reliability.alpha import krippendorff
from havenlens.reliability.correspondence import ccc, finn
from havenlens.reliability.homogeneity import marginal_homogeneity
from havenlens.reliability.icc import icc, iccs
from havenlens.reliability.kappa import cohen, weighted_kappa
from havenlens.reliability.percent import percent, within_k
from havenlens.reliability.tables import Confusion, table_of_counts
from havenlens.reliability.units import (
    Ratings,
    ratings_of_codes,
    ratings_of_counts,
    ratings_of_numbers,
    ratings_of_table,
)
from havenlens.reliability.weights import weights_from_disagreement
from havenlens.services.plain_data import PlainTable, TableKind, counted, rated_units, square
from havenlens.services.plain_long import pivoted
from havenlens.services.plain_options import AgreeOptions, whole_scale

Data = Ratings | Confusion
Compare = Callable[[Data, AgreeOptions], Iterator[Coefficient]]


def rated(table: PlainTable, options: AgreeOptions) -> Data:
    """Read what a table says about two or more coders' ratings.

    Numbers are taken as such unless the level is nominal or some cell is no number. ``scale`` or
    ``categories`` declare what may be given, ``raters`` choose columns. StudyError names what is wrong.
    """
    if table.kind is TableKind.CONTINGENCY:
        categories, cells = square(table)
        return table_of_counts(cells, categories)
    if table.kind is TableKind.COUNTS:
        categories, units, counts = counted(table)
        return ratings_of_counts(counts, categories, units)
    found = pivoted(table) if table.kind is TableKind.LONG else rated_units(table)
    chosen = _chosen(found.raters, options.texts("raters"))
    rows = [[row[place] for place in chosen] for row in found.cells]
    raters = [found.raters[place] for place in chosen]
    declared = options.texts("scale") or options.texts("categories")
    if _all_numbers([*declared, *(cell for row in rows for cell in row)]) and options.level != "nominal":
        scale = whole_scale([float(text) for text in declared])
        return ratings_of_numbers(rows, raters, found.units, scale, found.clusters)
    known = declared or _in_order({cell.strip() for row in rows for cell in row if cell.strip()})
    return ratings_of_codes(rows, raters, found.units, known, found.clusters)


def _chosen(raters: Sequence[str], wanted: Sequence[str]) -> list[int]:
    for name in wanted:
        if name not in raters:
            raise StudyError("plain.param_value", name="raters", value=name, allowed=", ".join(raters))
    return [raters.index(name) for name in wanted] if wanted else list(range(len(raters)))


def _all_numbers(cells: Sequence[str]) -> bool:
    return all(_is_number(cell) for cell in cells if cell.strip())


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _in_order(names: set[str]) -> list[str]:
    return sorted(names, key=float) if _all_numbers(list(names)) else sorted(names)


def _numeric(method: str, data: Data) -> Ratings:
    """Give scores as numbers; StudyError where the table holds names or a table of two coders."""
    if isinstance(data, Confusion):
        raise StudyError("plain.needs", method=method, needs="units by coders", kind="a table of two coders")
    if data.nominal:
        raise StudyError("plain.needs", method=method, needs="numbers", kind="names")
    return data


def holds_numbers(data: Data) -> bool:
    """Tell whether ratings are scores of units by coders, so that their distance counts."""
    return isinstance(data, Ratings) and not data.nominal


def _units(data: Data) -> Ratings:

    return ratings_of_table(data) if isinstance(data, Confusion) else data


def _shared(options: AgreeOptions) -> dict[str, Any]:
    return {"level": options.confidence, "resampling": options.resampling()}


def _weighting(options: AgreeOptions, default: str = "none") -> dict[str, Any]:

    scores = options.params.get("scores")
    given = options.params.get("disagreement_weights", options.params.get("distance"))
    weights: Any = options.weights or default
    if given is not None:
        weights = weights_from_disagreement(given)
    return {"weights": weights, "scores": scores if isinstance(scores, list) else None}


def _percent(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    ratings = _units(data)
    found = percent(ratings, options.confidence)
    for k in options.numbers("tolerance"):
        if k and not ratings.nominal:
            beside = within_k(ratings, k, options.confidence).detail
            found = replace(found, detail={**beside, **found.detail})
    yield found


def _within_k(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    ratings = _numeric("within_k", data)
    for k in options.numbers("k") or options.numbers("tolerance") or [1.0]:
        yield within_k(ratings, k, options.confidence)


def _by_pairs(
    work: Callable[[Data, AgreeOptions], Coefficient], data: Data, options: AgreeOptions
) -> Iterator[Coefficient]:
    """Compare every pair of coders by itself."""
    if isinstance(data, Confusion) or len(data.raters) < 3:
        yield work(data, options)
        return
    for one, two in combinations(range(len(data.raters)), 2):
        found = work(data.only(one, two), options)
        yield replace(found, detail={**found.detail, "coders": [data.raters[one], data.raters[two]]})


def _linearised(options: AgreeOptions) -> bool:
    """Tell whether the standard error of Gwet's framework is asked for, whose intervals are by t."""
    return "gwet" in str(options.params.get("se", "")).lower()


def _cohen(data: Data, options: AgreeOptions) -> Coefficient:

    limits = "t" if _linearised(options) else "normal"
    if options.weights not in (None, "none"):
        return weighted_kappa(data, **_weighting(options), limits=limits, **_shared(options))  # type: ignore[arg-type]  # one of two words
    return cohen(data, limits=limits, **_shared(options))  # type: ignore[arg-type]  # one of two words


def _weighted_kappa(data: Data, options: AgreeOptions) -> Coefficient:

    return weighted_kappa(data, **_weighting(options, "quadratic"), **_shared(options))


def _of_chance(
    work: Callable[..., Coefficient], default: str, data: Data, options: AgreeOptions
) -> Iterator[Coefficient]:
    """Compare by a coefficient of the family that takes weights."""
    yield work(data, **_weighting(options, default), **_shared(options))


def _scott(data: Data, options: AgreeOptions) -> Coefficient:
    return chance.scott(data, **_weighting(options), **_shared(options))


def _gwet_ac1(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    if options.weights not in (None, "none"):
        yield chance.gwet_ac2(data, **_weighting(options), **_shared(options))
    else:
        yield chance.gwet_ac1(data, **_shared(options))


def _light(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    resampling = options.resampling(2000)
    assert resampling is not None
    yield chance.light(data, **_weighting(options), level=options.confidence, resampling=resampling)


def _krippendorff(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    named = isinstance(data, Confusion) or data.nominal
    measurement: Any = options.level or ("nominal" if named or options.weights == "none" else "ordinal")
    scores = options.params.get("scores")
    weights: Any = None if options.weights in (None, "none") else options.weights
    yield krippendorff(
        data,
        measurement,
        distance=options.params.get("distance"),
        weights=weights,
        scores=scores if isinstance(scores, list) else None,
        level=options.confidence,
        resampling=options.resampling(0 if _linearised(options) else 2000),
        algorithm="pairs" if options.choice("algorithm", ("units", "pairs"), "units") == "pairs" else "units",
    )


def _icc(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    ratings = _numeric("icc", data)
    forms = options.texts("mcgraw_wong") or options.texts("shrout_fleiss") or options.texts("form")
    rest: dict[str, Any] = {
        "r0": options.number("r0", 0),
        "listwise": bool(options.params.get("listwise", False)),
        "average": options.choice("average", ("raters", "harmonic"), "raters"),
        **_shared(options),
    }
    if not forms:
        yield from iccs(ratings, **rest)
    for form in forms:
        yield icc(ratings, form, **rest)


def _of_numbers(
    work: Callable[..., Coefficient], name: str, data: Data, options: AgreeOptions
) -> Iterator[Coefficient]:
    """Compare by a coefficient of numbers without parameters of its own."""
    yield work(_numeric(name, data), **_shared(options))


def _ccc(data: Data, options: AgreeOptions) -> Coefficient:

    return ccc(_numeric("ccc", data), limits=options.number("limits", 1.96), **_shared(options))


def _finn(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    levels = options.params.get("levels")
    model: Any = options.choice("model", ("oneway", "twoway"), "twoway")
    known = None if levels is None else round(options.number("levels", 0))
    yield finn(_numeric("finn", data), levels=known, model=model, **_shared(options))


def _marginal_homogeneity(data: Data, options: AgreeOptions) -> Coefficient:

    return marginal_homogeneity(data, level=options.confidence)


def _kappa_acc(data: Data, options: AgreeOptions) -> Coefficient:

    return kappa_acc(data, **_shared(options))


METHODS: Mapping[str, Compare] = {
    "percent": _percent,
    "within_k": _within_k,
    "cohen": partial(_by_pairs, _cohen),
    "weighted_kappa": partial(_by_pairs, _weighted_kappa),
    "scott": partial(_by_pairs, _scott),
    "fleiss": partial(_of_chance, chance.fleiss, "none"),
    "light": _light,
    "conger": partial(_of_chance, chance.conger, "none"),
    "brennan_prediger": partial(_of_chance, chance.brennan_prediger, "none"),
    "krippendorff": _krippendorff,
    "gwet_ac1": _gwet_ac1,
    "gwet_ac2": partial(_of_chance, chance.gwet_ac2, "quadratic"),
    "icc": _icc,
    "pearson": partial(_of_numbers, concordance.pearson, "pearson"),
    "spearman": partial(_of_numbers, concordance.spearman, "spearman"),
    "ccc": partial(_by_pairs, _ccc),
    "finn": _finn,
    "kendall_w": partial(_of_numbers, concordance.kendall_w, "kendall_w"),
    "marginal_homogeneity": partial(_by_pairs, _marginal_homogeneity),
    "kappa_acc": partial(_by_pairs, _kappa_acc),
}
