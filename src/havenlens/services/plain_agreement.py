"""Agreement on plain tables: which methods there are, which suit a table, and their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability.accuracy import kappa_of_accuracy
from havenlens.services import plain_events, plain_ratings
from havenlens.services.plain_codings import coded_table
from havenlens.services.plain_data import EventTable, PlainTable, TableKind, event_table, sequences
from havenlens.services.plain_facets import FACETS
from havenlens.services.plain_long import RATERS, facets_of
from havenlens.services.plain_options import AgreeOptions
from havenlens.services.plain_parameters import checked

OVER_RATINGS = tuple(plain_ratings.METHODS)
OVER_FACETS = tuple(FACETS)
OVER_EVENTS = tuple(plain_events.METHODS)
KNOWN = (*OVER_RATINGS, *OVER_FACETS, *OVER_EVENTS)

_OF_NUMBERS = (
    "within_k",
    "icc",
    "pearson",
    "spearman",
    "ccc",
    "finn",
    "kendall_w",
    "weighted_kappa",
    "gwet_ac2",
)


def agree_on(
    tables: Sequence[PlainTable], methods: Sequence[str], options: AgreeOptions, scale: float = SECOND
) -> list[Coefficient]:
    """Compute agreement of one table of ratings, or of tables of events taken together.

    ``all`` is every method that fits. ``scale`` is how many microseconds one unit of the tables' time is.
    StudyError for an unknown method, and for one that does not fit what the table holds.
    """
    for name in methods:
        if name not in (*KNOWN, "all"):
            raise StudyError("plain.unknown_method", method=name, known=", ".join(KNOWN))
    if not tables:
        return list(_without_table(methods, options))
    kinds = {table.kind for table in tables}
    if len(tables) > 1 and kinds != {TableKind.EVENTS}:
        raise StudyError("plain.one_table", file=tables[1].name)
    if kinds == {TableKind.EVENTS}:
        return list(_over_events(tables, methods, options, scale))
    if kinds == {TableKind.SEQUENCES}:
        _check_fit(methods, ("alignment_kappa",), tables[0])
        options = checked(options, ["alignment_kappa"])
        return list(plain_events.aligned_sequences(sequences(tables[0]), options))
    return list(_over_ratings(tables[0], methods, options))


def _without_table(methods: Sequence[str], options: AgreeOptions) -> Iterator[Coefficient]:
    """Answer what needs no data: the kappa to expect of coders of a known accuracy."""
    prevalence, accuracy = options.numbers("prevalence"), options.numbers("accuracy")
    if list(methods) != ["kappa_acc"] or not prevalence or not accuracy:
        raise StudyError("plain.no_table", method=methods[0])
    checked(options, methods)
    for each in accuracy:
        yield kappa_of_accuracy(prevalence, each)


def _over_events(
    tables: Sequence[PlainTable], methods: Sequence[str], options: AgreeOptions, scale: float
) -> Iterator[Coefficient]:
    wanted = OVER_EVENTS if "all" in methods else methods
    _check_fit(wanted, OVER_EVENTS, tables[0])
    options = checked(options, wanted)
    read = [event_table(table, scale) for table in tables]
    rows = [
        replace(row, observation=row.observation or (table.name if len(tables) > 1 else ""))
        for table, each in zip(tables, read, strict=True)
        for row in each.rows
    ]
    coders = tuple(dict.fromkeys(coder for each in read for coder in each.coders))
    coded = coded_table(EventTable(tuple(rows), scale, coders), options)
    for name in wanted:
        work = partial(plain_events.METHODS[name], coded, options)
        yield from _where_it_fits(name, work) if "all" in methods else work()


def _over_ratings(table: PlainTable, methods: Sequence[str], options: AgreeOptions) -> Iterator[Coefficient]:
    wanted = _fitting(table, options) if "all" in methods else methods
    _check_fit(wanted, (*OVER_RATINGS, *OVER_FACETS), table)
    options = checked(options, wanted)
    data = plain_ratings.rated(table, options) if set(wanted) & set(OVER_RATINGS) else None
    for name in wanted:
        if name in FACETS:
            work = partial(FACETS[name], table, options)
        else:
            assert data is not None
            work = partial(plain_ratings.compared, name, data, options)
        yield from _where_it_fits(name, work) if "all" in methods else work()


def _where_it_fits(name: str, work: Callable[[], Iterator[Coefficient]]) -> list[Coefficient]:
    """Give a method's results, or that it has none and why: what one cannot take must not stop the others."""
    try:
        return list(work())
    except StudyError as error:
        if not error.problem.code.startswith("agreement."):
            raise
        return [Coefficient.not_defined(name, error.problem)]


def _fitting(table: PlainTable, options: AgreeOptions) -> list[str]:
    """List the methods that suit a table: those of numbers only where all cells are numbers."""
    if table.kind is TableKind.LONG and table.has("master", "candidate"):
        return ["certification", "percent", "within_k", "weighted_kappa", "krippendorff"]
    if table.kind is TableKind.LONG and not set(RATERS) & set(facets_of(table)):
        return ["gtheory"]
    data = plain_ratings.rated(table, options)
    numbers = plain_ratings.holds_numbers(data)
    found = [name for name in OVER_RATINGS if numbers or name not in _OF_NUMBERS]
    return [*found, "gtheory"] if numbers else found


def _check_fit(methods: Sequence[str], fitting: Sequence[str], table: PlainTable) -> None:
    for name in methods:
        if name not in fitting and name != "all":
            needs = "events" if name in OVER_EVENTS else "ratings"
            raise StudyError("plain.needs", method=name, needs=needs, kind=table.kind.value)
