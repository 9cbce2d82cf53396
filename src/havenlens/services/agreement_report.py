"""A report on agreement as values: what a page, a Word document and a workbook are all made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from havenlens import __version__
from havenlens.services.agreement_pairs import counting_rule
from havenlens.services.agreement_plan import FixedPlan, changes_told, plan_of
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.methods_paragraph import methods_paragraphs
from havenlens.services.study import Study
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One thing that was compared, with its recommended coefficients in the order of the columns."""

    name: str
    depth: int
    results: tuple[AgreementResult | None, ...]
    n: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """The events, or the ratings, of two coders with one scheme."""

    heading: str
    columns: tuple[str, ...]
    why: tuple[str, ...]
    rows: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True)
class ReportSection:
    """What two coders did with one scheme."""

    heading: str
    tables: tuple[ReportTable, ...]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """A whole report; ``results`` are all results, also those no table shows."""

    title: str
    made_on: date
    software: str
    rule: str
    parameters: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    paragraphs: tuple[str, ...]
    results: tuple[AgreementResult, ...]


def study_report(study: Study, title: str, results: Sequence[AgreementResult]) -> AgreementReport:
    """Put the results of a study into a report, with the plan that held and what was changed late."""
    held = plan_of(study)
    changes = tuple(change.sentence for change in changes_told(study))
    return _report(title, results, counting_rule(), plan_shown(held), changes)


def plain_report(
    title: str, results: Sequence[AgreementResult], parameters: Mapping[str, Any]
) -> AgreementReport:
    """Put the results of a plain table into a report."""
    shown = tuple((name, str(value)) for name, value in parameters.items())
    return _report(title, results, say("report.plain_rule"), shown, ())


def _report(
    title: str,
    results: Sequence[AgreementResult],
    rule: str,
    parameters: tuple[tuple[str, str], ...],
    changes: tuple[str, ...],
) -> AgreementReport:
    sections = tuple(
        ReportSection(
            say("agreement.between", scheme=scheme, coders=" – ".join(coders)), tuple(_tables(list(each)))
        )
        for (scheme, coders), each in groupby(results, key=lambda one: (one.scheme_name, one.coders))
    )
    software = f"Havenlens {__version__}"
    paragraphs = tuple(methods_paragraphs(results, dict(parameters), rule, software))
    return AgreementReport(
        title,
        datetime.now(tz=UTC).astimezone().date(),
        software,
        rule,
        parameters,
        changes,
        sections,
        paragraphs,
        tuple(results),
    )


def _tables(results: Sequence[AgreementResult]) -> Iterable[ReportTable]:
    for heading, of_kind in (
        (tr("Events"), [one for one in results if one.scope.group is not None]),
        (tr("Ratings"), [one for one in results if one.scope.dimension is not None]),
        (tr("Results"), [one for one in results if one.scope.group is None and one.scope.dimension is None]),
    ):
        shown = [one for one in of_kind if one.recommended]
        if shown:
            yield _table(heading, shown)


def _table(heading: str, results: Sequence[AgreementResult]) -> ReportTable:
    columns = {_key(one): one for one in reversed(results)}
    ordered = [key for key in dict.fromkeys(_key(one) for one in results) if key in columns]
    rows: dict[Any, dict[str, AgreementResult]] = {}
    for one in results:
        rows.setdefault(one.scope, {})[_key(one)] = one
    why = tuple(one.why.sentence for one in (columns[key] for key in ordered) if one.why is not None)
    return ReportTable(
        heading,
        tuple(columns[key].method_name for key in ordered),
        why,
        tuple(_row(list(found.values()), [found.get(key) for key in ordered]) for found in rows.values()),
    )


def _row(found: Sequence[AgreementResult], by_column: Sequence[AgreementResult | None]) -> ReportRow:
    first = found[0]
    notes: list[str] = []
    for one in found:
        undefined = [one.coefficient.undefined] if one.coefficient.undefined else []
        notes += [note.sentence for note in (*undefined, *one.coefficient.warnings)]
    counts = dict.fromkeys(f"{one.coefficient.n_units:g}" for one in found)
    depth = 0 if first.scope.pooled else 1
    return ReportRow(
        first.scope_name, depth, tuple(by_column), " / ".join(counts), tuple(dict.fromkeys(notes))
    )


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
        (tr("Fixed on"), "–" if held.fixed_at is None else held.fixed_at.date().isoformat()),
    )
