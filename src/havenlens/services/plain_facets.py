"""Agreement where scores belong to several facets: certification against a master, generalizability."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from havenlens.domain.problems import Problem, StudyError
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.certification import SCALE, MasterScore, certification
from havenlens.reliability.gdesigns import LongScores, design, likely_design, long_scores
from havenlens.reliability.gtheory import gtheory, smallest_designs
from havenlens.reliability.gvariance import variance_components
from havenlens.services.plain_data import PlainTable, TableKind, rated_units
from havenlens.services.plain_long import facets_of
from havenlens.services.plain_options import AgreeOptions, whole_scale

Compare = Callable[[PlainTable, AgreeOptions], Iterator[Coefficient]]

_RECAST = re.compile(r"recast as (.+?) with .*", re.IGNORECASE)


def _gtheory(table: PlainTable, options: AgreeOptions) -> Iterator[Coefficient]:
    """Give the generalizability of scores by the design asked for, else as labels show."""
    text = options.params.get("design")
    if text is not None:
        recast = _RECAST.fullmatch(str(text))
        text = recast.group(1) if recast else str(text)
    names, rows = _rows(table)
    short = _initials(names)
    columns, labels = _recast([short[name] for name in names], rows, text)
    scores = long_scores(labels, columns)
    negative: Any = options.choice("negative", ("kept", "zero"), "kept")
    which: Any = options.choice("which", ("Erho2", "Phi"), "Erho2")
    found = gtheory(
        scores,
        text,
        of=options.params.get("object"),
        estimator=str(options.params.get("estimator", "auto")),
        sizes=_sizes(scores, options),
        fixed=options.texts("fixed"),
        cut=None if options.params.get("cut") is None else options.number("cut", 0),
        which=which,
        negative=negative,
        level=options.confidence,
        resampling=options.resampling(),
    )
    told = {**found.detail, "facets": {short[name]: name for name in names}}
    if options.params.get("target") is not None:
        told["smallest_designs"] = _smallest(scores, text, options)
    yield replace(found, detail=told)


_TRIED = 12
"""Up to so many conditions of a facet are tried where a table does not say how many."""


def _smallest(scores: LongScores, text: str | None, options: AgreeOptions) -> list[dict[str, Any]]:
    """List the smallest designs that reach the ``target``: how many coders and occasions are enough.

    ``at_most`` says up to how many conditions of a facet are tried.
    """
    plan = design(text) if text else likely_design(scores)
    of = str(options.params.get("object") or plan.facets[0])
    found = variance_components(scores, plan, of=of, estimator=str(options.params.get("estimator", "auto")))
    if isinstance(found, Problem):
        return []
    given = options.params.get("at_most") or {}
    if not isinstance(given, dict) or not all(isinstance(most, int) for most in given.values()):
        raise StudyError("plain.param_value", name="at_most", value=given, allowed='{"r": 10}')
    most = {facet: given.get(facet, _TRIED) for facet in plan.facets if facet != of}
    which: Any = options.choice("which", ("Erho2", "Phi"), "Erho2")
    return [
        {
            **{f"n_{facet}": size for facet, size in study.sizes.items()},
            "Erho2": study.erho2,
            "Phi": study.phi,
            "scores": study.scores,
        }
        for study in smallest_designs(
            found, of, most, target=options.number("target", 0.8), which=which, fixed=options.texts("fixed")
        )
    ]


def _rows(table: PlainTable) -> tuple[list[str], list[list[str]]]:
    """Give the names of the facets, and rows of labels with the score last."""
    if table.kind is TableKind.LONG:
        names = list(facets_of(table))
        columns = [table.column(name) for name in (*names, "score")]
        return names, [list(cells) for cells in zip(*columns, strict=True)]
    found = rated_units(table)
    return ["p", "r"], [
        [unit, rater, cell]
        for unit, cells in zip(found.units, found.cells, strict=True)
        for rater, cell in zip(found.raters, cells, strict=True)
    ]


def _initials(names: list[str]) -> dict[str, str]:
    """Call facets by their initials where these differ, as designs are written."""
    initials = [name[0].lower() for name in names]
    return dict(zip(names, initials if len(set(initials)) == len(names) else names, strict=True))


def _recast(columns: list[str], rows: list[list[str]], text: str | None) -> tuple[list[str], list[list[str]]]:
    """Let the one facet of a design that is no column stand for all columns the design does not name."""
    if text is None:
        return columns, rows
    asked = re.findall(r"[A-Za-z_]\w*", re.sub(r"\bx\b|×", " ", text))
    unknown = [name for name in dict.fromkeys(asked) if name not in columns]
    left = [name for name in columns if name not in asked]
    if len(unknown) != 1 or not left:
        return columns, rows
    kept = [place for place, name in enumerate(columns) if name in asked]
    joined = [place for place, name in enumerate(columns) if name in left]
    made = [[*(row[at] for at in kept), "/".join(row[at] for at in joined), row[-1]] for row in rows]
    return [*(columns[place] for place in kept), unknown[0]], made


def _sizes(scores: LongScores, options: AgreeOptions) -> dict[str, float] | None:
    """Read how many conditions of a facet a decision study has: n_r, or n_r_per_t."""
    found = {}
    for name in options.params:
        facet = name.removeprefix("n_").partition("_per_")[0]
        if not name.startswith("n_"):
            continue
        if facet not in scores.facets:
            known = ", ".join(f"n_{each}" for each in scores.facets)
            raise StudyError("plain.unknown_param", method="gtheory", name=name, known=known)
        found[facet] = options.number(name, 1)
    return found or None


_SEGMENTS = ("segment", "observation", "cycle", "unit")


def _certification(table: PlainTable, options: AgreeOptions) -> Iterator[Coefficient]:
    """Judge a candidate by a master: columns master and candidate, maybe segment (or video) and dimension."""
    if not table.has("master", "candidate"):
        raise StudyError(
            "plain.needs", method="certification", needs="columns master and candidate", kind=table.kind.value
        )
    segment = next((name for name in _SEGMENTS if name in table.heading), None)
    lines = [str(line) for line in range(2, 2 + len(table.rows))]
    segments = table.column(segment) if segment else lines
    dimensions = table.column("dimension") if table.has("dimension") else [""] * len(lines)
    columns = zip(segments, dimensions, table.column("master"), table.column("candidate"), strict=True)
    scores = [
        MasterScore(where, what, _score(table, line, master), _score(table, line, own))
        for line, (where, what, master, own) in enumerate(columns, start=2)
    ]
    declared = options.numbers("scale")
    yield certification(
        scores,
        tolerance=options.number("tolerance", 1),
        criterion=options.number("criterion", 0.8),
        scale=whole_scale(declared) or SCALE,
        level=options.confidence,
    )


def _score(table: PlainTable, line: int, text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise StudyError("plain.no_time", file=table.name, line=line, column="score", text=text) from error


FACETS: Mapping[str, Compare] = {"certification": _certification, "gtheory": _gtheory}
