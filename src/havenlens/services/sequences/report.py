"""A report on a study's sequences: what the command line, the page and the workbook all show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from havenlens.domain.time import SECOND
from havenlens.services.agreement_columns import SOFTWARE
from havenlens.services.charts.model import Chart
from havenlens.services.days import this_day
from havenlens.services.sequences.counting import CountingRule
from havenlens.services.sequences.gathering import Counted, SequenceOptions
from havenlens.services.sequences.report_bids import bid_tables
from havenlens.services.sequences.report_figures import ReportTable
from havenlens.services.sequences.report_lags import budget_tables, equity_tables, lag_tables_of
from havenlens.services.sequences.report_partners import chain_tables, partner_tables, share_tables
from havenlens.services.sequences.report_ratings import double_tables, rating_tables
from havenlens.services.sequences.results import SchemeResults, SequenceResults, purposes_counted
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say


@dataclass(frozen=True, slots=True)
class ReportSection:
    """What one scheme gives, or the ratings; ``about`` says on what it rests."""

    heading: str
    about: str
    tables: tuple[ReportTable, ...]
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class SequenceReport:
    """Everything a page or a terminal shows; ``left_out`` says what could not be analysed and why."""

    title: str
    made_on: date
    software: str
    rule: str
    counted: str
    sections: tuple[ReportSection, ...]
    parameters: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]


def sequence_report(results: SequenceResults, title: str, *, charts: bool = False) -> SequenceReport:
    """Put results into a report; pictures only where they are shown."""
    sections = [_section(results, one, charts=charts) for one in results.schemes]
    rated = [one for one in results.ratings if one.progress or one.teachers]
    if rated or results.double_rated:
        tables = [table for one in rated for table in rating_tables(one)]
        sections.append(
            ReportSection(
                tr("Ratings"),
                "",
                (*tables, *double_tables(results.double_rated)),
                _rating_charts(results, charts),
            )
        )
    return SequenceReport(
        title,
        this_day(),
        SOFTWARE,
        results.rule.sentence,
        counted_in_words(results),
        tuple(section for section in sections if section.tables),
        tuple(parameters_shown(results.rule, results.options)),
        tuple(results.warnings),
    )


def _section(results: SequenceResults, found: SchemeResults, *, charts: bool) -> ReportSection:
    drawn: tuple[Chart, ...] = ()
    if charts:
        from havenlens.services.sequences.pictures import scheme_charts  # noqa: PLC0415 - only where shown

        drawn = scheme_charts(found, results.rule.sentence)
    tables = (
        *bid_tables(found),
        *chain_tables(found),
        *partner_tables(found),
        *share_tables(found),
        *lag_tables_of(found),
        *budget_tables(found),
        *equity_tables(found),
    )
    return ReportSection(found.counted.name, _rests_on(found.counted), tables, drawn)


def _rating_charts(results: SequenceResults, wanted: bool) -> tuple[Chart, ...]:
    if not wanted:
        return ()
    from havenlens.services.sequences.pictures import rating_charts  # noqa: PLC0415 - only where shown

    return tuple(chart for one in results.ratings for chart in rating_charts(one, results.rule.sentence))


def _rests_on(counted: Counted) -> str:
    n = len(counted.codings)
    return ntr("{n} observation", "{n} observations", n).format(n=n)


def counted_in_words(results: SequenceResults) -> str:
    """Say how many codings count, by purpose."""
    parts = [f"{tr(purpose)}: {n}" for purpose, n in purposes_counted(results.codings).items()]
    return say("sequences.counted", n=len(results.codings), purposes=", ".join(parts))


def parameters_shown(rule: CountingRule, options: SequenceOptions) -> Sequence[tuple[str, str]]:
    """Give what the results were worked out with, as people read it."""
    windows = ", ".join(f"{window / SECOND:g} s" for window in options.windows)
    return (
        (tr("Which codings count"), rule.choice),
        (tr("Schemes"), ", ".join(options.schemes) or tr("all")),
        (tr("Windows"), windows or tr("as the schemes say")),
        (tr("Lags of events"), _lags(options)),
        (tr("Parts of observations"), str(options.periods)),
        (tr("Level of intervals"), f"{100 * options.level:g}%"),
        (tr("Resamples"), str(options.draws)),
        (tr("Permutations"), str(options.permutations)),
        (tr("Seed"), str(options.seed)),
    )


def _lags(options: SequenceOptions) -> str:
    """Say how many events later, and what stands between and before the codes."""
    more = [
        tr("no code follows itself") if options.no_repeats else "",
        "" if options.pause is None else tr("a pause every {n} s").format(n=f"{options.pause / SECOND:g}"),
        tr("by person") if options.by_person else "",
    ]
    return ", ".join([*map(str, options.lags), *filter(None, more)])
