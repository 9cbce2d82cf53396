"""The analyses of sequences as tidy tables: a row each bid, episode, repair, chain, move, cell or score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from havenlens.domain.problems import StudyError
from havenlens.services.ports import Progress, in_parts, no_progress
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.analysis import analyse
from havenlens.services.sequences.gathering import SequenceOptions, Whose
from havenlens.services.sequences.lags import TOO_MANY_BY_PERSON
from havenlens.services.sequences.report import parameters_shown
from havenlens.services.sequences.results import SequenceResults
from havenlens.services.sequences.rows import (
    Facts,
    Row,
    bid_rows,
    budget_rows,
    chain_rows,
    contingency_rows,
    episode_rows,
    equity_rows,
    lag_rows,
    move_rows,
    repair_rows,
    score_rows,
)
from havenlens.services.sequences.summary_rows import summary_rows
from havenlens.services.sequences.table_columns import columns_of
from havenlens.services.tables.columns import Column, TableSource, source_of_rows
from havenlens.services.tables.contents import Contents
from havenlens.words.catalogue import tr

_MAKERS = {
    "bids": bid_rows,
    "episodes": episode_rows,
    "repairs": repair_rows,
    "chains": chain_rows,
    "moves": move_rows,
    "contingencies": contingency_rows,
    "lags": lag_rows,
    "time_budget": budget_rows,
    "equity": equity_rows,
    "rating_scores": score_rows,
    "sequence_results": summary_rows,
}
SEQUENCE_TABLES = tuple(_MAKERS)
"""The names of the tables that are made here."""
_USUAL = SequenceOptions()
_WORKING_OUT, _PUTTING_IN_ROWS = 4, 1
"""What takes how much of the time."""


def sequence_sources(
    contents: Contents, progress: Progress = no_progress, options: SequenceOptions = _USUAL
) -> list[TableSource]:
    """Work out the analyses of what goes into an export, and give them as tables; ``progress`` may cancel.

    What cannot be analysed is told to ``contents.notice``; where nothing counts the tables are empty. Raise
    `StudyError` where too many people were to be told apart.
    """
    shown = {coding.id for coding in contents.codings}
    hidden = {coding.id for coding in contents.study.store.list_codings()} - shown
    found_out, in_rows = in_parts(progress, _WORKING_OUT, _PUTTING_IN_ROWS)
    coders = contents.coder_names if contents.for_deposit else None
    whose = Whose(contents.labels, contents.place_names, contents.left_out, coders)
    try:
        found = analyse(contents.study, options, found_out, hidden, whose)
    except StudyError as error:
        if error.problem.code == TOO_MANY_BY_PERSON:
            raise
        contents.notice(error.problem)
        return [
            source_of_rows(name, columns_of(name), (), [error.problem.sentence]) for name in SEQUENCE_TABLES
        ]
    for problem in found.left_out:
        contents.notice(problem)
    return result_sources(found, _Facts(contents).of, in_rows)


def result_sources(
    results: SequenceResults, facts: Facts | None = None, progress: Progress = no_progress
) -> list[TableSource]:
    """Give results as tables; ``facts`` gives the cells that tell which coding a row belongs to."""
    about, found = _about(results), []
    for done, (name, make) in enumerate(_MAKERS.items()):
        progress(done, len(_MAKERS))
        rows: Sequence[Row] = make(results, facts or usual_facts)
        columns = columns_of(name, (scheme.counted for scheme in results.schemes))
        found.append(source_of_rows(name, columns, rows, about))
    progress(len(_MAKERS), len(_MAKERS))
    return found


def _about(results: SequenceResults) -> tuple[str, ...]:
    """Say which codings count, and with what everything was worked out."""
    shown = "; ".join(f"{name}: {value}" for name, value in parameters_shown(results.rule, results.options))
    return results.rule.sentence, shown


def parameter_source(results: SequenceResults) -> TableSource:
    """Give as a table with what everything was worked out, beginning with which codings count."""
    columns = [
        Column("parameter", meaning=tr("name of the parameter")),
        Column("value", meaning=tr("its value")),
    ]
    shown = parameters_shown(results.rule, results.options)
    rows = [{"parameter": tr("Rule"), "value": results.rule.sentence}]
    rows += [{"parameter": name, "value": value} for name, value in shown]
    return source_of_rows("parameters", columns, rows)


def left_out_source(results: SequenceResults) -> TableSource:
    """Give as a table what could not be analysed, and why."""
    columns = [Column("left_out", meaning=tr("what could not be analysed, and why"))]
    return source_of_rows("left_out", columns, [{"left_out": each} for each in results.warnings])


class _Facts:
    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def of(self, coding: CodedObservation) -> dict[str, Any]:
        return self._contents.facts_of(coding.coding)


def usual_facts(coding: CodedObservation) -> dict[str, Any]:
    """Tell which coding a row belongs to, by the study's own names."""
    return {
        "observation": coding.name,
        "scheme": coding.scheme.id,
        "scheme_version": coding.scheme.version,
        "coder": coding.coder,
        "purpose": coding.coding.purpose.value,
        "attempt": coding.coding.attempt,
    }
