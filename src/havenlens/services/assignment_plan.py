"""Assign from a table: a line for each observation and coder; all lines are checked first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from havenlens.domain.observation import Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.assignments import Assigned, Assignment, assign
from havenlens.services.study import Study

COLUMNS = ("observation", "scheme", "coder")
"""Columns that must be there; purpose (research where empty), due_on and note may be."""


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line of the table, checked; its coder may be new to the study."""

    observation: UUID
    scheme: UUID
    coder: str
    purpose: Purpose
    due_on: date | None
    note: str


def check_plan(
    study: Study, file: str, rows: Sequence[Mapping[str, str]]
) -> tuple[list[PlannedLine], list[Problem]]:
    """Check every line of a table (line 2 is the first); give the good ones and all problems."""
    if not rows:
        return [], [Problem("plan.empty", {"file": file})]
    missing = [name for name in COLUMNS if name not in rows[0]]
    if missing:
        return [], [Problem("plan.column", {"file": file, "column": missing[0]})]
    good: list[PlannedLine] = []
    problems: list[Problem] = []
    for line, row in enumerate(rows, start=2):
        try:
            good.append(_check(study, row))
        except StudyError as error:
            problems.append(Problem("plan.row", {"file": file, "line": line, "problem": str(error)}))
    return good, problems


def _check(study: Study, row: Mapping[str, str]) -> PlannedLine:
    text = {name: (value or "").strip() for name, value in row.items()}
    purpose = text.get("purpose") or Purpose.RESEARCH.value
    if purpose not in set(Purpose):
        raise StudyError("plan.purpose", value=purpose, purposes=", ".join(Purpose))
    if not text["coder"]:
        raise StudyError("study.coder_without_name")
    day = text.get("due_on", "")
    try:
        due = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise StudyError("plan.date", value=day) from error
    return PlannedLine(
        study.observation(text["observation"]).id,
        study.stored_scheme(text["scheme"]).id,
        text["coder"],
        Purpose(purpose),
        due,
        text.get("note", ""),
    )


def carry_out(study: Study, lines: Sequence[PlannedLine]) -> Assigned:
    """Assign what was checked, in one transaction; what is assigned already stays."""
    new: list[Assignment] = []
    there = 0
    with study.store.transaction():
        for line in lines:
            coder = study.add_coder(line.coder).id
            done = assign(
                study, [line.observation], line.scheme, [coder], line.purpose, line.due_on, line.note
            )
            new += done.new
            there += done.there
    return Assigned(tuple(new), there)
