"""A long table: one score a row, and columns that say of what, by whom, on which occasion."""

from __future__ import annotations

from havenlens.domain.problems import StudyError
from havenlens.services.plain_data import PlainTable, RatedUnits

RATERS = ("rater", "coder", "judge", "observer", "r")
_PAIR = ("master", "candidate")


def facets_of(table: PlainTable) -> tuple[str, ...]:
    """List the columns that say what a score belongs to."""
    return tuple(name for name in table.heading if name != "score")


def pivoted(table: PlainTable) -> RatedUnits:
    """Put a long table's scores side by side: a column for each coder, a row for everything else together.

    Where there is no column of coders, the last one stands for them. The first column is what units belong
    to, where there is another between. StudyError for a score that stands there twice.
    """
    if table.has(*_PAIR):
        others = [name for name in table.heading if name not in _PAIR]
        labels = ["/".join(cells) for cells in zip(*(table.column(name) for name in others), strict=True)]
        cells = list(zip(table.column("master"), table.column("candidate"), strict=True))
        clusters = tuple(table.column(others[0])) if len(others) > 1 else ()
        named = tuple(labels) if others else tuple(str(i + 1) for i in range(len(cells)))
        return RatedUnits(_PAIR, named, cells, clusters)
    facets = facets_of(table)
    if len(facets) < 2:
        raise StudyError("plain.one_rater", file=table.name)
    rater = next((name for name in RATERS if name in facets), facets[-1])
    others = [name for name in facets if name != rater]
    columns = [table.column(name) for name in others]
    raters = tuple(dict.fromkeys(table.column(rater)))
    units: dict[tuple[str, ...], dict[str, str]] = {}
    for unit, who, score in zip(
        zip(*columns, strict=True), table.column(rater), table.column("score"), strict=True
    ):
        row = units.setdefault(unit, {})
        if who in row:
            raise StudyError("plain.score_twice", file=table.name, unit="/".join(unit), coder=who)
        row[who] = score
    clusters = tuple(unit[0] for unit in units) if len(others) > 1 else ()
    rows = [[row.get(who, "") for who in raters] for row in units.values()]
    return RatedUnits(raters, tuple("/".join(unit) for unit in units), rows, clusters)
