"""Agreement on ratings from a plain table: units by coders, two coders' counts, or counts per unit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any

from havenlens.domain.problems import Problem, StudyError
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
    exact,
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
    rows = _without_na([[row[place] for place in chosen] for row in found.cells])
    raters = [found.raters[place] for place in chosen]
    declared = options.texts("categories")
    points = _points(options, declared)
    if points is not None and _all_numbers([cell for row in rows for cell in row]):
        if options.level != "nominal":
            return ratings_of_numbers(rows, raters, found.units, points, found.clusters)
        rows = _spelt_alike(rows, declared)
        declared = declared or _in_order({exact(point) for point in points})
    known = declared or _in_order({cell.strip() for row in rows for cell in row if cell.strip()})
    return ratings_of_codes(rows, raters, found.units, known, found.clusters)


_NOT_GIVEN = frozenset({"na", "n/a", "#n/a", "nan", "null"})
"""What other programs write for a missing number."""


def _without_na(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Take what other programs write for a missing number as missing, where all other cells are numbers."""
    blank = [["" if cell.strip().lower() in _NOT_GIVEN else cell for cell in row] for row in rows]
    given = [cell for row in blank for cell in row if cell.strip()]
    return blank if given and _all_numbers(given) else [list(row) for row in rows]


def _points(options: AgreeOptions, categories: Sequence[str]) -> tuple[float, ...] | None:
    """Give what may be scored, a declared scale or categories; None where these are names."""
    scale = options.texts("scale")
    if not _all_numbers([*scale, *categories]):
        return None
    return whole_scale([float(text) for text in scale]) or tuple(sorted({float(text) for text in categories}))


def _spelt_alike(rows: Sequence[Sequence[str]], categories: Sequence[str]) -> list[list[str]]:
    """Give numbers that are equal the same spelling, that of ``categories`` where they have it: 1.0 is 1."""
    spelling = {float(text): text for text in reversed(categories)}
    return [
        [spelling.get(float(cell), exact(float(cell))) if cell.strip() else "" for cell in row]
        for row in rows
    ]


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


def _weighting(data: Data, options: AgreeOptions, default: str = "none") -> dict[str, Any]:

    given = options.params.get("disagreement_weights", options.params.get("distance"))
    weights: Any = options.weights or default
    if given is not None:
        weights = weights_from_disagreement(given)
    return {"weights": weights, "scores": _scores(data, options)}


def _is_weighted(options: AgreeOptions) -> bool:
    """Tell whether weights are asked for, by a rule or as a matrix."""
    return options.weights not in (None, "none") or bool(
        {"disagreement_weights", "distance"} & set(options.params)
    )


def _scores(data: Data, options: AgreeOptions) -> list[float] | None:
    """Read the numbers that categories stand for: a list, or ``1..q``; None for the categories' own."""
    given = options.params.get("scores")
    if given is None:
        return None
    size = len(data.codes if isinstance(data, Confusion) else data.declared()[0])
    places = [float(place) for place in range(1, size + 1)]
    if given == "1..q":
        return places
    scores = options.numbers("scores")
    if len(scores) != size:
        allowed = str([round(place) for place in places])
        raise StudyError("plain.param_value", name="scores", value=given, allowed=allowed)
    return scores


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
    """Compare every pair of coders by itself, on the categories of all of them together."""
    if isinstance(data, Confusion) or len(data.raters) < 3:
        yield work(data, options)
        return
    data = data.with_declared()
    for one, two in combinations(range(len(data.raters)), 2):
        found = work(data.only(one, two), options)
        yield replace(found, detail={**found.detail, "coders": [data.raters[one], data.raters[two]]})


def _linearised(options: AgreeOptions) -> bool:
    """Tell whether the standard error of Gwet's framework is asked for, whose intervals are by t."""
    return "gwet" in str(options.params.get("se", "")).lower()


def _cohen(data: Data, options: AgreeOptions) -> Coefficient:

    limits = "t" if _linearised(options) else "normal"
    if _is_weighted(options):
        return weighted_kappa(data, **_weighting(data, options), limits=limits, **_shared(options))  # type: ignore[arg-type]  # one of two words
    return cohen(data, limits=limits, **_shared(options))  # type: ignore[arg-type]  # one of two words


def _weighted_kappa(data: Data, options: AgreeOptions) -> Coefficient:

    return weighted_kappa(data, **_weighting(data, options, "quadratic"), **_shared(options))


def _of_chance(
    work: Callable[..., Coefficient], default: str, data: Data, options: AgreeOptions
) -> Iterator[Coefficient]:
    """Compare by a coefficient of the family that takes weights."""
    yield work(data, **_weighting(data, options, default), **_shared(options))


def _scott(data: Data, options: AgreeOptions) -> Coefficient:
    return chance.scott(data, **_weighting(data, options), **_shared(options))


def _gwet_ac1(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    if _is_weighted(options):
        yield chance.gwet_ac2(data, **_weighting(data, options), **_shared(options))
    else:
        yield chance.gwet_ac1(data, **_shared(options))


def _light(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    resampling = options.resampling(2000)
    assert resampling is not None
    yield chance.light(data, **_weighting(data, options), level=options.confidence, resampling=resampling)


def _krippendorff(data: Data, options: AgreeOptions) -> Iterator[Coefficient]:

    named = isinstance(data, Confusion) or data.nominal
    measurement: Any = options.level or ("nominal" if named or options.weights == "none" else "ordinal")
    weights: Any = None if options.weights in (None, "none") else options.weights
    yield krippendorff(
        data,
        measurement,
        distance=options.params.get("distance", options.params.get("disagreement_weights")),
        weights=weights,
        scores=_scores(data, options),
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

BY_CATEGORY = frozenset(
    {"cohen", "weighted_kappa", "scott", "fleiss", "light", "conger", "brennan_prediger"}
    | {"gwet_ac1", "gwet_ac2", "marginal_homogeneity", "kappa_acc"}
)
MOST_CATEGORIES = 256
"""Beyond so many different scores they are measurements; a table of them all would not fit into memory."""


def compared(name: str, data: Data, options: AgreeOptions) -> Iterator[Coefficient]:
    """Give the results of one method, with what an interval that takes units as independent calls for.

    StudyError for a method of categories where there are too many of them.
    """
    if name in BY_CATEGORY and isinstance(data, Ratings):
        n = len(data.declared()[0])
        if n > MOST_CATEGORIES:
            raise StudyError("agreement.too_many_categories", n=n)
    for found in METHODS[name](data, options):
        yield found.warned(_of_units(data, found)) if isinstance(data, Ratings) else found


def _of_units(data: Ratings, found: Coefficient) -> Iterator[Problem]:
    """Say that rows have one name, or that an interval takes units of one observation as independent."""
    twice = _doubled(data.units)
    if twice is not None:
        yield Problem("plain.doubled_unit", {"unit": twice})
    clusters = set(data.clusters)
    if "bootstrap" not in found.params and found.interval and 0 < len(clusters) < len(data.units):
        yield Problem("plain.not_independent", {"n": len(clusters)})


def _doubled(units: Sequence[str]) -> str | None:
    """Give the first name that two units share; none where no unit has a name."""
    seen: set[str] = set()
    for unit in units:
        if unit and unit in seen:
            return unit
        seen.add(unit)
    return None
