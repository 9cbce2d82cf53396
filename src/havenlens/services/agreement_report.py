"""A report on agreement as values: what a page, a Word document and a workbook are all made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from havenlens.domain.time import in_seconds
from havenlens.services.agreement_columns import SOFTWARE
from havenlens.services.agreement_pairs import counting_rule
from havenlens.services.agreement_plan import FixedPlan, changes_told, plan_of
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.agreement_tables import ShownTable, table_of
from havenlens.services.days import day_of, this_day
from havenlens.services.methods_paragraph import methods_paragraphs
from havenlens.services.report_values import NoteMarks, ReportValue, parts_of, value_of
from havenlens.services.study import Study
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.reliability.profile import Profile  # NumPy is slow to import

Curves = Sequence[tuple[AgreementResult, "Profile"]]
"""Results with how each would be at other tolerances."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One thing that was compared, with a value for each column of its table; ``depth`` 1 is part of 0."""

    name: str
    depth: int
    values: tuple[ReportValue | None, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """The recommended coefficients of events, or of ratings; ``notes`` are letters with their sentences."""

    heading: str
    columns: tuple[str, ...]
    why: tuple[str, ...]
    rows: tuple[ReportRow, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One coefficient in a list: what is compared, its name, its value; ``depth`` 1 is part of 0."""

    about: str
    depth: int
    method: str
    value: ReportValue


@dataclass(frozen=True, slots=True)
class ReportList:
    """Coefficients one below the other."""

    rows: tuple[ReportLine, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportMatrix:
    """What the first coder gave (rows) beside what the second gave (columns)."""

    about: str
    method: str
    coders: tuple[str, str]
    table: ShownTable


@dataclass(frozen=True, slots=True)
class ReportCurve:
    """A coefficient as the tolerance grows, in seconds: tolerance, value, and the ends of its interval."""

    about: str
    points: tuple[tuple[float, ReportValue], ...]
    fixed: float | None


@dataclass(frozen=True, slots=True)
class ReportSection:
    """What two coders did with one scheme, or what a plain table gave."""

    heading: str
    coders: tuple[str, ...]
    observations: int
    tables: tuple[ReportTable, ...]
    further: ReportList | None
    matrices: tuple[ReportMatrix, ...]
    curves: tuple[ReportCurve, ...]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """A whole report; ``results`` are all results, ``curves`` those that were asked for."""

    title: str
    made_on: date
    software: str
    rule: str
    parameters: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    paragraphs: tuple[str, ...]
    results: tuple[AgreementResult, ...]
    curves: tuple[tuple[AgreementResult, Profile], ...] = ()


def study_report(
    study: Study, title: str, results: Sequence[AgreementResult], curves: Curves = ()
) -> AgreementReport:
    """Put the results of a study into a report, with the plan that held and what was changed late."""
    held = plan_of(study)
    changes = tuple(change.sentence for change in changes_told(study))
    return _report(title, results, counting_rule(), plan_shown(held), changes, curves)


def plain_report(
    title: str, results: Sequence[AgreementResult], parameters: Mapping[str, Any]
) -> AgreementReport:
    """Put the results of a plain table into a report."""
    shown = tuple((name, _listed(value)) for name, value in parameters.items())
    return _report(title, results, say("report.plain_rule"), shown, ())


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _report(
    title: str,
    results: Sequence[AgreementResult],
    rule: str,
    parameters: tuple[tuple[str, str], ...],
    changes: tuple[str, ...],
    curves: Curves = (),
) -> AgreementReport:
    return AgreementReport(
        title,
        this_day(),
        SOFTWARE,
        rule,
        parameters,
        changes,
        tuple(_section(each, curves) for each in _by_pair(results)),
        tuple(methods_paragraphs(results, dict(parameters), rule, SOFTWARE, changes)),
        tuple(results),
        tuple(curves),
    )


def _by_pair(results: Sequence[AgreementResult]) -> list[list[AgreementResult]]:
    """Part results by scheme and coders; what a version of the same scheme gives again begins a new part."""
    parts: list[list[AgreementResult]] = []
    open_: dict[Any, list[AgreementResult]] = {}
    seen: dict[Any, set[Any]] = {}
    for one in results:
        key = (one.scheme, one.scheme_name, one.coders)
        what = (one.scope, _key(one))
        if key not in open_ or (one.recommended and what in seen[key]):
            open_[key], seen[key] = [], set()
            parts.append(open_[key])
        open_[key].append(one)
        seen[key].add(what)
    return parts


def _section(results: Sequence[AgreementResult], curves: Curves) -> ReportSection:
    first = results[0]
    coders = tuple(one for one in first.coders if one)
    between = " – ".join(coders)
    heading = say("agreement.between", scheme=first.scheme_name, coders=between) if between else tr("Results")
    beside = [one for one in results if not one.recommended]
    return ReportSection(
        heading,
        coders,
        max(one.observations for one in results),
        tuple(_tables(results)),
        _further(beside) if beside else None,
        tuple(_matrices(results)),
        tuple(_curves(results, curves)),
    )


def _tables(results: Sequence[AgreementResult]) -> Iterator[ReportTable]:
    for heading, of_kind in (
        (tr("Events"), [one for one in results if one.scope.group is not None]),
        (tr("Ratings"), [one for one in results if one.scope.dimension is not None]),
    ):
        shown = [one for one in of_kind if one.recommended]
        if shown:
            yield _table(heading, shown)


def _table(heading: str, results: Sequence[AgreementResult]) -> ReportTable:
    columns: dict[str, AgreementResult] = {}
    rows: dict[Any, dict[str, AgreementResult]] = {}
    for one in results:
        columns.setdefault(_key(one), one)
        rows.setdefault(one.scope, {})[_key(one)] = one
    marks = NoteMarks()
    made = []
    for scope, found in rows.items():
        name = next(iter(found.values())).scope_name
        each = [value_of(found[key], marks) if key in found else None for key in columns]
        made.append(ReportRow(name, 0 if scope.pooled else 1, tuple(each)))
    names = [one.method_name for one in columns.values()]
    why = tuple(
        say("agreement.note", where=name, what=one.why.sentence)
        for name, one in zip(names, columns.values(), strict=True)
        if one.why is not None
    )
    return ReportTable(heading, tuple(names), why, tuple(made), marks.listed())


def _further(results: Sequence[AgreementResult]) -> ReportList:
    marks = NoteMarks()
    rows = []
    for one in results:
        rows.append(ReportLine(_about(one), 0, one.method_name, value_of(one, marks)))
        rows += [ReportLine(name, 1, one.method_name, value) for name, value in parts_of(one, marks)]
    return ReportList(tuple(rows), marks.listed())


def _about(result: AgreementResult) -> str:
    """Say what a coefficient is of: a part of the scheme, or the coders of a plain table."""
    if result.scope_name:
        return result.scope_name
    coders = result.coefficient.detail.get("coders", ())
    return " – ".join(map(str, coders)) or tr("all coders")


def _matrices(results: Sequence[AgreementResult]) -> Iterator[ReportMatrix]:
    shown: set[Any] = set()
    for one in results:
        table = table_of(one) if one.scheme else _plain_table(one)
        coders = tuple(map(str, one.coefficient.detail.get("coders", one.coders)))
        if table is None or len(coders) != 2:
            continue
        key = (one.scope, coders, table.ids, table.matrix)
        if key not in shown:
            shown.add(key)
            yield ReportMatrix(_about(one), one.method_name, (coders[0], coders[1]), table)


def _plain_table(result: AgreementResult) -> ShownTable | None:
    detail = result.coefficient.detail
    codes = tuple(map(str, detail.get("codes", ())))
    matrix = tuple(tuple(map(float, row)) for row in detail.get("matrix", ()))
    square = bool(codes) and len(matrix) == len(codes) and all(len(row) == len(codes) for row in matrix)
    return ShownTable(codes, codes, matrix) if square and any(map(any, matrix)) else None


def _curves(results: Sequence[AgreementResult], curves: Curves) -> Iterator[ReportCurve]:
    """Give the curves of these results, where there is a value at any tolerance."""
    marks = NoteMarks()
    for one, found in curves:
        if not any(one is each for each in results):
            continue
        points = tuple((in_seconds(at), value_of(one, marks, of=each)) for at, each in found.points)
        if any(value.estimate is not None for _, value in points):
            fixed = None if found.fixed is None else in_seconds(found.fixed)
            yield ReportCurve(one.scope_name, points, fixed)


def _key(result: AgreementResult) -> str:
    return str(result.coefficient.params.get("shrout_fleiss", result.coefficient.method))


def plan_shown(held: FixedPlan) -> tuple[tuple[str, str], ...]:
    """Give a plan's parameters as people read them."""
    plan = held.plan
    exact = tr("exact, on the boundaries")
    return (
        (tr("Tolerance of onsets"), f"{plan.tolerance:g} s"),
        (tr("Overlap asked for"), "–" if plan.overlap is None else f"{plan.overlap:g}"),
        (tr("Time compared"), exact if plan.unit is None else f"{plan.unit:g} s"),
        (tr("Weights"), tr(plan.weights)),
        (tr("Near scores"), f"± {plan.within:g}"),
        (tr("Level of intervals"), f"{100 * plan.level:g}%"),
        (
            tr("Intervals"),
            tr("{kind}, {n} resamples, seed {seed}").format(
                kind=tr(plan.interval), n=plan.bootstrap, seed=plan.seed
            ),
        ),
        (tr("Fixed on"), "–" if held.fixed_at is None else day_of(held.fixed_at).isoformat()),
    )
