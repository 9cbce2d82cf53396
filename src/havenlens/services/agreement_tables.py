"""The table a coefficient rests on, with the names of its codes, and the moments behind its cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from havenlens.services.agreement_events import coded_by_events, linking_of
from havenlens.services.agreement_pairs import pair_of
from havenlens.services.agreement_plan import plan_of
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.cells import moments_in_cell, scores_in_cell
from havenlens.services.disagreements import Disagreement
from havenlens.services.study import Study
from havenlens.words.catalogue import N_, tr

_OVER_EVENTS = ("event_kappa", "time_unit_kappa")
_NOT = "not "
_NAMES = {"missed": N_("missed"), "uncoded": N_("no code")}


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A square table: ids and names of its rows and columns, and how much is in each cell."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


def table_of(result: AgreementResult) -> ShownTable | None:
    """Give the table that a value rests on; None where it rests on none."""
    detail, scope = result.coefficient.detail, result.scope
    counted = scope.dimension is not None or result.coefficient.method in _OVER_EVENTS
    if not counted or scope.average or "matrix" not in detail or not any(map(any, detail["matrix"])):
        return None
    matrix = detail["matrix"]
    # What neither coder used would only make the table larger.
    used = [place for place in range(len(matrix)) if any(matrix[place]) or any(row[place] for row in matrix)]
    ids = tuple(str(detail["codes"][place]) for place in used)
    names = dict(result.code_names)
    shown = tuple(_shown(one, names) for one in ids)
    return ShownTable(ids, shown, tuple(tuple(float(matrix[row][at]) for at in used) for row in used))


def _shown(label: str, names: dict[str, str]) -> str:
    """Name a row or column as people read it: a code, several that hold together, or all but one."""
    if label in _NAMES:
        return tr(_NAMES[label])
    if label.startswith(_NOT):
        return tr("not {code}").format(code=_shown(label.removeprefix(_NOT), names))
    return " + ".join(names.get(part, part) for part in label.split("+"))


def moments_behind(
    study: Study, result: AgreementResult, row: str, column: str, hidden: Collection[UUID] = ()
) -> Sequence[Disagreement]:
    """List the moments, or the rated units, that are counted in a cell of a result's table."""
    from havenlens.reliability.eventmatch import match_events  # noqa: PLC0415 - NumPy is slow to import

    pair, scope = pair_of(study, result, hidden), result.scope
    if scope.dimension is not None:
        rated = [(one, two) for _, one, two in pair.codings]
        return scores_in_cell(study, rated, scope.dimension, row, column, period=scope.period, hidden=hidden)
    return moments_in_cell(
        study,
        [(one, two) for _, one, two in coded_by_events(study, pair)],
        row,
        column,
        result.coefficient.method,
        group=scope.group or "",
        participant=scope.participant or "",
        matcher=partial(match_events, **linking_of(plan_of(study).plan)),
        hidden=hidden,
    )
