"""A table of results as it is saved: its plain values, with the rule and the parameters beside each row."""

from __future__ import annotations

from typing import Any

from havenlens.services.results.asking import Found, has_window
from havenlens.services.results.sheet import Analysis, saved_fields, saved_rows
from havenlens.services.tables import Column, Kind, TableSource, source_of_rows
from havenlens.words.sentences import say

_ABOUT = {
    "scheme": "sheet.about_scheme",
    "window_s": "sheet.about_window_s",
    "lag": "sheet.about_lag",
    "permutations": "sheet.about_permutations",
    "pause_s": "sheet.about_pause_s",
    "by_person": "sheet.about_by_person",
    "no_repeats": "sheet.about_no_repeats",
    "periods": "sheet.about_periods",
    "seed": "sheet.about_seed",
    "counting_rule": "sheet.about_counting_rule",
}


def table_of_results(found: Found) -> TableSource:
    """Make the table that is shown into one that can be written; ValueError where there is none."""
    sheet, scheme = found.sheet, found.scheme
    if sheet is None or scheme is None:
        raise ValueError("there is no table")
    own = [Column(one.name, one.kind, one.meaning, say("sheet.missing")) for one in saved_fields(sheet)]
    about = _about(found)
    more = [Column(name, _kind(name, value), say(_ABOUT[name])) for name, value in about.items()]
    rows = [{**row, **about} for row in saved_rows(sheet)]
    return source_of_rows(name_of_table(found), [*own, *more], rows)


def name_of_table(found: Found) -> str:
    """Name the table that is shown, as its file is called."""
    return f"{found.request.analysis.name.lower()}_per_{found.request.per.name.lower()}"


def _kind(name: str, value: Any) -> Kind:
    if isinstance(value, bool):
        return Kind.FLAG
    if name.endswith("_s"):
        return Kind.NUMBER
    return Kind.TEXT if isinstance(value, str) else Kind.INTEGER


def _about(found: Found) -> dict[str, Any]:
    scheme, request = found.scheme, found.request
    assert scheme is not None
    about: dict[str, Any] = {"scheme": scheme.counted.scheme.ref}
    bids = found.bids(request.recipe)
    if has_window(request.analysis) and bids is not None:
        about["window_s"] = bids.recipe.window / 1_000_000
    if request.analysis is Analysis.FOLLOWS:
        about |= {
            "lag": request.lag,
            "permutations": request.permutations,
            "pause_s": None if request.pause is None else request.pause / 1_000_000,
            "by_person": request.by_person,
            "no_repeats": request.no_repeats,
        }
    if request.analysis is Analysis.TIME:
        about["periods"] = request.periods
    return {**about, "seed": request.seed, "counting_rule": found.rule.sentence}
